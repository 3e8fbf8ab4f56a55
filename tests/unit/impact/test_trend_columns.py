from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import Design
from cxtext.impact.time import count_waves, find_waves, measure_trends
from cxtext.metrics import Answers, make_outcome
from cxtext.settings import Metric

N, WAVES = 60, 6


def stamps(days):
    return pd.Series(pd.to_datetime(days, utc=True)).astype("datetime64[us, UTC]")


def survey(seed=0):
    """Return mentions of two themes and the waves of 6 months with 60 responses each."""
    rng = np.random.default_rng(seed)
    days = [f"2024-{m + 1:02d}-{1 + i % 28:02d}" for m in range(WAVES) for i in range(N)]
    x = (rng.random((N * WAVES, 2)) < [0.3, 0.1]).astype(float)
    return csr_array(x), find_waves(stamps(days), None, np.ones(len(days), dtype=bool)), rng


def trends(x, waves, *design, **options):
    return measure_trends(["T001", "T002"], x, waves, *design, **options)


def test_equal_weights_and_single_respondents_change_nothing():
    x, waves, _ = survey()
    pd.testing.assert_frame_equal(trends(x, waves), trends(x, waves, Design(weight=np.full(360, 3.0), respondent=np.arange(360))))


def test_weights_move_the_shares_and_repeats_widen_the_intervals():
    x, waves, rng = survey()
    w, who = rng.choice([0.2, 4.0], 360), np.repeat(np.arange(60), 6)
    plain, weighted, repeated = (
        trends(x, waves),
        trends(x, waves, Design(weight=w)),
        trends(csr_array(np.repeat(x.toarray()[:60], 6, axis=0)), waves, Design(respondent=who)),
    )
    here = waves.codes == 2
    assert weighted.loc[2, "share"] == pytest.approx(np.average(x.toarray()[here, 0], weights=w[here]))
    assert weighted.loc[2, ["n", "n_wave"]].tolist() == plain.loc[2, ["n", "n_wave"]].tolist()
    for table in (weighted, repeated):
        assert (table["high"] - table["low"]).mean() > 1.2 * (plain["high"] - plain["low"]).mean()
    # six answers of ten people each a wave are worth about ten
    assert count_waves(csr_array(np.repeat(x.toarray()[:60], 6, axis=0)), waves, Design(respondent=who)).sizes == pytest.approx(
        np.full(6, 9), rel=0.3
    )


@pytest.mark.parametrize("bad", [0.0, -2.0, np.nan, np.inf])
def test_a_wave_without_usable_weights_has_no_row(bad):
    x, waves, _ = survey()
    w = np.ones(360)
    w[waves.codes == 5] = bad
    table = trends(x, waves, Design(weight=w))
    assert table["wave"].unique().tolist() == [f"2024-{m:02d}" for m in range(1, 6)]
    assert table.loc[table["p_value"].notna(), "wave"].unique().tolist() == ["2024-05"]
    assert trends(x, waves, Design(weight=np.full(360, bad))).empty


def test_polarity_and_metric_are_those_of_who_mentions_it_in_the_wave():
    x, waves, rng = survey()
    raw = rng.integers(0, 11, 360).astype(float)
    raw[waves.codes == 1] = np.nan
    row, theme = x.nonzero()
    said = pd.DataFrame(
        {"submission": np.r_[row, row], "theme": np.r_[theme, theme], "polarity": rng.uniform(-1, 1, 2 * len(row))}
    )
    answers = Answers(make_outcome(Metric(column="nps", kind="nps")), raw)
    table = trends(x, waves, opinions=said, answers=answers).set_index(["theme_id", "wave"])
    here = np.flatnonzero((x.toarray()[:, 0] > 0) & (waves.codes == 2))
    cell = table.loc[("T001", "2024-03")]
    assert cell["n_units"] == 2 * len(here)
    assert cell["polarity_mean"] == pytest.approx(
        said.loc[(said["theme"] == 0) & said["submission"].isin(here), "polarity"].mean()
    )
    assert cell["n_metric"] == len(here)
    assert cell["metric"] == pytest.approx(100 * ((raw[here] >= 9).mean() - (raw[here] <= 6).mean()))
    assert cell["metric_low"] < cell["metric"] < cell["metric_high"]
    empty = table.loc[("T001", "2024-02")]
    assert empty["n_metric"] == 0
    assert pd.isna(empty["metric"])
    schema.to_arrow("trends", table.reset_index())
    order = rng.permutation(360)
    back = np.argsort(order)
    moved = said.assign(submission=back[said["submission"]]).sample(frac=1, random_state=0)
    again = find_waves(
        stamps([f"2024-{k + 1:02d}-{1 + i % 28:02d}" for k in range(WAVES) for i in range(N)]).iloc[order],
        None,
        np.ones(360, dtype=bool),
    )
    shuffled = trends(csr_array(x.toarray()[order]), again, opinions=moved, answers=Answers(answers.outcome, raw[order]))
    pd.testing.assert_frame_equal(table.reset_index(), shuffled)


@pytest.mark.parametrize("days", [["2024-01-05"], ["2024-01-05", "2180-01-05"], ["2024-01-05"] * 3])
def test_few_dates_or_dates_far_in_the_future_are_no_error(days):
    waves = find_waves(stamps(days), None, np.ones(len(days), dtype=bool))
    table = trends(csr_array(np.ones((len(days), 2))), waves)
    assert table["share"].tolist() == [1.0] * len(table)
    assert table["flag"].isna().all()


def test_a_silent_month_is_reported_unless_the_survey_is_mostly_silent():
    monthly = [f"2024-{m:02d}-{d:02d}" for m in (1, 2, 3, 5, 6, 7, 8) for d in (1, 15, 28)]
    found = find_waves(stamps(monthly), None, np.ones(len(monthly), dtype=bool))
    assert [one.message for one in found.issues] == [
        "1 wave without any response, 2024-04: those on either side are compared as neighbours"
    ]
    twice = [f"{y}-{m:02d}-15" for y in (2023, 2024) for m in (4, 10)]
    assert find_waves(stamps(twice), None, np.ones(4, dtype=bool)).issues == []
