from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact import COLUMNS, Design, commenters_gap, measure_silence


def one(x, y, wrote, raw=None, **design):
    """Measure a single theme."""
    y = np.asarray(y, dtype=float)
    mentions, design = csr_array(np.array(x, float)[:, None]), Design(has_content=wrote, **design)
    found = measure_silence(mentions, y, y if raw is None else raw, design)
    return {name: float(value[0]) for name, value in found.items()}


def draw(n, seed=0):
    rng = np.random.default_rng(seed)
    raw = rng.integers(0, 11, n).astype(float)
    y = np.where(raw >= 9, 100.0, np.where(raw >= 7, 0.0, -100.0))
    wrote = rng.random(n) < np.where(raw <= 6, 0.8, 0.3)
    x = wrote & (rng.random(n) < np.where(raw <= 6, 0.3, 0.1))
    return x, y, wrote, raw, rng.uniform(0.5, 2, n)


def test_matched_numbers_are_the_poststratified_ones():
    x, y, wrote, raw, w = draw(500)
    found = one(x, y, wrote, raw, weight=w)
    rate = np.array([np.average(x[wrote & (raw == s)], weights=w[wrote & (raw == s)]) for s in range(11)])
    full = np.where(wrote, x, rate[raw.astype(int)])
    assert found["share_matched"] == pytest.approx(np.average(full, weights=w))
    without = np.average(y, weights=w * (1 - full))
    assert found["impact_matched"] == pytest.approx(np.average(y, weights=w) - without)
    assert found["impact"] == pytest.approx(np.average(y, weights=w) - np.average(y[~x], weights=w[~x]))
    assert found["share"] == pytest.approx(np.average(x[wrote], weights=w[wrote]))


def test_limits_are_as_wide_as_the_bootstrap_has_them():
    x, y, wrote, raw, _ = draw(400, 3)
    found, rng, draws = one(x, y, wrote, raw), np.random.default_rng(0), []
    for _ in range(300):
        k = rng.integers(0, 400, 400)
        again = one(x[k], y[k], wrote[k], raw[k])
        draws.append([again["share_matched"], again["impact_matched"], y[k][wrote[k]].mean() - y[k].mean()])
    widths = np.array([found[f"{name}_high"] - found[f"{name}_low"] for name in ("share_matched", "impact_matched")])
    low, high = commenters_gap(y, Design(has_content=wrote))[1:]
    assert np.r_[widths, high - low] == pytest.approx(3.92 * np.std(draws, axis=0), rel=0.15)


def test_worst_cases_are_those_of_all_possible_mentions():
    rng = np.random.default_rng(2)
    for _ in range(20):
        n = 9
        y, wrote, w = rng.choice([-100.0, 0.0, 100.0], n), rng.random(n) < 0.5, rng.integers(1, 4, n).astype(float)
        x = wrote & (rng.random(n) < 0.4)
        if not wrote.any():
            continue
        found, seen = one(x, y, wrote, weight=w), []
        for said in product([False, True], repeat=int((~wrote).sum())):
            full = x.copy()
            full[~wrote] = said
            if not full.all():
                seen.append((np.average(full, weights=w), np.average(y, weights=w) - np.average(y[~full], weights=w[~full])))
        shares, impacts = zip(*seen, strict=True)
        assert found["share_least"] == pytest.approx(min(shares))
        assert found["share_most"] >= max(shares) - 1e-9
        assert [found["impact_least"], found["impact_most"]] == pytest.approx([min(impacts), max(impacts)])


def test_when_everybody_wrote_nothing_is_left_open():
    x, y, _, raw, _ = draw(200)
    found = one(x, y, np.ones(200, bool), raw)
    assert found["share"] == pytest.approx(found["share_matched"]) == pytest.approx(found["share_least"])
    assert found["share_least"] == found["share_most"]
    assert found["impact_least"] == pytest.approx(found["impact"]) == pytest.approx(found["impact_most"])
    assert np.isnan(commenters_gap(y)).all()


def test_a_score_that_nobody_wrote_about_takes_the_nearest():
    y = [0, 0, 10, 10, 9, 9]
    assert one([1, 1, 0, 0, 0, 0], y, [1, 1, 1, 1, 0, 0])["share_matched"] == pytest.approx(2 / 6)


def test_many_different_scores_are_cut_into_parts():
    rng = np.random.default_rng(4)
    y = rng.normal(size=800)
    wrote = rng.random(800) < 0.5
    x = wrote & (rng.random(800) < np.where(y < 0, 0.4, 0.1))
    assert one(x, y, wrote)["share_matched"] == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_tiny_data_have_an_answer(n):
    for y, wrote in product((np.zeros(n), np.arange(float(n)), np.full(n, np.nan)), (np.ones(n, bool), np.zeros(n, bool))):
        for x in (np.zeros(n), np.ones(n)):
            for w in (None, np.r_[np.nan, -1.0, 1.0][:n]):
                found = one(x, y, wrote, weight=w, respondent=np.zeros(n))
                assert list(found) == list(COLUMNS)
                assert not np.isinf(list(found.values())).any()
                assert np.isnan(commenters_gap(y, Design(has_content=wrote, weight=w))[1])


def test_repeated_respondents_and_equal_weights():
    x, y, wrote, raw, _ = draw(300)
    who = np.repeat(np.arange(300), 3)
    plain = one(x, y, wrote, raw)
    again = one(*(np.repeat(v, 3) for v in (x, y, wrote, raw)), respondent=who, weight=np.full(900, 7.0))
    for name in COLUMNS:
        assert again[name] == pytest.approx(plain[name], abs=1e-9), name


@pytest.mark.parametrize("weighted", [False, True])
def test_submissions_alike_are_taken_together_and_nothing_changes(weighted):
    x, y, wrote, raw, _ = draw(500, 5)
    w = np.random.default_rng(5).choice([0.0, 1.0, 2.0], 500) if weighted else None
    together = one(x, y, wrote, raw, weight=w)
    # Scores that differ by nothing that shows leave every response on its own.
    apart = one(x, y + 1e-9 * np.arange(500), wrote, raw, weight=w)
    assert together == pytest.approx(apart, abs=1e-4)
