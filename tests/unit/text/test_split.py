"""Splitting into opinion units."""

from __future__ import annotations

import pytest

from cxtext.language import load_language
from cxtext.text import clean_texts, count_words, cut_long, cut_sentences, split_texts


def pieces(text: str, *, clauses: bool = True, max_chars: int = 600) -> list[str]:
    """Clean and split one text."""
    return [unit.text for unit in split_texts(clean_texts([text]), clauses=clauses, max_chars=max_chars)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Love the app, but login keeps failing.", ["Love the app", "login keeps failing."]),
        ("Nice people; however the process is slow", ["Nice people", "the process is slow"]),
        ("Although it is slow, I like it a lot", ["it is slow", "I like it a lot"]),
        ("I like it even though it's slow", ["I like it", "it's slow"]),
        ("Good value; poor support; slow delivery", ["Good value", "poor support", "slow delivery"]),
        ("It is old, yet it works well", ["It is old", "it works well"]),
        ("Works great, except the login keeps failing", ["Works great", "except the login keeps failing"]),
        ("Easy to use - but too slow for large data", ["Easy to use", "too slow for large data"]),
        ("The team was great - the process was slow", ["The team was great", "the process was slow"]),
    ],
)
def test_contrast_gives_two_units(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I have nothing but praise for them",
        "last but not least, the editor is nice",
        "It is not only fast but also very cheap",
        "It's not the app but the service",
        "There is no choice but to use it",
        "I can't help but smile when using it",
        "Everyone but me likes it",
        "good but slow",
        "I haven't tried it yet",
        "It felt as though the bar was moved",
        "It is slow though.",
        "git ; anaconda",
        "A/B - testing is great",
    ],
)
def test_these_stay_whole(text: str) -> None:
    assert pieces(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is slow. It crashes! why? No one knows", ["It is slow.", "It crashes! why?", "No one knows"]),
        ("Use it, e.g. for v1.2 vs. v1.3. Dr. Smith did.", ["Use it, e.g. for v1.2 vs. v1.3.", "Dr. Smith did."]),
        ("I think... maybe it is. Who knows", ["I think... maybe it is.", "Who knows"]),
        ("It costs 5.99 a month. Rated 4.5 out of 5", ["It costs 5.99 a month.", "Rated 4.5 out of 5"]),
        ("works fine.But it crashes", ["works fine.", "But it crashes"]),
        ("Call foo.bar.Baz for more. Then wait", ["Call foo.bar.Baz for more.", "Then wait"]),
        ("The staff (who are lovely!) were great. Thank you.", ["The staff (who are lovely!) were great.", "Thank you."]),
        ("非常好用。但是登录失败！请修复", ["非常好用。", "但是登录失败！", "请修复"]),
        ("Great! The app crashes.", ["Great! The app crashes."]),
        ("N/A. It crashes all the time. No.", ["N/A. It crashes all the time. No."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- more care\n- more staff", ["more care", "more staff"]),
        ("Staff\nFood\nParking", ["Staff", "Food", "Parking"]),
        ("1) too slow\n2) crashes a lot", ["too slow", "crashes a lot"]),
        ("1. Faster loading 2. Dark mode 3) Better docs", ["Faster loading", "Dark mode", "Better docs"]),
        ("• clean rooms • kind staff", ["clean rooms", "kind staff"]),
        ("<ul><li>clean rooms</li><li>kind staff</li></ul>", ["clean rooms", "kind staff"]),
        (
            "this is a rather long line which a mail program has wrapped\nand that goes on here. Then it ends",
            ["this is a rather long line which a mail program has wrapped and that goes on here.", "Then it ends"],
        ),
        ("10. floor is cold", ["floor is cold"]),
        ("3. 5 of them broke", ["3. 5 of them broke"]),
        ("- 3 degrees too cold", ["3 degrees too cold"]),
    ],
)
def test_lists_and_lines(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_clauses_can_be_kept_together() -> None:
    assert pieces("Love the app, but login keeps failing. Bye now", clauses=False) == [
        "Love the app, but login keeps failing.",
        "Bye now",
    ]


def test_long_comments_are_cut_at_pauses() -> None:
    text = "the queue was very long, and nobody told us why " * 40
    found = pieces(text, max_chars=100)
    assert all(len(piece) <= 100 for piece in found)
    assert all(piece.startswith(("the queue", "and nobody")) for piece in found)
    assert " ".join(found).replace(",", "").split() == text.replace(",", "").split()
    assert cut_long("x" * 250, (0, 250), 100, load_language()) == [(0, 100), (100, 200), (200, 250)]


def test_units_quote_the_original() -> None:
    text = "Love  the <b>app</b> 👍, but login&nbsp;keeps failing :("
    first, second = split_texts(clean_texts([text]))[0]
    assert (first.text, text[first.start : first.end]) == ("Love the app thumbs up", "Love  the <b>app</b> 👍")
    assert (second.text, text[second.start : second.end]) == ("login keeps failing :(", "login&nbsp;keeps failing :(")


def test_empty_texts_have_no_units() -> None:
    assert split_texts(clean_texts(["", "  "])) == [[], []]
    assert split_texts([]) == []


def test_count_words() -> None:
    assert [count_words(t) for t in ("it's v1.2, really", "登录失败", "登录 app", "-")] == [3, 2, 2, 0]


@pytest.mark.parametrize("pattern", ["!?", ".!", "?.!", "ab!?", "!?)", "! ", "!。", "..."])
def test_a_long_run_of_punctuation_costs_in_proportion_to_its_length(pattern: str):
    # Squared, so long a run would be a matter of an hour, far beyond the time-out of any test.
    text = (pattern * 200_000)[:200_000] + " Then the app crashed."
    assert cut_sentences(text, (0, len(text)), load_language())[-1][1] == len(text)


@pytest.mark.parametrize("piece", ["> a\n", "* a * b\n", "1- a 2- b ", "a 😡 b 😍 ", "ab... "])
def test_many_items_cost_in_proportion_to_their_number(piece: str):
    assert split_texts(clean_texts([piece * 4000]))[0]
