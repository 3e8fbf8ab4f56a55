"""Comments that read against the answers doubt the direction of a metric."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxtext.metrics import Outcome, make_outcome
from cxtext.pipeline.directions import doubt_directions
from cxtext.schema import Issue
from cxtext.settings import Direction, Metric

N = 60
SCALES = {"csat": (1, 5), "nps": (0, 10)}


def doubts(metric: Metric, *, slope: float, n: int = N) -> list[Issue]:
    """The doubts where polarity rises by ``slope`` with each point, beside noise."""
    rng = np.random.default_rng(1)
    low, high = metric.scale or (0, 0)
    answers = rng.integers(int(low), int(high) + 1, n).astype(float)
    polarity = slope * (answers - answers.mean()) + rng.normal(0, 0.3, n)
    ids = [f"r{i}" for i in range(n)]
    outcome: Outcome = make_outcome(metric)
    responses = pd.DataFrame({"response_id": ids, f"metric.{metric.label}": answers})
    units = pd.DataFrame({"unit_id": [f"{name}#0" for name in ids], "response_id": ids})
    sentiment = pd.DataFrame({"unit_id": units["unit_id"], "polarity": polarity})
    return doubt_directions(responses, units, sentiment, [outcome])


@pytest.mark.parametrize(("direction", "slope"), [("higher", -0.3), ("lower", 0.3)])
def test_answers_against_the_comments_are_doubted_with_the_flag_that_turns_them(direction: Direction, slope: float):
    (doubt,) = doubts(Metric(column="Overall (1-5)", kind="csat", scale=(1, 5), direction=direction), slope=slope)
    other = "lower" if direction == "higher" else "higher"
    assert f"--metric 'Overall (1-5):csat:{other}'" in doubt.message


@pytest.mark.parametrize(("direction", "slope"), [("higher", 0.3), ("lower", -0.3), ("higher", 0.0)])
def test_answers_that_go_with_the_comments_are_not(direction: Direction, slope: float):
    assert not doubts(Metric(column="score", kind="csat", scale=(1, 5), direction=direction), slope=slope)


def test_few_comments_say_nothing():
    assert not doubts(Metric(column="score", kind="nps", scale=(0, 10), direction="higher"), slope=-0.3, n=20)
