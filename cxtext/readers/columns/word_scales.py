"""Rating scales whose points are words, such as "Very satisfied" to "Very dissatisfied": found, and given numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from cxtext.language import load_column_words
from cxtext.metrics import BLANKS
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.settings import Direction
from cxtext.wording import normalize

#: Share of the answers, "don't know" left out, that must be points of one scale.
ENOUGH = 0.9
#: Families whose positive end is the good one whatever was asked; to agree, or to be likely, may be bad.
GOOD_BY_ITSELF = frozenset({"satisfaction", "quality", "ease"})

_WORDS = load_column_words().scales
_MIDDLE = re.compile(str(_WORDS.middle))
_NO_OPINION = re.compile(str(_WORDS.no_opinion))
#: What a scale can be about, in the order in which they are tried.
_FAMILIES = tuple(_WORDS.languages["en"].ends)
#: Words for the ends of any scale, with their degree.
_ENDS = {word: degree for degree, words in ((4, _WORDS.best), (-4, _WORDS.worst)) for word in words}
_QUOTES = str.maketrans("’‘", "''")


@dataclass(frozen=True, slots=True)
class WordScale:
    """A column of answers in words, read as points of one scale.

    Parameters
    ----------
    family : {"satisfaction", "ease", "likelihood", "agreement", "quality"}
        What the words are about.
    words : dict of str to float
        Number of each answer, in lower case; the worst one first.
    scale : tuple of float
        Lowest and highest point.
    """

    family: str
    words: dict[str, float]
    scale: tuple[float, float]

    @property
    def mapping(self) -> str:
        """The numbers of the words, for a note."""
        return ", ".join(f"{word!r} = {point:g}" for word, point in self.words.items())

    def turned(self, direction: Direction | None) -> WordScale:
        """Return the scale with its good end low, when low answers are the good ones and the words say which are good."""
        if direction != "lower" or self.family not in GOOD_BY_ITSELF:
            return self
        ends = sum(self.scale)
        turned = {word: ends - point for word, point in self.words.items()}
        return WordScale(self.family, dict(sorted(turned.items(), key=lambda item: (item[1], item[0]))), self.scale)


def find_word_scale(profile: ColumnProfile, *, least: int = 3) -> WordScale | None:
    """Read the answers of a column as points of one word scale; None when they form none.

    A scale with a middle has one: a middle that nobody chose keeps its number, so that three answers of five do not make
    a scale of three.

    Parameters
    ----------
    profile : ColumnProfile
    least : int
        Different points that must be in use.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> find_word_scale(profile_column("q", ["Very satisfied", "Satisfied", "Dissatisfied"])).mapping
    "'dissatisfied' = 2, 'satisfied' = 4, 'very satisfied' = 5"
    """
    if profile.n_distinct > 40 or profile.letters < 0.5:
        return None
    all_counts: dict[str, int] = {}
    for value, n in profile.counts.items():
        word = normalize(value)
        if word not in BLANKS:
            all_counts[word] = all_counts.get(word, 0) + n
    for family in _FAMILIES:
        degrees = _levels(family)
        counts = {word: n for word, n in all_counts.items() if _bare(word) in degrees or not _NO_OPINION.fullmatch(_bare(word))}
        levels = {word: level for word in counts if (level := _level(word, degrees)) is not None}
        if len(set(levels.values())) >= least and sum(counts[w] for w in levels) >= ENOUGH * sum(counts.values()):
            points = _points(set(levels.values()), family)
            ordered = sorted(levels, key=lambda w: (points[levels[w]], w))
            top = max(points.values()) if _is_one_sided(set(levels.values()), family) else _top(set(levels.values()))
            return WordScale(family, {word: float(points[levels[word]]) for word in ordered}, (1.0, float(top)))
    return None


def answer_degree(answer: str) -> int | None:
    """Return how good the words of an answer are, from -4 to 4; None when they are a point of no scale.

    >>> answer_degree("Very dissatisfied"), answer_degree("neither satisfied nor dissatisfied"), answer_degree("blue")
    (-3, 0, None)
    """
    bare = _bare(answer)
    if _MIDDLE.fullmatch(bare):
        return 0
    degrees = (_levels(family).get(bare) for family in _FAMILIES)
    return next((degree for degree in degrees if degree is not None), _ENDS.get(bare))


def _bare(word: str) -> str:
    """Bring a word answer to the form that the lists have."""
    return normalize(word).translate(_QUOTES).strip(" .!")


def _level(word: str, degrees: Mapping[str, int]) -> int | None:
    """Return the degree of an answer, from -4 to 4, or None when it is not a point of the family."""
    bare = _bare(word)
    return 0 if _MIDDLE.fullmatch(bare) else degrees.get(bare)


@lru_cache(maxsize=8)
def _levels(family: str) -> dict[str, int]:
    """Return the degree of every answer of a family, in all languages."""
    degree_of: dict[str, int] = {}
    for language in _WORDS.languages.values():
        ends = language.ends.get(family)
        if ends is None:
            continue
        for degree, forms in language.degrees.items():
            for form, word in product(forms, ends.positive):
                degree_of.setdefault(form.format(word), int(degree))
            if int(degree) > 0:
                for form, word in product(forms, ends.negative):
                    degree_of[form.format(word)] = -int(degree)
    for degree, words in _WORDS.own.get(family, {}).items():
        degree_of |= dict.fromkeys(words, int(degree))
    return degree_of


def _is_one_sided(levels: Iterable[int], family: str) -> bool:
    """Tell a scale that grades one thing (not at all, ..., extremely; poor, fair, good, very good, excellent) from two ends."""
    positive = [v for v in levels if v > 0]
    negative = [v for v in levels if v < 0]
    graded = 0 not in levels and set(negative) <= {-1, -4} and len(positive) > len(negative)
    return (graded and family != "agreement") or (family == "quality" and len(positive) >= 3 and len(negative) <= 1)


def _joined(levels: Iterable[int]) -> dict[int, int]:
    """Return each degree as the one it stands for: "extremely" and "very" are one step unless one side has both."""
    seen = set(levels)
    joined = {v: abs(v) for v in seen}
    for strong, plain in ((4, 3), (1, 2)):
        if not any({sign * strong, sign * plain} <= seen for sign in (1, -1)):
            joined |= {v: plain for v in seen if abs(v) == strong}
    return joined


def _top(levels: Iterable[int]) -> int:
    """Return the highest point of a scale with two ends and a middle."""
    return 2 * len({v for v in _joined(levels).values() if v}) + 1


def _points(levels: set[int], family: str) -> dict[int, int]:
    """Return the point of each degree, from 1 for the worst."""
    if _is_one_sided(levels, family):
        return {level: i for i, level in enumerate(sorted(levels), start=1)}
    joined = _joined(levels)
    steps = sorted({v for v in joined.values() if v})
    middle = len(steps) + 1
    return {v: middle + (0 if v == 0 else (1 if v > 0 else -1) * (steps.index(joined[v]) + 1)) for v in levels}
