"""Links to the sections of themes on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cxtext.findings import ThemeRow
from cxtext.wording import one_line

#: Most characters of a theme's name in a link.
NAME_LENGTH = 80
#: Most characters of a ticket.
TICKET_LENGTH = 301


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """A theme's name, and where its section is on the page."""

    theme_id: str
    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A word of where people work on a theme: its text, and the page that it leads to, empty for one that is no address."""

    text: str
    address: str


def list_tickets(text: str | None) -> tuple[Ticket, ...]:
    """Return the words of a ticket, those that are addresses of web pages as links.

    Examples
    --------
    >>> list_tickets("WEB-12 https://example.org/12")
    (Ticket(text='WEB-12', address=''), Ticket(text='https://example.org/12', address='https://example.org/12'))
    """
    words = one_line(text or "", TICKET_LENGTH).split()
    return tuple(Ticket(word, word if re.match(r"https?://[^\s/]", word) else "") for word in words)


def anchor(theme_id: str) -> str:
    """Return the id of a theme's section on the page.

    >>> anchor("T007")
    'theme-T007'
    """
    return "theme-" + re.sub(r"[^A-Za-z0-9_.-]", "_", theme_id)


def link_theme(theme_id: str, themes: Mapping[str, ThemeRow]) -> ThemeLink:
    """Return a theme's name and where its section is."""
    return ThemeLink(theme_id, anchor(theme_id), one_line(themes[theme_id].label, NAME_LENGTH))
