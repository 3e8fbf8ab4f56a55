"""Opening files: what is refused, with which words."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fixtures.answers import valid_answers

from cxtext.errors import ConfigError, InputError, SchemaError, UnreadableFileError
from cxtext.readers import read_responses
from cxtext.readers.files import archive as archive_module
from cxtext.readers.files import check_archive, decode, read_table, read_tables, read_workbook, to_text
from cxtext.readers.files import source as source_module
from cxtext.settings import InputConfig


def refuse(path: Path | str) -> str:
    """Return the message of the refusal."""
    with pytest.raises(UnreadableFileError) as caught:
        read_responses(path)
    return str(caught.value)


def test_a_missing_file_names_the_nearest_one(tmp_path: Path):
    (tmp_path / "survey_2024.csv").write_text("id,comment\n1,fine\n")
    assert "Did you mean 'survey_2024.csv'?" in refuse(tmp_path / "survey_2042.csv")
    assert "does not exist" in refuse(tmp_path / "nowhere" / "survey.csv")


@pytest.mark.parametrize("name", ["stars.csv", "results.csv", ".survey.csv", "server.csv.gz"])
def test_a_missing_file_suggests_no_name_that_is_not_alike(tmp_path: Path, name: str):
    (tmp_path / name).write_text("id,comment\n1,fine\n")
    assert "holds no file of a similar name" in refuse(tmp_path / "survey.csv")


def test_a_missing_file_suggests_another_ending(tmp_path: Path):
    (tmp_path / "survey.xlsx").write_text("")
    assert "Did you mean 'survey.xlsx'?" in refuse(tmp_path / "survey.csv")


def test_a_folder_names_the_next_step(tmp_path: Path):
    assert "is a folder" in refuse(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\r\n \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"id,comment\r\n", "no record below"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(99)), "PNG image"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"MZ\x90\x00\x03\x00\x00", "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "old Office file"),
        (bytes(range(256)) * 20, "binary"),
        (b"<!DOCTYPE html><html><body>Log in", "web page"),
        (b"PAR1 broken PAR1", "Parquet"),
        (b"PK\x03\x04 broken", "damaged archive"),
        (gzip.compress(b"id,comment\n1,fine\n" * 99, mtime=0)[:-20], "ends too early"),
        (b"\x1f\x8b\x08 not gzip", "damaged gzip"),
        (b"[1, 2, 3]", "no JSON records"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, content: bytes, words: str):
    path = tmp_path / ("in.json" if content.startswith(b"[") else "in.csv")
    path.write_bytes(content)
    assert words in refuse(path)


def test_a_database_and_an_archive_are_named(tmp_path: Path):
    base = sqlite3.connect(tmp_path / "a.csv")
    base.execute("create table t(x)")
    base.commit()
    base.close()
    assert "SQLite" in refuse(tmp_path / "a.csv")
    with zipfile.ZipFile(tmp_path / "b.csv", "w") as archive:
        archive.writestr("inner.png", "a,b")
    assert "ZIP archive without a table" in refuse(tmp_path / "b.csv")


def test_a_name_that_promises_gzip_is_held_to_it(tmp_path: Path):
    (tmp_path / "survey.csv.gz").write_bytes(b"id,comment\n1,The login page never loads\n")
    assert "is not a gzip file" in refuse(tmp_path / "survey.csv.gz")


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_module, "MAX_INFLATED_BYTES", 100_000)
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"id,comment\n" * 20_000))
    assert "for safety" in refuse(tmp_path / "bomb.csv.gz")


def make_workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """Write a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_archive(members: dict[str, bytes]) -> bytes:
    """Write a compressed archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_the_largest_sheet_is_read_and_the_others_are_named():
    data = make_workbook({"About": [["our survey"]], "Data": [["id", "comment"], [7.0, "fine"], [None, None], [8.5, True]]})
    records, notes = read_workbook(data, "in.xlsx", None)
    assert records == [["id", "comment"], ["7", "fine"], [], ["8.5", "true"]]
    assert [n.code for n in notes] == ["sheet-chosen"]
    assert "'About'" in str(notes[0].message)
    assert read_workbook(data, "in.xlsx", "About")[0] == [["our survey"]]


def test_an_unknown_sheet_is_named():
    with pytest.raises(SchemaError, match="Did you mean 'Data'"):
        read_workbook(make_workbook({"Data": [["a"]]}), "in.xlsx", "Dat")


def test_a_setting_that_does_not_apply_to_a_file_is_told(tmp_path: Path):
    (tmp_path / "in.csv").write_text("id,comment\n1,fine\n2,slow\n", "utf-8")
    (tmp_path / "in.xlsx").write_bytes(make_workbook({"Data": [["id", "comment"], [7.0, "fine"], [8.0, "slow"]]}))
    given = InputConfig(sheet="Data", encoding="utf-8", delimiter=",")
    sources = {"in.csv": ["sheet"], "in.xlsx": ["encoding", "delimiter"], "frame": ["encoding", "delimiter", "sheet"]}
    for name, unused in sources.items():
        source = pd.DataFrame({"comment": ["fine"]}) if name == "frame" else tmp_path / name
        told = [i for i in read_table(source, given).issues if i.code == "setting-unused"]
        assert [str(i.message).split()[1] for i in told] == unused
        assert all(i.level == "warning" and "does not apply" in str(i.message) for i in told)


def test_a_setting_that_one_of_the_files_uses_is_not_told(tmp_path: Path):
    (tmp_path / "in.csv").write_text("id,comment\n1,fine\n2,slow\n", "utf-8")
    (tmp_path / "in.xlsx").write_bytes(make_workbook({"Data": [["id", "comment"], [7.0, "fine"], [8.0, "slow"]]}))
    frame = pd.DataFrame({"id": ["1"], "comment": ["fine"]})
    given = InputConfig(sheet="Data", encoding="utf-8", delimiter=",")
    for sources, unused in (
        ([tmp_path / "in.csv", tmp_path / "in.xlsx"], []),
        ([frame, tmp_path / "in.csv"], ["sheet", "sheet"]),
    ):
        told = [i for i in read_tables(sources, given).issues if i.code == "setting-unused"]
        assert [str(i.message).split()[1] for i in told] == unused


def test_archive_bombs_are_refused(monkeypatch: pytest.MonkeyPatch):
    ratio = make_archive({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"0" * 20_000_000})
    with pytest.raises(UnreadableFileError, match="times its size"):
        check_archive(ratio, "in.xlsx")
    many = make_archive({f"xl/workbook{i}": b"" for i in range(2_001)})
    with pytest.raises(UnreadableFileError, match=r"2,001 files"):
        check_archive(many, "in.xlsx")
    cells = b'<sheetData><c r="A1"/><c s="1" r="XFD1048576"><v>1</v></c></sheetData>'
    far = make_archive({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": b"<worksheet>" + cells + b"</worksheet>"})
    with pytest.raises(UnreadableFileError, match="1,048,576 rows"):
        check_archive(far, "in.xlsx")
    monkeypatch.setattr(archive_module, "MAX_TOTAL_BYTES", 1_000)
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        check_archive(make_archive({"xl/workbook.xml": b"x" * 2_000}), "in.xlsx")


def test_sizes_that_lie_are_found_by_unpacking(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive_module, "MAX_TOTAL_BYTES", 5_000)
    data = make_archive({"xl/workbook.xml": b"x" * 9_000})
    small = data.replace((9_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert small != data
    with pytest.raises(UnreadableFileError, match="unpacks to more"):
        check_archive(small, "in.xlsx")


def test_a_known_encoding_is_used_and_a_wrong_one_is_named():
    assert decode("größer".encode("cp1252"), "x", "cp1252")[0] == "größer"
    with pytest.raises(UnreadableFileError, match="not text in ascii at byte 2"):
        decode("größer".encode(), "x", "ascii")
    for unknown in ("utf-9", "base64", "nul\x00", "idna", "punycode", "unicode_escape", "undefined"):
        with pytest.raises(ConfigError, match="unknown encoding"):
            decode(b"x", "x", unknown)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32"), ("utf-16-le", "utf-16-le"),
     ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252"), ("shift_jis", "cp932"), ("cp1251", "cp1251")],
)  # fmt: skip
def test_encodings_are_found(encoding: str, found: str):
    texts = {
        "shift_jis": "アプリがとても遅くて困っています。検索が使いやすくて便利です。請求書のページが分かりにくい",
        "cp1251": "Приложение работает очень медленно, и поиск ничего не находит. Поддержка отвечает долго.",
    }
    text = texts.get(encoding, "Die App stürzt ständig ab, größere Schrift wäre schön; “fine” otherwise\n" * 3)
    decoded, used, notes = decode(text.encode(encoding), "x", None)
    assert (decoded, used) == (text, found)
    guessed = encoding in ("utf-16-le", "utf-16-be", "cp1252", "shift_jis", "cp1251")
    assert [n.code for n in notes] == ["encoding-guessed"] * guessed


def test_a_few_bad_bytes_do_not_change_the_encoding():
    data = ("Größe und Übersicht fehlen mir sehr häufig\n" * 20).encode() + b"\xff\xfe\n"
    text, used, notes = decode(data, "x", None)
    assert (used, text.count("\ufffd")) == ("utf-8", 2)
    assert [n.code for n in notes] == ["encoding-damaged"]


def test_text_that_was_decoded_twice_is_put_right_and_told(tmp_path: Path):
    (tmp_path / "in.csv").write_text("id,cafÃ©\n1,It donâ€™t work 😀\n2,größer © 5 £\n", "utf-8")
    table = read_table(tmp_path / "in.csv", InputConfig())
    assert (table.columns, [row[1] for row in table.rows]) == (["id", "café"], ["It don’t work 😀", "größer © 5 £"])
    (note,) = [one for one in table.issues if one.code == "mojibake"]
    assert "2 places in 2 cells" in note.message


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
def test_text_read_in_a_wrong_code_page_is_put_right(tmp_path: Path, wrong: str):
    texts = ["Größe für Gäste", "naïve café – 5 €", "größer, à côté"]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps({"comment": t.encode().decode(wrong)}) for t in texts), "utf-8")
    assert [row[0] for row in read_table(tmp_path / "in.jsonl", InputConfig()).rows] == texts


def test_cells_of_a_data_frame_become_text_without_loss():
    cells = {
        "7": 7,
        "8": 8.0,
        "7.5": 7.5,
        "true": True,
        "NA": "NA",
        "": pd.NA,
        "2024-01-01 10:00:00": pd.Timestamp("2024-01-01 10:00"),
        "2024-01-02": date(2024, 1, 2),
        "[1 2]": np.array([1, 2]),
        "7.50": Decimal("7.50"),
        "a\ufffd": "a\ud800",
        "x": b"x",
    }
    assert [to_text(value) for value in cells.values()] == list(cells)
    assert {to_text(value) for value in (None, float("nan"), pd.NaT, 10**5000)} == {""}
    assert to_text(float("-inf")) == "-inf"  # not missing: it is named where it is no valid answer
    frame = pd.DataFrame({("t", "text"): ["slow app today", None], ("n", "n"): pd.array([3, None], dtype="Int64")})
    result = read_responses(frame)
    assert list(result.columns["column"]) == ["t text", "n n"]
    assert list(result.responses["text"]) == ["slow app today", ""]


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []})])
def test_a_data_frame_without_rows_is_refused(frame: pd.DataFrame):
    with pytest.raises(UnreadableFileError, match="no rows"):
        read_responses(frame)


def test_several_sources_are_put_below_each_other(tmp_path: Path):
    (tmp_path / "jan.csv").write_text("id,comment,plan\n1,the search is slow,pro\n2,I like it a lot,free\n")
    (tmp_path / "feb.csv").write_text("comment,id,nps\nthe price went up again,3,4\n\nmy login fails,4,2\n")
    result = read_responses([tmp_path / "jan.csv", tmp_path / "feb.csv"])
    assert list(result.responses["response_id"]) == ["1", "2", "3", "4"]
    assert list(result.responses["row"]) == [1, 2, 3, 5]
    assert list(valid_answers(result, "nps"))[2:] == [4.0, 2.0]
    assert result.receipt.n_read == 5
    found = {i.code: i for i in result.issues}
    assert found["blank-row"].row == 4
    assert "feb.csv" in str(found["blank-row"].message)
    assert {"source", "missing-column"} <= set(found)


def test_sources_without_common_columns_are_refused(tmp_path: Path):
    (tmp_path / "a.csv").write_text("id,comment\n1,the search is slow\n")
    (tmp_path / "b.csv").write_text("key,amount\n1,2\n")
    with pytest.raises(SchemaError, match="share 0 columns"):
        read_responses([tmp_path / "a.csv", tmp_path / "b.csv"])
    with pytest.raises(InputError, match="no input"):
        read_responses([])
    with pytest.raises(InputError, match="cannot read a int"):
        read_responses([3], config=InputConfig())  # type: ignore[list-item]
