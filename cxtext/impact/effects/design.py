"""Who gave each response, what it counts for, and what is held constant."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext.metrics import Answers, FloatArray, usable_weights

IntArray = NDArray[np.int64]
#: Fields of a design with one entry per response, and their types; respondents may be of any.
_ARRAYS = {
    "respondent": None,
    "weight": float,
    "has_content": bool,
    "controls": float,
    "value": float,
    "exposure": float,
    "copies": np.int64,
}


@dataclass(frozen=True, eq=False)
class Design:
    """How the responses of a survey came about; every field is optional and may be any array-like.

    Without fields each response is a respondent of its own, counts once and has content.

    Parameters
    ----------
    respondent : ndarray of shape (n_submissions,), optional
        Respondent of each response.
    weight : ndarray of shape (n_submissions,), float64, optional
        Survey weight; responses whose weight is missing, infinite or not positive do not count.
    has_content : ndarray of shape (n_submissions,), bool, optional
        Whether the response says anything.
    controls : ndarray of shape (n_submissions,) or (n_submissions, n_controls), float64, optional
        Columns that the adjusted lens holds constant, such as dummies of a group.
    value : ndarray of shape (n_submissions,), float64, optional
        What the respondent is worth, such as revenue, 0 or more; other values count as unknown.
    exposure : ndarray of shape (n_submissions,), float64, optional
        What the count of each answer is out of.
    copies : ndarray of shape (n_submissions,), int64, optional
        Responses of one number, from 0 on, are copies of each other: they share the weight of one.
    is_rate : bool
        Whether the points are rates: the variance of an answer then falls with its weight.
    is_skewed : bool
        Whether the points may be so skew that means of a few of them are skew too.

    >>> Design(respondent=["a", "b", "a"], weight=[2, 2, 0]).usable_weights(3).tolist()
    [1.0, 1.0, 0.0]
    >>> Design(respondent=["a", "b", "b"], copies=[0, 1, 1]).weights.tolist()
    [1.0, 0.5, 0.5]
    """

    respondent: NDArray[np.generic] | None = None
    weight: FloatArray | None = None
    has_content: NDArray[np.bool_] | None = None
    controls: FloatArray | None = None
    value: FloatArray | None = None
    exposure: FloatArray | None = None
    copies: IntArray | None = None
    is_rate: bool = False
    is_skewed: bool = False

    def __post_init__(self) -> None:
        """Turn lists and other array-likes into arrays."""
        for name, kind in _ARRAYS.items():
            if (values := getattr(self, name)) is not None:
                object.__setattr__(self, name, np.asarray(values, dtype=kind))

    @property
    def shared_weight(self) -> FloatArray | None:
        """Survey weight, shared among copies; None when every response counts the same."""
        if self.copies is None:
            return self.weight
        w = usable_weights(self.weight, len(self.copies))
        n_copies = np.bincount(self.copies, weights=w > 0)
        return np.asarray(w / np.maximum(n_copies[self.copies], 1.0))

    @property
    def weights(self) -> FloatArray | None:
        """Survey weight, shared among copies, times exposure; None when every answer counts the same."""
        weight = self.shared_weight
        if self.exposure is None:
            return weight
        return self.exposure if weight is None else usable_weights(weight, len(self.exposure)) * self.exposure

    def usable_weights(self, n: int) -> FloatArray:
        """Return the weight of each of ``n`` responses, 0 where it does not count; their mean is 1."""
        return usable_weights(self.weights, n)

    def content(self, n: int) -> NDArray[np.bool_]:
        """Return which of ``n`` responses say anything."""
        return np.ones(n, dtype=bool) if self.has_content is None else self.has_content

    def number_respondents(self, n: int) -> IntArray:
        """Return the respondent of each of ``n`` responses as a number from 0 on."""
        if self.respondent is None:
            return np.arange(n, dtype=np.int64)
        return np.asarray(np.unique(self.respondent, return_inverse=True)[1].ravel(), dtype=np.int64)

    def take(self, rows: NDArray[np.generic]) -> Design:
        """Return the design of some of the responses, by positions or by a mask."""
        given = {name: values for name in _ARRAYS if (values := getattr(self, name)) is not None}
        return Design(**{name: values[rows] for name, values in given.items()}, is_rate=self.is_rate, is_skewed=self.is_skewed)

    def without_controls(self) -> Design:
        """Return a design that holds nothing constant, not even whether a response says anything."""
        return replace(self, has_content=None, controls=None)

    def without_content(self) -> Design:
        """Return the design of responses that all say something."""
        return replace(self, has_content=None)

    def count_copies(self) -> Design:
        """Return a design in which each copy counts as much as another response."""
        return replace(self, copies=None)

    def for_answers(self, answers: Answers) -> Design:
        """Return the design of the answers to one metric: exposures are weights, copies with an answer share one weight."""
        outcome, copies = answers.outcome, self.copies
        if copies is not None:
            answered = np.isfinite(outcome.points(answers.raw))
            copies = np.where(answered, copies, int(copies.max(initial=-1)) + 1 + np.arange(len(copies)))
        return replace(self, exposure=answers.exposure, copies=copies, is_rate=outcome.rate, is_skewed=outcome.skewed)


#: Every response is a respondent of its own, counts once and has content.
SIMPLE = Design()


@dataclass(frozen=True, eq=False)
class Subthemes:
    """Which response mentions which sub-theme.

    Parameters
    ----------
    ids, parent_ids : list of str
        Each sub-theme, and the theme that it is part of.
    any, negative : csr_array of shape (n_submissions, n_subthemes)
        Non-zero where the response mentions it, and where it has a negative unit of it.
    """

    ids: list[str]
    parent_ids: list[str]
    any: csr_array
    negative: csr_array


@dataclass(frozen=True, eq=False)
class Mentions:
    """Which response mentions which theme, and how.

    Parameters
    ----------
    any : csr_array of shape (n_submissions, n_themes)
        Non-zero where the response mentions the theme.
    negative, positive : csr_array of shape (n_submissions, n_themes)
        Non-zero where it has a negative, or a positive, unit of the theme; it may have both.
    has_negative : ndarray of shape (n_submissions,), bool, optional
        Whether it has a negative unit, of a theme or of none; by default those of ``negative``.
    subthemes : Subthemes, optional
        The same of sub-themes.
    n_opinions : tuple of three csr_array of shape (n_submissions, n_themes), optional
        How many of its opinions on the theme are shown as negative, as neutral and as positive.
    """

    any: csr_array
    negative: csr_array
    positive: csr_array
    has_negative: NDArray[np.bool_] | None = None
    subthemes: Subthemes | None = None
    n_opinions: tuple[csr_array, csr_array, csr_array] | None = None

    @property
    def complains(self) -> NDArray[np.bool_]:
        """Whether each response says anything negative."""
        if self.has_negative is not None:
            return np.asarray(self.has_negative, dtype=bool)
        return np.asarray(self.negative.sum(axis=1)).ravel() > 0

    @property
    def shown(self) -> tuple[csr_array, csr_array, csr_array]:
        """How many opinions are shown as negative, as neutral and as positive; one of each kind where it is not known."""
        if self.n_opinions is not None:
            return self.n_opinions
        negative, positive, every = (
            csr_array(csr_array(m).astype(bool).astype(np.float64)) for m in (self.negative, self.positive, self.any)
        )
        signed = csr_array((negative + positive).astype(bool).astype(np.float64))
        return negative, csr_array(every - every.multiply(signed)), positive

    def select(self, themes: NDArray[np.intp]) -> Mentions:
        """Return the mentions of some of the themes, by position."""
        every, negative, positive = (csr_array(matrix)[:, themes] for matrix in (self.any, self.negative, self.positive))
        n_opinions = self.n_opinions
        if n_opinions is not None:
            shown_negative, shown_neutral, shown_positive = (csr_array(csr_array(m)[:, themes]) for m in n_opinions)
            n_opinions = shown_negative, shown_neutral, shown_positive
        return Mentions(every, negative, positive, self.complains, self.subthemes, n_opinions)
