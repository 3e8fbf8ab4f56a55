"""What the form of a text says about its intent: how wishes, requests, questions, reports of faults and thanks are put."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class _Said:
    """A form that shows in single words, or in a phrase, which is looked for only where one of its words is."""

    words: frozenset[str]
    phrase: re.Pattern[str] | None = None
    hints: frozenset[str] = frozenset()

    def is_in(self, text: str, words: frozenset[str]) -> bool:
        """Tell whether a casefolded text, of these words, has the form."""
        if not self.words.isdisjoint(words):
            return True
        return self.phrase is not None and not self.hints.isdisjoint(words) and self.phrase.search(text) is not None


def _said(words: str, phrase: str = "", hints: str = "") -> _Said:
    """Build a form from words separated by spaces."""
    return _Said(frozenset(words.split()), re.compile(phrase) if phrase else None, frozenset(hints.split()))


_WORD = re.compile(r"\w+(?:'\w+)?")
_BEGIN = r"(?:(?:and|so|but|also|please|maybe|perhaps|just|hi|hello|an?|the|even|much|with)[, ]+)*"
_SOMEBODY = r"(?:i|we|you|it|they|this|that|there|the|he|she|my|your|any\w*|some\w*)"

_OPENINGS = {
    "tells to do": r"(?:add|allow|make|give|let|provide|fix|improve|include|bring|create|enable|support|remove|reduce|increase|"
    r"offer|change|update|get|put|stop|hire|open|extend|expand|simplify|show|consider|integrate|introduce|implement|ensure)\b",
    "names an ability": r"(?:have|ability|able|being able|option|possibility)\b",
    "compares": r"(?:more|better|less|fewer|faster|easier|clearer|larger|bigger|longer|quicker|cheaper|improved|additional|"
    r"simpler|smaller|shorter)\b",
    "opens as a question": r"(?:how (?:do|can|to|does|did|long|much|many|often|come|is|are|would|should)|what's|who|any (?:way|"
    r"chance|idea|news|plans?)|wh(?:at|ere|y|en|o|ich)(?:'s)? (?:is|are|was|were|do|does|did|can|could|would|should|will|has|"
    r"have|happens|happened|about|else|isn't|doesn't|can't|don't|not)|(?:is|are|was|were|do|does|did|can|could|will|would|has|"
    rf"have|am|should|isn't|aren't|don't|doesn't|can't) {_SOMEBODY})\b",
}
_SPREAD = {
    "would be better": _said(
        "",
        r"\bwould be (?:nice|great|good|better|perfect|awesome|helpful|cool|useful|amazing)\b|\bonly (?:thing|wish)\b"
        r"|\b(?:can we have|could (?:we have|you (?:add|make|allow)))\b|\bneeds? an?\b"
        r"|\b(?:5|five) stars?\b.{0,80}\bif\b|\bif\b.{0,80}\b(?:5|five) stars?\b",
        "would only can could need needs star stars",
    ),
    "wishes": _said(
        "wish hope hopefully suggest suggests suggestion suggestions i'd it'd lack lacks missing",
        r"\b(?:would (?:be|like|love|prefer|help)|if only|(?:ability|option|able) to|could use|looking forward)\b",
        "would if ability option able could looking",
    ),
    "needs": _said(
        "should shouldn't need needs needed must ought want", r"\b(?:could (?:be|have|do|you)|can (?:you|we))\b", "could can"
    ),
    "says please": _said("please pls plz"),
    "asks for a fix": _said("fix fixed fixes fixing"),
    "has a fault": _said(
        "crash crashes crashed crashing bug bugs buggy bugged glitch glitches glitchy error errors broke broken breaks "
        "fail fails failed failing failure freeze freezes freezing froze frozen hang hangs stuck lost lose loses losing slow "
        "slowly slower lag lags laggy lagging issue issues problem problems unable useless unusable complain "
        "complaint complaints won't wont cannot can't cant couldn't doesn't doesnt didn't isn't stopped waste wasted",
        r"\b(?:not (?:work|able|load|open)\w*|no longer|keeps? \w+ing|too (?!bad|many thanks)\w+)\b",
        "not longer keep keeps too",
    ),
    "says since when": _said("since after update updated whenever", r"\b(?:every time|when i)\b", "every when"),
    "has a denial": _said(
        "not never no nothing none don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't shouldn't "
        "haven't hasn't hadn't"
    ),
    "thanks": _said("thank thanks grateful appreciate appreciated", r"\b(?:well done|keep (?:it )?up)\b", "done keep"),
    "wants no change": _said(
        "",
        r"^(?:absolutely |really )?nothing\b(?! (?:works?|but|is|was|ever|happens|happened|to do)\b)"
        r"|\b(?:keep|carry) (?:it )?(?:up|on|doing)\b|\bno (?:complaints?|improvements?|changes?)\b"
        r"|\b(?:can't|cannot|can not|couldn't|could not) fault\b",
        "nothing keep carry no fault",
    ),
    "wonders": _said("", r"\b(?:wonder(?:ing)?|not sure) (?:if|whether|how|why|what|when)\b", "wonder wondering sure"),
}
_OPENING = {name: re.compile(_BEGIN + pattern) for name, pattern in _OPENINGS.items()}
_ENDINGS = ("ends as a question", "is a question", "has a question before its end", "is a word or two", "is five words or fewer")
FORMS = (*_OPENINGS, *_SPREAD, *_ENDINGS)
_ASKS = FORMS.index("opens as a question")


def form_features(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return which forms each text has.

    Parameters
    ----------
    texts : sequence of str
        Cleaned texts.

    Returns
    -------
    ndarray of shape (n_texts, len(FORMS)), float64
        0 or 1, in the order of :data:`FORMS`.

    >>> rows = form_features(["Please add a dark mode", "How do I log in?"])
    >>> [[name for name, has in zip(FORMS, row) if has] for row in rows]  # doctest: +NORMALIZE_WHITESPACE
    [['tells to do', 'says please', 'is five words or fewer'],
     ['opens as a question', 'ends as a question', 'is a question', 'is five words or fewer']]
    """
    return np.array([_row(text.casefold().replace("’", "'").strip()) for text in texts], dtype=np.float64).reshape(-1, len(FORMS))


def _row(text: str) -> list[bool]:
    """Return the forms of one text."""
    words = frozenset(_WORD.findall(text))
    found = [pattern.match(text) is not None for pattern in _OPENING.values()]
    found += [form.is_in(text, words) for form in _SPREAD.values()]
    ends = text.rstrip(" \"')").endswith("?")
    n_words = text.count(" ") + 1
    return [*found, ends, ends and found[_ASKS], "?" in text and not ends, n_words <= 2, n_words <= 5]
