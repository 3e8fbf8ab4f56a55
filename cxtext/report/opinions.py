"""All opinions of the themes: in a page beside the report, and within the report too where they are few."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxtext.findings import AnalysisLike, Opinion, describe_ranking, list_theme_opinions, metric_views
from cxtext.report.links import anchor
from cxtext.wording import one_line, plural

#: The page of its own, beside the report in the folder of a run.
OPINIONS_FILE = "opinions.html"
#: Bytes of opinions up to which they are in the report itself: it stays well below a megabyte.
MOST_BYTES = 300_000
#: Most opinions in the page of its own: a browser opens as many without a pause; the most typical of each theme are there.
MOST_OPINIONS = 50_000
#: Sentiments by the digit that stands for them.
_TONES = ("negative", "neutral", "positive", "")
#: Most characters of a part's name.
PART_LENGTH = 80


Data = dict[str, object]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The opinions of themes for the script of a page.

    Parameters
    ----------
    themes : dict
        By theme_id: names of its ``parts``, and its ``rows``, one per opinion: text, response, date, answers, digit of the
        sentiment, place of its part (-1 for none), place among the most typical ones from 0, side of its answer (null without
        one).
    """

    themes: Data


def embed_opinions(
    opinions: Mapping[str, Sequence[Opinion]], labels: Mapping[str, str], *, most_bytes: int = MOST_BYTES
) -> Embedded | None:
    """Return all opinions for the script of the page; None where they are too many for it.

    Parameters
    ----------
    opinions : mapping of str to sequence of Opinion
    labels : mapping of str to str
        Name of each theme and part.
    most_bytes : int
    """
    if sum(len(one.text) for own in opinions.values() for one in own) > most_bytes:
        return None
    themes: Data = {}
    size = 0
    for theme_id, own in opinions.items():
        themes[theme_id] = to_data(own, labels)
        size += len(json.dumps(themes[theme_id], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
        if size > most_bytes:
            return None
    return Embedded(themes)


def to_data(opinions: Sequence[Opinion], labels: Mapping[str, str]) -> Data:
    """Return the opinions of one theme as the script reads them."""
    place: dict[str, int] = {}
    typical = {one.unit_id: rank for rank, one in enumerate(sorted(opinions, key=how_typical))}
    for one in opinions:
        if one.subtheme_id is not None:
            place.setdefault(one.subtheme_id, len(place))
    tone = {name: digit for digit, name in enumerate(_TONES)}
    rows = [
        [
            one.text,
            one.response_id,
            one.created_at,
            one.scores_text,
            tone[one.sentiment],
            place.get(one.subtheme_id or "", -1),
            typical[one.unit_id],
            one.side,
        ]
        for one in opinions
    ]
    return {"parts": [one_line(labels.get(part, part), PART_LENGTH) for part in place], "rows": rows}


@dataclass(frozen=True, slots=True)
class OpinionTheme:
    """One theme of the page of opinions."""

    theme_id: str
    anchor: str
    label: str
    n_opinions: int
    n_shown: int


@dataclass(frozen=True, slots=True)
class OpinionPage:
    """The page of all opinions.

    Parameters
    ----------
    themes : tuple of OpinionTheme
        In the order of the ranking.
    data : dict
        Themes as :class:`Embedded` has them.
    version : str
        Of the cxtext that made the run.
    """

    themes: tuple[OpinionTheme, ...]
    data: Data
    version: str

    @property
    def note(self) -> str:
        """How many opinions there are, and that the least typical are left out where they are very many."""
        if not self.themes:
            return "No theme was found"
        n, shown = (sum(getattr(theme, name) for theme in self.themes) for name in ("n_opinions", "n_shown"))
        if shown == n:
            return f"{plural(n, 'opinion')} of {plural(len(self.themes), 'theme')}"
        return f"{shown:,} of {plural(n, 'opinion')}, the most typical of each of {plural(len(self.themes), 'theme')}"


def describe_opinions(analysis: AnalysisLike, *, most: int = MOST_OPINIONS) -> OpinionPage:
    """Return the page of all opinions, the themes in the order of the ranking."""
    metric = metric_views(analysis)[0]
    opinions = list_theme_opinions(analysis, metric)
    labels = name_all(analysis)
    ranking = describe_ranking(analysis, metric)
    shown = {theme_id: _most_typical(own, most, sum(map(len, opinions.values()))) for theme_id, own in opinions.items()}
    themes = [
        OpinionTheme(
            theme.theme_id, anchor(theme.theme_id), theme.label, len(opinions[theme.theme_id]), len(shown[theme.theme_id])
        )
        for theme in ranking.themes
        if theme.theme_id in opinions
    ]
    data: Data = {theme.theme_id: to_data(shown[theme.theme_id], labels) for theme in themes}
    return OpinionPage(tuple(themes), data, analysis.manifest.version)


def how_typical(opinion: Opinion) -> tuple[float, str]:
    """Return what opinions are sorted by, the most typical of their theme first."""
    return (-opinion.strength, opinion.unit_id)


def name_all(analysis: AnalysisLike) -> dict[str, str]:
    """Return the name of each theme and part."""
    themes = analysis.tables["themes"]
    return dict(zip(themes["theme_id"], themes["label"], strict=True))


def _most_typical(opinions: Sequence[Opinion], most: int, n_all: int) -> Sequence[Opinion]:
    """Return a theme's portion of ``most`` opinions, the most typical, in the order given; all of them where that is enough."""
    if n_all <= most:
        return opinions
    portion = max(1, most * len(opinions) // n_all)
    best = {one.unit_id for one in sorted(opinions, key=how_typical)[:portion]}
    return [one for one in opinions if one.unit_id in best]
