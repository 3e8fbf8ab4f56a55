"""Does the printed interval of a theme hold when another sample draws the themes? Whole analyses of two halves of a survey.

``python -m tests.bench.halves [--splits N] [--markdown OUT.md]`` needs the evaluation sets (``CXTEXT_EVAL_DATA``) and takes some
minutes. Each survey is split at random into two halves that share no response; each is analysed from its text on, with themes of
its own. The first model also labels the second half. A theme of either half is the same when, of the responses of the second
half that have one of the two, at least half have both (Jaccard). Their costs as measured (``adjusted``) are two independent
estimates: the difference has the variance of both. Compared with it are the error that takes the themes as given, and the printed
one, which adds that of themes being drawn anew (``redrawn_se``).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SURVEYS: dict[str, dict[str, Any]] = {
    "skytrax_seat": {"text_column": "text", "metric": "rating:csat"},
    "cncf_nps": {"text_column": "text", "nps_column": "nps"},
}
#: Share of the responses with either theme that have both, from which the two are one.
LEAST_JACCARD = 0.5
Z95 = 1.96
COLUMNS = ["survey", "pairs", "spread / error given the themes", "spread / printed error", "within the printed error (95%)"]


@dataclass(frozen=True)
class Pair:
    """One theme in two halves: its two costs, and their standard errors, given the themes and as printed."""

    costs: tuple[float, float]
    given: tuple[float, float]
    printed: tuple[float, float]


def compare_halves(name: str, seed: int) -> Iterator[Pair]:
    """Analyse two random halves of a survey, and yield each theme that both have."""
    import pandas as pd

    from cxtext import analyze
    from cxtext.embed import load_embedder

    frame = pd.read_csv(Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz", dtype=str, keep_default_na=False)
    order = np.random.default_rng(seed).permutation(len(frame))
    halves = [frame.iloc[np.sort(part)] for part in np.array_split(order, 2)]
    one, two = (analyze(half, id_column="id", seed=seed, **SURVEYS[name]) for half in halves)
    texts = sorted(two.units["text"].unique())
    vectors = load_embedder(one.manifest.embedding).encode(texts)
    ids = np.array([*one.model.theme_ids, None], dtype=object)
    by_one = dict(zip(texts, ids[one.model.assign(vectors, texts).theme].tolist(), strict=True))
    units = two.units.assign(own=two.tables["assignments"]["theme_id"], other=two.units["text"].map(by_one))
    own, other = (units.groupby(column)["response_id"].agg(set) for column in ("own", "other"))
    cards = [card.scorecard.query("metric == @card.manifest.primary_metric").set_index("theme_id") for card in (one, two)]
    for theme, responses in other.items():
        shared = {name: len(responses & mine) / len(responses | mine) for name, mine in own.items()}
        best = max(sorted(shared), key=lambda name: shared[name])
        rows = [card.loc[key] if key in card.index else None for card, key in zip(cards, (theme, best), strict=True)]
        if shared[best] < LEAST_JACCARD or any(row is None or not np.isfinite(row["adjusted_low"]) for row in rows):
            continue
        given = [(row["adjusted_high"] - row["adjusted_low"]) / (2 * Z95) for row in rows]
        printed = [np.hypot(error, np.nan_to_num(row["redrawn_se"])) for error, row in zip(given, rows, strict=True)]
        yield Pair(tuple(row["adjusted"] for row in rows), tuple(given), tuple(printed))


def summarize(pairs: list[Pair]) -> list[float]:
    """Return the root mean square of the difference over its error, given the themes and printed, and the share within 95%."""
    ratios = [np.diff(pair.costs)[0] / np.array([np.hypot(*pair.given), np.hypot(*pair.printed)]) for pair in pairs]
    table = np.array(ratios)
    return [*np.sqrt((table**2).mean(axis=0)).tolist(), float((np.abs(table[:, 1]) <= Z95).mean())]


def measure(splits: int = 5) -> dict[str, float]:
    """Return the figures over all surveys, by name."""
    pairs = [pair for name in SURVEYS for seed in range(splits) for pair in compare_halves(name, seed)]
    given, printed, within = summarize(pairs)
    return {"n_pairs": len(pairs), "over_given": round(given, 3), "over_printed": round(printed, 3), "within": round(within, 3)}


def main() -> None:
    """Measure each survey, write to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    rows, every = [COLUMNS, ["---"] * len(COLUMNS)], []
    for name in SURVEYS:
        pairs = [pair for seed in range(options.splits) for pair in compare_halves(name, seed)]
        every += pairs
        rows.append([name, str(len(pairs)), *(f"{figure:.3g}" for figure in summarize(pairs))])
    rows.append(["both", str(len(every)), *(f"{figure:.3g}" for figure in summarize(every))])
    text = "".join("| " + " | ".join(row) + " |\n" for row in rows)
    sys.stdout.write(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
