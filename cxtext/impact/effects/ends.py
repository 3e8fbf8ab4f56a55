"""Means near an end of the scale: how far their truth may lie away, on the side where there is room."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from cxtext.metrics import FloatArray


@dataclass(frozen=True)
class Ends:
    """Two means on a scale, with and without each theme: what the limits of their difference need.

    Parameters
    ----------
    scatter : ndarray of shape (2, n_themes), float64
        Variance of each mean over (mean - low) (high - mean): at another mean it would be that times the same scatter.
    below, above : ndarray of shape (2, n_themes), float64
        From each mean down to the low end, and up to the high one.
    variance : ndarray of shape (2, n_themes), float64
        Of each mean, as it is estimated.
    inflation : ndarray of shape (1, n_themes), float64
        What adjusting for other themes multiplies the variance of the difference by.
    """

    scatter: FloatArray
    below: FloatArray
    above: FloatArray
    variance: FloatArray
    inflation: FloatArray

    def excess(self, t: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what the squared distances to the lower and the upper limit of the difference have beyond t^2 variance.

        Notes
        -----
        The limits of one mean m are those of a score interval: all M with (m - M)^2 = t^2 s (M - low) (high - M), s its scatter.
        They are Wilson's for a share, and for a mean at an end of the scale, whose variance seems to be 0, 3.84 s away from it at
        95%. Distances of both means add up in squares (MOVER; Newcombe 1998, Stat. Med. 17:873). Where a score limit is nearer
        than Student's, that one is taken: it is near on the side of the end, where a score interval claims too much.

        >>> one = np.ones((2, 1))
        >>> at_the_end = Ends(np.array([[0.01], [0.0001]]), 0 * one, 100 * one, 0 * one, one[:1])
        >>> low, high = at_the_end.excess(np.array([1.96]))
        >>> np.sqrt([low, high]).round(1).tolist()
        [[0.0], [3.7]]
        """
        c = t**2 * self.scatter
        lean = c * (self.above - self.below) / 2
        root = np.sqrt(c * self.below * self.above + (c * (self.below + self.above) / 2) ** 2)
        up, down = (root + lean) / (1 + c), (root - lean) / (1 + c)
        beyond_up, beyond_down = (np.maximum(distance**2 - t**2 * self.variance, 0.0) for distance in (up, down))
        low, high = beyond_down[0] + beyond_up[1], beyond_up[0] + beyond_down[1]
        return low * self.inflation[0], high * self.inflation[0]

    def turn(self, sign: int) -> Ends:
        """Return the ends of the scale times +1 or -1."""
        return self if sign > 0 else replace(self, below=self.above, above=self.below)

    def where(self, condition: np.ndarray, other: Ends) -> Ends:
        """Return these ends where ``condition`` holds, else ``other``."""
        names = (field.name for field in fields(self))
        return Ends(*(np.where(condition, getattr(self, name), getattr(other, name)) for name in names))
