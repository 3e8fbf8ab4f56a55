"""What a column's name says, and which short columns make groups."""

from __future__ import annotations

import re

from cxtext.readers.columns.profile import ColumnProfile

_ID = re.compile(
    r"^(?:#|key|case|ticket|ticket (?:number|no)|token)$|"
    r"(?:^|\b|response|review|record|answer|submission|conversation)(?:id|uuid|guid)$"
)
_EXACT_ID = re.compile(r"^(?:id|#|response ?id|review ?id|submission ?id|record ?id|uuid)$")
_RESPONDENT = re.compile(
    r"^(?:respondent|participant|customer|user|person|account|contact|member|client|subscriber|patient|employee)"
    r"(?: ?(?:id|no|number|key|uuid))?$"
)
_PERSONAL = re.compile(
    r"^(?:e ?mail.*|.*\be ?mail address|ip|ip ?address|recipient.*|phone.*|mobile|telephone.*|address|street.*|post ?code|zip|"
    r"(?:(?:first|last|sur|full|user|your|customer|respondent|contact|author|reviewer) ?)?name|author|reviewer|zip code|dob|"
    r"date of birth|birth ?day|password|user ?agent|network id|(?:location )?l(?:at|ong)itude)$"
)
_WEIGHT = re.compile(r"^(?:weight|weights|wt|wgt|weighting|survey weight|sample weight|sampling weight|weight factor)$")
_EPOCH = re.compile(r"epoch|timestamp|millis|created|\b(?:unix|date|time|at|when)\b")
_GROUP = re.compile(
    r"\b(?:country|region|state|city|plan|tier|segment|cohort|channel|product|platform|device|os|browser|language|locale|lang|"
    r"version|release|wave|quarter|month|year|team|department|service|site|store|branch|airline|brand|model|category|type|role|"
    r"industry|gender|age group|group|question|source|status|touchpoint|journey stage|ward)\b"
)
_RATED = re.compile(r"\b(?:ratings?|scores?|stars)\b")
_CODING = re.compile(r"^(?:(?:sub ?)?themes?|topics?|sentiment|emotions?|labels?|intent|polarity)$")
_MAX_GROUPS, _MAX_NAMED_GROUPS = 50, 100


def is_id(profile: ColumnProfile) -> bool:
    """Return whether the name says that the column holds an id."""
    return bool(_ID.search(_plain(profile))) and profile.prose < 0.2


def id_rank(profile: ColumnProfile) -> int:
    """Rank names of ids: the plain ones first."""
    return 1 if _EXACT_ID.match(_plain(profile)) else 0


def is_respondent(profile: ColumnProfile) -> bool:
    """Return whether the name says who answered."""
    return bool(_RESPONDENT.match(_plain(profile))) and profile.prose < 0.2 and profile.n_distinct > 1


def is_personal(profile: ColumnProfile) -> bool:
    """Return whether the name says that the column holds personal data."""
    return bool(_PERSONAL.match(_plain(profile))) and profile.prose < 0.5


def is_weight(profile: ColumnProfile) -> bool:
    """Return whether the column holds survey weights."""
    return bool(_WEIGHT.match(_plain(profile))) and profile.numeric == 1.0 and min(profile.numbers, default=0) > 0


def is_epoch(profile: ColumnProfile) -> bool:
    """Return whether the column holds seconds or milliseconds since 1970."""
    return bool(_EPOCH.search(_plain(profile))) and min(profile.numbers, default=0) >= 1e9


def date_rank(profile: ColumnProfile) -> int:
    """Rank date columns: when the answer was given before when it was begun, changed or about."""
    name = _plain(profile)
    if re.search(r"updat|modif|birth|start|visit|flown|delete|repl|due|open|expir|sign ?up|install|purchase", name):
        return 0
    if re.search(r"submit|complet|record|respon|answer|receiv|review date", name):
        return 4
    if re.fullmatch(r"(?:date|timestamp|created ?(?:at|on)?|time|datetime|at|day)", name):
        return 3
    return 2 if re.search(r"\bend|creat|date", name) else 1


def names_group(profile: ColumnProfile) -> bool:
    """Return whether the name says that the column divides responses into groups."""
    return bool(_GROUP.search(profile.words))


def group_reason(profile: ColumnProfile) -> tuple[str, bool]:
    """Return why a column is a group or is not used."""
    if profile.n_distinct == 1:
        return f"always {profile.example[:40]!r}", False
    if _CODING.match(_plain(profile)):
        return f"looks like an earlier coding of the text; to use it as a group: --group-column '{profile.name}'", False
    named = names_group(profile)
    if profile.numeric >= 0.9 and _RATED.search(profile.words):
        return f"a rating that is no declared metric; to use it: --metric '{profile.name}:csat'", False
    if profile.numeric >= 0.9 and not named:
        return "numbers that no header word explains", False
    longest = max(len(value) for value in profile.counts)
    limit = _MAX_NAMED_GROUPS if named else _MAX_GROUPS
    if profile.n_distinct > limit:
        return _too_many(profile, named=named), False
    if longest > (200 if named else 80):
        return "long values, but not chosen as the text", False
    if profile.n_filled < 2 * profile.n_distinct:
        return f"{profile.n_distinct:,} different values in {profile.n_filled:,} cells, too few each for groups", False
    why = " under a header that names a group" if profile.n_distinct > _MAX_GROUPS else ""
    return f"{profile.n_distinct} different short values{why}", True


def _too_many(profile: ColumnProfile, *, named: bool) -> str:
    """Say that a column has too many values, against which limit, and how to use one that is within the wider limit."""
    if named:
        limit = f"at most {_MAX_NAMED_GROUPS}"
    else:
        limit = f"at most {_MAX_GROUPS}, or {_MAX_NAMED_GROUPS} where the header names a group, such as plan or country"
    hint = f"; to use it: --group-column '{profile.name}'" if profile.n_distinct <= _MAX_NAMED_GROUPS else ""
    return f"{profile.n_distinct:,} different values, too many for groups ({limit}){hint}"


def first_words(name: str, prefix: str) -> str:
    """Return as much of ``name`` in lower case as ``prefix`` is long, cut at the end of a word.

    >>> first_words("Any other feedback?", "any other feedback")
    'any other feedback'
    """
    plain = " ".join(name.lower().split())
    return plain[: len(prefix)] if not plain[len(prefix) : len(prefix) + 1].isalnum() else ""


def _plain(profile: ColumnProfile) -> str:
    """Return the name alone in lower-case words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", profile.name)
    return " ".join(re.sub(r"[_\-./:?]+", " ", spaced).lower().split())
