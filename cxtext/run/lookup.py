"""The theme that a person means by an id or a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxtext.errors import ConfigError, suggest
from cxtext.wording import one_line


def find_theme(themes: Sequence[Mapping[str, Any]], wanted: str, *, parts: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return the id of the theme that an id or a label names, whatever the case and the blanks.

    Parameters
    ----------
    themes : sequence of mappings
        Each with ``theme_id`` and ``label``: the themes that may be meant.
    wanted : str
        An id wins over a label.
    parts : sequence of mappings
        Sub-themes, each with ``parent_id`` too, that may not: the error names the theme of the one that is meant.

    Raises
    ------
    ConfigError
        When there is none, or several have the label.

    >>> find_theme([{"theme_id": "T001", "label": "Slow login"}], "slow  LOGIN")
    'T001'
    """
    key = _plain(wanted)
    matches = [t for t in themes if _plain(t["theme_id"]) == key] or [t for t in themes if _plain(t["label"]) == key]
    if len(matches) == 1:
        return str(matches[0]["theme_id"])
    if matches:
        raise ConfigError(f"{len(matches)} themes are named {wanted!r}.\nGive the id of one: {list_themes(matches)}")
    part = next((p for p in parts if key in (_plain(p["theme_id"]), _plain(p["label"]))), None)
    if part is not None:
        whole = [t for t in themes if t["theme_id"] == part["parent_id"]]
        raise ConfigError(
            f"{wanted!r} is a sub-theme of {list_themes(whole)}; here a theme is needed.\nGive the theme: {part['parent_id']}"
        )
    hint = suggest(wanted, [str(t[name]) for name in ("label", "theme_id") for t in themes])
    raise ConfigError(f"no theme {wanted!r} in this run.{hint}\nThemes: {list_themes(themes)}")


def list_themes(themes: Sequence[Mapping[str, Any]], *, at_most: int = 8) -> str:
    """Name the first themes with their ids."""
    named = ", ".join(f"{t['theme_id']} {one_line(t['label'], 40)!r}" for t in themes[:at_most])
    return (named or "none") + (", ..." if len(themes) > at_most else "")


def _plain(name: object) -> str:
    """Return an id or label without regard to case and blanks."""
    return " ".join(str(name).casefold().split())
