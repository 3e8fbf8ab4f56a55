"""What the tables of an analysis say, theme by theme: pain point, strength or neither, and how sure.

Reads the tables and computes no statistics: every number is a cell of ``scorecard``, ``metrics`` or ``themes``.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from cxtext.metrics import MetricView as MetricView
from cxtext.metrics import metric_view
from cxtext.run import Manifest
from cxtext.schema import VOLUME_METRIC
from cxtext.wording import is_missing, one_line, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

Kind = Literal["pain", "no-cost", "strength", "other", "general"]
#: Share of a theme's units that must be negative for it to be a pain point that no score establishes.
LEAST_NEGATIVE = 0.2
#: Share of submissions that a theme should show from: what decides how many submissions a ranking takes.
WORTH_FINDING = 0.05


class AnalysisLike(Protocol):
    """Anything with the tables and manifest of an analysis."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table, by name."""

    @property
    def manifest(self) -> Manifest:
        """Versions, config, counts and models of the run."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One theme under one metric.

    Parameters
    ----------
    theme_id, label, description : str
    kind : {"pain", "no-cost", "strength", "other", "general"}
        A theme without a cost is mostly negative, but what it costs is established in neither lens and shows as zero. One that
        is mostly negative is no strength, however well those who mention it score. The responses of a general theme have no
        subject in common; it is neither a pain point nor a strength.
    established : bool
        Whether the 95% interval of its effect excludes zero; without a score, whether it is a pain point or a strength.
    lens : {"adjusted", "impact", ""}
        The columns that ``effect``, ``low`` and ``high`` were read from.
    effect, low, high : float or None
        In points of the metric, signed as the metric is.
    row : dict
        The row of ``scorecard``.
    """

    theme_id: str
    label: str
    description: str
    kind: Kind
    established: bool
    lens: str
    effect: float | None
    low: float | None
    high: float | None
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Basis:
    """What the shares of themes are over.

    Parameters
    ----------
    n : int
        Submissions with content.
    n_questions : int
        Answers that one submission may hold.
    least : int
        Submissions that have to say alike to make a theme.
    """

    n: int
    n_questions: int
    least: int

    @property
    def noun(self) -> str:
        """What one submission is called: a response, unless it may hold several."""
        return "submission" if self.n_questions > 1 else "response"

    @property
    def enough(self) -> int:
        """Submissions among which what :data:`WORTH_FINDING` of them say is said often enough to make a theme."""
        return math.ceil(self.least / WORTH_FINDING)

    @property
    def need(self) -> str:
        """Say how much data it takes."""
        return (
            f"A theme takes at least {self.least} {self.noun}s that say alike, so that what one in twenty says shows from "
            f"about {self.enough} {self.noun}s with content."
        )

    @property
    def note(self) -> str:
        """Say what the shares are over where it is not plain to see, else nothing."""
        if self.n_questions < 2:
            return ""
        return (
            f"Counts and shares of themes are over the {plural(self.n, 'submission')} with content; "
            f"one submission holds the answers to all {self.n_questions} questions."
        )


def basis_of(analysis: AnalysisLike) -> Basis:
    """Return what the shares of an analysis are over."""
    responses = analysis.tables["responses"]
    content = responses.loc[responses["status"] == "content", "row"]
    questions = int(responses["question"].nunique())
    least = analysis.manifest.setting("themes", "min_responses", 5)
    return Basis(int(content.nunique()), max(questions, 1), int(least))


def too_few(basis: Basis, found: Sequence[Finding]) -> str:
    """Say that the data are too few for a ranking, when that is why no pain point is established; else nothing."""
    if basis.n >= basis.enough or any(f.kind == "pain" and f.established for f in found):
        return ""
    return f"Too little data to establish a ranking: {plural(basis.n, basis.noun)} with content. {basis.need}"


def general_note(found: Sequence[Finding]) -> str:
    """Name the themes without a common subject, and say that they are not ranked; nothing when there is none."""
    general = [f.label for f in sorted(found, key=lambda f: (-f.row["n_responses"], f.theme_id)) if f.kind == "general"]
    if not general:
        return ""
    named = ", ".join(f"“{one_line(label, 60)}”" for label in general[:3])
    more = f" and {len(general) - 3} more" if len(general) > 3 else ""
    return f"Not ranked, for want of a common subject (verdicts, mixed remarks): {named}{more}."


def no_cost_note(metric: MetricView, found: Sequence[Finding]) -> str:
    """Name the themes that are mostly negative and cost nothing that shows, with their numbers; nothing when there is none."""
    free = [f for f in found if f.kind == "no-cost"]
    if not free:
        return ""
    named = [
        f"“{one_line(f.label, 60)}” ({metric.effect_text(f.effect)} {metric.limits_text(f.low, f.high)}".rstrip() + ")"
        for f in free[:3]
    ]
    more = f" and {len(free) - 3} more" if len(free) > 3 else ""
    return f"No measurable cost, though mostly negative: {', '.join(named)}{more}."


def not_compared(metric: MetricView, found: Sequence[Finding]) -> str:
    """Return why no theme has an effect on a metric, as the scorecard notes it; nothing when any has."""
    if metric.is_volume or any(f.effect is not None for f in found):
        return ""
    return str(next((f.row["note"] for f in found if f.row["note"]), ""))


