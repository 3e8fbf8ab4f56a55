"""The labelled sample of an audit as a spreadsheet gives it back."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.errors import InputError
from cxtext.language import load_column_words
from cxtext.readers import RawTable, parse_number, read_table
from cxtext.run import Submissions, list_themes
from cxtext.settings import InputConfig
from cxtext.studies.audit.opinions import SENTIMENT, UNIT, read_sentiment
from cxtext.wording import is_blank, neutralise, normalize

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.findings import Outgoing

RECORD, ID, DRAWN, CHECKED, TEXT = "record", "response_id", "drawn_from", "checked", "text"
_ANSWERS = load_column_words().answers
_YES = _ANSWERS.yes | _ANSWERS.ticked
_NO = _ANSWERS.no | _ANSWERS.not_ticked
_SHOWN = 3


@dataclass(frozen=True)
class Labels:
    """The rows that a person has checked.

    Parameters
    ----------
    source : str
        Name of the file.
    theme_ids : list of str
        Audited themes, in the order of their columns.
    places : ndarray of shape (n,), int64
        Position of each row among the responses of the run.
    values : ndarray of shape (n, n_themes), float64
        1 where it mentions the theme, 0 where it does not; ``nan`` throughout for a theme that was not audited: its column is
        empty in every checked row.
    drawn_from : list of str
        The stratum that the file names.
    lines : list of int
        Row of the file, from 1, without its header.
    sentiment : dict of str to str
        Sentiment by hand, by the unit_id of the opinion; of the opinions for which it was filled in.
    """

    source: str
    theme_ids: list[str]
    places: np.ndarray
    values: np.ndarray
    drawn_from: list[str]
    lines: list[int]
    sentiment: dict[str, str]


def read_labels(
    source: str | os.PathLike[str] | pd.DataFrame, submissions: Submissions, responses: pd.DataFrame, words: Outgoing
) -> Labels:
    """Read the labelled sample of a run; ``words`` tells how its ids and texts were written.

    Raises
    ------
    InputError
        When columns or rows are not those of a sample of this run, a cell is neither yes nor no, or nothing was checked.
    """
    table = read_table(source, InputConfig())
    themes = _theme_columns(table, submissions)
    columns = {name: _column(table, name) for name in (RECORD, ID, DRAWN, CHECKED)}
    texts = _optional(table, TEXT)
    place_of_row = {int(row): i for i, row in enumerate(submissions.rows)}
    fingerprints = _fingerprints(responses, words)
    opinions = tuple(_optional(table, name) for name in (UNIT, SENTIMENT))
    sentiment: dict[str, str] = {}
    audited: set[str] = set()
    rows: dict[int, tuple[list[float], str, int]] = {}
    wrong: list[str] = []
    for line, cells in zip(table.numbers, table.rows, strict=True):
        if all(is_blank(cell) for cell in cells):
            continue
        number = parse_number(cells[columns[RECORD]])
        place = place_of_row.get(int(number)) if number is not None else None
        text = _squeeze(cells[texts]) if texts is not None else ""
        if place is None or not fingerprints[place] & {_key(cells[columns[ID]]), text}:
            wrong.append(f"row {line}: record {cells[columns[RECORD]]!r} with id {words.text(cells[columns[ID]])!r}")
            continue
        if _read_cell(cells[columns[CHECKED]], anything=True) != 1:
            continue
        values = _read_values(table, cells, themes, line, words)
        audited |= {theme_id for theme_id, j in themes.items() if not is_blank(cells[j])}
        drawn = cells[columns[DRAWN]].split(":")[0].strip()
        if place in rows and rows[place][0] != values:
            raise InputError(f"{table.source!r}: rows {rows[place][2]} and {line} are the same response with different labels.")
        rows[place] = (values, drawn, line)
        sentiment |= {
            words.recall_unit(unit): value for unit, value in _read_opinion(table, cells, opinions, line, words).items()
        }
    _require(table, rows, wrong)
    if not audited and not sentiment:
        raise InputError(
            f"{table.source!r}: {len(rows):,} rows are marked as checked, but nothing is filled in beside the mark.\n"
            "Write 1 or 0 below the themes, negative, neutral or positive into 'sentiment', or both."
        )
    values_of = np.array([values for values, _, _ in rows.values()], dtype=np.float64)
    values_of[:, [theme_id not in audited for theme_id in themes]] = np.nan
    return Labels(
        table.source,
        list(themes),
        np.array(list(rows), dtype=np.int64),
        values_of,
        [drawn for _, drawn, _ in rows.values()],
        [line for _, _, line in rows.values()],
        sentiment,
    )


def _read_values(table: RawTable, cells: Sequence[str], themes: Mapping[str, int], line: int, words: Outgoing) -> list[float]:
    """Return 1 or 0 for each theme, as a row has it."""
    values = []
    for theme_id, j in themes.items():
        value = _read_cell(cells[j])
        if value is None:
            raise InputError(
                f"{table.source!r}, row {line}, {theme_id}: {words.text(cells[j][:40])!r} is neither yes nor no.\n"
                "Write 1, x or yes where the text mentions the theme, and 0, no or nothing where it does not."
            )
        values.append(value)
    return values


def _read_opinion(
    table: RawTable, cells: Sequence[str], columns: Sequence[int | None], line: int, words: Outgoing
) -> dict[str, str]:
    """Return the sentiment of the opinion of a row by its unit_id; nothing where the cell or the columns are not there."""
    unit, filled = columns
    if unit is None or filled is None or is_blank(cells[filled]):
        return {}
    sentiment = read_sentiment(cells[filled])
    if sentiment is None:
        raise InputError(
            f"{table.source!r}, row {line}, {SENTIMENT}: {words.text(cells[filled][:40])!r} is no sentiment.\n"
            "Write negative, neutral or positive: how the text in 'opinion' sounds to you. Nothing leaves it out."
        )
    return {cells[unit].strip().lstrip("'"): sentiment}


def _theme_columns(table: RawTable, submissions: Submissions) -> dict[str, int]:
    """Return the column of each audited theme, known by the id that its header starts with."""
    ids = {theme_id.casefold(): theme_id for theme_id in submissions.theme_ids}
    columns: dict[str, int] = {}
    for j, header in enumerate(table.columns):
        first = re.split(r"[\s:]", header.strip().lstrip("'"), maxsplit=1)[0].casefold()
        if first in ids and ids[first] in columns:
            other = table.columns[columns[ids[first]]]
            raise InputError(
                f"{table.source!r} has two columns of the theme {ids[first]}: {other!r} and {header!r}.\n"
                "Keep the one with the labels, or start the header of the other with another word."
            )
        if first in ids:
            columns[ids[first]] = j
    if not columns:
        raise InputError(
            f"{table.source!r} has no column of a theme of this run.\n"
            f"Expected headers that start with an id, as 'cxtext audit RUN --draw' writes them: "
            f"{list_themes(submissions.themes)}"
        )
    return columns


def _column(table: RawTable, name: str) -> int:
    """Return the position of a column that has to be there."""
    position = _optional(table, name)
    if position is None:
        raise InputError(
            f"{table.source!r} has no column {name!r}; columns found: {', '.join(map(repr, table.columns[:8]))}.\n"
            "Give the file that 'cxtext audit RUN --draw' wrote, with its columns; more columns do no harm."
        )
    return position


def _optional(table: RawTable, name: str) -> int | None:
    """Return the position of a column, or None."""
    return next((j for j, header in enumerate(table.columns) if normalize(header) == name), None)


def _fingerprints(responses: pd.DataFrame, words: Outgoing) -> list[set[str]]:
    """Return what tells each response from another: the ids, as they are shown too, and the start of its texts."""
    fingerprints: dict[int, set[str]] = {}
    for row, response_id, text in responses[["row", "response_id", "text"]].itertuples(index=False):
        own = (_key(response_id), _key(neutralise(words.name(response_id))), _squeeze(text))
        fingerprints.setdefault(int(row), set()).update(filter(None, own))
    return [fingerprints[row] for row in sorted(fingerprints)]


def _key(response_id: str) -> str:
    """Return an id as it is left when a spreadsheet has taken it for a number, or for text."""
    bare = response_id.strip().lstrip("'")
    number = parse_number(bare)
    return bare if number is None else f"{number:g}"


def _squeeze(text: str) -> str:
    """Return the letters and digits that a text starts with."""
    return "".join(c for c in text[:200].casefold() if c.isalnum())[:24]


def _read_cell(cell: str, *, anything: bool = False) -> float | None:
    """Return 1 for yes, 0 for no or nothing, None for neither; with ``anything`` whatever is not a no is yes."""
    word = normalize(cell.strip().lstrip("'"))
    if is_blank(word) or word in _NO:
        return 0.0
    return 1.0 if anything or word in _YES else None


def _require(table: RawTable, rows: dict[int, tuple[list[float], str, int]], wrong: list[str]) -> None:
    """Raise when rows are not of the run, or none was checked."""
    if wrong:
        more = f" and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
        raise InputError(
            f"{table.source!r}: {len(wrong):,} of {len(table.rows):,} rows are not of this run: "
            f"{'; '.join(wrong[:_SHOWN])}{more}.\n"
            "Give the run that the sample was drawn from, and leave the columns 'record' and 'response_id' as they are."
        )
    if not rows:
        raise InputError(
            f"{table.source!r}: no row is marked as checked.\n"
            f"Put an x into the column {CHECKED!r} of every row that was read; the other rows do not count."
        )
