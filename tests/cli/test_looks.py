"""The looks of a report from the command line: flags, a file, and what the run keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


def test_a_report_is_rendered_with_other_looks_and_the_run_keeps_its_own(cxtext_cli: Cli, saved_run: Path, tmp_path: Path):
    target = tmp_path / "page.html"
    done = cxtext_cli(
        "report", str(saved_run), "-o", str(target), "--title", "Calls", "--accent", "#00695C", "--numbers", "1.234,5"
    )
    assert done.code == 0
    page = target.read_text(encoding="utf-8")
    assert "<title>Calls · pain points</title>" in page and "--accent: #00695c" in page
    recorded = json.loads((saved_run / "manifest.json").read_text(encoding="utf-8"))["config"]["report"]
    assert recorded == {"title": "", "logo": "", "accent": "", "numbers": "1,234.5"}


def test_a_file_gives_looks_and_a_flag_wins(cxtext_cli: Cli, saved_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("cxtext.toml").write_text('[report]\ntitle = "From the file"\nlogo = "Acme"\n', encoding="utf-8")
    assert cxtext_cli("report", str(saved_run), "-o", "a.html").code == 0
    assert cxtext_cli("report", str(saved_run), "-o", "b.html", "--title", "From the flag").code == 0
    a, b = (Path(name).read_text(encoding="utf-8") for name in ("a.html", "b.html"))
    assert "<title>From the file ·" in a and "<title>From the flag ·" in b
    assert all('<p class="logo"><bdi>Acme</bdi></p>' in page for page in (a, b))


@pytest.mark.parametrize("value", ["red", "#ffcc00", "#1d4f91;} body {display: none"])
def test_a_colour_that_cannot_be_used_is_an_error_of_usage(cxtext_cli: Cli, saved_run: Path, tmp_path: Path, value: str):
    done = cxtext_cli("report", str(saved_run), "-o", str(tmp_path / "page.html"), "--accent", value)
    assert done.code == 2 and "--accent" in done.err and not (tmp_path / "page.html").exists()
