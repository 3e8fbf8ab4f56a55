"""Open a source: its bytes, its name and what kind of file it is, judged by content before name."""

from __future__ import annotations

import glob
import os
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from os import PathLike
from pathlib import Path

from cxtext.errors import UnreadableFileError, suggest
from cxtext.readers.files.archive import list_members, unpack

MAX_INFLATED_BYTES = 2 * 1024**3
MAX_GZIP_RATIO = 1000
#: Likeness, 0 to 1, from which the name of another file is worth suggesting.
_ALIKE = 0.75

#: First bytes -> what the file is, for files that hold no table.
_BINARY = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF document",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
    b"BZh9": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"{\\rtf": "an RTF document",
    b"OggS": "an Ogg media file",
}
_TABLES = "Expected CSV, TSV, XLSX, JSONL or Parquet."
#: Endings of files that hold tables, in a folder or an archive; each also with .gz behind it.
_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx", ".xlsm", ".parquet")
#: Parts of the archives that are documents -> what they are.
_OFFICE = {
    "META-INF/manifest.xml": "an OpenDocument file (.ods)",
    "word/": "a Word document",
    "ppt/": "a slide deck",
    "Index/": "a Numbers or Pages document",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_TABLE = "save it as XLSX or CSV"
#: Stream of an Office file that holds an encrypted workbook, as its directory names it.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Source:
    """One input as bytes: ``kind`` is delimited, json, xlsx or parquet."""

    name: str
    data: bytes
    kind: str
    sha256: str


def find_files(source: str | PathLike[str]) -> list[str | PathLike[str]]:
    """Return the files that a source means: those with tables of a folder, those that a pattern matches, or itself.

    Raises
    ------
    UnreadableFileError
        When a folder holds no table, or nothing matches a pattern.
    """
    path = Path(source)
    try:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file() and _is_table(one.name))
            if not inside:
                raise UnreadableFileError(f"{str(path)!r} is a folder without a table.\n{_TABLES}")
            return [*inside]
        if str(source) == "-" or path.exists() or not glob.has_magic(str(source)):
            return [source]
    except (OSError, ValueError):
        return [source]  # which opening it reports
    matches = sorted(one for one in glob.glob(str(source), recursive=True) if Path(one).is_file())
    if not matches:
        raise UnreadableFileError(
            f"no file matches {str(source)!r}.\nGive a file, a folder, or a pattern such as 'exports/*.csv'."
        )
    return [*matches]


def _is_table(name: str) -> bool:
    """Return whether a file's name promises a table."""
    lower = name.lower()
    return not name.startswith((".", "~$")) and lower.removesuffix(".gz").endswith((*_ENDINGS, ".zip"))


def open_sources(source: str | PathLike[str]) -> Iterator[Source]:
    """Read a file, or standard input for ``"-"``, and tell what it is; a ZIP archive gives each of the tables in it.

    Raises
    ------
    UnreadableFileError
        When it is missing, a folder, not permitted, empty, or not a table.
    """
    if str(source) == "-":
        name, data = "stdin", sys.stdin.buffer.read()
    else:
        # a name need not be UTF-8, but receipts and messages are
        name, data = os.fsencode(Path(source).name).decode("utf-8", "replace"), _read_bytes(Path(source))
    digest = sha256(data).hexdigest()
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, name)
    elif name.lower().endswith(".gz") and data:
        raise UnreadableFileError(
            f"{name!r} is named .gz but is not a gzip file.\nDownload it again, or rename it to what it is, such as .csv."
        )
    for inner, content in _unzip(data, name):
        if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
            raise UnreadableFileError(f"{inner!r} is empty.\n{_TABLES}")
        yield Source(inner, content, _kind(content, inner), digest)


