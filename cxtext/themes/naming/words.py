"""Words: tokens, a light stem, and the words that name nothing by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from cxtext.language import Language, load_language

WORD = re.compile(r"[^\W_]+(?:['\u2019.\-][^\W_]+)*")
#: What stands in place of personal data that was taken out before: "[NAME]", "[phone]".
MASK = re.compile(r"\[(?:[A-Z][A-Z_ -]*|[a-z][a-z-]*)\]")


@cache
def picture_pattern(language: Language) -> re.Pattern[str]:
    """Return the pattern of what cleaning writes for emoji, where it takes two words: felt, not said, so no name."""
    return re.compile(rf"\b{language.emoji.pictures}\b")


def tokenize(text: str) -> list[str]:
    """Return the words of a text, in lower case, with straight apostrophes; what stands in place of personal data is none.

    >>> tokenize("Wi-Fi doesn\u2019t work, [NAME]!")
    ['wi-fi', "doesn't", 'work']
    """
    text = MASK.sub(" ", text) if "[" in text else text
    return WORD.findall(text.lower().replace("\u2019", "'"))


def stem_all(words: Sequence[str], language: Language) -> list[str]:
    """Return the stem of each word, as :func:`stem` does."""
    stems: list[str] = _load_stemmer(language).stemWords(list(words))
    return stems


@lru_cache(maxsize=200_000)
def stem(word: str, language: Language | None = None) -> str:
    """Return what the forms of a word have in common, so that they count together: the stem of Snowball (Porter 2001).

    >>> [stem(w) for w in ("queues", "queue", "delayed", "delays", "facilities")]
    ['queue', 'queue', 'delay', 'delay', 'facil']
    """
    return str(_load_stemmer(language or load_language()).stemWord(word))


@cache
def _load_stemmer(language: Language) -> Any:
    """Return the stemmer of a language."""
    import Stemmer

    return Stemmer.Stemmer(language.names.stemmer)


@cache
def stems_of(words: frozenset[str], language: Language) -> frozenset[str]:
    """Return the stems of a list of words, which compare with the keys of phrases."""
    return frozenset(stem(word, language) for word in words)


def is_empty(word: str, language: Language | None = None) -> bool:
    """Tell whether a lower-case word names nothing by itself.

    >>> is_empty("thing"), is_empty("staff")
    (True, False)
    """
    return _is_empty(word, language or load_language())


@lru_cache(maxsize=100_000)
def _is_empty(word: str, language: Language) -> bool:
    """Tell whether a word names nothing in a language."""
    empty = _empty_words(language)
    return len(word) < 2 or word.isdigit() or word in empty or stem(word, language) in empty


@cache
def _empty_words(language: Language) -> frozenset[str]:
    """Return the words of a language that name nothing, and their stems."""
    names = language.names
    lists = (names.stop, names.negations, names.evaluative, names.generic)
    return frozenset().union(*lists, *(stems_of(words, language) for words in lists))


@cache
def _complaint_pattern(language: Language) -> re.Pattern[str]:
    """Return the pattern of a name that says that a theme is a complaint, and about what."""
    complaints, prepositions = language.names.complaints, language.names.complaint_prepositions
    return re.compile(rf"{complaints}\s+{prepositions}\s+(?P<after>.+)|(?P<before>.+?)\s+{complaints}", re.I)


def name_subject(name: str, language: Language | None = None) -> str:
    """Return what a name says a theme is about without the word that it is a complaint; the name itself when it has none.

    >>> name_subject("Parking problems"), name_subject("Issues with the bill"), name_subject("Other problems")
    ('Parking', 'the bill', 'Other problems')
    """
    language = language or load_language()
    match = _complaint_pattern(language).fullmatch(name)
    subject = name if match is None else match["after"] or match["before"]
    words = (word for word in tokenize(subject) if word not in language.names.unspecific)
    return subject if any(not is_empty(word, language) for word in words) else name
