"""One lens on every theme: a slope times the share of answers it applies to, and the limits of that product."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxtext.impact.effects.ends import Ends
from cxtext.metrics import Z95, FloatArray

#: Halvings by which the quantile is found at which a limit is 0.
_HALVINGS = 60


@dataclass(frozen=True)
class Lens:
    """Effect of each theme, as slope x share; ``nan`` where there is none.

    Parameters
    ----------
    slope, se, df : ndarray of shape (n_themes,), float64
        Points per mention, its standard error and degrees of freedom.
    share : ndarray of shape (n_themes,), float64
        Share of answers that mention the theme; 1 makes the lens the slope itself.
    n_share : ndarray of shape (n_themes,), float64
        Number of independent answers that the share is worth; infinite when it is known.
    skew : ndarray of shape (n_themes,), float64
        Half the skew of the slope's estimate, in points (see :meth:`limits`); 0 for none.
    correlation : ndarray of shape (n_themes,), float64
        Correlation of the estimates of slope and share. Without survey weights it is 0; with them it is not where weights go
        with the metric among those who mention a theme, or among the others.
    ends : Ends, optional
        Where the means behind the slope lie on the scale: limits are longer on the side where there is room.
    """

    slope: FloatArray
    se: FloatArray
    df: FloatArray
    share: FloatArray
    n_share: FloatArray
    skew: FloatArray | float = 0.0
    correlation: FloatArray | float = 0.0
    ends: Ends | None = None

    @property
    def value(self) -> FloatArray:
        """Points of the metric."""
        return self.slope * self.share

    @property
    def spread(self) -> FloatArray:
        """Standard error of a normal slope that is as far off as the limits say, both sides taken together."""
        if self.ends is None:
            return self.se
        low, high = self.ends.excess(np.full(len(self.slope), Z95))
        return np.sqrt(self.se**2 + (low + high) / (2 * Z95**2))

    def limits(self, confidence: float = 0.975) -> tuple[FloatArray, FloatArray]:
        """Return one-sided limits of the value, each at ``confidence``; ``nan`` without a standard error.

        Notes
        -----
        Student's t for the slope and Wilson's score limits for the share, joined by the method of variance
        estimates recovery (Donner and Zou 2012, Stat. Methods Med. Res. 21:347). To first order the standard error
        is that of the influence function, sqrt(share^2 se^2 + slope^2 share (1 - share) / n) where slope and share do not go
        together; unlike a symmetric interval it keeps its coverage at few mentions, and excludes 0 exactly when the slope's
        own does.

        A slope whose standard error s grows with it is short of its truth most when s is small. Where the variance of a mean
        goes with the mean, the score limits are m + c / 2 -+ sqrt(t^2 s^2 + c^2 / 4) with c = t^2 s^2 / m: here c / 2 is
        t^2 ``skew``, and the limit on the long side is taken; the other stays Student's, as the skew itself is a guess. Near an
        end of the scale see :meth:`Ends.excess`.
        """
        from scipy.special import ndtri, stdtrit

        t = np.asarray(stdtrit(self.df, confidence), dtype=np.float64)
        down, up = self._distances(t)
        bounds = wilson_limits(self.share, self.n_share, float(ndtri(confidence)))
        low = _lower_product(self.slope, down, self.share, *bounds, self.correlation)
        high = -_lower_product(-self.slope, up, self.share, *bounds, -self.correlation)
        return low, high

    def _distances(self, t: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how far the limits of the slope at a quantile lie below and above it."""
        half, shift = t * self.se, t**2 * self.skew
        far = np.hypot(half, shift) + np.abs(shift)
        down, up = np.where(shift < 0, far, half), np.where(shift > 0, far, half)
        if self.ends is None:
            return down, up
        with np.errstate(invalid="ignore"):
            low, high = self.ends.excess(t)
        return np.maximum(down, np.sqrt(half**2 + low)), np.maximum(up, np.sqrt(half**2 + high))

    def p_values(self) -> FloatArray:
        """Return the two-sided p-value of an effect of 0: the confidence at which a limit touches it; ``nan`` without one."""
        from scipy.special import stdtr

        with np.errstate(divide="ignore", invalid="ignore"):
            # The limit on the side of 0 is the long one where the skew leans there: then t^2 (se^2 + 2 |slope skew|) = slope^2.
            against = np.where(self.slope * self.skew < 0, 2 * np.abs(self.slope * self.skew), 0.0)
            t = np.abs(self.slope) / np.sqrt(self.se**2 + against)
            if self.ends is not None:
                t = self._touch_zero(t)
            return np.asarray(2 * stdtr(self.df, -t), dtype=np.float64)

    def _touch_zero(self, most: FloatArray) -> FloatArray:
        """Return the quantile, ``most`` at the largest, at which the limit on the side of 0 is 0."""
        least = np.zeros(len(most))
        for _ in range(_HALVINGS):
            middle = (least + most) / 2
            down, up = self._distances(middle)
            is_short = np.where(self.slope > 0, down, up) < np.abs(self.slope)
            least, most = np.where(is_short, middle, least), np.where(is_short, most, middle)
        return most

    def turn(self, sign: int) -> Lens:
        """Return the lens of the effects times +1 or -1."""
        ends = None if self.ends is None else self.ends.turn(sign)
        return replace(self, slope=sign * self.slope, skew=sign * np.asarray(self.skew, dtype=np.float64), ends=ends)

    def widen(self, variance: FloatArray) -> Lens:
        """Return the lens with a further variance of the values, such as that of themes drawn anew; ``nan`` adds nothing."""
        with np.errstate(divide="ignore", invalid="ignore"):
            added = np.nan_to_num(variance) / np.where(self.share > 0, self.share, np.nan) ** 2
        return replace(self, se=np.sqrt(self.se**2 + np.nan_to_num(added)))

    def where(self, condition: np.ndarray, other: Lens) -> Lens:
        """Return this lens where ``condition`` holds, else ``other``."""
        names = ("slope", "se", "df", "share", "n_share", "skew", "correlation")
        fields = {name: np.where(condition, getattr(self, name), getattr(other, name)) for name in names}
        ends = self.ends.where(condition, other.ends) if self.ends and other.ends else self.ends or other.ends
        return Lens(**fields, ends=ends)


