"""What a rank is made of beside the cost of a theme: stability, value and effort, where they are in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.findings.findings import UNRANKED, Finding
from cxtext.findings.rows import AnalysisLike, Score
from cxtext.wording import number

#: Factors of the rank beside what a theme costs: the column of the scorecard, and what it is called.
FACTORS = {"trust": "stability", "value_weight": "weight", "effort": "effort"}


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a theme's rank in words, such as stability and 0.66."""

    name: str
    value: str

    @property
    def text(self) -> str:
        """Name and value."""
        return f"{self.name} {self.value}"


def factors_in_use(findings: Sequence[Finding]) -> list[str]:
    """Return the columns of the factors that are not the same for all themes."""
    ranked = [f for f in findings if f.kind not in UNRANKED]
    return [name for name in FACTORS if any(getattr(f.score, name) != 1 for f in ranked)]


def list_factors(score: Score, columns: Sequence[str]) -> tuple[Factor, ...]:
    """Return the factors of one theme; ``columns`` are keys of :data:`FACTORS`."""
    return tuple(Factor(FACTORS[column], factor_text(column, getattr(score, column))) for column in columns)


def factor_text(name: str, value: float) -> str:
    """Write a factor: two decimals, an effort as it was given.

    >>> factor_text("trust", 0.8), factor_text("effort", 3.0), factor_text("effort", 0.5)
    ('0.80', '3', '0.5')
    """
    return f"{value:g}" if name == "effort" else number(value, 2)


def left_out_text(analysis: AnalysisLike) -> str:
    """Say what the chance of being among the five worst leaves out, and what it counts; nothing where there is no chance."""
    if analysis.tables["scorecard"]["p_top5"].isna().all():
        return ""
    used = factors_given(analysis)
    return "stability left out" + (f", {' and '.join(used)} counted" if used else "")


def factors_given(analysis: AnalysisLike) -> list[str]:
    """Return which of value and effort the user gave, and the ranking counts."""
    card = analysis.tables["scorecard"]
    in_use = {"value": card["value_at_risk"].notna().any(), "effort": (card["effort"] != 1).any()}
    return [name for name, is_used in in_use.items() if is_used]
