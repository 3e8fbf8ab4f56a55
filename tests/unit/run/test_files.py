"""A run whose files are not as they were saved is refused by name, and no message quotes a file."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fixtures.runs import RUNS, edit_manifest, reseal
from safetensors.numpy import load, save

from cxtext import Analysis
from cxtext.errors import ModelFormatError
from cxtext.run import hash_files

TABLES = sorted(path.name for path in (RUNS / "format-2-hashes" / "tables").iterdir())
CHECKED = [*(f"tables/{name}" for name in TABLES), "model/model.json", "model/arrays.safetensors"]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Copy a run that has hashes."""
    return Path(shutil.copytree(RUNS / "format-2-hashes", tmp_path / "run"))


def refusal(run: Path) -> str:
    """Return why a run cannot be loaded."""
    with pytest.raises(ModelFormatError) as caught:
        Analysis.load(run)
    assert str(caught.value).count("\n") <= 2
    return str(caught.value)


def test_the_manifest_holds_the_hash_of_every_other_file(saved_run: Path):
    recorded = json.loads((saved_run / "manifest.json").read_text("utf-8"))["files"]
    assert recorded == hash_files(saved_run)
    files = {path.relative_to(saved_run).as_posix() for path in saved_run.rglob("*") if path.is_file()}
    assert set(recorded) == files - {"manifest.json"}


def test_one_flipped_bit_anywhere_in_a_table_or_the_model_is_refused_by_the_name_of_its_file(run: Path):
    draw = random.Random(0)
    for name in CHECKED:
        content = (run / name).read_bytes()
        altered = bytearray(content)
        altered[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        (run / name).write_bytes(altered)
        assert f"the file {name!r} was changed after the run was saved" in refusal(run)
        (run / name).write_bytes(content)
    Analysis.load(run)


@pytest.mark.parametrize("name", CHECKED)
def test_a_file_that_is_missing_is_named(run: Path, name: str):
    (run / name).unlink()
    assert f"the file {name!r} is missing" in refusal(run)


@pytest.mark.parametrize("name", ["tables/extra.parquet", "tables/deep/units.parquet", "model/namer.json", "model/edits.jsonl"])
def test_a_file_that_is_not_of_the_run_is_named(run: Path, name: str):
    (run / name).parent.mkdir(exist_ok=True)
    (run / name).write_text("{}")
    assert f"the file {name!r} is not of the run" in refusal(run)


@pytest.mark.parametrize(
    "name", ["report.html", "opinions.html", "summary.md", "backlog.csv", "notes.txt", ".DS_Store", "tables/.DS_Store"]
)
def test_what_people_open_and_save_again_may_change(run: Path, name: str):
    with (run / name).open("a") as file:
        file.write("mine")
    Analysis.load(run)


@pytest.mark.parametrize("files", [[], "none", {"tables/units.parquet": 3}, None])
def test_hashes_that_are_none_are_refused(run: Path, files: object):
    edit_manifest(run, files=files)
    assert "manifest.json: files" in refusal(run)


@pytest.mark.parametrize("name", ["model/model.json", "model/arrays.safetensors", "tables/units.parquet", "manifest.json"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b'{"comment": "My secret is 1234"' + content,
        lambda content: b'"My secret is 1234"',
        lambda content: b"\xff\xfe My secret is 1234",
        lambda content: b"My secret is 1234" * 99,
        lambda content: b"[" * 100_000 + b"1234",
        lambda content: b"",
    ],
)
def test_no_message_quotes_a_damaged_file(cxtext_cli: Callable[..., Any], run: Path, name: str, damage: Callable[[bytes], bytes]):
    (run / name).write_bytes(damage((run / name).read_bytes()))
    if name != "manifest.json":
        reseal(run)
    done = cxtext_cli("themes", run, "list")
    assert (done.code, done.out) == (4, "")
    assert "secret" not in done.err
    assert "1234" not in done.err
    assert "fault of cxtext" not in done.err


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["weights", "centres", "mean", "least_cosine", "memory_merges"])
def test_numbers_of_the_model_that_are_not_finite_are_refused(run: Path, name: str, wrong: float):
    path = run / "model" / "arrays.safetensors"
    arrays = load(path.read_bytes())
    altered = arrays[name].copy()
    altered.flat[-1] = wrong
    path.write_bytes(save({**arrays, name: altered}))
    reseal(run)
    assert f"array {name!r} of the theme model has values that are no finite numbers" in refusal(run)


def test_a_cell_of_another_type_is_refused_without_its_words(run: Path):
    import pyarrow.parquet as pq

    path = run / "tables" / "units.parquet"
    frame = pq.read_table(path).to_pandas()
    frame.assign(position="My secret is 1234").to_parquet(path)
    reseal(run)
    reason = refusal(run)
    assert "table 'units' has a column of another type" in reason
    assert "1234" not in reason
