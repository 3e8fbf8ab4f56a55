"""Edits that tables and model of a run speak for: themes that look like one, that look like two, names that cover little."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from cxtext.pipeline.guard import HOLDS, is_near_name
from cxtext.pipeline.theme_facts import MOSTLY, ThemeFacts, Tone
from cxtext.run import Analysis
from cxtext.themes import Merge, Theme, content_of
from cxtext.wording import one_line, percent, plural

#: Two themes look like one when refits on subsamples give at least this share of the opinions of one to the other one and they
#: are alike besides ...
REDRAWN_SHARE = 0.2
#: ... that is, their centres and their words have at least these cosines, which also do where the topic or the name is the same.
SUPPORTED_CENTRES, SUPPORTED_WORDS = 0.2, 0.18
#: Without any of these, what they need: discovery joins at .40 and .45, tone taken out.
ALIKE_CENTRES, ALIKE_WORDS = 0.4, 0.35
#: Least share of the opinions of a theme that each part of one that looks like two has.
LEAST_PART = 0.15
#: Least number of opinions of such a part.
LEAST_OPINIONS = 10
#: Two parts are about two things when the cosine of their centres is below this.
APART = 0.1
#: A name covers little when fewer of the opinions of its theme have all of its words.
LITTLE = 0.1
#: A better name covers at least this many times as many ...
TIMES_MORE = 2.0
#: ... at least this share of them: a phrase of fewer names a detail ...
ENOUGH = 0.2
#: ... and at least this share of the opinions that have its words are the theme's.
LEAST_OWN = 0.4
#: What joins the sides of a name of two things.
_AND = re.compile(r" (?:and|or|&) |, |/")
#: Suggestions of a kind that are listed at most.
MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One edit that what was measured speaks for.

    Parameters
    ----------
    kind : {"merge", "split", "rename"}
    theme_ids : tuple of str
        The theme, then the other one, or its parts.
    reason : str
        What was measured, in words.
    command : str
        What takes the suggestion, with ``RUN`` for the run folder.
    """

    kind: str
    theme_ids: tuple[str, ...]
    reason: str
    command: str


def suggest_edits(analysis: Analysis) -> list[Suggestion]:
    """Return edits of the themes that the tables and the model of a run speak for; a person decides.

    Parameters
    ----------
    analysis : Analysis
        With a theme model.

    Returns
    -------
    list of Suggestion
        Themes that look like one, the most alike first; themes that look like two, the most opinions first; names that cover
        little, those of the most opinions first. Locked and hidden themes and asides are left alone.

    Raises
    ------
    InputError
        When the analysis has no theme model.
    """
    facts = ThemeFacts.of(analysis)
    items = [item for item in facts.themes.items if item.parent_id is None and facts.is_open(item) and facts.size(item.theme_id)]
    return [*_suggest_merges(items, facts), *_suggest_splits(items, facts), *_suggest_names(items, facts)]


def _suggest_merges(items: list[Theme], facts: ThemeFacts) -> list[Suggestion]:
    """Return the pairs of themes that look like one."""
    scored = []
    for one, other in combinations(items, 2):
        if one.kind != other.kind:
            continue
        reason, score = _compare_pair(one, other, facts)
        if reason:
            large, small = sorted((one, other), key=lambda item: (-facts.size(item.theme_id), item.theme_id))
            pair = (large.theme_id, small.theme_id)
            text = f"{_name(large)} and {_name(small)} look like one theme: {reason}."
            scored.append((-score, Suggestion("merge", pair, text, f"cxtext themes RUN merge {' '.join(pair)}")))
    return [one for _, one in sorted(scored, key=lambda pair: (pair[0], pair[1].theme_ids))][:MOST_LISTED]


