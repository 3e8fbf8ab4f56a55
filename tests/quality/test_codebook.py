"""Assignment to a given codebook, on sets in the folder that CXTEXT_EVAL_DATA names; floors are in floors.json."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from bench.codebook import Corpus, Draw, by_words, score

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["codebook"]
DRAWS = 3

pytestmark = pytest.mark.skipif(
    not os.environ.get("CXTEXT_EVAL_DATA"), reason="set CXTEXT_EVAL_DATA to the folder with the labelled sets"
)


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_few_examples_beat_a_regression_on_words_with_many_more(name):
    corpus, floor = Corpus.read(name), FLOORS[name]
    for n, n_words in ((5, 20), (20, None)):
        found = [score(corpus, n, seed) for seed in range(DRAWS)]
        words = np.mean([by_words(Draw.take(corpus, n_words, seed)) for seed in range(DRAWS)])
        assert np.mean([f["f1_forced"] for f in found]) - words >= floor["beats_words_by"][str(n)]
        assert np.mean([f["precision"] for f in found]) >= floor["precision"]
        assert np.mean([f["part_wrongly_taken"] for f in found]) <= floor["wrongly_taken"]
