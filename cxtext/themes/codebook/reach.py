"""How near a text has to be to the examples that a theme was taught with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from cxtext.errors import ModelFormatError
from cxtext.themes.assignment import BLOCK
from cxtext.themes.codebook.prototypes import GivenThemes
from cxtext.themes.vectors import centre_rows

#: Examples that count: a text is as near to the examples as it is, on average, to so many of the nearest.
NEAREST = 3
#: A text of this cosine to an example says nearly the same: it is where the example is.
LIKE_ONE = 0.75
PREFIX = "reach"


@dataclass(frozen=True)
class Reach:
    """The examples of taught themes, and the limit of each theme.

    Parameters
    ----------
    theme : ndarray of shape (n_examples,), int64
        Index of the theme that each example teaches.
    examples : ndarray of shape (n_examples, n_dims), float32
        Centred, rows of unit length.
    least : ndarray of shape (n_examples,), float32
        What a text must reach for the theme of the example; -2 where one example alone sets none.

    Notes
    -----
    The nearness of a text is its mean cosine to the three nearest examples, less half of its mean cosine to its nearest texts of
    the survey, as in :class:`~cxtext.themes.codebook.GivenThemes`. The limit is the median of what the examples themselves reach,
    each left out in turn: a text moves when it is as near to the examples as they are to one another. What says nearly the same
    as an example moves in any case.
    """

    theme: np.ndarray
    examples: np.ndarray
    least: np.ndarray

    @classmethod
    def fit(cls, given: GivenThemes, theme: Sequence[int], embeddings: np.ndarray) -> Reach:
        """Learn the limit of each taught theme from its examples.

        Parameters
        ----------
        given : GivenThemes
            Fitted with the same examples.
        theme : sequence of int
            Index of the theme of each example.
        embeddings : ndarray of shape (n_examples, n_dims), float32, rows of unit length

        Returns
        -------
        Reach
        """
        themes = np.asarray(theme, dtype=np.int64)
        rows = centre_rows(embeddings, given.mean)
        density = given.measure_density(rows.astype(np.float64))
        least = np.full(len(rows), -2.0)
        for k in np.unique(themes):
            own = np.flatnonzero(themes == k)
            if len(own) > 1:
                cosines = (rows[own] @ rows[own].T).astype(np.float64)
                np.fill_diagonal(cosines, -1.0)
                least[own] = np.median(_nearest(cosines, len(own)) - density[own])
        return cls(themes, rows, np.asarray(np.round(least, 6), dtype=np.float32))

    def assign(self, given: GivenThemes, embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the taught theme that takes each row, -1 for none, and how sure that is.

        What the themes would take by their scores they take only within the reach of their examples. An example itself, and what
        says nearly the same, belongs to the theme that it was given for whatever the scores.

        Parameters
        ----------
        given : GivenThemes
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length

        Returns
        -------
        theme : ndarray of shape (n,), int64
        strength : ndarray of shape (n,), float64, in [0, 1]
        """
        theme, strength = given.assign(embeddings)
        for start in range(0, len(theme), BLOCK):
            part = embeddings[start : start + BLOCK]
            padded = np.zeros((BLOCK, len(given.mean)), dtype=np.float32)
            padded[: len(part)] = part
            rows = centre_rows(padded, given.mean).astype(np.float64)
            here = slice(start, start + len(part))
            cosines = np.round(rows @ self.examples.T.astype(np.float64), 9)[: len(part)]
            near = self._find_near(cosines, given.measure_density(rows)[: len(part)], theme[here])
            said = cosines.max(axis=1) >= LIKE_ONE
            theme[here] = np.where(said, self.theme[np.argmax(cosines, axis=1)], np.where(near, theme[here], -1))
            strength[here] = np.where(said, np.minimum(cosines.max(axis=1), 1.0), strength[here])
        return theme, strength

    def _find_near(self, cosines: np.ndarray, density: np.ndarray, theme: np.ndarray) -> np.ndarray:
        """Tell which rows are within the reach of the theme that they would have."""
        near = np.zeros(len(theme), dtype=bool)
        for k in np.unique(self.theme):
            own = np.flatnonzero(self.theme == k)
            reached = np.round(_nearest(cosines[:, own], len(own)) - density, 6)
            near |= (theme == k) & (reached >= self.least[own[0]])
        return near

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Return the arrays that :meth:`from_arrays` needs."""
        return {f"{PREFIX}_{f.name}": getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], given: GivenThemes | None) -> Reach | None:
        """Build from saved arrays, after checking that they belong together; None when the model has none.

        Raises
        ------
        ModelFormatError
            When an array is missing, or its shape does not fit the others.
        """
        names = [f"{PREFIX}_{f.name}" for f in fields(cls)]
        if not any(name in arrays for name in names):
            return None
        n, d = len(arrays.get(names[0], ())), 0 if given is None else len(given.mean)
        for name, shape in zip(names, ((n,), (n, d), (n,)), strict=True):
            if name not in arrays or arrays[name].shape != shape or not n:
                raise ModelFormatError(f"array {name!r} of the theme model is missing or of another shape.\nFit it again.")
        return cls(*(np.ascontiguousarray(arrays[name]) for name in names))


def _nearest(cosines: np.ndarray, n_examples: int) -> np.ndarray:
    """Return the mean of the largest cosines of each row: as many as an example has others, three at most."""
    n = min(NEAREST, max(n_examples - 1, 1))
    return np.asarray(np.sort(np.partition(cosines, -n, axis=1)[:, -n:], axis=1).mean(axis=1))
