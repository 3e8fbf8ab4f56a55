"""The catalogue of topics, its shipped vectors, and which theme gets a topic."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest
from scipy import sparse

from cxtext.embed import load_embedder
from cxtext.errors import ConfigError
from cxtext.themes import Corpus, Words
from cxtext.themes.catalogue import (
    Topic,
    TopicMatcher,
    embed_topics,
    find_entries,
    get_topic_vectors,
    load_catalogue,
    pull_topics,
    read_catalogue,
)

TOPIC = """topics:
- id: waiting-time
  name: Waiting time
  definition: How long people wait.
  words: [wait*, queue]
  examples: ["I waited for an hour."]
"""
DELIVERY = [
    "My parcel arrived two weeks late",
    "Delivery was late again",
    "The parcel came days late",
    "Late delivery, no excuse",
]
DELIVERY += ["They never deliver on time", "Next day delivery took a week"]
CANCELLED = ["My order was cancelled without a reason", "They cancelled my order", "Order cancelled after a week"]
CANCELLED += ["You cancelled the order I paid for", "Cancelled order, no explanation", "The whole order was cancelled"]
QUALITY = [
    "The shoes are badly made",
    "Cheap material",
    "The jacket looks nice",
    "I like the blue bag",
    "Nice fabric and colours",
]
QUALITY += ["The product was bought as a present", "Great shop for shoes", "The items in the shop look good"]


@cache
def embedder(key: str = "default"):
    return load_embedder(key, jobs=1)


def corpus_of(groups: list[list[str]], key: str = "default", order: np.ndarray | None = None) -> tuple[Corpus, np.ndarray]:
    """Return a corpus, and the group of each text."""
    texts = [text for group in groups for text in group]
    theme_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    if order is not None:
        texts, theme_of = [texts[i] for i in order], theme_of[order]
    model = embedder(key)
    n = len(texts)
    members = sparse.eye_array(n).tocsr()
    counts = np.ones(n, dtype=np.int64)
    return Corpus(texts, model.encode(texts), counts, members, model.fingerprint, words=Words(texts)), theme_of


def topics_of(groups: list[list[str]], key: str = "default", order: np.ndarray | None = None) -> list[str | None]:
    corpus, theme_of = corpus_of(groups, key, order)
    matches = TopicMatcher.of(corpus).match(theme_of, len(groups))
    return [None if match is None else match.topic.topic_id for match in matches]


def test_the_catalogue_has_the_domains_that_surveys_come_from():
    catalogue = load_catalogue()
    assert 150 <= len(catalogue.topics) <= 260
    domains = Counter(topic.domain for topic in catalogue.topics)
    assert set(domains) == {"general", *catalogue.markers}
    assert set(catalogue.markers) == {
        "software",
        "telecom",
        "retail",
        "travel",
        "health",
        "banking",
        "hospitality",
        "education",
    }
    assert min(domains.values()) >= 10


def test_every_example_has_a_word_of_its_topic():
    topics = load_catalogue().topics
    examples = [(topic, example) for topic in topics for example in topic.examples]
    texts = [example for _, example in examples]
    has = find_entries(texts, [topic.words for topic in topics]).toarray()
    places = {topic.topic_id: i for i, topic in enumerate(topics)}
    assert [example for row, (topic, example) in zip(has, examples, strict=True) if not row[places[topic.topic_id]]] == []


@pytest.mark.parametrize("key", ["default", "fast"])
def test_shipped_vectors_are_those_of_the_topics(key):
    catalogue, model = load_catalogue(), embedder(key)
    shipped = get_topic_vectors(catalogue, model.fingerprint, None)
    assert shipped is not None, "the topics have changed; run: make models ARGS='--only catalogue'"
    cosine = (shipped * embed_topics(catalogue, model.encode)).sum(axis=1)
    assert cosine.min() > 0.999


def test_other_models_embed_the_topics_themselves():
    catalogue = load_catalogue()
    assert get_topic_vectors(catalogue, "another model", None) is None
    fresh = get_topic_vectors(catalogue, "another model", embedder("fast").encode)
    np.testing.assert_allclose(fresh, get_topic_vectors(catalogue, embedder("fast").fingerprint, None), atol=1e-3)


def test_an_example_is_nearest_to_its_own_topic():
    topics = load_catalogue().topics
    vectors = get_topic_vectors(load_catalogue(), embedder().fingerprint, None)
    cosines = embedder().encode([topic.examples[0] for topic in topics]) @ vectors.T
    assert (cosines.argmax(axis=1) == np.arange(len(topics))).mean() > 0.85


@pytest.mark.parametrize("key", ["default", "fast"])
def test_a_theme_gets_the_topic_that_is_nearest_by_meaning_and_by_words(key):
    assert topics_of([DELIVERY, CANCELLED, QUALITY], key)[:2] == ["delivery-time", "order-cancelled"]


def test_cancelled_orders_are_no_cancelled_flights():
    """No other theme of the survey speaks of travel, though "cancelled" is a word of both topics."""
    flights = ["My flight was cancelled", "They cancelled our flight", "Flight cancelled, we were stranded"] * 2
    others = ["The crew on the plane was nice", "The airport was full", "Boarding took long", "My seat on the plane was broken"]
    flights += ["Our flight was cancelled at the gate"]
    assert topics_of([CANCELLED, QUALITY])[0] == "order-cancelled"
    assert topics_of([flights, [*others, *QUALITY[:4]]])[0] == "flight-cancellation"
    assert topics_of([flights, ["I like the hospital", "The doctor was nice", "Great nurses", "My ward was clean"]])[0] is None


def test_a_theme_that_shares_no_word_with_a_topic_has_none():
    verdicts = [
        "Simply wonderful",
        "Best ever",
        "Could not be happier",
        "Truly amazing",
        "Ten out of ten",
        "Perfect in every way",
    ]
    assert topics_of([verdicts, DELIVERY, QUALITY])[0] is None


def test_the_order_of_the_texts_means_nothing():
    n = len(DELIVERY) + len(CANCELLED) + len(QUALITY)
    order = np.random.default_rng(0).permutation(n)
    assert topics_of([DELIVERY, CANCELLED, QUALITY], order=order) == topics_of([DELIVERY, CANCELLED, QUALITY])


def test_one_theme_alone_and_none_at_all_have_no_topic():
    assert topics_of([DELIVERY]) == [None]
    corpus, theme_of = corpus_of([DELIVERY])
    assert TopicMatcher.of(corpus).match(np.full_like(theme_of, -1), 0) == []
    assert TopicMatcher.of(corpus).match(theme_of, 2)[1] is None  # a theme without any text


LOUD_OR_HOT = ["So noisy in there", "It is far too noisy", "Too loud to talk", "The noise is awful", "Loud music and noise"]
LOUD_OR_HOT += [
    "The room was freezing",
    "Far too hot inside",
    "It was stuffy and hot",
    "Cold and no heating",
    "The air conditioning is cold",
]


def test_two_topics_name_a_theme_where_none_is_clearly_the_one():
    corpus, theme_of = corpus_of([LOUD_OR_HOT, DELIVERY, CANCELLED, QUALITY])
    match, *others = TopicMatcher.of(corpus).match(theme_of, 4)
    assert match is not None and match.name_for(-0.9) in {"Noise and temperature", "Temperature and noise"}
    assert match.share == 1.0 and match.topic_id is None
    assert [other.second for other in others if other is not None] == [None] * sum(other is not None for other in others)
    assert match.is_about("Noisy rooms") or match.is_about("Hot rooms")


def test_themes_on_one_topic_are_found():
    praise = ["Very quiet and peaceful", "A quiet corner", "Peaceful and quiet room", "So quiet that I slept", "It was quiet"]
    corpus, theme_of = corpus_of([LOUD_OR_HOT[:5], praise, DELIVERY, CANCELLED, QUALITY])
    assert [group.tolist() for group in TopicMatcher.of(corpus).find_same(theme_of)] == [[0, 1]]
    assert TopicMatcher.of(corpus).find_same(np.where(theme_of == 1, -1, theme_of)) == []


def test_without_vectors_no_theme_has_a_topic():
    corpus, theme_of = corpus_of([DELIVERY, CANCELLED, QUALITY])
    unknown = Corpus(corpus.texts, corpus.vectors, corpus.counts, corpus.responses, "unknown", words=corpus.words)
    assert TopicMatcher.of(unknown).match(theme_of, 3) == [None] * 3


def test_the_share_is_that_of_opinions_with_a_word_of_the_topic():
    corpus, theme_of = corpus_of([DELIVERY, CANCELLED, QUALITY])
    match = TopicMatcher.of(corpus).match(theme_of, 3)[1]
    assert match.share == 1.0 and match.nearness > 1
    assert match.topic.name_for(-0.8) == "Order cancelled"


def test_a_name_says_what_is_wrong_or_good():
    topic = Topic("queues", "Queues", "Lines.", "general", ("queue",), ("Long queue",), pain="Long queues", strength="No queues")
    assert [topic.name_for(polarity) for polarity in (-1.0, 0.0, 1.0)] == ["Long queues", "Queues", "No queues"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("topics: [", "cannot be read"),
        ("themes: []\n", "exactly topics"),
        ("topics: [1]\n", "'1', which is not a topic"),
        (TOPIC.replace("waiting-time", "Waiting time"), "is not an id"),
        (TOPIC.replace("  words: [wait*, queue]\n", ""), "lacks words"),
        (TOPIC + "  colour: red\n", "has colour, which nothing reads"),
        (TOPIC.replace("[wait*, queue]", "wait"), "must be a list"),
        (TOPIC.replace("wait*", "wa*it"), r"'wa\*it' of words is not a word"),
        (TOPIC.replace("queue]", "Queue]"), "'Queue' of words is not a word"),
        (TOPIC.replace("Waiting time", "[Waiting, time]"), "name must be text"),
        (TOPIC + TOPIC.removeprefix("topics:\n"), "id 'waiting-time' of a topic .* is there twice"),
        (TOPIC + "  instead_of: [waiting-tme]\n", "Did you mean"),
    ],
)
def test_a_catalogue_that_is_wrong_is_refused(tmp_path, text, message):
    (tmp_path / "general.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        read_catalogue(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


def test_what_blame_and_praise_say_of_a_topic_goes_to_the_theme_on_it_or_makes_one():
    blame = ["The pasta was bland and tasteless", "Tasteless food, cold and bland", "My meal was overcooked", "Bland food again"]
    praise = ["Delicious dishes", "The food was so tasty", "What a tasty meal", "Yummy food and fresh dishes", "Delicious meal"]
    waits = [
        "We waited an hour for a table",
        "Slow service at the restaurant",
        "The waiter took forever",
        "A long wait to be seated",
    ]
    others = ["It was not for me", "All in all a nice evening", "Nothing went as we had planned", "We will tell our neighbours"]
    texts = [blame + others, praise + others[::-1], waits * 2]
    corpus, theme_of = corpus_of([[*dict.fromkeys(group)] for group in texts])
    matcher = TopicMatcher.of(corpus)
    loose = np.flatnonzero(theme_of < 2)

    few = pull_topics(matcher, theme_of, loose)
    assert few[theme_of == 2].tolist() == [2] * 4
    assert set(few.tolist()) <= {0, 1, 2}  # they are too few

    matcher.weight *= 2
    pulled = pull_topics(matcher, theme_of, loose)
    by_text = dict(zip(corpus.texts, pulled.tolist(), strict=True))
    assert {by_text[text] for text in others} <= {0, 1}
    assert [by_text[text] for text in blame + praise].count(3) >= 6
    assert pull_topics(matcher, theme_of, loose[:0]).tolist() == theme_of.tolist()
