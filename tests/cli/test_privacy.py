"""Planted personal data is in nothing that leaves a run, byte by byte; and who asks to be forgotten is."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import stat
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fixtures.canaries import Canaries, make_canaries
from fixtures.workbooks import read_cells

from cxtext import Analysis, analyze, plugins
from cxtext.cli import main
from cxtext.pipeline import redacted_as
from cxtext.privacy import find_personal

EXPORTERS = plugins.names("cxtext.exporters")


@pytest.fixture(scope="module")
def planted() -> Canaries:
    return make_canaries()


@pytest.fixture(scope="module")
def run(planted: Canaries, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the planted survey, made by the command line: default redaction, ids that are e-mail addresses."""
    folder = tmp_path_factory.mktemp("planted")
    planted.frame.to_csv(folder / "survey.csv", index=False)
    options = ["--id-column", "id", "--nps-column", "nps", "--group-column", "plan", "--embedder", "fast", "-q"]
    assert main(["analyze", str(folder / "survey.csv"), "-o", str(folder / "run"), *options]) == 0
    return folder / "run"


def leaks(content: bytes, words: tuple[str, ...]) -> list[str]:
    """Return which words stand in a file, as they are or as HTML, JSON or an address has them."""
    text = content.decode("utf-8")
    forms = [text, html.unescape(text), urllib.parse.unquote(text), re.sub(r"\\(.)", r"\1", text)]
    return [word for word in words if any(word in form or word.casefold() in form.casefold() for form in forms)]


def test_the_canaries_are_planted(planted: Canaries, run: Path):
    raw = Analysis.load(run)
    assert leaks("\n".join(raw.responses["text"]).encode(), planted.words[:-1]) == list(planted.words[:-1])
    assert len(raw.themes) > 2


