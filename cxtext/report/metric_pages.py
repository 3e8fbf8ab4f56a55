"""The tab of each metric: the ranked themes as rows of one list, and the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.findings import UNRANKED, Finding, Kind, Quote, RankedTheme, Ranking, Score, top_themes
from cxtext.metrics import MetricView
from cxtext.report.first_screen import describe_list
from cxtext.report.links import anchor
from cxtext.report.ranking_list import Choice, Listed, list_choices, list_ranked
from cxtext.report.reasons import Reason, list_reasons
from cxtext.report.section import Material
from cxtext.report.theme_pages import tone_of
from cxtext.report.waves import Wave, list_drawn

#: Most themes on the chart.
CHART_THEMES = 40
#: The interval bars end at this many times the largest effect.
BAR_REACH = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One theme under one metric, as the page shows it.

    Parameters
    ----------
    theme : RankedTheme
        Its numbers, in words too.
    anchor : str
        Where its own page is.
    tone : {"loss", "gain", "mute"}
    quote : Quote or None
    waves : sequence of Wave
        Those that are drawn; empty where there are too few.
    chart_value, chart_size : float or None, float
        Its height on the chart, None for a theme that is not on it, and what its area stands for.
    listed : Listed or None
        Its place in the list, and what that is filtered by; None for a theme that is not ranked.
    """

    theme: RankedTheme
    anchor: str
    tone: str
    quote: Quote | None
    waves: Sequence[Wave]
    chart_value: float | None
    chart_size: float
    listed: Listed | None

    @property
    def label(self) -> str:
        """Its name."""
        return self.theme.label

    @property
    def span(self) -> str:
        """The interval of its effect, as two figures; empty where there is none."""
        f = self.finding
        limits = self.theme.limits
        return limits[1:-1].replace(", ", " to ") if limits and f.low is not None else ""

    @property
    def finding(self) -> Finding:
        """What it is."""
        return self.theme.finding

    @property
    def score(self) -> Score:
        """Its row of the scorecard."""
        return self.theme.score


@dataclass(frozen=True, slots=True)
class MetricPage:
    """What the tab of one metric shows.

    Parameters
    ----------
    id : str
        Of its element on the page.
    ranking : Ranking
        The themes, and the sentences around them.
    choices : tuple of Choice
        What the list can be filtered by.
    rows : tuple of Row
        Every theme, best-ranked first.
    domain : tuple of float
        Points at the left and the right edge of the interval bars.
    """

    id: str
    ranking: Ranking
    choices: tuple[Choice, ...]
    rows: tuple[Row, ...]
    domain: tuple[float, float]

    @property
    def metric(self) -> MetricView:
        """The metric."""
        return self.ranking.metric

    @property
    def note(self) -> str:
        """How sure the first pain points are, in plain words."""
        return describe_list(self.ranking)

    @property
    def order_note(self) -> str:
        """What the numbers of the list mean where the first is no pain point; empty where it is one."""
        if self.metric.is_volume or self.ranking.pains or not self.ordered:
            return ""
        return "The numbers below do not say that something is a problem: themes stand in the order of what each may cost."

    def reasons(self, row: Row) -> list[Reason]:
        """Say in plain words what a row owes its place to."""
        return list_reasons(self.ranking, row.theme)

    @property
    def effect_heading(self) -> str:
        """Heading of the column of effects."""
        metric = self.metric
        if metric.is_volume:
            return metric.effect_title
        return f"Effect in {metric.effect_unit.removeprefix('in ')}" + (", lower is better" if metric.sign < 0 else "")

    @property
    def ordered(self) -> list[Row]:
        """Every ranked theme in the order of the page; its place is in ``listed``."""
        places = [(row.listed.place, row) for row in self.rows if row.listed is not None]
        return [row for _, row in sorted(places, key=lambda pair: pair[0])]

    @property
    def pains(self) -> list[Row]:
        """The pain points that are established."""
        return [row for row in self._list(self.ranking.pains) if row.finding.established]

    @property
    def candidates(self) -> list[Row]:
        """The pain points that are not."""
        return [row for row in self._list(self.ranking.pains) if not row.finding.established]

    @property
    def no_cost(self) -> list[Row]:
        """Mostly negative themes without a measurable cost."""
        return self._list(self.ranking.of_kind(Kind.NO_COST))

    @property
    def strengths(self) -> list[Row]:
        """Strengths, the surest first."""
        return self._list(self.ranking.strengths)

    @property
    def others(self) -> list[Row]:
        """Themes that are neither pain point nor strength."""
        return self._list(self.ranking.of_kind(Kind.OTHER))

    @property
    def verdicts(self) -> list[Row]:
        """Themes that say whether people are content and not why, the costliest first."""
        return self._list(self.ranking.verdicts)

    @property
    def asides(self) -> list[Row]:
        """Themes that are no feedback on anything."""
        return self._list(self.ranking.asides)

    @property
    def chart(self) -> list[Row]:
        """The rows on the chart, the most important first."""
        shown = [row for row in self.rows if row.chart_value is not None and row.finding.kind not in UNRANKED]
        return shown[:CHART_THEMES]

    def _list(self, themes: Sequence[RankedTheme]) -> list[Row]:
        """Return the rows of some themes."""
        row_of = {row.theme.theme_id: row for row in self.rows}
        return [row_of[theme.theme_id] for theme in themes]


def list_metric_pages(material: Material) -> list[MetricPage]:
    """Return the tab of each metric, the primary one first; none where there are no themes."""
    if not material.has_themes:
        return []
    themes = top_themes(material.analysis)
    pages = [
        (place, ranking, {theme.theme_id: one for theme, one in list_ranked(ranking, themes)})
        for place, ranking in enumerate(material.rankings, 1)
    ]
    return [
        MetricPage(
            id=f"metric-{place}",
            ranking=ranking,
            choices=tuple(list_choices(list(listed.values()))),
            rows=tuple(_row(theme, ranking.metric, material, listed.get(theme.theme_id)) for theme in ranking.themes),
            domain=_domain(ranking.findings),
        )
        for place, ranking, listed in pages
    ]


def _row(theme: RankedTheme, metric: MetricView, material: Material, listed: Listed | None) -> Row:
    """Return one theme as a row."""
    f, score = theme.finding, theme.score
    return Row(
        theme=theme,
        anchor=anchor(f.theme_id),
        tone=tone_of(f),
        quote=next(iter(material.quotes.quotes(f.theme_id, 1)), None),
        waves=list_drawn(material.waves.get(f.theme_id, ())),
        chart_value=metric.chart_value(score.metric_with, score.negative_share),
        chart_size=score.damage if metric.is_volume or f.effect is None else abs(f.effect),
        listed=listed,
    )


def _domain(findings: Sequence[Finding]) -> tuple[float, float]:
    """Return the range of the interval bars: every effect, and intervals as far as :data:`BAR_REACH`."""
    effects = [f.effect for f in findings if f.effect is not None]
    reach = BAR_REACH * max((abs(effect) for effect in effects), default=0.0)
    lows = [f.low for f in findings if f.low is not None]
    highs = [f.high for f in findings if f.high is not None]
    return max(-reach, min([0.0, *lows, *effects])), min(reach, max([0.0, *highs, *effects]))
