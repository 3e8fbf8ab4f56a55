"""Which texts are copies of each other."""

import random

import pytest

from cxtext.text import find_words, group_copies

LONG = (
    "The new version of the app loses every draft when I close it, and support told me twice that nothing can be done about "
    "this before the release in March."
)
WORDS = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango"
)


def group(*texts):
    return group_copies([find_words(text) for text in texts]).tolist()


@pytest.mark.parametrize(
    "copy",
    [
        LONG.upper(),
        LONG.replace(",", " -").replace(".", "!!"),
        f"  {LONG.replace(' ', '   ')}\n",
        LONG[:80],
        LONG[: LONG.index("release") + 3],
        LONG.replace("March", "May"),
        LONG.replace("twice ", ""),
        LONG.replace("the app", "the mobile app"),
        LONG.replace("app", "\uff41\uff50\uff50"),
    ],
)
def test_a_text_in_other_clothes_is_a_copy(copy):
    one, other = group(LONG, copy)
    assert one == other >= 0


@pytest.mark.parametrize(
    "texts",
    [
        ("too slow", "Too slow!"),
        ("The staff were friendly and the room was clean", "the staff were friendly and the room was clean"),
        ("very " * 30, "very " * 30),
        ("", ""),
    ],
)
def test_what_two_people_say_by_chance_is_no_copy(texts):
    assert group(*texts) == [-1, -1]


def test_a_sentence_that_many_begin_alike_is_no_copy():
    ask = "the one thing that i would change about the app if i could is the "
    assert len(set(group(ask + "price", ask + "search", ask + "login"))) == 3


@pytest.mark.parametrize("foot", ["Sent from my iPhone", "This message and all of its parts are confidential; " + WORDS])
def test_what_everybody_has_under_the_text_joins_nobody(foot):
    said = [
        "too slow",
        "good price",
        "great staff",
        "no parking",
        "I cannot log in on my phone",
        "nothing works since the update",
    ]
    numbers = [number for number in group(*(f"{text}. {foot}" for text in said)) if number >= 0]
    assert len(set(numbers)) == len(numbers)


def test_a_form_that_was_filled_in_joins_nobody():
    form = (
        "I took part in the course {} and want to say that the teachers, the rooms and all of the material were just right for me"
    )
    assert len(set(group(*(form.format(name) for name in ("Mathematics", "Physics", "History", "Latin"))))) == 4


def test_another_number_is_another_matter():
    assert len(set(group(LONG.replace("twice", "2 times"), LONG.replace("twice", "3 times")))) == 2


def test_a_beginning_that_goes_on_in_two_ways_is_a_copy_of_neither():
    start = "I have been a customer of this bank for more than ten years and "
    numbers = group(start, start + "never had a reason to complain", start + "have had enough of the fees by now")
    assert len(set(numbers)) == 3
    one, other, longest = group(start, start + "never had", start + "never had a reason to complain")
    assert one == other == longest


def test_the_order_of_the_texts_does_not_matter():
    rng = random.Random(1)
    texts = [
        LONG,
        LONG[:90],
        LONG.replace("March", "May"),
        WORDS,
        WORDS.replace("papa", "papi"),
        *["too slow"] * 3,
        WORDS + " zulu",
    ]
    at_first = dict(zip(texts, group(*texts), strict=True))
    for _ in range(20):
        rng.shuffle(texts)
        assert dict(zip(texts, group(*texts), strict=True)) == at_first


def test_nothing_to_compare_is_no_error():
    assert group() == []
    assert group("a" * 100_000, "\ud800 lone " * 20) == [-1, -1]
