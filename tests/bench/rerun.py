"""How far a run depends on its seed and on single rows: themes and top rows of runs that should be alike.

``CXTEXT_EVAL_DATA=... python -m tests.bench.run rerun`` takes about half an hour. Three surveys with a score are analysed whole,
five for two thirds; only responses of both runs are compared. Of the long reviews of seats 500 are taken, about 4,000 opinions,
and 800 of lounges.

*Again* is one response more and another seed, ten times, on at most 2,000 responses: AMI between the themes of the
responses (each under the theme of its longest unit), and the share of the first five rows of the ranking that are among the
first five once more (Jaccard index of the responses .5 or more).

*Two thirds* is a random part of the responses, four times: the share of the first ten rows of the ranking of all responses that
are any theme of the part (best match, F1, of .5 or more), and the share that are among the first ten rows of the part.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxtext import Analysis, analyze, plugins
from cxtext.embed import OnnxEmbedder, Progress, Vectors

#: Of 1,588 maintainers 1,500 are taken, so that others are left to be the one more.
ROWS = {"nhs_fft_themes": 2000, "cncf_maintainers_long": 1500, "skytrax_seat": 500, "skytrax_lounge": 800, "cncf_nps": 949}
TRIES, PARTS = 10, 4
LEAST_JACCARD, LEAST_MATCH = 0.5, 0.5
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
    themes : list of set of str
        Responses of each theme.
    ranked : list of set of str
        Responses of the rows of the ranking, from the first.
    """

    theme: pd.Series
    themes: list[set[str]]
    ranked: list[set[str]]

    @classmethod
    def of(cls, survey: pd.DataFrame, *, seed: int = 0) -> Run:
        """Analyse a survey with columns id, text and score."""
        analysis = analyze(survey, text_column="text", id_column="id", metric="score:csat", embedder="remembering", seed=seed)
        units = analysis.units.merge(analysis.tables["assignments"], on="unit_id").dropna(subset="theme_id")
        responses = {str(theme): set(ids) for theme, ids in units.groupby("theme_id")["response_id"]}
        causes = analysis.themes.loc[analysis.themes["kind"] == "cause", "theme_id"]
        card = analysis.scorecard[analysis.scorecard["theme_id"].isin(causes)].sort_values("rank")
        return cls(find_longest(analysis), list(responses.values()), [responses[theme] for theme in card["theme_id"]])

    def agreement(self, other: Run) -> float:
        """Return the AMI of the themes, among responses of both."""
        from sklearn.metrics import adjusted_mutual_info_score

        both = self.theme.index.intersection(other.theme.index)
        return float(adjusted_mutual_info_score(self.theme[both], other.theme[both]))

    def share_again(self, n: int, others: Iterable[set[str]], least_jaccard: float) -> float:
        """Return the share of the first ``n`` rows of the ranking that are among some rows of another run."""
        both = set(self.theme.index)
        theirs = [other & both for other in others]
        mine = self.ranked[:n]
        return float(np.mean([any(len(a & b) >= least_jaccard * len(a | b) for b in theirs) for a in mine]))

    def among(self, other: Run) -> Run:
        """Return the same run with the responses of the other one only."""
        both = set(other.theme.index)
        kept = self.theme[self.theme.index.isin(both)]
        return Run(kept, [one & both for one in self.themes], [one & both for one in self.ranked])


def find_longest(analysis: Analysis) -> pd.Series:
    """Return the theme of the longest unit of each response."""
    units = analysis.units.merge(analysis.tables["assignments"], on="unit_id")
    longest = units.assign(length=units["text"].str.len()).sort_values(["length", "unit_id"], ascending=[False, True])
    return longest.drop_duplicates("response_id").set_index("response_id")["theme_id"].fillna("")


def read_scored(name: str, score: str) -> pd.DataFrame:
    """Return responses with a text and a score, in random order."""
    path = Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame = pd.DataFrame({"id": frame["id"], "text": frame["text"], "score": pd.to_numeric(frame[score], errors="coerce")})
    if name == "nhs_fft_themes":
        frame["score"] = (NHS_TURNED - frame["score"]).where(frame["score"] < NHS_TURNED)
    frame = frame[(frame["text"].str.strip() != "") & frame["score"].notna()]
    return frame.sample(frac=1, random_state=0).reset_index(drop=True)


SURVEYS = {"nhs_fft_themes": "fft_score", "cncf_maintainers_long": "score10", "skytrax_seat": "rating"}
#: Surveys of which only parts are looked at.
MORE_SURVEYS = {"skytrax_lounge": "rating", "cncf_nps": "nps"}


def compare(survey: pd.DataFrame, n: int, tries: int = TRIES) -> dict[str, float]:
    """Run ``n`` responses of a survey again and again: ``tries`` times with one more, and parts of them."""
    rng = np.random.default_rng(0)
    first = Run.of(survey[:n])
    shares: dict[str, list[float]] = {"found_in_two_thirds": [], "top_ten_of_two_thirds": []}
    ones = [int(rng.integers(n, max(len(survey), n + 1))) for _ in range(TRIES)]
    for i, one in enumerate(ones[:tries]):
        other = Run.of(survey.iloc[[*range(n), one]], seed=i + 1)
        shares.setdefault("agreement", []).append(first.agreement(other))
        shares.setdefault("top_five", []).append(first.share_again(5, other.ranked[:5], LEAST_JACCARD))
    least_jaccard = LEAST_MATCH / (2 - LEAST_MATCH)  # of the same sets as an F1 of LEAST_MATCH
    for _ in range(PARTS):
        part = Run.of(survey.iloc[np.sort(rng.permutation(n)[: 2 * n // 3])])
        whole = first.among(part)
        shares["found_in_two_thirds"].append(whole.share_again(10, part.themes, least_jaccard))
        shares["top_ten_of_two_thirds"].append(whole.share_again(10, part.ranked[:10], least_jaccard))
    return {key: float(np.mean(values)) for key, values in shares.items()} | {"n_ranked": len(first.ranked)}


def measure() -> dict[str, Any]:
    """Run the surveys again; the figures that have floors are means over surveys."""
    plugins.PARTS["cxtext.embedders"]["remembering"] = f"{__name__}:RememberingEmbedder"
    surveys = {}
    for name, score in (SURVEYS | MORE_SURVEYS).items():
        RememberingEmbedder.vectors.clear()
        survey = read_scored(name, score)
        figures = compare(survey, min(ROWS[name], len(survey)), TRIES if name in SURVEYS else 0)
        surveys[name] = {key: round(value, 3) for key, value in figures.items()}
        sys.stderr.write(f"{name}: {surveys[name]}\n")
    return {
        key: round(float(np.mean([one[key] for one in surveys.values() if key in one])), 3)
        for key in ("agreement", "top_five", "found_in_two_thirds", "top_ten_of_two_thirds")
    } | {"surveys": surveys}
