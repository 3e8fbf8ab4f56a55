"""Typical and diverse members of a theme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RELEVANCE = 0.7
SHORTEST, LONGEST = 40, 200


def find_central(rows: np.ndarray, members: np.ndarray, centre: np.ndarray, n: int) -> np.ndarray:
    """Return the ``n`` members nearest to the centre, nearest first, ties by position.

    Parameters
    ----------
    rows : ndarray of shape (n_texts, n_dims), rows of unit length
    members : ndarray of shape (n_members,), int
    centre : ndarray of shape (n_dims,)
    n : int

    Returns
    -------
    ndarray of shape (min(n, n_members),), int
    """
    cosines = np.round((rows[members] @ centre).astype(np.float64), 6)
    return members[np.lexsort((members, -cosines))[:n]]


def pick_exemplars(texts: Sequence[str], rows: np.ndarray, pool: np.ndarray, centre: np.ndarray, *, n: int = 5) -> np.ndarray:
    """Return typical members that differ from one another: maximal marginal relevance.

    Members of 40 to 200 characters and whole sentences are preferred, as a reader sees them as quotes.
    After Carbonell & Goldstein (1998), doi:10.1145/290941.291025.

    Parameters
    ----------
    texts : sequence of str
    rows : ndarray of shape (n_texts, n_dims), rows of unit length
    pool : ndarray of shape (n_pool,), int
        Members to choose from, nearest to the centre first.
    centre : ndarray of shape (n_dims,), unit length
    n : int

    Returns
    -------
    ndarray of shape (min(n, n_pool),), int
        Positions in ``texts``, best first.
    """
    vectors = rows[pool]
    relevance = (vectors @ centre).astype(np.float64) + np.array([readability(texts[i]) for i in pool])
    between = (vectors @ vectors.T).astype(np.float64)
    chosen: list[int] = []
    nearest = np.full(len(pool), -1.0)
    for _ in range(min(n, len(pool))):
        score = np.round(relevance if not chosen else RELEVANCE * relevance - (1 - RELEVANCE) * nearest, 6)
        score[chosen] = -np.inf
        best = int(np.argmax(score))
        chosen.append(best)
        nearest = np.maximum(nearest, between[best])
    return pool[chosen]


def readability(text: str) -> float:
    """Return a bonus for text of the length of a quote that is a whole sentence."""
    bonus = 0.0
    if SHORTEST <= len(text) <= LONGEST:
        bonus += 0.15
    elif len(text) < SHORTEST / 2 or len(text) > 2 * LONGEST:
        bonus -= 0.1
    if text[:1].isupper() and text[-1:] in ".!?":
        bonus += 0.05
    return bonus
