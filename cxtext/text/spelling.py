"""Words that judge, in their usual spelling: stretched ("slooow"), misspelt ("horible") and texted ("gr8") ones."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, product

from cxtext import shipped
from cxtext.language import Language
from cxtext.text.draft import Draft
from cxtext.text.non_answers import is_non_answer

#: Words of the language in order of their frequency, and the language that it is.
VOCABULARY, VOCABULARY_LANGUAGE = "lexicon/words.json", "en"
#: Letters of the shortest misspelt word, and of one in which two letters may be wrong.
_LEAST_MISSPELT = 5
_LEAST_TWICE_WRONG = 9
#: Letters of the longest word that is looked at.
_LONGEST = 24
#: Words that stay as they are, of which one keeps note.
_MOST_USUAL = 65536
#: Runs of letters in a stretched word that are tried out in all their lengths.
_MOST_RUNS = 4

_WORD = re.compile(r"(?<![\w@#/.'])[^\W\d_](?:[^\W_]|'(?=[^\W\d_]))*(?![\w@/]|\.\w|')")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
#: Characters before a word in which a sentence end stands.
_START_WINDOW = 8
_SENTENCE_START = re.compile(r"(?:\A|[.!?\n])[\s\"'(]*\Z")
#: Letters of the shortest word that an ending is put to, and of one that a stretched word may be without being listed.
_LEAST_STEM = 4
_LEAST_SHORTENED = 3
_BEGINNINGS = ("un", "in", "re", "dis", "non", "over", "mis", "pre")
_CHANGES = (
    ("ably", "able"), ("ance", "ant"), ("ed", "e"), ("ence", "ent"), ("er", "e"), ("est", "e"), ("ibly", "ible"), ("ied", "y"),
    ("ier", "y"), ("ies", "y"), ("iest", "y"), ("ily", "y"), ("ing", "e"), ("ion", "e"),
)  # fmt: skip
_ENDINGS = ("s", "es", "ed", "ing", "ly", "er", "est", "ness", "able", "'s", "n't", "'re", "'ve", "'ll", "'d", "'m")


@dataclass(frozen=True)
class _Speller:
    """Spellings of one language."""

    respelled: dict[str, str]
    words: frozenset[str]
    stretched: frozenset[str]
    ranks: dict[str, int]
    shortened: dict[str, frozenset[str]]

    def correct(self, word: str) -> str:
        """Return the usual spelling of a lower-case word, or the word."""
        if word in self.respelled:
            return self.respelled[word]
        if word in self.ranks:
            return word
        if _RUN.search(word):
            return self._shorten(word)
        if len(word) < _LEAST_MISSPELT or not word.isalpha() or self._is_word(word):
            return word
        return self._nearest(word) or word

    def _is_word(self, word: str) -> bool:
        """Tell whether a word, or what an ending was put to, is one of the language."""
        return any(self._is_form(part) for part in (word, *(word.removeprefix(p) for p in _BEGINNINGS if word.startswith(p))))

    def _is_form(self, word: str) -> bool:
        """Tell whether a word is listed, or one that is listed has another ending."""
        if word in self.ranks or word in self.words:
            return True
        stems = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
        stems += [stem[:-1] for stem in stems if stem[-2:-1] == stem[-1:]]
        stems += [word.removesuffix(ending) + other for ending, other in _CHANGES if word.endswith(ending)]
        return any(stem in self.ranks or stem in self.words for stem in stems if len(stem) >= _LEAST_STEM)

    def _shorten(self, word: str) -> str:
        """Return a stretched word with runs of the length that a word has: one that people stretch, else the most frequent."""
        runs = list(_RUN.finditer(word))[:_MOST_RUNS]
        choices = []
        for lengths in product((1, 2), repeat=len(runs)):
            short = word
            for run, length in zip(reversed(runs), reversed(lengths), strict=True):
                short = short[: run.start()] + run.group(1) * length + short[run.end() :]
            choices.append(short)
        listed = [choice for choice in choices if choice in self.stretched or choice in self.words]
        if not listed:
            listed = sorted((c for c in choices if len(c) >= _LEAST_SHORTENED and c in self.ranks), key=self.ranks.__getitem__)
        return listed[0] if listed else self._nearest(choices[0]) or word

    def _nearest(self, word: str) -> str | None:
        """Return the one word of the list that a word is a misspelling of."""
        near: set[str] = set().union(*(self.shortened.get(part, frozenset()) for part in _shorten_by(word, 2)))
        rated = [(_distance(word, other), self.ranks.get(other, len(self.ranks)), other) for other in near if other[0] == word[0]]
        rated = [entry for entry in rated if entry[0] == 1 or (entry[0] == 2 and _may_differ_twice(word, entry[2]))]
        return min(rated)[2] if rated else None


def _may_differ_twice(word: str, other: str) -> bool:
    """Tell whether two words are long, and made of the same letters but for one: "fruitless" is not "faultless"."""
    return min(len(word), len(other)) >= _LEAST_TWICE_WRONG and len(set(word) ^ set(other)) < 2


def _shorten_by(word: str, n: int) -> Iterator[str]:
    """Yield a word and what it is without up to ``n`` of its letters, two at most."""
    yield word
    length = len(word)
    if n and length > 1:
        for i in range(length):
            yield word[:i] + word[i + 1 :]
    if n > 1 and length > 2:
        for i, j in combinations(range(length), 2):
            yield word[:i] + word[i + 1 : j] + word[j + 1 :]


def _distance(one: str, other: str) -> int:
    """Return how many letters are too many, too few, different or swapped with the next one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        new = [i + 1]
        for j, b in enumerate(other):
            cost = min(row[j + 1] + 1, new[j] + 1, row[j] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                cost = min(cost, before[j - 1] + 1)
            new.append(cost)
        before, row = row, new
    return row[-1]


@cache
def _speller(language: Language) -> _Speller:
    """Return the spellings of a language; without a vocabulary of its own only what its lists hold is changed."""
    lists = language.spelling
    words: list[str] = []
    if language.code == VOCABULARY_LANGUAGE:
        words = json.loads(shipped.weight_path(VOCABULARY).read_text("utf-8"))
    shortened: dict[str, set[str]] = defaultdict(set)
    for word in lists.words if words else ():
        for part in _shorten_by(word, 2 if len(word) >= _LEAST_TWICE_WRONG else 1):
            shortened[part].add(word)
    return _Speller(
        {other: word for word, others in lists.respelled.items() for other in others},
        lists.words,
        lists.stretched,
        {word: rank for rank, word in enumerate(words)},
        {part: frozenset(of) for part, of in shortened.items()},
    )


@lru_cache(maxsize=65536)
def _correct(word: str, language: Language) -> str:
    """Return the usual spelling of a lower-case word."""
    new = _speller(language).correct(word) if len(word) <= _LONGEST else word
    return word if new == word or is_non_answer(new, language=language) else new


def has_misspelt(text: str, language: Language) -> bool:
    """Tell whether a text has a word that :func:`fix_spelling` may change: a quick look that spares most texts the rest."""
    usual = _usual_words(language)
    for word in set(_WORD.findall(text.lower())) - usual:
        if _correct(word, language) != word:
            return True
        if len(usual) < _MOST_USUAL:
            usual.add(word)
    return False


@cache
def _usual_words(language: Language) -> set[str]:
    """Return the words that were looked up and stay as they are: most words of a text are among them."""
    return set()


def fix_spelling(draft: Draft, language: Language) -> None:
    """Write words that judge in their usual spelling; words with a capital within a sentence are names and stay."""
    edits = []
    for match in _WORD.finditer(draft.text):
        word = match.group()
        new = _correct(word.lower(), language)
        if new == word.lower():
            continue
        if word.islower():
            edits.append((*match.span(), new))
        elif word.isupper() and len(word) > 3:
            edits.append((*match.span(), new.upper()))
        elif word.istitle() and (_RUN.search(word.lower()) or _opens_sentence(draft.text, match.start())):
            edits.append((*match.span(), new[0].upper() + new[1:]))
    draft.apply(edits)


def _opens_sentence(text: str, at: int) -> bool:
    """Tell whether a sentence begins at a place."""
    return _SENTENCE_START.search(text[max(0, at - _START_WINDOW) : at]) is not None
