"""What a run that was restated said before, beside what its themes are today, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxtext.findings.ranking_text import NAME_LENGTH, Ranking
from cxtext.findings.rows import AnalysisLike, list_rows
from cxtext.wording import one_line, percent

#: What stands where there is no figure, or no theme.
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of table ``restated``."""

    earlier_label: str
    earlier_rank: int | None
    earlier_n_responses: int
    earlier_share: float
    earlier_impact: float | None
    earlier_low: float | None
    earlier_high: float | None
    theme_id: str | None
    share_kept: float


@dataclass(frozen=True, slots=True)
class RestatedRow:
    """A theme of the run before it was restated, and where its opinions went.

    Parameters
    ----------
    rank, label : str
        Its place and its name then; a dash for the place of one that was not ranked.
    n_responses : int
        Responses that mentioned it then.
    share, effect, limits : str
        Their share, its cost and the 95% interval then; a dash and nothing where there was none.
    theme_id : str or None
        The theme that most of its opinions went to; None for no theme.
    now : str
        The name of that theme.
    share_kept : str
        Share of its opinions that went there.
    effect_now : str
        What that theme costs now, with its interval.
    """

    rank: str
    label: str
    n_responses: int
    share: str
    effect: str
    limits: str
    theme_id: str | None
    now: str
    share_kept: str
    effect_now: str


@dataclass(frozen=True, slots=True)
class RestatedFigures:
    """The figures of a run before it was restated, under one metric.

    Parameters
    ----------
    note : str
        Which themes it is measured under now, and what the rows are.
    rows : tuple of RestatedRow
        Best-ranked first.
    """

    note: str
    rows: tuple[RestatedRow, ...]


def describe_restated(analysis: AnalysisLike, ranking: Ranking) -> RestatedFigures | None:
    """Return what a run said before it was restated; None for one that was not.

    Parameters
    ----------
    analysis : AnalysisLike
        Its table restated is read.
    ranking : Ranking
        Its ranking now, under the metric whose earlier figures are wanted.
    """
    table = analysis.tables["restated"]
    rows = list_rows(_Row, table[table["metric"] == ranking.metric.name])
    if not rows:
        return None
    labels = dict(zip(analysis.tables["themes"]["theme_id"], analysis.tables["themes"]["label"], strict=True))
    source = analysis.manifest.setting("themes", "source")
    given = f"the themes of {one_line(str(source), NAME_LENGTH)!r}" if source else "the themes of another run"
    note = (
        f"This run was measured again under {given}: all other figures here are of these. Its own themes and figures from "
        "before, and where their opinions went:"
    )
    return RestatedFigures(note, tuple(_describe(row, ranking, labels) for row in rows))


def _describe(row: _Row, ranking: Ranking, labels: Mapping[str, str]) -> RestatedRow:
    """Write one theme of before."""
    metric = ranking.metric
    today = next((theme for theme in ranking.themes if theme.theme_id == row.theme_id), None)
    now = "no theme" if row.theme_id is None else labels.get(row.theme_id, row.theme_id)
    return RestatedRow(
        rank=NOTHING if row.earlier_rank is None else str(row.earlier_rank),
        label=one_line(row.earlier_label, NAME_LENGTH),
        n_responses=row.earlier_n_responses,
        share=percent(row.earlier_share),
        effect=NOTHING if row.earlier_impact is None else metric.effect_text(row.earlier_impact),
        limits=metric.limits_text(row.earlier_low, row.earlier_high),
        theme_id=None if today is None else today.theme_id,
        now=one_line(now, NAME_LENGTH),
        share_kept=percent(row.share_kept),
        effect_now=NOTHING if today is None or ranking.metric.is_volume else today.effect_with_limits,
    )
