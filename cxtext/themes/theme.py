"""One theme, as a model keeps it. Imports of cxtext only how quotes are struck, which imports nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import NoneType
from typing import Any, Literal, TypedDict

from cxtext.themes.typed import strike


class Origin(StrEnum):
    """Where a theme comes from."""

    FOUND = "found"
    """Discovered in the responses."""
    EDITED = "edited"
    """A person changed which texts it has: merged, split, moved texts, or taught it with examples."""
    CODEBOOK = "codebook"
    """Given by a codebook."""


class ThemeKind(StrEnum):
    """What the opinions of a theme are; only causes are ranked."""

    CAUSE = "cause"
    """Feedback on something: what is good or bad, and of what."""
    VERDICT = "verdict"
    """That one is content or not, or what one will do, without saying why."""
    ASIDE = "aside"
    """No feedback on anything, or in another language: greetings, opt-outs, remarks on the survey itself."""


class Status(StrEnum):
    """Whether a theme is ranked and shown."""

    ACTIVE = "active"
    HIDDEN = "hidden"
    """Its opinions stay its own, but it is ranked and shown nowhere: a person hid it, or edits left it without any text."""


class ResolutionRow(TypedDict):
    """One row of table ``resolutions``: a height at which the tree was cut, for all texts or for one theme."""

    level: Literal["theme", "subtheme"]
    #: Index of the theme within discovery, then its id.
    parent_id: int | str | None
    height: float
    n_themes: int
    stability: float
    coverage: float
    chosen: bool
    reason: str | None


#: Types of what a saved model says of a theme.
_KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("theme_id", "label", "description", "named_by"), (str,)),
    **dict.fromkeys(("parent_id", "topic", "owner", "work_status", "ticket"), (str, NoneType)),
    **dict.fromkeys(("cohesion", "stability"), (int, float, NoneType)),
    **dict.fromkeys(("keyphrases", "exemplar_texts"), (list, tuple)),
    "focus": (int, float),
    "label_rank": (int, NoneType),
    "n_units": (int,),
    "n_responses": (int,),
    "locked": (bool,),
}
#: What people may type beside a theme.
_TYPED = ("label", "description", "topic", "owner", "ticket")


@dataclass(frozen=True)
class Theme:
    """One theme or sub-theme.

    Parameters
    ----------
    theme_id : str
        Stable id such as ``T007``.
    parent_id : str or None
        The theme it is part of; None for a theme of the upper level.
    label : str
    description : str
        What a codebook says of it; empty where only its counts describe it.
    keyphrases : tuple of str
    exemplar_texts : tuple of str
        Typical units, word for word.
    cohesion : float or None
        Mean cosine of its texts to their centre; None for one that a person's edit made.
    stability : float or None
        Mean Jaccard index to its best match over refits on resamples; None for a sub-theme and for one that a codebook or an edit
        made.
    focus : float
        How far its units share a subject, 0 to 1: the share of units with one of the words that set it apart, times the share
        of units that name anything at all.
    kind : ThemeKind
        Only causes are ranked; one of a codebook is a cause.
    label_rank : int or None
        Place of its label among all labels of its level by nearness to units held out from naming; 1 is right.
    n_units, n_responses : int
        In the fit data.
    origin : Origin
    status : Status
    named_by : str
        Where its label comes from: ``responses``, ``namer``, ``codebook``, ``person``, or ``rule`` for a row of asides.
    topic : str or None
        Id of its topic in the catalogue, None where none is clearly the one.
    owner : str or None
        Who looks after it.
    work_status : str or None
        How far people are with it: a value of :class:`cxtext.themes.WorkStatus`.
    ticket : str or None
        Where people work on it: the key of a ticket, or an address.
    locked : bool
        Whether its texts are protected from edits and from discovery.
    """

    theme_id: str
    parent_id: str | None
    label: str
    description: str
    keyphrases: tuple[str, ...]
    exemplar_texts: tuple[str, ...]
    cohesion: float | None
    stability: float | None
    focus: float
    kind: ThemeKind
    label_rank: int | None
    n_units: int
    n_responses: int
    origin: Origin = Origin.FOUND
    status: Status = Status.ACTIVE
    named_by: str = "responses"
    topic: str | None = None
    owner: str | None = None
    work_status: str | None = None
    ticket: str | None = None
    locked: bool = False

    def forget(self, texts: Collection[str], quotes: Collection[str] = ()) -> Theme:
        """Return the theme without these typical texts, and with quotes struck from what people typed beside it."""
        typed: dict[str, Any] = {name: strike(text, quotes) for name in _TYPED if (text := getattr(self, name))}
        return replace(self, exemplar_texts=tuple(text for text in self.exemplar_texts if text not in texts), **typed)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Theme:
        """Build from the record of a saved model.

        Raises
        ------
        KeyError, TypeError, ValueError
            When a field is missing, unknown, or has a value that is not allowed.
        """
        for name, kind in _KINDS.items():
            if name in record and not isinstance(record[name], kind):
                raise ValueError(f"{name!r} of a theme is of another type")
        if not all(isinstance(text, str) for name in ("keyphrases", "exemplar_texts") for text in record[name]):
            raise ValueError("a phrase or text of a theme is of another type")
        typed = {
            "keyphrases": tuple(record["keyphrases"]),
            "exemplar_texts": tuple(record["exemplar_texts"]),
            "kind": ThemeKind(record["kind"]),
            "origin": Origin(record["origin"]),
            "status": Status(record["status"]),
        }
        return cls(**{**record, **typed})
