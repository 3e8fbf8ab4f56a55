"""What people type beside a theme, such as its description or ticket: quotes of somebody who is forgotten are struck from it."""

from __future__ import annotations

import re
from collections.abc import Collection

#: What stands in place of a quote.
STRUCK = "[forgotten]"


def strike(text: str, quotes: Collection[str]) -> str:
    """Return a text with quotes struck from it, however they are spaced and in whatever case.

    Parameters
    ----------
    text : str
    quotes : collection of str
        Whole quotes; a part of a longer word, or of a key with hyphens, is none.

    Examples
    --------
    >>> strike("as R-1005 says: the App  crashes", ["R-1005", "the app crashes"])
    'as [forgotten] says: [forgotten]'
    >>> strike("WEB-R-1005", ["R-1005"])
    'WEB-R-1005'
    """
    for quote in sorted(quotes, key=lambda one: (-len(one), one)):
        words = r"\s+".join(re.escape(word) for word in quote.split())
        if words:
            text = re.sub(rf"(?<![\w-]){words}(?![\w-])", STRUCK, text, flags=re.IGNORECASE)
    return text
