"""Open a source: its bytes, its name and what kind of file it is, judged by content before name."""

from __future__ import annotations

import os
import sys
import zlib
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from os import PathLike
from pathlib import Path

from cxtext.errors import UnreadableFileError, suggest

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
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file (.xls, .doc)",
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


@dataclass(frozen=True, slots=True)
class Source:
    """One input as bytes: ``kind`` is delimited, json, xlsx or parquet."""

    name: str
    data: bytes
    kind: str
    sha256: str


def open_source(source: str | PathLike[str]) -> Source:
    """Read a file, or standard input for ``"-"``, and tell what it is.

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
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFileError(f"{name!r} is empty.\n{_TABLES}")
    return Source(name, data, _kind(data, name), digest)


def _read_bytes(path: Path) -> bytes:
    """Return the content of a file, with a clear message when there is none."""
    try:
        if path.is_dir():
            raise UnreadableFileError(f"{str(path)!r} is a folder.\nGive the files in it, for example: {path}/*.csv")
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
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "xlsx"
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
