"""A real Chromium for the tests of pages: one browser for all of them, and a page that notes what must not happen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

Viewer = Callable[..., "Page"]


def find_chromium() -> str | None:
    """Return a Chromium on this machine: the variable CHROMIUM, or one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install 'cxtext[dev]'")
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, or set CHROMIUM")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def view(browser: Browser) -> Iterator[Viewer]:
    """Open a file; at the end nothing may have been fetched, refused by the policy, or thrown."""
    faults: list[str] = []
    pages: list[Page] = []

    def note_request(request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            faults.append(f"request: {request.url}")

    def note_dialog(dialog: Any) -> None:
        faults.append("dialog")
        dialog.dismiss()

    def open_file(path: Path, *, width: int = 1400, anchor: str = "", **options: Any) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", note_dialog)
        page.on("request", note_request)
        page.goto(path.as_uri() + anchor)
        pages.append(page)
        return page

    yield open_file
    for page in pages:
        page.close()
    assert not faults
