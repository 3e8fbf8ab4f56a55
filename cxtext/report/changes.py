"""Themes whose share changes from wave to wave, in words; none of them says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cxtext.findings import AnalysisLike, ThemeRow, list_rows, top_themes
from cxtext.impact import MAX_Q
from cxtext.report.events import EventRow, read_events
from cxtext.report.links import ThemeLink, link_theme
from cxtext.report.section import Material
from cxtext.report.waves import Wave, in_ten, in_tens, join_readings
from cxtext.wording import interval, number, one_line, percent, plural, tell_apart

#: Chance from which a change is seen often enough for silence to mean something: the usual power of a study.
OFTEN = 0.8
#: What a flag of the table ``trends`` reads like in a sentence.
_WORDS = {"emerging": "is emerging", "growing": "is growing", "shrinking": "is shrinking", "changed": "changed"}


@dataclass(frozen=True, slots=True)
class Change:
    """A theme whose share changed, as a sentence with its counts, and as a plain one."""

    theme: ThemeLink
    flag: str
    q_value: float
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A theme that would be flagged but for the season or the mix of a group column, as a sentence."""

    theme: ThemeLink
    text: str


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A subject that no theme has and that is new in the last wave, as a sentence."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class EventEffect:
    """What a flagged theme did on either side of an event, as a sentence."""

    theme: ThemeLink
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event, the wave it is in, and what the flagged themes did on either side of it."""

    date: str
    label: str
    where: str
    effects: tuple[EventEffect, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes: themes, the surest first; changes that are none; new subjects; events; notes on what was judged and seen."""

    template: ClassVar[str] = "changes.html.j2"

    themes: tuple[Change, ...]
    explained: tuple[Explained, ...]
    new: tuple[NewTopic, ...]
    events: tuple[Event, ...]
    note: str
    power: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTopicRow:
    """One row of table ``new_topics``."""

    topic: str
    wave_found: str
    n_found: int
    n_found_wave: int
    wave: str
    n: int
    n_wave: int
    n_waves_before: int
    n_before: int


def describe_changes(material: Material) -> Changes | None:
    """Return the themes that are flagged, each with a sentence; what is new; events; and what was not judged, or seldom seen.

    Nothing when there is none of these, and no wave is judged.
    """
    analysis, noun = material.analysis, material.basis.noun
    themes = top_themes(analysis)
    flagged = [(row, rows) for rows in material.waves.values() for row in rows if row.flag and row.theme_id in themes]
    changes = [
        Change(
            link_theme(row.theme_id, themes), row.flag, row.q_value, _sentence(row.flag, row, rows, noun), _plain(row, rows, noun)
        )
        for row, rows in flagged
        if row.flag is not None and row.q_value is not None
    ]
    changes.sort(key=lambda change: (change.q_value, change.theme.theme_id))
    note = "Themes whose share differs from that of earlier periods by more than it usually does from one period to the next "
    note += f"(at most one in {round(1 / MAX_Q)} of those listed is there by chance)."
    if not changes:
        note = (
            "No theme’s share is established to differ from that of earlier periods by more than it usually does from one period "
            "to the next."
        )
    rows_of = [(row, rows) for theme, rows in material.waves.items() if theme in themes for row in rows]
    explained = [
        Explained(link_theme(row.theme_id, themes), _explained_sentence(row, rows, noun))
        for row, rows in rows_of
        if row.goes_with
    ]
    power = _power_sentence([row for row, _ in rows_of])
    partial = [row.wave for row in flagged[0][1] if row.partial] if flagged else []
    left_out = f" {' and '.join(partial)} {'is' if len(partial) == 1 else 'are'} not complete and not judged." if partial else ""
    rows = list_rows(NewTopicRow, analysis.tables["new_topics"])
    new = [NewTopic(one_line(row.topic, 80), _new_sentence(row, noun)) for row in rows]
    events = _events(analysis, themes, noun)
    if not (changes or explained or new or events or power):
        return None
    return Changes(tuple(changes), tuple(explained), tuple(new), tuple(events), note + left_out, power)


def _sentence(flag: str, row: Wave, waves: Sequence[Wave], noun: str) -> str:
    """Say how often the last complete wave mentions a theme, and what the flag does not rule out."""
    doubt = f"; not ruled out, as it cannot be checked: {row.not_ruled_out}" if row.not_ruled_out else ""
    return f"{_WORDS[flag]}: {_shares(row, waves, noun)}{doubt}"


