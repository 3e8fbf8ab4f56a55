"""The marker that answers to a question for what is good, or for what is not, begin with: "Pros:", "What I like best is"."""

from __future__ import annotations

import re
from functools import cache

from cxtext.language import Language


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """Build the pattern of a marker: a label with its mark, or alone, or words that say the question again."""
    words = language.wrappings
    return re.compile(
        rf"(?i)[\s*_#>(\[-]*(?:{words.side_labels}[*_)\]]*\s*(?:[:=\u2013-]+|\Z|\n)|{words.side_openings}\s*(?:[:,-]\s*|\b))[\s*_-]*"
    )


def locate_marker(text: str, language: Language) -> list[tuple[int, int]]:
    """Return the span of the marker that an answer begins with, if it has one.

    The question says it already, and the names of themes and the polarity are of the rest.

    Parameters
    ----------
    text : str
        An answer to a question for praise or for blame.
    language : Language

    >>> from cxtext.language import load_language
    >>> locate_marker("Cons: slow export", load_language()), locate_marker("Consistent errors", load_language())
    ([(0, 6)], [])
    """
    match = _pattern(language).match(text)
    return [match.span()] if match else []
