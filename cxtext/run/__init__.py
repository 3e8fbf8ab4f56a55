"""One finished analysis, in memory and on disk."""

from __future__ import annotations

from cxtext.run.analysis import Analysis
from cxtext.run.by_response import list_mentions, name_rows, warn_left_out
from cxtext.run.files import FILE_MODE, MASKS, RunOrigin, hash_files
from cxtext.run.folder import (
    OURS,
    check_target,
    fill,
    lock_run,
    name_unfinished,
    remove_unfinished,
    restore_interrupted,
)
from cxtext.run.garbage import collect_seldom
from cxtext.run.log import ProgressCallback, RunLog
from cxtext.run.lookup import find_theme, list_themes
from cxtext.run.manifest import (
    Counts,
    Manifest,
    Model,
    Models,
    build_manifest,
    choose_primary,
    count_rows,
    library_versions,
    record_outcomes,
    recorded_answers,
    recorded_exclusions,
    recorded_outcomes,
)
from cxtext.run.reading import read_once, recall
from cxtext.run.session import CallerRows, Session
from cxtext.run.submissions import (
    Frames,
    Submissions,
    count_mentions,
    count_subthemes,
    find_positions,
    gather_submissions,
    list_opinions,
    list_redraws,
    theme_positions,
)

__all__ = [
    "FILE_MODE",
    "MASKS",
    "OURS",
    "Analysis",
    "CallerRows",
    "Counts",
    "Frames",
    "Manifest",
    "Model",
    "Models",
    "ProgressCallback",
    "RunLog",
    "RunOrigin",
    "Session",
    "Submissions",
    "build_manifest",
    "check_target",
    "choose_primary",
    "collect_seldom",
    "count_mentions",
    "count_rows",
    "count_subthemes",
    "fill",
    "find_positions",
    "find_theme",
    "gather_submissions",
    "hash_files",
    "library_versions",
    "list_mentions",
    "list_opinions",
    "list_redraws",
    "list_themes",
    "lock_run",
    "name_rows",
    "name_unfinished",
    "read_once",
    "recall",
    "record_outcomes",
    "recorded_answers",
    "recorded_exclusions",
    "recorded_outcomes",
    "remove_unfinished",
    "restore_interrupted",
    "theme_positions",
    "warn_left_out",
]
