"""A run in two or three lines: what a Python prompt shows of it."""

from __future__ import annotations

from cxtext.findings.ranking_text import describe_ranking
from cxtext.findings.rows import AnalysisLike
from cxtext.findings.views import metric_views
from cxtext.schema import Level
from cxtext.wording import one_line, plural

#: Pain points that are named.
NAMED = 3
#: Most characters of a pain point's label.
LABEL_LENGTH = 40
#: Most characters of the names of the sources.
SOURCE_LENGTH = 60


def render_outline(analysis: AnalysisLike) -> str:
    """Return what was analysed, the counts, the pain points that rank first, and how many warnings there are and where."""
    n, sources = analysis.manifest.counts, ", ".join(source.name for source in analysis.manifest.input.sources)
    n_warnings = int((analysis.tables["issues"]["level"] != Level.INFO).sum())
    lines = [
        f"Analysis of {one_line(sources or 'feedback', SOURCE_LENGTH)}: "
        f"{plural(n.n_responses, 'response')}, {n.n_content:,} with content",
        f"{plural(n.n_themes, 'theme')}, {_name_pains(analysis)}" if n.n_themes else plural(0, "theme"),
        *([f"{plural(n_warnings, 'warning')}, see analysis.issues"] if n_warnings else []),
    ]
    return "\n ".join(lines)


def _name_pains(analysis: AnalysisLike) -> str:
    """Return the pain points that rank first under the leading metric, or that there is none."""
    view = metric_views(analysis)[0]
    pains = describe_ranking(analysis, view).pains[:NAMED]
    named = ", ".join(one_line(theme.label, LABEL_LENGTH) for theme in pains)
    return f"first by {view.name}: {named}" if named else "no pain point"
