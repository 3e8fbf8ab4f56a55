"""The map of themes: a circle per theme as large as its opinions, and a point per opinion, typical ones in the middle.

The places follow from the tree of themes and from counts; nothing is projected. Presentation draws what stands here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from cxtext.findings.circles import Disc, enclose, pack_discs, sunflower
from cxtext.findings.rows import AnalysisLike, ThemeRow, join_units, list_cells, top_themes
from cxtext.run import recall

if TYPE_CHECKING:
    import pandas as pd

#: Most opinions on the map: as many as a page draws at once without a pause.
MOST_POINTS = 20_000
#: Distance between two circles, as part of the mean radius.
_GAP = 0.06
#: Part of a circle's radius within which its points lie, so that a drawn dot stays inside.
_FILLED = 0.9
#: Part of a wedge left free at its edges, so that parts show apart.
_EDGE = 0.06
#: Kinds in the order in which they are placed, from the middle to the edge.
_KINDS = ("cause", "verdict", "aside")


@dataclass(frozen=True, slots=True)
class MapPart:
    """A part of a theme: a wedge of its circle, whose width is its portion of the opinions.

    Parameters
    ----------
    subtheme_id : str or None
        None for the opinions in no part.
    label : str
        Empty for those.
    n_opinions : int
    start, end : float
        In turns from 0 to 1, from the right and clockwise where y points down.
    """

    subtheme_id: str | None
    label: str
    n_opinions: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class MapCircle:
    """A theme on the map.

    Parameters
    ----------
    theme_id, label, kind : str
    topic : str or None
        Its topic in the catalogue.
    x, y, radius : float
        On the map's own scale. The area is proportional to ``n_opinions``.
    n_opinions : int
        All of its opinions.
    n_shown : int
        Those that have a point.
    parts : tuple of MapPart
        The largest first, what is in no part last; none where the theme has no parts.
    """

    theme_id: str
    label: str
    kind: str
    topic: str | None
    x: float
    y: float
    radius: float
    n_opinions: int
    n_shown: int
    parts: tuple[MapPart, ...]


@dataclass(frozen=True, slots=True)
class MapGroup:
    """Several themes on one topic of the catalogue, and the circle around them."""

    topic: str
    theme_ids: tuple[str, ...]
    x: float
    y: float
    radius: float


class MapPoint(NamedTuple):
    """An opinion on the map: the nearer to the middle of its theme, the more typical of it.

    Parameters
    ----------
    unit_id, theme_id : str
    subtheme_id : str or None
    sentiment : str
        negative, neutral or positive; empty where it was not read.
    strength : float
        Of its assignment, 0 to 1.
    x, y : float
    """

    unit_id: str
    theme_id: str
    subtheme_id: str | None
    sentiment: str
    strength: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """Where themes and their opinions lie.

    Parameters
    ----------
    circles : tuple of MapCircle
        The largest first within causes, then verdicts, then asides; none overlaps another.
    groups : tuple of MapGroup
        Topics that several themes are on.
    points : tuple of MapPoint
        By circle, and within it by part and from most to least typical.
    width, height : float
        The circles lie between 0 and these; the longer one is 1.
    n_opinions : int
        Opinions in a theme that is shown; with more than :data:`MOST_POINTS`, ``points`` are a sample of them.
    n_elsewhere : int
        Opinions in no theme, or in one that is hidden: they are not on the map.
    """

    circles: tuple[MapCircle, ...]
    groups: tuple[MapGroup, ...]
    points: tuple[MapPoint, ...]
    width: float
    height: float
    n_opinions: int
    n_elsewhere: int

    @property
    def is_sample(self) -> bool:
        """Whether there are opinions in a theme that have no point."""
        return len(self.points) < self.n_opinions


class _Opinion(NamedTuple):
    """One assigned opinion, as the map needs it."""

    unit_id: str
    theme_id: str
    subtheme_id: str | None
    strength: float
    label: str | None


@dataclass(frozen=True, slots=True)
class _Opinions:
    """How many opinions each part of each theme has, and by theme those that are shown."""

    sizes: Mapping[str, Mapping[str | None, int]]
    shown: Mapping[str, Sequence[_Opinion]]


def lay_out_map(
    analysis: AnalysisLike, *, aspect: float = 1.0, most_points: int = MOST_POINTS, with_points: bool = True
) -> ThemeMap:
    """Place the themes of an analysis, and their opinions, on a map.

    Parameters
    ----------
    analysis : Analysis
        Read only; the order of its rows makes no difference.
    aspect : float
        Width over height that the map should about have.
    most_points : int
        With more opinions a sample of so many has points, chosen by the hash of their ids.
    with_points : bool
        Whether the points are placed; the circles are the same without.

    Notes
    -----
    Causes are placed from the middle outwards, the largest first, then verdicts and asides. Themes on one topic of the catalogue
    are placed together. In a circle the opinions lie on a sunflower from the most typical (the strongest assignment) outwards;
    the parts of a theme are wedges of it. Nothing else about a place has a meaning: neither left and right, nor the distance
    between two themes.
    """
    themes = top_themes(analysis)
    opinions = recall(analysis, ("opinions of the map", most_points), lambda: _read_opinions(analysis, themes, most_points))
    counts = {theme_id: sum(sizes.values()) for theme_id, sizes in opinions.sizes.items()}
    discs, groups, width, height = _place_themes([themes[t] for t in counts], counts, aspect)
    labels = dict(zip(*(analysis.tables["themes"][name] for name in ("theme_id", "label")), strict=True))
    circles, points = [], []
    for theme_id, disc in discs.items():
        theme, own = themes[theme_id], opinions.shown.get(theme_id, [])
        parts = _cut_parts(opinions.sizes[theme_id], labels)
        points += _place_opinions(own, parts, disc) if with_points else []
        size = counts[theme_id], len(own)
        circles.append(MapCircle(theme_id, theme.label, theme.kind, theme.topic, disc.x, disc.y, disc.radius, *size, parts))
    n_all, n_units = sum(counts.values()), len(analysis.tables["assignments"])
    return ThemeMap(tuple(circles), groups, tuple(points), width, height, n_all, n_units - n_all)


def _read_opinions(analysis: AnalysisLike, themes: Mapping[str, ThemeRow], most: int) -> _Opinions:
    """Count the opinions of each theme by part, and return those that are shown, from most to least typical."""
    frame: pd.DataFrame = analysis.tables["assignments"][["unit_id", "theme_id", "subtheme_id", "strength"]]
    frame = join_units(frame, analysis.tables["sentiment"][["unit_id", "label"]])
    frame = frame[frame["theme_id"].isin(list(themes))]
    sizes: dict[str, dict[str | None, int]] = {}
    counted = frame.groupby(["theme_id", "subtheme_id"], dropna=False).size().reset_index(name="n")
    for theme_id, part, n in zip(*list_cells(counted), strict=True):
        sizes.setdefault(theme_id, {})[part] = n
    chosen = _choose(frame["unit_id"].tolist(), most)
    frame = frame if chosen is None else frame[[unit in chosen for unit in frame["unit_id"].tolist()]]
    frame = frame.sort_values(["theme_id", "strength", "unit_id"], ascending=[True, False, True], kind="stable")
    shown: dict[str, list[_Opinion]] = {}
    for one in map(_Opinion, *list_cells(frame[list(_Opinion._fields)])):
        shown.setdefault(one.theme_id, []).append(one)
    return _Opinions(sizes, shown)


def _place_themes(
    themes: Sequence[ThemeRow], counts: Mapping[str, int], aspect: float
) -> tuple[dict[str, Disc], tuple[MapGroup, ...], float, float]:
    """Return the circle of each theme, the circles around topics, and width and height of the whole."""
    ordered = sorted(themes, key=lambda t: (_KINDS.index(t.kind), -counts[t.theme_id], t.theme_id))
    blocks: dict[tuple[str, str], list[ThemeRow]] = {}
    for theme in ordered:
        blocks.setdefault((theme.kind, theme.topic or f"\0{theme.theme_id}"), []).append(theme)
    if not blocks:
        return {}, (), 1.0, 1.0
    gap = _GAP * sum(math.sqrt(counts[t.theme_id]) for t in ordered) / len(ordered)
    within = [pack_discs([math.sqrt(counts[t.theme_id]) for t in block], gap=gap) for block in blocks.values()]
    around = [enclose(discs) for discs in within]
    order = sorted(range(len(around)), key=lambda i: (_KINDS.index(list(blocks)[i][0]), -around[i].radius, i))
    packed = pack_discs([around[i].radius for i in order], aspect=aspect, gap=gap)
    places = dict(zip(order, packed, strict=True))
    left, top = (min(getattr(disc, axis) - disc.radius for disc in packed) for axis in "xy")
    wide, high = (max(getattr(disc, axis) + disc.radius for disc in packed) - at for axis, at in (("x", left), ("y", top)))
    scale = 1 / max(wide, high)

    def onto_map(disc: Disc) -> Disc:
        return Disc((disc.x - left) * scale, (disc.y - top) * scale, disc.radius * scale)

    placed: dict[str, Disc] = {}
    groups = []
    for i, ((_, topic), block) in enumerate(blocks.items()):
        shift = places[i].x - around[i].x, places[i].y - around[i].y
        placed |= {theme.theme_id: onto_map(disc.move(*shift)) for theme, disc in zip(block, within[i], strict=True)}
        if len(block) > 1:
            circle = onto_map(places[i])
            groups.append(MapGroup(topic, tuple(t.theme_id for t in block), circle.x, circle.y, circle.radius))
    return {theme.theme_id: placed[theme.theme_id] for theme in ordered}, tuple(groups), wide * scale, high * scale


def _choose(unit_ids: Sequence[str], most: int) -> set[str] | None:
    """Return the opinions that are shown, by the hash of their ids; None for all of them."""
    if len(unit_ids) <= most:
        return None
    hashes = [blake2b(unit.encode(), digest_size=8).digest() for unit in unit_ids]
    return {unit for _, unit in sorted(zip(hashes, unit_ids, strict=True))[:most]}


def _cut_parts(sizes: Mapping[str | None, int], labels: Mapping[str, str]) -> tuple[MapPart, ...]:
    """Return the wedges of a theme's parts; none where all of its opinions are in no part."""
    if set(sizes) <= {None}:
        return ()
    parts, before, n_all = [], 0, sum(sizes.values())
    for part, n in sorted(sizes.items(), key=lambda item: (item[0] is None, -item[1], item[0] or "")):
        label = labels.get(part, part) if part is not None else ""
        parts.append(MapPart(part, label, n, before / n_all, (before + n) / n_all))
        before += n
    return tuple(parts)


def _place_opinions(opinions: Sequence[_Opinion], parts: Sequence[MapPart], disc: Disc) -> list[MapPoint]:
    """Return the points of a theme's opinions, which come from most to least typical."""
    wedges = parts or (MapPart(None, "", len(opinions), 0.0, 1.0),)
    points = []
    of_part: dict[str | None, list[_Opinion]] = {}
    for one in opinions:
        of_part.setdefault(one.subtheme_id, []).append(one)
    for wedge in wedges:
        own = of_part.get(wedge.subtheme_id, [])
        edge = _EDGE * (wedge.end - wedge.start) if len(wedges) > 1 else 0.0
        for one, (x, y) in zip(own, sunflower(len(own), wedge.start + edge, wedge.end - edge), strict=True):
            place = disc.x + x * disc.radius * _FILLED, disc.y + y * disc.radius * _FILLED
            points.append(MapPoint(one.unit_id, one.theme_id, one.subtheme_id, one.label or "", one.strength, *place))
    return points
