"""What speaks against an edit of themes, said before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from difflib import SequenceMatcher
from functools import singledispatch
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cxtext.errors import ConfigError
from cxtext.pipeline.edit import ThemeEdits
from cxtext.pipeline.theme_facts import ThemeFacts, Tone
from cxtext.themes import (
    Edit,
    Hide,
    Merge,
    MovePart,
    Rename,
    Split,
    SplitByExamples,
    SplitByWords,
    Theme,
    ThemeKind,
    Words,
    content_of,
)
from cxtext.wording import normalize, one_line, percent, plural

if TYPE_CHECKING:
    from cxtext.run import Analysis

#: Names from which on two are nearly the same: share of their letters in common (difflib), when their content words differ.
NEARLY_SAME = 0.85
#: Agreement over refits (mean adjusted Rand index) below which a split of a theme does not hold: below it, two refits draw the
#: line between the parts differently more often than alike.
HOLDS = 0.5
#: Stability over refits (Jaccard index) below which a theme is not the same on another sample: Hennig (2007).
DISSOLVES = 0.5
#: A theme of this rank or better is among those that cost most.
COSTLIEST = 5
#: What the opinions of a theme that is no cause are.
_KINDS = {
    ThemeKind.VERDICT: "only says that people are content or not, or what they will do",
    ThemeKind.ASIDE: "says nothing of what is good or bad",
}
#: A part with less than this share of the opinions of its theme is hardly a theme; one that leaves less, leaves hardly one.
SMALLEST_PART = 0.02


def warn_of(edit: Edit, analysis: Analysis | ThemeEdits) -> list[str]:
    """Say what speaks against an edit before it is saved; it can be made all the same.

    Parameters
    ----------
    edit : Edit
        Its themes are named by id.
    analysis : Analysis or ThemeEdits
        As it is before the edit, earlier edits included.

    Returns
    -------
    list of str
        A sentence for each reason; none where nothing speaks against it, or where the edit cannot be made at all: making it
        raises the error.

    Examples
    --------
    >>> warn_of(Merge(("T003", "T007"), "T003"), analysis)  # doctest: +SKIP
    ["T003 'Search' is mostly negative (71%), T007 'Help' is mostly positive (64%) of their opinions: one figure would ..."]
    """
    return warn_of_each([edit], analysis)


def warn_of_each(edits: Iterable[Edit], analysis: Analysis | ThemeEdits) -> list[str]:
    """Say what speaks against several edits, each compared with the themes before them, merges made; see :func:`warn_of`."""
    facts = ThemeFacts(analysis if isinstance(analysis, ThemeEdits) else ThemeEdits(analysis))
    lines: list[str] = []
    for edit in edits:
        with suppress(ConfigError):
            edit.change(facts.themes)
            lines += _warn(edit, facts)
            if isinstance(edit, Merge):  # a name that follows is not near to that of a theme that is merged into it
                facts = ThemeFacts(facts.edits.add(edit))
    return list(dict.fromkeys(lines))


@singledispatch
def _warn(edit: Edit, facts: ThemeFacts) -> list[str]:
    """Return the warnings of one kind of edit; by default none."""
    return []


@_warn.register
def _warn_merge(edit: Merge, facts: ThemeFacts) -> list[str]:
    """Compare the merged themes in pairs."""
    items = [facts.themes.get(name) for name in dict.fromkeys((edit.into, *edit.themes))]
    return [line for one, other in combinations(items, 2) for line in _compare(one, other, facts)]


@_warn.register
def _warn_move_part(edit: MovePart, facts: ThemeFacts) -> list[str]:
    """Compare the part with the theme that takes it."""
    return _compare(facts.themes.get(edit.part), facts.themes.get(edit.to), facts)


@_warn.register
def _warn_rename(edit: Rename, facts: ThemeFacts) -> list[str]:
    """Compare the name with those of other themes and with the opinions."""
    return [*_warn_near_name(edit.name, edit.theme, facts), *_warn_name_unsaid(edit.name, facts.members(edit.theme), facts)]


@_warn.register
def _warn_split(edit: Split, facts: ThemeFacts) -> list[str]:
    """Ask whether refits draw the same parts."""
    table = facts.edits.analysis.tables["resolutions"]
    rows = table[(table["level"] == "subtheme") & (table["parent_id"] == edit.theme) & table["chosen"]]
    lines = [
        f"the parts of {edit.theme} hardly hold on refits: on subsamples they are drawn alike to {value:.2f} of 1."
        for value in rows["stability"].tolist()[:1]
        if value < HOLDS
    ]
    for part in (facts.themes.get(name) for name in edit.parts):
        before = next((item for item in facts.edits.model.fitted if item.theme_id == part.theme_id), part)
        if before.parent_id is None and before.stability is not None and before.stability < DISSOLVES:
            lines.append(f"{_name(part)} hardly holds on refits: its stability is {before.stability:.2f} of 1.")
        lines += _warn_size(facts.size(part.theme_id), edit.theme, facts)
    return lines


@_warn.register
def _warn_split_by_words(edit: SplitByWords, facts: ThemeFacts) -> list[str]:
    """Compare the name, and count what the words take."""
    members = facts.members(edit.theme)
    taken = members[facts.edits.texts.contain(edit.words, members)]
    size = int(facts.edits.unique.counts[taken].sum())
    return [
        *_warn_near_name(edit.name, "", facts),
        *_warn_name_unsaid(edit.name, taken, facts),
        *_warn_size(size, edit.theme, facts),
    ]


@_warn.register
def _warn_split_by_examples(edit: SplitByExamples, facts: ThemeFacts) -> list[str]:
    """Compare the name; what the examples take is not known before they are learnt."""
    return [*_warn_near_name(edit.name, "", facts), *_warn_name_unsaid(edit.name, facts.members(edit.theme), facts)]


@_warn.register
def _warn_hide(edit: Hide, facts: ThemeFacts) -> list[str]:
    """Ask what the theme costs."""
    card = facts.edits.analysis.scorecard
    worst = card[(card["theme_id"] == edit.theme) & (card["rank"] <= COSTLIEST) & (card["damage"] > 0)]
    if not edit.on or worst.empty:
        return []
    label = _name(facts.themes.get(edit.theme))
    return [
        f"{label} is number {rank} of what costs most in {metric}; hidden, it is ranked and reported nowhere."
        for metric, rank in zip(worst["metric"].tolist(), worst["rank"].tolist(), strict=True)
    ]


def _compare(one: Theme, other: Theme, facts: ThemeFacts) -> list[str]:
    """Return what speaks against counting two themes as one."""
    tones = facts.tone(one.theme_id), facts.tone(other.theme_id)
    lines = _compare_kinds(one, other)
    if tones[0].is_opposite(tones[1]):
        first, second = (f"{_name(item)} is mostly {_side(tone)}" for item, tone in zip((one, other), tones, strict=True))
        lines.append(f"{first}, {second} of their opinions: one figure would hide both.")
    if one.topic and other.topic and one.topic != other.topic:
        lines.append(f"{_name(one)} is about {one.topic}, {_name(other)} about {other.topic}: these are two topics.")
    return lines


def _compare_kinds(one: Theme, other: Theme) -> list[str]:
    """Say that one of two themes has no reasons in it, and the other one has."""
    if one.kind == other.kind:
        return []
    without = [f"{_name(item)} {_KINDS[item.kind]}" for item in (one, other) if item.kind != ThemeKind.CAUSE]
    causes = [f"{_name(item)} says why" for item in (one, other) if item.kind == ThemeKind.CAUSE]
    return [f"{'; '.join([*without, *causes])}. What both cost together would not tell what to mend."]


def _side(tone: Tone) -> str:
    """Return on which side a theme is, with the share."""
    return f"negative ({percent(tone.negative)})" if tone.negative >= tone.positive else f"positive ({percent(tone.positive)})"


def _warn_near_name(name: str, own_id: str, facts: ThemeFacts) -> list[str]:
    """Return a warning for each other theme whose name is nearly the same."""
    near = (item for item in facts.themes.items if item.theme_id != own_id and item.parent_id is None)
    return [f"{_name(item)} is named nearly the same." for item in near if is_near_name(name, item.label, facts)]


def is_near_name(name: str, other: str, facts: ThemeFacts) -> bool:
    """Tell whether two names have the same content words, or nearly the same letters."""
    language = facts.edits.texts.language
    if content_of(name, language) == content_of(other, language):
        return True
    return SequenceMatcher(None, normalize(name), normalize(other)).ratio() >= NEARLY_SAME


def _warn_name_unsaid(name: str, members: np.ndarray, facts: ThemeFacts) -> list[str]:
    """Return a warning when no opinion of a theme has any word of a name."""
    language = facts.edits.texts.language
    words = sorted(content_of(name, language))
    if not len(members) or not words:
        return []
    texts = facts.edits.unique.texts
    own = Words([texts[i] for i in members.tolist()], language=language)
    if np.asarray(own.find_phrases(words).sum()).item():
        return []
    n = int(facts.edits.unique.counts[members].sum())
    return [f"none of the {plural(n, 'opinion')} has a word of {one_line(name, 60)!r}."]


def _warn_size(size: int, theme_id: str, facts: ThemeFacts) -> list[str]:
    """Return a warning for a part that has hardly any, or nearly all, opinions of its theme."""
    whole = facts.size(theme_id)
    if size < SMALLEST_PART * whole:
        return [f"the new theme has {plural(size, 'opinion')} of the {whole:,} of {theme_id}."]
    if size > (1 - SMALLEST_PART) * whole:
        return [f"the new theme takes {size:,} of the {plural(whole, 'opinion')} of {theme_id}: hardly any stay."]
    return []


def _name(item: Theme) -> str:
    """Return id and label of a theme."""
    return f"{item.theme_id} {one_line(item.label, 60)!r}"
