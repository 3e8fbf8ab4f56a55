"""What tagging errors do to a theme's numbers, judged by a sample that a person has labelled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxtext.impact.effects import SIMPLE, Design
from cxtext.impact.stats import mean_without, variance_of_sum
from cxtext.metrics import Z95, FloatArray, wilson

IntArray = NDArray[np.int64]


#: Largest part of the responses tagged alike that may go by what was seen of others.
JOINED = 0.05


@dataclass(frozen=True, slots=True)
class _Class:
    """Responses of one stratum that are tagged alike: members, how many were labelled, share of those that mention it."""

    tagged: bool
    size: int
    n: int
    rate: float

    def limits(self) -> tuple[float, float]:
        """Return Wilson's limits of the share over all members, narrower the more of them were labelled."""
        if self.n >= self.size:
            return self.rate, self.rate
        return wilson(self.rate, self.n * (self.size - 1) / (self.size - self.n))


def audit_theme(
    tagged: ArrayLike,
    label: ArrayLike,
    stratum: ArrayLike,
    points: ArrayLike | None = None,
    design: Design = SIMPLE,
) -> tuple[dict[str, float], str]:
    """Measure precision and recall of one theme's tags, and its share and removal impact with their errors taken out.

    Parameters
    ----------
    tagged : array-like of shape (n,), bool
        Whether the machine says that the response mentions the theme.
    label : array-like of shape (n,), float
        1 or 0 as a person says, ``nan`` where nobody looked.
    stratum : array-like of shape (n,), int
        What the sample was drawn from; -1 for responses that say nothing, which are known to mention no theme.
    points : array-like of shape (n,), float, optional
        Points of the metric, ``nan`` where there is none.
    design : Design, optional
        Respondents and survey weights.

    Returns
    -------
    columns : dict of str to float
        Counts ``n_tagged, n_checked, n_right, n_wrong, n_missed``; ``precision``, ``recall``, ``share`` and ``impact``,
        each with ``_low`` and ``_high``; ``tagged_share`` and ``tagged_impact`` as the machine has them. ``nan`` is null.
    note : str
        Why something is missing.

    Notes
    -----
    Responses of one stratum that are tagged alike form a class c of N_c, of which n_c were labelled: pi = n_c / N_c
    (poststratification). With x^ the tag, x the label and S = 1 where labelled, x~ = x^ - (S / pi) (x^ - x); m the mean of
    all y and m0 = sum (1 - x~) y / sum (1 - x~), impact = m - m0. The difference estimator is unbiased whatever the tagger
    does (Saerndal, Swensson and Wretman 1992, chapter 6). Its variance is that of the influence function

        w (y - m) / W - w (1 - x^) (y - m0) / Z - d_c - (S / pi) (d - d_c),   d = w (x^ - x) (y - m0) / Z,

    d_c the class mean of d, summed per respondent. A class in which no error was met counts as having half a one, so that
    it is not held to be free of them. Limits of precision, share and recall put Wilson's limits of the classes together
    (MOVER, Donner and Zou 2012, Stat. Methods Med. Res. 21:347), with the finite population reckoned in; they count
    responses, unweighted.

    m0 is a mean of answers, so that the impact lies between m less the best answer there is and m less the worst one, and its
    limits are cut to that. Where the estimate lies beyond, or the interval is as wide as all that is possible, the labels say
    nothing about the impact, and there is none.

    >>> x = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    >>> columns, _ = audit_theme(x == 1, [1, 1, 0, 1, 0, 0, 0, 0, 0, 1], 1 - x)
    >>> columns["precision"], columns["recall"], columns["share"]
    (0.75, 0.75, 0.4)
    """
    flag, truth = np.asarray(tagged, dtype=bool), np.asarray(label, dtype=np.float64)
    group, classes = _classify(flag, truth, np.asarray(stratum, dtype=np.int64))
    columns = _count_tags(flag, truth, group) | _rates(classes)
    columns |= dict.fromkeys(("tagged_impact", "impact", "impact_low", "impact_high"), np.nan)
    note = _missing(classes)
    y = np.full(len(flag), np.nan) if points is None else np.asarray(points, dtype=np.float64)
    w = np.where(np.isfinite(y), design.usable_weights(len(y)), 0.0)
    if not w.any():
        return columns, note
    removal = _Removal(
        np.where(w > 0, y, 0.0),
        w,
        flag.astype(np.float64),
        np.where(group >= 0, truth, np.nan),
        group,
        classes,
        design.number_respondents(len(y)),
    )
    columns["tagged_impact"] = removal.estimate(of_tags=True)
    if not note and columns["share"] in (0.0, 1.0):
        note = f"by the labels {'nobody mentions' if columns['share'] == 0 else 'all mention'} it: nothing to compare"
    if note:
        return columns, note
    impact = _correct_impact(removal)
    if not impact:
        note = "the labels say nothing about its impact: they are too few, or contradict the tags too often"
    return columns | impact, note


