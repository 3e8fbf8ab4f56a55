"""Bootstrap of the ranking on the sparse matrix: 500 re-weighted fits, no row is ever copied."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, hstack

from cxtext.impact.effects import Observations
from cxtext.metrics import FloatArray

_MAX_CELLS = 4_000_000
_RIDGE = 1e-9


def bootstrap_lens(obs: Observations, is_adjusted: np.ndarray, *, n: int, random_state: int) -> FloatArray:
    """Recompute the ranking's lens on resampled respondents.

    Parameters
    ----------
    obs : Observations
    is_adjusted : ndarray of shape (n_themes,), bool
        Which themes use the adjusted lens; the others use removal.
    n : int
        Number of resamples.
    random_state : int

    Returns
    -------
    ndarray of shape (n, n_themes), float64
        Effect in points; 0 where a resample has no mention, or nothing else.

    Notes
    -----
    Respondents are drawn with replacement, which is multinomial weighting of the rows. Every cross-product of two
    columns is stored once, as a sparse column of its own; one sparse product with the weights then gives the normal
    equations of all resamples, solved exactly. A relative ridge of 1e-9 stands for the pseudo-inverse.
    """
    front = np.column_stack([np.ones(obs.n), obs.controls])
    y = obs.y - np.average(obs.y, weights=obs.w)
    columns = csr_array(hstack([csr_array(front), obs.x, csr_array(y[:, None])], format="csr"))
    products, left, right = _pair_products(columns, obs.w)
    products = obs.sum_respondents(products)
    size = columns.shape[1]
    q = front.shape[1]
    solved = np.concatenate([np.arange(q), q + np.flatnonzero(is_adjusted)])
    draws = np.empty((n, obs.n_themes))
    rng = np.random.default_rng(random_state)
    transposed = csr_array(products.T)
    step = max(1, _MAX_CELLS // max(obs.n_respondents, size * size))
    for start in range(0, n, step):
        counts = resample_counts(rng, obs.n_respondents, min(step, n - start))
        gram = np.zeros((len(counts), size, size))
        sums = (transposed @ counts.T).T
        gram[:, left, right] = sums
        gram[:, right, left] = sums
        effects = _removal_effects(gram, q)
        if is_adjusted.any():
            effects[:, is_adjusted] = _adjusted(gram, solved, q)
        draws[start : start + len(counts)] = effects
    return draws


def resample_counts(rng: np.random.Generator, n_rows: int, n: int) -> FloatArray:
    """Draw ``n`` resamples with replacement: how often each row is in each, shape (n, n_rows)."""
    drawn = rng.integers(0, n_rows, size=(n, n_rows))
    drawn += np.arange(n)[:, None] * n_rows
    return np.bincount(drawn.ravel(), minlength=n * n_rows).reshape(n, n_rows).astype(np.float64)


def _pair_products(columns: csr_array, w: FloatArray) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Return one sparse column for each pair of columns that meet in a row, and the two members of each pair."""
    n, size = columns.shape
    columns.sort_indices()
    per_row = np.diff(columns.indptr)
    row = np.repeat(np.arange(n), per_row)
    position = np.arange(columns.nnz)
    # Entry e meets itself and every later entry of its row.
    partners = columns.indptr[1:][row] - position
    first = np.repeat(position, partners)
    offsets = np.arange(len(first)) - np.repeat(np.cumsum(partners) - partners, partners)
    second = first + offsets
    code = columns.indices[first].astype(np.int64) * size + columns.indices[second]
    pairs, column = np.unique(code, return_inverse=True)
    values = columns.data[first] * columns.data[second] * w[row[first]]
    products = csr_array((values, (row[first], column.ravel())), shape=(n, len(pairs)))
    return products, pairs // size, pairs % size


def _removal_effects(gram: FloatArray, q: int) -> FloatArray:
    """Return metric - metric without the theme, from the cross-products."""
    total, sum_y = gram[:, 0, 0][:, None], gram[:, 0, -1][:, None]
    having, having_y = gram[:, 0, q:-1], gram[:, -1, q:-1]
    rest = total - having
    usable = (having > 0) & (rest > 1e-9 * total)
    without = (sum_y - having_y) / np.where(usable, rest, 1.0)
    return np.where(usable, sum_y / total - without, 0.0)


def _adjusted(gram: FloatArray, solved: np.ndarray, q: int) -> FloatArray:
    """Return coefficient x share of the themes among the solved columns, from the cross-products."""
    normal = gram[:, solved[:, None], solved]
    moment = gram[:, solved, -1]
    at = np.arange(len(solved))
    own = normal[:, at, at]
    normal[:, at, at] = np.where(own > 0, own * (1 + _RIDGE), 1.0)
    theta = np.linalg.solve(normal, moment[:, :, None])[:, :, 0]
    return theta[:, q:] * own[:, q:] / gram[:, 0, 0][:, None]
