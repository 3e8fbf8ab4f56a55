"""The rank check in words: which themes keep their place when other choices are made, and where they stand there."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, list_rows
from cxtext.wording import one_line, percent, plural

#: Most characters of the label of a theme of another run.
_LABEL_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RankCheck:
    """One row of table ``rank_check``: a theme under one metric, ranked again with one choice made otherwise."""

    theme_id: str
    description: str
    rank: int
    matched_label: str | None
    rank_there: int | None
    n_ranked: int
    kept: bool

    @property
    def text(self) -> str:
        """Where the theme stands there."""
        if self.matched_label is None:
            return "not found again"
        label = one_line(self.matched_label, _LABEL_LENGTH)
        if self.rank_there is None:
            return f"found again as “{label}”, which is not ranked there"
        return f"no. {self.rank_there} of {self.n_ranked}, there “{label}”"


@dataclass(frozen=True, slots=True)
class RankChecks:
    """All checks of one theme under one metric.

    Parameters
    ----------
    checks : tuple of RankCheck
        At least one.
    by_chance : float
        Share of them in which a theme would keep its place if the order there were drawn at random.
    """

    checks: tuple[RankCheck, ...]
    by_chance: float

    @property
    def n_kept(self) -> int:
        """Number of the checks in which the theme keeps its place within two."""
        return sum(check.kept for check in self.checks)

    @property
    def text(self) -> str:
        """How often the theme keeps its place."""
        n = plural(len(self.checks), "check")
        share, chance = percent(self.n_kept / len(self.checks)), percent(self.by_chance)
        return f"keeps its place within two in {self.n_kept} of {n} ({share}; {chance} if the order were drawn at random)"


def list_rank_checks(analysis: AnalysisLike, metric: str) -> dict[str, RankChecks]:
    """Return the checks of each ranked theme under one metric, by its id; none without a rank check."""
    table, card = analysis.tables["rank_check"], analysis.tables["scorecard"]
    card = card[card["metric"] == metric]
    by_chance = dict(zip(card["theme_id"], card["rank_kept_by_chance"].tolist(), strict=True))
    checks: dict[str, list[RankCheck]] = {}
    for check in list_rows(RankCheck, table[table["metric"] == metric]):
        checks.setdefault(check.theme_id, []).append(check)
    return {theme: RankChecks(tuple(own), by_chance[theme]) for theme, own in checks.items()}
