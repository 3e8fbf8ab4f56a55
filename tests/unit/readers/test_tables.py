"""Parquet, Arrow and JSON: names twice, values out of range, millions of rows; several files at once."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxtext.errors import InputError, UnreadableFileError
from cxtext.readers import inspect_source, read_responses
from cxtext.readers.files import parquet as parquet_module
from cxtext.readers.files import read_table, read_tables
from cxtext.settings import InputConfig

TEXTS = [f"the search is slow today {i}" for i in range(6)]


def codes(issues: list[object]) -> list[str]:
    """Return the codes of issues."""
    return [str(issue.code) for issue in issues]  # type: ignore[attr-defined]


def test_two_columns_of_one_name_are_both_read(tmp_path: Path):
    table = pa.Table.from_arrays([pa.array(range(6)), pa.array(TEXTS), pa.array(TEXTS[::-1])], names=["id", "text", "text"])
    pq.write_table(table, tmp_path / "in.parquet")
    read = read_table(tmp_path / "in.parquet", InputConfig())
    assert read.columns == ["id", "text", "text~2"]
    assert [row[2] for row in read.rows] == TEXTS[::-1]
    assert codes(read.issues) == ["repeated-column"]  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_a_date_out_of_range_is_listed_and_the_rest_is_read(tmp_path: Path, unit: str):
    moments = [1_700_000_000_000, 9 * 10**14, None, 1_700_000_000_001, -(9 * 10**14), 0]
    factor = {"s": 0.001, "ms": 1, "us": 1000}[unit]
    dates = pa.array([None if m is None else int(m * factor) for m in moments], pa.timestamp(unit))
    pq.write_table(pa.table({"text": TEXTS, "date": dates}), tmp_path / "in.parquet")
    read = read_table(tmp_path / "in.parquet", InputConfig())
    assert [bool(row[1]) for row in read.rows] == [True, False, False, True, False, True]
    assert [(issue.row, issue.column) for issue in read.issues if issue.code == "unreadable-cell"] == [(2, "date"), (5, "date")]


def test_only_the_rows_of_the_limit_are_unpacked(tmp_path: Path):
    n = 3_000_000
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 10, pa.int32()).take(pa.array([0] * n)), pa.array([TEXTS[0]]))
    pq.write_table(pa.table({"text": column, "nps": pa.array([3], pa.int8()).take(pa.array([0] * n))}), tmp_path / "in.parquet")
    shown = inspect_source(tmp_path / "in.parquet")
    assert len(shown.responses) == 50_000
    assert [i.message for i in shown.issues if i.code == "limit"] == [
        "the first 50,000 of 3,000,000 records are used, as asked; the rest was not read"
    ]


def test_more_cells_than_fit_are_refused_with_a_way_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet_module, "MAX_CELLS", 11)
    pq.write_table(pa.table({"text": TEXTS, "n": list(range(6))}), tmp_path / "in.parquet")
    with pytest.raises(UnreadableFileError, match=r"6 rows of 2 columns.*\n.*--limit N"):
        read_responses(tmp_path / "in.parquet")
    assert len(read_responses(tmp_path / "in.parquet", config=InputConfig(limit=5)).responses) == 5


class Stream:
    """A table of another library, which hands out nothing but an Arrow stream."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("wrap", [Stream, lambda table: table, lambda table: table.to_reader()])
def test_tables_of_other_libraries_are_read(wrap: object):
    table = pa.table({"id": range(6), "text": TEXTS, "nps": [1.0, None, float("inf"), 9.0, 10.0, 0.0]})
    read = read_responses(wrap(table))  # type: ignore[operator]
    frame = read_responses(table.to_pandas())
    assert list(read.responses["text"]) == TEXTS
    assert list(read.raw_metrics["nps"]) == ["1", "", "inf", "9", "10", "0"]
    assert read.receipt.sources[0].sha256 == frame.receipt.sources[0].sha256


def test_what_is_no_table_is_refused():
    with pytest.raises(InputError, match=r"cannot read a dict\.\nGive a table of it"):
        read_responses({"text": TEXTS})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('{"text": "a b", "a.b": 1, "a": {"b": 2}}', {"a.b": "1", "a.b~2": "2", "text": "a b"}),
        ('{"text": "a b", "text": "c d"}', {"text": "a b", "text~2": "c d"}),
        ('{"text": "a b", "text": "a b"}', {"text": "a b"}),
        ('{"text": "a b", "text~2": "e", "text": "c d"}', {"text": "a b", "text~2": "e", "text~3": "c d"}),
        ('{"a": {"n": 1, "n": 2, "n": 3}}', {"a.n": "1", "a.n~2": "2", "a.n~3": "3"}),
        ('{"n": 1, "n": true}', {"n": "1", "n~2": "true"}),
    ],
)
def test_two_values_of_one_name_are_both_kept(tmp_path: Path, line: str, cells: dict[str, str]):
    (tmp_path / "in.jsonl").write_text(line + "\n", "utf-8")
    table = read_table(tmp_path / "in.jsonl", InputConfig())
    assert dict(zip(table.columns, table.rows[0], strict=True)) == cells
    assert ("repeated-key" in codes(table.issues)) == any("~" in name for name in cells)  # type: ignore[arg-type]


def write_survey(path: Path, start: int, header: str = "id,comment,nps") -> Path:
    """Write three records."""
    path.write_text("\n".join([header, *(f"{i},{TEXTS[i]},{i}" for i in range(start, start + 3))]) + "\n", "utf-8")
    return path


