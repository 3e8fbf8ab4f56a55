"""What a section of the report is, and what sections are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

from cxtext.findings import (
    AnalysisLike,
    Basis,
    QuoteBook,
    Ranking,
    ThemeRow,
    basis_of,
    describe_ranking,
    metric_views,
    read_quotes,
    tell_stories,
    top_themes,
)
from cxtext.report.waves import Waves, list_waves


class Section(Protocol):
    """What one section of the page shows: a dataclass, and the template that lays it out under the name ``section``."""

    template: ClassVar[str]


@dataclass(frozen=True)
class Material:
    """What the sections are made of, each read once.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    """

    analysis: AnalysisLike

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """The ranking under each metric, the primary one first; there is always one."""
        return tuple(describe_ranking(self.analysis, metric) for metric in metric_views(self.analysis))

    @property
    def has_themes(self) -> bool:
        """Whether there is anything to rank."""
        return bool(self.rankings[0].themes)

    @cached_property
    def themes(self) -> dict[str, ThemeRow]:
        """The rows of the active themes, by id."""
        return top_themes(self.analysis)

    @cached_property
    def basis(self) -> Basis:
        """What shares are over."""
        return basis_of(self.analysis)

    @cached_property
    def quotes(self) -> QuoteBook:
        """What people say about each theme, chosen by what it is under the primary metric."""
        return read_quotes(self.analysis, self.rankings[0])

    def most_said(self, theme_id: str) -> Sequence[tuple[str, int]]:
        """Return what is said most in a theme, its parts or phrases, and by how many."""
        story = tell_stories(self.analysis, self.rankings[0]).get(theme_id)
        return story.most_said if story else ()

    @cached_property
    def waves(self) -> Waves:
        """The waves of each theme that has enough of them."""
        return list_waves(self.analysis, self.rankings[0].metric)
