"""What the themes of a survey leave out, how much of a theme its label covers, and which themes look alike.

``CXTEXT_EVAL_DATA=... python -m tests.bench.run coverage`` takes some minutes. A label covers an opinion when the opinion has all
words of the label, singular and plural alike; in ``label_sides``, of one side of a name such as "Seating and crowding"; in
``label_covers``, where a side is the name of a topic of the catalogue, one of the words that the topic is found by: "Drinks" is
true of "the wine was good". A theme that is named by its tone ("General complaints") claims no word: over all themes it counts
as 0, and ``label_words_of_named`` leaves it out. The nearest pairs of themes are for reading: would one merge them?
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cxtext.language import load_parser
from cxtext.settings import ThemesConfig
from cxtext.themes import ThemeModel, is_empty, stem, tokenize
from cxtext.themes.catalogue import find_entries, load_catalogue
from tests.bench.labels import read_corpus, read_tone

SETS = (
    "acos_rest16",
    "app_review_types",
    "cncf_nps",
    "course_evaluations",
    "jupyter2020_open",
    "jupyter_ux2015",
    "mybinder_survey",
    "nhs_fft_themes",
)
PAIRS_SHOWN = 5
FIGURES = ("label_covers", "label_sides", "label_words", "label_content_words", "label_words_of_named")
#: What joins two subjects in a name.
JOINING = " and "


def find_stems(text: str, *, content_only: bool = False) -> set[str]:
    """Return the words of a text without plural endings; on demand only those that name something."""
    words = tokenize(text)
    content = [word for word in words if not is_empty(word)]
    return {stem(word) for word in (content if content_only and content else words)}


def measure_cover(
    texts: list[str],
    counts: np.ndarray,
    theme: np.ndarray,
    labels: list[str],
    *,
    content_only: bool = False,
    by_side: bool = False,
) -> list[float]:
    """Return for each theme the share of its opinions that have all words of its label, or of one side of it."""
    words = [find_stems(text) for text in texts]
    shares = []
    for t, label in enumerate(labels):
        sides = label.split(JOINING) if by_side else [label]
        asked = [find_stems(side, content_only=content_only) for side in sides]
        own = np.flatnonzero(theme == t)
        has = np.array([any(side <= words[i] for side in asked) for i in own])
        shares.append(float(np.average(has, weights=counts[own])))
    return shares


def measure_topic_cover(
    texts: list[str], counts: np.ndarray, theme: np.ndarray, labels: list[str], named_by: list[str]
) -> list[float]:
    """Return for each theme the share of its opinions that one side of its label covers: by its words, or those of a topic."""
    catalogue = load_catalogue()
    topics = catalogue.topics if catalogue is not None else ()
    names = [{side.casefold() for name in topic.names for side in (name, name.split(JOINING)[0])} for topic in topics]
    words = [find_stems(text) for text in texts]
    shares = []
    for t, (label, by) in enumerate(zip(labels, named_by, strict=True)):
        own = np.flatnonzero(theme == t)
        sides = {label.casefold(), *(side.casefold() for side in label.split(JOINING))}
        has = np.array([any(find_stems(side) <= words[i] for side in label.split(JOINING)) for i in own])
        if by == "topic":
            on = [topic.words for topic, called in zip(topics, names, strict=True) if called & sides]
            has |= np.asarray(find_entries([texts[i] for i in own], on).sum(axis=1)).ravel() > 0
        shares.append(float(np.average(has, weights=counts[own])))
    return shares


def nearest_pairs(centres: np.ndarray, labels: list[str]) -> list[str]:
    """Return the pairs of themes with the nearest centres."""
    cosine = np.triu(centres @ centres.T, 1)
    order = np.argsort(-cosine, axis=None)[:PAIRS_SHOWN]
    pairs = [np.unravel_index(i, cosine.shape) for i in order]
    return [f"{labels[a]} | {labels[b]} | {cosine[a, b]:.2f}" for a, b in pairs if cosine[a, b] > 0]


def measure_one(name: str) -> dict[str, Any]:
    """Fit and name one set."""
    nlp, parser = load_parser()
    corpus = replace(read_corpus(name), nlp=nlp, parser=parser)
    model, assigned = ThemeModel.fit_assign(corpus, settings=ThemesConfig(), tone=read_tone(corpus))
    labels = [item.label for item in model.items if item.parent_id is None]
    named = [item.named_by != "tone" for item in model.items if item.parent_id is None]
    cover = {
        key: measure_cover(corpus.texts, corpus.counts, assigned.theme, labels, **how)
        for key, how in (("label_sides", {"by_side": True}), ("label_words", {}), ("label_content_words", {"content_only": True}))
    }
    by = [item.named_by for item in model.items if item.parent_id is None]
    cover["label_covers"] = measure_topic_cover(corpus.texts, corpus.counts, assigned.theme, labels, by)
    return {
        "n_themes": len(labels),
        "with_theme": round(float(np.average(assigned.theme >= 0, weights=corpus.counts)), 3),
        **{key: round(float(np.median(shares)), 3) for key, shares in cover.items()},
        "label_words_of_named": round(float(np.median(np.array(cover["label_words"])[named])), 3),
        "nearest": nearest_pairs(model.assigner.centres, labels),
    }


def measure() -> dict[str, Any]:
    """Measure every set; the figures that have floors are means over sets."""
    sets = {name: measure_one(name) for name in SETS}
    means = {key: np.mean([one[key] for one in sets.values()]) for key in FIGURES}
    least = min(one["with_theme"] for one in sets.values())
    return {**{key: round(float(mean), 3) for key, mean in means.items()}, "least_with_theme": least, "sets": sets}