def test_a_folder_and_a_pattern_mean_the_files_in_it(tmp_path: Path):
    write_survey(tmp_path / "b.csv", 3)
    write_survey(tmp_path / "a.csv", 0)
    (tmp_path / "notes.md").write_text("no table")
    (tmp_path / ".hidden.csv").write_text("id,comment\n1,secret\n")
    (tmp_path / "run").mkdir()
    for source in (tmp_path, str(tmp_path / "*.csv"), [tmp_path / "a.csv", str(tmp_path / "b*")]):
        read = read_responses(source)  # type: ignore[arg-type]
        assert list(read.responses["text"]) == TEXTS
        assert [one.name for one in read.receipt.sources] == ["a.csv", "b.csv"]
    with pytest.raises(UnreadableFileError, match=r"no file matches .*\*\.tsv"):
        read_responses(str(tmp_path / "*.tsv"))


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path: Path):
    assert len(read_responses(write_survey(tmp_path / "survey[1].csv", 0)).responses) == 3


def test_the_tables_of_a_zip_archive_are_read(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("export/a.tsv", "id\tcomment\n" + "".join(f"{i}\t{TEXTS[i]}\n" for i in range(3)))
        archive.writestr("export/b.jsonl", "\n".join(json.dumps({"id": i, "comment": TEXTS[i]}) for i in range(3, 6)))
        archive.writestr("__MACOSX/export/._a.tsv", b"\x00\x05\x16\x07")
        archive.writestr("readme.md", "hello")
    read = read_responses(tmp_path / "in.zip")
    assert list(read.responses["text"]) == TEXTS
    assert [one.name for one in read.receipt.sources] == ["in.zip/export/a.tsv", "in.zip/export/b.jsonl"]
    (tmp_path / "in.zip.gz").write_bytes(gzip.compress((tmp_path / "in.zip").read_bytes()))
    assert len(read_responses(tmp_path / "in.zip.gz").responses) == 6


def test_a_zip_bomb_is_refused(tmp_path: Path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in.csv", b"id,comment\n" + b"\n" * 40_000_000)
    (tmp_path / "in.zip").write_bytes(out.getvalue())
    with pytest.raises(UnreadableFileError, match="for safety"):
        read_responses(tmp_path / "in.zip")


def test_names_that_differ_in_case_or_spaces_are_one_column(tmp_path: Path):
    files = [write_survey(tmp_path / "a.csv", 0), write_survey(tmp_path / "b.csv", 3, "ID,Comment ,NPS")]
    table = read_tables(files, InputConfig())
    assert (table.columns, len(table.rows)) == (["id", "comment", "nps"], 6)
    assert "column-spelling" in codes(table.issues)  # type: ignore[arg-type]
    assert "missing-column" not in codes(table.issues)  # type: ignore[arg-type]
    two = tmp_path / "c.csv"
    two.write_text("nps,NPS,comment\n1,2,slow\n", "utf-8")  # one file that tells the two apart
    assert read_tables([files[0], two], InputConfig()).columns == ["id", "comment", "nps", "NPS"]


def test_a_file_of_a_header_alone_is_told_and_not_fatal(tmp_path: Path):
    full, empty = write_survey(tmp_path / "a.csv", 0), tmp_path / "b.csv"
    empty.write_text("id,comment,nps\n", "utf-8")
    for order in ([full, empty], [empty, full]):
        read = read_responses(order)
        assert len(read.responses) == 3
        assert [issue.message for issue in read.issues if issue.code == "no-records"] == ["'b.csv' has a header and no record"]
        assert {one.name for one in read.receipt.sources} == {"a.csv", "b.csv"}
    with pytest.raises(UnreadableFileError, match="no record below"):
        read_responses([empty, empty])


def test_lines_of_two_encodings_are_read_line_by_line(tmp_path: Path):
    lines = [f"{i},Größe für uns {i}".encode("cp1252" if i in (3, 7) else "utf-8") for i in range(12)]
    (tmp_path / "in.csv").write_bytes(b"id,comment\n" + b"\n".join(lines) + b"\n")
    read = read_table(tmp_path / "in.csv", InputConfig())
    assert [row[1] for row in read.rows] == [f"Größe für uns {i}" for i in range(12)]
    (note,) = [issue for issue in read.issues if issue.code == "mixed-encodings"]
    assert "2 lines" in note.message and "5, 9" in note.message


@pytest.mark.parametrize("text", ["naïve café façade für Gäste", "très déçu, ça marche à peine", "Größe, Übersicht und Öffnung"])
def test_the_code_page_of_dos_is_found(tmp_path: Path, text: str):
    (tmp_path / "in.csv").write_bytes(f"id;comment\n1;{text}\n2;{text}\n".encode("cp850"))
    read = read_table(tmp_path / "in.csv", InputConfig())
    assert ([row[1] for row in read.rows], read.sources[0].encoding) == ([text, text], "cp850")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_zero_bytes_at_the_end_are_left_out_and_told(tmp_path: Path, encoding: str):
    (tmp_path / "in.csv").write_bytes("id,comment\n1,größer bitte\n2,fine\n".encode(encoding) + b"\0" * 5000)
    read = read_table(tmp_path / "in.csv", InputConfig())
    assert [row[1] for row in read.rows] == ["größer bitte", "fine"]
    assert "nul-tail" in codes(read.issues)  # type: ignore[arg-type]


def test_a_frame_with_infinite_scores_names_them():
    read = read_responses(pd.DataFrame({"comment": TEXTS, "nps": [float("inf"), float("-inf"), 3.0, 9.0, 10.0, 0.0]}))
    assert list(read.raw_metrics["nps"])[:2] == ["inf", "-inf"]