def _correct_impact(removal: _Removal) -> dict[str, float]:
    """Return the impact without the errors of the tags, with its limits; nothing where the labels tell nothing of it."""
    impact, half, (least, most) = removal.estimate(), Z95 * np.sqrt(removal.variance()), removal.possible()
    if not least <= impact <= most or 2 * half >= most - least:
        return {}
    if half <= 0:
        return {"impact": impact}
    return {"impact": impact, "impact_low": max(impact - half, least), "impact_high": min(impact + half, most)}


def _count_tags(flag: NDArray[np.bool_], truth: FloatArray, group: IntArray) -> dict[str, float]:
    """Return how many responses are tagged, were checked, and are right, wrong or missed; and the share that is tagged."""
    seen = np.isfinite(truth) & (group >= 0)
    return {
        "n_tagged": float(flag.sum()),
        "n_checked": float(seen.sum()),
        "n_right": float((flag & (truth == 1) & seen).sum()),
        "n_wrong": float((flag & (truth == 0) & seen).sum()),
        "n_missed": float((~flag & (truth == 1) & seen).sum()),
        "tagged_share": float(flag.sum() / max(int((group >= 0).sum()), 1)),
    }


def _classify(tagged: NDArray[np.bool_], truth: FloatArray, stratum: IntArray) -> tuple[IntArray, list[_Class]]:
    """Return the class of each response, -1 for none.

    One that nobody looked at joins the largest one tagged alike; a large one without the tag, where most misses are, stays as
    it is, and nothing is said of it.
    """
    code = np.where(stratum < 0, -1, 2 * stratum + tagged)
    seen = np.isfinite(truth) & (code >= 0)
    labelled = np.unique(code[seen])
    for lone in np.setdiff1d(np.unique(code[code >= 0]), labelled):
        alike = labelled[labelled % 2 == lone % 2]
        is_small = (code == lone).sum() <= JOINED * ((code >= 0) & (code % 2 == lone % 2)).sum()
        if len(alike) and (lone % 2 or is_small):
            code = np.where(code == lone, alike[int(np.argmax([(code == c).sum() for c in alike]))], code)
    names, group = np.unique(code, return_inverse=True)
    group = group.ravel().astype(np.int64) - int(bool(len(names)) and names[0] < 0)
    classes = []
    for c, name in enumerate(names[names >= 0]):
        here = group == c
        n = int((here & seen).sum())
        classes.append(_Class(bool(name % 2), int(here.sum()), n, float(truth[here & seen].mean()) if n else np.nan))
    return group, classes


def _missing(classes: list[_Class]) -> str:
    """Say what cannot be estimated, and why."""
    if any(c.tagged and not c.n for c in classes):
        return "no response tagged with it was checked"
    if any(not c.tagged and not c.n for c in classes):
        return "not enough responses without the tag were checked, of those drawn from none above all"
    return "" if any(c.tagged for c in classes) else "no response is tagged with it"


def _rates(classes: list[_Class]) -> dict[str, float]:
    """Return precision, recall and share over the classes, with their limits."""
    right, missed = (_total([c for c in classes if c.tagged is side]) for side in (True, False))
    n_tagged, n = sum(c.size for c in classes if c.tagged), sum(c.size for c in classes)
    rates = _scaled("precision", right, n_tagged)
    total = right[0] + missed[0]
    low = total - np.hypot(right[0] - right[1], missed[0] - missed[1])
    high = total + np.hypot(right[2] - right[0], missed[2] - missed[0])
    rates |= _scaled("share", (total, low, high), n)
    recall = right[0] / total if total > 0 else np.nan
    return rates | {
        "recall": recall,
        "recall_low": _recall_limit(recall, right[0] - right[1], missed[2] - missed[0], total, lower=True),
        "recall_high": _recall_limit(recall, right[2] - right[0], missed[0] - missed[1], total, lower=False),
    }


