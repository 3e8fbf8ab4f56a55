from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cxtext.errors import ConfigError
from cxtext.metrics import make_outcome, nps
from cxtext.settings import Metric


def outcome(kind, values=None, **options):
    return make_outcome(Metric(column="q", kind=kind, **options), values)


def reasons(made, cells):
    return dict(made.validate(cells)[1])


def test_nps_takes_whole_numbers_from_0_to_10_only():
    cells = ["10", " 9 ", "8.0", 7, 6.0, "0", "11", "-1", "7.5", "great", True, math.inf, "1e400", "1_0", "1e-200"]
    raw, found = outcome("nps").validate(cells)
    assert raw[:6].tolist() == [10, 9, 8, 7, 6, 0]
    assert np.isnan(raw[6:]).all()
    assert dict(found) == {
        6: "11: outside 0 to 10",
        7: "-1: outside 0 to 10",
        8: "7.5: not a whole number",
        9: "'great' is not a number",
        10: "True is not a number",
        11: "inf: too large to be an answer",
        12: "inf: too large to be an answer",
        13: "'1_0' is not a number",
        14: "1e-200: too small to be an answer",
    }


@pytest.mark.parametrize("blank", ["", "  ", "n/a", "NaN", "NULL", None, math.nan, np.nan, pd.NA, pd.NaT])
@pytest.mark.parametrize("kind", ["nps", "csat", "binary", "number"])
def test_blank_cells_are_missing_without_a_reason(kind, blank):
    raw, found = outcome(kind).validate([blank, "1"])
    assert np.isnan(raw[0])
    assert raw[1] == 1
    assert found == []


def test_a_cell_of_any_type_gets_a_reason_not_an_error():
    assert set(reasons(outcome("nps"), [["9"], {"a": 1}, pd.Timestamp("2024-01-01"), b"9x"])) == {0, 1, 2, 3}


def test_long_text_is_shortened_in_its_reason():
    (reason,) = reasons(outcome("nps"), ["so " * 400]).values()
    assert len(reason) < 80


def test_nps_value_and_points():
    made = outcome("nps")
    assert made.points(np.array([10.0, 9, 8, 7, 6, 0, np.nan])).tolist()[:6] == [100, 100, 0, 0, -100, -100]
    assert made.summarize(np.array([10.0, 9, 8, 3])).value == 25.0
    assert (made.unit, made.sign, made.direction) == ("NPS points", 1, "higher")


def test_nps_on_a_declared_1_to_10_scale_excludes_0():
    assert set(reasons(outcome("nps", scale=(1, 10)), ["0", "1"])) == {0}


def test_nps_words_count_only_when_declared():
    cells = ["Absolutely", "0"]
    assert set(reasons(outcome("nps"), cells)) == {0}
    raw, found = outcome("nps", words={"Absolutely": 10, "typo": 12}).validate([*cells, "TYPO"])
    assert raw[:2].tolist() == [10, 0]
    assert found == [(2, "12: outside 0 to 10")]


def test_public_nps_counts_what_it_leaves_out():
    found = nps([10, 9, 8, 3, 11, "text", None])
    assert (found.value, found.n, found.n_excluded) == (25.0, 4, 2)
    assert found.note == "2 excluded, first 11: outside 0 to 10"
    none = nps([])
    assert none.n == 0
    assert none.note == "no valid answer"
    assert math.isnan(none.value)


def test_csat_is_the_share_of_the_top_two_of_five():
    made = outcome("csat", scale=(1, 5))
    found = made.summarize(np.array([5.0, 4, 4, 3, 1]))
    assert found.value == 60.0
    # Wilson, computed by hand: centre (0.6 + z2/10) / (1 + z2/5), z = 1.96.
    assert found.low == pytest.approx(23.07, abs=0.01)
    assert found.high == pytest.approx(88.24, abs=0.01)
    assert made.unit == "percentage points of answers 4 to 5"


@pytest.mark.parametrize(("scale", "first"), [((1, 7), 6), ((1, 10), 8), ((0, 10), 8), ((1, 3), 3), ((1, 4), 4), ((1, 5), 4)])
def test_the_top_box_is_in_proportion(scale, first):
    answers = np.arange(scale[0], scale[1] + 1.0)
    assert answers[outcome("csat", scale=scale).points(answers) > 0].min() == first


def test_the_top_box_can_be_declared():
    assert outcome("csat", scale=(1, 5), top=5).points(np.array([4.0, 5.0])).tolist() == [0, 100]


