"""How texts sound: praise does not name complaints, and themes differ by subject rather than by tone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cxtext.themes.vectors import unit_rows

#: Share of the tone in vectors that is taken away before texts are joined, so that themes differ by subject and complaints do not
#: fall into one lump. Best match and AMI, mean of three sets: .465 / .335 with all of the tone, .464 / .341 with half of it,
#: .470 / .345 with a quarter, .450 / .341 with none.
TONE_DAMPING = 0.75
#: Polarity by which a name may be more extreme than its theme before it counts.
SLACK = 0.2


@dataclass(frozen=True)
class Tone:
    """The polarity of texts, and a function that judges phrases.

    Parameters
    ----------
    of_texts : ndarray of shape (n_texts,), float64
        Polarity of each text, -1 to 1.
    judge : callable
        Returns the polarity of phrases, given them and their vectors.
    directions : ndarray of shape (n_directions, n_dims), optional
        Directions of unit length, at right angles, along which vectors differ by polarity: themes are to differ by subject.
    """

    of_texts: np.ndarray
    judge: Callable[[Sequence[str], np.ndarray], np.ndarray]
    directions: np.ndarray | None = None

    def average(self, theme_of: np.ndarray, repeats: np.ndarray, n_themes: int) -> np.ndarray:
        """Return the mean polarity of each theme's texts; a negative theme is none, ``repeats`` are weights."""
        inside = theme_of >= 0
        weight = np.bincount(theme_of[inside], weights=repeats[inside], minlength=n_themes)
        sums = np.bincount(theme_of[inside], weights=(repeats * self.of_texts)[inside], minlength=n_themes)
        return np.asarray(sums / np.maximum(weight, 1.0))

    def damp(self, embeddings: np.ndarray, mean: np.ndarray) -> np.ndarray:
        """Take most of what tells praise from blame out of vectors, by projection (Bolukbasi et al. 2016).

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        mean : ndarray of shape (n_dims,), float32
            Of the vectors of the texts.

        Returns
        -------
        ndarray of shape (n, n_dims), float32, rows of unit length

        Examples
        --------
        >>> tone = Tone(np.zeros(1), lambda phrases, vectors: np.zeros(len(phrases)), np.array([[1.0, 0.0]]))
        >>> tone.damp(np.array([[0.8, 0.6]], dtype=np.float32), np.zeros(2)).astype(float).round(2).tolist()
        [[0.32, 0.95]]
        """
        if self.directions is None:
            return embeddings
        along = self.directions.astype(np.float32)
        return unit_rows(embeddings - TONE_DAMPING * (embeddings - mean) @ along.T @ along).astype(np.float32)


def discord(name: float, theme: float) -> float:
    """Return how much more extreme the polarity of a name is than its theme's, beyond ``SLACK``.

    >>> discord(-0.3, -0.5), discord(0.0, -0.5), round(discord(0.9, -0.5), 1)
    (0.0, 0.0, 0.7)
    """
    return max(0.0, name - max(theme, 0.0) - SLACK, min(theme, 0.0) - name - SLACK)
