"""Themes against human labels, on sets in the folder that CXTEXT_EVAL_DATA names; floors are in floors.json."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from cxtext.embed import load_embedder
from cxtext.language import load_parser
from cxtext.settings import ThemesConfig
from cxtext.themes import Corpus, ThemeModel, is_empty

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["themes"]
EVAL_DATA = os.environ.get("CXTEXT_EVAL_DATA", "")
#: Words of a name: a head noun alone where it covers its theme, what is said of it, or two subjects.
LONGEST_LABEL = 5
needs_data = pytest.mark.skipif(not EVAL_DATA, reason="set CXTEXT_EVAL_DATA to the folder with the labelled sets")


@pytest.fixture(scope="module")
def embedder():
    return load_embedder("default")


def read_labelled(name, limit=2000):
    """Return texts and labels of one set, every n-th row when it has more than ``limit``."""
    with gzip.open(Path(EVAL_DATA) / f"{name}.csv.gz") as file:
        frame = pd.read_csv(file, dtype=str)
    frame = frame[frame["text"].notna() & frame["theme"].notna() & (frame["theme"] != "oos")]
    frame = frame.drop_duplicates("text").sort_values("text")
    return frame.iloc[:: max(1, -(-len(frame) // limit))]


def fit(texts, embedder):
    vectors = embedder.encode(texts)
    n = len(texts)
    nlp, parser = load_parser()
    corpus = Corpus(
        texts,
        vectors,
        np.ones(n, dtype=np.int64),
        sparse.eye_array(n).tocsr(),
        encode=embedder.encode,
        nlp=nlp,
        parser=parser,
    )
    return ThemeModel.fit_assign(corpus, settings=ThemesConfig())


@needs_data
@pytest.mark.parametrize("name", sorted(FLOORS))
def test_themes_agree_with_people(name, embedder):
    from sklearn.metrics import adjusted_mutual_info_score

    frame = read_labelled(name)
    model, assigned = fit(frame["text"].tolist(), embedder)
    floor = FLOORS[name]
    finest = np.where(assigned.subtheme >= 0, assigned.subtheme + len(model.theme_ids), assigned.theme)
    assert adjusted_mutual_info_score(frame["theme"], assigned.theme) >= floor["ami"]
    assert adjusted_mutual_info_score(frame["theme"], finest) >= floor["ami_of_finest"]
    assert (assigned.theme >= 0).mean() >= floor["coverage"]
    assert floor["n_themes"][0] <= len(model.theme_ids) <= floor["n_themes"][1]
    labels = model.themes["label"].str.lower()
    assert labels.is_unique
    assert labels.str.split().str.len().between(1, LONGEST_LABEL).all()
    assert not labels.map(is_empty).any()


def test_topics_said_in_many_ways_are_told_apart(embedder):
    ways = {
        "login": [
            "I cannot log in",
            "The login page keeps failing",
            "My password reset never arrives",
            "Sign-in is broken again",
            "I get locked out of my account",
            "Logging in takes three attempts",
            "The two-factor code is always rejected",
            "It forgets my password every day",
            "I am signed out all the time",
            "Login does not work on my laptop",
        ],
        "price": [
            "It is far too expensive",
            "The price went up again",
            "I cannot afford the yearly plan",
            "Hidden fees on every invoice",
            "Much cheaper elsewhere",
            "The subscription costs too much",
            "Billing charged me twice",
            "No discount for small teams",
            "The new pricing is outrageous",
            "Not worth the money that it costs",
        ],
        "staff": [
            "The support staff were friendly",
            "Your agents are very helpful",
            "Kind and patient people on the phone",
            "The team answered all my questions",
            "Great customer service from Anna",
            "The advisor was polite and caring",
            "Support people know what they are doing",
            "A very welcoming and supportive team",
            "The staff went out of their way to help",
            "Lovely people at the help desk",
        ],
    }
    pairs = sorted((text, topic) for topic, texts in ways.items() for text in texts)
    model, assigned = fit([text for text, _ in pairs], embedder)
    topic = np.array([t for _, t in pairs])
    assert len(model.theme_ids) == 3
    for theme in range(3):
        _, counts = np.unique(topic[assigned.theme == theme], return_counts=True)
        assert counts.max() / counts.sum() >= 0.8
    assert (assigned.theme == -1).mean() <= 0.25


def test_unrelated_sentences_are_no_theme(embedder):
    texts = [
        "Chess engines search millions of positions.",
        "Copper conducts electricity well.",
        "Fold the paper along the dotted line.",
        "Glaciers shape valleys over millennia.",
        "He plays the cello in a small quartet.",
        "Inflation slowed in the third quarter.",
        "My grandmother bakes bread on Sundays.",
        "My tooth hurts when it is cold.",
        "Penguins cannot fly.",
        "Rust is a systems programming language.",
        "She sold her old bicycle.",
        "Tax returns are due in April.",
        "The bridge closes at night.",
        "The curtains are green.",
        "The moon is about 384,000 kilometres away.",
        "The recipe needs two eggs.",
        "The referee gave a late penalty.",
        "The train to Lyon was full.",
        "The volcano erupted in 1883.",
        "Whales sing for hours.",
    ]
    model, assigned = fit(texts, embedder)
    assert model.theme_ids == []
    assert (assigned.theme == -1).all()
