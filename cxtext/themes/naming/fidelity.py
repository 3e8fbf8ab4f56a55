"""Whether a label finds its own theme: measured on texts that naming has not seen."""

from __future__ import annotations

import numpy as np

from cxtext.themes.vectors import sum_by_label

#: Every so many-th text of a theme is kept back from naming, in themes of at least so many texts.
KEPT_BACK, LEAST_TEXTS = 5, 15


def keep_back(theme_of: np.ndarray) -> np.ndarray:
    """Choose the texts that naming does not see: every fifth of each theme of at least fifteen.

    Parameters
    ----------
    theme_of : ndarray of shape (n_texts,), int
        Theme of each text in canonical order, negative is none.

    Returns
    -------
    ndarray of shape (n_texts,), bool

    Examples
    --------
    >>> int(keep_back(np.zeros(15, dtype=int)).sum()), int(keep_back(np.zeros(14, dtype=int)).sum())
    (3, 0)
    """
    kept = np.zeros(len(theme_of), dtype=bool)
    for theme in range(int(theme_of.max(initial=-1)) + 1):
        members = np.flatnonzero(theme_of == theme)
        if len(members) >= LEAST_TEXTS:
            kept[members[KEPT_BACK - 1 :: KEPT_BACK]] = True
    return kept


def rank_labels(rows: np.ndarray, theme_of: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the place of each theme's label among all labels, by mean cosine to the theme's texts.

    Parameters
    ----------
    rows : ndarray of shape (n_texts, n_dims), rows of unit length
        Those kept back from naming.
    theme_of : ndarray of shape (n_texts,), int
    labels : ndarray of shape (n_themes, n_dims), rows of unit length
        Vectors of the labels.

    Returns
    -------
    ndarray of shape (n_themes,), int64
        1 is nearest: the label retrieves its theme; 0 for a theme without texts.
    """
    n_themes = len(labels)
    nearness = np.round(sum_by_label(rows, theme_of, n_themes) @ labels.T, 6)
    place = 1 + (nearness > np.diag(nearness)[:, None]).sum(axis=1)
    present = np.bincount(theme_of[theme_of >= 0], minlength=n_themes) > 0
    return np.where(present, place, 0).astype(np.int64)
