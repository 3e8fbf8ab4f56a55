"""What was found in the texts of a run is kept with it, and used only while it is of this run and of these patterns."""

from __future__ import annotations

import json

import pytest

from cxtext import Analysis, analyze
from cxtext.findings import outgoing
from cxtext.findings.masks import read_masks
from cxtext.language import load_language
from cxtext.run import MASKS

TEXTS = [
    "Mail me at jo@example.org, the app is slow",
    "The app is slow today",
    "My phone is +44 20 7946 0018, call me",
    "The app is slow",
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A saved run with personal data in its comments."""
    import pandas as pd

    table = pd.DataFrame({"comment": TEXTS * 6, "nps": [3, 9, 2, 8] * 6})
    return analyze(table, text_column="comment", nps_column="nps", embedder="fast").save(tmp_path_factory.mktemp("masks") / "run")


def test_no_word_of_a_text_is_in_the_file(run):
    text = (run / MASKS).read_text("utf-8")
    assert not any(word in text for word in ("jo@", "slow", "7946"))
    assert {span[2] for spans in json.loads(text)["found"].values() for span in spans} >= {"e-mail"}


def test_a_loaded_run_searches_no_text_again_and_takes_out_the_same(run, monkeypatch):
    fresh = Analysis.load(run)
    ids = fresh.responses["response_id"].tolist()
    object.__setattr__(fresh, "origin", None)
    wanted = [outgoing(fresh).response(one) for one in ids]
    monkeypatch.setattr("cxtext.privacy.redaction.find_personal", lambda *_: pytest.fail("searched again"))
    assert [outgoing(Analysis.load(run)).response(one) for one in ids] == wanted
    assert "[e-mail]" in wanted[0].text


@pytest.mark.parametrize("change", ["altered", "other patterns", "missing"])
def test_a_file_that_is_not_of_the_run_is_not_used(run, tmp_path, monkeypatch, change):
    analysis = Analysis.load(Analysis.load(run).save(tmp_path / "copy"))
    path = tmp_path / "copy" / MASKS
    if change == "altered":
        path.write_text(path.read_text("utf-8").replace("[", "[ ", 1), encoding="utf-8")
    elif change == "missing":
        path.unlink()
    else:
        monkeypatch.setattr("cxtext.findings.masks.fingerprint_search", lambda *_: "0" * 64)
    door = outgoing(analysis)
    assert not door.redactor.earlier_spans
    assert "[e-mail]" in door.response(analysis.responses["response_id"].iloc[0]).text


@pytest.mark.parametrize("content", [b"[]", b"{}", b"not json", b'{"fingerprint": 1}'])
def test_a_file_that_cannot_be_read_is_not_used(content):
    class Origin:
        def read_file(self, name: str) -> bytes:
            return content

    class Loaded:
        origin = Origin()

    assert read_masks(Loaded(), load_language()) == {}
