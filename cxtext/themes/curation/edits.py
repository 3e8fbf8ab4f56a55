"""What a person may do with themes: one class per kind of edit, with what it does to the themes and to the texts.

An edit has two methods. ``change`` checks it against the themes and returns them as it leaves them. ``route`` gives texts their
new theme and sub-theme; it is asked for the texts of the fit and for new ones alike, so that one rule labels both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from cxtext.errors import ConfigError, suggest
from cxtext.themes.codebook import MOST_EXAMPLES, MOST_KEYWORDS
from cxtext.themes.curation.correction import LearntLabels
from cxtext.themes.curation.labels import Labels
from cxtext.themes.curation.learnt import Learnt
from cxtext.themes.curation.theme_set import MOST_EXEMPLARS, MOST_PHRASES, ThemeSet, interleave
from cxtext.themes.theme import Status, ThemeKind
from cxtext.themes.work import read_ticket, read_work_status
from cxtext.wording import one_line, tidy

#: Most characters of a description.
MOST_DESCRIPTION = 2000
#: Most characters of an owner or a topic.
MOST_WORD = 100
#: Kinds that a person may give a theme.
KINDS = (ThemeKind.CAUSE.value, ThemeKind.VERDICT.value)
#: Key in the metadata of a field that came later: what lines of the log mean that do not have it, where that is not the default.
ABSENT = "absent"


@dataclass(frozen=True)
class Edit:
    """One edit of the themes; what it names are ids of themes."""

    #: How the log writes it.
    kind: ClassVar[str]
    #: Whether texts change their theme by it.
    moves_texts: ClassVar[bool] = False
    #: Whether it learns from examples or labels, which needs the vectors of texts.
    learns: ClassVar[bool] = False

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Return the themes after the edit.

        Raises
        ------
        ConfigError
            When the edit cannot be made.
        """
        raise NotImplementedError

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Give texts the themes that the edit gives them; by default it moves none.

        Parameters
        ----------
        labels : Labels
            Changed in place.
        themes : ThemeSet
            Before the edit.
        learnt : Learnt or LearntLabels, optional
            What an edit by examples or by labels learnt.
        """


@dataclass(frozen=True)
class Rename(Edit):
    """Give a theme or sub-theme another name; nothing else of it changes.

    Parameters
    ----------
    theme, name : str
    keeps_kind : bool
        False in logs of earlier releases: a theme that had no subject of its own became a cause by its new name.
    """

    theme: str
    name: str
    keeps_kind: bool = field(default=True, metadata={ABSENT: False})
    kind: ClassVar[str] = "rename"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that no other theme has the name."""
        item = themes.get(self.theme)
        name = themes.check_name(self.name, item.theme_id)
        kind = ThemeKind.CAUSE if item.named_by == "tone" and not self.keeps_kind else item.kind
        return themes.change(self.theme, label=name, named_by="person", label_rank=None, kind=kind)


@dataclass(frozen=True)
class Describe(Edit):
    """Say in a sentence what belongs to a theme; an empty text takes the sentence back."""

    theme: str
    description: str
    kind: ClassVar[str] = "describe"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check the length."""
        text = " ".join(tidy(self.description).split())
        if len(text) > MOST_DESCRIPTION:
            raise ConfigError(f"a description has at most {MOST_DESCRIPTION} characters, this one has {len(text)}.")
        return themes.change(self.theme, description=text)


@dataclass(frozen=True)
class SetOwner(Edit):
    """Say who looks after a theme; an empty name takes it back."""

    theme: str
    owner: str
    kind: ClassVar[str] = "owner"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check the length."""
        return themes.change(self.theme, owner=_check_word(self.owner, "an owner"))


@dataclass(frozen=True)
class SetStatus(Edit):
    """Say how far people are with a theme; an empty word takes it back."""

    theme: str
    status: str
    kind: ClassVar[str] = "status"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that there is such a status."""
        return themes.change(self.theme, work_status=read_work_status(self.status))


@dataclass(frozen=True)
class SetTicket(Edit):
    """Say where people work on a theme, by the key of a ticket or an address; an empty text takes it back."""

    theme: str
    ticket: str
    kind: ClassVar[str] = "ticket"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check the length."""
        return themes.change(self.theme, ticket=read_ticket(self.ticket))