def blank_lens(n: int) -> Lens:
    """Return a lens without values."""
    slope, se, df, share, n_share = (np.full(n, np.nan) for _ in range(5))
    return Lens(slope, se, df, share, n_share)


def wilson_limits(share: FloatArray, n: FloatArray, z: float) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's score limits of many shares; ``n`` may be infinite."""
    r = z * z / n
    half = z * np.sqrt(share * (1 - share) / n + r / (4 * n))
    centre = share + r / 2
    return (centre - half) / (1 + r), (centre + half) / (1 + r)


def _lower_product(
    slope: FloatArray, half: FloatArray, share: FloatArray, low: FloatArray, high: FloatArray, correlation: FloatArray | float
) -> FloatArray:
    """Return the lower limit L of slope x share: the root of (slope - L q)^2 = half^2 + L^2 d^2 + 2 r half L d.

    q is 1 / share, d its distance to the limit that makes L smaller, 1 / low for a positive L and 1 / high for a negative one,
    and r the correlation of slope and share.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        q = 1 / share
        rest = slope**2 - half**2
        positive = slope >= half
        delta = np.where(positive, 1 / low - q, q - 1 / high)
        a = q**2 - delta**2
        b = slope * q + np.where(delta > 0, correlation * half * delta, 0.0)
        root = np.sqrt(np.maximum(b**2 - a * rest, 0.0))
        # The same root written twice, each form without cancellation.
        limit: FloatArray = np.where(positive, rest / (b + root), (b - root) / a)
    return limit
