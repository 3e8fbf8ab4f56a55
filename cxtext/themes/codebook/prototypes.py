"""Assign texts to themes that are given, by their names, keywords and examples, and leave alone what belongs to none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.optimize import minimize

from cxtext.errors import ModelFormatError
from cxtext.themes.assignment import BLOCK, Assigned
from cxtext.themes.codebook.codebook import Codebook
from cxtext.themes.codebook.keywords import lift
from cxtext.themes.vectors import centre_rows, mean_row

#: Texts of the survey that tell how near texts are to one another, and how many of the nearest count.
NEIGHBOURS, NEAREST = 512, 5
#: Two vectors of this cosine are the same text, which is no neighbour of itself.
SAME = 1.0 - 1e-6
#: The score of a text must exceed this share of its cosine to its nearest texts by at least so much.
LOCAL, LEAST = 0.5, 0.12
#: No neighbour counts as nearer than this: texts of one wording would raise the limit for one another.
NEAR_ENOUGH = 0.7
#: Texts of the survey weigh as much as up to so many examples in a prototype, half of it from so many texts on.
SURVEY_WEIGHT, SURVEY_HALF = 2.0, 2.0
#: Rounds in which prototypes settle, and the sharpness at which they share out the texts.
ROUNDS, SETTLING = 5, 20.0
#: Scores are cosines times this; what the examples add to them costs this much.
SCALE, PENALTY = 10.0, 0.1
ITERATIONS = 100
#: A theme without examples is said when its phrases are so near to so large a share of the texts, at least so many.
SAID, SAID_SHARE, SAID_LEAST = 0.38, 0.005, 5
#: One that is not said takes only texts that are so near to its phrases.
UNSAID_COSINE = 0.3
#: A text must fit its theme better than this share of the survey fits its second-best.
SECOND_BEST = 0.8


@dataclass(frozen=True)
class GivenThemes:
    """Linear scores of the given themes, and what a text must reach to belong to one of them.

    As with :class:`~cxtext.themes.assignment.ThemeAssigner`, a text's result depends on its vector alone and on the words it
    has (:mod:`cxtext.themes.codebook.keywords`).

    Parameters
    ----------
    mean : ndarray of shape (n_dims,), float32
        Centre of the fit data, subtracted from every vector.
    weights : ndarray of shape (n_themes, n_dims), float32
    neighbours : ndarray of shape (n_neighbours, n_dims), float32
        Some of the fit data, centred.
    least : ndarray of shape (1,), float32
        By how much the score must exceed ``LOCAL`` times the mean cosine to the nearest neighbours.
    floor : ndarray of shape (n_themes,), float32
        What the score must reach for a theme without examples that hardly a text is near to.

    Notes
    -----
    Each theme starts as the mean of its phrases and examples. In a few rounds the texts of the survey that more likely
    belong to it than to another theme or to nothing are drawn in (seeded k-means, Basu, Banerjee & Mooney 2002). A
    logistic regression on the examples, penalised for leaving these prototypes, gives the weights. Subtracting how near a
    text is to its nearest texts makes scores comparable between crowded and empty regions (as in CSLS, Conneau et al.
    2018); the rest of the limit is what most texts reach for a theme that is not their own. What has a keyword of a theme, or
    the words of its name, counts as nearer to it, in the rounds as well. A theme without examples that is near to hardly any
    text is drawn nowhere and takes only what is near to its phrases.
    """

    mean: np.ndarray
    weights: np.ndarray
    neighbours: np.ndarray
    least: np.ndarray
    floor: np.ndarray

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
        said: np.ndarray | None = None,
    ) -> GivenThemes:
        """Learn the themes of a codebook as this survey speaks of them.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length, in canonical order
            The texts of the survey.
        codebook : Codebook
        encode : callable
            Embeds phrases and examples with the same model.
        said : ndarray of shape (n, n_themes), int8, optional
            As from :meth:`cxtext.themes.codebook.keywords.Spelling.find`; without it no word counts.

        Returns
        -------
        GivenThemes
        """
        mean = mean_row(embeddings)
        rows = centre_rows(embeddings, mean).astype(np.float64)
        texts = sorted({text for theme in codebook.themes for text in (*theme.phrases, *theme.examples)})
        vectors = dict(zip(texts, centre_rows(np.asarray(encode(texts), dtype=np.float32), mean).astype(np.float64), strict=True))
        seeds = _unit(np.array([np.mean([vectors[p] for p in theme.phrases], axis=0) for theme in codebook.themes]))
        labels = np.array([k for k, theme in enumerate(codebook.themes) for _ in theme.examples], dtype=np.int64)
        shown = [vectors[text] for theme in codebook.themes for text in theme.examples]
        examples = np.array(shown).reshape(len(labels), embeddings.shape[1])
        neighbours = rows[np.unique(np.linspace(0, len(rows) - 1, NEIGHBOURS).astype(np.int64))] if len(rows) else rows
        local = LOCAL * _nearness(rows @ neighbours.T)
        known = (np.concatenate([seeds, examples]), np.concatenate([np.arange(len(seeds)), labels]))
        unsaid = _find_unsaid(lift(rows @ seeds.T, said, any_name=True), np.bincount(labels, minlength=len(seeds)))
        weights = _fit_towards(SCALE * _settle(*known, len(seeds), rows, local + LEAST, unsaid, said), *known)
        weights[unsaid] = SCALE * seeds[unsaid]
        least = LEAST
        if len(rows) and len(seeds) > 1:
            least = max(LEAST, float(np.quantile(_second_best(rows @ weights.T / SCALE) - local, SECOND_BEST)))
        floors = np.where(unsaid, SCALE * UNSAID_COSINE, -SCALE)
        return cls(mean, *(a.astype(np.float32) for a in (weights, neighbours, np.array([least]), floors)))

    def assign(self, embeddings: np.ndarray, said: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return the theme of each row, -1 for none of them, and its probability.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        said : ndarray of shape (n, n_themes), int8, optional
            Whose words each text has, as in :meth:`fit`.

        Returns
        -------
        theme : ndarray of shape (n,), int64
        strength : ndarray of shape (n,), float64, in [0, 1]
        """
        n = len(embeddings)
        theme, strength = np.full(n, -1, dtype=np.int64), np.zeros(n)
        for start in range(0, n, BLOCK):
            part = embeddings[start : start + BLOCK]
            padded = np.zeros((BLOCK, len(self.mean)), dtype=np.float32)
            padded[: len(part)] = part
            rows = centre_rows(padded, self.mean).astype(np.float64)
            none = SCALE * (self.measure_density(rows) + float(self.least[0]))
            cosines = np.round(rows @ self.weights.T.astype(np.float64) / SCALE, 10)[: len(part)]
            cosines = lift(cosines, None if said is None else said[start : start + BLOCK])
            scores = np.round(np.column_stack([SCALE * cosines, none[: len(part)]]), 9)
            best = np.argmax(scores[:, :-1], axis=1)
            top = scores[np.arange(len(part)), best]
            theme[start : start + BLOCK] = np.where((top > scores[:, -1]) & (top >= self.floor[best]), best, -1)
            strength[start : start + BLOCK] = np.round(1.0 / np.exp(scores - top[:, None]).sum(axis=1), 9)
        return theme, strength

    def measure_density(self, rows: np.ndarray) -> np.ndarray:
        """Return the share ``LOCAL`` of the mean cosine of centred rows, float64, to their nearest texts of the survey."""
        return LOCAL * _nearness(rows @ self.neighbours.T.astype(np.float64))

    def put_first(self, embeddings: np.ndarray, found: Assigned, said: np.ndarray | None = None) -> Assigned:
        """Return what was found with the given themes in front: they take what is theirs, the indices of the others follow.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        found : Assigned
            What the themes that were discovered say of the same rows.
        said : ndarray of shape (n, n_themes), int8, optional
            Whose words each text has, as in :meth:`fit`.

        Returns
        -------
        Assigned
        """
        given, strength = self.assign(embeddings, said)
        theme = np.where(found.theme >= 0, found.theme + self.n_themes, -1)
        return Assigned(
            np.where(given >= 0, given, theme),
            np.where(given >= 0, strength, found.strength),
            np.where(given >= 0, -1, found.subtheme),
        )

    def to_arrays(self, prefix: str = "given") -> dict[str, np.ndarray]:
        """Return the arrays that :meth:`from_arrays` needs."""
        return {f"{prefix}_{f.name}": getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], prefix: str = "given") -> GivenThemes | None:
        """Build from saved arrays, after checking that they belong together; None when the model has no given themes.

        Raises
        ------
        ModelFormatError
            When an array is missing, or its shape does not fit the others.
        """
        names = [f"{prefix}_{f.name}" for f in fields(cls)]
        if not any(name in arrays for name in names):
            return None
        missing = [name for name in names if name not in arrays]
        if missing:
            raise ModelFormatError(f"theme model lacks the array {missing[0]!r}.\nFit it again.")
        d, k, p = (len(arrays[name]) for name in names[:3])
        for name, shape in zip(names, ((d,), (k, d), (p, d), (1,), (k,)), strict=True):
            if arrays[name].shape != shape:
                found = arrays[name].shape
                raise ModelFormatError(f"array {name!r} of the theme model has shape {found}, expected {shape}.\nFit it again.")
        return cls(*(np.ascontiguousarray(arrays[name]) for name in names))


