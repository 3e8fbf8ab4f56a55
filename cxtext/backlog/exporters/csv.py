"""The ranked themes as one CSV table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cxtext.backlog.exporters.base import Exporter, render_csv
from cxtext.backlog.items import SIDES, Item, build_items
from cxtext.findings import AnalysisLike, Kind
from cxtext.wording import neutralise

#: Quotes per theme, each with its response id: two columns per quote.
QUOTES_PER_THEME = 3
#: Columns with numbers, in the order of the table.
NUMBERS = (
    "n_responses", "n_voices", "share", "negative_share", "positive_share", "cost", "cost_low", "cost_high", "as_measured",
    "metric_with", "metric_without", "gap", "gap_low", "gap_high",
    "impact", "impact_low", "impact_high", "adjusted", "adjusted_low", "adjusted_high", "damage", "damage_low", "p_top5",
    "priority", "value_at_risk", *SIDES,
)  # fmt: skip


class CsvExporter(Exporter):
    """One row per theme, best-ranked first: the numbers of the primary metric, and quotes with their response ids.

    ``cost`` with its interval is the effect that the report shows, negative where the metric is lower for it, and ``as_measured``
    the same before it is drawn towards the other themes. Effects are in ``unit``, as the report
    shows them: on a duration they are changes of the time taken in percent, where the scorecard has log points. ``priority`` only
    orders: it is the scorecard's. ``n_voices`` counts copies of a response once, and is empty in a run of an early release.
    """

    kind: ClassVar[Kind | None] = None

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``themes.csv``: pain points, strengths and all other themes.

        Parameters
        ----------
        analysis : Analysis
        top : int, optional
            Number of themes to keep, best-ranked first.

        Returns
        -------
        dict of str to bytes
            UTF-8; text cells that a spreadsheet would evaluate are neutralised.
        """
        return {"themes.csv": _render_table(build_items(analysis, top=top, quotes=QUOTES_PER_THEME)).encode("utf-8")}


def render_backlog(analysis: AnalysisLike) -> str:
    """Return the pain points as CSV text, one row each: ``backlog.csv`` of a run folder.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """
    return _render_table(build_items(analysis, kind=Kind.PAIN, quotes=QUOTES_PER_THEME))


def _render_table(items: Sequence[Item]) -> str:
    """Return the table; it has a column of emotions only where emotions were asked for."""
    columns = ["rank", "tier", "theme_id", "external_id", "label", "kind", "established", "metric", "unit", *NUMBERS]
    columns += ["asymmetry_type", "intent", *(["emotion"] if any(item.emotions for item in items) else [])]
    columns += ["owner", "status", "ticket", "description", "keyphrases"]
    for n in range(1, QUOTES_PER_THEME + 1):
        columns += [f"quote_{n}", f"quote_{n}_response_id"]
    cells = [_number_cells(item) | {name: neutralise(text) for name, text in _texts(item).items()} for item in items]
    return render_csv([columns, *([row.get(name, "") for name in columns] for row in cells)])


def _number_cells(item: Item) -> dict[str, str]:
    """Return the cells that hold numbers."""
    ranks = {"rank": item.rank, "tier": item.tier}
    return {name: _number_cell(value) for name, value in ranks.items()} | {
        name: _number_cell(item.numbers[name]) for name in NUMBERS
    }


def _number_cell(value: float | None) -> str:
    """Write a number with at most six digits, the same on every machine; nothing when it is missing."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{round(float(value), 9) + 0.0:.6g}"


def _texts(item: Item) -> dict[str, str]:
    """Return the cells that hold text, as they are before they are neutralised."""
    texts = {
        "theme_id": item.theme_id,
        "external_id": item.external_id,
        "label": item.label,
        "kind": item.kind,
        "established": "yes" if item.established else "no",
        "metric": item.metric,
        "unit": item.unit,
        "asymmetry_type": item.asymmetry_type,
        "intent": next(iter(item.intents), ""),
        "emotion": next((emotion for emotion in item.emotions if emotion != "none"), ""),
        "owner": item.owner,
        "status": item.status,
        "ticket": item.ticket,
        "description": item.description,
        "keyphrases": "; ".join(item.keyphrases),
    }
    for n, quote in enumerate(item.quotes[:QUOTES_PER_THEME], 1):
        texts |= {f"quote_{n}": quote.text, f"quote_{n}_response_id": quote.response_id}
    return texts
