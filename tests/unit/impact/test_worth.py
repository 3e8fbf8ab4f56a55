from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from cxtext.impact import Design, Mentions, measure_worth


def test_the_order_of_the_rows_does_not_show_where_values_tie_and_weights_do_not():
    rng = np.random.default_rng(0)
    n = 500
    x = csr_array((rng.random((n, 8)) < 0.2) * 1.0)
    value, weights = rng.choice([10.0, 20.0, 50.0], n), rng.uniform(0.2, 3, n).round(2)
    there = measure_worth(Mentions(x, x, x), Design(value=value, weight=weights)).weight
    for seed in range(5):
        p = np.random.default_rng(seed).permutation(n)
        again = measure_worth(Mentions(x[p], x[p], x[p]), Design(value=value[p], weight=weights[p])).weight
        assert np.array_equal(there, again)
