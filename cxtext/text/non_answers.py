"""Recognise answers that say nothing: "n/a", "nothing comes to mind", lone numbers, keyboard noise."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from cxtext.language import Language, load_language

# Vowel signs are marks and no letters: a word of Thai or Hindi may end in one.
_MARK = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece"
    "\u102b-\u103e\u17b4-\u17d3"
)
_EDGES = re.compile(rf"^(?:[^\w{_MARK}]|_)+|(?:[^\w{_MARK}]|_)+$")
# What a spreadsheet shows in place of a value, and a verdict in figures, which says how good a thing is.
_CELL_ERROR = re.compile(r"#(?:REF|VALUE|NAME\?|DIV/0|NULL|NUM|N/A|ERROR|SPILL|CALC|GETTING_DATA)!?", re.IGNORECASE)
_VERDICT = re.compile(r"\s*(?:\d{1,2}(?:[.,]\d)?\s?/\s?(?:5|10)|\([yn]\)|[★☆⭐]+)\s*[.!]*", re.IGNORECASE)
_SHRUG = re.compile(r"\s*¯\\?[\\_(]*[^\w\s]*\(?\s?ツ[^\w]*_*/?¯?\s*")
_BETWEEN = str.maketrans("/\\.", "   ")
_EMOTICON = re.compile(r"[:;=8xX]'?[-o^]?[()\[\]DPpOo|/\\*]|[()]-?[:;=]|<3|</3|\(y\)|\(n\)|\^[_.-]*\^|[xX]D|¯\\")
#: Characters of the longest piece that is compared with the patterns of "no view": none of them is longer.
_LONGEST_PIECE = 90
#: Characters of the longest answer that is looked at: no non-answer is longer, and long comments are not worth the time.
_LONGEST = 160
#: Letters of a word that has no vowel and is noise all the same.
_LEAST_CONSONANTS = 7
#: Letters of a word that runs along the rows of a keyboard, and fewer when it starts with four keys in a row.
_LEAST_WALK = 6
_LEAST_STRAIGHT_WALK = 4
#: How often letters must follow each other to be noise, and how many letters.
_LEAST_REPETITIONS, _REPEATED_LETTERS = 3, (2, 3)

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
_RUNS = {row[i : i + 3] for base in _ROWS for row in (base, base[::-1]) for i in range(len(row) - 2)}
_FOURS = {row[i : i + 4] for base in _ROWS for row in (base, base[::-1]) for i in range(len(row) - 3)}


@dataclass(frozen=True)
class _Patterns:
    """What says nothing in one language."""

    non_answer: re.Pattern[str]
    without_view: re.Pattern[str]
    courtesy: re.Pattern[str]
    between: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    """Build the patterns of a language from its words."""
    words = language.non_answers
    openings, closings = rf"(?:{words.openings} )*", rf"(?: {words.closings})*"
    return _Patterns(
        non_answer=re.compile(f"{openings}(?:{words.answers}|{words.other_languages}){closings}"),
        without_view=re.compile(f"{openings}{words.without_view}{closings}"),
        courtesy=re.compile(str(words.courtesies)),
        # The characters that any alternative can begin with come first: this avoids trying every alternative at each character.
        between=re.compile(rf"(?=[\s.,;:!?|…。、，])(?:\s*[.,;:!?\n|…。、，]+\s*|\s+[-–—/&]+\s+|\s+{words.joining}\s+)"),
    )


def is_non_answer(text: str, *, language: Language | None = None) -> bool:
    """Tell whether a cleaned text says nothing about anything.

    Short opinions ("slow", "UI", "all good") and lone words of any script do say something;
    when in doubt the answer is False.

    Parameters
    ----------
    text : str
        A whole response or a unit, as :func:`clean_texts` leaves it.
    language : Language, optional
        In which it is; English by default.

    >>> [is_non_answer(t) for t in ("N/A", "Nothing comes to mind.", "10", "asdfgh", "slow", "nothing works")]
    [True, True, True, True, False, False]
    """
    return len(text) <= _LONGEST and _check(text, language or load_language())


@lru_cache(maxsize=65536)
def _check(text: str, language: Language) -> bool:
    """Decide for one text that is not too long."""
    if _CELL_ERROR.fullmatch(text.strip()) or _SHRUG.fullmatch(text):
        return True
    if _VERDICT.fullmatch(text):
        return False
    if not any(map(str.isalpha, text)):
        return not _has_symbol(text)
    if "+" in text or "#" in text:  # A+, F#
        text = re.sub(r"(?<=\w)[+#]+", "plus", text)
    folded = text.casefold()
    patterns = _patterns(language)
    any_left = False
    for piece in map(_normal, patterns.between.split(folded)):
        if piece and not patterns.courtesy.fullmatch(piece):
            any_left = True
            if not _says_nothing(piece, language):
                break
    else:
        return any_left
    whole = _normal(folded)
    return whole != piece and _says_nothing(whole, language)


def _has_symbol(text: str) -> bool:
    """Tell whether a text without letters holds an emoticon or picture, which do say something."""
    return bool(_EMOTICON.search(text)) or any(unicodedata.category(c) == "So" for c in text)


def _normal(piece: str) -> str:
    """Bring a piece to words parted by single spaces."""
    if not (piece[:1].isalnum() and piece[-1:].isalnum()):
        piece = _EDGES.sub("", piece)
    return " ".join(piece.translate(_BETWEEN).split())


def _says_nothing(piece: str, language: Language) -> bool:
    """Tell whether one normalised piece is a non-answer, a number or noise."""
    patterns, words = _patterns(language), language.non_answers
    if not any(map(str.isalpha, piece)) or patterns.non_answer.fullmatch(piece):
        return True
    if len(piece) <= _LONGEST_PIECE and piece.startswith(words.without_view_starts) and patterns.without_view.fullmatch(piece):
        return True
    return all(_is_noise(word, language) for word in piece.split())


def _is_noise(word: str, language: Language) -> bool:
    """Tell whether a lower-case word is what a hand on the keyboard leaves."""
    if not (word.isascii() and word.isalpha()):
        return word.isdigit()
    if len(set(word)) == 1:
        return len(word) == 2 or word not in language.non_answers.meaningful_letters
    if (word[:3] in _RUNS and _is_walk(word)) or _is_repetition(word):
        return True
    return len(word) >= _LEAST_CONSONANTS and set(language.non_answers.vowels).isdisjoint(word)


def _is_repetition(word: str) -> bool:
    """Tell whether a word is two or three letters over and over: "jkjkjk"."""
    return any(
        len(word) >= _LEAST_REPETITIONS * n and (word[:n] * (len(word) // n + 1)).startswith(word) for n in _REPEATED_LETTERS
    )


def _is_walk(word: str) -> bool:
    """Tell whether a word runs along the rows of a keyboard."""
    walked = [False] * len(word)
    for i in range(len(word) - 2):
        if word[i : i + 3] in _RUNS:
            walked[i : i + 3] = True, True, True
    return all(walked) and (len(word) >= _LEAST_WALK or (len(word) >= _LEAST_STRAIGHT_WALK and word[:4] in _FOURS))
