"""A theme in one line: what is said most in it, by how many, and its tone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxtext.wording import one_line, percent, plural

if TYPE_CHECKING:
    import pandas as pd

#: Sub-themes, or phrases, that a description names.
NAMED = 3
#: Responses from which on a phrase is worth naming.
LEAST_RESPONSES = 2
#: Most characters of a phrase.
PHRASE_LENGTH = 60
#: Of two phrases that share more than this part of the shorter one's words one is left out.
SAME_WORDS = 0.5


def count_descriptions(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a line for each theme and sub-theme: its most frequent sub-themes, else phrases, with their counts, and its tone.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables themes, phrases, assignments and sentiment.
    """
    themes = tables["themes"]
    parts = _count_by(themes[themes["parent_id"].notna()], "parent_id", "label")
    phrases = _count_by(tables["phrases"], "theme_id", "phrase")
    tones = _count_tones(tables)
    lines = []
    for theme_id, n in zip(themes["theme_id"], themes["n_responses"].tolist(), strict=True):
        named = parts.get(theme_id) or _most_telling(phrases.get(theme_id, []))
        lines.append(_compose(named[:NAMED], n, tones.get(theme_id)))
    return lines


def _count_by(frame: pd.DataFrame, by: str, name: str) -> dict[str, list[tuple[str, int]]]:
    """Return names with their number of responses, the most frequent first, for each value of a column."""
    counts: dict[str, list[tuple[str, int]]] = {}
    for key, text, n in zip(frame[by], frame[name], frame["n_responses"].tolist(), strict=True):
        counts.setdefault(key, []).append((text, n))
    return {key: sorted(pairs, key=lambda pair: (-pair[1], pair[0])) for key, pairs in counts.items()}


def _count_tones(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[float, float]]:
    """Return the share of negative and of positive units of each theme and sub-theme."""
    sides = [(tables["sentiment"]["label"] == name).to_numpy() for name in ("negative", "positive")]
    tones: dict[str, tuple[float, float]] = {}
    for column in ("theme_id", "subtheme_id"):
        codes, ids = tables["assignments"][column].factorize()
        n = np.bincount(codes[codes >= 0], minlength=len(ids))
        negative, positive = ((np.bincount(codes[(codes >= 0) & side], minlength=len(ids)) / n).tolist() for side in sides)
        tones |= dict(zip(map(str, ids), zip(negative, positive, strict=True), strict=True))
    return tones


def _most_telling(phrases: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the phrases to name, the most frequent first: those of several words before single ones, none much like another."""
    chosen: list[tuple[str, int]] = []
    word_sets: list[frozenset[str]] = []
    for phrase, n in sorted(phrases, key=lambda pair: " " not in pair[0]):
        own = frozenset(word.rstrip("s") for word in phrase.lower().split())
        if n >= LEAST_RESPONSES and all(len(own & other) <= SAME_WORDS * min(len(own), len(other)) for other in word_sets):
            chosen.append((phrase[:1].upper() + phrase[1:], n))
            word_sets.append(own)
    return sorted(chosen[:NAMED], key=lambda pair: (-pair[1], pair[0]))


def _compose(named: Sequence[tuple[str, int]], n_responses: int, tone: tuple[float, float] | None) -> str:
    """Write the line of one theme.

    >>> _compose([("Queue at the desk", 41), ("No seats", 22)], 120, (0.8, 0.1))
    'Most often “Queue at the desk” (41 of 120 responses), “No seats” (22); 80% of the opinions negative.'
    """
    wholes = [f" of {plural(n_responses, 'response')}", *[""] * len(named)]
    counted = [f"“{one_line(name, PHRASE_LENGTH)}” ({n:,}{whole})" for (name, n), whole in zip(named, wholes, strict=False)]
    what = f"Most often {', '.join(counted)}" if counted else plural(n_responses, "response")
    if tone is None:
        return f"{what}."
    negative, positive = tone
    share, word = (negative, "negative") if negative >= positive else (positive, "positive")
    return f"{what}; {percent(share)} of the opinions {word}."
