"""From bytes to text cells: encodings, delimiters and file formats."""

from __future__ import annotations

from cxtext.readers.files.archive import check_archive
from cxtext.readers.files.delimited import parse
from cxtext.readers.files.dialect import Dialect, parse_delimiter, sniff, take_declared
from cxtext.readers.files.duplicates import check_duplicates
from cxtext.readers.files.encoding import check_encoding, decode
from cxtext.readers.files.excel import read_workbook
from cxtext.readers.files.grid import build_table
from cxtext.readers.files.parquet import to_text
from cxtext.readers.files.read import Tabular, as_list, read_table, read_tables

__all__ = [
    "Dialect",
    "Tabular",
    "as_list",
    "build_table",
    "check_archive",
    "check_duplicates",
    "check_encoding",
    "decode",
    "parse",
    "parse_delimiter",
    "read_table",
    "read_tables",
    "read_workbook",
    "sniff",
    "take_declared",
    "to_text",
]