def _explained_sentence(row: Wave, waves: Sequence[Wave], noun: str) -> str:
    """Say how often the last complete wave mentions a theme, and what that goes with."""
    goes_with = join_readings(row.goes_with or "")
    return f"is not called a change, as it goes with {goes_with} or cannot be told from it: {_shares(row, waves, noun)}"


def _power_sentence(rows: Sequence[Wave]) -> str:
    """Say how often a change of share would be seen; nothing where no wave is judged."""
    powers = [(row.wave, row.doubling_power) for row in rows if row.doubling_power is not None]
    if not powers:
        return ""
    wave, chances = powers[0][0], sorted(chance for _, chance in powers)
    low = [chance for chance in chances if chance < OFTEN]
    start = f"Had the share of a theme doubled in {wave}, that would be seen"
    if not low:
        return f"{start} {in_ten(chances[0])} or more, whatever the theme."
    span = in_tens(low[0], low[-1])
    if len(low) == len(chances):
        return f"{start} {span}, depending on the theme: that nothing is listed says little."
    others = f"for {number(len(chances) - len(low))} of {plural(len(chances), 'theme')}"
    return f"{start} {in_ten(OFTEN)} or more {others}, and {span} for the rest: that these are not listed says little."


def _shares(row: Wave, waves: Sequence[Wave], noun: str) -> str:
    """Write how often the last complete wave mentions a theme, and the complete ones before."""
    before = _complete_before(row, waves)
    n, n_wave = sum(wave.n for wave in before), sum(wave.n_wave for wave in before)
    now = f"{percent(row.share)} of {noun}s in {row.wave} ({number(row.n)} of {number(row.n_wave)})"
    past = f"{percent(_pool(before))} in the {plural(len(before), 'period')} before ({number(n)} of {number(n_wave)})"
    return f"mentioned by {now}, {past}"


def _plain(row: Wave, waves: Sequence[Wave], noun: str) -> str:
    """Say in one plain sentence how the share of a theme moved."""
    before = _pool(_complete_before(row, waves))
    moves = "is mentioned more often" if row.share > before else "is mentioned less often"
    now, then = tell_apart(row.share, before)
    return f"{moves}: by {now} of {noun}s in {row.wave}, by {then} before."


def _complete_before(row: Wave, waves: Sequence[Wave]) -> list[Wave]:
    """Return the complete waves beside the last one that is judged."""
    return [wave for wave in waves if not wave.partial and wave is not row]


def _pool(waves: Sequence[Wave]) -> float:
    """Return the share over several waves."""
    return sum(wave.share * wave.n_wave for wave in waves) / sum(wave.n_wave for wave in waves)


def _new_sentence(row: NewTopicRow, noun: str) -> str:
    """Say where a new subject was seen, and that it was not before."""
    found = f"{number(row.n_found)} of {number(row.n_found_wave)} {noun}s in {row.wave_found}"
    seen = f"{found}, {number(row.n)} of {number(row.n_wave)} in"
    never = f"none of {number(row.n_before)} in the {plural(row.n_waves_before, 'period')} before"
    return f"is new, in words of no theme: {seen} {row.wave}, {never}"


def _events(analysis: AnalysisLike, themes: Mapping[str, ThemeRow], noun: str) -> list[Event]:
    """Return each event with what the flagged themes did on either side of it."""
    events: list[tuple[EventRow, list[EventEffect]]] = []
    for row in read_events(analysis):
        if row.theme_id is None:
            events.append((row, []))
        elif row.theme_id in themes and events:
            events[-1][1].append(EventEffect(link_theme(row.theme_id, themes), _event_sentence(row, noun)))
    return [
        Event(
            date=f"{row.date:%Y-%m-%d}",
            label=one_line(row.label, 120),
            where=f"period {row.wave}" if row.wave else "outside of all periods",
            effects=tuple(effects),
        )
        for row, effects in events
    ]


def _event_sentence(row: EventRow, noun: str) -> str:
    """Say how often a theme is mentioned before and after an event."""
    before = f"{percent(row.share_before)} ({number(row.n_before)} of {number(row.n_wave_before)})"
    after = f"{percent(row.share_after)} ({number(row.n_after)} of {number(row.n_wave_after)})"
    times = f"{number(row.ratio, 1)} times as often {interval(row.low, row.high, 1, signed=False)}".rstrip()
    return f"mentioned by {before} of {noun}s in the periods before, {after} after: {times}"
