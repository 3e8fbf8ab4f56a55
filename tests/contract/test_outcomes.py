"""Every kind of metric keeps the same promises: what it reads, what it computes, and how it is written."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pytest

from cxtext.metrics import ACRONYMS, KINDS, VIEWS, VOLUME, MetricView, Outcome, make_outcome
from cxtext.settings import DECLARABLE, OPTION_TABLE, Direction, Metric, MetricKind


@dataclass(frozen=True)
class Example:
    """A declaration with cells that are answers and cells that are not."""

    metric: Metric
    valid: tuple[str, ...]
    wrong: tuple[str, ...]


EXAMPLES = {
    "nps": Example(Metric(column="score", kind="nps"), ("10", "9", "7", "3.0", "0", " 8 "), ("7.5", "11", "-1", "often")),
    "csat": Example(Metric(column="stars", kind="csat", scale=(1, 5)), ("5", "4", "3.5", "1", "2", "5"), ("0", "6", "good")),
    "ces": Example(
        Metric(column="ease", kind="ces", scale=(1, 7), direction="higher"), ("7", "1", "4", "6", "2.5", "5"), ("0", "8", "easy")
    ),
    "binary": Example(Metric(column="renewed", kind="binary"), ("yes", "No", "1", "0", "true", "n"), ("2", "0.5", "maybe")),
    "number": Example(
        Metric(column="revenue", kind="number"), ("12", "-3.5", "1e3", "0", "40", "7"), ("soon", "1,5", "12 or so")
    ),
    "duration": Example(
        Metric(column="took", kind="duration", unit="hours"), ("1.5", "0", "30", "2", "8", "4", "4.5"), ("-2", "soon")
    ),
    "count": Example(Metric(column="tickets", kind="count"), ("3", "0", "1", "2", "7", "1"), ("-1", "1.5", "many")),
}


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Example:
    return EXAMPLES[request.param]


@pytest.fixture
def outcome(example: Example) -> Outcome:
    return make_outcome(example.metric)


@pytest.fixture
def raw(outcome: Outcome, example: Example) -> np.ndarray:
    return outcome.validate(example.valid)[0]


def view_of(outcome: Outcome) -> MetricView:
    kind = VIEWS[outcome.kind]
    return kind(outcome.label, outcome.kind, outcome.unit, outcome.sign, kind.choose_decimals(outcome.unit, 12.0), 1, {})


def test_every_place_that_lists_the_kinds_lists_these():
    kinds = set(KINDS)
    assert set(EXAMPLES) == set(get_args(MetricKind)) == set(DECLARABLE) == kinds
    assert set(VIEWS) == {*kinds, VOLUME}
    option = next(option for option in OPTION_TABLE if option.name == "metric")
    listed = re.search(r"Kinds: ([^;]+);", option.help)
    assert listed is not None
    assert kinds == set(listed.group(1).split(", "))
    assert {view.acronym for view in VIEWS.values()} - {""} == ACRONYMS


def test_what_may_be_declared_is_what_the_class_can_use(outcome: Outcome):
    allowed = DECLARABLE[outcome.kind]
    assert ("exposure" in allowed) == outcome.rate
    assert "unit" in allowed or not outcome.is_time
    assert "scale" in allowed or (outcome.usual_scale is None and not outcome.scale_from_answers)


def test_answers_are_read_and_blanks_are_not_answers(outcome: Outcome, example: Example, raw: np.ndarray):
    assert raw.dtype == np.float64
    assert np.isfinite(raw).all()
    blank, reasons = outcome.validate(["", "  ", "n/a", "NaN", None, math.nan])
    assert np.isnan(blank).all()
    assert reasons == []


def test_what_is_no_answer_is_excluded_with_a_reason_and_never_coerced(outcome: Outcome, example: Example):
    cells = [cell for pair in zip(example.wrong, example.valid, strict=False) for cell in pair]
    values, reasons = outcome.validate(cells)
    assert [position for position, _ in reasons] == list(range(0, len(cells), 2))
    assert all(reason for _, reason in reasons)
    assert np.isnan(values[::2]).all()
    assert np.isfinite(values[1::2]).all()
    assert outcome.expected


def test_both_ends_of_the_scale_are_answers_and_what_is_beyond_is_not(outcome: Outcome):
    if outcome.scale is None:
        return
    low, high = outcome.scale
    values, reasons = outcome.validate([low, high, low - 1, high + 1])
    assert values[:2].tolist() == [low, high]
    assert [position for position, _ in reasons] == [2, 3]


def test_text_and_numbers_are_read_alike(outcome: Outcome, raw: np.ndarray):
    assert outcome.validate([float(value) for value in raw])[0].tolist() == raw.tolist()
    assert outcome.validate([f"{value!r}" for value in raw.tolist()])[0].tolist() == raw.tolist()


def test_the_mean_of_the_points_is_the_metric(outcome: Outcome, raw: np.ndarray):
    points = outcome.points(np.append(raw, np.nan))
    assert np.isnan(points).tolist() == [False] * len(raw) + [True]
    mean = float(outcome.level(points[:-1].mean()))
    if outcome.is_mean or outcome.rate:
        assert outcome.summarize(raw).value == pytest.approx(mean)
    else:
        assert raw.min() <= mean <= raw.max()


def test_the_interval_holds_the_value(outcome: Outcome, raw: np.ndarray):
    estimate = outcome.summarize(raw)
    assert estimate.n == len(raw)
    assert estimate.low < estimate.value < estimate.high
    more = outcome.summarize(np.tile(raw, 30))
    assert more.high - more.low < estimate.high - estimate.low


def test_no_answer_has_no_value_and_says_so(outcome: Outcome):
    estimate = outcome.summarize(np.full(3, np.nan))
    assert (estimate.n, math.isnan(estimate.value), bool(estimate.note)) == (0, True, True)


def test_weights_and_repeated_respondents_are_reckoned_with(outcome: Outcome, raw: np.ndarray):
    plain, n = outcome.summarize(raw), len(raw)
    equal = outcome.summarize(raw, weights=np.full(n, 2.0), clusters=np.arange(n))
    assert (equal.value, equal.low, equal.high) == pytest.approx((plain.value, plain.low, plain.high))
    left_out = outcome.summarize(np.append(raw, raw[0]), weights=[*np.ones(n), 0.0])
    assert (left_out.n, left_out.value) == (n, pytest.approx(plain.value))
    many = np.tile(raw, 20)
    repeated = outcome.summarize(many, clusters=np.tile(np.arange(n), 20))
    alone = outcome.summarize(many)
    assert repeated.value == pytest.approx(alone.value)
    # fewer respondents than answers: a wider interval, or none
    assert math.isnan(repeated.low) or repeated.high - repeated.low > alone.high - alone.low


def test_the_direction_is_the_declared_one_or_the_usual_one(example: Example, outcome: Outcome):
    assert outcome.sign == (1 if outcome.direction == "higher" else -1)
    if not outcome.needs_direction:
        usual = make_outcome(example.metric.model_copy(update={"direction": None}))
        assert usual.direction == outcome.usual_direction
    lower = make_outcome(example.metric.model_copy(update={"direction": "lower"}))
    # a share in the top box is that of the good answers, whichever end they are at
    assert lower.direction == "lower" or lower.unit.startswith("percentage points of answers")


@pytest.mark.parametrize("direction", [None, "higher", "lower"])
def test_the_same_outcome_can_be_made_again_from_its_declaration(example: Example, direction: Direction | None, raw: np.ndarray):
    if direction is None and KINDS[example.metric.kind].needs_direction:
        return
    first = make_outcome(example.metric.model_copy(update={"direction": direction}), example.valid)
    again = make_outcome(Metric.model_validate(first.declaration.model_dump(mode="json")))
    assert (again.scale, again.direction, again.sign, again.unit) == (first.scale, first.direction, first.sign, first.unit)
    assert again.points(raw).tolist() == first.points(raw).tolist()
    assert again.side(raw).tolist() == first.side(raw).tolist()
    assert again.declaration == first.declaration


def test_every_text_is_there(outcome: Outcome):
    view = view_of(outcome)
    assert outcome.view is VIEWS[outcome.kind]
    for text in (view.title, view.phrase, view.unit, view.effect_unit, view.export_unit, view.fact_unit, view.points_of):
        assert text.strip()
    assert view.effect_heading
    assert view.value_unit(view.unit)
    assert view.short_unit(view.unit)
    assert view.title in view.phrase
    number = re.escape(view.unsigned_text(3.0).split(" ")[0].rstrip("%"))
    for text in (view.value_text(3.0), view.full_text(3.0), view.value_limits_text(3.0, 4.0)):
        assert re.search(rf"(?<!\d){number}(?!\d)", text)


@pytest.mark.parametrize("kind", VIEWS)
def test_effects_carry_their_sign_and_what_is_missing_is_a_dash(kind: str):
    view = VIEWS[kind]("q", kind, make_outcome(EXAMPLES[kind].metric).unit if kind in KINDS else "share", -1, 1, 1, {})
    assert view.effect_text(12.0).startswith("+")
    assert view.effect_text(-12.0).startswith("−")
    assert view.effect_text(0.0).rstrip("%") == "0.0"
    assert view.shows_zero(0.001)
    assert not view.shows_zero(12.0)
    assert view.effect_text(0.001, sure=True) != view.effect_text(0.001)
    for missing in (None, math.nan):
        assert view.effect_text(missing) == view.value_text(missing) == "–"
        assert view.limits_text(missing, 1.0) == view.limits_text(-1.0, missing) == view.value_limits_text(missing, 1.0) == ""
    assert re.fullmatch(r"\[−[\d.]+%?, \+[\d.]+%?\]", view.limits_text(-2.0, 3.0))
    more, less = view.gap_text(12.0), view.gap_text(-12.0)
    assert more != less
    assert not set("+−") & set(more + less)
    assert view.shown_damage(12.0) > 0
    assert view.shown_damage(0.0) == 0
