"""Personal data goes, ordinary words and figures stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxtext.privacy import LONG_NUMBER, Redaction, Redactor, find_personal, load_names, redact
from cxtext.text import clean_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jo.o'neil+x@mail.example.co.uk please", "write to [e-mail] please"),
        ("write to jo @ example.org", "write to [e-mail]"),
        ("call 020 7946 0018", "call [phone]"),
        ("call +44 (0)20 7946-0018 now", "call [phone] now"),
        ("call (555) 867-5309.", "call [phone]."),
        ("0049.151.23456789", "[phone]"),
        ("card 4111 1111 1111 1111 declined", "card [card] declined"),
        ("card 4111-1111-1111-1111", "card [card]"),
        ("IBAN DE89 3704 0044 0532 0130 00 was wrong", "IBAN [account] was wrong"),
        ("see https://example.org/u/42?token=abc, or www.example.org", "see [link] or [link]"),
        ("slack://channel?id=77", "[link]"),
        ("my address is 192.168.10.24", "my address is [address]"),
        ("ask @jo_smith or @Bob", "ask [handle] or [handle]"),
        ("order no. A-1234 is late", "[number] is late"),
        ("Order #98 and account number: 55512", "[number] and [number]"),
        ("ticket ABC-1234-XY", "[number]"),
        ("my code is 7F3K9Q2", "my code is [number]"),
        ("12345", "[number]"),
        ("see example.com/u/42?token=abc, please", "see [link] please"),
        ("it is on my-shop.example.co.uk/orders.", "it is on [link]"),
        ("portal.example.dev?token=abc", "[link]"),
        ("I found datpiff.com, which works", "I found [link], which works"),
        ("call 020,7946,0018", "call [phone]"),
        ("call 345-899-3560x4587 or 555 867 5309 ext. 22", "call [phone] or [phone] [number]"),
        ("card 4111,1111,1111,1111", "card [card]"),
        ("account 1,234,567 was closed", "[number] was closed"),
        ("my order #7, order: 98 and order number is 4521", "my [number], [number] and [number]"),
        ("order (4521) and #4521, PIN 1234", "[number]) and [number], [number]"),
        ("born on 2/8/1935, seen 2024-05-01 at 10:30", "born on [date], seen [date] at 10:30"),
    ],
)
def test_what_points_to_a_person_goes(text, expected):
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The 5 stars are for the 24/7 support",
        "It took 3.5 hours, 2 days and $10",
        "Since 2019-2020 it got worse",
        "10,000 users and 99.9% uptime",
        "In order to log in I need 2 clicks",
        "Version 1.2.3 of Wi-Fi 6 and mp3 files",
        "Room 101 at 10:30 on Monday",
        "We are @ home",
        "It cost $12,000.50, then 1299.99 euros, later EUR 15000 or 100.000 rupiah",
        "Rated 8/10 9/10 7/10, that is 4.5/5 and 5,4,3,5,5 elsewhere",
        "Open 0900-1700 or 10:30-18:00, in 2018, 2019/2020 and the 1990s",
        "My order 2 weeks ago took 15 minutes; ticket 12.50, customer 24/7",
        "In that case 20 people ordered in 2019 at 1080p with 500GB, a 3x4x3 layout on the A380",
        "The #1 airline, and 1,234,567 users agree.Then it got worse, e.g. at 10 a.m./p.m. and/or later",
        "Terms etc.and/or node.js, version 1.2.3/2",
        "We have 12000 users, 250000 records and 2000000 downloads",
        "10/10/10 for food, staff and room",
        "We order 10k a year, order 500kg and 20m of cable",
        "",
    ],
)
def test_ordinary_words_and_figures_stay(text):
    assert redact(text) == text


def test_names_are_whole_words_and_longer_ones_go_first():
    assert redact("Ann Lee met Annabel and Ann", ["Ann", "Ann Lee", " ", ""]) == "[name] met Annabel and [name]"
    assert redact("a.b and a+b", ["a.b"]) == "[name] and a+b"


def test_names_are_found_where_the_model_is_installed():
    find = load_names()
    assert find is not None
    ((first, *_),) = find(["Thanks to Maria Gonzalez, who answered all our questions."])
    assert first == "Maria Gonzalez"
    assert find([]) == []


@given(st.text(max_size=300))
def test_any_text_is_survived_and_nothing_is_left_to_redact(text):
    once = redact(text)
    assert "@example.org" not in redact(text + " jo@example.org")
    assert redact(once).count("[phone]") >= once.count("[phone]")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Please refund EUR 4111 1111 1111 1111", "Please refund EUR [card]"),
        ("my card 4111-1111-1111-1111 eur", "my card [card] eur"),
        ("charged 4111111111111111 \u20ac twice", "charged [card] \u20ac twice"),
        ("paid in pounds 020 7946 0018 call me", "paid in pounds [phone] call me"),
        ("$5551234567", "$[phone]"),
        ("$12000 a year", "$12000 a year"),
        (
            "version 2.10.14 of 14.30 - 15.45, 1920x1080, pi is 3.14159",
            "version 2.10.14 of 14.30 - 15.45, 1920x1080, pi is 3.14159",
        ),
    ],
)
def test_a_currency_beside_it_makes_no_amount_of_a_card_or_a_phone(text: str, left: str):
    assert redact(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("call 5551234 users wait", "call [phone] users wait"),
        ("my number is 12345 users know", "my number is [number] users know"),
        ("order 48213 days ago, ticket 88213 hours open", "order [number] days ago, ticket [number] hours open"),
        ("we have 48213 days of data, 12000 users", "we have 48213 days of data, 12000 users"),
        ("call 555-1234 or tel 612.345.678, phone 030.901.820", "call [phone] or tel [phone], phone [phone]"),
        ("open 9.30-17.30, 612.345.678 rows", "open 9.30-17.30, 612.345.678 rows"),
        ("\u96fb\u8a71\u306f090-1234-5678\u3067\u3059", "\u96fb\u8a71\u306f[phone]\u3067\u3059"),
        ("account 12345 users are locked", "[number] users are locked"),
        ("ring 02079460018 people answer", "ring [phone] people answer"),
        ("12345 was mine", "[number] was mine"),
        ("4111111111111111 customers", "[card] customers"),
        ("born 10/10/11, or 10/10/2010", "born [date], or [date]"),
        ("order 10k4 and order 55512k, order no. 10k", "[number] and [number], [number]"),
        ("1234567 users or 5551000 5 times", "[phone] users or [phone] times"),
    ],
)
def test_what_reads_like_a_count_or_a_figure_lets_no_identifier_through(text: str, left: str):
    assert redact(text) == left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my api key sk_live_CANARYtok3n51H8xyz leaked", "my api key [key] leaked"),
        ("use ghp_16C7e42F292c6912E7710c838347Ae178B4a or AKIAIOSFODNN7EXAMPLE", "use [key] or [key]"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2Q was refused", "[key] was refused"),
        ("session 9b2fa6c1-7d3e-4b8a-9f10-2c3d4e5f6a7b ended", "session [key] ended"),
        ("my password is hunter2!", "my password is [key]!"),
        ("the password is wrong and the token expired", "the password is wrong and the token expired"),
        ("refund to DE89 3704 0044 0532 0130 00 please", "refund to [account] please"),
        ("refund to gb82west12345698765432 please", "refund to [account] please"),
        ("my SSN is 078-05-1120", "my SSN is [number]"),
        ("NI number QQ 12 34 56 C", "NI number [number]"),
        ("I live at 221B Canary Street, Springfield.", "I live at [address]."),
        ("it went to 12 high street instead", "it went to [address] instead"),
        ("my postcode is SW1A 9ZZ", "my postcode is [address]"),
        ("my zip code is 76400", "my zip code is [address]"),
        ("sent to Kiannonkatu 98, Oulu", "sent to [address]"),
        ("from 2001:db8::7334 and 00:1b:44:11:3a:b7", "from [address] and [address]"),
        ("I was born on 3 March 1980, so ask", "I was born on [date], so ask"),
        ("the agent Zebulon Quackenbush was rude", "the agent [name] was rude"),
        ("Mrs Okonkwo helped, my name is Ewa", "Mrs [name] helped, my name is [name]"),
        ("jo dot lee at example dot com", "[e-mail]"),
    ],
)
def test_keys_addresses_days_of_birth_and_announced_names_go(text: str, expected: str):
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The WiFi in Jupyter and JupyterLab fails on Windows 10 and Python 3.11",
        "It took 5 minutes down the road and 2 more streets",
        "Your secret is a good team, the key is support",
        "My manager was rude and the engineer never came",
        "Dear team, thank you for all you do",
        "5 star service, 24 hour support, 3 way call, floor 2 was fine",
        "I was born to code and born in a barn",
        "We use Kubernetes v1.29, sha256 and x86_64 builds",
        "I spoke to support and was called back at 10 am",
    ],
)
def test_products_and_ordinary_words_stay_with_names_too(text: str):
    assert Redactor(Redaction.PATTERNS).redact(text) == text
    assert Redactor(Redaction.FULL).redact(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maria Gonzalez and Bob were kind", "[name] and [name] were kind"),
        ("thanks agnieszka", "thanks [name]"),
        ("Koppány's team was slow, says Lena", "[name]'s team was slow, says [name]"),
        ("ask J. Kowalska about it", "ask [name] about it"),
    ],
)
def test_full_takes_names_out_that_nothing_announces(text: str, expected: str):
    assert Redactor(Redaction.FULL).redact(text) == expected


def test_off_changes_nothing_and_is_remembered():
    assert Redactor(Redaction.OFF).redact("jo@example.org") == "jo@example.org"
    redactor = Redactor(Redaction.PATTERNS)
    assert redactor.redact_all(["a", "jo@example.org", "a"]) == ["a", "[e-mail]", "a"]


@given(st.text(max_size=120), st.integers(0, 120), st.integers(0, 120))
def test_a_part_of_a_masked_text_holds_nothing_that_was_taken_out(around: str, start: int, end: int):
    text = f"{around} jo.lee@example.org {around}"
    (masked,) = Redactor(Redaction.PATTERNS).mask([text])
    start, end = sorted((start, end))
    assert "lee@exam" not in masked.cut(start, end)
    assert masked.cut(0, None) == masked.text


@given(st.text(alphabet="0123456789 -", min_size=8, max_size=60))
def test_the_check_digits_decide_where_an_iban_ends(tail: str):
    assert redact(f"IBAN DE89370400440532013000, {tail}").startswith("IBAN [account], ")


@pytest.mark.parametrize(
    "number",
    [
        "4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005", "555-123-4567", "(020) 7946 0018", "+44 20 7946 0018",
        "06 12 34 56 78", "078-05-1120", "DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "12345678", "0171 1234567",
    ],
)  # fmt: skip
def test_what_cleaning_takes_for_a_number_of_somebody_is_redacted(number: str):
    """Both read one knowledge of such numbers."""
    assert LONG_NUMBER.fullmatch(number)
    text = f"It was {number} and it failed"
    taken = {i for span in find_personal(text) for i in range(span.start, span.end)}
    start = text.index(number)
    assert all(i in taken for i in range(start, start + len(number)) if text[i].isalnum())
    assert clean_texts([text])[0].text == "It was and it failed"


def test_the_name_of_a_file_is_no_key() -> None:
    name = "Survey_2header_CNCF_2019H2_Apache2"
    assert redact(f"'{name}.csv' has no text") == f"'{name}.csv' has no text"
    assert redact(f"'{name}' has no text") == "'[key]' has no text"
