"""The reach of examples: what a taught theme may take, and what it takes in any case."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext.errors import ModelFormatError
from cxtext.themes.codebook import LIKE_ONE, CodebookAssigner, LessonAssigner

DIMS = 8


def unit(*numbers: float) -> np.ndarray:
    """Return a row of unit length."""
    row = np.zeros(DIMS)
    row[: len(numbers)] = numbers
    return (row / np.linalg.norm(row)).astype(np.float32)


def given(least: float = 0.1) -> CodebookAssigner:
    """Two themes along the first two axes; no text of the survey is near to anything."""
    return CodebookAssigner(
        mean=np.zeros(DIMS, dtype=np.float32),
        weights=10 * np.eye(2, DIMS, dtype=np.float32),
        neighbours=np.zeros((0, DIMS), dtype=np.float32),
        least=np.array([least], dtype=np.float32),
        floor=np.full(2, -10, dtype=np.float32),
    )


EXAMPLES = np.stack([unit(1, 0, 0.5), unit(1, 0, -0.5), unit(1, 0, 0, 0.5), unit(1, 0, 0, -0.5)])


def test_the_limit_is_the_median_of_what_each_example_reaches_without_itself():
    reach = LessonAssigner.fit(given(), [0, 0, 0, 0], EXAMPLES)
    cosines = EXAMPLES.astype(float) @ EXAMPLES.T.astype(float)
    alone = [np.mean([cosines[i, j] for j in range(4) if j != i]) for i in range(4)]
    np.testing.assert_allclose(reach.least, np.median(alone), atol=1e-6)


def test_what_is_farther_from_the_examples_than_they_are_from_one_another_does_not_move():
    near, far, other = unit(1, 0, 0.1), unit(1, 0, 0, 0, 1.5), unit(0, 1)
    rows = np.stack([near, far, other])
    assert given().assign(rows)[0].tolist() == [0, 0, 1]
    reach = LessonAssigner.fit(given(), [0, 0, 0, 0], EXAMPLES)
    assert reach.assign(given(), rows)[0].tolist() == [0, -1, -1]  # nothing was taught to the second theme


def test_what_says_nearly_the_same_as_an_example_is_where_it_is():
    example = unit(0, 1, 0, 0, 1)
    rows = np.stack([example, unit(0, 1, 0, 0, 1, 0.4), unit(0, 1)])
    theme, strength = LessonAssigner.fit(given(), [0], example[None]).assign(given(), rows)
    assert theme.tolist() == [0, 0, -1]
    assert strength[0] == pytest.approx(1.0, abs=1e-6) and LIKE_ONE <= strength[1] < 1.0
    assert (strength <= 1.0).all()


def test_one_example_sets_no_limit_but_takes_what_the_scores_say():
    rows = np.stack([unit(1, 0, 0, 0, 1.2), unit(0.05, 0, 0, 0, 0, 1)])
    assert LessonAssigner.fit(given(), [0], unit(1, 0, 1)[None]).assign(given(), rows)[0].tolist() == [0, -1]


def test_a_row_has_the_same_result_alone():
    rows = np.random.default_rng(0).standard_normal((40, DIMS)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    reach = LessonAssigner.fit(given(0.0), [0, 0, 1, 1], EXAMPLES)
    theme, strength = reach.assign(given(0.0), rows)
    assert len(set(theme.tolist())) > 1
    for i in range(0, 40, 7):
        alone = reach.assign(given(0.0), rows[i : i + 1])
        assert (alone[0][0], alone[1][0]) == (theme[i], strength[i])


def test_arrays_come_back_and_damage_is_named():
    reach = LessonAssigner.fit(given(), [0, 1], EXAMPLES[:2])
    again = LessonAssigner.from_arrays_if_any(reach.to_arrays("reach"), "reach", dims=DIMS)
    assert again is not None
    np.testing.assert_array_equal(again.examples, reach.examples)
    assert LessonAssigner.from_arrays_if_any({}, "reach", dims=DIMS) is None
    arrays = reach.to_arrays("reach")
    empty = {name: array[:0] for name, array in arrays.items()}
    for broken in ({**arrays, "reach_examples": arrays["reach_examples"][:1]}, {"reach_theme": arrays["reach_theme"]}, empty):
        with pytest.raises(ModelFormatError, match="reach_"):
            LessonAssigner.from_arrays_if_any(broken, "reach", dims=DIMS)
