from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext import schema
from cxtext.findings import metric_views
from cxtext.report import describe_silence
from cxtext.settings import Metric


@pytest.fixture
def analysis():
    made = make_analysis(300)
    metrics = made.tables["metrics"]
    metrics[["n", "commenters_n", "commenters_value"]] = [[1000, 620, -12.0]]
    metrics[["commenters_gap", "commenters_gap_low", "commenters_gap_high"]] = [[-12.0, -15.0, -9.0]]
    return made


def describe(analysis):
    return " ".join(describe_silence(analysis, metric_views(analysis)[0]))


def test_it_says_who_wrote_and_how_far_they_are_from_all(analysis):
    assert describe(analysis) == (
        "62% of those who answered wrote something; their NPS is −12.0, 12.0 points lower than that of all "
        "(95% interval of the difference [−15.0, −9.0])."
    )
    analysis.tables["metrics"]["commenters_gap_high"] = 2.0
    assert describe(analysis).endswith("so no difference is established).")


def test_it_says_what_the_first_pain_point_may_cost(analysis):
    first = analysis.tables["scorecard"].sort_values("rank")["theme_id"].iat[0]
    numbers = {"impact": -3.1, "impact_matched": -6.5, "impact_matched_low": -9.0, "impact_matched_high": -3.9}
    row = {"theme_id": first, "metric": "nps", **numbers, "impact_least": -22.6, "impact_most": 19.7}
    analysis.tables["silence"] = schema.conform("silence", pd.DataFrame([row]))
    text = describe(analysis)
    assert "(removal): −3.1 NPS points as it stands, −6.5 [−9.0, −3.9] if the silent" in text
    assert "from −22.6 to +19.7 if nothing is assumed" in text


def test_when_all_wrote_nothing_is_open(analysis):
    analysis.tables["metrics"]["commenters_n"] = 1000
    assert describe(analysis) == "All of those who answered wrote something."


def test_it_says_how_far_missing_scores_could_move_the_metric_and_the_first_gap(analysis):
    assert "no valid answer" not in describe(analysis)
    analysis.tables["metrics"][["n_unscored", "unscored_share", "unscored_shift"]] = [[150, 0.15, 11.6]]
    ending = (
        "15% of the responses have no valid answer: if theirs differ from the others by as much as answers usually do (one "
        "standard deviation), the NPS of all is off by 11.6"
    )
    assert describe(analysis).endswith(f"{ending} NPS points.")
    first = analysis.tables["scorecard"].sort_values("rank")["theme_id"].iat[0]
    row = {"theme_id": first, "metric": "nps", "gap_tip": 62.5}
    analysis.tables["silence"] = schema.conform("silence", pd.DataFrame([row]))
    assert "would be 0 only if those who mention it without a valid answer were 62.5 NPS points higher than" in describe(analysis)
    analysis.tables["silence"]["gap_tip"] = 250.0  # more than the scale is long
    manifest = replace(analysis.manifest, outcomes=(Metric(column="nps", kind="nps"),))
    assert "no answers that theirs could be would make the gap of" in describe(FakeAnalysis(analysis.tables, manifest))
    analysis.tables["metrics"]["commenters_n"] = 1000
    assert describe(analysis).startswith("All of those who answered wrote something. 15% of the responses")
