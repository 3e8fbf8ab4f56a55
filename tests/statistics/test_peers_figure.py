"""The single number that other tools publish is the removal lens; where it misleads, and what the adjusted lens says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact.effects import measure_effects

#: The README's example: sixteen answers, in points of NPS.
POINTS = np.array([100, 100, 100, 0, 0, 0, 100, 0, -100, 0, -100, -100, -100, 0, 0, 0], dtype=float)
CRASH = np.array([0] * 8 + [1] * 8, dtype=float)
DARK = np.array([0] * 6 + [1] * 2 + [0] * 2 + [1] * 6, dtype=float)


def published(points, mentioned):
    """NPS of all answers minus NPS of those without the theme, from the counts of promoters and detractors."""

    def nps(part):
        return 100 * ((part == 100).sum() - (part == -100).sum()) / len(part)

    return nps(points) - nps(points[~mentioned])


def weighed(points, mentioned):
    """The same as a custom metric: mentions x (NPS of the theme - NPS) / answers without the theme."""
    n = mentioned.sum()
    return n * (points[mentioned].mean() - points.mean()) / (len(points) - n)


@pytest.mark.parametrize("seed", range(5))
def test_removal_is_the_number_that_others_publish(seed):
    rng = np.random.default_rng(seed)
    points = rng.choice([-100.0, 0.0, 100.0], 300, p=[0.3, 0.3, 0.4])
    mentions = rng.random((300, 4)) < [0.4, 0.1, 0.02, 0.01]
    found = measure_effects(csr_array(mentions.astype(float)), points).columns["impact"]
    assert found == pytest.approx([published(points, column) for column in mentions.T])
    assert found == pytest.approx([weighed(points, column) for column in mentions.T])


def test_the_example_of_the_readme():
    found = measure_effects(csr_array(np.column_stack([CRASH, DARK])), POINTS)
    assert found.columns["gap"] == pytest.approx([-100, -50])
    assert found.columns["impact"] == pytest.approx([-50, -25])
    assert found.columns["adjusted"] == pytest.approx([-50, 0])
    assert found.model.intercept + found.columns["adjusted"].sum() == pytest.approx(POINTS.mean())
    # What dark mode's gap and slope differ by is the crashes that come with it: 6 of 8 against 2 of 8, 100 points each.
    assert found.columns["gap"][1] - found.model.coefficients[1] == pytest.approx(-100 * (6 / 8 - 2 / 8))


def test_a_wish_that_comes_with_crashes_is_blamed_by_removal_alone():
    rng = np.random.default_rng(8)
    blamed = {"impact": 0, "adjusted": 0}
    surveys = 100
    for _ in range(surveys):
        crash = rng.random(800) < 0.2
        dark = np.where(crash, rng.random(800) < 0.4, rng.random(800) < 0.05)
        # Four in ten who saw a crash are detractors and none of the others is; a dark mode changes nothing.
        points = np.where(crash & (rng.random(800) < 0.4), -100.0, np.where(rng.random(800) < 0.5, 100.0, 0.0))
        columns = measure_effects(csr_array(np.column_stack([crash, dark]).astype(float)), points).columns
        for lens in blamed:
            blamed[lens] += bool(columns[f"{lens}_high"][1] < 0)
    assert blamed["impact"] / surveys > 0.95
    assert blamed["adjusted"] / surveys < 0.06
