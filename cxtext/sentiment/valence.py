"""What rated words, negation, contrast and the form of a text say about its sentiment, beside its vector."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cxtext import shipped
from cxtext.language import Language, ValenceWords, load_language

#: Language of the heads and lexicons that name none.
ENGLISH = "en"
#: Shipped valences of English words; see :func:`lexicon_of` for another language.
LEXICON = "lexicon/valences.json"
FEATURES = (
    "valence",
    "praise",
    "blame",
    "praise negated",
    "blame negated",
    "valence after the last contrast",
    "has a contrast",
    "has no rated word",
    "has a negation",
    "has a question mark",
    "has an exclamation mark",
    "is a wish",
    "wants no change",
)
#: Tokens after a negation whose valence is turned.
SCOPE = 4
#: What is left of a valence that is turned, as rated by people for VADER.
TURNED = -0.74
#: The sum of valences at which the squashed one is .71 (VADER's alpha).
ALPHA = 15.0

_TOKEN = re.compile(r"\w+(?:'\w+)?|[:;=]-?[()dp/|]|[^\w\s]")
_ENDS = frozenset(".;:!?")


@dataclass(frozen=True)
class _Patterns:
    """Phrases of one language."""

    wish: re.Pattern[str]
    no_change: re.Pattern[str]
    nothing: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    """Build the patterns of a language from its words."""
    words = language.valence
    return _Patterns(
        wish=re.compile(rf"\b{words.wishes}\b|^{words.wish_starts}\b"),
        no_change=re.compile(str(words.no_change)),
        nothing=re.compile(rf"^(?:{words.nothing_after} )?{words.nothing}\b(?! (?:\w+ )?{words.nothing_not_before}\b)"),
    )


def lexicon_features(texts: Sequence[str], *, language: Language | None = None) -> NDArray[np.float64]:
    """Return what each text's words and form say, row by row.

    Parameters
    ----------
    texts : sequence of str
        Cleaned texts.
    language : Language, optional
        In which they are; English by default.

    Returns
    -------
    ndarray of shape (n_texts, len(FEATURES)), float64
        In the order of :data:`FEATURES`. Sums of valences are squashed to -1 to 1, the others are 0 or 1.

    Raises
    ------
    ModelNotFoundError, ModelFormatError
        When the shipped lexicon is damaged, or there is none of the language.

    Notes
    -----
    Valences, the factor -0.74 for negated words and x / sqrt(x^2 + 15) for sums are those of VADER (Hutto & Gilbert 2014,
    "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text").

    >>> rows = lexicon_features(["good", "not good", "good but awful"]).round(1)
    >>> rows[:, FEATURES.index("valence")].tolist(), rows[:, FEATURES.index("valence after the last contrast")].tolist()
    ([0.4, -0.3, -0.0], [0.0, 0.0, -0.5])
    """
    language = language or load_language()
    valences = valences_of_words(language.code)
    rows = [_row(text.casefold().replace("’", "'"), valences, language) for text in texts]
    return np.array(rows).reshape(-1, len(FEATURES))


def _row(text: str, valences: dict[str, float], language: Language) -> list[float]:
    """Return the features of one text."""
    patterns, lists = _patterns(language), language.valence
    answer = patterns.nothing.match(text)
    text = text[answer.end() :] if answer else text
    tokens = _TOKEN.findall(text)
    words = set(tokens)
    contrast = not words.isdisjoint(lists.contrasts)
    praise = blame = praise_negated = blame_negated = last = 0.0
    rated = False
    for valence, negated, clause in _rated(tokens, valences, lists):
        rated = True
        if negated and valence > 0:
            praise_negated += valence
        elif negated:
            blame_negated -= valence
        turned = valence * TURNED if negated else valence
        praise, blame = praise + max(turned, 0.0), blame - min(turned, 0.0)
        last += turned if clause else 0.0
    no_change = answer is not None or _has(patterns.no_change, lists.no_change_hints, text)
    sums = (praise - blame, praise, blame, praise_negated, blame_negated, last)
    marks = (
        contrast,
        not rated,
        not words.isdisjoint(lists.negations) or any(ending in text for ending in lists.negation_endings),
        "?" in words,
        "!" in words,
        not no_change and _has(patterns.wish, lists.wish_hints, text),
        no_change,
    )
    return [*(x / (x * x + ALPHA) ** 0.5 for x in sums), *map(float, marks)]


def _has(pattern: re.Pattern[str], hints: tuple[str, ...], text: str) -> bool:
    """Tell whether a pattern is found in a text; it is looked for only where there is one of its hints."""
    for hint in hints:
        if hint in text:
            return pattern.search(text) is not None
    return False


def _rated(tokens: list[str], valences: dict[str, float], lists: ValenceWords) -> Iterator[tuple[float, bool, bool]]:
    """Yield valence, whether it is negated, and whether it follows the last contrast, for each rated token."""
    last_contrast = max((i for i, token in enumerate(tokens) if token in lists.contrasts), default=len(tokens))
    negated_until = -1
    for i, token in enumerate(tokens):
        if token in lists.negations or token.endswith(lists.negation_endings):
            negated_until = i + SCOPE
        elif token in _ENDS or token in lists.contrasts:
            negated_until = -1
        elif token in valences:
            yield valences[token], i <= negated_until, i > last_contrast


@cache
def valences_of_words(language: str = ENGLISH) -> dict[str, float]:
    """Return the shipped valence of each word of a language, emoticon and emoji, -4 to 4."""
    ratings = json.loads(shipped.weight_path(lexicon_of(LEXICON, language)).read_text("utf-8"))
    return {str(word): float(valence) for word, valence in ratings.items()}


def lexicon_of(name: str, language: str) -> str:
    """Return the name of a shipped lexicon for a language, given that of the English one.

    >>> lexicon_of("lexicon/valences.json", "en"), lexicon_of("lexicon/valences.json", "de")
    ('lexicon/valences.json', 'lexicon/valences.de.json')
    """
    return name if language == ENGLISH else f"{name.removesuffix('.json')}.{language}.json"
