"""What one column holds, in the numbers that role guesses are made from. Independent of the order of rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from cxtext.readers.cells import is_date_number, labelled_number, looks_like_date, parse_number
from cxtext.readers.columns.options import Options, find_options
from cxtext.wording import is_blank

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\Z")
_URL = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){5,7}\Z", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s()./-]{8,20}\Z")
#: A code whose digits cut it into many runs of letters, such as an id in hexadecimal.
_TOKEN = re.compile(r"(?=.*\d)[\w-]{8,64}\Z", re.ASCII)
_CODE = re.compile(r"(?=.*\d)[\w:.#/-]{6,64}\Z")
_MAX_DISTINCT_TESTED = 4_000
_MAX_COUNTED_CHARS = 20_000


@dataclass(slots=True)
class ColumnProfile:
    """One column: its values and shares (0 to 1 of the filled cells).

    ``joined`` when it comes from a file that was joined; ``scale`` where its answers name the highest one;
    ``options`` where people chose several of a list; ``is_tick`` when it is one option of such a list.
    """

    name: str
    label: str
    n_rows: int
    counts: Counter[str]
    n_filled: int
    mean_words: float = 0.0
    prose: float = 0.0
    numeric: float = 0.0
    dates: float = 0.0
    date_numbers: float = 0.0
    emails: float = 0.0
    urls: float = 0.0
    addresses: float = 0.0
    codes: float = 0.0
    letters: float = 0.0
    numbers: Counter[float] = field(default_factory=Counter)
    joined: bool = False
    scale: tuple[float, float] | None = None
    options: Options | None = None
    is_tick: bool = False

    @property
    def n_distinct(self) -> int:
        """Different values, blanks left out."""
        return len(self.counts)

    @property
    def varied(self) -> float:
        """Different values per filled cell."""
        return self.n_distinct / self.n_filled if self.n_filled else 0.0

    @property
    def filled(self) -> float:
        """Share of rows that are filled."""
        return self.n_filled / self.n_rows if self.n_rows else 0.0

    @property
    def words(self) -> str:
        """The header and its question text in lower-case words.

        >>> ColumnProfile("NPS_score", "", 0, Counter(), 0).words
        'nps score'
        """
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", f"{self.name} {self.label}")
        return " ".join(re.sub(r"[_\-./:]+", " ", spaced).lower().split())

    @property
    def example(self) -> str:
        """A typical value: the most frequent one, or one of middle length when most are different."""
        if not self.counts:
            return ""
        if self.varied > 0.5:
            ordered = sorted(self.counts, key=lambda v: (len(v), v))
            return ordered[len(ordered) // 2]
        return min(self.counts, key=lambda v: (-self.counts[v], v))


def profile_column(name: str, cells: Sequence[str], label: str = "") -> ColumnProfile:
    """Measure one column.

    Parameters
    ----------
    name : str
    cells : sequence of str
        One per row, blank where there is no answer.
    label : str
        The question, when the name is a code.

    >>> profile_column("why", ["slow and buggy app", "", "slow and buggy app"]).mean_words
    4.0
    """
    counts = Counter(cell.strip() for cell in cells if not is_blank(cell))
    n_filled = sum(counts.values())
    profile = ColumnProfile(name, label, len(cells), counts, n_filled)
    if not n_filled:
        return profile
    tested = list(counts) if len(counts) <= _MAX_DISTINCT_TESTED else sorted(counts)[:: len(counts) // _MAX_DISTINCT_TESTED + 1]
    total = sum(counts[value] for value in tested)
    sums: Counter[str] = Counter()
    for value in tested:
        n = counts[value]
        words = 1 if _TOKEN.match(value) else estimate_words(value[:_MAX_COUNTED_CHARS])
        sums["words"] += n * words
        for kind in _kinds(value, words):
            sums[kind] += n
    profile.mean_words = sums["words"] / total
    for kind in ("prose", "numeric", "dates", "date_numbers", "emails", "urls", "addresses", "codes", "letters"):
        setattr(profile, kind, sums[kind] / total)
    if profile.numeric > 0.3:
        for value, n in counts.items():
            number = parse_number(labelled_number(value) or value)
            if number is not None:
                profile.numbers[number] += n
    profile.options = find_options(counts, profile.words)
    return profile


def estimate_words(text: str) -> int:
    """Count the words of a cell, fast: a cell mostly in a script without spaces has one word per two letters, and no others.

    >>> estimate_words("It's slow, very slow"), estimate_words("とても遅いです")
    (4, 3)
    """
    unspaced = len(_UNSPACED.findall(text))
    return unspaced // 2 if unspaced > len(text) / 3 else len(_WORD.findall(text))


def _is_phone(value: str) -> bool:
    """Return whether a cell reads as a phone number."""
    return bool(_PHONE.match(value)) and sum(c.isdigit() for c in value) >= 8


def _kinds(value: str, words: int) -> list[str]:
    """Return every kind that one value is of."""
    kinds = []
    date_number = is_date_number(value)
    if date_number:
        kinds.append("date_numbers")
    if parse_number(value) is not None:
        kinds.append("numeric")
    elif looks_like_date(value):
        kinds.append("dates")
    elif len(value) < 80 and labelled_number(value) is not None:
        kinds.append("numeric")
    elif not date_number and (_IP.match(value) or _is_phone(value)):
        kinds.append("addresses")
    if "@" in value and _EMAIL.match(value):
        kinds.append("emails")
    elif _URL.match(value):
        kinds.append("urls")
    elif _CODE.match(value):
        kinds.append("codes")
    if words:
        kinds.append("letters")
    if words >= 4 and value[0] not in "{[<" and value.count("|") < words / 3:
        kinds.append("prose")
    return kinds
