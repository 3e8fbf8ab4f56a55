from __future__ import annotations

import numpy as np
import pytest

from cxtext.impact.checks import Change, judge_placebos, place_placebos


def change(net, half=1.0):
    return Change(0.1, 0.1 + net, 0.0, net, net - half, net + half, 1.0, 3)


@pytest.mark.parametrize(("n_history", "n_after", "side"), [(600, 100, 100), (600, 900, 200), (300, 90, 90)])
def test_placebo_dates_lie_in_the_history_with_sides_of_equal_size(n_history, n_after, side):
    time = np.arange(n_history + n_after)
    periods = place_placebos(time[::-1], time[::-1] < n_history, n_after)
    assert len(periods) == 8
    for period in periods:
        assert ((period == 0).sum(), (period == 1).sum()) == (side, side)
        assert time[::-1][period >= 0].max() < n_history
        assert time[::-1][period == 0].max() < time[::-1][period == 1].min()


@pytest.mark.parametrize(("n_history", "n_after"), [(60, 500), (500, 20), (0, 10)])
def test_too_short_a_history_has_no_placebo_dates(n_history, n_after):
    time = np.arange(n_history + n_after)
    assert place_placebos(time, time < n_history, n_after) == []
    assert place_placebos(np.zeros(1000, dtype=int), np.ones(1000, dtype=bool), 100) == []


def test_p_is_the_share_of_placebos_as_large_in_any_measure():
    here = {"share": [change(2.0), change(0.1), Change(0.1, 0.1, note="few")], "impact": [change(0.5), change(2.5), change(0.1)]}
    earlier = [{"share": [change(0.2)] * 3, "impact": [change(0.4), change(0.1), change(0.3)]} for _ in range(8)]
    test = judge_placebos(0, here, earlier)
    assert (test.n_themes, test.n_dates, test.n) == (2, 8, 26)
    assert test.p_value == {"share": 2 / 27, "impact": 2 / 27}
    assert test.n_own == {"share": 0, "impact": 0}
    assert test.can_tell
    assert not test.is_rare("share")
    assert judge_placebos(1, here, earlier).is_rare("impact")
    bare = judge_placebos(0, here, [])
    assert bare.n == 2
    assert not bare.can_tell
