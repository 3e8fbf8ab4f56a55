"""Softmax regression, and what is chosen on sets held out of it: temperature and threshold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from cxtext.sentiment import CLASSES

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
#: Polarities beyond which a text may be called negative or positive; one of them is chosen on the held-out sets.
THRESHOLDS = np.arange(5, 45) / 100
#: The one that VADER's authors recommend for their compound score.
VADER_THRESHOLD = 0.05


def fit_softmax(features: Any, targets: Array, row_weights: Array, ridge: float) -> Array:
    """Minimise the weighted cross-entropy plus ``ridge / 2`` times the squared weights; the last row is the intercept."""
    n_dims, n_classes = features.shape[1], targets.shape[1]
    share = (row_weights / row_weights.sum())[:, None]
    transposed = features.T.tocsr() if hasattr(features, "tocsr") else features.T

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(n_dims + 1, n_classes)
        z = logits(weights, features)
        z -= z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        error = share * (np.exp(log_p) - targets)
        gradient = np.vstack([transposed @ error + ridge * weights[:-1], error.sum(axis=0)])
        return float(-(share * targets * log_p).sum() + ridge / 2 * (weights[:-1] ** 2).sum()), gradient.ravel()

    start = np.zeros((n_dims + 1) * n_classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200, "ftol": 1e-8, "gtol": 1e-7})
    return np.asarray(found.x).reshape(n_dims + 1, n_classes)


def logits(weights: Array, features: Any) -> Array:
    """Return the logits of each row."""
    return np.asarray(features @ weights[:-1] + weights[-1])


def softmax(z: Array) -> Array:
    """Return the softmax of each row."""
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(p / p.sum(axis=1, keepdims=True))


def calibrate(labels: Mapping[str, Labels], held_out: Mapping[str, Array], vader: Mapping[str, Array]) -> dict[str, Any]:
    """Return temperature, threshold and figures from logits of sets that the weights were not fitted on.

    The figures of a set are at the temperature and threshold that the other sets alone would have given; the confusion counts
    are at those that are shipped, as they are to tell how often labels in use are wrong.
    """
    figures: dict[str, dict[str, Any]] = {}
    for name, y in labels.items():
        temperature, threshold = choose({n: y for n, y in labels.items() if n != name}, held_out)
        figures[name] = measure(y, polarity_of(softmax(held_out[name] / temperature)), vader[name], threshold)
    temperature, threshold = choose(labels, held_out)
    for name, y in labels.items():
        found = label_of(polarity_of(softmax(held_out[name] / temperature)), threshold)
        figures[name]["confusion"] = count_confusion(y, found)
    return {"temperature": temperature, "threshold": threshold, "held_out": figures}


def choose(labels: Mapping[str, Labels], held_out: Mapping[str, Array]) -> tuple[float, float]:
    """Return the temperature with the least mean log loss and the threshold with the least regret.

    Where neutral begins differs from set to set. The regret of a threshold is what it loses in macro-F1 against the set's own
    best one, on the set where it loses most.
    """

    def log_loss(temperature: float) -> float:
        p = {name: softmax(held_out[name] / temperature) for name in labels}
        return float(np.mean([-np.log(p[n][np.arange(len(y)), y] + 1e-12).mean() for n, y in labels.items()]))

    temperature = round(float(minimize_scalar(log_loss, bounds=(0.2, 5.0), method="bounded").x), 3)
    polarity = {name: polarity_of(softmax(held_out[name] / temperature)) for name in labels}
    scores = np.array([[macro_f1(y, label_of(polarity[name], t)) for t in THRESHOLDS] for name, y in labels.items()])
    regret = (scores.max(axis=1, keepdims=True) - scores).max(axis=0)
    return temperature, float(THRESHOLDS[int(np.argmin(regret))])


def measure(labels: Labels, polarity: Array, vader: Array, threshold: float) -> dict[str, float]:
    """Return the figures of one set, VADER's beside them."""
    from sklearn.metrics import roc_auc_score

    decided = labels != 1
    scores = {"macro_f1": macro_f1(labels, label_of(polarity, threshold))}
    scores["vader_macro_f1"] = macro_f1(labels, label_of(vader, VADER_THRESHOLD))
    for key, values in (("auc", polarity), ("vader_auc", vader)):
        scores[key] = float(roc_auc_score(labels[decided] == len(CLASSES) - 1, values[decided]))
    return {"n": len(labels), **{key: round(value, 3) for key, value in scores.items()}}


def count_confusion(labels: Labels, found: Labels) -> list[list[int]]:
    """Return how many texts of each class, a row, were given each label, a column, both in the order of the classes."""
    n = len(CLASSES)
    return [[int(c) for c in row] for row in np.bincount(n * labels + found, minlength=n * n).reshape(n, n)]


def polarity_of(p: Array) -> Array:
    """Return P(positive) - P(negative) of each row."""
    return np.asarray(p[:, 2] - p[:, 0])


def label_of(polarity: Array, threshold: float) -> Labels:
    """Return the class index of each polarity."""
    return 1 + (polarity > threshold).astype(np.int64) - (polarity < -threshold)


def macro_f1(labels: Labels, found: Labels) -> float:
    """Return the mean F1 over the classes that the set has."""
    from sklearn.metrics import f1_score

    return float(f1_score(labels, found, labels=np.unique(labels), average="macro", zero_division=0))
