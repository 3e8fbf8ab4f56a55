"""Bytes to text: byte order mark, strict UTF-8, then a guess from a short list, always said aloud."""

from __future__ import annotations

import codecs
import re

from cxtext.errors import ConfigError, UnreadableFileError
from cxtext.readers.cells import clean_text
from cxtext.readers.files.codepages import PAGES, READS_WELL, best_latin
from cxtext.schema import Code, Issue, Stage, issue
from cxtext.wording import plural

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# An unrestricted guess takes Windows exports for rare code pages; these are the ones survey tools write.
_CANDIDATES = ["cp1252", "cp1250", "cp1251", "cp932", "gb18030", "big5", "euc_kr", "mac_roman"]
_SAMPLE_BYTES = 200_000
_HIGH_BYTES = bytes(range(0x80, 0x100))
#: Share of the bytes outside ASCII in valid sequences of UTF-8, from which a file is damaged UTF-8: in files of code pages, of
#: two bytes per letter as well, such sequences come about by chance and hold less than a fifth.
MOSTLY_VALID = 2 / 3
#: A valid sequence of UTF-8: a line that holds one beside bad bytes is damaged UTF-8, and in no code page.
_MULTI_BYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LINES_SHOWN = 5
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x7f]")
#: Codecs that Python counts among the text encodings, though no file is written in them.
_NO_FILE_ENCODINGS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})


def decode(data: bytes, name: str, encoding: str | None) -> tuple[str, str, list[Issue]]:
    """Return the text of ``data``, the encoding used, and notes on how it was found.

    Parameters
    ----------
    data : bytes
    name : str
        Of the source, for messages.
    encoding : str or None
        Use this one and do not guess.

    Raises
    ------
    ConfigError
        When ``encoding`` is not a known encoding.
    UnreadableFileError
        When the bytes are not text in ``encoding``, or not text at all.
    """
    if encoding is not None:
        notes: list[Issue] = []
        text, used = _decode_as(data, name, encoding), encoding
    else:
        text, used, notes = _guess(data, name)
    n_nul = len(text) - len(text.rstrip("\x00"))
    if n_nul:
        text = text[:-n_nul]
        note = f"{name!r} ends in {plural(n_nul, 'zero byte')} (NUL), as a copy that was cut short does: are all records there?"
        notes.append(issue(Stage.READ, Code.NUL_TAIL, note))
    _refuse_binary(text, name)
    return text, used, notes


def check_encoding(encoding: str) -> None:
    """Raise when no text file can be written in ``encoding``, before any file is opened.

    Raises
    ------
    ConfigError
        For an unknown name, and for codecs that turn bytes into bytes (base64) or names of hosts into text (idna).

    >>> check_encoding("cp1252")
    """
    try:
        codec = codecs.lookup(encoding)
        b"a".decode(encoding, "replace")
    except (LookupError, ValueError):
        # Python knows codecs such as base64 that turn bytes into bytes.
        codec = None
    if codec is None or codec.name in _NO_FILE_ENCODINGS:
        raise ConfigError(f"unknown encoding {encoding!r} of a text file.\nExamples: utf-8, cp1252, utf-16, shift_jis.")


def _decode_as(data: bytes, name: str, encoding: str) -> str:
    """Decode strictly with a given encoding."""
    check_encoding(encoding)
    try:
        return clean_text(data.decode(encoding).removeprefix("\ufeff"))
    except ValueError as error:
        where = f" at byte {error.start:,}" if isinstance(error, UnicodeDecodeError) else ""
        message = f"{name!r} is not text in {encoding}{where}.\nLeave the encoding out to let it be found."
        raise UnreadableFileError(message) from None


