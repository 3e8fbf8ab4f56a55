"""XLSX to records, after checking that the archive is not a zip bomb."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from cxtext.errors import SchemaError, UnreadableFileError, suggest
from cxtext.schema import Code, Issue, Level, Stage, issue

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_MEMBERS = 2_000
MAX_TOTAL_BYTES = 1024**3
MAX_RATIO = 200
RATIO_FROM_BYTES = 16 * 1024**2
MAX_CELLS = 100_000_000
_CHUNK = 1 << 20
_CELL = re.compile(rb'<c [^>]{0,80}?\br="([A-Z]{1,3})(\d{1,7})"')


def read_workbook(data: bytes, name: str, sheet: str | None) -> tuple[list[list[str]], list[Issue]]:
    """Return the rows of one sheet as text cells; rows without any value are empty.

    Parameters
    ----------
    data : bytes
    name : str
        Of the source, for messages.
    sheet : str or None
        Name of the sheet; else the one with most cells is read, and a note names the others.

    Raises
    ------
    UnreadableFileError
        When it is not an XLSX file, is damaged, protected by a password, or unpacks to more than is safe.
    SchemaError
        When there is no such sheet.
    """
    check_archive(data, name)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        title, issues = _choose(book, name, sheet)
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except PasswordError:
        raise UnreadableFileError(f"{name!r} is protected by a password.\nSave a copy without one.") from None
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableFileError(f"{name!r} is not a readable workbook: {error}.\nOpen it and save it as .xlsx again.") from None
    records = [[_cell(value) for value in row] for row in rows]
    return [row if any(row) else [] for row in records], issues


def _choose(book: CalamineWorkbook, name: str, sheet: str | None) -> tuple[str, list[Issue]]:
    """Return the title of the sheet to read."""
    names = list(book.sheet_names)
    if sheet is not None:
        if sheet not in names:
            sheets = ", ".join(map(repr, names[:12]))
            raise SchemaError(f"no sheet {sheet!r} in {name!r}.{suggest(sheet, names)}\nSheets found: {sheets}")
        return sheet, []
    if not names:
        raise UnreadableFileError(f"{name!r} has no sheet.")
    sizes = {}
    for title in names:
        one = book.get_sheet_by_name(title)
        sizes[title] = one.height * one.width
    filled = [title for title in names if sizes[title]]
    best = max(names, key=lambda t: (sizes[t], -names.index(t)))
    if len(filled) < 2:
        return best, []
    others = ", ".join(repr(t) for t in filled if t != best)
    note = f"{name!r} has {len(filled)} sheets; {best!r}, the largest, was read. Another one: --sheet NAME (also {others})"
    return best, [issue(Stage.READ, Code.SHEET_CHOSEN, note, level=Level.INFO)]


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


def check_archive(data: bytes, name: str) -> None:
    """Raise unless ``data`` is an XLSX that unpacks to a safe size.

    Sizes are counted by unpacking, because the ones written in the archive may lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    # A name that is not UTF-8 is a ValueError, a version of the format that zipfile does not read a NotImplementedError.
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableFileError(f"{name!r} is a damaged archive.\nDownload or export it again.") from None
    if not any(m.filename.startswith("xl/workbook") for m in members):
        raise UnreadableFileError(f"{name!r} is a ZIP archive, not a workbook.\nUnpack it and give the files in it.")
    if len(members) > MAX_MEMBERS:
        raise _unsafe(name, f"it holds {len(members):,} files")
    if sum(m.file_size for m in members) > MAX_TOTAL_BYTES:
        raise _unsafe(name, "it unpacks to more than 1 GiB")
    total = 0
    for member in members:
        total += _check_member(data, member, name, MAX_TOTAL_BYTES - total)


def _unsafe(name: str, why: str) -> UnreadableFileError:
    """Build the error for an archive that is not safe to unpack."""
    return UnreadableFileError(f"{name!r} is not read, for safety: {why}.\nSave the data as CSV.")


def _check_member(data: bytes, member: zipfile.ZipInfo, name: str, budget: int) -> int:
    """Unpack one member piece by piece, keeping nothing; return its true size."""
    header = data[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFileError(f"{name!r} is a damaged archive.\nDownload or export it again.")
    n_name, n_extra = struct.unpack("<HH", header[26:30])
    start = member.header_offset + 30 + n_name + n_extra
    packed = memoryview(data)[start : start + member.compress_size]
    is_sheet = member.filename.startswith("xl/worksheets/")
    inflater = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    size, tail, last_row, last_column, position = 0, b"", 0, 0, 0
    pending = b""
    while position < len(packed) or pending:
        source = pending or bytes(packed[position : position + _CHUNK])
        position += 0 if pending else _CHUNK
        try:
            piece = inflater.decompress(source, _CHUNK) if inflater else source
        except zlib.error:
            raise UnreadableFileError(f"{name!r} is a damaged archive.\nDownload or export it again.") from None
        pending = inflater.unconsumed_tail if inflater else b""
        size += len(piece)
        if size > budget:
            raise _unsafe(name, "it unpacks to more than 1 GiB")
        if size > RATIO_FROM_BYTES and size > MAX_RATIO * max(len(packed), 1):
            raise _unsafe(name, f"{member.filename!r} unpacks to more than {MAX_RATIO} times its size")
        if is_sheet:
            last_row, last_column = _extent(tail + piece, last_row, last_column)
            tail = piece[-128:]
    if last_row * last_column > MAX_CELLS:
        raise _unsafe(name, f"{member.filename!r} spans {last_row:,} rows and {last_column:,} columns")
    return size


def _extent(xml: bytes, last_row: int, last_column: int) -> tuple[int, int]:
    """Return the furthest row and column that cells of this piece of XML name."""
    for match in _CELL.finditer(xml):
        column = 0
        for letter in match.group(1):
            column = column * 26 + letter - 64
        last_row, last_column = max(last_row, int(match.group(2))), max(last_column, column)
    return last_row, last_column
