"""A survey cut into parts, worked on apart and united, gives the tables of the plain run, bit for bit."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxtext import Analysis, analyze, schema
from cxtext.embed import load_embedder
from cxtext.pipeline import (
    Batch,
    SentimentReader,
    ThemeEdits,
    assign_units,
    classify_units,
    count_repeats,
    describe_tables,
    embed_units,
    index_answers,
    mark_status,
    read_words,
    split_responses,
    tabulate_sentiment,
    tabulate_themes,
    unite_batches,
)
from cxtext.settings import TextConfig, ThemesConfig
from cxtext.themes import Corpus, ThemeModel, Words

SAMPLE = Path(__file__).parents[3] / "sample_data" / "cncf_nps.csv"
EMBEDDER = load_embedder("fast", jobs=1)
READER = SentimentReader.load(EMBEDDER, jobs=1)
#: Where the responses are cut, as shares of their number: equal parts, and unequal ones of which one is empty and one a row.
CUTS = {
    "one": [],
    "three": [1 / 3, 2 / 3],
    "seven": [i / 7 for i in range(1, 7)],
    "unequal": [0.0, 0.001, 0.3, 0.3, 0.35, 0.9],
}

Map = Callable[[Callable[..., Any], Iterable[Any]], Iterable[Any]]


@pytest.fixture(scope="module")
def whole() -> Analysis:
    """Analyse the sample survey in one go; two of its responses repeat themselves, so that splitting has issues."""
    frame = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    frame.loc[[10, 700], "text"] = "The docs are slow.\nGreat people here.\nThe docs are slow."
    return analyze(frame, embedder="fast", emotion=True, jobs=1)


def cut(responses: pd.DataFrame, shares: Sequence[float]) -> list[pd.DataFrame]:
    edges = [0, *(round(share * len(responses)) for share in shares), len(responses)]
    return [responses.iloc[start:end] for start, end in pairwise(edges)]


def read(whole: Analysis) -> pd.DataFrame:
    """Return the responses as the reader gave them."""
    return whole.tables["responses"].drop(columns=["status", "primary_theme_id"])


def prepare(parts: Sequence[pd.DataFrame], run: Map) -> list[Batch]:
    """Split, embed and classify each part."""
    batches = run(partial(split_responses, settings=TextConfig()), parts)
    batches = run(partial(embed_units, embedder=EMBEDDER, batch_size=16), batches)
    return list(run(partial(classify_units, reader=READER, emotion=True), batches))


def tabulate(survey: Batch, responses: pd.DataFrame, model: ThemeModel) -> dict[str, pd.DataFrame]:
    """Return the tables that come from the steps."""
    assert survey.sentiment is not None and survey.assigned is not None
    responses, units = mark_status(responses, survey), count_repeats(survey)
    tables = {"units": units, "sentiment": tabulate_sentiment(survey.sentiment, responses, units, survey.unique)}
    tables |= tabulate_themes(model.themes, survey.assigned, responses, units, survey.unique, source="fit")
    return tables | describe_tables(tables, survey.unique, Words(survey.unique.texts))


@pytest.mark.parametrize("name", CUTS)
def test_parts_of_any_size_give_the_tables_of_the_plain_run(whole, name):
    assert whole.model is not None
    parts = cut(read(whole), CUTS[name])
    assert len(parts) == len(CUTS[name]) + 1 and (min(map(len, parts)) == 0) == (name == "unequal")
    batches = [assign_units(batch, whole.model) for batch in prepare(parts, map)]
    survey = unite_batches(batches)
    for table, frame in tabulate(survey, read(whole), whole.model).items():
        pd.testing.assert_frame_equal(frame, whole.tables[table], check_exact=True)
    issues = whole.issues[whole.issues["stage"] == "split"].reset_index(drop=True)
    assert len(issues) == 2 and schema.issue_table(survey.log.issues).equals(issues)


def test_other_processes_give_every_table_of_the_plain_run(whole):
    """Fit, assign and measure on parts that two fresh processes worked on."""
    parts = cut(read(whole), CUTS["unequal"])
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        batches = prepare(parts, pool.map)
        survey = unite_batches(batches)
        texts, words = survey.unique, read_words(survey.unique.texts, READER.heads)
        assert survey.vectors is not None and survey.sentiment is not None
        corpus = Corpus(
            texts.texts,
            survey.vectors,
            texts.counts,
            index_answers(whole.responses, survey.units, survey.unique),
            embedder_fingerprint=EMBEDDER.fingerprint,
            encode=EMBEDDER.encode,
            words=words.words,
            nlp=words.nlp,
            parser=words.parser,
        )
        model, fitted = ThemeModel.fit_assign(
            corpus, settings=ThemesConfig(), tone=READER.polarity_scorer(survey.sentiment), jobs=1
        )
        assigned = unite_batches(list(pool.map(partial(assign_units, model=model), batches)))
    assert assigned.assigned is not None
    for name in ("theme", "strength", "subtheme"):
        assert (getattr(assigned.assigned, name) == getattr(fitted, name)).all()
    tables = whole.tables | tabulate(assigned, read(whole), model)
    again = ThemeEdits(Analysis(tables, whole.manifest, model)).apply()
    for name in schema.TABLES:
        pd.testing.assert_frame_equal(again.tables[name], whole.tables[name], check_exact=True)


def test_a_response_is_in_one_batch_only():
    batch = split_responses(pd.DataFrame({"response_id": ["r1"], "text": ["Search is slow"]}), TextConfig())
    with pytest.raises(ValueError, match="response in common"):
        unite_batches([batch, batch])
    with pytest.raises(ValueError, match="no batch"):
        unite_batches([])
    with pytest.raises(ValueError, match="embed_units first"):
        classify_units(batch, READER)


def test_what_not_every_part_has_the_whole_has_not():
    frame = pd.DataFrame({"response_id": ["r1", "r2"], "text": ["Search is slow", "Search is slow"]})
    one, two = (split_responses(frame.iloc[[i]], TextConfig()) for i in range(2))
    assert unite_batches([embed_units(one, EMBEDDER), two]).vectors is None
    both = unite_batches([embed_units(one, EMBEDDER), embed_units(two, EMBEDDER)])
    assert both.vectors is not None and both.vectors.shape == (1, EMBEDDER.n_dims)
    assert both.unique.counts.tolist() == [2]
