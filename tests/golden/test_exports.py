"""The bytes of every export of one small analysis. To accept a change: CXTEXT_UPDATE_GOLDEN=1, then read the difference."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fixtures.analysis import make_analysis

from cxtext import plugins

FOLDER = Path(__file__).parent / "exports"
CASES = {"score": {}, "no-score": {"metrics": ()}, "no-theme": {"themes": False, "n": 6}}


def exports(case: str) -> dict[str, bytes]:
    analysis = make_analysis(**{"n": 200, **CASES[case]})
    files: dict[str, bytes] = {}
    for name in [name for name in plugins.PARTS["cxtext.exporters"] if name != "xlsx"]:  # its bytes are those of its library
        files |= plugins.load("cxtext.exporters", name)().export(analysis)
    files["backlog.csv"] = plugins.load("cxtext.renderers", "backlog")(analysis).encode()
    files["summary.md"] = plugins.load("cxtext.renderers", "markdown")(analysis).encode()
    return files


@pytest.mark.parametrize("case", list(CASES))
def test_exports_are_these_bytes(case: str) -> None:
    found = exports(case)
    folder = FOLDER / case
    if os.environ.get("CXTEXT_UPDATE_GOLDEN"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in found.items():
            (folder / name).write_bytes(data)
    expected = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    assert sorted(found) == sorted(expected)
    for name, data in expected.items():
        assert found[name] == data, name
