"""All opinions of each theme, in people's own words: what a reader goes through after the quotes."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cxtext.findings.quotes import answer_sides, list_answers
from cxtext.findings.release import outgoing
from cxtext.findings.rows import join_units, top_themes
from cxtext.run import recall
from cxtext.wording import is_missing, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cxtext.findings.rows import AnalysisLike
    from cxtext.metrics import MetricView

#: Most characters of an opinion in a list: longer ones are cut, the run has them whole.
LONGEST_OPINION = 400


class Opinion(NamedTuple):
    """One opinion of a theme.

    Parameters
    ----------
    unit_id, response_id, theme_id : str
        As they are called outside of the run.
    subtheme_id : str or None
        The part of the theme that it is in.
    text : str
        The response's own words, redacted, on one line.
    sentiment : str
        negative, neutral, positive, or empty.
    strength : float
        Of its assignment, 0 to 1: how typical it is of the theme.
    created_at : str
        ISO date, or empty.
    scores_text : str
        The first answers of the response, such as ``nps 3, csat 4``.
    side : int or None
        Whether the answer to the metric is bad (-1), neither (0) or good (1); None without one.
    """

    unit_id: str
    response_id: str
    theme_id: str
    subtheme_id: str | None
    text: str
    sentiment: str
    strength: float
    created_at: str
    scores_text: str
    side: int | None


def list_theme_opinions(analysis: AnalysisLike, metric: MetricView) -> Mapping[str, tuple[Opinion, ...]]:
    """Return the opinions of each active theme, by part as the map has them, the most typical first.

    Parameters
    ----------
    analysis : Analysis
        Read only; the order of its rows makes no difference.
    metric : MetricView
        On which answers are good or bad.
    """
    return recall(analysis, ("opinions", metric.name), lambda: _list(analysis, metric))


def _list(analysis: AnalysisLike, metric: MetricView) -> dict[str, tuple[Opinion, ...]]:
    """Read the opinions from the tables."""
    tables, themes = analysis.tables, top_themes(analysis)
    frame = tables["assignments"][["unit_id", "theme_id", "subtheme_id", "strength"]]
    frame = join_units(frame, tables["units"][["unit_id", "response_id", "start", "end"]])
    frame = join_units(frame, tables["sentiment"][["unit_id", "label"]])
    frame = frame[frame["theme_id"].isin(list(themes))].reset_index(drop=True)
    sizes = frame.groupby(["theme_id", "subtheme_id"])["unit_id"].transform("size")
    frame = frame.assign(
        none=frame["subtheme_id"].isna(), size=-sizes.fillna(0), part=frame["subtheme_id"].fillna(""), weak=-frame["strength"]
    )
    frame = frame.sort_values(["theme_id", "none", "size", "part", "weak", "unit_id"], kind="stable")
    responses, words = tables["responses"], outgoing(analysis)
    own = frame["response_id"].tolist()
    words.prepare(dict.fromkeys(own))
    masked = {response: words.response(response) for response in dict.fromkeys(own)}
    places = zip(own, frame["start"].tolist(), frame["end"].tolist(), strict=True)
    cut = ((masked[response], start, end) for response, start, end in places)
    texts = [one_line(m.cut(start, end) if m.spans else m.text[start:end], LONGEST_OPINION) for m, start, end in cut]
    place = {response: i for i, response in enumerate(responses["response_id"].tolist())}
    rows = [place[response] for response in own]
    answers, sides = list_answers(responses), answer_sides(analysis, metric)
    of_response = (
        _list_days(responses["local_time"]),
        [answers.text(i) for i in range(len(responses))],
        [None if side is None or is_missing(side) else int(side) for side in map(sides.get, place)],
    )
    days, scores, side_of = ([values[i] for i in rows] for values in of_response)
    opinions = map(
        Opinion,
        words.name_units(frame["unit_id"].tolist()),
        words.name_all(own),
        frame["theme_id"].tolist(),
        _or_else(frame["subtheme_id"], None),
        texts,
        _or_else(frame["label"], ""),
        frame["strength"].tolist(),
        days,
        scores,
        side_of,
    )
    return {theme: tuple(group) for theme, group in groupby(opinions, attrgetter("theme_id"))}


def _or_else(column: pd.Series, other: str | None) -> list[Any]:
    """Return the cells of a column, something else for nulls."""
    return [other if gone else value for value, gone in zip(column.tolist(), column.isna().tolist(), strict=True)]


def _list_days(times: pd.Series) -> list[str]:
    """Return the ISO date of each time, empty for none."""
    codes, days = times.dt.floor("D").factorize()
    written = [f"{day:%Y-%m-%d}" for day in days]
    return [written[code] if code >= 0 else "" for code in codes.tolist()]
