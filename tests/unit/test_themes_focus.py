"""Focus: a theme with a subject has words of its own, one of verdicts or mixed remarks has none."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext.themes.focus import measure_focus
from cxtext.themes.lexicon import Words, count_terms

PARKING = ["no parking near the clinic", "the parking is full", "parking costs too much", "nowhere to park, all was full"]
VERDICTS = ["absolutely love it", "the best ever", "would not go anywhere else", "truly amazing, thank you"]
OTHERS = ["the nurse explained it", "the doctor was late", "clean rooms", "a warm meal", "the lift was broken"]


def focus_of(texts: list[str], theme_of: list[int], repeats: list[int] | None = None) -> np.ndarray:
    words, themes = Words(texts), np.array(theme_of)
    counts = np.ones(len(texts), dtype=np.int64) if repeats is None else np.array(repeats)
    return measure_focus(words, count_terms(words, themes, counts, themes.max() + 1), themes, counts)


def test_a_subject_has_focus_and_verdicts_have_none():
    focus = focus_of(PARKING + VERDICTS + OTHERS, [0] * 4 + [1] * 4 + [-1] * 5)
    # three texts have "parking", and the fourth shares "full" with one of them
    assert focus.tolist() == [1.0, 0.0]


def test_repeats_of_a_text_count():
    repeats = [9, 1, 1, 1] + [1] * 9
    texts = ["no parking", "parking is full", "the bus was late", "a noisy street", *VERDICTS, *OTHERS]
    assert focus_of(texts, [0] * 4 + [-1] * 9, repeats)[0] == pytest.approx(10 / 12)


def test_a_word_that_is_everywhere_is_no_subject():
    texts = [f"the app is {word}" for word in ("great", "bad", "nice", "awful", "superb", "poor", "fine", "good")]
    assert focus_of(texts, [0] * 4 + [1] * 4).tolist() == [0.0, 0.0]


def test_the_order_of_texts_does_not_matter():
    texts, themes = PARKING + VERDICTS + OTHERS, np.array([0] * 4 + [1] * 4 + [-1] * 5)
    order = np.random.default_rng(0).permutation(len(texts))
    shuffled = focus_of([texts[i] for i in order], themes[order].tolist())
    np.testing.assert_array_equal(shuffled, focus_of(texts, themes.tolist()))
