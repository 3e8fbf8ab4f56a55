from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fixtures.analysis import FakeAnalysis, make_analysis

from cxtext.findings import Kind, Quote, QuoteBook, describe_ranking, metric_views
from cxtext.settings import Metric
from cxtext.themes import is_empty


def quoted(analysis: Any, limit: int = 6) -> dict[Kind, list[list[Quote]]]:
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    book = QuoteBook(analysis, ranking)
    quotes: dict[Kind, list[list[Quote]]] = {}
    for theme in ranking.themes:
        quotes.setdefault(theme.finding.kind, []).append(book.quotes(theme.theme_id, limit))
    return quotes


def with_nps(**options: Any) -> FakeAnalysis:
    analysis = make_analysis(2000, hostile=False, **options)
    manifest = dataclasses.replace(analysis.manifest, outcomes=(Metric(column="nps", kind="nps"),))
    return FakeAnalysis(analysis.tables, manifest)


def test_a_pain_point_is_quoted_by_detractors_and_a_strength_by_promoters() -> None:
    quotes = quoted(with_nps())
    assert quotes[Kind.PAIN] and quotes[Kind.STRENGTH]
    for quote in (quote for own in quotes[Kind.PAIN] for quote in own[:2]):
        assert quote.sentiment == "negative" and dict(quote.scores)["nps"] <= 6
    for quote in (quote for own in quotes[Kind.STRENGTH] for quote in own[:2]):
        assert quote.sentiment == "positive" and dict(quote.scores)["nps"] >= 9


def test_where_detractors_are_too_few_other_complaints_follow() -> None:
    analysis = with_nps()
    responses = analysis.tables["responses"].copy()
    low = responses.index[responses["metric.nps"] <= 6]
    responses.loc[low[5:], "metric.nps"] = np.nan
    analysis.tables["responses"] = responses
    own = [quotes for quotes in quoted(analysis)[Kind.PAIN] if len(quotes) > 2]
    assert own
    for quotes in own:
        is_low = [dict(quote.scores).get("nps", 10) <= 6 for quote in quotes]
        assert is_low == sorted(is_low, reverse=True)
        assert {quote.sentiment for quote in quotes[:2]} == {"negative"}
    assert any(dict(quote.scores).get("nps", 10) > 6 for quotes in own for quote in quotes)


def test_without_a_score_a_pain_point_is_still_quoted_with_complaints() -> None:
    quotes = quoted(make_analysis(400, metrics=(), hostile=False))
    assert {quote.sentiment for own in quotes[Kind.PAIN] for quote in own[:2]} == {"negative"}


def test_no_person_is_quoted_twice() -> None:
    analysis = with_nps()
    responses = analysis.tables["responses"]
    analysis.tables["responses"] = responses.assign(voice_id=[f"P{i % 3}" for i in range(len(responses))])
    person = dict(zip(responses["response_id"], analysis.tables["responses"]["voice_id"], strict=True))
    for own in (own for kind in quoted(analysis).values() for own in kind):
        people = [person[quote.response_id] for quote in own]
        assert len(people) == len(set(people)) <= 3


def test_nothing_is_quoted_twice_in_almost_the_same_words() -> None:
    analysis = with_nps()
    # the texts of a theme differ in a number alone: one quote of each way to say it
    for own in (own for kind in quoted(analysis, 50).values() for own in kind):
        patterns = ["".join(c for c in quote.text if not c.isdigit()) for quote in own]
        long = [pattern for pattern in patterns if len(pattern.split()) >= 5]
        assert len(long) == len(set(long))


@pytest.mark.parametrize(
    ("metric", "answers", "sides"),
    [
        (Metric(column="m", kind="nps"), [0, 6, 7, 8, 9, 10, np.nan], [-1, -1, 0, 0, 1, 1, 0]),
        (Metric(column="m", kind="csat", scale=(1, 5)), [1, 3, 4, np.nan], [-1, 0, 1, 0]),
        (Metric(column="m", kind="csat", scale=(1, 5), direction="lower"), [1, 3, 4], [1, 0, -1]),
        (Metric(column="m", kind="ces", scale=(1, 7), direction="lower"), [1, 4, 7], [1, 0, -1]),
        (Metric(column="m", kind="binary"), [0, 1, np.nan], [-1, 1, 0]),
        (Metric(column="m", kind="binary", direction="lower"), [0, 1], [1, -1]),
        (Metric(column="m", kind="number"), [1, 2, 50, np.nan], [-1, 0, 1, 0]),
        (Metric(column="m", kind="number"), [1, 2, 4, 4, 4, 5, 5, 5, 5, 5], [-1, -1, 0, 0, 0, 1, 1, 1, 1, 1]),
        (Metric(column="m", kind="duration", unit="hours"), [1, 2, 50], [1, 0, -1]),
        (Metric(column="m", kind="number"), [np.nan], [0]),
    ],
)
def test_the_side_of_an_answer(metric: Metric, answers: list[float], sides: list[float]) -> None:
    from cxtext.metrics import make_outcome

    raw = np.array(answers, dtype=np.float64)
    assert make_outcome(metric, pd.Series(raw).dropna()).side(raw).tolist() == sides


def test_a_quote_with_a_word_of_the_name_comes_before_those_with_a_word_of_a_phrase() -> None:
    analysis = with_nps()
    first, *others = quoted(analysis)[Kind.PAIN][0]
    words = (word for other in others for word in other.text.split())
    word = next(word for word in words if word[:4] not in first.text and not is_empty(word.lower()))
    themes = analysis.tables["themes"]
    analysis.tables["themes"] = themes.assign(label=themes["label"].where(themes["theme_id"] != first.theme_id, word))
    again = quoted(FakeAnalysis(analysis.tables, analysis.manifest))[Kind.PAIN][0]
    assert word in again[0].text and again[0].text != first.text
