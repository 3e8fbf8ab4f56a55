"""A text under edit that remembers where each character came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int32]

#: One for one, so that offsets do not move: typographic quotes and the many kinds of space and line end.
SAME_LENGTH = {
    **dict.fromkeys(map(ord, "‘’‛ʼ´`"), "'"),
    **dict.fromkeys(map(ord, "“”‟„″"), '"'),
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys([0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], "\n"),
}
#: Characters of the longest text that takes its offsets from one shared array.
_SHARED_CHARS = 8192
_SHARED = np.arange(_SHARED_CHARS + 1, dtype=np.int32)
_SHARED.flags.writeable = False


def identity(n: int) -> Offsets:
    """Return 0..n, a read-only view of one shared array for all but long texts."""
    return _SHARED[: n + 1] if n < len(_SHARED) else np.arange(n + 1, dtype=np.int32)


class Draft:
    """A text, and for each of its characters the span of the original that it stands for.

    Parameters
    ----------
    text : str
        The text before any edit that changes its length.

    Attributes
    ----------
    starts, ends : ndarray of shape (len(text),), int32
        Both never decrease; a replacement stands for the whole of what it replaced.
    """

    __slots__ = ("ends", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        whole = identity(len(text))
        self.starts: Offsets = whole[:-1]
        self.ends: Offsets = whole[1:]

    def substitute(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str] | str) -> None:
        """Replace every match; ``replace`` is literal text, or gives it from the match."""
        edits: list[tuple[int, int, str]] = []
        for match in pattern.finditer(self.text):
            new = replace if isinstance(replace, str) else replace(match)
            if new != match.group():
                edits.append((match.start(), match.end(), new))
        self.apply(edits)

    def apply(self, edits: list[tuple[int, int, str]]) -> None:
        """Apply ``(start, end, new text)`` edits, which are in order and do not overlap."""
        if not edits:
            return
        pieces: list[str] = []
        starts: list[Offsets] = []
        ends: list[Offsets] = []
        done = 0
        for start, end, new in edits:
            pieces += (self.text[done:start], new)
            starts += (self.starts[done:start], np.full(len(new), self._start(start), dtype=np.int32))
            ends += (self.ends[done:start], np.full(len(new), self._end(start, end), dtype=np.int32))
            done = end
        pieces.append(self.text[done:])
        starts.append(self.starts[done:])
        ends.append(self.ends[done:])
        self.text = "".join(pieces)
        self.starts = np.concatenate(starts)
        self.ends = np.concatenate(ends)

    def drop(self, spans: Sequence[tuple[int, int]], instead: str = "") -> None:
        """Delete spans, which are in order and do not overlap, when letters or digits remain without them."""
        done = 0
        rest = []
        for start, end in spans:
            rest.append(self.text[done:start])
            done = end
        rest.append(self.text[done:])
        if spans and any(c.isalnum() for piece in rest for c in piece):
            self.apply([(start, end, instead) for start, end in spans])

    def _start(self, at: int) -> int:
        """Return where the character at ``at`` begins in the original, the end of all when there is none."""
        if at < len(self.starts):
            return int(self.starts[at])
        return int(self.ends[-1]) if len(self.ends) else 0

    def _end(self, start: int, end: int) -> int:
        """Return where the span ends in the original; an insertion has no width."""
        return int(self.ends[end - 1]) if end > start else self._start(start)
