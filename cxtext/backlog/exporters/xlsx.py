"""The ranked themes as an Excel workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from cxtext.backlog.exporters.base import Exporter
from cxtext.backlog.items import Item, build_items
from cxtext.backlog.workbook import Bars, Cell, Column, Format, Sheet, render_workbook
from cxtext.findings import (
    AnalysisLike,
    Kind,
    Ranking,
    describe_ranking,
    list_group_rows,
    list_trend_rows,
    list_wave_steps,
    metric_views,
)
from cxtext.metrics import MetricView

#: Quotes of each theme, at most.
QUOTES_PER_THEME = 20
#: Pain points in the chart, at most.
BARS = 10
#: What a kind of theme is called.
KINDS = {
    Kind.PAIN: "pain point",
    Kind.NO_COST: "no measurable cost",
    Kind.STRENGTH: "strength",
    Kind.VERDICT: "overall verdict",
    Kind.ASIDE: "aside",
    Kind.OTHER: "other",
}


class XlsxExporter(Exporter):
    """A workbook of the themes with numbers, parts, waves, groups and quotes, and a chart of what the first ones cost.

    Numbers are numbers and not rounded; a format shows as many digits as one reads. The columns are those of the ``csv`` export,
    with headings in words.
    """

    kind: ClassVar[Kind | None] = None

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``themes.xlsx``.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Number of themes to keep, best-ranked first.
        """
        metric = metric_views(analysis)[0]
        ranking = describe_ranking(analysis, metric)
        items = build_items(analysis, top=top, quotes=QUOTES_PER_THEME)
        labels = {item.theme_id: item.label for item in items}
        sheets = [
            _list_themes(items, metric),
            _list_parts(ranking, labels, metric),
            _list_waves(analysis, labels, metric),
            _list_wave_changes(analysis, labels),
            _list_groups(analysis, labels),
            _list_quotes(items),
        ]
        lines = _summarize(ranking, items)
        return {"themes.xlsx": render_workbook(lines, _draw_costs(items, metric), [sheet for sheet in sheets if sheet.rows])}


def _summarize(ranking: Ranking, items: Sequence[Item]) -> list[str]:
    """Say what the workbook holds."""
    metric = ranking.metric
    lines = ["Pain points", ranking.headline if items else ranking.none_text]
    if metric.row.get("value") is not None:
        limits = metric.interval_text
        score = f"{metric.title}: {metric.value_text(metric.row['value'])}"
        lines.append(score + (f", 95% interval {limits}" if limits else ""))
    lines += [
        f"Shares are of {ranking.basis.n:,} {ranking.basis.noun}s with content. Effects are in {metric.export_unit}.",
        "An interval in columns “from” and “to” holds the true value in 95 of 100 such samples. An effect is established when "
        "chance alone does not explain it.",
        ranking.order[:1].upper() + ranking.order[1:] + "." if items else "",
    ]
    return [line for line in lines if line]


def _draw_costs(items: Sequence[Item], metric: MetricView) -> Bars | None:
    """Return the chart of the first pain points; nothing where none has an interval."""
    value, low, high = ("damage", None, None) if metric.is_volume else ("cost", "cost_low", "cost_high")
    rows = []
    for item in items:
        height = item.numbers[value]
        ends = [item.numbers[name] if name else height for name in (low, high)]
        if item.kind is Kind.PAIN and height is not None and None not in ends:
            rows.append((item.label, height, *ends))
    if not rows:
        return None
    labels, values, lows, highs = zip(*rows[:BARS], strict=True)
    if metric.is_volume:
        return Bars("What is complained about most", "share of responses", labels, values, lows, highs, Format.SHARE)
    title = f"What the first {len(labels)} pain points cost"
    return Bars(title, metric.export_unit, labels, values, lows, highs, Format.POINTS, metric.effect_decimals)


