"""Assign texts to the themes that were discovered: the one function for the texts of the fit and for new ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from cxtext.errors import ModelFormatError
from cxtext.themes.storage import ArrayBundle, Shape
from cxtext.themes.vectors import centre_rows, map_blocks, mean_row, nearest_mean, pad_and_centre, sum_by_label, unit_rows

#: Texts of the fit that stand for the whole corpus.
PROTOTYPES = 256
#: A text is as familiar as its cosines to this many of the nearest prototypes are large.
NEAREST_PROTOTYPES = 5
#: A theme less probable than this is not assigned.
LEAST_PROBABILITY = 0.1
#: Share of a theme's texts in the fit that its limit of distance turns away.
TOO_FAR_SHARE = 0.02
#: Share of all texts in the fit that the limit of familiarity turns away.
TOO_STRANGE_SHARE = 0.04

#: L2 penalty on a mean loss: small enough to reproduce the themes, large enough that strengths are honest.
PENALTY = 1e-4
#: L-BFGS iterations. With more of them, until it converges, at most 0.5% of the texts change their theme, for about twice the
#: time (tests/bench/libraries.md).
ITERATIONS = 25
#: Corrections that L-BFGS remembers.
CORRECTIONS = 10
#: The weights start at the centres of the themes times this.
START_SCALE = 10.0
#: More rows than this do not move the boundaries; an even choice of them is used.
MOST_ROWS = 4000

#: Scores and cosines are rounded to this many digits before they are compared, so that the last bit decides nothing.
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Assigned:
    """The themes of some texts.

    Parameters
    ----------
    theme : ndarray of shape (n,), int64
        Index of the theme, -1 for none.
    strength : ndarray of shape (n,), float64
        Probability of the theme given the text, in [0, 1]; of the most probable theme where none is assigned.
    subtheme : ndarray of shape (n,), int64
        Index among all sub-themes, -1 for none.
    redrawn : ndarray of shape (n, n_refits), int64, optional
        Theme of each text as trees of subsamples draw the themes, -1 for none, ``LEFT_OUT`` where the text is not in the
        subsample; from a fit only.
    either : ndarray of shape (n, 2), int64, optional
        The two themes that a text without theme could be of, -1 where it fits none; None where no text could be of two.
    """

    theme: np.ndarray
    strength: np.ndarray
    subtheme: np.ndarray
    redrawn: np.ndarray | None = None
    either: np.ndarray | None = None

    def take(self, positions: np.ndarray) -> Assigned:
        """Return the themes of some of the texts."""
        redrawn, either = (None if one is None else one[positions] for one in (self.redrawn, self.either))
        return Assigned(self.theme[positions], self.strength[positions], self.subtheme[positions], redrawn, either)

    def spread(self, positions: np.ndarray, n: int) -> Assigned:
        """Return the themes of ``n`` texts, of which these are the ones at some positions and the others have none."""
        theme, strength, subtheme = np.full(n, -1, dtype=np.int64), np.zeros(n), np.full(n, -1, dtype=np.int64)
        theme[positions], strength[positions], subtheme[positions] = self.theme, self.strength, self.subtheme
        redrawn = None
        if self.redrawn is not None:
            redrawn = np.full((n, self.redrawn.shape[1]), -1, dtype=np.int64)
            redrawn[positions] = self.redrawn
        either = None
        if self.either is not None:
            either = np.full((n, 2), -1, dtype=np.int64)
            either[positions] = self.either
        return Assigned(theme, strength, subtheme, redrawn, either)


@dataclass(frozen=True)
class ThemeAssigner(ArrayBundle):
    """A multinomial logistic regression on themes, with limits beyond which a text has no theme.

    The result for a text depends on its vector alone, never on the other texts of the call: scores are computed in
    float64 in blocks of one size and rounded before they are compared.

    Parameters
    ----------
    mean : ndarray of shape (n_dims,), float32
        Centre of the fit data, subtracted from every vector.
    weights : ndarray of shape (n_themes, n_dims), float32
    bias : ndarray of shape (n_themes,), float32
    centres : ndarray of shape (n_themes, n_dims), float32, rows of unit length
    least_cosine : ndarray of shape (n_themes,), float32
        Cosine to the theme's centre below which a text is unassigned.
    prototypes : ndarray of shape (n_prototypes, n_dims), float32
        Some of the fit data, centred: what texts of this corpus are like.
    least_familiarity : ndarray of shape (1,), float32
        Familiarity below which a text is unassigned: its mean cosine to the 5 nearest prototypes plus its cosine,
        before centring, to the mean. Measured, this tells greetings and texts on other subjects from held-out texts
        of the corpus far better than the distance to the nearest theme does.
    sub_centres : ndarray of shape (n_subthemes, n_dims), float32, rows of unit length
    sub_parent : ndarray of shape (n_subthemes,), int64
        Theme of each sub-theme.
    sub_least_cosine : ndarray of shape (n_subthemes,), float32
    """

    mean: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    centres: np.ndarray
    least_cosine: np.ndarray
    prototypes: np.ndarray
    least_familiarity: np.ndarray
    sub_centres: np.ndarray
    sub_parent: np.ndarray
    sub_least_cosine: np.ndarray

    SHAPES: ClassVar[dict[str, Shape]] = {
        "mean": ("dims",),
        "weights": ("themes", "dims"),
        "bias": ("themes",),
        "centres": ("themes", "dims"),
        "least_cosine": ("themes",),
        "prototypes": ("prototypes", "dims"),
        "least_familiarity": (1,),
        "sub_centres": ("subthemes", "dims"),
        "sub_parent": ("subthemes",),
        "sub_least_cosine": ("subthemes",),
    }

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return len(self.weights)

    @property
    def n_subthemes(self) -> int:
        """Number of sub-themes."""
        return len(self.sub_centres)

    @classmethod
    def fit(cls, embeddings: np.ndarray, labels: np.ndarray) -> ThemeAssigner:
        """Learn the themes of the fit data, without sub-themes.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        labels : ndarray of shape (n,), int
            Theme of each row, 0 to n_themes - 1; negative is outside.

        Returns
        -------
        ThemeAssigner
        """
        n_themes = int(labels.max(initial=-1)) + 1
        mean = mean_row(embeddings)
        rows = centre_rows(embeddings, mean)
        inside = np.flatnonzero(labels >= 0)
        centres = unit_rows(sum_by_label(rows, labels, n_themes)).astype(np.float32)
        weights, bias = fit_softmax(rows[inside], labels[inside], centres)
        prototypes = inside[np.unique(np.linspace(0, len(inside) - 1, PROTOTYPES).astype(np.int64))] if n_themes else inside
        return cls(
            mean=mean,
            weights=weights.astype(np.float32),
            bias=bias.astype(np.float32),
            centres=centres,
            least_cosine=limit_cosines(rows, labels, n_themes),
            prototypes=rows[prototypes],
            least_familiarity=limit_familiarity(embeddings, rows, mean, prototypes),
            sub_centres=np.zeros((0, len(mean)), dtype=np.float32),
            sub_parent=np.zeros(0, dtype=np.int64),
            sub_least_cosine=np.zeros(0, dtype=np.float32),
        )

    def with_subthemes(self, embeddings: np.ndarray, labels: np.ndarray, sub_labels: np.ndarray) -> ThemeAssigner:
        """Return the same assigner with these sub-themes in place of its own.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        labels : ndarray of shape (n,), int
            Theme of each row; negative is outside.
        sub_labels : ndarray of shape (n,), int
            Part within the theme, negative is none.

        Returns
        -------
        ThemeAssigner
            With the sub-themes ordered by theme, then part.
        """
        rows = centre_rows(embeddings, self.mean)
        subthemes, pairs = number_parts(labels, sub_labels)
        return replace(
            self,
            sub_centres=unit_rows(sum_by_label(rows, subthemes, len(pairs))).astype(np.float32),
            sub_parent=np.ascontiguousarray(pairs[:, 0]),
            sub_least_cosine=limit_cosines(rows, subthemes, len(pairs)),
        )

    def assign(self, embeddings: np.ndarray, remembered: tuple[np.ndarray, np.ndarray] | None = None) -> Assigned:
        """Assign each row to a theme and a sub-theme, or to none.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        remembered : (ndarray of shape (n,), ndarray of shape (n,)), int64, optional
            Theme and sub-theme that a row has already, -1 where that is open.

        Returns
        -------
        Assigned

        Raises
        ------
        ModelFormatError
            When the vectors have another number of dimensions than the model.
        """
        if embeddings.ndim != 2 or embeddings.shape[1] != len(self.mean):
            raise ModelFormatError(
                f"vectors of shape {embeddings.shape} do not fit a theme model of {len(self.mean)} dimensions.\n"
                "Use the embedder that the model was fitted with."
            )
        n = len(embeddings)
        theme = np.full(n, -1, dtype=np.int64)
        either = np.full((n, 2), -1, dtype=np.int64)
        strength = np.zeros(n)
        known, known_part = (None, None) if remembered is None else remembered
        if self.n_themes:
            for rows, result in map_blocks(self._assign_block, n, embeddings, known):
                theme[rows], strength[rows], either[rows] = result
        subtheme = self.assign_subthemes(embeddings, theme, known_part)
        return Assigned(theme, strength, subtheme, either=either if (either >= 0).any() else None)

    def assign_subthemes(self, embeddings: np.ndarray, theme: np.ndarray, remembered: np.ndarray | None = None) -> np.ndarray:
        """Return the sub-theme of each row, -1 for none.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        theme : ndarray of shape (n,), int64
            As :meth:`assign` returns it.
        remembered : ndarray of shape (n,), int64, optional
            Sub-theme that a row has already, -1 where that is open.

        Returns
        -------
        ndarray of shape (n,), int64
        """
        subtheme = np.full(len(theme), -1, dtype=np.int64)
        if self.n_subthemes:
            for rows, result in map_blocks(self._assign_subtheme_block, len(theme), embeddings, theme):
                subtheme[rows] = result
        return subtheme if remembered is None else np.where(remembered >= 0, remembered, subtheme)

    def _assign_block(self, embeddings: np.ndarray, known: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return theme, strength and the two themes that it could be of, of at most ``BLOCK`` rows.

        A theme that is known needs no nearness. A row that is near enough to a theme, but of none probable enough, could be of
        either of the two most probable ones.
        """
        n = len(embeddings)
        each = np.arange(n)
        padded, rows = pad_and_centre(embeddings, self.mean)
        scores = np.round(rows @ self.weights.T.astype(np.float64) + self.bias, DIGITS)[:n]
        cosines = np.round(rows @ self.centres.T.astype(np.float64), DIGITS)[:n]
        best = np.argmax(scores, axis=1)
        is_known = np.zeros(n, dtype=bool)
        if known is not None:
            is_known = known >= 0
            best = np.where(is_known, known, best)
        strength = 1.0 / np.exp(scores - scores[each, best][:, None]).sum(axis=1)
        familiarity = measure_familiarity(padded, self.mean, rows @ self.prototypes.T.astype(np.float64))[:n]
        near = (cosines[each, best] >= self.least_cosine[best]) & (familiarity >= self.least_familiarity[0])
        theme = np.where(is_known | near & (strength >= LEAST_PROBABILITY), best, -1)
        either = np.full((n, 2), -1, dtype=np.int64)
        unsure = np.flatnonzero((theme < 0) & near)
        if len(unsure) and self.n_themes > 1:
            either[unsure] = np.sort(np.argsort(-scores[unsure], axis=1, kind="stable")[:, :2], axis=1)
        return theme, np.round(strength, DIGITS), either

    def _assign_subtheme_block(self, embeddings: np.ndarray, theme: np.ndarray) -> np.ndarray:
        """Return the nearest sub-theme of each row's theme, -1 where none is near enough; at most ``BLOCK`` rows."""
        _, rows = pad_and_centre(embeddings, self.mean)
        cosines = np.round(rows @ self.sub_centres.T.astype(np.float64), DIGITS)[: len(theme)]
        own = np.where(self.sub_parent[None, :] == theme[:, None], cosines, -2.0)
        best = np.argmax(own, axis=1)
        return np.where(own[np.arange(len(theme)), best] >= self.sub_least_cosine[best], best, -1)

    def reorder(self, themes: np.ndarray, subthemes: np.ndarray) -> ThemeAssigner:
        """Return the same assigner with its themes and sub-themes in the given order.

        Parameters
        ----------
        themes : ndarray of shape (n_themes,), int
            Old index of each new theme.
        subthemes : ndarray of shape (n_subthemes,), int
            Old index of each new sub-theme.
        """
        return replace(
            self,
            weights=self.weights[themes],
            bias=self.bias[themes],
            centres=self.centres[themes],
            least_cosine=self.least_cosine[themes],
            sub_centres=self.sub_centres[subthemes],
            sub_parent=np.argsort(themes)[self.sub_parent[subthemes]],
            sub_least_cosine=self.sub_least_cosine[subthemes],
        )


