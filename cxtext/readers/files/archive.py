"""Archives: what unpacks to a safe size, and how far the cells of a workbook's sheets reach, counted while they are parsed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from cxtext.errors import UnreadableFileError

MAX_MEMBERS = 2_000
MAX_TOTAL_BYTES = 1024**3
MAX_RATIO = 200
RATIO_FROM_BYTES = 16 * 1024**2
#: Cells of the rectangle that a sheet spans: at most this many, and from the second number on one in 100 has to be there.
MAX_CELLS = 32_000_000
SPARSE_FROM_CELLS = 20_000_000
MIN_FILLED = 0.01
_CHUNK = 1 << 20
_CELL = re.compile(r"([A-Za-z]{1,4})(\d{1,10})\Z")
#: The element that holds the cells of a sheet.
_CELLS = b"sheetData"
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
#: Record types of a binary sheet: a row, and the kinds of cells with a value.
_BINARY_ROW, _BINARY_CELLS = 0, range(2, 12)


@dataclass(slots=True)
class Extent:
    """How far the cells of a sheet reach, from 1, and those that hold an error of the spreadsheet."""

    n_cells: int = 0
    last_row: int = 0
    last_column: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, row: int, column: int) -> None:
        """Count one cell."""
        self.n_cells += 1
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)


class _SheetScan:
    """Follows the XML of a member piece by piece; ``extent`` stays None when it holds no cells of a sheet."""

    def __init__(self) -> None:
        self.extent: Extent | None = None
        self._row = self._column = 0
        self._error = self._counted = self._has_cells = self._begun = False
        self._place = 0, 0
        self._tail = b""
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, piece: bytes) -> None:
        """Parse one more piece; what is not well formed, such as a picture, is not followed any further."""
        self._has_cells = self._has_cells or _CELLS in self._tail + piece
        self._tail = piece[-len(_CELLS) :]
        plain = piece.translate(None, _CONTROL)
        self._parse(plain if self._begun else plain.lstrip())
        self._begun = True

    def finish(self) -> None:
        """Raise ``expat.ExpatError`` when a member that holds cells of a sheet is not well formed."""
        self._parse(b"", last=True)
        if self._has_cells and self._parser is None:
            raise expat.ExpatError("a sheet is not well formed")

    def _parse(self, piece: bytes, *, last: bool = False) -> None:
        """Hand a piece to the parser, and leave it when it fails: the XML is broken, or names an encoding that there is not."""
        try:
            if self._parser is not None:
                self._parser.Parse(piece, last)
        except (expat.ExpatError, LookupError, ValueError):
            self._parser = None

    def _refuse(self, *_: object) -> None:
        """Stop at a document type, which no workbook has and entities of endless size need."""
        raise expat.ExpatError("document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """Count a cell with a value, whatever its prefix and attributes; its place may also follow from the last one."""
        if self._parser is None or self.extent is None:
            self.extent = Extent() if name.rpartition(":")[2] == _CELLS.decode() else None
            return
        self._parser.CharacterDataHandler = None
        kind = name.rpartition(":")[2]
        if kind == "c":
            place = _CELL.match(attributes.get("r", ""))
            row, self._column = (int(place[2]), _column_number(place[1])) if place else (self._row, self._column + 1)
            self._place, self._error, self._counted = (row, self._column), attributes.get("t") == "e", False
        elif kind == "row":
            number = attributes.get("r", "")
            self._row, self._column = int(number) if number.isdecimal() and len(number) < 12 else self._row + 1, 0
        elif kind in ("v", "is") and not self._counted:  # a cell that is only formatted takes no room
            self._counted = True
            self.extent.add(*self._place)
            if self._error:
                self.extent.errors[self._place] = ""
                self._parser.CharacterDataHandler = self._take_error

    def _take_error(self, text: str) -> None:
        """Keep the name of an error, such as ``#N/A``."""
        if self.extent is not None:
            self.extent.errors[self._place] += text.strip()


def check_archive(data: bytes, name: str) -> dict[str, Extent]:
    """Raise unless ``data`` is a workbook that unpacks to a safe size; return how far each of its sheets reaches.

    Sizes and places of cells are counted by unpacking and parsing, because the ones written in the archive may lie.
    """
    members = list_members(data, name)
    if not any(m.filename.startswith("xl/workbook") for m in members):
        raise UnreadableFileError(f"{name!r} is a ZIP archive, not a workbook.\nUnpack it and give the files in it.")
    extents: dict[str, Extent] = {}
    total = 0
    for member in members:
        scan, binary = _SheetScan(), bytearray()
        is_binary = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".bin")
        try:
            for piece in unpack(data, member, name, MAX_TOTAL_BYTES - total):
                total += len(piece)
                if is_binary:
                    binary += piece
                else:
                    scan.feed(piece)
            scan.finish()
        except expat.ExpatError:
            raise _damaged(name) from None
        extent = _scan_binary(binary) if is_binary else scan.extent
        if extent is not None:
            extents[member.filename] = extent
            _check_extent(extent, member.filename, name)
    return extents


