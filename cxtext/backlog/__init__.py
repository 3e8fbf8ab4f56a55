"""Items for trackers: what a finding becomes as a ticket, and the exporters that write it."""

from __future__ import annotations

from cxtext.backlog.items import build_items

__all__ = [
    "build_items",
]
