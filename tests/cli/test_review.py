"""``cxtext review``, ``cxtext themes RUN suggest`` and ``labels``."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxtext import Analysis

Cli = Callable[..., Any]


def type_in(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    """Let a person type these keys, a line each."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{key}\n" for key in keys)))


def test_answers_are_written_and_give_precision(
    cxtext_cli: Cli, saved_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    type_in(monkeypatch, "y1u0ysbyn1?q")
    target = tmp_path / "reviewed"
    done = cxtext_cli("review", saved_run, "-o", target, "--json", "--by", "Ann")
    assert done.code == 0, done.err
    assert "Taken back." in done.err and "Which one, then?" in done.err
    data = done.document["data"]
    assert [one["verdict"] for one in data["answers"]] == ["right", "none", "right", "skip", "either", "right", "theme"]
    assert data["answers"][0]["asked"] == data["answers"][4]["asked"] == "random"
    edited = Analysis.load(target)
    assert {entry.by for entry in edited.model.edits.entries} == {"Ann"}
    assert edited.model.edits.entries[-1].edit.kind == "learn"
    table = cxtext_cli("themes", target, "labels", "--json").document["data"]["themes"]
    assert table[-1]["label"] == "all opinions" and table[-1]["n_labels"] == 6
    assert cxtext_cli("themes", target, "labels").out.splitlines()[-1].startswith("all opinions")


def test_no_answer_changes_nothing(cxtext_cli: Cli, saved_run: Path, monkeypatch: pytest.MonkeyPatch):
    before = {path: path.read_bytes() for path in saved_run.rglob("*") if path.is_file()}
    type_in(monkeypatch, "sq")
    done = cxtext_cli("review", saved_run)
    assert done.code == 0 and "nothing was changed" in done.out
    assert {path: path.read_bytes() for path in saved_run.rglob("*") if path.is_file()} == before
    assert cxtext_cli("themes", saved_run, "labels").out.startswith("Nobody has answered")


def test_suggest_names_the_run_in_its_commands(cxtext_cli: Cli, saved_run: Path):
    done = cxtext_cli("themes", saved_run, "suggest", "--json")
    assert done.code == 0, done.err
    suggestions = done.document["data"]["suggestions"]
    text = cxtext_cli("themes", saved_run, "suggest").out
    assert text.count(f"cxtext themes {saved_run}") == len(suggestions)
