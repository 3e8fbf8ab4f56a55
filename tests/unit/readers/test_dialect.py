"""Delimited text: dialect, records, header, ragged rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cxtext.errors import ConfigError, UnreadableFileError
from cxtext.readers.cells import RawTable
from cxtext.readers.files import Dialect, build_table, parse, parse_delimiter, read_table, sniff, take_declared
from cxtext.settings import InputConfig

BROKEN = """id,score,comment,date
1,9,He said "hi, there" and left,2024-01-01
2,3,"She said "never, ever" again, and left",2024-01-02
3,4,too slow, too buggy, too dear,2024-01-03
4,5,"open quote never closed,2024-01-04
5,6,fine,2024-01-05
6,7
7,8,"two
lines",2024-01-07
8,8,ok,2024-01-08,extra,cells

9,9,fine thanks a lot,2024-01-09
"""


def read(text: str, tmp_path: Path, name: str = "in.csv", **options: object) -> RawTable:
    """Read a text as a file."""
    path = tmp_path / name
    path.write_bytes(text.encode())
    return read_table(path, InputConfig.model_validate(options))


def codes(table: RawTable) -> list[str]:
    """Return the codes of a table's issues."""
    return [str(issue.code) for issue in table.issues]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id,why\n1,slow\n2,good; fast\n", ","),
        ("id;why\n1;slow, buggy, dear\n2;good, fast\n", ";"),
        ("id\twhy\n1\tslow, buggy\n2\tgood, fast\n", "\t"),
        ("id|why|n\n1|slow, buggy|3\n2|good, fast|4\n", "|"),
        ("comment\nslow, buggy, and dear\ngood, fast\nwell, I never\nfine\n", ""),
        ("comment\nfine\nslow\n", ""),
        (BROKEN, ","),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str):
    assert sniff(text).delimiter == delimiter


@pytest.mark.parametrize("text", ["slow", "slow, very slow", "It crashes, often, and I, for one, hate it"])
def test_known_names_outweigh_ragged_rows(tmp_path: Path, text: str):
    rows = [f"{i},{text},{i % 11}{',x' * (i % 4 if i % 5 else 0)}" for i in range(60)]
    table = read("\n".join(["id,comment,nps", *rows]) + "\n", tmp_path)
    assert table.columns[:3] == ["id", "comment", "nps"]
    assert len(table.rows) == 60 and [row[0] for row in table.rows] == [str(i) for i in range(60)]


def test_a_sentence_with_a_comma_is_no_header():
    assert sniff("Slow, very slow\nThe app crashes, often\nfine\nI like it, mostly, so far\nToo dear\n").delimiter == ""


def test_a_single_quote_and_a_blank_after_the_delimiter_are_found():
    assert sniff("id,why\n1,'slow, buggy'\n2,'good, fast'\n3,'a, b'\n").quote == "'"
    spaced = sniff('id, why\n1, "slow, buggy"\n2, "good, fast"\n')
    assert spaced.skip_space
    assert parse('1, "slow, buggy"\n', spaced)[0] == [["1", "slow, buggy"]]


def test_a_given_delimiter_is_used(tmp_path: Path):
    assert read("a,b;c\n1,2;3\n", tmp_path, delimiter=";").columns == ["a,b", "c"]
    assert read("a,b;c\n1,2;3\n", tmp_path, delimiter=",").columns == ["a", "b;c"]
    for bad in ("", ",,", '"', "\n"):
        with pytest.raises(ConfigError, match="not one character"):
            parse_delimiter(bad)


def test_a_given_delimiter_that_the_file_does_not_have_is_refused(tmp_path: Path):
    commas = "id,nps,comment\n1,9,fine\n2,3,slow; and dear\n3,4,too slow\n"
    for given in (";", "tab", "|"):
        with pytest.raises(UnreadableFileError, match=r"(?s)Found: ','.*Leave the delimiter out"):
            read(commas, tmp_path, delimiter=given)
    assert read(commas, tmp_path, delimiter=",").columns == ["id", "nps", "comment"]
    assert read("sep=;\nid,why\n1,slow\n", tmp_path, delimiter=",").columns[-1] == "why"


@pytest.mark.parametrize("given", [";", ",", "tab"])
def test_a_file_of_one_column_has_no_delimiter_to_miss(tmp_path: Path, given: str):
    texts = "comment\nThe app is slow\nIt crashes\nToo dear\n"
    assert [row[0] for row in read(texts, tmp_path, delimiter=given).rows][:2] == ["The app is slow", "It crashes"]
    prose = "comment\nSlow,very slow\nDear,too dear\nfine\n"
    assert read(prose, tmp_path, delimiter="tab").columns == ["comment"]


@pytest.mark.parametrize(
    "text",
    ["comment text\nslow, too slow\nfine, ok\nhi, there\n", "Date: comment\n2024-01-02 10:30 slow\n2024-01-02 11:30 fine\n"],
)
def test_blanks_and_colons_do_not_speak_against_a_given_delimiter(tmp_path: Path, text: str):
    assert read(text, tmp_path, delimiter=";").columns == [text.splitlines()[0]]


