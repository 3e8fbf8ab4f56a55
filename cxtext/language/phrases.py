"""Alternatives of a pattern, as the word lists hold them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """Alternatives of a pattern, whose order means nothing; in an f-string they are the pattern.

    Parameters
    ----------
    entries : tuple of str
        Regular expressions.

    >>> f"{Phrases(('no', 'none'))}s?"
    '(?:none|no)s?'
    """

    entries: tuple[str, ...]

    def __str__(self) -> str:
        # The longest first, so that of two entries of which one begins the other the longer one is tried before.
        return f"(?:{'|'.join(sorted(self.entries, key=lambda entry: (-len(entry), entry)))})"
