"""Vectors that are given to a model are of unit length."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext.errors import ConfigError
from cxtext.themes.vectors import require_unit_length, unit_rows


def test_rows_of_another_length_are_refused():
    rows = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32)
    require_unit_length(unit_rows(rows).astype(np.float16))
    require_unit_length(np.zeros((2, 8), dtype=np.float32))
    with pytest.raises(ConfigError, match="5 of 5 vectors"):
        require_unit_length(rows)
