"""Which columns are outcomes (nps, csat, ces, binary): guessed from header words and values, or resolved when declared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxtext.config import Direction, Metric, MetricKind
from cxtext.errors import SchemaError
from cxtext.readers.answers import first_values
from cxtext.readers.profile import ColumnProfile
from cxtext.readers.values import NO, YES

_NPS = re.compile(r"\bnps\b|net promoter")
_RECOMMEND = re.compile(r"\brecommend")
_EFFORT = re.compile(r"\beffort\b|\bdifficult")
_EASE = re.compile(r"\beas(?:e|y|ier|ily|iness)\b")
_CES = re.compile(r"\bces\b")
_CSAT = re.compile(r"\bcsat\b|\bsatisf|\bfft\b|friends and family|how happy")
_RATING = re.compile(r"\brating\d*\b|\bratings\b|\bstars?\b|\bscore\d*\b|\bhow would you rate\b|\brate\b|\bexperience\b")
_BINARY = re.compile(
    r"\b(?:recommend|churn|renew|retain|cancel|satisf)|\b(?:resolved|fcr|expanded|expansion|upgraded?|converted|rating)\b"
)
_LOWER_BINARY = re.compile(r"\bchurn|\bcancel|\brefund|\bcomplain|\bdetract")
_NOT_OUTCOME = re.compile(
    r"\b(?:count|n|number of|id|duration|progress|price|date|millis|version)\b|recaptcha|latitude|longitude|thumbs"
)
#: Words that leave a rating about everything; any other word makes it a rating of one aspect.
_GENERAL = frozenset(
    {
        "rating", "ratings", "score", "scores", "star", "stars", "overall", "total", "value", "general", "experience", "csat",
        "satisfaction", "satisfied", "nps", "ces", "fft", "user", "customer", "review", "reviews", "conversation", "product",
        "service", "how", "are", "were", "was", "do", "you", "your", "we", "us", "our", "my", "it", "the", "with", "of",
    }
)  # fmt: skip
_TOPS = (5.0, 7.0, 10.0)
#: Share of answers up to 5 from which a ten-point column is suspected of holding five-point answers.
_MOSTLY_FIVE = 0.9


@dataclass(frozen=True, slots=True)
class Guess:
    """A column that reads as an outcome, and how strongly: ``overall`` ones come before ratings of one aspect."""

    metric: Metric
    reason: str
    strength: int
    overall: bool
    warning: str = ""


def infer_scale(profile: ColumnProfile) -> tuple[tuple[float, float] | None, str]:
    """Return the lowest and highest point of a rating scale, and a note on codes beyond it.

    The top is the smallest of 5, 7 and 10 that holds the answers. A value set apart by a gap (a 7 where 1 to 5
    are in use and no 6) is a code such as "don't know", not a point of the scale.

    >>> from cxtext.readers.profile import profile_column
    >>> infer_scale(profile_column("rating", ["1", "4", "5"]))[0]
    (1.0, 5.0)
    """
    whole = {v: n for v, n in profile.numbers.items() if 0 <= v <= 10}
    total = sum(profile.numbers.values())
    if not total or sum(whole.values()) < 0.8 * total:
        return None, ""
    low = 0.0 if 0.0 in whole else 1.0
    top = next(t for t in _TOPS if max(whole) <= t)
    for end in (t for t in _TOPS if t < top):
        inside = [v for v in whole if v <= end]
        beyond = [v for v in whole if v > end]
        if end in whole and len(inside) >= 4 and min(beyond) >= end + 2 and len(beyond) == 1:
            n = whole[beyond[0]]
            apart = f"{beyond[0]:g} ({n:,} answers) is set apart from {low:g} to {end:g}"
            return (low, end), f"{apart}, so it is taken as a code such as 'don't know' and left out"
    return (low, top), ""


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
    if profile.numeric < 0.6 or profile.n_filled < 1:
        return None
    return _numeric_guess(profile, words)


def near_binary(profile: ColumnProfile) -> str:
    """Return the end of a reason for a column that is mostly yes and no under a header that names an outcome."""
    if not profile.n_filled or not _BINARY.search(profile.words):
        return ""
    others = [value for value in sorted(profile.counts) if value.lower() not in YES | NO]
    n_others = sum(profile.counts[value] for value in others)
    if not others or n_others > 0.5 * profile.n_filled or len(others) > 3:
        return ""
    flag = f"--metric '{profile.name}:binary'"
    found = f"{n_others:,} answers ({', '.join(others)[:40]}) are neither yes nor no"
    return f"; could be a binary metric, but {found}; to use it: {flag}"


def _numeric_guess(profile: ColumnProfile, words: str) -> Guess | None:
    """Return the nps, ces or csat reading of a numeric column."""
    scale, note = infer_scale(profile)
    if scale is None:
        return None
    whole = sum(n for v, n in profile.numbers.items() if v.is_integer()) >= 0.9 * sum(profile.numbers.values())
    top = max((v for v in profile.numbers if v <= 10), default=0)
    by_name, by_question = bool(_NPS.search(words)), bool(_RECOMMEND.search(words))
    if whole and top > 7 and (by_name or by_question):
        metric = Metric(column=profile.name, kind="nps", direction="higher", scale=(0, 10))
        why = "header says NPS" if by_name else "header asks about recommending"
        unused = "" if 0.0 in profile.numbers else "; no 0 is in use, 0 to 10 is assumed"
        return Guess(metric, f"{why} and the answers are whole numbers within 0 to 10{unused}", 4 if by_name else 3, True)
    if top <= 1 and 0.0 in profile.numbers:
        return None
    overall = set(re.sub(r"\d+", "", words).split()) <= _GENERAL or "overall" in words.split()
    ces = _ces_direction(words)
    if ces is not None:
        metric = Metric(column=profile.name, kind="ces", direction=ces, scale=scale)
        kind_of = "effort, so lower is better" if ces == "lower" else "ease, so higher is better"
        return Guess(metric, f"header asks about {kind_of}; scale {_range(scale)}", 3, overall, note)
    if _CSAT.search(words) or by_question or by_name:
        return _unmix(_csat(profile.name, scale, words, 3, overall, note), profile)
    if _RATING.search(words):
        strength = 2 if "rating" in words or "star" in words else 1
        return _unmix(_csat(profile.name, scale, words, strength, overall, note), profile)
    return None


def _unmix(guess: Guess, profile: ColumnProfile) -> Guess:
    """Take the mean instead of a top box when a ten-point column holds five-point answers almost only."""
    scale = guess.metric.scale
    low = sum(n for v, n in profile.numbers.items() if v <= 5) / sum(profile.numbers.values())
    if scale is None or scale[1] < 10 or low < _MOSTLY_FIVE:
        return guess
    metric = guess.metric.model_copy(update={"kind": "number"})
    note = (
        f"{100 * low:.0f}% of the answers are 5 or less and the rest goes up to 10: two scales may be mixed; "
        f"the mean is used. If it is one scale, declare it: --metric '{profile.name}:csat'"
    )
    return replace(guess, metric=metric, warning=f"{guess.warning}; {note}" if guess.warning else note)


def _ces_direction(words: str) -> Direction | None:
    """Return the better direction of an effort question, or None."""
    return "lower" if _EFFORT.search(words) else "higher" if _EASE.search(words) else None


def _csat(column: str, scale: tuple[float, float], words: str, strength: int, overall: bool, note: str) -> Guess:
    """Return a satisfaction guess, with what is assumed about its direction."""
    direction: Direction = "higher"
    reason = f"header names a rating and the answers fit {_range(scale)}; {scale[1]:g} is assumed the best"
    if re.search(r"\bfft\b|friends and family", words):
        direction = "lower"
        reason = (
            f"NHS Friends and Family score: {scale[0]:g} is assumed very good and {scale[1]:g} very poor, as the NHS codes it"
        )
        flip = f"if {scale[1]:g} is the best answer here, declare it: --metric '{column}:csat:higher'"
        note = f"{note}; {flip}" if note else flip
    elif scale == (0, 10):
        reason += "; it asks about no recommendation, so it is not taken as NPS"
        note = note or f"if {column!r} is an NPS question, declare it: --nps-column '{column}'"
    metric = Metric(column=column, kind="csat", direction=direction, scale=scale)
    return Guess(metric, reason, strength, overall, note)


def _range(scale: tuple[float, float]) -> str:
    """Write a scale in words."""
    return f"{scale[0]:g} to {scale[1]:g}"


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
    notes: list[str] = []
    changes: dict[str, object] = {}
    if metric.kind == "nps" and metric.scale is None:
        changes["scale"] = (0.0, 10.0)
    if metric.kind == "binary" and metric.scale is None:
        changes["scale"] = (0.0, 1.0)
    if metric.kind in ("csat", "ces") and metric.scale is None:
        scale, note = infer_scale(profile)
        if scale is None:
            _require_answers(metric.kind, profile)
            numbers = sorted(profile.numbers)
            raise SchemaError(
                f"column {metric.column!r} holds {numbers[0]:g} to {numbers[-1]:g}, which is no scale of 5, 7 or 10 points.\n"
                f"Declare the scale, or use it as a plain number: --metric '{metric.column}:number'"
            )
        changes["scale"] = scale
        notes.append(f"scale of {metric.label!r} taken as {_range(scale)}, from the answers" + (f"; {note}" if note else ""))
    if metric.direction is None:
        changes["direction"], said = _direction(metric, profile)
        notes += [said] if said else []
    return metric.model_copy(update=changes), notes


def _direction(metric: Metric, profile: ColumnProfile) -> tuple[Direction, str]:
    """Return the better direction of a declared metric, and what was assumed."""
    if metric.kind == "ces":
        direction = _ces_direction(profile.words)
        if direction is None:
            raise SchemaError(
                f"column {metric.column!r}: effort or ease? Its name does not tell which way is better.\n"
                f"Say it: --metric '{metric.column}:ces:lower' for effort, '{metric.column}:ces:higher' for ease."
            )
        asked = "effort; lower" if direction == "lower" else "ease; higher"
        return direction, f"{metric.label!r} asks about {asked} is taken as better"
    if metric.kind == "binary" and _LOWER_BINARY.search(profile.words):
        return "lower", f"fewer yes answers are taken as better for {metric.label!r}, from its name"
    return "higher", ""


def _require_answers(kind: MetricKind, profile: ColumnProfile) -> None:
    """Raise when a declared metric column holds nothing that can be one."""
    if not profile.numbers:
        raise SchemaError(
            f"column {profile.name!r} is declared as {kind} but holds no number.\nFound: {first_values(profile) or 'blanks only'}"
        )
