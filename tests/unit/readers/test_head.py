"""The first records of a long file: the rest of it is not parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxtext.readers import ReadResult, read_responses
from cxtext.readers.files import head
from cxtext.settings import InputConfig

N_ROWS = 400


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch):
    """Take every file for a long one."""
    monkeypatch.setattr(head, "LEAST_CHARS", 0)
    monkeypatch.setattr(head, "MARGIN_LINES", 100)


def read(path: Path, limit: int | None) -> ReadResult:
    return read_responses(path, config=InputConfig(limit=limit))


def limit_note(result: ReadResult) -> str:
    return next(str(one.message) for one in result.issues if one.code == "limit")


def test_the_first_records_are_those_of_the_whole(tmp_path: Path, short: None):
    path = tmp_path / "in.csv"
    # Every comment has line ends, and none of them may be where the head is cut.
    rows = [f'{i},"The page is slow,\n""really"" slow, and support\n\nnever answers {i}",{i % 11}' for i in range(N_ROWS)]
    path.write_text("\n".join(["id,why,nps", *rows]) + "\n", "utf-8")
    whole, first = read(path, None), read(path, 25)
    assert list(first.responses["text"]) == list(whole.responses["text"][:25])
    assert list(first.responses["row"]) == list(range(1, 26))
    assert first.receipt.n_read == first.receipt.n_kept + first.receipt.n_dropped == 25
    assert first.receipt.sources[0].n_rows < N_ROWS
    assert first.receipt.sources[0].sha256 == whole.receipt.sources[0].sha256
    assert limit_note(first).startswith("the first 25 records are used, as asked; about ")
    assert not [one for one in first.issues if one.code not in ("limit", "metric-guessed")]


def test_a_quote_that_never_ends_is_read_with_the_whole(tmp_path: Path, short: None):
    path = tmp_path / "in.csv"
    rows = [f"{i},The page is slow and support never answers {i},{i % 11}" for i in range(N_ROWS)]
    rows[3] = '3,"The page is slow and support never answers,3'
    path.write_text("\n".join(["id,why,nps", *rows]) + "\n", "utf-8")
    assert list(read(path, 25).responses["text"]) == list(read(path, None).responses["text"][:25])


def test_a_long_format_is_put_together_from_the_whole(tmp_path: Path, short: None):
    path = tmp_path / "in.csv"
    rows = []
    for i in range(200):
        rows += [f"r{i},How likely are you to recommend us?,{i % 11}", f"r{i},Why?,The page is slow and never loads {i}"]
    path.write_text("\n".join(["respondent,question,answer", *rows]) + "\n", "utf-8")
    result = read(path, 60)
    assert len(result.responses) == 60
    assert list(result.responses["text"]) == list(read(path, None).responses["text"][:60])
    assert "of 200 records" in limit_note(result)
