"""Exports of the ranked themes: a plain table, Markdown, and what trackers import."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Protocol

from cxtext.backlog.items import SIDES, Item, build_items
from cxtext.findings import AnalysisLike, basis_of, list_findings, metric_views, too_few
from cxtext.wording import escape_markdown, neutralise, one_line, unlink

ROWS_PER_FILE = 250
TABLE_QUOTES = 3
_NUMBERS = (
    "n_responses", "share", "negative_share", "positive_share", "metric_with", "metric_without", "gap", "gap_low", "gap_high",
    "impact", "impact_low", "impact_high", "adjusted", "adjusted_low", "adjusted_high", "damage", "damage_low", "p_top5",
    "priority", "value_at_risk", *SIDES,
)  # fmt: skip
#: Jira's types for what people do more often about a theme; one without either keeps the neutral type.
_TYPES = {"issue": "Bug", "idea": "Story"}
_PRIORITIES = {"first": "High", "established": "Medium", "candidate": "Low"}
#: Characters that are markup anywhere, those at the edge of a word but for signs, and question marks that frame a citation.
_JIRA_MARKUP = re.compile(r"([\\{}\[\]!|*^~#]|(?<!\w)[-_+](?!\d)|[-_+](?!\w)|\?(?=\?)|(?<=\?)\?)")


class Exporter(Protocol):
    """Turns an analysis into the files that another tool reads; ``kind`` is the kind of theme it takes, None for all."""

    kind: ClassVar[str | None]

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return file names and their bytes; ``top`` keeps that many of the best-ranked."""


class CsvExporter:
    """One row a theme, best-ranked first: the numbers of the primary metric, and quotes with their response ids.

    Effects are in ``unit``, as the report shows them: on a duration they are changes of the time taken in percent, where the
    scorecard has log points. ``priority`` only orders: it is the scorecard's.
    """

    kind: ClassVar[str | None] = None

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``themes.csv``: pain points, strengths and all other themes.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Keep that many of the best-ranked.

        Returns
        -------
        dict of str to bytes
            UTF-8; text cells that a spreadsheet would evaluate are neutralised.
        """
        return {"themes.csv": _table(build_items(analysis, top=top, quotes=TABLE_QUOTES)).encode("utf-8")}


class MarkdownExporter:
    """One section a pain point, ready to paste."""

    kind: ClassVar[str | None] = "pain"

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``pain-points.md``; what people wrote is escaped.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Keep that many of the best-ranked.
        """
        items = build_items(analysis, top=top, kind=self.kind)
        lines = ["# Pain points", ""] + ([] if items else [_none_found(analysis)])
        for item in items:
            lines += [f"## {item.rank}. {escape_markdown(item.label)}", "", escape_markdown(item.description), ""]
            lines += [f"- {escape_markdown(fact)}" for fact in item.facts]
            lines += ["", *(f"> “{escape_markdown(q.text)}” ({escape_markdown(q.response_id)})\n>" for q in item.quotes)]
            lines += ["", f"`{item.external_id}`", ""]
        return {"pain-points.md": ("\n".join(lines).rstrip() + "\n").encode("utf-8")}


class JiraExporter:
    """Pain points as issues for Jira's CSV import, at most 250 a file."""

    kind: ClassVar[str | None] = "pain"

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``jira-001.csv`` and so on, with the columns that the import maps.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Keep that many of the best-ranked.

        Notes
        -----
        The label ``cxtext-<theme>-<lineage>`` is the same for every run of the same themes, so that an issue
        can be found again. A theme whose opinions report issues is a Bug, one whose opinions bring ideas more often a Story.
        Jira's own markup in what people wrote is escaped.
        """
        header = ["Summary", "Description", "Issue Type", "Priority", "Labels", "Labels"]
        items = build_items(analysis, top=top, kind=self.kind)
        rows = [
            [neutralise(one_line(i.label, 250)), neutralise(_jira_text(i)), _type(i), _priority(i), "cxtext", i.external_id]
            for i in items
        ]
        starts = range(0, max(len(rows), 1), ROWS_PER_FILE)
        return {
            f"jira-{n:03d}.csv": _csv([header, *rows[start : start + ROWS_PER_FILE]]).encode("utf-8")
            for n, start in enumerate(starts, 1)
        }


def _none_found(analysis: AnalysisLike) -> str:
    """Say that there is no pain point, or that the data are too few to tell."""
    return too_few(basis_of(analysis), list_findings(analysis, metric_views(analysis)[0])) or "No pain point was found."


def render_backlog(analysis: AnalysisLike) -> str:
    """Return the pain points as CSV text, one row each: what a run folder keeps as ``backlog.csv``.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """
    return _table(build_items(analysis, kind="pain", quotes=TABLE_QUOTES))


def _table(items: Sequence[Item]) -> str:
    """Write the plain table."""
    header = ["rank", "tier", "theme_id", "external_id", "label", "kind", "established", "metric", "unit", *_NUMBERS]
    with_emotion = any(item.emotions for item in items)
    header += ["asymmetry_type", "intent", *["emotion"][: int(with_emotion)], "description", "keyphrases"]
    for n in range(1, TABLE_QUOTES + 1):
        header += [f"quote_{n}", f"quote_{n}_response_id"]
    rows = []
    for item in items:
        quotes: list[str] = []
        for q in item.quotes[:TABLE_QUOTES]:
            quotes += [neutralise(q.text), neutralise(q.response_id)]
        rows.append(
            [
                str(item.rank),
                str(item.tier),
                *map(neutralise, (item.theme_id, item.external_id, item.label, item.kind)),
                "yes" if item.established else "no",
                neutralise(item.metric),
                neutralise(item.unit),
                *(_cell(item.numbers[name]) for name in _NUMBERS),
                item.numbers["asymmetry_type"] or "",
                next(iter(item.intents), ""),
                *[next((e for e in item.emotions if e != "none"), "")][: int(with_emotion)],
                neutralise(item.description),
                neutralise("; ".join(item.keyphrases)),
                *quotes,
                *[""] * (2 * TABLE_QUOTES - len(quotes)),
            ]
        )
    return _csv([header, *rows])


def _cell(value: Any) -> str:
    """Write a number with at most six digits, the same on every machine; nothing when it is missing."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{round(float(value), 9) + 0.0:.6g}"


def _csv(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def _type(item: Item) -> str:
    """Return Jira's issue type: what there is more of, issues or ideas."""
    return next((_TYPES[intent] for intent in item.intents if intent in _TYPES), "Task")


def _priority(item: Item) -> str:
    """Return Jira's priority: only what is established is above low."""
    if not item.established:
        return _PRIORITIES["candidate"]
    return _PRIORITIES["first" if item.tier == 1 else "established"]


def _jira_text(item: Item) -> str:
    """Write the description of an issue in Jira's markup."""
    lines = [_jira(item.description), "", *(f"* {_jira(fact)}" for fact in item.facts)]
    if item.quotes:
        lines += ["", "What people say:", *(f"bq. “{_jira(q.text)}” ({_jira(q.response_id)})" for q in item.quotes)]
    return "\n".join([*lines, "", f"cxtext id: {item.external_id}"]).strip()


def _jira(text: str) -> str:
    """Escape Jira's markup; links stay plain text."""
    return unlink(_JIRA_MARKUP.sub(r"\\\1", one_line(text, 600)))
