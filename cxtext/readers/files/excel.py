"""XLSX to records: the sheet that holds the answers, merged cells, error cells."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from cxtext.errors import SchemaError, UnreadableFileError, suggest
from cxtext.readers.cells import looks_like_date, parse_number
from cxtext.readers.files.archive import MAX_CELLS, Extent, check_archive
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import is_blank, plural

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Record = list[str]
#: Rows by which a sheet is judged, words from which a cell reads as an answer in words, and the share of such cells.
_SAMPLE_ROWS = 200
_PROSE_WORDS, _PROSE_SHARE = 4, 0.3
#: Records from which a sheet with answers in words beside numbers or dates is taken for the data.
_MIN_RECORDS = 5


def read_workbook(
    data: bytes, name: str, sheet: str | None, *, columns: Collection[str] = ()
) -> tuple[list[Record], list[Issue]]:
    """Return the rows of one sheet as text cells; rows without any value are empty.

    A merged cell holds for every row that it covers. A cell with an error of the spreadsheet holds its name, such as ``#N/A``.

    Parameters
    ----------
    data : bytes
    name : str
        Of the source, for messages.
    sheet : str or None
        Name of the sheet; else the first visible one whose columns fit is read, and a note names the others.
    columns : collection of str
        Names of columns that the sheet has to have.

    Raises
    ------
    UnreadableFileError
        When it is not an XLSX file, is damaged, protected by a password, or unpacks to more than is safe.
    SchemaError
        When there is no such sheet.
    """
    extents = check_archive(data, name)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        title, issues = _choose(book, name, sheet, columns)
        one = book.get_sheet_by_name(title)
        records = [[_cell(value) for value in row] for row in one.to_python(skip_empty_area=False)]
        merged = one.merged_cell_ranges or []
    except PasswordError:
        raise UnreadableFileError(f"{name!r} is protected by a password.\nSave a copy without one.") from None
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableFileError(f"{name!r} is not a readable workbook: {error}.\nOpen it and save it as .xlsx again.") from None
    _put_errors(records, extents.get(_find_members(data).get(title, "")))
    n_filled = _fill_merged(records, merged)
    if n_filled:
        note = f"{plural(n_filled, 'cell')} of {name!r} lie under merged cells; each took the value of the merged cell"
        issues.append(issue(Stage.READ, Code.MERGED_CELLS, note, level=Level.INFO))
    return [row if any(row) else [] for row in records], issues


def _put_errors(records: list[Record], extent: Extent | None) -> None:
    """Write the names of errors into their cells, which the library leaves blank."""
    for (row, column), error in (extent.errors if extent is not None else {}).items():
        if row <= len(records) and column <= len(records[row - 1]) and not records[row - 1][column - 1]:
            records[row - 1][column - 1] = error or "#N/A"


def _fill_merged(records: list[Record], ranges: Collection[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """Give the value of a merged cell to every row below that it covers; return how many cells were filled."""
    n_filled, budget = 0, MAX_CELLS
    for (top, left), (bottom, _) in ranges:
        budget -= max(min(bottom, len(records)) - top, 0)
        if budget < 0:  # ranges over each other, which no program writes
            break
        value = records[top][left] if top < len(records) and left < len(records[top]) else ""
        for row in records[top + 1 : bottom + 1] if value else ():
            if left < len(row) and not row[left]:
                row[left] = value
                n_filled += 1
    return n_filled


def _find_members(data: bytes) -> dict[str, str]:
    """Return the member of the archive that holds each sheet, by the sheet's title; none where it cannot be told."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return {}
    targets = {link.get("Id"): posixpath.join("/xl", link.get("Target", "")).lstrip("/") for link in links}
    members = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
            members[element.get("name", "")] = posixpath.normpath(targets.get(key, "."))
    return members


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    """How well a sheet fits, compared in this order; of equal ones the first sheet is taken."""

    has_columns: bool
    visible: bool
    is_data: bool
    has_prose: bool
    size: int


def _choose(book: CalamineWorkbook, name: str, sheet: str | None, columns: Collection[str]) -> tuple[str, list[Issue]]:
    """Return the title of the sheet to read."""
    names = [one.name for one in book.sheets_metadata if str(one.typ).endswith(".WorkSheet")]
    if sheet is not None:
        if sheet not in names:
            sheets = ", ".join(map(repr, names[:12]))
            raise SchemaError(f"no sheet {sheet!r} in {name!r}.{suggest(sheet, names)}\nSheets found: {sheets}")
        return sheet, []
    if not names:
        raise UnreadableFileError(f"{name!r} has no sheet.")
    hidden = {one.name for one in book.sheets_metadata if not str(one.visible).endswith(".Visible")}
    fits = {title: _judge(book.get_sheet_by_name(title), columns, visible=title not in hidden) for title in names}
    filled = [title for title in names if fits[title].size]
    best = max(names, key=lambda title: (fits[title], -names.index(title)))
    if len(filled) < 2:
        return best, []
    others = ", ".join(f"{title!r}{', hidden' * (title in hidden)}" for title in filled if title != best)
    note = f"{name!r} has {len(filled)} sheets; {best!r} was read. Another one: --sheet NAME (also {others})"
    return best, [issue(Stage.READ, Code.SHEET_CHOSEN, note, level=Level.INFO)]


def _judge(sheet: CalamineSheet, columns: Collection[str], *, visible: bool) -> _Fit:
    """Judge a sheet by its first rows: named columns, answers in words, and numbers or dates beside them."""
    size = sheet.height * sheet.width
    rows = [[_cell(value) for value in row] for row in sheet.to_python(nrows=_SAMPLE_ROWS)] if size else []
    named = {cell.strip().casefold() for row in rows for cell in row}
    prose = typed = 0
    for column in zip(*rows[1:], strict=True):
        filled = [cell for cell in column if not is_blank(cell)]
        n_prose = sum(len(cell.split()) >= _PROSE_WORDS for cell in filled)
        prose += bool(filled) and n_prose >= _PROSE_SHARE * len(filled)
        typed += bool(filled) and 2 * sum(parse_number(c) is not None or looks_like_date(c) for c in filled) > len(filled)
    has_prose = prose > 0 and sheet.width > 1
    is_data = has_prose and typed > 0 and sheet.height > _MIN_RECORDS
    has_columns = all(column.strip().casefold() in named for column in columns)
    # Of sheets with answers the first counts; elsewhere nothing but their size tells them apart.
    return _Fit(has_columns, visible and size > 0, is_data, has_prose, 1 if has_prose else size)


def _cell(value: object) -> str:
    """Return a workbook value as text: whole numbers without a point, dates in ISO form."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    return str(value)
