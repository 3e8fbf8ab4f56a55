"""Addresses as people write them: towns without a comma, streets before a room, corners, codes after a town."""

from __future__ import annotations

import pytest
from fixtures.addresses import FORMS, make_addresses

from cxtext.privacy import find_personal


def covered(text: str, part: str) -> bool:
    """Tell whether a part of a text is taken out whole."""
    start = text.index(part)
    places = {i for span in find_personal(text) for i in range(span.start, span.end)}
    return all(i in places for i in range(start, start + len(part)) if text[i].isalnum())


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ("Send it to ", "18 Maple Road Suite 19 KINGSTON Victoria", "? I wait."),
        ("It came to ", "29 Rue de Tanger Apt. 981 Lyon France", " last night."),
        ("I moved to ", "42 Harbour Hill Rowan Rise\n Apt. 576\n Leeds\n England 92060", ""),
        ("We met at ", "the corner of Beech 64 and Wood Lane", "."),
        ("Drop it at ", "Petőfi u. 15", "."),
        ("I live near ", "26 rue des Lions", ", thanks"),
        ("Your shop in Hadsten ", "8370", " never answers"),
    ],
)
def test_it_is_taken_out_whole(before: str, address: str, after: str):
    assert covered(f"{before}{address}{after}", address)


@pytest.mark.parametrize(
    "text",
    [
        "We started in March 2019 and in Berlin 2021 was better",
        "Suite is fine but the price is not",
        "I use the corner of the screen and the menu",
        "Support in Office 365 is slow",
        "Unit tests fail on Linux and Windows",
        "Room service in the evening was slow",
        "I cannot open it on Google Drive or in the Fast Lane",
        "The committee took 12 weeks, Windows 10 and Office 365 froze",
        "Block 3 people at once, then unit 4 works",
        "Via the app I bought 3 tickets for 20 euros",
        "Page 12 of the layout 3 is empty",
        "The 3 Grid View and 2 Critical Path reports are slow",
        "The file survey2024 and the one of export-2023 differ",
        "In place of 5 steps there are 3",
    ],
)
def test_ordinary_words_stay(text: str):
    assert not find_personal(text)


@pytest.mark.parametrize("country", FORMS)
def test_addresses_by_the_rules_of_a_country_are_taken_out_whole(country: str):
    for of, text, start, end in make_addresses():
        if of == country:
            assert covered(text, text[start:end]), text


def test_what_stands_around_an_address_stays():
    for _, text, start, end in make_addresses():
        spans = [span for span in find_personal(text) if span.end > start]
        assert min(span.start for span in spans) >= start
        assert max(span.end for span in spans) <= end
