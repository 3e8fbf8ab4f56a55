"""Every exporter keeps the same promises: the registered ones, and one that another package registers."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from functools import cache
from importlib import metadata

import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis
from fixtures.workbooks import read_cells

from cxtext import plugins
from cxtext.backlog import Exporter, Item, build_items, load_exporter
from cxtext.errors import ConfigError
from cxtext.findings import AnalysisLike
from cxtext.themes import read_codebook
from cxtext.wording import neutralise


class AcmeExporter:
    """An exporter as another package would write it, with nothing but the items and what protects a cell."""

    kind = "pain"

    def export(self, analysis: AnalysisLike, *, top: int | None = None) -> dict[str, bytes]:
        """Return ``acme.csv``."""
        out = io.StringIO()
        write = csv.writer(out, lineterminator="\n").writerow
        write(["Title", "Description", "Labels"])
        for item in build_items(analysis, top=top, kind=self.kind):
            quotes = [f"“{quote.text}” ({quote.response_id})" for quote in item.quotes]
            write([neutralise(item.label), neutralise("\n".join([*item.facts, *quotes])), item.external_id])
        return {"acme.csv": out.getvalue().encode()}


NAMES = [*plugins.names("cxtext.exporters"), "acme"]
#: A codebook is for the next run, not for a tracker: it names themes by their ids, and holds no numbers and no respondents.
TICKETS = [name for name in NAMES if name != "codebook"]
#: Formats without CSV: of text, and the workbook, whose cells have types of their own.
WITHOUT_TABLE = ("codebook", "markdown", "xlsx")
#: Words and ids that a spreadsheet would run, or that would hide or turn what follows.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+9)*cmd",
    '=HYPERLINK("http://evil.example","click")',
    "\t=1+1",
    "\r=1+1",
    "\x00=1+1",
    "\uff1d1+1",
    "\u202e=1+1",
    '"quoted", with a comma\nand a new line',
    "a bell \x07 and an emoji 🐛",
)
FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u202e]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]\d+)?")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(autouse=True)
def another_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the exporter of another package."""
    ours = metadata.EntryPoint("acme", f"{__name__}:AcmeExporter", "cxtext.exporters")

    def entry_points(**wanted: str) -> list[metadata.EntryPoint]:
        return [ours] if all(getattr(ours, key) == value for key, value in wanted.items()) else []

    monkeypatch.setattr(plugins, "entry_points", entry_points)


@pytest.fixture(params=NAMES)
def exporter(request: pytest.FixtureRequest, another_package: None) -> Exporter:
    return load_exporter(request.param)


@pytest.fixture(params=TICKETS)
def ticket_exporter(request: pytest.FixtureRequest, another_package: None) -> Exporter:
    return load_exporter(request.param)


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return make_analysis()


@cache
def with_words(words: tuple[str, ...]) -> FakeAnalysis:
    """Return an analysis in which whatever people and models wrote is one of some words, ids of responses among it."""
    analysis = make_analysis(n=200)
    tables = {name: frame.copy() for name, frame in analysis.tables.items()}
    themes, responses, units = tables["themes"], tables["responses"], tables["units"]

    def pick(n: int) -> list[str]:
        return [words[i % len(words)] for i in range(n)]

    themes["label"], themes["description"] = pick(len(themes)), pick(len(themes))
    themes["keyphrases"] = [words] * len(themes)
    new_id = {old: f"{word}{i}" for i, (old, word) in enumerate(zip(responses["response_id"], pick(len(responses)), strict=True))}
    responses["text"] = pick(len(responses))
    for frame in (responses, units):
        frame["response_id"] = [new_id[old] for old in frame["response_id"]]
    text = dict(zip(responses["response_id"], responses["text"], strict=True))
    units["text"] = [" ".join(text[response].split()) or "." for response in units["response_id"]]
    units["start"], units["end"] = 0, [len(text[response]) for response in units["response_id"]]
    return FakeAnalysis(tables, analysis.manifest)


