from __future__ import annotations

from dataclasses import replace

import pytest
from fixtures.analysis import make_analysis

from cxtext.findings import differs_on_scale, list_findings, metric_views, scale_note, scale_text
from cxtext.report import Method, ThemePages, build_document, render_html


def first(**columns):
    """The first finding of an invented analysis with other values in its row of the scorecard, and its metric."""
    analysis = make_analysis()
    view = metric_views(analysis)[0]
    f = list_findings(analysis, view)[0]
    effect = {f"adjusted{end}": value for end, value in (("", -6.0), ("_low", -8.0), ("_high", -4.0))}
    return view, replace(f, effect=-6.0, score=replace(f.score, **{**effect, **columns}))


@pytest.mark.parametrize(
    ("bounded", "low", "differs"),
    [(-3.9, -8.0, True), (-8.1, -8.0, True), (-4.1, -8.0, False), (-3.9, -9.0, False), (None, -8.0, False), (-3.9, None, False)],
)  # fmt: skip
def test_what_is_worth_saying_is_beyond_a_third_and_beyond_the_noise(bounded, low, differs):
    # From -9 to -0.4 the standard error is 2.15; from -8 to -4 it is 1, and a third of the points is 2.
    high = -0.4 if low == -9.0 else -4.0
    _, f = first(bounded=bounded, adjusted_low=low, adjusted_high=high)
    assert differs_on_scale(f.score) == differs


def test_a_theme_says_what_it_accounts_for_on_the_scale():
    view, f = first(bounded=-5.0, bounded_low=-7.0, bounded_high=-3.0)
    plain = "−5.0 [−7.0, −3.0] NPS points, in a model that stays on the scale"
    assert scale_text(view, f.score) == plain
    far = scale_text(view, replace(f.score, bounded=-3.0, bounded_low=-4.0, bounded_high=-2.0))
    assert far.startswith("−3.0 [−4.0, −2.0] NPS points, in a model that stays on the scale. Adjusted takes each mention")
    assert scale_text(view, replace(f.score, bounded=None)) == ""


def test_a_metric_names_the_themes_that_differ():
    view, f = first(bounded=-3.0)
    off = replace(view, row={**view.row, "off_scale": 0.19})
    start = "The adjusted view gives 19% of the answers a score beyond the scale. In a model that stays on it, "
    named = f"“{f.label}” for −3.0, not −6.0"
    assert scale_note(off, [f]) == f"{start}themes account for other points: {named}."
    assert scale_note(off, [f] * 5).endswith(f"{named} and 2 more.")
    same = replace(f, score=replace(f.score, bounded=-5.9))
    assert scale_note(off, [same]) == f"{start}no theme accounts for a third more or less."
    assert scale_note(view, [same]) == scale_note(off, []) == ""
    assert scale_note(replace(view, row={**view.row, "off_scale": None}), [same]) == ""


def test_the_report_says_it():
    analysis = make_analysis()
    analysis.tables["metrics"]["off_scale"] = 0.19
    card = analysis.tables["scorecard"]
    top = card["rank"] == 1
    card.loc[top, "bounded"] = card.loc[top, "adjusted"] * 0.3
    card.loc[top, "adjusted_low"], card.loc[top, "adjusted_high"] = card["adjusted"] - 0.1, card["adjusted"] + 0.1
    document = build_document(analysis)
    assert "19% of the answers a score beyond the scale" in " ".join(document.section(Method).metrics[0].lines)
    pages = document.section(ThemePages).pages
    assert all("in a model that stays on the scale" in page.lenses[0].on_scale for page in pages if page.lenses[0].score.bounded)
    assert "beyond the scale" in render_html(analysis)
