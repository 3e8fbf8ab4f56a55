"""The names of the groups of one level, from the first choice to the last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from cxtext.language import Language
from cxtext.themes.naming.candidates import (
    ENOUGH,
    FULL_COVERAGE,
    LEAST_ADDED,
    LEAST_OWN,
    LONGER_SHARE,
    MOST_NOUN_COST,
    QUOTE,
    TELLING,
    Candidate,
    begins_alike,
    find_pair,
    find_second,
)
from cxtext.themes.naming.casing import Casing
from cxtext.themes.naming.focus import Focus, find_whole, split_by_tone
from cxtext.themes.naming.phrases import Phrase
from cxtext.themes.naming.proposals import Label, content_of
from cxtext.themes.naming.term_counts import Counts, Words
from cxtext.themes.naming.words import is_empty, stem, stems_of

#: A topic names a theme where it covers this share of its texts, and so many times as many as any phrase that covers enough.
LEAST_TOPIC_SHARE, TOPIC_GAIN = 0.3, 3.0
#: A topic on the subject of a name that covers enough, but not half, takes its place where it covers so many times as many:
#: "Sushi and seafood" for "Sushi". Each side of such a name is spoken of by so many.
MOST_COVER, WIDER, LEAST_OF_SIDE = 0.45, 1.35, 0.02
#: A word whose uses have this mean grammar cost is an adjective. It takes the noun that so many of the texts with it have.
MOSTLY_ADJECTIVE, LEAST_BESIDE = 0.4, 0.12
#: A topic whose name has all words of a theme's name and more, each of which is frequent there, names it where it covers so
#: many times as many texts.
MORE = 1.3
#: In a theme of so many texts with less focus, a name of which fewer than this share have any word is a quote of one person.
MANY_TEXTS, MIXED_FOCUS, LEAST_REACH = 20, 0.5, 0.1
#: So is one where that share times the focus is below this part of it.
FOCUSED_REACH = 0.5
#: A name to which the theme's texts are not nearer than others are by so many standard deviations, times the share above, is not
#: about them.
LEAST_APART = 5.0
#: The same of a name that says what its texts say in other words: "Not return", "Waste of time" and "No complaints" have 1.8 to
#: 2.9, "Cool not", "Guys" and "Lower half" 0.9 to 1.3.
CLOSE_APART = 1.6
#: A name that stands for what the survey is about as a whole is the theme's own in this share of the texts that have it.
OWN_OF_WHOLE = 0.7
#: A text of a polarity nearer to 0 is neither good nor bad. A theme of so many of them, so many times as many as in the survey,
#: tells what happened, and nothing is to be mended.
FLAT, MOSTLY_FLAT, FLAT_GAIN = 0.25, 0.6, 2.5
#: A theme that was not joined to others for this keeps its name while so many have a word of it: a few texts that came or went
#: must not leave it without a subject.
KEPT_REACH = 0.07

#: A phrase of a few texts that is no nearer than this to its theme, beside half of the nearness to the next one, is not its name.
LEAST_MEANING = 0.2
#: A longer phrase that so much of a theme says, of those that say its noun, and that means nearly what the noun does, says more.
HALF_AS_MANY, NEARLY = 0.5, 0.85
#: What is called praise as a whole has this mean polarity, as people praise with a reserve.
SURE_PRAISE = 0.4
#: In a theme of so many texts a phrase that one or two have is a quote.
QUOTED_TEXTS = 15
#: Two nouns are joined as the texts join them where so many do, or side by side; else by "and", as few mean the phrase.
LEAST_PHRASE = 0.05
#: Words of a name, at most: two subjects may be joined.
MOST_WORDS = 5
#: A name of which most texts of a theme speak, and so many of the survey, is the brand or product.
BRAND_COVER, BRAND_SHARE = 0.6, 0.05


class TopicName(Protocol):
    """What a topic of the catalogue would call a theme."""

    @property
    def share(self) -> float:
        """Share of the theme's texts that have one of the words of the topic."""

    def name_for(self, polarity: float) -> str:
        """Return the name, given the mean polarity of the theme's texts."""

    def is_about(self, name: str) -> bool:
        """Tell whether a name has one of the words of the topic."""


