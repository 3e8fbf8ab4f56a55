"""What went wrong in an analysis, as warnings of Python: a notebook shows them, a program can stop at them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from cxtext.errors import AnalysisWarning
from cxtext.schema import Code, Level, group_issues, read_issues

if TYPE_CHECKING:
    from cxtext.run import Analysis

#: Notes that are no trouble but change what numbers mean, so that they are told as well.
TOLD = frozenset({Code.FOREIGN_EMBEDDER})


def announce(analysis: Analysis, *, stacklevel: int = 1) -> None:
    """Warn once for each kind of issue that is a warning or worse, or is one of :data:`TOLD`.

    Parameters
    ----------
    analysis : Analysis
    stacklevel : int
        As :func:`warnings.warn` has it, counted from the caller.
    """
    troubles = [one for one in read_issues(analysis.issues) if one.level != Level.INFO or one.code in TOLD]
    for kind in group_issues(troubles):
        warnings.warn(AnalysisWarning(f"{kind.text} [{kind.first.code}]", kind.first.code), stacklevel=stacklevel + 1)