def test_csat_with_good_answers_at_the_low_end_mirrors():
    school = outcome("csat", scale=(1, 5), direction="lower")
    plain = outcome("csat", scale=(1, 5))
    answers = np.array([1.0, 2, 2, 3, 5])
    assert school.summarize(answers).value == plain.summarize(6 - answers).value == 60.0
    assert school.unit == "percentage points of answers 1 to 2"
    assert (school.sign, school.direction) == (1, "higher")


@pytest.mark.parametrize(
    ("answers", "scale"),
    [
        (["5", "1"], (1, 5)),
        (["7", "2"], (1, 7)),
        (["10"], (1, 10)),
        (["0", "10"], (0, 10)),
        ([], (1, 5)),
        (["5"] * 99 + ["55"], (1, 5)),
    ],
)
def test_a_scale_that_is_not_declared_comes_from_the_answers_with_a_note(answers, scale):
    made = outcome("csat", answers)
    assert made.scale == scale
    assert len(made.notes) == 1
    assert f"taken as {scale[0]} to {scale[1]}" in made.notes[0]


def test_answers_that_fit_no_scale_are_a_config_error():
    with pytest.raises(ConfigError, match="fit no usual csat scale"):
        outcome("csat", ["88", "92", "75"])


def test_ces_is_the_mean_and_needs_its_direction():
    effort = outcome("ces", scale=(1, 7), direction="lower")
    found = effort.summarize(np.array([1.0, 2, 3]))
    assert (found.value, effort.sign) == (2.0, -1)
    # Three more answers, 3/4 at 1 and at 7, the rest at 4: mean 3, sum of squares 5 + 15 + 1.5.
    assert found.high == pytest.approx(3 + 1.959964 * math.sqrt(21.5) / 6, abs=1e-4)
    assert found.low == pytest.approx(3 - 1.959964 * math.sqrt(21.5) / 6, abs=1e-4)
    with pytest.raises(ConfigError, match="needs a direction"):
        outcome("ces", scale=(1, 7))


def test_ces_with_a_top_is_a_share():
    assert outcome("ces", scale=(1, 7), direction="higher", top=5).summarize(np.array([5.0, 4, 7, 1])).value == 50.0


def test_flipping_scale_and_direction_flips_signs_only():
    answers = np.array([1.0, 2, 2, 5, 7])
    effort = outcome("ces", scale=(1, 7), direction="lower")
    ease = outcome("ces", scale=(1, 7), direction="higher")
    one, other = effort.summarize(answers), ease.summarize(8 - answers)
    assert (one.value, one.low, one.high) == pytest.approx((8 - other.value, 8 - other.high, 8 - other.low))
    assert effort.sign == -ease.sign


