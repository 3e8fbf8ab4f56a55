"""Exporters, one file each. They are loaded by the name that :mod:`cxtext.plugins` lists, so that none is imported in vain."""

from __future__ import annotations

from cxtext.backlog.exporters.base import Exporter, load_exporter, render_csv

__all__ = [
    "Exporter",
    "load_exporter",
    "render_csv",
]
