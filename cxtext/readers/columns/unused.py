"""Columns that are not used: why, and the flag that takes those whose numbers look like ratings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from cxtext.language import load_column_words
from cxtext.readers.columns import headers as words
from cxtext.readers.columns.metrics import guess_outcome, near_miss
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.scales import asked_scale, infer_scale, write_range
from cxtext.readers.columns.word_scales import find_word_scale
from cxtext.settings import METRIC_OPTIONS

#: Columns that one note names; there may be a whole matrix of them.
SHOWN = 3
_COUNTED = re.compile(rf"\b{load_column_words().headers.counted}\b")


def describe_unused(profiles: Sequence[ColumnProfile]) -> str:
    """Return a note on unused columns whose numbers read as ratings; nothing when there is none.

    Parameters
    ----------
    profiles : sequence of ColumnProfile
        Of the columns that are not used.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> describe_unused([profile_column("q7", ["1", "4", "5"])])
    "'q7' (1 to 5) looks like a rating and is not used. To use it: --csat-column q7"
    """
    ratings = [(p, scale) for p in profiles if (scale := _rating_scale(p)) is not None]
    if not ratings:
        return ""
    named = ", ".join(f"{p.name!r} ({write_range(scale)})" for p, scale in ratings[:SHOWN])
    more = f" and {len(ratings) - SHOWN} more" if len(ratings) > SHOWN else ""
    verb = "looks like a rating and is not used" if len(ratings) == 1 else "look like ratings and are not used"
    profile, scale = ratings[0]
    name = shlex.quote(profile.name)
    flag = f"--csat-column {name}"
    if scale[1] == 10:
        flag = f"--nps-column {name} if it asks about recommending, else {flag}"
    return f"{named}{more} {verb}. To use {'it' if len(ratings) == 1 else 'the first'}: {flag}"


def describe_outcome(profile: ColumnProfile, reason: str, not_guessed: str, *, is_group: bool) -> str:
    """Add to the reason of a column that it is, or is nearly, a metric, and how to use it as one.

    Parameters
    ----------
    profile : ColumnProfile
    reason : str
        What else it is taken for; where it is not a group, that it reads as a metric is all there is to say.
    not_guessed : str
        Why no metric is guessed; empty when metrics are.
    is_group : bool
    """
    guess = guess_outcome(profile) if not_guessed else None
    if guess is None:
        return reason + near_miss(profile)
    kind = guess.metric.kind
    outcome = f"reads as {kind} ({guess.reason}), but {not_guessed}; to use it too: {_flag(profile.name, kind)}"
    return f"{reason}; {outcome}" if is_group else outcome


def describe_undeclared(profiles: Sequence[ColumnProfile]) -> str:
    """Return a note on columns that would be guessed as metrics were none declared; nothing when there is none.

    Parameters
    ----------
    profiles : sequence of ColumnProfile
        Of the columns that are not metrics and that the user did not name.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> describe_undeclared([profile_column("star rating", ["1", "4", "5"])])
    "Not used, because metrics are declared: 'star rating' (reads as csat). To use it too: --csat-column 'star rating'"
    """
    guesses = [(p.name, guess.metric.kind) for p in profiles if (guess := guess_outcome(p)) is not None]
    if not guesses:
        return ""
    named = ", ".join(f"{name!r} (reads as {kind})" for name, kind in guesses[:SHOWN])
    more = f" and {len(guesses) - SHOWN} more" if len(guesses) > SHOWN else ""
    what = "it" if len(guesses) == 1 else "the first"
    return f"Not used, because metrics are declared: {named}{more}. To use {what} too: {_flag(*guesses[0])}"


def _flag(column: str, kind: str) -> str:
    """Return the option that declares a column as a metric."""
    option = next((name for name, own in METRIC_OPTIONS.items() if own == kind), None)
    if option is None:
        return f"--metric {shlex.quote(f'{column}:{kind}')}"
    return f"--{option.replace('_', '-')} {shlex.quote(column)}"


def _rating_scale(profile: ColumnProfile) -> tuple[float, float] | None:
    """Return the scale of a column of scale words, or of whole numbers that use it well; None for another one."""
    word_scale = find_word_scale(profile)
    if word_scale is not None:
        return word_scale.scale
    if profile.numeric < 0.9 or profile.n_distinct < 3 or _COUNTED.search(profile.words):
        return None
    if not all(number.is_integer() and 0 <= number <= 10 for number in profile.numbers):
        return None
    scale, _ = infer_scale(profile)
    asked = asked_scale(profile.words)
    return asked if asked is not None and scale is not None and scale[1] <= asked[1] else scale


def describe_unusable(profile: ColumnProfile) -> str:
    """Return why a column cannot be used at all, or nothing."""
    if not profile.n_filled:
        return "always blank"
    if profile.emails >= 0.5 or (profile.addresses >= 0.5 and not words.names_version(profile)):
        return "personal data (e-mail, network address or phone number)"
    if words.is_personal(profile):
        return "personal data by its name"
    return "web addresses" if profile.urls >= 0.5 else ""
