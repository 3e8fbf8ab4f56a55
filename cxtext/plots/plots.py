"""The charts of an analysis and of a comparison, one method each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from cxtext.errors import ConfigError, InputError, suggest
from cxtext.findings import (
    AnalysisLike,
    Ranking,
    describe_ranking,
    lay_out_map,
    list_group_rows,
    list_rows,
    list_wave_bridges,
    metric_views,
)
from cxtext.metrics import readable_name
from cxtext.plots.bridge import BridgeChart, Step, draw_bridge, draw_themes
from cxtext.plots.canvas import load_pyplot
from cxtext.plots.ranking import Which, draw_priority, draw_ranking
from cxtext.plots.theme_map import draw_map
from cxtext.plots.trends import draw_groups, draw_trends, read_trends
from cxtext.run import find_theme
from cxtext.schema import active_themes
from cxtext.wording import decimals_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cxtext.findings import WaveBridge
    from cxtext.studies import Comparison

By = Literal["part", "theme"]


class AnalysisPlots:
    """The charts of an analysis: ``analysis.plot``.

    Every method returns the axes it drew on (``trends`` the figure), to be changed or saved:
    ``analysis.plot.ranking().figure.savefig("ranking.png")``. ``ax=`` draws on axes that are there. Nothing is shown, and no
    setting of matplotlib is changed.

    Parameters
    ----------
    analysis : Analysis

    Raises
    ------
    MissingExtraError
        When matplotlib is not installed.

    Examples
    --------
    >>> ax = analysis.plot.ranking(top=5)  # doctest: +SKIP
    """

    def __init__(self, analysis: AnalysisLike) -> None:
        load_pyplot()
        self._analysis = analysis

    def ranking(self, *, metric: str | None = None, which: Which = "pains", top: int = 10, ax: Axes | None = None) -> Axes:
        """Draw what themes cost, with 95% intervals, best-ranked on top.

        Parameters
        ----------
        metric : str, optional
            The leading one by default.
        which : {"pains", "strengths", "all"}
        top : int
            Most themes.
        ax : Axes, optional
        """
        _check("which", which, get_args(Which))
        return draw_ranking(self._rank(metric), which, top, ax)

    def priority(self, *, metric: str | None = None, top: int = 40, label_top: int = 12, ax: Axes | None = None) -> Axes:
        """Draw how often themes are mentioned against how those who mention them score; the larger, the more they move it.

        Parameters
        ----------
        metric : str, optional
        top : int
            Most themes.
        label_top : int
            Themes with their names; the others have their ranks.
        ax : Axes, optional
        """
        return draw_priority(self._rank(metric), top, label_top, ax)

    def trends(self, themes: Sequence[str] | str | None = None, *, top: int = 6) -> Figure:
        """Draw how often themes are mentioned in each wave, a small chart each.

        Parameters
        ----------
        themes : sequence of str, optional
            Ids or labels; by default those whose share changed beyond chance, then the best-ranked.
        top : int
            Most themes where none are named.

        Raises
        ------
        InputError
            When the run has no waves.
        """
        waves = read_trends(self._analysis)
        labels = self._labels()
        if themes is None:
            ranked = [theme.theme_id for theme in self._rank(None).themes if theme.theme_id in waves]
            ids = sorted(ranked, key=lambda one: all(row.flag is None for row in waves[one]))[:top]
        else:
            named = [themes] if isinstance(themes, str) else list(themes)
            ids = [find_theme(active_themes(self._analysis.tables["themes"]), one) for one in named]
        return draw_trends([(labels[one], waves.get(one, [])) for one in ids])

    def map(self, *, ax: Axes | None = None) -> Axes:
        """Draw a circle per theme as large as its opinions, and a point per opinion, the most typical in the middle.

        Where a circle lies has no meaning, but that themes of one topic are together in a dotted circle.
        """
        return draw_map(lay_out_map(self._analysis, aspect=1.4), ax)

    def groups(self, column: str | None = None, *, top: int = 15, ax: Axes | None = None) -> Axes:
        """Draw how often each group mentions each theme.

        Parameters
        ----------
        column : str, optional
            The group column; by default the one with the most differences beyond chance.
        top : int
            Most themes.
        ax : Axes, optional

        Raises
        ------
        InputError
            When no groups were compared.
        ConfigError
            When there is no such column.
        """
        rows = list_group_rows(self._analysis)
        columns = list(dict.fromkeys(row.group_column for row in rows))
        if not columns:
            raise InputError("no groups were compared.\nAnalyse with one: group_column=NAME")
        if column is not None and column not in columns:
            raise ConfigError(f"no groups of {column!r} were compared.{suggest(column, columns)}\nColumns: {', '.join(columns)}")
        chosen = column or max(columns, key=lambda name: sum(row.established for row in rows if row.group_column == name))
        own, labels = [row for row in rows if row.group_column == chosen], self._labels()
        present = {row.theme_id for row in own}
        ids = [theme.theme_id for theme in self._rank(None).themes if theme.theme_id in present][:top]
        return draw_groups(own, [(one, labels[one]) for one in ids], chosen, ax)

    def bridge(self, *, metric: str | None = None, by: By = "part", top: int = 10, ax: Axes | None = None) -> Axes:
        """Draw what moved a metric between the last two complete waves.

        Parameters
        ----------
        metric : str, optional
            The first that has a bridge by default.
        by : {"part", "theme"}
            The parts that add up to the change; or theme by theme, those beyond chance first.
        top : int
            Most themes.
        ax : Axes, optional

        Raises
        ------
        InputError
            When there are no two complete waves.
        """
        bridges = list_wave_bridges(self._analysis, metric_views(self._analysis))
        if metric is not None:
            bridges = [one for one in bridges if one.metric.name == self._rank(metric).metric.name]
        if not bridges:
            if all(view.is_volume for view in metric_views(self._analysis)):
                raise InputError("there is no score whose change could be split.\nAnalyse with one, such as nps_column=NAME")
            raise InputError("no metric has two complete waves.\nAnalyse with a date or wave column: date_column=NAME")
        chart = _chart_of(bridges[0], self._labels())
        _check("by", by, get_args(By))
        return draw_themes(chart, top, ax) if by == "theme" else draw_bridge(chart, ax)

    def _rank(self, metric: str | None) -> Ranking:
        """Return the ranking under a metric."""
        views = metric_views(self._analysis)
        names = [view.name for view in views]
        if metric is None:
            return describe_ranking(self._analysis, views[0])
        if metric not in names:
            raise ConfigError(f"no metric {metric!r} in this run.{suggest(metric, names)}\nMetrics: {', '.join(names)}")
        return describe_ranking(self._analysis, views[names.index(metric)])

    def _labels(self) -> dict[str, str]:
        """Return the label of each theme, by id."""
        themes = self._analysis.tables["themes"]
        return dict(zip(themes["theme_id"].tolist(), themes["label"].tolist(), strict=True))


class ComparisonPlots:
    """The charts of a comparison of two runs: ``comparison.plot``.

    Parameters
    ----------
    comparison : Comparison
    """

    def __init__(self, comparison: Comparison) -> None:
        load_pyplot()
        self._comparison = comparison

    def bridge(self, *, metric: str | None = None, by: By = "part", top: int = 10, ax: Axes | None = None) -> Axes:
        """Draw what moved a metric from run A to run B; as :meth:`AnalysisPlots.bridge`.

        Raises
        ------
        InputError
            When the runs have no metric in common.
        ConfigError
            When there is no such metric.
        """
        comparison = self._comparison
        names = [str(name) for name in comparison.metrics["metric"]]
        if not names:
            raise InputError("the runs have no metric in common.")
        if metric is not None and metric not in names:
            raise ConfigError(f"no metric {metric!r} was compared.{suggest(metric, names)}\nMetrics: {', '.join(names)}")
        chart = _chart_of_runs(comparison, metric or names[0])
        _check("by", by, get_args(By))
        return draw_themes(chart, top, ax) if by == "theme" else draw_bridge(chart, ax)


def _chart_of(bridge: WaveBridge, labels: dict[str, str]) -> BridgeChart:
    """Return the change between two waves as it is drawn."""
    metric, change = bridge.metric, bridge.change
    steps = [Step(part.part, part.points, part.low, part.high) for part in bridge.totals if part.points is not None]
    themes: dict[str, list[Step]] = {}
    for part in bridge.themes:
        if part.theme_id is not None and part.points is not None:
            themes.setdefault(labels[part.theme_id], []).append(Step(part.part, part.points, part.low, part.high))
    return BridgeChart(
        title=f"What moved {metric.title} from {change.wave_before} to {change.wave}",
        unit=metric.points_of,
        sign=metric.sign,
        before=(change.wave_before, change.value_before or 0.0),
        after=(change.wave, change.value or 0.0),
        steps=steps,
        themes=list(themes.items()),
        note=change.note or "",
        decimals=metric.decimals,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metric:
    """One row of ``Comparison.metrics``."""

    metric: str
    unit: str
    direction: str
    a: float
    b: float
    bridge_note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One row of ``Comparison.ledger``."""

    part: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Theme:
    """One row of ``Comparison.bridge``."""

    label: str
    mention: float | None
    mention_low: float | None
    mention_high: float | None
    severity: float | None
    severity_low: float | None
    severity_high: float | None


