from __future__ import annotations

import pytest
from fixtures.analysis import make_analysis

from cxtext.report.document import build_document
from cxtext.report.summary import render_summary


def test_it_says_what_the_report_says() -> None:
    analysis = make_analysis(hostile=False)
    text, document = render_summary(analysis), build_document(analysis)
    assert f"**{document['headline']}**" in text
    view = document["views"][0]
    for row in view["pains"] + view["candidates"]:
        assert f"{row['rank']}\\. **{row['label']}** (tier {row['tier']}): {row['effect_text']} NPS points" in text
        assert f"({row['quote']['response_id']}, nps" in text
    for row in view["strengths"]:
        assert f"- **{row['label']}**" in text
    assert text.count("not established") == len(view["candidates"])
    assert "400 responses = " in text


def test_it_fits_a_page() -> None:
    assert len(render_summary(make_analysis(n=3000)).splitlines()) < 80


def test_hostile_words_are_no_markup() -> None:
    text = render_summary(make_analysis())
    assert "<" not in text
    assert "\x00" not in text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"metrics": ()}, "no score column"),
        ({"weak": True}, "these are candidates"),
        ({"themes": False, "n": 6}, "No theme was found"),
    ],
)
def test_it_is_honest(options: dict[str, object], sentence: str) -> None:
    assert sentence in render_summary(make_analysis(**options))  # type: ignore[arg-type]
