"""The tables of an analysis: columns, types, keys, values, and issues."""

from __future__ import annotations

from cxtext.schema.columns import TABLES
from cxtext.schema.earlier import CHANGES, Change, complete, is_later_table
from cxtext.schema.frames import (
    DTYPES,
    EXPOSURE_PREFIX,
    GROUP_PREFIX,
    METRIC_PREFIX,
    VOLUME_METRIC,
    active_themes,
    conform,
    empty,
    is_active,
    to_arrow,
)
from cxtext.schema.issues import Code, Issue, IssueKind, Level, Stage, group_issues, is_told, issue, issue_table, read_issues
from cxtext.schema.json_rows import read_row, take, take_mapping
from cxtext.schema.receipt import JoinedSource, Receipt, Source
from cxtext.schema.rules import Values, check_nulls, check_run

__all__ = [
    "CHANGES",
    "DTYPES",
    "EXPOSURE_PREFIX",
    "GROUP_PREFIX",
    "METRIC_PREFIX",
    "TABLES",
    "VOLUME_METRIC",
    "Change",
    "Code",
    "Issue",
    "IssueKind",
    "JoinedSource",
    "Level",
    "Receipt",
    "Source",
    "Stage",
    "Values",
    "active_themes",
    "check_nulls",
    "check_run",
    "complete",
    "conform",
    "empty",
    "group_issues",
    "is_active",
    "is_later_table",
    "is_told",
    "issue",
    "issue_table",
    "read_issues",
    "read_row",
    "take",
    "take_mapping",
    "to_arrow",
]