def only(analysis: FakeAnalysis, theme_ids: list[str]) -> FakeAnalysis:
    """Return the analysis with some of its themes."""
    tables = dict(analysis.tables)
    for name, frame in tables.items():
        if name != "responses" and "theme_id" in frame.columns:
            kept = frame["theme_id"].isin(theme_ids)
            tables[name] = frame.assign(theme_id=frame["theme_id"].where(kept)) if name == "assignments" else frame[kept]
    return FakeAnalysis({name: frame.reset_index(drop=True) for name, frame in tables.items()}, analysis.manifest)


def text_of(files: dict[str, bytes]) -> str:
    """Return the text of all files; one that is not UTF-8 fails the test. Of a workbook, the cells of its tables as CSV."""
    return "\n".join(read_cells(data) if name.endswith(".xlsx") else data.decode("utf-8") for name, data in files.items())


def letters(text: str) -> str:
    """Return letters and digits alone, whatever the escapes of a format are."""
    return re.sub(r"[\W_]+", "", html.unescape(text))


def tables_in(files: dict[str, bytes]) -> list[list[list[str]]]:
    """Return the rows of every CSV file."""
    return [
        list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
        for name, data in files.items()
        if name.endswith(".csv")
    ]


def ids_in(text: str, items: list[Item]) -> list[str]:
    """Return the ids of the items that a text has, in its order."""
    places = {item.external_id: text.find(item.external_id) for item in items}
    return sorted((name for name, place in places.items() if place >= 0), key=lambda name: places[name])


def test_says_what_it_is_and_what_it_takes(exporter: Exporter):
    assert type(exporter).__doc__
    assert getattr(exporter, "kind", None) in (None, "pain", "no-cost", "strength", "other", "verdict", "aside")


def test_file_names_are_fixed_and_never_made_from_the_data(exporter: Exporter, analysis: FakeAnalysis):
    names = list(exporter.export(analysis))
    assert names
    for name in names:
        assert re.fullmatch(r"[a-z][a-z0-9-]*(\.[a-z0-9]+)+", name)
    for other in (with_words(HOSTILE), make_analysis(seed=3, metrics=("effort",)), make_analysis(n=6, themes=False)):
        assert list(exporter.export(other)) == names


def test_the_same_analysis_gives_the_same_bytes_and_stays_as_it_was(exporter: Exporter, analysis: FakeAnalysis):
    before = {name: frame.copy() for name, frame in analysis.tables.items()}
    first = exporter.export(analysis)
    assert all(type(data) is bytes and data for data in first.values())
    assert exporter.export(analysis) == first == exporter.export(make_analysis())
    for name, frame in before.items():
        pd.testing.assert_frame_equal(analysis.tables[name], frame)


def test_each_item_has_its_stable_id_best_ranked_first(ticket_exporter: Exporter, analysis: FakeAnalysis):
    items = build_items(analysis, kind=ticket_exporter.kind)
    assert len(items) > 2
    assert ids_in(text_of(ticket_exporter.export(analysis)), items) == [item.external_id for item in items]
    later = FakeAnalysis(analysis.tables, replace(analysis.manifest, created_at="2031-01-01T00:00:00Z", version="9"))
    assert ticket_exporter.export(later) == ticket_exporter.export(analysis)


def test_each_item_has_its_effect_with_the_interval(ticket_exporter: Exporter, analysis: FakeAnalysis):
    text = text_of(ticket_exporter.export(analysis))
    plain = letters(text)
    n_intervals = 0
    for item in build_items(analysis, kind=ticket_exporter.kind):
        in_words = [found[0] for fact in item.facts if (found := re.search(r"95% interval \S+ to [^)]+", fact))]
        limits = [item.numbers[f"adjusted_{end}"] for end in ("low", "high")]
        in_numbers = all(f",{limit:.6g}," in text for limit in limits)
        assert in_numbers or all(letters(words) in plain for words in in_words), item.label
        n_intervals += len(in_words)
    assert n_intervals


def test_each_item_has_quotes_with_the_ids_of_their_responses(ticket_exporter: Exporter, analysis: FakeAnalysis):
    text = text_of(ticket_exporter.export(analysis))
    plain = letters(text)
    for item in build_items(analysis, kind=ticket_exporter.kind, quotes=3):
        assert item.quotes
        for quote in item.quotes:
            assert quote.response_id in text
            assert letters(quote.text) in plain