def _check(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise for a value that is none of the choices."""
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}.{suggest(value, choices)}\nChoices: {', '.join(choices)}")


def _chart_of_runs(comparison: Comparison, name: str) -> BridgeChart:
    """Return the change between two runs as it is drawn."""
    metric = list_rows(_Metric, comparison.metrics[comparison.metrics["metric"] == name])[0]
    parts = list_rows(_Part, comparison.ledger[comparison.ledger["metric"] == name])
    themes = []
    for row in list_rows(_Theme, comparison.bridge[comparison.bridge["metric"] == name]):
        ends = (
            ("mention", row.mention, row.mention_low, row.mention_high),
            ("severity", row.severity, row.severity_low, row.severity_high),
        )
        steps = [Step(part, points, low, high) for part, points, low, high in ends if points is not None]
        if steps:
            themes.append((row.label, steps))
    themes.sort(key=lambda theme: -max(abs(step.points) for step in theme[1]))
    return BridgeChart(
        title=f"What moved {readable_name(name)} from A to B",
        unit=metric.unit,
        sign=1 if metric.direction == "higher" else -1,
        before=("A", metric.a),
        after=("B", metric.b),
        steps=[Step(row.part, row.value, row.low, row.high) for row in parts],
        themes=themes,
        note=metric.bridge_note or "",
        decimals=decimals_for(abs(metric.b - metric.a)),
    )
