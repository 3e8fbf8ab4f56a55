"""What came to each theme of a codebook, as the terminal and the summary say it."""

from __future__ import annotations

from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike, top_themes
from cxtext.wording import one_line, plural

#: Themes that are told one by one.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class GivenTheme:
    """One theme of the codebook: opinion units that came to it, and responses they are in."""

    label: str
    n_responses: int
    n_units: int

    @property
    def text(self) -> str:
        """Say how much came to it.

        >>> GivenTheme("Parking", 1, 2).text
        '1 response, 2 opinion units'
        """
        return f"{plural(self.n_responses, 'response')}, {plural(self.n_units, 'opinion unit')}"


def given_themes(analysis: AnalysisLike) -> list[GivenTheme]:
    """Return the themes that came from a codebook, those of the most responses first; none without a codebook.

    Sub-themes and hidden themes are left out, as everywhere.
    """
    given = [theme for theme in top_themes(analysis).values() if theme.origin == "codebook"]
    given.sort(key=lambda theme: (-theme.n_responses, -theme.n_units, theme.theme_id))
    return [GivenTheme(one_line(theme.label, 60), theme.n_responses, theme.n_units) for theme in given]


def rest_text(given: list[GivenTheme]) -> str:
    """Say what came to the themes that are not told one by one; nothing when all are.

    >>> rest_text([GivenTheme("Parking", 3, 3)] * 8)
    'In the report: 2 further themes of the codebook, 6 opinion units in all.'
    """
    rest = given[SHOWN:]
    if not rest:
        return ""
    units = plural(sum(theme.n_units for theme in rest), "opinion unit")
    return f"In the report: {plural(len(rest), 'further theme')} of the codebook, {units} in all."
