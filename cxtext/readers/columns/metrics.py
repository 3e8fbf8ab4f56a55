"""Which columns are outcomes (nps, csat, ces, binary), guessed from header words and values."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from cxtext.language import load_column_words
from cxtext.readers.cells import read_yes_no
from cxtext.readers.columns.directions import find_reversed, turned_words
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.scales import (
    HIGHEST_OF_SHORTER,
    MANY_ANSWERS,
    asked_scale,
    infer_scale,
    is_other_scale,
    mixed_scales,
    write_range,
)
from cxtext.readers.columns.word_scales import GOOD_BY_ITSELF, WordScale, find_word_scale
from cxtext.readers.columns.writings import Writing, as_numbers, find_writing
from cxtext.settings import Direction, Metric
from cxtext.wording import normalize, quote_argument

_WORDS = load_column_words().metrics
_NOT_GIVEN = load_column_words().answers.not_given
_NPS = re.compile(rf"^(?!.*\b{_WORDS.not_nps}\b).*{_WORDS.nps}")
_RECOMMEND = re.compile(rf"\b{_WORDS.recommend}")
_LIKELY = re.compile(str(_WORDS.likely))
_EFFORT = re.compile(str(_WORDS.effort))
_EASE = re.compile(str(_WORDS.ease))
_CES = re.compile(str(_WORDS.ces))
_CSAT = re.compile(str(_WORDS.csat))
_FRIENDS_AND_FAMILY = re.compile(str(_WORDS.friends_and_family))
_RATING = re.compile(str(_WORDS.rating))
_BINARY = re.compile(str(_WORDS.binary))
_LOWER_BINARY = re.compile(str(_WORDS.lower_binary))
_LOWER_COUNT = re.compile(rf"\b{_WORDS.lower_count}\b")
_LONG = re.compile(str(_WORDS.durations))
_NOT_OUTCOME = re.compile(str(_WORDS.not_outcomes))
#: Points above which the answers are no choice between points.
LONGEST_SCALE = 10
#: Different numbers per answer from which they are those of cases, not amounts.
MOSTLY_DIFFERENT = 0.9


@dataclass(frozen=True, slots=True)
class Guess:
    """A column that reads as an outcome, and how strongly: ``overall`` ones come before ratings of one aspect."""

    metric: Metric
    reason: str
    strength: int
    overall: bool
    warning: str = ""


def guess_outcome(profile: ColumnProfile) -> Guess | None:
    """Return what outcome a column reads as, or None."""
    words = profile.words
    if not profile.n_filled or profile.options or profile.is_tick or _NOT_OUTCOME.search(words):
        return None
    n_given = sum(n for value, n in profile.counts.items() if normalize(value) not in _NOT_GIVEN)
    yes_no = sum(n for value, n in profile.counts.items() if read_yes_no(value) is not None) / max(n_given, 1)
    if yes_no >= 0.9 and profile.n_distinct <= 4 and _BINARY.search(words):
        direction: Direction = "lower" if _LOWER_BINARY.search(words) else "higher"
        metric = Metric(column=profile.name, kind="binary", direction=direction, scale=(0, 1))
        return Guess(metric, f"yes-or-no answers under a header that names an outcome; {direction} is better", 2, True)
    if profile.numeric < 0.6 and (word_scale := find_word_scale(profile)):
        return _word_guess(profile, words, word_scale)
    writing = find_writing(profile, is_nps=bool(_NPS.search(words)))
    if writing is not None:
        return _written_guess(profile, words, writing)
    return _numeric_guess(profile, words) if profile.numeric >= 0.6 else None


def _written_guess(profile: ColumnProfile, words: str, writing: Writing) -> Guess | None:
    """Return the reading of ratings that are no plain numbers; None when nothing says that they are ratings."""
    if writing.is_groups:
        metric = Metric(column=profile.name, kind="nps", direction="higher", scale=(0, 10))
        return Guess(metric, f"the answers are {writing.what}", 2, _is_overall(words))
    numbers = as_numbers(profile, writing)
    guess = _numeric_guess(numbers, words)
    if guess is None and writing.is_rating and (scale := infer_scale(numbers)[0]) is not None:
        guess = _csat(profile, scale, words, 1, _is_overall(words), "")
    return guess if guess is None else replace(guess, reason=f"{guess.reason}; the answers are {writing.what}")


def _word_guess(profile: ColumnProfile, words: str, answers: WordScale) -> Guess | None:
    """Return the csat or ces reading of answers in words; None when neither they nor the header tell what is better."""
    asks = bool(_CSAT.search(words) or _RECOMMEND.search(words) or _NPS.search(words))
    ease = answers.family == "ease" or (answers.family == "agreement" and ces_direction(words) is not None)
    if not (asks or ease or answers.family in GOOD_BY_ITSELF):
        return None
    direction: Direction = (ces_direction(words) or "higher") if answers.family == "agreement" and ease else "higher"
    metric = Metric(
        column=profile.name, kind="ces" if ease else "csat", direction=direction, scale=answers.scale, words=answers.words
    )
    strength = 3 if asks or ease or _CES.search(words) else 2 if _RATING.search(words) or answers.family == "satisfaction" else 1
    reason = f"the answers are words of one scale of {answers.family}, read as {write_range(answers.scale)}"
    note = f"answers to {profile.name!r} in words are read as {write_range(answers.scale)}: {answers.mapping}"
    return Guess(metric, reason, strength, _is_overall(words), note)


def near_miss(profile: ColumnProfile) -> str:
    """Say which metric a column falls just short of, and how to use it as one; nothing when it is far from any."""
    return _near_binary(profile) or _near_word_scale(profile) or _near_amount(profile)


def _near_word_scale(profile: ColumnProfile) -> str:
    """Return a hint for a column of scale words whose question is unclear; nothing for any other."""
    word_scale = find_word_scale(profile)
    if word_scale is None:
        return ""
    flag = shlex.quote(f"{profile.name}:csat")
    return f"; its answers are words of one scale of {word_scale.family}; to use them: --metric {flag}"


def _near_binary(profile: ColumnProfile) -> str:
    """Return the end of a reason for a column that is mostly yes and no under a header that names an outcome."""
    if not profile.n_filled or not _BINARY.search(profile.words):
        return ""
    others = [value for value in sorted(profile.counts) if read_yes_no(value) is None]
    n_others = sum(profile.counts[value] for value in others)
    if not others or n_others > 0.5 * profile.n_filled or len(others) > 3:
        return ""
    flag = f"--metric {quote_argument(f'{profile.name}:binary')}"
    doubt = f"{n_others:,} answers ({', '.join(others)[:40]}) are neither yes nor no"
    return f"; could be a binary metric, but {doubt}; to use it: {flag}"


def _near_amount(profile: ColumnProfile) -> str:
    """Return the end of a reason for a column of numbers whose name says how long something took, or how often it happened."""
    if profile.numeric < 0.9 or profile.n_distinct < 3 or min(profile.numbers, default=-1.0) < 0:
        return ""
    names_cases = profile.varied > MOSTLY_DIFFERENT and profile.n_filled >= MANY_ANSWERS
    counts = not names_cases and all(number.is_integer() for number in profile.numbers)
    kind = "duration" if _LONG.search(profile.words) else "count" if counts and _LOWER_COUNT.search(profile.words) else ""
    return f"; could be a {kind}; to use it: --metric {shlex.quote(f'{profile.name}:{kind}')}" if kind else ""


def _numeric_guess(profile: ColumnProfile, words: str) -> Guess | None:
    """Return the nps, ces or csat reading of a numeric column."""
    scale, note = infer_scale(profile)
    if scale is None or scale[1] > LONGEST_SCALE:
        return _percent_guess(profile, words)
    asked = asked_scale(words)
    if asked is not None and asked[0] <= scale[0] and scale[1] <= asked[1]:
        scale = asked
    whole = sum(n for v, n in profile.numbers.items() if v.is_integer()) >= 0.9 * profile.numbers.total()
    top = max((v for v in profile.numbers if v <= 10), default=0)
    by_name, by_question = bool(_NPS.search(words)), bool(_RECOMMEND.search(words))
    # Of low answers alone the name NPS is enough; a question of how likely is not when they fit 1 to 5.
    low = by_name or (bool(_LIKELY.search(words)) and (top > 5 or 0.0 in profile.numbers))
    low = low and (asked is None or asked[1] == 10) and not is_other_scale(profile)
    if whole and (top > HIGHEST_OF_SHORTER or asked == (0, 10) or low) and (by_name or by_question):
        return _nps(profile, by_name=by_name, top=10 if asked else top)
    if top <= 1 and 0.0 in profile.numbers:
        return None
    overall, ces = _is_overall(words), ces_direction(words)
    if ces is not None:
        ces, label = _turn(ces, profile)
        metric = Metric(column=profile.name, kind="ces", direction=ces, scale=scale)
        why = f"labels say that {label}" if label else "header asks about " + ("effort" if ces == "lower" else "ease")
        return Guess(metric, f"{why}, so {ces} is better; scale {write_range(scale)}", 3, overall, note)
    asks = bool(_CSAT.search(words)) or by_question or by_name
    if asks or _RATING.search(words) or asked is not None:
        strength = 3 if asks else 2 if any(word in words for word in _WORDS.strong_rating) else 1
        return _unmix(_csat(profile, scale, words, strength, overall, note), profile)
    return None


def _turn(direction: Direction, profile: ColumnProfile) -> tuple[Direction, str]:
    """Return the other direction, and the label that says so, when the low numbers have the good labels."""
    label = find_reversed(profile)
    return (direction, "") if not label else ("higher" if direction == "lower" else "lower", label)


def _percent_guess(profile: ColumnProfile, words: str) -> Guess | None:
    """Return the mean of ratings from 0 to 100 under a header that asks for one; None for other numbers."""
    asks = bool(_CSAT.search(words)) or any(word in words for word in _WORDS.strong_rating)
    if not asks or not profile.numbers or not (min(profile.numbers) >= 0 and LONGEST_SCALE < max(profile.numbers) <= 100):
        return None
    metric = Metric(column=profile.name, kind="number", direction="higher", scale=(0, 100))
    note = f"{profile.name!r} is taken as a mean of 0 to 100"
    return Guess(
        metric, "header names a rating and the answers fit 0 to 100; 100 is assumed the best", 1, _is_overall(words), note
    )


def _nps(profile: ColumnProfile, *, by_name: bool, top: float) -> Guess:
    """Return the nps reading of a column; of low answers (``top`` the highest) with a doubt, and behind any other candidate."""
    label = find_reversed(profile)
    turned = turned_words(profile, (0.0, 10.0)) if label else {}
    metric = Metric(column=profile.name, kind="nps", direction="higher", scale=(0, 10), words=turned)
    why = "header says NPS" if by_name else "header asks about recommending"
    unused = "" if 0.0 in profile.numbers else "; no 0 is in use, 0 to 10 is assumed"
    turn = f"; they are turned round, because {label}" if label else ""
    reason = f"{why} and the answers are whole numbers within 0 to 10{unused}{turn}"
    if top > HIGHEST_OF_SHORTER:
        return Guess(metric, reason, 4 if by_name else 3, True)
    doubt = f"no answer to {profile.name!r} is above {top:g}; if its scale does not end at 10, declare it: --metric "
    return Guess(metric, reason, 1, False, doubt + shlex.quote(f"{profile.name}:csat"))


def _is_overall(words: str) -> bool:
    """Tell whether a header asks about everything rather than one aspect."""
    asked = set(re.findall(r"[^\W\d_]+", words))
    return asked <= _WORDS.general or not asked.isdisjoint(_WORDS.overall)


def _unmix(guess: Guess, profile: ColumnProfile) -> Guess:
    """Take the mean instead of a top box when a ten-point column holds five-point answers almost only."""
    scale = guess.metric.scale
    doubt = "" if scale is None else mixed_scales(profile, scale)
    if not doubt:
        return guess
    metric = guess.metric.model_copy(update={"kind": "number"})
    note = f"{doubt}; the mean is used. If it is one scale, declare it: --metric {quote_argument(f'{profile.name}:csat')}"
    return replace(guess, metric=metric, warning=f"{guess.warning}; {note}" if guess.warning else note)


def ces_direction(words: str) -> Direction | None:
    """Return the better direction of a question about effort or ease by its words in lower case; None for another one."""
    return "lower" if _EFFORT.search(words) else "higher" if _EASE.search(words) else None


def _csat(profile: ColumnProfile, scale: tuple[float, float], words: str, strength: int, overall: bool, note: str) -> Guess:
    """Return a satisfaction guess, with what its labels say or is assumed about its direction."""
    column, direction = profile.name, "higher"
    fits = f"header names a rating and the answers fit {write_range(scale)}"
    reason = f"{fits}; {scale[1]:g} is assumed the best"
    label = find_reversed(profile)
    if label:
        direction, reason = "lower", f"{fits}; low answers are the good ones: {label}"
    elif _FRIENDS_AND_FAMILY.search(words):
        direction = "lower"
        reason = (
            f"NHS Friends and Family score: {scale[0]:g} is assumed very good and {scale[1]:g} very poor, as the NHS codes it"
        )
        flip = f"if {scale[1]:g} is the best answer here, declare it: --metric {quote_argument(f'{column}:csat:higher')}"
        note = f"{note}; {flip}" if note else flip
    elif scale == (0, 10) or (asked_scale(words) is None and (_NPS.search(words) or _LIKELY.search(words))):
        reason += "; it asks about no recommendation, so it is not taken as NPS" if scale == (0, 10) else ""
        note = note or f"if {column!r} is an NPS question, declare it: --nps-column {quote_argument(column)}"
    metric = Metric(column=column, kind="csat", direction=cast("Direction", direction), scale=scale)
    return Guess(metric, reason, strength, overall, note)


def choose_guesses(guesses: Sequence[Guess]) -> tuple[list[Guess], dict[str, str]]:
    """Take at most one outcome of each kind; return the chosen ones and why each other one is not used.

    One overall rating wins over ratings of single aspects. When a kind has several candidates and none is the overall
    one, none is taken.
    """
    chosen: list[Guess] = []
    rejected: dict[str, str] = {}
    for kinds in (("nps",), ("csat", "number"), ("ces",), ("binary",)):
        ours = [g for g in guesses if g.metric.kind in kinds]
        pool = [g for g in ours if g.overall] or ours
        best = max((g.strength for g in pool), default=0)
        top = [g for g in pool if g.strength == best]
        winner = top[0] if len(top) == 1 else None
        if winner is not None:
            chosen.append(winner)
        for guess in ours:
            kind = guess.metric.kind
            if guess is not winner:
                flag = f"--metric {quote_argument(f'{guess.metric.column}:{kind}')}"
                several = f"it is one of {len(ours)} and none is the overall one"
                why = f"{winner.metric.column!r} is taken" if winner else several
                rejected[guess.metric.column] = f"could be a {kind} metric, but {why}; to use it: {flag}"
    return chosen, rejected
