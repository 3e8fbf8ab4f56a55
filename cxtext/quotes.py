"""Which of people's own words stand for a theme: typical, readable, one from each response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxtext.schema import METRIC_PREFIX
from cxtext.wording import is_missing, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from cxtext.findings import AnalysisLike

#: Sentiment that quotes of a theme should rather have, by kind of finding.
TONES = {"pain": "negative", "strength": "positive", "other": ""}
_SHORTEST, _LONGEST = 25, 320


@dataclass(frozen=True, slots=True)
class Quote:
    """One quoted opinion unit.

    Parameters
    ----------
    unit_id, response_id, theme_id : str
        Where it comes from; ``theme_id`` is empty for an unassigned unit.
    text : str
        The response's own words, on one line.
    sentiment : str
        negative, neutral, positive, or empty.
    created_at : str
        ISO date, or empty.
    scores : tuple of (str, float)
        The valid answers of the response, by metric.
    """

    unit_id: str
    response_id: str
    theme_id: str
    text: str
    sentiment: str
    created_at: str
    scores: tuple[tuple[str, float], ...]


class QuoteBook:
    """The quotable units of an analysis, ordered for each theme from most to least telling.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    kinds : mapping of str to str
        Kind of finding ("pain", "strength", "other") of each theme, in the order of the ranking; quotes of a pain point
        are negative where possible.
    """

    def __init__(self, analysis: AnalysisLike, kinds: Mapping[str, str]) -> None:
        self._frame = _ordered(analysis, kinds)
        self._themes = list(kinds)
        self._responses = analysis.tables["responses"].set_index("response_id")
        self._metrics = [c for c in self._responses.columns if str(c).startswith(METRIC_PREFIX)]
        best = self._frame.drop_duplicates(["theme_id", "response_id"]).drop_duplicates(["theme_id", "text"])
        self._by_theme = dict(iter(best.groupby("theme_id", sort=True)))

    def quotes(self, theme_id: str, limit: int) -> list[Quote]:
        """Return up to ``limit`` quotes of a theme, each from another response."""
        rows = self._by_theme.get(theme_id)
        return [] if rows is None else self._build(rows.head(limit))

    def sample(self, limit: int) -> list[Quote]:
        """Return up to ``limit`` units for searching, an equal number from every theme, and last from the unassigned."""
        each = max(1, limit // max(1, self._frame["theme_id"].nunique()))
        rows = self._frame.groupby("theme_id", sort=True).head(each)
        place = {theme: i for i, theme in enumerate(self._themes)}
        order = sorted(range(len(rows)), key=[place.get(theme, len(place)) for theme in rows["theme_id"]].__getitem__)
        return self._build(rows.iloc[order])

    def whole(self, response_ids: Sequence[str]) -> list[Quote]:
        """Return whole responses as quotes, in the order given."""
        found = self._responses.loc[list(response_ids)]
        rows = found.assign(unit_id="", response_id=found.index, theme_id="", start=0, end=found["text"].str.len(), label="")
        return self._build(rows)

    def _build(self, rows: pd.DataFrame) -> list[Quote]:
        """Turn rows into quotes, cutting the words out of the responses."""
        found = self._responses.loc[rows["response_id"].tolist()]
        texts = found["text"].tolist()
        dates = ["" if is_missing(d) else f"{d:%Y-%m-%d}" for d in found["created_at"].tolist()]
        scores = list(zip(*(found[c].tolist() for c in self._metrics), strict=True)) if self._metrics else [()] * len(rows)
        names = [str(c).removeprefix(METRIC_PREFIX) for c in self._metrics]
        columns = ("unit_id", "response_id", "theme_id", "start", "end", "label")
        quotes = []
        for i, (unit, response, theme, start, end, label) in enumerate(zip(*(rows[c].tolist() for c in columns), strict=True)):
            answers = tuple((n, float(v)) for n, v in zip(names, scores[i], strict=True) if not is_missing(v))
            text = one_line(texts[i][start:end], _LONGEST)
            quotes.append(Quote(unit, response, theme, text, label, dates[i], answers))
        return quotes


def _ordered(analysis: AnalysisLike, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return the units with theme and sentiment, best quote first; the theme of unassigned units is empty."""
    tables = analysis.tables
    frame = tables["units"][["unit_id", "response_id", "start", "end", "text"]]
    frame = frame.merge(tables["assignments"][["unit_id", "theme_id", "strength"]], on="unit_id", how="left")
    frame = frame.merge(tables["sentiment"][["unit_id", "label"]], on="unit_id", how="left")
    frame = frame.assign(theme_id=frame["theme_id"].fillna(""), label=frame["label"].fillna(""))
    place = {unit: i for ids in tables["themes"]["exemplar_ids"] for i, unit in enumerate(ids)}
    length = frame["text"].str.len()
    wanted = {theme: TONES[kind] for theme, kind in kinds.items() if TONES[kind]}
    pairs = zip(frame["theme_id"], frame["label"], strict=True)
    frame = frame.assign(
        off_tone=[label != wanted.get(theme, label) for theme, label in pairs],
        unreadable=(length < _SHORTEST) | (length > _LONGEST),
        place=[place.get(unit, len(place)) for unit in frame["unit_id"]],
        weakness=-frame["strength"].fillna(0.0),
    )
    return frame.sort_values(["off_tone", "unreadable", "place", "weakness", "unit_id"], kind="stable")
