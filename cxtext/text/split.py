"""Split cleaned responses into opinion units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cxtext.language import Language, load_language
from cxtext.text.clauses import Span, count_words, cut_clauses, cut_long, cut_sentences, may_contrast
from cxtext.text.clean import Cleaned
from cxtext.text.non_answers import is_non_answer

_BULLET = re.compile(r"\s*(?:[•·▪▫‣◦●○■□➤➢✓*+>»-]+|[-–—]{1,2}|\(?\d{1,2}[.)]|\(?[a-zA-Z]\))\s+(?=\S)")
_INLINE_BULLET = re.compile(r"(?<=\s)[•·▪‣●■➤]\s*(?=\S)")
_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)]\s*(?=[^\W\d])")
_MARK = re.compile(r"[\n;—–。！？｡•·▪‣●■➤.!?)*+>-]")
_CUT = re.compile(r"[\n;—–。！？｡•·▪‣●■➤]|[.!?][\"')\]]*\s|[a-z]{2}[.!?][A-Za-z]|\s-+\s|^\s*[*+>-]|\d[.)]\s*[^\W\d]")
_EDGE_LEFT = " \n\t,;:-–—•·*"
_EDGE_RIGHT = " \n\t,;:-–—•·"
#: Characters of the longest piece that can be a fragment.
_FRAGMENT = 60
#: Characters from which a line that goes on in lower case was wrapped, not ended.
_WRAPPED_LINE = 50


@dataclass(frozen=True, slots=True)
class Unit:
    """One opinion unit.

    Parameters
    ----------
    start, end : int
        Span of the original text: ``original[start:end]`` is the quote.
    text : str
        The cleaned text of the unit, on one line.
    """

    start: int
    end: int
    text: str


def split_texts(
    cleaned: Sequence[Cleaned], *, clauses: bool = True, max_chars: int = 600, language: Language | None = None
) -> list[list[Unit]]:
    """Split each text at line ends, bullets, sentence ends and, if asked, contrastive clauses.

    A fragment without content of its own stays with its neighbour, so every text that holds a
    letter or digit gives at least one unit.

    Parameters
    ----------
    cleaned : sequence of Cleaned
        Texts as :func:`cxtext.text.clean_texts` returns them.
    clauses : bool, default True
        Whether "love it, but login fails" gives two units.
    max_chars : int, default 600
        Characters of the longest unit; longer ones are cut at a pause.
    language : Language, optional
        In which the texts are; English by default.

    Returns
    -------
    list of list of Unit
        The units of each text, in order and not overlapping.

    >>> from cxtext.text.clean import clean_texts
    >>> [u.text for u in split_texts(clean_texts(["Love the app but login keeps failing."]))[0]]
    ['Love the app', 'login keeps failing.']
    """
    language = language or load_language()
    return [_split(item, clauses, max_chars, language) for item in cleaned]


def _split(item: Cleaned, clauses: bool, max_chars: int, language: Language) -> list[Unit]:
    """Split one text."""
    text = item.text
    if len(text) <= max_chars and not _is_complex(text, language):
        spans = [(0, len(text))]
    else:
        spans = []
        for line in _lines(text):
            spans += _merge(text, _pieces(text, line, clauses, language), language)
        spans = _merge(text, spans, language, lines=True)
        spans = [piece for span in spans for piece in cut_long(text, span, max_chars, language)]
    trimmed = (_trim(text, span) for span in spans)
    units = [_unit(item, span) for span in trimmed if span[0] < span[1] and any(map(str.isalnum, text[span[0] : span[1]]))]
    if not units and text.strip():
        units = [_unit(item, (0, min(len(text), max_chars)))]
    return units


def _is_complex(text: str, language: Language) -> bool:
    """Tell whether a text may hold more than one unit."""
    return bool(_MARK.search(text) and _CUT.search(text)) or may_contrast(text, language)


def _unit(item: Cleaned, span: Span) -> Unit:
    """Build the unit of a trimmed span."""
    start, end = item.original_span(*span)
    return Unit(start, end, item.text[span[0] : span[1]].replace("\n", " "))


def _trim(text: str, span: Span) -> Span:
    """Take white space and separators off both ends, a bullet off the left."""
    start, end = span
    bullet = _BULLET.match(text, start, end)
    if bullet and (not bullet.group().strip("( .)").isdigit() or _NUMBER.match(text, start, end)):
        start = bullet.end()
    while start < end and text[start] in _EDGE_LEFT and not _is_sign(text, start, end):
        start += 1
    while end > start and text[end - 1] in _EDGE_RIGHT and not _ends_emoticon(text, end):
        end -= 1
    return start, end


def _is_sign(text: str, at: int, end: int) -> bool:
    """Tell a minus, an emoticon or a CLI flag from a dash that parts."""
    return text[at] in "-:;" and at + 1 < end and not text[at + 1].isspace()


def _ends_emoticon(text: str, end: int) -> bool:
    """Tell whether a closing dash or colon ends a face such as ``(:``."""
    return text[max(0, end - 2) : end] in ("(:", "):", "(;", ");")


def _lines(text: str) -> list[Span]:
    """Return the spans of lines and list items; wrapped lines are joined."""
    spans: list[Span] = []
    start = at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        wrapped = end - at >= _WRAPPED_LINE and text[end - 1] not in ".!?:;" and text[end + 1 : end + 2].islower()
        if not wrapped:
            spans += _items(text, (start, end))
            start = end + 1
        at = end + 1
    if start < len(text):
        spans += _items(text, (start, len(text)))
    return spans


def _items(text: str, span: Span) -> list[Span]:
    """Cut one line at bullets and at numbers that count 1, 2, ... within it."""
    start, end = span
    line = text[start:end]
    cuts = [] if line.isascii() else [m.start() for m in _INLINE_BULLET.finditer(text, start, end)]
    expected, numbered = 1, []
    for match in _NUMBER.finditer(text, start, end) if "1" in line else ():
        if int(match.group(1)) == expected:
            numbered.append(match.start())
            expected += 1
    if expected > 2:
        cuts = sorted({*cuts, *numbered})
    bounds = [start, *(c for c in cuts if c > start), end]
    return list(pairwise(bounds))


def _pieces(text: str, line: Span, clauses: bool, language: Language) -> list[Span]:
    """Cut a line into sentences and clauses."""
    spans = []
    for sentence in cut_sentences(text, line, language):
        spans += cut_clauses(text, sentence, language) if clauses else [sentence]
    return spans


def _merge(text: str, spans: list[Span], language: Language, *, lines: bool = False) -> list[Span]:
    """Join pieces without content of their own to the piece before, the first ones to the piece after."""
    merged: list[Span] = []
    pending: int | None = None
    for start, end in spans:
        if pending is not None:
            start, pending = pending, None
        if end - start > _FRAGMENT or not _is_fragment(text[start:end], lines, language):
            merged.append((start, end))
        elif merged:
            merged[-1] = (merged[-1][0], end)
        else:
            pending = start
    if pending is not None:
        merged.append((pending, spans[-1][1]))
    return merged


def _is_fragment(piece: str, item: bool, language: Language) -> bool:
    """Tell whether a piece cannot stand alone: one word within a line, a non-answer anywhere."""
    piece = piece.strip(_EDGE_LEFT + ".!?")
    return is_non_answer(piece, language=language) or (not item and count_words(piece) < 2)
