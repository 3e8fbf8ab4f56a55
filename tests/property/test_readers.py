"""Whatever a file holds, reading gives a result that adds up or an error of ours."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxtext.errors import CxtextError
from cxtext.readers import ReadResult, read_responses
from cxtext.readers.files import Dialect, parse, sniff
from cxtext.settings import InputConfig

QUICK = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
#: Texts without the marks of spreadsheets and the signs of text that was decoded twice, which reading takes off and puts right.
PLAIN = TEXT.filter(lambda text: not text.startswith(("'", "=", "#")) and not set(text) & set("ÂÃâÅÄð"))
SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".parquet", ".csv.gz", "")


def check(result: ReadResult) -> None:
    """Check what holds for every result."""
    receipt, responses = result.receipt, result.responses
    assert receipt.n_read == receipt.n_kept + receipt.n_dropped
    assert responses["row"].nunique() == receipt.n_kept
    assert responses["response_id"].is_unique
    dropped = {issue.row for issue in result.issues if issue.row} - set(responses["row"])
    assert len(dropped) == receipt.n_dropped
    assert not responses["text"].isna().any()
    "".join(responses["text"]).encode("utf-8")


def try_read(path: Path, **options: object) -> None:
    """Read a file; an error must be one of ours and short."""
    try:
        result = read_responses(path, config=InputConfig.model_validate(options))
    except CxtextError as error:
        assert str(error)
        assert str(error).count("\n") <= 2
    else:
        check(result)


@QUICK
@given(data=st.binary(max_size=400), suffix=st.sampled_from(SUFFIXES))
def test_random_bytes(tmp_path: Path, data: bytes, suffix: str):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)
    try_read(path)


@QUICK
@given(text=st.text(st.sampled_from("ab1,;\t|\"'\r\n\\\x00 é="), max_size=200), suffix=st.sampled_from((".csv", ".tsv")))
def test_random_delimited_text(tmp_path: Path, text: str, suffix: str):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(text.encode())
    try_read(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@QUICK
@given(values=st.lists(JSON, min_size=1, max_size=6), lines=st.booleans(), cut=st.integers(0, 10))
def test_random_json(tmp_path: Path, values: list[object], lines: bool, cut: int):
    path = tmp_path / "x.json"
    text = "\n".join(map(json.dumps, values)) if lines else json.dumps(values)
    path.write_text(text[: len(text) - cut] if cut < 5 else text, encoding="utf-8")
    try_read(path)


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".csv.gz", ".csv"])
def test_files_with_flipped_bytes(tmp_path: Path, suffix: str):
    import pandas as pd

    frame = pd.DataFrame({"id": range(30), "comment": [f"the search is slow again {i}" for i in range(30)]})
    out = io.BytesIO()
    if suffix == ".xlsx":
        frame.to_excel(out, index=False, engine="openpyxl")
    elif suffix == ".parquet":
        frame.to_parquet(out)
    else:
        out.write(frame.to_csv(index=False).encode())
    good = gzip.compress(out.getvalue(), mtime=0) if suffix.endswith("gz") else out.getvalue()
    rng = random.Random(5)
    for _ in range(40):
        data = bytearray(good)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = tmp_path / f"x{suffix}"
        path.write_bytes(bytes(data[: rng.choice([len(data), rng.randrange(len(data))])]))
        try_read(path)


@QUICK
@given(texts=st.lists(PLAIN, min_size=2, max_size=8), delimiter=st.sampled_from(",;\t|"), quoting=st.sampled_from([0, 1]))
def test_a_written_table_is_read_back_whole(tmp_path: Path, texts: list[str], delimiter: str, quoting: int):
    path = tmp_path / "x.csv"
    rows = [[f"r{i}", text, str(i)] for i, text in enumerate(texts)]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter, quoting=quoting).writerows([["id", "comment", "n"], *rows])
    options = {"text_columns": ("comment",), "id_column": "id", "delimiter": delimiter, "encoding": "utf-8"}
    try:
        result = read_responses(path, config=InputConfig.model_validate(options))
    except CxtextError as error:
        # Cells of control characters alone make a file that looks binary, rightly so.
        assert "binary" in str(error)
        return
    check(result)
    assert list(result.responses["text"]) == texts
    assert list(result.responses["response_id"]) == [row[0] for row in rows]


@QUICK
@given(rows=st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=8))
def test_well_formed_records_survive_parsing(rows: list[tuple[str, str, str]]):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    records, issues = parse(out.getvalue(), Dialect(","))
    assert records == [list(row) for row in rows]
    assert issues == []


WORDS = st.sampled_from(["slow", "fast,", "the;", "app", "|", "-", '"nice"', "it's", "5"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), min_size=3, max_size=12)


@QUICK
@given(texts=TEXTS, delimiter=st.sampled_from(",;\t|"))
def test_the_delimiter_is_found(texts: list[str], delimiter: str):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["id", "score", "why"], *([str(i), "9", t] for i, t in enumerate(texts))])
    assert sniff(out.getvalue()).delimiter == delimiter


@QUICK
@given(order=st.permutations(range(12)))
def test_the_order_of_rows_changes_no_role_and_no_id(tmp_path: Path, order: list[int]):
    lines = [
        f"r{i // 2},{i % 6},2024-0{1 + i % 9}-1{i % 3},{'free' if i % 3 else 'pro'},the export is slow for me {i}"
        for i in range(12)
    ]
    results = []
    for name, sequence in (("a.csv", range(12)), ("b.csv", order)):
        path = tmp_path / name
        path.write_text("\n".join(["id,rating,date,plan,comment", *(lines[i] for i in sequence)]), encoding="utf-8")
        results.append(read_responses(path))
    one, two = results
    assert one.columns.equals(two.columns)
    assert one.metrics == two.metrics
    pairs = [dict(zip(r.responses["response_id"], r.responses["text"], strict=True)) for r in results]
    assert pairs[0] == pairs[1]
