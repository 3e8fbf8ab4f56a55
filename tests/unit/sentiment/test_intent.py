"""Intent heads: the sum they make, independence of the batch, forms that matter, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cxtext.embed import load_embedder
from cxtext.errors import ModelFormatError, ModelNotFoundError
from cxtext.sentiment import FEATURES, FORMS, INTENTS, IntentHead, form_features, lexicon_features, load_intent_head

META: dict[str, Any] = {
    "format": 1,
    "name": "toy head",
    "classes": list(INTENTS),
    "forms": list(FORMS),
    "embedder": {"name": "toy", "fingerprint": "toy"},
}
TENSORS = {
    "coef": np.array([[3.0, 0, -3.0, 0, 0], [0, 0, 0, 0, 0]], dtype=np.float32),
    "lexicon_coef": np.zeros((len(FEATURES), 5), dtype=np.float32),
    "form_coef": np.zeros((len(FORMS), 5), dtype=np.float32),
    "intercept": np.array([0, 0, 0, 0, 1.0], dtype=np.float32),
}


def vectors(*first: float) -> np.ndarray:
    """Return rows whose first dimension is given."""
    return np.array([[x, 0.0] for x in first], dtype=np.float32)


def forms_of(text: str) -> set[str]:
    """Return the names of the forms that a text has."""
    return {name for name, has in zip(FORMS, form_features([text])[0], strict=True) if has}


def test_the_likeliest_intent_is_taken() -> None:
    found = IntentHead(META, TENSORS).label(["a", "b", "c"], vectors(1.0, 0.0, -1.0))
    assert found.tolist() == ["issue", "other", "praise"]


def test_forms_and_rated_words_add_to_the_logits() -> None:
    form_coef, lexicon_coef = TENSORS["form_coef"].copy(), TENSORS["lexicon_coef"].copy()
    form_coef[FORMS.index("ends as a question"), INTENTS.index("question")] = 9
    lexicon_coef[FEATURES.index("valence"), INTENTS.index("praise")] = 9
    head = IntentHead(META, {**TENSORS, "form_coef": form_coef, "lexicon_coef": lexicon_coef})
    texts = ["table?", "great", "table"]
    assert head.label(texts, vectors(0, 0, 0)).tolist() == ["question", "praise", "other"]
    given = head.read_words(texts, rated=lexicon_features(texts))
    assert np.array_equal(given, head.read_words(texts))
    assert head.label(texts, vectors(0, 0, 0), words=given).tolist() == ["question", "praise", "other"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Please add a dark mode", "tells to do"),
        ("More staff at weekends", "compares"),
        ("It would be great if it could print", "would be better"),
        ("I’d like longer opening hours", "wishes"),
        ("It should remember me", "needs"),
        ("PLEASE stop", "says please"),
        ("It crashed again", "has a fault"),
        ("It keeps freezing", "has a fault"),
        ("Thank you so much", "thanks"),
        ("How do I log in", "opens as a question"),
        ("And are there any plans for an app?", "is a question"),
        ("Really?", "ends as a question"),
        ("Absolutely nothing, keep it up", "wants no change"),
        ("I wonder whether it pays", "wonders"),
        ("Parking", "is a word or two"),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert form in forms_of(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("The addition was quick", "tells to do"),
        ("It is more than enough", "compares"),
        ("What I like is the view", "opens as a question"),
        ("It was too bad", "has a fault"),
        ("The lasting impression", "has a fault"),
        ("Nothing works", "wants no change"),
        ("There is nothing to do", "wants no change"),
    ],
)
def test_what_only_looks_like_a_form(text: str, form: str) -> None:
    assert form not in forms_of(text)


@pytest.mark.parametrize("name", ["default", "fast"])
def test_shipped_heads(name: str) -> None:
    embedder = load_embedder(name, jobs=1)
    head = load_intent_head(embedder.fingerprint)
    assert head.fingerprint == embedder.fingerprint and head.n_dims == embedder.n_dims
    texts = ["It crashes all the time", "Please add an export to Excel", "Wonderful staff", "How can I cancel?", "", "👍"] * 3
    embeddings = embedder.encode(texts)
    found = head.label(texts, embeddings)
    assert found[:4].tolist() == ["issue", "idea", "praise", "question"] and set(found) <= set(INTENTS)
    alone = [head.label([t], embeddings[i : i + 1])[0] for i, t in enumerate(texts)]
    assert alone == found.tolist()
    words = [head.read_words([t])[0].tolist() for t in texts]
    assert words == head.read_words(texts).tolist()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("The queue at the counter was far too long", "issue"),
        ("I can't upload a photo any more", "issue"),
        ("It would be nice to pay by card", "idea"),
        ("You should open earlier", "idea"),
        ("More vegetarian dishes", "idea"),
        ("Nothing to improve, keep it up", "praise"),
        ("Friendly and patient nurses", "praise"),
        ("Is there a discount for students?", "question"),
        ("The meeting is on Tuesday", "other"),
    ],
)
def test_plain_cases(text: str, intent: str) -> None:
    embedder = load_embedder("default", jobs=1)
    assert load_intent_head(embedder.fingerprint).label([text], embedder.encode([text])).tolist() == [intent]


def test_nothing_to_read() -> None:
    assert IntentHead(META, TENSORS).label([], np.empty((0, 2), dtype=np.float32)).shape == (0,)


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="expected vectors of shape"):
        IntentHead(META, TENSORS).label(["a"], np.zeros((1, 3), np.float32))
    with pytest.raises(ModelNotFoundError, match="no intent head"):
        load_intent_head("another")


@pytest.mark.parametrize(
    ("meta", "tensors"),
    [
        ({**META, "format": 2}, TENSORS),
        ({**META, "classes": ["bug", "wish"]}, TENSORS),
        ({**META, "forms": list(reversed(FORMS))}, TENSORS),
        ({k: v for k, v in META.items() if k != "forms"}, TENSORS),
        (META, {k: v for k, v in TENSORS.items() if k != "form_coef"}),
        (META, {**TENSORS, "form_coef": np.zeros((3, 5), dtype=np.float32)}),
        (META, {**TENSORS, "coef": np.zeros((2, 3), dtype=np.float32)}),
    ],
)
def test_broken_heads_are_refused(meta: dict[str, Any], tensors: dict[str, np.ndarray]) -> None:
    with pytest.raises(ModelFormatError):
        IntentHead(meta, tensors)
