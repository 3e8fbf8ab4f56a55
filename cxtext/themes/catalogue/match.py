"""Which topic of the catalogue a theme is on, if any: clearly the nearest by meaning, and by words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from scipy import sparse

from cxtext.language import load_language
from cxtext.themes.catalogue.embedding import get_topic_vectors
from cxtext.themes.catalogue.load import Catalogue, load_catalogue
from cxtext.themes.catalogue.topic import Topic
from cxtext.themes.corpus import Corpus
from cxtext.themes.naming import tokenize
from cxtext.themes.vectors import mean_row, sum_by_label

#: Standard deviations by which the opinions of a theme are nearer to its topic than all others are, at least.
LEAST_NEARNESS = 1.2
#: Share of the opinions of a theme that have a word of its topic, at least,
LEAST_SHARE = 0.25
#: and their number;
LEAST_HITS = 5
#: how many times as large the share is as among all opinions, at least.
LEAST_LIFT = 2.0
#: What the share counts beside the nearness in the score of a topic.
SHARE_WEIGHT = 2.0
#: The score, at least.
LEAST_SCORE = 2.0
#: By how much the topic is ahead of the second.
LEAST_MARGIN = 0.4
#: Where none is clearly the one, or has less than this share, two topics name a theme.
MOST_SHARE = 0.35
#: Each of the two is nearer and has such a share and lift, at least; the second adds so much to the share of the first, and
#: together they have the last one.
PAIR_NEARNESS, PAIR_SHARE, PAIR_LIFT, PAIR_ADDED, LEAST_TOGETHER = 1.1, 0.15, 3.0, 0.08, 0.3
#: A theme of whose opinions so many have a word of a topic, and that is nearer to it than to any other topic and nearer by this
#: than others are, is on the topic of another theme.
SAME_TOPIC, SAME_NEARNESS, SAME_LIFT = 0.4, 1.0, 1.5
#: Share of the opinions of all other themes that have a marker of the topic's domain, at least,
LEAST_DOMAIN = 0.05
#: and part of the same share of the domain that most of them speak of.
LEAST_PART_OF_DOMAIN = 0.25


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """The topic of a theme, or the two that it is about where none is clearly the one.

    Parameters
    ----------
    topic : Topic
    nearness : float
        Standard deviations by which the theme's opinions are nearer to the topic than all others are.
    share : float
        Share of the theme's opinions that have one of the words of the topic, or of the two.
    second : Topic, optional
    is_clear : bool
        Whether the first is clearly the nearest.
    joining : str
        The word between the names of two topics.
    """

    topic: Topic
    nearness: float
    share: float
    second: Topic | None = None
    is_clear: bool = True
    joining: str = "and"

    @property
    def topic_id(self) -> str | None:
        """Id of the topic; None where none is clearly the one."""
        return self.topic.topic_id if self.is_clear else None

    def name_for(self, polarity: float) -> str:
        """Return what the topic is called, see :meth:`Topic.name_for`; two are called by the first parts of their neutral names.

        >>> noise, heat = (Topic(name.lower(), name, "", "general", (), ()) for name in ("Noise", "Temperature and air"))
        >>> TopicMatch(noise, 1.7, 0.4, heat).name_for(-0.8)
        'Noise and temperature'
        """
        if self.second is None:
            return self.topic.name_for(polarity)
        one, other = (topic.name.split(f" {self.joining} ")[0] for topic in (self.topic, self.second))
        return f"{one} {self.joining} {other[:1].lower()}{other[1:]}"

    def is_about(self, name: str) -> bool:
        """Tell whether a name has one of the words of the topic.

        >>> TopicMatch(Topic("wine", "Wine", "", "general", ("wine*",), ()), 2.0, 0.5).is_about("House wines")
        True
        """
        return bool(find_entries([name], [self.topic.words]).nnz)


@dataclass(frozen=True)
class Evidence:
    """What speaks for each topic in each theme: arrays of shape (n_themes, n_topics).

    Parameters
    ----------
    nearness : ndarray
        As in :class:`TopicMatch`.
    share : ndarray
        As in :class:`TopicMatch`.
    hits : ndarray
        Number of opinions that the share is made of.
    lift : ndarray
        The share over that among all opinions.
    eligible : ndarray of bool
        Whether the other themes of the survey speak of the topic's domain, and no special topic stands in its place.
    """

    nearness: np.ndarray
    share: np.ndarray
    hits: np.ndarray
    lift: np.ndarray
    eligible: np.ndarray

    @property
    def score(self) -> np.ndarray:
        """What topics are compared by, minus infinity for one that is not eligible."""
        score = self.nearness + SHARE_WEIGHT * np.where(self.lift >= 1, self.share, 0.0)
        return np.round(np.where(self.eligible, score, -np.inf), 6)

    def choose(self, theme: int) -> int | None:
        """Return the place of the topic of a theme, None where none is clearly the one."""
        score = self.score[theme]
        best = int(np.argmax(score))
        is_clear = (
            score[best] >= LEAST_SCORE
            and score[best] - np.delete(score, best).max(initial=-np.inf) >= LEAST_MARGIN
            and self.nearness[theme, best] >= LEAST_NEARNESS
            and self.share[theme, best] >= LEAST_SHARE
            and self.hits[theme, best] >= LEAST_HITS
            and self.lift[theme, best] >= LEAST_LIFT
        )
        return best if is_clear else None

    def list_pair(self, theme: int) -> list[int]:
        """Return the places of the topics that may be one of two of a theme, the best first."""
        score = self.score[theme]
        fits = (
            np.isfinite(score)
            & (np.round(self.nearness[theme], 6) >= PAIR_NEARNESS)
            & (self.share[theme] >= PAIR_SHARE)
            & (self.hits[theme] >= LEAST_HITS)
            & (self.lift[theme] >= PAIR_LIFT)
        )
        return sorted(np.flatnonzero(fits).tolist(), key=lambda place: (-score[place], place))


class TopicMatcher:
    """Finds the topics of themes among the opinions of one survey.

    Parameters
    ----------
    corpus : Corpus
    catalogue : Catalogue
    vectors : ndarray of shape (n_topics, n_dims), float32, rows of unit length
        Of the topics, by the embedder of the corpus.

    Notes
    -----
    The nearness is the mean cosine of the theme's opinions to the topic less that of all others, in standard deviations of
    the cosine over all opinions, so that topics to which every opinion of a survey is near have no advantage. A share of
    words alone would take "cancelled order" for a cancelled flight, and nearness alone takes the least unlike topic for that
    of a theme that the catalogue lacks: a topic needs both, and the domain of other themes.
    """

    def __init__(self, corpus: Corpus, catalogue: Catalogue, vectors: np.ndarray) -> None:
        self.topics = catalogue.topics
        self._joining = (load_language() if corpus.words is None else corpus.words.language).names.joining
        self.weight = np.asarray(corpus.counts, dtype=np.float64)
        self._total = max(float(self.weight.sum()), 1.0)
        entries = find_entries(corpus.texts, [*(topic.words for topic in self.topics), *catalogue.markers.values()])
        self._hits, self._markers = entries[:, : len(self.topics)], entries[:, len(self.topics) :]
        domains = list(catalogue.markers)
        self._domain = np.array([domains.index(t.domain) if t.domain in domains else -1 for t in self.topics], dtype=np.int64)
        place = {topic.topic_id: i for i, topic in enumerate(self.topics)}
        self._replaced = [(i, [place[other] for other in t.instead_of]) for i, t in enumerate(self.topics) if t.instead_of]
        centred = corpus.vectors - mean_row(corpus.vectors)
        self._centred = centred
        self._rows = centred * self.weight[:, None].astype(np.float32)
        self._sum = self._rows.sum(axis=0, dtype=np.float64)
        self._vectors = vectors.astype(np.float64)
        second = (self._rows.T @ centred).astype(np.float64) / self._total
        variance = np.einsum("ij,jk,ik->i", self._vectors, second, self._vectors)
        variance -= (self._vectors @ self._sum / self._total) ** 2
        self._spread = np.sqrt(np.maximum(variance, 1e-12))

    @classmethod
    def of(cls, corpus: Corpus) -> TopicMatcher:
        """Return the matcher for a corpus; it finds no topic where the language has no catalogue, or topics no vectors."""
        code = corpus.words.language.code if corpus.words is not None else "en"
        catalogue = load_catalogue(code)
        vectors = None if catalogue is None else get_topic_vectors(catalogue, corpus.embedder_fingerprint, corpus.encode)
        if catalogue is None or vectors is None:
            return cls(corpus, Catalogue(code, (), {}), np.zeros((0, corpus.vectors.shape[1]), dtype=np.float32))
        return cls(corpus, catalogue, vectors)

    def match(self, theme_of: np.ndarray, n_themes: int) -> list[TopicMatch | None]:
        """Return the topic of each theme, None where none is clearly the one.

        Parameters
        ----------
        theme_of : ndarray of shape (n_texts,), int
            Theme of each text, 0 to n_themes - 1; negative is none.
        n_themes : int
        """
        if not self.topics:
            return [None] * n_themes
        evidence = self.weigh(theme_of, n_themes)
        return [self._describe(evidence, theme, theme_of) for theme in range(n_themes)]

    def find_same(self, theme_of: np.ndarray) -> list[np.ndarray]:
        """Return the themes that are on the same topic, where two or more are and it is clearly the topic of one of them.

        Parameters
        ----------
        theme_of : ndarray of shape (n_texts,), int
            Theme of each text; negative is none.

        Returns
        -------
        list of ndarray of int
        """
        n_themes = int(theme_of.max(initial=-1)) + 1
        if not self.topics or not n_themes:
            return []
        evidence, themes = self.weigh(theme_of, n_themes), np.arange(n_themes)
        score = evidence.score
        best = score.argmax(axis=1)
        is_on = (
            (score[themes, best] >= LEAST_SCORE)
            & (np.round(evidence.nearness[themes, best], 6) >= SAME_NEARNESS)
            & (evidence.share[themes, best] >= SAME_TOPIC)
            & (evidence.lift[themes, best] >= SAME_LIFT)
        )
        groups = [np.flatnonzero(is_on & (best == place)) for place in np.unique(best[is_on]).tolist()]
        return [
            group for group in groups if len(group) > 1 and any(evidence.choose(theme) is not None for theme in group.tolist())
        ]

    def weigh(self, theme_of: np.ndarray, n_themes: int) -> Evidence:
        """Return what speaks for each topic in each theme, given as to :meth:`match`."""
        inside = np.flatnonzero(theme_of >= 0)
        pick = sparse.csr_array((self.weight[inside], (theme_of[inside], inside)), shape=(n_themes, len(theme_of)))
        size = np.maximum(pick.sum(axis=1), 1.0)[:, None]
        rest = np.maximum(self._total - size, 1.0)
        sums = sum_by_label(self._rows, theme_of, n_themes)
        gap = (sums / size - (self._sum - sums) / rest) @ self._vectors.T
        hits, with_marker = (pick @ self._hits).toarray(), (pick @ self._markers).toarray()
        share, overall = hits / size, self._hits.T @ self.weight / self._total
        spoken = (self._markers.T @ self.weight - with_marker) / rest
        eligible = self._find_eligible(spoken)
        return Evidence(gap / self._spread, share, hits, share / np.maximum(overall, 1e-12), eligible)

    def find_speakers(self, positions: np.ndarray, least_nearness: float) -> np.ndarray:
        """Return which of some texts speak of which topic: they have a word of it, and their vector is near to it.

        Parameters
        ----------
        positions : ndarray of shape (n,), int
        least_nearness : float
            Standard deviations by which a text is nearer to the topic than texts are on average.

        Returns
        -------
        ndarray of shape (n, n_topics), bool
            False for topics of domains that hardly anybody speaks of.
        """
        spoken = self._markers.T @ self.weight / self._total
        eligible = self._find_eligible(spoken[None, :])[0]
        centre = self._sum / self._total @ self._vectors.T
        nearness = np.round((self._centred[positions] @ self._vectors.T - centre) / self._spread, 6)
        return np.asarray((self._hits[positions].toarray() > 0) & eligible & (nearness >= least_nearness))

    def _find_eligible(self, spoken: np.ndarray) -> np.ndarray:
        """Return which topics a theme may be on, given the share of all other opinions that speak of each domain."""
        speaks = spoken >= np.maximum(LEAST_DOMAIN, LEAST_PART_OF_DOMAIN * spoken.max(axis=1, keepdims=True, initial=0.0))
        eligible = np.append(speaks, np.ones((len(spoken), 1), dtype=bool), axis=1)[:, self._domain]
        for special, others in self._replaced:
            eligible[:, others] &= ~eligible[:, [special]]
        return np.asarray(eligible)

    def _describe(self, evidence: Evidence, theme: int, theme_of: np.ndarray) -> TopicMatch | None:
        """Return the match of a theme with a topic, or with two."""
        place = evidence.choose(theme)
        if place is not None and evidence.share[theme, place] >= MOST_SHARE:
            return self._make_match(evidence, theme, place)
        first, *others = evidence.list_pair(theme) or [-1]
        if others and place in {None, first}:
            members = np.flatnonzero(theme_of == theme)
            has = self._hits[members][:, [first, *others]].toarray() > 0
            added = np.round(self.weight[members] @ (has[:, 1:] & ~has[:, :1]) / self.weight[members].sum(), 6)
            best = int(np.argmax(added))
            together = round(float(evidence.share[theme, first] + added[best]), 6)
            if added[best] >= PAIR_ADDED and together >= LEAST_TOGETHER:
                pair = replace(self._make_match(evidence, theme, first), share=together, second=self.topics[others[best]])
                return replace(pair, joining=self._joining, is_clear=place is not None)
        return None if place is None else self._make_match(evidence, theme, place)

    def _make_match(self, evidence: Evidence, theme: int, place: int) -> TopicMatch:
        """Return the match of a theme with the topic of a place."""
        nearness, share = evidence.nearness[theme, place], evidence.share[theme, place]
        return TopicMatch(self.topics[place], round(float(nearness), 6), round(float(share), 6))


def find_entries(texts: Sequence[str], groups: Sequence[Sequence[str]]) -> sparse.csr_array:
    """Return which text has an entry of which group, as a 0 / 1 matrix of shape (n_texts, n_groups).

    Parameters
    ----------
    texts : sequence of str
    groups : sequence of sequence of str
        Entries as :class:`Topic` has them: words, which count in the plural too, and phrases; a ``*`` stands for any ending.

    >>> texts = ["We waited in long queues", "Please call me back", "Thanks"]
    >>> find_entries(texts, [["wait*", "line"], ["queue"], ["call back"]]).toarray().tolist()
    [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]
    """
    texts_of: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        for word in set(tokenize(text)):
            texts_of.setdefault(word, []).append(i)
    spellings = sorted(texts_of)

    def texts_with(part: str) -> np.ndarray:
        if part.endswith("*"):
            words = spellings[bisect_left(spellings, part[:-1]) : bisect_left(spellings, part[:-1] + "\U0010ffff")]
        else:
            words = [part, f"{part}s", f"{part}es", f"{part[:-1]}ies" if part.endswith("y") else part]
        return np.unique(np.array([i for word in words for i in texts_of.get(word, ())], dtype=np.int64))

    parts_of = {entry: _split(entry) for group in groups for entry in group}
    with_part = {part: texts_with(part) for part in sorted({part for parts in parts_of.values() for part in parts})}
    with_entry = {entry: reduce(np.intersect1d, [with_part[part] for part in parts]) for entry, parts in parts_of.items()}
    columns = [np.unique(np.concatenate([with_entry[entry] for entry in group])) for group in groups]
    ends = np.cumsum([0, *(len(column) for column in columns)])
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *columns])
    return sparse.csc_array((np.ones(len(rows)), rows, ends), shape=(len(texts), len(groups))).tocsr()


def _split(entry: str) -> list[str]:
    """Return the words of an entry, those with any ending still marked."""
    return [part for word in entry.split() for part in ([word] if word.endswith("*") else tokenize(word))]
