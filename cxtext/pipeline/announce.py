"""What went wrong in an analysis, as warnings of Python: a notebook shows them, a program can stop at them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from cxtext.errors import AnalysisWarning
from cxtext.schema import group_issues, is_told, read_issues

if TYPE_CHECKING:
    from cxtext.run import Analysis


def announce(analysis: Analysis, *, stacklevel: int = 1) -> None:
    """Warn once for each kind of issue that is a warning or worse, or a note that changes what numbers mean.

    Parameters
    ----------
    analysis : Analysis
    stacklevel : int
        As :func:`warnings.warn` has it, counted from the caller.
    """
    troubles = [one for one in read_issues(analysis.issues) if is_told(one.level, one.code)]
    for kind in group_issues(troubles):
        warnings.warn(AnalysisWarning(f"{kind.text} [{kind.first.code}]", kind.first.code), stacklevel=stacklevel + 1)
