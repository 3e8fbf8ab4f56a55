"""Links to the sections of themes on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cxtext.findings import ThemeRow
from cxtext.wording import one_line

#: Most characters of a theme's name in a link.
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """A theme's name, and where its section is on the page."""

    theme_id: str
    anchor: str
    label: str


def anchor(theme_id: str) -> str:
    """Return the id of a theme's section on the page.

    >>> anchor("T007")
    'theme-T007'
    """
    return "theme-" + re.sub(r"[^A-Za-z0-9_.-]", "_", theme_id)


def link_theme(theme_id: str, themes: Mapping[str, ThemeRow]) -> ThemeLink:
    """Return a theme's name and where its section is."""
    return ThemeLink(theme_id, anchor(theme_id), one_line(themes[theme_id].label, NAME_LENGTH))
