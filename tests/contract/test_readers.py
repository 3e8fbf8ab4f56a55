"""Every input format gives the same responses from the same answers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fixtures.answers import count_excluded, valid_answers

from cxtext.errors import InputError
from cxtext.readers import ReadResult, inspect_source, read_responses
from cxtext.schema import TABLES, Receipt, conform
from cxtext.settings import InputConfig
from cxtext.wording import is_blank

Rows = list[list[str]]
COLUMNS = ["id", "plan", "score", "when", "comment"]
ROWS = [
    ["007", "free", "3", "2024-01-05", "Search is slow and often fails"],
    ["008", "pro", "9", "2024-01-06", 'She said "great", twice; then left,\nhappy'],
    ["009", "pro", "10", "2024-01-07", "NA"],
    ["010", "free", "", "2024-01-08", "Größe und Übersicht fehlen mir 😀"],
    ["011", "free", "0", "2024-01-09", ""],
    ["012", "pro", "8", "", "None of the reports can be exported"],
]


def as_delimited(delimiter: str, rows: Rows = ROWS) -> bytes:
    """Write the rows with a delimiter."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([COLUMNS, *rows])
    return out.getvalue().encode()


def as_xlsx(rows: Rows = ROWS) -> bytes:
    """Write the rows as a workbook, scores as numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([float(c) if COLUMNS[i] == "score" and c else c or None for i, c in enumerate(row)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_frame(rows: Rows = ROWS) -> Any:
    """Make a data frame, scores as numbers."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["score"] = pd.to_numeric(frame["score"])
    return frame


def as_parquet(rows: Rows = ROWS) -> bytes:
    """Write the frame as Parquet."""
    out = io.BytesIO()
    as_frame(rows).to_parquet(out)
    return out.getvalue()


def as_json(rows: Rows = ROWS, *, lines: bool) -> bytes:
    """Write one object a record, scores as numbers, blanks as null."""
    records = [{c: (float(v) if c == "score" else v) if v else None for c, v in zip(COLUMNS, row, strict=True)} for row in rows]
    return "\n".join(map(json.dumps, records)).encode() if lines else json.dumps(records).encode()


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "in.csv": lambda rows: as_delimited(",", rows),
    "semicolon.csv": lambda rows: as_delimited(";", rows),
    "pipe.txt": lambda rows: as_delimited("|", rows),
    "in.tsv": lambda rows: as_delimited("\t", rows),
    "bom.csv": lambda rows: b"\xef\xbb\xbf" + as_delimited(",", rows),
    "utf16.csv": lambda rows: as_delimited(",", rows).decode().encode("utf-16"),
    "mac.csv": lambda rows: as_delimited(",", rows).replace(b"\r\n", b"\r"),
    "in.csv.gz": lambda rows: gzip.compress(as_delimited(",", rows)),
    "in.xlsx": as_xlsx,
    "in.jsonl": lambda rows: as_json(rows, lines=True),
    "in.jsonl.gz": lambda rows: gzip.compress(as_json(rows, lines=True)),
    "in.json": lambda rows: as_json(rows, lines=False),
    "in.parquet": as_parquet,
}
SOURCES = [*FORMATS, "DataFrame", "stdin"]


@pytest.fixture(params=SOURCES)
def result(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadResult:
    """The answers, read from each kind of source."""
    if request.param == "DataFrame":
        return read_responses(as_frame())
    if request.param == "stdin":
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(as_delimited(","))))
        return read_responses("-")
    path = tmp_path / request.param
    path.write_bytes(FORMATS[request.param](ROWS))
    return read_responses(path)


def test_every_answer_arrives_as_it_was_given(result: ReadResult):
    texts = [t.replace("\r\n", "\n").replace("\r", "\n") for t in result.responses["text"]]
    assert texts == [row[-1] for row in ROWS]
    assert list(result.responses["response_id"]) == [row[0] for row in ROWS]
    assert list(result.responses["row"]) == [1, 2, 3, 4, 5, 6]
    assert [is_blank(text) for text in result.responses["text"]] == [False] * 4 + [True, False]
    assert list(result.responses["group.plan"]) == [row[1] for row in ROWS]


def test_scores_are_numbers_and_missing_ones_stay_missing(result: ReadResult):
    (metric,) = result.metrics
    assert (metric.label, metric.kind, metric.scale) == ("score", "csat", (0.0, 10.0))
    assert valid_answers(result, "score").fillna(-1).tolist() == [3, 9, 10, -1, 0, 8]
    assert count_excluded(result) == {"score": 0}


