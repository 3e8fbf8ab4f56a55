"""The deck: six slides, taken from the report and nothing else."""

from __future__ import annotations

import re

import pytest
from fixtures.analysis import make_analysis

from cxtext.report.document import build_document
from cxtext.report.slides import ROWS, build_deck, render_slides


def ids_of(page: str) -> list[str]:
    return re.findall(r'<section class="slide" id="(s\d)"', page)


def test_a_run_with_pain_points_has_six_slides():
    assert ids_of(render_slides(make_analysis())) == ["s1", "s2", "s3", "s4", "s5", "s6"]


@pytest.mark.parametrize("options", [{"n": 6, "themes": False}])
def test_without_themes_the_slides_about_them_are_left_out(options):
    page = render_slides(make_analysis(**options))
    assert ids_of(page) == ["s1", "s2", "s5", "s6"]
    assert build_document(make_analysis(**options)).first.fixes_note.split(".")[0] in page


def test_the_slides_show_the_first_pain_points_of_the_ranking():
    document = build_document(make_analysis())
    deck, page = build_deck(document), document.metrics[0]
    pains = [*page.pains, *page.candidates]
    assert list(deck.rows) == pains[:ROWS] and deck.n_more == max(0, len(pains) - ROWS)
    assert deck.worst is not None and deck.worst.anchor == pains[0].anchor
    assert [part.share for part in deck.parts] == sorted((part.share for part in deck.parts), reverse=True)


def test_without_a_score_nothing_is_said_of_costs():
    page = render_slides(make_analysis(metrics=()))
    assert "do not promise what mending brings" not in page and "95 of 100" not in page
    assert "do not promise what mending brings" in render_slides(make_analysis())


@pytest.mark.parametrize("options", [{}, {"metrics": ()}])
def test_the_columns_at_a_glance_are_those_that_hold_something(options):
    table = render_slides(make_analysis(**options)).split("<h1>Pain points at a glance</h1>")[1].split("</table>")[0]
    heads, row = re.findall(r"<th\b", table), table.split("<tr>")[2]
    assert len(heads) == row.count("<td") and "<td></td>" not in row
    assert ("How sure" in table) == ("negative</td>" not in table)


def test_without_a_pain_point_there_are_six_slides_too_and_they_quote_a_complaint():
    analysis = make_analysis(weak=True)
    analysis.tables["scorecard"] = analysis.tables["scorecard"].assign(negative_share=0.1, positive_share=0.8)
    document = build_document(analysis)
    deck, page = build_deck(document), render_slides(analysis)
    assert not document.first.has_pains and document.first.fixes
    assert ids_of(page) == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert deck.rows_title in page and list(deck.rows) == document.metrics[0].ordered[:ROWS]
    assert deck.quotes and {quote.sentiment for quote in deck.quotes} == {"negative"}
    assert "do not say that something is a problem" in page and "No. 1" not in page