def test_a_codebook_has_each_theme_under_its_id_and_can_be_given_to_the_next_run(analysis: FakeAnalysis, tmp_path):
    (tmp_path / "codebook.yaml").write_bytes(load_exporter("codebook").export(analysis)["codebook.yaml"])
    themes = read_codebook(tmp_path / "codebook.yaml").themes
    top = analysis.tables["themes"].query("parent_id.isna()")
    assert [theme.id for theme in themes] == top["theme_id"].tolist()
    assert all(theme.examples for theme in themes)


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_is_run_by_a_spreadsheet_and_every_row_is_whole(name: str):
    tables = tables_in(load_exporter(name).export(with_words(HOSTILE)))
    assert bool(tables) == (name not in WITHOUT_TABLE)
    for table in tables:
        assert len(table) > 1
        for row in table:
            assert len(row) == len(table[0])
            for cell in row:
                assert NUMBER.fullmatch(cell) or not FORMULA.match(cell), cell


def test_no_control_character_and_no_mark_of_direction_gets_out(exporter: Exporter, analysis: FakeAnalysis):
    for one in (analysis, with_words(HOSTILE)):
        assert not CONTROL.search(text_of(exporter.export(one)).replace("\r\n", "\n"))


def test_letters_of_every_language_and_emoji_arrive(exporter: Exporter):
    words = (
        "Größe und Übersicht fehlen",
        "表示が小さい",
        "הייצוא לא עובד",
        "الفاتورة خاطئة",
        "экспорт не работает",
        "je paie déjà 🐛",
    )
    text = text_of(exporter.export(with_words(words)))
    shown = [word for word in words if word in text]
    assert len(shown) >= 3 and words[0] in shown, text[:500]


def test_no_theme_is_no_error(exporter: Exporter):
    files = exporter.export(make_analysis(n=6, themes=False))
    assert text_of(files).strip()
    assert all(len(table) == 1 for table in tables_in(files))


def test_one_theme_is_one_item(ticket_exporter: Exporter, analysis: FakeAnalysis):
    one = only(analysis, ["T001"])
    (item,) = build_items(one)
    text = text_of(ticket_exporter.export(one))
    assert item.external_id in text
    assert "cxtext-T002" not in text


def test_without_a_metric_the_themes_are_those_of_the_volume_ranking(ticket_exporter: Exporter):
    bare = make_analysis(metrics=())
    items = build_items(bare, kind=ticket_exporter.kind)
    assert items and {item.metric for item in items} == {"negative_mentions"}
    text = text_of(ticket_exporter.export(bare))
    assert ids_in(text, items) == [item.external_id for item in items]
    assert "nan" not in text.lower()


@pytest.mark.parametrize("top", [1, 2, 1000])
def test_top_keeps_the_best_ranked(exporter: Exporter, analysis: FakeAnalysis, top: int):
    items = build_items(analysis, kind=getattr(exporter, "kind", None))
    text = text_of(exporter.export(analysis, top=top))
    kept = [
        item for item in items if item.external_id in text or f'id: "{item.theme_id}"' in text or f"id: {item.theme_id}" in text
    ]
    assert kept == items[:top]


def test_the_one_of_another_package_is_listed_and_loaded_by_its_name():
    assert plugins.names("cxtext.exporters") == NAMES
    assert type(load_exporter("acme")) is AcmeExporter
    with pytest.raises(ConfigError, match=r"unknown exporter 'acm'. Did you mean 'acme'\?\nKnown: .*, acme"):
        load_exporter("acm")


def test_the_one_of_another_package_is_used_by_the_command_line(cxtext_cli, working_folder, saved_run):
    done = cxtext_cli("export", saved_run, "--to", "acme", "-o", "tickets")
    assert done.code == 0, done.err
    assert (working_folder / "tickets" / "acme.csv").read_text("utf-8").startswith("Title,Description,Labels\n")
    assert "acme" in cxtext_cli("info").out
    wrong = cxtext_cli("export", saved_run, "--to", "acm")
    assert wrong.code == 2
    assert "Did you mean 'acme'?" in wrong.err
