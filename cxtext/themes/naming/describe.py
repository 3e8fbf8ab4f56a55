"""Name themes in the words of the responses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.themes.naming.candidates import Candidate, choose_labels, put_wide_first, rank_candidates
from cxtext.themes.naming.casing import Casing
from cxtext.themes.naming.exemplars import find_central, pick_exemplars
from cxtext.themes.naming.fidelity import hold_out, rank_labels
from cxtext.themes.naming.focus import measure_focus, split_by_tone
from cxtext.themes.naming.level import KEPT_REACH, LEAST_REACH, SURE_PRAISE, LevelNames, TopicName
from cxtext.themes.naming.phrases import Phrase, find_phrases, whole_texts
from cxtext.themes.naming.proposals import Proposer, take_proposals
from cxtext.themes.naming.term_counts import Words, count_terms
from cxtext.themes.naming.tone import Tone, discord
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label

if TYPE_CHECKING:
    from spacy.language import Language

    Encode = Callable[[Sequence[str]], np.ndarray]

#: Texts of each group that are looked at for names and quotes: the nearest to its centre.
CENTRAL = 200
#: Texts parsed for names: at most so many a group, and over all groups of a level a fifth of the texts within bounds.
PARSED_EACH = (5, 40)
PARSED_TOTAL = (300, 600)
LONGEST_PARSED = 300
#: Phrases whose meaning is looked at: at most so many a group, and over all groups of a level.
ENCODED_EACH = (6, 24)
ENCODED_TOTAL = 600
KEYPHRASES = 7
#: A name that is nearer than a label covers at least this part of what the label covers.
LEAST_PART_OF_COVER = 0.5


@dataclass(frozen=True, slots=True)
class Description:
    """What a theme is called, and what shows it.

    Parameters
    ----------
    label : str
        Unique name of 1 to 5 words, in sentence case.
    keyphrases : tuple of str
        Its most telling phrases, at most 7.
    exemplars : tuple of int
        Positions of diverse, typical texts.
    focus : float
        How far its texts share a subject, 0 to 1: see :func:`cxtext.themes.naming.measure_focus`.
    label_rank : int or None
        Place of its label among all of its level by nearness to texts held out from naming, 1 is right; None when
        none were held out or no vectors of phrases are to be had.
    has_subject : bool
        Whether it is about something: false where its opinions share no more than praise or blame, or nothing.
    named_by : str
        Where the label comes from: ``responses``; ``topic``, the catalogue; ``tone`` for praise, complaints
        or remarks of which no other name is true; ``namer`` for one that was proposed and passed.
    description : str
        What a codebook says of it; empty otherwise.
    has_name : bool
        False where no name is true of it, not even one for its tone, as others have those: its label says nothing.
    """

    label: str
    keyphrases: tuple[str, ...]
    exemplars: tuple[int, ...]
    focus: float = 0.0
    label_rank: int | None = None
    has_subject: bool = True
    named_by: str = "responses"
    description: str = ""
    has_name: bool = True


@dataclass(frozen=True)
class _Level:
    """The names of the groups of one level, and what they were found by.

    Parameters
    ----------
    names : LevelNames
    ranked : list of list of Candidate
        Candidates of each group, best first.
    centres : ndarray of shape (n_groups, n_dims), rows of unit length
    central : list of ndarray of int
        Positions of the texts nearest to the centre of each group.
    held_out : ndarray of shape (n_texts,), bool
        Texts that no name was found by.
    """

    names: LevelNames
    ranked: list[list[Candidate]]
    centres: np.ndarray
    central: list[np.ndarray]
    held_out: np.ndarray


class Describer:
    """Describe groups of the same texts, one level after the other, parsing no text twice.

    Parameters
    ----------
    texts : sequence of str
    embeddings : ndarray of shape (n_texts, n_dims), float32, rows of unit length
    counts : ndarray of shape (n_texts,), int
        How often each text occurs.
    nlp : Language, optional
        Tagger and parser, as from :func:`cxtext.language.load_parser`; without it names are runs of words.
    encode : callable, optional
        Turns phrases into vectors of the same model; with it a name must also mean what its theme means.
    words : Words, optional
        Of the same texts, when they were split before.
    namer : Proposer, optional
        Proposes labels for themes; those that pass the same rules and gate are used. It needs ``encode``.
    tone : Tone, optional
        With it, and ``encode``, a name must not sound otherwise than its theme.

    Examples
    --------
    >>> texts = ["slow login page", "the slow login page again"]
    >>> describer = Describer(texts, np.eye(2, dtype=np.float32), np.array([1, 1]))
    >>> describer.describe(np.array([0, 0]))[0].label
    'Slow login page'
    """

    def __init__(
        self,
        texts: Sequence[str],
        embeddings: np.ndarray,
        counts: np.ndarray,
        *,
        nlp: Language | None = None,
        encode: Encode | None = None,
        words: Words | None = None,
        namer: Proposer | None = None,
        tone: Tone | None = None,
    ) -> None:
        self.texts = texts
        self.counts = counts
        self.nlp = nlp
        self.encode = encode
        self.namer = namer
        self.tone = tone
        self._raw_mean = mean_row(embeddings)
        subjects = self._damp(embeddings)
        self.mean = mean_row(subjects)
        self.rows = centre_rows(subjects, self.mean)
        self.words = Words(texts) if words is None else words
        self.language = self.words.language
        self.casing = Casing(self.language)
        self.taken: list[tuple[str, set[str]]] = []
        self._parsed: dict[int, dict[str, Phrase]] = {}
        self._vectors: dict[str, np.ndarray] = {}
        self._polarity: dict[str, float] = {}
        self._last: tuple[object, _Level] | None = None

    def describe(
        self, theme_of: np.ndarray, *, topics: Sequence[TopicName | None] = (), propose_from: int | None = None
    ) -> list[Description]:
        """Describe the groups of one level; no label is used twice over all calls.

        Parameters
        ----------
        theme_of : ndarray of shape (n_texts,), int
            Group of each text, 0 to n_groups - 1; negative is none.
        topics : sequence of TopicName or None, optional
            The topic of each group.
        propose_from : int, optional
            The namer is asked about groups from this one on; about none by default.

        Returns
        -------
        list of Description
            One per group.
        """
        n_themes = int(theme_of.max(initial=-1)) + 1
        if not n_themes:
            return []
        level = self._name(theme_of, topics, KEPT_REACH)
        names, labels = level.names, level.names.labels
        exemplars = [pick_exemplars(self.texts, self.rows, level.central[t], level.centres[t]) for t in range(n_themes)]
        asked = range(n_themes if propose_from is None else propose_from, n_themes)
        if self.namer is not None and self.encode is not None:
            quotes = {t: [self.texts[i] for i in exemplars[t]] for t in asked}
            nearness = lambda phrases: level.centres @ self._vectors_of(phrases).T  # noqa: E731
            proposed = take_proposals(self.namer, labels, quotes, self.taken, nearness, self.casing)
            names.named_by |= dict.fromkeys(proposed, "namer")
        self.taken += labels
        on_subject = np.array([names.named_by.get(t) != "tone" for t in range(n_themes)])
        no_subject = names.find_subjectless()
        places = self._rank_labels([label for label, _ in labels], np.where(level.held_out, theme_of, -1), on_subject)
        return [
            replace(
                self._compose(labels[t][0], level.ranked[t], exemplars[t]),
                focus=float(names.focus.shared[t]),
                label_rank=places[t],
                has_subject=not no_subject[t],
                named_by=names.named_by.get(t, "responses"),
                has_name=t not in names.nameless,
            )
            for t in range(n_themes)
        ]

    def find_nameless(
        self, theme_of: np.ndarray, topics: Sequence[TopicName | None] = (), *, least_reach: float = LEAST_REACH
    ) -> list[np.ndarray]:
        """Return the groups of which no name would be true: those that blame, those that praise, and those that do neither.

        Parameters
        ----------
        theme_of, topics
            As in :meth:`describe`, which remembers labels; this does not.
        least_reach : float
            Share of the texts of a group that have a word of its name, at least; :meth:`describe` asks for :data:`KEPT_REACH`.

        Returns
        -------
        list of ndarray of int
            Numbers of groups.
        """
        names = self._name(theme_of, topics, least_reach).names if (theme_of >= 0).any() else None
        if names is None or names.tone is None:
            return []
        nameless = np.isin(np.arange(len(names.labels)), [t for t, by in names.named_by.items() if by == "tone"])
        blaming, praising, others = (np.flatnonzero(nameless & which) for which in split_by_tone(names.tone))
        sizes = np.array([len(names.members[theme]) for theme in praising.tolist()], dtype=np.float64)
        if len(praising) and np.average(names.tone[praising], weights=sizes) < SURE_PRAISE:
            others, praising = np.union1d(others, praising), praising[:0]
        return [blaming, praising, others]

    def _name(self, theme_of: np.ndarray, topics: Sequence[TopicName | None], least_reach: float) -> _Level:
        """Return the names of the groups of one level, of which there is at least one; the last ones are remembered."""
        asked = theme_of.tobytes(), list(topics), least_reach, len(self.taken)
        if self._last is None or self._last[0] != asked:
            self._last = asked, self._find_names(theme_of, topics, least_reach)
        return self._last[1]

    def _find_names(self, theme_of: np.ndarray, topics: Sequence[TopicName | None], least_reach: float) -> _Level:
        """Find the names of the groups of one level."""
        n_themes = int(theme_of.max(initial=-1)) + 1
        held_out = hold_out(theme_of)
        named = np.where(held_out, -1, theme_of)
        members = [np.flatnonzero(named == t) for t in range(n_themes)]
        sums = sum_by_label(self.rows, named, n_themes)
        centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        central = [find_central(self.rows, m, c, CENTRAL) for m, c in zip(members, centres, strict=True)]
        phrases = self._find_phrases(central)
        whole = [whole_texts([self.texts[i] for i in positions], self.language) for positions in central]
        keys = sorted({key for by_key in (*phrases, *whole) for key in by_key if " " in key})
        repeats = np.where(held_out, 0, self.counts)
        counts = count_terms(self.words, named, repeats, n_themes, phrases=keys)
        ranked = rank_candidates(phrases, whole, counts, self.casing)
        tone = None if self.tone is None else self.tone.average(named, repeats, n_themes)
        self._add_meaning(ranked, centres, tone)
        wide = [put_wide_first(candidates) for candidates in ranked]
        labels = choose_labels(wide, counts, taken=self.taken, casing=self.casing, vectors=self._vectors)
        focus = measure_focus(self.words, counts, named, repeats)
        polarity = None if self.tone is None else self.tone.of_texts
        names = LevelNames(labels, wide, members, self.words, counts, focus, phrases, tone, polarity, self.taken, self.casing)
        names.name_by_topic(topics)
        names.name_bare()
        self._pass_gate(names, centres)
        names.drop_praise()
        names.say_more()
        names.add_nouns()
        names.join_second(self._vectors)
        names.join_topics(topics)
        names.join_second(self._vectors, covers=True)
        names.name_quotes()
        names.name_whole()
        names.name_mixed(least_reach, self._measure_apart([label for label, _ in names.labels], named))
        return _Level(names, ranked, centres, central, held_out)

    def _find_phrases(self, central: list[np.ndarray]) -> list[dict[str, Phrase]]:
        """Parse the most central texts of each group and gather their phrases."""
        total = min(max(len(self.texts) // 5, PARSED_TOTAL[0]), PARSED_TOTAL[1])
        each = min(max(total // len(central), PARSED_EACH[0]), PARSED_EACH[1])
        pools = [positions[: 3 * each].tolist() for positions in central]
        # Central texts that were parsed before will do: themes that change a little need no other ones.
        chosen = [
            sorted(pool, key=lambda i: (len(self.texts[i]) > LONGEST_PARSED, i not in self._parsed))[:each] for pool in pools
        ]
        missing = sorted({i for pool in chosen for i in pool} - self._parsed.keys())
        parsed = find_phrases([self.texts[i][: 2 * LONGEST_PARSED] for i in missing], self.nlp, self.language)
        self._parsed.update(zip(missing, parsed, strict=True))
        self.casing.learn(self.texts[i] for i in missing)
        merged: list[dict[str, Phrase]] = []
        for pool in chosen:
            phrases: dict[str, Phrase] = {}
            for i in pool:
                for key, phrase in self._parsed[i].items():
                    phrases.setdefault(key, Phrase()).add(phrase)
            merged.append(phrases)
        return merged

    def _add_meaning(self, ranked: list[list[Candidate]], centres: np.ndarray, tone: np.ndarray | None) -> None:
        """Score the best candidates of each group: how much nearer to its centre than to any other, and how far off in tone."""
        if self.encode is None:
            return
        each = min(max(ENCODED_TOTAL // max(len(ranked), 1), ENCODED_EACH[0]), ENCODED_EACH[1])
        head = [candidates[:each] for candidates in ranked]
        self._embed({c.form.lower() for candidates in head for c in candidates})
        for theme, candidates in enumerate(head):
            for candidate in candidates:
                if tone is not None:
                    polarity = self._polarity[candidate.form.lower()]
                    # One noun that sounds good, such as "food" or "music", praises nothing; "problems" blames.
                    polarity = min(polarity, 0.0) if candidate.is_noun else polarity
                    candidate.discord = round(discord(polarity, float(tone[theme])), 6)
                cosines = centres @ self._vectors[candidate.form.lower()]
                others = np.delete(cosines, theme).max(initial=0.0)
                candidate.meaning = float(np.round(cosines[theme] - 0.5 * max(others, 0.0), 6))
            ranked[theme].sort(key=lambda c: (-c.score, c.key))

    def _pass_gate(self, names: LevelNames, centres: np.ndarray) -> None:
        """Name groups anew to whose centre another's label is nearer than their own: only a nearer one that covers will do."""
        labels = names.labels
        subjects = [t for t in range(len(labels)) if names.named_by.get(t) != "tone"]
        if self.encode is None or not subjects:
            return
        nearness = np.round(centres @ self._vectors_of([labels[t][0] for t in subjects]).T, 6)
        nearest = nearness.max(axis=1)
        options: dict[int, list[Candidate]] = {}
        for place, theme in enumerate(subjects):
            if theme not in names.named_by and nearness[theme, place] < nearest[theme]:
                own, candidates = labels[theme][0], names.ranked[theme]
                cover = next((c.coverage for c in candidates if self.casing.title(c.form) == own), 0.0)
                options[theme] = [
                    c
                    for c in candidates
                    if c.meaning
                    and centres[theme] @ self._vectors[c.form.lower()] > nearest[theme]
                    and c.coverage >= LEAST_PART_OF_COVER * cover
                ]
        wrong = [theme for theme, better in options.items() if better]
        beside = [label for theme, label in enumerate(labels) if theme not in wrong]
        chosen = choose_labels(
            [options[theme] for theme in wrong],
            names.counts,
            taken=self.taken + beside,
            casing=self.casing,
            vectors=self._vectors,
            beside=[label for label, _ in beside],
            otherwise=[labels[theme] for theme in wrong],
        )
        for theme, label in zip(wrong, chosen, strict=True):
            labels[theme] = label

    def _measure_apart(self, labels: Sequence[str], theme_of: np.ndarray) -> np.ndarray | None:
        """Return by how many standard deviations the texts of each group are nearer to its label than the others are."""
        if self.encode is None:
            return None
        cosines = self.rows @ self._vectors_of(labels).T
        inside = theme_of[:, None] == np.arange(len(labels))
        n = np.maximum([inside.sum(axis=0), (~inside).sum(axis=0)], 1)
        gap = (cosines * inside).sum(axis=0) / n[0] - (cosines * ~inside).sum(axis=0) / n[1]
        return np.asarray(np.round(gap / np.maximum(cosines.std(axis=0), 1e-12), 6))

    def _embed(self, phrases: Collection[str]) -> None:
        """Embed the phrases that have no vector yet."""
        missing = sorted(set(phrases) - self._vectors.keys())
        if missing and self.encode is not None:
            raw = np.asarray(self.encode(missing), dtype=np.float32)
            if self.tone is not None:
                self._polarity.update(zip(missing, self.tone.judge(missing, raw).tolist(), strict=True))
            vectors = centre_rows(self._damp(raw), self.mean)
            self._vectors.update(zip(missing, vectors, strict=True))

    def _damp(self, embeddings: np.ndarray) -> np.ndarray:
        """Return vectors with as much of their tone as themes are found by."""
        return embeddings if self.tone is None else self.tone.damp(embeddings, self._raw_mean)

    def _vectors_of(self, labels: Sequence[str]) -> np.ndarray:
        """Return the vectors of labels."""
        self._embed([label.lower() for label in labels])
        return np.stack([self._vectors[label.lower()] for label in labels])

    def _rank_labels(self, labels: Sequence[str], held_out: np.ndarray, on_subject: np.ndarray) -> list[int | None]:
        """Return the place of each label among all that name a subject, by nearness to its theme's texts that were held out."""
        places: list[int | None] = [None] * len(labels)
        themes = np.flatnonzero(on_subject).tolist()
        if self.encode is None or not themes:
            return places
        number = np.append(np.where(on_subject, np.cumsum(on_subject) - 1, -1), -1)
        vectors = self._vectors_of([labels[theme] for theme in themes])
        for theme, place in zip(themes, rank_labels(self.rows, number[held_out], vectors).tolist(), strict=True):
            places[theme] = place or None
        return places

    def _compose(self, label: str, candidates: list[Candidate], exemplars: np.ndarray) -> Description:
        """Build the description of one group."""
        keyphrases: list[str] = []
        used: list[set[str]] = []
        for candidate in candidates:
            words = candidate.content
            if any(len(words & other) / len(words | other) >= 0.5 for other in used):
                continue
            used.append(words)
            keyphrases.append(self.casing.write(candidate.form))
        return Description(label, tuple(keyphrases[:KEYPHRASES]), tuple(int(i) for i in exemplars))
