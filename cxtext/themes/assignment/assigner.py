"""Label texts with themes: the one function that labels fit data and new data alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from cxtext.errors import ModelFormatError
from cxtext.themes.assignment.limits import familiarity, least_cosine, least_familiarity
from cxtext.themes.assignment.softmax import fit_softmax
from cxtext.themes.threads import count_cores
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label

BLOCK = 512
PROTOTYPES = 256
LEAST_PROBABILITY = 0.1


@dataclass(frozen=True, slots=True)
class Assigned:
    """Themes of some texts.

    Parameters
    ----------
    theme : ndarray of shape (n,), int64
        Index of the theme, -1 for none.
    strength : ndarray of shape (n,), float64
        Probability of the theme given the text, in [0, 1]; of the nearest theme where there is none.
    subtheme : ndarray of shape (n,), int64
        Index among all sub-themes, -1 for none.
    """

    theme: np.ndarray
    strength: np.ndarray
    subtheme: np.ndarray


@dataclass(frozen=True)
class ThemeAssigner:
    """A multinomial logistic regression on communities, with limits beyond which a text has no theme.

    A text's result depends on its vector alone, never on the other texts of the call: scores are computed in
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
        before centring, to the mean. Measured, this tells greetings and texts on other subjects from held-back texts
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
        """Learn the communities of the fit data, without sub-themes.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        labels : ndarray of shape (n,), int
            Community of each row, 0 to n_themes - 1; negative is outside.

        Returns
        -------
        ThemeAssigner
        """
        n_themes = int(labels.max(initial=-1)) + 1
        mean = mean_row(embeddings)
        rows = centre_rows(embeddings, mean)
        inside = np.flatnonzero(labels >= 0)
        centres = _unit(sum_by_label(rows, labels, n_themes))
        weights, bias = fit_softmax(rows[inside], labels[inside], centres)
        prototypes = inside[np.unique(np.linspace(0, len(inside) - 1, PROTOTYPES).astype(np.int64))] if n_themes else inside
        return cls(
            mean,
            weights.astype(np.float32),
            bias.astype(np.float32),
            centres,
            least_cosine(rows, labels, n_themes),
            rows[prototypes],
            least_familiarity(embeddings, rows, mean, prototypes),
            np.zeros((0, len(mean)), dtype=np.float32),
            np.zeros(0, dtype=np.int64),
            np.zeros(0, dtype=np.float32),
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
        pairs = np.unique(np.column_stack([labels, sub_labels])[sub_labels >= 0], axis=0).astype(np.int64)
        code = np.full(len(labels), -1, dtype=np.int64)
        for index, (theme, part) in enumerate(pairs):
            code[(labels == theme) & (sub_labels == part)] = index
        centres = _unit(sum_by_label(rows, code, len(pairs)))
        return replace(
            self,
            sub_centres=centres,
            sub_parent=np.ascontiguousarray(pairs[:, 0]),
            sub_least_cosine=least_cosine(rows, code, len(centres)),
        )

    def assign(self, embeddings: np.ndarray) -> Assigned:
        """Label each row.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length

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
        strength = np.zeros(n)
        if self.n_themes:
            for part, found in _by_block(self._assign_block, n, embeddings):
                theme[part], strength[part] = found
        return Assigned(theme, strength, self.assign_subthemes(embeddings, theme))

    def assign_subthemes(self, embeddings: np.ndarray, theme: np.ndarray) -> np.ndarray:
        """Return the sub-theme of each row, -1 for none.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        theme : ndarray of shape (n,), int64
            As :meth:`assign` gives it.

        Returns
        -------
        ndarray of shape (n,), int64
        """
        subtheme = np.full(len(theme), -1, dtype=np.int64)
        if self.n_subthemes:
            for part, found in _by_block(self._find_subtheme, len(theme), embeddings, theme):
                subtheme[part] = found
        return subtheme

    def _assign_block(self, embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return theme and strength of at most ``BLOCK`` rows."""
        n = len(embeddings)
        padded, rows = self._pad(embeddings)
        scores = np.round(rows @ self.weights.T.astype(np.float64) + self.bias, 9)[:n]
        cosines = np.round(rows @ self.centres.T.astype(np.float64), 9)[:n]
        best = np.argmax(scores, axis=1)
        each = np.arange(n)
        strength = 1.0 / np.exp(scores - scores[each, best][:, None]).sum(axis=1)
        familiar = familiarity(padded, self.mean, rows @ self.prototypes.T.astype(np.float64))[:n]
        near = (cosines[each, best] >= self.least_cosine[best]) & (familiar >= self.least_familiarity[0])
        return np.where(near & (strength >= LEAST_PROBABILITY), best, -1), np.round(strength, 9)

    def _find_subtheme(self, embeddings: np.ndarray, theme: np.ndarray) -> np.ndarray:
        """Return the nearest sub-theme of each row's theme, -1 when there is none near enough; at most ``BLOCK`` rows."""
        _, rows = self._pad(embeddings)
        cosines = np.round(rows @ self.sub_centres.T.astype(np.float64), 9)[: len(theme)]
        own = np.where(self.sub_parent[None, :] == theme[:, None], cosines, -2.0)
        best = np.argmax(own, axis=1)
        return np.where(own[np.arange(len(theme)), best] >= self.sub_least_cosine[best], best, -1)

    def _pad(self, embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows padded to exactly ``BLOCK``, as they are and centred in float64."""
        padded = np.zeros((BLOCK, embeddings.shape[1]), dtype=np.float32)
        padded[: len(embeddings)] = embeddings
        return padded, centre_rows(padded, self.mean).astype(np.float64)

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

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Return the arrays that :meth:`from_arrays` needs."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> ThemeAssigner:
        """Build from saved arrays, after checking that they belong together.

        Raises
        ------
        ModelFormatError
            When an array is missing, or its shape does not fit the others.
        """
        names = [f.name for f in fields(cls)]
        missing = [name for name in names if name not in arrays]
        if missing:
            raise ModelFormatError(f"theme model lacks the array {missing[0]!r}.\nFit it again.")
        d, k, p, s = (len(arrays[name]) for name in ("mean", "bias", "prototypes", "sub_parent"))
        expected = {
            "mean": (d,), "weights": (k, d), "bias": (k,), "centres": (k, d), "least_cosine": (k,),
            "prototypes": (p, d), "least_familiarity": (1,), "sub_centres": (s, d), "sub_parent": (s,), "sub_least_cosine": (s,),
        }  # fmt: skip
        for name, shape in expected.items():
            if arrays[name].shape != shape:
                raise ModelFormatError(
                    f"array {name!r} of the theme model has shape {arrays[name].shape}, expected {shape}.\nFit it again."
                )
        return cls(**{name: np.ascontiguousarray(arrays[name]) for name in names})


def _by_block(label: Callable[..., Any], n: int, *arrays: np.ndarray) -> Iterator[tuple[slice, Any]]:
    """Yield each block of rows with what ``label`` says of its part of the arrays; blocks run side by side."""
    parts = [slice(start, min(n, start + BLOCK)) for start in range(0, n, BLOCK)]
    with ThreadPoolExecutor(count_cores()) as pool:
        yield from zip(parts, pool.map(lambda part: label(*(array[part] for array in arrays)), parts), strict=True)


def _unit(sums: np.ndarray) -> np.ndarray:
    """Bring rows to unit length, as float32."""
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(length > 0, length, 1.0)).astype(np.float32)
