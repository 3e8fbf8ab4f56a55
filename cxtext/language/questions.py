"""Which way a question asks: for what is good, or for what is not."""

from __future__ import annotations

import re
from functools import cache

from cxtext.language.load import load_column_words


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Build the patterns of questions for praise and for blame."""
    words = load_column_words().headers
    return re.compile(rf"\b{words.praise_questions}\b"), re.compile(rf"\b{words.blame_questions}\b")


@cache
def question_slant(question: str) -> int:
    """Return 1 for a question that asks for praise, -1 for one that asks for blame, 0 for any other.

    Parameters
    ----------
    question : str
        Header of a column or text of a question.

    >>> [question_slant(text) for text in ("Pros", "What do you dislike about it?", "What was good?", "Why?")]
    [1, -1, 1, 0]
    """
    text = re.sub(r"[_\W]+", " ", question.casefold()).strip()
    praises, blames = (bool(pattern.search(text)) for pattern in _patterns())
    return int(praises) - int(blames)
