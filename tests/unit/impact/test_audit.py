from __future__ import annotations

import numpy as np
import pytest

from cxtext.impact.checks import audit_theme
from cxtext.impact.effects import Design
from cxtext.studies.audit import allocate, draw_sample, stratify


def test_the_sample_is_drawn_from_every_stratum_and_its_sizes_add_up():
    rng = np.random.default_rng(0)
    stratum = stratify(rng.random((3000, 5)) < [0.3, 0.1, 0.05, 0.01, 0.001])
    drawn = draw_sample(stratum, 400, random_state=4)
    assert len(set(drawn.tolist())) == len(drawn) == 400
    sizes, counts = np.bincount(stratum), np.bincount(stratum[drawn])
    assert counts.tolist() == allocate(sizes, 400).tolist()
    assert counts[-1] == pytest.approx(200, abs=30)
    assert (draw_sample(stratum, 400, random_state=4) == drawn).all()
    assert (draw_sample(stratum, 400, random_state=5) != drawn).any()


@pytest.mark.parametrize("sizes", [[5], [0, 7], [3, 0, 100], [1000, 1, 1, 1]])
@pytest.mark.parametrize("n", [1, 10, 50, 5000])
def test_no_stratum_gives_more_than_it_has(sizes, n):
    drawn = allocate(sizes, n)
    assert (drawn <= sizes).all()
    assert drawn.sum() >= min(n, sum(sizes))
    assert (drawn >= np.minimum(sizes, 2)).all() or n >= sum(sizes)


def test_the_rarest_tag_decides():
    tagged = np.array([[1, 1, 0], [1, 0, 0], [1, 0, 1], [0, 0, 0], [1, 0, 1]], dtype=bool)
    assert stratify(tagged).tolist() == [1, 0, 2, 3, 2]
    assert stratify(np.zeros((2, 0), dtype=bool)).tolist() == [0, 0]


def draw(n=400, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.random(n) < 0.2
    tagged = np.where(x, rng.random(n) < 0.7, rng.random(n) < 0.06)
    y = rng.choice([-100.0, 0.0, 100.0], n) - 40 * x
    label = np.where(rng.random(n) < 0.5, x, np.nan)
    return x, tagged, y, label, rng.integers(0, 2, n)


def test_it_is_the_formula_written_out():
    _, tagged, y, label, stratum = draw()
    w = np.random.default_rng(1).uniform(0.5, 2, len(y))
    found, note = audit_theme(tagged, label, stratum, y, Design(weight=w))
    assert note == ""
    total, missed, right, corrected = 0, 0.0, 0.0, tagged.astype(float)
    for h in (0, 1):
        for side in (False, True):
            here = (stratum == h) & (tagged == side)
            pi = np.isfinite(label[here]).mean()
            estimate = np.nansum(label[here]) / pi
            right, missed = (right + estimate, missed) if side else (right, missed + estimate)
            seen = here & np.isfinite(label)
            corrected[seen] -= (tagged[seen] - label[seen]) / pi
            total += here.sum()
    assert found["precision"] == pytest.approx(right / tagged.sum())
    assert found["recall"] == pytest.approx(right / (right + missed))
    assert found["share"] == pytest.approx((right + missed) / total)
    without = (w * (1 - corrected)) @ y / (w @ (1 - corrected))
    assert found["impact"] == pytest.approx(np.average(y, weights=w) - without)
    assert found["tagged_impact"] == pytest.approx(np.average(y, weights=w) - np.average(y[~tagged], weights=w[~tagged]))
    for name in ("precision", "recall", "share", "impact"):
        assert found[f"{name}_low"] < found[name] < found[f"{name}_high"]


def test_when_everything_is_labelled_the_rates_are_known_and_the_impact_is_the_plain_one():
    from scipy.sparse import csr_array

    from cxtext.impact.effects import measure_effects

    x, tagged, y, _, stratum = draw(2000)
    found, _ = audit_theme(tagged, x.astype(float), stratum, y)
    assert found["recall_low"] == pytest.approx(found["recall_high"]) == pytest.approx((x & tagged).sum() / x.sum())
    assert found["precision_low"] == found["precision_high"]
    plain = measure_effects(csr_array(x[:, None].astype(float)), y).columns
    assert found["impact"] == pytest.approx(plain["impact"][0])
    assert [found["impact_low"], found["impact_high"]] == pytest.approx(
        [plain["impact_low"][0], plain["impact_high"][0]], abs=0.3
    )


def test_submissions_without_words_mention_nothing_and_are_not_sampled():
    _, tagged, y, label, stratum = draw()
    silent = np.full(100, -1)
    found, _ = audit_theme(
        np.r_[tagged, np.zeros(100, bool)],
        np.r_[label, np.full(100, np.nan)],
        np.r_[stratum, silent],
        np.r_[y, np.full(100, 90.0)],
    )
    plain, _ = audit_theme(tagged, label, stratum, y)
    assert [found[k] for k in ("precision", "recall", "share")] == [plain[k] for k in ("precision", "recall", "share")]
    assert found["impact"] < plain["impact"]


def test_no_error_found_is_no_proof_that_there_is_none():
    tagged = np.arange(1000) < 100
    label = np.where((np.arange(1000) % 4) == 0, tagged, np.nan)
    found, _ = audit_theme(tagged, label, (~tagged).astype(int), np.arange(1000.0))
    assert (found["precision"], found["recall"]) == (1.0, 1.0)
    assert found["precision_low"] < 0.95
    assert found["recall_low"] < 0.95
    assert found["share_high"] > 0.1


@pytest.mark.parametrize(
    ("tagged", "label", "reason"),
    [
        ([1, 1, 1, 0, 0, 0], [np.nan, np.nan, np.nan, 0, 1, 0], "no response tagged with it was checked"),
        ([1, 1, 1, 0, 0, 0], [1, 0, 1, np.nan, np.nan, np.nan], "not enough responses without the tag were checked"),
        ([0, 0, 0, 0, 0, 0], [0, 1, 0, np.nan, np.nan, np.nan], "no response is tagged with it"),
    ],
)
def test_what_nobody_looked_at_has_a_reason(tagged, label, reason):
    found, note = audit_theme(np.array(tagged, bool), label, 1 - np.array(tagged), [0.0, 5, 9, 3, 2, 8])
    assert note.startswith(reason)
    assert np.isnan(found["impact"])
    assert np.isnan(found["precision"]) == (reason != "not enough responses without the tag were checked")


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("tagged", [True, False])
def test_tiny_and_one_sided_data_have_an_answer(n, tagged):
    for y in (np.zeros(n), np.arange(float(n)), np.full(n, np.nan)):
        for w in (None, np.r_[np.nan, -1.0, 1.0][:n], np.zeros(n)):
            found, _ = audit_theme(
                np.full(n, tagged), np.full(n, 1.0), np.zeros(n, int), y, Design(weight=w, respondent=np.zeros(n))
            )
            assert not np.isfinite(found["impact_low"])
            assert not np.isinf(list(found.values())).any()
