"""How far people are with a theme: the statuses that there are, and how a word for one is read."""

from __future__ import annotations

from enum import StrEnum

from cxtext.errors import ConfigError, suggest
from cxtext.wording import tidy

#: Most characters of a ticket: a key, or the address of a page.
MOST_TICKET = 300


class WorkStatus(StrEnum):
    """How far people are with a theme."""

    OPEN = "open"
    PLANNED = "planned"
    IN_PROGRESS = "in progress"
    DONE = "done"
    WONT_DO = "won't do"


def read_work_status(text: str) -> str | None:
    """Return the status that a word names, however it is spelt; None for an empty one.

    Raises
    ------
    ConfigError
        When there is no such status.

    Examples
    --------
    >>> read_work_status("In-Progress"), read_work_status("wont do"), read_work_status("")
    ('in progress', "won't do", None)
    """
    word = " ".join(tidy(text).split())
    if not word:
        return None
    status = {_spell(one): one.value for one in WorkStatus}.get(_spell(word))
    if status is None:
        names = [one.value for one in WorkStatus]
        raise ConfigError(f"there is no status {word[:60]!r}.{suggest(word, names)}\nStatuses: {', '.join(names)}")
    return status


def read_ticket(text: str) -> str | None:
    """Return a ticket on one line, None for an empty one.

    Raises
    ------
    ConfigError
        When it is too long.
    """
    ticket = " ".join(tidy(text).split())
    if len(ticket) > MOST_TICKET:
        raise ConfigError(f"a ticket has at most {MOST_TICKET} characters, this one has {len(ticket)}.")
    return ticket or None


def _spell(word: str) -> str:
    """Return a word as it is compared: its letters alone."""
    return "".join(c for c in word.casefold() if c.isalpha())
