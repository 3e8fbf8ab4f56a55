"""A theme whose cost shows as zero is no pain point anywhere, and its numbers are still there."""

from __future__ import annotations

import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext import plugins
from cxtext.backlog import load_exporter
from cxtext.cli.ranking import render
from cxtext.findings import list_findings, metric_views
from cxtext.report import build_document, render_html, render_summary


def with_effect(effect: float, half_width: float = 1.5) -> tuple[FakeAnalysis, str]:
    """Give a mostly negative theme this effect, with an interval across zero; return its label too."""
    analysis = make_analysis()
    card = analysis.tables["scorecard"]
    row = card["theme_id"] == "T005"
    assert (card.loc[row, "negative_share"] > card.loc[row, "positive_share"]).all()
    for lens in ("adjusted", "shrunken"):
        card.loc[row, [lens, f"{lens}_low", f"{lens}_high"]] = [effect, effect - half_width, effect + half_width]
    card.loc[row, "q_value"] = 0.001 if abs(effect) > half_width else 0.5
    return analysis, "search results"


def kind_of(analysis: FakeAnalysis) -> str:
    (view,) = metric_views(analysis)
    return {f.theme_id: f.kind for f in list_findings(analysis, view)}["T005"]


@pytest.mark.parametrize("effect", [-0.03, -0.01, 0.0, 0.02])
def test_a_cost_that_shows_as_zero_is_no_pain_point(effect: float) -> None:
    analysis, _ = with_effect(effect)
    assert metric_views(analysis)[0].effect_text(effect) in {"0.0", "0"}
    assert kind_of(analysis) == "no-cost"


def test_a_cost_that_shows_stays_a_candidate_and_an_established_one_a_pain_point() -> None:
    analysis, _ = with_effect(-0.3)
    assert metric_views(analysis)[0].effect_decimals == 1
    assert kind_of(analysis) == "pain"
    analysis, _ = with_effect(-0.04, half_width=0.01)
    assert kind_of(analysis) == "pain"
    analysis, _ = with_effect(-0.01)
    analysis.tables["scorecard"].loc[lambda t: t["theme_id"] == "T005", ["shrunken", "shrunken_low", "shrunken_high"]] = None
    assert kind_of(analysis) == "no-cost"  # what is shown is zero, with an interval or without one


def test_all_outputs_say_the_same() -> None:
    analysis, label = with_effect(-0.01)
    page = build_document(analysis).metrics[0]
    assert [row.label for row in page.no_cost] == [label]
    assert label not in [row.label for row in [*page.pains, *page.candidates, *page.others, *page.strengths]]
    numbers = "0.0 [−1.5, +1.5]"
    html, summary, table = render_html(analysis), render_summary(analysis), render(analysis)  # type: ignore[arg-type]
    part = html.partition('data-theme="T005" data-kind="No measurable cost"')[2].partition("</tr>")[0]
    assert label in part and '<b class="mute">0.0</b>' in part and "<small>−1.5 to +1.5</small>" in part
    assert label not in summary
    ranked, _, free = table.partition("No measurable cost, though mostly negative: ")
    assert label not in ranked and free.startswith(f"“{label}” ({numbers})")
    assert label not in plugins.load("cxtext.renderers", "backlog")(analysis)
    row = next(line for line in load_exporter("csv").export(analysis)["themes.csv"].decode().splitlines() if f",{label}," in line)
    assert f",{label},no-cost,no," in row


def test_nothing_is_said_where_every_cost_shows() -> None:
    analysis = make_analysis()
    assert "No measurable cost" not in render_html(analysis) + render_summary(analysis)


def test_the_headline_does_not_deny_that_something_is_negative() -> None:
    analysis, _ = with_effect(-0.01)
    card, (view,) = analysis.tables["scorecard"], metric_views(analysis)
    pains = [f.theme_id for f in list_findings(analysis, view) if f.kind == "pain"]
    analysis.tables["scorecard"] = card[~card["theme_id"].isin(pains)]
    assert "the mostly negative ones have no measurable cost" in build_document(analysis).headline


def test_what_is_mostly_complained_about_is_no_strength_however_well_it_scores() -> None:
    analysis, label = with_effect(2.7)
    assert kind_of(analysis) == "other"
    page = build_document(analysis).metrics[0]
    assert label in [row.label for row in page.others] and label not in [row.label for row in page.strengths]
    assert "mostly negative, though those who mention it score better" in render_html(analysis)
    assert label not in render_summary(analysis).partition("What people praise")[2].partition("##")[0]


def test_candidates_without_an_interval_are_not_said_to_have_one() -> None:
    analysis = make_analysis()
    assert "chance alone" in build_document(analysis).metrics[0].ranking.candidates_note
    limits = [f"{lens}_{end}" for lens in ("adjusted", "impact", "shrunken") for end in ("low", "high")]
    analysis.tables["scorecard"][["shrunken", "q_value", *limits]] = None
    assert build_document(analysis).metrics[0].ranking.candidates_note.endswith("what they cost in NPS has no interval.")
    tickets = "".join(text.decode() for text in load_exporter("markdown").export(analysis).values())
    assert "chance alone could explain it" not in render_html(analysis) + tickets
    assert "this is not established, it has no interval" in tickets