def _compare_pair(one: Theme, other: Theme, facts: ThemeFacts) -> tuple[str, float]:
    """Return why two themes look like one, and how much they do; an empty reason when they do not."""
    if facts.tone(one.theme_id).is_opposite(facts.tone(other.theme_id)) or _is_of_two_topics(one, other):
        return "", 0.0  # what would be warned of
    alike = facts.likeness
    i, j = alike.theme_ids.index(one.theme_id), alike.theme_ids.index(other.theme_id)
    swapped, centres, words = alike.swapped(i, j), float(alike.centres[i, j]), float(alike.words[i, j])
    same_topic = bool(one.topic) and one.topic == other.topic
    near_name = is_near_name(one.label, other.label, facts)
    is_supported = centres >= SUPPORTED_CENTRES and words >= SUPPORTED_WORDS
    reasons = []
    if swapped >= REDRAWN_SHARE and is_supported:
        reasons.append(f"fits on other samples put {percent(swapped)} of the opinions of one into the other one")
    if (is_supported and (same_topic or near_name)) or (centres >= ALIKE_CENTRES and words >= ALIKE_WORDS):
        reasons.append(f"cosine of their centres {centres:.2f}, of their words {words:.2f}")
    if reasons and same_topic:
        reasons.append(f"both are about {one.topic}")
    if reasons and near_name:
        reasons.append("their names say the same")
    return "; ".join(reasons), swapped + max(np.nan_to_num(centres), 0.0) * max(words, 0.0)


def _is_of_two_topics(one: Theme, other: Theme) -> bool:
    """Tell whether two themes are about different topics."""
    return bool(one.topic and other.topic) and one.topic != other.topic


def _suggest_splits(items: list[Theme], facts: ThemeFacts) -> list[Suggestion]:
    """Return the themes of which two large parts differ."""
    suggestions = []
    for item in items:
        merged = _list_merged(item, facts)
        parts = [
            part
            for part in facts.themes.parts_of(item.theme_id)
            if _is_large(part, item, facts) and not _undoes_merge(part, item, merged, facts)
        ]
        best = max(_list_differences(item, parts, facts), default=None)
        if best is not None:
            _, part_id, reason = best
            text = f"{_name(item)} looks like two themes: {reason}."
            suggestions.append(
                Suggestion("split", (item.theme_id, part_id), text, f"cxtext themes RUN split {item.theme_id} {part_id}")
            )
    return sorted(suggestions, key=lambda one: (-facts.size(one.theme_ids[0]), one.theme_ids))[:MOST_LISTED]


def _list_merged(item: Theme, facts: ThemeFacts) -> list[str]:
    """Return the parts of a theme that were themes before a person merged them into it, or into one that is part of it."""
    merges = [entry.edit for entry in facts.edits.model.edits.effective if isinstance(entry.edit, Merge)]
    names = {name for edit in merges for name in (*edit.themes, edit.into)} - {item.theme_id}
    return [part.theme_id for part in facts.themes.parts_of(item.theme_id) if part.theme_id in names]


def _undoes_merge(part: Theme, item: Theme, merged: Sequence[str], facts: ThemeFacts) -> bool:
    """Tell whether a split takes out what a person merged into the theme, or leaves nothing else in it."""
    if part.theme_id in merged:
        return True
    rest = np.setdiff1d(facts.members(item.theme_id), facts.members(part.theme_id))
    return bool(merged) and bool(np.isin(rest, np.concatenate([facts.members(name) for name in merged])).all())


def _is_large(part: Theme, whole: Theme, facts: ThemeFacts) -> bool:
    """Tell whether a part is large enough to be a theme, and leaves enough."""
    size, total = facts.size(part.theme_id), facts.size(whole.theme_id)
    return size >= LEAST_OPINIONS and LEAST_PART <= size / total <= 1 - LEAST_PART


def _list_differences(item: Theme, parts: list[Theme], facts: ThemeFacts) -> Iterator[tuple[float, str, str]]:
    """Yield how far each part differs from the rest of its theme, its id, and in what."""
    whole = facts.members(item.theme_id)
    table = facts.edits.analysis.tables["resolutions"]
    rows = table[(table["level"] == "subtheme") & (table["parent_id"] == item.theme_id) & table["chosen"]]
    if (rows["stability"] < HOLDS).any():
        return
    for part in parts:
        own = facts.members(part.theme_id)
        tone, rest = facts.tone_of(own), facts.tone_of(np.setdiff1d(whole, own))
        others = [other for other in parts if other.theme_id != part.theme_id]
        cosines = facts.compare_centres([part.theme_id, *(other.theme_id for other in others)])[0, 1:]
        share = percent(facts.size(part.theme_id) / facts.size(item.theme_id))
        about = f"{_name(part)}, {share} of it,"
        if tone.is_opposite(rest):
            yield 2.0 + abs(tone.negative - rest.negative), part.theme_id, f"{about} is {_side(tone)}, the rest {_side(rest)}"
        elif part.topic and any(other.topic and other.topic != part.topic for other in others):
            other = next(other for other in others if other.topic and other.topic != part.topic)
            yield 1.5, part.theme_id, f"{about} is about {part.topic}, {_name(other)} about {other.topic}"
        elif len(others) and np.isfinite(cosines).all() and cosines.max() < APART:
            nearest = others[int(cosines.argmax())]
            text = f"{about} lies far from {_name(nearest)}: cosine of their centres {cosines.max():.2f}"
            yield 1.0 - float(cosines.max()), part.theme_id, text


