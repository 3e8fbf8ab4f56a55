"""Columns in which people chose several options of a list: "Price; Design", or their codes, "1,2"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.language import load_column_words

#: Options that a list may have.
MOST_OPTIONS = 40
#: Share of the answers that choose more than one.
LEAST_SEVERAL = 0.1
#: Different cells per option from which options are seen to recur.
LEAST_RECURRING = 1.5
#: Share of the chosen options that occur in another cell too.
LEAST_SHARED = 0.9
#: Codes that stand second in a cell, from which they are seen to be codes.
LEAST_SECOND_CODES = 3
#: Different cells that decide whether the rest is looked at.
MOST_TRIED = 2_000
#: Characters of an option.
LONGEST_OPTION = 120

_SEPARATORS = (";", "|", "\n", ",", "/")
_CODE = re.compile(r"\d{1,3}\Z")
_SEVERAL = re.compile(rf"\b{load_column_words().headers.several}\b")


@dataclass(frozen=True, slots=True)
class Options:
    """A list of which people chose some.

    Parameters
    ----------
    separator : str
        What stands between two options of one answer.
    counts : dict of str to int
        How many answers have each option, the most frequent first.
    """

    separator: str
    counts: dict[str, int]

    def chosen(self, cell: str) -> set[str]:
        """Return the options of one answer."""
        return set(_split(cell, self.separator))

    def most_chosen(self, n: int) -> Options:
        """Return the list with its ``n`` most frequent options only."""
        return Options(self.separator, dict(list(self.counts.items())[:n]))


def find_options(answers: Counter[str], question: str) -> Options | None:
    """Return the list of options of a column; None when its answers are no choices of several.

    Few parts recur in nearly all answers: people who write freely repeat hardly any part.

    Parameters
    ----------
    answers : Counter of str
        How often each cell is there, blanks left out.
    question : str
        The header in lower case: it may ask for several answers.

    >>> cells = ["Price; Design", "Design", "Price; Speed; Design", "Speed", "Price", "Speed; Design"]
    >>> find_options(Counter(cells * 2), "what do you like?").counts
    {'Design': 8, 'Price': 6, 'Speed': 6}
    >>> find_options(Counter(["7,5", "8,0", "6,5", "8,5"] * 3), "score")
    """
    some = answers if len(answers) <= MOST_TRIED else Counter({cell: answers[cell] for cell in sorted(answers)[:MOST_TRIED]})
    asks = bool(_SEVERAL.search(question))
    for separator in _SEPARATORS:
        if _read(some, separator, asks=asks) is not None:
            return _read(answers, separator, asks=asks)
    return None


def _read(answers: Counter[str], separator: str, *, asks: bool) -> Options | None:
    """Return the options of the answers with one separator, None where they are no choices."""
    cells = {cell: _split(cell, separator) for cell in answers}
    counts: Counter[str] = Counter()
    for cell, parts in cells.items():
        if len(set(parts)) < len(parts):
            return None
        counts.update(dict.fromkeys(parts, answers[cell]))
    if not 2 <= len(counts) <= MOST_OPTIONS or max(map(len, counts)) > LONGEST_OPTION:
        return None
    n_cells = Counter(part for parts in cells.values() for part in parts)
    n_several = sum(n for cell, n in answers.items() if len(cells[cell]) > 1)
    n_shared = sum(counts[option] for option, n in n_cells.items() if n > 1)
    recurs = n_cells.total() >= LEAST_RECURRING * len(counts) and n_shared >= LEAST_SHARED * counts.total()
    if not recurs or n_several < LEAST_SEVERAL * answers.total():
        return None
    if (separator == "/" and not asks) or _are_numbers(list(cells.values()), separator, asks=asks):
        return None
    return Options(separator, {option: counts[option] for option in sorted(counts, key=lambda o: (-counts[o], o))})


def _split(cell: str, separator: str) -> list[str]:
    """Return the parts of a cell between separators."""
    return [part for part in (" ".join(part.split()) for part in cell.split(separator)) if part]


def _are_numbers(cells: Sequence[Sequence[str]], separator: str, *, asks: bool) -> bool:
    """Tell numbers with a decimal comma from codes of options: codes rise within a cell, and each stands first somewhere."""
    several = [cell for cell in cells if len(cell) > 1]
    if separator != "," or not all(_CODE.match(part) for cell in cells for part in cell):
        return False
    if any(len(cell) > 2 for cell in several):
        return False
    rise = all(int(first) < int(second) for first, second in several)
    firsts, seconds = {cell[0] for cell in cells}, {second for _, second in several}
    return not rise or not (asks or (len(seconds) >= LEAST_SECOND_CODES and bool(seconds & firsts)))