def _guess(data: bytes, name: str) -> tuple[str, str, list[Issue]]:
    """Decode without being told the encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding, []
            except UnicodeDecodeError:
                mixed = _by_lines(data.removeprefix(mark), name) if mark == codecs.BOM_UTF8 else None
                return mixed or _damaged(data, encoding, name)
    wide = _unmarked_utf16(data)
    if wide is not None:
        note = f"{name!r} looks like {wide} without a byte order mark and was read so"
        return data.decode(wide, errors="replace"), wide, [issue(Stage.READ, Code.ENCODING_GUESSED, note)]
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as error:
        mixed = _by_lines(data, name)
        if mixed is not None:
            return mixed
        if _mostly_utf8(data):
            return _damaged(data, "utf-8", name)
        return _narrow(data, name, error.start)


def _by_lines(data: bytes, name: str) -> tuple[str, str, list[Issue]] | None:
    """Decode a file of which some lines are UTF-8 and the others a code page, as files put together are; else None."""
    lines = data.split(b"\n")
    texts = [_strict_utf8(line) for line in lines]
    n_utf8 = sum(text is not None and not text.isascii() for text in texts)
    others = [i for i, text in enumerate(texts) if text is None and not _MULTI_BYTE.search(lines[i])]
    page, share = best_latin(b"\n".join(lines[i] for i in others)[:_SAMPLE_BYTES])
    if not n_utf8 or not others or share < READS_WELL:
        return None
    for i in others:
        texts[i] = lines[i].decode(page, "replace")
    where = ", ".join(f"{i + 1:,}" for i in others[:_LINES_SHOWN]) + ", ..." * (len(others) > _LINES_SHOWN)
    note = f"{plural(len(others), 'line')} of {name!r} not in UTF-8 as the others, read as {page}: {where}"
    notes = [issue(Stage.READ, Code.MIXED_ENCODINGS, note)]
    damaged = b"\n".join(line for line, text in zip(lines, texts, strict=True) if text is None)
    notes += _damaged(damaged, "utf-8", name)[2] if damaged else []
    whole = "\n".join(line.decode("utf-8", "replace") if text is None else text for line, text in zip(lines, texts, strict=True))
    return whole, "utf-8", notes


def _strict_utf8(line: bytes) -> str | None:
    """Return the text of a line of UTF-8, or None."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _damaged(data: bytes, encoding: str, name: str) -> tuple[str, str, list[Issue]]:
    """Decode text with a few bad bytes, marking them."""
    text = data.decode(encoding, errors="replace")
    n = max(text.count("\ufffd"), 1)
    note = f"{plural(n, 'character')} of {name!r} are not valid {encoding} and were replaced by U+FFFD"
    return text, encoding, [issue(Stage.READ, Code.ENCODING_DAMAGED, note)]


def _unmarked_utf16(data: bytes) -> str | None:
    """Recognise UTF-16 of mostly Latin text by where its zero bytes are."""
    sample = data[: _SAMPLE_BYTES & ~1]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Return whether valid multi-byte sequences far outnumber the bad bytes, or hold most bytes that are not ASCII."""
    sample = data[:_SAMPLE_BYTES]
    n_high = len(sample) - len(sample.translate(None, _HIGH_BYTES))
    if sum(map(len, _MULTI_BYTE.findall(sample))) >= MOSTLY_VALID * n_high > 0:
        return True
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for c in text[:2_000_000] if c > "\x7f") - bad
    return good > 20 * bad


def _narrow(data: bytes, name: str, first_bad: int) -> tuple[str, str, list[Issue]]:
    """Guess among the encodings that survey tools write."""
    start = max(0, first_bad - _SAMPLE_BYTES // 2)
    encoding = _likely(data[start : start + _SAMPLE_BYTES])
    note = f"{name!r} is not UTF-8; it was read as {encoding}, a guess. Another one: --encoding NAME"
    notes = [issue(Stage.READ, Code.ENCODING_GUESSED, note)]
    try:
        return data.decode(encoding), encoding, notes
    except UnicodeDecodeError:
        text, encoding, damage = _damaged(data, encoding, name)
        return text, encoding, notes + damage


def _likely(sample: bytes) -> str:
    """Return the encoding of a sample: a Latin page that reads well, else what statistics say, of Latin pages the best."""
    latin, share = best_latin(sample)
    if share >= READS_WELL:
        return latin
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES, enable_fallback=False).best()
    if best is None:
        return latin if share >= 0.5 else "latin-1"  # which loses no byte of what is text in none of them
    return latin if best.encoding in PAGES else best.encoding


def _refuse_binary(text: str, name: str) -> None:
    """Raise when too many control characters show that this is not text."""
    sample = text[:100_000]
    control = len(_CONTROL.findall(sample)) + sample.count("\x00") / 4
    if control > 0.02 * len(sample) + 2:
        raise UnreadableFileError(f"{name!r} is a binary file, not text.\nExpected CSV, TSV, XLSX, JSONL or Parquet.")
