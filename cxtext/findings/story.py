"""What the tables say about one theme, in three to five plain sentences; none without a cell behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from cxtext.findings.basis import Basis
from cxtext.findings.findings import Kind
from cxtext.findings.groups import GroupRow, list_group_rows
from cxtext.findings.pairs import ThemePair, list_theme_pairs
from cxtext.findings.ranking_text import RankedTheme, Ranking
from cxtext.findings.rows import AnalysisLike, list_rows, top_themes
from cxtext.run import recall
from cxtext.wording import number, one_line, percent, plural

#: Phrases, groups or other themes that are named in one sentence.
NAMED = 3
#: Responses that use a phrase, at least, before it is what people say.
LEAST_PHRASE = 3
#: Complete waves that make a trend.
LEAST_WAVES = 2
#: Most characters of a name within a sentence.
NAME_LENGTH = 60

_FLAGS = {
    "emerging": "it is established as new, hardly anybody mentioned it before",
    "growing": "it is established as growing",
    "shrinking": "it is established as shrinking",
    "changed": "it is established that its share changed",
}


class Says(StrEnum):
    """What a sentence of a story is about."""

    PEOPLE = "people"
    GROUPS = "groups"
    TIME = "time"
    COST = "cost"
    ALONG = "along"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence about a theme.

    Parameters
    ----------
    about : Says
    text : str
        With its full stop.
    established : bool or None
        Whether what it says is beyond chance; None where it only counts.
    """

    about: Says
    text: str
    established: bool | None = None


@dataclass(frozen=True, slots=True)
class ThemeStory:
    """What is known about one theme: the sentences in the order in which they are read, and what is said most, by how many."""

    theme_id: str
    sentences: tuple[Sentence, ...]
    most_said: tuple[tuple[str, int], ...] = ()

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """One row of table ``phrases``."""

    theme_id: str
    phrase: str
    n_responses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """One row of table ``trends``."""

    theme_id: str
    wave: str
    n: int
    n_wave: int
    share: float
    partial: bool
    flag: str | None
    goes_with: str | None


class _OfTheme(Protocol):
    """A row about one theme."""

    @property
    def theme_id(self) -> str:
        """Which theme."""


R = TypeVar("R", bound=_OfTheme)


def tell_stories(analysis: AnalysisLike, ranking: Ranking) -> Mapping[str, ThemeStory]:
    """Return what is known about each theme under one metric, by id.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    ranking : Ranking
        Of the metric whose points the stories tell.

    Notes
    -----
    A sentence stands only where the tables have its numbers: people and what they say (``scorecard``, ``subthemes``,
    ``phrases``), groups (``groups``), time (``trends``), cost (``scorecard``), and what else is mentioned (``theme_pairs``).
    Groups and other themes are named only where the difference is established; of time and cost the sentence says whether it is.
    """
    return recall(analysis, ("stories", ranking.metric.name), lambda: _tell(analysis, ranking))


def _tell(analysis: AnalysisLike, ranking: Ranking) -> dict[str, ThemeStory]:
    """Write the story of every theme."""
    phrases = _by_theme(list_rows(_Phrase, analysis.tables["phrases"]))
    waves = _by_theme(list_rows(_Wave, analysis.tables["trends"]))
    groups = _by_theme(list_group_rows(analysis))
    pairs = _by_theme(list_theme_pairs(analysis, ranking.metric.name))
    labels = {theme_id: theme.label for theme_id, theme in top_themes(analysis).items()}
    stories = {}
    for theme in ranking.themes:
        own = theme.theme_id
        most_said = _most_said(theme, phrases.get(own, ()))
        sentences = (
            _people(theme, most_said, ranking.basis),
            _groups(groups.get(own, ())),
            _time(waves.get(own, ()), ranking.basis),
            _cost(theme, ranking),
            _along(pairs.get(own, ()), labels),
        )
        stories[own] = ThemeStory(own, tuple(sentence for sentence in sentences if sentence is not None), tuple(most_said))
    return stories


def _by_theme(rows: Sequence[R]) -> dict[str, list[R]]:
    """Return rows by their theme, in their order."""
    own: dict[str, list[R]] = {}
    for row in rows:
        own.setdefault(row.theme_id, []).append(row)
    return own


def _people(theme: RankedTheme, most_said: Sequence[tuple[str, int]], basis: Basis) -> Sentence:
    """Say how many mention it, what they say most, and in which tone."""
    which = f"{theme.share} of the {basis.noun}s with a usable comment"
    tone = f"{theme.negative} of the opinions on it are negative and {theme.positive} positive"
    words = [f"“{one_line(text, NAME_LENGTH)}” ({n:,})" for text, n in most_said]
    about = f", most often about {join(words)}" if words else ""
    return Sentence(Says.PEOPLE, f"It is mentioned in {theme.score.count_text(basis.noun)}, {which}{about}; {tone}.")


