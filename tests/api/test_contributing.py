"""What CONTRIBUTING.md says of the code is true: the picture of its layers, and every file that it names."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LINKED = re.findall(r"\]\(((?:cxtext|tests|models)[^)#]*|[\w.]+\.(?:toml|txt|md))\)", TEXT)
NAMED = re.findall(r"`((?:cxtext|tests|models)/[^`*<]*)`", TEXT)


def test_the_picture_of_the_architecture_is_the_layer_contract():
    picture = re.search(r"```text\n(.*?)```", TEXT, re.DOTALL)
    assert picture is not None
    drawn = [{line.split()[0] for line in layer.strip().splitlines()} for layer in re.split(r"^-+$", picture[1], flags=re.M)]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["name"] == "Layers")
    assert drawn == [set(layer.split(" | ")) for layer in layers]


@pytest.mark.parametrize("path", sorted({*LINKED, *NAMED}))
def test_every_file_that_is_named_is_there(path: str):
    assert (ROOT / path.replace("\\_", "_")).exists()
