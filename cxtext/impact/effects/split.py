"""What the parts of a theme cost: its sub-themes, and what is in none of them, add up to the theme exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cxtext.impact.effects.design import Design, Mentions
from cxtext.impact.effects.measure import Effects
from cxtext.metrics import FloatArray


@dataclass(frozen=True, slots=True)
class SubthemeRow:
    """A part of a theme: a row of table ``subthemes``. The points of a theme's rows add up to its effect.

    Parameters
    ----------
    theme_id : str
    subtheme_id : str or None
        None for what is in no sub-theme.
    n_responses : int
        Responses with content that mention it; of those in no sub-theme, the ones that mention the theme alone.
    share : float
        The same, of all responses with content.
    points : float
    """

    theme_id: str
    subtheme_id: str | None
    n_responses: int
    share: float
    points: float


@dataclass(frozen=True, eq=False)
class Split:
    """How the responses that mention a theme are divided over its parts.

    Parameters
    ----------
    theme : int
        Position of the theme.
    parts : tuple of str or None
        Its sub-themes, and None for what is in none.
    rows : ndarray of shape (n_mentions,), int64
        The responses, ascending.
    mentions : ndarray of shape (n_mentions, n_parts), bool
        Which parts each of them mentions; the last part only where it mentions no other.
    """

    theme: int
    parts: tuple[str | None, ...]
    rows: NDArray[np.int64]
    mentions: NDArray[np.bool_]

    @property
    def portions(self) -> FloatArray:
        """Share of each response that belongs to each part: it counts once, in equal portions for what it mentions."""
        return np.asarray(self.mentions / self.mentions.sum(axis=1, keepdims=True))


def split_themes(mentions: Mentions, theme_ids: Sequence[str], *, negative: bool = False) -> list[Split]:
    """Divide the responses of each theme that has sub-themes.

    Parameters
    ----------
    mentions : Mentions
    theme_ids : sequence of str
        In the order of its columns.
    negative : bool
        Divide negative mentions only.

    >>> from cxtext.impact.effects import Subthemes
    >>> x = csr_array(np.array([[1, 1], [1, 0], [0, 0]]))
    >>> subthemes = Subthemes(["T2", "T3"], ["T1", "T1"], x, x)
    >>> every = csr_array(np.ones((3, 1)))
    >>> split_themes(Mentions(every, every, every, subthemes=subthemes), ["T1"])[0].portions.tolist()
    [[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    subthemes = mentions.subthemes
    if subthemes is None:
        return []
    themes = csc_array(mentions.negative if negative else mentions.any)
    parts = csc_array(subthemes.negative if negative else subthemes.any)
    parents = np.array(subthemes.parent_ids, dtype=object)
    splits = []
    for t, theme_id in enumerate(theme_ids):
        own = np.flatnonzero(parents == theme_id)
        if len(own):
            rows = np.flatnonzero(themes[:, [t]].toarray().ravel())
            having = csr_array(parts[:, own])[rows].toarray() != 0
            none = ~having.any(axis=1, keepdims=True)
            splits.append(Split(t, (*(subthemes.ids[i] for i in own), None), rows, np.hstack([having, none])))
    return splits


def split_effects(effects: Effects, splits: Sequence[Split], n: int) -> list[FloatArray]:
    """Return the points of each part of each theme.

    Parameters
    ----------
    effects : Effects
    splits : sequence of Split
        Of all mentions.
    n : int
        Number of responses.

    Returns
    -------
    list of ndarray of shape (n_parts,), float64
        ``nan`` where the theme has no effect.

    Notes
    -----
    Of the adjusted lens: residuals average 0 over those who mention a theme, so that its coefficient is the weighted mean over
    them of what is left of their answers without the other terms, r_i, and b p = sum_i w_i r_i / sum w. Of removal the same holds
    with r_i = y_i - m0. Each answer adds w_i r_i / sum w to the theme, and that is divided by :attr:`Split.portions`.
    """
    obs = effects.observations
    place = np.full(n, -1)
    place[obs.rows] = np.arange(obs.n)
    residual, total = _residuals(effects), fsum(obs.w) or 1.0
    points = []
    for split in splits:
        has_answer = place[split.rows] >= 0
        at, slope = place[split.rows[has_answer]], effects.lens.slope[split.theme]
        left = residual[at] if effects.is_adjusted[split.theme] else _centred(obs.y[at], obs.w[at])
        own = _sum_parts(obs.w[at] * (left + slope), split.portions[has_answer]) / total
        points.append(np.where(np.isfinite(slope), own, np.nan))
    return points


def _centred(y: FloatArray, w: FloatArray) -> FloatArray:
    """Return answers less their weighted mean."""
    return y - fsum(w * y) / fsum(w) if len(y) else y


def split_volume(splits: Sequence[Split], design: Design, n: int) -> list[FloatArray]:
    """Return the share of responses with content that mention each part, each response counted once per theme.

    Parameters
    ----------
    splits : sequence of Split
        Of negative mentions.
    design : Design
    n : int
        Number of responses.
    """
    weights, total = _content_weights(design, n)
    return [_sum_parts(weights[split.rows], split.portions) / total for split in splits]


def list_subthemes(
    splits: Sequence[Split], points: Sequence[FloatArray], theme_ids: Sequence[str], design: Design, n: int
) -> list[SubthemeRow]:
    """Return a row for each part of each theme.

    Parameters
    ----------
    splits : sequence of Split
        Of all mentions.
    points : sequence of ndarray of shape (n_parts,), float64
    theme_ids : sequence of str
    design : Design
    n : int
        Number of responses.
    """
    weights, total = _content_weights(design, n)
    rows = []
    for split, own in zip(splits, points, strict=True):
        counts = split.mentions.sum(axis=0).tolist()
        shares = (_sum_parts(weights[split.rows], split.mentions) / total).tolist()
        parts = zip(split.parts, counts, shares, own.tolist(), strict=True)
        rows += [SubthemeRow(theme_ids[split.theme], *part) for part in parts]
    return rows


def _content_weights(design: Design, n: int) -> tuple[FloatArray, float]:
    """Return the weight of each response with content, and their sum."""
    weights = np.where(design.content(n), design.usable_weights(n), 0.0)
    return weights, fsum(weights) or 1.0


def _residuals(effects: Effects) -> FloatArray:
    """Return what the adjusted model leaves of each answer; zeros without one."""
    obs, model = effects.observations, effects.model
    if model is None:
        return np.zeros(obs.n)
    fitted = model.intercept + obs.controls @ model.control_coefficients + obs.x @ np.nan_to_num(model.coefficients, nan=0.0)
    return np.asarray(obs.y - fitted)


def _sum_parts(values: FloatArray, portions: FloatArray | NDArray[np.bool_]) -> FloatArray:
    """Return the sum of the values in each part; exact, so that the order of the rows does not show."""
    return np.array([fsum(values * column) for column in portions.T])
