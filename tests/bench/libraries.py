"""What scikit-learn does, against the same written by hand: seconds and results side by side, in one run.

``CXTEXT_EVAL_DATA=... python -m tests.bench.libraries`` prints the table of ``libraries.md``. The rows are vectors of real texts
(``fast`` embedder), the labels their Leiden communities. Seconds are CPU time of the process, the least of several rounds taken
in turns, so that other work on the machine matters little.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from cxtext.embed import load_embedder, unit_rows
from cxtext.themes import centre_rows, mean_row, single_threaded_blas, sum_by_label
from cxtext.themes.assignment import MOST_ROWS, PENALTY, START_SCALE, fit_softmax
from cxtext.themes.discovery import LeidenJob, adjusted_rand, build_graph, find_communities, nearest_neighbours
from tests.bench.themes import read_labelled

ROUNDS = 10
SETS = ("nhs_fft_themes", "banking77")
#: Gradient at which scikit-learn stops: the loss is then about that of the iterations that the assigner takes.
TOLERANCE = 5e-4


def rand_by_library(left: np.ndarray, right: np.ndarray) -> float:
    """Return the adjusted Rand index from scikit-learn."""
    from sklearn.metrics import adjusted_rand_score

    keep = (left >= 0) & (right >= 0)
    return float(adjusted_rand_score(left[keep], right[keep]))


def softmax_by_hand(rows: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return weights and bias as the assigner fits them: by L-BFGS, started at the centres."""
    return np.column_stack(fit_softmax(rows, labels, centres))


def softmax_by_library(rows: np.ndarray, labels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the same from scikit-learn, with a warm start at the centres."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1 / (PENALTY * len(rows)), max_iter=1000, tol=TOLERANCE, warm_start=True)
    model.coef_ = (START_SCALE * centres).astype(np.float32)
    model.intercept_ = np.zeros(len(centres), dtype=np.float32)
    model.classes_ = np.arange(len(centres))
    model.fit(rows, labels)
    return np.column_stack([model.coef_, model.intercept_]).astype(np.float64)


def exact_loss(table: np.ndarray, rows: np.ndarray, labels: np.ndarray) -> float:
    """Return the objective in float64."""
    scores = rows.astype(np.float64) @ table[:, :-1].T + table[:, -1]
    scores -= scores.max(axis=1, keepdims=True)
    picked = scores[np.arange(len(rows)), labels] - np.log(np.exp(scores).sum(axis=1))
    return float(-picked.mean() + PENALTY / 2 * (table[:, :-1] ** 2).sum())


def neighbours_by_library(rows: np.ndarray, k: int) -> np.ndarray:
    """Return the nearest rows from scikit-learn, each row itself left out."""
    from sklearn.neighbors import NearestNeighbors

    return np.asarray(NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(rows).kneighbors()[1])


def unit_by_library(rows: np.ndarray) -> np.ndarray:
    """Bring rows to unit length with scikit-learn."""
    from sklearn.preprocessing import normalize

    return np.asarray(normalize(rows))


def race(one: Callable[[], Any], other: Callable[[], Any]) -> tuple[float, float, Any, Any]:
    """Return the least seconds of both, taken in turns, and what they return."""
    results = [one(), other()]
    least = [np.inf, np.inf]
    for _ in range(ROUNDS):
        for i, call in enumerate((one, other)):
            start = time.process_time()
            call()
            least[i] = min(least[i], time.process_time() - start)
    return least[0], least[1], *results


def measure(name: str) -> list[str]:
    """Return the lines of the table for one set."""
    texts, _ = read_labelled(name)
    embeddings = load_embedder("fast").encode(texts)
    rows = centre_rows(embeddings, mean_row(embeddings))
    graph = build_graph(*nearest_neighbours(rows, 15))
    left, right = find_communities([LeidenJob(graph, 1.0, seed) for seed in (0, 1)])
    n_labels = int(left.max()) + 1
    centres = unit_rows(sum_by_label(rows, left, n_labels)).astype(np.float32)
    some = np.sort(np.random.default_rng(0).permutation(len(rows))[:MOST_ROWS])
    fit = (rows[some], left[some], centres)
    where = f"{name}, {len(rows):,} x {rows.shape[1]}, {n_labels} labels"
    lines = []

    def add(what: str, one: Callable[[], Any], other: Callable[[], Any], compare: Callable[[Any, Any], str]) -> None:
        """Measure one pair."""
        by_hand, by_library, ours, theirs = race(one, other)
        seconds = f"{by_hand:.4f} | {by_library:.4f} | {by_library / by_hand:.2f}"
        lines.append(f"| {what} | {where} | {seconds} | {compare(ours, theirs)} |")

    def compare_fits(ours: np.ndarray, theirs: np.ndarray) -> str:
        """Say how the losses and the labels of two fits differ."""
        one, other = (np.argmax(rows @ table[:, :-1].T + table[:, -1], axis=1) for table in (ours, theirs))
        losses = [f"{exact_loss(table, *fit[:2]):.6f}" for table in (ours, theirs)]
        return f"loss {' and '.join(losses)}, {np.mean(one == other):.2%} of the labels alike"

    add(
        "adjusted Rand index", lambda: adjusted_rand(left, right), lambda: rand_by_library(left, right),
        lambda a, b: f"differ by {abs(a - b):.0e}",
    )  # fmt: skip
    add("logistic regression", lambda: softmax_by_hand(*fit), lambda: softmax_by_library(*fit), compare_fits)
    add(
        "15 nearest neighbours", lambda: nearest_neighbours(rows, 15, threads=1)[0], lambda: neighbours_by_library(rows, 15),
        lambda a, b: f"{np.mean(a == b):.2%} of the places alike",
    )  # fmt: skip
    add(
        "rows of unit length", lambda: unit_rows(embeddings), lambda: unit_by_library(embeddings),
        lambda a, b: f"differ by {np.abs(a - b).max():.0e}",
    )  # fmt: skip
    return lines


def main() -> None:
    """Print the table."""
    head = ["| what | rows | by hand, s | scikit-learn, s | ratio | results |", "|---|---|---|---|---|---|"]
    with single_threaded_blas():
        lines = [line for name in SETS for line in measure(name)]
    sys.stdout.write("\n".join(head + lines) + "\n")


if __name__ == "__main__":
    main()
