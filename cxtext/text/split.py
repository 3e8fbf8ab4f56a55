"""Split cleaned responses into opinion units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.language import Language, load_language
from cxtext.text.clauses import Span, count_words, cut_clauses, cut_long, cut_sentences, may_contrast
from cxtext.text.clean import Cleaned
from cxtext.text.non_answers import is_non_answer

_BULLET = re.compile(r"\s*(?:[•·▪▫‣◦●○■□➤➢✓*+>»-]+|[-–—]{1,2}|\(?\d{1,2}[.)]|\(?[a-zA-Z]\))\s+(?=\S)")
_INLINE_BULLET = re.compile(r"(?<=\s)[•·▪‣●■➤]\s*(?=\S)|\s\|+\s(?=\S)")
_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)]\s*(?=[^\W\d])")
_MARKED_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})\s?[-–:]\s*(?=[^\W\d])")
# One of these begins a line and stands within it: it is a list on one line.
_LIST_MARK = re.compile(r"\s*([-–—*+>~#])\s+(?=\S)")
_MARK = re.compile(r"[\n;—–。！？｡؟۔।•·▪‣●■➤|.:!?)*+>-]")
_CUT = re.compile(
    r"[\n;—–。！？｡؟۔।•·▪‣●■➤]|[.!?][\"')\]]*\s|[a-z]{2}[.!?][A-Za-z]|\s-+\s|\s\|+\s|^\s*[*+>-]|\d[.)]\s*[^\W\d]|\d\s?[-–:]\s*[^\W\d]"
)
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
    numbers = _count_items(text)
    spans: list[Span] = []
    start = at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        wrapped = end - at >= _WRAPPED_LINE and text[end - 1] not in ".!?:;" and text[end + 1 : end + 2].islower()
        if not wrapped:
            spans += _items(text, (start, end), numbers)
            start = end + 1
        at = end + 1
    if start < len(text):
        spans += _items(text, (start, len(text)), numbers)
    return spans


def _count_items(text: str) -> list[Span]:
    """Return the spans of the numbers that count 1, 2, ... within a text; "1:" and "1 -" count where they begin a line."""
    if "1" not in text:
        return []
    for pattern in (_NUMBER, _MARKED_NUMBER):
        numbers: list[Span] = []
        for match in pattern.finditer(text):
            if int(match.group(1)) == len(numbers) + 1 and (numbers or pattern is _NUMBER or _begins_line(text, match.start())):
                numbers.append(match.span())
        if len(numbers) > 1:
            return numbers
    return []


def _begins_line(text: str, at: int) -> bool:
    """Tell whether nothing but blanks stands before a place in its line."""
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _items(text: str, span: Span, numbers: list[Span]) -> list[Span]:
    """Cut one line at bullets and at the numbers of items, which belong to none."""
    start, end = span
    cuts = [m.span() for m in _INLINE_BULLET.finditer(text, start, end)]
    mark = _LIST_MARK.match(text, start, end)
    if mark:
        marks = re.compile(rf"\s{re.escape(mark.group(1))}+\s+(?=\S)")
        cuts += [m.span() for m in marks.finditer(text, start + 1, end)]
    cuts = sorted({*cuts, *(number for number in numbers if start <= number[0] < end)})
    spans = []
    for cut_start, cut_end in cuts:
        if cut_start > start:
            spans.append((start, cut_start))
        start = max(start, cut_end)
    return [*spans, (start, end)]


def _pieces(text: str, line: Span, clauses: bool, language: Language) -> list[Span]:
    """Cut a line into sentences and clauses."""
    spans = []
    for sentence in cut_sentences(text, line, language):
        spans += cut_clauses(text, sentence, language) if clauses else [sentence]
    return spans


def _merge(text: str, spans: list[Span], language: Language, *, lines: bool = False) -> list[Span]:
    """Join pieces without content of their own to the piece before, the first ones to the piece after.

    A non-answer that comes first goes ("No. The login is broken"), as does one behind a piece that it does not answer.
    """
    merged: list[Span] = []
    pending: int | None = None
    for start, end in spans:
        piece = text[start:end]
        is_short = end - start <= _FRAGMENT
        says_nothing = is_short and is_non_answer(_bare(piece), language=language)
        is_dropped = says_nothing and (_is_aside(piece, text[slice(*merged[-1])], lines) if merged else pending is None)
        if is_dropped:
            continue
        if pending is not None:
            start, pending = pending, None
        if not is_short or not (says_nothing or _is_fragment(piece, lines)):
            merged.append((start, end))
        elif merged:
            merged[-1] = (merged[-1][0], end)
        else:
            pending = start
    if pending is not None:
        merged.append((pending, spans[-1][1]))
    return merged or spans


def _is_aside(piece: str, before: str, is_line: bool) -> bool:
    """Tell whether a non-answer behind a piece adds nothing to it: "That's all", or one on a line of its own.

    One behind a question answers it, and "not really", a clause or a word such as "no" may take back what is before.
    """
    before = before.rstrip(" \"')]")
    if before.endswith("?"):
        return False
    bare = _bare(piece)
    return is_line or (before.endswith((".", "!")) and count_words(bare) > 1 and not bare.lower().startswith("not "))


def _bare(piece: str) -> str:
    """Return a piece without what parts it from others."""
    return piece.strip(_EDGE_LEFT + ".!?")


def _is_fragment(piece: str, item: bool) -> bool:
    """Tell whether a piece within a line cannot stand alone, as it is one word."""
    return not item and count_words(_bare(piece)) < 2
