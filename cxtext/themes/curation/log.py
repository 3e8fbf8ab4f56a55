"""The log of edits: lines that are only ever added, undo and redo among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import MISSING, Field, dataclass, fields, replace
from types import NoneType
from typing import Any, ClassVar, get_args, get_type_hints

from cxtext.errors import ConfigError, ModelFormatError
from cxtext.themes.curation.edits import ABSENT, Edit
from cxtext.themes.curation.kinds import EDITS
from cxtext.themes.curation.labels import text_key
from cxtext.themes.typed import STRUCK, strike
from cxtext.wording import one_line

#: Format of the lines; a later release that changes it reads this one too.
VERSION = 1
#: What an edit keeps in place of examples or hashes that were all forgotten.
FORGOTTEN = STRUCK
NO_KEY = "0" * 16
#: Fields of edits that hold what a person typed.
_TYPED = frozenset({"name", "description", "owner", "topic", "ticket"})
#: Fields of edits that may hold words of customers.
_OF_CUSTOMERS = frozenset({"name", "description", "words", "examples", "added", "removed"})
#: Fields that say how an edit came about; where they are empty nothing is said.
_ASIDE = frozenset({"asked", "was"})
#: Values of a list that are named; of a longer one their number.
MOST_NAMED = 4
#: Characters of a value that are shown; the log itself has all of it.
MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Undo:
    """Takes an edit back."""

    of: int
    kind: ClassVar[str] = "undo"


@dataclass(frozen=True)
class Redo:
    """Makes an edit that was taken back hold again."""

    of: int
    kind: ClassVar[str] = "redo"


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Parameters
    ----------
    number : int
        From 1 on; a number is never given twice.
    edit : Edit, Undo or Redo
    at : str
        When, as ISO 8601 in UTC; empty where it does not matter.
    by : str
        Who; empty where nobody said.
    """

    number: int
    edit: Edit | Undo | Redo
    at: str = ""
    by: str = ""

    @property
    def is_edit(self) -> bool:
        """Whether it is an edit, and not an undo or a redo."""
        return isinstance(self.edit, Edit)

    @property
    def details(self) -> str:
        """What the edit is about, in a few words.

        >>> from cxtext.themes import Rename
        >>> Entry(1, Rename("T001", "Slow search")).details
        'theme T001, name Slow search'
        """
        return self.describe()

    @property
    def keys(self) -> tuple[str, ...]:
        """Hashes of the texts that it names; empty where it names none."""
        keys: tuple[str, ...] = getattr(self.edit, "keys", ())
        return keys

    def describe(self, name_texts: Callable[[Sequence[str]], str] | None = None) -> str:
        """Return what the edit is about; ``name_texts`` says which texts hashes are of, where a reader can be told."""
        values = [(field.name, getattr(self.edit, field.name)) for field in fields(self.edit)]
        return ", ".join(
            name_texts(value) if name == "keys" and name_texts is not None else _describe(name, value)
            for name, value in values
            if value is not True and value != () and name != "keeps_kind" and not (name in _ASIDE and value in (None, ""))
        )

    def to_record(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        values = {field.name: getattr(self.edit, field.name) for field in fields(self.edit)}
        head: dict[str, Any] = {"v": VERSION, "n": self.number, "at": self.at, "by": self.by, "edit": self.edit.kind}
        return {name: value for name, value in head.items() if value != ""} | values

    def to_line(self) -> str:
        """Return the entry as one line of JSON."""
        return json.dumps(self.to_record(), ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> Entry:
        """Read a line that :meth:`to_line` wrote.

        Raises
        ------
        ValueError
            When it is not one; the message names the first fault and no content.
        """
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            raise ValueError("it is not JSON") from None
        if not isinstance(record, dict) or record.get("v") != VERSION:
            raise ValueError(f"it is no edit of format {VERSION}")
        types: dict[str, type[Edit | Undo | Redo]] = {**EDITS, Undo.kind: Undo, Redo.kind: Redo}
        edit_type = types.get(str(record.get("edit")))
        if edit_type is None:
            raise ValueError("its kind of edit does not exist")
        hints = get_type_hints(edit_type)
        values = {one.name: _read(record.get(one.name, _default(one)), hints[one.name], one.name) for one in fields(edit_type)}
        number, at, by = (
            _read(record.get(key, default), type(default), key) for key, default in (("n", 0), ("at", ""), ("by", ""))
        )
        return cls(number, edit_type(**values), at, by)


@dataclass(frozen=True)
class EditLog:
    """All edits that were ever made, in order.

    >>> from cxtext.themes import Rename
    >>> log = EditLog().add(Rename("T001", "Slow search")).undo()
    >>> len(log.entries), log.effective
    (2, ())
    >>> [entry.number for entry in log.redo().effective]
    [1]
    """

    entries: tuple[Entry, ...] = ()

    @property
    def effective(self) -> tuple[Entry, ...]:
        """The edits that hold: those that were not taken back."""
        undone = self._undone()
        return tuple(entry for entry in self.entries if isinstance(entry.edit, Edit) and entry.number not in undone)

    def add(self, edit: Edit | Undo | Redo, *, at: str = "", by: str = "") -> EditLog:
        """Return the log with one more line."""
        return EditLog((*self.entries, Entry(len(self.entries) + 1, edit, at, by)))

    def undo(self, *, at: str = "", by: str = "") -> EditLog:
        """Return the log with the last edit that holds taken back.

        Raises
        ------
        ConfigError
            When none holds.
        """
        effective = self.effective
        if not effective:
            raise ConfigError("there is no edit to undo.")
        return self.add(Undo(effective[-1].number), at=at, by=by)

    def redo(self, *, at: str = "", by: str = "") -> EditLog:
        """Return the log in which the edit that was taken back last holds again.

        Raises
        ------
        ConfigError
            When the last line is neither an undo nor a redo, or nothing is left to make again.
        """
        stack: list[int] = []
        for entry in self.entries:
            match entry.edit:
                case Undo(of=number):
                    stack.append(number)
                case Redo():
                    stack.pop()
                case _:
                    stack.clear()
        if not stack:
            raise ConfigError("there is no undo to take back: redo follows an undo, with no other edit between them.")
        return self.add(Redo(stack[-1]), at=at, by=by)

    def describe(self, entry: Entry, name_texts: Callable[[Sequence[str]], str] | None = None) -> str:
        """Return what an entry of the log is about; of an undo or a redo, the edit that it takes back or makes again.

        ``name_texts`` is as for :meth:`Entry.describe`.

        >>> from cxtext.themes import Hide
        >>> log = EditLog().add(Hide("T001")).undo()
        >>> log.describe(log.entries[-1])
        'of 1 (hide: theme T001)'
        """
        entry = self.entries[entry.number - 1]
        if isinstance(entry.edit, Edit):
            return entry.describe(name_texts)
        edit = self.entries[entry.edit.of - 1]
        return f"{entry.details} ({edit.edit.kind}: {edit.describe(name_texts)})"

    def name_before(self, entry: Entry, theme_id: str) -> str | None:
        """Return the name that earlier edits had given a theme, as the log stood before an entry; None where none had.

        >>> from cxtext.themes import Rename
        >>> log = EditLog().add(Rename("T001", "Search")).add(Rename("T001", "Slow search"))
        >>> log.name_before(log.entries[1], "T001"), log.name_before(log.entries[0], "T001")
        ('Search', None)
        """
        edits = [one.edit for one in EditLog(self.entries[: entry.number - 1]).effective if _named_theme(one.edit) == theme_id]
        names = [name for edit in edits if (name := str(getattr(edit, "name", "")))]
        return names[-1] if names else None

    def change_words(self, change: Callable[[str], str]) -> EditLog:
        """Return the log with names, descriptions, words and examples changed, which may be words of customers.

        Keys, ids, owners, topics, statuses and tickets stay: nobody who answered wrote them.
        """
        return self.change_fields(_OF_CUSTOMERS, change)

    def change_fields(self, names: Collection[str], change: Callable[[str], str]) -> EditLog:
        """Return the log with the texts changed that fields of these names hold."""
        return EditLog(tuple(replace(entry, edit=_change_fields(entry.edit, names, change)) for entry in self.entries))

    def begins_with(self, other: EditLog) -> bool:
        """Tell whether all lines of another log are the first lines of this one."""
        return self.entries[: len(other.entries)] == other.entries

    def forget(self, texts: Collection[str], quotes: Collection[str] = ()) -> EditLog:
        """Return the log without texts among its examples and without their hashes; an edit that had no others keeps a mark.

        Quotes are struck from what people typed.
        """
        keys = {text_key(text) for text in texts}
        gone = (_strike_typed(_forget(entry.edit, texts, keys), quotes) for entry in self.entries)
        return EditLog(tuple(replace(entry, edit=edit) for entry, edit in zip(self.entries, gone, strict=True)))

    def to_text(self) -> str:
        """Return the log as lines of JSON."""
        return "".join(entry.to_line() + "\n" for entry in self.entries)

    @classmethod
    def from_text(cls, text: str, name: str) -> EditLog:
        """Read what :meth:`to_text` wrote.

        Parameters
        ----------
        text : str
        name : str
            Of the file, for errors.

        Raises
        ------
        ModelFormatError
            When a line is damaged, or does not follow on the one before.
        """
        log = cls()
        for number, line in enumerate(text.splitlines(), 1):
            try:
                entry = Entry.from_line(line)
                if entry.number != number:
                    raise ValueError(f"it has the number {entry.number}")
                log._check(entry)
            except ValueError as error:
                raise ModelFormatError(
                    f"line {number} of {name!r} is damaged: {error}.\nRestore the file, or make the run again."
                ) from None
            log = cls((*log.entries, entry))
        return log

    def _check(self, entry: Entry) -> None:
        """Raise ValueError for an undo or redo of an edit that it cannot be of."""
        match entry.edit:
            case Undo(of=number) if not self.effective or self.effective[-1].number != number:
                raise ValueError("it takes back another edit than the last")
            case Redo(of=number) if number not in self._undone():
                raise ValueError("it makes an edit again that was not taken back")

    def _undone(self) -> set[int]:
        """Return the numbers of the edits that are taken back."""
        undone: set[int] = set()
        for entry in self.entries:
            match entry.edit:
                case Undo(of=number):
                    undone.add(number)
                case Redo(of=number):
                    undone.discard(number)
        return undone


def _named_theme(edit: Edit | Undo | Redo) -> str:
    """Return the theme that an edit with a name gives it: a new one where it makes one."""
    own: str = getattr(edit, "theme", "")
    new: str = getattr(edit, "new", own)
    return new


def _forget(edit: Edit | Undo | Redo, texts: Collection[str], keys: Collection[str]) -> Edit | Undo | Redo:
    """Return an edit without some texts and their hashes."""
    for name, gone, mark in (("examples", texts, FORGOTTEN), ("keys", keys, NO_KEY)):
        own = getattr(edit, name, ())
        if any(one in gone for one in own):
            values = {field.name: getattr(edit, field.name) for field in fields(edit)}
            edit = type(edit)(**{**values, name: tuple(one for one in own if one not in gone) or (mark,)})
    return edit


def _change_fields(edit: Edit | Undo | Redo, names: Collection[str], change: Callable[[str], str]) -> Edit | Undo | Redo:
    """Return an edit with the texts changed that fields of these names hold."""
    values = {field.name: getattr(edit, field.name) for field in fields(edit)}
    words = {name: value for name, value in values.items() if name in names and value}
    changed = {n: change(v) if isinstance(v, str) else tuple(change(one) for one in v) for n, v in words.items()}
    return type(edit)(**{**values, **changed})


def _strike_typed(edit: Edit | Undo | Redo, quotes: Collection[str]) -> Edit | Undo | Redo:
    """Return an edit with quotes struck from what a person typed."""
    values = {field.name: getattr(edit, field.name) for field in fields(edit)}
    typed = {name: strike(value, quotes) for name, value in values.items() if name in _TYPED and isinstance(value, str)}
    return type(edit)(**{**values, **typed})


def _describe(name: str, value: object) -> str:
    """Return a value of an edit with its name, on one line; long lists as their number, what is not on as off."""
    if value is False:
        return "off"
    if value in (None, ""):
        return f"{name} none"
    if isinstance(value, tuple):
        mark = "; " if any(" " in str(one) for one in value) else " "
        value = mark.join(map(str, value)) if len(value) <= MOST_NAMED else f"({len(value)})"
    return f"{name.removeprefix('n_')} {one_line(value, MOST_CHARACTERS)}"


def _default(field: Field[Any]) -> Any:
    """Return what a line without a field means: a field that came later has a default, every other one is missed."""
    return field.metadata.get(ABSENT, None if field.default is MISSING else field.default)


def _read(value: Any, wanted: Any, name: str) -> Any:
    """Return a value of a line when it is of the wanted type; lists become tuples."""
    if wanted == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise ValueError(f"its {name!r} is not a list of texts")
    allowed = tuple(one for one in (get_args(wanted) or (wanted,)))
    if value is None and NoneType in allowed:
        return None
    if not isinstance(value, tuple(one for one in allowed if one is not NoneType)) or (
        isinstance(value, bool) and bool not in allowed
    ):
        raise ValueError(f"its {name!r} is missing or of another type")
    return value
