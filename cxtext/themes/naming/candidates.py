"""Rank candidate names of themes, and give each theme one that no other has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cxtext.language import Language
from cxtext.themes.naming.casing import Casing
from cxtext.themes.naming.phrases import Phrase
from cxtext.themes.naming.term_counts import Counts, Words
from cxtext.themes.naming.words import is_empty, stem, stems_of

NEAR_DUPLICATE = 0.6
#: Share of a theme's texts from which on a name covers it: with more it is no better.
FULL_COVERAGE = 0.35
#: Where a name covers this share of a theme's texts,
WIDE = 0.12
#: others are names only if they cover this share of what the widest does, or the second one if they have all words of a name that
#: does ("waiting time" beside "wait"): rare exact phrases are quotes.
WIDEST_SHARE, LONGER_SHARE = 0.5, 0.3
#: A phrase that sounds so much otherwise than its theme would mislead.
MOST_DISCORD = 0.3
#: One noun that fewer of a theme's texts have does not name it, nor one that is somewhat more frequent, if most texts that have
#: it are of other themes.
LEAST_NOUN, FREQUENT_NOUN, MOST_OWN = 0.1, 0.15, 0.5
#: A phrase that covers so much is a name; a noun that covers so much stands alone.
ENOUGH, ALONE = 0.22, 0.3
#: A second noun beside one that does not cover its theme covers half as much. It covers this share of the theme's texts that have
#: not the first, is the theme's own in this share of its texts, and is no synonym.
SECOND_SHARE, LEAST_ADDED, LEAST_OWN, LIKE_FIRST = 0.5, 0.08, 0.25, 0.64
#: Beside a first one that covers enough but not half, a second one covers so many texts that have not the first, and stands
#: mostly in this theme.
HALF, MUCH_ADDED, MOSTLY_OWN = 0.5, 0.15, 0.5
#: A second noun means what the theme means, by this share of the first one's meaning; a first one that means it so nearly stands
#: alone.
MEANING_OF_SECOND, ENOUGH_MEANING = 0.42, 0.6
#: A phrase of which fewer than this share of a theme's texts have all words is a quote. Two nouns name the theme instead where
#: each stands in this share of its texts, the second in so many without the first, and one of them in so many.
QUOTE, LEAST_PART, LEAST_EITHER = 0.06, 0.06, 0.18
#: A noun of such a pair weighs so much among the words of its theme.
PART_TELLING = 0.3
#: Mean grammar cost of a noun, at most: some of its uses may be those of an adjective.
MOST_NOUN_COST = 0.2
#: What covering counts beside the theme's words: a name is what most of its texts would agree to.
COVERING = 3.5
#: A name whose words weigh so much among those of its theme is about its subject.
TELLING = 0.5
#: What meaning counts beside the words. A label that is nearer to its theme than to any other is true of more texts.
MEANING = 3.0
#: Two labels of one level whose vectors, centred, have this cosine say the same.
SAME_MEANING = 0.8
#: Handicap of a whole short text, and of one noun, which says nothing of its subject, against a phrase of content words.
WHOLE_TEXT, NOUN = 0.4, 0.25
#: Handicap of a phrase all of whose content words are proper names, and of each word that is everywhere.
NAME, COMMON = 0.3, 0.1
#: A phrase that is part of a longer one more often than this is not a candidate by itself.
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
        Mean class-based tf-idf of its content words, 0 to 1: a word that the theme hardly has makes a phrase less typical.
    frequent : float
        How common the phrase itself is in the theme, and how rare elsewhere, 0 to 1.
    meaning : float
        Cosine to the theme's centre, less half of the next theme's; 0 when it was not computed.
    coverage : float
        Share of the theme's texts that have all its words.
    fitness : float
        What its words and grammar make of it as a name: no praise, no filler, a handy length.
    discord : float
        How far its tone is from the theme's; 0 when it was not measured.
    is_noun : bool
        Whether it is one noun, used as one more than once.
    own_share : float
        Share of the texts with all its words that are the theme's.
    """

    key: str
    form: str
    content: set[str] = field(default_factory=set)
    typical: float = 0.0
    frequent: float = 0.0
    meaning: float = 0.0
    coverage: float = 0.0
    fitness: float = 0.0
    discord: float = 0.0
    is_noun: bool = False
    own_share: float = 0.0

    @property
    def score(self) -> float:
        """The higher the better."""
        return round(self.typical + COVERING * self.frequent + MEANING * self.meaning + self.fitness - self.discord, 6)


