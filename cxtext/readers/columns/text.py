"""Which column holds the open text: long, varied answers of several words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxtext.errors import SchemaError
from cxtext.language import load_column_words
from cxtext.readers.columns.headers import first_words, names_group
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.wording import normalize, one_line, quote_argument

_WORDS = load_column_words().headers
_EXACT = re.compile(rf"^{_WORDS.texts}$")
_LIKELY = re.compile(rf"\b{_WORDS.likely_texts}\b")
_UNLIKELY = re.compile(rf"\b{_WORDS.unlikely_texts}\b")
# A list as programs write one: "['a', 'b']".
_LIST = re.compile(r"\[(?:\s*[\"'{\d].*)?\]\Z", re.DOTALL)
#: Share of the best score from which another column is as good, so that the user has to choose.
EQUALLY_GOOD = 0.75
#: Share of the best score from which another column is named beside the one taken.
WORTH_NAMING = 0.3
#: Columns that one message lists.
MOST_SHOWN = 6
#: Share of answers of four words or more from which a column named like a group holds sentences all the same.
MOSTLY_PROSE = 0.5

# What score_text weighs: set by hand and not fitted; the tests of the readers hold it in place.
#: Least share of the cells with words in them.
LEAST_WORDED = 0.5
#: Most of the cells that may be e-mails, addresses, codes, numbers or dates.
MOST_MACHINE_MADE = 0.5
#: Words per cell below which codes count as machine-made.
CODE_WORDS = 3
#: Filled cells below which variety says nothing.
FEW_CELLS = 10
#: Different answers per filled cell that a text has at least.
LEAST_VARIED = 0.25
#: The same of a column whose name says that it holds text.
LEAST_VARIED_NAMED = 0.05
#: Words per cell that a text has at least.
ENOUGH_WORDS = 3.0
#: The same where no column has that many.
ENOUGH_WORDS_TERSE = 1.5
#: The same of a column whose name makes it likely that it holds text.
ENOUGH_WORDS_LIKELY = 1.5
#: The same of a column whose name says so.
ENOUGH_WORDS_NAMED = 1.0
#: Words per cell from which more do not count.
LONG_ENOUGH_WORDS = 25
#: Weights of length, prose and variety in the score; they add up to 1.
LENGTH_WEIGHT = 0.5
PROSE_WEIGHT = 0.3
VARIETY_WEIGHT = 0.2
#: What is left of the score of a column that is hardly ever filled.
BLANK_FACTOR = 0.4
#: What a name that says that it holds text, that makes it likely, or unlikely, multiplies the score by.
NAMED_FACTOR = 1.8
LIKELY_FACTOR = 1.2
UNLIKELY_FACTOR = 0.35


def choose_text(
    profiles: Sequence[ColumnProfile],
    source: str,
    *,
    blank: Sequence[ColumnProfile] = (),
    lists: Sequence[ColumnProfile] = (),
) -> tuple[str, str, str]:
    """Return the open-text column, the reason, and a note when others came close behind.

    One of the ``blank`` columns is taken when its name says that it holds text and no other column reads as such: that
    nothing was said is then told of that column. ``lists`` are columns in which people chose several options: the error names
    them where there is no text.

    Raises
    ------
    SchemaError
        When no column reads as open text, or two are equally good.
    """
    unsaid = [p for p in blank if _EXACT.match(p.words)]
    if len(profiles) == 1 and profiles[0].letters >= 0.5 and profiles[0].n_filled and not unsaid:
        return profiles[0].name, "the only column that can hold text", ""
    scores = {p.name: score_text(p) for p in profiles}
    named = [p for p in profiles if _EXACT.match(p.words) and max(p.numeric, p.dates) <= 0.5 and p.n_filled]
    if not any(scores.values()) and len(named) == 1:
        # Everybody says the same, or nothing that says anything.
        return named[0].name, "the only column whose name says that it holds text", ""
    if not any(scores.values()) and unsaid:
        return unsaid[0].name, "its name says that it holds text, but it is always blank", ""
    if not any(scores.values()):
        # Terse answers ("too slow") in a column whose name says nothing still win when nothing else comes near.
        open_to = [p for p in profiles if not names_group(p) and not _UNLIKELY.search(p.words)]
        scores = {p.name: score_text(p, enough=ENOUGH_WORDS_TERSE) for p in open_to}
    ranked = sorted((p for p in profiles if scores.get(p.name, 0.0) > 0), key=lambda p: (-scores[p.name], p.name))
    if not ranked:
        candidates = ", ".join(repr(p.name) for p in profiles[:10]) or "none that is free"
        chosen = "".join(
            f" {one_line(p.name, 60)!r} holds choices from a list: its options are groups." for p in lists[:MOST_SHOWN]
        )
        raise SchemaError(
            f"no column of {source!r} reads as open text.{chosen}\n"
            f"Name it: --text-column NAME. Candidates: {one_line(candidates, 300)}"
        )
    best = ranked[0]
    worthy = [p for p in ranked if p is best or (p.n_distinct > 1 and scores[p.name] >= WORTH_NAMING * scores[best.name])]
    tied = [p for p in worthy if scores[p.name] >= EQUALLY_GOOD * scores[best.name]]
    if len(tied) > 1:
        raise _tie(tied, worthy[len(tied) :], profiles, source)
    reason = f"{best.mean_words:.0f} words on average, {best.n_distinct:,} different answers of {best.n_filled:,}"
    others = [p.name for p in worthy[1:4]]
    note = ""
    if others:
        also = ", ".join(map(repr, others))
        note = f"{best.name!r} is taken as the text; there is also {also}. To add one: --text-column NAME for each"
    return best.name, reason, note


def _tie(
    tied: Sequence[ColumnProfile], others: Sequence[ColumnProfile], profiles: Sequence[ColumnProfile], source: str
) -> SchemaError:
    """Build the error that lists equally good columns and less good ones, and the flags that choose them."""
    shown = sorted(tied[:MOST_SHOWN], key=lambda p: p.name)
    also = others[: MOST_SHOWN - len(shown)]
    flags = " ".join(f"--text-column {quote_argument(_short_name(p, profiles))}" for p in [*shown, *also])
    less = f"; less well: {_list_lengths(also)}" if also else ""
    message = f"{len(tied)} columns of {source!r} read equally well as open text: {_list_lengths(shown)}{less}."
    return SchemaError(f"{message}\nName one, or several: {flags}", [p.name for p in tied])


def _list_lengths(profiles: Sequence[ColumnProfile]) -> str:
    """List columns with the length of their answers."""
    return ", ".join(f"{one_line(p.name, 60)!r} ({p.mean_words:.0f} words per answer)" for p in profiles)


def _short_name(profile: ColumnProfile, profiles: Sequence[ColumnProfile]) -> str:
    """Return the first words of a long name where they are enough to choose the column, else its whole name."""
    short = " ".join(profile.name.split()[:8])
    prefix = normalize(short)
    is_shared = any(p is not profile and first_words(p.name, prefix) == prefix for p in profiles)
    return profile.name if is_shared else short


def describe_text(profile: ColumnProfile) -> str:
    """Say that a column without a role reads as open text, and how to add it; nothing when it does not.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> describe_text(profile_column("Why?", ["the app is slow", "it crashes every day", "far too expensive for us"]))
    "reads as open text, 4 words per answer; to add it: --text-column 'Why?'"
    """
    names_values = names_group(profile) and profile.prose < MOSTLY_PROSE
    if profile.n_distinct < 2 or names_values or not score_text(profile):
        return ""
    return (
        f"reads as open text, {profile.mean_words:.0f} words per answer; to add it: --text-column {quote_argument(profile.name)}"
    )


def score_text(profile: ColumnProfile, *, enough: float = ENOUGH_WORDS) -> float:
    """Score how much a column reads as open text; 0 when it does not, or has fewer than ``enough`` words per cell.

    A name that says it holds text needs fewer words. Of a question with a sub-header the sub-header alone makes text unlikely:
    the question is that of other columns too.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> cells = ["it saves us time every week", "the people are kind and quick"]
    >>> own, other = (profile_column(f"Do you use open source?: {part}", cells) for part in ("Why?", "Source"))
    >>> score_text(own) > score_text(other)
    True
    """
    if sum(n for value, n in profile.counts.items() if _LIST.match(value)) > MOST_MACHINE_MADE * profile.n_filled:
        return 0.0
    name = profile.words
    own_name = name if profile.label else profile.name.rpartition(": ")[2].lower()
    exact, likely = bool(_EXACT.match(name)), bool(_LIKELY.search(name) or name.endswith("?"))
    codes = profile.codes if profile.mean_words < CODE_WORDS else 0.0
    machine = max(profile.emails, profile.urls, codes, profile.numeric, profile.dates)
    if profile.letters < LEAST_WORDED or machine > MOST_MACHINE_MADE:
        return 0.0
    least_varied = LEAST_VARIED_NAMED if exact else LEAST_VARIED
    if profile.n_filled >= FEW_CELLS and profile.varied < least_varied:
        return 0.0
    if profile.mean_words < min(enough, ENOUGH_WORDS_NAMED if exact else ENOUGH_WORDS_LIKELY if likely else enough):
        return 0.0
    length = min(profile.mean_words, LONG_ENOUGH_WORDS) / LONG_ENOUGH_WORDS
    score = LENGTH_WEIGHT * length + PROSE_WEIGHT * profile.prose + VARIETY_WEIGHT * min(1.0, profile.varied)
    score *= BLANK_FACTOR + (1 - BLANK_FACTOR) * profile.filled
    score *= NAMED_FACTOR if exact else LIKELY_FACTOR if likely else 1.0
    return score * (UNLIKELY_FACTOR if _UNLIKELY.search(own_name) and not exact else 1.0)
