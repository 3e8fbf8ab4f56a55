"""Themes as entries of a codebook: one way to write them, for the file and for the comparison with what a file says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from cxtext.privacy import Redaction, Redactor
from cxtext.themes.codebook.codebook import (
    MOST_EXAMPLES,
    MOST_KEYWORDS,
    MOST_NAME,
    MOST_TEXT,
    MOST_WORD,
    CodebookTheme,
)
from cxtext.themes.work import MOST_TICKET
from cxtext.wording import one_line

#: Most characters of an example.
EXAMPLE_LENGTH = 1000


class ThemeLike(Protocol):
    """A theme of a model, or its row of table ``themes``."""

    @property
    def theme_id(self) -> str:
        """Its id."""

    @property
    def parent_id(self) -> str | None:
        """The theme that it is part of."""

    @property
    def label(self) -> str:
        """Its name."""

    @property
    def description(self) -> str:
        """What belongs to it; empty where only its counts describe it."""

    @property
    def keyphrases(self) -> Sequence[str]:
        """Its words and phrases."""

    @property
    def owner(self) -> str | None:
        """Who looks after it."""

    @property
    def work_status(self) -> str | None:
        """How far people are with it."""

    @property
    def ticket(self) -> str | None:
        """Where people work on it."""

    @property
    def topic(self) -> str | None:
        """Its topic."""

    @property
    def status(self) -> str:
        """Whether it is shown: active or hidden."""

    @property
    def locked(self) -> bool:
        """Whether its texts are protected."""


class ThemeWithTexts(Protocol):
    """A theme of a model."""

    @property
    def theme_id(self) -> str:
        """Its id."""

    @property
    def exemplar_texts(self) -> Sequence[str]:
        """Its typical texts."""


def write_name(text: str) -> str:
    """Return a name as a codebook has it."""
    return one_line(text, MOST_NAME - 1)


def write_text(text: str) -> str:
    """Return a description as a codebook has it."""
    return one_line(text, MOST_TEXT - 1)


def write_example(text: str) -> str:
    """Return an opinion as a codebook has it."""
    return one_line(text, EXAMPLE_LENGTH)


def write_theme(theme: ThemeLike, examples: Sequence[str] = (), parts: Sequence[CodebookTheme] = ()) -> CodebookTheme:
    """Return a theme as an entry of a codebook.

    Parameters
    ----------
    theme : ThemeLike
    examples : sequence of str
        Its typical opinions, and those that it was taught with.
    parts : sequence of CodebookTheme
        Its sub-themes.
    """
    return write_part(theme).model_copy(
        update={
            "keywords": _once(write_name(phrase) for phrase in theme.keyphrases)[:MOST_KEYWORDS],
            "examples": _once(write_example(text) for text in examples)[:MOST_EXAMPLES],
            "topic": _write_word(theme.topic),
            "hidden": theme.status == "hidden",
            "locked": theme.locked,
            "parts": tuple(parts),
        }
    )


def write_part(theme: ThemeLike) -> CodebookTheme:
    """Return a sub-theme as an entry of a codebook: it has no keywords and examples of its own."""
    return CodebookTheme(
        name=write_name(theme.label) or theme.theme_id,
        id=theme.theme_id,
        description=write_text(theme.description),
        owner=_write_word(theme.owner),
        status=theme.work_status or "",
        ticket=one_line(theme.ticket or "", MOST_TICKET - 1),
    )


def list_entries(
    themes: Sequence[ThemeLike], examples: Mapping[str, Sequence[str]], ids: Sequence[str] | None = None
) -> tuple[CodebookTheme, ...]:
    """Return themes as the entries of a codebook, each with its parts.

    Parameters
    ----------
    themes : sequence of ThemeLike
        Themes and sub-themes; the entries keep their order.
    examples : mapping of str to sequence of str
        By id of a theme of the upper level; a part has none of its own.
    ids : sequence of str, optional
        Themes to take; all by default.
    """
    parts: dict[str, list[CodebookTheme]] = {}
    for theme in themes:
        if theme.parent_id is not None:
            parts.setdefault(theme.parent_id, []).append(write_part(theme))
    tops = [theme for theme in themes if theme.parent_id is None and (ids is None or theme.theme_id in ids)]
    return tuple(write_theme(one, examples.get(one.theme_id, ()), parts.get(one.theme_id, ())) for one in tops)


def list_examples(themes: Sequence[ThemeWithTexts], lessons: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the examples of each theme: those that it was taught with, then its typical texts.

    Parameters
    ----------
    themes : sequence of Theme
    lessons : mapping of str to sequence of str
        Examples that a theme was taught with, by its id.
    """
    return {one.theme_id: [*lessons.get(one.theme_id, ()), *one.exemplar_texts] for one in themes}


def list_forms(texts: Iterable[str], listed: Iterable[str]) -> set[str]:
    """Return what examples may look like in a file: as they are, and without personal data, of which files show the kind.

    Parameters
    ----------
    texts : iterable of str
        Examples of a theme.
    listed : iterable of str
        Those of the file; where none has a bracket, no personal data was taken out.
    """
    forms = {written for text in texts for written in (text, write_example(text))}
    for how in (Redaction.PATTERNS, Redaction.FULL) if any("[" in text for text in listed) else ():
        forms |= set(Redactor(how).redact_all(sorted(forms)))
    return forms


def _write_word(text: str | None) -> str:
    """Return an owner or a topic as a codebook has it."""
    return one_line(text or "", MOST_WORD - 1)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that say anything, each once."""
    return tuple(dict.fromkeys(text for text in texts if text))
