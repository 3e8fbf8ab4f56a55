"""The first lines of a long text, where no more are asked for."""

from __future__ import annotations

#: Characters from which the first records are cut from the rest; shorter texts are read whole, and their records are counted.
LEAST_CHARS = 4_000_000
#: Lines that are read beyond those that are asked for: preambles, header rows and records that are left out.
MARGIN_LINES = 2_000
#: Lines that an open quote may go on for.
_MOST_QUOTED_LINES = 10_000


def take_head(text: str, n_records: int | None) -> tuple[str, int]:
    r"""Return the beginning of a delimited text that holds so many records, and how many lines follow it.

    It ends at a line end outside of quotes: behind an even number of them.

    Parameters
    ----------
    text : str
    n_records : int or None
        How many are asked for; None for all.

    Returns
    -------
    head : str
        The whole text where it is short, or where no line end outside of quotes is near.
    n_left : int
        Lines that are not in it.

    >>> take_head("id;why\n1;slow\n", 1)
    ('id;why\n1;slow\n', 0)
    """
    if n_records is None or len(text) < LEAST_CHARS:
        return text, 0
    end = 0
    for _ in range(2 * n_records + MARGIN_LINES):
        end = text.find("\n", end) + 1
        if not end:
            return text, 0
    n_quotes = text.count('"', 0, end)
    for _ in range(_MOST_QUOTED_LINES):
        if n_quotes % 2 == 0:
            return text[:end], text.count("\n", end) + (not text.endswith("\n"))
        line_end = text.find("\n", end) + 1
        if not line_end:
            break
        n_quotes += text.count('"', end, line_end)
        end = line_end
    return text, 0
