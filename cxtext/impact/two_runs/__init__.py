"""What changed between two runs: shares, and the part of a metric that goes with each theme."""

from __future__ import annotations

from cxtext.impact.two_runs.bridge import NO_INTERVAL, Bridge, build_bridge, observe_run
from cxtext.impact.two_runs.shares import SPREAD, compare_shares, difference_limits, observe_shares
from cxtext.impact.two_runs.wave_bridge import bridge_waves
from cxtext.impact.two_runs.wave_changes import compare_waves

__all__ = [
    "NO_INTERVAL",
    "SPREAD",
    "Bridge",
    "bridge_waves",
    "build_bridge",
    "compare_shares",
    "compare_waves",
    "difference_limits",
    "observe_run",
    "observe_shares",
]