@dataclass
class LevelNames:
    """The names of the groups of one level; each method names some of them anew.

    Parameters
    ----------
    labels : list of Label
        One per group: the name and its content words.
    ranked : sequence of sequence of Candidate
        Candidates of each group, best first.
    members : sequence of ndarray of int
        Positions of the texts of each group.
    words : Words
        Of all texts.
    counts : Counts
        Of the groups.
    focus : Focus
    phrases : sequence of mapping of str to Phrase
        Phrases of the central texts of each group, by key.
    tone : ndarray of shape (n_groups,), float64, optional
        Mean polarity of the texts of each group.
    polarity : ndarray of shape (n_texts,), float64, optional
        Of all texts.
    taken : sequence of Label
        Names of other levels.
    casing : Casing
    named_by : dict of int to str
        Where the name of a group comes from, if not from its texts.
    on_brand : set of int
        Groups on the brand or product as a whole.
    by_two : set of int
        Groups that two nouns name, neither of which covers them.
    nameless : set of int
        Groups of which no name is true, not even one for their tone, as others have those: a few texts have a word of the one
        that they have, and it is hardly nearer to them than to others.
    """

    labels: list[Label]
    ranked: Sequence[Sequence[Candidate]]
    members: Sequence[np.ndarray]
    words: Words
    counts: Counts
    focus: Focus
    phrases: Sequence[Mapping[str, Phrase]]
    tone: np.ndarray | None
    polarity: np.ndarray | None
    taken: Sequence[Label]
    casing: Casing
    named_by: dict[int, str] = field(default_factory=dict)
    on_brand: set[int] = field(default_factory=set)
    by_two: set[int] = field(default_factory=set)
    nameless: set[int] = field(default_factory=set)

    @property
    def language(self) -> Language:
        """Language of the texts."""
        return self.words.language

    def name_by_topic(self, topics: Sequence[TopicName | None]) -> None:
        """Give themes the name of their topic, where it covers them and no phrase does, or says their name and more."""
        for theme, topic in enumerate(topics):
            if topic is None or topic.share < LEAST_TOPIC_SHARE:
                continue
            widest = max((c.coverage for c in self.ranked[theme] if c.typical >= TELLING), default=0.0)
            name = topic.name_for(0.0 if self.tone is None else float(self.tone[theme]))
            added = content_of(name, self.language) - self.labels[theme][1]
            says_more = topic.share >= MORE * widest and self.labels[theme][1] < content_of(name, self.language)
            says_more = says_more and min(self.counts.cover(word, theme) for word in added) >= LEAST_ADDED
            if says_more or widest < ENOUGH or topic.share >= TOPIC_GAIN * widest or self._covers_better(theme, topic):
                self._put(theme, name, "topic")

    def _covers_better(self, theme: int, topic: TopicName) -> bool:
        """Tell whether a topic says what the name of a theme says, and covers it better: cleanliness for "Dirty tables"."""
        cover = float(self._has(theme, self.labels[theme][1]).all(axis=1).mean())
        says_more = self.labels[theme][1] < content_of(topic.name_for(0.0), self.language)
        least = cover if cover < ENOUGH or says_more else WIDER * cover
        is_wider = cover < MOST_COVER and topic.share >= max(least, LEAST_TOPIC_SHARE)
        return is_wider and topic.is_about(self.labels[theme][0]) and (cover < ENOUGH or self._says_each_side(theme, topic))

    def _says_each_side(self, theme: int, topic: TopicName) -> bool:
        """Tell whether a theme speaks of both subjects of a topic's name: not of imports in "Export and import"."""
        sides = topic.name_for(0.0).split(f" {self.language.names.joining} ")
        has = [self._has(theme, content_of(side, self.language)).any(axis=1).mean() for side in sides]
        return len(sides) == 1 or min(has) >= LEAST_OF_SIDE

    def join_topics(self, topics: Sequence[TopicName | None]) -> None:
        """Name themes that one noun does not cover by it and their topic: "Seating and crowding"."""
        names = ["" if topic is None else topic.name_for(0.0) for topic in topics]
        for theme, topic in enumerate(topics):
            own = self._find_own(theme)
            is_taken = theme in self.named_by or theme in self.by_two or names.count(names[theme]) > 1
            if topic is None or is_taken or own is None or not own.is_noun or own.coverage >= FULL_COVERAGE:
                continue
            joining = f" {self.language.names.joining} "
            second = names[theme].split(joining)[0]
            is_same = topic.is_about(own.form) or any(begins_alike(word, own.key) for word in content_of(second, self.language))
            if is_same or topic.share < max(own.coverage, LEAST_TOPIC_SHARE):
                continue
            if self._put(theme, f"{self.labels[theme][0]}{joining}{second[:1].lower()}{second[1:]}"):
                self.by_two.add(theme)

    def _is_elsewhere(self, theme: int) -> bool:
        """Tell whether the noun that names a theme is mostly said elsewhere."""
        own = self._find_own(theme)
        return own is not None and own.is_noun and own.own_share < LEAST_OWN

    def _is_whole(self, theme: int) -> bool:
        """Tell whether a theme is named by what the survey is about as a whole, such as "flight", and others speak of it too."""
        own = self._find_own(theme)
        if own is None or not own.is_noun:
            return False
        whole = find_whole(self.words) | stems_of(self.language.kinds.whole, self.language)
        return bool(own.content & whole) and own.own_share < OWN_OF_WHOLE

    def _is_flat(self, theme: int) -> bool:
        """Tell whether most texts of a theme say nothing good or bad, as hardly any others do: "Flew with them in May"."""
        if self.polarity is None:
            return False
        is_flat = np.abs(self.polarity) < FLAT
        share = float(is_flat[self.members[theme]].mean())
        return share >= MOSTLY_FLAT and share >= FLAT_GAIN * float(is_flat.mean())

    def _list_own(self) -> list[int]:
        """Return the themes that their own texts name, in order."""
        return [theme for theme in range(len(self.labels)) if theme not in self.named_by]

    def _find_own(self, theme: int) -> Candidate | None:
        """Return the candidate that names a theme."""
        return next((c for c in self.ranked[theme] if self.casing.title(c.form) == self.labels[theme][0]), None)

    def name_bare(self) -> None:
        """Call themes that only blame or praise complaints or praise."""
        for theme in np.flatnonzero(self.focus.find_bare(self.tone)).tolist():
            self._name_by_tone(theme)

    def name_whole(self) -> None:
        """Call themes on the brand so: most of their texts have its name, as many of the survey do."""
        for theme, (_, content) in enumerate(self.labels):
            brands = [
                word
                for word in sorted(content)
                if self.casing.is_name(self.counts.spelling.get(word, word))
                and self.counts.cover(word, theme) >= BRAND_COVER
                and self.counts.share(word) >= BRAND_SHARE
            ]
            if brands and theme not in self.named_by:
                brand = self.casing.title(self.counts.spelling.get(brands[0], brands[0]))
                self._put(theme, self.language.names.whole.format(brand))
                self.on_brand.add(theme)

    def name_mixed(self, least_reach: float = LEAST_REACH, apart: np.ndarray | None = None) -> None:
        """Call themes of unlike texts by their tone: hardly any has a word of their name, or it is not about them.

        Parameters
        ----------
        least_reach : float
            Share of the texts that have a word of the name, at least.
        apart : ndarray of shape (n_groups,), optional
            By how many standard deviations the texts of each group are nearer to its name than the others are.
        """
        for theme, (_, content) in enumerate(self.labels):
            focus = self.focus.shared[theme]
            if theme in self.named_by:
                continue
            reach = self._has(theme, {word for word in content if self.counts.tells(word)}).any(axis=1).mean()
            is_quote = reach < least_reach or reach * focus < FOCUSED_REACH * least_reach
            is_mixed = len(self.members[theme]) >= MANY_TEXTS and focus < MIXED_FOCUS
            is_far = apart is not None and apart[theme] < LEAST_APART * least_reach
            says_little = is_quote or self._is_elsewhere(theme) or self._is_flat(theme)
            if (is_mixed and says_little) or is_far or self._is_whole(theme):
                self._name_by_tone(theme)
        self.nameless = {theme for theme in self.nameless if apart is not None and apart[theme] < CLOSE_APART}

    def say_more(self) -> None:
        """Name themes by a longer phrase with their noun, where that covers them too and means more what they mean."""
        for theme in self._list_own():
            own = self._find_own(theme)
            if own is None or not own.is_noun:
                continue
            least = max(ENOUGH, LONGER_SHARE * own.coverage)
            longer = [
                c
                for c in self.ranked[theme]
                if own.content <= c.content
                and c is not own
                and c.coverage >= least
                and (c.meaning > own.meaning or (c.coverage >= HALF_AS_MANY * own.coverage and c.meaning >= NEARLY * own.meaning))
            ]
            if longer:
                self._put(theme, self.casing.title(max(longer, key=lambda c: c.meaning).form))

    def drop_praise(self) -> None:
        """Name themes by a noun without its praise or blame where it covers more: "Community" for "Great community"."""
        evaluative = stems_of(self.language.names.evaluative, self.language)
        for theme in self._list_own():
            own = self._find_own(theme)
            if own is None or not set(own.key.split()) & evaluative:
                continue
            form = " ".join(word for word in own.form.split() if stem(word.lower(), self.language) not in evaluative)
            content = set() if is_empty(form.lower(), self.language) else content_of(form, self.language)
            if content and content <= own.content and float(self._has(theme, content).all(axis=1).mean()) >= MORE * own.coverage:
                self._put(theme, self.casing.title(form))

    def add_nouns(self) -> None:
        """Name themes by an adjective and the noun that it is mostly said of: "Supportive" becomes "Supportive staff"."""
        nouns: dict[str, Phrase] = {}
        for phrases in self.phrases:
            nouns |= {key: phrase for key, phrase in phrases.items() if self._is_plain_noun(key, phrase)}
        for theme in self._list_own():
            own, phrases = self._find_own(theme), self.phrases[theme]
            if own is None or own.key not in phrases or " " in own.key or phrases[own.key].cost < MOSTLY_ADJECTIVE:
                continue
            if self.casing.is_name(own.form):
                continue
            others = {key: phrases.get(key, phrase) for key, phrase in nouns.items() if key != own.key}
            noun = self._find_beside(own.key, others)
            if noun:
                self._put(theme, self.casing.title(f"{own.form} {noun}"))

    def _is_plain_noun(self, key: str, phrase: Phrase) -> bool:
        """Tell whether a phrase is one noun that names something."""
        is_noun = " " not in key and phrase.cost <= MOST_NOUN_COST and key in self.words.terms
        return is_noun and not is_empty(key, self.language)

    def _find_beside(self, adjective: str, nouns: Mapping[str, Phrase]) -> str:
        """Return the noun that most texts of the survey with an adjective have, as written; empty if few have it."""
        columns = [self.words.terms[word] for word in (adjective, *sorted(nouns))]
        has = self.words.matrix[:, columns]
        beside = has[has[:, [0]].toarray()[:, 0] > 0].toarray()[:, 1:] > 0
        share = beside.mean(axis=0) if beside.size else np.zeros(1)
        return nouns[sorted(nouns)[int(np.argmax(share))]].form if share.max() >= LEAST_BESIDE else ""

    def join_second(self, vectors: Mapping[str, np.ndarray], *, covers: bool = False) -> None:
        """Name themes that no noun covers by two, with the phrase that joins them if there is one: "Cloud and testing".

        Parameters
        ----------
        vectors : mapping of str to ndarray
            As in :func:`cxtext.themes.naming.candidates.find_second`.
        covers : bool
            Name those whose first noun covers enough, but not half.
        """
        for theme in [theme for theme in self._list_own() if theme not in self.by_two]:
            candidates = self.ranked[theme]
            own = self._find_own(theme)
            if own is None:
                continue
            is_name = self.casing.is_name(own.form) and not self.casing.is_acronym(own.form)
            second = find_second(own, candidates, self.words, self.members[theme], vectors, is_name=is_name, covers=covers)
            if second is not None:
                both = own.content | second.content
                joining = self.language.names.joining
                phrases = [c.form for c in candidates if c.content == both and c.coverage >= LEAST_PHRASE and not is_name]
                phrase = min(phrases, key=lambda form: joining not in form.split(), default="")
                if self._put(theme, self.casing.title(phrase or f"{own.form} {joining} {second.form}")):
                    self.by_two.add(theme)

    def name_quotes(self) -> None:
        """Name large themes anew whose name is a phrase of a few texts.

        By two nouns, where many of its texts have one of them; else by the phrase that says most, as to how many have it they
        hardly differ; and by their tone where that one is no nearer to them than to other themes.
        """
        for theme, (_, content) in enumerate(self.labels):
            if theme in self.named_by or theme in self.by_two or len(self.members[theme]) < QUOTED_TEXTS:
                continue
            if self._has(theme, content).all(axis=1).mean() >= QUOTE:
                continue
            pair = find_pair(self.phrases[theme], theme, self.counts, self.words, self.members[theme])
            if pair is not None and self._put(theme, self.casing.title(f" {self.language.names.joining} ".join(pair))):
                continue
            own = self._find_own(theme)
            if own is None or not own.meaning:
                continue
            best = max((c for c in self.ranked[theme] if c.coverage < QUOTE), key=lambda c: c.score, default=own)
            if best.meaning < LEAST_MEANING:
                self._name_by_tone(theme)
            elif best.score > own.score:
                self._put(theme, self.casing.title(best.form))

    def _has(self, theme: int, content: Collection[str]) -> np.ndarray:
        """Return which texts of a theme have which of some words, shape (n_members, n_words)."""
        columns = [self.words.terms[word] for word in sorted(content) if word in self.words.terms]
        return np.asarray(self.words.matrix[self.members[theme]][:, columns].toarray() > 0)

    def find_subjectless(self) -> np.ndarray:
        """Return which groups are about nothing that can be told, a bool each."""
        subjectless = self.focus.find_bare(self.tone)
        subjectless[[*self.on_brand, *(group for group, by in self.named_by.items() if by == "tone")]] = True
        return subjectless

    def _name_by_tone(self, theme: int) -> None:
        """Call a theme complaints, praise or remarks."""
        if self.tone is None:
            return
        names, one = self.language.names, self.tone[[theme]]
        blames, praises, _ = (bool(which[0]) for which in split_by_tone(one))
        praises = praises and one[0] >= SURE_PRAISE
        options = [names.blame, names.other_blame] if one[0] < 0 else [names.praise, names.other_praise]
        if not blames and not praises:
            options = [names.mixed, names.other_mixed, options[1]]
        for name in options:
            if self._put(theme, name, "tone"):
                return
        self.nameless.add(theme)

    def _put(self, theme: int, name: str, named_by: str = "") -> bool:
        """Give a theme a name unless another has it or it is too long; return whether it was given."""
        is_free = all(name.lower() != other.lower() for other, _ in (*self.taken, *self.labels))
        is_free &= len(name.split()) <= MOST_WORDS
        if is_free:
            self.labels[theme] = (name, content_of(name, self.language))
            self.named_by.update({theme: named_by} if named_by else {})
            self.nameless.discard(theme)
        return is_free