@dataclass(frozen=True)
class SetTopic(Edit):
    """Say which topic a theme is about, by its id in the catalogue or a word of one's own; an empty one takes it back."""

    theme: str
    topic: str
    kind: ClassVar[str] = "topic"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check the length."""
        return themes.change(self.theme, topic=_check_word(self.topic, "a topic"))


@dataclass(frozen=True)
class SetKind(Edit):
    """Say whether a theme gives a reason: a cause is ranked, a verdict is not."""

    theme: str
    to: str
    kind: ClassVar[str] = "kind"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that it is a theme, and the word."""
        if self.to not in KINDS:
            raise ConfigError(f"{one_line(self.to, 40)!r} is no kind of theme: {' or '.join(KINDS)}.{suggest(self.to, KINDS)}")
        return _check_top(themes, self.theme).change(self.theme, kind=ThemeKind(self.to))


@dataclass(frozen=True)
class Lock(Edit):
    """Protect the texts of a theme from other edits and from discovery, or no longer."""

    theme: str
    on: bool = True
    kind: ClassVar[str] = "lock"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that it is a theme."""
        return _check_top(themes, self.theme).change(self.theme, locked=self.on)


@dataclass(frozen=True)
class Hide(Edit):
    """Take a theme out of the ranking and the report, or put it back; its texts stay its own."""

    theme: str
    on: bool = True
    kind: ClassVar[str] = "hide"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that a theme remains."""
        _check_top(themes, self.theme)
        after = themes.change(self.theme, status=Status.HIDDEN if self.on else Status.ACTIVE)
        if not any(after.is_shown(theme_id) for theme_id in after.theme_ids):
            raise ConfigError(f"{self.theme!r} is the last theme that is shown.\nShow another one before you hide it.")
        return after


@dataclass(frozen=True)
class Merge(Edit):
    """Make one theme of several; those merged into it become its parts, or hand their parts on to it."""

    themes: tuple[str, ...]
    into: str
    kind: ClassVar[str] = "merge"
    moves_texts: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that all of them are themes, and two or more."""
        target = themes.get_theme(self.into)
        others = [themes.get_theme(name) for name in self._others()]
        if not others:
            raise ConfigError(f"to merge, name a theme beside {self.into!r}.")
        phrases = interleave([item.keyphrases for item in (target, *others)], MOST_PHRASES)
        texts = interleave([item.exemplar_texts for item in (target, *others)], MOST_EXEMPLARS)
        after = themes.change(self.into, keyphrases=phrases, exemplar_texts=texts).mark_edited([self.into])
        for item in others:
            if themes.parts_of(item.theme_id):
                after = after.retire(item.theme_id, self.into)
            else:
                after = after.change(item.theme_id, parent_id=self.into, status=Status.ACTIVE, stability=None)
        return after

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move all texts of the others."""
        for name in self._others():
            rows = labels.rows_of(name)
            if not themes.parts_of(name):
                labels.part[rows] = labels.code(name)
            labels.theme[rows] = labels.code(self.into)
            labels.join_either(name, self.into)

    def _others(self) -> list[str]:
        """Return the themes that go into the other one."""
        return [name for name in dict.fromkeys(self.themes) if name != self.into]


