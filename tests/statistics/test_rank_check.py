"""The rank check: places are kept where topics are planted and their costs lie apart."""

import numpy as np
import pandas as pd
import pytest
from fixtures.planted import GREETINGS, PLACES, TOPICS
from fixtures.simulated import Tally, long

from cxtext import analyze
from cxtext.pipeline import rank_check

#: Points that each topic costs, and last what a comment goes with that names none.
COSTS = (5.0, 4.0, 3.0, 2.0, 1.0, 0.0, 2.5)
#: Themes at the head of the ranking.
WORST = 3


def write_topics(rng, n):
    """Return comments on six topics far apart, a fourth of them greetings without any, and the topic of each."""
    topic = np.where(rng.random(n) < 0.25, 6, rng.integers(0, 6, n))
    phrases = list(TOPICS.values())
    texts = [
        GREETINGS[rng.integers(len(GREETINGS))]
        if t == 6
        else f"The {phrases[t][rng.integers(4)]} at the {PLACES[rng.integers(len(PLACES))]} is a daily problem"
        for t in topic
    ]
    return texts, topic


@pytest.mark.parametrize("surveys", [1, *long((12,))])
def test_planted_places_are_kept(check, monkeypatch, surveys):
    monkeypatch.setattr(rank_check, "_embed", lambda run: None)  # how alike two embedders are is no matter of chance
    found, kept, by_formula, by_chance = Tally(), Tally(), Tally(), []
    for seed in range(surveys):
        rng = np.random.default_rng([7, seed])
        texts, topic = write_topics(rng, 300)
        score = np.clip(np.round(9 - np.array(COSTS)[topic] + rng.normal(0, 1.5, 300)), 0, 10)
        frame = pd.DataFrame({"comment": texts, "score": score})
        run = analyze(frame, nps_column="score", embedder="fast", rank_check=True, bootstraps=100, seed=seed)
        rows = run.tables["rank_check"]
        is_formula, is_worst = rows["alternative"].isin(["removal", "bounded"]), rows["rank"] <= WORST
        found.add((rows["jaccard"] >= 0.5)[~is_formula])
        kept.add(rows["kept"][~is_formula & is_worst])
        by_formula.add(rows["kept"][is_formula])
        by_chance += run.scorecard.loc[run.scorecard["rank"] <= WORST, "rank_kept_by_chance"].tolist()
    check.between(found, 0.8, None, "share of themes found again")
    check.between(kept, 0.8, None, "share of the three worst that keep their place")
    check.between(by_formula, 0.9, None, "share of themes that keep their place under another formula")
    check.figure("share that would by chance", float(np.mean(by_chance)), None, 0.6)
