"""Whether a fix changed a theme and its cost."""

from __future__ import annotations

from cxtext.studies.fixes.fix import measure_fix
from cxtext.studies.fixes.periods import read_date

__all__ = [
    "measure_fix",
    "read_date",
]
