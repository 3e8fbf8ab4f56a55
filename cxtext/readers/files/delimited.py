"""Delimited text to records: the strict parser first, line by line repair where it fails."""

from __future__ import annotations

import csv
import io
from threading import Lock

from cxtext.readers.files.dialect import Dialect
from cxtext.readers.files.repair import LINES, Repair
from cxtext.schema import Issue

Record = list[str]
_LIMIT_LOCK = Lock()


def parse(text: str, dialect: Dialect) -> tuple[list[Record], list[Issue]]:
    r"""Cut text into records of cells; blank lines give empty records.

    Parameters
    ----------
    text : str
    dialect : Dialect

    Returns
    -------
    records : list of list of str
    issues : list of Issue
        One line for every record that needed repair.

    >>> parse('id;why\n1;"slow; buggy"\n', Dialect(";"))[0]
    [['id', 'why'], ['1', 'slow; buggy']]
    """
    if not dialect.delimiter:
        return _parse_single(text), []
    records = _parse_strict(text, dialect)
    for escape in ("\\", "\x00"):
        # Some tools write \\" for a quote inside quotes; other backslashes are part of the text and stay.
        if records is None and escape + dialect.quote in text:
            records = _parse_strict(text.replace(escape + dialect.quote, dialect.quote * 2), dialect)
    return (records, []) if records is not None else Repair(text, dialect).records()


def _parse_single(text: str) -> list[Record]:
    """Read a file of one column: quoted cells if they are well formed, else plain lines."""
    records = _parse_strict(text, Dialect("\x1c")) if '"' in text else None
    if records is not None:
        return records
    return [[line.rstrip("\r\n")] if line.strip() else [] for line in LINES.findall(text)]


def _parse_strict(text: str, dialect: Dialect) -> list[Record] | None:
    """Parse well-formed text, or return None."""
    # The csv module's size limit for a cell is a global; it is lifted only while this parser runs.
    with _LIMIT_LOCK:
        limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))
        try:
            return list(
                csv.reader(
                    io.StringIO(text, newline=""),
                    delimiter=dialect.delimiter,
                    quotechar=dialect.quote,
                    skipinitialspace=dialect.skip_space,
                    strict=True,
                )
            )
        except csv.Error:
            return None
        finally:
            csv.field_size_limit(limit)
