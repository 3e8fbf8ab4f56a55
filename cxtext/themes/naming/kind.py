"""What the opinions of a theme are: feedback on something, or verdicts that do not say why."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

import numpy as np

from cxtext.language import Language, load_language
from cxtext.themes.naming.focus import find_whole
from cxtext.themes.naming.term_counts import Words
from cxtext.themes.naming.words import is_empty, picture_pattern, stem, tokenize
from cxtext.themes.theme import ThemeKind

#: Share of a theme's opinions that must be verdicts for the theme to be one. On seven sets with 90 themes those that read as
#: verdicts had 32% to 59%; no other one of 20 opinions or more had above 13%, but two of mixed remarks, 43% and 45%. Verdicts in
#: odd words ("this app is gud") stay below the surface, so the share is far from one half.
LEAST_SHARE = 0.3
#: Words of a verdict, at most: who says more says why.
VERDICT_WORDS = 25


@cache
def _intents(language: Language) -> re.Pattern[str]:
    """Compile what writers will do, in one language."""
    return re.compile(rf"\b{language.kinds.intents}\b")


@cache
def _neutral_words(language: Language) -> frozenset[str]:
    """Return the words of a language that name no reason."""
    return frozenset({*language.kinds.judging, *language.kinds.degrees, *language.kinds.whole})


def judge_opinion(text: str, whole: Collection[str] = (), language: Language | None = None) -> ThemeKind:
    """Tell whether an opinion says why, or only that one is content or not.

    Parameters
    ----------
    text : str
        Cleaned, and no aside: see :mod:`cxtext.themes.asides`.
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
    >>> [judge_opinion(text).value for text in ("Worst company ever", "Never again!", "The food was great")]
    ['verdict', 'verdict', 'cause']
    """
    language = language or load_language()
    kinds, names = language.kinds, language.names
    plain = " ".join(tokenize(picture_pattern(language).sub(" ", text.lower())))
    if len(plain.split()) > VERDICT_WORDS:
        return ThemeKind.CAUSE
    rest, n_intents = _intents(language).subn(" ", plain)
    words = rest.split()
    judges = bool(n_intents) or any(word in kinds.judging or word in names.evaluative for word in words)
    denies = any(word in names.negations for word in words)
    neutral = _neutral_words(language)
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
        A verdict when the share of its opinions that are reaches :data:`LEAST_SHARE`, else a cause.

    Examples
    --------
    >>> texts = ["great app", "love it", "the app crashes", "crashes on start"]
    >>> [kind.value for kind in judge_themes(texts, np.ones(4), [np.array([0, 0, 1, 1])])[0]]
    ['verdict', 'cause']
    """
    words = Words(texts) if words is None else words
    whole = find_whole(words)
    is_verdict = np.array([judge_opinion(text, whole, words.language) == ThemeKind.VERDICT for text in texts], dtype=bool)
    return [_judge_level(is_verdict, np.asarray(repeats, dtype=np.float64), theme_of) for theme_of in levels]


def _judge_level(is_verdict: np.ndarray, repeats: np.ndarray, theme_of: np.ndarray) -> list[ThemeKind]:
    """Return the kind of each theme of one level."""
    n_themes, inside = int(theme_of.max(initial=-1)) + 1, theme_of >= 0
    size = np.bincount(theme_of[inside], weights=repeats[inside], minlength=n_themes)
    n_verdicts = np.bincount(theme_of[inside], weights=(repeats * is_verdict)[inside], minlength=n_themes)
    shares = n_verdicts / np.maximum(size, 1.0)
    return [ThemeKind.VERDICT if share >= LEAST_SHARE else ThemeKind.CAUSE for share in shares]
