"""What impact was measured on, taken again from a finished analysis: submissions, mentions and points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext import tables
from cxtext.errors import ConfigError, suggest
from cxtext.findings import AnalysisLike, top_themes
from cxtext.metrics.estimate import FloatArray
from cxtext.recorded import recorded_answers
from cxtext.schema import VOLUME_METRIC
from cxtext.steps import Submissions, group_submissions
from cxtext.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    mentions : csr_array of shape (n_submissions, n_themes), float64, 0 or 1
        Columns in the order of ``themes``.
    """

    submissions: Submissions
    first: pd.DataFrame
    themes: list[dict[str, object]]
    mentions: csr_array

    @property
    def theme_ids(self) -> list[str]:
        """Ids of the themes, in the order of the columns."""
        return [str(theme["theme_id"]) for theme in self.themes]

    def mentions_of(self, theme_id: str) -> FloatArray:
        """Return who mentions one theme, 0 or 1; shape (n_submissions,)."""
        column = self.mentions[:, [self.theme_ids.index(theme_id)]].toarray()
        return np.asarray(column, dtype=np.float64).ravel()


def gather(analysis: AnalysisLike) -> Evidence:
    """Return who said what in an analysis."""
    responses = analysis.tables["responses"]
    submissions = group_submissions(responses)
    frames = dict(analysis.tables)
    mentions, _ = tables.count_mentions(frames, submissions)
    every = tables.top_level(frames["themes"])["theme_id"].tolist()
    active = top_themes(analysis)
    kept = [j for j, theme_id in enumerate(every) if theme_id in active]
    first = responses.iloc[submissions.first].reset_index(drop=True)
    return Evidence(submissions, first, [active[every[j]] for j in kept], mentions[:, kept])


def take_points(analysis: AnalysisLike, evidence: Evidence, name: str) -> FloatArray | None:
    """Return the points of a metric, one a submission; None without a metric whose mean they make up."""
    one = recorded_answers(analysis.manifest, analysis.tables, evidence.submissions).get(name) if name != VOLUME_METRIC else None
    return one.outcome.points(one.raw) if one is not None and one.outcome.is_mean else None


def find_theme(evidence: Evidence, wanted: str) -> str:
    """Return the id of the theme that an id or a label names, whatever the case.

    Raises
    ------
    ConfigError
        When there is none.
    """
    names = {str(t["theme_id"]).casefold(): str(t["theme_id"]) for t in evidence.themes}
    labels = {" ".join(str(t["label"]).split()).casefold(): str(t["theme_id"]) for t in evidence.themes}
    key = " ".join(wanted.split()).casefold()
    found = names.get(key) or labels.get(key)
    if found is None:
        hint = suggest(wanted, [str(t["label"]) for t in evidence.themes])
        raise ConfigError(f"no theme {wanted!r} in this run.{hint}\nThemes: {list_themes(evidence.themes)}")
    return found


def list_themes(themes: Sequence[dict[str, object]], *, at_most: int = 8) -> str:
    """Name the first themes with their ids."""
    named = ", ".join(f"{t['theme_id']} {one_line(t['label'], 40)!r}" for t in themes[:at_most])
    return (named or "none") + (", ..." if len(themes) > at_most else "")
