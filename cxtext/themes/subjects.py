"""Join themes that are one subject, and those that only their tone can name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.themes.catalogue import pull_topics
from cxtext.themes.discovery import Discovery
from cxtext.themes.naming import (
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
    from cxtext.themes.catalogue import TopicMatcher
    from cxtext.themes.corpus import Corpus
    from cxtext.themes.naming import Tone

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
    nameless = describer.find_nameless(theme_of, matcher.match(theme_of, discovery.n_themes))
    theme_of = _sort_nameless(theme_of, nameless, corpus, describer, matcher)
    return discovery if (theme_of[sample] == discovery.labels).all() else discovery.regroup(theme_of[sample])


def _sort_nameless(
    theme_of: np.ndarray, nameless: Sequence[np.ndarray], corpus: Corpus, describer: Describer, matcher: TopicMatcher
) -> np.ndarray:
    """Return the theme of each text after each group of nameless themes became one, without what they say of a topic."""
    nameless = [group for group in nameless if len(group)]
    if not nameless:
        return theme_of
    whole = find_whole(describer.words)
    members = np.flatnonzero(np.isin(theme_of, np.concatenate(nameless)))
    says_why = [judge_opinion(corpus.texts[i], whole, describer.language) == ThemeKind.CAUSE for i in members.tolist()]
    pulled = pull_topics(matcher, theme_of, members[np.array(says_why, dtype=bool)])
    joined = np.arange(max(theme_of.max(), pulled.max()) + 1)
    for group in nameless:
        joined[group] = group.min()
    return np.asarray(np.append(joined, -1)[pulled])


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