def test_excels_declared_delimiter(tmp_path: Path):
    assert take_declared("sep=|\r\na|b") == ("a|b", "|")
    table = read("sep=;\nid;why\n1;slow, buggy\n", tmp_path)
    assert (table.columns, table.rows) == (["id", "why"], [["1", "slow, buggy"]])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_inside_and_outside_quotes(tmp_path: Path, end: str):
    table = read(f'id,why{end}1,"two{end}lines"{end}2,one{end}', tmp_path)
    assert table.rows == [["1", f"two{end}lines"], ["2", "one"]]


def test_backslash_quotes_are_read_and_other_backslashes_stay(tmp_path: Path):
    table = read('id,why\n1,"a \\"quote\\" in C:\\\\temp\\new"\n2,"it\\\'s fine"\n', tmp_path)
    assert table.rows == [["1", 'a "quote" in C:\\\\temp\\new'], ["2", "it\\'s fine"]]
    assert codes(table) == []


def test_a_very_long_cell_is_read(tmp_path: Path):
    long = "slow, " * 500_000
    before = csv.field_size_limit()
    table = read(f'id,why\n1,"{long}"\n2,fine\n', tmp_path)
    assert table.rows == [["1", long], ["2", "fine"]]
    assert csv.field_size_limit() == before


def test_broken_records_are_mended_or_listed(tmp_path: Path):
    table = read(BROKEN, tmp_path)
    assert dict(zip(table.numbers, table.rows, strict=True)) == {
        1: ["1", "9", 'He said "hi, there" and left', "2024-01-01"],
        2: ["2", "3", 'She said "never, ever" again, and left', "2024-01-02"],
        3: ["3", "4", "too slow, too buggy, too dear", "2024-01-03"],
        4: ["4", "5", '"open quote never closed', "2024-01-04"],
        5: ["5", "6", "fine", "2024-01-05"],
        6: ["6", "7", "", ""],
        7: ["7", "8", "two\nlines", "2024-01-07"],
        8: ["8", "8", "ok", "2024-01-08"],
        10: ["9", "9", "fine thanks a lot", "2024-01-09"],
    }
    rows = {(i.code, i.row) for i in table.issues}
    assert {("unquoted-delimiter", 1), ("unquoted-delimiter", 3), ("short-row", 6), ("long-row", 8), ("blank-row", 9)} < rows
    assert codes(table).count("stray-quote") == 2
    assert "extra,cells" in next(str(i.message) for i in table.issues if i.code == "long-row")
    assert (table.n_read, table.n_dropped) == (10, 1)


def test_nul_bytes_survive(tmp_path: Path):
    assert read("id,why\n1,a\x00b and more of the same\n", tmp_path).rows == [["1", "a\x00b and more of the same"]]


def test_swallowed_records_are_told(tmp_path: Path):
    text = 'id,n,why\n1,2,"screen 5\n2,3,fine\n3,4,fine too\n4,5,the 5"\n5,6,good\n'
    table = read(text, tmp_path)
    assert "swallowed-rows" in codes(table)


def test_lines_above_the_header_are_listed():
    table = build_table("x", [["Survey 2024", "", ""], [], ["id", "n", "why"], ["1", "2", "slow"], ["2", "3", "fine"]])
    assert (table.columns, len(table.rows)) == (["id", "n", "why"], 2)
    assert codes(table) == ["preamble"]


def test_a_missing_header_is_told(tmp_path: Path):
    table = read("1,2024-01-01,slow\n2,2024-01-02,fine\n3,2024-01-03,good\n", tmp_path)
    assert table.columns == ["column_1", "column_2", "column_3"]
    assert (table.n_read, codes(table)) == (3, ["no-header"])


def test_a_header_of_years_stays_a_header(tmp_path: Path):
    table = read("name,2023,why\nA,4,slow\nB,5,fine\n", tmp_path)
    assert table.columns == ["name", "2023", "why"]


def test_plain_lines_are_one_column(tmp_path: Path):
    table = read("The search is slow, and it fails\nI like it, mostly\n\nFine, thanks\n", tmp_path, "in.txt")
    assert table.columns == ["text"]
    assert [row[0] for row in table.rows] == ["The search is slow, and it fails", "I like it, mostly", "", "Fine, thanks"]
    assert read("feedback\nslow\nfine\n", tmp_path, "in.txt").columns == ["feedback"]


def test_names_are_made_unique_and_repeated_headers_left_out(tmp_path: Path):
    table = read("why,why,\nslow,fine,a\nwhy,why,\ngood,bad,b\n", tmp_path)
    assert table.columns == ["why", "why~2", "column_3"]
    assert table.rows == [["slow", "fine", "a"], ["good", "bad", "b"]]
    assert sorted(codes(table)) == ["repeated-column", "repeated-header", "unnamed-column"]
    assert (table.n_read, table.n_dropped) == (3, 1)


def test_strict_text_needs_no_repair():
    assert parse('a,"b ""c"" d"\n,""\n', Dialect(","))[1] == []