def test_dates_are_utc(result: ReadResult):
    dates = result.responses["created_at"]
    assert str(dates.dtype) == TABLES["responses"]["created_at"].kind.replace("timestamp", "datetime64[us, UTC]")
    assert [str(d)[:10] for d in dates] == [*(row[3] for row in ROWS[:5]), "NaT"]


def test_tables_have_their_schema(result: ReadResult):
    assert conform("responses", result.responses, without={"status"}).equals(result.responses)
    assert conform("columns", result.columns).equals(result.columns)
    assert list(result.columns["column"]) == COLUMNS
    assert list(result.columns["role"]) == ["id", "group", "metric", "date", "text"]
    assert (result.columns["reason"].str.len() > 5).all()
    assert result.raw_metrics.index.equals(result.responses.index)


def test_the_receipt_adds_up(result: ReadResult):
    receipt = result.receipt
    assert receipt.n_read == receipt.n_kept + receipt.n_dropped == len(ROWS)
    assert receipt.n_responses == receipt.n_content + receipt.n_blank == len(result.responses)
    (source,) = receipt.sources
    assert len(source.sha256) == 64
    assert source.n_rows == receipt.n_read
    assert Receipt.from_json(receipt.to_json(), "receipt") == receipt
    assert all(issue.stage == "read" for issue in result.issues)


def test_reading_twice_gives_the_same(tmp_path: Path):
    path = tmp_path / "in.csv"
    path.write_bytes(as_delimited(","))
    one, two = read_responses(path), read_responses(path)
    assert one.responses.equals(two.responses)
    assert (one.issues, one.receipt) == (two.issues, two.receipt)


def test_inspect_reads_the_same_columns(tmp_path: Path):
    path = tmp_path / "in.csv"
    path.write_bytes(as_delimited(","))
    assert inspect_source(path).columns.equals(read_responses(path).columns)
    assert len(inspect_source(path, config=InputConfig(limit=2)).responses) == 2


def read_bytes(folder: Path, name: str, data: bytes) -> ReadResult:
    """Read a file that has these bytes."""
    path = folder / name
    path.write_bytes(data)
    return read_responses(path)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_is_named(tmp_path: Path, name: str):
    with pytest.raises(InputError, match=f"'{name}' is empty"):
        read_bytes(tmp_path, name, b"")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("damage", ["cut", "overwritten", "noise"])
def test_a_damaged_file_is_read_as_far_as_it_goes_or_named(tmp_path: Path, name: str, damage: str):
    """No exception of pandas, pyarrow or a codec gets out, and no row vanishes."""
    data = FORMATS[name](ROWS)
    half = len(data) // 2
    damaged = {
        "cut": data[:half],
        "overwritten": data[:half] + bytes(range(256)) + data[half + 256 :],
        "noise": bytes(range(256)) * 16,
    }
    try:
        result = read_bytes(tmp_path, name, damaged[damage])
    except InputError as error:
        assert name in str(error)
        assert len(str(error).splitlines()) <= 3
        return
    assert damage != "noise"
    assert 0 < len(result.responses) < len(ROWS)
    assert result.receipt.n_read == result.receipt.n_kept + result.receipt.n_dropped
    assert {issue.code for issue in result.issues} & {"short-row", "bad-record", "encoding-damaged"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_huge_cell_arrives(tmp_path: Path, name: str):
    longest = 32_767 if name.endswith(".xlsx") else 1_000_000  # what a cell of a workbook can hold
    text = ("so slow " * (longest // 8 + 1))[:longest]
    result = read_bytes(tmp_path, name, FORMATS[name]([*ROWS[:-1], [*ROWS[-1][:-1], text]]))
    assert len(result.responses) == len(ROWS)
    assert result.responses["text"].iat[-1].rstrip() == text.rstrip()


@pytest.mark.parametrize("name", [name for name in FORMATS if not name.endswith(".xlsx")])  # a workbook cannot hold them
def test_control_characters_break_no_row(tmp_path: Path, name: str):
    text = "it \x07beeps\x1b[31m and \x01 fails a lot"
    result = read_bytes(tmp_path, name, FORMATS[name]([*ROWS[:-1], [*ROWS[-1][:-1], text]]))
    assert len(result.responses) == len(ROWS)
    assert result.responses["text"].iat[-1] == text
