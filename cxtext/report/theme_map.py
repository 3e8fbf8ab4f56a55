"""The map of themes as the page draws it: circles for a wide and for a narrow screen, and a point for each opinion."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cxtext.findings import MapCircle, RankedTheme, ThemeMap, lay_out_map
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material
from cxtext.report.theme_pages import tone_of
from cxtext.wording import one_line, percent

#: Width over height of the map on a wide screen, and on a narrow one.
ASPECTS = {"wide": 1.9, "narrow": 0.8}
#: Most characters of a part's name on the map.
PART_LENGTH = 60
#: Sentiments by the digit that stands for them in the page.
TONES = ("negative", "neutral", "positive", "")
#: Places within a circle are whole numbers up to this.
_STEPS = 32767
#: Digits of a circle's place and radius, of a map whose longer side is 1.
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class MapTheme:
    """A theme of the map in words: its link, its circle, what is shown beside it, and its place in the ranking, 0 for none."""

    link: ThemeLink
    circle: MapCircle
    tone: str
    facts: str
    number: int


@dataclass(frozen=True, slots=True)
class MapSection:
    """The map, as drawn for each width of screen, and its themes as a list."""

    template: ClassVar[str] = "map.html.j2"

    wide: ThemeMap
    narrow: ThemeMap
    themes: tuple[MapTheme, ...]

    @property
    def has_topics(self) -> bool:
        """Whether several themes are on one topic."""
        return bool(self.wide.groups)

    @property
    def listed(self) -> list[MapTheme]:
        """The themes with a place in the ranking, in its order."""
        return sorted((theme for theme in self.themes if theme.number), key=lambda theme: theme.number)

    @property
    def unranked(self) -> list[MapTheme]:
        """Verdicts and asides, the largest first."""
        own = [theme for theme in self.themes if not theme.number]
        return sorted(own, key=lambda theme: (-theme.circle.n_opinions, theme.link.theme_id))

    @property
    def has_parts(self) -> bool:
        """Whether any theme has parts."""
        return any(theme.circle.parts for theme in self.themes)

    @property
    def has_unranked(self) -> bool:
        """Whether there are verdicts or asides."""
        return any(theme.circle.kind != "cause" for theme in self.themes)

    def to_json(self) -> dict[str, object]:
        """Return what the script of the page draws."""
        themes = [
            {
                "id": theme.link.theme_id,
                "anchor": theme.link.anchor,
                "label": theme.link.label,
                "tone": theme.tone,
                "kind": theme.circle.kind,
                "facts": theme.facts,
                "number": theme.number,
                "n": theme.circle.n_shown,
                "parts": [
                    [one_line(part.label, PART_LENGTH) or "in no part", part.n_opinions, round(part.start, 4)]
                    for part in theme.circle.parts
                ],
            }
            for theme in self.themes
        ]
        layouts = {"wide": _layout(self.wide), "narrow": _layout(self.narrow)}
        return {"themes": themes, "layouts": layouts, **_points(self.wide)}


def _layout(theme_map: ThemeMap) -> dict[str, object]:
    """Return the circles of one layout."""
    circles = [[round(value, _DIGITS) for value in (c.x, c.y, c.radius)] for c in theme_map.circles]
    groups = [[round(value, _DIGITS) for value in (g.x, g.y, g.radius)] for g in theme_map.groups]
    return {"width": theme_map.width, "height": theme_map.height, "circles": circles, "groups": groups}


def _points(theme_map: ThemeMap) -> dict[str, str]:
    """Return the places of the opinions within their circles, two numbers each, and the digit of each one's sentiment."""
    circles = {circle.theme_id: circle for circle in theme_map.circles}
    places = []
    for point in theme_map.points:
        circle = circles[point.theme_id]
        places += [(point.x - circle.x) / circle.radius, (point.y - circle.y) / circle.radius]
    steps = np.rint(np.array(places) * _STEPS).astype("<i2")
    tones = "".join(str(TONES.index(point.sentiment)) for point in theme_map.points)
    return {"places": base64.b64encode(steps.tobytes()).decode(), "tones": tones}


def draw_map(material: Material) -> MapSection | None:
    """Return the map of the themes; nothing where there are none."""
    if not material.has_themes:
        return None
    ranking = material.rankings[0]
    ranked = {theme.theme_id: theme for theme in ranking.themes}
    wide = lay_out_map(material.analysis, aspect=ASPECTS["wide"])
    narrow = lay_out_map(material.analysis, aspect=ASPECTS["narrow"], with_points=False)
    return MapSection(wide, narrow, tuple(_themes(wide.circles, ranked, material)))


def _themes(circles: Sequence[MapCircle], ranked: Mapping[str, RankedTheme], material: Material) -> list[MapTheme]:
    """Return the themes of the map in words."""
    ranking, rows = material.rankings[0], material.themes
    themes = []
    for circle in circles:
        if circle.theme_id not in ranked:
            continue
        theme = ranked[circle.theme_id]
        f, unit = theme.finding, ranking.metric.effect_unit
        effect = f" · {theme.effect_with_limits} {unit}" if f.effect is not None else ""
        doubt = "" if f.established or f.effect is None else ", not established"
        share = f"{percent(theme.score.share)} of {material.basis.those}"
        facts = f"{theme.score.count_text(material.basis.noun)}, {share}{effect}{doubt}"
        themes.append(MapTheme(link_theme(circle.theme_id, rows), circle, tone_of(f), facts, theme.rank or 0))
    return themes
