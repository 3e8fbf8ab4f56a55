"""What an edit of themes does to the ranking: each theme's place and cost before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cxtext.findings.ranking_text import RankedTheme, describe_ranking
from cxtext.findings.rows import AnalysisLike
from cxtext.findings.views import metric_views
from cxtext.themes import ThemeKind
from cxtext.wording import plural

#: What stands where a theme is not ranked.
NOT_RANKED = "–"


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """One theme that an edit changed.

    Parameters
    ----------
    theme_id, label : str
        The label after the edit, or before it where the theme is no more.
    rank, points, share : tuple of (str, str)
        Place, cost and share of responses before and after; a dash where the theme is not ranked.
    """

    theme_id: str
    label: str
    rank: tuple[str, str]
    points: tuple[str, str]
    share: tuple[str, str]

    @property
    def cells(self) -> list[str]:
        """The change as cells of a table, with an arrow where a value is another one."""
        pairs = (self.rank, self.share, self.points)
        return [self.theme_id, self.label, *(a if a == b else f"{a} → {b}" for a, b in pairs)]


@dataclass(frozen=True, slots=True)
class RankingChange:
    """What edits did to the ranking by the first metric.

    Parameters
    ----------
    changes : tuple of ThemeChange
        Themes of which a figure shown is another one, by their place after the edits.
    points_heading : str
        What the points are.
    n_themes : tuple of (int, int)
        Themes that are ranked and shown, before and after.
    kinds : tuple of str
        A sentence for each theme that is of another kind after the edits.
    """

    changes: tuple[ThemeChange, ...]
    points_heading: str
    n_themes: tuple[int, int]
    kinds: tuple[str, ...] = ()

    @property
    def header(self) -> list[str]:
        """Names of the columns of :attr:`ThemeChange.cells`."""
        return ["id", "theme", "rank", "share", self.points_heading]

    @property
    def summary(self) -> str:
        """How many themes there are now, and of how many a figure changed.

        >>> RankingChange((), "points", (12, 11)).summary
        '11 themes, before 12; the figures of no theme changed.'
        """
        before, after = self.n_themes
        themes = plural(after, "theme") + (f", before {before}" if before != after else "")
        changed = plural(len(self.changes), "theme") if self.changes else "no theme"
        return " ".join([f"{themes}; the figures of {changed} changed.", *self.kinds])


def compare_rankings(before: AnalysisLike, after: AnalysisLike) -> RankingChange:
    """Return which themes have another place, cost or share after an edit.

    Parameters
    ----------
    before, after : Analysis
        The same responses with the themes before and after the edit.
    """
    metric = metric_views(after)[0]
    old = {theme.theme_id: theme for theme in describe_ranking(before, metric_views(before)[0]).themes}
    new = {theme.theme_id: theme for theme in describe_ranking(after, metric).themes}
    ranked = sorted(new.values(), key=lambda theme: (theme.rank is None, theme.rank or theme.score.rank))
    ordered = [*ranked, *(old[name] for name in old if name not in new)]
    changes = [_compare(theme, old, new, is_volume=metric.is_volume) for theme in ordered]
    kinds = tuple(_tell_kinds(before, after, {**old, **new}))
    heading = "say it negatively" if metric.is_volume else metric.effect_heading
    shown = tuple(change for change in changes if any(a != b for a, b in (change.rank, change.points, change.share)))
    return RankingChange(shown, heading, (len(old), len(new)), kinds)


def _tell_kinds(before: AnalysisLike, after: AnalysisLike, themes: Mapping[str, RankedTheme]) -> Iterator[str]:
    """Say of each theme that is of another kind whether it is ranked now."""
    old, new = (dict(zip(a.tables["themes"]["theme_id"], a.tables["themes"]["kind"], strict=True)) for a in (before, after))
    for theme_id, kind in new.items():
        if theme_id in themes and old.get(theme_id, kind) != kind:
            named = f"{theme_id} “{themes[theme_id].name}” is a {kind} now, before a {old[theme_id]}"
            if kind == ThemeKind.CAUSE:
                named += ", and is ranked"
            elif old[theme_id] == ThemeKind.CAUSE:
                named += ", and is not ranked any more"
            yield f"{named}."


def _compare(
    theme: RankedTheme, old: Mapping[str, RankedTheme], new: Mapping[str, RankedTheme], *, is_volume: bool
) -> ThemeChange:
    """Return one theme before and after."""
    both = (old.get(theme.theme_id), new.get(theme.theme_id))
    cells = [(NOT_RANKED,) * 3 if one is None else _write_cells(one, is_volume=is_volume) for one in both]
    rank, points, share = zip(*cells, strict=True)
    return ThemeChange(theme.theme_id, theme.name, rank, points, share)


def _write_cells(theme: RankedTheme, *, is_volume: bool) -> tuple[str, str, str]:
    """Write the place, the cost and the share of one theme."""
    place = NOT_RANKED if theme.rank is None else str(theme.rank)
    return place, theme.damage if is_volume else theme.effect, theme.share
