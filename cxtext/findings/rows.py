"""Rows of the tables as plain Python values: what findings and sentences are made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cxtext.run import recall
from cxtext.schema import active_themes
from cxtext.wording import by_people, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from cxtext.run import Manifest
    from cxtext.themes import ThemeModel


class AnalysisLike(Protocol):
    """Anything with the tables and manifest of an analysis."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table, by name."""

    @property
    def manifest(self) -> Manifest:
        """Versions, config, counts and models of the run."""

    @property
    def model(self) -> ThemeModel | None:
        """The fitted themes; None when the data carry none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One row of table ``scorecard``: a theme under one metric. :data:`cxtext.schema.TABLES` says what each column means."""

    theme_id: str
    metric: str
    n_responses: int
    n_voices: int | None = None
    share: float
    polarity_mean: float
    negative_share: float
    positive_share: float
    negative_share_corrected: float
    negative_share_corrected_low: float
    negative_share_corrected_high: float
    positive_share_corrected: float
    positive_share_corrected_low: float
    positive_share_corrected_high: float
    complaint_share: float
    complaint_share_corrected: float
    complaint_share_corrected_low: float
    complaint_share_corrected_high: float
    n_metric: int
    metric_with: float | None
    metric_without: float | None
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    impact: float | None
    impact_low: float | None
    impact_high: float | None
    adjusted: float | None
    adjusted_low: float | None
    adjusted_high: float | None
    bounded: float | None
    bounded_low: float | None
    bounded_high: float | None
    driver_share: float | None
    shrunken: float | None
    shrunken_low: float | None
    shrunken_high: float | None
    redrawn_se: float | None
    p_value: float | None
    q_value: float | None
    damage: float
    damage_low: float
    value_weight: float
    trust: float
    effort: float
    p_top5: float | None
    tier: int
    responses_to_separate: float | None
    priority: float
    rank: int
    rank_effort_doubled: int
    rank_kept: float | None
    rank_kept_by_chance: float | None
    pareto: bool
    value_at_risk: float | None
    note: str | None

    def count_text(self, noun: str) -> str:
        """Write how many mention the theme, such as ``12 responses by 9 people``."""
        return f"{plural(self.n_responses, noun)}{by_people(self.n_responses, self.n_voices)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """One row of table ``themes``."""

    theme_id: str
    parent_id: str | None
    label: str
    description: str
    keyphrases: Sequence[str]
    exemplar_ids: Sequence[str]
    n_units: int
    n_responses: int
    n_voices: int | None = None
    cohesion: float | None
    stability: float | None
    focus: float
    kind: str
    label_rank: int | None
    origin: str
    status: str
    named_by: str | None
    topic: str | None
    owner: str | None
    work_status: str | None = None
    ticket: str | None = None
    locked: bool

    @property
    def work(self) -> str:
        """Who looks after it, how far they are, and where; empty where nobody said so."""
        return ", ".join(text for text in (self.owner, self.work_status, self.ticket) if text)


Row = dict[str, Any]
T = TypeVar("T")


def list_rows(row_type: type[T], frame: pd.DataFrame) -> list[T]:
    """Return the rows of a table as dataclasses, whose fields are named like its columns; nulls are None.

    Parameters
    ----------
    row_type : type
        A dataclass. Columns that are not among its fields are left out; a field that is not a column has to have a default.
    frame : DataFrame
    """
    names = [field.name for field in fields(row_type) if field.name in frame]  # type: ignore[arg-type]
    return [row_type(**row) for row in records(frame[names])]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of ``frame`` as dicts of plain Python values, nulls as None."""
    names = [str(c) for c in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*list_cells(frame), strict=True)]


def join_units(units: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return a table of opinions with the columns of another one, by ``unit_id``; null where the other has none.

    The tables of a run have their opinions in the same order as a rule: their columns are put side by side then.
    """
    if units["unit_id"].equals(other["unit_id"]):
        return units.assign(**{str(name): other[name] for name in other.columns if name != "unit_id"})
    return units.merge(other, on="unit_id", how="left")


def list_cells(frame: pd.DataFrame) -> list[list[Any]]:
    """Return the cells of each column as plain Python values, nulls as None."""
    return [_to_values(frame[c]) for c in frame.columns]


def _to_values(column: pd.Series) -> list[Any]:
    """Return the cells of a column as plain Python values, nulls as None."""
    values, missing = column.tolist(), column.isna()
    return [None if gone else value for value, gone in zip(values, missing.tolist(), strict=True)] if missing.any() else values


def list_scores(analysis: AnalysisLike, metric: str) -> list[Score]:
    """Return the scorecard of one metric, without sub-themes and hidden themes, best-ranked first."""

    def read() -> tuple[Score, ...]:
        card = analysis.tables["scorecard"]
        scores = list_rows(Score, card[(card["metric"] == metric) & card["theme_id"].isin(list(top_themes(analysis)))])
        return tuple(sorted(scores, key=lambda score: (score.rank, score.theme_id)))

    return list(recall(analysis, ("scores", metric), read))


def top_themes(analysis: AnalysisLike) -> dict[str, ThemeRow]:
    """Return the rows of the active themes, by id."""
    rows = recall(analysis, "top themes", lambda: tuple(list_rows(ThemeRow, active_themes(analysis.tables["themes"]))))
    return {row.theme_id: row for row in rows}
