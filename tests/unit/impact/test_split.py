from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cxtext.impact import Design, Mentions, build_scorecard
from cxtext.impact.effects import Subthemes
from cxtext.metrics import Answers, make_outcome
from cxtext.settings import Metric

IDS = ["T001", "T002", "T003"]
#: Three parts of the first theme, one of the second, none of the third.
PARENTS = ["T001", "T001", "T001", "T002"]
PARTS = ["T004", "T005", "T006", "T007"]


def survey(seed, n, *, weighted=False, repeated=False, silent=True):
    """Return mentions of themes and of their parts, and a design."""
    rng = np.random.default_rng(seed)
    content = rng.random(n) > (0.2 if silent else 0.0)
    x = (rng.random((n, 3)) < [0.5, 0.3, 0.2]) & content[:, None]
    parent = [IDS.index(theme) for theme in PARENTS]
    parts = (rng.random((n, 4)) < 0.45) & x[:, parent]
    bad, bad_parts = x & (rng.random((n, 3)) < 0.6), parts & (rng.random((n, 4)) < 0.6)
    bad |= np.stack([bad_parts[:, :3].any(axis=1), bad_parts[:, 3], bad[:, 2]], axis=1)
    matrices = [csr_array(m.astype(float)) for m in (x, bad, x & ~bad, parts, bad_parts)]
    mentions = Mentions(*matrices[:3], subthemes=Subthemes(PARTS, PARENTS, *matrices[3:]))
    weight = rng.uniform(0.1, 4, n) * (rng.random(n) > 0.1) if weighted else None
    respondent = rng.integers(0, max(n // 2, 1), n) if repeated else None
    design = Design(respondent=respondent, weight=weight, has_content=content)
    return mentions, design, rng


def measure(mentions, design, answers):
    themes = pd.DataFrame({"theme_id": IDS, "parent_id": None, "status": "active", "stability": np.nan, "kind": "cause"})
    polarity = pd.DataFrame({"theme_id": IDS, "polarity_mean": -0.2, "negative_share": 0.5, "positive_share": 0.25})
    return build_scorecard(themes, mentions, polarity, answers, design, bootstraps=20)


def answers_of(kind, rng, mentions):
    """Return answers of one kind of metric, a fifth of them missing, lower where the first part is mentioned."""
    n = mentions.any.shape[0]
    toll = mentions.subthemes.any.toarray()[:, 0]
    scores = np.clip(np.round(8 - 4 * toll + rng.normal(0, 2, n)), 0, 10)
    scores[rng.random(n) < 0.2] = np.nan
    if kind == "duration":
        metric, raw = Metric(column="m", kind="duration", unit="hours"), 1 + scores
    elif kind == "ces":
        metric, raw = Metric(column="m", kind="ces", direction="lower", scale=(0, 10)), scores
    else:
        metric, raw = Metric(column="m", kind=kind), scores
    return Answers(make_outcome(metric, raw), raw)


def check_sums(impact):
    """Points of the parts add up to the effect of their theme; each response is in at least one part."""
    card = impact.scorecard.set_index(["metric", "theme_id"])
    effect = card["adjusted"].fillna(card["impact"])
    effect = effect.where(effect.index.get_level_values("metric") != "negative_mentions", card["damage"])
    rows = impact.subthemes
    assert set(rows["theme_id"]) <= {"T001", "T002"}
    for key, own in rows.groupby(["metric", "theme_id"]):
        if np.isfinite(effect[key]):
            assert own["points"].sum() == pytest.approx(effect[key], abs=1e-8)
        else:
            assert own["points"].isna().all()
        assert own["n_responses"].max() <= card["n_responses"][key] <= own["n_responses"].sum()
        assert own["share"].sum() >= card["share"][key] - 1e-9
        assert own["subtheme_id"].isna().sum() == 1
    return rows


@settings(max_examples=30)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 120),
    kind=st.sampled_from(["nps", "number", "duration", "ces"]),
    weighted=st.booleans(),
    repeated=st.booleans(),
    silent=st.booleans(),
)
def test_parts_and_what_is_in_none_add_up_to_the_theme(seed, n, kind, weighted, repeated, silent):
    mentions, design, rng = survey(seed, n, weighted=weighted, repeated=repeated, silent=silent)
    check_sums(measure(mentions, design, [answers_of(kind, rng, mentions)]))
    check_sums(measure(mentions, design, []))


def test_the_part_that_costs_has_the_points():
    mentions, design, rng = survey(3, 2000)
    rows = check_sums(measure(mentions, design, [answers_of("nps", rng, mentions)])).set_index("subtheme_id")
    points = rows["points"]
    assert points["T004"] < 2.5 * min(points["T005"], points["T006"])


def test_a_response_in_two_parts_counts_once():
    n = 60
    x, parts = np.zeros((n, 3)), np.zeros((n, 4))
    x[:20, 0], parts[:20, 0], parts[:20, 1] = 1, 1, 1
    themes = csr_array(x)
    mentions = Mentions(themes, themes, csr_array(0 * x), subthemes=Subthemes(PARTS, PARENTS, csr_array(parts), csr_array(parts)))
    raw = np.where(x[:, 0] > 0, 2.0, 10.0)
    impact = measure(mentions, Design(), [Answers(make_outcome(Metric(column="m", kind="nps")), raw)])
    rows = impact.subthemes[impact.subthemes["theme_id"] == "T001"].set_index("subtheme_id")
    assert rows.loc[["T004", "T005"], "n_responses"].tolist() == [20, 20]
    assert rows.loc["T004", "points"] == rows.loc["T005", "points"] == pytest.approx(-200 / 3 / 2)
    assert rows["points"].sum() == pytest.approx(-200 / 3)
    assert impact.scorecard.set_index("theme_id").loc["T001", "n_responses"] == 20


def test_the_order_of_the_rows_does_not_show():
    mentions, design, rng = survey(5, 300, weighted=True, repeated=True)
    answers = answers_of("number", rng, mentions)
    first = measure(mentions, design, [answers]).subthemes
    order = np.random.default_rng(0).permutation(300)
    parts = mentions.subthemes
    turned = Mentions(
        *(csr_array(m[order]) for m in (mentions.any, mentions.negative, mentions.positive)),
        subthemes=Subthemes(PARTS, PARENTS, csr_array(parts.any[order]), csr_array(parts.negative[order])),
    )
    again = measure(turned, design.take(order), [Answers(answers.outcome, answers.raw[order])]).subthemes
    pd.testing.assert_frame_equal(first, again, check_exact=True)