def _side(tone: Tone) -> str:
    """Return on which side a theme is, with the share."""
    return (
        f"mostly negative ({percent(tone.negative)})"
        if tone.negative >= MOSTLY
        else f"mostly positive ({percent(tone.positive)})"
    )


def _suggest_names(items: list[Theme], facts: ThemeFacts) -> list[Suggestion]:
    """Return the themes whose name covers little, with the key phrase that covers most."""
    suggestions = []
    for item in items:
        members = facts.members(item.theme_id)
        covers = _cover(item.label, members, facts)
        if item.named_by not in {"responses", "namer"} or covers >= LITTLE:
            continue
        phrase, better = _find_better_name(item, members, covers, facts)
        size = plural(facts.size(item.theme_id), "opinion")
        other = f"{percent(better)} have those of {phrase!r}" if phrase else "no key phrase covers clearly more: name it yourself"
        text = f"the name {_name(item)} covers little: {percent(covers)} of its {size} have its words, {other}."
        command = f"cxtext themes RUN rename {item.theme_id} {shlex.quote(phrase or 'NAME')}"
        suggestions.append(Suggestion("rename", (item.theme_id,), text, command))
    return sorted(suggestions, key=lambda one: (-facts.size(one.theme_ids[0]), one.theme_ids))[:MOST_LISTED]


def find_little_named(facts: ThemeFacts) -> np.ndarray:
    """Tell which texts are of a theme whose name covers little and have none of its words; shape (n_texts,), bool."""
    found = np.zeros(len(facts.edits.unique.texts), dtype=bool)
    for item in (item for item in facts.themes.items if item.parent_id is None and facts.is_open(item)):
        members = facts.members(item.theme_id)
        if item.named_by in {"responses", "namer", "person"} and _cover(item.label, members, facts) < LITTLE:
            words = sorted(content_of(item.label, facts.edits.texts.language))
            found[members] = np.asarray(facts.words.take(members).find_phrases(words).sum(axis=1)).ravel() == 0
    return found


def _find_better_name(item: Theme, members: np.ndarray, covers: float, facts: ThemeFacts) -> tuple[str, float]:
    """Return the key phrase that covers most of a theme, and how much; an empty one where none is clearly better than the name.

    A phrase that only has words of the name says less, not more; one that is said as often of other themes tells it from none.
    """
    counts, language = facts.edits.unique.counts, facts.edits.texts.language
    taken = [other for other in facts.themes.items if other.parent_id is None and other.theme_id != item.theme_id]
    best, most = "", max(TIMES_MORE * covers, ENOUGH)
    for phrase in item.keyphrases:
        better = _cover(phrase, members, facts)
        everywhere = _cover(phrase, np.arange(len(counts)), facts) * counts.sum()
        is_own = better * counts[members].sum() >= LEAST_OWN * everywhere
        says_more = not content_of(phrase, language) <= content_of(item.label, language)
        name = phrase[:1].upper() + phrase[1:]
        if better >= most and is_own and says_more and not any(is_near_name(name, other.label, facts) for other in taken):
            best, most = name, better
    return best, most


def _cover(phrase: str, members: np.ndarray, facts: ThemeFacts) -> float:
    """Return the share of the opinions with some texts that have all words of a phrase, or of a side of its "and"."""
    language = facts.edits.texts.language
    sides = [" ".join(sorted(content_of(side, language))) for side in _AND.split(phrase)]
    counts = facts.edits.unique.counts[members]
    has = np.asarray(facts.words.take(members).find_together([side for side in sides if side]).sum(axis=1)).ravel() > 0
    return float(counts[has].sum() / max(counts.sum(), 1))


def _name(item: Theme) -> str:
    """Return id and label of a theme."""
    return f"{item.theme_id} {one_line(item.label, 60)!r}"
