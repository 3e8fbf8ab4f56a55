"""What changed between two runs: shares, and the part of a metric that goes with each theme."""

from __future__ import annotations

from cxtext.impact.two_runs.bridge import NO_INTERVAL, Bridge, build_bridge, observe_run
from cxtext.impact.two_runs.shares import SPREAD, compare_shares, difference_limits, observe_shares

__all__ = [
    "NO_INTERVAL",
    "SPREAD",
    "Bridge",
    "build_bridge",
    "compare_shares",
    "difference_limits",
    "observe_run",
    "observe_shares",
]
