"""Two runs side by side in words: sections for the terminal and Markdown, and the themes as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxtext.findings import list_rows
from cxtext.metrics import VIEWS
from cxtext.schema import Code
from cxtext.wording import escape_markdown, interval, neutralise, number, one_line, percent, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.studies import Comparison

#: Rows of a table that a person reads.
_TOP = 10
#: Responses with content of a run below which it is said that only large changes can be seen. With 100 in each run a theme that
#: 10% mention must reach about 25% to be called changed (the test of ``compare_shares``, allowance included). A choice.
ENOUGH_TO_COMPARE = 100
#: What is said of every change.
_NO_TREND = "Beyond chance, with allowance for how much shares vary by themselves; two runs do not make a trend."
#: What the last column of the themes is.
_OWN = "A theme is counted as changed only where the themes that B's own report has, if one is alike, show the change too."
#: What is said of changes that B's own themes do not show.
_ONE_SIDED = (
    "A's model sorts more, or fewer, of B's opinions into these; B's own themes show no such change, so it may be the sorting."
)
#: What is said below the parts of a change.
_PARTS_NOTE = (
    "These intervals are for A's themes as they are, and for chance alone: a part may leave out 0 although no theme changed by "
    "the stricter rule below, which also allows for how much shares vary by themselves."
)
#: Parts of the ledger, in words.
_PARTS = {
    "mention": "themes mentioned more or less often",
    "severity": "themes whose cost per mention changed",
    "rest": "the rest: what answers give apart from the themes in them",
}
_BY_THEME = (
    "Themes with a part whose interval leaves out 0, the largest first, in points of the metric; an association, not a cause."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedMetric:
    """One row of a comparison's ``metrics``."""

    metric: str
    kind: str
    unit: str
    n_a: int
    a: float | None
    n_b: int
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    established: bool
    bridge_note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPart:
    """One row of a comparison's ``ledger``: a part of what a metric changed by."""

    part: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRow:
    """One row of a comparison's ``bridge``: what one theme has to do with the change of a metric."""

    theme_id: str
    label: str
    mention: float | None
    mention_low: float | None
    mention_high: float | None
    severity: float | None
    severity_low: float | None
    severity_high: float | None

    @property
    def parts(self) -> tuple[tuple[float | None, float | None, float | None], ...]:
        """Value and interval of how often it is mentioned, and of what a mention costs."""
        return (
            (self.mention, self.mention_low, self.mention_high),
            (self.severity, self.severity_low, self.severity_high),
        )

    @property
    def largest(self) -> float | None:
        """Size of its largest part whose interval leaves out 0; None where there is none."""
        sizes = [abs(value) for value, low, high in self.parts if value is not None and _excludes_zero(low, high)]
        return max(sizes, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTheme:
    """One row of a comparison's ``themes``."""

    theme_id: str
    label: str
    status: str
    n_a: int
    n_b: int
    share_a: float
    share_b: float
    difference: float
    low: float
    high: float
    n_b_own: int | None
    share_b_own: float | None
    flag: str | None


@dataclass(frozen=True)
class Section:
    """A heading, the lines below it, and a table."""

    title: str
    lines: Sequence[str]
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def describe_comparison(comparison: Comparison, name_a: str, name_b: str) -> list[Section]:
    """Return the sections of a comparison, in order: sizes, each metric, and the themes that changed."""
    counts = comparison.counts
    size = f"A is {name_a}, {counts['n_a']:,} with content; B is {name_b}, {counts['n_b']:,}. Every difference is B less A."
    how = "Both have the same theme model." if counts["same_model"] else "B's opinions were given the themes of A."
    if counts["follows"]:
        how = "B has the themes of A with later edits or waves, and A's opinions were given these."
    shares = [percent(counts[f"in_themes_{side}"]) for side in "ab"]
    how += f" {shares[0]} of A's responses and {shares[1]} of B's mention a topic of A (a theme that is a cause)."
    left_out = [one_line(one.message, 400) for one in comparison.issues if one.code == Code.METRIC_NOT_COMPARED]
    sections = [Section("Two runs compared", [size, *_few(counts), how, *(line[:1].upper() + line[1:] for line in left_out)])]
    for metric in list_rows(ComparedMetric, comparison.metrics):
        sections += _metric(metric, comparison)
    return [*sections, *_themes(comparison)]


def _few(counts: Mapping[str, Any]) -> list[str]:
    """Say that a run is so small that only large changes can be seen; nothing where neither is."""
    few = [f"{name.upper()} ({counts[f'n_{name}']:,})" for name in "ab" if counts[f"n_{name}"] < ENOUGH_TO_COMPARE]
    if not few:
        return []
    which = f"{' and '.join(few)} {'have' if len(few) > 1 else 'has'} few responses"
    return [f"Caution: {which}. Only large changes can be told from chance; what is not listed as changed may have changed too."]


def _metric(metric: ComparedMetric, comparison: Comparison) -> list[Section]:
    """Return what is said of one metric."""
    view = VIEWS[metric.kind]
    title = view.heading(one_line(metric.metric, 80))
    a, b, difference, low, high = (
        None if value is None else view.table_scale * value
        for value in (metric.a, metric.b, metric.difference, metric.low, metric.high)
    )
    width = None if low is None or high is None else high - low
    unit = view.short_unit(metric.unit)
    decimals = view.choose_decimals(unit, width)
    span = interval(low, high, decimals)
    sure = f"95% interval {span}" if span else "no interval"
    values = ((a, "A", metric.n_a), (b, "B", metric.n_b))
    sides = [f"{number(value, decimals)} in {run} ({plural(n, 'answer')})" for value, run, n in values]
    change = f"{sides[0]}, {sides[1]}: {number(difference, decimals, signed=True)} {unit}, {sure}"
    lines = [f"{change}." if metric.established else f"No change is shown, as chance alone could explain it: {change}."]
    if difference == 0:
        within = f"; the true difference very likely lies in {span}" if span else ""
        lines = [f"The same in both: {sides[0]}, {sides[1]}{within}."]
    if metric.bridge_note:
        return [Section(title, [*lines, f"The change cannot be split into parts: {metric.bridge_note}."])]
    if difference == 0:
        return [Section(title, lines)]
    ledger, bridge = (table[table["metric"] == metric.metric] for table in (comparison.ledger, comparison.bridge))
    parts = {part.part: part for part in list_rows(LedgerPart, ledger)}
    sums = [[_points(parts[name].value, parts[name].low, parts[name].high, decimals), words] for name, words in _PARTS.items()]
    table = _bridge_rows(list_rows(BridgeRow, bridge), decimals)
    note = _BY_THEME if table else "No theme has a part in it that is beyond chance."
    header = ["theme", "mentioned more or less", "a mention costs more or less"]
    lines += [f"The change is the sum of the parts below. {_PARTS_NOTE}"]
    sections = [Section(title, lines, ["points, 95% interval", "what goes with them"], sums)]
    return [*sections, Section(f"{title}, theme by theme", [note], header, table)]


def _bridge_rows(rows: Sequence[BridgeRow], decimals: int) -> list[list[str]]:
    """Return the themes with an established part, the largest first."""
    sure = sorted((-row.largest, row.theme_id, row) for row in rows if row.largest is not None)
    return [[_name(row), *(_points(*part, decimals) for part in row.parts)] for _, _, row in sure[:_TOP]]


def _excludes_zero(low: float | None, high: float | None) -> bool:
    """Tell whether an interval lies on one side of 0."""
    return low is not None and high is not None and (low > 0 or high < 0)


def _points(value: float | None, low: float | None, high: float | None, decimals: int) -> str:
    """Write points with their interval."""
    return f"{number(value, decimals, signed=True)} {interval(low, high, decimals)}".rstrip()


def _themes(comparison: Comparison) -> list[Section]:
    """Return what is said of the themes."""
    rows = list_rows(ComparedTheme, comparison.themes)
    changed = [row for row in rows if row.flag == "changed" and row.status in ("persisting", "gone")]
    one_sided = [row for row in rows if row.flag == "one-sided"]
    new = [row for row in rows if row.status == "new"]
    gone = [row for row in rows if row.status == "gone" and not row.flag]
    outside = [row for row in rows if row.status == "outside"]
    has_own = not comparison.counts["same_model"]
    header = ["theme", "in A", "in B", "difference", "95% interval", *(["in B by its own themes"] if has_own else [])]
    n = len(comparison.changed)  # the new ones among them: the figure of the library and of --fail-if
    which = f", {len(new):,} of them new in B" if new else ""
    lines = [f"{n:,} of {plural(len(rows), 'theme')} changed beyond chance{which}.", *([_NO_TREND] if n else [])]
    lines += [_OWN] if has_own else []
    sections = [Section("Changed themes", lines, header, _shares(changed, has_own=has_own))]
    if one_sided:
        lines = [_ONE_SIDED]
        sections.append(Section("Changed by A's model alone, not counted", lines, header, _shares(one_sided, has_own=has_own)))
    if new:
        lines = ["Themes that A's model does not have; B's model finds them rarely in A."]
        sections.append(Section("New in B", lines, header, _shares(new, has_own=has_own)))
    if gone:
        lines = ["Nobody in B mentions these; with so few mentions in A that may be chance."]
        sections.append(Section("Gone from B, not established", lines, header, _shares(gone, has_own=has_own)))
    if outside:
        lines = ["Themes of B that match no theme of A, and that A mentions as often too, or too few mention to decide."]
        sections.append(
            Section("Outside the themes of A, not established as new", lines, header, _shares(outside, has_own=has_own))
        )
    return sections


def _shares(themes: Sequence[ComparedTheme], *, has_own: bool) -> list[list[str]]:
    """Return the cells of themes, the largest change first; ``has_own`` adds how often B's own themes show them."""
    return [
        [
            _name(theme),
            f"{theme.n_a:,} ({percent(theme.share_a)})",
            f"{theme.n_b:,} ({percent(theme.share_b)})",
            f"{number(100 * theme.difference, 1, signed=True)} pp",
            interval(100 * theme.low, 100 * theme.high, 1),
            *(["–" if theme.n_b_own is None else f"{theme.n_b_own:,} ({percent(theme.share_b_own)})"] if has_own else []),
        ]
        for theme in sorted(themes, key=lambda theme: (-abs(theme.difference), theme.theme_id))[:_TOP]
    ]


def _name(theme: ComparedTheme | BridgeRow) -> str:
    """Return id and label of a theme."""
    return f"{theme.theme_id} {one_line(theme.label, 60)}"


def comparison_markdown(sections: Sequence[Section]) -> str:
    """Lay the sections out as Markdown."""
    parts = []
    for level, section in enumerate(sections):
        lines = [f"{'#' if level == 0 else '##'} {escape_markdown(section.title)}", "", *map(escape_markdown, section.lines)]
        if section.rows:
            lines += ["", "| " + " | ".join(section.header) + " |", "|" + " --- |" * len(section.header)]
            lines += ["| " + " | ".join(map(escape_markdown, row)) + " |" for row in section.rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def comparison_csv(comparison: Comparison) -> str:
    """Return the themes with the parts of the leading metric."""
    themes: pd.DataFrame = comparison.themes
    if len(comparison.bridge):
        first = comparison.bridge[comparison.bridge["metric"] == comparison.bridge["metric"].iat[0]]
        themes = themes.merge(first.drop(columns="label"), on="theme_id", how="left")
    text = {column: themes[column].map(neutralise, na_action="ignore") for column in ("theme_id", "label")}
    return str(themes.assign(**text).to_csv(index=False, lineterminator="\n"))
