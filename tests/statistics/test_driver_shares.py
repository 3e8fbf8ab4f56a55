"""Do the quick driver shares, taken above twelve themes, agree with the exact ones?"""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.simulated import long

from cxtext.impact.effects import lmg_shares, relative_weights


def draw(rng, n, k):
    """Correlations of ``k`` themes that come together as in a survey, and with an outcome linear in them."""
    share, slope = rng.uniform(0.03, 0.3, k), rng.normal(-15, 25, k)
    x = (rng.random((n, k)) < share * (0.5 + rng.random(n))[:, None]).astype(float)
    x[:, 1] = np.where(rng.random(n) < 0.3, x[:, 0], x[:, 1])
    y = x @ slope + 60 * rng.normal(size=n)
    found = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    return found[:-1, :-1], found[:-1, -1]


@pytest.mark.parametrize("repeats", [50, *long((1000,))])
def test_relative_weights_agree_with_the_exact_shares_of_eight_themes(check, repeats):
    rng = np.random.default_rng(8)
    made = [draw(rng, 2000, 8) for _ in range(repeats)]
    exact, quick = (np.concatenate([method(*one) for one in made]) for method in (lmg_shares, relative_weights))
    check.figure("correlation with exact LMG at K = 8", np.corrcoef(exact, quick)[0, 1], low=0.999)
    check.figure(
        "largest difference, share of R^2",
        max(np.abs(e - q).max() / e.sum() for e, q in zip(exact.reshape(-1, 8), quick.reshape(-1, 8), strict=True)),
        high=0.05,
    )
