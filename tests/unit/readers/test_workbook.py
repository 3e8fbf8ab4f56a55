"""Workbooks: far cells, merged cells, errors, which sheet; and files of other programs."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from cxtext.errors import UnreadableFileError
from cxtext.readers import read_responses
from cxtext.readers.files import check_archive, read_table, read_workbook
from cxtext.settings import InputConfig

Sheets = dict[str, list[list[object]]]
HEADER: list[object] = ["id", "comment", "nps"]
ROWS: list[list[object]] = [[float(i), f"the search is slow today {i}", float(i % 11)] for i in range(1, 13)]


def make(sheets: Sheets, change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    """Write a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edit(data: bytes, member: str, change: Callable[[str], str], *, name: str | None = None) -> bytes:
    """Return an archive with one member changed, and moved when it gets another name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            content = old.read(one)
            if one == member:
                new.writestr(name or one, change(content.decode()))
            else:
                new.writestr(one, content.replace(member.encode(), (name or member).encode()))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FAR = {
    "plain": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "a line break for a blank": '<row><c\nr="XFD1048576"><v>1</v></c></row>',
    "single quotes": "<row><c r='XFD1048576'><v>1</v></c></row>",
    "a long attribute before": f'<row><c x="{"a" * 5000}" r="XFD1048576"><v>1</v></c></row>',
    "a character reference": '<row><c r="XFD10485&#55;6"><v>1</v></c></row>',
    "only the row says it": '<row r="99999999"><c><v>1</v></c></row>',
    "lower case": '<row><c r="xfd1048576"><v>1</v></c></row>',
    "a row without cells before": '<row r="900000"/><row r="900001"><c r="ZZ900001"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", FAR)
def test_a_far_cell_is_seen_however_it_is_written(name: str):
    data = edit(make({"Data": [HEADER, *ROWS]}), SHEET, lambda xml: xml.replace("</sheetData>", f"{FAR[name]}</sheetData>"))
    with pytest.raises(UnreadableFileError, match=r"for safety.*columns"):
        read_workbook(data, "in.xlsx", None)


def test_a_far_cell_is_seen_with_prefixes_and_in_a_sheet_of_any_name():
    def prefix(xml: str) -> str:
        xml = xml.replace("</sheetData>", f"{FAR['plain']}</sheetData>").replace("xmlns=", "xmlns:x=")
        for tag in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
            for end in (" ", ">", "/>"):
                xml = xml.replace(f"<{tag}{end}", f"<x:{tag}{end}").replace(f"</{tag}>", f"</x:{tag}>")
        return xml

    data = make({"Data": [HEADER, *ROWS]})
    with pytest.raises(UnreadableFileError, match="for safety"):
        check_archive(edit(data, SHEET, prefix), "in.xlsx")
    with pytest.raises(UnreadableFileError, match="for safety"):
        check_archive(edit(data, SHEET, prefix, name="xl/other/tab.dat"), "in.xlsx")


def put_far(xml: str) -> str:
    """Add a far cell to a sheet."""
    return xml.replace("</sheetData>", f"{FAR['plain']}</sheetData>")


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: "\\n \\n" + put_far(xml),
        lambda xml: put_far(xml).replace("worksheet", "table"),
        lambda xml: put_far(xml).replace("<sheetData>", "<!-- <c --><sheetData>"),
        lambda xml: put_far(xml).replace("<sheetData>", "<sheetData><row/></a>"),
    ],
)
def test_a_far_cell_is_never_handed_on(change: Callable[[str], str]):
    with pytest.raises(UnreadableFileError):
        read_workbook(edit(make({"Data": [HEADER, *ROWS]}), SHEET, change), "in.xlsx", None)


def test_an_encoding_that_there_is_not_is_no_crash():
    def change(xml: str) -> str:
        return (
            '<?xml version="1.0" encoding="nluF-8"?>' + xml.partition("?>")[2]
            if xml.startswith("<?xml")
            else ('<?xml version="1.0" encoding="nluF-8"?>' + xml)
        )

    data = make({"Data": [HEADER, *ROWS]})
    check_archive(edit(data, "xl/styles.xml", change), "in.xlsx")
    with pytest.raises(UnreadableFileError):
        read_workbook(edit(data, SHEET, change), "in.xlsx", None)


def test_a_document_type_in_a_sheet_is_refused():
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><worksheet>'
    data = edit(make({"Data": [HEADER, *ROWS]}), SHEET, lambda xml: xml.replace("<worksheet", f"{entities}<worksheet", 1))
    with pytest.raises(UnreadableFileError):
        read_workbook(data, "in.xlsx", None)


def test_a_far_cell_of_a_binary_workbook_is_seen():
    row = bytes([0, 4]) + (1_048_575).to_bytes(4, "little")
    cell = bytes([5, 16]) + (16_383).to_bytes(4, "little") + bytes(12)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
        archive.writestr("xl/worksheets/sheet1.bin", row + cell)
    with pytest.raises(UnreadableFileError, match="1,048,576 rows and 16,384 columns"):
        check_archive(out.getvalue(), "in.xlsb")


def test_the_command_refuses_a_far_cell_with_a_document(tmp_path: Path):
    path = tmp_path / "in.xlsx"
    path.write_bytes(edit(make({"D": [HEADER, *ROWS]}), SHEET, put_far))
    done = subprocess.run(
        [sys.executable, "-m", "cxtext", "inspect", str(path), "--json"], capture_output=True, env=os.environ, check=False
    )
    assert done.returncode == 3, done.stderr
    assert json.loads(done.stdout)["ok"] is False


@pytest.mark.parametrize(
    "far", ['<row r="1048576"><c r="XFD1048576" s="1"/></row>', '<row r="1048576" ht="15" customHeight="1"/>']
)
def test_a_far_cell_without_a_value_is_none(far: str):
    data = make({"Data": [HEADER, *ROWS]})
    assert read_workbook(edit(data, SHEET, lambda xml: xml.replace("</sheetData>", f"{far}</sheetData>")), "in.xlsx", None) == (
        read_workbook(data, "in.xlsx", None)
    )


def test_a_wide_sheet_with_blanks_is_read():
    rows = [[*HEADER, *[f"q{i}" for i in range(60)]], *([*row, *[None] * 59, "x"] for row in ROWS)]
    assert len(read_workbook(make({"Data": rows}), "in.xlsx", None)[0]) == len(rows)


def test_a_merged_cell_holds_for_every_row():
    rows = [[*HEADER, "region"], *([*row, "North" if i == 0 else "South" if i == 6 else None] for i, row in enumerate(ROWS))]

    def merge(book: openpyxl.Workbook) -> None:
        book.worksheets[0].merge_cells("D2:D7")
        book.worksheets[0].merge_cells("D8:D13")

    records, notes = read_workbook(make({"Data": rows}, merge), "in.xlsx", None)
    assert [record[3] for record in records] == ["region", *["North"] * 6, *["South"] * 6]
    (note,) = notes
    assert note.code == "merged-cells" and "10 cells" in note.message


def test_error_cells_are_listed(tmp_path: Path):
    rows = [list(row) for row in ROWS]
    rows[1][2], rows[3][1], rows[4][2] = "#N/A", "#NAME?", "#DIV/0!"
    path = tmp_path / "in.xlsx"
    path.write_bytes(make({"Data": [HEADER, *rows]}))
    table = read_table(path, InputConfig())
    listed = {(issue.row, issue.column): issue.message for issue in table.issues if issue.code == "cell-error"}
    assert list(listed) == [(2, "nps"), (4, "comment"), (5, "nps")]
    assert "#N/A" in listed[2, "nps"] and "#NAME?" in listed[4, "comment"] and "#DIV/0!" in listed[5, "nps"]
    assert (table.rows[1][2], table.rows[3][1]) == ("", "")


NUMBERS: list[list[object]] = [["a", "b"], *([float(i), float(i)] for i in range(300))]
SECRET: list[list[object]] = [HEADER, *([float(i), f"a hidden complaint of ours {i}", 3.0] for i in range(100))]


@pytest.mark.parametrize(
    ("sheets", "hidden", "best"),
    [
        ({"Data": [HEADER, *ROWS], "Secret": SECRET}, "Secret", "Data"),
        ({"Secret": SECRET, "Data": [HEADER, *ROWS]}, "Secret", "Data"),
        ({"Data": [HEADER, *ROWS], "Sums": NUMBERS}, "", "Data"),
        ({"Sums": NUMBERS, "Data": [HEADER, *ROWS]}, "", "Data"),
        ({"About": [["This export holds all answers."], ["Ask us about it at any time."]], "Data": [HEADER, *ROWS]}, "", "Data"),
        ({"Wave 1": [HEADER, *ROWS], "Wave 2": SECRET}, "", "Wave 1"),
        ({"A": [["a"]], "B": [["a", "b"], [1.0, 2.0]]}, "", "B"),
    ],
)
def test_the_first_visible_sheet_that_fits_is_read(sheets: Sheets, hidden: str, best: str):
    def hide(book: openpyxl.Workbook) -> None:
        if hidden:
            book[hidden].sheet_state = "hidden"

    records, notes = read_workbook(make(sheets, hide), "in.xlsx", None)
    assert records == read_workbook(make(sheets), "in.xlsx", best)[0]
    (note,) = notes
    assert note.code == "sheet-chosen" and f"{best!r} was read" in note.message and "--sheet NAME" in note.message
    assert all(repr(title) in note.message for title in sheets)


def test_the_sheet_that_has_the_named_column_is_read(tmp_path: Path):
    path = tmp_path / "in.xlsx"
    path.write_bytes(make({"Old": [HEADER, *ROWS], "New": [["key", "remark"], *([row[0], row[1]] for row in ROWS)]}))
    assert list(read_responses(path, config=InputConfig(text_columns=("remark",))).columns["column"]) == ["key", "remark"]


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "", "content.xml": ""},
            "XLSX or CSV",
        ),
        ({"word/document.xml": ""}, "a Word document"),
        ({"photo.png": ""}, "ZIP archive without a table"),
    ],
)
def test_archives_of_other_programs_are_named(tmp_path: Path, members: dict[str, str], words: str):
    path = tmp_path / "in.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFileError, match=words):
        read_responses(path)


def test_an_encrypted_workbook_is_named(tmp_path: Path):
    path = tmp_path / "in.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(200))
    with pytest.raises(UnreadableFileError, match="protected by a password"):
        read_responses(path)