@dataclass(frozen=True)
class Split(Edit):
    """Make themes of some sub-themes of a theme, under the ids that they have; the rest stays."""

    theme: str
    parts: tuple[str, ...]
    kind: ClassVar[str] = "split"
    moves_texts: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that the parts are the theme's."""
        themes.get_theme(self.theme)
        own = [part.theme_id for part in themes.parts_of(self.theme)]
        wrong = [name for name in self.parts if name not in own]
        if not own:
            raise ConfigError(f"theme {self.theme!r} has no parts to make themes of.\nSplit it by words or by examples.")
        if wrong or not self.parts:
            what = f"{wrong[0]!r} is not a part of theme {self.theme!r}" if wrong else "to split by parts, name one at least"
            raise ConfigError(f"{what}.\nIts parts: {', '.join(own)}")
        after = themes
        for name in self.parts:
            label = themes.get(name).label
            taken = {item.label.casefold() for item in after.items if item.parent_id is None}
            after = after.change(name, parent_id=None, label=f"{label} ({name})" if label.casefold() in taken else label)
        return after.mark_edited([self.theme, *self.parts])

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move the texts of the parts."""
        for name in self.parts:
            labels.move(labels.rows_of_part(name), name)


@dataclass(frozen=True)
class SplitByWords(Edit):
    """Make a new theme of those opinions of a theme that have one of some words or phrases, in any form."""

    theme: str
    new: str
    name: str
    words: tuple[str, ...]
    kind: ClassVar[str] = "split-words"
    moves_texts: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check the name and the words."""
        if not any(any(c.isalnum() for c in word) for word in self.words):
            raise ConfigError("to split by words, give one word at least.")
        after = _start_theme(themes, self.theme, self.new, self.name)
        return after.change(self.new, keyphrases=tuple(self.words[:MOST_PHRASES]))

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move the texts with the words."""
        labels.move(labels.rows_with_words(self.words, labels.rows_of(self.theme)), self.new)


@dataclass(frozen=True)
class SplitByExamples(Edit):
    """Make a new theme of those opinions of a theme that are like some examples."""

    theme: str
    new: str
    name: str
    examples: tuple[str, ...]
    kind: ClassVar[str] = "split-examples"
    moves_texts: ClassVar[bool] = True
    learns: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check the name and the examples."""
        _check_examples(self.examples)
        after = _start_theme(themes, self.theme, self.new, self.name)
        lessons = {**after.lessons, self.new: tuple(self.examples)}
        return replace(after.change(self.new, exemplar_texts=tuple(self.examples[:MOST_EXEMPLARS])), lessons=lessons)

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move the texts like the examples."""
        rows = labels.rows_of(self.theme)
        if not isinstance(learnt, Learnt) or not len(rows):
            return
        taken, strength = labels.take(learnt, rows)
        moved = taken == learnt.theme_ids.index(self.new)
        labels.move(rows[moved], self.new)
        labels.strength[rows[moved]] = strength[moved]


@dataclass(frozen=True)
class Move(Edit):
    """Give some opinions to a theme, or to none; all opinions with the same text go together.

    ``keys`` are hashes of the texts (:func:`text_key`): the log holds none of what people wrote. ``asked`` is the kind of
    question that this is the answer to, empty where nobody asked, and ``was`` the theme that they had then.
    """

    keys: tuple[str, ...]
    to: str | None
    asked: str = ""
    was: str | None = None
    kind: ClassVar[str] = "move"
    moves_texts: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that the theme may take them."""
        if not self.keys:
            raise ConfigError("to move opinions, name one at least.")
        return themes if self.to is None else _mark_unlocked(themes, self.to)

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move the texts, but not those of locked themes."""
        rows = find_unlocked(labels, labels.rows_with_keys(self.keys), themes)
        if self.to is None:
            labels.move(rows, None, strength=0.0)
            return
        item = themes.get(self.to)
        labels.move(rows, item.parent_id or self.to, self.to if item.parent_id else None, strength=1.0)


@dataclass(frozen=True)
class MovePart(Edit):
    """Make a sub-theme part of another theme."""

    part: str
    to: str
    kind: ClassVar[str] = "move-part"
    moves_texts: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that it is a sub-theme, and of another theme."""
        item = themes.get(self.part)
        if item.parent_id is None:
            raise ConfigError(
                f"{self.part!r} is a theme, not a part of one.\nMerge it: cxtext themes RUN merge {self.to} {self.part}"
            )
        if item.parent_id == self.to:
            raise ConfigError(f"{self.part!r} is a part of {self.to!r} already.")
        themes.get_theme(item.parent_id), themes.get_theme(self.to)
        return themes.change(self.part, parent_id=self.to).mark_edited([item.parent_id, self.to])

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move the texts of the sub-theme."""
        labels.theme[labels.rows_of_part(self.part)] = labels.code(self.to)


@dataclass(frozen=True)
class Teach(Edit):
    """Give a theme what is like some examples, from whatever theme it is in."""

    theme: str
    examples: tuple[str, ...]
    kind: ClassVar[str] = "teach"
    moves_texts: ClassVar[bool] = True
    learns: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Add the examples to the lessons; one that another theme was taught with is an example of this one from now on."""
        themes.get_theme(self.theme)
        own = tuple(sorted({*themes.lessons.get(self.theme, ()), *self.examples}))
        _check_examples(own)
        others = {name: tuple(t for t in texts if t not in self.examples) for name, texts in themes.lessons.items()}
        lessons = {name: texts for name, texts in others.items() if texts and name != self.theme}
        return replace(themes.mark_edited([self.theme]), lessons={**lessons, self.theme: own})

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move what themes with lessons take, but nothing of locked themes."""
        if not isinstance(learnt, Learnt) or not len(labels.theme):
            return
        taken, strength = labels.take(learnt, np.arange(len(labels.theme)))
        is_taught = np.append([name in learnt.lessons for name in learnt.theme_ids], False).astype(bool)
        codes = np.append([labels.code(name) for name in learnt.theme_ids], -1)[taken]
        moved = is_taught[taken] & (codes != labels.theme)
        rows = find_unlocked(labels, np.flatnonzero(moved), themes)
        labels.theme[rows], labels.part[rows], labels.strength[rows] = codes[rows], -1, strength[rows]


@dataclass(frozen=True)
class AddTheme(Edit):
    """Begin a theme that has no opinion yet; keywords, examples, merges and moves give it some."""

    new: str
    name: str
    kind: ClassVar[str] = "add"

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check the name."""
        return themes.add(self.new, themes.check_name(self.name))


