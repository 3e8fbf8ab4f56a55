"""Text that was decoded twice: UTF-8 read as a Windows code page, such as ``cafÃ©``, back to what it was."""

from __future__ import annotations

import re
from dataclasses import replace

from cxtext.readers.cells import RawTable, unique_names
from cxtext.schema import Code, Level, Stage, issue
from cxtext.wording import plural

#: The bytes that characters stand for in cp1252, and control characters for in Latin-1 or where cp1252 leaves a byte open.
_BYTES = {chr(byte): byte for byte in range(0x80, 0xA0)} | {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0x100) if chr(byte) not in "\x81\x8d\x8f\x90\x9d"
}
_FOLLOW = "[" + re.escape("".join(char for char, byte in _BYTES.items() if 0x80 <= byte < 0xC0)) + "]"
#: A letter, sign or emoji of two to four bytes; the first byte is one that no language writes before such signs.
_SEQUENCE = re.compile(rf"[ÂÃÄÅÎÏÐÑ]{_FOLLOW}|[âãìíëê]{_FOLLOW}{{2}}|ï[¼½»]{_FOLLOW}|ð{_FOLLOW}{{3}}")
_SURE = re.compile(r"[ÂÃâðÅÄ][\x80-\x9f]|â[€‚„†ˆ]\S|Ã[\xa0©¨¼¶¤±³¡\xadª«§¢´»¯Ÿ–œ€‡‰]|Â[\xa0£°»«©®]|ðŸ|Å[‚›¼º]")
_ROUNDS = 3


def repair_mojibake(text: str) -> tuple[str, int]:
    """Return the text as it was before it was decoded twice, and in how many places it changed.

    A line is turned back whole where that gives valid UTF-8; else only the sequences that mean one character.

    >>> repair_mojibake("CafÃ© donâ€™t work"), repair_mojibake("Café, 5 £")
    (('Café don’t work', 2), ('Café, 5 £', 0))
    """
    n_places = 0
    for _ in range(_ROUNDS):
        if text.isascii() or not _SURE.search(text):
            break
        lines = [_repair_line(line) if not line.isascii() else (line, 0) for line in text.split("\n")]
        n = sum(count for _, count in lines)
        if not n:
            break
        n_places = max(n_places, n)
        text = "\n".join(line for line, _ in lines)
    return text, n_places


def _repair_line(line: str) -> tuple[str, int]:
    """Turn back one line, and count the characters that come out."""
    whole = _turn_back(line)
    if whole is not None:
        return whole, sum(char > "\x7f" for char in whole)
    n = 0

    def turn(match: re.Match[str]) -> str:
        nonlocal n
        one = _turn_back(match.group())
        n += one is not None
        return match.group() if one is None else one

    return _SEQUENCE.sub(turn, line), n


def _turn_back(text: str) -> str | None:
    """Write text in the code page and read it as UTF-8; None where that is not possible, or gives control characters."""
    data = bytearray()
    for char in text:
        byte = ord(char) if char < "\x80" else _BYTES.get(char)
        if byte is None:
            return None
        data.append(byte)
    try:
        before = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if any("\x7f" < char < "\xa0" for char in before) else before


def repair_table(table: RawTable) -> None:
    """Turn back every name and cell of a table that was decoded twice, in place, with one note of how many."""
    n_places = n_cells = 0
    names = list(table.columns)
    for row in [names, *table.rows]:
        for i, cell in enumerate(row):
            if not cell.isascii() and _SURE.search(cell):
                row[i], n = repair_mojibake(cell)
                n_places, n_cells = n_places + n, n_cells + (n > 0)
    if not n_places:
        return
    after = dict(zip(table.columns, unique_names(names), strict=True))
    table.columns = list(after.values())
    table.labels = {after[name]: repair_mojibake(label)[0] for name, label in table.labels.items()}
    table.hints = {after[name]: hint for name, hint in table.hints.items()}
    table.issues = [replace(one, column=after.get(one.column or "", one.column)) for one in table.issues]
    where = f"{plural(n_places, 'place')} in {plural(n_cells, 'cell')} of {table.source!r}"
    note = f"{where} had been decoded twice (mojibake such as 'â€™') and were put right"
    table.issues.append(issue(Stage.READ, Code.MOJIBAKE, note, level=Level.INFO))
