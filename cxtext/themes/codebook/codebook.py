"""Codebooks: themes that people agreed on, as they are written in a file that people can read and edit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from cxtext.errors import ConfigError
from cxtext.language import Language
from cxtext.themes.naming import name_subject
from cxtext.themes.work import MOST_TICKET, read_work_status

#: Of the format; a file without a version has this one.
VERSION = 1
#: Themes per file, and parts per theme.
MOST_THEMES = 300
#: Keywords per theme.
MOST_KEYWORDS = 50
#: Examples per theme.
MOST_EXAMPLES = 100
#: Most characters of a name.
MOST_NAME = 200
#: Most characters of a description, a keyword or an example.
MOST_TEXT = 2000
#: Most characters of an owner or a topic.
MOST_WORD = 100

_YES, _NO = ("yes", "true", "on"), ("no", "false", "off", "")
#: Keys that decide which texts a theme takes, in the order of the record that is hashed.
_TAKING = ("name", "id", "description", "keywords", "examples")


def _nothing_is_empty(value: object) -> object:
    """Read a key without a value as an empty list."""
    return () if value == "" else value


def _put_on_one_line(value: object) -> object:
    """Collapse white space, so that a folded line of YAML is the text it was."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _drop_null(value: object) -> object:
    """Read what other programs write for nothing as an empty text."""
    return "" if value in ("null", "~") else value


def _read_yes_or_no(value: object) -> object:
    """Read a word as yes or no."""
    word = value.casefold() if isinstance(value, str) else value
    if word in _YES or word in _NO:
        return word in _YES
    if not isinstance(value, bool):
        raise PydanticCustomError("yes_or_no", "yes or no is expected")
    return value


def _read_status(value: str) -> str:
    """Read how far people are with a theme."""
    try:
        return read_work_status(value) or ""
    except ConfigError as error:
        raise PydanticCustomError("work_status", "{problem}", {"problem": " ".join(str(error).split())}) from None


def _list_ids(value: object) -> object:
    """Read one line of ids, with or without commas, as a list."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


_Line = BeforeValidator(_put_on_one_line)
_Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=MOST_TEXT), _Line]
_Name = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=MOST_NAME), _Line]
_Word = Annotated[str, StringConstraints(strict=True, max_length=MOST_WORD), BeforeValidator(_drop_null), _Line]
_Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,31}$")]
_Status = Annotated[_Word, AfterValidator(_read_status)]
_Ticket = Annotated[str, StringConstraints(strict=True, max_length=MOST_TICKET), BeforeValidator(_drop_null), _Line]
_YesOrNo = Annotated[bool, BeforeValidator(_read_yes_or_no)]


class CodebookTheme(BaseModel):
    """One theme of a codebook.

    Parameters
    ----------
    name : str
        Its label in all outputs.
    id : str, optional
        Its id in all outputs; by default ``T001`` and so on, in the order of the file.
    description : str
        What belongs to it, in a sentence.
    keywords : tuple of str
        Words and phrases that stand for it.
    examples : tuple of str
        Opinions that belong to it, word for word as people give them. A handful helps much, twenty help more.
    owner : str
        Who looks after it.
    topic : str
        Id of a topic in the catalogue, or a word of one's own.
    hidden : bool
        Whether it is left out of ranking and report.
    locked : bool
        Whether its texts are protected from edits and from discovery.
    status : str
        How far people are with it: open, planned, in progress, done or won't do.
    ticket : str
        Where people work on it: the key of a ticket, or an address.
    merge : tuple of str
        Ids of themes that become parts of it. Only edits of a run read it.
    parts : tuple of CodebookTheme
        Its sub-themes. Only edits of a run read them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    id: _Id | None = None
    description: Annotated[str, StringConstraints(strict=True, max_length=MOST_TEXT), BeforeValidator(_drop_null), _Line] = ""
    keywords: Annotated[tuple[_Text, ...], BeforeValidator(_nothing_is_empty), Field(max_length=MOST_KEYWORDS)] = ()
    examples: Annotated[tuple[_Text, ...], BeforeValidator(_nothing_is_empty), Field(max_length=MOST_EXAMPLES)] = ()
    owner: _Word = ""
    topic: _Word = ""
    hidden: _YesOrNo = False
    locked: _YesOrNo = False
    status: _Status = ""
    ticket: _Ticket = ""
    merge: Annotated[tuple[_Id, ...], BeforeValidator(_list_ids), Field(max_length=MOST_THEMES)] = ()
    parts: Annotated[tuple[CodebookTheme, ...], BeforeValidator(_nothing_is_empty), Field(max_length=MOST_THEMES)] = ()

    def phrases(self, language: Language | None = None) -> list[str]:
        """Return the texts that describe the theme: name, description, keywords, and the name without "problems" and its like."""
        subject = name_subject(self.name, language)
        return [text for text in (self.name, subject if subject != self.name else "", self.description, *self.keywords) if text]


class Codebook(BaseModel):
    """The themes of a codebook, in the order of the file.

    Parameters
    ----------
    themes : tuple of CodebookTheme
    version : str
        Of the format.
    run : str
        The run that it was exported from, by the fingerprint of its fit; empty for one that a person wrote.
    edits : int, optional
        Lines that the log of edits of that run had.

    >>> Codebook.model_validate({"themes": [{"name": "Parking"}, {"name": "Food", "id": "food"}]}).ids
    ['T001', 'food']
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    themes: Annotated[tuple[CodebookTheme, ...], Field(min_length=1, max_length=MOST_THEMES)]
    version: Annotated[str, StringConstraints(pattern=rf"^{VERSION}$")] = str(VERSION)
    run: Annotated[str, StringConstraints(max_length=64)] = ""
    edits: Annotated[int, Field(ge=0)] | None = None

    @property
    def names(self) -> list[str]:
        """The labels."""
        return [theme.name for theme in self.themes]

    @property
    def fingerprint(self) -> str:
        """A hash of what an analysis takes from it, whatever the layout of the file."""
        record = self.model_dump_json(include={"themes": {"__all__": set(_TAKING)}})
        marks = [(theme.owner, theme.topic, theme.hidden, theme.locked) for theme in self.themes]
        if any(any(mark) for mark in marks):
            record += json.dumps(marks)
        work = [(theme.status, theme.ticket) for theme in self.themes]
        if any(any(one) for one in work):
            record += json.dumps(work)
        return sha256(record.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def ids(self) -> list[str]:
        """The id of each theme: the one given, else the next free number."""
        fresh = number_ids({theme.id.casefold() for theme in self.themes if theme.id})
        return [theme.id or next(fresh) for theme in self.themes]


def number_ids(taken: set[str], start: int = 1) -> Iterator[str]:
    """Yield ``T001``, ``T002`` and so on without those taken (in lower case).

    >>> ids = number_ids({"t001"})
    >>> next(ids), next(ids)
    ('T002', 'T003')
    """
    number = start
    while True:
        name = f"T{number:03d}"
        if name.casefold() not in taken:
            yield name
        number += 1


def number_on(ids: list[str], n: int) -> list[str]:
    """Return ``n`` fresh ids above every number in use, so that a theme added later never takes the id of another.

    >>> number_on(["T001", "food", "T007"], 2)
    ['T008', 'T009']
    """
    numbers = [int(match[1]) for name in ids if (match := re.fullmatch(r"[Tt](\d{1,9})", name))]
    fresh = number_ids({name.casefold() for name in ids}, max(numbers, default=0) + 1)
    return [next(fresh) for _ in range(n)]
