"""What the words of a ranking mean, in one line each: a block of the report and a line of the summary."""

from __future__ import annotations

from cxtext.impact import DISSOLVES, STABLE, TIER_CONFIDENCE
from cxtext.wording import number

_UNIT = ("opinion unit", "a part of a response that states one opinion")
_CAUTIOUS = ("cautious end", f"the one-sided {TIER_CONFIDENCE:.0%} limit: the true figure is larger in four of five such cases")
_STABILITY = (
    "stability",
    "0 to 1, how well a theme is found again when themes are sought on resamples: "
    f"{number(STABLE, 2)} is stable, below {number(DISSOLVES, 2)} it is often not found again",
)
_ESTABLISHED = (
    "established",
    "the 95% interval of what a theme costs leaves out zero, and of the themes that are called so at most one in twenty is so by "
    "chance",
)
_MEASURED = (
    "as measured",
    "the cost before it is drawn towards that of the other themes: the first of a list is first in part by luck, so that this "
    "figure is too large on average",
)
_CANDIDATE = ("candidate", "more negative than positive, but chance alone could explain what it costs")
_TIER = ("tier", "themes whose order the data do not establish share one")
_TIE = (
    "more answers that would settle a tie",
    "so many that the order of the two is settled in 8 of 10 cases, on average over all that they may truly cost; where all "
    "themes cost nearly the same it takes more",
)


def explain_terms(*, has_score: bool) -> list[tuple[str, str]]:
    """Return each term of a ranking with its meaning.

    Parameters
    ----------
    has_score : bool
        Nothing is established, or a candidate, by volume alone.

    >>> [term for term, _ in explain_terms(has_score=False)]
    ['opinion unit', 'cautious end', 'stability', 'tier']
    """
    of_costs = [_ESTABLISHED, _CANDIDATE, _MEASURED] if has_score else []
    return [_UNIT, _CAUTIOUS, _STABILITY, *of_costs, _TIER, *([_TIE] if has_score else [])]


def terms_line(*, has_score: bool) -> str:
    """Return the terms that a list of pain points uses and no sentence above it explains, as one line."""
    terms = [item for item in explain_terms(has_score=has_score) if item not in (_CAUTIOUS, _STABILITY, _TIE)]
    return f"Terms: {'; '.join(f'{term} ({meaning})' for term, meaning in terms)}."
