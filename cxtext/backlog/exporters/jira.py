"""The pain points as issues for Jira's CSV import."""

from __future__ import annotations

import re
from typing import ClassVar

from cxtext.backlog.exporters.base import Exporter, render_csv
from cxtext.backlog.items import Item, build_items
from cxtext.findings import AnalysisLike, Kind
from cxtext.wording import neutralise, one_line, unlink

#: Most issues that one file may hold: what Jira Cloud imports at a time without an administrator.
ISSUES_PER_FILE = 250
#: Most characters of an issue's summary; Jira takes 255.
SUMMARY_LENGTH = 250
#: Most characters of one sentence or quote in a description.
LINE_LENGTH = 600
#: What the import maps its columns to; an issue has two labels.
COLUMNS = ("Summary", "Description", "Issue Type", "Priority", "Labels", "Labels")
#: Issue type of a theme, by the intent that is more frequent among its opinions.
TYPE_OF_INTENT = {"issue": "Bug", "idea": "Story"}
#: Issue type of a theme without either intent.
NEUTRAL_TYPE = "Task"
#: Priority of the established pain points of the first tier, of the other established ones, and of candidates.
FIRST_PRIORITY = "High"
ESTABLISHED_PRIORITY = "Medium"
CANDIDATE_PRIORITY = "Low"
#: Characters that are markup anywhere, those at the edge of a word but for signs, and question marks that frame a citation.
_MARKUP = re.compile(r"([\\{}\[\]!|*^~#]|(?<!\w)[-_+](?!\d)|[-_+](?!\w)|\?(?=\?)|(?<=\?)\?)")


class JiraExporter(Exporter):
    """Pain points as issues for Jira's CSV import, at most 250 per file."""

    kind: ClassVar[Kind | None] = Kind.PAIN

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``jira-001.csv`` and so on, with the columns that the import maps.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Number of pain points to keep, best-ranked first.

        Notes
        -----
        The label ``cxtext-<theme>-<lineage>`` is the same for every run of the same themes, so that an issue can be found
        again. A theme whose opinions report issues is a Bug, one whose opinions bring ideas more often a Story. Jira's own
        markup in the words of respondents is escaped.
        """
        rows = [_row(item) for item in build_items(analysis, top=top, kind=self.kind)]
        starts = range(0, max(len(rows), 1), ISSUES_PER_FILE)
        return {
            f"jira-{n:03d}.csv": render_csv([COLUMNS, *rows[start : start + ISSUES_PER_FILE]]).encode("utf-8")
            for n, start in enumerate(starts, 1)
        }


def _row(item: Item) -> list[str]:
    """Return the cells of one issue."""
    summary, text = neutralise(one_line(item.label, SUMMARY_LENGTH)), neutralise(_description(item))
    return [summary, text, _type(item), _priority(item), "cxtext", item.external_id]


def _type(item: Item) -> str:
    """Return the issue type: what there is more of, issues or ideas."""
    return next((TYPE_OF_INTENT[intent] for intent in item.intents if intent in TYPE_OF_INTENT), NEUTRAL_TYPE)


def _priority(item: Item) -> str:
    """Return the priority: only what is established is above low."""
    if not item.established:
        return CANDIDATE_PRIORITY
    return FIRST_PRIORITY if item.tier == 1 else ESTABLISHED_PRIORITY


def _description(item: Item) -> str:
    """Write the description of an issue in Jira's markup."""
    lines = [*([_escape(item.given), ""] if item.given else []), *(f"* {_escape(fact)}" for fact in item.facts)]
    if item.quotes:
        quotes = (f"bq. “{_escape(quote.text)}” ({_escape(quote.response_id)})" for quote in item.quotes)
        lines += ["", "What people say:", *quotes]
    return "\n".join([*lines, "", f"cxtext id: {item.external_id}"]).strip()


def _escape(text: str) -> str:
    """Escape Jira's markup; links stay plain text."""
    return unlink(_MARKUP.sub(r"\\\1", one_line(text, LINE_LENGTH)))
