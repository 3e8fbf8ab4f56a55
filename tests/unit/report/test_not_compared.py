"""Where no theme can be compared on a score, every output says why, and none a figure that was not computed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import cxtext
from cxtext.backlog import build_items
from cxtext.cli.ranking import render

CASES = {
    "all valid answers are equal: nothing to explain": {"score": "7"},
    "one valid answer: nothing to compare": {"score": ["7"] + [""] * 119},
    # Only those who gave no score have a weight.
    "no valid answer": {"weight": lambda frame: ["0" if score else "1" for score in frame["score"]]},
}


@pytest.mark.parametrize("reason", CASES)
def test_the_reason_is_said_and_no_figure_made_up(survey: Path, reason: str):
    frame = pd.read_csv(survey, dtype=str, keep_default_na=False).assign(**CASES[reason])
    weight = "weight" if "weight" in frame else None
    analysis = cxtext.analyze(frame, text_column="comment", nps_column="score", weight_column=weight, embedder="fast")
    card = analysis.scorecard
    assert set(card["note"]) == {reason}
    assert card["p_top5"].isna().all()
    summary, facts = cxtext_texts(analysis)
    page = analysis.to_html()
    for text in (summary, facts, page, render(analysis)):
        assert reason in text
        assert "interval includes zero" not in text
        assert "with a chance of" not in text


def cxtext_texts(analysis: cxtext.Analysis) -> tuple[str, str]:
    """Return the summary and the facts of the exports."""
    from cxtext.report import render_summary

    facts = [fact for item in build_items(analysis, kind="pain") for fact in item.facts]
    assert facts
    return render_summary(analysis), "\n".join(facts)
