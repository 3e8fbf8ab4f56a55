"""The effort that each theme takes, as people estimate it: a small table with the columns theme and effort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike

from cxtext.errors import SchemaError, suggest
from cxtext.readers.cells import locate_column, parse_number
from cxtext.readers.files import read_table
from cxtext.schema import Code, Issue, Stage, issue
from cxtext.settings import InputConfig
from cxtext.wording import is_blank, one_line

_THEME = ("theme_id", "theme", "label")
#: Themes without an effort that are named.
SHOWN = 5
_HINT = "Write a header 'theme,effort', then a line for each theme: its label or id, and a positive number."


def read_efforts(source: str | PathLike[str]) -> dict[str, float]:
    """Read a file of efforts.

    Parameters
    ----------
    source : path
        CSV / TSV / XLSX / JSON lines / Parquet with a column ``theme`` (a label or an id; also ``theme_id`` or ``label``)
        and a column ``effort``; others are ignored, and so are records without an effort. Of several columns that name the
        theme the first that is not blank counts, the id before the label.

    Returns
    -------
    dict of str to float
        Effort above 0 by label or id, as written.

    Raises
    ------
    InputError
        When the file cannot be read, lacks a column, has an effort that is not a positive number, or names a theme twice.
    """
    table = read_table(source, InputConfig())
    what = f"the efforts of {table.source} (columns theme and effort)"
    effort = locate_column(table.columns, ["effort"], what)
    first = locate_column(table.columns, _THEME, what)
    names = [first, *(i for i, c in enumerate(table.columns) if i != first and c.strip().casefold() in _THEME)]
    efforts: dict[str, float] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        cell, theme = row[effort].strip(), next((row[i].strip() for i in names if not is_blank(row[i])), "")
        if is_blank(cell):
            continue
        value = parse_number(cell)
        if not theme or value is None or value <= 0:
            wrong = f"effort {one_line(cell, 40)!r} is not a positive number" if theme else "no theme is named"
            raise SchemaError(f"{what}, record {number}: {wrong}.\n{_HINT}")
        if _plain(theme) in map(_plain, efforts):
            raise SchemaError(f"{what}, record {number}: {theme!r} is there twice.\nKeep one of the two.")
        efforts[theme] = value
    return efforts


def match_efforts(
    efforts: Mapping[str, float], theme_ids: Sequence[str], labels: Iterable[str]
) -> tuple[dict[str, float], list[Issue]]:
    """Return the effort by theme_id, an issue for each name that is no theme of the run, and one for the themes without.

    >>> match_efforts({"slow login": 2.0}, ["T001"], ["Slow login"])
    ({'T001': 2.0}, [])
    """
    labels = list(labels)
    by_label: dict[str, list[str]] = {}
    for theme, label in zip(theme_ids, labels, strict=True):
        by_label.setdefault(_plain(label), []).append(theme)
    by_id = {theme.casefold(): theme for theme in theme_ids}
    matched: dict[str, float] = {}
    issues = []
    for name, effort in efforts.items():
        alike = by_label.get(_plain(name), [])
        meant = by_id.get(name.casefold()) or (alike[0] if len(alike) == 1 else None)
        if meant is None and alike:
            note = f"the effort of {name!r} is not used: {len(alike)} themes have this label; give the id: {', '.join(alike)}"
            issues.append(issue(Stage.IMPACT, Code.EFFORT_UNKNOWN, note))
        elif meant is None:
            note = f"the effort of {name!r} is not used: no theme has this label or id.{suggest(name, [*labels, *theme_ids])}"
            issues.append(issue(Stage.IMPACT, Code.EFFORT_UNKNOWN, note))
        elif meant in matched:
            note = f"the effort of {name!r} is not used: that theme is there under its other name too"
            issues.append(issue(Stage.IMPACT, Code.EFFORT_REPEATED, note))
        else:
            matched[meant] = effort
    without = [label for theme, label in zip(theme_ids, labels, strict=True) if theme not in matched]
    if efforts and without:
        named = ", ".join(repr(one_line(label, 60)) for label in without[:SHOWN]) + (", ..." if len(without) > SHOWN else "")
        note = f"the efforts name {len(matched)} of {len(theme_ids)} themes; the others count as 1: {named}"
        issues.append(issue(Stage.IMPACT, Code.EFFORT_MISSING, note))
    return matched, issues


def _plain(name: str) -> str:
    """Return a label without regard to case and blanks."""
    return " ".join(name.casefold().split())
