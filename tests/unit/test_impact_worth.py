from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact import measure_worth


def test_the_order_of_the_rows_does_not_show_where_values_tie_and_weights_do_not():
    rng = np.random.default_rng(0)
    n = 500
    x = csr_array((rng.random((n, 8)) < 0.2) * 1.0)
    value, weights, content = rng.choice([10.0, 20.0, 50.0], n), rng.uniform(0.2, 3, n).round(2), np.ones(n, dtype=bool)
    there = measure_worth(x, x, value, has_content=content, weights=weights).weight
    for seed in range(5):
        p = np.random.default_rng(seed).permutation(n)
        again = measure_worth(x[p], x[p], value[p], has_content=content, weights=weights[p]).weight
        assert np.array_equal(there, again)
