from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact import Design, measure_unscored, share_unscored


def survey():
    rng = np.random.default_rng(0)
    x, y = rng.random((200, 2)) < [0.4, 0.2], rng.normal(50, 20, 200)
    y = y - 15 * x[:, 0]
    w, hidden = rng.uniform(0.5, 2, 200), rng.random(200) < 0.25
    return csr_array(x.astype(float)), y, w, hidden


def difference(x, y, w):
    return np.average(y[x], weights=w[x]) - np.average(y[~x], weights=w[~x])


def test_metric_and_gap_move_by_the_shares_times_the_difference_of_the_missing_scores():
    x, y, w, hidden = survey()
    seen, design = np.where(hidden, np.nan, y), Design(weight=w)
    n, share, _ = share_unscored(seen, design)
    apart = np.average(y[hidden], weights=w[hidden]) - np.average(y[~hidden], weights=w[~hidden])
    assert n == hidden.sum()
    assert np.average(y[~hidden], weights=w[~hidden]) + share * apart == pytest.approx(np.average(y, weights=w))
    found = measure_unscored(x, seen, design)
    for t in range(2):
        mentioned = x[:, [t]].toarray().ravel() > 0
        gap = difference(mentioned[~hidden], y[~hidden], w[~hidden])
        moved = gap
        for side, name, sign in ((mentioned, "unscored_with", 1), (~mentioned, "unscored_without", -1)):
            away = np.average(y[side & hidden], weights=w[side & hidden]) - np.average(
                y[side & ~hidden], weights=w[side & ~hidden]
            )
            moved += sign * found[name][t] * away
        assert moved == pytest.approx(difference(mentioned, y, w))
        assert gap + found["unscored_with"][t] * found["gap_tip"][t] == pytest.approx(0, abs=1e-6)


def test_a_difference_that_no_scores_could_have_is_left_out():
    x, y, _, hidden = survey()
    seen = np.where(hidden, np.nan, y)
    assert np.isfinite(measure_unscored(x, seen)["gap_tip"]).all()
    assert np.isnan(measure_unscored(x, seen, span=1.0)["gap_tip"]).all()
    assert np.isnan(measure_unscored(x, y)["gap_tip"]).all()
    assert measure_unscored(x, y)["unscored_with"].tolist() == [0, 0]


def test_without_a_score_or_with_exposures_nothing_moves():
    x, y, _, hidden = survey()
    assert share_unscored(np.full(200, np.nan))[0] == 200
    assert np.isnan(share_unscored(np.full(200, np.nan))[1:]).all()
    rates = Design(exposure=np.ones(200), is_rate=True)
    assert np.isnan(share_unscored(np.where(hidden, np.nan, y), rates)[2])
    assert np.isnan(measure_unscored(x, np.where(hidden, np.nan, y), rates)["gap_tip"]).all()


def test_the_order_of_the_rows_does_not_show():
    x, y, w, hidden = survey()
    seen, order = np.where(hidden, np.nan, y), np.random.default_rng(1).permutation(200)
    one, other = (
        measure_unscored(x, seen, Design(weight=w)),
        measure_unscored(csr_array(x[order]), seen[order], Design(weight=w[order])),
    )
    assert all((one[name] == other[name]).all() for name in one)
    assert share_unscored(seen, Design(weight=w)) == share_unscored(seen[order], Design(weight=w[order]))
