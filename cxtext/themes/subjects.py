"""Join themes that are one subject, and those that have none but praise or blame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.themes.discovery import Discovery
from cxtext.themes.naming import Words, count_terms, is_empty, measure_focus, split_by_tone
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label, unit_rows

if TYPE_CHECKING:
    from cxtext.themes.catalogue import TopicMatcher
    from cxtext.themes.corpus import Corpus
    from cxtext.themes.naming import Counts, Describer, Tone

#: Two themes whose centres and whose words have these cosines are one subject.
ALIKE_CENTRES, ALIKE_WORDS = 0.4, 0.45


@dataclass(frozen=True)
class _Themes:
    """The themes of a discovery with what their texts say."""

    discovery: Discovery
    words: Words
    counts: Counts
    repeats: np.ndarray
    tone: np.ndarray

    @classmethod
    def of(cls, discovery: Discovery, words: Words, repeats: np.ndarray, tone: Tone) -> _Themes:
        """Count the words of the themes, and average how they sound."""
        labels, n_themes = discovery.labels, discovery.n_themes
        return cls(
            discovery,
            words,
            count_terms(words, labels, repeats, n_themes),
            repeats,
            tone.average(labels, repeats, n_themes),
        )

    def find_bare(self) -> np.ndarray:
        """Return which themes share no subject, only praise or blame."""
        focus = measure_focus(self.words, self.counts, self.discovery.labels, self.repeats)
        return focus.find_bare(self.tone)

    def compare_words(self) -> np.ndarray:
        """Return the cosines of the themes' class-based tf-idf over words that name something; shape (n_themes, n_themes)."""
        names = np.array([not is_empty(term, self.words.language) for term in self.counts.terms])
        rows = unit_rows(self.counts.weigh() * names)
        return np.asarray(np.round(rows @ rows.T, 6))


def make_subjects(
    discovery: Discovery, corpus: Corpus, tone: Tone, sample: np.ndarray, describer: Describer, matcher: TopicMatcher
) -> Discovery:
    """Return the discovery with themes that are about one subject each.

    Themes that only blame are joined to one, and those that only praise; two that lie near each other and use the same words
    are joined.

    Parameters
    ----------
    discovery : Discovery
        Themes of a sample of the texts of the corpus.
    corpus : Corpus
    tone : Tone
        Of all texts of the corpus.
    sample : ndarray of shape (n_sample,), int
        Positions of the sample.
    describer : Describer
        Of the texts of the corpus.
    matcher : TopicMatcher
        Of the same.

    Returns
    -------
    Discovery
    """
    if discovery.literal:
        return discovery
    words = (corpus.words or Words(corpus.texts)).take(sample)
    repeats, own_tone = corpus.counts[sample], replace(tone, of_texts=tone.of_texts[sample])
    rows = tone.damp(corpus.vectors, mean_row(corpus.vectors))[sample]
    discovery = _join_bare(_Themes.of(discovery, words, repeats, own_tone))
    discovery = _join_alike(_Themes.of(discovery, words, repeats, own_tone), rows)
    theme_of = np.full(len(corpus.texts), -1, dtype=np.int64)
    theme_of[sample] = discovery.labels
    nameless = describer.find_nameless(theme_of, matcher.match(theme_of, discovery.n_themes))
    return discovery.join([group for group in nameless if len(group) > 1])


def _join_bare(themes: _Themes) -> Discovery:
    """Make one theme of those that share no subject and only blame, and one of those that only praise."""
    bare = themes.find_bare()
    groups = [np.flatnonzero(bare & which) for which in split_by_tone(themes.tone)]
    return themes.discovery.join([group for group in groups if len(group) > 1])


def _join_alike(themes: _Themes, rows: np.ndarray) -> Discovery:
    """Join each pair of themes that are one subject, the most alike first; each theme once."""
    labels, n_themes = themes.discovery.labels, themes.discovery.n_themes
    centred = centre_rows(rows, mean_row(rows)) * themes.repeats[:, None]
    centres = unit_rows(sum_by_label(centred, labels, n_themes))
    near, same = np.round(centres @ centres.T, 6), themes.compare_words()
    pairs = np.argwhere(np.triu((near >= ALIKE_CENTRES) & (same >= ALIKE_WORDS), 1))
    groups: list[np.ndarray] = []
    for pair in sorted(pairs.tolist(), key=lambda p: (-near[p[0], p[1]] * same[p[0], p[1]], p)):
        if not any(np.isin(pair, group).any() for group in groups):
            groups.append(np.array(pair))
    return themes.discovery.join(groups)
