"""Two runs side by side in words: sections for the terminal and Markdown, and the themes as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxtext.findings import records
from cxtext.schema import Code
from cxtext.wording import escape_markdown, interval, neutralise, number, one_line, percent, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.studies import Comparison

#: Rows of a table that a person reads.
_TOP = 10
#: What is said of every change.
_NO_TREND = "Beyond chance, with allowance for how much shares vary by themselves; two runs do not make a trend."
#: Parts of the ledger, in words.
_PARTS = {
    "mention": "themes mentioned more or less often",
    "severity": "themes whose cost per mention changed",
    "rest": "the rest: what answers give apart from the themes in them",
}
_BY_THEME = (
    "Themes with a part whose interval leaves out 0, the largest first, in points of the metric; an association, not a cause."
)


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
    shares = [percent(counts[f"in_themes_{side}"]) for side in "ab"]
    how += f" {shares[0]} of the responses of A and {shares[1]} of those of B lie in a theme of A that has a subject."
    left_out = [one_line(one.message, 400) for one in comparison.issues if one.code == Code.METRIC_NOT_COMPARED]
    sections = [Section("Two runs compared", [size, how, *(line[:1].upper() + line[1:] for line in left_out)])]
    for row in records(comparison.metrics):
        sections += _metric(row, comparison)
    return [*sections, *_themes(comparison)]


def _metric(row: dict[str, Any], comparison: Comparison) -> list[Section]:
    """Return what is said of one metric."""
    from cxtext.metrics import VIEWS

    name, title, view = row["metric"], one_line(row["metric"], 80), VIEWS[row["kind"]]
    values = {key: None if row[key] is None else view.table_scale * row[key] for key in ("a", "b", "difference", "low", "high")}
    width = None if values["low"] is None else values["high"] - values["low"]
    unit = view.short_unit(row["unit"])
    decimals = view.choose_decimals(unit, width)
    span = interval(values["low"], values["high"], decimals)
    sure = (
        f", 95% interval {span}" + ("" if row["established"] else ": chance alone could explain it") if span else ", no interval"
    )
    gap = f"{number(values['difference'], decimals, signed=True)} {unit}{sure}"
    lines = [f"{number(values['a'], decimals)} in A, {number(values['b'], decimals)} in B: {gap}."]
    if values["difference"] == 0:
        lines = [f"{number(values['a'], decimals)} in both."]
    if row["bridge_note"]:
        return [Section(title, [*lines, f"What the change goes with cannot be told: {row['bridge_note']}."])]
    if values["difference"] == 0:
        return [Section(title, lines)]
    parts = {r["part"]: r for r in records(comparison.ledger[comparison.ledger["metric"] == name])}
    ledger = [[_points(parts[key], "value", "low", "high", decimals), words] for key, words in _PARTS.items()]
    table = _bridge_rows(records(comparison.bridge[comparison.bridge["metric"] == name]), decimals)
    note = _BY_THEME if table else "No theme has a part in it that is beyond chance."
    header = ["theme", "mentioned more or less", "a mention costs more or less"]
    sections = [Section(title, [*lines, "The change is the sum of"], ["points, 95% interval", "what goes with them"], ledger)]
    return [*sections, Section(f"{title}, theme by theme", [note], header, table)]


def _bridge_rows(rows: list[dict[str, Any]], decimals: int) -> list[list[str]]:
    """Return the themes with an established part, the largest first."""
    sure = []
    for row in rows:
        sizes = [abs(row[part]) for part in ("mention", "severity") if row[part] is not None and _excludes_zero(row, part)]
        if sizes:
            sure.append((max(sizes), row))
    sure.sort(key=lambda pair: (-pair[0], pair[1]["theme_id"]))
    cells = [[_points(row, part, f"{part}_low", f"{part}_high", decimals) for part in ("mention", "severity")] for _, row in sure]
    return [[_name(row), *pair] for (_, row), pair in zip(sure[:_TOP], cells, strict=False)]


def _excludes_zero(row: dict[str, Any], part: str) -> bool:
    """Tell whether the interval of a part lies on one side of 0."""
    return row[f"{part}_low"] is not None and bool(row[f"{part}_low"] > 0 or row[f"{part}_high"] < 0)


def _points(row: dict[str, Any], value: str, low: str, high: str, decimals: int) -> str:
    """Write points with their interval."""
    return f"{number(row[value], decimals, signed=True)} {interval(row[low], row[high], decimals)}".rstrip()


def _themes(comparison: Comparison) -> list[Section]:
    """Return what is said of the themes."""
    rows = records(comparison.themes)
    changed = [r for r in rows if r["flag"] and r["status"] in ("persisting", "gone")]
    new = [r for r in rows if r["status"] == "new"]
    gone = [r for r in rows if r["status"] == "gone" and not r["flag"]]
    outside = [r for r in rows if r["status"] == "outside"]
    header = ["theme", "in A", "in B", "difference", "95% interval"]
    n = len(comparison.changed)  # the new ones among them: the figure of the library and of --fail-if
    which = f", {len(new):,} of them new in B" if new else ""
    lines = [f"{n:,} of {plural(len(rows), 'theme')} changed beyond chance{which}.", *([_NO_TREND] if n else [])]
    sections = [Section("Changed themes", lines, header, _shares(changed))]
    if new:
        lines = ["Themes that A's model does not have; B's model finds them rarely in A."]
        sections.append(Section("New in B", lines, header, _shares(new)))
    if gone:
        lines = ["Nobody in B mentions these; with so few mentions in A that may be chance."]
        sections.append(Section("Gone from B, not established", lines, header, _shares(gone)))
    if outside:
        lines = ["Themes of B that A has no place for, as often said in A too, or by too few to tell."]
        sections.append(Section("Outside the themes of A, not established as new", lines, header, _shares(outside)))
    return sections


def _shares(rows: list[dict[str, Any]]) -> list[list[str]]:
    """Return the cells of themes, the largest change first."""
    ordered = sorted(rows, key=lambda row: (-abs(row["difference"] or 0.0), row["theme_id"]))[:_TOP]
    return [
        [
            _name(row),
            f"{row['n_a']:,} ({percent(row['share_a'])})",
            f"{row['n_b']:,} ({percent(row['share_b'])})",
            f"{number(100 * row['difference'], 1, signed=True)} pp",
            interval(100 * row["low"], 100 * row["high"], 1),
        ]
        for row in ordered
    ]


def _name(row: dict[str, Any]) -> str:
    """Return id and label of a theme."""
    return f"{row['theme_id']} {one_line(row['label'], 60)}"


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
