"""Items for trackers: what a finding becomes as a ticket, and the exporters that write it."""

from __future__ import annotations

from cxtext.backlog.codebook import list_exported
from cxtext.backlog.exporters import Exporter, load_exporter
from cxtext.backlog.items import Item, build_items

__all__ = [
    "Exporter",
    "Item",
    "build_items",
    "list_exported",
    "load_exporter",
]
