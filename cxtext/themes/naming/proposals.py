"""Labels that somebody proposes from outside: held to the rules and the gate that labels of the responses' own words pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from cxtext.language import Language, load_language
from cxtext.themes.naming.candidates import NEAR_DUPLICATE
from cxtext.themes.naming.casing import Casing
from cxtext.themes.naming.phrases import LONGEST, key_of
from cxtext.themes.naming.words import WORD, is_empty, stems_of, tokenize

#: A label and its content words.
Label = tuple[str, set[str]]


class Proposer(Protocol):
    """Who proposes labels."""

    def propose(self, texts: Sequence[str]) -> str | None:
        """Return a label for a theme with these typical texts, or None."""

    def refuse(self, reason: str) -> None:
        """Take note that the last proposal is not used."""


def content_of(label: str, language: Language | None = None) -> set[str]:
    """Return the stemmed content words of a label.

    >>> sorted(content_of("The slow queues"))
    ['queue', 'slow']
    """
    language = language or load_language()
    words = set(key_of(tokenize(label), language).split())
    return words - stems_of(language.names.stop, language) or words


def break_rule(label: str, taken: Sequence[Label], language: Language | None = None) -> str:
    """Return the rule that a label breaks, nothing when it breaks none.

    Parameters
    ----------
    label : str
    taken : sequence of (str, set of str)
        The other labels, with their content words.
    language : Language, optional
        Of the label; English by default.

    >>> break_rule("Great", []), break_rule("Slow check-in", [])
    ('is not a label of 2 to 4 words', '')
    """
    words = label.split()
    if not 2 <= len(words) <= LONGEST or not all(WORD.fullmatch(word) for word in words):
        return f"is not a label of 2 to {LONGEST} words"
    if all(is_empty(word.lower(), language) for word in words):
        return "names nothing, or only praise or blame"
    content = content_of(label, language)
    near = any(len(content & other) / len(content | other) >= NEAR_DUPLICATE for _, other in taken if other)
    if near or any(label.lower() == other.lower() for other, _ in taken):
        return "is too near to the label of another theme"
    return ""


def passes_gate(nearness: np.ndarray, theme: int, proposed: np.ndarray) -> bool:
    """Tell whether a label would find its own theme, and hinder no other theme's label that finds its own.

    Parameters
    ----------
    nearness : ndarray of shape (n_themes, n_themes)
        Cosine between each theme's centre and the label of each theme as they are.
    theme : int
    proposed : ndarray of shape (n_themes,)
        Cosine between each centre and the label proposed for ``theme``.
    """
    after = nearness.copy()
    after[:, theme] = proposed
    before, still = (np.diag(cosines) >= cosines.max(axis=1) for cosines in (nearness, after))
    before[theme] = True
    return bool((still | ~before).all())


def take_proposals(
    namer: Proposer,
    labels: list[Label],
    quotes: Mapping[int, Sequence[str]],
    taken: Sequence[Label],
    measure: Callable[[Sequence[str]], np.ndarray],
    casing: Casing,
) -> set[int]:
    """Put what is proposed in the place of labels where it keeps the rules and passes the gate.

    Parameters
    ----------
    namer : Proposer
    labels : list of (str, set of str)
        Of each theme, with their content words; changed in place.
    quotes : mapping of int to sequence of str
        Typical texts of the themes that the namer is asked about.
    taken : sequence of (str, set of str)
        Labels of other levels.
    measure : callable
        Returns the cosine between each theme's centre and each label, shape (n_themes, n_labels).
    casing : Casing

    Returns
    -------
    set of int
        Themes whose label was proposed.
    """
    accepted: set[int] = set()
    for theme, texts in quotes.items():
        reply = namer.propose(texts)
        if reply is None:
            continue
        label = casing.title(reply)
        problem = break_rule(label, [*taken, *labels[:theme], *labels[theme + 1 :]], casing.language)
        if not problem:
            nearness = np.round(measure([*(name for name, _ in labels), label]), 6)
            if not passes_gate(nearness[:, :-1], theme, nearness[:, -1]):
                problem = "is nearer to another theme than to its own, or hides another's label"
        if problem:
            namer.refuse(problem)
            continue
        labels[theme] = (label, content_of(label, casing.language))
        accepted.add(theme)
    return accepted
