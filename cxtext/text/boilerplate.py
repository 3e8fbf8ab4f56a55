"""Words that most responses of a survey share, around what each says: found by counting."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

Span = tuple[int, int]

#: Responses that there must be to count in, and the share of them that words must stand in.
LEAST_TEXTS, LEAST_SHARE = 20, 0.5
#: Different things that must be said beside such words, at least, and as a share of the responses that have them: a short answer
#: that most people give is one, and no frame of others.
LEAST_RESTS, LEAST_REST_SHARE = 10, 0.1
#: Words that most responses begin or end with, without a mark behind or before them, that are no chance.
LEAST_WORDS = 5
#: The most words that are looked at there.
MOST_WORDS = 40
#: Characters of one text that are looked at, at either end.
_WINDOW = 1500

# What parts one statement, line or field from the next.
_BREAK = re.compile(r"(?<=[.!?:])\s+|\s*\n\s*|\s+[|·•–—-]+\s+|\s*\|\s*")
_WORD = re.compile(r"\S+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Boilerplate:
    """What most responses of a survey share; get it with :func:`find_boilerplate`.

    Parameters
    ----------
    pieces : mapping of str to int
        Statements, lines and fields, folded, with the number of responses that have each.
    opening, ending : tuple of str
        Words, folded, that most responses begin and end with, without a mark between them and the rest.
    n_opening, n_ending : int
        Responses that do.
    n_texts : int
        Responses that were counted.
    """

    pieces: dict[str, int]
    opening: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    n_opening: int = 0
    n_ending: int = 0
    n_texts: int = 0

    def __bool__(self) -> bool:
        return bool(self.pieces or self.opening or self.ending)

    def locate(self, text: str) -> list[Span]:
        """Return the spans of a text that are shared: at its beginning and at its end."""
        spans = _cut(text)
        folded = [_fold(text[start:end]) for start, end in spans]
        first, last = 0, len(spans)
        while first < last and (not folded[first] or folded[first] in self.pieces):
            first += 1
        while last > first and (not folded[last - 1] or folded[last - 1] in self.pieces):
            last -= 1
        if first == last:
            return [(0, len(text))] if any(piece in self.pieces for piece in folded) else []
        start, end = spans[first][0], spans[last - 1][1]
        start, end = self._trim_words(text, start, end)
        return [span for span in ((0, start), (end, len(text))) if any(map(str.isalnum, text[slice(*span)]))]

    def _trim_words(self, text: str, start: int, end: int) -> Span:
        """Take the words that most responses begin and end with off a span."""
        words = list(_WORD.finditer(text, start, end))
        n = len(self.opening)
        if n and len(words) > n and tuple(_fold(word.group()) for word in words[:n]) == self.opening:
            start, words = words[n].start(), words[n:]
        n = len(self.ending)
        if n and len(words) > n and tuple(_fold(word.group()) for word in words[-n:]) == self.ending:
            end = words[-n - 1].end()
        return start, end

    def describe(self) -> list[tuple[str, int]]:
        """Return what is shared with the number of responses that have it, the most frequent first."""
        shared = list(self.pieces.items())
        shared += [(" ".join(words), n) for words, n in ((self.opening, self.n_opening), (self.ending, self.n_ending)) if words]
        return sorted(shared, key=lambda pair: (-pair[1], pair[0]))


def find_boilerplate(texts: Iterable[str]) -> Boilerplate:
    """Return the words that most responses share around what each says.

    A statement, line or field is shared when it stands in at least half of the responses, beside many different rests; figures
    in it may differ. So are words that at least half of them begin or end with.

    Parameters
    ----------
    texts : iterable of str
        Responses as they were written; blank ones are not counted.

    Examples
    --------
    >>> texts = [f"{('Small', 'Loud', 'Cold')[n % 3]} room {n}. Sent from our lobby kiosk {n}" for n in range(40)]
    >>> boilerplate = find_boilerplate(texts)
    >>> boilerplate.describe(), boilerplate.locate(texts[7])
    ([('sent from our lobby kiosk 0', 40)], [(12, 40)])
    """
    listed = [text for text in texts if text.strip()]
    n = len(listed)
    if n < LEAST_TEXTS:
        return Boilerplate({}, n_texts=n)
    least = max(LEAST_TEXTS // 2, LEAST_SHARE * n)
    pieces = _count_pieces(listed, least)
    statements = Boilerplate(pieces, n_texts=n)
    rests = [text[slice(*_rest(text, statements))] for text in listed] if pieces else listed
    words = [list(map(_fold_word, _WORD.findall(rest))) for rest in rests]
    opening, n_opening = _share_words(words, least)
    ending, n_ending = _share_words([row[::-1] for row in words], least)
    return Boilerplate(pieces, opening, ending[::-1], n_opening, n_ending, n)


def _rest(text: str, boilerplate: Boilerplate) -> Span:
    """Return the span of a text between what is shared at both ends."""
    start, end = 0, len(text)
    for span in boilerplate.locate(text):
        start, end = (span[1], end) if span[0] == 0 else (start, span[0])
    return start, end


def _cut(text: str) -> list[Span]:
    """Return the spans of the statements, lines and fields of a text; the middle of a long text is one."""
    spans: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        if _WINDOW < match.start() < len(text) - _WINDOW:
            continue
        spans.append((start, match.start()))
        start = match.end()
    return [span for span in (*spans, (start, len(text))) if span[0] < span[1]]


def _fold(piece: str) -> str:
    """Return a piece without case, marks at its ends, and what its figures are."""
    return _DIGITS.sub("0", " ".join(_EDGES.sub("", piece.casefold()).split()))


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    """Return a word as :func:`_fold` does: most words come again and again."""
    return _fold(word)


def _count_pieces(texts: Sequence[str], least: float) -> dict[str, int]:
    """Return the pieces of enough texts that stand beside enough different rests, with the number of their texts."""
    folded = [tuple(dict.fromkeys(filter(None, (_fold(text[start:end]) for start, end in _cut(text))))) for text in texts]
    counts = Counter(piece for row in folded if len(row) > 1 for piece in row)
    frequent = {piece for piece, n in counts.items() if n >= least}
    if not frequent:
        return {}
    rests: defaultdict[str, set[str]] = defaultdict(set)
    for text, row in zip(texts, folded, strict=True):
        own = [piece for piece in row if piece not in frequent]
        for piece in row if own else ():
            if piece in frequent:
                rests[piece].add(text)
    return {piece: counts[piece] for piece in sorted(frequent) if _is_enough(len(rests[piece]), counts[piece])}


def _is_enough(n_rests: int, n_texts: int) -> bool:
    """Tell whether so many different rests stand beside a piece that it is no part of a common answer."""
    return n_rests >= max(LEAST_RESTS, LEAST_REST_SHARE * n_texts)


def _share_words(rows: Sequence[Sequence[str]], least: float) -> tuple[tuple[str, ...], int]:
    """Return the longest run of words that enough rows begin with, and the number of those rows."""
    best: tuple[tuple[str, ...], int] = (), 0
    for n in range(LEAST_WORDS, MOST_WORDS + 1):
        counts = Counter(tuple(row[:n]) for row in rows if len(row) > n)
        words, count = max(counts.items(), key=lambda pair: (pair[1], pair[0]), default=((), 0))
        if count < least or not _is_enough(len({tuple(row[n:]) for row in rows if tuple(row[:n]) == words}), count):
            break
        best = words, count
    return best