def rank_candidates(
    phrases: Sequence[dict[str, Phrase]], whole: Sequence[dict[str, Phrase]], counts: Counts, casing: Casing
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
    casing : Casing
        Knows proper names.

    Returns
    -------
    list of list of Candidate
    """
    weights = counts.weigh()
    naming = np.array([" " not in t and not is_empty(t, counts.language) for t in counts.terms], dtype=bool)
    ranked = []
    for theme, own in enumerate(phrases):
        row = weights[theme]
        top_word = row[naming].max(initial=0.0) or 1.0
        parts = _parts_of_longer(own, theme, counts)
        remaining = {key: phrase for key, phrase in own.items() if key not in parts}
        candidates = [c for key, phrase in remaining.items() if (c := _score(key, phrase, theme, row / top_word, counts, casing))]
        others = {
            key: phrase
            for key, phrase in whole[theme].items()
            if key not in own and _says_something(key, counts.language) and len(set(key.split())) == len(key.split())
        }
        candidates += [_score_whole(key, phrase, theme, row / top_word, counts) for key, phrase in others.items()]
        ranked.append(sorted(candidates, key=lambda c: (-c.score, c.key)))
    return ranked


def _parts_of_longer(keys: Collection[str], theme: int, counts: Counts) -> set[str]:
    """Return the phrases that a theme mostly has inside one longer phrase, such as "native project" in "cloud native project".

    After the C-value of Frantzi, Ananiadou & Mima (2000), doi:10.1007/s007999900023.
    """
    parts = set()
    for longer in keys:
        words = longer.split()
        runs = {" ".join(words[i : i + size]) for size in range(1, len(words)) for i in range(len(words) - size + 1)}
        n_longer = counts.of(longer, theme)[0]
        parts |= {run for run in runs if n_longer > 1 and n_longer > MOSTLY * counts.of(run, theme)[0]}
    return parts


def _score(key: str, phrase: Phrase, theme: int, row: np.ndarray, counts: Counts, casing: Casing) -> Candidate | None:
    """Return one scored candidate, None when it names nothing."""
    words = key.split()
    content = {word for word in words if counts.tells(word)}
    inside, overall = counts.of(key, theme)
    coverage, own_share = counts.cover(key, theme), inside / max(overall, 1.0)
    is_rare_noun = coverage < LEAST_NOUN or (coverage < FREQUENT_NOUN and own_share < MOST_OWN)
    only_when = content <= stems_of(counts.language.names.spans, counts.language)
    if only_when or len(set(words)) < len(words) or (len(words) == 1 and is_rare_noun):
        return None
    written = [w for w in phrase.form.split() if stem(w.lower(), counts.language) in content]
    names = sum(casing.is_name(w) for w in written) / max(len(written), 1)
    if names == 1 and coverage < LEAST_NOUN:
        return None
    common = sum(
        counts.share(w) > counts.everywhere for w in words if w not in stems_of(counts.language.names.stop, counts.language)
    )
    is_rare = any(counts.of(w, theme)[1] < 2 for w in content) or (len(words) == 1 and phrase.n_texts < 2)
    return Candidate(
        key,
        phrase.form,
        content,
        typical=_typical(content, row, counts),
        frequent=_frequent(key, theme, counts),
        coverage=coverage,
        fitness=_fitness(words, content, counts.language)
        - phrase.cost
        - NOUN * (len(words) == 1)
        - RARE_WORD * is_rare
        - NAME * names
        - COMMON * common,
        is_noun=len(words) == 1 and phrase.cost <= MOST_NOUN_COST and not is_rare,
        own_share=own_share,
    )


def _score_whole(key: str, phrase: Phrase, theme: int, row: np.ndarray, counts: Counts) -> Candidate:
    """Return a whole text as a candidate."""
    content = set(key.split()) - stems_of(counts.language.names.stop, counts.language) or set(key.split())
    typical = _typical({word for word in content if not is_empty(word, counts.language)}, row, counts)
    frequent, coverage = _frequent(key, theme, counts), counts.cover(key, theme)
    return Candidate(key, phrase.form, content, typical, frequent, coverage=coverage, fitness=-WHOLE_TEXT)


def _typical(content: set[str], row: np.ndarray, counts: Counts) -> float:
    """Return the mean weight of words that name something, 0 to 1; 0 for none."""
    return float(np.mean([min(1.0, row[counts.terms[w]]) for w in sorted(content) if w in counts.terms] or [0.0]))


def _frequent(key: str, theme: int, counts: Counts) -> float:
    """Return how much of the theme a phrase covers, and how little of the others, 0 to 1."""
    inside, overall = counts.of(key, theme)
    return float(np.sqrt(min(1.0, counts.cover(key, theme) / FULL_COVERAGE) * inside / (overall + 2.0)))


def _says_something(key: str, language: Language) -> bool:
    """Tell whether a text has a word beyond function words, praise and time."""
    names = language.names
    empty = stems_of(names.stop, language) | stems_of(names.evaluative, language) | stems_of(names.spans, language)
    return any(word not in empty for word in key.split())


def _fitness(words: list[str], content: set[str], language: Language) -> float:
    """Prefer names of two or three words that all carry content, and keep what is not there."""
    filler = sum(w in stems_of(language.names.stop, language) for w in words)
    praise = sum(w in stems_of(language.names.evaluative, language) for w in words)
    fitness = -0.2 * filler - 0.2 * praise
    fitness += 0.15 if len(content) >= 2 else 0.0
    fitness -= 0.1 * (len(words) - 3) if len(words) > 3 else 0.0
    if any(w in stems_of(language.names.negations, language) for w in words):
        fitness += 0.1
    return fitness


def put_wide_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with those first that cover enough of their theme to be its name: see :data:`WIDE`.

    Those that sound otherwise than the theme are left out, unless all do.

    >>> wide = Candidate("queue", "queue", typical=1.0, coverage=0.3)
    >>> rare = Candidate("airport queue", "airport queue", coverage=0.01)
    >>> [candidate.form for candidate in put_wide_first([rare, wide])]
    ['queue', 'airport queue']
    """
    candidates = [candidate for candidate in candidates if candidate.discord < MOST_DISCORD] or candidates
    widest = max((c for c in candidates if c.typical >= TELLING), key=lambda c: c.coverage, default=None)
    if widest is None or widest.coverage < WIDE:
        return list(candidates)
    wide = [c.content for c in candidates if c.typical >= TELLING and c.coverage >= WIDEST_SHARE * widest.coverage]
    least = {True: LONGER_SHARE * widest.coverage, False: WIDEST_SHARE * widest.coverage}
    return sorted(candidates, key=lambda c: c.coverage < least[any(content <= c.content for content in wide)])


def find_second(
    first: Candidate,
    candidates: Sequence[Candidate],
    words: Words,
    members: np.ndarray,
    vectors: Mapping[str, np.ndarray],
    *,
    is_name: bool = False,
    covers: bool = False,
) -> Candidate | None:
    """Return the noun that names a theme beside its first name, where neither alone covers it: "cloud" beside "testing".

    Parameters
    ----------
    first : Candidate
        The name of the theme.
    candidates : sequence of Candidate
        The candidates of the theme.
    words : Words
        Of all texts.
    members : ndarray of shape (n_members,), int
        Positions of the theme's texts.
    vectors : mapping of str to ndarray
        As in :func:`choose_labels`: a second noun must not mean the same.
    is_name : bool
        Whether the first is a proper name. That does not say what people write of it, so that a second noun is wanted however
        much the name covers: "files" beside "Dropbox".

    covers : bool
        Whether a second noun is wanted beside a first one that covers enough, but not half; it must cover much that the first
        does not. None is wanted beside another one then.

    Returns
    -------
    Candidate or None
        The one that adds most texts and is the theme's own; None where the first covers enough or means what the theme means,
        or none adds enough.
    """
    says_enough = first.coverage >= ALONE or (first.meaning >= ENOUGH_MEANING and first.coverage >= ENOUGH)
    is_wanted = first.coverage < HALF if covers else is_name or not says_enough
    if not is_wanted or not first.is_noun or not len(members):
        return None
    least_added, least_own = (MUCH_ADDED, MOSTLY_OWN) if covers else (LEAST_ADDED, LEAST_OWN)
    kinds = words.language.kinds
    empty = stems_of(kinds.judging, words.language) | stems_of(kinds.whole, words.language)
    own = [vectors[first.form.lower()]] if first.form.lower() in vectors else []
    others = [
        c
        for c in candidates
        if c.is_noun
        and c.typical >= TELLING
        and c.own_share >= least_own
        and c.key not in empty
        and c.coverage >= SECOND_SHARE * first.coverage
        and (is_name or covers or c.meaning >= MEANING_OF_SECOND * first.meaning)
        and _nearest(vectors.get(c.form.lower()), own) < LIKE_FIRST
        and not begins_alike(c.key, first.key)
    ]
    has = words.matrix[members][:, [words.terms[c.key] for c in (first, *others)]].toarray() > 0
    added = (has[:, 1:] & ~has[:, :1]).mean(axis=0)
    best = int(np.argmax(added * [c.frequent for c in others])) if others else -1
    return others[best] if others and added[best] >= least_added else None


def begins_alike(one: str, other: str) -> bool:
    """Tell whether one noun is the beginning of another: "leg" and "legroom" are one subject."""
    return one.startswith(other) or other.startswith(one)


def find_pair(
    phrases: Mapping[str, Phrase], theme: int, counts: Counts, words: Words, members: np.ndarray
) -> tuple[str, str] | None:
    """Return the two nouns of which most texts of a theme have one, the more frequent first; None where too few have.

    Parameters
    ----------
    phrases : mapping of str to Phrase
        Phrases of the theme's central texts, by key.
    theme : int
    counts : Counts
    words : Words
        Of all texts.
    members : ndarray of shape (n_members,), int
        Positions of the theme's texts.
    """
    row = counts.weigh()[theme]
    top = row[counts.telling_columns].max(initial=0.0)
    whole = stems_of(words.language.kinds.whole, words.language)
    nouns = [
        key
        for key, phrase in phrases.items()
        if " " not in key
        and key not in whole
        and phrase.cost <= MOST_NOUN_COST
        and phrase.n_texts >= 2
        and counts.tells(key)
        and counts.cover(key, theme) >= LEAST_PART
        and row[counts.terms[key]] >= PART_TELLING * top
        and counts.of(key, theme)[0] >= LEAST_OWN * counts.of(key, theme)[1]
    ]
    nouns.sort(key=lambda key: (-counts.cover(key, theme), key))
    if len(nouns) < 2:
        return None
    has = words.matrix[members][:, [words.terms[key] for key in nouns]].toarray() > 0
    either = (has[:, :, None] | has[:, None, :]).mean(axis=0)
    either[np.tril_indices(len(nouns))] = 0.0
    either[np.array([[begins_alike(one, other) for other in nouns] for one in nouns])] = 0.0
    first, second = (int(i) for i in np.unravel_index(np.argmax(either), either.shape))
    if either[first, second] < LEAST_EITHER or either[first, second] - has[:, first].mean() < LEAST_PART:
        return None
    return phrases[nouns[first]].form, phrases[nouns[second]].form


def choose_labels(
    ranked: Sequence[Sequence[Candidate]],
    counts: Counts,
    *,
    taken: Sequence[tuple[str, set[str]]],
    casing: Casing,
    vectors: Mapping[str, np.ndarray] | None = None,
    beside: Sequence[str] = (),
    otherwise: Sequence[tuple[str, set[str]]] = (),
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
    vectors : mapping of str to ndarray, optional
        Of the phrases whose meaning was looked at, by their form in lower case, of unit length.
    beside : sequence of str
        Labels of the same level: none may mean the same.
    otherwise : sequence of (str, set of str), optional
        Label of each theme for which no candidate is left; made of its words by default.

    Returns
    -------
    list of (str, set of str)
        Unique labels in sentence case, with their content words.
    """
    used = [words for _, words in taken]
    names = {label.lower() for label, _ in taken}
    vectors = vectors or {}
    meanings = [vectors[label.lower()] for label in beside if label.lower() in vectors]
    labels: list[tuple[str, set[str]]] = [("", set())] * len(ranked)
    order = sorted(range(len(ranked)), key=lambda t: (-(ranked[t][0].score if ranked[t] else -9.0), t))
    for theme in order:
        label, words = _first_free(ranked[theme], used, names, casing, vectors, meanings)
        if not label:
            label, words = otherwise[theme] if otherwise else _from_words(theme, counts, names, casing)
        labels[theme] = (label, words)
        used.append(words)
        names.add(label.lower())
        meanings += [vectors[label.lower()]] if label.lower() in vectors else []
    return labels


def _nearest(vector: np.ndarray | None, others: Sequence[np.ndarray]) -> float:
    """Return the largest cosine to other vectors; 0 when there is none."""
    return 0.0 if vector is None else float(np.round(max((vector @ other for other in others), default=0.0), 6))


def _first_free(
    candidates: Sequence[Candidate],
    used: list[set[str]],
    names: set[str],
    casing: Casing,
    vectors: Mapping[str, np.ndarray],
    meanings: Sequence[np.ndarray],
) -> tuple[str, set[str]]:
    """Return the first candidate that differs from the labels in use: clearly, else a little, else by its form alone."""
    for most_words, most_meaning in ((NEAR_DUPLICATE, SAME_MEANING), (0.99, 0.99), (2.0, 2.0)):
        for candidate in candidates:
            label, words = casing.title(candidate.form), candidate.content
            near = any(len(words & u) / len(words | u) >= most_words for u in used)
            if not near and label.lower() not in names and _nearest(vectors.get(candidate.form.lower()), meanings) < most_meaning:
                return label, words
    return "", set()


def _from_words(theme: int, counts: Counts, names: set[str], casing: Casing) -> tuple[str, set[str]]:
    """Join the theme's most telling words, when no phrase is left."""
    row = counts.weigh()[theme]
    words = [t for t, column in counts.terms.items() if " " not in t and row[column] > 0]
    best = sorted(words, key=lambda w: (is_empty(w, counts.language), -row[counts.terms[w]], w))[:6]
    spelt = [counts.spelling.get(word, word) for word in best]
    for size in range(2, len(best) + 1):
        label = casing.title(" ".join([spelt[0], spelt[size - 1]]))
        if label.lower() not in names:
            return label, {best[0], best[size - 1]}
    label = casing.title(spelt[0]) if best else "Texts"
    number = 2
    while f"{label} {number}".lower() in names or (number == 2 and label.lower() not in names):
        if label.lower() not in names:
            return label, set(best[:1])
        number += 1
    return f"{label} {number}", set(best[:1])