def _total(classes: list[_Class]) -> tuple[float, float, float]:
    """Return how many members of the classes mention the theme, with limits."""
    if any(not c.n for c in classes):
        return np.nan, np.nan, np.nan
    value = sum(c.size * c.rate for c in classes)
    gaps = [(c.size * (c.rate - c.limits()[0]), c.size * (c.limits()[1] - c.rate)) for c in classes]
    return value, value - float(np.sqrt(sum(a * a for a, _ in gaps))), value + float(np.sqrt(sum(b * b for _, b in gaps)))


def _scaled(name: str, total: tuple[float, float, float], n: int) -> dict[str, float]:
    """Return a total and its limits as shares of ``n``."""
    value, low, high = (t / n if n else np.nan for t in total)
    return {
        name: value,
        f"{name}_low": max(low, 0.0) if low == low else low,
        f"{name}_high": min(high, 1.0) if high == high else high,
    }


def _recall_limit(recall: float, right: float, missed: float, total: float, *, lower: bool) -> float:
    """Return the recall R at which (1 - R) right - R missed is as far from 0 as its limits, by bisection.

    ``right`` and ``missed`` are the distances of both totals to their limits on the side that matters.
    """
    if not np.isfinite(recall + right + missed):
        return np.nan
    near, far = recall, 0.0 if lower else 1.0
    for _ in range(50):
        middle = (near + far) / 2
        inside = abs(recall - middle) * total <= np.hypot((1 - middle) * right, middle * missed)
        near, far = (middle, far) if inside else (near, middle)
    return near


@dataclass(frozen=True)
class _Removal:
    """The removal lens on one theme, tags corrected by labels."""

    y: FloatArray
    w: FloatArray
    tag: FloatArray
    truth: FloatArray
    group: IntArray
    classes: list[_Class]
    respondents: IntArray

    def corrected(self) -> FloatArray:
        """Return x~ of each response."""
        scale = np.array([c.size / c.n for c in self.classes])[self.group]
        return np.where(np.isfinite(self.truth), self.tag - scale * (self.tag - np.nan_to_num(self.truth)), self.tag)

    def estimate(self, *, of_tags: bool = False) -> float:
        """Return the impact: of the tags as they are, or of the corrected ones."""
        mean, without, _ = mean_without(self.y, self.w, self.tag if of_tags else self.corrected())
        return mean - without

    def possible(self) -> tuple[float, float]:
        """Return the least and the largest impact that the answers there are allow for."""
        answers, mean = self.y[self.w > 0], float(self.w @ self.y / self.w.sum())
        return mean - float(answers.max()), mean - float(answers.min())

    def variance(self) -> float:
        """Return the variance of the corrected impact; ``nan`` when there is none."""
        mean, without, rest = mean_without(self.y, self.w, self.corrected())
        if not np.isfinite(without):
            return np.nan
        away = self.w * (self.y - without) / rest
        psi = self.w * (self.y - mean) / self.w.sum() - (1 - self.tag) * away
        unseen = 0.0
        for c, one in enumerate(self.classes):
            here = self.group == c
            seen = here & np.isfinite(self.truth)
            d = (self.tag - self.truth)[seen] * away[seen]
            psi[here] -= d.mean()
            psi[seen] -= one.size / one.n * (d - d.mean())
            unseen += _unseen_errors(one, float(np.mean(away[here] ** 2)))
        used = np.unique(self.respondents[self.w > 0])
        if len(used) < 2:
            return np.nan
        sums = np.sort(np.bincount(self.respondents, weights=psi))
        return variance_of_sum(float(sums @ sums), len(used)) + unseen


def _unseen_errors(one: _Class, square: float) -> float:
    """Return what the variance lacks for errors that too few labels let show; ``square`` is that of one error's weight."""
    if one.n >= one.size:
        return 0.0
    error = 1 - one.rate if one.tagged else one.rate
    least = max(error, 0.5 / one.n)
    lacking = max(0.0, least * (1 - least) - error * (1 - error))
    return one.size**2 / one.n * (1 - one.n / one.size) * lacking * square
