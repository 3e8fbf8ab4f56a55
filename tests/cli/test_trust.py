"""Audits and fixes on the command line, with what spreadsheets do to a file on the way."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxtext import Analysis
from cxtext.errors import InputError
from cxtext.studies.fixes import measure_fix

Cli = Callable[..., Any]


@pytest.fixture
def sample(cxtext_cli: Cli, saved_run: Path, tmp_path: Path) -> Path:
    """A sample of every response, not yet labelled."""
    target = tmp_path / "audit.csv"
    done = cxtext_cli("audit", saved_run, "--draw", 400, "-o", target)
    assert (done.code, done.out) == (0, f"{target}\n"), done.err
    return target


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


def write(path: Path, rows: list[list[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def check_all(rows: list[list[str]], mark: str = "x") -> list[list[str]]:
    """Mark every row as read."""
    at = rows[0].index("checked")
    return [rows[0], *([*row[:at], mark, *row[at + 1 :]] for row in rows[1:])]


def themes_of(cxtext_cli: Cli, run: Path, path: Path) -> list[dict[str, Any]]:
    done = cxtext_cli("audit", run, "--labels", path, "--json")
    assert done.code == 0, done.err
    return done.document["data"]["themes"]


def test_the_sample_says_what_the_machine_says_and_where_each_row_is_drawn_from(saved_run: Path, sample: Path):
    rows = rows_of(sample)
    assert rows[0][:4] == ["record", "response_id", "drawn_from", "checked"]
    assert rows[0][-4:] == ["text", "unit_id", "opinion", "sentiment"]
    assert all(name.startswith("T") for name in rows[0][4:-4])
    assert {cell for row in rows[1:] for cell in row[4:-4]} == {"0", "1"}
    assert all(" of " in row[2] and row[3] == "" and row[-4] and row[-2] and row[-1] == "" for row in rows[1:])
    assert sample.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_same_seed_draws_the_same_sample_and_blind_hides_the_tags(cxtext_cli: Cli, saved_run: Path):
    one, same, other = (cxtext_cli("audit", saved_run, "--draw", 30, "--seed", s, "-o", "-").out for s in (1, 1, 2))
    assert one == same != other
    blind = cxtext_cli("audit", saved_run, "--draw", 30, "--seed", 1, "--blind", "-o", "-").out
    rows, shown = (list(csv.reader(io.StringIO(text))) for text in (blind, one))
    assert [row[0] for row in rows] == [row[0] for row in shown]
    assert {cell for row in rows[1:] for cell in row[4:-4]} == {""}


def test_when_the_person_agrees_with_the_machine_nothing_is_corrected(cxtext_cli: Cli, saved_run: Path, sample: Path):
    found = themes_of(cxtext_cli, saved_run, write(sample, check_all(rows_of(sample))))
    assert len(found) >= 3
    for row in found:
        assert (row["precision"], row["recall"], row["note"]) == (1.0, 1.0, None)
        assert row["impact"] == pytest.approx(row["tagged_impact"])


def mangle(rows: list[list[str]], way: str) -> list[list[str]]:
    """Do to the cells what people and spreadsheets do."""
    words = {
        "words": {"1": "Yes", "0": "no"},
        "marks": {"1": " X ", "0": ""},
        "german": {"1": "WAHR", "0": "FALSCH"},
        "floats": {"1": "1.0", "0": "0.0"},
    }.get(way, {})
    body = [[*row[:4], *(words.get(cell, cell) for cell in row[4:-4]), *row[-4:]] for row in rows[1:]]
    if way == "sorted, with more columns and empty rows":
        body = [[*row, "a remark; with, both"] for row in sorted(body)]
        return [[*rows[0], "remarks"], *body, [""] * (len(rows[0]) + 1)]
    if way == "no text, other order":
        return [[*row[4:-4], *row[3::-1]] for row in [rows[0], *body]]
    return [rows[0], *body]


@pytest.mark.parametrize(
    ("way", "delimiter", "encoding"),
    [
        ("words", ",", "cp1252"),
        ("marks", ";", "utf-8-sig"),
        ("german", ";", "cp1252"),
        ("floats", "\t", "utf-16"),
        ("sorted, with more columns and empty rows", ";", "utf-8"),
        ("no text, other order", ",", "utf-8-sig"),
    ],
)
def test_what_a_spreadsheet_gives_back_is_read(
    cxtext_cli: Cli, saved_run: Path, sample: Path, way: str, delimiter: str, encoding: str
):
    rows = check_all(rows_of(sample), "ok")
    rows[3][4] = "0" if rows[3][4] == "1" else "1"
    expected = themes_of(cxtext_cli, saved_run, write(sample, rows))
    given = write(sample, mangle(rows, way), delimiter=delimiter, encoding=encoding)
    assert sorted(map(str, themes_of(cxtext_cli, saved_run, given))) == sorted(map(str, expected))


def test_a_workbook_is_read(cxtext_cli: Cli, saved_run: Path, sample: Path, tmp_path: Path):
    import openpyxl

    rows = check_all(rows_of(sample))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "audit.xlsx")
    assert themes_of(cxtext_cli, saved_run, tmp_path / "audit.xlsx") == themes_of(cxtext_cli, saved_run, write(sample, rows))


def test_labelling_may_stop_early_and_the_result_is_a_table(cxtext_cli: Cli, saved_run: Path, sample: Path, tmp_path: Path):
    rows = rows_of(sample)
    half = write(sample, [*check_all(rows[:50]), *rows[50:]])
    done = cxtext_cli("audit", saved_run, "--labels", half)
    assert done.code == 0
    assert {"precision", "recall", "corrected"} <= set(done.out.split())
    assert cxtext_cli("audit", saved_run, "--labels", half, "-o", tmp_path / "result.csv").code == 0
    result = rows_of(tmp_path / "result.csv")
    assert result[0][:3] == ["theme_id", "label", "n_tagged"]
    assert {row[result[0].index("n_checked")] for row in result[1:]} == {"49"}


def spoil(rows: list[list[str]], how: str) -> list[list[str]]:
    """Make a labelled sample that cannot be used."""
    rows = [list(row) for row in rows]
    if how == "other run":
        return [rows[0], *([row[0], "other", *row[2:-4], "Something else was said here", *row[-3:]] for row in rows[1:])]
    if how == "no such record":
        rows[5][0] = "99999"
    if how == "unclear cell":
        rows[7][4] = "maybe"
    if how == "contradiction":
        rows.append([*rows[2][:4], *("0" if c == "1" else "1" for c in rows[2][4:-4]), *rows[2][-4:]])
    if how == "theme column gone":
        first = next(i for i, row in enumerate(rows) if row[2].startswith(rows[0][4].split()[0]))
        assert first
        return [[*row[:4], *row[5:]] for row in rows]
    if how == "no theme":
        return [[*row[:4], *row[-4:]] for row in rows]
    if how in rows[0]:
        at = rows[0].index(how)
        return [[*row[:at], *row[at + 1 :]] for row in rows]
    return rows


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("other run", "rows are not of this run: row 1: record"),
        ("no such record", "1 of"),
        ("unclear cell", "'maybe' is neither yes nor no"),
        ("contradiction", "are the same response with different labels"),
        ("theme column gone", "in this run it belongs elsewhere"),
        ("no theme", "has no column of a theme of this run"),
        ("record", "has no column 'record'"),
        ("checked", "has no column 'checked'"),
    ],
)
def test_a_file_that_is_no_labelled_sample_says_why(cxtext_cli: Cli, saved_run: Path, sample: Path, how: str, message: str):
    done = cxtext_cli("audit", saved_run, "--labels", write(sample, spoil(check_all(rows_of(sample)), how)))
    assert done.code == 3, done.err
    assert message in done.err
    assert len(done.err.strip().splitlines()) <= 3


def test_an_unmarked_sample_a_missing_file_and_wrong_options(cxtext_cli: Cli, saved_run: Path, sample: Path, tmp_path: Path):
    done = cxtext_cli("audit", saved_run, "--labels", sample)
    assert (done.code, "no row is marked as checked" in done.err) == (3, True)
    assert cxtext_cli("audit", saved_run, "--labels", tmp_path / "none.csv").code == 3
    assert cxtext_cli("audit", saved_run).code == 2
    assert cxtext_cli("audit", saved_run, "--draw", 20, "--labels", sample).code == 2
    assert cxtext_cli("audit", saved_run, "--labels", sample, "--theme", "T001").code == 2
    assert cxtext_cli("audit", saved_run, "--draw", 20, "--theme", "nothing like it", "-o", "-").code == 2
    assert cxtext_cli("audit", saved_run, "--draw", 20, "-o", sample).code == 1


def label_sentiment(rows: list[list[str]], say: Callable[[str], str], n: int) -> list[list[str]]:
    """Mark every row as read, and label the opinions of the first ``n``."""
    body = check_all(rows)[1:]
    return [rows[0], *([*row[:-1], say(row[-3]) if i < n else ""] for i, row in enumerate(body))]


def test_labelled_opinions_say_how_often_the_sentiment_is_right(cxtext_cli: Cli, saved_run: Path, sample: Path):
    shown = Analysis.load(saved_run).tables["sentiment"].set_index("unit_id")["label"]
    rows = rows_of(sample)
    assert {row[-3] for row in rows[1:]} <= set(shown.index)
    agreed = write(sample, label_sentiment(rows, lambda unit: shown[unit][:3].upper(), 60))
    done = cxtext_cli("audit", saved_run, "--labels", agreed, "--json")
    assert done.code == 0, done.err
    felt = {row["sentiment"]: row for row in done.document["data"]["sentiment"]}
    assert sum(row["n"] for row in felt.values()) == 60
    assert all(row[f"shown_{name}"] == row["n"] for name, row in felt.items())
    themes = done.document["data"]["themes"]
    place = min(range(len(themes)), key=lambda i: themes[i]["negative_share_corrected"])
    theme = themes[place]
    assert theme["negative_share_corrected_low"] <= theme["negative_share"] <= theme["negative_share_corrected_high"]
    # Where a person finds every opinion negative whatever its label, labels say nothing, and any share is possible.
    glum = write(sample, label_sentiment(rows, lambda unit: "negative", len(rows)))
    worse = cxtext_cli("audit", saved_run, "--labels", glum, "--json").document["data"]
    assert worse["sentiment"][0]["right"] < felt["negative"]["right"]
    unknown = [theme for theme in worse["themes"] if theme["negative_share_corrected"] is None]
    assert unknown and all("any is possible" in theme["note"] for theme in unknown)
    text = cxtext_cli("audit", saved_run, "--labels", glum)
    assert "shown negative" in text.out
    wrong = write(sample, label_sentiment(rows, lambda unit: "meh", 1))
    done = cxtext_cli("audit", saved_run, "--labels", wrong)
    assert (done.code, "'meh' is no sentiment" in done.err) == (3, True)


def test_a_sheet_on_which_sentiment_alone_was_judged_audits_no_theme(cxtext_cli: Cli, saved_run: Path, sample: Path):
    shown = Analysis.load(saved_run).tables["sentiment"].set_index("unit_id")["label"]
    bare = [rows_of(sample)[0], *([*row[:4], *[""] * len(row[4:-4]), *row[-4:]] for row in rows_of(sample)[1:])]
    only_sentiment = write(sample, label_sentiment(bare, lambda unit: shown[unit], 60))
    data = cxtext_cli("audit", saved_run, "--labels", only_sentiment, "--json").document["data"]
    for row in data["themes"]:
        assert (row["n_checked"], row["precision"], row["recall"], row["share"], row["impact"]) == (0, None, None, None, None)
        assert row["note"].startswith("not audited: its column is empty in every checked row")
        assert row["negative_share_corrected"] is not None
    text = cxtext_cli("audit", saved_run, "--labels", only_sentiment)
    assert text.out.startswith("Themes were not audited")
    assert "precision" not in text.out
    # One theme filled in, the others left empty: these alone are not audited.
    bare = [bare[0], *([*row[:4], "1" if i < 3 else "0", *row[5:]] for i, row in enumerate(bare[1:]))]
    first, *others = themes_of(cxtext_cli, saved_run, write(sample, check_all(bare)))
    assert first["n_checked"] == len(bare) - 1
    assert {(row["n_checked"], row["precision"]) for row in others} == {(0, None)}
    done = cxtext_cli(
        "audit", saved_run, "--labels", write(sample, check_all([bare[0], *([*r[:4], *[""] * len(r[4:])] for r in bare[1:])]))
    )
    assert (done.code, "nothing is filled in beside the mark" in done.err) == (3, True)


def test_what_no_label_says_anything_of_is_a_dash(cxtext_cli: Cli, saved_run: Path, sample: Path):
    rows = rows_of(sample)
    glad = write(sample, label_sentiment(rows, lambda unit: "positive", len(rows)))
    data = cxtext_cli("audit", saved_run, "--labels", glad, "--json").document["data"]
    felt = {row["sentiment"]: row for row in data["sentiment"]}
    assert felt["positive"]["right"] is not None
    for name in ("negative", "neutral"):
        assert (felt[name]["n"], felt[name]["right"], felt[name]["right_low"], felt[name]["right_high"]) == (0, None, None, None)
    for row in data["themes"]:
        low, high = row["negative_share_corrected_low"], row["negative_share_corrected_high"]
        assert (
            (row["negative_share_corrected"] is None)
            == (low is None)
            == ("say nothing about its negative" in (row["note"] or ""))
        )
        assert (low, high) != (0, 1)
    assert any(row["negative_share_corrected"] is None for row in data["themes"])


def test_cells_are_no_formulas(tmp_path: Path):
    from fixtures.analysis import make_analysis

    from cxtext import draw_audit
    from cxtext.cli.files import write_csv
    from cxtext.cli.output import Output

    table = draw_audit(make_analysis(300), 300)
    assert table["text"].str.startswith("'=").any()
    write_csv(Output(as_json=True), table, str(tmp_path / "a.csv"))
    cells = [cell for row in rows_of(tmp_path / "a.csv") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_theme_that_shrank_is_compared_with_the_others(cxtext_cli: Cli, saved_run: Path, tmp_path: Path):
    done = cxtext_cli("fixes", saved_run, "--theme", "t001", "--date", "2026-03-20", "--transition", 10)
    assert done.code == 0, done.err
    assert done.out.startswith("Mentions of “")
    assert "95% interval" in done.out or "fewer than three other themes" in done.out
    assert "cannot show" in done.err or "nothing more" in done.err
    data = cxtext_cli("fixes", saved_run, "--theme", "T001", "--wave", "2026-W16", "--json").document["data"]
    assert [row["measure"] for row in data["measures"]] == ["share", "metric_with", "impact"]
    assert data["n_before"] + data["n_after"] == pytest.approx(112, abs=8)
    assert cxtext_cli("fixes", saved_run, "--theme", "T001", "--date", "2026-04-01", "-o", tmp_path / "fix.csv").code == 0
    assert rows_of(tmp_path / "fix.csv")[1][0] == "share"


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--date", "soon"], 2, "is not a date"),
        (["--date", "2001-01-01"], 3, "no response with content is from before 2001-01-01"),
        (["--wave", "2026-W61"], 2, "Did you mean '2026-W16'?"),
        ([], 2, "either a date or a wave"),
        (["--date", "2026-04-01", "--transition", "900"], 3, "from after"),
        (["--date", "2026-04-01", "--wave", "2026-W16"], 2, "either a date or a wave"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(cxtext_cli: Cli, saved_run: Path, args: list[str], code: int, message: str):
    done = cxtext_cli("fixes", saved_run, "--theme", "T001", *args)
    assert done.code == code
    assert message in done.err


@pytest.mark.parametrize("when", [{"date": "2026-04-01"}, {"wave": "2026-W16"}])
def test_spans_longer_than_the_data(saved_run: Path, when: dict[str, str]):
    analysis = Analysis.load(saved_run)
    for transition in (400, 10**12):
        with pytest.raises(InputError, match="no response with content is from after"):
            measure_fix(analysis, "T001", **when, transition=transition)
    every, wide = (measure_fix(analysis, "T001", **when, window=w) for w in (None, 10**12))
    assert every.table.equals(wide.table)


def test_where_nothing_was_released_no_fix_seems_to_have_worked(saved_run: Path):
    """A release that is made up works for one theme in twenty at most."""
    analysis = Analysis.load(saved_run)
    themes = analysis.themes.loc[analysis.themes["parent_id"].isna(), "theme_id"]
    fixes = [measure_fix(analysis, t, date=date) for t in themes for date in ("2026-03-15", "2026-04-01", "2026-04-15")]
    assert sum(fix.facts["verdict"] == "better" for fix in fixes) <= 0.05 * len(fixes)
    for fix in fixes:
        assert {"p_placebo", "established"} <= set(fix.table.columns)
        assert "Placebos, " in str(fix) or "nothing to set it beside" in str(fix)
        assert not fix.table.loc[~(fix.table["p_placebo"] <= 0.05), "established"].any()
