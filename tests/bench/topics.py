"""How often the topic of the catalogue that a theme is given is the right one.

``CXTEXT_EVAL_DATA=... python -m tests.bench.run topics`` takes some minutes. ``topics.csv`` says which topics are right for which
human label. A label that is not in it has none, so that any topic is wrong; one with ``?`` is too broad to judge by. Two things
are tried: each label as if it were a theme, and the themes that are discovered, which have the label of most of their texts.
Recall is the share of the labels with a right topic that get one.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cxtext.embed import load_embedder
from cxtext.settings import ThemesConfig
from cxtext.themes import Corpus, ThemeModel
from cxtext.themes.catalogue import TopicMatcher
from tests.bench.units import Labelled

#: In ``topics.csv``: a label that says too little of what its texts are on.
UNJUDGED = "?"
SETS = ("banking77", "clinc150", "nhs_fft_themes", "acos_rest16", "jupyter_ux2015")


def read_right_topics() -> dict[tuple[str, str], set[str]]:
    """Return the topics that are right for a label of a set."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return {(row["set"], row["label"]): set(row["topics"].split()) for row in csv.DictReader(file)}


def label_texts(labelled: Labelled) -> tuple[np.ndarray, list[str]]:
    """Return the number of the label of each unit text, -1 for a text that is nobody's longest unit, and the labels."""
    names, number = np.unique(labelled.gold, return_inverse=True)
    of_text = np.full(len(labelled.corpus.texts), -1)
    has_text = labelled.text >= 0
    of_text[labelled.text[has_text]] = number[has_text]
    return of_text, names.tolist()


def judge(name: str, corpus: Corpus, theme_of: np.ndarray, of_text: np.ndarray, names: list[str]) -> tuple[int, int, list[str]]:
    """Return the number of right topics, of topics given, and the wrong ones."""
    right_topics = read_right_topics()
    matches = TopicMatcher.of(corpus).match(theme_of, int(theme_of.max()) + 1)
    n_right, wrong = 0, []
    for theme, match in enumerate(matches):
        own = of_text[(theme_of == theme) & (of_text >= 0)]
        if match is None or not len(own):
            continue
        label = names[Counter(own.tolist()).most_common(1)[0][0]]
        right = right_topics.get((name, label), set())
        if match.topic.topic_id in right:
            n_right += 1
        elif UNJUDGED not in right:
            wrong.append(f"{label}: {match.topic.topic_id}")
    return n_right, n_right + len(wrong), wrong


def measure() -> dict[str, Any]:
    """Return precision and recall by set and over all, and every topic that is wrong."""
    embedder = load_embedder("default", jobs=0)
    figures: dict[str, Any] = {}
    totals = np.zeros(7, dtype=int)
    right_topics = read_right_topics()
    for name in SETS:
        labelled = Labelled.split(name, embedder)
        corpus = replace(labelled.corpus, embedder_fingerprint=embedder.fingerprint)
        of_text, names = label_texts(labelled)
        by_label = judge(name, corpus, of_text, of_text, names)
        assigned = ThemeModel.fit_assign(corpus, settings=ThemesConfig())[1]
        by_theme = judge(name, corpus, assigned.theme, of_text, names)
        by_subtheme = judge(name, corpus, assigned.subtheme, of_text, names)
        n_possible = sum(UNJUDGED not in right_topics.get((name, label), {UNJUDGED}) for label in names)
        totals += [*by_label[:2], *by_theme[:2], *by_subtheme[:2], n_possible]
        figures[name] = {
            "labels": f"{by_label[0]} of {by_label[1]} right, {n_possible} have a topic",
            "labels_wrong": by_label[2],
            "themes": f"{by_theme[0]} of {by_theme[1]} right",
            "themes_wrong": by_theme[2],
            "subthemes": f"{by_subtheme[0]} of {by_subtheme[1]} right",
            "subthemes_wrong": by_subtheme[2],
        }
    figures["label_precision"] = round(float(totals[0] / totals[1]), 3)
    figures["label_recall"] = round(float(totals[0] / totals[6]), 3)
    figures["theme_precision"] = round(float(totals[2] / totals[3]), 3)
    figures["subtheme_precision"] = round(float(totals[4] / totals[5]), 3)
    return figures
