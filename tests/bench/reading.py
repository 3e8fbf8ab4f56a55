"""Polluted delimited files, read by cxtext and by libraries that guess a dialect: right tables, and cells lost without a word.

``CXTEXT_TABLES=... python -m tests.bench.reading`` prints the table of ``reading.md``. The folder holds ``pollock`` (csv and
clean, of https://github.com/HPI-Information-Systems/Pollock) and ``csv_spectrum`` (https://github.com/maxogden/csv-spectrum).
A library that is not installed is left out.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cxtext.errors import CxtextError
from cxtext.readers import read_table
from cxtext.settings import InputConfig

Rows = list[list[str]]


@dataclass(frozen=True)
class Case:
    """A file, and the records it holds; ``header`` is None where it has none or where it is made of several lines."""

    path: Path
    header: list[str] | None
    rows: Rows
    others_follow: bool = False


@dataclass(frozen=True)
class Reading:
    """What came out: the header, the records, and whether anything was said that a record is not as it stands in the file."""

    header: list[str]
    rows: Rows
    told: bool = False


def read_by_cxtext(path: Path) -> Reading:
    """Return what cxtext reads; it tells what it leaves out as issues with a row or a warning."""
    table = read_table(path, InputConfig())
    return Reading(table.columns, table.rows, any(issue.row is not None or issue.level == "warning" for issue in table.issues))


def read_by_pandas(path: Path) -> Reading:
    """Return what pandas reads by itself."""
    return _from_frame(_pandas().read_csv(path, dtype=str, keep_default_na=False))


def read_by_pandas_sniffer(path: Path) -> Reading:
    """Return what pandas reads when it is asked to find the delimiter."""
    return _from_frame(_pandas().read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python"))


def read_by_duckdb(path: Path) -> Reading:
    """Return what DuckDB's sniffer makes of it."""
    import duckdb  # type: ignore[import-not-found]

    found = duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar = true)")
    return Reading(list(found.columns), [["" if cell is None else cell for cell in row] for row in found.fetchall()])


def read_by_clevercsv(path: Path) -> Reading:
    """Return what CleverCSV's dialect makes of it; it has no notion of a header."""
    import clevercsv  # type: ignore[import-not-found]

    records = clevercsv.read_table(str(path))
    return Reading(records[0] if records else [], records[1:])


READERS: dict[str, tuple[str, Callable[[Path], Reading]]] = {
    "cxtext": ("cxtext", read_by_cxtext),
    "pandas": ("pandas", read_by_pandas),
    "pandas, sep=None": ("pandas", read_by_pandas_sniffer),
    "DuckDB's sniffer": ("duckdb", read_by_duckdb),
    "CleverCSV": ("clevercsv", read_by_clevercsv),
}


def _pandas() -> Any:
    """Return pandas."""
    import pandas

    return pandas


def _from_frame(frame: Any) -> Reading:
    """Return a data frame as records of text."""
    return Reading([str(name) for name in frame.columns], [[str(cell) for cell in row] for row in frame.to_numpy().tolist()])


def find_cases(folder: Path) -> Iterator[Case]:
    """Yield the files of both collections with what they hold."""
    for path in sorted((folder / "pollock" / "csv").glob("*.csv")):
        with (folder / "pollock" / "clean" / path.name).open(newline="", encoding="utf-8") as file:
            records = [record for record in csv.reader(file) if record]
        headless = "no_header" in path.name
        header = None if headless or "multirow" in path.name or not records else records[0]
        yield Case(path, header, records if headless else records[1:], "multitable" in path.name)
    for path in sorted((folder / "csv_spectrum" / "csvs").glob("*.csv")):
        text = (folder / "csv_spectrum" / "json" / f"{path.stem}.json").read_text("utf-8", "replace")
        records = json.loads(text)
        records = records if isinstance(records, list) else [records]
        yield Case(path, list(records[0]), [[str(cell) for cell in record.values()] for record in records])


def judge(case: Case, read: Callable[[Path], Reading]) -> tuple[str, int]:
    """Return ``right``, ``refused`` or ``wrong``, and how many cells stand nowhere in what was read, without a word."""
    try:
        reading = read(case.path)
    except Exception as error:
        # A file without any record is rightly refused; a fault of the library is not told from a refusal of its input.
        expected = not case.rows and (isinstance(error, CxtextError) or type(error).__name__ == "EmptyDataError")
        return ("right" if expected else "refused"), 0
    rows = [_plain(row) for row in reading.rows]
    wanted = [_plain(row) for row in case.rows]
    same_header = case.header is None or _plain(reading.header) == _plain(case.header)
    same_rows = rows[: len(wanted)] == wanted if case.others_follow else rows == wanted
    if same_header and same_rows:
        return "right", 0
    everything = "\x1f".join(cell for row in [_plain(reading.header), *rows] for cell in row)
    return "wrong", 0 if reading.told else sum(bool(cell) and cell not in everything for row in wanted for cell in row)


def _plain(row: list[str]) -> list[str]:
    """Return a record without the blank cells at its end and the blanks around cells, with one kind of line end."""
    cells = [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def measure() -> dict[str, Any]:
    """Return how many files each reader gets right, refuses, and gets wrong, and the cells it loses without a word."""
    if "CXTEXT_TABLES" not in os.environ:
        raise FileNotFoundError("CXTEXT_TABLES names no folder of polluted files")
    cases = list(find_cases(Path(os.environ["CXTEXT_TABLES"])))
    figures: dict[str, Any] = {"files": len(cases)}
    for name, (module, read) in READERS.items():
        if find_spec(module) is None:
            continue
        verdicts = {case.path.name: judge(case, read) for case in cases}
        counts = Counter(verdict for verdict, _ in verdicts.values())
        figures[name] = {
            "right": counts["right"],
            "refused": counts["refused"],
            "wrong": counts["wrong"],
            "cells lost in silence": sum(n for _, n in verdicts.values()),
            "not right": sorted(path for path, (verdict, _) in verdicts.items() if verdict != "right"),
        }
    return figures


def main() -> None:
    """Print the table."""
    figures = measure()
    sys.stdout.write("| reader | right | refused | wrong | cells lost in silence | not right |\n|---|---|---|---|---|---|\n")
    for name, one in figures.items():
        if isinstance(one, dict):
            counts = " | ".join(str(one[key]) for key in ("right", "refused", "wrong", "cells lost in silence"))
            sys.stdout.write(f"| {name} | {counts} | {', '.join(one['not right'])} |\n")


if __name__ == "__main__":
    main()
