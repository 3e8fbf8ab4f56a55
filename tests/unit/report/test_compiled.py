"""Compiled templates are kept, and compiled again when their text changes."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from cxtext.report.compiled import TemplateCache


def render(folder: Path) -> str:
    """Render the template of a folder in a new environment."""
    loader = jinja2.FileSystemLoader(folder)
    return (
        jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=TemplateCache(folder)).get_template("page.j2").render()
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a template, beside which Python may write."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "page.j2").write_text("one", encoding="utf-8")
    return tmp_path


def test_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert render(folder) == "one"
    (kept,) = (folder / "__pycache__").iterdir()
    assert kept.suffix == ".pyc"
    monkeypatch.setattr(jinja2.Environment, "compile", None)  # nothing is compiled the second time
    assert render(folder) == "one"


def test_compiled_again_when_it_changes(folder: Path) -> None:
    render(folder)
    (folder / "page.j2").write_text("two", encoding="utf-8")
    assert render(folder) == "two"


def test_compiled_again_by_another_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render(folder)
    (kept,) = (folder / "__pycache__").iterdir()
    before = kept.read_bytes()
    monkeypatch.setattr("cxtext.report.compiled.__version__", "another")
    assert render(folder) == "one"
    assert kept.read_bytes() != before


def test_damaged_file(folder: Path) -> None:
    render(folder)
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(kept.read_bytes()[:40])
    assert render(folder) == "one"


def test_nothing_written_where_python_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert render(folder) == "one"
    assert not (folder / "__pycache__").exists()
