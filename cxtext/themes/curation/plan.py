"""The edits that lead from today's themes to what a codebook says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cxtext.errors import ConfigError
from cxtext.themes.codebook import (
    CodebookFile,
    CodebookTheme,
    Place,
    list_entries,
    list_examples,
    list_forms,
    write_example,
    write_name,
    write_theme,
)
from cxtext.themes.curation.edits import (
    AddTheme,
    ChangeKeywords,
    Describe,
    Edit,
    Hide,
    Lock,
    Merge,
    MovePart,
    Rename,
    SetOwner,
    SetStatus,
    SetTicket,
    SetTopic,
    Split,
    Teach,
)
from cxtext.themes.curation.theme_set import MOST_NAME, ThemeSet
from cxtext.themes.curation.wanted import Parent, Wanted, find_root, list_parents, match_entries
from cxtext.themes.theme import Status, Theme, ThemeKind
from cxtext.wording import one_line, plural

#: Themes that a note names.
SHOWN = 5
#: Keys of an entry that a part has none of.
NOT_OF_PARTS = ("keywords", "examples", "hidden", "locked")


@dataclass(frozen=True)
class PlannedEdit:
    """An edit that a codebook asks for, and where."""

    edit: Edit
    place: Place


@dataclass(frozen=True)
class Plan:
    """What a codebook asks for.

    Parameters
    ----------
    edits : tuple of PlannedEdit
        In an order in which each can be made.
    notes : tuple of str
        What the file says or leaves out and makes no edit.
    """

    edits: tuple[PlannedEdit, ...]
    notes: tuple[str, ...]


def plan_edits(file: CodebookFile, now: ThemeSet, before: ThemeSet, clean: Callable[[str], str] = write_example) -> Plan:
    """Return the edits that lead from today's themes to what a codebook says.

    What a person changed in the file since it was exported makes an edit, unless today's themes have it already. A key or theme
    that is not in the file makes none, and neither does what was changed in the run alone.

    Parameters
    ----------
    file : CodebookFile
    now : ThemeSet
        Today's themes.
    before : ThemeSet
        The themes as they were exported; today's for a file that was not.
    clean : callable
        Cleans an example as the texts of the run were cleaned.

    Raises
    ------
    ConfigError
        For a mistake in the file, or an edit that cannot be made; the message names the line.
    """
    entries = match_entries(file, now, before)
    planner = _Planner(file, entries, list_parents(file, entries, now, before), now, before, clean)
    planner.plan()
    return Plan(tuple(planner.edits), tuple(planner.list_notes(now)))


@dataclass
class _Planner:
    """Collects edits, each tried on the themes that the earlier ones leave.

    Parameters
    ----------
    file : CodebookFile
    entries : sequence of Wanted
    parents : mapping of str to Parent
        What each theme that the file names shall be part of.
    themes : ThemeSet
        As the edits so far leave them.
    before : ThemeSet
        As they were exported.
    clean : callable
        Cleans an example.
    """

    file: CodebookFile
    entries: Sequence[Wanted]
    parents: Mapping[str, Parent]
    themes: ThemeSet
    before: ThemeSet
    clean: Callable[[str], str]
    edits: list[PlannedEdit] = field(default_factory=list)

    def __post_init__(self) -> None:
        # what is newer than the file is compared with today
        self.exported = {**_write_all(self.themes), **_write_all(self.before)}
        self.exported_parent = {item.theme_id: item.parent_id for item in (*self.themes.items, *self.before.items)}

    def plan(self) -> None:
        """Plan all edits: first what lets the others be made, last what would refuse them."""
        self._check_parts()
        self._switch("locked", Lock, on=False)
        self._switch("hidden", Hide, on=False)
        self._add()
        split = self._split()
        self._move_parts()
        self._merge()
        self._rename(split)
        self._set_text("description", Describe)
        self._set_text("owner", SetOwner)
        self._set_text("topic", SetTopic)
        self._set_text("status", SetStatus, "work_status")
        self._set_text("ticket", SetTicket)
        self._change_keywords()
        self._teach()
        self._switch("hidden", Hide, on=True)
        self._switch("locked", Lock, on=True)

    def make(self, edit: Edit, place: Place) -> None:
        """Add an edit.

        Raises
        ------
        ConfigError
            When it cannot be made.
        """
        try:
            self.themes = edit.change(self.themes)
        except ConfigError as error:
            problem, _, hint = str(error).partition("\n")
            raise self.file.fault(place, problem, hint) from None
        self.edits.append(PlannedEdit(edit, place))

    def list_notes(self, now: ThemeSet) -> Iterable[str]:
        """Yield what makes no edit; ``now`` are the themes before all edits."""
        missing = [
            item
            for item in now.items
            if item.kind is not ThemeKind.ASIDE and item.theme_id not in self.parents and self._lists_parts(item.parent_id)
        ]
        if missing:
            named = ", ".join(f"{item.theme_id} {one_line(item.label, 40)!r}" for item in missing[:SHOWN])
            more = ", ..." if len(missing) > SHOWN else ""
            yield f"{plural(len(missing), 'theme')} of the run not in the file, left as they are: {named}{more}"
        gone = [wanted.theme_id for wanted in self.entries if wanted.theme_id in now.retired]
        if gone:
            yield f"no more themes of their own, their entries are not used: {', '.join(gone)}"
        lessons = [name for name, texts in self.before.lessons.items() if self._lacks_any(name, texts)]
        if lessons:
            yield f"examples that were taken out of the file stay with their themes: {', '.join(lessons)}"

    def _find(self, wanted: Wanted) -> Theme | None:
        """Return the theme of an entry as it is now; None for one that is not yet, or no more."""
        return next((item for item in self.themes.items if item.theme_id == wanted.theme_id), None)

    def _has_changed(self, wanted: Wanted, key: str) -> bool:
        """Tell whether a person gave a key another value than was exported."""
        return self.file.has(wanted.place, key) and _as_set(getattr(wanted.entry, key)) != _as_set(
            getattr(self._exported(wanted), key)
        )

    def _check_parts(self) -> None:
        """Raise where a person changed of a part what only themes have; a file that was never exported may have it anyway."""
        for wanted in self.entries:
            if self.parents[wanted.theme_id].theme_id is None or self.file.book.edits is None:
                continue
            for key in NOT_OF_PARTS:
                if self._has_changed(wanted, key):
                    into = self.parents[wanted.theme_id].theme_id
                    raise self.file.fault(
                        (*wanted.place, key),
                        f"{wanted.theme_id!r} is or becomes a part of {into!r}, and a part has no {key!r} of its own",
                        f"Write it below {into!r}, or leave it as it was.",
                    )

    def _switch(self, key: str, edit: type[Lock | Hide], *, on: bool) -> None:
        """Lock or hide themes, or take it back."""
        for wanted in self.entries:
            item = self._find(wanted)
            if item is None or item.parent_id is not None or not self._has_changed(wanted, key):
                continue
            is_on = item.locked if key == "locked" else item.status is Status.HIDDEN
            if getattr(wanted.entry, key) == on != is_on:
                self.make(edit(wanted.theme_id, on), (*wanted.place, key))

    def _add(self) -> None:
        """Begin the new themes; one whose name another theme has still, under another name."""
        for wanted in self.entries:
            if wanted.is_new:
                name = wanted.entry.name
                taken = name.casefold() in self._labels()
                self.make(AddTheme(wanted.theme_id, _lengthen(name, wanted.theme_id) if taken else name), wanted.place)

    def _list_moved(self) -> list[tuple[str, str | None, Place]]:
        """Return themes that shall be part of another one than was exported: id, the theme that it shall be in, place."""
        moved: list[tuple[str, str | None, Place]] = []
        for name, parent in self.parents.items():
            if parent.theme_id != self.exported_parent.get(name) and name in self._ids():
                into = None if parent.theme_id is None else find_root(self.file, name, self.parents)
                moved.append((name, into, parent.place))
        return moved

    def _split(self) -> set[str]:
        """Make themes of parts, and return their ids."""
        groups: dict[str, dict[str, Place]] = {}
        for name, into, place in self._list_moved():
            owner = self.themes.get(name).parent_id
            if into is None and owner is not None:
                groups.setdefault(owner, {})[name] = place
        for owner, parts in groups.items():
            self.make(Split(owner, tuple(parts)), next(iter(parts.values())))
        return {name for parts in groups.values() for name in parts}

    def _move_parts(self) -> None:
        """Give parts to other themes."""
        for name, into, place in self._list_moved():
            if into is not None and self.themes.get(name).parent_id not in (None, into):
                self.make(MovePart(name, into), place)

    def _merge(self) -> None:
        """Make parts of themes."""
        groups: dict[str, dict[str, Place]] = {}
        for name, into, place in self._list_moved():
            if into is not None and self.themes.get(name).parent_id is None:
                groups.setdefault(into, {})[name] = place
        for into, others in groups.items():
            self.make(Merge((into, *others), into), next(iter(others.values())))

    def _rename(self, split: set[str]) -> None:
        """Give names in an order in which each is free; where names go round in a circle, one theme has another in between.

        Parameters
        ----------
        split : set of str
            Themes that were parts, whose name may have been that of another theme.
        """
        left: dict[str, Wanted] = {}
        for wanted in self.entries:
            item = self._find(wanted)
            is_started = wanted.is_new or wanted.theme_id in split
            if item is None or not (is_started or self._has_changed(wanted, "name")):
                continue
            if wanted.entry.name not in (item.label, write_name(item.label)):
                left[wanted.theme_id] = wanted
        while left:
            holders = {name: self._labels().get(one.entry.name.casefold(), name) for name, one in left.items()}
            name = next((n for n, holder in holders.items() if holder == n or holder not in left), None)
            if name is None:  # all wait for each other: the first gets its name when the one that has it gives it up
                name = next(iter(holders.values()))
                waiting = left[name]
                self.make(Rename(name, _lengthen(waiting.entry.name, name)), (*waiting.place, "name"))
                continue
            wanted = left.pop(name)
            if name in split and holders[name] != name and not self._has_changed(wanted, "name"):
                continue  # the split gave it a longer name, as another theme has this one
            self.make(Rename(name, wanted.entry.name), (*wanted.place, "name"))

    def _set_text(
        self, key: str, edit: type[Describe | SetOwner | SetStatus | SetTicket | SetTopic], name: str | None = None
    ) -> None:
        """Set what is one text, such as an owner; ``name`` is what a theme calls it, where that is not the key of the file."""
        for wanted in self.entries:
            item = self._find(wanted)
            if item is None or not self._has_changed(wanted, key):
                continue
            value = getattr(wanted.entry, key)
            if value not in (getattr(item, name or key) or "", getattr(write_theme(item), key)):
                self.make(edit(wanted.theme_id, value), (*wanted.place, key))

    def _change_keywords(self) -> None:
        """Add keywords and take keywords back."""
        first: dict[str, Wanted] = {}
        for wanted in self.entries:
            item = self._find(wanted)
            if item is None or item.parent_id is not None or not self._has_changed(wanted, "keywords"):
                continue
            own, before = wanted.entry.keywords, self._exported(wanted).keywords
            today = {write_name(phrase) for phrase in item.keyphrases}
            new = [word for word in dict.fromkeys(own) if word not in before]
            place = self._check_new(new, first, wanted, "keywords")
            added = tuple(word for word in new if word not in {*today, *item.keyphrases})
            gone = {word for word in before if word not in own}
            removed = tuple(phrase for phrase in item.keyphrases if write_name(phrase) in gone)
            if added or removed:
                self.make(ChangeKeywords(wanted.theme_id, added, removed), place)

    def _teach(self) -> None:
        """Teach themes with the examples that were added."""
        first: dict[str, Wanted] = {}
        for wanted in self.entries:
            item = self._find(wanted)
            if item is None or item.parent_id is not None or not self._has_changed(wanted, "examples"):
                continue
            before = self._exported(wanted).examples
            listed = wanted.entry.examples
            earlier = list_forms([*before, *self.themes.lessons.get(wanted.theme_id, ()), *item.exemplar_texts], listed)
            new = [text for text in dict.fromkeys(listed) if text not in earlier]
            place = self._check_new(new, first, wanted, "examples")
            taught = self.themes.lessons.get(wanted.theme_id, ())
            today = {text for one in (*taught, *item.exemplar_texts) for text in (one, write_example(one))}
            cleaned = {text: self.clean(text) for text in new}
            if empty := [text for text in new if not cleaned[text]]:
                raise self.file.fault(place, f"the example {one_line(empty[0], 60)!r} says nothing", "Take it out.")
            added = tuple(dict.fromkeys(one for text, one in cleaned.items() if not {text, one} & {*today, *before}))
            if added:
                self.make(Teach(wanted.theme_id, added), place)

    def _check_new(self, new: Sequence[str], first: dict[str, Wanted], wanted: Wanted, key: str) -> Place:
        """Return the place of the first new text; raise for one that a person gave to two themes, as an opinion is in one."""
        place_of = {text: (*wanted.place, key, i) for i, text in reversed(list(enumerate(getattr(wanted.entry, key))))}
        for text in new:
            other = first.setdefault(text.casefold(), wanted)
            if other is not wanted:
                line = self.file.document.line((*other.place, key))
                raise self.file.fault(
                    place_of[text],
                    f"{one_line(text, 60)!r} was added to the {key} of {other.theme_id!r} in line {line} too",
                    "An opinion has one theme: give it to one of them.",
                )
        return place_of[new[0]] if new else (*wanted.place, key)

    def _exported(self, wanted: Wanted) -> CodebookTheme:
        """Return an entry as it was exported; an empty one for a new theme."""
        return self.exported.get(wanted.theme_id) or CodebookTheme(name=wanted.entry.name)

    def _lacks_any(self, name: str, texts: Sequence[str]) -> bool:
        """Tell whether the entry of a theme lacks an example that the theme was taught with."""
        own = [one for one in self.entries if one.theme_id == name and self.file.has(one.place, "examples")]
        return any(list_forms([text], one.entry.examples).isdisjoint(one.entry.examples) for one in own for text in texts)

    def _lists_parts(self, theme_id: str | None) -> bool:
        """Tell whether the file lists the parts of a theme, so that one that it lacks is missing; True for None."""
        return theme_id is None or any(one.theme_id == theme_id and self.file.has(one.place, "parts") for one in self.entries)

    def _labels(self) -> dict[str, str]:
        """Return the theme that has each name, in lower case."""
        return {item.label.casefold(): item.theme_id for item in self.themes.items if item.parent_id is None}

    def _ids(self) -> set[str]:
        """Return the ids of all themes and parts."""
        return {item.theme_id for item in self.themes.items}


def _write_all(themes: ThemeSet) -> dict[str, CodebookTheme]:
    """Return themes and parts as they are exported, by id."""
    entries = list_entries(themes.items, list_examples(themes.items, themes.lessons))
    return {one.id: one for entry in entries for one in (entry, *entry.parts) if one.id is not None}


def _as_set(value: object) -> object:
    """Return a list without its order, which says nothing."""
    return frozenset(value) if isinstance(value, tuple) else value


def _lengthen(name: str, theme_id: str) -> str:
    """Return a name that no other theme has for long."""
    return f"{name[: MOST_NAME - len(theme_id) - 3]} ({theme_id})"
