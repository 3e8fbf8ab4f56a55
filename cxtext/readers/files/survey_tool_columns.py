"""The columns that known survey tools always write, and the role of each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool with one header row, known by the columns it always writes.

    ``roles`` maps lower-case column names to roles; a name that ends in ``*`` is a prefix. ``labels`` says what a column
    asks where its name does not.
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
)

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
