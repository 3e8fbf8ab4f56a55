"""What a column is: text, metric, date, group, id or unused, and why."""

from __future__ import annotations

from cxtext.readers.columns.answer_words import comma_notes
from cxtext.readers.columns.metrics import Guess
from cxtext.readers.columns.options import Options
from cxtext.readers.columns.profile import ColumnProfile, profile_column
from cxtext.readers.columns.role import Roles
from cxtext.readers.columns.roles import assign_roles
from cxtext.readers.columns.ticks import TickBox

__all__ = [
    "ColumnProfile",
    "Guess",
    "Options",
    "Roles",
    "TickBox",
    "assign_roles",
    "comma_notes",
    "profile_column",
]
