"""Rows of vectors, blocks of rows, and bundles of arrays that are saved together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from cxtext.errors import ModelFormatError
from cxtext.themes import centre_rows
from cxtext.themes.storage import ArrayBundle, Shape
from cxtext.themes.vectors import BLOCK, map_blocks, nearest_mean, pad_and_centre, unit_rows


def test_rows_of_unit_length():
    rows = np.random.default_rng(0).standard_normal((5, 3))
    rows[2] = 0.0
    lengths = np.linalg.norm(unit_rows(rows), axis=1)
    np.testing.assert_allclose(lengths, [1, 1, 0, 1, 1])
    assert unit_rows(rows[:0]).shape == (0, 3)
    assert unit_rows(rows.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize("n", [0, 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_blocks_cover_every_row_once_and_in_order(n):
    values = np.arange(n)
    parts = list(map_blocks(lambda block, nothing: (block.copy(), nothing), n, values, None))
    assert [rows.start for rows, _ in parts] == list(range(0, n, BLOCK))
    assert all(nothing is None for _, (_, nothing) in parts)
    assert [v for _, (block, _) in parts for v in block] == values.tolist()


def test_a_padded_block_has_the_rows_first_and_one_size():
    rows = np.random.default_rng(0).standard_normal((7, 4)).astype(np.float32)
    mean = rows.mean(axis=0)
    padded, centred = pad_and_centre(rows, mean)
    assert padded.shape == centred.shape == (BLOCK, 4)
    np.testing.assert_array_equal(padded[:7], rows)
    assert not padded[7:].any()
    np.testing.assert_array_equal(centred[:7], centre_rows(rows, mean).astype(np.float64))


def test_the_mean_of_the_nearest_does_not_depend_on_their_order():
    rng = np.random.default_rng(0)
    cosines = rng.random((20, 30))
    shuffled = rng.permuted(cosines, axis=1)
    np.testing.assert_array_equal(nearest_mean(cosines, 5), nearest_mean(shuffled, 5))
    np.testing.assert_allclose(nearest_mean(cosines, 1), cosines.max(axis=1))
    np.testing.assert_allclose(nearest_mean(cosines, 30), cosines.mean(axis=1))


@dataclass(frozen=True)
class Bundle(ArrayBundle):
    centres: np.ndarray
    limits: np.ndarray
    SHAPES: ClassVar[dict[str, Shape]] = {"centres": ("themes", "dims"), "limits": (1,)}


ARRAYS = Bundle(np.ones((2, 3)), np.zeros(1)).to_arrays("some")


def test_a_bundle_comes_back_as_it_was():
    again = Bundle.from_arrays_if_any({**ARRAYS, "other": np.zeros(9)}, "some", dims=3)
    assert again is not None
    np.testing.assert_array_equal(again.centres, np.ones((2, 3)))
    assert again.centres.flags.c_contiguous
    assert Bundle.from_arrays_if_any(ARRAYS, "another") is None


@pytest.mark.parametrize(
    ("changes", "lengths", "message"),
    [
        ({"some_limits": np.zeros(2)}, {}, r"array 'some_limits' of the theme model has shape \(2,\), expected \(1,\)"),
        ({"some_centres": np.zeros(2)}, {}, r"array 'some_centres' of the theme model has shape \(2,\)"),
        ({}, {"dims": 4}, r"array 'some_centres' of the theme model has shape \(2, 3\), expected \(2, 4\)"),
        ({"some_limits": None}, {}, "theme model lacks the array 'some_limits'"),
    ],
)
def test_a_bundle_that_does_not_fit_is_named(changes, lengths, message):
    arrays = {name: array for name, array in {**ARRAYS, **changes}.items() if array is not None}
    with pytest.raises(ModelFormatError, match=message):
        Bundle.from_arrays_if_any(arrays, "some", **lengths)
