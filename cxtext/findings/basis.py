"""What the shares of themes are over, and how much data a ranking takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike
from cxtext.wording import plural

#: Share of submissions that a theme should show from: what decides how many submissions a ranking takes.
WORTH_FINDING = 0.05


@dataclass(frozen=True, slots=True)
class Basis:
    """What the shares of themes are over.

    Parameters
    ----------
    n : int
        Submissions with content.
    n_questions : int
        Answers that one submission may hold.
    least : int
        Similar submissions that make a theme.
    """

    n: int
    n_questions: int
    least: int

    @property
    def noun(self) -> str:
        """What one submission is called: a response, unless it may hold several."""
        return "submission" if self.n_questions > 1 else "response"

    @property
    def enough(self) -> int:
        """Submissions among which what :data:`WORTH_FINDING` of them say is said often enough to make a theme."""
        return math.ceil(self.least / WORTH_FINDING)

    @property
    def need(self) -> str:
        """Say how much data it takes."""
        noun = f"{self.noun}s"
        return f"A theme needs {self.least} similar {noun}; topics raised by 5% appear from about {self.enough} {noun} on."

    @property
    def note(self) -> str:
        """Say what the shares are over where it is not plain to see, else nothing."""
        if self.n_questions < 2:
            return ""
        return (
            f"Counts and shares of themes are over the {plural(self.n, 'submission')} with content; "
            f"one submission holds the answers to all {self.n_questions} questions."
        )


def basis_of(analysis: AnalysisLike) -> Basis:
    """Return what the shares of an analysis are over."""
    responses = analysis.tables["responses"]
    content = responses.loc[responses["status"] == "content", "row"]
    questions = int(responses["question"].nunique())
    least = analysis.manifest.setting("themes", "min_responses", 5)
    return Basis(int(content.nunique()), max(questions, 1), int(least))
