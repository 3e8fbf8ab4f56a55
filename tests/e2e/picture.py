"""Make the picture of the README anew: ``make picture``, when the report has changed.

The picture shows the top of the demo's report, as a Chromium draws it. It is drawn in few colours, so that it stays small.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from cxtext.cli import main
from cxtext.guide import __file__ as guide

TARGET = Path(guide).with_name("report.png")
#: Pixels of the page that are shown.
WIDTH, HEIGHT = 1100, 780


def take_picture(report: Path, target: Path) -> None:
    """Write the top of a report to a PNG file."""
    from e2e.test_report import FLAGS, find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(report.resolve().as_uri())
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        if code := main(["demo", "-o", str(run), "--no-progress", "-q"]):
            sys.exit(code)
        take_picture(run / "report.html", TARGET)
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")
