"""Subjects that are new: said lately by people whose words fit no theme, and by nobody before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.impact.effects import SIMPLE, Design
from cxtext.impact.groups import Part
from cxtext.impact.rules import MAX_Q, MENTIONS_TO_JUDGE, WAVES_TO_JUDGE
from cxtext.impact.stats import adjust_p, fisher_p
from cxtext.impact.time.history import count_waves
from cxtext.impact.time.new_phrases import index_phrases, spell
from cxtext.impact.time.waves import Waves
from cxtext.language import Language
from cxtext.metrics import wilson

if TYPE_CHECKING:
    import pandas as pd

#: Share of a phrase's responses above which another that they have too says the same.
_SAME = 0.5
_EXAMPLES = 3


@dataclass(frozen=True)
class Opinions:
    """The opinion units, and the words of the different texts they have.

    Parameters
    ----------
    texts : sequence of str
    words : sequence of sequence of str
        Stemmed words of each text.
    unit_ids : sequence of str
    text : ndarray of shape (n_units,), int64
        Position in ``texts`` of each unit.
    submission : ndarray of shape (n_units,), int64
    unassigned : ndarray of shape (n_units,), bool
        Whether it has no theme.
    language : Language, optional
        Of the texts; English by default.
    """

    texts: Sequence[str]
    words: Sequence[Sequence[str]]
    unit_ids: Sequence[str]
    text: NDArray[np.int64]
    submission: NDArray[np.int64]
    unassigned: NDArray[np.bool_]
    language: Language | None = None


def find_new_topics(opinions: Opinions, waves: Waves, design: Design = SIMPLE) -> pd.DataFrame:
    """Find words that units of no theme have in common in the last two complete waves, and that nobody used before.

    Themes found over all waves cannot show that something is new: what they are made of decides how they grow. Here the wave
    before the last one alone says what to look for, and the last one whether it is there.

    Parameters
    ----------
    opinions : Opinions
    waves : Waves
    design : Design, optional
        Respondents and survey weights.

    Returns
    -------
    DataFrame
        Table ``new_topics``, the surest first; empty with fewer than four complete waves.

    Notes
    -----
    A candidate is a word, or two in a row, in unassigned units of five responses or more of the wave before the last one.
    Its share in the last wave, among unassigned units again, is compared with the share of all responses of the earlier
    waves that have it in any unit by Fisher's exact test, on independent answers; neither side was used to choose it.
    q is Benjamini-Hochberg's over all candidates. It is new with q <= .05, five responses in the last wave, and none before.
    Of established candidates that the same responses have the most frequent stands for all: if that is not new, none is.
    """
    import pandas as pd

    complete = np.flatnonzero(~waves.partial)
    if len(complete) < WAVES_TO_JUDGE:
        return schema.empty("new_topics")
    first, last = int(complete[-2]), int(complete[-1])
    uses = _find_uses(opinions, waves, first)
    shares = count_waves(uses.in_submission, waves, design)
    candidates = np.flatnonzero(shares.parts[first].counts >= MENTIONS_TO_JUDGE)
    before = [k for k in complete.tolist() if k < first and shares.parts[k].n]
    now = shares.parts[last]
    if not len(candidates) or not now.n or not before:
        return schema.empty("new_topics")
    b, n_b = (np.sum([getattr(shares.parts[k], name) for k in before], axis=0)[candidates] for name in ("mentions", "worth"))
    p = fisher_p(now.mentions[candidates], now.worth[candidates], b, n_b)
    q = adjust_p(p)
    risen = (q <= MAX_Q) & (now.share[candidates] * n_b > b)
    ever = uses.in_submission[np.flatnonzero((waves.codes >= 0) & (waves.codes < first))].sum(axis=0)
    new = risen & (now.counts[candidates] >= MENTIONS_TO_JUDGE) & (np.asarray(ever).ravel()[candidates] == 0)
    is_late = np.isin(waves.codes, (first, last))
    rows = []
    for i in _distinct(candidates[risen], csr_array(uses.in_submission[np.flatnonzero(is_late)].T), uses.phrases):
        at = int(np.flatnonzero(candidates == i)[0])
        if new[at]:
            units = np.flatnonzero(uses.counted & is_late[opinions.submission] & uses.texts_with(i)[opinions.text])
            label = spell(uses.phrases[i], opinions.words, opinions.texts, opinions.text[units].tolist())
            row = {
                "topic": label,
                "wave_found": waves.names[first],
                "wave": waves.names[last],
                "p_value": p[at],
                "q_value": q[at],
            }
            row["exemplar_ids"] = sorted(opinions.unit_ids[u] for u in units.tolist())[:_EXAMPLES]
            rows.append(row | _numbers(i, shares.parts[first], now, [shares.parts[k] for k in before]))
    table = pd.DataFrame(rows, columns=list(schema.TABLES["new_topics"]))
    return schema.conform("new_topics", table.sort_values(["q_value", "topic"], kind="stable"))


@dataclass(frozen=True)
class _Uses:
    """Where the phrases are used that unassigned units of one wave share.

    Parameters
    ----------
    phrases : list of str
    in_text : csr_array of shape (n_texts, n_phrases)
    counted : ndarray of shape (n_units,), bool
        Units whose phrases count: the unassigned ones, and all before that wave.
    in_submission : csr_array of shape (n_submissions, n_phrases), float64, 0 or 1
        By the units that count.
    """

    phrases: list[str]
    in_text: csr_array
    counted: NDArray[np.bool_]
    in_submission: csr_array

    def texts_with(self, phrase: int) -> NDArray[np.bool_]:
        """Return which texts have a phrase, shape (n_texts,)."""
        return np.asarray(self.in_text[:, [phrase]].toarray().ravel() > 0)


def _find_uses(opinions: Opinions, waves: Waves, first: int) -> _Uses:
    """Find the phrases that unassigned units of the wave ``first`` share, and where they are used."""
    wave = waves.codes[opinions.submission]
    once = np.unique(np.column_stack([opinions.submission, opinions.text])[opinions.unassigned & (wave == first)], axis=0)
    seeds = once[:, 1].tolist() if len(once) else []
    phrases, in_text = index_phrases(opinions.words, seeds, MENTIONS_TO_JUDGE, language=opinions.language)
    counted = (wave >= 0) & (opinions.unassigned | (wave < first))
    shape = (len(waves.codes), len(opinions.texts))
    gave = csr_array((np.ones(int(counted.sum())), (opinions.submission[counted], opinions.text[counted])), shape=shape)
    return _Uses(phrases, in_text, counted, csr_array(gave @ in_text).astype(bool).astype(np.float64))


def _numbers(phrase: int, found: Part, now: Part, before: Sequence[Part]) -> dict[str, float]:
    """Return the counts and the share of a phrase in the wave where it was found, the last wave and the earlier ones."""
    low, high = wilson(float(now.share[phrase]), float(now.worth[phrase]))
    return {
        "n_found": int(found.counts[phrase]),
        "n_found_wave": found.n,
        "n": int(now.counts[phrase]),
        "n_wave": now.n,
        "share": float(now.share[phrase]),
        "low": low,
        "high": high,
        "n_waves_before": len(before),
        "n_before": sum(part.n for part in before),
    }


def _distinct(candidates: NDArray[np.intp], lately: csr_array, phrases: Sequence[str]) -> list[int]:
    """Return the candidates whose responses are mostly their own, the most frequent first, of equal ones the longest."""
    size = np.asarray(lately.sum(axis=1)).ravel()
    taken: list[int] = []
    for i in sorted(candidates.tolist(), key=lambda j: (-size[j], -len(phrases[j]), phrases[j])):
        mine = lately[[i]]
        if all((mine.multiply(lately[[j]])).sum() <= _SAME * size[i] for j in taken):
            taken.append(int(i))
    return taken
