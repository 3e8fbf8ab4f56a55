"""Focus: a theme with a subject has words of its own, one of verdicts or mixed remarks has none."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext.themes.naming import Words, count_terms, find_whole, measure_focus, stem

PARKING = ["no parking near the clinic", "the parking is full", "parking costs too much", "nowhere to park, all was full"]
VERDICTS = ["absolutely love it", "the best ever", "would not go anywhere else", "truly amazing, thank you"]
OTHERS = ["the nurse explained it", "the doctor was late", "clean rooms", "a warm meal", "the lift was broken"]


def focus_of(texts: list[str], theme_of: list[int], repeats: list[int] | None = None) -> np.ndarray:
    words, themes = Words(texts), np.array(theme_of)
    counts = np.ones(len(texts), dtype=np.int64) if repeats is None else np.array(repeats)
    return measure_focus(words, count_terms(words, themes, counts, themes.max() + 1), themes, counts).shared


def test_a_subject_has_focus_and_verdicts_have_none():
    focus = focus_of(PARKING + VERDICTS + OTHERS, [0] * 4 + [1] * 4 + [-1] * 5)
    # three texts have "parking", and the fourth shares "full" with one of them
    assert focus.tolist() == [1.0, 0.0]


def test_repeats_of_a_text_count():
    repeats = [9, 1, 1, 1] + [1] * 9
    texts = ["no parking", "parking is full", "the bus was late", "a noisy street", *VERDICTS, *OTHERS]
    # ten of twelve have "parking"; "a noisy street" names nothing that a second text has
    assert focus_of(texts, [0] * 4 + [-1] * 9, repeats)[0] == pytest.approx(10 / 12 * 11 / 12)


def test_a_text_that_many_gave_names_its_subject():
    texts, themes = ["slow delivery", "broken lift", *VERDICTS, *OTHERS[:4]], [0, 1] + [-1] * 8
    assert focus_of(texts, themes, [40, 40] + [1] * 8).tolist() == [1.0, 1.0]
    assert focus_of(texts, themes).tolist() == [0.0, 0.0]


def test_a_word_that_is_everywhere_is_no_subject():
    texts = [f"the app is {word}" for word in ("great", "bad", "nice", "awful", "superb", "poor", "fine", "good")]
    assert focus_of(texts, [0] * 4 + [1] * 4).tolist() == [0.0, 0.0]


def test_the_order_of_texts_does_not_matter():
    texts, themes = PARKING + VERDICTS + OTHERS, np.array([0] * 4 + [1] * 4 + [-1] * 5)
    order = np.random.default_rng(0).permutation(len(texts))
    shuffled = focus_of([texts[i] for i in order], themes[order].tolist())
    np.testing.assert_array_equal(shuffled, focus_of(texts, themes.tolist()))


def test_what_people_point_at_is_the_product_as_a_whole():
    texts = [f"never fly with this airline, {word}" for word in ("awful", "bad", "never", "poor", "no", "worst")]
    texts += ["the meal was cold", "a warm meal", "this meal", "the lift was broken"] * 2
    assert find_whole(Words(texts)) == {stem("airline")}
    assert find_whole(Words(texts[:4])) == set()
    assert find_whole(Words([])) == set()


def test_verdicts_on_the_product_as_a_whole_have_no_focus():
    verdicts = [f"{word} airline ever" for word in ("worst", "best", "nice", "poor", "awful", "terrible")]
    pointed = [f"I like this airline, {word}" for word in ("the lift", "a chair", "some soup", "the bus", "a lamp", "the door")]
    themes = [0] * 6 + [1] * 4 + [-1] * 11
    assert focus_of([*verdicts, *PARKING, *pointed, *OTHERS], themes).tolist() == [0.0, 1.0]
    assert focus_of([*verdicts, *PARKING, *OTHERS, *pointed[:4]], themes[:-2])[0] > 0.3  # not pointed at often enough


def test_texts_that_name_nothing_take_from_the_focus():
    texts = ["parking is full", "no parking", "parking costs", "so good", *VERDICTS, *OTHERS]
    assert focus_of(texts, [0] * 4 + [-1] * 9)[0] == pytest.approx(3 / 4 * 3 / 4)
