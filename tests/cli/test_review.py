"""``cxtext review``, ``cxtext themes RUN suggest`` and ``labels``."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
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


class Interrupted:
    """What a person types, while somebody else does something before the last key."""

    def __init__(self, keys: str, meanwhile: Callable[[], object]) -> None:
        self.keys, self.meanwhile = keys, meanwhile

    def isatty(self) -> bool:
        return False

    def __iter__(self) -> Iterator[str]:
        yield from self.keys[:-1]
        self.meanwhile()
        yield self.keys[-1]


def test_answers_go_on_top_of_what_somebody_else_saved_meanwhile(
    cxtext_cli: Cli, saved_run: Path, monkeypatch: pytest.MonkeyPatch
):
    ids = Analysis.load(saved_run).model.theme_ids

    def merge() -> None:
        Analysis.load(saved_run).edit(by="Ben").merge(ids[0], ids[1]).rename(ids[2], "By Ben").apply().save(saved_run, force=True)

    monkeypatch.setattr(sys, "stdin", Interrupted("yy0yy1yyq", merge))
    done = cxtext_cli("review", saved_run, "--by", "Ann", "--json")
    assert done.code == 0, done.err
    assert "was edited by somebody else meanwhile. Their edits stay, 8 answers put on top" in " ".join(done.err.split())
    edited = Analysis.load(saved_run)
    by = [entry.by for entry in edited.model.edits.entries]
    assert by[:2] == ["Ben", "Ben"] and set(by[2:]) == {"Ann"}
    assert "By Ben" in set(edited.themes["label"])
    keys = {key for entry in edited.model.edits.entries for key in getattr(entry.edit, "keys", ())}
    assert len(keys) == 8


def test_answers_on_a_run_that_was_made_again_are_saved_beside_it(
    cxtext_cli: Cli, saved_run: Path, monkeypatch: pytest.MonkeyPatch
):
    other = Analysis.load(saved_run)
    memory = replace(other.model.memory, keys=other.model.memory.keys[::-1].copy())
    other = replace(other, model=replace(other.model, items=other.model.items[::-1], memory=memory), origin=None)
    monkeypatch.setattr(sys, "stdin", Interrupted("yyq", lambda: other.save(saved_run, force=True)))
    done = cxtext_cli("review", saved_run, "--json")
    assert done.code == 0 and "The answers were saved as a run of their own instead" in done.err
    beside = Path(done.document["data"]["run"])
    assert beside.name == "run-answers" and len(Analysis.load(beside).model.edits.entries) == 3


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
