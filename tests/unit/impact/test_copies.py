from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxtext.impact.time import count_once, find_copies, find_waves

LONG = "They closed the branch in the village and nobody answers the phone"


def waves(months):
    days = pd.Series(pd.to_datetime([f"2024-{m:02d}-05" for m in months], utc=True))
    return find_waves(days, None, np.ones(len(months), dtype=bool))


@pytest.mark.parametrize(
    ("texts", "are_copies"),
    [
        ([LONG, LONG.upper(), f"{LONG}!!"], True),
        ([LONG, f"{LONG} at all", f"Sadly {LONG}"], True),
        ([LONG, LONG, "They closed the shop in the town and somebody else answers the door"], False),
        (["Too slow", "too slow", "Too slow!"], False),
        (["The queue was far too long", "The queue was too long", "The line was far too long"], False),
        (["", "", ""], False),
    ],
)
def test_the_same_words_three_times_in_a_wave_are_copies(texts, are_copies):
    found = find_copies([*texts, "Fine", "Good", "Bad"], waves([1, 1, 1, 2, 3, 4]))
    assert (found[:3] == (0 if are_copies else -1)).all() or (not are_copies and (found < 0).all())
    assert (found[3:] == -1).all()


def test_what_most_waves_say_is_a_usual_answer():
    months = np.repeat(np.arange(1, 7), 4).tolist()
    texts = ["I have no time for any of this"] * 24
    assert (find_copies(texts, waves(months)) == -1).all()
    rare = [text if month <= 3 else "Fine" for text, month in zip(texts, months, strict=True)]
    assert find_copies(rare, waves(months))[:12].tolist() == np.repeat([0, 1, 2], 4).tolist()


def test_one_of_the_copies_stays_whatever_the_order():
    texts = [LONG, f"{LONG} now", LONG.lower(), "Fine", "Good"]
    keys = [f"{k} {text}" for k, text in zip("cabde", texts, strict=True)]
    for order in ([0, 1, 2, 3, 4], [4, 2, 1, 0, 3]):
        mine = [texts[i] for i in order]
        of = waves([[1, 1, 1, 2, 3][i] for i in order])
        once, (note,) = count_once(of, find_copies(mine, of), mine, [keys[i] for i in order])
        assert [mine[i] for i in np.flatnonzero(once.codes == 0)] == [f"{LONG} now"]
        assert sorted(once.copies.tolist()) == [-1, -1, -1, 0, 0]
        assert note.message.startswith("3 responses of 2024-W01 have nearly the same text, such as 'They closed")
