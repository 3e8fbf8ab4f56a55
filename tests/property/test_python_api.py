"""Tables of the Python API, whatever the index and the ids of the caller's table: rows keep their place, counts add up."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxtext.run import Analysis, CallerRows, Session

ONCE = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.one_of(st.integers(-(2**40), 2**40), st.text(min_size=1, max_size=6), st.dates())


def with_rows(analysis: Analysis, index: pd.Index, ids: pd.Series | None) -> Analysis:
    """Return the analysis as if it had been made of a table with this index and these ids."""
    return replace(analysis, session=Session(rows=CallerRows(index, ids)))


@ONCE
@given(data=st.data())
def test_the_index_and_the_type_of_ids_are_kept_and_counts_add_up(small_analysis: Analysis, data: st.DataObject) -> None:
    n = small_analysis.manifest.input.n_read
    kind = data.draw(st.sampled_from(["int", "text", "mixed", "dates"]))
    start = data.draw(st.integers(-1000, 1000))
    index = {
        "int": lambda: pd.RangeIndex(start, start + 3 * n, 3),
        "text": lambda: pd.Index([f"row {start + i}" for i in range(n)]),
        "mixed": lambda: pd.Index([(i if i % 2 else f"r{i}") for i in range(n)], dtype=object),
        "dates": lambda: pd.date_range("2020-01-01", periods=n),
    }[kind]()
    first = data.draw(CELLS)
    ids = pd.Series([first, *range(1, n)], dtype=object)
    analysis = with_rows(small_analysis, index, ids)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        matrix = analysis.theme_matrix()
        by_id = analysis.theme_matrix(index="response_id")
    rows = sorted(small_analysis.responses.loc[small_analysis.responses["status"] == "content", "row"].unique())
    assert matrix.index.tolist() == index[[row - 1 for row in rows]].tolist()
    assert matrix.index.dtype == index.dtype
    assert [(type(one), one) for one in by_id.index] == [(type(ids[row - 1]), ids[row - 1]) for row in rows]
    joined = pd.DataFrame({"n": range(n)}, index=index).join(matrix)
    assert len(joined) == n and joined[matrix.columns].sum().tolist() == matrix.sum().tolist()
    label = data.draw(st.sampled_from(matrix.columns.tolist()))
    told = analysis.responses_of(label)
    assert len(told) == matrix[label].sum() == len(set(told.index))
    assert set(told.index) == set(matrix.index[matrix[label] > 0])
    assert len(matrix) + len(analysis.left_out) == n
    assert set(analysis.left_out.index).isdisjoint(matrix.index)


def test_assignments_add_up_with_the_matrix(small_analysis: Analysis) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        matrix = small_analysis.theme_matrix(columns="theme_id")
    assignments = small_analysis.assignments
    assert len(assignments) == len(small_analysis.units) == len(small_analysis.sentiment)
    merged = assignments.merge(small_analysis.units[["unit_id", "response_id"]], on="unit_id")
    assert merged.groupby("theme_id")["response_id"].nunique().to_dict() == matrix.sum()[matrix.sum() > 0].to_dict()
