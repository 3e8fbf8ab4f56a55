"""One cell of an outcome column -> a number, nothing, or a reason why it is neither."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import numpy as np

from cxtext.metrics.estimate import FloatArray
from cxtext.wording import normalize, one_line, plural

#: Cells that mean "no answer", compared in lower case.
BLANKS = frozenset({"", "nan", "na", "n/a", "#n/a", "null", "<na>", "nat"})

#: Beyond these the square of an answer can no longer be computed with.
SMALLEST, LARGEST = 1e-100, 1e100

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LONGEST_QUOTE = 40
#: Different answers that the issue about what a metric leaves out names.
EXCLUDED_SHOWN = 5


def parse_cells(
    values: Iterable[object],
    check: Callable[[float], str | None],
    words: Mapping[str, float],
    *,
    booleans: bool = False,
) -> tuple[FloatArray, list[tuple[int, str]]]:
    """Read cells as numbers; nothing is coerced.

    Parameters
    ----------
    values : iterable of object
        Cells as they were read: text, numbers or nulls.
    check : callable
        Returns why a number is not a valid answer, or None.
    words : mapping of str to float
        Declared word answers, in lower case.
    booleans : bool
        Whether True and False count as 1 and 0.

    Returns
    -------
    answers : ndarray of shape (n,), float64
        ``nan`` for blank and for excluded cells.
    reasons : list of (int, str)
        Position, from 0, and reason of each excluded cell; blank cells are not among them.
    """
    seen: dict[tuple[type, object], tuple[float, str | None]] = {}
    answers: list[float] = []
    reasons: list[tuple[int, str]] = []
    for position, cell in enumerate(values):
        key = (type(cell), cell if isinstance(cell, Hashable) else repr(cell))
        if key not in seen:
            seen[key] = _parse(cell, check, words, booleans)
        answer, reason = seen[key]
        answers.append(answer)
        if reason is not None:
            reasons.append((position, reason))
    return np.array(answers, dtype=np.float64), reasons


def _parse(
    cell: object, check: Callable[[float], str | None], words: Mapping[str, float], booleans: bool
) -> tuple[float, str | None]:
    """Return the number in one cell, or nan and the reason if it is excluded."""
    if cell is None or (isinstance(cell, str) and normalize(cell) in BLANKS):
        return math.nan, None
    if isinstance(cell, bool | np.bool_):
        if booleans:
            return float(cell), None
        return math.nan, f"{cell!s} is not a number"
    if isinstance(cell, str):
        return _parse_text(cell, check, words)
    try:
        number = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        blank = str(cell) in ("<NA>", "NaT")
        return math.nan, None if blank else f"{_quote(str(cell))} is not a number"
    return (math.nan, None) if math.isnan(number) else _checked(number, check)


def _parse_text(cell: str, check: Callable[[float], str | None], words: Mapping[str, float]) -> tuple[float, str | None]:
    """Read a text cell: a declared word first, else a plain number."""
    word = normalize(cell)
    if word in words:
        return _checked(words[word], check)
    if not _NUMBER.fullmatch(word):
        return math.nan, f"{_quote(cell)} is not a number" + (" or a declared word" if words else "")
    return _checked(float(word), check)


def _checked(number: float, check: Callable[[float], str | None]) -> tuple[float, str | None]:
    """Apply the range check of the metric."""
    size = "large" if abs(number) > LARGEST else "small" if 0 < abs(number) < SMALLEST else ""
    reason = f"too {size} to be an answer" if size else check(number)
    return (number, None) if reason is None else (math.nan, f"{number:g}: {reason}")


def _quote(cell: str) -> str:
    """Quote a cell for a message, shortened."""
    return repr(cell if len(cell) <= _LONGEST_QUOTE else cell[: _LONGEST_QUOTE - 1] + "…")


def describe_excluded(label: str, cells: Sequence[str], n_answers: int) -> str:
    """Say how many answers a metric leaves out, and the most frequent of them."""
    counts = Counter(" ".join(cell.split()) for cell in cells)
    ordered = sorted(counts, key=lambda cell: (-counts[cell], cell))
    shown = ", ".join(f"{one_line(cell, 40)!r} ({counts[cell]:,})" for cell in ordered[:EXCLUDED_SHOWN])
    more = f" and {plural(len(ordered) - EXCLUDED_SHOWN, 'other')}" if len(ordered) > EXCLUDED_SHOWN else ""
    verb = "is" if len(cells) == 1 else "are"
    whole = f"{len(cells):,} of {plural(n_answers, 'answer')} to {label!r}"
    return f"{whole} {verb} not valid and left out of the metric: {shown}{more}"
