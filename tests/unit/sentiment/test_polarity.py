"""Polarity heads: shapes, ranges, independence of the batch, and what is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from cxtext import shipped
from cxtext.embed import load_embedder
from cxtext.errors import ModelFormatError, ModelNotFoundError
from cxtext.sentiment import FEATURES, PolarityHead, has_head, hash_ngrams, load_head
from cxtext.text import clean_texts

META: dict[str, Any] = {
    "format": 1,
    "name": "toy head",
    "classes": ["negative", "neutral", "positive"],
    "embedder": {"name": "toy", "fingerprint": "toy"},
    "temperature": 2.0,
    "threshold": 0.25,
}
COEF = np.array([[-4.0, 0.0, 4.0], [0.0, 0.0, 0.0]], dtype=np.float32)
TENSORS = {"coef": COEF, "intercept": np.zeros(3, dtype=np.float32)}


def vectors(*first: float) -> np.ndarray:
    """Return rows whose first dimension is given."""
    return np.array([[x, 0.0] for x in first], dtype=np.float32)


def test_directions_are_those_that_the_classes_differ_along() -> None:
    shipped_head = load_head(load_embedder("default").fingerprint)
    along = shipped_head.directions
    assert along @ along.T == pytest.approx(np.eye(2), abs=1e-6)
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(20, along.shape[1])).astype(np.float32)
    without = rows - (rows @ along.T) @ along
    texts = ["the same"] * 20
    odds = np.log(shipped_head.probabilities(texts, without.astype(np.float32)))
    assert np.ptp(odds[:, 2] - odds[:, 0]) == pytest.approx(0, abs=1e-4)


def test_formula_and_labels() -> None:
    head = PolarityHead(META, TENSORS)
    found = head.score(["a", "b", "c"], vectors(1.0, 0.0, -1.0))
    expected = (np.exp(2) - np.exp(-2)) / (np.exp(2) + 1 + np.exp(-2))
    assert found.polarity == pytest.approx([expected, 0.0, -expected])
    assert found.label.tolist() == ["positive", "neutral", "negative"]
    assert head.probabilities(["a"], vectors(0.3)).sum() == pytest.approx(1.0)


def test_threshold_is_exclusive() -> None:
    head = PolarityHead({**META, "threshold": 1.0}, TENSORS)
    assert head.score(["a"], vectors(1e6)).label.tolist() == ["neutral"]


def test_ngrams_add_to_the_logits() -> None:
    coef = np.zeros((64, 3), dtype=np.float16)
    coef[hash_ngrams(["awful"], 64).indices] = [9.0, 0.0, 0.0]
    head = PolarityHead(META, {**TENSORS, "ngram_coef": coef})
    assert head.score(["awful", ""], vectors(0.0, 0.0)).label.tolist() == ["negative", "neutral"]


def test_ngrams_see_order_and_ignore_case() -> None:
    grams = hash_ngrams(["not good", "good not", "NOT GOOD", ""], 2**15).toarray()
    assert not np.array_equal(grams[0], grams[1])
    assert np.array_equal(grams[0], grams[2])
    assert np.linalg.norm(grams, axis=1) == pytest.approx([1.0, 1.0, 1.0, 0.0])


@pytest.mark.parametrize("name", ["default", "fast"])
def test_shipped_heads(name: str) -> None:
    embedder = load_embedder(name, jobs=1)
    assert has_head(embedder.fingerprint)
    head = load_head(embedder.fingerprint)
    assert head.fingerprint == embedder.fingerprint and head.n_dims == embedder.n_dims
    texts = ["I love it, great support", "It is terrible and crashes all the time", "", "The meeting is on Tuesday", "👍"] * 3
    embeddings = embedder.encode(texts)
    found = head.score(texts, embeddings)
    assert found.polarity.dtype == np.float64 and np.all(np.abs(found.polarity) <= 1)
    assert set(found.label) <= {"negative", "neutral", "positive"}
    assert found.label[:2].tolist() == ["positive", "negative"]
    alone = [head.score([t], embeddings[i : i + 1]).polarity[0] for i, t in enumerate(texts)]
    assert alone == found.polarity.tolist()


def test_lexicon_adds_to_the_logits() -> None:
    coef = np.zeros((len(FEATURES), 3), dtype=np.float32)
    coef[FEATURES.index("valence")] = [-9.0, 0.0, 9.0]
    head = PolarityHead(META, {**TENSORS, "lexicon_coef": coef})
    found = head.score(["good", "not good", "table", "👎"], vectors(0.0, 0.0, 0.0, 0.0))
    assert found.label.tolist() == ["positive", "negative", "neutral", "negative"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The staff were not friendly", "negative"),
        ("I can't fault it", "positive"),
        ("Good food but the service was dreadful", "negative"),
        ("The first visit was awful, but now it is great", "positive"),
        ("When does the office open?", "neutral"),
        ("Why is it still so slow?", "negative"),
        ("I could not ask for more, keep it up", "positive"),
        ("Love it 😍", "positive"),
        ("This update 😡", "negative"),
    ],
)
def test_hard_cases(text: str, label: str) -> None:
    embedder = load_embedder("default", jobs=1)
    texts = [item.text for item in clean_texts([text])]
    assert load_head(embedder.fingerprint).score(texts, embedder.encode(texts)).label.tolist() == [label]


def test_nothing_to_score() -> None:
    found = PolarityHead(META, TENSORS).score([], np.empty((0, 2), dtype=np.float32))
    assert found.polarity.shape == found.label.shape == (0,)


def test_wrong_shapes_are_refused() -> None:
    head = PolarityHead(META, TENSORS)
    for texts, embeddings in ((["a"], np.zeros((1, 3), np.float32)), (["a", "b"], vectors(0.0))):
        with pytest.raises(ValueError, match="expected vectors of shape"):
            head.score(texts, embeddings)


def test_unknown_embedder() -> None:
    assert not has_head("another")
    with pytest.raises(ModelNotFoundError, match="no sentiment head"):
        load_head("another")


@pytest.mark.parametrize(
    ("meta", "tensors"),
    [
        ({**META, "format": 2}, TENSORS),
        ({**META, "classes": ["bad", "good"]}, TENSORS),
        ({k: v for k, v in META.items() if k != "threshold"}, TENSORS),
        (META, {"coef": COEF}),
        (META, {**TENSORS, "intercept": np.zeros(2, dtype=np.float32)}),
        (META, {**TENSORS, "coef": COEF[:, :2]}),
        (META, {**TENSORS, "lexicon_coef": np.zeros((5, 3), dtype=np.float32)}),
    ],
)
def test_broken_heads_are_refused(meta: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    with pytest.raises(ModelFormatError):
        PolarityHead(meta, tensors)


def test_damaged_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "_models" / "sentiment"
    folder.mkdir(parents=True)
    (folder / "toy.json").write_text(json.dumps(META), "utf-8")
    save_file(TENSORS, folder / "toy.safetensors")
    files = {}
    for path in sorted(folder.iterdir()):
        entry = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "facts": {"embedder_fingerprint": "damaged"}}
        files[f"sentiment/{path.name}"] = entry
    (folder.parent / "MANIFEST.json").write_text(json.dumps({"format": 1, "files": files}), "utf-8")
    (folder / "toy.safetensors").write_bytes(b"not what was shipped")
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path)
    with pytest.raises(ModelFormatError, match="damaged"):
        load_head("damaged")
