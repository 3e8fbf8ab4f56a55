"""Opinions that a response repeats: each counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cxtext.text.split import Unit
from cxtext.wording import one_line, plural


def drop_repeats(units: Sequence[Unit]) -> list[Unit]:
    """Return the units of one response without those that repeat one before them, whatever the case.

    >>> [unit.text for unit in drop_repeats([Unit(0, 4, "Slow"), Unit(5, 9, "slow"), Unit(10, 14, "Dear")])]
    ['Slow', 'Dear']
    """
    first: dict[str, Unit] = {}
    for unit in units:
        first.setdefault(unit.text.casefold(), unit)
    return list(first.values())


def describe_repeats(units: Sequence[Unit]) -> str:
    """Say how many units of a response are repeats, and which text occurs most.

    >>> describe_repeats([Unit(0, 4, "Slow"), Unit(5, 9, "slow"), Unit(10, 14, "Dear")])
    "1 of 3 opinion units is a repeat: repeated opinions are counted once ('slow' occurs 2 times)"
    """
    counts = Counter(unit.text.casefold() for unit in units)
    text, times = counts.most_common(1)[0]
    n = len(units) - len(counts)
    repeats = f"{n:,} of {plural(len(units), 'opinion unit')} {'is a repeat' if n == 1 else 'are repeats'}"
    return f"{repeats}: repeated opinions are counted once ({one_line(text, 40)!r} occurs {times:,} times)"
