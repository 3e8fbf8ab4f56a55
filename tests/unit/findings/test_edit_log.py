"""The log of edits names opinions by ids and redacted excerpts, never by hashes, and counts what the run does not have."""

from __future__ import annotations

import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.findings import LogWords
from cxtext.themes import Confirm, EditLog, Move, Rename, text_key

PERSONAL = "please write to jo@example.org about my order"


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    """Return an analysis with an e-mail address in one opinion, which two responses have."""
    made = make_analysis(40, hostile=False)
    units, responses = made.tables["units"].copy(), made.tables["responses"].copy()
    texts = responses.set_index("response_id")["text"]
    for place in (0, 1):
        response = units.loc[units.index[place], "response_id"]
        texts[response] = PERSONAL
        units.loc[units.index[place], "text"] = PERSONAL
    responses["text"] = texts[responses["response_id"]].to_numpy()
    return FakeAnalysis(made.tables | {"units": units, "responses": responses}, made.manifest)


def test_an_opinion_that_moved_is_named_by_its_response_and_redacted(analysis):
    ids = analysis.tables["units"]["response_id"].tolist()
    log = EditLog().add(Move((text_key(PERSONAL),), "T002", asked="between", was="T001")).undo()
    words = LogWords(analysis, log)
    shown = [words.describe(entry) for entry in log.entries]
    excerpt = "“please write to [e-mail] about my order”"
    told = f"2 opinions ({ids[0]} {excerpt}; {ids[1]} {excerpt}), to T002 “login problems”, asked between, was T001 “slow export”"
    assert shown == [told, f"of 1 (move: {told})"]
    record = words.to_record(log.entries[0])
    assert [one["response_id"] for one in record["opinions"]] == ids[:2]
    assert "jo@example.org" not in str(record)
    assert "opinions" not in words.to_record(log.entries[1])


def test_many_opinions_are_counted_and_texts_of_another_run_are_too(analysis):
    texts = analysis.tables["units"]["text"].drop_duplicates().tolist()[2:7]
    keys = [*map(text_key, texts), text_key("said in another month"), text_key("and this")]
    log = EditLog().add(Confirm(tuple(keys), "T001")).add(Rename("T001", "Mail jo@example.org"))
    words = LogWords(analysis, log)
    n = int(analysis.tables["units"]["text"].isin(texts).sum())
    said = words.describe(log.entries[0])
    assert said.startswith(f"{n} opinions (")
    assert f"; {n - 2} more) and 2 texts that this run does not have, theme T001 “slow export”" in said
    assert not any(key in said for key in keys)
    assert words.describe(log.entries[1]) == "theme T001, “slow export” → “Mail [e-mail]”"


def test_a_new_name_stands_beside_the_one_before(analysis):
    log = EditLog().add(Rename("T001", "Export")).add(Rename("T001", "Exports")).undo().add(Rename("T001", "Slow"))
    words = LogWords(analysis, log)
    assert [words.describe(entry) for entry in log.entries] == [
        "theme T001, “slow export” → “Export”",
        "theme T001, “Export” → “Exports”",
        "of 2 (rename: theme T001, “Export” → “Exports”)",
        "theme T001, “Export” → “Slow”",
    ]


def test_a_text_that_was_forgotten_is_counted(analysis):
    log = EditLog().add(Move((text_key(PERSONAL),), None)).forget([PERSONAL])
    assert LogWords(analysis, log).describe(log.entries[0]) == "1 text that this run does not have, to none"
