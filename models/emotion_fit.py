"""What is learnt of emotions beside the head: words that tell them, how confident to be, and how well it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cxtext.sentiment import EMOTIONS, NONE, choose, tokens_of

Array = NDArray[np.float64]
#: Probabilities below which a text may be said to show no emotion; one is chosen on texts that the head did not learn from.
THRESHOLDS = np.arange(20, 90, 5) / 100
#: A word tells an emotion from so many texts, log odds and standard errors of them on; half a text is added to each count.
LEAST_TEXTS, LEAST_ODDS, LEAST_Z = 5, 1.5, 4.0
#: A pair of words is listed beside its words only when it tells more than they do, by this much.
PAIR_GAIN = 0.5


def telling_words(texts: Sequence[str], shown: Array) -> dict[str, dict[str, float]]:
    """Return for each emotion the words and pairs of words that tell it, with the log of their odds ratio.

    The ratio sets the odds of the emotion among texts that have the word against the odds among all texts.
    """
    grams = [_grams(text) for text in texts]
    in_all = Counter(gram for found in grams for gram in found)
    told: dict[str, dict[str, float]] = {}
    for c, emotion in enumerate(EMOTIONS):
        if emotion == NONE:
            continue
        showing = Counter(gram for i in np.flatnonzero(shown[:, c]) for gram in grams[i])
        share = shown[:, c].mean()
        weights = {}
        for gram, n in showing.items():
            yes, no = n + 0.5, in_all[gram] - n + 0.5
            odds = float(np.log(yes / no) - np.log(share / (1 - share)))
            if n >= LEAST_TEXTS and odds > LEAST_ODDS and odds / (1 / yes + 1 / no) ** 0.5 > LEAST_Z:
                weights[gram] = round(odds, 2)
        told[emotion] = {
            gram: weight
            for gram, weight in sorted(weights.items())
            if " " not in gram or weight > max(weights.get(word, 0.0) for word in gram.split()) + PAIR_GAIN
        }
    return told


def _grams(text: str) -> set[str]:
    """Return the words and pairs of words of a text; marks are neither."""
    words = [word for word, _, _ in tokens_of(text)]
    spoken = [any(map(str.isalpha, word)) for word in words]
    pairs = {f"{words[i]} {words[i + 1]}" for i in range(len(words) - 1) if spoken[i] and spoken[i + 1]}
    return pairs | {word for word, is_word in zip(words, spoken, strict=True) if is_word}


def choose_threshold(p: Array, shown: Array) -> float:
    """Return the threshold with the best mean F1 over the emotions."""
    return float(max(THRESHOLDS, key=lambda t: (round(float(f1_scores(choose(p, t), shown)[1:].mean()), 4), t)))


def f1_scores(found: NDArray[np.object_], shown: Array) -> Array:
    """Return the F1 of each emotion; a text may show several, of which one is enough to be found."""
    said = np.stack([found == emotion for emotion in EMOTIONS], axis=1)
    right = (said & (shown > 0)).sum(axis=0)
    return np.asarray(2 * right / np.maximum(said.sum(axis=0) + shown.sum(axis=0), 1))
