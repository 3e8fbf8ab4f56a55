"""Files beside the input: joined tables, tables in long format, events and efforts; and the gate of consent."""

from __future__ import annotations

from cxtext.readers.extras.consent import withhold
from cxtext.readers.extras.efforts import match_efforts, read_efforts
from cxtext.readers.extras.events import read_events
from cxtext.readers.extras.join import join_tables, normalize_key
from cxtext.readers.extras.long import pivot_long

__all__ = [
    "join_tables",
    "match_efforts",
    "normalize_key",
    "pivot_long",
    "read_efforts",
    "read_events",
    "withhold",
]
