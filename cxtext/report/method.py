"""Method and data quality: counts that add up, what was dropped or changed, and what the run was made with."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import ClassVar

from cxtext.findings import (
    AnalysisLike,
    Basis,
    Decomposition,
    Ranking,
    basis_of,
    explain_terms,
    list_decompositions,
    list_rows,
    scale_note,
)
from cxtext.metrics import MetricView
from cxtext.report.section import Material
from cxtext.report.silence import describe_silence
from cxtext.run import Counts, Model, Models
from cxtext.schema import Code, JoinedSource, Source, active_themes
from cxtext.wording import is_missing, number, one_line, percent, plural

_LEVELS = {"error": 0, "warning": 1, "info": 2}
#: Examples of each kind of issue.
_EXAMPLES = 3
#: Most characters of an example: messages are shown whole, with the help at their end.
_LONGEST = 2_000
#: Most columns that are listed.
_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class CountLine:
    """A count, and the parts that it is the sum of."""

    total: str
    parts: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One input: its name, how it was read, and the start of its fingerprint."""

    name: str
    facts: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric: what it is over, and what was left out, as sentences."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """The issues of one level, stage and code: how many there are, and the first ones."""

    level: str
    stage: str
    code: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResolutionText:
    """How the number of themes was chosen, as a sentence and as a curve of (themes, stability, whether chosen)."""

    text: str
    curve: tuple[tuple[int, float, bool], ...]
    curve_note: str


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model: what it is for, its name, and the start of its fingerprint."""

    role: str
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """One row of table ``columns``."""

    column: str
    role: str
    detail: str
    reason: str
    chosen_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionRow:
    """One row of table ``resolutions``."""

    height: float
    n_themes: int
    stability: float
    chosen: bool
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """One row of table ``issues``."""

    response_id: str | None
    row: int | None
    column: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Method:
    """Everything that the method section shows."""

    template: ClassVar[str] = "method.html.j2"

    counts: Counts
    flow: tuple[CountLine, ...]
    terms: tuple[tuple[str, str], ...]
    sources: tuple[SourceLine, ...]
    metrics: tuple[MetricLine, ...]
    decompositions: tuple[Decomposition, ...]
    issues: tuple[IssueGroup, ...]
    resolution: ResolutionText | None
    models: tuple[ModelLine, ...]
    columns: tuple[ColumnRow, ...]
    config: str
    seed: int
    version: str


def describe_method(material: Material) -> Method:
    """Return what the method section shows."""
    analysis, manifest = material.analysis, material.analysis.manifest
    metrics = [ranking.metric for ranking in material.rankings]
    scored = [ranking for ranking in material.rankings if ranking.metric.row and not is_missing(ranking.metric.row["value"])]
    return Method(
        counts=manifest.counts,
        flow=tuple(_flow(manifest.counts, basis_of(analysis), int((analysis.tables["assignments"]["reason"] == "either").sum()))),
        terms=tuple(explain_terms(has_score=not metrics[0].is_volume)),
        sources=tuple(_source(source) for source in (*manifest.input.sources, *manifest.input.joined)),
        metrics=tuple(_metric(ranking, analysis) for ranking in scored),
        decompositions=tuple(list_decompositions(analysis, metrics) if material.has_themes else ()),
        issues=tuple(group_issues(analysis)),
        resolution=_resolution(analysis),
        models=tuple(_models(manifest.models)),
        columns=tuple(list_rows(ColumnRow, analysis.tables["columns"].head(_COLUMNS))),
        config=json.dumps(dict(manifest.config), indent=1, ensure_ascii=False, sort_keys=True, default=str),
        seed=manifest.seed,
        version=manifest.version,
    )


def group_issues(analysis: AnalysisLike) -> list[IssueGroup]:
    """Return the issues by level, stage and code, the worst first, each with its count and first examples."""
    groups = []
    for (level, stage, code), rows in analysis.tables["issues"].groupby(["level", "stage", "code"], sort=True):
        examples = tuple(_example(row) for row in list_rows(IssueRow, rows.head(_EXAMPLES)))
        groups.append(IssueGroup(str(level), str(stage), str(code), len(rows), examples))
    return sorted(groups, key=lambda group: (_LEVELS.get(group.level, 3), -group.count, group.code))


def _example(row: IssueRow) -> str:
    """Say where and what one issue is."""
    where = [f"row {row.row}" if row.row is not None else f"response {row.response_id}" if row.response_id else ""]
    where.append(f"column {row.column}" if row.column else "")
    place = ", ".join(part for part in where if part)
    return one_line(f"{place}: {row.message}" if place else row.message, _LONGEST)


def _flow(c: Counts, basis: Basis, n_either: int) -> list[CountLine]:
    """Return the counts of each stage with the parts that they are the sum of."""
    dropped = c.n_rows - c.n_rows_kept
    rows = f"{number(c.n_rows_kept)} kept" + (f" + {number(dropped)} dropped, listed in the issues" if dropped else "")
    silent = f"{number(c.n_non_answer)} non-answers (“n/a”, “none”) + {number(c.n_blank)} blank"
    responses = f"{number(c.n_content)} with content + {silent}"
    texts = f"{plural(c.n_responses, 'text')} in {plural(basis.n_all, 'response')}"
    total = texts if basis.n_questions > 1 else plural(c.n_responses, "response")
    lines = [CountLine(f"{plural(c.n_rows, 'row')} read", rows), CountLine(total, responses)]
    if c.n_units:
        share = percent(c.n_unassigned / c.n_units)
        assigned = f"{number(c.n_assigned)} in a theme + {number(c.n_unassigned)} in none ({share})"
        if n_either:
            assigned += f": {number(c.n_unassigned - n_either)} fit none + {number(n_either)} could be of either of two"
        lines.append(CountLine(plural(c.n_units, "opinion"), assigned))
    return lines


