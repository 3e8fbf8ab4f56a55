"""Whether a label is nearest to its own theme, measured on texts that naming has not seen."""

from __future__ import annotations

import numpy as np

from cxtext.themes.vectors import sum_by_label

#: Hold out every 5th text of a theme from naming ...
HOLD_OUT_EVERY = 5
#: ... in themes of at least this many texts.
LEAST_TEXTS = 15


def hold_out(theme_of: np.ndarray) -> np.ndarray:
    """Hold out every 5th text of a theme from naming, in themes of at least 15.

    Parameters
    ----------
    theme_of : ndarray of shape (n_texts,), int
        Theme of each text in canonical order, negative is none.

    Returns
    -------
    ndarray of shape (n_texts,), bool

    Examples
    --------
    >>> int(hold_out(np.zeros(15, dtype=int)).sum()), int(hold_out(np.zeros(14, dtype=int)).sum())
    (3, 0)
    """
    held_out = np.zeros(len(theme_of), dtype=bool)
    for theme in range(int(theme_of.max(initial=-1)) + 1):
        members = np.flatnonzero(theme_of == theme)
        if len(members) >= LEAST_TEXTS:
            held_out[members[HOLD_OUT_EVERY - 1 :: HOLD_OUT_EVERY]] = True
    return held_out


def rank_labels(rows: np.ndarray, theme_of: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the place of each theme's label among all labels, by mean cosine to the theme's texts.

    Parameters
    ----------
    rows : ndarray of shape (n_texts, n_dims), rows of unit length
        Those held out from naming.
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
