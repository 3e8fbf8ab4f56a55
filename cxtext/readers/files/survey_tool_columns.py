"""The columns that known survey tools always write, and the role of each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool with one header row, known by the columns it always writes.

    ``needs`` are lower-case column names and ``roles`` maps them to roles; a name that ends in ``*`` is a prefix. ``labels``
    says what a column asks where its name does not.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    roles: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)


def _roles(*, unused: str = "", **used: str) -> dict[str, str]:
    """Read ``role="column"`` and a list of unused columns separated by ``;``."""
    roles = {column: role for role, column in used.items()}
    return roles | {column.strip(): "unused" for column in unused.split(";") if column.strip()}


TOOLS = (
    Tool(
        "google-play",
        "a Google Play Console export",
        ("package name", "star rating", "review text"),
        _roles(
            text="review text",
            date="review submit date and time",
            unused="review title; review link; developer reply text; review submit millis since epoch; "
            "review last update millis since epoch; developer reply millis since epoch",
        ),
    ),
    Tool(
        "google-play-scraper",
        "a Google Play review scrape",
        ("reviewid", "content", "score", "thumbsupcount"),
        _roles(text="content", id="reviewid", date="at", unused="username; userimage; replycontent; repliedat"),
    ),
    Tool(
        "typeform",
        "a Typeform export",
        ("#", "submit date (utc)"),
        _roles(id="#", date="submit date (utc)", unused="start date (utc); network id"),
    ),
    Tool(
        "alchemer",
        "an Alchemer (SurveyGizmo) export",
        ("time started", "date submitted", "status"),
        _roles(id="response id", date="date submitted", unused="time started; status"),
    ),
    Tool(
        "intercom",
        "an Intercom conversation-rating export",
        ("conversation id", "conversation rating"),
        _roles(
            id="conversation id",
            text="conversation rating remark",
            date="updated at*",
            unused="user name",
        ),
    ),
    Tool(
        "delighted",
        "a Delighted export",
        ("delighted source",),
        _roles(text="comment", unused="delighted*"),
        {"score": "NPS score"},
    ),
    # https://delighted.com/docs/api/listing-survey-responses
    Tool(
        "delighted-api",
        "responses of the Delighted API",
        ("survey_type", "score", "comment", "permalink"),
        _roles(id="id", text="comment", date="created_at", respondent="person", unused="permalink; updated_at; survey_type"),
    ),
    # https://developer.zendesk.com/api-reference/ticketing/ticket-management/satisfaction_ratings/
    Tool(
        "zendesk-ratings",
        "Zendesk satisfaction ratings",
        ("ticket_id", "score", "comment", "requester_id"),
        _roles(
            id="id", text="comment", date="created_at", respondent="requester_id", unused="url; updated_at; ticket_id; reason_id"
        ),
        {"score": "Satisfaction rating"},
    ),
    # https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/incremental-ticket-export-csat
    Tool(
        "zendesk-tickets",
        "Zendesk tickets with their satisfaction rating",
        ("satisfaction_rating.score", "satisfaction_rating.comment"),
        _roles(
            id="id",
            text="satisfaction_rating.comment",
            date="updated_at",
            respondent="requester_id",
            unused="url; external_id; satisfaction_rating.id; satisfaction_rating.reason_id",
        ),
        {"satisfaction_rating.score": "Satisfaction rating"},
    ),
    # https://developer.apple.com/documentation/appstoreconnectapi/customerreview
    Tool(
        "app-store",
        "App Store reviews",
        ("rating", "body", "reviewernickname", "createddate"),
        _roles(id="id", text="body", date="createddate", group="territory", unused="title; reviewernickname"),
    ),
    Tool(
        "app-store-api",
        "reviews of the App Store Connect API",
        ("attributes.rating", "attributes.body", "attributes.createddate"),
        _roles(
            id="id",
            text="attributes.body",
            date="attributes.createddate",
            group="attributes.territory",
            unused="type; links.self; attributes.title; attributes.reviewernickname; relationships*",
        ),
    ),
    # Columns of the CSV of Trustpilot Business, as public scripts read and write it ("Review Created (UTC)", "Review Stars").
    Tool(
        "trustpilot-business",
        "a Trustpilot Business export",
        ("review created (utc)", "review stars", "review content"),
        _roles(
            id="review id",
            text="review content",
            date="review created (utc)",
            respondent="review consumer user id",
            unused="review title; review username; review user email; reference id; company response; business reply; "
            "company reply date (utc); business reply date (utc); domain url; webshop name; business unit id; tags",
        ),
    ),
    # https://documentation-apidocumentation.trustpilot.com/business-units-api-(public)
    Tool(
        "trustpilot",
        "Trustpilot reviews",
        ("stars", "text", "createdat", "consumer.displayname"),
        _roles(id="id", text="text", date="createdat", respondent="consumer.id", unused="title; links; consumer*; businessunit*"),
    ),
    # The questions of the review forms of g2.com ("What do you like best about the product?", "What do you dislike about the
    # product?", "What problems is the product solving and how is that benefiting you?") and of capterra.com ("Pros", "Cons",
    # "Overall Comments"), which public scripts read as headers of their CSV. Each asks for what is good and for what is not; both
    # are read.
    Tool(
        "g2",
        "G2 reviews",
        ("what do you like best*", "what do you dislike*"),
        _roles(date="review date", unused="review link; title; reviewer title; reviewer name"),
    ),
    Tool(
        "capterra",
        "Capterra reviews",
        ("pros", "cons", "overall rating"),
        _roles(unused="review title; reviewer name"),
    ),
    Tool(
        "capterra-comments",
        "Capterra reviews",
        ("pros", "cons", "overall comments"),
        _roles(unused="title; review title; reviewer name"),
    ),
)

#: Type of a Delighted survey -> what its score is.
SURVEY_TYPES = {
    "nps": "NPS score",
    "enps": "NPS score",
    "csat": "CSAT score",
    "ces": "CES score",
    "stars5": "CSAT score",
    "smileys": "CSAT score",
}
QUALTRICS = _roles(
    id="responseid",
    date="recordeddate",
    unused="startdate; enddate; status; ipaddress; progress; duration (in seconds); finished; recipientlastname; "
    "recipientfirstname; recipientemail; externalreference; externaldatareference; locationlatitude; locationlongitude; "
    "distributionchannel; q_recaptchascore; q_ballotboxstuffing",
)
SURVEYMONKEY = _roles(
    id="respondent id",
    date="end date",
    unused="collector id; start date; ip address; email address; first name; last name",
)
