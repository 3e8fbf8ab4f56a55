"""What became of the themes from one release to the next, as terminal, summary and report tell it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext import schema
from cxtext.backlog import load_exporter
from cxtext.cli.ranking import render
from cxtext.findings import list_wave_steps
from cxtext.report import render_html, render_summary


def make_row(theme_id: str, wave: str, status: str, n_before: int, n: int, **more: object) -> dict[str, object]:
    """Return a row of ``wave_changes`` with waves of 200 responses."""
    changed = status not in ("persisting", "unclear")
    row = {
        "theme_id": theme_id,
        "wave_before": "v1" if wave == "v2" else "v2",
        "wave": wave,
        "status": status,
        "changed": ("more" if n > n_before else "less") if changed else None,
        "n_before": n_before,
        "n_wave_before": 200,
        "n": n,
        "n_wave": 200,
        "n_negative_before": n_before,
        "n_negative": n,
        "n_earlier": 0,
        "share_before": n_before / 200,
        "share": n / 200,
        "share_high": 0.019 if n == 0 else n / 200 + 0.02,
        "difference": (n - n_before) / 200,
        "low": (n - n_before) / 200 - 0.02,
        "high": (n - n_before) / 200 + 0.02,
        "p_value": 0.001,
        "q_value": 0.004,
    }
    return row | more


ROWS = [
    make_row("T002", "v2", "persisting", 30, 31),
    make_row("T001", "v3", "new", 0, 24),
    make_row("T002", "v3", "fixed", 31, 0),
    make_row("T003", "v3", "persisting", 12, 40, changed="more"),
    make_row("T004", "v3", "unclear", 3, 0),
]


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    """Return an analysis of three releases."""
    made = make_analysis(300)
    responses = made.tables["responses"]
    waves = pd.Series([f"v{1 + 3 * i // len(responses)}" for i in range(len(responses))], index=responses.index, dtype="str")
    tables = made.tables | {
        "responses": responses.assign(wave=waves),
        "wave_changes": schema.conform("wave_changes", pd.DataFrame(ROWS)),
    }
    config = made.manifest.config | {"input": {"wave_column": "release"}}
    return FakeAnalysis(tables, replace(made.manifest, config=config))


def test_the_latest_release_comes_first_and_its_themes_by_what_became_of_them(analysis):
    last, first = list_wave_steps(analysis)
    assert (last.wave_before, last.wave, first.wave) == ("v2", "v3", "v2")
    assert [row.status for row in last.rows] == ["new", "fixed", "persisting", "unclear"]
    assert last.rows[1].now == "0 (at most 1.9%)"
    assert last.rows[2].status_text == "persisting, more often"
    kept = "Persisting: “login problems”; none of them is mentioned more or less often beyond chance."
    assert first.lines == ("New: none.", "Fixed: none.", kept)


def test_the_ids_are_of_responses_that_mention_the_theme_in_the_release_that_has_them(analysis):
    """A theme that nobody mentions any more is shown by those who did before."""
    tables = analysis.tables
    joined = tables["units"].merge(tables["assignments"]).merge(tables["responses"][["response_id", "wave"]])
    for row in list_wave_steps(analysis)[0].rows:
        wave = "v3" if row.n else "v2"
        expected = set(joined.loc[(joined["theme_id"] == row.theme_id) & (joined["wave"] == wave), "response_id"])
        assert row.response_ids
        assert set(row.response_ids) <= expected


def test_terminal_summary_and_report_say_what_is_new_and_fixed_with_counts(analysis):
    text, summary, page = render(analysis), render_summary(analysis), render_html(analysis)
    assert "v3 (200 responses) beside v2 (200):" in text
    assert "- New: “slow export” (T001: 0 of 200 → 24 of 200; responses R" in text
    assert "- Fixed: “login problems” (T002: 31 of 200 → 0 of 200; responses R" in text
    assert "too few to tell: “pricing”" in text
    assert "v3 beside v2: new “slow export”; fixed “login problems”; 1 theme persisting" in summary.replace("\\", "")
    assert 'data-test="waves"' in page
    assert "by “<bdi>release</bdi>”" in page


def test_the_workbook_has_a_row_for_each_theme_and_release(analysis):
    book = openpyxl.load_workbook(BytesIO(load_exporter("xlsx").export(analysis)["themes.xlsx"]))
    head, *rows = book["Wave by wave"].iter_rows(values_only=True)
    assert [row[:6] for row in rows][:2] == [
        ("v3", "v2", "slow export", "new", 0, 24),
        ("v3", "v2", "login problems", "fixed", 31, 0),
    ]
    assert len(rows) == len(ROWS)
    assert head[-1] == "Responses, such as"
    assert rows[0][-1].startswith("R")


def test_without_a_column_of_waves_nothing_is_said_of_them():
    plain = make_analysis(60)
    assert list_wave_steps(plain) == []
    assert 'data-test="waves"' not in render_html(plain)
