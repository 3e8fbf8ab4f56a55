"""Emoji: which characters they are."""

from __future__ import annotations

import re

#: Characters that an emoji begins with, as a class of a regular expression; flags are two letters of their own.
EMOJI_START = (
    "[\u203c\u2049\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u2793\u2795-\u2797\u27a1\u27bf"
    "\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff]"
)
_EMOJI = re.compile(EMOJI_START)


def has_emoji(text: str) -> bool:
    """Tell whether a text has an emoji.

    >>> has_emoji("Slow \U0001f44e"), has_emoji("Schön :)")
    (True, False)
    """
    return not text.isascii() and bool(_EMOJI.search(text))
