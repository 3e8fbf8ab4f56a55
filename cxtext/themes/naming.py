"""Rank candidate names of themes, and give each theme one that no other has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from cxtext.themes.casing import Casing
from cxtext.themes.lexicon import Counts
from cxtext.themes.phrases import Phrase
from cxtext.themes.words import EVALUATIVE, NEGATIONS, STOP, is_empty

NEAR_DUPLICATE = 0.6
#: Share of a theme's texts from which on a phrase counts as common in it.
FULL_COVERAGE = 0.1
#: Handicap of a whole short text against a phrase of content words.
WHOLE_TEXT = -0.2
#: A phrase that is part of a longer one more often than this is no candidate by itself.
MOSTLY = 0.6
#: Handicap of a word that occurs only once: often a misspelling.
RARE_WORD = 0.3


@dataclass(slots=True)
class Candidate:
    """A phrase that may name a theme.

    Parameters
    ----------
    key : str
        Stemmed words.
    form : str
        As written.
    content : set of str
        Stemmed words that name something.
    typical : float
        Class-based tf-idf of its content words, the second counting half, 0 to 1 or little more.
    frequent : float
        How common the phrase itself is in the theme, and how rare elsewhere, 0 to 1.
    meaning : float
        Cosine to the theme's centre, less half of the next theme's; 0 when it was not computed.
    fitness : float
        What its words make of it as a name: no praise, no filler, a handy length.
    """

    key: str
    form: str
    content: set[str] = field(default_factory=set)
    typical: float = 0.0
    frequent: float = 0.0
    meaning: float = 0.0
    fitness: float = 0.0

    @property
    def score(self) -> float:
        """The higher the better."""
        return round(self.typical + 1.5 * self.frequent + 1.5 * self.meaning + self.fitness, 6)


def rank_candidates(
    phrases: Sequence[dict[str, Phrase]], whole: Sequence[dict[str, Phrase]], counts: Counts
) -> list[list[Candidate]]:
    """Score the phrases of each theme, best first.

    Parameters
    ----------
    phrases : sequence of dict
        Phrases of each theme's central texts, by key.
    whole : sequence of dict
        Short texts of each theme as a whole; they may consist of common words.
    counts : Counts
        Of the same themes, with the phrases among the terms.

    Returns
    -------
    list of list of Candidate
    """
    weights = counts.weigh()
    naming = np.array([" " not in t and not is_empty(t) for t in counts.terms], dtype=bool)
    ranked = []
    for theme, found in enumerate(phrases):
        row = weights[theme]
        top_word = row[naming].max(initial=0.0) or 1.0
        parts = _parts_of_longer(found, theme, counts)
        whole_phrases = {key: phrase for key, phrase in found.items() if key not in parts}
        candidates = [c for key, phrase in whole_phrases.items() if (c := _score(key, phrase, theme, row / top_word, counts))]
        others = {key: phrase for key, phrase in whole[theme].items() if key not in found and _says_something(key)}
        candidates += [_score_whole(key, phrase, theme, counts) for key, phrase in others.items()]
        ranked.append(sorted(candidates, key=lambda c: (-c.score, c.key)))
    return ranked


def _parts_of_longer(found: Collection[str], theme: int, counts: Counts) -> set[str]:
    """Return the phrases that a theme mostly has inside one longer phrase, such as "native project" in "cloud native project".

    After the C-value of Frantzi, Ananiadou & Mima (2000), doi:10.1007/s007999900023.
    """
    parts = set()
    for longer in found:
        words = longer.split()
        runs = {" ".join(words[i : i + size]) for size in range(2, len(words)) for i in range(len(words) - size + 1)}
        n_longer = counts.of(longer, theme)[0]
        parts |= {run for run in runs if n_longer > 1 and n_longer > MOSTLY * counts.of(run, theme)[0]}
    return parts


def _score(key: str, phrase: Phrase, theme: int, row: np.ndarray, counts: Counts) -> Candidate | None:
    """Return one scored candidate, None when it names nothing."""
    words = key.split()
    content = {w for w in words if not is_empty(w) and counts.share(w) <= counts.everywhere}
    if not content:
        return None
    strengths = sorted((min(1.0, row[counts.terms[w]]) for w in content if w in counts.terms), reverse=True)
    is_rare = any(counts.of(w, theme)[1] < 2 for w in content)
    return Candidate(
        key,
        phrase.form,
        content,
        typical=float(sum(s / 2**i for i, s in enumerate(strengths)) / 1.5),
        frequent=_frequent(key, theme, counts),
        fitness=_fitness(words, content, is_clause=phrase.is_clause) - RARE_WORD * is_rare,
    )


def _score_whole(key: str, phrase: Phrase, theme: int, counts: Counts) -> Candidate:
    """Return a whole text as a candidate of last resort."""
    content = set(key.split()) - STOP or set(key.split())
    return Candidate(key, phrase.form, content, frequent=_frequent(key, theme, counts), fitness=WHOLE_TEXT)


def _frequent(key: str, theme: int, counts: Counts) -> float:
    """Return how common a phrase is in the theme, and how rare elsewhere, 0 to 1."""
    inside, overall = counts.of(key, theme)
    full = np.log1p(FULL_COVERAGE * counts.theme_texts[theme])
    return float(min(1.0, np.log1p(inside) / max(full, 1.0)) * inside / (overall + 2.0))


def _says_something(key: str) -> bool:
    """Tell whether a text has a word beyond function words and praise."""
    return any(w not in STOP and w not in EVALUATIVE for w in key.split())


def _fitness(words: list[str], content: set[str], *, is_clause: bool) -> float:
    """Prefer names of two or three words that all carry content; what goes wrong may be a clause."""
    filler = sum(w in STOP for w in words)
    praise = sum(w in EVALUATIVE for w in words)
    fitness = -0.2 * filler - 0.35 * praise
    fitness += 0.15 if len(content) >= 2 else 0.0
    fitness -= 0.1 * (len(words) - 3) if len(words) > 3 else 0.0
    if is_clause:
        fitness -= 0.05
    if any(w in NEGATIONS for w in words):
        fitness += 0.1
    return fitness


def choose_labels(
    ranked: Sequence[Sequence[Candidate]], counts: Counts, *, taken: Sequence[tuple[str, set[str]]], casing: Casing
) -> list[tuple[str, set[str]]]:
    """Give each theme its best candidate that is not too near a label already given.

    Parameters
    ----------
    ranked : sequence of sequence of Candidate
        Best first, one sequence a theme.
    counts : Counts
    taken : sequence of (str, set of str)
        Labels given before, with their content words.
    casing : Casing

    Returns
    -------
    list of (str, set of str)
        Unique labels in sentence case, with their content words.
    """
    used = [words for _, words in taken]
    names = {label.lower() for label, _ in taken}
    labels: list[tuple[str, set[str]]] = [("", set())] * len(ranked)
    order = sorted(range(len(ranked)), key=lambda t: (-(ranked[t][0].score if ranked[t] else -9.0), t))
    for theme in order:
        label, words = _first_free(ranked[theme], used, names, casing)
        if not label:
            label, words = _from_words(theme, counts, names, casing)
        labels[theme] = (label, words)
        used.append(words)
        names.add(label.lower())
    return labels


def _first_free(candidates: Sequence[Candidate], used: list[set[str]], names: set[str], casing: Casing) -> tuple[str, set[str]]:
    """Return the first candidate that differs from the labels in use."""
    for limit in (NEAR_DUPLICATE, 0.99):
        for candidate in candidates:
            label = casing.title(candidate.form)
            near = any(len(candidate.content & u) / len(candidate.content | u) >= limit for u in used)
            if not near and label.lower() not in names:
                return label, candidate.content
    return "", set()


def _from_words(theme: int, counts: Counts, names: set[str], casing: Casing) -> tuple[str, set[str]]:
    """Join the theme's most telling words, when no phrase is left."""
    row = counts.weigh()[theme]
    words = [t for t, column in counts.terms.items() if " " not in t and row[column] > 0]
    best = sorted(words, key=lambda w: (is_empty(w), -row[counts.terms[w]], w))[:6]
    for size in range(2, len(best) + 1):
        label = casing.title(" ".join([best[0], best[size - 1]]))
        if label.lower() not in names:
            return label, {best[0], best[size - 1]}
    label = casing.title(best[0]) if best else "Texts"
    number = 2
    while f"{label} {number}".lower() in names or (number == 2 and label.lower() not in names):
        if label.lower() not in names:
            return label, set(best[:1])
        number += 1
    return f"{label} {number}", set(best[:1])
