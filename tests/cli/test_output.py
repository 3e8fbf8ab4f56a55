from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from cxtext.cli.output import Output, printable, records, render_table, summarise_issues
from cxtext.schema import Code, Level, Stage, issue


def test_tables_align_whatever_the_width_of_the_letters():
    text = render_table(["n", "theme"], [["1", "ログイン"], ["10", "Slow\nlogin"], ["2", "é"]], right=[0])
    assert text.splitlines() == [" n  theme", " 1  ログイン", "10  Slow login", " 2  é"]


def test_control_characters_of_the_data_do_not_reach_the_terminal():
    assert printable("a\x1b[31m\x07\u202eb\u00a0c\n\td") == "a\ufffd[31m\ufffd\ufffdb c\n\td"
    assert printable("👩\u200d👩\u200d👧 é 中") == "👩\u200d👩\u200d👧 é 中"


def test_records_are_plain_json_values():
    frame = pd.DataFrame(
        {
            "a": [1.5, float("nan")],
            "b": pd.array([1, None], dtype="Int64"),
            "c": [["x"], []],
            "d": pd.to_datetime(["2026-01-02T03:04:05Z", None]),
        }
    )
    rows = records(frame)
    assert rows[0] == {"a": 1.5, "b": 1, "c": ["x"], "d": "2026-01-02T03:04:05.000Z"}
    assert rows[1] == {"a": None, "b": None, "c": [], "d": None}
    json.dumps(rows, allow_nan=False)


def test_issues_are_told_one_line_a_kind():
    rows = [issue("read", "blank-row", f"row {i} is blank", level="info") for i in range(3)]
    rows += [issue("read", f"kind-{i}", "m") for i in range(8)]
    lines = summarise_issues(rows)
    assert lines[0] == "note: row 0 is blank (and 2 more of this kind) [blank-row]"
    assert lines[1] == "warning: m [kind-0]"
    assert lines[-1] == "and 3 more kinds; --json lists all of them"


def test_quiet_leaves_out_notes_and_keeps_warnings_and_errors(capsys: pytest.CaptureFixture[str]):
    out = Output(quiet=True)
    out.note("next step")
    out.issues(
        [issue(Stage.READ, Code.BLANK_ROW, "row 1 is blank", level=Level.INFO), issue(Stage.READ, Code.BAD_DATE, "row 2 is odd")]
    )
    out.failure("input", "no text")
    assert capsys.readouterr().err == "warning: row 2 is odd [bad-date]\nerror: no text\n"


def test_tables_are_plain_text_whatever_the_terminal_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    rows = [["[red]x[/red] :smile: https://example.org/path", "word " * 60]]
    assert render_table(["a", "b"], rows).splitlines() == [f"{'a':<45}  b", f"{rows[0][0]}  {rows[0][1].rstrip()}"]


NO_BARS = [(Output(), False), (Output(no_progress=True), True), (Output(quiet=True), True)]


@pytest.mark.parametrize(("output", "terminal"), NO_BARS)
def test_no_bars_without_a_terminal_or_when_not_wanted(monkeypatch: pytest.MonkeyPatch, output: Output, terminal: bool):
    monkeypatch.setattr("sys.stderr", Terminal(terminal))
    with output.progress() as progress:
        assert progress is None


class Terminal(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def test_bars_on_a_terminal_show_each_stage_and_go_to_stderr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    stream = Terminal(True)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with Output().progress() as progress:
        assert progress is not None
        progress("read", 0, 0)
        progress("read", 1, 0)
        progress("embed", 0, 50)
        progress("embed", 50, 50)
    shown = stream.getvalue()
    assert "read" in shown
    assert "embed" in shown
    assert "50 of 50" in shown
    assert capsys.readouterr().out == ""
