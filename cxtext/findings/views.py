"""The metrics of an analysis as the outputs show them, its value column, its intents, and where its theme ids come from."""

from __future__ import annotations

import hashlib
import json

from cxtext.findings.rows import AnalysisLike, records
from cxtext.metrics import MetricView, metric_view
from cxtext.run import recorded_outcomes
from cxtext.schema import METRIC_PREFIX
from cxtext.wording import one_line


def metric_views(analysis: AnalysisLike) -> list[MetricView]:
    """Return every metric that themes were scored on, or else every metric there is, the primary one first."""
    metrics, card = analysis.tables["metrics"], analysis.tables["scorecard"]
    rows = {row["metric"]: row for row in records(metrics)}
    scored, first = card["metric"].unique().tolist(), analysis.manifest.primary_metric
    if scored and first not in scored:
        first = scored[0]
    names = [*dict.fromkeys([first, *metrics["metric"].tolist(), *scored])]
    if scored:
        names = [name for name in names if name in scored]
    scales = list_scales(analysis)
    return [metric_view(name, rows.get(name, {}), card[card["metric"] == name], scales.get(name)) for name in names]


def list_scales(analysis: AnalysisLike) -> dict[str, tuple[float, float]]:
    """Return the lowest and the highest answer of each metric: of its scale where it has one, else among its answers."""
    responses, ends = analysis.tables["responses"], {}
    for outcome in recorded_outcomes(analysis.manifest):
        answers = responses[METRIC_PREFIX + outcome.label]
        if outcome.scale is not None:
            ends[outcome.label] = outcome.scale
        elif answers.notna().any():
            ends[outcome.label] = (float(answers.min()), float(answers.max()))
    return ends


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
