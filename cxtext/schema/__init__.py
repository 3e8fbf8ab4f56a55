"""The tables of an analysis: columns, types, keys, values, and issues."""

from __future__ import annotations

from cxtext.schema.columns import TABLES
from cxtext.schema.frames import (
    DTYPES,
    EXPOSURE_PREFIX,
    GROUP_PREFIX,
    METRIC_PREFIX,
    VOLUME_METRIC,
    conform,
    empty,
    to_arrow,
)
from cxtext.schema.issues import Code, Issue, Level, Stage, issue, issue_table, read_issues
from cxtext.schema.rules import check_nulls, check_run

__all__ = [
    "DTYPES",
    "EXPOSURE_PREFIX",
    "GROUP_PREFIX",
    "METRIC_PREFIX",
    "TABLES",
    "VOLUME_METRIC",
    "Code",
    "Issue",
    "Level",
    "Stage",
    "check_nulls",
    "check_run",
    "conform",
    "empty",
    "issue",
    "issue_table",
    "read_issues",
    "to_arrow",
]
