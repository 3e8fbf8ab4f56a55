"""Ratings in other writings than plain numbers: stars, faces, grades, "4 out of 5", "80%", "9 pts", groups of promoters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from cxtext.language import load_column_words
from cxtext.metrics import BLANKS
from cxtext.readers.cells import parse_number
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.wording import normalize

#: Share of the answers that must be in one writing.
ENOUGH = 0.9
#: Different answers up to which a column is looked at: a rating has few.
MOST_ANSWERS = 120
#: Stars where no cell shows how many there could be.
USUAL_STARS = 5
#: Answers that stand for the three groups of the net promoter score.
PROMOTER, PASSIVE, DETRACTOR = 10.0, 8.0, 0.0

_WORDS = load_column_words().ratings
_NUMBER_WORDS = {word: number for words in _WORDS.numbers.values() for number, word in enumerate(words)}
_NUMBER = re.compile(rf"(?<![-\d.,])\d{{1,3}}(?:[.,]\d{{1,2}})?|\b(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})\b")
_WORD = re.compile(r"[^\W\d_]+|[%/()★⭐#]")
_LABELLED = re.compile(r"\D*[^\d\s.,-]\s*[(\[](\d{1,2})[)\]]\Z")
_TOP = re.compile(rf"{_NUMBER.pattern}\D*?{_WORDS.out_of}\s*(?:{_NUMBER.pattern})")
_GRADE = re.compile(r"([a-f])([+-]?)\Z")
_FACES = {face: int(degree) for degree, faces in _WORDS.faces.items() for face in faces}
_JOINERS = str.maketrans("", "", "\ufe0e\ufe0f\u200d")
_DAMAGED = re.compile(r"\d{4}-(\d{2})-(\d{2})(?:[ T]00:00:00)?\Z")
_TOPS = (5, 7, 10)
#: Letters of a word that a form keeps, so that "star" and "stars" are one.
_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Writing:
    """Answers that are ratings, though they are not plain numbers.

    Parameters
    ----------
    what : str
        How they are written, for a note.
    numbers : dict of str to float
        The number of each answer, which is in lower case.
    scale : tuple of float, optional
        Lowest and highest point, where the writing shows them.
    is_rating : bool
        Whether the writing alone says that it is a rating, whatever the column is called.
    is_groups : bool
        Whether the answers are the groups of the net promoter score.
    """

    what: str
    numbers: dict[str, float]
    scale: tuple[float, float] | None = None
    is_rating: bool = True
    is_groups: bool = False

    @property
    def mapping(self) -> str:
        """The numbers of the answers, for a note."""
        ordered = sorted(self.numbers, key=lambda word: (self.numbers[word], word))
        shown = ", ".join(f"{word!r} = {self.numbers[word]:g}" for word in ordered[:6])
        return shown + (", ..." if len(ordered) > 6 else "")


def find_writing(profile: ColumnProfile, *, is_nps: bool = False) -> Writing | None:
    """Return how the answers of a column are written as ratings; None when they are plain numbers, or no ratings.

    Parameters
    ----------
    profile : ColumnProfile
    is_nps : bool
        Whether its question is the one about recommending, from 0 to 10.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> find_writing(profile_column("q", ["★★★", "★★★★☆", "★★★★★"])).mapping
    "'★★★' = 3, '★★★★☆' = 4, '★★★★★' = 5"
    >>> find_writing(profile_column("q", ["9 pts", "10 pts", "3 pts"])).numbers["10 pts"]
    10.0
    """
    if not profile.n_filled or profile.n_distinct > MOST_ANSWERS:
        return None
    if profile.numeric >= ENOUGH:
        return _recoded(profile) if is_nps else None
    counts: Counter[str] = Counter()
    for value, n in profile.counts.items():
        if (word := normalize(value)) not in BLANKS:
            counts[word] += n
    for read in (_groups, _signs, _faces, _grades, _damaged, _labelled, _written):
        writing = read(counts)
        if writing is not None and _covers(writing.numbers, counts):
            return writing
    return None


def as_numbers(profile: ColumnProfile, writing: Writing) -> ColumnProfile:
    """Return the profile of a column as if its ratings were plain numbers."""
    numbers: Counter[float] = Counter()
    for value, n in profile.counts.items():
        number = writing.numbers.get(normalize(value))
        if number is not None:
            numbers[number] += n
    return replace(profile, numbers=numbers, numeric=numbers.total() / profile.n_filled, scale=writing.scale)


def _covers(numbers: Mapping[str, float], counts: Counter[str]) -> bool:
    """Return whether nearly all answers have a number, and not all the same one."""
    n_read = sum(n for word, n in counts.items() if word in numbers)
    return n_read >= ENOUGH * counts.total() and len({numbers[word] for word in counts if word in numbers}) > 1


def _read(counts: Iterable[str], read: Callable[[str], float | None]) -> dict[str, float]:
    """Return the numbers of the answers that have one."""
    return {word: number for word in counts if (number := read(word)) is not None}


def _groups(counts: Counter[str]) -> Writing | None:
    """Read "promoter", "passive" and "detractor"."""
    of_group = {
        **dict.fromkeys(_WORDS.promoters, PROMOTER),
        **dict.fromkeys(_WORDS.passives, PASSIVE),
        **dict.fromkeys(_WORDS.detractors, DETRACTOR),
    }
    numbers = _read(counts, of_group.get)
    groups = set(numbers.values())
    is_score = len(groups) > 1 and groups != {PASSIVE}
    return Writing("the groups of the net promoter score", numbers, (0.0, 10.0), is_groups=True) if is_score else None


def _signs(counts: Counter[str]) -> Writing | None:
    """Count stars and other repeated signs."""
    numbers: dict[str, float] = {}
    tops: set[int] = set()
    for word in counts:
        signs = word.translate(_JOINERS).replace(" ", "")
        filled = sum(sign in _WORDS.filled for sign in signs)
        empty = sum(sign in _WORDS.empty for sign in signs)
        if filled + empty == len(signs) and filled + empty <= max(_TOPS):
            numbers[word] = float(filled)
            tops |= {filled + empty} if empty else set()
    if not numbers or ("*" in "".join(numbers) and max(numbers.values()) < 2):
        return None
    top = max([*tops, *numbers.values()]) if tops else next(t for t in _TOPS if max(numbers.values()) <= t)
    return Writing("stars", numbers, (0.0 if 0.0 in numbers.values() else 1.0, float(top)))


def _faces(counts: Counter[str]) -> Writing | None:
    """Read faces, alone or before words, by what they say."""
    degrees: dict[str, int] = {}
    for word in counts:
        of_word = {_FACES[sign] for sign in word if sign in _FACES}
        if len(of_word) == 1:
            degrees[word] = min(of_word)
    if len(set(degrees.values())) < 2 or min(degrees.values()) >= 0 or max(degrees.values()) <= 0:
        return None
    sides = [sorted({d for d in degrees.values() if sign * d > 0}, key=abs) for sign in (1, -1)]
    most = max(map(len, sides))
    points = {0: most + 1}
    for sign, side in zip((1, -1), sides, strict=True):
        # A side with fewer faces in use has its strongest one at the end if that is as strong as they get.
        missing = most - len(side) if abs(side[-1]) > 2 else 0
        points |= {degree: most + 1 + sign * (k + missing) for k, degree in enumerate(side, start=1)}
    return Writing("faces", {word: float(points[d]) for word, d in degrees.items()}, (1.0, 2.0 * most + 1))


def _grades(counts: Counter[str]) -> Writing | None:
    """Read grades from A to F, A the best; where no E is given, F follows D."""
    letters = {match[1] for word in counts if (match := _GRADE.match(word))}
    if not {"a", "b"} <= letters or len(letters) < 3:
        return None
    order = "fedcba" if {"e", "f"} <= letters else "edcba" if "e" in letters else "fdcba"
    top = float(len(order))

    def point(word: str) -> float | None:
        match = _GRADE.match(word)
        if match is None or match[1] not in order:
            return None
        step = {"+": 0.3, "-": -0.3}.get(match[2], 0.0)
        return min(max(order.index(match[1]) + 1 + step, 1.0), top)

    return Writing("grades", _read(counts, point), (1.0, top), is_rating=False)


def _damaged(counts: Counter[str]) -> Writing | None:
    """Read "9/10" that a spreadsheet took for 9 October: one part of every date is the highest point, the other the answer."""
    dates = {word: (int(match[1]), int(match[2])) for word in counts if (match := _DAMAGED.match(word))}
    if len(dates) < 2:
        return None
    for top in _TOPS:
        written = {word: float(match[1]) for word in counts if (match := re.fullmatch(rf"(\d{{1,2}})\s*[/-]\s*{top}", word))}
        scale = (0.0 if top == 10 else 1.0, float(top))
        for place in (0, 1):
            if all(date[place] == top and date[1 - place] <= top for date in dates.values()):
                numbers = {word: float(date[1 - place]) for word, date in dates.items()}
                return Writing(f"dates that were ratings out of {top}", numbers | written, scale, is_rating=False)
    return None


def _labelled(counts: Counter[str]) -> Writing | None:
    """Read a number behind its label, such as "Promoter (9)": each number has one label."""
    labels: dict[float, set[str]] = {}
    numbers: dict[str, float] = {}
    for word in counts:
        match = _LABELLED.match(word)
        if match:
            numbers[word] = float(match[1])
            labels.setdefault(numbers[word], set()).add(word)
    one_label = all(len(words) == 1 for words in labels.values())
    return Writing("labels with a number", numbers, is_rating=False) if numbers and one_label else None


@dataclass(slots=True)
class _Form:
    """Cells that differ in their number only: the number of each, and the highest ones that they name."""

    numbers: dict[str, float] = field(default_factory=dict)
    tops: set[float | None] = field(default_factory=set)


def _written(counts: Counter[str]) -> Writing | None:
    """Read one number within the same words in every cell, such as "4 out of 5", "5 étoiles", "80%", "rating: 3"."""
    forms: dict[str, _Form] = {}
    for word in counts:
        if parse_number(word) is not None:
            continue
        plain = unicodedata.normalize("NFKC", word)
        numbers = [_number(text) for text in _NUMBER.findall(plain)]
        top = numbers[1] if len(numbers) == 2 else None
        if len(numbers) in (1, 2) and (top is None or (_TOP.search(plain) and numbers[0] <= top)):
            parts = _WORD.findall(_NUMBER.sub(" ", plain))
            form = forms.setdefault(" ".join(part.rstrip("s")[:_LETTERS] for part in parts), _Form())
            form.numbers[word] = numbers[0]
            form.tops.add(top)
    name = max(forms, key=lambda f: (sum(counts[word] for word in forms[f].numbers), f), default=None)
    if name is None or len(forms[name].tops) != 1:
        return None
    numbers_of, (named,) = forms[name].numbers, forms[name].tops
    is_percent = "%" in name
    top = 100.0 if is_percent else named
    low = 0.0 if is_percent or top == 10 or 0.0 in numbers_of.values() else 1.0
    marked = _has(name, (*_WORDS.marks, *_WORDS.filled))
    is_rating = marked or (named is not None and not is_percent)
    if not (is_rating or is_percent or _has(name, _WORDS.beside) or not any(map(str.isalpha, name))):
        return None
    return Writing("numbers with words", numbers_of, None if top is None else (low, top), is_rating=is_rating)


def _has(form: str, words: Iterable[str]) -> bool:
    """Return whether a form has one of the words, by its first letters."""
    return any(part.startswith(word[:_LETTERS]) for part in form.split() for word in words)


def _recoded(profile: ColumnProfile) -> Writing | None:
    """Read the answers to a question of 0 to 10 that were saved as -100, 0 and 100, or as 0 to 1."""
    numbers = set(profile.numbers)
    values = {normalize(value): number for value in profile.counts if (number := parse_number(value)) is not None}
    if numbers <= {-100.0, 0.0, 100.0} and numbers & {-100.0, 100.0} and len(numbers) > 1:
        groups = {-100.0: DETRACTOR, 0.0: PASSIVE, 100.0: PROMOTER}
        what = "the groups of the net promoter score as -100, 0 and 100"
        return Writing(what, {word: groups[number] for word, number in values.items()}, (0.0, 10.0), is_groups=True)
    tenths = {number: round(10 * number, 6) for number in numbers}
    fits = all(0 <= tenth <= 10 and tenth.is_integer() for tenth in tenths.values())
    if fits and any(not number.is_integer() for number in numbers):
        return Writing("tenths, from 0 to 1", {word: tenths[number] for word, number in values.items()}, (0.0, 10.0))
    return None


def _number(text: str) -> float:
    """Return a number in digits or in words."""
    return float(_NUMBER_WORDS[text]) if text in _NUMBER_WORDS else float(text.replace(",", "."))
