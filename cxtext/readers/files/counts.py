"""Tables of counts: a row per answer option instead of a record per response. They hold no responses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cxtext.language import load_column_words
from cxtext.readers.cells import parse_number
from cxtext.readers.files.kinds import Record
from cxtext.wording import is_blank, normalize

#: Rows above which a table is none of answer options.
MOST_ROWS = 200
#: Words of the average option.
MOST_WORDS = 6
#: Rows of options that decide.
LEAST_ROWS = 3
#: Points of a percentage that rounding may move it by.
ROUNDING = 0.51
#: Share of the rows whose figures must agree.
LEAST_AGREEING = 0.9
_TABLES = load_column_words().tables
_TOTAL = re.compile(rf"(?:{_TABLES.totals})\Z", re.IGNORECASE)
_PERCENT = re.compile(r"-?[\d.,]+ ?%\Z")


def describe_counts(records: Sequence[Record]) -> str:
    """Return why records are counts and no responses; nothing when they may be responses.

    Either the words are those that survey tools write into summaries, or the figures are counts by arithmetic: one column is
    the sum of the others, the last row is the sum of those above, or percentages are those of a column of whole numbers.

    Parameters
    ----------
    records : sequence of list of str
        The header first.

    >>> header = ["Plan", "Yes", "No", "All"]
    >>> describe_counts([header, ["pro", "4", "6", "10"], ["free", "9", "1", "10"], ["team", "2", "5", "7"]])
    'one column is the sum of the others'
    >>> describe_counts([["id", "Why?", "nps"], ["1", "too slow", "3"], ["2", "fine", "9"], ["3", "dear", "4"]])
    ''
    """
    title = next((record for record in records[:MOST_ROWS] if _counts_options(record)), None)
    if title is not None:
        return f"columns are called {_name(title)}"
    if len(records) > MOST_ROWS:
        return ""
    width = max((len(record) for record in records), default=0)
    filled = (record for record in records[1:] if any(not is_blank(cell) for cell in record))
    body = [[*record, *[""] * (width - len(record))] for record in filled]
    labels = [i for i in range(width) if any(_figure(row[i]) is None and not is_blank(row[i]) for row in body)]
    if width < 2 or len(body) < LEAST_ROWS or labels != [0] or any(is_blank(row[0]) for row in body):
        return ""
    is_prose = sum(len(row[0].split()) for row in body) > MOST_WORDS * len(body)
    if is_prose or len({normalize(row[0]) for row in body}) < len(body):
        return ""
    columns = [[_figure(row[i]) for row in body] for i in range(1, width)]
    counts = [[0.0 if number is None else number for number in column] for column in columns if _are_counts(column)]
    percents = [i for i in range(1, width) if all(is_blank(row[i]) or _PERCENT.match(row[i].strip()) for row in body)]
    if any(_are_shares([_figure(row[i]) or 0.0 for row in body], column) for i in percents for column in counts):
        return "its percentages are those of its counts"
    if _TOTAL.match(body[-1][0].strip()) and counts and all(abs(sum(c[:-1]) - c[-1]) <= ROUNDING for c in counts):
        return "its last row is the sum of those above"
    return "one column is the sum of the others" if _has_sum(counts) else ""


def _counts_options(record: Record) -> bool:
    """Tell whether a record is the header of a summary: options, and figures for each."""
    filled = [normalize(cell) for cell in record if not is_blank(cell)]
    return len(filled) > 1 and filled[0] in _TABLES.option_headers and any(name in _TABLES.count_headers for name in filled[1:])


def _name(header: Record) -> str:
    """Return the names of the first two columns."""
    return " and ".join(repr(" ".join(cell.split())) for cell in [c for c in header if not is_blank(c)][:2])


def _figure(cell: str) -> float | None:
    """Return the number of a cell, with or without a sign of percent."""
    return parse_number(cell.strip().rstrip("% "))


def _are_counts(column: Sequence[float | None]) -> bool:
    """Tell whether a column holds whole numbers of 0 or more, most cells filled."""
    numbers = [number for number in column if number is not None]
    return len(numbers) >= LEAST_AGREEING * len(column) and all(n >= 0 and n.is_integer() for n in numbers) and sum(numbers) > 0


def _are_shares(percents: Sequence[float], counts: Sequence[float]) -> bool:
    """Tell whether percentages are the counts times one number, as shares of one base are."""
    pairs = [(percent, count) for percent, count in zip(percents, counts, strict=True) if count > 0]
    if len(pairs) < LEAST_ROWS or len({count for _, count in pairs}) < 2:
        return False
    factor = sum(percent for percent, _ in pairs) / sum(count for _, count in pairs)
    return 0 < factor <= 100 and all(abs(percent - factor * count) <= ROUNDING for percent, count in pairs)


def _has_sum(counts: Sequence[Sequence[float]]) -> bool:
    """Tell whether one column is the sum of two or more others in all rows, and no column of zeros is among them."""
    if len(counts) < 3 or any(sum(column) == 0 for column in counts):
        return False
    rows = list(zip(*counts, strict=True))
    totals = [max(row) for row in rows]
    varies = any(one != other for one, other in pairwise(rows))
    return varies and any(
        [row[i] for row in rows] == totals and all(sum(row) == 2 * row[i] for row in rows) for i in (0, len(counts) - 1)
    )
