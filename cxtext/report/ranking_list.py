"""The ranking as one list: every ranked theme numbered from 1 on, its filters, and its share in a group or wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxtext.findings import AnalysisLike, Kind, RankedTheme, Ranking, ThemeRow, list_rows, top_themes
from cxtext.metrics import readable_name
from cxtext.report.links import Ticket, list_tickets
from cxtext.wording import number, one_line, percent

#: What a theme is called in the list, by kind and by whether it is established; the order is that of the list.
KIND_NAMES: Mapping[tuple[Kind, bool], str] = {
    (Kind.PAIN, True): "Pain point",
    (Kind.PAIN, False): "Possible pain point",
    (Kind.NO_COST, False): "No measurable cost",
    (Kind.OTHER, True): "Neither",
    (Kind.OTHER, False): "Neither",
    (Kind.STRENGTH, True): "Strength",
    (Kind.STRENGTH, False): "Possible strength",
}
#: Share of the opinions from which they are called mostly of one kind.
MOSTLY = 0.5
#: Most groups, and most waves, that the list can be shown for: the largest groups and the last waves.
VIEWS_MOST = 40
#: Most characters of a name in a list of choices.
CHOICE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list says of one theme beside its numbers.

    Parameters
    ----------
    place : int
        Its place in the list, from 1, without holes.
    kind, sentiment, topic, owner, status : str
        What the list is filtered by; empty where there is none. ``status`` is how far people are with it.
    ticket : tuple of Ticket
        Where people work on it.
    """

    place: int
    kind: str
    sentiment: str
    topic: str
    owner: str
    status: str
    ticket: tuple[Ticket, ...]

    @property
    def work(self) -> str:
        """Who looks after it and how far they are, in one line."""
        return " · ".join(text for text in (self.owner, self.status) if text)


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of the list: its name, the field of :class:`Listed` that it goes by, and the values to choose from."""

    name: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The shares of themes in one group or one wave.

    Parameters
    ----------
    kind : str
        Name of the group column, or ``Period``.
    label : str
        The group, or the wave.
    note : str
        What the shares are over.
    cells : mapping of str to (int, int, float)
        By theme: responses that mention it, responses in all, and their share.
    """

    kind: str
    label: str
    note: str
    cells: Mapping[str, tuple[int, int, float]]

    def to_json(self) -> dict[str, object]:
        """Return what the script reads; a cell is the numbers themselves and the same in words."""
        cells = {
            theme: [n, n_all, round(share, 6), percent(share), f"{number(n)} of {number(n_all)}"]
            for theme, (n, n_all, share) in self.cells.items()
        }
        return {"kind": self.kind, "label": self.label, "note": self.note, "cells": cells}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A row of ``groups`` or ``trends``, as far as it says who mentions a theme."""

    theme_id: str
    n: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShare(ShareRow):
    """Of one group."""

    group_column: str
    group: str
    n_group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveShare(ShareRow):
    """Of one wave."""

    wave: str
    n_wave: int
    partial: bool


def list_ranked(ranking: Ranking, themes: Mapping[str, ThemeRow]) -> list[tuple[RankedTheme, Listed]]:
    """Return every ranked theme with its place: pain points, candidates, those without a cost, the rest, and strengths last.

    Parameters
    ----------
    ranking : Ranking
    themes : mapping of str to ThemeRow
        The active themes by id (:func:`cxtext.findings.top_themes`).
    """
    return [(theme, _describe(theme.rank or 0, theme, themes[theme.theme_id])) for theme in ranking.listed]


def list_choices(listed: Sequence[Listed]) -> list[Choice]:
    """Return the filters that tell the themes apart: those with two values or more."""
    named = (("Kind", "kind"), ("Opinions", "sentiment"), ("Topic", "topic"), ("Owner", "owner"), ("Status", "status"))
    choices = []
    for name, key in named:
        values = dict.fromkeys(getattr(one, key) for one in listed)
        if len([value for value in values if value]) + ("" in values) > 1:
            shown = [value for value in values if value]
            choices.append(Choice(name, key, tuple(shown if key in ("kind", "sentiment") else sorted(shown))))
    return choices


def list_views(analysis: AnalysisLike, noun: str) -> list[View]:
    """Return the groups and the waves that the list can be shown for; ``noun`` is what one response is called."""
    themes = top_themes(analysis)
    groups: dict[tuple[str, str], dict[str, tuple[int, int, float]]] = {}
    for row in list_rows(GroupShare, analysis.tables["groups"]):
        groups.setdefault((row.group_column, row.group), {})[row.theme_id] = (row.n, row.n_group, row.share)
    largest = sorted(groups, key=lambda key: (-_size(groups[key]), key))[:VIEWS_MOST]
    views = []
    for column, group in sorted(largest):
        of = f"the {number(_size(groups[column, group]))} {noun}s of {one_line(group, CHOICE_LENGTH)}"
        name = one_line(readable_name(column), CHOICE_LENGTH)
        views.append(_view(name, one_line(group, CHOICE_LENGTH), of, groups[column, group], themes))
    waves: dict[str, dict[str, tuple[int, int, float]]] = {}
    partial: set[str] = set()
    for wave in list_rows(WaveShare, analysis.tables["trends"]):
        waves.setdefault(wave.wave, {})[wave.theme_id] = (wave.n, wave.n_wave, wave.share)
        partial |= {wave.wave} if wave.partial else set()
    for name in list(waves)[-VIEWS_MOST:]:
        of = f"the {number(_size(waves[name]))} {noun}s of {name}" + (", which is not complete" if name in partial else "")
        views.append(_view("Period", one_line(name, CHOICE_LENGTH), of, waves[name], themes))
    return views


def _view(kind: str, label: str, of: str, cells: Mapping[str, tuple[int, int, float]], themes: Mapping[str, ThemeRow]) -> View:
    """Return one view, with what its shares are over."""
    note = f"Shares of {of}, copies counted once." if kind == "Period" else f"Shares of {of}."
    note += " What a theme costs, and what it is called beside its name, is known over all responses alone: costs are not shown."
    return View(kind, label, note, {theme: cell for theme, cell in cells.items() if theme in themes})


def _size(cells: Mapping[str, tuple[int, int, float]]) -> int:
    """Return how many responses a group or wave has."""
    return max(n_all for _, n_all, _ in cells.values())


def _describe(place: int, theme: RankedTheme, row: ThemeRow) -> Listed:
    """Return what the list says of one theme."""
    f = theme.finding
    kind = KIND_NAMES[f.kind, f.established] if (f.kind, f.established) in KIND_NAMES else KIND_NAMES[f.kind, False]
    topic = "" if row.topic is None else row.topic.replace("-", " ").capitalize()
    owner, work = one_line(row.owner or "", CHOICE_LENGTH), (row.work_status or "").capitalize()
    return Listed(place, kind, _sentiment(theme), topic, owner, work, list_tickets(row.ticket))


def _sentiment(theme: RankedTheme) -> str:
    """Say what most opinions on a theme are."""
    if theme.score.negative_share >= MOSTLY:
        return "Mostly negative"
    return "Mostly positive" if theme.score.positive_share >= MOSTLY else "Mixed"