@dataclass(frozen=True)
class ChangeKeywords(Edit):
    """Give a theme keywords, and all opinions that have one of them, in any form; take keywords back.

    A keyword that is taken back no longer describes the theme; the opinions that it has stay.
    """

    theme: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kind: ClassVar[str] = "keywords"
    moves_texts: ClassVar[bool] = True

    def change(self, themes: ThemeSet) -> ThemeSet:
        """Check that the theme may take opinions, and the number of its keywords."""
        item = themes.get_theme(self.theme)
        rest = [phrase for phrase in item.keyphrases if phrase not in self.removed]
        phrases = tuple(dict.fromkeys([*rest, *self.added]))
        if not all(any(c.isalnum() for c in word) for word in self.added):
            raise ConfigError("a keyword has a letter or a digit at least.")
        if len(phrases) > MOST_KEYWORDS:
            raise ConfigError(f"{len(phrases)} keywords are more than the {MOST_KEYWORDS} that a theme may have.")
        after = themes.change(self.theme, keyphrases=phrases)
        return after.mark_edited([self.theme]) if self.added else after

    def route(self, labels: Labels, themes: ThemeSet, learnt: Learnt | LearntLabels | None) -> None:
        """Move the texts with the added keywords, but not those of locked themes."""
        if self.added:
            others = find_unlocked(labels, np.flatnonzero(labels.theme != labels.code(self.theme)), themes)
            labels.move(labels.rows_with_words(self.added, others), self.theme, strength=1.0)


def _check_word(text: str, what: str) -> str | None:
    """Return a short text on one line, None for an empty one."""
    word = " ".join(tidy(text).split())
    if len(word) > MOST_WORD:
        raise ConfigError(f"{what} has at most {MOST_WORD} characters, this one has {len(word)}.")
    return word or None


def _check_top(themes: ThemeSet, theme_id: str) -> ThemeSet:
    """Raise for a sub-theme; a lock does not matter."""
    item = themes.get(theme_id)
    if item.parent_id is not None:
        raise ConfigError(f"{theme_id!r} is a sub-theme of {item.parent_id!r}; here a theme is needed.")
    return themes


def _mark_unlocked(themes: ThemeSet, theme_id: str) -> ThemeSet:
    """Return the themes with one marked as edited that may take texts; of a sub-theme, its theme."""
    item = themes.get(theme_id)
    top = themes.get_theme(item.parent_id or theme_id)
    return themes.mark_edited([top.theme_id, theme_id])


def _check_examples(examples: Sequence[str]) -> None:
    """Raise when there is no example, or too many."""
    if not any(text.strip() for text in examples):
        raise ConfigError("no example says anything.\nGive opinions that belong to the theme, one per line.")
    if len(examples) > MOST_EXAMPLES:
        raise ConfigError(f"{len(examples)} examples are more than the {MOST_EXAMPLES} that a theme can be taught with.")


def _start_theme(themes: ThemeSet, theme_id: str, new: str, name: str) -> ThemeSet:
    """Return the themes with a new one that takes texts of another."""
    themes.get_theme(theme_id)
    return themes.add(new, themes.check_name(name)).mark_edited([theme_id])


def find_unlocked(labels: Labels, rows: np.ndarray, themes: ThemeSet) -> np.ndarray:
    """Return the rows whose theme is not locked."""
    locked = [labels.code(item.theme_id) for item in themes.items if item.locked]
    return rows[~np.isin(labels.theme[rows], locked)]
