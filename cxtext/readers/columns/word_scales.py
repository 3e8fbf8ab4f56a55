"""Rating scales whose points are words, such as "Very satisfied" to "Very dissatisfied": found, and given numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from cxtext.readers.cells import BLANKS, normalize
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.settings import Direction

#: Share of the answers, "don't know" left out, that must be points of one scale.
ENOUGH = 0.9
#: Families whose positive end is the good one whatever was asked; to agree, or to be likely, may be bad.
GOOD_BY_ITSELF = frozenset({"satisfaction", "quality", "ease"})

# Words of degree, from 4 (the end of a scale) to 1 (a lean); none is 2. "{}" is where the word they go with stands.
_DEGREES: dict[str, dict[int, str]] = {
    "en": {
        4: "extremely {}|completely {}|totally {}|entirely {}|fully {}|{} completely",
        3: "very {}|strongly {}|highly {}|{} strongly|definitely {}",
        2: "{}|mostly {}|moderately {}",
        1: "somewhat {}|slightly {}|rather {}|fairly {}|quite {}|a little {}|tend to {}|probably {}|{} somewhat|{} slightly",
        -1: "not so {}|not very {}|not particularly {}|not that {}",
        -2: "not {}",
        -4: "not at all {}",
    },
    "de": {
        4: "äußerst {}|vollkommen {}|völlig {}|absolut {}|voll und ganz {}",
        3: "sehr {}",
        2: "{}|überwiegend {}",
        1: "eher {}|etwas {}|ziemlich {}|teilweise {}",
        -1: "wenig {}|weniger {}|nicht sehr {}|nicht so {}|eher nicht {}",
        -2: "nicht {}",
        -4: "überhaupt nicht {}|gar nicht {}",
    },
    "fr": {
        4: "extrêmement {}|tout à fait {}|totalement {}|complètement {}|entièrement {}",
        3: "très {}|fortement {}",
        2: "{}|moyennement {}",
        1: "plutôt {}|assez {}|un peu {}",
        -1: "peu {}|pas très {}|plutôt pas {}",
        -2: "pas {}",
        -4: "pas du tout {}",
    },
    "es": {
        4: "extremadamente {}|totalmente {}|completamente {}",
        3: "muy {}",
        2: "{}|bastante {}",
        1: "algo {}|más bien {}",
        -1: "poco {}|no muy {}",
        -2: "no {}",
        -4: "nada {}",
    },
}
# Family -> language -> words of the positive end, words of the negative end.
_ENDS: dict[str, dict[str, tuple[str, str]]] = {
    "satisfaction": {
        "en": ("satisfied|happy|pleased", "dissatisfied|unsatisfied|unhappy|displeased"),
        "de": ("zufrieden", "unzufrieden"),
        "fr": ("satisfait|satisfaite|satisfait(e)|satisfaisant", "insatisfait|insatisfaite|insatisfait(e)|mécontent|mécontente"),
        "es": ("satisfecho|satisfecha|satisfecho/a|satisfecho(a)", "insatisfecho|insatisfecha|insatisfecho/a|insatisfecho(a)"),
    },
    "ease": {
        "en": ("easy|simple", "difficult|hard"),
        "de": ("einfach|leicht", "schwierig|schwer|kompliziert"),
        "fr": ("facile|simple", "difficile|compliqué"),
        "es": ("fácil|sencillo", "difícil|complicado"),
    },
    "likelihood": {
        "en": ("likely", "unlikely"),
        "de": ("wahrscheinlich", "unwahrscheinlich"),
        "fr": ("probable|probablement", "improbable|peu probable"),
        "es": ("probable|probablemente", "improbable"),
    },
    "agreement": {
        "en": ("agree", "disagree"),
        "fr": ("d'accord", "en désaccord"),
        "es": ("de acuerdo", "en desacuerdo"),
    },
    "quality": {
        "en": ("good", "poor|bad"),
        "de": ("gut", "schlecht"),
        "fr": ("bon|bonne|bien", "mauvais|mauvaise"),
        "es": ("bueno|buena|bien", "malo|mala|mal"),
    },
}
# What is not made of a word of degree and an end.
_OWN: dict[str, dict[int, str]] = {
    "quality": {
        4: "excellent|outstanding|exceptional|ausgezeichnet|hervorragend|exzellent|excellente|excelente",
        0: "fair|average|acceptable|satisfactory|adequate|mittelmäßig|befriedigend|durchschnittlich|moyen|moyenne|passable"
        "|correct|regular",
        -4: "terrible|awful|horrible|katastrophal|exécrable|pésimo|pésima",
    },
    "agreement": {
        4: "stimme voll und ganz zu|stimme voll zu|stimme völlig zu|trifft voll und ganz zu|trifft voll zu|trifft völlig zu",
        2: "stimme zu|trifft zu",
        1: "stimme eher zu|trifft eher zu",
        -1: "stimme eher nicht zu|trifft eher nicht zu",
        -2: "stimme nicht zu|trifft nicht zu|lehne ab",
        -4: "stimme überhaupt nicht zu|stimme gar nicht zu|trifft überhaupt nicht zu|trifft gar nicht zu|lehne völlig ab",
    },
}
_MIDDLE = re.compile(
    r"neutral|neither(?: (?:one|of them)| .{2,30} (?:nor|or) .{2,30})?|undecided|in between|mixed|ok|okay|so-so"
    r"|teils[ /-]+teils|weder noch|weder .{2,30} noch .{2,30}|unentschieden|mittel"
    r"|neutre|ni .{2,30},? ni .{2,30}|indifférent|indécis|indiferente|indeciso|neutro"
)
_NO_OPINION = re.compile(
    r"(?:i )?(?:do not|don't|dont) know|not applicable|does not apply|no opinion|no answer|can't say|prefer not to (?:say|answer)"
    r"|not sure|unsure|unknown|weiß nicht|weiss nicht|keine angabe|k\.? ?a\.?|trifft nicht auf mich zu"
    r"|(?:je )?ne sa(?:it|is) pas|sans opinion|non concernée?|no sabe(?:/no contesta)?|no sé|ns/nc|no aplica|sin opinión"
)
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
    counts: dict[str, int] = {}
    for value, n in profile.counts.items():
        word = normalize(value)
        if word not in BLANKS and not _NO_OPINION.fullmatch(_bare(value)):
            counts[word] = counts.get(word, 0) + n
    for family in _ENDS:
        known = _levels(family)
        levels = {word: level for word in counts if (level := _level(word, known)) is not None}
        if len(set(levels.values())) >= least and sum(counts[w] for w in levels) >= ENOUGH * sum(counts.values()):
            points = _points(set(levels.values()), family)
            ordered = sorted(levels, key=lambda w: (points[levels[w]], w))
            top = max(points.values()) if _is_one_sided(set(levels.values()), family) else _top(set(levels.values()))
            return WordScale(family, {word: float(points[levels[word]]) for word in ordered}, (1.0, float(top)))
    return None


def _bare(word: str) -> str:
    """Bring a word answer to the form that the lists have."""
    return normalize(word).translate(_QUOTES).strip(" .!")


def _level(word: str, known: Mapping[str, int]) -> int | None:
    """Return the degree of an answer, from -4 to 4, or None when it is no point of the family."""
    bare = _bare(word)
    return 0 if _MIDDLE.fullmatch(bare) else known.get(bare)


@lru_cache(maxsize=8)
def _levels(family: str) -> dict[str, int]:
    """Return the degree of every known answer of a family."""
    known: dict[str, int] = {}
    for language, (positive, negative) in _ENDS[family].items():
        for level, forms in _DEGREES[language].items():
            for form, word in product(forms.split("|"), positive.split("|")):
                known.setdefault(form.format(word), level)
            if level > 0:
                for form, word in product(forms.split("|"), negative.split("|")):
                    known[form.format(word)] = -level
    for level, words in _OWN.get(family, {}).items():
        known |= dict.fromkeys(words.split("|"), level)
    return known


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
