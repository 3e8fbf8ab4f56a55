from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact import Design, Mentions, build_scorecard
from cxtext.metrics import Answers, make_outcome
from cxtext.settings import Metric

N, K = 240, 6


def tables(seed=0):
    rng = np.random.default_rng(seed)
    content = rng.random(N) > 0.2
    x = ((rng.random((N, K)) < np.linspace(0.3, 0.05, K)) & content[:, None]).astype(float)
    ids = [f"T{t:03d}" for t in range(1, K + 1)]
    themes = pd.DataFrame({"theme_id": ids, "parent_id": None, "status": "active", "stability": np.nan, "kind": "cause"})
    themes["origin"] = "found"
    polarity = pd.DataFrame({"theme_id": ids, "polarity_mean": -0.2, "negative_share": 0.5, "positive_share": 0.25})
    scores = np.clip(np.round(8.5 - x @ np.linspace(4, -1, K) + rng.normal(0, 1.5, N)), 0, 10)
    return themes, x, x * (rng.random((N, K)) < 0.6), polarity, scores, content


def said(x, negative, has_negative=None):
    return Mentions(csr_array(x), csr_array(negative), csr_array(x - negative), has_negative)


def build(parts, answers, **options):
    themes, x, negative, polarity, _, content = parts
    design = Design(**{"has_content": content, **options})
    return build_scorecard(themes, said(x, negative), polarity, answers, design, bootstraps=50)


def nps(scores, n_excluded=0, **options):
    return Answers(make_outcome(Metric(column="score", kind="nps", **options)), scores, n_excluded)


def test_one_row_a_theme_and_metric_best_rank_first():
    parts = tables()
    ease = Answers(make_outcome(Metric(column="ease", kind="ces", direction="higher", scale=(0, 10))), parts[4])
    found = build(parts, [nps(parts[4], 3), ease])
    card = found.scorecard
    assert list(card.columns) == list(schema.TABLES["scorecard"])
    assert card["metric"].tolist() == ["score"] * K + ["ease"] * K
    assert card["rank"].tolist() == [*range(1, K + 1)] * 2
    assert (card.groupby("metric")["priority"].diff().dropna() <= 0).all()
    schema.to_arrow("scorecard", card)
    schema.to_arrow("metrics", found.metrics)
    row = found.metrics.iloc[0]
    points = nps(parts[4]).outcome.points(parts[4])
    assert (row["n"], row["n_excluded"], row["unit"], row["direction"]) == (N, 3, "NPS points", "higher")
    assert row["value"] == pytest.approx(points.mean())
    assert row["commenters_n"] == parts[5].sum()
    assert row["commenters_value"] == pytest.approx(points[parts[5]].mean())
    assert 0 < row["r_squared"] < 1


def test_counts_and_shares_are_over_submissions_with_content():
    parts = tables()
    holes = parts[4].copy()
    holes[:60] = np.nan
    card = build(parts, [nps(holes)]).scorecard.set_index("theme_id")
    for t in range(K):
        row = card.loc[f"T{t + 1:03d}"]
        assert row["n_responses"] == parts[1][:, t].sum()
        assert row["share"] == pytest.approx(parts[1][:, t].sum() / parts[5].sum())
        assert row["n_metric"] == parts[1][60:, t].sum()


def test_sub_themes_and_hidden_themes_are_not_ranked():
    parts = tables()
    parts[0].loc[1, "parent_id"] = "T001"
    parts[0].loc[2, "status"] = "hidden"
    assert set(build(parts, [nps(parts[4])]).scorecard["theme_id"]) == {"T001", "T004", "T005", "T006"}


def test_stability_scales_the_priority():
    parts = tables()
    parts[0]["stability"] = 0.5
    card = build(parts, [nps(parts[4])]).scorecard
    assert card["priority"].to_numpy() == pytest.approx(0.5 * card["damage_low"].to_numpy())


def test_flipping_the_direction_leaves_the_effects_alone():
    parts = tables()
    up, down = (
        build(parts, [nps(parts[4], direction=way)]).scorecard.set_index("theme_id").sort_index() for way in ("higher", "lower")
    )
    for name in ("gap", "impact", "adjusted", "impact_low", "adjusted_high"):
        assert up[name].to_numpy() == pytest.approx(down[name].to_numpy(), abs=1e-9)
    assert ((up["damage"] > 0) ^ (down["damage"] > 0)).all()


def test_effort_and_ease_give_the_same_ranking():
    parts = tables()
    ease = Answers(make_outcome(Metric(column="e", kind="ces", direction="higher", scale=(0, 10))), parts[4])
    effort = Answers(make_outcome(Metric(column="e", kind="ces", direction="lower", scale=(0, 10))), 10 - parts[4])
    one, other = build(parts, [ease]).scorecard, build(parts, [effort]).scorecard
    for name in ("theme_id", "rank", "tier"):
        assert one[name].tolist() == other[name].tolist()
    assert one["damage_low"].to_numpy() == pytest.approx(other["damage_low"].to_numpy())
    assert one["adjusted"].to_numpy() == pytest.approx(-other["adjusted"].to_numpy())


