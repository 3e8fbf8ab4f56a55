"""Choose the height at which the tree of themes is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cxtext.themes.discovery.agreement import adjusted_rand, best_jaccard
from cxtext.themes.discovery.tree import Tree
from cxtext.themes.theme import ResolutionRow

#: Heights at which a tree may be cut. Below the lowest, texts repeat each other; above the highest, pieces have nothing in
#: common.
HEIGHTS = tuple(round(0.025 * i, 3) for i in range(1, 39))
#: The height that is used where it gives a usual number of themes. At .7 / .75 / .8 best match with human labels is .46 / .47 /
#: .49, AMI .34 / .35 / .35, mean of three sets, with 21 / 21 / 15 themes.
USUAL_HEIGHT = 0.75
#: Outside these heights a cut is used when it is asked for only.
LOWEST_USUAL, HIGHEST_USUAL = 0.5, 0.95
#: The table shows so many lower and so many higher cuts than the one used, each with at least this many times as many themes as
#: the next.
N_SHOWN, SHOWN_TIMES = 3, 1.25
FEWEST_RANGE, MOST_RANGE = 10, 40


@dataclass(frozen=True, slots=True)
class Refit:
    """The tree of a subsample.

    Parameters
    ----------
    sample : ndarray of shape (n_sample,), int
        Rows that are in it.
    tree : Tree
    n : int
        Rows there are.
    """

    sample: np.ndarray
    tree: Tree
    n: int

    def cut(self, height: float) -> np.ndarray:
        """Return the piece of each row, -1 for rows that were left out."""
        labels = np.full(self.n, -1, dtype=np.int64)
        labels[self.sample] = self.tree.cut(height)
        return labels


@dataclass(frozen=True)
class Cut:
    """The themes at one height.

    Parameters
    ----------
    height : float
    labels : ndarray of shape (n,), int64
        Theme of each row, -1 outside any.
    """

    height: float
    labels: np.ndarray

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return int(self.labels.max(initial=-1)) + 1

    def describe(self, refits: Sequence[Refit], reason: str | None, *, chosen: bool) -> ResolutionRow:
        """Return one row of table ``resolutions``."""
        agreement = [adjusted_rand(self.labels, refit.cut(self.height)) for refit in refits]
        return {
            "level": "theme",
            "parent_id": None,
            "height": self.height,
            "n_themes": self.n_themes,
            "stability": float(np.mean(agreement)) if agreement else 0.0,
            "coverage": float((self.labels >= 0).mean()),
            "chosen": chosen,
            "reason": reason,
        }


def usual_range(n: int) -> tuple[int, int]:
    """Return the number of themes that a reader can use for ``n`` different texts: at most 40, fewer for less text.

    >>> usual_range(100), usual_range(1000), usual_range(20_000)
    ((5, 8), (10, 25), (10, 40))
    """
    middle = np.sqrt(n)
    return int(min(FEWEST_RANGE, max(2, middle * 0.5))), int(min(MOST_RANGE, max(3, middle * 0.8)))


def choose_height(
    tree: Tree,
    refits: Sequence[Refit],
    keep_real: Callable[[np.ndarray], np.ndarray],
    *,
    n_themes: int | None,
    detail: float = 1.0,
) -> tuple[Cut | None, list[ResolutionRow]]:
    """Return the cut to use, and rows of table ``resolutions`` for it and for others.

    The usual height is used where it gives a usual number of themes, else the nearest one that does. ``detail`` asks for so many
    times as many themes as that, ``n_themes`` for at least that number.

    Parameters
    ----------
    tree : Tree
    refits : sequence of Refit
        Trees of subsamples, for the stability of each cut that is shown.
    keep_real : callable
        Turns pieces into themes: those that are too small or chance get -1.
    n_themes : int, optional
    detail : float

    Returns
    -------
    chosen : Cut or None
        None when no height gives any theme.
    curve : list of ResolutionRow
    """
    cuts = [cut for cut in (Cut(height, keep_real(tree.cut(height))) for height in HEIGHTS) if cut.n_themes]
    if not cuts:
        return None, []
    low, high = usual_range(len(tree.merges) + 1)
    expected = [cut for cut in cuts if LOWEST_USUAL <= cut.height <= HIGHEST_USUAL] or cuts
    usual = min(expected, key=lambda cut: (_distance(cut.n_themes, low, high), abs(cut.height - USUAL_HEIGHT), cut.height))
    reasons = {usual.height: _explain(usual, low, high)}
    chosen = usual
    if n_themes is not None:
        chosen = min(cuts, key=lambda cut: (cut.n_themes < n_themes, abs(cut.n_themes - n_themes), -cut.height))
        reasons = {chosen.height: "the nearest to the number asked for"}
    elif detail != 1.0:
        chosen = min(cuts, key=lambda cut: (abs(np.log(cut.n_themes / usual.n_themes / detail)), -cut.height))
        if chosen.n_themes == usual.n_themes:
            chosen = usual
            reasons[usual.height] += f"; no height gives a number nearer to {detail:g} times as many themes"
        else:
            reasons[usual.height] = f"the usual choice: {reasons[usual.height]}"
            reasons[chosen.height] = f"about {detail:g} times as many themes as the usual choice, as asked"
    place = cuts.index(chosen)
    lower, higher = range(place - 1, -1, -1), range(place + 1, len(cuts))
    shown = {place, cuts.index(usual), *_differing(cuts, place, lower), *_differing(cuts, place, higher)}
    return chosen, [cuts[i].describe(refits, reasons.get(cuts[i].height), chosen=i == place) for i in sorted(shown)]


def measure_stability(cut: Cut, refits: Sequence[Refit]) -> np.ndarray:
    """Return the mean over refits of each theme's Jaccard index to its best match, on the rows of the refit.

    Returns
    -------
    ndarray of shape (n_themes,), float64
        0 for a theme that no refit has rows of.
    """
    return match_pieces(cut.labels, cut.n_themes, [refit.cut(cut.height) for refit in refits])


def match_pieces(labels: np.ndarray, n_labels: int, again: Sequence[np.ndarray]) -> np.ndarray:
    """Return the mean of each label's Jaccard index to its best match in other labellings, over those that have rows of it.

    Parameters
    ----------
    labels : ndarray of shape (n,), int
        Negative is outside.
    n_labels : int
    again : sequence of ndarray of shape (n,), int
        Negative for rows that were left out.

    Returns
    -------
    ndarray of shape (n_labels,), float64
    """
    stacked = np.array([best_jaccard(np.where(other >= 0, labels, -1), other, n_labels) for other in again])
    present = ~np.isnan(stacked)
    return np.asarray(np.where(present, stacked, 0.0).sum(axis=0) / np.maximum(present.sum(axis=0), 1))


def _differing(cuts: Sequence[Cut], start: int, places: range) -> list[int]:
    """Return the first places whose number of themes differs from that at ``start``, and from one another."""
    shown: list[int] = []
    last = cuts[start].n_themes
    for i in places:
        if abs(np.log(cuts[i].n_themes / last)) >= np.log(SHOWN_TIMES):
            last = cuts[i].n_themes
            shown.append(i)
    return shown[:N_SHOWN]


def _explain(usual: Cut, low: int, high: int) -> str:
    """Say why a height is the usual choice."""
    if usual.height == USUAL_HEIGHT:
        return "the usual height"
    if low <= usual.n_themes <= high:
        return f"the nearest to the usual height that gives {low} to {high} themes"
    return f"no height gives {low} to {high} themes; this one comes nearest"


def _distance(n_themes: int, low: int, high: int) -> float:
    """Return how far a number of themes is from the range, in natural logarithms."""
    return float(max(0.0, np.log(low / n_themes), np.log(n_themes / high)))
