"""Read survey exports and other dumps of feedback into one table of responses."""

from __future__ import annotations

from cxtext.readers.cells import RawTable, parse_number, readings
from cxtext.readers.examples import read_examples
from cxtext.readers.extras import match_efforts, read_efforts, read_events
from cxtext.readers.files import Tabular, check_encoding, parse_delimiter, read_table
from cxtext.readers.read import ReadResult, inspect_source, read_responses

__all__ = [
    "RawTable",
    "ReadResult",
    "Tabular",
    "check_encoding",
    "inspect_source",
    "match_efforts",
    "parse_delimiter",
    "parse_number",
    "read_efforts",
    "read_events",
    "read_examples",
    "read_responses",
    "read_table",
    "readings",
]
