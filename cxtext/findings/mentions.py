"""What the people who give a verdict also mention: why they may give it."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike
from cxtext.schema import active_themes

#: Causes that are named for each verdict.
CAUSES_NAMED = 3
#: Submissions that mention both, at least: fewer are chance.
LEAST_BOTH = 3


@dataclass(frozen=True, slots=True)
class AlsoMentioned:
    """A cause that the submissions of a verdict mention too.

    Parameters
    ----------
    theme_id, label : str
    n : int
        Submissions that mention both.
    share : float
        The same, of those that have the verdict.
    """

    theme_id: str
    label: str
    n: int
    share: float


def list_also_mentioned(analysis: AnalysisLike) -> dict[str, tuple[AlsoMentioned, ...]]:
    """Return for each verdict the causes that its submissions mention most, those that they mention more than others do first.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """
    themes = active_themes(analysis.tables["themes"])
    kinds, labels = (dict(zip(themes["theme_id"], themes[column], strict=True)) for column in ("kind", "label"))
    if "verdict" not in kinds.values():
        return {}
    units, responses = analysis.tables["units"], analysis.tables["responses"]
    row_of = dict(zip(responses["response_id"], responses["row"], strict=True))
    response_of = dict(zip(units["unit_id"], units["response_id"], strict=True))
    rows: dict[str, set[int]] = {theme_id: set() for theme_id in kinds}
    assignments = analysis.tables["assignments"]
    for unit_id, theme_id in zip(assignments["unit_id"], assignments["theme_id"], strict=True):
        if theme_id in rows:
            rows[theme_id].add(row_of[response_of[unit_id]])
    n_rows = len(set().union(*rows.values()))
    causes = [theme_id for theme_id, kind in kinds.items() if kind == "cause"]
    also = {}
    for verdict in (theme_id for theme_id, kind in kinds.items() if kind == "verdict" and rows[theme_id]):
        n_own = len(rows[verdict])
        both = {cause: len(rows[cause] & rows[verdict]) for cause in causes}
        shown = [cause for cause in causes if both[cause] >= LEAST_BOTH]
        shown.sort(key=lambda cause: (both[cause] / n_own < len(rows[cause]) / n_rows, -both[cause], cause))
        also[verdict] = tuple(AlsoMentioned(one, labels[one], both[one], both[one] / n_own) for one in shown[:CAUSES_NAMED])
    return also
