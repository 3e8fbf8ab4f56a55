"""Which end of a numbered scale is the good one, from the labels of its numbers in the answers or in the question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from cxtext.readers.cells import labelled_number, parse_number
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.word_scales import answer_degree
from cxtext.wording import normalize, one_line

#: "1 - Very satisfied" in a cell.
_LABELLED = re.compile(r"\s*(\d{1,3})\s*[-–—:=.)(]*\s*([^\W\d_].*?)[\s)]*\Z", re.DOTALL)
#: "1 = very satisfied", "5 (worst)" and "very satisfied (1)" in a question.
_BEFORE = re.compile(r"(?<![\w.])(\d{1,2})\s*(?:=|:|\(|-|–|—|is|means|being)?\s*([^\W\d_][^\d,;()/|=]*)")
_AFTER = re.compile(r"([^\W\d_][^\d,;:()/|=]*?)\s*(?:=|\(|:)\s*(\d{1,2})(?!\w)")
_CONNECTOR = r"(?:to|and|bis|und|through|being|is|means|à|a|y|et|tot|en)"
_CONNECTORS = re.compile(rf"\A{_CONNECTOR}\b|\b{_CONNECTOR}\Z", re.IGNORECASE)


def find_reversed(profile: ColumnProfile) -> str:
    """Say by which label the low numbers of a column are the good ones; nothing when they are not, or no label tells.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> find_reversed(profile_column("q", ["1 - Very satisfied", "5 - Very dissatisfied"]))
    "1 is 'Very satisfied'"
    >>> find_reversed(profile_column("How was it? (0 = extremely likely, 10 = not at all likely)", ["0", "3"]))
    "0 is 'extremely likely'"
    """
    cells = [(float(match[1]), match[2]) for value in profile.counts if (match := _LABELLED.match(value))]
    return _reversed(cells) or _reversed(_question_labels(f"{profile.name} {profile.label}"))


def turned_words(profile: ColumnProfile, scale: tuple[float, float]) -> dict[str, float]:
    """Return the number of each answer on a scale that is turned round."""
    ends = sum(scale)
    cells = {value: parse_number(labelled_number(value) or value) for value in profile.counts}
    return {
        normalize(value): ends - number
        for value, number in cells.items()
        if number is not None and scale[0] <= number <= scale[1]
    }


def _question_labels(question: str) -> list[tuple[float, str]]:
    """Return the numbers that a question explains, with the words for each."""
    before = [(float(number), _trim(label)) for number, label in _BEFORE.findall(question)]
    after = [(float(number), _trim(label)) for label, number in _AFTER.findall(question)]
    return max(before, after, key=lambda pairs: sum(answer_degree(label) is not None for _, label in pairs))


def _trim(label: str) -> str:
    """Return a label without the word that leads to it or to the next one."""
    return _CONNECTORS.sub("", label.strip(" .-–—!?")).strip(" .-–—!?")


def _reversed(labels: Iterable[tuple[float, str]]) -> str:
    """Return the label of the lowest number when lower numbers have the better labels, all of them; else nothing."""
    degrees = {number: (degree, label) for number, label in labels if (degree := answer_degree(normalize(label))) is not None}
    ordered = sorted(degrees)
    if len(ordered) < 2:
        return ""
    steps = [degrees[low][0] - degrees[high][0] for low, high in pairwise(ordered)]
    if min(steps) < 0 or max(steps) == 0:
        return ""
    return f"{ordered[0]:g} is {one_line(degrees[ordered[0]][1], 40)!r}"
