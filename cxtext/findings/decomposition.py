"""Where the points of a metric come from: the terms that add up to it, as a sentence and as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, ThemeRow, list_rows, top_themes
from cxtext.impact import RESPONDENTS_WITHOUT_THEME
from cxtext.metrics import MetricView
from cxtext.wording import interval, number, one_line, plural

#: Terms of a metric that are named in its sentence.
TERMS_NAMED = 5

_CONTROLS = {"no comment": "from answers without a comment", "verdict alone": "from comments that give a verdict and no reason"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of table ``decomposition``: a part of a metric's value."""

    kind: str
    term: str
    n: int
    coefficient: float | None
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
    """The terms that add up to a metric: first what is left without any theme, then the others, the largest first.

    Parameters
    ----------
    title, text : str
        The metric, and its largest terms as a sum.
    lines : tuple of TermLine
        All terms that have points.
    note : str
        What the first term rests on, and what has no term.
    """

    title: str
    text: str
    lines: tuple[TermLine, ...]
    note: str


def list_decompositions(analysis: AnalysisLike, metrics: Sequence[MetricView]) -> list[Decomposition]:
    """Return the terms of each metric whose terms add up to something that a reader knows."""
    themes = top_themes(analysis)
    table = analysis.tables["decomposition"]
    terms = [(metric, list_rows(Term, table[table["metric"] == metric.name])) for metric in metrics if metric.parts_add_up]
    return [_decompose(metric, rows, themes) for metric, rows in terms if rows]


def _decompose(metric: MetricView, terms: Sequence[Term], themes: Mapping[str, ThemeRow]) -> Decomposition:
    """Write the terms of one metric."""
    d, unranked = metric.effect_decimals, [theme.theme_id for theme in themes.values() if theme.kind != "cause"]
    # What is not adjusted for has no points of its own.
    own = [term for term in terms if not (term.kind == "theme" and term.term in unranked and term.coefficient is None)]
    start, *others = [
        TermLine(_label(term, themes, has_unranked=bool(unranked)), term.share, term.points, _points_text(metric, term))
        for term in own
    ]
    others.sort(key=lambda line: -abs(line.points))
    named = [f"{number(line.points, d, signed=True)} {line.label}" for line in others[:TERMS_NAMED]]
    rest = sum(line.points for line in others[TERMS_NAMED:])
    named += [f"{number(rest, d, signed=True)} all others"] if len(others) > TERMS_NAMED else []
    total = sum(term.points for term in terms)
    text = f"{_value(metric, total)} = {_value(metric, start.points)} {start.label}; {'; '.join(named)}"
    notes = [_baseline_note(own[0].n), *([_VERDICTS] if len(own) < len(terms) else [])]
    return Decomposition(metric.title, text, (start, *others), " ".join(notes))


_VERDICTS = (
    "Verdicts and asides have no points here: a verdict is what causes lead to, so that its score is explained by them. The cost "
    "that stands beside a verdict elsewhere compares all answers with those that do not give it."
)


def _baseline_note(n: int) -> str:
    """Say how many comments the first term rests on, and that it is worked out where these are few."""
    if n >= RESPONDENTS_WITHOUT_THEME:
        return f"The first term rests on {plural(n, 'such comment')}."
    few = f"There {'is' if n == 1 else 'are'} only {plural(n, 'such comment')}" if n else "There is no such comment"
    return f"{few}: the model works the first term out from comments on one theme and on several, so take it with care."


def _label(term: Term, themes: Mapping[str, ThemeRow], *, has_unranked: bool) -> str:
    """Say what a term is."""
    if term.kind == "theme":
        theme = themes.get(term.term)
        return f"“{one_line(theme.label if theme else term.term, 80)}”"
    if term.kind == "intercept":
        return f"in a comment with {'neither a ranked theme nor a verdict' if has_unranked else 'none of the themes'}"
    return _CONTROLS[term.term]


def _value(metric: MetricView, value: float) -> str:
    """Write a value of the metric, such as a score, to as many decimals as its terms."""
    return number(value, metric.effect_decimals, signed=metric.is_signed)


def _points_text(metric: MetricView, term: Term) -> str:
    """Write the points of a term with their interval; the intercept is a value of the metric, signed as that is."""
    d, signed = metric.effect_decimals, term.kind != "intercept" or metric.is_signed
    return f"{number(term.points, d, signed=signed)} {interval(term.low, term.high, d, signed=signed)}".rstrip()
