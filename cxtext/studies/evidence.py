"""What impact was measured on, taken again from a finished analysis: active themes by name, and points."""

from __future__ import annotations

from cxtext.findings import AnalysisLike
from cxtext.metrics import FloatArray
from cxtext.run import Submissions, find_theme, recorded_answers
from cxtext.schema import VOLUME_METRIC, active_themes


def find_active_theme(analysis: AnalysisLike, wanted: str) -> str:
    """Return the id of the active theme that an id or a label names; raise ConfigError for any other."""
    themes = analysis.tables["themes"]
    return find_theme(active_themes(themes), wanted, parts=themes[themes["parent_id"].notna()])


def take_points(analysis: AnalysisLike, submissions: Submissions, metric: str) -> FloatArray | None:
    """Return the points of a metric, one per response; None for a metric whose mean they do not make up."""
    if metric == VOLUME_METRIC:
        return None
    answers = recorded_answers(analysis.manifest, analysis.tables, submissions).get(metric)
    return answers.outcome.points(answers.raw) if answers is not None and answers.outcome.is_mean else None
