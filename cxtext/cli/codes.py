"""Exit codes; ``cxtext/guide/batch.md`` lists them."""

from __future__ import annotations

FAILED = 1
USAGE = 2
INPUT = 3
MISSING = 4
GATE_MET = 5
INTERRUPTED = 130
