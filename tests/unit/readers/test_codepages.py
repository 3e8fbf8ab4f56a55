"""The code page of a text that is not UTF-8: cp1252 unless the letters make sense in another one alone."""

from __future__ import annotations

import csv
import io

import pytest

from cxtext.readers.files import decode

GERMAN = ["Schön, aber „groß“ – Preis 20 €", "Für den Preis völlig überteuert", "Übergabe klappte nicht… schade"]
FRENCH = ["C’est très bien mais trop cher à l’année…", "Trop de publicités « agressives »", "Où est l’œuvre promise ? Déçu"]
SPANISH = ["¿Por qué no puedo cambiar mi contraseña?", "¡Increíble! Los niños están encantados", "Señal débil – 20 €"]
SWEDISH = ["Appen är långsam och kraschar när jag öppnar den", "Priset är för högt", "Frukosten på kaféet var underbar"]
ENGLISH = ["It’s “okay” but costs £20 a month", "Slow—it crashes…", "Naïve design; 27° in the café"]
DANISH = ["Jeg ønsker mulighed for at ændre sprog", "Prisen er for høj på små abonnementer"]
POLISH = ["Aplikacja działa bardzo wolno i często się zawiesza", "Źle, ale „drogo” – 20 €", "Cena wysoka jak na tę jakość"]
CZECH = ["Aplikace je příliš pomalá a často padá", "Nový vzhled je nepřehledný", "Balík přišel pozdě, škoda"]
HUNGARIAN = ["Túl drága ehhez a minőséghez", "Hűvös volt a szobában, a fűtés nem működött"]

ROMANIAN = ["Foarte mulţumit de serviciu", "Preţul este prea mare", "Livrarea a întârziat"]


def write(lines: list[str], n: int) -> str:
    """Write a CSV file of n rows."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["id", "nps", "comment"], *([i, i % 11, lines[i % len(lines)]] for i in range(n))])
    return out.getvalue()


@pytest.mark.parametrize("n", [3, 60, 4_000])
@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        *((lines, "cp1252") for lines in (GERMAN, FRENCH, SPANISH, SWEDISH, ENGLISH, DANISH, GERMAN + FRENCH + SPANISH)),
        *((lines, "cp1250") for lines in (POLISH, CZECH, HUNGARIAN, ROMANIAN)),
        *((lines, "mac_roman") for lines in (GERMAN, FRENCH, SPANISH)),
    ],
)
def test_latin_pages_are_told_apart(lines: list[str], encoding: str, n: int):
    text = write(lines, n)
    decoded, used, notes = decode(text.encode(encoding), "in.csv", None)
    assert (used, decoded) == (encoding, text)
    assert [note.code for note in notes] == ["encoding-guessed"]


@pytest.mark.parametrize("line", ["Slow – “schön” é€", "£400 or ¥9", *GERMAN, *FRENCH, *SPANISH, *SWEDISH, *ENGLISH, *DANISH])
def test_one_line_is_read_as_what_most_exports_are(line: str):
    decoded, used, _ = decode(f"comment\n{line}\n".encode("cp1252"), "in.csv", None)
    assert (used, decoded) == ("cp1252", f"comment\n{line}\n")


@pytest.mark.parametrize("stray", [b"\x81", b"\x8d", b"\x9d"])
def test_one_byte_that_is_no_character_does_not_change_the_page(stray: bytes):
    text = write(FRENCH, 60)
    decoded, used, notes = decode(text.encode("cp1252") + b"60,9," + stray + b"\r\n", "in.csv", None)
    assert (used, decoded) == ("cp1252", text + "60,9,\ufffd\r\n")
    assert [note.code for note in notes] == ["encoding-guessed", "encoding-damaged"]


def test_a_page_that_changes_nothing_is_told_by_its_usual_name():
    """The same bytes are the same letters in cp1250: nothing speaks for Central Europe."""
    data = b"comment\nthe caf\x92\xa9 \xce was shut, \x8a\n"
    decoded, used, _ = decode(data, "in.csv", None)
    assert (used, decoded) == ("cp1252", data.decode("cp1252")) and decoded == data.decode("cp1250")


@pytest.mark.parametrize("cut", ["in the middle", "at the end"])
def test_little_utf8_with_a_broken_letter_is_no_code_page(cut: str):
    data = 'comment\n"Schön, aber größer wäre “besser”"\n'.encode()
    broken = data.replace("ä".encode(), b"\xc3") if cut == "in the middle" else data.removesuffix(b'"\n')[:-1]
    decoded, used, notes = decode(broken, "in.csv", None)
    assert used == "utf-8"
    assert decoded.startswith('comment\n"Schön, aber größer w') and decoded.count("\ufffd") == 1
    assert [one.code for one in notes] == ["encoding-damaged"]


@pytest.mark.parametrize("encoding", ["euc_kr", "gb18030", "big5", "cp932"])
def test_two_bytes_per_letter_are_no_damaged_utf8(encoding: str):
    text = {
        "euc_kr": "검색이 너무 느리고 자주 멈춥니다",
        "gb18030": "搜索太慢而且经常崩溃",
        "big5": "搜尋太慢而且經常當機",
        "cp932": "検索がとても遅いです",
    }
    data = f"comment\n{text[encoding]}\n".encode(encoding)
    assert decode(data * 3, "in.csv", None)[1] != "utf-8"
