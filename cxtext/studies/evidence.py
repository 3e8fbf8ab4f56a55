"""What impact was measured on, taken again from a finished analysis: submissions, mentions and points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxtext.findings import AnalysisLike, records, top_themes
from cxtext.metrics import FloatArray
from cxtext.run import Submissions, count_mentions, group_submissions, recorded_answers, top_level
from cxtext.schema import VOLUME_METRIC

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Evidence:
    """Who said what, one entry a submission.

    Parameters
    ----------
    submissions : Submissions
    first : DataFrame of shape (n_submissions, ...)
        The first response of each submission.
    themes : list of dict
        Active top-level themes.
    parts : list of dict
        Sub-themes.
    mentions : csr_array of shape (n_submissions, n_themes), float64, 0 or 1
        Columns in the order of ``themes``.
    """

    submissions: Submissions
    first: pd.DataFrame
    themes: list[dict[str, object]]
    parts: list[dict[str, object]]
    mentions: csr_array

    @property
    def theme_ids(self) -> list[str]:
        """Ids of the themes, in the order of the columns."""
        return [str(theme["theme_id"]) for theme in self.themes]


def gather(analysis: AnalysisLike) -> Evidence:
    """Return who said what in an analysis."""
    responses = analysis.tables["responses"]
    submissions = group_submissions(responses)
    frames = dict(analysis.tables)
    mentions, _ = count_mentions(frames, submissions)
    every = top_level(frames["themes"])["theme_id"].tolist()
    active = top_themes(analysis)
    kept = [j for j, theme_id in enumerate(every) if theme_id in active]
    first = responses.iloc[submissions.first].reset_index(drop=True)
    parts = [row for row in records(frames["themes"]) if row["parent_id"] is not None]
    return Evidence(submissions, first, [active[every[j]] for j in kept], parts, mentions[:, kept])


def take_points(analysis: AnalysisLike, evidence: Evidence, name: str) -> FloatArray | None:
    """Return the points of a metric, one a submission; None without a metric whose mean they make up."""
    one = recorded_answers(analysis.manifest, analysis.tables, evidence.submissions).get(name) if name != VOLUME_METRIC else None
    return one.outcome.points(one.raw) if one is not None and one.outcome.is_mean else None
