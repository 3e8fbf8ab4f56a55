"""Assign texts to the themes of a codebook, by names, keywords and examples; leave alone what belongs to none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import softmax

from cxtext.language import Language
from cxtext.themes.assignment import Assigned
from cxtext.themes.codebook.codebook import Codebook
from cxtext.themes.codebook.keywords import lift
from cxtext.themes.storage import ArrayBundle, Shape
from cxtext.themes.vectors import centre_rows, map_blocks, mean_row, nearest_mean, pad_and_centre, unit_rows

#: Texts of the survey that show how near texts are to one another.
NEIGHBOURS = 512
#: Nearest of these that count.
NEAREST = 5
#: From this cosine on two vectors are the same text, which is not a neighbour of itself.
SAME_COSINE = 1.0 - 1e-6
#: No neighbour counts as nearer than this cosine: texts with the same wording would raise the limit for one another.
NEAR_ENOUGH = 0.7
#: Share of a text's cosine to its nearest neighbours that its score must exceed ...
DENSITY_SHARE = 0.5
#: ... by at least this cosine.
LEAST_MARGIN = 0.12
#: In a prototype the texts of the survey weigh at most as much as this many examples,
SURVEY_WEIGHT = 2.0
#: half of it when this many texts belong to the theme.
SURVEY_HALF = 2.0
#: Rounds of seeded k-means.
ROUNDS = 5
#: Sharpness of the softmax that shares the texts out in a round.
ROUND_SHARPNESS = 20.0
#: Scores are cosines times this.
SCALE = 10.0
#: L2 penalty on what the examples add to the prototypes.
PENALTY = 0.1
#: L-BFGS iterations at most.
ITERATIONS = 100
#: The survey mentions a theme without examples when its phrases have this mean cosine to the nearest texts,
MENTIONED_COSINE = 0.38
#: to this share of all texts,
MENTIONED_SHARE = 0.005
#: and to this many at least.
MENTIONED_TEXTS = 5
#: A theme that the survey does not mention takes only texts of this cosine to its phrases.
UNMENTIONED_COSINE = 0.3
#: A text must fit its theme better than this share of the survey fits its second-best theme.
SECOND_BEST_SHARE = 0.8


@dataclass(frozen=True)
class CodebookAssigner(ArrayBundle):
    """Linear scores of the themes of a codebook, and what a text must reach to belong to one of them.

    As with :class:`~cxtext.themes.assignment.ThemeAssigner`, the result for a text depends on its vector alone and on its
    words (:mod:`cxtext.themes.codebook.keywords`).

    Parameters
    ----------
    mean : ndarray of shape (n_dims,), float32
        Centre of the fit data, subtracted from every vector.
    weights : ndarray of shape (n_themes, n_dims), float32
    neighbours : ndarray of shape (n_neighbours, n_dims), float32
        Some of the fit data, centred.
    least : ndarray of shape (1,), float32
        By how much the score must exceed ``DENSITY_SHARE`` times the mean cosine to the nearest neighbours.
    floor : ndarray of shape (n_themes,), float32
        What the score must reach for a theme without examples that the survey does not mention.

    Notes
    -----
    Each theme starts as the mean of its phrases and examples. In a few rounds the texts of the survey that more likely
    belong to it than to another theme or to nothing are drawn in (seeded k-means, Basu, Banerjee & Mooney 2002). A
    logistic regression on the examples, penalised for leaving these prototypes, gives the weights. Subtracting how near a
    text is to its nearest texts makes scores comparable between crowded and empty regions (as in CSLS, Conneau et al.
    2018); the rest of the limit is what most texts reach for a theme that is not their own. A text with a keyword of a theme,
    or with the words of its name, counts as nearer to it, in the rounds as well. A theme without examples that the survey
    does not mention is drawn nowhere and takes only texts that are near to its phrases.
    """

    mean: np.ndarray
    weights: np.ndarray
    neighbours: np.ndarray
    least: np.ndarray
    floor: np.ndarray

    SHAPES: ClassVar[dict[str, Shape]] = {
        "mean": ("dims",),
        "weights": ("themes", "dims"),
        "neighbours": ("neighbours", "dims"),
        "least": (1,),
        "floor": ("themes",),
    }

    @property
    def n_themes(self) -> int:
        """Number of themes."""
        return len(self.weights)

    @classmethod
    def fit(
        cls,
        embeddings: np.ndarray,
        codebook: Codebook,
        encode: Callable[[Sequence[str]], np.ndarray],
        keyword_hits: np.ndarray | None = None,
        *,
        language: Language | None = None,
    ) -> CodebookAssigner:
        """Learn the themes of a codebook as this survey speaks of them.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length, in canonical order
            The texts of the survey.
        codebook : Codebook
        encode : callable
            Embeds phrases and examples with the same model.
        keyword_hits : ndarray of shape (n, n_themes), int8, optional
            As from :meth:`cxtext.themes.codebook.Keywords.find`; without it no word counts.
        language : Language, optional
            Of the codebook; English by default.

        Returns
        -------
        CodebookAssigner
        """
        mean = mean_row(embeddings)
        rows = centre_rows(embeddings, mean).astype(np.float64)
        neighbours = rows[np.unique(np.linspace(0, len(rows) - 1, NEIGHBOURS).astype(np.int64))] if len(rows) else rows
        density = DENSITY_SHARE * _neighbour_cosine(rows @ neighbours.T)
        anchors = _Anchors.of(codebook, encode, mean, language)
        seeds = anchors.rows[: len(codebook.themes)]
        unmentioned = _find_unmentioned(lift(rows @ seeds.T, keyword_hits, any_name=True), anchors.n_examples)
        prototypes = _settle(anchors, rows, density + LEAST_MARGIN, unmentioned, keyword_hits)
        weights = _fit_towards(SCALE * prototypes, anchors)
        weights[unmentioned] = SCALE * seeds[unmentioned]
        return cls(
            mean=mean,
            weights=weights.astype(np.float32),
            neighbours=neighbours.astype(np.float32),
            least=np.array([_choose_margin(rows @ weights.T / SCALE, density)], dtype=np.float32),
            floor=np.where(unmentioned, SCALE * UNMENTIONED_COSINE, -SCALE).astype(np.float32),
        )

    def assign(self, embeddings: np.ndarray, keyword_hits: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return the theme of each row, -1 for none of them, and its probability.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        keyword_hits : ndarray of shape (n, n_themes), int8, optional
            As in :meth:`fit`.

        Returns
        -------
        theme : ndarray of shape (n,), int64
        strength : ndarray of shape (n,), float64, in [0, 1]
        """
        theme = np.full(len(embeddings), -1, dtype=np.int64)
        strength = np.zeros(len(embeddings))
        for rows, result in map_blocks(self._assign_block, len(embeddings), embeddings, keyword_hits):
            theme[rows], strength[rows] = result
        return theme, strength

    def _assign_block(self, embeddings: np.ndarray, keyword_hits: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Return theme and strength of at most ``BLOCK`` rows."""
        n = len(embeddings)
        _, rows = pad_and_centre(embeddings, self.mean)
        score_of_none = SCALE * (self.measure_density(rows) + float(self.least[0]))
        cosines = np.round(rows @ self.weights.T.astype(np.float64) / SCALE, 10)[:n]
        scores = np.round(np.column_stack([SCALE * lift(cosines, keyword_hits), score_of_none[:n]]), 9)
        best = np.argmax(scores[:, :-1], axis=1)
        top = scores[np.arange(n), best]
        strength = np.round(1.0 / np.exp(scores - top[:, None]).sum(axis=1), 9)
        return np.where((top > scores[:, -1]) & (top >= self.floor[best]), best, -1), strength

    def measure_density(self, rows: np.ndarray) -> np.ndarray:
        """Return ``DENSITY_SHARE`` times the mean cosine of centred rows, float64, to their nearest texts of the survey."""
        return DENSITY_SHARE * _neighbour_cosine(rows @ self.neighbours.T.astype(np.float64))

    def merge_codebook(self, theme: np.ndarray, strength: np.ndarray, discovered: Assigned) -> Assigned:
        """Put the themes of the codebook before the discovered ones: they take their texts first.

        Parameters
        ----------
        theme : ndarray of shape (n,), int64
        strength : ndarray of shape (n,), float64
            As :meth:`assign` returns them.
        discovered : Assigned
            Discovered themes of the same rows.

        Returns
        -------
        Assigned
            The indices of discovered themes follow those of the codebook.
        """
        is_ours = theme >= 0
        return Assigned(
            np.where(is_ours, theme, np.where(discovered.theme >= 0, discovered.theme + self.n_themes, -1)),
            np.where(is_ours, strength, discovered.strength),
            np.where(is_ours, -1, discovered.subtheme),
            either=_shift_either(discovered.either, is_ours, self.n_themes),
        )


@dataclass(frozen=True)
class _Anchors:
    """Vectors that are known to belong to a theme: first the mean of each theme's phrases, then all examples.

    Parameters
    ----------
    rows : ndarray of shape (n_themes + n_examples, n_dims), float64, rows of unit length
    labels : ndarray of shape (n_themes + n_examples,), int64
        Theme of each row.
    n_themes : int
    """

    rows: np.ndarray
    labels: np.ndarray
    n_themes: int

    @classmethod
    def of(
        cls,
        codebook: Codebook,
        encode: Callable[[Sequence[str]], np.ndarray],
        mean: np.ndarray,
        language: Language | None,
    ) -> _Anchors:
        """Embed the phrases and examples of a codebook."""
        phrases = [theme.phrases(language) for theme in codebook.themes]
        texts = sorted({text for theme, own in zip(codebook.themes, phrases, strict=True) for text in (*own, *theme.examples)})
        centred = centre_rows(np.asarray(encode(texts), dtype=np.float32), mean).astype(np.float64)
        vectors = dict(zip(texts, centred, strict=True))
        seeds = unit_rows(np.array([np.mean([vectors[p] for p in own], axis=0) for own in phrases]))
        examples = [vectors[text] for theme in codebook.themes for text in theme.examples]
        labels = [k for k, theme in enumerate(codebook.themes) for _ in theme.examples]
        n_themes = len(codebook.themes)
        return cls(
            np.concatenate([seeds, np.array(examples).reshape(len(labels), len(mean))]),
            np.concatenate([np.arange(n_themes), np.array(labels, dtype=np.int64)]),
            n_themes,
        )

    @property
    def n_examples(self) -> np.ndarray:
        """Number of examples of each theme."""
        return np.bincount(self.labels, minlength=self.n_themes) - 1


def _shift_either(either: np.ndarray | None, is_ours: np.ndarray, n_themes: int) -> np.ndarray | None:
    """Return the pairs of discovered themes that a text could be of, as indices after those of the codebook."""
    return None if either is None else np.where((either >= 0) & ~is_ours[:, None], either + n_themes, -1)


def _neighbour_cosine(cosines: np.ndarray) -> np.ndarray:
    """Return the mean of the largest cosines of each row, none above ``NEAR_ENOUGH``, the text itself left out."""
    others = np.clip(np.where(np.round(cosines, 9) >= SAME_COSINE, 0.0, cosines), 0.0, NEAR_ENOUGH)
    n_nearest = min(NEAREST, max(cosines.shape[1] - 1, 0))
    return np.round(nearest_mean(others, n_nearest), 9) if n_nearest else np.zeros(len(cosines))


def _find_unmentioned(cosines: np.ndarray, n_examples: np.ndarray) -> np.ndarray:
    """Tell which themes have no example, and hardly a text that is near to their phrases."""
    n_texts = min(max(MENTIONED_TEXTS, int(MENTIONED_SHARE * len(cosines))), len(cosines))
    if not n_texts:
        return np.zeros(len(n_examples), dtype=bool)
    nearest = np.partition(cosines, -n_texts, axis=0)[-n_texts:].mean(axis=0)
    return np.asarray((n_examples == 0) & (nearest < MENTIONED_COSINE))


def _settle(
    anchors: _Anchors, rows: np.ndarray, cosine_of_none: np.ndarray, unmentioned: np.ndarray, keyword_hits: np.ndarray | None
) -> np.ndarray:
    """Return the prototypes: means of the anchors, drawn towards the texts of the survey that fit."""
    sums = np.zeros((anchors.n_themes, rows.shape[1]))
    np.add.at(sums, anchors.labels, anchors.rows)
    prototypes = unit_rows(sums)
    for _ in range(ROUNDS if len(rows) else 0):
        cosines = np.column_stack([lift(rows @ prototypes.T, keyword_hits), cosine_of_none])
        shares = softmax(ROUND_SHARPNESS * cosines, axis=1)[:, :-1]
        shares[shares < 0.5] = 0.0
        shares[:, unmentioned] = 0.0
        mass = shares.sum(axis=0)[:, None]
        prototypes = unit_rows(sums + SURVEY_WEIGHT / (mass + SURVEY_HALF) * (shares.T @ rows))
    return prototypes


def _fit_towards(start: np.ndarray, anchors: _Anchors) -> np.ndarray:
    """Minimise cross-entropy, each theme weighing the same in all, plus ``PENALTY / 2 * |weights - start|^2`` by L-BFGS."""
    from scipy.optimize import minimize

    rows, labels, n_themes = anchors.rows, anchors.labels, anchors.n_themes
    weight = (len(rows) / n_themes / np.bincount(labels, minlength=n_themes))[labels]
    each, offset = np.arange(len(rows)), rows @ start.T
    target = np.zeros_like(offset)
    target[each, labels] = 1.0

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        """Return loss and gradient."""
        change = flat.reshape(start.shape)
        shares = softmax(offset + rows @ change.T, axis=1)
        value = -(weight * np.log(np.maximum(shares[each, labels], 1e-300))).sum() + PENALTY / 2 * (change**2).sum()
        return float(value), (((shares - target) * weight[:, None]).T @ rows + PENALTY * change).ravel()

    result = minimize(loss, np.zeros(start.size), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return np.asarray(start + result.x.reshape(start.shape))


def _choose_margin(cosines: np.ndarray, density: np.ndarray) -> float:
    """Return the margin that most texts do not reach for the theme that fits them second-best; ``LEAST_MARGIN`` at least."""
    n_texts, n_themes = cosines.shape
    if not n_texts or n_themes < 2:
        return LEAST_MARGIN
    second_best = np.partition(cosines, -2, axis=1)[:, -2]
    return max(LEAST_MARGIN, float(np.quantile(second_best - density, SECOND_BEST_SHARE)))
