"""The workbook of themes, as a spreadsheet program reads it."""

from __future__ import annotations

import io

import openpyxl
import pytest
from fixtures.analysis import make_analysis
from openpyxl.chart import BarChart

from cxtext.backlog import build_items, load_exporter
from cxtext.backlog.workbook import Column, Format, Sheet, _axis_ends, render_workbook
from cxtext.findings import Kind


def open_workbook(analysis, **options) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(load_exporter("xlsx").export(analysis, **options)["themes.xlsx"]))


@pytest.fixture(scope="module")
def analysis():
    return make_analysis()


@pytest.fixture(scope="module")
def workbook(analysis) -> openpyxl.Workbook:
    return open_workbook(analysis)


def test_each_table_has_a_heading_that_stays_and_filters_over_all_its_rows(workbook: openpyxl.Workbook):
    assert workbook.sheetnames[:2] == ["Summary", "Themes"] and "Quotes" in workbook.sheetnames
    for sheet in workbook.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(isinstance(cell.value, str) and cell.font.bold for cell in sheet[1])


def test_numbers_are_numbers_with_a_format_and_equal_to_the_items(workbook: openpyxl.Workbook, analysis):
    sheet = workbook["Themes"]
    titles = [cell.value for cell in sheet[1]]
    share, effect = titles.index("Share"), next(i for i, title in enumerate(titles) if title.startswith("Effect, "))
    items = build_items(analysis)
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [item.label for item in items]
    for row, item in zip(rows, items, strict=True):
        assert row[share].value == pytest.approx(item.numbers["share"]) and row[share].number_format == "0.0%"
        cost = item.numbers["cost"]
        assert row[effect].value == (None if cost is None else pytest.approx(cost))


def test_the_chart_shows_the_pain_points_with_their_intervals(workbook: openpyxl.Workbook, analysis):
    (chart,) = workbook["Summary"]._charts
    assert isinstance(chart, BarChart)
    pains = [item for item in build_items(analysis, kind=Kind.PAIN) if item.numbers["cost_low"] is not None][:10]
    rows = list(workbook["Chart"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [item.label for item in pains]
    for row, item in zip(rows, pains, strict=True):
        assert row[1] + row[4] == pytest.approx(item.numbers["cost_high"])
        assert row[1] - row[5] == pytest.approx(item.numbers["cost_low"])
    assert chart.series[0].val.numRef.f == f"Chart!$B$2:$B${len(rows) + 1}"


def test_without_a_metric_it_shows_what_is_complained_about(analysis):
    workbook = open_workbook(make_analysis(metrics=()))
    assert not any("Effect," in str(cell.value) for cell in workbook["Themes"][1])
    assert workbook["Chart"]["B1"].value == "share of responses"


def test_without_themes_only_the_summary_is_left():
    workbook = open_workbook(make_analysis(n=6, themes=False))
    assert workbook.sheetnames == ["Summary"]
    assert workbook["Summary"]["A2"].value


def test_top_keeps_the_first_on_every_sheet(analysis):
    workbook = open_workbook(analysis, top=1)
    label = build_items(analysis)[0].label
    for name in set(workbook.sheetnames) - {"Summary"}:
        assert {row[0] for row in workbook[name].iter_rows(min_row=2, values_only=True)} == {label}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "http://example.org", "{=1}", "12", "\x01=1", "x" * 40_000])
def test_text_stays_text_also_once_a_cell_is_edited(text: str):
    data = render_workbook(
        [text], None, [Sheet("Table", (Column(text), Column("Number", Format.COUNT)), [[text, 1], [None, None]])]
    )
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    cells = [workbook["Summary"]["A1"], workbook["Table"]["A1"], workbook["Table"]["A2"]]
    for cell in cells:
        assert cell.data_type == "s" and cell.hyperlink is None
        assert cell.value == text.replace("\x01", "")[:32_000]
    assert all(cell.style_id and workbook._cell_styles[cell.style_id].quotePrefix for cell in cells)


@pytest.mark.parametrize(("values", "ends"), [([-0.316, -0.1], (-0.4, 0.0)), ([0.0], (0.0, 1.0)), ([2.0, -31.0], (-40.0, 10.0))])
def test_the_axis_has_zero_and_all_values_on_it(values: list[float], ends: tuple[float, float]):
    assert _axis_ends(values) == ends