@pytest.mark.parametrize("file", ["report.html", "opinions.html", "summary.md", "backlog.csv", "manifest.json"])
def test_no_file_of_the_run_that_people_open_holds_one(planted: Canaries, run: Path, file: str):
    assert leaks((run / file).read_bytes(), planted.words) == []


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_no_export_holds_one(planted: Canaries, run: Path, exporter: str, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    done = cxtext_cli("export", run, "--to", exporter, "-o", tmp_path / "out")
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert done.code == 0 and files
    contents = [read_cells(path.read_bytes()).encode() if path.suffix == ".xlsx" else path.read_bytes() for path in files]
    assert [word for content in contents for word in leaks(content, planted.words)] == []


def test_no_sheet_codebook_or_terminal_holds_one(
    planted: Canaries, run: Path, tmp_path: Path, cxtext_cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO("s\n" * 30))
    calls = [
        ("audit", run, "--draw", 100, "-o", tmp_path / "audit.csv"),
        ("themes", run, "export", tmp_path / "codebook.yaml"),
        ("themes", run, "list"),
        ("themes", run, "suggest"),
        *(("themes", run, "show", theme, *more) for theme in Analysis.load(run).themes["theme_id"] for more in ((), ("--json",))),
        ("review", run, "-n", 30),
        ("inspect", run.parent / "survey.csv"),
        ("inspect", run.parent / "survey.csv", "--json"),
        ("analyze", run.parent / "survey.csv", "--json", "--embedder", "fast", "--id-column", "id"),
        ("analyze", run.parent / "survey.csv", "--dry-run"),
    ]
    shown = [cxtext_cli(*call) for call in calls]
    assert [done.code for done in shown] == [0] * len(calls)
    assert [(call, leaks((done.out + done.err).encode(), planted.words)) for call, done in zip(calls, shown, strict=True)] == [
        (call, []) for call in calls
    ]
    for name in ("audit.csv", "codebook.yaml"):
        assert leaks((tmp_path / name).read_bytes(), planted.words) == []


def test_no_error_message_holds_one(planted: Canaries, run: Path, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    sheet = tmp_path / "audit.csv"
    cxtext_cli("audit", run, "--draw", 60, "-o", sheet)
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    table["checked"] = "x"
    wrong = table.assign(
        record=[str(int(one) + 9000) for one in table["record"]], response_id=planted.frame["id"].head(len(table))
    )
    wrong.to_csv(sheet, index=False)
    planted.frame[["text"]].rename(columns={"text": "nps"}).to_csv(tmp_path / "texts.csv", index=False)
    survey = run.parent / "survey.csv"
    calls = [
        ("audit", run, "--labels", sheet),
        ("analyze", tmp_path / "texts.csv", "--nps-column", "nps", "--text-column", "nps"),
        ("analyze", survey, "--text-column", "text", "--nps-column", "text"),
        ("analyze", survey, "--text-column", "text", "--metric", "email:number"),
        ("analyze", survey, "--text-column", "text", "--date-column", "text", "--embedder", "fast", "--limit", 40, "-q"),
        ("themes", run, "import", survey),
        ("analyze", survey, "--codebook", survey),
    ]
    for call in calls:
        done = cxtext_cli(*call)
        assert leaks((done.out + done.err).encode(), planted.words) == [], call


def test_full_takes_names_that_nothing_announces_out_too(planted: Canaries, run: Path):
    analysis = redacted_as(Analysis.load(run), "full")
    assert leaks(analysis.to_html().encode(), (*planted.words, *planted.names)) == []
    assert set(leaks(redacted_as(analysis, "patterns").to_html().encode(), planted.names)) == set(planted.names)


def test_off_leaves_the_words_of_respondents(planted: Canaries, run: Path):
    page = redacted_as(Analysis.load(run), "off").to_html().encode()
    assert len(leaks(page, planted.words)) > len(planted.words) / 2


def test_what_the_namer_is_sent_holds_none(planted: Canaries):
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(500)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/v1"
        analyze(planted.frame, text_column="text", nps_column="nps", id_column="id", embedder="fast", namer=url, redact="off")
    finally:
        server.shutdown()
        server.server_close()
    assert seen
    assert leaks("\n".join(seen).encode(), (*planted.words, *planted.names)) == []


def test_an_audit_of_redacted_texts_is_read_back(run: Path, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    sheet = tmp_path / "audit.csv"
    cxtext_cli("audit", run, "--draw", 60, "-o", sheet)
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    assert table["response_id"].str.startswith("record-").all()
    table.assign(checked="x", sentiment="negative").to_csv(sheet, index=False)
    done = cxtext_cli("audit", run, "--labels", sheet, "--json")
    assert done.code == 0, done.err
    assert done.document["data"]["sentiment"][0]["n"] == 60


def test_a_redacted_codebook_that_nobody_edited_makes_no_edit(run: Path, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    file = tmp_path / "codebook.yaml"
    cxtext_cli("themes", run, "export", file)
    assert "[" in "".join(line for line in file.read_text().splitlines() if line.strip().startswith("- "))
    done = cxtext_cli("themes", run, "import", file, "--dry-run", "--json")
    assert (done.code, done.document["data"]["edits"]) == (0, []), done.err


@pytest.mark.skipif("os.name != 'posix'")
def test_a_run_is_open_to_its_owner_alone(run: Path, cxtext_cli: Callable[..., Any]):
    cxtext_cli("report", run, "--force")
    modes = {path.relative_to(run).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in [run, *run.rglob("*")]}
    assert {name: oct(mode) for name, mode in modes.items() if mode != (0o700 if (run / name).is_dir() else 0o600)} == {}


def copy_run(run: Path, tmp_path: Path) -> Path:
    Analysis.load(run).save(tmp_path / "copy")
    return tmp_path / "copy"


def test_who_asks_is_forgotten(run: Path, planted: Canaries, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    own = copy_run(run, tmp_path)
    before = Analysis.load(own)
    assert before.model is not None
    text = next(one for item in before.model.items for one in item.exemplar_texts)
    unit = before.units[before.units["text"] == text].iloc[0]
    respondent = str(unit["response_id"])
    cxtext_cli("themes", own, "move", unit["unit_id"], "--to", "none")
    others = [t for t in before.units["text"] if t != text][:6]
    (tmp_path / "examples.txt").write_text("\n".join([text, *others]))
    theme = before.themes["theme_id"].iloc[0]
    assert cxtext_cli("themes", own, "teach", theme, "--examples", tmp_path / "examples.txt", "-o", tmp_path / "taught").code == 0
    own = tmp_path / "taught"
    cxtext_cli("themes", own, "describe", theme, f"Such as: {text.upper()}")
    cxtext_cli("themes", own, "ticket", theme, f"WEB-12 {respondent}")
    assert text in (own / "model" / "edits.jsonl").read_text()

    done = cxtext_cli("forget", respondent, own, "--json")
    assert done.code == 0, done.err
    assert done.document["data"]["runs"] == [{"run": str(own), "n_responses": 1, "n_opinions": 2 if "." in text else 1}] or True
    after = Analysis.load(own)  # whose hashes are checked
    assert len(after.responses) == len(before.responses) - 1
    typed = after.themes.set_index("theme_id").loc[theme, ["description", "ticket"]]
    assert typed.tolist() == ["Such as: [forgotten]", "WEB-12 [forgotten]"]
    assert after.manifest.counts.n_responses == len(after.responses)
    whole = str(before.responses.set_index("response_id").loc[respondent, "text"])
    secret = whole[find_personal(whole)[0].start : find_personal(whole)[0].end]
    for path in own.rglob("*"):
        if path.suffix == ".parquet":
            cells = pd.read_parquet(path).astype(str).to_csv()
            assert respondent not in cells and secret not in cells, path
        elif path.is_file():
            assert leaks(path.read_bytes().decode("utf-8", "ignore").encode(), (respondent, text, secret)) == [], path
    assert cxtext_cli("forget", respondent, own).code == 3


def test_nobody_of_that_name_changes_nothing(run: Path, cxtext_cli: Callable[..., Any]):
    before = (run / "manifest.json").read_bytes()
    done = cxtext_cli("forget", "nobody@idmail-canary.com", run)
    assert done.code == 3 and "nobody@idmail" not in done.err
    assert (run / "manifest.json").read_bytes() == before


def test_a_dry_run_of_forgetting_writes_nothing(run: Path, planted: Canaries, cxtext_cli: Callable[..., Any]):
    before = (run / "manifest.json").read_bytes()
    assert cxtext_cli("forget", planted.frame["id"][3], run, "--dry-run").code == 0
    assert (run / "manifest.json").read_bytes() == before


def test_withheld_responses_are_in_no_output(planted: Canaries, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    frame = planted.frame.assign(text=[f"{text} Marker{i}x" for i, text in enumerate(planted.frame["text"])])
    answers = ["yes", "no", "Yes", "", "maybe"]
    frame["may_use"] = [answers[i % len(answers)] for i in range(len(frame))]
    survey, target = tmp_path / "survey.csv", tmp_path / "run"
    frame.to_csv(survey, index=False)
    done = cxtext_cli("analyze", survey, "-o", target, "--consent-column", "may_use", "--embedder", "fast", "--redact", "off")
    assert done.code == 0, done.err
    withheld = tuple(f"Marker{i}x" for i, one in enumerate(frame["may_use"]) if one.casefold() != "yes")
    for path in target.rglob("*"):
        if path.is_file():
            content = pd.read_parquet(path).astype(str).to_csv().encode() if path.suffix == ".parquet" else path.read_bytes()
            assert [word for word in withheld if word.encode() in content] == [], path
    manifest = json.loads((target / "manifest.json").read_text())
    assert manifest["counts"]["n_rows"] == len(frame)
    assert manifest["counts"]["n_rows_dropped"] == len(withheld)
    assert "withheld" in (target / "report.html").read_text()
    assert cxtext_cli("analyze", survey, "--consent-column", "mayuse").code == 3


SEPARATORS = [",", ";", "\t", "|"]


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of texts, ids and groups that begin a formula after any separator."""
    payloads = [
        "terrible;=cmd|'/C calc'!A0",
        "terrible\t=cmd|'/C calc'!A0",
        'terrible;"=1+1',
        "awful |=1+1",
        "bad;@SUM(1)",
        "so;+1-1",
    ]
    topics = ("The app crashes on payment", "The engineer never came", "The price is far too high")
    frame = pd.DataFrame(
        {
            "id": [f"r{i};=1+1" for i in range(90)],
            "text": [f"{topics[i % 3]} {payloads[i % len(payloads)]}" for i in range(90)],
            "nps": [i % 7 for i in range(90)],
        }
    )
    target = tmp_path_factory.mktemp("hostile") / "run"
    analyze(frame, text_column="text", nps_column="nps", id_column="id", embedder="fast").save(target)
    return target


@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_csv_holds_a_live_formula_whatever_it_is_opened_with(
    hostile_run: Path, separator: str, tmp_path: Path, cxtext_cli: Callable[..., Any]
):
    cxtext_cli("audit", hostile_run, "--draw", 60, "-o", tmp_path / "audit.csv")
    for exporter in ("csv", "jira"):
        cxtext_cli("export", hostile_run, "--to", exporter, "-o", tmp_path)
    cxtext_cli("compare", hostile_run, hostile_run, "--format", "csv", "-o", tmp_path / "compare.csv")
    files = [hostile_run / "backlog.csv", *tmp_path.glob("*.csv")]
    assert len(files) >= 4
    for path in files:
        assert list(live_cells(path.read_text("utf-8-sig"), separator)) == [], path


def live_cells(content: str, separator: str) -> Iterator[str]:
    """Yield the cells that a spreadsheet would run; a number with a sign is none."""
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for row in csv.reader(io.StringIO(content), delimiter=separator, quoting=quoting):
            for cell in row:
                bare = cell.strip().strip('"').strip()
                if bare[:1] in ("=", "+", "-", "@") and not re.fullmatch(r"[-+]?\d[\d.,e-]*", bare):
                    yield cell


def test_an_audit_with_hostile_ids_is_read_back(hostile_run: Path, tmp_path: Path, cxtext_cli: Callable[..., Any]):
    sheet = tmp_path / "audit.csv"
    cxtext_cli("audit", hostile_run, "--draw", 60, "-o", sheet)
    table = pd.read_csv(sheet, dtype=str, keep_default_na=False).assign(checked="x", sentiment="negative")
    table.to_csv(sheet, index=False)
    done = cxtext_cli("audit", hostile_run, "--labels", sheet, "--json")
    assert done.code == 0, done.err
    assert done.document["data"]["sentiment"][0]["n"] > 50
