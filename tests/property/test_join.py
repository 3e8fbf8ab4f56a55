"""Whatever two tables hold, a join conserves the rows of the first, or says why it cannot be made."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxtext.errors import CxtextError
from cxtext.readers.cells import RawTable
from cxtext.readers.extras import join_tables, normalize_key
from cxtext.settings import InputConfig, Join

KEYS = st.sampled_from(["", " ", "1", "1.0", " 1", "01", "2", "2.00", "a", "A", "ä", "n/a"])
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(st.lists(st.tuples(KEYS, CELLS), max_size=12), st.lists(st.tuples(KEYS, CELLS), min_size=1, max_size=8), st.booleans())
def test_rows_are_conserved(tmp_path: Path, left: list[tuple[str, str]], right: list[tuple[str, str]], same_name: bool):
    path = tmp_path / "other.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("key", "text" if same_name else "value"), *right])
    table = RawTable("survey.csv", ["key", "text"], [list(row) for row in left], list(range(1, len(left) + 1)))
    try:
        join_tables(table, InputConfig(join=(Join(file=str(path), on="key", delimiter=",", encoding="utf-8"),)))
    except CxtextError as error:
        assert len(str(error).splitlines()) <= 4
        return
    assert [tuple(row[:2]) for row in table.rows] == left
    assert table.numbers == list(range(1, len(left) + 1))
    assert len(table.columns) == len(set(table.columns))
    assert {len(row) for row in table.rows} <= {len(table.columns)}
    (joined,) = table.joined
    assert joined.n_matched + joined.n_unmatched == len(left)
    assert len([row for row in table.issues if row.code == "unmatched-key"]) == joined.n_unmatched
    matched = {normalize_key(key) for key, _ in left} & {normalize_key(key) for key, _ in right} - {""}
    for row in table.rows:
        if normalize_key(row[0]) not in matched:
            assert not any(row[2:])


@pytest.mark.parametrize("shift", [1, 3])
def test_the_order_of_either_table_changes_no_row(tmp_path: Path, shift: int):
    rows = [[str(k), f"text {k}"] for k in (3, 1, 2, 1)]
    other = [["1", "x"], ["2", "y"], ["3", "z"]]
    found = []
    for lines, ours in ((other, rows), (other[shift:] + other[:shift], rows[shift:] + rows[:shift])):
        path = tmp_path / "other.csv"
        path.write_text("\n".join(",".join(line) for line in [["key", "value"], *lines]))
        table = RawTable("survey.csv", ["key", "text"], [list(row) for row in ours], [1, 2, 3, 4])
        join_tables(table, InputConfig(join=(Join(file=str(path), on="key"),)))
        found.append(sorted(table.rows))
    assert found[0] == found[1]
