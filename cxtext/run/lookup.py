"""The theme that a person means by an id or a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxtext.errors import ConfigError, suggest
from cxtext.wording import one_line

if TYPE_CHECKING:
    import pandas as pd


def find_theme(themes: pd.DataFrame, wanted: str, *, parts: pd.DataFrame | None = None) -> str:
    """Return the id of the theme that an id or a label names, whatever the case and the blanks.

    Parameters
    ----------
    themes : DataFrame
        Rows of table themes that may be meant.
    wanted : str
        An id wins over a label.
    parts : DataFrame, optional
        Rows of sub-themes that may not: the error names the theme of the one that is meant.

    Raises
    ------
    ConfigError
        When there is none, or several have the label.

    >>> import pandas as pd
    >>> find_theme(pd.DataFrame({"theme_id": ["T001"], "label": ["Slow login"]}), "slow  LOGIN")
    'T001'
    """
    key = _plain(wanted)
    by_id, by_label = (themes[themes[name].map(_plain) == key] for name in ("theme_id", "label"))
    matches = by_id if len(by_id) else by_label
    if len(matches) == 1:
        return str(matches["theme_id"].iloc[0])
    if len(matches):
        raise ConfigError(f"{len(matches)} themes are named {wanted!r}.\nGive the id of one: {list_themes(matches)}")
    if parts is not None:
        meant = parts[(parts["theme_id"].map(_plain) == key) | (parts["label"].map(_plain) == key)]
        if len(meant):
            parent = meant["parent_id"].iloc[0]
            whole = list_themes(themes[themes["theme_id"] == parent])
            raise ConfigError(f"{wanted!r} is a sub-theme of {whole}; here a theme is needed.\nGive the theme: {parent}")
    hint = suggest(wanted, [str(name) for column in ("label", "theme_id") for name in themes[column]])
    raise ConfigError(f"no theme {wanted!r} in this run.{hint}\nThemes: {list_themes(themes)}")


def list_themes(themes: pd.DataFrame, *, at_most: int = 8) -> str:
    """Name the first themes of some rows of table themes with their ids."""
    first = themes[["theme_id", "label"]].head(at_most)
    named = ", ".join(f"{theme_id} {one_line(label, 40)!r}" for theme_id, label in first.itertuples(index=False))
    return (named or "none") + (", ..." if len(themes) > at_most else "")


def _plain(name: object) -> str:
    """Return an id or label without regard to case and blanks."""
    return " ".join(str(name).casefold().split())
