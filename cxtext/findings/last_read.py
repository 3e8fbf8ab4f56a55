"""What was read from the analysis that was read last: its report, summary and backlog share it."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from cxtext.findings.rows import AnalysisLike

T = TypeVar("T")


@dataclass(eq=False)
class _Read:
    """What was read of one analysis.

    Parameters
    ----------
    analysis : weakref.ref
    parts : list
        Its manifest and tables: with others in their place it is another analysis.
    results : dict
        What was read, by key.
    """

    analysis: weakref.ref[AnalysisLike]
    parts: list[object]
    results: dict[Hashable, Any] = field(default_factory=dict)

    def is_of(self, analysis: AnalysisLike, parts: list[object]) -> bool:
        """Tell whether this was read of an analysis."""
        same = len(parts) == len(self.parts) and all(one is other for one, other in zip(parts, self.parts, strict=True))
        return same and self.analysis() is analysis


_last: list[_Read] = []


def recall(analysis: AnalysisLike, key: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` gives; the same again when the analysis that was read last is asked for the same key.

    Parameters
    ----------
    analysis : Analysis
        Its tables are never changed in place.
    key : hashable
    make : callable
        Its result must not refer to the analysis, which would never be let go.
    """
    parts: list[object] = [analysis.manifest, *analysis.tables.values()]
    read = _last[0] if _last else None
    if read is None or not read.is_of(analysis, parts):
        read = _Read(weakref.ref(analysis, lambda _: _last.clear()), parts)
        _last[:] = [read]
    if key not in read.results:
        read.results[key] = make()
    return cast("T", read.results[key])
