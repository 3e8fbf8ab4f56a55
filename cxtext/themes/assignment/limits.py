"""How far a text may be from its theme, and from all texts, before it has none."""

from __future__ import annotations

import numpy as np

from cxtext.themes.vectors import sum_by_label

NEAREST = 5
#: Share of the fit that each of the two limits may turn away: a text too far from its theme, or from all texts.
TOO_FAR = 0.02
TOO_STRANGE = 0.04


def familiarity(embeddings: np.ndarray, mean: np.ndarray, cosines: np.ndarray) -> np.ndarray:
    """Return how like the corpus each text is: the mean of its largest cosines to prototypes plus its cosine to the mean.

    Parameters
    ----------
    embeddings : ndarray of shape (n, n_dims), rows of unit length, not centred
    mean : ndarray of shape (n_dims,)
    cosines : ndarray of shape (n, n_prototypes)
        Between centred rows and prototypes.

    Returns
    -------
    ndarray of shape (n,), float64, rounded to 9 digits
    """
    n_nearest = min(NEAREST, cosines.shape[1])
    nearest = np.sort(np.partition(cosines, -n_nearest, axis=1)[:, -n_nearest:], axis=1).mean(axis=1) if n_nearest else 0.0
    direction = mean.astype(np.float64) / max(float(np.linalg.norm(mean.astype(np.float64))), 1e-12)
    on_subject = embeddings.astype(np.float64) @ direction
    return np.asarray(np.round(nearest + on_subject, 9))


def least_familiarity(embeddings: np.ndarray, rows: np.ndarray, mean: np.ndarray, prototypes: np.ndarray) -> np.ndarray:
    """Return the low quantile of the fit's familiarity, no text counting as its own prototype.

    Parameters
    ----------
    embeddings, rows : ndarray of shape (n, n_dims), rows of unit length
        As they are, and centred.
    mean : ndarray of shape (n_dims,)
    prototypes : ndarray of shape (n_prototypes,), int
        Positions in ``rows``.

    Returns
    -------
    ndarray of shape (1,), float32
    """
    if not len(prototypes):
        return np.zeros(1, dtype=np.float32)
    cosines = rows @ rows[prototypes].T
    cosines[prototypes, np.arange(len(prototypes))] = -1.0
    return np.array([np.quantile(familiarity(embeddings, mean, cosines), TOO_STRANGE)], dtype=np.float32)


def least_cosine(rows: np.ndarray, labels: np.ndarray, n_labels: int) -> np.ndarray:
    """Return the low quantile of the members' cosines to the centre of the other members, for each label.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float32, centred rows of unit length
    labels : ndarray of shape (n,), int
        Negative is outside any group.
    n_labels : int

    Returns
    -------
    ndarray of shape (n_labels,), float32
        1 for a label with a single member.
    """
    sums = sum_by_label(rows, labels, n_labels)
    found = np.ones(n_labels, dtype=np.float32)
    for label in range(n_labels):
        members = rows[labels == label].astype(np.float64)
        others = sums[label].astype(np.float64) - members
        cosines = np.einsum("ij,ij->i", members, others) / np.maximum(np.linalg.norm(others, axis=1), 1e-12)
        if len(members) > 1:
            found[label] = np.quantile(cosines, TOO_FAR)
    return found