def _unzip(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the tables of a ZIP archive with their names; a workbook, which is one too, and any other file as it is."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield name, data
        return
    members = list_members(data, name)
    names = {member.filename for member in members}
    if any(one.startswith("xl/workbook") for one in names):
        yield name, data
        return
    what = next((text for part, text in _OFFICE.items() if any(one.startswith(part) for one in names)), None)
    if what is not None:
        raise UnreadableFileError(f"{name!r} is {what}: {_AS_TABLE}.\n{_TABLES}")
    tables = [member for member in members if _is_table_member(member.filename)]
    if not tables:
        raise UnreadableFileError(f"{name!r} is a ZIP archive without a table.\nUnpack it and give the files in it.")
    budget = MAX_INFLATED_BYTES
    for member in tables:
        content = b"".join(unpack(data, member, name, budget))
        budget -= len(content)
        yield f"{name}/{member.filename}", content


def _is_table_member(path: str) -> bool:
    """Return whether a member of an archive is a table, and no file that a system put beside it."""
    folder, _, name = path.rpartition("/")
    return _is_table(name) and not name.lower().endswith((".gz", ".zip")) and not folder.startswith("__MACOSX")


def _read_bytes(path: Path) -> bytes:
    """Return the content of a file, with a clear message when there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(f"no file {str(path)!r}.{_near(path)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFileError(f"{str(path)!r} cannot be read: {reason}.") from None


def _near(path: Path) -> str:
    """Suggest a file of a similar name in the same folder; a common ending makes no two names alike."""
    try:
        names = sorted(p.name for p in path.parent.iterdir() if p.is_file())
    except OSError:
        return f"\nThe folder {str(path.parent)!r} does not exist."
    stem = path.name.split(".")[0].lower()
    alike = [name for name in names if SequenceMatcher(None, stem, name.split(".")[0].lower()).ratio() >= _ALIKE]
    return suggest(path.name, alike, cutoff=0.0) or f"\nThe folder {str(path.parent)!r} holds no file of a similar name."


def _gunzip(data: bytes, name: str) -> bytes:
    """Inflate gzip data, all members, within the limits."""
    limit = min(MAX_INFLATED_BYTES, max(len(data) * MAX_GZIP_RATIO, 1 << 20))
    parts: list[bytes] = []
    total = 0
    while data:
        inflater = zlib.decompressobj(31)
        try:
            part = inflater.decompress(data, limit - total + 1)
        except zlib.error as error:
            raise UnreadableFileError(f"{name!r} is a damaged gzip file: {error}.") from None
        total += len(part)
        parts.append(part)
        if total > limit:
            raise UnreadableFileError(f"{name!r} inflates to more than {limit:,} bytes; it is not read, for safety.")
        if not inflater.eof:
            raise UnreadableFileError(f"{name!r} is a damaged gzip file: it ends too early.\nDownload or copy it again.")
        data = inflater.unused_data.lstrip(b"\x00")
        if data and data[:2] != b"\x1f\x8b":
            break
    return b"".join(parts)


def _kind(data: bytes, name: str) -> str:
    """Tell the kind of table from the first bytes, or say what the file is instead."""
    head = data[:4096]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith(_OLD_OFFICE):
        if _ENCRYPTED in data:
            raise UnreadableFileError(f"{name!r} is protected by a password.\nSave a copy without one.")
        raise UnreadableFileError(f"{name!r} is an old Office file (.xls, .doc): {_AS_TABLE}.\n{_TABLES}")
    if head.startswith(b"PAR1"):
        return "parquet"
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise UnreadableFileError(f"{name!r} is {what}, not a table.\n{_TABLES}")
    if head[:2] == b"MZ" and b"\x00" in head[:128]:
        raise UnreadableFileError(f"{name!r} is a program, not a table.\n{_TABLES}")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableFileError(f"{name!r} is a web page, not a table; a download may have hit a log-in page.\n{_TABLES}")
    suffix = Path(name.removesuffix(".gz")).suffix.lower()
    if suffix in {".jsonl", ".ndjson", ".json"} or start[:1] == b"{":
        return "json"
    if start[:1] == b"[" and start[1:200].lstrip()[:1] in {b"{", b"]"}:
        return "json"
    return "delimited"
