"""What customers wrote leaves a run through one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest
from fixtures.analysis import make_analysis

import cxtext
from cxtext.findings import name_personal_ids, outgoing

ROOT = Path(cxtext.__file__).parent
#: Rooms that write what leaves a run. ``studies/comparison`` and ``findings`` compute with texts and show none.
WRITERS = ("backlog", "report", "studies/audit", "studies/fixes", "cli", "findings")
#: The door itself; what matches a sheet with its run; what previews an input, redacted as a whole before.
ALLOWED = {"findings/release.py", "studies/audit/labels.py", "cli/inspect.py"}


def reads_raw_text(node: ast.AST) -> bool:
    """Tell whether an expression takes the column ``text`` of a table."""
    if isinstance(node, ast.Subscript):
        keys = [leaf.value for leaf in ast.walk(node.slice) if isinstance(leaf, ast.Constant)]
        return "text" in keys
    return False


def test_no_writer_reads_a_text_but_through_the_door():
    places = []
    for room in WRITERS:
        for path in (ROOT / room).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if reads_raw_text(node)]
            lines = {node.lineno for node in nodes}
            places += [f"{name}:{line}" for line in sorted(lines) if name not in ALLOWED]
    # the lengths of texts decide which quotes are easy to read
    assert [one for one in places if not one.startswith("findings/quotes.py")] == []


@pytest.mark.parametrize(
    ("ids", "called"),
    [
        (["jo@example.org", "7"], ["record-1", "7"]),
        (["+44 7700 900123", "record-1"], ["record-1+", "record-1"]),
        (["Jane Canary", "cust-17"], ["record-1", "cust-17"]),
        (["078-05-1120", "2024-0001"], ["record-1", "2024-0001"]),
        (["1000234567", "R_3Gq7aBc"], ["1000234567", "R_3Gq7aBc"]),
        (["DE89370400440532013000", "a b"], ["record-1", "a b"]),
    ],
)
def test_an_id_that_is_personal_data_is_called_by_its_record(ids: list[str], called: list[str]):
    names = name_personal_ids(pd.DataFrame({"response_id": ids, "row": [1, 2]}))
    assert [names.get(one, one) for one in ids] == called


def test_a_quote_keeps_what_the_whole_response_announces():
    analysis = make_analysis()
    responses = analysis.tables["responses"]
    first = responses["response_id"].iloc[0]
    text = "My number is wrong. 079460018 is the right one, says Mrs Quackenbush."
    analysis.tables["responses"] = responses.assign(text=[text, *responses["text"].iloc[1:]])
    words = outgoing(analysis)
    masked = words.response(first)
    assert masked.cut(20, 29) == "[phone]"
    assert masked.cut(24, len(text)).startswith("[phone] is the right one")
    assert "Quackenbush" not in masked.text