def _most_said(theme: RankedTheme, phrases: Sequence[_Phrase]) -> list[tuple[str, int]]:
    """Return what is said most, and by how many: the parts of the theme, or else its phrases."""
    label = _plain(theme.finding.label)
    parts = [(part.label, part.n_responses or 0) for part in theme.parts if part.subtheme_id is not None]
    counts = [(name, n) for name, n in parts if _plain(name) != label]
    if not counts:
        used = [(row.phrase, row.n_responses) for row in phrases if row.n_responses >= LEAST_PHRASE]
        counts = [(phrase, n) for phrase, n in used if _plain(phrase) != label]
        counts = [one for one in counts if " " in one[0]] or counts  # a lone word seldom says what is the matter
    return sorted(counts, key=lambda one: (-one[1], one[0]))[:NAMED]


def _plain(name: str) -> str:
    """Return a name as names are compared."""
    return name.casefold().replace("-", " ")


def _groups(rows: Sequence[GroupRow]) -> Sentence | None:
    """Say which groups mention it more, and which less; nothing where that is established of none."""
    sure = sorted((row for row in rows if row.established and row.simpson is None), key=lambda r: (r.q_value, -r.lift, r.group))
    more, less = ([row for row in sure if row.is_more == wanted][:NAMED] for wanted in (True, False))
    if not sure:
        return None
    parts = [f"{word} often in {join([_group(row) for row in some])}" for word, some in (("more", more), ("less", less)) if some]
    return Sentence(Says.GROUPS, f"It is mentioned {', and '.join(parts)}.", True)


def _group(row: GroupRow) -> str:
    """Name a group, with its share."""
    column, group = one_line(row.group_column, NAME_LENGTH), one_line(row.group, NAME_LENGTH)
    return f"{column} “{group}” ({percent(row.share)} there)"


def _time(waves: Sequence[_Wave], basis: Basis) -> Sentence | None:
    """Say how its share went, with what it is out of; nothing without two complete waves."""
    complete = [wave for wave in waves if not wave.partial]
    if len(complete) < LEAST_WAVES:
        return None
    before, last = complete[-2:]
    first = next((wave.wave for wave in complete if wave.n), None)
    since = f", and it is first mentioned in {first}" if first not in (None, complete[0].wave) else ""
    text = (
        f"In {last.wave}, the last complete period, {percent(last.share)} mention it ({last.n:,} of "
        f"{plural(last.n_wave, basis.noun)}), in {before.wave} {percent(before.share)} ({before.n:,} of {before.n_wave:,}){since}"
    )
    if last.flag in _FLAGS:
        return Sentence(Says.TIME, f"{text}; {_FLAGS[last.flag]}.", True)
    reason = f", as it goes with {last.goes_with}" if last.goes_with else ""
    return Sentence(Says.TIME, f"{text}; no change over time is established{reason}.", False)


def _cost(theme: RankedTheme, ranking: Ranking) -> Sentence | None:
    """Say what goes with it in points of the metric, and how sure that is; nothing without a metric."""
    f, metric = theme.finding, ranking.metric
    if metric.is_volume:
        return None
    if f.effect is None:
        return Sentence(Says.COST, f"What it costs is not known: {theme.score.note}.", False) if theme.score.note else None
    lens = "the other themes held equal" if f.lens == "adjusted" else "all answers less those without it"
    limits = f" (95% interval {theme.limits[1:-1].replace(', ', ' to ')})" if theme.limits else ""
    text = f"It goes with {theme.effect} {metric.effect_unit} over all answers{limits}, {lens}"
    if f.kind in (Kind.VERDICT, Kind.ASIDE):
        return Sentence(Says.COST, f"{text}; it is not ranked, as it gives no reason.", f.established)
    why = "chance alone could explain it" if limits else "it has no interval"
    doubt = "this is established" if f.established else f"this is not established, {why}"
    return Sentence(Says.COST, f"{text}; {doubt}.", f.established)


def _along(pairs: Sequence[ThemePair], labels: Mapping[str, str]) -> Sentence | None:
    """Say which themes those who mention it mention more often than others do; nothing where that is established of none."""
    sure = sorted((p for p in pairs if p.established and p.is_more), key=lambda p: (-p.lift, p.other_id))[:NAMED]
    if not sure:
        return None
    names = [one_line(labels.get(pair.other_id, pair.other_id), NAME_LENGTH) for pair in sure]
    named = [f"“{name}” ({percent(p.share)} of them, {_times(p)})" for name, p in zip(names, sure, strict=True)]
    return Sentence(Says.ALONG, f"Those who mention it also mention {join(named)}.", True)


def _times(pair: ThemePair) -> str:
    """Write how many times as often as others."""
    return f"{number(pair.lift, 1)} times as often as others"


def join(names: Sequence[str]) -> str:
    """Write a list with an "and".

    >>> join(["a", "b", "c"]), join(["a"])
    ('a, b and c', 'a')
    """
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
