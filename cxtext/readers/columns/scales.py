"""The scale of a rating: the lowest and highest point, from the answers, the question, or the declaration."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter

from cxtext.errors import SchemaError
from cxtext.language import load_column_words
from cxtext.metrics import BLANKS
from cxtext.readers.cells import labelled_number, parse_number
from cxtext.readers.columns.answer_words import first_values
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.word_scales import WordScale
from cxtext.settings import Metric
from cxtext.wording import normalize

Scale = tuple[float, float]
#: Share of answers up to 5 from which a ten-point column is suspected of holding five-point answers.
MOSTLY_FIVE = 0.9
#: Highest answer up to which a column may be of a shorter scale than 0 to 10.
HIGHEST_OF_SHORTER = 7
#: Answers from which points that nobody uses are taken as points that the scale does not have.
MANY_ANSWERS = 20

_TOPS = (5.0, 7.0, 10.0)
#: "0-10", "1 to 5", "0 bis 10" in a question; the dash of a header is a blank by then.
_ASKED = re.compile(rf"(?<![\w.])([01]) ?(?:{load_column_words().metrics.scale_to}|[–—…]|\.{{2,3}})? ?(5|7|10)(?![\w.])")


def asked_scale(words: str) -> Scale | None:
    """Return the scale that a question names, or None.

    >>> asked_scale("weiterempfehlung (0 10)"), asked_scale("q 10 5")
    ((0.0, 10.0), None)
    """
    match = _ASKED.search(words)
    return (float(match.group(1)), float(match.group(2))) if match else None


def infer_scale(profile: ColumnProfile) -> tuple[tuple[float, float] | None, str]:
    """Return the lowest and highest point of a rating scale, and a note on codes beyond it.

    The top is the smallest of 5, 7 and 10 that holds the answers. A value set apart by a gap (a 7 where 1 to 5
    are in use and no 6) is a code such as "don't know", not a point of the scale.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> infer_scale(profile_column("rating", ["1", "4", "5"]))[0]
    (1.0, 5.0)
    """
    if profile.scale is not None:
        return profile.scale, ""
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


def is_other_scale(profile: ColumnProfile) -> bool:
    """Tell whether low answers show a scale of their own, though the header says 0 to 10.

    Numbers that carry a label ("5 stars") do; so do many answers that fit 1 to 5 or go up to 5, or use every point of yes and
    no or of 1 to 7 and nothing else.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> is_other_scale(profile_column("nps", ["6", "6", "4", "7", "6"]))
    False
    """
    used = set(profile.numbers)
    if 0.0 not in used and any(labelled_number(value) is not None for value in profile.counts):
        return True
    to_five = max(used, default=0.0) <= 5 and (0.0 not in used or 5.0 in used)
    return profile.n_filled >= MANY_ANSWERS and (to_five or used in ({0.0, 1.0}, {float(v) for v in range(1, 8)}))


def declared_scale(metric: Metric, profile: ColumnProfile, word_scale: WordScale | None) -> tuple[Scale, dict[str, float], str]:
    """Return the scale of a declared csat or ces metric, the numbers of its words, and a note on how they were found.

    Declared words come first, then the words of a known scale that were ``found``, then the numbers of the column.

    Raises
    ------
    SchemaError
        When the column holds neither numbers of a usual scale nor words of a known one.
    """
    if metric.words:
        scale = _scale_of_words(metric, profile)
        return scale, metric.words, f"scale of {metric.label!r} taken as {write_range(scale)}, from the words declared"
    if word_scale is not None:
        word_scale = word_scale.turned(metric.direction)
        note = f"answers to {metric.label!r} in words are read as {write_range(word_scale.scale)}: {word_scale.mapping}"
        return word_scale.scale, word_scale.words, note
    if not profile.numbers:
        raise _no_number(metric, profile)
    scale_found, note = infer_scale(profile)
    if scale_found is None:
        raise _no_scale(metric, profile)
    note = "; ".join(filter(None, [note, mixed_scales(profile, scale_found)]))
    basis = f"scale of {metric.label!r} taken as {write_range(scale_found)}, from the answers"
    note = f"; {note}" if note else ""
    declare = f"to declare the scale, in the first line of cxtext.toml: {_scale_line(metric, scale_found)}"
    return scale_found, {}, f"{basis}{note}; {declare}"


def doubt_usual_scale(metric: Metric, profile: ColumnProfile, scale: Scale) -> str:
    """Return a doubt about answers that may not be of the usual scale of their kind, and what to do; nothing when there is none.

    Parameters
    ----------
    metric : Metric
        A declared one, without a scale of its own.
    profile : ColumnProfile
    scale : (float, float)
        The usual one of its kind.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> doubt_usual_scale(Metric(column="q", kind="nps"), profile_column("q", ["9", "10", "4"]), (0.0, 10.0))
    ''
    """
    if scale[1] <= HIGHEST_OF_SHORTER:
        return ""
    highest = max((v for v in profile.numbers if v <= scale[1]), default=scale[1])
    if highest <= HIGHEST_OF_SHORTER:
        doubt = f"no answer is above {highest:g}, and {metric.kind} is asked from {write_range(scale)}"
    else:
        doubt = mixed_scales(profile, scale)
    if not doubt:
        return ""
    flag = f"--csat-column {shlex.quote(metric.column)}"
    asked = f"if it is {write_range(scale)}, say so in the first line of cxtext.toml: {_scale_line(metric, scale)}"
    return f"{metric.label!r}: {doubt}. If the scale is shorter: {flag}; {asked}"


def mixed_scales(profile: ColumnProfile, scale: Scale) -> str:
    """Return a doubt about a ten-point scale of which the upper half is hardly used; nothing when there is none."""
    low = sum(n for v, n in profile.numbers.items() if v <= 5) / max(sum(profile.numbers.values()), 1)
    if scale[1] < 10 or low < MOSTLY_FIVE:
        return ""
    return f"{100 * low:.0f}% of the answers are 5 or less and the rest goes up to 10: two scales may be mixed"


def write_range(scale: Scale) -> str:
    """Write a scale in words."""
    return f"{scale[0]:g} to {scale[1]:g}"


def _scale_of_words(metric: Metric, profile: ColumnProfile) -> Scale:
    """Return the range of the declared words, widened to a usual scale where the column holds other numbers too."""
    low, high = min(metric.words.values()), max(metric.words.values())
    answers = {value: parse_number(value) for value in profile.counts if normalize(value) not in BLANKS}
    numbers = Counter({n: profile.counts[v] for v, n in answers.items() if n is not None})
    if not numbers:
        return low, high
    numbers.update({number: 1 for number in metric.words.values()})
    merged = ColumnProfile(profile.name, profile.label, profile.n_rows, profile.counts, profile.n_filled, numbers=numbers)
    scale, _ = infer_scale(merged)
    if scale is None:
        raise _no_scale(metric, merged)
    return scale


def _scale_line(metric: Metric, scale: Scale) -> str:
    """Return the line of cxtext.toml that declares the scale of a metric."""
    return _line(metric, f"scale = [{scale[0]:g}, {scale[1]:g}]")


def _line(metric: Metric, setting: str) -> str:
    """Return the line of cxtext.toml that declares a metric with one more setting."""
    column = json.dumps(metric.column, ensure_ascii=False)
    direction = f', direction = "{metric.direction}"' if metric.direction else ""
    return f'metrics = [{{ column = {column}, kind = "{metric.kind}"{direction}, {setting} }}]'


def _no_number(metric: Metric, profile: ColumnProfile) -> SchemaError:
    """Build the error about a column without numbers, with the next step."""
    values = first_values(profile)
    if not values:
        return SchemaError(f"column {profile.name!r} is declared as {metric.kind} but holds blanks only.\nName another column.")
    first = json.dumps(min(profile.counts, key=lambda v: (-profile.counts[v], v))[:40], ensure_ascii=False)
    line = _line(metric, f"words = {{ {first} = 1 }}")
    return SchemaError(
        f"column {profile.name!r} is declared as {metric.kind} but holds no number. Found: {values}.\n"
        f"Say what each answer stands for, in the first line of cxtext.toml: {line}"
    )


def _no_scale(metric: Metric, profile: ColumnProfile) -> SchemaError:
    """Build the error about numbers of no usual scale, with the next step."""
    numbers = sorted(profile.numbers)
    line = _line(metric, "scale = [0, 100]")
    plain = shlex.quote(f"{metric.column}:number")
    return SchemaError(
        f"column {metric.column!r} holds {numbers[0]:g} to {numbers[-1]:g}, which is not a scale of 5, 7 or 10 points.\n"
        f"Use it as a plain number: --metric {plain}\n"
        f"or declare its scale, in the first line of cxtext.toml: {line}"
    )