def measure_familiarity(embeddings: np.ndarray, mean: np.ndarray, cosines: np.ndarray) -> np.ndarray:
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
    n_nearest = min(NEAREST_PROTOTYPES, cosines.shape[1])
    nearness = nearest_mean(cosines, n_nearest) if n_nearest else 0.0
    direction = mean.astype(np.float64) / max(float(np.linalg.norm(mean.astype(np.float64))), 1e-12)
    on_subject = embeddings.astype(np.float64) @ direction
    return np.asarray(np.round(nearness + on_subject, DIGITS))


def limit_familiarity(embeddings: np.ndarray, rows: np.ndarray, mean: np.ndarray, prototypes: np.ndarray) -> np.ndarray:
    """Return the low quantile of the fit's familiarity, where no text counts as its own prototype.

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
    return np.array([np.quantile(measure_familiarity(embeddings, mean, cosines), TOO_STRANGE_SHARE)], dtype=np.float32)


def limit_cosines(rows: np.ndarray, labels: np.ndarray, n_labels: int) -> np.ndarray:
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
    limits = np.ones(n_labels, dtype=np.float32)
    for label in range(n_labels):
        members = rows[labels == label].astype(np.float64)
        others = sums[label].astype(np.float64) - members
        cosines = np.einsum("ij,ij->i", members, others) / np.maximum(np.linalg.norm(others, axis=1), 1e-12)
        if len(members) > 1:
            limits[label] = np.quantile(cosines, TOO_FAR_SHARE)
    return limits


def number_parts(labels: np.ndarray, sub_labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers that run through the parts of all themes, by theme, then part.

    Parameters
    ----------
    labels, sub_labels : ndarray of shape (n,), int
        Theme, and part within it; negative is none.

    Returns
    -------
    subthemes : ndarray of shape (n,), int64
    pairs : ndarray of shape (n_subthemes, 2), int64
        Theme and part of each.
    """
    pairs = np.unique(np.column_stack([labels, sub_labels])[sub_labels >= 0], axis=0).astype(np.int64)
    subthemes = np.full(len(labels), -1, dtype=np.int64)
    for index, (theme, part) in enumerate(pairs):
        subthemes[(labels == theme) & (sub_labels == part)] = index
    return subthemes, pairs


