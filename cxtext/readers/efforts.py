"""The effort that each theme takes, as people estimate it: a CSV file with the columns theme and effort."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cxtext.errors import ConfigError, suggest
from cxtext.readers.table import Issue
from cxtext.readers.values import parse_number
from cxtext.schema import issue

_THEME = ("theme_id", "theme", "label")
_HINT = "Write a header 'theme,effort', then a line for each theme: its label or id, and a number above 0."


def read_efforts(path: str | os.PathLike[str]) -> dict[str, float]:
    """Read a file of efforts.

    Parameters
    ----------
    path : path-like
        CSV in UTF-8 (comma, semicolon or tab) with a column ``theme`` (a label or an id; also ``label`` or ``theme_id``)
        and a column ``effort``; others are ignored, and so are lines without an effort.

    Returns
    -------
    dict of str to float
        Effort above 0 by label or id, as written.

    Raises
    ------
    ConfigError
        When the file cannot be read, lacks a column, has an effort that is no number above 0, or names a theme twice.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"effort file {str(file)!r} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    first = text.partition("\n")[0]
    rows = list(csv.reader(text.splitlines(), delimiter=max(",;\t", key=first.count)))
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    names = [header.index(name) for name in _THEME if name in header]
    if not names or "effort" not in header:
        raise ConfigError(
            f"effort file {str(file)!r} has no columns theme and effort (found: {', '.join(header) or 'none'}).\n{_HINT}"
        )
    found: dict[str, float] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = row + [""] * (len(header) - len(row))
        cell, theme = cells[header.index("effort")].strip(), next((cells[i].strip() for i in names if cells[i].strip()), "")
        if not cell:
            continue
        effort = parse_number(cell)
        if not theme or effort is None or not math.isfinite(effort) or effort <= 0:
            what = f"effort {cell!r} is no number above 0" if theme else "no theme is named"
            raise ConfigError(f"effort file {str(file)!r}, line {number}: {what}.\n{_HINT}")
        if _plain(theme) in map(_plain, found):
            raise ConfigError(f"effort file {str(file)!r}, line {number}: {theme!r} is there twice.\nKeep one of the two.")
        found[theme] = effort
    return found


def match_efforts(
    efforts: Mapping[str, float], theme_ids: Sequence[str], labels: Iterable[str]
) -> tuple[dict[str, float], list[Issue]]:
    """Return the effort by theme_id, and an issue for each name that is no theme of the run.

    >>> match_efforts({"slow login": 2.0}, ["T001"], ["Slow login"])
    ({'T001': 2.0}, [])
    """
    labels = list(labels)
    by_label = {_plain(label): theme for theme, label in zip(theme_ids, labels, strict=True)}
    by_id = {theme.casefold(): theme for theme in theme_ids}
    found: dict[str, float] = {}
    issues = []
    for name, effort in efforts.items():
        theme = by_id.get(name.casefold()) or by_label.get(_plain(name))
        if theme is None:
            note = f"the effort of {name!r} is not used: no theme has this label or id.{suggest(name, [*labels, *theme_ids])}"
            issues.append(issue("impact", "effort-unknown", note))
        elif theme in found:
            note = f"the effort of {name!r} is not used: that theme is there under its other name too"
            issues.append(issue("impact", "effort-repeated", note))
        else:
            found[theme] = effort
    return found, issues


def _plain(name: str) -> str:
    """Return a label without regard to case and blanks."""
    return " ".join(name.casefold().split())
