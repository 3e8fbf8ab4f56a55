"""The picture of the README can be taken again."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

from e2e.picture import HEIGHT, WIDTH, take_picture
from fixtures.analysis import make_analysis

from cxtext.report import render_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_the_picture_is_the_top_of_a_report(browser: Browser, tmp_path: Path):
    report = tmp_path / "report.html"
    report.write_text(render_html(make_analysis()), encoding="utf-8")
    take_picture(browser, report, tmp_path / "report.png")
    data = (tmp_path / "report.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (WIDTH, HEIGHT)
    assert len(data) > 20_000
