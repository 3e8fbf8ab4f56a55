"""What the numbers of a theme say, in a sentence without terms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fixtures.analysis import make_analysis

from cxtext.findings import Finding, describe_ranking, metric_views
from cxtext.findings.sentences import in_words
from cxtext.metrics import MetricView, metric_view


def finding(**columns: object) -> Finding:
    """Return an established finding; ``columns`` are its own fields, or those of its row of the scorecard."""
    analysis = make_analysis()
    f = describe_ranking(analysis, metric_views(analysis)[0]).pains[0].finding
    own = {name: columns.pop(name) for name in list(columns) if name in Finding.__dataclass_fields__}
    return replace(f, **own, score=replace(f.score, **columns))


def view(kind: str, unit: str) -> MetricView:
    """Return a metric as outputs show it, effects with one decimal."""
    row = {"kind": kind, "unit": unit, "direction": "higher"}
    return replace(metric_view("score", row, make_analysis().tables["scorecard"]), effect_decimals=1)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((-4.0, -6.0, -2.0), "over all answers being 4.0 points lower, between 2.0 and 6.0"),
        ((4.0, 2.0, 6.0), "over all answers being 4.0 points higher, between 2.0 and 6.0"),
        ((-1.0, -3.0, 0.5), "over all answers being 1.0 points lower, anywhere from 3.0 lower to 0.5 higher"),
    ],
)
def test_it_says_which_way_and_how_far(numbers: tuple[float, float, float], says: str) -> None:
    effect, low, high = numbers
    metric = metric_views(make_analysis())[0]
    f = finding(effect=effect, low=low, high=high, established=low * high > 0, share=0.234, redrawn_se=None)
    text = in_words(metric, f, "response", "“slow export”")
    start = (
        "Of 100 responses with a usable comment, about 23 mention “slow export”; the other themes held equal, that goes with NPS"
    )
    assert text == f"{start} {says}"


def test_it_counts_one_none_and_what_is_drawn_anew() -> None:
    metric = metric_views(make_analysis())[0]
    one = in_words(metric, finding(share=0.012), "response")
    assert one.startswith("Of 100 responses with a usable comment, about 1 mentions it;")
    few = in_words(metric, finding(share=0.002), "response")
    assert few.startswith("Fewer than one in 100 responses with a usable comment mentions it;")
    assert in_words(metric, finding(redrawn_se=0.4), "response").endswith("allows for other themes being found in another sample")
    assert "compared with the answers without it" in in_words(metric, finding(lens="impact"), "response")
    assert in_words(metric, finding(low=None), "response") == ""


@pytest.mark.parametrize(
    ("kind", "unit", "says"),
    [
        ("duration", "log points of hours", "being 10.5% longer, between 5.1% and 16.2%"),
        ("count", "tickets per month", "being 10.0 tickets per month higher, between 5.0 and 15.0"),
        ("csat", "percentage points of answers 4 to 5", "being 10.0 percentage points higher, between 5.0 and 15.0"),
    ],
)
def test_each_kind_of_metric_has_its_words(kind: str, unit: str, says: str) -> None:
    f = finding(effect=10.0, low=5.0, high=15.0)
    assert says in in_words(view(kind, unit), f, "response")


def test_the_first_pain_point_is_put_into_words_and_a_candidate_is_called_one() -> None:
    for weak in (False, True):
        analysis = make_analysis(weak=weak)
        ranking = describe_ranking(analysis, metric_views(analysis)[0])
        first, text = ranking.pains[0], ranking.first_in_words
        assert text.startswith(f"No. {first.rank} in words: of 100 responses") and f"“{first.name}”" in text
        assert text.endswith("Chance alone could explain that.") == weak