def list_members(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    """Return the members of an archive; raise when it is damaged, or when they are too many or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    # A name that is not UTF-8 is a ValueError, a version of the format that zipfile does not read a NotImplementedError.
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _damaged(name) from None
    if len(members) > MAX_MEMBERS:
        raise _unsafe(name, f"it holds {len(members):,} files")
    if sum(m.file_size for m in members) > MAX_TOTAL_BYTES:
        raise _unsafe(name, "it unpacks to more than 1 GiB")
    return members


def unpack(data: bytes, member: zipfile.ZipInfo, name: str, budget: int) -> Iterator[bytes]:
    """Yield the content of one member piece by piece, at most ``budget`` bytes.

    Raises
    ------
    UnreadableFileError
        When it is damaged, protected, or larger than its place in the archive allows.
    """
    if member.flag_bits & 1:
        raise UnreadableFileError(f"{name!r} is protected by a password.\nSave a copy without one.")
    header = data[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged(name)
    n_name, n_extra = struct.unpack("<HH", header[26:30])
    start = member.header_offset + 30 + n_name + n_extra
    packed = memoryview(data)[start : start + member.compress_size]
    inflater = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    size, position, pending = 0, 0, b""
    while position < len(packed) or pending:
        source = pending or bytes(packed[position : position + _CHUNK])
        position += 0 if pending else _CHUNK
        try:
            piece = inflater.decompress(source, _CHUNK) if inflater else source
        except zlib.error:
            raise _damaged(name) from None
        pending = inflater.unconsumed_tail if inflater else b""
        size += len(piece)
        if size > budget:
            raise _unsafe(name, "it unpacks to more than 1 GiB")
        if size > RATIO_FROM_BYTES and size > MAX_RATIO * max(len(packed), 1):
            raise _unsafe(name, f"{member.filename!r} unpacks to more than {MAX_RATIO} times its size")
        yield piece


def _check_extent(extent: Extent, sheet: str, name: str) -> None:
    """Raise when a few cells lie so far away that the rectangle of all of them would fill the memory."""
    area = extent.last_row * extent.last_column
    if area > MAX_CELLS or (area > SPARSE_FROM_CELLS and extent.n_cells < MIN_FILLED * area):
        spans = f"{sheet!r} spans {extent.last_row:,} rows and {extent.last_column:,} columns"
        raise UnreadableFileError(
            f"{name!r} is not read, for safety: {spans} and holds {extent.n_cells:,} cells.\n"
            "Delete the cells that lie far from the table, or save the data as CSV."
        )


def _scan_binary(data: bytes | bytearray) -> Extent:
    """Return how far the cells of a sheet of a binary workbook (.xlsb) reach."""
    extent, position, row = Extent(), 0, 0
    while position < len(data):
        kind, position = _read_varint(data, position, 2)
        size, position = _read_varint(data, position, 4)
        value = int.from_bytes(data[position : position + 4], "little")
        if kind == _BINARY_ROW and size >= 4:
            row = value + 1
        elif kind in _BINARY_CELLS and size >= 4:
            extent.add(row, value + 1)
        position += size
    return extent


def _read_varint(data: bytes | bytearray, position: int, most: int) -> tuple[int, int]:
    """Return a number in groups of 7 bits, and the position behind it."""
    value = 0
    for i in range(most):
        byte = data[position] if position < len(data) else 0
        position += 1
        value |= (byte & 0x7F) << (7 * i)
        if not byte & 0x80:
            break
    return value, position


def _column_number(letters: str) -> int:
    """Return the number of a column from 1.

    >>> _column_number("A"), _column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _unsafe(name: str, why: str) -> UnreadableFileError:
    """Build the error for an archive that is not safe to unpack."""
    return UnreadableFileError(f"{name!r} is not read, for safety: {why}.\nSave the data as CSV.")


def _damaged(name: str) -> UnreadableFileError:
    """Build the error for an archive that cannot be read."""
    return UnreadableFileError(f"{name!r} is a damaged archive.\nDownload or export it again.")
