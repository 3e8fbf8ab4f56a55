"""All opinions of each theme, in people's own words: what a reader goes through after the quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxtext.findings.quotes import answer_sides, list_answers
from cxtext.findings.release import outgoing
from cxtext.findings.rows import top_themes
from cxtext.run import recall
from cxtext.wording import is_missing, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxtext.findings.rows import AnalysisLike
    from cxtext.metrics import MetricView

#: Most characters of an opinion in a list: longer ones are cut, the run has them whole.
LONGEST_OPINION = 400


@dataclass(frozen=True, slots=True)
class Opinion:
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
    assigned = tables["assignments"][["unit_id", "theme_id", "subtheme_id", "strength"]]
    frame = assigned[assigned["theme_id"].isin(list(themes))]
    frame = frame.merge(tables["units"][["unit_id", "response_id", "start", "end"]], on="unit_id")
    frame = frame.merge(tables["sentiment"][["unit_id", "label"]], on="unit_id", how="left")
    sizes = frame.groupby(["theme_id", "subtheme_id"])["unit_id"].transform("size")
    frame = frame.assign(
        none=frame["subtheme_id"].isna(), size=-sizes.fillna(0), part=frame["subtheme_id"].fillna(""), weak=-frame["strength"]
    )
    frame = frame.sort_values(["theme_id", "none", "size", "part", "weak", "unit_id"], kind="stable")
    responses, words = tables["responses"], outgoing(analysis)
    place = {response: i for i, response in enumerate(responses["response_id"].tolist())}
    dates, answers, sides = responses["local_time"].tolist(), list_answers(responses), answer_sides(analysis, metric)
    words.prepare(dict.fromkeys(frame["response_id"].tolist()))
    opinions: dict[str, list[Opinion]] = {}
    columns = ("unit_id", "response_id", "theme_id", "subtheme_id", "start", "end", "label", "strength")
    for unit, response, theme, part, start, end, label, strength in zip(*(frame[c].tolist() for c in columns), strict=True):
        date, side = dates[place[response]], sides.get(response)
        one = Opinion(
            unit_id=words.name_unit(unit),
            response_id=words.name(response),
            theme_id=theme,
            subtheme_id=None if is_missing(part) else part,
            text=one_line(words.response(response).cut(start, end), LONGEST_OPINION),
            sentiment="" if is_missing(label) else label,
            strength=float(strength),
            created_at="" if is_missing(date) else f"{date:%Y-%m-%d}",
            scores_text=answers.text(place[response]),
            side=None if side is None or is_missing(side) else int(side),
        )
        opinions.setdefault(theme, []).append(one)
    return {theme: tuple(rows) for theme, rows in opinions.items()}
