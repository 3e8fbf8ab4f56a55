"""``cxtext themes RUN``: list, show, teach."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxtext import Analysis

Cli = Callable[..., Any]


def test_list_names_every_theme_and_its_parts_after_it(cxtext_cli: Cli, saved_run: Path):
    themes = Analysis.load(saved_run).themes
    done = cxtext_cli("themes", saved_run, "list")
    assert done.code == 0, done.err
    header, *rows, note = done.out.splitlines()
    assert len(rows) == len(themes) and "what it is" in header and note.startswith("Shares of themes are of the ")
    for row in themes.itertuples():
        assert f"{row.theme_id}  " in done.out and row.label in done.out
    data = cxtext_cli("themes", saved_run, "list", "--json").document["data"]
    assert [row["theme_id"] for row in data["themes"]] == themes["theme_id"].tolist()


def test_topics_of_the_catalogue_are_shown(cxtext_cli: Cli, saved_run: Path):
    rows = cxtext_cli("themes", saved_run, "list", "--json").document["data"]["themes"]
    topics = {row["theme_id"]: row["topic"] for row in rows}
    assert {"price", "customer-service"} <= set(topics.values())
    lines = {line.split()[0]: line for line in cxtext_cli("themes", saved_run, "list").out.splitlines()}
    assert all(lines[theme_id].endswith(topic) for theme_id, topic in topics.items() if topic)
    (price,) = (theme_id for theme_id, topic in topics.items() if topic == "price")
    assert "topic:       price\n" in cxtext_cli("themes", saved_run, "show", price).out


def test_show_says_why(cxtext_cli: Cli, saved_run: Path):
    analysis = Analysis.load(saved_run)
    done = cxtext_cli("themes", saved_run, "show", "T001", "--json")
    data = done.document["data"]
    texts = analysis.units.set_index("unit_id")["text"]
    assert data["exemplars"] == [texts[unit] for unit in data["exemplar_ids"]]
    assert {near["theme_id"] for near in data["nearest"]} <= set(analysis.themes["theme_id"]) - {"T001"}
    assert [near["cosine"] for near in data["nearest"]] == sorted((near["cosine"] for near in data["nearest"]), reverse=True)
    text = cxtext_cli("themes", saved_run, "show", "T001").out
    for part in (data["label"], data["exemplars"][0], f"{data['stability']:.2f} of 1", data["keyphrases"][0]):
        assert part in text
    for theme_id in analysis.themes["theme_id"]:
        assert cxtext_cli("themes", saved_run, "show", theme_id).code == 0


def test_what_speaks_against_an_edit_is_said_before_it_is_saved(
    cxtext_cli: Cli, saved_run: Path, monkeypatch: pytest.MonkeyPatch
):
    def stop(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cxtext.pipeline.ThemeEdits.apply", stop)
    done = cxtext_cli("themes", saved_run, "rename", "T001", "Zeppelin")
    assert done.code == 130
    assert "warning: none of the" in done.err and "Zeppelin" in done.err
    assert Analysis.load(saved_run).model.edits.entries == ()


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("show", "T01"), 2, "Did you mean 'T001'"),
        (("teach", "T99", "--examples", "more.txt", "-o", "new"), 2, "no theme 'T99' in this run"),
        (("teach", "T001", "-o", "new"), 2, "--examples"),
        (("move", "T001"), 2, "See: cxtext themes RUN move --help"),
        (("teach", "T001", "--examples", "none.txt", "-o", "new"), 3, "none.txt"),
        (("teach", "T001", "--examples", "blank.txt", "-o", "new"), 2, "no example says anything"),
        (("teach", "T001", "--examples", "latin.txt", "-o", "new"), 3, "not UTF-8"),
        (("teach", "T001", "--examples", "more.txt", "-o", "run"), 1, "exists already"),
    ],
)
def test_what_goes_wrong_is_named_and_nothing_is_written(
    cxtext_cli: Cli, working_folder: Path, saved_run: Path, args: tuple[str, ...], code: int, message: str
):
    Path("blank.txt").write_text("\n \n", encoding="utf-8")
    Path("more.txt").write_text("I cannot sign in\n", encoding="utf-8")
    Path("latin.txt").write_bytes(b"caf\xe9\n")
    done = cxtext_cli("themes", saved_run.name, *args)
    assert (done.code, message in done.err) == (code, True), done.err
    assert not Path("new").exists()


def test_show_takes_a_label_whatever_its_case(cxtext_cli: Cli, saved_run: Path):
    row = Analysis.load(saved_run).themes.iloc[0]
    done = cxtext_cli("themes", saved_run, "show", f" {row['label'].upper()}  ", "--json")
    assert done.code == 0 and done.document["data"]["theme_id"] == row["theme_id"]
    wrong = cxtext_cli("themes", saved_run, "show", row["label"][:-1] + "q")
    assert wrong.code == 2 and f"Did you mean {row['label']!r}?" in wrong.err


def test_a_sub_theme_cannot_be_taught_and_the_hint_names_its_theme(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    labels = Analysis.load(saved_run).themes.set_index("theme_id")["label"]
    assert cxtext_cli("themes", saved_run.name, "merge", "T001", "T002").code == 0
    Path("more.txt").write_text("I cannot sign in\n", encoding="utf-8")
    for name in ("T002", labels["T002"].lower()):
        done = cxtext_cli("themes", saved_run.name, "teach", name, "--examples", "more.txt", "-o", "new")
        assert done.code == 2, done.err
        assert f"is a sub-theme of T001 {labels['T001']!r}" in done.err
        assert "Give the theme: T001" in done.err


def test_themes_are_edited_in_place_tried_first_and_taken_back(cxtext_cli: Cli, working_folder: Path, saved_run: Path):
    before = Analysis.load(saved_run)
    labels = before.themes.set_index("theme_id")["label"]
    tried = cxtext_cli("themes", "run", "merge", "T001", "T002", "--name", "Costs and access", "--dry-run", "--json")
    assert tried.code == 0, tried.err
    assert tried.document["data"]["run"] is None and not Analysis.load(saved_run).model.edits.entries
    (gone,) = (one for one in tried.document["data"]["changes"] if one["theme_id"] == "T002")
    assert gone["rank"][1] == "–"
    done = cxtext_cli("themes", "run", "merge", "T001", "T002", "--name", "Costs and access", "--by", "Ana")
    assert [line.split(":")[0] for line in done.out.splitlines()[:2]] == ["merge", "rename"]
    assert done.code == 0 and "Undo: cxtext themes run undo" in done.err, done.err
    after = Analysis.load(saved_run)
    assert after.themes.set_index("theme_id").loc["T001", "label"] == "Costs and access"
    assert "Costs and access" in (saved_run / "report.html").read_text(encoding="utf-8")
    log = cxtext_cli("themes", "run", "log")
    assert [line.split()[2:4] for line in log.out.splitlines()[1:]] == [["Ana", "merge"], ["Ana", "rename"]]
    for _ in range(2):
        assert cxtext_cli("themes", "run", "undo").code == 0
    taken_back = cxtext_cli("themes", "run", "log").out
    assert "of 2 (rename: theme T001, “" in taken_back and "” → “Costs and access”)" in taken_back
    assert "of 1 (merge: themes T001 “" in taken_back
    again = Analysis.load(saved_run)
    assert again.themes.set_index("theme_id")["label"].to_dict() == labels.to_dict()
    assert cxtext_cli("themes", "run", "log").out.count("taken back") == 2
    assert cxtext_cli("themes", "run", "undo").code == 2
    assert cxtext_cli("themes", "run", "redo", "-o", "other").code == 0
    assert len(Analysis.load(Path("other")).model.edits.effective) == 1
    assert not Analysis.load(saved_run).model.edits.effective


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("merge", "T001"), "name a theme beside"),
        (("split", "T001"), "has no parts to make themes of"),
        (("split", "T001", "--words", "slow"), "the new theme needs a name"),
        (("split", "T001", "T002", "--words", "slow", "--name", "x"), "not by several at once"),
        (("move", "r1#99", "r1#98", "--to", "T002"), "neither an opinion of this run"),
        (("rename", "T001", " "), "1 to 200 characters"),
        (("redo",), "no undo to take back"),
    ],
)
def test_an_edit_that_cannot_be_made_changes_nothing(
    cxtext_cli: Cli, working_folder: Path, saved_run: Path, args: tuple[str, ...], message: str
):
    manifest = (saved_run / "manifest.json").read_bytes()
    done = cxtext_cli("themes", "run", *args)
    assert (done.code, message in done.err) == (2, True), done.err
    assert (saved_run / "manifest.json").read_bytes() == manifest


def test_a_folder_that_is_no_run_is_named(cxtext_cli: Cli, working_folder: Path):
    assert cxtext_cli("themes", "nothing", "list").code == 3


def test_teach_makes_a_new_run(cxtext_cli: Cli, working_folder: Path, saved_run: Path, monkeypatch: pytest.MonkeyPatch):
    lines = ["Exporting reports to Excel is slow", "Exporting the report takes ages"]
    Path("more.txt").write_text("\n".join(lines), encoding="utf-8")
    Path("more.csv").write_text("opinion,n\n" + "".join(f"{line},1\n" for line in lines), encoding="utf-8")
    done = cxtext_cli("themes", "run", "teach", "T001", "--examples", "more.txt", "-o", "run2", "--json")
    assert done.code == 0, done.err
    assert done.document["data"]["taught"] == {"T001": 2}
    assert "T001" in done.document["data"]["message"]
    first = Analysis.load("run2")
    table = cxtext_cli("themes", "run", "teach", "T001", "--examples", "more.csv", "--text-column", "opinion", "-o", "run3")
    assert table.code == 0, table.err
    assert table.out.startswith("T001 (")
    assert Analysis.load("run3").tables["assignments"].equals(first.tables["assignments"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode())))
    piped = cxtext_cli("themes", "run", "teach", "T001", "--examples", "-", "-o", "run4")
    assert piped.code == 0, piped.err
    assert Analysis.load("run4").tables["assignments"].equals(first.tables["assignments"])
    assert cxtext_cli("themes", "run2", "list").code == 0
    assert (saved_run / "manifest.json").is_file()
