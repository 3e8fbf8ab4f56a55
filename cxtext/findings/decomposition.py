"""Where the points of a metric come from: the terms that add up to it, as a sentence and as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, list_rows, top_themes
from cxtext.metrics import MetricView
from cxtext.wording import interval, number, one_line

#: Terms of a metric that are named in its sentence.
TERMS_NAMED = 5

_OTHER_TERMS = {"intercept": "in a comment that mentions no theme", "control": "from answers without a comment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of table ``decomposition``: a part of a metric's value."""

    kind: str
    term: str
    share: float
    points: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term of a metric: what it is, the share of answers it applies to, and its points."""

    label: str
    share: float
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The terms that add up to a metric: first what is left without any theme, then the others, the largest first."""

    title: str
    text: str
    lines: tuple[TermLine, ...]


def list_decompositions(analysis: AnalysisLike, metrics: Sequence[MetricView]) -> list[Decomposition]:
    """Return the terms of each metric whose terms add up to something that a reader knows."""
    labels = {theme_id: theme.label for theme_id, theme in top_themes(analysis).items()}
    table = analysis.tables["decomposition"]
    terms = [(metric, list_rows(Term, table[table["metric"] == metric.name])) for metric in metrics if metric.parts_add_up]
    return [_decompose(metric, rows, labels) for metric, rows in terms if rows]


def _decompose(metric: MetricView, terms: Sequence[Term], labels: Mapping[str, str]) -> Decomposition:
    """Write the terms of one metric."""
    d = metric.effect_decimals
    start, *others = [TermLine(_label(term, labels), term.share, term.points, _points_text(term, d)) for term in terms]
    others.sort(key=lambda line: -abs(line.points))
    named = [f"{number(line.points, d, signed=True)} {line.label}" for line in others[:TERMS_NAMED]]
    rest = sum(line.points for line in others[TERMS_NAMED:])
    named += [f"{number(rest, d, signed=True)} all others"] if len(others) > TERMS_NAMED else []
    total = sum(term.points for term in terms)
    text = f"{number(total, d)} = {number(start.points, d)} {start.label}; {'; '.join(named)}"
    return Decomposition(metric.title, text, (start, *others))


def _label(term: Term, labels: Mapping[str, str]) -> str:
    """Say what a term is."""
    return f"“{one_line(labels.get(term.term, term.term), 80)}”" if term.kind == "theme" else _OTHER_TERMS[term.kind]


def _points_text(term: Term, decimals: int) -> str:
    """Write the points of a term with their interval; only the intercept, a score of its own, has no sign."""
    signed = term.kind != "intercept"
    return f"{number(term.points, decimals, signed=signed)} {interval(term.low, term.high, decimals, signed=signed)}".rstrip()
