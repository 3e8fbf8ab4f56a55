"""A list of dated events to set beside the trends: releases, incidents, price changes."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from cxtext.readers.cells import locate_column, parse_dates
from cxtext.readers.files import read_table
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.settings import InputConfig
from cxtext.wording import is_blank, one_line

if TYPE_CHECKING:
    import pandas as pd


def read_events(source: str | PathLike[str]) -> tuple[pd.DataFrame, list[Issue]]:
    """Read the events of a file with columns ``date`` and ``label``.

    Parameters
    ----------
    source : path
        CSV / TSV / XLSX / JSON lines / Parquet.

    Returns
    -------
    events : DataFrame
        ``date`` (UTC) and ``label``, each pair once, by date and label.
    issues : list of Issue
        A row for each record that is left out.

    Raises
    ------
    InputError
        When the file cannot be read, or has no such columns.
    """
    import pandas as pd

    table = read_table(source, InputConfig())
    places = [locate_column(table.columns, [name], f"the events of {table.source}") for name in ("date", "label")]
    dates, labels = ([row[place] for row in table.rows] for place in places)
    parsed = parse_dates(dates, "date")
    issues = []
    if parsed.order_note:
        issues.append(issue(Stage.READ, Code.EVENT_DATE_ORDER, parsed.order_note, level=Level.INFO, column="date"))
    events, seen = [], set()
    for i, (cell, when) in enumerate(zip(labels, parsed.values, strict=True)):
        label = " ".join(cell.split())
        if when is None:
            fault = f"{one_line(dates[i], 40)!r} is not a date" if not is_blank(dates[i]) else "it has no date"
        else:
            fault = "it has no label" if is_blank(label) else "it is there twice" if (when, label) in seen else ""
        if fault:
            note = f"event of record {table.numbers[i]} of {table.source} left out: {fault}"
            issues.append(issue(Stage.READ, Code.EVENT_LEFT_OUT, note, column="date" if when is None else "label"))
            continue
        seen.add((when, label))
        events.append({"date": when, "label": label})
    frame = pd.DataFrame(events, columns=["date", "label"])
    frame["date"] = pd.to_datetime(frame["date"], utc=True)
    return frame.sort_values(["date", "label"], ignore_index=True), issues
