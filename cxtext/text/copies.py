"""Which texts are copies of each other: the same words, one cut off, or a few words changed."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

#: Different words that a text needs for the same one to be a copy. Of 34,665 comments on Reddit with as many, one was written
#: by somebody else in the same words; of those of five words one in 140, of three words one in 10.
LEAST_WORDS = 10
#: The same for a text with words changed, and the part of its words that may be. Of 3,935 questions to a bank or an assistant, 65
#: are like another one with another meaning if 10 words are enough ("how many points have I earned with my amex card"), 1 if it
#: takes 20.
LEAST_WORDS_NEAR, CHANGED = 20, 0.1
#: Runs of three words of each text by which those with changed words are found, and how many of them two must share.
_SKETCH, _SHARED = 8, 2
#: Texts that are compared with for one run at most: what many texts have in common is no text of its own, and time stays linear.
_MOST_LEADERS = 4
#: Words that are worked on at a time, about.
_MOST_WORDS = 1_000_000
#: Odd numbers by which the words of a run are told apart by their places.
_MIX = tuple(np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_WORD = re.compile(r"\w+")

Words = tuple[str, ...]


def find_words(text: str) -> Words:
    """Return the words of a text without case, punctuation and the shapes of letters.

    >>> find_words("The  APP, again: SLOW!")
    ('the', 'app', 'again', 'slow')
    """
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def group_copies(texts: Sequence[Words]) -> NDArray[np.int64]:
    """Give texts that are copies of each other one number.

    Parameters
    ----------
    texts : sequence of tuple of str
        Words of each text, as :func:`find_words` has them.

    Returns
    -------
    ndarray of shape (n_texts,), int64
        Number of the text, -1 for one that has fewer than :data:`LEAST_WORDS` different words: people say that in the same words
        by chance. The numbers do not depend on the order of the texts.

    Notes
    -----
    Copies are the same words; or one text is the beginning of the other, and all that go on from it go on alike; or no more than
    :data:`CHANGED` of the words of either are missing in the other, no number among them, for texts of :data:`LEAST_WORDS_NEAR`
    different words. Pairs of the last kind are found by runs of three words, the smallest by their hash (Broder 1997, SEQUENCES).
    Texts that differ from a third one in the same words, and each in its own way, are a form that was filled in and no copies.
    Time grows as the number of words does, but for sorting.

    >>> draft = "the new version of the app loses every draft when i close it"
    >>> group_copies([find_words(t) for t in (draft, "Too slow", draft.upper(), "too slow", draft[:52])]).tolist()
    [0, -1, 0, -1, 0]
    """
    different = sorted({words for words in texts if len(words) >= LEAST_WORDS and len(set(words)) >= LEAST_WORDS})
    leader = list(range(len(different)))
    _join_beginnings(different, leader)
    _join_changed(different, leader)
    roots = [_root(leader, k) for k in range(len(different))]
    number = dict(zip(different, np.unique(roots, return_inverse=True)[1].ravel().tolist(), strict=True)) if different else {}
    return np.array([number.get(words, -1) for words in texts], dtype=np.int64)


def _root(leader: list[int], k: int) -> int:
    while leader[k] != k:
        leader[k] = leader[leader[k]]
        k = leader[k]
    return k


def _unite(leader: list[int], one: int, other: int) -> None:
    first, last = sorted((_root(leader, one), _root(leader, other)))
    leader[last] = first


def _join_beginnings(texts: Sequence[Words], leader: list[int]) -> None:
    """Put each text together with the one that it is the beginning of, where only one text goes on from it."""
    lines = sorted((" ".join(words), k) for k, words in enumerate(texts))
    n = len(lines)
    ends, alike = [n] * n, [True] * n  # behind the last that begins with it; whether all those go on alike
    for i in range(n - 2, -1, -1):
        end = i + 1
        while end < n and lines[end][0].startswith(lines[i][0]):
            end = ends[end]
        ends[i] = end
        if end > i + 1:
            alike[i] = alike[i + 1] and end == ends[i + 1]
            if alike[i]:
                _unite(leader, lines[i][1], lines[i + 1][1])


def _join_changed(texts: Sequence[Words], leader: list[int]) -> None:
    """Put texts together of which few words differ, each with the first that it is like."""
    long = [k for k, words in enumerate(texts) if len(set(words)) >= LEAST_WORDS_NEAR]
    leaders: dict[int, list[int]] = defaultdict(list)
    members: dict[int, list[int]] = defaultdict(list)
    for k, runs in zip(long, _sketch([texts[k] for k in long]), strict=True):
        shared = Counter(j for run in runs for j in leaders.get(run, ()))
        near = next((j for j, n in shared.items() if n >= _SHARED and _is_near(texts[k], texts[j])), None)
        if near is not None:
            members[near].append(k)
            continue
        for run in runs:
            if len(leaders[run]) < _MOST_LEADERS:
                leaders[run].append(k)
    for first, others in members.items():
        changes = [_change(texts[first], texts[k]) for k in others]
        ways: dict[Words, set[Words]] = defaultdict(set)
        for gone, new in changes:
            ways[gone].add(new)
        for k, (gone, _) in zip(others, changes, strict=True):
            if len(ways[gone]) == 1:
                _unite(leader, first, k)


def _sketch(texts: Sequence[Words]) -> Iterator[list[int]]:
    """Return the smallest hashes of the runs of words of each text."""
    number: dict[str, int] = {}
    hashes: list[int] = []
    start = 0
    while start < len(texts):
        places, owners, stop = array("q"), array("q"), start
        while stop < len(texts) and len(places) < _MOST_WORDS:
            for word in texts[stop]:
                if word not in number:
                    number[word] = len(hashes)
                    code = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
                    hashes.append(int.from_bytes(code, "big"))
                places.append(number[word])
            owners.extend([stop] * len(texts[stop]))
            stop += 1
        words, owner = np.array(hashes, dtype=np.uint64)[np.array(places)], np.array(owners)
        runs = words[:-2] * _MIX[0] + words[1:-1] * _MIX[1] + words[2:] * _MIX[2]
        whole = np.flatnonzero(owner[:-2] == owner[2:])
        runs, owner = runs[whole] ^ (runs[whole] >> np.uint64(29)), owner[whole]
        order = np.lexsort((runs, owner))
        runs, owner = runs[order], owner[order]
        new = np.append(True, (runs[1:] != runs[:-1]) | (owner[1:] != owner[:-1]))
        runs, owner = runs[new], owner[new]
        first = np.searchsorted(owner, np.arange(start, stop + 1))
        values = runs.tolist()
        for i, j in zip(first.tolist(), first[1:].tolist(), strict=False):
            yield values[i : min(i + _SKETCH, j)]
        start = stop


def _change(one: Words, other: Words) -> tuple[Words, Words]:
    """Return the words of one text that the other lacks, and those of the other that the first lacks."""
    a, b = Counter(one), Counter(other)
    return tuple(sorted((a - b).elements())), tuple(sorted((b - a).elements()))


def _is_near(one: Words, other: Words) -> bool:
    """Tell whether few words of two texts differ, and none with a digit: an order or a date is another matter."""
    most = CHANGED * min(len(one), len(other))
    if abs(len(one) - len(other)) > most:
        return False
    a, b = set(one), set(other)
    if len(a - b) > most or len(b - a) > most or any(c.isdigit() for word in a ^ b for c in word):
        return False
    return all(len(words) <= most for words in _change(one, other))
