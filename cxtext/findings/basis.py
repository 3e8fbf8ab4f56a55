"""What the shares of themes are over, and how much data a ranking takes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cxtext.findings.rows import AnalysisLike
from cxtext.run import recall
from cxtext.wording import by_people, number, one_line, plural

#: Share of responses that a theme should show from: what decides how many responses a ranking takes.
WORTH_FINDING = 0.05


@dataclass(frozen=True, slots=True)
class Basis:
    """What the shares of themes are over.

    Parameters
    ----------
    n : int
        Responses with content.
    n_questions : int
        Answers that one response may hold.
    least : int
        Similar responses that make a theme.
    n_all : int
        Responses, those without content too.
    weight : str
        Column of the survey weights; empty without one.
    n_voices : int, optional
        Different people among those with content.
    n_copies : int
        Responses with content that are copies of another one, and share its weight.
    """

    n: int
    n_questions: int
    least: int
    n_all: int
    weight: str = ""
    n_voices: int | None = None
    n_copies: int = 0

    @property
    def noun(self) -> str:
        """What one response is called, on pages and in tables alike."""
        return "response"

    @property
    def those(self) -> str:
        """What the shares of themes are of, as it stands after "of": all responses, or those that say something."""
        which = "all" if self.n == self.n_all else f"the {number(self.n)} with a comment"
        return f"{which}, weighted" if self.weight else which

    @property
    def enough(self) -> int:
        """Responses among which what :data:`WORTH_FINDING` of them say is said often enough to make a theme."""
        return math.ceil(self.least / WORTH_FINDING)

    @property
    def need(self) -> str:
        """Say how much data it takes."""
        noun = f"{self.noun}s"
        return f"A theme needs {self.least} similar {noun}; topics raised by 5% appear from about {self.enough} {noun} on."

    @property
    def note(self) -> str:
        """Say what the shares are over, and whether they are weighted, where it is not plain to see; else nothing."""
        notes = []
        if self.n_questions > 1:
            questions = "both questions" if self.n_questions == 2 else f"all {self.n_questions} questions"
            notes.append(
                f"Counts and shares of themes are over the {plural(self.n, 'response')} with a usable comment; "
                f"one response holds the answers to {questions}."
            )
        elif self.n < self.n_all:
            notes.append(
                f"Shares of themes are of the {plural(self.n, 'response')} with a usable comment, "
                f"not of all {number(self.n_all)}."
            )
        if people := by_people(self.n, self.n_voices):
            are = "is a copy" if self.n_copies == 1 else "are copies"
            copies = f"; {number(self.n_copies)} of them {are} of another one, and each text counts once" if self.n_copies else ""
            notes.append(f"The {plural(self.n, self.noun)} with content are{people}{copies}.")
        if self.weight:
            notes.append(f"Shares, scores and points are weighted by column “{self.weight}”; counts are not.")
        return " ".join(notes)


def basis_of(analysis: AnalysisLike) -> Basis:
    """Return what the shares of an analysis are over."""
    return recall(analysis, "basis", lambda: _count_basis(analysis))


def _count_basis(analysis: AnalysisLike) -> Basis:
    """Count what the shares of an analysis are over."""
    responses = analysis.tables["responses"]
    answers = responses[responses["status"] == "content"]
    content = answers["row"]
    weight = one_line(analysis.manifest.setting("input", "weight_column") or "", 40)
    questions = int(responses["question"].nunique())
    copies = answers.loc[answers["copy_of"].notna()].groupby("copy_of")["row"].nunique()
    people = int(answers["voice_id"].nunique()), int((copies - 1).sum())
    least = analysis.manifest.setting("themes", "min_responses", 5)
    return Basis(int(content.nunique()), max(questions, 1), int(least), int(responses["row"].nunique()), weight, *people)
