"""What changed in the themes since the run that gave them: their shares, what their opinions mean, and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext import schema
from cxtext.impact import MAX_Q, adjust_p, compare_shares, observe_shares
from cxtext.pipeline.units import unique_texts
from cxtext.run import gather_submissions
from cxtext.themes import Words, is_empty, round_vectors, sample_texts, single_threaded_blas

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder
    from cxtext.metrics import FloatArray
    from cxtext.pipeline.wave import FoundThemes
    from cxtext.run import Analysis, Frames
    from cxtext.themes import Corpus

#: Stands for "fits none" among the ids.
NO_THEME = ""
#: Different opinions of a theme that are compared, at most.
SAMPLED = 60
#: Different opinions of a theme that are compared, at least.
FEWEST = 10
#: Random halves that a shift is compared with.
HALVES = 999
#: Shift from which a theme says something else, where it is beyond chance as well: standard deviations, and q.
LEAST_SHIFT, MOST_Q = 0.2, 0.05
#: Words that are listed of a theme, and opinions that have each, at least.
MOST_WORDS, LEAST_OPINIONS = 5, 5
#: z of the two-sample test from which a word is listed: about one word in 2,000 by chance.
LEAST_Z = 3.5


@single_threaded_blas()
def measure_drift(earlier: Analysis, tables: Frames, corpus: Corpus, found: FoundThemes, embedder: Embedder) -> pd.DataFrame:
    """Return table drift: a row per theme that is shown, and one for what fits none.

    Parameters
    ----------
    earlier : Analysis
        The run that gave the themes.
    tables : dict of str to DataFrame
        Tables of this run.
    corpus : Corpus
        Its different texts.
    found : FoundThemes
        Their themes.
    embedder : Embedder
        Embeds a sample of the earlier run's texts, where that run has no vectors of them.

    Notes
    -----
    Shares are compared as two runs are (:func:`cxtext.impact.compare_shares`), over the themes that both runs know. The shift is
    the root of ``|m1 - m2|^2 - v1 / n1 - v2 / n2``, an unbiased estimate of the squared distance between the means, over the
    mean variance ``v`` of an opinion around its mean; its p-value is that of a permutation test on samples of at most 60 opinions
    each.
    """
    import pandas as pd

    shown = schema.active_themes(tables["themes"])["theme_id"].tolist()
    ids = [*shown, NO_THEME]
    earlier_ids = {item.theme_id for item in earlier.require_model().items if item.parent_id is None}
    is_new = np.array([name not in earlier_ids for name in shown] + [False])
    sides = [gather_submissions({**side, **_take_ids(side, ids)}) for side in (earlier.tables, tables)]
    before, now = (observe_shares(side.mentions.any, side.design) for side in sides)
    changes = compare_shares(before, now)
    # a run fits the themes that it found itself better than any other run does
    is_fair = bool(earlier.require_model().n_taken_over)
    is_none = np.array(ids) == NO_THEME
    q_values = _adjust_known(changes.p_value, ~is_new & ~is_none)
    is_changed = changes.is_large & (np.nan_to_num(q_values, nan=1.0) <= MAX_Q)
    blank = np.where(is_new, np.nan, 1.0)
    rows = pd.DataFrame(
        {
            "theme_id": [*shown, None],
            "is_new": is_new,
            "n_before": pd.array(np.where(is_new, np.nan, changes.n_a), dtype="Int64"),
            "n_now": changes.n_b.astype(np.int64),
            "share_before": changes.share_a * blank,
            "share_now": changes.share_b,
            "difference": changes.difference * blank,
            "difference_low": changes.low * blank,
            "difference_high": changes.high * blank,
            "q_value": q_values,
            "changed": is_changed & ~is_new & (is_fair | ~is_none),
        }
    )
    ours = np.array([*found.model.theme_ids, NO_THEME], dtype=object)[found.assigned.theme]
    meanings = _compare_opinions(earlier, corpus, ours, ids, embedder)
    for name in ("shift", "shift_p", "words_more", "words_less"):
        rows[name] = pd.Series([getattr(meanings[one], name) if one in meanings else None for one in ids], dtype="object")
    for name in ("words_more", "words_less"):
        rows[name] = [value or () for value in rows[name]]
    rows = rows.astype({"shift": "float64", "shift_p": "float64"})
    judged = rows["shift_p"].notna() & rows["theme_id"].notna()
    q = pd.Series(np.nan, index=rows.index)
    q[judged] = adjust_p(rows.loc[judged, "shift_p"].to_numpy())
    return schema.conform("drift", rows.assign(shifted=(q <= MOST_Q) & (rows["shift"] >= LEAST_SHIFT)))


def _adjust_known(p_values: FloatArray, is_known: NDArray[np.bool_]) -> FloatArray:
    """Return q-values over the themes that both runs know; what fits none is a question of its own, and what is new is none.

    Either changes nearly always: among the tests it would make the q of all others too small.
    """
    judged = is_known & np.isfinite(p_values)
    q_values = np.full(len(p_values), np.nan)
    q_values[judged] = adjust_p(p_values[judged])
    q_values[-1] = p_values[-1]
    return q_values


def _take_ids(tables: Mapping[str, pd.DataFrame], ids: Sequence[str]) -> Frames:
    """Return the tables themes and assignments with some themes, of which one is none."""
    import pandas as pd

    themes = pd.DataFrame({"theme_id": ids, "label": ids, "parent_id": None, "status": "active"})
    assigned = tables["assignments"]["theme_id"].astype("object")
    return {"themes": themes, "assignments": assigned.where(assigned.notna(), NO_THEME).to_frame("theme_id")}


@dataclass(frozen=True, slots=True)
class _Meaning:
    """How the opinions of one theme changed; see table drift."""

    shift: float | None
    shift_p: float | None
    words_more: tuple[str, ...]
    words_less: tuple[str, ...]


def _compare_opinions(
    earlier: Analysis, corpus: Corpus, ours: np.ndarray, ids: Sequence[str], embedder: Embedder
) -> dict[str, _Meaning]:
    """Compare the different opinions of each theme that both runs have."""
    theirs = unique_texts(earlier.units)
    first = np.unique(theirs.of_unit, return_index=True)[1]
    column = earlier.tables["assignments"]["theme_id"].iloc[first].astype("object")
    theme = column.where(column.notna(), NO_THEME).to_numpy()
    language = None if corpus.words is None else corpus.words.language
    words = corpus.words or Words(list(corpus.texts), language=language), Words(theirs.texts, language=language)
    stored = earlier.require_model().vectors
    meanings = {}
    for name in ids:
        now, before = np.flatnonzero(ours == name), np.flatnonzero(theme == name)
        if min(len(now), len(before)) < FEWEST:
            continue
        chosen_now, chosen_before = _sample(corpus.texts, now), _sample(theirs.texts, before)
        texts = [theirs.texts[i] for i in chosen_before.tolist()]
        stored_vectors = None if stored is None else stored.find(texts)
        vectors = round_vectors(embedder.encode(texts)) if stored_vectors is None else stored_vectors.astype(np.float32)
        shift, p = _measure_shift(corpus.vectors[chosen_now], vectors)
        meanings[name] = _Meaning(shift, p, *_compare_words(words[0].take(now), words[1].take(before)))
    return meanings


def _sample(texts: Sequence[str], positions: np.ndarray) -> np.ndarray:
    """Return some of the positions, the same whatever else there is."""
    chosen = sample_texts([texts[i] for i in positions.tolist()], SAMPLED)
    return np.asarray(positions[chosen])


def _measure_shift(now: np.ndarray, before: np.ndarray) -> tuple[float, float]:
    """Return how far two samples of vectors lie apart in standard deviations, and the p-value of a permutation test.

    Parameters
    ----------
    now, before : ndarray of shape (n, n_dims)
    """
    rows = np.concatenate([now, before]).astype(np.float64)
    gram, n = rows @ rows.T, len(now)
    is_now = np.arange(len(rows)) < n
    random = np.random.default_rng(len(rows))
    draws = np.array([is_now, *(random.permutation(is_now) for _ in range(HALVES))], dtype=np.float64)
    weights = draws / n - (1 - draws) / (len(rows) - n)
    apart = ((weights @ gram) * weights).sum(axis=1)
    spread = [np.trace(part) / m - part.sum() / m**2 for part, m in ((gram[:n, :n], n), (gram[n:, n:], len(rows) - n))]
    spread = [value * m / (m - 1) for value, m in zip(spread, (n, len(rows) - n), strict=True)]
    square = apart[0] - spread[0] / n - spread[1] / (len(rows) - n)
    scale = max((spread[0] + spread[1]) / 2, 1e-12)
    p = (1 + (np.round(apart[1:], 12) >= np.round(apart[0], 12)).sum()) / (1 + HALVES)
    return float(np.round(np.sqrt(max(square, 0.0) / scale), 4)), float(p)


def _compare_words(now: Words, before: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that more, and that fewer, of a theme's opinions have than before."""
    spelling = {root: word for words in (before, now) for word, root in reversed(words.stem_of.items())}
    roots = sorted(root for root in {*now.terms, *before.terms} if not is_empty(spelling.get(root, root), now.language))
    counts = [np.asarray(words.matrix.sum(axis=0)).ravel() for words in (now, before)]
    sizes = [len(words.of_text) for words in (now, before)]
    listed: tuple[list[tuple[float, str]], list[tuple[float, str]]] = ([], [])
    for root in roots:
        n = [count[words.terms[root]] if root in words.terms else 0.0 for count, words in zip(counts, (now, before), strict=True)]
        share = sum(n) / sum(sizes)
        error = np.sqrt(share * (1 - share) * (1 / sizes[0] + 1 / sizes[1]))
        z = 0.0 if error == 0 else (n[0] / sizes[0] - n[1] / sizes[1]) / error
        if abs(z) >= LEAST_Z and max(n) >= LEAST_OPINIONS:
            listed[int(z < 0)].append((-abs(round(z, 6)), spelling.get(root, root)))
    more, less = (tuple(word for _, word in sorted(one)[:MOST_WORDS]) for one in listed)
    return more, less