def fit_softmax(rows: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit a multinomial logistic regression on unit rows by L-BFGS, started at the centres.

    It minimises mean cross-entropy + ``PENALTY / 2 * |weights|^2``. scikit-learn's ``LogisticRegression`` with a warm start
    needs 1.3 to 1.4 times as long for the same loss; the figures are in ``tests/bench/libraries.md``.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float32, rows of unit length
    labels : ndarray of shape (n,), int64
        Classes 0 to n_classes - 1.
    centres : ndarray of shape (n_classes, n_dims), float32
        Unit centre of each class.

    Returns
    -------
    weights : ndarray of shape (n_classes, n_dims), float64
    bias : ndarray of shape (n_classes,), float64
    """
    from scipy.optimize import minimize

    n_classes, n_dims = centres.shape
    if n_classes == 0:
        return np.zeros((0, n_dims)), np.zeros(0)
    if len(rows) > MOST_ROWS:
        chosen = _spread(labels, MOST_ROWS)
        rows, labels = rows[chosen], labels[chosen]
    each = np.arange(len(rows))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        """Return loss and gradient."""
        table = flat.reshape(n_classes, n_dims + 1)
        weights, bias = table[:, :-1], table[:, -1]
        scores = rows @ weights.T.astype(np.float32) + bias.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        picked = np.maximum(scores[each, labels], 1e-30)
        value = -np.log(picked).mean(dtype=np.float64) + PENALTY / 2 * (weights**2).sum()
        scores[each, labels] -= 1.0
        gradient = np.empty_like(table)
        gradient[:, :-1] = (scores.T @ rows).astype(np.float64) / len(rows) + PENALTY * weights
        gradient[:, -1] = scores.sum(axis=0, dtype=np.float64) / len(rows)
        return float(value), gradient.ravel()

    start = np.column_stack([START_SCALE * centres.astype(np.float64), np.zeros(n_classes)]).ravel()
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS, "maxcor": CORRECTIONS})
    table = result.x.reshape(n_classes, n_dims + 1)
    return table[:, :-1], table[:, -1]


def _spread(labels: np.ndarray, n: int) -> np.ndarray:
    """Return ``n`` positions, an even choice from every class in proportion to its size."""
    order = np.argsort(labels, kind="stable")
    return np.sort(order[np.linspace(0, len(order) - 1, n).astype(np.int64)])
