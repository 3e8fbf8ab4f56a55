"""What the opinions of a theme are: feedback on something, verdicts that do not say why, or no feedback at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from cxtext.language import Language, load_language
from cxtext.themes.naming.focus import find_whole
from cxtext.themes.naming.term_counts import Words
from cxtext.themes.naming.words import is_empty, picture_pattern, stem, tokenize
from cxtext.themes.theme import ThemeKind

#: Share of a theme's opinions that must be asides, or verdicts, for the theme to be of that kind. On seven sets with 90 themes
#: those that read as verdicts had 32% to 59%; no other one of 20 opinions or more had above 13%, but two of mixed remarks, 43%
#: and 45%. Verdicts in odd words ("this app is gud") stay below the surface, so the share is far from one half.
LEAST_SHARE = {ThemeKind.ASIDE: 0.5, ThemeKind.VERDICT: 0.3}
#: Words of a verdict, at most: who says more says why.
VERDICT_WORDS = 25
#: Words of an opinion that may be about the survey itself, at most: a longer one says more.
SURVEY_WORDS = 15


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The phrases of one language, compiled."""

    intents: re.Pattern[str]
    asides: re.Pattern[str]
    survey: re.Pattern[str]

    @classmethod
    @cache
    def of(cls, language: Language) -> _Patterns:
        """Compile the phrases of a language."""
        words = language.kinds
        return cls(re.compile(rf"\b{words.intents}\b"), re.compile(str(words.asides)), re.compile(rf"\b{words.survey}\b"))


def judge_opinion(text: str, whole: Collection[str] = (), language: Language | None = None) -> ThemeKind:
    """Tell whether an opinion says why, says only that one is content or not, or is no feedback on anything.

    Parameters
    ----------
    text : str
        Cleaned; emoji are words.
    whole : collection of str
        Stemmed words for what the texts are about as a whole: see :func:`find_whole`.
    language : Language, optional
        English by default.

    Returns
    -------
    ThemeKind
        ``VERDICT`` when every word praises, blames, says what the writer will do, or names nothing.

    Examples
    --------
    >>> [judge_opinion(text).value for text in ("Worst company ever", "Never again!", "The food was great", "STOP")]
    ['verdict', 'verdict', 'cause', 'aside']
    """
    language = language or load_language()
    patterns, kinds, names = _Patterns.of(language), language.kinds, language.names
    plain = " ".join(tokenize(picture_pattern(language).sub(" ", text.lower())))
    n_words = len(plain.split())
    if n_words > VERDICT_WORDS:
        return ThemeKind.CAUSE
    if not any(letter.isalpha() for letter in plain) or patterns.asides.fullmatch(plain):
        return ThemeKind.ASIDE
    if n_words <= SURVEY_WORDS and patterns.survey.search(plain):
        return ThemeKind.ASIDE
    rest, n_intents = patterns.intents.subn(" ", plain)
    words = rest.split()
    judges = bool(n_intents) or any(word in kinds.judging or word in names.evaluative for word in words)
    denies = any(word in names.negations for word in words)
    neutral = {*kinds.judging, *kinds.degrees, *kinds.whole}
    says_why = any(word not in neutral and stem(word, language) not in whole and not is_empty(word, language) for word in words)
    # "it does not work" names nothing, and yet it says what is wrong
    return ThemeKind.CAUSE if says_why or (denies and not judges) else ThemeKind.VERDICT


def judge_themes(
    texts: Sequence[str], repeats: np.ndarray, levels: Iterable[np.ndarray], words: Words | None = None
) -> list[list[ThemeKind]]:
    """Return the kinds of the themes of each level, by what their opinions are, each judged by itself.

    Parameters
    ----------
    texts : sequence of str
    repeats : ndarray of shape (n_texts,), int
        How often each text occurs.
    levels : iterable of ndarray of shape (n_texts,), int
        Theme of each text, then sub-theme; negative is none.
    words : Words, optional
        Of the same texts, when they were split before.

    Returns
    -------
    list of list of ThemeKind
        An aside or a verdict when the share of its opinions that are reaches :data:`LEAST_SHARE`, else a cause.

    Examples
    --------
    >>> texts = ["great app", "love it", "the app crashes", "crashes on start"]
    >>> [kind.value for kind in judge_themes(texts, np.ones(4), [np.array([0, 0, 1, 1])])[0]]
    ['verdict', 'cause']
    """
    words = Words(texts) if words is None else words
    whole = find_whole(words)
    kinds = np.array([judge_opinion(text, whole, words.language) for text in texts])
    return [_judge_level(kinds, np.asarray(repeats, dtype=np.float64), theme_of) for theme_of in levels]


def _judge_level(kinds: np.ndarray, repeats: np.ndarray, theme_of: np.ndarray) -> list[ThemeKind]:
    """Return the kind of each theme of one level."""
    n_themes = int(theme_of.max(initial=-1)) + 1
    inside = theme_of >= 0

    def count(has: np.ndarray) -> np.ndarray:
        return np.bincount(theme_of[inside], weights=(repeats * has)[inside], minlength=n_themes)

    size = np.maximum(count(np.ones(len(kinds))), 1.0)
    shares = {kind: count(kinds == kind) / size for kind in LEAST_SHARE}
    return [
        next((kind for kind, least in LEAST_SHARE.items() if shares[kind][theme] >= least), ThemeKind.CAUSE)
        for theme in range(n_themes)
    ]
