"""Which columns are outcomes (nps, csat, ces, binary): guessed from header words and values, or resolved when declared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxtext.errors import SchemaError
from cxtext.language import load_column_words
from cxtext.metrics import KINDS, Outcome
from cxtext.readers.cells import NO, YES
from cxtext.readers.columns.duration_unit import resolve_unit
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.scales import (
    HIGHEST_OF_SHORTER,
    asked_scale,
    declared_scale,
    doubt_usual_scale,
    infer_scale,
    is_other_scale,
    mixed_scales,
    write_range,
)
from cxtext.readers.columns.word_scales import GOOD_BY_ITSELF, WordScale, find_word_scale
from cxtext.settings import Direction, Metric

_WORDS = load_column_words().metrics
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
#: Header words by the kind of the metric that is better when it is low.
_LOWER = {"binary": _LOWER_BINARY, "count": _LOWER_COUNT}
_LONG = re.compile(str(_WORDS.durations))
_NOT_OUTCOME = re.compile(str(_WORDS.not_outcomes))


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
    if not profile.n_filled or _NOT_OUTCOME.search(words):
        return None
    yes_no = sum(n for value, n in profile.counts.items() if value.lower() in YES | NO) / profile.n_filled
    if yes_no >= 0.9 and profile.n_distinct <= 4 and _BINARY.search(words):
        direction: Direction = "lower" if _LOWER_BINARY.search(words) else "higher"
        metric = Metric(column=profile.name, kind="binary", direction=direction, scale=(0, 1))
        return Guess(metric, f"yes-or-no answers under a header that names an outcome; {direction} is better", 2, True)
    if profile.numeric < 0.6:
        word_scale = find_word_scale(profile)
        return _word_guess(profile, words, word_scale) if word_scale else None
    return _numeric_guess(profile, words)


def _word_guess(profile: ColumnProfile, words: str, answers: WordScale) -> Guess | None:
    """Return the csat or ces reading of answers in words; None when neither they nor the header tell what is better."""
    asks = bool(_CSAT.search(words) or _RECOMMEND.search(words) or _NPS.search(words))
    ease = answers.family == "ease" or (answers.family == "agreement" and _ces_direction(words) is not None)
    if not (asks or ease or answers.family in GOOD_BY_ITSELF):
        return None
    direction: Direction = (_ces_direction(words) or "higher") if answers.family == "agreement" and ease else "higher"
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
    others = [value for value in sorted(profile.counts) if value.lower() not in YES | NO]
    n_others = sum(profile.counts[value] for value in others)
    if not others or n_others > 0.5 * profile.n_filled or len(others) > 3:
        return ""
    flag = f"--metric '{profile.name}:binary'"
    doubt = f"{n_others:,} answers ({', '.join(others)[:40]}) are neither yes nor no"
    return f"; could be a binary metric, but {doubt}; to use it: {flag}"


def _near_amount(profile: ColumnProfile) -> str:
    """Return the end of a reason for a column of numbers whose name says how long something took, or how often it happened."""
    if profile.numeric < 0.9 or profile.n_distinct < 3 or min(profile.numbers, default=-1.0) < 0:
        return ""
    whole = all(number.is_integer() for number in profile.numbers)
    kind = "duration" if _LONG.search(profile.words) else "count" if whole and _LOWER_COUNT.search(profile.words) else ""
    return f"; could be a {kind}; to use it: --metric {shlex.quote(f'{profile.name}:{kind}')}" if kind else ""


def _numeric_guess(profile: ColumnProfile, words: str) -> Guess | None:
    """Return the nps, ces or csat reading of a numeric column."""
    scale, note = infer_scale(profile)
    if scale is None:
        return None
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
    overall, ces = _is_overall(words), _ces_direction(words)
    if ces is not None:
        metric = Metric(column=profile.name, kind="ces", direction=ces, scale=scale)
        kind_of = "effort, so lower is better" if ces == "lower" else "ease, so higher is better"
        return Guess(metric, f"header asks about {kind_of}; scale {write_range(scale)}", 3, overall, note)
    asks = bool(_CSAT.search(words)) or by_question or by_name
    if asks or _RATING.search(words) or asked is not None:
        strength = 3 if asks else 2 if any(word in words for word in _WORDS.strong_rating) else 1
        return _unmix(_csat(profile.name, scale, words, strength, overall, note), profile)
    return None


def _nps(profile: ColumnProfile, *, by_name: bool, top: float) -> Guess:
    """Return the nps reading of a column; of low answers (``top`` the highest) with a doubt, and behind any other candidate."""
    metric = Metric(column=profile.name, kind="nps", direction="higher", scale=(0, 10))
    why = "header says NPS" if by_name else "header asks about recommending"
    unused = "" if 0.0 in profile.numbers else "; no 0 is in use, 0 to 10 is assumed"
    reason = f"{why} and the answers are whole numbers within 0 to 10{unused}"
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
    note = f"{doubt}; the mean is used. If it is one scale, declare it: --metric '{profile.name}:csat'"
    return replace(guess, metric=metric, warning=f"{guess.warning}; {note}" if guess.warning else note)


def _ces_direction(words: str) -> Direction | None:
    """Return the better direction of an effort question, or None."""
    return "lower" if _EFFORT.search(words) else "higher" if _EASE.search(words) else None


def _csat(column: str, scale: tuple[float, float], words: str, strength: int, overall: bool, note: str) -> Guess:
    """Return a satisfaction guess, with what is assumed about its direction."""
    direction: Direction = "higher"
    reason = f"header names a rating and the answers fit {write_range(scale)}; {scale[1]:g} is assumed the best"
    if _FRIENDS_AND_FAMILY.search(words):
        direction = "lower"
        reason = (
            f"NHS Friends and Family score: {scale[0]:g} is assumed very good and {scale[1]:g} very poor, as the NHS codes it"
        )
        flip = f"if {scale[1]:g} is the best answer here, declare it: --metric '{column}:csat:higher'"
        note = f"{note}; {flip}" if note else flip
    elif scale == (0, 10) or (asked_scale(words) is None and (_NPS.search(words) or _LIKELY.search(words))):
        reason += "; it asks about no recommendation, so it is not taken as NPS" if scale == (0, 10) else ""
        note = note or f"if {column!r} is an NPS question, declare it: --nps-column '{column}'"
    metric = Metric(column=column, kind="csat", direction=direction, scale=scale)
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
                flag = f"--metric '{guess.metric.column}:{kind}'"
                several = f"it is one of {len(ours)} and none is the overall one"
                why = f"{winner.metric.column!r} is taken" if winner else several
                rejected[guess.metric.column] = f"could be a {kind} metric, but {why}; to use it: {flag}"
    return chosen, rejected


def resolve_metric(metric: Metric, profile: ColumnProfile) -> tuple[Metric, list[str]]:
    """Fill in the scale and direction of a declared metric; return it with what was assumed.

    Raises
    ------
    SchemaError
        When a ces metric has no direction and its header does not tell, or the column holds no usable answer.
    """
    kind = KINDS[metric.kind]
    notes: list[str] = []
    changes: dict[str, object] = {}
    if metric.scale is None and kind.usual_scale is not None:
        changes["scale"] = kind.usual_scale
        doubt = doubt_usual_scale(metric, profile, kind.usual_scale)
        notes += [doubt] if doubt else []
    if kind.is_time:
        changes["unit"], note = resolve_unit(metric, profile)
        notes += [note] if note else []
    if kind.scale_from_answers:
        word_scale = None if metric.words else find_word_scale(profile, least=2)
        if metric.scale is None or (word_scale is not None and metric.scale == word_scale.scale):
            scale, words, note = declared_scale(metric, profile, word_scale)
            changes |= {"scale": scale, "words": words}
            notes.append(note)
            if word_scale is not None and word_scale.family in GOOD_BY_ITSELF and metric.direction is None:
                changes["direction"] = "higher"
    if metric.direction is None and "direction" not in changes:
        changes["direction"], note = _direction(metric, kind, profile)
        notes += [note] if note else []
    return metric.model_copy(update=changes), notes


def _direction(metric: Metric, kind: type[Outcome], profile: ColumnProfile) -> tuple[Direction, str]:
    """Return the better direction of a declared metric, and what was assumed."""
    if kind.needs_direction:
        direction = _ces_direction(profile.words)
        if direction is None:
            raise SchemaError(
                f"column {metric.column!r}: effort or ease? Its name does not say which way is better.\n"
                f"Declare it: --metric '{metric.column}:ces:lower' for effort, '{metric.column}:ces:higher' for ease."
            )
        asked = "effort; lower" if direction == "lower" else "ease; higher"
        return direction, f"{metric.label!r} asks about {asked} is taken as better"
    if metric.kind in _LOWER and _LOWER[metric.kind].search(profile.words):
        return "lower", f"{kind.fewer} are taken as better for {metric.label!r}, from its name"
    if kind.doubts_direction:
        flip = f"if not, declare it: --metric '{metric.column}:{metric.kind}:lower'"
        return kind.usual_direction, f"more are taken as better for {metric.label!r}; {flip}"
    return kind.usual_direction, ""
