"""Statements whose words mislead: faults that have ended, little of something, comparisons, verdicts in figures, sayings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from cxtext.language import JudgementWords, Language, load_language

#: What is added to the logit of positive, and taken from that of negative, for each judgement; the opposite for blame. Chosen on
#: the labelled sets (models/README.md), where each judgement is right more often than what was learnt.
PRAISE = {
    "evil ended": 2.3,
    "evil small": 2.4,
    "evil small, as a wish": 1.2,
    "better": 2.7,
    "content": 2.2,
    "saying of praise": 2.2,
    "word of praise": 0.8,
    "rated high": 2.0,
}
BLAME = {
    "evil large": 1.6,
    "good small": 1.2,
    "worse": 1.9,
    "past": 1.4,
    "saying of blame": 1.3,
    "word of blame": 1.0,
    "rated low": 2.2,
    "bare noun": 0.6,
}
JUDGEMENTS = (*PRAISE, *BLAME)
_WEIGHTS = np.array([*PRAISE.values(), *(-weight for weight in BLAME.values())])
#: Words of the longest text in which judgements count in full, and of the shortest in which they count for nothing: longer ones
#: say other things too, and their vectors tell more than a few words do.
_FULL_WEIGHT_WORDS, _NO_WEIGHT_WORDS = 8, 14
#: Words of the longest text that asks for less of something and says no more, "fewer bugs", and that only names something.
_LONGEST_WISH, _LONGEST_NOUN = 4, 3
#: Words before one of praise or blame in which it is denied.
_DENIAL_WINDOW = 4
#: Marks that a score is high or low from, as shares of the scale.
_LEAST_HIGH, _MOST_LOW = 0.75, 0.45

_TOKEN = re.compile(r"\([yn]\)|</?3|\d\*|\d+(?:[.,]\d)?\s?/\s?\d+|[ab]\+{1,2}(?!\w)|[\w]+(?:['-][\w]+)*|[^\w\s]")
_CLAUSE = re.compile(r"[.;:!?,\n]|\b(?:but|however|although|though|except|yet|while)\b")
_RATING = re.compile(r"(?<![\w/.])(\d{1,3}(?:[.,]\d)?)\s?(?:/|out of|of)\s?(5|10|100)(?![\w/%]|[.,]\d)(?:\s+stars?)?")
_STARS = re.compile(r"(?<![\w/.])([0-5]|zero|no|one|two|three|four|five)[ -]stars?\b(?! hotel)")
_UNRATED = re.compile(r"\b(?:not|never|would|could|if|except|but|only if)\b|n't")
_GRADE = re.compile(r"\A\W*([abcdf])([+-]{0,2})\W*\Z")
_NUMBERS = {"zero": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_GRADES = {"a": 1.0, "b": 0.8, "c": 0.6, "d": 0.3, "f": 0.0}

# One letter per kind of word, so that a statement is a short string that patterns read. The first kinds win.
_KINDS = (
    ("N", "none"), ("D", "deficits"), ("L", "large"), ("S", "small"), ("T", "scanty"), ("F", "ended"), ("U", "grown"),
    ("A", "able"), ("I", "end"), ("E", "evils"), ("P", "prices"), ("V", "fails"), ("G", "goods"), ("R", "free"),
    ("X", "needless"), ("n", "denying"), ("w", "wishing"), ("b", "filling"),
)  # fmt: skip
_OTHER = "x"
_PLURALS = ("evils", "prices", "goods")

_ENDED = re.compile(r"[EPV]+b{0,4}x?b{0,3}F|F[bxL]{0,3}[EPV]|A[bx]?I[bx]{0,3}[EPV]|N[bx]?x?E(?!b?G)|ER")
_SMALL = re.compile(r"S+b?x?[EP]|SV|[EP]b{0,3}S|Vb{0,3}S|N[bL]{0,2}P")
_LARGE = re.compile(r"L+x?[EP](?!b{0,3}[FS])|[EP]b{0,3}L(?!x*[GE])|[P]b{0,4}U|U+b{0,2}P")
_PRICE = re.compile(r"b?P+")
_LACKING = re.compile(r"[DST]+b?x?G(?!b{0,2}X)|Gb{0,3}[DST]|Nb?G(?!b{0,2}X)")


@dataclass(frozen=True)
class _Lists:
    """Words and patterns of one language, made ready."""

    kinds: dict[str, str]
    phrase: re.Pattern[str]
    phrase_starts: frozenset[str]
    praising: frozenset[str]
    blaming: frozenset[str]
    nuisances: frozenset[str]
    hedges: frozenset[str]
    sayings: tuple[tuple[str, re.Pattern[str]], ...]
    any_saying: re.Pattern[str]


@cache
def _lists(language: Language) -> _Lists:
    """Build the words and patterns of a language."""
    words: JudgementWords = language.judgements
    kinds: dict[str, str] = {}
    for letter, name in _KINDS:
        for entry in getattr(words, name):
            for form in _forms(entry) if name in _PLURALS else (entry,):
                kinds.setdefault(form, letter)
    several = sorted((entry for entry in (*kinds, *words.praising, *words.blaming) if " " in entry), key=lambda e: (-len(e), e))
    sayings = (
        ("better", words.better),
        ("worse", words.worse),
        ("past", words.past),
        ("content", words.content),
        ("saying of praise", words.sayings_of_praise),
        ("saying of blame", words.sayings_of_blame),
    )
    return _Lists(
        kinds,
        re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, several))})(?![\w'-])"),
        frozenset(_TOKEN.findall(entry)[0] for entry in several),
        words.praising,
        words.blaming,
        words.nuisances,
        words.hedges,
        tuple((name, re.compile(rf"(?<!\w){phrases}(?!\w)")) for name, phrases in sayings),
        re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{phrases})' for _, phrases in sayings)})(?!\w)"),
    )


def _forms(word: str) -> tuple[str, ...]:
    """Return a word and its plurals."""
    return (word, f"{word}s", f"{word}es", f"{word[:-1]}ies")


def find_judgements(texts: Sequence[str], *, language: Language | None = None) -> NDArray[np.float64]:
    """Return which judgements each text makes.

    Parameters
    ----------
    texts : sequence of str
        Cleaned texts.
    language : Language, optional
        In which they are; English by default.

    Returns
    -------
    ndarray of shape (n_texts, len(JUDGEMENTS)), float64
        0, or the weight of a text of this length, 1 at most, in the order of :data:`JUDGEMENTS`.

    >>> rows = find_judgements(["They fixed the bug", "The bug was never fixed", "Fees went up", "Limited choice"])
    >>> [[name for name, has in zip(JUDGEMENTS, row) if has] for row in rows]
    [['evil ended'], [], ['evil large'], ['good small']]
    """
    language = language or load_language()
    rows = [_row(text.casefold().replace("’", "'"), language) for text in texts]
    return np.array(rows, dtype=np.float64).reshape(-1, len(JUDGEMENTS))


def judgement_logits(texts: Sequence[str], *, language: Language | None = None) -> NDArray[np.float64]:
    """Return what the judgements of each text add to the logits of negative, neutral and positive, shape (n_texts, 3)."""
    total = find_judgements(texts, language=language) @ _WEIGHTS
    return np.stack([-total, np.zeros(len(total)), total], axis=1)


def _row(text: str, language: Language) -> list[float]:
    """Return the judgements of one text."""
    if text.count(" ") + 1 >= _NO_WEIGHT_WORDS:
        return [0.0] * len(JUDGEMENTS)
    lists = _lists(language)
    judgements = set(_rate(text))
    if lists.any_saying.search(text):  # few texts have one
        judgements.update(name for name, pattern in lists.sayings if pattern.search(text))
    for clause in _CLAUSE.split(text):
        if clause.strip():
            judgements.update(_read_clause(clause, lists))
    if "better" in judgements:
        judgements -= {"worse", "past", "word of blame", "evil large"}
    if "content" in judgements:
        judgements -= {"good small", "word of blame", "saying of blame", "worse"}
    over = text.count(" ") + 1 - _FULL_WEIGHT_WORDS
    weight = min(1.0, max(0.0, 1 - over / (_NO_WEIGHT_WORDS - _FULL_WEIGHT_WORDS)))
    return [weight if name in judgements else 0.0 for name in JUDGEMENTS]


def _read_clause(clause: str, lists: _Lists) -> list[str]:
    """Return the judgements of one clause by the kinds of its words."""
    tokens = _TOKEN.findall(clause)
    if not lists.phrase_starts.isdisjoint(tokens):
        tokens = _TOKEN.findall(lists.phrase.sub(lambda match: match.group().replace(" ", "_"), clause))
    tokens = [token.replace("_", " ") for token in tokens]
    kinds = "".join(lists.kinds.get(token, _OTHER) for token in tokens)
    judgements = []
    is_wish = "w" in kinds
    denied = "n" in kinds
    ended, small, large, lacking = _search_kinds(kinds)
    if ended and not denied and not is_wish:
        judgements.append("evil ended")
    if small and not is_wish and not denied:
        is_answer = kinds[:1] == "S" and len(kinds) <= _LONGEST_WISH and tokens[0] in ("less", "fewer", "lower", "shorter")
        judgements.append("evil small, as a wish" if is_answer else "evil small")
    if large and not denied and "N" not in kinds:
        judgements.append("evil large")
    if lacking and not denied:
        judgements.append("good small")
    if len(kinds) <= _LONGEST_NOUN and (_PRICE.fullmatch(kinds) or clause.strip() in lists.nuisances):
        judgements.append("bare noun")
    if lists.praising.isdisjoint(tokens) and lists.blaming.isdisjoint(tokens):
        return judgements
    for i, token in enumerate(tokens):
        is_praise, is_blame = token in lists.praising, token in lists.blaming
        if is_praise or (is_blame and not (i and tokens[i - 1] in lists.hedges)):
            turned = any(kind in "nN" for kind in kinds[max(0, i - _DENIAL_WINDOW) : i])
            if not (is_wish and is_praise):
                judgements.append("word of praise" if is_praise != turned else "word of blame")
    return judgements


@lru_cache(maxsize=2**14)
def _search_kinds(kinds: str) -> tuple[bool, bool, bool, bool]:
    """Return whether the kinds of words have a pattern of evil ended, small or large, or good lacking."""
    return (
        _ENDED.search(kinds) is not None,
        _SMALL.search(kinds) is not None,
        _LARGE.search(kinds) is not None,
        _LACKING.search(kinds) is not None,
    )


def _rate(text: str) -> list[str]:
    """Return whether a text rates something high or low in figures, stars or a grade."""
    shares = [float(match[1].replace(",", ".")) / float(match[2]) for match in _RATING.finditer(text)]
    if "star" in text:
        shares += [float(_NUMBERS.get(match[1], match[1])) / 5 for match in _STARS.finditer(text)]
    grade = _GRADE.match(text)
    if grade and grade[2]:
        shares.append(_GRADES[grade[1]])
    shares = [share for share in shares if share <= 1]
    if not shares or _UNRATED.search(text):
        return []
    share = sum(shares) / len(shares)
    return ["rated high"] if share >= _LEAST_HIGH else ["rated low"] if share <= _MOST_LOW else []
