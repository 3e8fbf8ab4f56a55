"""Cleaning: what goes, what stays, and where each character came from."""

from __future__ import annotations

import numpy as np
import pytest

from cxtext.text import Cleaned, clean_texts


def one(text: str) -> Cleaned:
    """Clean one text."""
    (item,) = clean_texts([text])
    return item


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The app is slow.", "The app is slow."),
        ("  too   many\u00a0 spaces ", "too many spaces"),
        ("first\r\n\r\n  second\tthird", "first\nsecond\nthird"),
        ("cafe\u0301 \u1112\u1161\u11ab", "caf\u00e9 \ud55c"),
        ("a\x00b\u200bc\ufeff d\u202e", "abc d"),
        ("broken \ud83d half", "broken half"),
        ("don\u2019t say \u201cmaybe\u201d\u2026", 'don\'t say "maybe"...'),
        ("soooo goooood!!!!!! ..... ok", "so good!! ... ok"),
        ("Phase III, AAA rating, 1000000", "Phase III, AAA rating, 1000000"),
    ],
)
def test_characters_and_blanks(text: str, expected: str) -> None:
    assert one(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Slow <b>login</b></p><p>Bad&nbsp;docs &amp; help</p>", "Slow login\nBad docs & help"),
        ("&lt;br&gt;escaped&lt;/p&gt;", "escaped"),
        ("x<script>alert('<b>')</script>y<!-- hidden -->z", "x y z"),
        ("I <3 it, 3 < 5 > 2, press <Leader> or use List<String>", "I <3 it, 3 < 5 > 2, press <Leader> or use List<String>"),
        ("AT&T and R&D; &notanentity;", "AT&T and R&D; &notanentity;"),
    ],
)
def test_markup(text: str, expected: str) -> None:
    assert one(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a?b=c. Then", "see . Then"),
        ("broken (http://example.org/x_(y)) link", "broken link"),
        ("[docs](https://example.org/d) are old", "[docs] are old"),
        ("write to bob.smith@example.co.uk please", "write to please"),
        ("RT @ana: @bob_2 it crashed", "it crashed"),
        ("uses @angular/core and @pytest.fixture @ home", "uses @angular/core and @pytest.fixture @ home"),
        ("plot.ly and D3.js are fine", "plot.ly and D3.js are fine"),
    ],
)
def test_addresses_never_stay(text: str, expected: str) -> None:
    assert one(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("great\U0001f44d\U0001f44d\U0001f3fd", "great thumbs up"),
        ("\U0001f621\U0001f621\U0001f621 fix it", "angry face fix it"),
        ("\u2b50\u2b50\u2b50\u2b50 nice", "4 stars nice"),
        ("\U0001f469\u200d\U0001f4bb \U0001f1e9\U0001f1ea 1\ufe0f\u20e3", "woman flag 1"),
        ("I \u2764\ufe0f it", "I love it"),
        ("a \U0001f40c of an app", "a snail of an app"),
        ("really\u203c", "really!!"),
    ],
)
def test_emoji_become_words(text: str, expected: str) -> None:
    assert one(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("App is slow\n\nOn Mon, 3 Jan 2022, Bob <b@example.org> wrote:\n> How is it?\n> Bob", "App is slow"),
        ("On Mon, 3 Jan 2022, Bob\n<b@example.org> wrote:\n> How is it?\nIt is slow", "It is slow"),
        ("Too slow\n-- \nBob\nACME", "Too slow"),
        ("Too slow\n\nKind regards,\nBob\nACME", "Too slow"),
        ("Too slow\n\nSent from my iPhone", "Too slow"),
        ("Too slow. Sent from my iPhone", "Too slow."),
        ("Yes it is\nFrom: Bob\nSent: Monday\nSubject: x\nHow is it?", "Yes it is"),
        ("> 10 minutes to load\n> 5 crashes a day", "> 10 minutes to load\n> 5 crashes a day"),
        ("> all of it is quoted", "> all of it is quoted"),
        ("I sent from my side all that was asked", "I sent from my side all that was asked"),
    ],
)
def test_mail_leftovers(text: str, expected: str) -> None:
    assert one(text).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear Sir or Madam,\nI was charged twice.", "I was charged twice."),
        ("Hi team,\nWhere is my refund? Regards, Anna", "Where is my refund?"),
        ("Hello, I ordered size 42. Best, Tom K.", "I ordered size 42."),
        ("It broke. Thanks,", "It broke."),
        ("the link doesn't work Regards, Anna", "the link doesn't work"),
        ("It broke. Please help. Kind regards, Anna Smith", "It broke."),
        ("Hallo Team, die App st\u00fcrzt ab. Viele Gr\u00fc\u00dfe, Eva", "die App st\u00fcrzt ab."),
        ("Slow.\n\nThanks\nAnna", "Slow."),
        ("Best staff ever", "Best staff ever"),
        ("Great. Best staff ever", "Great. Best staff ever"),
        ("Dear prices, poor service", "Dear prices, poor service"),
        ("Hello Fresh delivers late", "Hello Fresh delivers late"),
        ("Thanks, Marcus sorted it in five minutes.", "Thanks, Marcus sorted it in five minutes."),
        ("All resolved, thanks.", "All resolved, thanks."),
        ("Staff were great. Thank you.", "Staff were great. Thank you."),
        ("Please help us with new staff.", "Please help us with new staff."),
        ("Hi team,", "Hi team,"),
        ("HEY EVERYBODY STOP THIS NOW. It is slow", "HEY EVERYBODY STOP THIS NOW. It is slow"),
    ],
)
def test_salutations_and_closings(text: str, expected: str) -> None:
    item = one(text)
    assert item.text == expected
    start, end = item.original_span(0, len(item.text))
    assert text[start:end] == expected


def test_long_numbers_go_and_quantities_stay() -> None:
    assert one("Order 8821356677 is late, call +4917012345678").text == "Order is late, call"
    assert one("1000000 users, 123456 rows").text == "1000000 users, 123456 rows"


def test_offsets_lead_back_to_the_original() -> None:
    text = "Tom &amp; Ann: <b>cafe\u0301</b>\u2026 \U0001f44d\U0001f3fd good"
    item = one(text)
    assert item.text == "Tom & Ann: caf\u00e9... thumbs up good"
    for piece, source in (
        ("&", "&amp;"),
        ("Ann", "Ann"),
        ("caf\u00e9", "cafe\u0301"),
        ("...", "\u2026"),
        ("thumbs up", "\U0001f44d\U0001f3fd"),
        ("up", "\U0001f44d\U0001f3fd"),
        ("good", "good"),
    ):
        at = item.text.index(piece)
        start, end = item.original_span(at, at + len(piece))
        assert text[start:end] == source


def test_empty_and_vanishing_texts() -> None:
    for text in ("", " \n\t ", "https://example.org", "<br/>", "\u200b"):
        item = one(text)
        assert item.text == ""
        assert item.offsets.tolist() == [0]
        assert item.original_span(0, 0) == (0, 0)
    assert clean_texts([]) == []


def test_types_and_lengths() -> None:
    for item in clean_texts(["plain", "two  spaces", "", "x" * 20_000]):
        assert item.offsets.dtype == item.ends.dtype == np.int32
        assert len(item.offsets) == len(item.text) + 1
        assert len(item.ends) == len(item.text)


def test_hostile_lengths_end() -> None:
    for text in ("<script>" * 20_000, "<!--" * 20_000, "On 1 " * 20_000 + "wrote:\n", "a@" * 50_000, "e" + "\u0301" * 50_000):
        assert isinstance(one(text).text, str)
