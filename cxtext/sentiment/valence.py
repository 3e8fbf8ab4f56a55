"""What rated words, negation, contrast and the form of a text say about its sentiment, beside its vector."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cxtext import shipped

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
#: Tokens after a negation whose valence is turned; and what is left of it, as rated by people for VADER.
SCOPE, TURNED = 4, -0.74
#: The sum of valences at which the squashed one is .71 (VADER's alpha).
ALPHA = 15.0

_TOKEN = re.compile(r"\w+(?:'\w+)?|[:;=]-?[()dp/|]|[^\w\s]")
_NEGATING = (
    "no not never none nobody nothing nowhere neither nor without hardly barely rarely seldom cannot cant wont dont didnt "
    "doesnt isnt wasnt arent couldnt lack lacks lacking"
)
_CONTRASTING = "but however although though yet except unfortunately nevertheless"
_NEGATIONS, _CONTRASTS = frozenset(_NEGATING.split()), frozenset(_CONTRASTING.split())
_ENDS = frozenset(".;:!?")
_WISH = re.compile(
    r"\b(?:could|should|would (?:be|like|love)|it would|needs?|needed|wish|prefer|suggest|please|if only|improve|more of|want)\b"
    r"|^(?:more|better|less|fewer|faster|easier|clearer)\b"
)
_NO_CHANGE = re.compile(
    r"\bno (?:complaints?|issues?|problems?|improvements?|changes?)\b|\bnothing\b(?! (?:works?|but)\b)"
    r"|\b(?:keep|carry) (?:it )?(?:up|on|doing)\b|n't (?:think|see)\b[^.!?]{0,40}\b(?:improved?|better)\b"
    r"|\b(?:can't|cannot|can not|couldn't|could not) (?:fault|complain|think of|(?:be|have been) (?:better|improved))\b"
)
#: Each match of the two patterns above has one of these in it; to look for them first is ten times as fast.
_WISHING = (
    *("could", "should", "would", "need", "wish", "prefer", "suggest", "please", "if only", "improve", "more", "want"),
    *("better", "less", "fewer", "faster", "easier", "clearer"),
)
_CONTENT = ("no ", "nothing", "not ", "n't", "keep", "carry")
#: "Nothing, the staff were kind" answers what could be better; it denies no word that follows.
_NOTHING = re.compile(
    r"^(?:absolutely |really |honestly )?nothing\b(?! (?:\w+ )?(?:about|works?|worked|but|is|was|were|has|ever|happens|happened"
    r"|to do|special|here|new|changed|helps?|helped|got)\b)"
)


def lexicon_features(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return what each text's words and form say, row by row.

    Parameters
    ----------
    texts : sequence of str
        Cleaned texts.

    Returns
    -------
    ndarray of shape (n_texts, len(FEATURES)), float64
        In the order of :data:`FEATURES`. Sums of valences are squashed to -1 to 1, the others are 0 or 1.

    Raises
    ------
    ModelNotFoundError, ModelFormatError
        When the shipped lexicon is missing or damaged.

    Notes
    -----
    Valences, the factor -0.74 for negated words and x / sqrt(x^2 + 15) for sums are those of VADER (Hutto & Gilbert 2014,
    "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text").

    >>> rows = lexicon_features(["good", "not good", "good but awful"]).round(1)
    >>> rows[:, FEATURES.index("valence")].tolist(), rows[:, FEATURES.index("valence after the last contrast")].tolist()
    ([0.4, -0.3, -0.0], [0.0, 0.0, -0.5])
    """
    valences = valences_of_words()
    return np.array([_row(text.casefold().replace("’", "'"), valences) for text in texts]).reshape(-1, len(FEATURES))


def _row(text: str, valences: dict[str, float]) -> list[float]:
    """Return the features of one text."""
    answer = _NOTHING.match(text)
    text = text[answer.end() :] if answer else text
    tokens = _TOKEN.findall(text)
    words = set(tokens)
    contrast = not words.isdisjoint(_CONTRASTS)
    praise = blame = praise_negated = blame_negated = last = 0.0
    rated = False
    for valence, negated, clause in _rated(tokens, valences):
        rated = True
        if negated and valence > 0:
            praise_negated += valence
        elif negated:
            blame_negated -= valence
        felt = valence * TURNED if negated else valence
        praise, blame = praise + max(felt, 0.0), blame - min(felt, 0.0)
        last += felt if clause else 0.0
    no_change = answer is not None or _says(_NO_CHANGE, _CONTENT, text)
    sums = (praise - blame, praise, blame, praise_negated, blame_negated, last)
    marks = (
        contrast,
        not rated,
        not words.isdisjoint(_NEGATIONS) or "n't" in text,
        "?" in words,
        "!" in words,
        not no_change and _says(_WISH, _WISHING, text),
        no_change,
    )
    return [*(x / (x * x + ALPHA) ** 0.5 for x in sums), *map(float, marks)]


def _says(pattern: re.Pattern[str], hints: tuple[str, ...], text: str) -> bool:
    """Tell whether a pattern is found in a text; it is looked for only where there is one of its hints."""
    for hint in hints:
        if hint in text:
            return pattern.search(text) is not None
    return False


def _rated(tokens: list[str], valences: dict[str, float]) -> Iterator[tuple[float, bool, bool]]:
    """Yield valence, whether it is negated, and whether it follows the last contrast, for each rated token."""
    last_contrast = max((i for i, token in enumerate(tokens) if token in _CONTRASTS), default=len(tokens))
    negated_until = -1
    for i, token in enumerate(tokens):
        if token in _NEGATIONS or token.endswith("n't"):
            negated_until = i + SCOPE
        elif token in _ENDS or token in _CONTRASTS:
            negated_until = -1
        elif token in valences:
            yield valences[token], i <= negated_until, i > last_contrast


@cache
def valences_of_words() -> dict[str, float]:
    """Return the shipped valence of each word, emoticon and emoji, -4 to 4."""
    return {str(word): float(valence) for word, valence in json.loads(shipped.weight_path(LEXICON).read_text("utf-8")).items()}
