"""Several themes a response against human multi-labels, extended B-cubed; floors are in floors.json."""

from __future__ import annotations

import json
import os
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from bench.multilabel import SET, Feedback, by_cxtext, extended_bcubed

FLOOR = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["multilabel"][SET]


def by_hand(found, wanted):
    """Return precision and recall by the definition, pair by pair."""

    def mean(over, against):
        means = []
        for e in range(len(over)):
            shares = []
            for other in range(len(over)):
                shared, true = (len(set(s[e]) & set(s[other])) for s in (over, against))
                if shared:
                    shares.append(min(shared, true) / shared)
            if shares:
                means.append(np.mean(shares))
        return float(np.mean(means)) if means else 0.0

    return mean(found, wanted), mean(wanted, found)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_the_definition_says(seed):
    rng = np.random.default_rng(seed)
    found, wanted = ([[str(g) for g in range(4) if rng.random() < 0.4] for _ in range(25)] for _ in range(2))
    scores = extended_bcubed(found, wanted)
    assert (scores["precision"], scores["recall"]) == pytest.approx(by_hand(found, wanted), abs=1e-6)


def test_perfect_missing_and_doubled_groups():
    wanted = [["x"], ["x", "y"], ["y"]]
    assert extended_bcubed(wanted, wanted) == {"precision": 1.0, "recall": 1.0, "f": 1.0}
    assert extended_bcubed([[], [], []], wanted) == {"precision": 0.0, "recall": 0.0, "f": 0.0}
    doubled = [[a + b for a, b in product(names, "12")] for names in wanted]
    scores = extended_bcubed(doubled, wanted)  # saying everything twice costs precision, not recall
    assert scores["recall"] == 1.0 and scores["precision"] == pytest.approx(0.5)


@pytest.mark.skipif(not os.environ.get("CXTEXT_EVAL_DATA"), reason="set CXTEXT_EVAL_DATA to the folder with the labelled sets")
def test_themes_of_the_units_agree_with_people_and_beat_one_theme_a_response():
    from cxtext.embed import load_embedder

    data = Feedback.read()
    found = by_cxtext(data, load_embedder("default").encode(data.unit_texts))
    several = extended_bcubed(found["cxtext, themes of the units"], data.labels)
    single = extended_bcubed(found["cxtext, strongest theme alone"], data.labels)
    assert several["f"] >= FLOOR["f"]
    assert several["precision"] >= FLOOR["precision"]
    assert several["f"] - single["f"] >= FLOOR["above_one_theme"]