def _list_themes(items: Sequence[Item], metric: MetricView) -> Sheet:
    """Return one row per theme."""
    numbers = (
        (Column("Responses", Format.COUNT), "n_responses"),
        (Column("Share", Format.SHARE, 9), "share"),
        (Column("Negative opinions", Format.SHARE, 10), "negative_share"),
        (Column("Positive opinions", Format.SHARE, 10), "positive_share"),
        (Column(f"Effect, {metric.export_unit}", Format.POINTS, 16, decimals=metric.effect_decimals), "cost"),
        (Column("Effect from", Format.POINTS, decimals=metric.effect_decimals), "cost_low"),
        (Column("Effect to", Format.POINTS, decimals=metric.effect_decimals), "cost_high"),
        (Column(f"{metric.title} of those who mention it", Format.NUMBER, 16, metric.decimals), "metric_with"),
        (Column(f"{metric.title} of the others", Format.NUMBER, 16, metric.decimals), "metric_without"),
        (Column("Gap", Format.POINTS, decimals=metric.decimals), "gap"),
        (Column("Gap from", Format.POINTS, decimals=metric.decimals), "gap_low"),
        (Column("Gap to", Format.POINTS, decimals=metric.decimals), "gap_high"),
        (Column("Effect as measured", Format.POINTS, decimals=metric.effect_decimals), "as_measured"),
        (Column("Effect by removal", Format.POINTS, decimals=metric.effect_decimals), "impact"),
        (Column("Effect, adjusted", Format.POINTS, decimals=metric.effect_decimals), "adjusted"),
        (Column("Chance of the worst five", Format.CHANCE), "p_top5"),
        (Column("Priority", Format.NUMBER, decimals=metric.effect_decimals + 1), "priority"),
        (Column("Value at risk", Format.COUNT), "value_at_risk"),
    )
    decided: dict[str, Callable[[Item], str]] = {
        "Owner": lambda item: item.owner,
        "Status": lambda item: item.status,
        "Ticket": lambda item: item.ticket,
    }
    work = {name: one for name, one in decided.items() if any(one(item) for item in items)}
    used = [(column, name) for column, name in numbers if any(item.numbers[name] is not None for item in items)]
    columns = [
        Column("Theme", width=34),
        Column("Rank", Format.COUNT, 6),
        Column("Kind", width=18),
        Column("Established", width=11),
        *(column for column, _ in used),
        *(Column(name, width=16) for name in work),
        Column("What people say", width=60),
        Column("Key phrases", width=40),
        Column("Theme id", width=9),
        Column("External id", width=24),
    ]
    rows = [
        [
            item.label,
            item.rank,
            KINDS[item.kind],
            "yes" if item.established else "no",
            *(item.numbers[name] for _, name in used),
            *(one(item) for one in work.values()),
            item.description,
            "; ".join(item.keyphrases),
            item.theme_id,
            item.external_id,
        ]
        for item in items
    ]
    return Sheet("Themes", columns, rows)


def _list_parts(ranking: Ranking, labels: dict[str, str], metric: MetricView) -> Sheet:
    """Return one row per part of a theme."""
    if metric.is_volume:
        points = Column("Share that says it negatively", Format.SHARE, 18)
    else:
        points = Column(f"Points of the effect, {metric.export_unit}", Format.POINTS, 18, decimals=metric.effect_decimals)
    columns = (
        Column("Theme", width=34),
        Column("Part", width=34),
        Column("Responses", Format.COUNT),
        Column("Share", Format.SHARE, 9),
        points,
        Column("Part id", width=9),
    )
    rows: list[list[Cell]] = [
        [
            labels[theme.theme_id],
            part.label,
            part.n_responses,
            part.share,
            metric.shown(part.points),
            part.subtheme_id or "",
        ]
        for theme in ranking.themes
        if theme.theme_id in labels
        for part in theme.parts
    ]
    return Sheet("Parts", columns, rows)


