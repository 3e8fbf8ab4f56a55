"""Which language a text is in: the survey's own, unless there is clear evidence of another."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cxtext.language.lists import Language
from cxtext.language.load import load_language
from cxtext.shipped import weight_path

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Names of languages and their variants.
FILE = Path(__file__).with_name("languages.toml")
#: Characters of a text that are looked at: more of them cost time and decide nothing.
CHARACTERS_READ = 300
#: Share of the words that must be common words of a language for it to be settled. On 13,600 English comments it settles 84%.
COMMON_SHARE = 0.2
#: Share of the words that must be ordinary English ones for a text with few common words to be English, such as "Cheap plastic
#: handle", in a survey of no other language: "Hotel war super" has English words alone. It settles four of five of what common
#: words leave open; no sentence of 27 other languages in ``tests/quality/language_sample.csv`` has more than .6.
ORDINARY_SHARE = 0.75
ORDINARY_WORDS = "names/words.txt"
#: Words, and letters, that a text in Latin letters must have to be in another language: a lone word is often a name, as are
#: words in Title Case.
LEAST_WORDS = 2
LEAST_LETTERS = 6
#: The same for texts that languages of a survey are found by: two words of Latin letters are doubtful evidence.
LEAST_WORDS_TO_COUNT = 3
#: Letters of a text in another script, such as two Chinese ones: the script is evidence by itself.
LEAST_LETTERS_OF_SCRIPT = 2
#: Code point of the first letter that is not Latin.
AFTER_LATIN = 0x250
#: How many times as likely as any other the languages of a survey are before a text is read. With 5, in a
#: survey of six languages 61% of comments of one or two words are recognised, without it 23%; with 10, twice as many English
#: comments are taken for one of the other five (tests/bench/language.md).
PRIOR = 5.0
#: Probability that a language must reach, and in another script than the Latin one.
LEAST_PROBABILITY = 0.5
LEAST_PROBABILITY_OF_SCRIPT = 0.25
#: Probabilities below this one are not kept.
NEGLIGIBLE = 0.005
#: Different texts that the languages of a survey are found by.
TEXTS_READ = 20_000
#: Texts in a language that make it one of the survey's.
LEAST_TEXTS = 5
#: The language of the word lists is the main one, unless another has more than so many times as many texts.
TIMES_AS_MANY = 2

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[@#]\w+")
_ADDRESS_MARKS = ("@", "#", "://", "www.")
_NO_LETTERS = re.compile("\\d+|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class SurveyLanguages:
    """The languages of a survey.

    Parameters
    ----------
    main : str
        ISO 639-1 code of the language that a text is in as long as nothing else is clear.
    others : tuple of str
        Further ones that several texts are in, sorted: a short text is more likely in one of them than in any other.
    lists : str
        Language of the word lists in use, whose common words settle most texts.
    """

    main: str
    others: tuple[str, ...] = ()
    lists: str = "en"

    @cached_property
    def _expected(self) -> frozenset[str]:
        return frozenset({self.main, *self.others})

    def detect(self, text: str) -> str:
        """Return the language of a text: the main one without clear evidence of another.

        Examples
        --------
        >>> [SurveyLanguages("en").detect(text) for text in ("Good wifi", "Kubernetes", "El envío llegó tarde", "送货太慢")]
        ['en', 'en', 'es', 'zh']
        """
        return _detect(text, self._expected, LEAST_WORDS, load_language(self.lists)) or self.main


def find_languages(texts: Iterable[str], lists: Language | None = None) -> SurveyLanguages:
    """Return the languages of a survey, whatever the order of its texts.

    Parameters
    ----------
    texts : iterable of str
        Responses as they were written. Of many an even choice is read.
    lists : Language, optional
        The word lists in use; English by default.

    Returns
    -------
    SurveyLanguages
        The main language is that of the word lists, unless another has more than twice as many texts.

    Examples
    --------
    >>> find_languages(["The app is slow"] * 2 + [f"La aplicación es muy lenta, versión {n}" for n in range(6)])
    SurveyLanguages(main='es', others=(), lists='en')
    """
    lists = lists or load_language()
    own = lists.code
    different = sorted({text for text in texts if text.strip()})
    read = different[:: -(-len(different) // TEXTS_READ) or 1]
    expected = frozenset({own})
    counts = Counter(_detect(text, expected, LEAST_WORDS_TO_COUNT, lists) or own for text in read)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    main = ordered[0][0] if ordered and ordered[0][1] > TIMES_AS_MANY * counts[own] else own
    others = sorted(code for code, n in counts.items() if n >= LEAST_TEXTS and code != main)
    return SurveyLanguages(main, tuple(others), own)


def name_language(code: str) -> str:
    """Return the English name of a language.

    >>> name_language("pt")
    'Portuguese'
    """
    return _names()[0].get(code, code)


@lru_cache(maxsize=2**15)
def _detect(text: str, expected: frozenset[str], least_words: int, lists: Language) -> str | None:
    """Return the language of a text, None when it is not clear."""
    n_words, is_common, is_ordinary = _count_words(text, lists)
    if not n_words:
        return None
    if is_common or (is_ordinary and expected == {lists.code}):
        return lists.code
    text = _drop_addresses(text[:CHARACTERS_READ])
    text = " ".join(_NO_LETTERS.sub(" ", text).split())
    n_letters = sum(map(str.isalpha, text))
    is_latin = text.isascii() or 2 * sum(ord(c) < AFTER_LATIN for c in text if c.isalpha()) >= n_letters
    if n_letters < LEAST_LETTERS_OF_SCRIPT:
        return None
    if is_latin and (n_words < least_words or n_letters < LEAST_LETTERS or text.istitle()):
        return None
    weighted = {code: p * PRIOR if code in expected else p for code, p in _probabilities(text).items()}
    best = max(sorted(weighted), key=weighted.__getitem__)
    least = LEAST_PROBABILITY if is_latin else LEAST_PROBABILITY_OF_SCRIPT
    return best if best in _names()[0] and weighted[best] >= least * sum(weighted.values()) else None


@lru_cache(maxsize=2**15)
def _count_words(text: str, lists: Language) -> tuple[int, bool, bool]:
    """Return how many words a text has, and whether they are common and ordinary; most texts are looked at more than once."""
    words = _WORD.findall(_drop_addresses(text[:CHARACTERS_READ]).lower().replace("’", "'"))
    n = len(words)
    is_common = sum(map(lists.common.words.__contains__, words)) >= COMMON_SHARE * n
    return n, is_common, is_common or sum(map(load_ordinary_words(lists.code).__contains__, words)) >= ORDINARY_SHARE * n


@cache
def load_ordinary_words(code: str = "en") -> frozenset[str]:
    """Return the words that people of a language write in small letters, and that are no names; only English has such a list."""
    return frozenset(weight_path(ORDINARY_WORDS).read_text("utf-8").split()) if code == "en" else frozenset()


def _drop_addresses(text: str) -> str:
    """Return a text without links, addresses, handles and tags."""
    return _ADDRESS.sub(" ", text) if any(mark in text for mark in _ADDRESS_MARKS) else text


@lru_cache(maxsize=2**14)
def _probabilities(text: str) -> dict[str, float]:
    """Return the probability of each language that is not negligible; variants count as their language."""
    sums: dict[str, float] = {}
    variants = _names()[1]
    for code, probability in _identifier().rank(text):
        if probability < NEGLIGIBLE:
            break
        language = variants.get(code, code)
        sums[language] = sums.get(language, 0) + round(probability, 6)
    return sums


@cache
def _identifier() -> LanguageIdentifier:
    """Load the detector, once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the names of languages by code, and the language that each variant counts as."""
    file = tomllib.loads(FILE.read_text("utf-8"))
    return file["names"], file["variants"]