def test_binary_words():
    raw, found = outcome("binary").validate(
        ["Yes", "NO", "true", "F", 1, "0", True, False, "recommended", "Not Recommended", "2", "maybe"]
    )
    assert raw[:10].tolist() == [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert dict(found) == {10: "2: expected yes or no, 1 or 0", 11: "'maybe' is not a number or a declared word"}


def test_binary_is_a_share():
    made = outcome("binary", direction="lower")
    assert made.summarize(np.array([1.0, 0, 0, 0])).value == 25.0
    assert made.sign == -1


def test_number_is_the_winsorised_mean():
    made = outcome("number")
    raw = np.concatenate([np.arange(200.0), [1e9]])
    # 1% of 201 is 2 answers at either end: they become the nearest that stays.
    assert made.points(raw).max() == 198
    assert made.points(raw).min() == 2
    assert made.summarize(raw).value == pytest.approx(np.mean(np.clip(raw, 2, 198)))
    assert made.points(np.array([1.0, np.nan, 1e9])).tolist()[::2] == [1, 1e9]


def test_number_keeps_to_a_declared_scale_and_refuses_the_absurd():
    assert set(reasons(outcome("number", scale=(0, 100)), ["101", "-3", "50", "1e150", "1,234"])) == {0, 1, 3, 4}


def test_a_mean_without_spread_has_no_interval_and_says_why():
    made = outcome("number")
    equal, one = made.summarize(np.full(9, 3.0)), made.summarize(np.array([3.0]))
    assert equal.value == one.value == 3
    assert np.isnan([equal.low, equal.high, one.low, one.high]).all()
    assert "equal" in equal.note
    assert "one answer" in one.note


@pytest.mark.parametrize("kind", ["nps", "csat", "ces", "binary"])
def test_unanimous_answers_still_have_an_interval(kind):
    scale = (1, 5) if kind in ("csat", "ces") else None
    found = outcome(kind, scale=scale, direction="higher").summarize(np.ones(8))
    assert found.low < found.high
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(
    ("kind", "options"), [("nps", {"scale": (0, 5)}), ("csat", {"scale": (5, 1)}), ("csat", {"scale": (1, 5), "top": 9})]
)
def test_declarations_that_make_no_sense(kind, options):
    with pytest.raises(ConfigError):
        outcome(kind, **options)


KINDS = [
    ("nps", {}, 11),
    ("csat", {"scale": (1, 5)}, 6),
    ("ces", {"scale": (1, 7), "direction": "lower"}, 8),
    ("binary", {}, 2),
    ("number", {}, 50),
]


@pytest.mark.parametrize(("kind", "options", "high"), KINDS)
def test_weights_of_one_change_no_bit(kind, options, high):
    raw = np.random.default_rng(3).integers(min(1, high - 2), high, 60).astype(float)
    made = outcome(kind, **options)
    assert made.summarize(raw) == made.summarize(raw, np.ones(60)) == made.summarize(raw, np.full(60, 0.7), np.arange(60))


@pytest.mark.parametrize(("kind", "options", "high"), KINDS)
def test_weights_and_repeats_widen_the_interval(kind, options, high):
    raw = np.random.default_rng(5).integers(min(1, high - 2), high, 40).astype(float)
    made = outcome(kind, **options)
    plain = made.summarize(raw)
    weighted = made.summarize(raw, np.tile([1.0, 4.0], 20))
    # Everybody answers four times, always the same: 40 people, not 160.
    repeated = made.summarize(np.repeat(raw, 4), clusters=np.repeat(np.arange(40), 4))
    assert weighted.high - weighted.low > plain.high - plain.low
    assert repeated.high - repeated.low == pytest.approx(plain.high - plain.low, rel=0.1)
    assert repeated.n == 160


def test_unusable_weights_leave_their_answers_out():
    made = outcome("nps")
    raw = np.array([10.0, 10, 0, 0, 0, 0])
    assert made.summarize(raw, [1, 1, 0, -1, np.nan, np.inf]).value == 100
    assert made.summarize(raw, np.zeros(6)).note == "no valid answer"


def test_one_respondent_is_one_respondent():
    found = outcome("nps").summarize(np.array([10.0] * 30), clusters=np.zeros(30))
    assert found.high - found.low > 100


def test_weights_are_the_same_to_the_last_bit_in_any_order():
    from cxtext.metrics import usable_weights

    rng = np.random.default_rng(3)
    given = rng.gamma(2, 1, 501)
    for _ in range(20):
        order = rng.permutation(len(given))
        assert (usable_weights(given[order], len(given)) == usable_weights(given, len(given))[order]).all()


@pytest.mark.parametrize(("kind", "options", "high"), KINDS)
@pytest.mark.parametrize("largest", [1e9, 1e12, 1e17, 1e200])
def test_one_weight_above_all_others_is_one_answer(kind, options, high, largest):
    made = outcome(kind, **options)
    raw = np.array([1.0, 0, 1, 1, 0] if kind == "binary" else [1.0, 3, 3, 4, 5])
    found, alone = made.summarize(raw, [largest, 1, 1, 1, 1]), made.summarize(raw[:1])
    assert found.value == pytest.approx(alone.value, abs=1e-6)
    if kind == "number":
        assert np.isnan([found.low, found.high]).all() and "outweighs" in found.note
    else:
        assert found.low == pytest.approx(alone.low, abs=1e-3) and found.high == pytest.approx(alone.high, abs=1e-3)
        tamer = made.summarize(raw, [20, 1, 1, 1, 1])
        assert found.high - found.low > tamer.high - tamer.low


@pytest.mark.parametrize(("kind", "options", "high"), KINDS)
@pytest.mark.parametrize("is_equal", [True, False])
def test_the_scale_of_the_weights_does_not_matter(kind, options, high, is_equal):
    rng, made = np.random.default_rng(7), outcome(kind, **options)
    for _ in range(60):
        n = int(rng.integers(2, 12))
        raw = np.full(n, float(rng.integers(1, high))) if is_equal else rng.integers(min(1, high - 2), high, n).astype(float)
        weights, scale = rng.uniform(0.2, 3, n), 10 ** rng.uniform(-6, 6)
        one, other = made.summarize(raw, weights), made.summarize(raw, weights * scale)
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-9, nan_ok=True)