@pytest.mark.parametrize("empty", [False, True])
def test_without_answers_themes_are_ranked_by_negative_volume(empty):
    parts = tables()
    found = build(parts, [nps(np.full(N, np.nan), 7)] if empty else [])
    card = found.scorecard
    assert set(card["metric"]) == {schema.VOLUME_METRIC}
    assert card["impact"].isna().all()
    assert card["adjusted"].isna().all()
    assert card["note"].str.contains("ranked by negative mentions").all()
    assert card["damage"].is_monotonic_decreasing
    negative = dict(zip(parts[0]["theme_id"], parts[2].sum(axis=0) / parts[5].sum(), strict=True))
    assert card["damage"].to_numpy() == pytest.approx(card["theme_id"].map(negative).to_numpy())
    assert (card["damage_low"] < card["damage"]).all()
    assert found.metrics["kind"].tolist() == (["nps", "volume"] if empty else ["volume"])
    assert [issue.code for issue in found.issues] == (["metric-empty"] if empty else [])


def test_unusable_weights_and_guessed_scales_are_reported():
    parts = tables()
    weights = np.ones(N)
    weights[:4] = [0, -1, np.nan, np.inf]
    stars = Answers(make_outcome(Metric(column="stars", kind="csat"), ["1", "5"]), np.clip(parts[4], 1, 5))
    found = build(parts, [stars], weight=weights)
    assert [issue.code for issue in found.issues] == ["weight-unusable", "scale-guessed"]
    assert found.issues[0].message.startswith("4 responses have no weight above 0")
    assert found.metrics["n"].tolist() == [N - 4]


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_next_to_nothing_is_a_table_too(n):
    themes, x, negative, polarity, scores, content = tables()
    mentions, design = said(x[:n], negative[:n]), Design(has_content=content[:n])
    found = build_scorecard(themes, mentions, polarity, [nps(scores[:n])], design, bootstraps=50)
    card = schema.conform("scorecard", found.scorecard)
    assert len(card) == K
    assert card["impact_low"].isna().all()
    assert card["note"].notna().all()
    assert (card["damage_low"] == 0).all() or n == 0


def test_no_theme_is_an_empty_scorecard():
    themes, x, negative, polarity, scores, content = tables()
    for answers in ([nps(scores)], []):
        mentions = said(x[:, :0], negative[:, :0])
        found = build_scorecard(themes.iloc[:0], mentions, polarity.iloc[:0], answers, Design(has_content=content))
        assert found.scorecard.empty
        assert list(found.scorecard.columns) == list(schema.TABLES["scorecard"])
        assert len(found.metrics) == 1


def test_row_order_changes_no_bit():
    parts = tables()
    shuffle = np.random.default_rng(3).permutation(N)
    people = np.arange(N) // 2
    moved = (parts[0], parts[1][shuffle], parts[2][shuffle], parts[3], parts[4][shuffle], parts[5][shuffle])
    for pick in (lambda p: [nps(p[4])], lambda p: []):
        one = build(parts, pick(parts), respondent=people)
        other = build(moved, pick(moved), respondent=people[shuffle])
        pd.testing.assert_frame_equal(one.scorecard, other.scorecard, check_exact=True)
        pd.testing.assert_frame_equal(one.metrics, other.metrics, check_exact=True)


def test_without_a_metric_the_share_of_negative_submissions_has_a_wilson_interval():
    from cxtext.metrics import wilson

    themes, _, _, polarity, _, _ = tables()
    negative = np.zeros((5, K))
    negative[0, 2] = 1.0
    content = np.array([True, True, True, True, False])
    mentions, design = said(negative, negative, [True, False, True, False, True]), Design(has_content=content)
    row = build_scorecard(themes, mentions, polarity, [], design).metrics.iloc[0]
    assert (row["metric"], row["n"], row["value"]) == (schema.VOLUME_METRIC, 4, 0.5)
    assert (row["low"], row["high"]) == pytest.approx(wilson(0.5, 4))
    assert build_scorecard(themes, said(negative, negative), polarity, [], design).metrics["value"].tolist() == [0.25]


def test_shares_are_weighted_as_those_of_groups_and_trends_are():
    parts = tables()
    w = np.random.default_rng(1).choice([0.5, 1.0, 4.0, np.nan, -1.0], N)
    card = build(parts, [nps(parts[4])], weight=w).scorecard.set_index("theme_id").loc[parts[0]["theme_id"]]
    counted = np.where(np.nan_to_num(w) > 0, w, 0.0) * parts[5]
    counted[np.isnan(counted)] = 0.0
    assert card["share"].to_numpy() == pytest.approx(parts[1].T @ counted / counted.sum())
    assert (card["n_responses"] == parts[1].sum(axis=0)).all()


def test_without_any_usable_weight_no_share_is_claimed():
    parts = tables()
    card = build(parts, [nps(parts[4])], weight=np.zeros(N)).scorecard
    assert (card["share"] == 0.0).all()


@pytest.mark.parametrize(("origin", "trust"), [("edited", 0.7), ("codebook", 1.0)])
def test_a_theme_that_was_edited_counts_as_much_as_the_middle_one(origin: str, trust: float):
    parts = tables()
    parts[0]["stability"] = [np.nan, 0.4, 0.6, 0.8, 0.1, 0.9]
    parts[0]["kind"] = ["cause"] * 4 + ["verdict", "cause"]
    parts[0]["origin"] = [origin] + ["found"] * 5
    card = build(parts, [nps(parts[4])]).scorecard.set_index("theme_id")
    assert card.loc["T001", "trust"] == pytest.approx(trust)
    assert card.loc["T002", "trust"] == 0.4 and card.loc["T005", "trust"] == 0


def test_edited_themes_count_in_full_where_no_stability_was_measured():
    parts = tables()
    parts[0]["origin"] = "edited"
    assert (build(parts, [nps(parts[4])]).scorecard["trust"] == 1).all()