def _source(source: Source) -> SourceLine:
    """Return one input with its fingerprint."""
    facts = [source.encoding] if source.encoding else []
    if source.delimiter:
        facts.append(f"delimiter {source.delimiter!r}")
    if isinstance(source, JoinedSource):
        n = source.n_matched + source.n_unmatched
        facts.append(f"joined on {source.on}: {number(source.n_matched)} of {plural(n, 'row')} have a row in it")
    return SourceLine(one_line(source.name, 120), ", ".join(facts), source.sha256[:16])


def left_out(analysis: AnalysisLike, metric: MetricView) -> str:
    """Say how many answers a metric leaves out and which, as the issues have it; nothing when it takes all."""
    table = analysis.tables["issues"]
    rows = table[(table["code"] == Code.ANSWERS_LEFT_OUT) & (table["column"] == metric.row.get("column"))]
    if len(rows):
        return one_line(rows["message"].iat[0], 300)
    n = metric.row.get("n_excluded") or 0
    return f"{plural(n, 'answer')} left out as not valid, listed in the issues" if n else ""


def _metric(ranking: Ranking, analysis: AnalysisLike) -> MetricLine:
    """Return one metric's facts in words: who answered, who commented, what was excluded, what does not fit on the scale."""
    metric, row = ranking.metric, ranking.metric.row
    value = f"{metric.value_text(row['value'])} {metric.interval_text}".rstrip()
    if metric.is_volume:
        noun = basis_of(analysis).noun
        return MetricLine(
            metric.title, (f"{value} of {plural(row['n'], noun)} with content say something negative, about a theme or not.",)
        )
    what = f"{metric.typical} " if metric.typical else ""
    facts = [f"{what}{value} over {plural(row['n'], 'valid answer')}"]
    if row["n_excluded"]:
        facts.append(left_out(analysis, metric))
    if not is_missing(row["r_squared"]):
        explained = f"{percent(row['r_squared'])} of the differences between answers"
        facts.append(f"the themes explain {explained} (adjusted R²: what chance alone would explain is taken off)")
    silence = [] if is_missing(row["commenters_value"]) else describe_silence(analysis, metric)
    note = scale_note(metric, ranking.findings)
    lines = [f"{fact[:1].upper()}{fact[1:].rstrip('.')}." for fact in facts]
    return MetricLine(metric.title, (*lines, *silence, *([note] if note else [])))


def _resolution(analysis: AnalysisLike) -> ResolutionText | None:
    """Say at which height the tree of themes was cut, and why."""
    table = analysis.tables["resolutions"]
    tried = list_rows(ResolutionRow, table[table["level"] == "theme"])
    chosen = next((row for row in tried if row.chosen), None)
    if chosen is None:
        return None
    how = f"the tree of themes was cut at a height of {number(chosen.height, 3)}"
    how += f": {chosen.reason}" if chosen.reason else ""
    usual = next((row for row in tried if not row.chosen and row.reason is not None), None)
    if usual is not None:
        how += f" ({plural(usual.n_themes, 'theme')} there, agreement {number(usual.stability, 2)})"
    agreement = f"agreement with themes of parts of the data {number(chosen.stability, 2)} of 1"
    curve = tuple((row.n_themes, row.stability, row.chosen) for row in tried) if len(tried) > 1 else ()
    return ResolutionText(f"{how}; {agreement}{_label_check(analysis)}", curve, _curve_note(chosen.reason))


def _curve_note(reason: str | None) -> str:
    """Say what the stability curve shows and why its filled dot was taken."""
    note = "Each dot is a height at which the tree of themes may be cut: how many themes it gives, and how far they agree with "
    note += "themes of parts of the data (adjusted Rand index, 1 is the same themes). The filled one was taken"
    joined = "Themes without a subject of their own are joined afterwards, so that the report may have fewer."
    return f"{note}: {reason}. {joined}" if reason else f"{note}. {joined}"


def _label_check(analysis: AnalysisLike) -> str:
    """Say how many labels are nearest to their own theme among units that naming has not seen."""
    places = active_themes(analysis.tables["themes"])["label_rank"].dropna()
    right = int((places == 1).sum())
    if not len(places):
        return ""
    held_out = "opinions that were not used for naming"
    return f"; {right} of {plural(len(places), 'label')} fit their own theme best, tested on {held_out}"


def _models(models: Models) -> list[ModelLine]:
    """Return the models by role."""
    roles: dict[str, Model | None] = {field.name: getattr(models, field.name) for field in fields(models)}
    roles["parser"] = Model(models.parser or "")
    return [
        ModelLine(role, one_line(model.name, 80), (model.fingerprint or "")[:12])
        for role, model in roles.items()
        if model is not None
    ]
