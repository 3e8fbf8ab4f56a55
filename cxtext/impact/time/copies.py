"""Bursts of copies: one text that many responses of a wave have, and few other waves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from math import ceil

import numpy as np
from numpy.typing import NDArray

from cxtext.impact.time.waves import Waves
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import one_line, plural

#: Letters and digits that a text needs for others like it to be copies. A choice: people say less in the same words by chance.
LEAST_LENGTH = 20
#: Responses of one wave with the same text that are a burst. A choice.
LEAST_COPIES = 3
#: Different words that a text needs for others to be nearly the same, and the part of all their words that both have. A choice.
LEAST_WORDS, NEAR = 8, 0.8
#: A text that more than this part of the waves has is what people usually answer, and no copy.
USUAL = 0.5
_WORD = re.compile(r"\w+")


def find_copies(texts: Sequence[str], waves: Waves) -> NDArray[np.int64]:
    """Find the responses whose text is the same as that of others of their wave, or nearly.

    Parameters
    ----------
    texts : sequence of str
        One for each response.
    waves : Waves

    Returns
    -------
    ndarray of shape (n_submissions,), int64
        Number of the burst, -1 for none. Bursts are numbered in the order of waves and words.

    Notes
    -----
    Texts are compared by their words, without case and punctuation. Two of :data:`LEAST_WORDS` different words or more are
    nearly the same when they share :data:`NEAR` of all words that either has (Jaccard); pairs are found by the rarest words,
    one of which both must have (Chaudhuri, Ganti and Kaushik 2006, ICDE). What is like one of a burst is part of it.

    >>> from cxtext.impact.time.waves import find_waves
    >>> import pandas as pd
    >>> days = pd.Series(pd.to_datetime(["2024-01-05"] * 3 + ["2024-02-05", "2024-03-05"], utc=True))
    >>> texts = ["The new app loses every draft!"] * 2 + ["the new app loses every draft", "Fine.", "Slow."]
    >>> find_copies(texts, find_waves(days, None, np.ones(5, dtype=bool))).tolist()
    [0, 0, 0, -1, -1]
    """
    members: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i, wave in enumerate(waves.codes.tolist()):
        words = _WORD.findall(texts[i].casefold()) if wave >= 0 else ()
        if sum(map(len, words)) >= LEAST_LENGTH:
            members[wave, " ".join(words)].append(i)
    n_waves_with = Counter(text for _, text in members)
    of_wave: dict[int, list[str]] = defaultdict(list)
    for wave, text in sorted(members):
        if n_waves_with[text] <= max(1.0, USUAL * len(waves.names)):
            of_wave[wave].append(text)
    burst, n_bursts = np.full(len(texts), -1, dtype=np.int64), 0
    for wave in sorted(of_wave):
        for group in _unite(of_wave[wave]):
            rows = [i for text in group for i in members[wave, text]]
            if len(rows) >= LEAST_COPIES:
                burst[rows] = n_bursts
                n_bursts += 1
    return burst


def _unite(texts: Sequence[str]) -> list[list[str]]:
    """Put texts, words with a blank between them, together that are nearly the same, in the order given."""
    long = ((i, text) for i, text in enumerate(texts) if text.count(" ") >= LEAST_WORDS - 1)
    different = {i: own for i, text in long if len(own := set(text.split(" "))) >= LEAST_WORDS}
    n_with = Counter(chain.from_iterable(different.values()))
    # words as numbers, the rarest first: quicker to sort
    number = {word: k for k, word in enumerate(sorted(sorted(n_with), key=n_with.__getitem__))}
    first_shared = sum(n == 1 for n in n_with.values())
    bags = {i: set(map(number.__getitem__, own)) for i, own in different.items()}
    leader = list(range(len(texts)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    seen: dict[int, list[int]] = defaultdict(list)
    for i, bag in bags.items():
        rare = [word for word in sorted(bag)[: len(bag) - ceil(NEAR * len(bag)) + 1] if word >= first_shared]
        for j in {j for word in rare for j in seen[word]}:
            if len(bag & bags[j]) >= NEAR * len(bag | bags[j]):
                one, other = sorted((find(i), find(j)))
                leader[other] = one
        for word in rare:
            seen[word].append(i)
    groups: dict[int, list[str]] = defaultdict(list)
    for i, text in enumerate(texts):
        groups[find(i)].append(text)
    return list(groups.values())


def count_once(waves: Waves, burst: NDArray[np.int64], texts: Sequence[str], keys: Sequence[str]) -> tuple[Waves, list[Issue]]:
    """Leave all copies of a burst but one out of their wave.

    Parameters
    ----------
    waves : Waves
    burst : ndarray of shape (n_submissions,), int64
        As :func:`find_copies` has it.
    texts : sequence of str
        One for each response, to be quoted.
    keys : sequence of str
        What tells the responses apart, whatever their order; the one that sorts first is kept.

    Returns
    -------
    waves : Waves
        ``copies`` holds the wave of what is left out, here or before, -1 for the rest.
    issues : list of Issue
        One for each burst, the largest first.
    """
    codes, issues = waves.codes.copy(), []
    copies = np.full(len(burst), -1, dtype=np.int64) if waves.copies is None else waves.copies.copy()
    members: dict[int, list[int]] = defaultdict(list)
    for i in np.flatnonzero(burst >= 0).tolist():
        members[int(burst[i])].append(i)
    for number in sorted(members):
        rows = sorted(members[number], key=lambda i: keys[i])
        wave, extra = int(waves.codes[rows[0]]), rows[1:]
        codes[extra], copies[extra] = -1, wave
        n_texts = len({tuple(_WORD.findall(texts[i].casefold())) for i in rows})
        alike = "have the same text" if n_texts == 1 else "have nearly the same text"
        quote = one_line(min(texts[i] for i in rows), 60)
        note = f"{plural(len(rows), 'response')} of {waves.names[wave]} {alike}, such as {quote!r}; counted once over time"
        issues.append((len(rows), note))
    issues.sort(key=lambda one: (-one[0], one[1]))
    rows_of_issues = [issue(Stage.IMPACT, Code.COPIES, note, level=Level.INFO) for _, note in issues]
    return replace(waves, codes=codes, copies=copies), rows_of_issues
