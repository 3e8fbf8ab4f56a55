"""A run in two or three lines: what a Python prompt shows of it."""

from __future__ import annotations

from cxtext.findings.basis import basis_of
from cxtext.findings.ranking_text import describe_ranking
from cxtext.findings.rows import AnalysisLike
from cxtext.findings.views import metric_views
from cxtext.schema import group_issues, is_told, read_issues
from cxtext.wording import one_line, plural

#: Pain points that are named.
NAMED = 3
#: Most characters of a pain point's label.
LABEL_LENGTH = 40
#: Most characters of a warning.
WARNING_LENGTH = 120
#: Most characters of the names of the sources.
SOURCE_LENGTH = 60


def render_outline(analysis: AnalysisLike) -> str:
    """Return what was analysed, the counts, the pain points that rank first, and the warnings."""
    issues = [one for one in read_issues(analysis.tables["issues"]) if is_told(one.level, one.code)]
    n, basis = analysis.manifest.counts, basis_of(analysis)
    sources = ", ".join(source.name for source in analysis.manifest.input.sources)
    lines = [
        f"Analysis of {one_line(sources or 'feedback', SOURCE_LENGTH)}: "
        f"{plural(basis.n_all, basis.noun)}, {basis.n:,} with content",
        f"{plural(n.n_themes, 'theme')}, {_name_pains(analysis)}" if n.n_themes else plural(0, "theme"),
        *(f"warning: {one_line(text, WARNING_LENGTH)}" for text in list_warnings(analysis)[:NAMED]),
        *([f"{plural(len(issues), 'warning')}, see analysis.issues"] if issues else []),
    ]
    return "\n ".join(lines)


def list_warnings(analysis: AnalysisLike) -> list[str]:
    """Return each kind of warning in the words of its first one, and how many more there are."""
    issues = read_issues(analysis.tables["issues"])
    return [kind.text for kind in group_issues(one for one in issues if is_told(one.level, one.code))]


def _name_pains(analysis: AnalysisLike) -> str:
    """Return the pain points that rank first under the leading metric, or that there is none."""
    view = metric_views(analysis)[0]
    pains = describe_ranking(analysis, view).pains[:NAMED]
    named = ", ".join(one_line(theme.label, LABEL_LENGTH) for theme in pains)
    return f"first by {view.name}: {named}" if named else "no pain point"
