"""Is what is called new as rare as it says where nothing is, and found where something is?"""

from __future__ import annotations

import numpy as np
import pytest
from fixtures.simulated import Tally, long

from cxtext.impact.time import Opinions, Waves, find_new_topics

N_WORDS = 400


def draw(rng, n_waves=8, n=250, rho=0.0, planted=0.0):
    """Draw opinions of five words each from a vocabulary with Zipf shares that spread from wave to wave by ``rho``.

    ``planted`` is the share of opinions of the last two waves that say a word never said before.
    """
    share = 1 / np.arange(1, N_WORDS + 1)
    share /= share.sum()
    said, codes = [], []
    for wave in range(n_waves):
        level = rng.gamma(share * (1 - rho) / rho) if rho else share
        p = level / level.sum()
        new = rng.random(n) < (planted if wave >= n_waves - 2 else 0)
        for words, is_new in zip(rng.choice(N_WORDS, (n, 5), p=p), new, strict=True):
            said.append(["passkey"] * bool(is_new) + [f"word{w:03d}x" for w in words])
            codes.append(wave)
    names = [f"2024-{wave + 1:02d}" for wave in range(n_waves)]
    waves = Waves(np.array(codes), names, np.zeros(n_waves, dtype=bool), [None] * n_waves, [None] * n_waves, [])
    each = np.arange(len(said))
    none = rng.random(len(said)) < 0.4
    none[[("passkey" in words) for words in said]] = True
    return Opinions([" ".join(words) for words in said], said, [str(i) for i in each], each, each, none), waves


@pytest.mark.parametrize("rho", [0.0, 0.005])
@pytest.mark.parametrize("repeats", [24, *long((120,))])
def test_where_nothing_is_new_false_alarms_stay_within_twice_the_budget(check, rho, repeats):
    rng, alarms = np.random.default_rng(5), Tally()
    for _ in range(repeats):
        alarms.add(len(find_new_topics(*draw(rng, rho=rho))) > 0)
    check.at_most(alarms, 2 * 0.05)


@pytest.mark.parametrize(("planted", "least"), [(0.05, 0.8), (0.1, 0.95)])
def test_a_planted_subject_is_found(planted, least):
    rng = np.random.default_rng(6)
    found = [find_new_topics(*draw(rng, rho=0.005, planted=planted))["topic"].tolist() for _ in range(14)]
    assert np.mean([topics[:1] == ["passkey"] for topics in found]) >= least
