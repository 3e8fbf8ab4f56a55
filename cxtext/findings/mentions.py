"""What the people who give a verdict also mention: why they may give it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxtext.findings.rows import AnalysisLike
from cxtext.run import count_mentions, recall
from cxtext.schema import active_themes

#: Causes that are named for each verdict.
CAUSES_NAMED = 3
#: Responses that mention both, at least: fewer are chance.
LEAST_BOTH = 3


@dataclass(frozen=True, slots=True)
class AlsoMentioned:
    """A cause that the responses of a verdict mention too.

    Parameters
    ----------
    theme_id, label : str
    n : int
        Responses that mention both.
    share : float
        The same, of those that have the verdict.
    """

    theme_id: str
    label: str
    n: int
    share: float


def list_also_mentioned(analysis: AnalysisLike) -> dict[str, tuple[AlsoMentioned, ...]]:
    """Return for each verdict the causes that its responses mention most, those that they mention more than others do first.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """
    return recall(analysis, "also mentioned", lambda: _count_also_mentioned(analysis))


def _count_also_mentioned(analysis: AnalysisLike) -> dict[str, tuple[AlsoMentioned, ...]]:
    """Count the causes that the submissions of each verdict mention."""
    themes = active_themes(analysis.tables["themes"])
    kinds = themes["kind"].to_numpy()
    if not (kinds == "verdict").any():
        return {}
    mentions = count_mentions(analysis.tables, themes)
    ids, labels = themes["theme_id"].tolist(), themes["label"].tolist()
    both = np.asarray((mentions.T @ mentions).todense())
    size = both.diagonal()
    usual = size / max(int((mentions.sum(axis=1) > 0).sum()), 1)
    also = {}
    for verdict in np.flatnonzero((kinds == "verdict") & (size > 0)).tolist():
        n = both[verdict]
        share = n / size[verdict]
        shown = np.flatnonzero((kinds == "cause") & (n >= LEAST_BOTH))
        shown = shown[np.lexsort((shown, -n[shown], share[shown] < usual[shown]))][:CAUSES_NAMED]
        also[ids[verdict]] = tuple(AlsoMentioned(ids[i], labels[i], int(n[i]), float(share[i])) for i in shown.tolist())
    return also