def _unit(rows: np.ndarray) -> np.ndarray:
    """Bring rows to unit length; zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length > 1e-12, length, 1.0))


def _nearness(cosines: np.ndarray) -> np.ndarray:
    """Return the mean of the largest cosines of each row, none above ``NEAR_ENOUGH``, the text itself left out."""
    others = np.clip(np.where(np.round(cosines, 9) >= SAME, 0.0, cosines), 0.0, NEAR_ENOUGH)
    if not (n := min(NEAREST, max(cosines.shape[1] - 1, 0))):
        return np.zeros(len(cosines))
    return np.asarray(np.round(np.sort(np.partition(others, -n, axis=1)[:, -n:], axis=1).mean(axis=1), 9))


def _find_unsaid(cosines: np.ndarray, n_examples: np.ndarray) -> np.ndarray:
    """Tell which themes have no example, and hardly a text that is near to their phrases."""
    if not (n := min(max(SAID_LEAST, int(SAID_SHARE * len(cosines))), len(cosines))):
        return np.zeros(len(n_examples), dtype=bool)
    nearest = np.partition(cosines, -n, axis=0)[-n:].mean(axis=0)
    return np.asarray((n_examples == 0) & (nearest < SAID))


def _softmax(scores: np.ndarray) -> np.ndarray:
    """Return the softmax of each row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _settle(
    known: np.ndarray,
    labels: np.ndarray,
    n_themes: int,
    rows: np.ndarray,
    local: np.ndarray,
    unsaid: np.ndarray,
    said: np.ndarray | None,
) -> np.ndarray:
    """Return the prototypes: means of what is known, drawn towards the texts of the survey that fit."""
    own = np.zeros((n_themes, rows.shape[1]))
    np.add.at(own, labels, known)
    prototypes = _unit(own)
    for _ in range(ROUNDS if len(rows) else 0):
        shares = _softmax(SETTLING * np.column_stack([lift(rows @ prototypes.T, said), local]))[:, :-1]
        shares[shares < 0.5] = 0.0
        shares[:, unsaid] = 0.0
        mass = shares.sum(axis=0)[:, None]
        prototypes = _unit(own + SURVEY_WEIGHT / (mass + SURVEY_HALF) * (shares.T @ rows))
    return prototypes


def _fit_towards(start: np.ndarray, rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Minimise cross-entropy, each theme weighing the same in all, plus ``PENALTY / 2 * |weights - start|^2`` by L-BFGS."""
    n_themes = len(start)
    size = np.bincount(labels, minlength=n_themes)
    weight = (len(rows) / n_themes / size)[labels]
    each, offset = np.arange(len(rows)), rows @ start.T
    wanted = np.zeros_like(offset)
    wanted[each, labels] = 1.0

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        """Return loss and gradient."""
        change = flat.reshape(start.shape)
        shares = _softmax(offset + rows @ change.T)
        value = -(weight * np.log(np.maximum(shares[each, labels], 1e-300))).sum() + PENALTY / 2 * (change**2).sum()
        return float(value), (((shares - wanted) * weight[:, None]).T @ rows + PENALTY * change).ravel()

    found = minimize(loss, np.zeros(start.size), jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return np.asarray(start + found.x.reshape(start.shape))


def _second_best(scores: np.ndarray) -> np.ndarray:
    """Return the second-largest of each row."""
    return np.asarray(np.partition(scores, -2, axis=1)[:, -2])
