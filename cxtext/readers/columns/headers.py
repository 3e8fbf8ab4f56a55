"""What a column's name says, and which short columns make groups."""

from __future__ import annotations

import re

from cxtext.language import load_column_words
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.word_scales import find_word_scale
from cxtext.wording import normalize, one_line, quote_argument

_WORDS = load_column_words().headers
_ID = re.compile(rf"^{_WORDS.id_names}$|(?:^|\b|{_WORDS.id_subjects}){_WORDS.id_endings}$")
_EXACT_ID = re.compile(rf"^{_WORDS.plain_ids}$")
_RESPONDENT = re.compile(rf"^{_WORDS.respondents}(?: ?{_WORDS.respondent_endings})?$")
_PERSONAL = re.compile(rf"^{_WORDS.personal}$")
_WEIGHT = re.compile(rf"^{_WORDS.weights}$")
#: Names that say when: of numbers since 1970, and of dates.
_WHEN = [re.compile(str(words)) for words in (_WORDS.epochs, _WORDS.answer_dates, _WORDS.end_dates, _WORDS.other_dates)]
_GROUP = re.compile(rf"\b{_WORDS.groups}\b")
_RATED = re.compile(rf"\b{_WORDS.ratings_of_groups}\b")
_VERSION = re.compile(rf"\b{_WORDS.versions}")
_CODING = re.compile(rf"^{_WORDS.codings}$")
#: Share of the filled cells that must be dates, or numbers of dates, for a column to be one of dates.
DATES = 0.8
#: Different values up to which a column divides responses into groups, and up to which one does whose header names a group.
_MAX_GROUPS = 50
_MAX_NAMED_GROUPS = 100
#: Words per cell from which many different values may be short answers in people's own words.
_OWN_WORDS = 1.5


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


def names_version(profile: ColumnProfile) -> bool:
    """Return whether the name says that the column holds versions of a program."""
    return bool(_VERSION.search(profile.words))


def names_wave(profile: ColumnProfile) -> bool:
    """Return whether the name says that the column holds waves of a survey."""
    return bool(re.search(r"\bwave\b", profile.words))


def is_weight(profile: ColumnProfile) -> bool:
    """Return whether the column holds survey weights."""
    return bool(_WEIGHT.match(_plain(profile))) and profile.numeric == 1.0 and min(profile.numbers, default=0) > 0


def holds_dates(profile: ColumnProfile) -> bool:
    """Return whether the column holds dates, or under a name that says when, numbers that computers write for dates."""
    if profile.dates >= DATES:
        return True
    return profile.date_numbers >= DATES and any(pattern.search(_plain(profile)) for pattern in _WHEN)


def date_rank(profile: ColumnProfile) -> int:
    """Rank date columns: when the answer was given before when it was begun, changed or about."""
    name = _plain(profile)
    if re.search(str(_WORDS.other_dates), name):
        return 0
    if re.search(str(_WORDS.answer_dates), name):
        return 4
    if re.fullmatch(str(_WORDS.plain_dates), name):
        return 3
    return 2 if re.search(str(_WORDS.end_dates), name) else 1


def names_group(profile: ColumnProfile) -> bool:
    """Return whether the name says that the column divides responses into groups."""
    return bool(_GROUP.search(profile.words))


def group_reason(profile: ColumnProfile) -> tuple[str, bool]:
    """Return why a column is a group or is not used."""
    if profile.n_distinct == 1:
        return f"always {profile.example[:40]!r}", False
    if _CODING.match(_plain(profile)):
        return (
            f"looks like an earlier coding of the text; to use it as a group: --group-column {quote_argument(profile.name)}",
            False,
        )
    if profile.options is not None:
        shown = ", ".join(repr(one_line(option, 30)) for option in list(profile.options.counts)[:3])
        return f"choices of several from {len(profile.options.counts)} options ({shown}, ...); each is a group of its own", True
    named = names_group(profile)
    if not named and find_word_scale(profile) is not None:
        return "ratings in words that no header word explains", False
    if profile.numeric >= 0.9 and _RATED.search(profile.words):
        kind = "csat" if max(profile.numbers) <= 10 else "number"
        return f"a rating that is not a declared metric; to use it: --metric {quote_argument(f'{profile.name}:{kind}')}", False
    if profile.numeric >= 0.9 and not named:
        if _WEIGHT.match(_plain(profile)):
            hint = f"to weight answers by it, without those: --weight-column {quote_argument(profile.name)}"
            return f"named like a survey weight, but not every cell is a number above 0; {hint}", False
        return "numbers that no header word explains", False
    longest = max(len(value) for value in profile.counts)
    limit = _MAX_NAMED_GROUPS if named else _MAX_GROUPS
    if profile.n_distinct > limit:
        return _too_many(profile, named=named), False
    if longest > (200 if named else 80):
        return f"{_too_long(profile, longest)}; {_to_use(profile)}", False
    if profile.n_filled < 2 * profile.n_distinct:
        return f"{profile.n_distinct:,} different values in {profile.n_filled:,} cells, too few each for groups", False
    why = " under a header that names a group" if profile.n_distinct > _MAX_GROUPS else ""
    return f"{profile.n_distinct} different short values{why}", True


def _to_use(profile: ColumnProfile) -> str:
    """Say how to use a column as a group all the same."""
    return f"to use it as a group: --group-column {quote_argument(profile.name)}"


def _too_long(profile: ColumnProfile, longest: int) -> str:
    """Say why a column of long values that do not read as open text is neither a group nor text."""
    repeats = f"only {profile.n_distinct:,} different ones of {profile.n_filled:,}"
    why = "hardly any words" if profile.letters < 0.5 else repeats if profile.varied < 0.5 else "few sentences"
    return f"values of up to {longest:,} characters are long for groups, and not like open text ({why})"


def _too_many(profile: ColumnProfile, *, named: bool) -> str:
    """Say that a column has too many values, against which limit, and how to use one that is within the wider limit."""
    if named:
        limit = f"at most {_MAX_NAMED_GROUPS}"
    else:
        limit = f"at most {_MAX_GROUPS}, or {_MAX_NAMED_GROUPS} where the header names a group, such as plan or country"
    hint = f"; to use it: --group-column {quote_argument(profile.name)}" if profile.n_distinct <= _MAX_NAMED_GROUPS else ""
    if profile.letters >= 0.5 and profile.codes < 0.5 and profile.mean_words >= _OWN_WORDS:
        hint = f"; if they are in people's own words: --text-column {quote_argument(profile.name)}"
    return f"{profile.n_distinct:,} different values, too many for groups ({limit}){hint}"


def first_words(name: str, prefix: str) -> str:
    """Return as much of ``name`` in lower case as ``prefix`` is long, cut at the end of a word.

    >>> first_words("Any other feedback?", "any other feedback")
    'any other feedback'
    """
    plain = normalize(name)
    return plain[: len(prefix)] if not plain[len(prefix) : len(prefix) + 1].isalnum() else ""


def _plain(profile: ColumnProfile) -> str:
    """Return the name alone in lower-case words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", profile.name)
    return " ".join(re.sub(r"[_\-./:?]+", " ", spaced).lower().split())
