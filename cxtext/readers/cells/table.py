"""The plain table every reader produces: text cells only, with the record number of each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cxtext.errors import ColumnNotFoundError
from cxtext.schema import Issue, JoinedSource, Source
from cxtext.wording import INVISIBLE


@dataclass(frozen=True, slots=True)
class Hint:
    """A role that a known export format gives to a column, and why."""

    role: str
    reason: str


@dataclass(slots=True)
class RawTable:
    """Records of one source as text cells.

    ``rows[i]`` has one cell per column; ``numbers[i]`` is its record number in the source, from 1, which counts the
    records that were dropped too (each of those has a line in ``issues``). ``preset`` is the survey tool whose layout it has;
    ``sources`` and ``joined`` are the files it was read from, and those that were joined to it. ``origins`` has the file of
    each joined column, and ``respondents`` names the key of a join whose outcomes several records share. ``counts`` says why the
    rows seem to be counts of answers instead of responses. ``n_unread_lines`` are those behind the records that were asked for.
    """

    source: str
    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]
    issues: list[Issue] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    hints: dict[str, Hint] = field(default_factory=dict)
    preset: str | None = None
    sources: tuple[Source, ...] = ()
    joined: tuple[JoinedSource, ...] = ()
    n_dropped: int = 0
    origins: dict[str, str] = field(default_factory=dict)
    respondents: str | None = None
    counts: str = ""
    n_unread_lines: int = 0

    @property
    def n_read(self) -> int:
        """Records found, dropped ones included."""
        return len(self.rows) + self.n_dropped


def locate_column(columns: Sequence[str], names: Sequence[str], source: str) -> int:
    """Return the place of the first of ``names`` that a table beside the input has, in this case or another.

    Raises
    ------
    ColumnNotFoundError
        When it has none, or several that differ in case alone.

    >>> locate_column(["Owner", "Effort"], ["effort"], "plan.csv")
    1
    """
    for name in names:
        if name in columns:
            return columns.index(name)
        alike = [i for i, column in enumerate(columns) if column.strip().casefold() == name.casefold()]
        if len(alike) > 1:
            raise ColumnNotFoundError.among(name, columns, source, alike=[columns[i] for i in alike])
        if alike:
            return alike[0]
    raise ColumnNotFoundError.among(names[0], columns, source)


def unique_names(names: Iterable[str]) -> list[str]:
    """Give blank names a number and repeated names a suffix.

    >>> unique_names(["a", "", "a"])
    ['a', 'column_2', 'a~2']
    """
    taken: set[str] = set()
    last: dict[str, int] = {}  # suffix given last: of many columns of one name each is looked up once
    result = []
    for position, name in enumerate(names, start=1):
        unique = base = " ".join(name.strip().strip(INVISIBLE).split()) or f"column_{position}"
        while unique in taken:
            last[base] = last.get(base, 1) + 1
            unique = f"{base}~{last[base]}"
        taken.add(unique)
        result.append(unique)
    return result


def clean_text(text: str) -> str:
    """Replace lone surrogates, which no file can hold, by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
