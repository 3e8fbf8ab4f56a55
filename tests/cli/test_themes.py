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
    assert len(done.out.splitlines()) == len(themes) + 1
    for row in themes.itertuples():
        assert f"{row.theme_id}  " in done.out and row.label in done.out
    data = cxtext_cli("themes", saved_run, "list", "--json").document["data"]
    assert [row["theme_id"] for row in data["themes"]] == themes["theme_id"].tolist()


def test_topics_of_the_catalogue_are_shown(cxtext_cli: Cli, saved_run: Path):
    rows = cxtext_cli("themes", saved_run, "list", "--json").document["data"]["themes"]
    topics = {row["theme_id"]: row["topic"] for row in rows}
    assert {"price", "customer-service"} <= set(topics.values())
    lines = {line.split()[0]: line for line in cxtext_cli("themes", saved_run, "list").out.splitlines()}
    assert all(lines[theme_id].endswith(topic or "cause") for theme_id, topic in topics.items())
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


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("show", "T01"), 2, "Did you mean 'T001'"),
        (("teach", "T99", "--examples", "more.txt", "-o", "new"), 2, "no theme 'T99' in this run"),
        (("teach", "T001", "-o", "new"), 2, "--examples"),
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
    analysis = Analysis.load(saved_run)
    themes = analysis.tables["themes"]
    whole = themes.iloc[0]
    part = {**whole, "theme_id": "T001.9", "label": "Two-factor code", "parent_id": whole["theme_id"]}
    analysis.tables["themes"] = type(themes)([*themes.to_dict("records"), part])[list(themes.columns)]
    analysis.save(saved_run, force=True)
    Path("more.txt").write_text("I cannot sign in\n", encoding="utf-8")
    for name in (part["theme_id"], part["label"].lower()):
        done = cxtext_cli("themes", saved_run.name, "teach", name, "--examples", "more.txt", "-o", "new")
        assert done.code == 2, done.err
        assert f"is a sub-theme of {whole['theme_id']} {whole['label']!r}" in done.err
        assert f"Give the theme: {whole['theme_id']}" in done.err


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