def primary_metric(analysis: AnalysisLike) -> str:
    """Return the name of the metric that themes are ranked by first."""
    known = analysis.tables["scorecard"]["metric"].unique().tolist() or analysis.tables["metrics"]["metric"].tolist()
    named = analysis.manifest.primary_metric
    if named and (named in known or not known):
        return str(named)
    return str(known[0]) if known else VOLUME_METRIC


def metric_views(analysis: AnalysisLike) -> list[MetricView]:
    """Return every metric that themes were scored on, or else every metric there is, the primary one first."""
    metrics, card = analysis.tables["metrics"], analysis.tables["scorecard"]
    rows = {row["metric"]: row for row in records(metrics)}
    names = [*dict.fromkeys([primary_metric(analysis), *metrics["metric"].tolist(), *card["metric"].unique().tolist()])]
    if len(card):
        scored = set(card["metric"])
        names = [name for name in names if name in scored] or names
    return [metric_view(name, rows.get(name, {}), card[card["metric"] == name]) for name in names]


def list_findings(analysis: AnalysisLike, metric: MetricView) -> list[Finding]:
    """Return the active top-level themes under one metric, best-ranked first."""
    themes = top_themes(analysis)
    card = analysis.tables["scorecard"]
    rows = [row for row in records(card[card["metric"] == metric.name]) if row["theme_id"] in themes]
    rows.sort(key=lambda row: (row["rank"], row["theme_id"]))
    return [_finding(row, themes[row["theme_id"]], metric) for row in rows]


def top_themes(analysis: AnalysisLike) -> dict[str, dict[str, Any]]:
    """Return the rows of the active themes that are no sub-themes, by id."""
    return {
        row["theme_id"]: row
        for row in records(analysis.tables["themes"])
        if is_missing(row["parent_id"]) and row["status"] != "hidden"
    }


def lineage(analysis: AnalysisLike) -> str:
    """Return eight hex digits that name where theme ids come from: the input, seed and embedder of the fit."""
    manifest = analysis.manifest
    sources = [source.sha256 for source in manifest.input.sources]
    content = json.dumps([sources, manifest.seed, manifest.models.embedder.fingerprint])
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def value_name(analysis: AnalysisLike) -> str:
    """Return the name of the column that holds what respondents are worth, empty without one."""
    return one_line(analysis.manifest.setting("input", "value_column") or "", 40)


def intent_shares(analysis: AnalysisLike, column: str = "intent") -> dict[str, dict[str, float]]:
    """Return the share of each intent among the units of each theme, most frequent first; intents that no unit has are left out.

    Parameters
    ----------
    analysis : Analysis
    column : str
        ``"intent"``, or ``"emotion"``; without emotions the shares of every theme are empty.
    """
    themes = analysis.tables["assignments"]["theme_id"]
    shares: dict[str, dict[str, float]] = {}
    for theme_id, intents in analysis.tables["sentiment"][column].groupby(themes):
        counts = intents.value_counts()
        ordered = sorted(counts.index, key=lambda name: (-counts[name], name))
        shares[str(theme_id)] = {name: float(counts[name] / len(intents)) for name in ordered}
    return shares


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of ``frame`` as dicts of plain Python values, nulls as None."""
    columns = {str(c): [None if is_missing(v) else v for v in frame[c].tolist()] for c in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _finding(row: dict[str, Any], theme: dict[str, Any], metric: MetricView) -> Finding:
    """Decide what one scorecard row is."""
    lens = next((name for name in ("adjusted", "impact") if row[name] is not None and not metric.is_volume), "")
    effect, low, high = (row[lens], row[f"{lens}_low"], row[f"{lens}_high"]) if lens else (None, None, None)
    loss = low is not None and high is not None and max(low * metric.sign, high * metric.sign) < 0
    gain = low is not None and high is not None and min(low * metric.sign, high * metric.sign) > 0
    mostly_negative = row["negative_share"] >= LEAST_NEGATIVE and row["negative_share"] > row["positive_share"]
    if metric.is_volume:
        strength = row["positive_share"] >= 0.5 and row["positive_share"] > 2 * row["negative_share"]
        pain = row["damage"] > 0 and mostly_negative
        established = pain or strength
    else:
        no_gain = row["negative_share"] >= 0.5 if effect is None else effect * metric.sign < 0
        pain = loss or (not gain and mostly_negative and no_gain)
        strength = not mostly_negative and (gain or (row["damage"] == 0 and row["positive_share"] >= 0.5))
        established = loss or gain
    apart = row["impact_low"] is not None and max(row["impact_low"] * metric.sign, row["impact_high"] * metric.sign) < 0
    free = mostly_negative and not established and low is not None and metric.shows_zero(effect) and not apart
    pain = pain or (apart and mostly_negative and not established and metric.shows_zero(effect) and not metric.is_volume)
    kind: Kind = "no-cost" if free else "pain" if pain else "strength" if strength else "other"
    kind = "general" if theme["scope"] == "general" else kind
    return Finding(theme["theme_id"], theme["label"], theme["description"], kind, established, lens, effect, low, high, row)
