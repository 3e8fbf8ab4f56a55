"""Where personal data stands in a text, and the text with its kinds in place of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

#: Stands for what was found already while the rest is searched: no letter, digit, blank or mark of any pattern.
FILLER = "\ue000"

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text that points to a person.

    Parameters
    ----------
    start, end : int
        Offsets in the text; the end is exclusive.
    kind : str
        What it is, such as ``"e-mail"``.
    """

    start: int
    end: int
    kind: str


@dataclass
class Search:
    """A text that is searched by one pattern after another: what one has found, the next ones do not see.

    Most comments hold no digit; ``has_digits`` spares them the patterns that need one.

    Parameters
    ----------
    text : str
    """

    text: str
    spans: list[Span] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.left = self.text
        self.has_digits = _DIGIT.search(self.text) is not None

    def take(self, start: int, end: int, kind: str) -> None:
        """Note what stands from ``start`` to ``end``."""
        self.spans.append(Span(start, end, kind))
        self.left = self.left[:start] + FILLER * (end - start) + self.left[end:]

    def take_all(self, pattern: re.Pattern[str], kind: str | Callable[[re.Match[str]], str | None], group: int = 0) -> None:
        """Note every match of a pattern, or one group of it; a function says what a match is, None for nothing."""
        for match in list(pattern.finditer(self.left)):
            name = kind if isinstance(kind, str) else kind(match)
            if name is not None and match.end(group) > match.start(group):
                self.take(match.start(group), match.end(group), name)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with the kinds of what was found in brackets, and how offsets of the text before are found in it.

    Parameters
    ----------
    text : str
        With ``[e-mail]`` and the like.
    spans : tuple of Span
        In the text before, in order, none in another.

    >>> masked = mask("Mail jo@x.org today", [Span(5, 13, "e-mail")])
    >>> masked.text, masked.cut(0, 13), masked.cut(8, 19)
    ('Mail [e-mail] today', 'Mail [e-mail]', '[e-mail] today')
    """

    text: str
    spans: tuple[Span, ...]

    def cut(self, start: int, end: int | None) -> str:
        """Return what stands for a part of the text before; a span that it cuts into is shown whole."""
        begin = self._place(start, at_end=False)
        return self.text[begin:] if end is None else self.text[begin : self._place(end, at_end=True)]

    def _place(self, offset: int, *, at_end: bool) -> int:
        """Return where an offset of the text before lies in this one, outside of what stands for a span."""
        shift = 0
        for span in self.spans:
            shown = len(span.kind) + 2
            if offset >= span.end:
                shift += shown - (span.end - span.start)
            elif offset > span.start:
                return span.start + shift + (shown if at_end else 0)
        return offset + shift


def mask(text: str, spans: list[Span]) -> Masked:
    """Return a text with the kind of each span in brackets in place of it; of spans that overlap, their union is one.

    Parameters
    ----------
    text : str
    spans : list of Span
        In any order.
    """
    if not spans:  # most texts
        return Masked(text, ())
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end), joined[-1].kind)
        else:
            joined.append(span)
    parts, done = [], 0
    for span in joined:
        parts += [text[done : span.start], f"[{span.kind}]"]
        done = span.end
    return Masked("".join([*parts, text[done:]]), tuple(joined))
