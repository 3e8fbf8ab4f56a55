"""The picture of the README can be taken again."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from e2e.picture import HEIGHT, WIDTH, take_picture
from e2e.test_report import find_chromium
from fixtures.analysis import make_analysis

from cxtext.report import render_html


def test_the_picture_is_the_top_of_a_report(tmp_path: Path):
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install 'cxtext[dev]'")
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium, or set CHROMIUM")
    report = tmp_path / "report.html"
    report.write_text(render_html(make_analysis()), encoding="utf-8")
    take_picture(report, tmp_path / "report.png")
    data = (tmp_path / "report.png").read_bytes()
    assert struct.unpack(">II", data[16:24]) == (WIDTH, HEIGHT)
    assert len(data) > 20_000
