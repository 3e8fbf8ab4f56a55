"""Join themes that are one subject, and those that only their tone can name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.themes.catalogue import pull_topics
from cxtext.themes.discovery import Discovery, renumber
from cxtext.themes.naming import (
    KEPT_REACH,
    LEAST_REACH,
    Counts,
    Describer,
    Words,
    count_terms,
    find_whole,
    is_empty,
    judge_opinion,
    measure_focus,
    split_by_tone,
)
from cxtext.themes.theme import ThemeKind
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label, unit_rows

if TYPE_CHECKING:
    from cxtext.themes.assignment import FitData
    from cxtext.themes.catalogue import TopicMatcher
    from cxtext.themes.corpus import Corpus
    from cxtext.themes.naming import Tone

#: Themes that only their tone can name are joined so many times.
MOST_ROUNDS = 3
#: Two themes whose centres and whose words have these cosines are one subject.
ALIKE_CENTRES, ALIKE_WORDS = 0.4, 0.45


def join_subjects(
    discovery: Discovery, corpus: Corpus, sample: np.ndarray, tone: Tone, describer: Describer, matcher: TopicMatcher
) -> Discovery:
    """Return the discovery with one theme per subject.

    Two themes that lie near each other and use the same words become one. So do themes that no name would be true of: those that
    blame, those that praise, and those that do neither. What these say of a topic of the catalogue goes to the theme on it, or
    makes one: "the pasta was bland" and "delicious steak" lie apart, with blame and praise of anything.

    Parameters
    ----------
    discovery : Discovery
        Themes of a sample of the texts of the corpus.
    corpus : Corpus
    sample : ndarray of shape (n_sample,), int
        Positions of the sample.
    tone : Tone
        Of all texts of the corpus.
    describer : Describer
    matcher : TopicMatcher
        Both of the same texts.

    Returns
    -------
    Discovery
    """
    if discovery.literal:
        return discovery
    words, repeats = (corpus.words or Words(corpus.texts)).take(sample), corpus.counts[sample]
    rows = tone.damp(corpus.vectors, mean_row(corpus.vectors))[sample]
    discovery = discovery.join(find_bare(discovery.labels, words, repeats, replace(tone, of_texts=tone.of_texts[sample])))
    discovery = discovery.join(find_alike(rows, discovery.labels, words, repeats))
    theme_of = np.full(len(corpus.texts), -1, dtype=np.int64)
    theme_of[sample] = discovery.labels
    nameless = _find_nameless(theme_of, describer, matcher)
    theme_of = _pull_from(theme_of, nameless, corpus, describer, matcher)
    for _ in range(MOST_ROUNDS):
        nameless = _find_nameless(theme_of, describer, matcher)  # what was joined or pulled may have no name either
        joined = _join(theme_of, nameless)
        if (joined == theme_of).all():
            break
        theme_of = joined
    theme_of = _join(theme_of, matcher.find_same(theme_of))
    return discovery if (theme_of[sample] == discovery.labels).all() else discovery.regroup(theme_of[sample])


def join_nameless(data: FitData, assigned: np.ndarray, describer: Describer, matcher: TopicMatcher) -> FitData:
    """Return the data with one theme for all that only their tone can name, after each text went to its nearest theme.

    Parameters
    ----------
    data : FitData
        All texts of the corpus.
    assigned : ndarray of shape (n_texts,), int
        Theme of each text; negative is none.
    describer : Describer
    matcher : TopicMatcher
        Both of the same texts.

    Returns
    -------
    FitData
        The same where no two themes are so.
    """
    groups = [group for group in _find_nameless(assigned, describer, matcher, KEPT_REACH) if len(group) > 1]
    if not groups or data.discovery.literal:
        return data
    of_sample, discovered = assigned[data.sample], data.discovery.labels
    shared = np.zeros((data.discovery.n_themes, int(assigned.max()) + 1))
    both = (discovered >= 0) & (of_sample >= 0)
    np.add.at(shared, (discovered[both], of_sample[both]), 1)
    most = shared.argmax(axis=1)
    return replace(data, discovery=data.discovery.join([np.flatnonzero(np.isin(most, group)) for group in groups]))


def _find_nameless(
    theme_of: np.ndarray, describer: Describer, matcher: TopicMatcher, least_reach: float = LEAST_REACH
) -> list[np.ndarray]:
    """Return the groups of themes that only their tone can name."""
    topics = matcher.match(theme_of, int(theme_of.max(initial=-1)) + 1)
    return [group for group in describer.find_nameless(theme_of, topics, least_reach=least_reach) if len(group)]


def _join(theme_of: np.ndarray, groups: Sequence[np.ndarray]) -> np.ndarray:
    """Return the theme of each text after each group of themes became one."""
    joined = np.arange(int(theme_of.max(initial=-1)) + 2)
    joined[-1] = -1
    for group in groups:
        joined[group] = group.min()
    return renumber(joined[theme_of])


def _pull_from(
    theme_of: np.ndarray, nameless: Sequence[np.ndarray], corpus: Corpus, describer: Describer, matcher: TopicMatcher
) -> np.ndarray:
    """Return the theme of each text after what nameless themes say of a topic went elsewhere, and the rest was joined."""
    if not nameless:
        return theme_of
    whole = find_whole(describer.words)
    members = np.flatnonzero(np.isin(theme_of, np.concatenate(nameless)))
    says_why = [judge_opinion(corpus.texts[i], whole, describer.language) == ThemeKind.CAUSE for i in members.tolist()]
    return _join(pull_topics(matcher, theme_of, members[np.array(says_why, dtype=bool)]), nameless)


def find_bare(labels: np.ndarray, words: Words, repeats: np.ndarray, tone: Tone) -> list[np.ndarray]:
    """Return the themes that share no subject and only blame, and those that only praise, where there are two or more.

    Parameters
    ----------
    labels, words, repeats
        As in :func:`find_alike`.
    tone : Tone
        Of the same texts.

    Returns
    -------
    list of ndarray of int
    """
    n_themes = int(labels.max(initial=-1)) + 1
    mean = tone.average(labels, repeats, n_themes)
    bare = measure_focus(words, count_terms(words, labels, repeats, n_themes), labels, repeats).find_bare(mean)
    groups = [np.flatnonzero(bare & which) for which in split_by_tone(mean)]
    return [group for group in groups if len(group) > 1]


def find_alike(rows: np.ndarray, labels: np.ndarray, words: Words, repeats: np.ndarray) -> list[np.ndarray]:
    """Return the pairs of themes that are one subject, the most alike first; each theme is in one at most.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), rows of unit length
    labels : ndarray of shape (n,), int
        Theme of each row; negative is outside.
    words : Words
        Of the same texts.
    repeats : ndarray of shape (n,), int
        How often each text occurs.

    Returns
    -------
    list of ndarray of shape (2,), int
    """
    n_themes = int(labels.max(initial=-1)) + 1
    centred = centre_rows(rows, mean_row(rows)) * repeats[:, None]
    centres = unit_rows(sum_by_label(centred, labels, n_themes))
    near, same = np.round(centres @ centres.T, 6), compare_words(count_terms(words, labels, repeats, n_themes))
    pairs = np.argwhere(np.triu((near >= ALIKE_CENTRES) & (same >= ALIKE_WORDS), 1))
    chosen: list[np.ndarray] = []
    for pair in sorted(pairs.tolist(), key=lambda p: (-near[p[0], p[1]] * same[p[0], p[1]], p)):
        if not any(np.isin(pair, other).any() for other in chosen):
            chosen.append(np.array(pair))
    return chosen


def compare_words(counts: Counts) -> np.ndarray:
    """Return the cosines between themes of their class-based tf-idf, over words that name something.

    Returns
    -------
    ndarray of shape (n_themes, n_themes), float64
    """
    names = np.array([not is_empty(term, counts.language) for term in counts.terms])
    rows = unit_rows(counts.weigh() * names)
    return np.asarray(np.round(rows @ rows.T, 6))
