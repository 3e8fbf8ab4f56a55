"""Shipped files are found, and only used when they are what was shipped."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from cxtext import shipped
from cxtext.errors import ModelFormatError, ModelNotFoundError, UnreadableFileError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with one small weight and one sample."""
    models, samples = tmp_path / "_models", tmp_path / "_sample_data"
    (models / "small").mkdir(parents=True)
    samples.mkdir()
    (samples / "survey.csv").write_text("text\nslow\n", "utf-8")
    (models / "small" / "model.bin").write_bytes(b"weights")
    entry = {"sha256": hashlib.sha256(b"weights").hexdigest(), "bytes": 7}
    (models / "MANIFEST.json").write_text(json.dumps({"format": 1, "files": {"small/model.bin": entry}}), "utf-8")
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path)
    return tmp_path


def test_every_shipped_file_is_what_the_manifest_says() -> None:
    files = shipped.manifest()["files"]
    assert {"bge_small_en/model.onnx", "bge_small_en/tokenizer.json", "potion_128/embeddings.safetensors"} <= set(files)
    for name, entry in files.items():
        path = shipped.weight_path(name)
        assert path.stat().st_size == entry["bytes"]
        assert entry["licence"] and entry["origin"] and entry["built"]
        for source in entry["built_from"]:
            assert len(source["member_sha256"]) == 64


def test_every_file_beside_the_manifest_is_in_it() -> None:
    folder = shipped.weight_path("bge_small_en/model.onnx").parent.parent
    found = {path.relative_to(folder).as_posix() for path in folder.glob("*/*") if "__pycache__" not in path.parts}
    assert found == set(shipped.manifest()["files"])


def test_a_wheel_carries_its_files_inside(package: Path) -> None:
    assert shipped.weight_path("small/model.bin") == package / "_models" / "small" / "model.bin"
    assert shipped.sample_path("survey.csv") == package / "_sample_data" / "survey.csv"


def test_unknown_names_are_suggested(package: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"Did you mean 'small/model\.bin'"):
        shipped.weight_path("small/modle.bin")
    with pytest.raises(UnreadableFileError, match=r"Did you mean 'survey\.csv'"):
        shipped.sample_path("survey.cvs")


def test_a_changed_file_is_refused(package: Path) -> None:
    (package / "_models" / "small" / "model.bin").write_bytes(b"other")
    with pytest.raises(ModelFormatError, match="is damaged"):
        shipped.weight_path("small/model.bin")


def test_a_missing_file_is_named(package: Path) -> None:
    (package / "_models" / "small" / "model.bin").unlink()
    with pytest.raises(ModelNotFoundError, match=r"model\.bin cannot be read"):
        shipped.weight_path("small/model.bin")


def test_a_file_is_hashed_once(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped.weight_path("small/model.bin")
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("hashed again"))
    shipped.weight_path("small/model.bin")


BAD_MANIFESTS = ["not json", "[]", '{"files": {}}', '{"format": 99, "files": {}}', '{"format": 1, "files": []}']


@pytest.mark.parametrize("content", BAD_MANIFESTS)
def test_a_manifest_that_cannot_be_used_is_refused(package: Path, content: str) -> None:
    (package / "_models" / "MANIFEST.json").write_text(content, "utf-8")
    with pytest.raises(ModelFormatError):
        shipped.manifest()


def test_no_manifest_is_said(package: Path) -> None:
    (package / "_models" / "MANIFEST.json").unlink()
    with pytest.raises(ModelNotFoundError, match="no shipped weights"):
        shipped.manifest()


def test_a_fingerprint_stands_for_its_files() -> None:
    names = ["bge_small_en/model.onnx", "bge_small_en/tokenizer.json"]
    assert shipped.fingerprint(*names) == shipped.fingerprint(*names)
    assert shipped.fingerprint(*names) != shipped.fingerprint(names[0])
