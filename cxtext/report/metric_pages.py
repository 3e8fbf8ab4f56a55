"""The tab of each metric: headline cards, the ranked themes as rows, and the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.findings import UNRANKED, Basis, Finding, Kind, Quote, RankedTheme, Ranking, Score, certainty
from cxtext.metrics import ACRONYMS, MetricView
from cxtext.report.links import anchor
from cxtext.report.section import Material
from cxtext.report.theme_pages import tone_of
from cxtext.report.waves import Wave
from cxtext.run import Counts
from cxtext.wording import is_missing, number, one_line, percent, plural

#: Most themes on the chart.
CHART_THEMES = 40
#: Most metrics that have a card.
METRIC_CARDS = 2
#: Most characters of a card's label; the whole of it is its title.
CARD_LABEL = 56
#: The interval bars end at this many times the largest effect.
BAR_REACH = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A headline card: a value, what it is, and what stands behind it."""

    value: str
    label: str
    detail: str

    @property
    def short(self) -> str:
        """The label, which may be a whole question, cut short; the kind of metric behind it stays."""
        name, sep, kind = self.label.rpartition(" (")
        if sep and kind.removesuffix(")") in ACRONYMS:
            return f"{one_line(name, CARD_LABEL)}{sep}{kind}"
        return one_line(self.label, CARD_LABEL)


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
        Empty where there are too few.
    chart_value, chart_size : float or None, float
        Its height on the chart, None for a theme that is not on it, and what its area stands for.
    """

    theme: RankedTheme
    anchor: str
    tone: str
    quote: Quote | None
    waves: Sequence[Wave]
    chart_value: float | None
    chart_size: float

    @property
    def label(self) -> str:
        """Its name."""
        return self.theme.label

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
    cards : tuple of Card
    rows : tuple of Row
        Every theme, best-ranked first.
    domain : tuple of float
        Points at the left and the right edge of the interval bars.
    """

    id: str
    ranking: Ranking
    cards: tuple[Card, ...]
    rows: tuple[Row, ...]
    domain: tuple[float, float]

    @property
    def metric(self) -> MetricView:
        """The metric."""
        return self.ranking.metric

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
    return [
        MetricPage(
            id=f"metric-{place}",
            ranking=ranking,
            cards=tuple(list_cards(material, ranking)),
            rows=tuple(_row(theme, ranking.metric, material) for theme in ranking.themes),
            domain=_domain(ranking.findings),
        )
        for place, ranking in enumerate(material.rankings, 1)
    ]


def list_cards(material: Material, ranking: Ranking) -> list[Card]:
    """Return the headline cards under one metric."""
    counts, basis = material.analysis.manifest.counts, material.basis
    metrics = [ranking.metric, *(other.metric for other in material.rankings if other is not ranking)][:METRIC_CARDS]
    cards = [_metric_card(metric, basis) for metric in metrics if metric.row and not is_missing(metric.row["value"])]
    cards.append(_content_card(counts, basis))
    if ranking.themes:
        detail = f"{counts.n_assigned:,} of {plural(counts.n_units, 'opinion unit')}"
        cards.append(Card(percent(counts.n_assigned / counts.n_units), "assigned to a theme", detail))
        cards.append(Card(*certainty(ranking.metric, ranking.findings)))
    return cards


def _metric_card(metric: MetricView, basis: Basis) -> Card:
    """Return the card of one metric."""
    row, limits = metric.row, metric.interval_text
    detail = "".join(f"{part}; " for part in (metric.typical, metric.share_text) if part)
    detail += f"95% interval {limits}, n = {row['n']:,}" if limits else f"n = {row['n']:,}"
    if metric.sign < 0 and not metric.is_volume:
        detail += "; lower is better"
    if row["n_excluded"]:
        detail += f"; {row['n_excluded']:,} of {plural(row['n'] + row['n_excluded'], 'answer')} left out as not valid"
    return Card(metric.value_text(row["value"]), metric.card_label(basis.noun), detail)


def _content_card(counts: Counts, basis: Basis) -> Card:
    """Return the card that says how many responses have content."""
    quiet = counts.n_responses - counts.n_content
    detail = f"{quiet:,} blank or saying nothing" if quiet else "none was blank"
    if counts.n_responses > counts.n_rows_kept:
        detail += f"; from {basis.n:,} of {plural(counts.n_rows_kept, 'submission')}"
    return Card(number(counts.n_content), f"of {plural(counts.n_responses, 'response')} say something", detail)


def _row(theme: RankedTheme, metric: MetricView, material: Material) -> Row:
    """Return one theme as a row."""
    f, score = theme.finding, theme.score
    return Row(
        theme=theme,
        anchor=anchor(f.theme_id),
        tone=tone_of(f),
        quote=next(iter(material.quotes.quotes(f.theme_id, 1)), None),
        waves=material.waves.get(f.theme_id, ()),
        chart_value=metric.chart_value(score.metric_with, score.negative_share),
        chart_size=score.damage if metric.is_volume or f.effect is None else abs(f.effect),
    )


def _domain(findings: Sequence[Finding]) -> tuple[float, float]:
    """Return the range of the interval bars: every effect, and intervals as far as :data:`BAR_REACH`."""
    effects = [f.effect for f in findings if f.effect is not None]
    reach = BAR_REACH * max((abs(effect) for effect in effects), default=0.0)
    lows = [f.low for f in findings if f.low is not None]
    highs = [f.high for f in findings if f.high is not None]
    return max(-reach, min([0.0, *lows, *effects])), min(reach, max([0.0, *highs, *effects]))
