"""The guide: pages in Markdown that come with the package, for people who use it."""

from __future__ import annotations

from cxtext.guide.pages import SECTIONS, GuidePage, list_pages, read_page

__all__ = ["SECTIONS", "GuidePage", "list_pages", "read_page"]
