"""Take the picture of the README anew: ``make picture``, when the report has changed.

The picture shows the top of the demo's report, as Chromium draws it in light colours.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cxtext.cli import main
from cxtext.guide import __file__ as guide

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TARGET = Path(guide).with_name("report.png")
#: Pixels of the page that are shown.
WIDTH, HEIGHT = 1200, 1060


def take_picture(browser: Browser, report: Path, target: Path) -> None:
    """Write the top of a report to a PNG file."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    page.goto(report.resolve().as_uri())
    page.screenshot(path=target)
    page.close()


def take_demo_picture() -> int:
    """Run the demo and take the picture of its report; return the exit code."""
    from e2e.conftest import FLAGS, find_chromium
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        run = Path(folder) / "run"
        if code := main(["demo", "-o", str(run), "--no-progress", "-q"]):
            return code
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        take_picture(browser, run / "report.html", TARGET)
        browser.close()
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(take_demo_picture())
