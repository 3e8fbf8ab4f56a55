"""What the form of a text says about its intent: how wishes, requests, questions, reports of faults and thanks are put."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cxtext.language import Language, load_language

_WORD = re.compile(r"\w+(?:'\w+)?")

#: How a text begins, what is anywhere in it, and how it ends. Heads are trained on them, so that every language has them all.
OPENINGS = ("tells to do", "names an ability", "compares", "opens as a question")
ANYWHERE = (
    "would be better",
    "wishes",
    "needs",
    "says please",
    "asks for a fix",
    "has a fault",
    "says since when",
    "has a denial",
    "thanks",
    "wants no change",
    "wonders",
)
ENDINGS = ("ends as a question", "is a question", "has a question before its end", "is a word or two", "is five words or fewer")
FORMS = (*OPENINGS, *ANYWHERE, *ENDINGS)

_ASKS = FORMS.index("opens as a question")


@dataclass(frozen=True)
class _Form:
    """A form that shows in single words, or in a phrase, which is looked for only where one of its hints is."""

    words: frozenset[str]
    hints: frozenset[str]
    phrase: re.Pattern[str] | None

    def is_in(self, text: str, words: frozenset[str]) -> bool:
        """Tell whether a casefolded text, of these words, has the form."""
        if not self.words.isdisjoint(words):
            return True
        return self.phrase is not None and not self.hints.isdisjoint(words) and self.phrase.search(text) is not None


@cache
def _patterns(language: Language) -> tuple[list[re.Pattern[str]], list[_Form]]:
    """Return the openings and the forms of a language, in the order of :data:`FORMS`."""
    lists = language.forms
    before = rf"(?:{lists.leading_words}[, ]+)*"
    openings = [re.compile(rf"{before}{lists.openings[name]}\b") for name in OPENINGS]
    forms = [lists.anywhere[name] for name in ANYWHERE]
    return openings, [_Form(f.words, f.hints, re.compile(str(f.phrases)) if f.phrases else None) for f in forms]


def form_features(texts: Sequence[str], *, language: Language | None = None) -> NDArray[np.float64]:
    """Return which forms each text has.

    Parameters
    ----------
    texts : sequence of str
        Cleaned texts.
    language : Language, optional
        In which they are; English by default.

    Returns
    -------
    ndarray of shape (n_texts, len(FORMS)), float64
        0 or 1, in the order of :data:`FORMS`.

    >>> rows = form_features(["Please add a dark mode", "How do I log in?"])
    >>> [[name for name, has in zip(FORMS, row) if has] for row in rows]  # doctest: +NORMALIZE_WHITESPACE
    [['tells to do', 'says please', 'is five words or fewer'],
     ['opens as a question', 'ends as a question', 'is a question', 'is five words or fewer']]
    """
    language = language or load_language()
    rows = [_row(text.casefold().replace("’", "'").strip(), language) for text in texts]
    return np.array(rows, dtype=np.float64).reshape(-1, len(FORMS))


def _row(text: str, language: Language) -> list[bool]:
    """Return the forms of one text."""
    words = frozenset(_WORD.findall(text))
    openings, forms = _patterns(language)
    has = [pattern.match(text) is not None for pattern in openings]
    has += [form.is_in(text, words) for form in forms]
    ends = text.rstrip(" \"')").endswith("?")
    n_words = text.count(" ") + 1
    return [*has, ends, ends and has[_ASKS], "?" in text and not ends, n_words <= 2, n_words <= 5]