def _list_waves(analysis: AnalysisLike, labels: dict[str, str], metric: MetricView) -> Sheet:
    """Return one row per theme and period."""
    columns = (
        Column("Theme", width=34),
        Column("Period"),
        Column("Complete", width=9),
        Column("Responses that mention it", Format.COUNT),
        Column("Responses of the period", Format.COUNT),
        Column("Share", Format.SHARE, 9),
        Column("Share from", Format.SHARE, 9),
        Column("Share to", Format.SHARE, 9),
        Column("Established change", width=14),
        Column("Sentiment, -1 to 1", Format.POINTS, decimals=2),
        Column(f"{metric.title} of those who mention it", Format.NUMBER, 16, metric.decimals),
    )
    rows = [
        [
            labels[row.theme_id],
            row.wave,
            "no" if row.partial else "yes",
            row.n,
            row.n_wave,
            row.share,
            row.low,
            row.high,
            row.flag or "",
            row.polarity_mean,
            row.metric,
        ]
        for row in list_trend_rows(analysis)
        if row.theme_id in labels
    ]
    return Sheet("Over time", columns, rows)


def _list_wave_changes(analysis: AnalysisLike, labels: dict[str, str]) -> Sheet:
    """Return one row per theme and named wave, such as a release, beside the one before it; the latest wave first."""
    columns = (
        Column("Wave", width=18),
        Column("Beside", width=18),
        Column("Theme", width=34),
        Column("Status", width=30),
        Column("Responses before", Format.COUNT),
        Column("Responses now", Format.COUNT),
        Column("Share before", Format.SHARE, 9),
        Column("Share now", Format.SHARE, 9),
        Column("Share now, up to", Format.SHARE, 9),
        Column("With a complaint before", Format.COUNT),
        Column("With a complaint now", Format.COUNT),
        Column("Responses, such as", width=40),
    )
    rows: list[list[Cell]] = [
        [
            step.wave,
            step.wave_before,
            labels[row.theme_id],
            row.status_text,
            row.n_before,
            row.n,
            row.share_before,
            row.share,
            row.share_high,
            row.n_negative_before,
            row.n_negative,
            ", ".join(row.response_ids),
        ]
        for step in list_wave_steps(analysis)
        for row in step.rows
        if row.theme_id in labels
    ]
    return Sheet("Wave by wave", columns, rows)


def _list_groups(analysis: AnalysisLike, labels: dict[str, str]) -> Sheet:
    """Return one row per theme and group."""
    columns = (
        Column("Theme", width=34),
        Column("Column", width=18),
        Column("Group", width=24),
        Column("Responses that mention it", Format.COUNT),
        Column("Responses of the group", Format.COUNT),
        Column("Share", Format.SHARE, 9),
        Column("Times the share elsewhere", Format.NUMBER, decimals=2),
        Column("Times from", Format.NUMBER, decimals=2),
        Column("Times to", Format.NUMBER, decimals=2),
        Column("q value (established up to .05)", Format.CHANCE, 14),
    )
    rows: list[list[Cell]] = [
        [
            labels[row.theme_id],
            row.group_column,
            row.group,
            row.n,
            row.n_group,
            row.share,
            row.lift,
            row.low,
            row.high,
            row.q_value,
        ]
        for row in list_group_rows(analysis)
        if row.theme_id in labels
    ]
    return Sheet("Groups", columns, rows)


def _list_quotes(items: Sequence[Item]) -> Sheet:
    """Return one row per quote."""
    columns = (
        Column("Theme", width=34),
        Column("Quote", width=90),
        Column("Sentiment", width=11),
        Column("Scores", width=14),
        Column("Date", width=12),
        Column("Response id", width=24),
    )
    rows = [
        [item.label, quote.text, quote.sentiment, quote.scores_text, quote.created_at, quote.response_id]
        for item in items
        for quote in item.quotes
    ]
    return Sheet("Quotes", columns, rows)
