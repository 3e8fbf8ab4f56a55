"""How far a run depends on its seed and on single rows: themes and top rows of runs that should be alike.

``CXTEXT_EVAL_DATA=... python -m tests.bench.run rerun`` takes about a quarter of an hour. Three surveys with a score are analysed
whole. *Again* is one response more and another seed, ten times, on 2,000 responses or all but one: AMI between the themes of the
responses (each under the theme of its longest unit), and how many of the first five pain points are among the first five again.
*Two thirds* is a random part of the responses, five times: how many of the first ten pain points of all responses are among the
first ten of the part. A pain point is there again when the Jaccard index of the responses is .5 or more, among responses of both runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxtext import Analysis, analyze, plugins
from cxtext.embed import OnnxEmbedder, Progress, Vectors
from cxtext.findings import Kind, list_findings, metric_views

ROWS = 2000
TRIES, PARTS = 10, 5
LEAST_JACCARD = 0.5
#: The NHS asks for 1 (extremely likely to recommend) to 5 (extremely unlikely).
NHS_TURNED = 6


class RememberingEmbedder(OnnxEmbedder):
    """The default embedder; a text is embedded once per process."""

    vectors: dict[str, np.ndarray] = {}  # noqa: RUF012 - shared on purpose

    def encode(self, texts: Sequence[str], *, batch_size: int = 16, progress: Progress | None = None) -> Vectors:
        """Embed the texts that are new."""
        new = [text for text in dict.fromkeys(texts) if text not in self.vectors]
        self.vectors.update(zip(new, super().encode(new, batch_size=batch_size, progress=progress), strict=True))
        return np.array([self.vectors[text] for text in texts], dtype=np.float32).reshape(len(texts), self.n_dims)


@dataclass(frozen=True)
class Run:
    """What is compared of a run.

    Parameters
    ----------
    theme : Series of str
        Theme of the longest unit of each response that has any; "" without.
    pains : list of set of str
        Responses of the pain points, from the first.
    """

    theme: pd.Series
    pains: list[set[str]]

    @classmethod
    def of(cls, survey: pd.DataFrame, *, seed: int = 0) -> Run:
        """Analyse a survey."""
        analysis = analyze(
            survey, text_column="text", id_column="id", metric="score:csat", embedder="remembering", seed=seed
        )
        return cls(find_themes(analysis), find_pains(analysis))

    def agreement(self, other: Run) -> float:
        """Return the AMI of the themes, among responses of both."""
        from sklearn.metrics import adjusted_mutual_info_score

        both = self.theme.index.intersection(other.theme.index)
        return float(adjusted_mutual_info_score(self.theme[both], other.theme[both]))

    def count_again(self, other: Run, n: int) -> tuple[int, int]:
        """Return how many of the first ``n`` pain points are among the first ``n`` of the other run, and of how many."""
        both = set(self.theme.index) & set(other.theme.index)
        theirs = [pain & both for pain in other.pains[:n]]
        mine = [pain & both for pain in self.pains[:n]]
        again = [any(len(a & b) >= LEAST_JACCARD * len(a | b) for b in theirs) for a in mine]
        return sum(again), len(again)


def find_themes(analysis: Analysis) -> pd.Series:
    """Return the theme of the longest unit of each response."""
    units = analysis.units.merge(analysis.tables["assignments"], on="unit_id")
    longest = units.assign(length=units["text"].str.len()).sort_values(["length", "unit_id"], ascending=[False, True])
    return longest.drop_duplicates("response_id").set_index("response_id")["theme_id"].fillna("")


def find_pains(analysis: Analysis) -> list[set[str]]:
    """Return the responses of each pain point, best-ranked first."""
    units = analysis.units.merge(analysis.tables["assignments"], on="unit_id").dropna(subset="theme_id")
    responses = {str(theme): set(ids) for theme, ids in units.groupby("theme_id")["response_id"]}
    findings = list_findings(analysis, metric_views(analysis)[0])
    return [responses[f.theme_id] for f in findings if f.kind is Kind.PAIN]


def read_scored(name: str, score: str) -> pd.DataFrame:
    """Return responses with a text and a score, in random order."""
    path = Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame = pd.DataFrame({"id": frame["id"], "text": frame["text"], "score": pd.to_numeric(frame[score], errors="coerce")})
    if name == "nhs_fft_themes":
        frame["score"] = NHS_TURNED - frame["score"]
    if name != "cncf_maintainers_long":
        frame = frame[frame["score"].between(1, 5)]
    frame = frame[(frame["text"].str.strip() != "") & frame["score"].notna()]
    return frame.sample(frac=1, random_state=0).reset_index(drop=True)


SURVEYS = {"nhs_fft_themes": "fft_score", "skytrax_lounge": "rating", "cncf_maintainers_long": "score10"}


def compare(survey: pd.DataFrame) -> dict[str, float]:
    """Run one survey again and again."""
    rng = np.random.default_rng(0)
    n = min(ROWS, len(survey) - 1)
    first = Run.of(survey[:n])
    agreement, fives, tens = [], [], []
    for i in range(TRIES):
        one = int(rng.integers(n, len(survey)))
        other = Run.of(survey.iloc[[*range(n), one]], seed=i + 1)
        agreement.append(first.agreement(other))
        fives.append(first.count_again(other, 5))
    for _ in range(PARTS):
        rows = np.sort(rng.permutation(n)[: 2 * n // 3])
        tens.append(first.count_again(Run.of(survey.iloc[rows]), 10))
    return {
        "agreement": float(np.mean(agreement)),
        "least_agreement": min(agreement),
        "top_five": float(np.mean([again / of for again, of in fives])),
        "top_ten_of_two_thirds": float(np.mean([again / of for again, of in tens])),
        "n_pains": len(first.pains),
    }


def measure() -> dict[str, Any]:
    """Run the surveys again; the figures that have floors are means over surveys."""
    plugins.PARTS["cxtext.embedders"]["remembering"] = f"{__name__}:RememberingEmbedder"
    surveys = {}
    for name, score in SURVEYS.items():
        RememberingEmbedder.vectors.clear()
        surveys[name] = {key: round(value, 3) for key, value in compare(read_scored(name, score)).items()}
        sys.stderr.write(f"{name}: {surveys[name]}\n")
    return {
        key: round(float(np.mean([one[key] for one in surveys.values()])), 3)
        for key in ("agreement", "top_five", "top_ten_of_two_thirds")
    } | {"surveys": surveys}
