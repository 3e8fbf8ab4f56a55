"""Take personal data out of text that leaves the run: addresses, numbers, handles, and names where a model finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from cxtext.language import ENTITIES, Language, load_language, load_parser

_URL = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>\"]+")
# Without a scheme: a host with a path of three characters or more or a query, or with an ending that is not a word.
_BARE = re.compile(
    r"(?i)(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,6}"
    r"(?:[a-z]{2,12}(?::\d{2,5})?(?:/[^\s<>\"]{3,}|/?\?[^\s<>\"]+)"
    r"|(?:com|org|net|edu|gov|io|biz|co\.[a-z]{2}|com\.[a-z]{2})\b(?:/[^\s<>\"]*)?)"
)
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b")
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}(?![\w:])")
_HANDLE = re.compile(r"(?<![\w@])@\w{2,}")
_DATE = re.compile(
    r"(?<![\w/.-])(?!10/10/10(?![\w/]))(?:(?:19|20)\d\d([/.-])\d{1,2}\1\d{1,2}|\d{1,2}([/.-])\d{1,2}\2(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d\d)(?![\w/])"
)
_CODE = re.compile(r"(?<!\w)#?[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?!\w)")
#: Digits of the shortest and of the longest card number (ISO/IEC 7812).
_LEAST_CARD_DIGITS = 13
_MOST_CARD_DIGITS = 19
#: Digits of the shortest telephone number that is named as one, and of the longest there is (ITU-T E.164).
_LEAST_PHONE_DIGITS = 7
_MOST_PHONE_DIGITS = 15
#: Characters before a number in which the word stands that announces it.
_ANNOUNCED_WINDOW = 40
#: Characters before a number in which its currency stands.
_CURRENCY_WINDOW = 8
#: Digits from which letters and digits are a code, and from which they are one when digits stand between letters.
_CODE_DIGITS = 4
_MIXED_CODE_DIGITS = 3

# What is an ordinary figure as a whole: years, hours of the day, an amount with decimals or thousands, versions, marks, lists.
_YEARS = r"(?:19|20)\d\d(?:\s?[/,\u2010-\u2015-]\s?(?:19|20)?\d\d)+"
_HOURS = r"(?:[01]?\d|2[0-4])\.?[0-5]\d\s?[\u2010-\u2015-]\s?(?:[01]?\d|2[0-4])\.?[0-5]\d"
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,6}[.,]\d{1,2}|\d\.\d{1,6}"
_VERSION = r"\d{1,2}(?:\.\d{1,2}){2}"
_MARKS = r"10(?:/10){2,4}|\d{1,3}(?:\.\d)?/(?:5|10|100)(?:[ ,/-]{1,3}\d{1,3}(?:\.\d)?/(?:5|10|100))*"
_ORDINARY = re.compile(rf"(?:{_YEARS}|{_HOURS}|{_AMOUNT}|{_VERSION}|{_MARKS}|\d(?:[,/]\d)+)")
# What a currency beside it makes an amount; longer or divided otherwise it is a number of something else.
_PLAIN = re.compile(r"\d{1,9}")
# What there may be many of: a count of up to six digits, or one that is rounded.
_COUNT = re.compile(r"\d{1,6}|\d{1,6}000")
_CURRENCY_SIGNS = "[$\u20ac\u00a3\u00a5\u20b9]"
_KINDS = (
    (_EMAIL, "e-mail"), (_URL, "link"), (_BARE, "link"), (_IP, "address"), (_IBAN, "account"), (_HANDLE, "handle"),
    (_DATE, "date"),
)  # fmt: skip


@dataclass(frozen=True)
class _Patterns:
    """What tells numbers of orders, accounts and telephones from ordinary figures, in one language."""

    digits: re.Pattern[str]
    numbered: re.Pattern[str]
    announced: re.Pattern[str]
    currency_before: re.Pattern[str]
    currency_after: re.Pattern[str]
    counted: re.Pattern[str]
    measure: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    """Build the patterns of a language from its words."""
    words = language.redaction
    announcing = rf"\b{words.identifiers}"
    being = rf"(?:{words.being}\s)?"
    # A number after such a word has a digit, and two characters or more; a mark of a number lets one digit do. Without one a
    # year, or an amount of something, stays.
    after_mark, alone = (
        rf"(?:\d{{1,3}}(?:[,.]\d{{3}})+|(?=[\w-]{{0,40}}\d)[\w-]{{{least},}})(?![\w:]|[,.]\d)" for least in (1, 2)
    )
    no_figure = rf"(?!(?:19|20)\d\d\b|\d{{1,3}}{words.figure_units}(?![\w-]))"
    no_unit = rf"(?!\s?(?:[%\u20ac$\u00a3\u00b0/]|{words.units}\b))"
    currency = rf"(?:{_CURRENCY_SIGNS}|\b{words.currencies})"
    return _Patterns(
        # Digits with the marks that people put between them; how many there are tells what they are.
        digits=re.compile(
            r"(?<![A-Za-z0-9_])[+(]{0,2}\d(?:(?:[ \u00a0()./\u2010-\u2015-]{0,3}|,)\d){4,30}"
            rf"(?:\s?{words.extensions}\s?\d{{2,6}})?(?![A-Za-z0-9_])"
        ),
        numbered=re.compile(
            rf"(?i){announcing}(?:\s?(?:{words.number_words}\b\s?[.:#=(]{{0,2}}|[:#=(]{{1,2}})\s?{being}{after_mark}"
            rf"|\.?\s?{being}{no_figure}{alone}{no_unit})|(?<![\w#&])#\d{{3,}}\b"
        ),
        # What comes after such a word, or after one for a telephone, is not an ordinary figure.
        announced=re.compile(
            rf"(?i)(?:{announcing}s?|\b{words.telephones})\b[\s.:#=(]{{0,3}}"
            rf"(?:{words.telephone_links}\b[\s.:#=(]{{0,3}}){{0,2}}\Z"
        ),
        currency_before=re.compile(rf"(?i){currency}\s?\Z"),
        currency_after=re.compile(rf"(?i)\s?{currency}(?!\w)"),
        counted=re.compile(rf"(?i)\s{words.counted}\b"),
        # A figure with its unit, a decade, a layout such as 3x4x3.
        measure=re.compile(rf"(?i)#?\d{{1,}}{words.figure_units}|\d{{1,4}}(?:x\d{{1,4}})+"),
    )


def redact(text: str, names: Sequence[str] = (), *, language: Language | None = None) -> str:
    """Replace what points to a person by its kind in brackets.

    E-mail addresses, links with and without a scheme, IP addresses, IBANs, card and phone numbers, dates, numbers of orders and
    accounts, codes of letters and digits, @handles, and the names given. It replaces too much rather than too little: five
    digits or more in a row, or with marks between them, go, except prices and other amounts, counts such as 12000 users,
    years, hours and marks out of ten.

    Parameters
    ----------
    text : str
    names : sequence of str
        Names of people in it, as from :func:`load_names`.
    language : Language, optional
        In which it is; English by default.

    Returns
    -------
    str

    >>> redact("Mail jo@example.org or call +44 20 7946 0018, order no. A-1234")
    'Mail [e-mail] or call [phone], [number]'
    >>> redact("Maria was kind", ["Maria"])
    '[name] was kind'
    """
    for name in sorted({name.strip() for name in names if name.strip()}, key=lambda name: (-len(name), name)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text)
    for pattern, kind in _KINDS:
        text = pattern.sub(f"[{kind}]", text)
    patterns = _patterns(language or load_language())
    text = patterns.digits.sub(partial(_name_digits, patterns=patterns), patterns.numbered.sub("[number]", text))
    return _CODE.sub(lambda match: "[number]" if _is_code(match.group(), patterns) else match.group(), text)


def _is_code(word: str, patterns: _Patterns) -> bool:
    """Tell whether letters and digits are a code: four digits or more, or three by turns; figures with units are not."""
    shape = re.sub(r"\d+", "0", re.sub(r"[^\d-]+", "a", word.replace("-", "")))
    if "a" not in shape or patterns.measure.fullmatch(word):
        return False
    n_digits = sum(c.isdigit() for c in word)
    return n_digits >= _CODE_DIGITS or (n_digits >= _MIXED_CODE_DIGITS and "0a0" in shape)


def _name_digits(match: re.Match[str], patterns: _Patterns) -> str:
    """Say what a run of digits is."""
    run, text, before = match.group(), match.string, match.start()
    digits = [int(c) for c in run if c.isdigit()]
    kind = "[phone]" if _LEAST_PHONE_DIGITS <= len(digits) <= _MOST_PHONE_DIGITS else "[number]"
    if _LEAST_CARD_DIGITS <= len(digits) <= _MOST_CARD_DIGITS and _passes_luhn(digits):
        return "[card]"
    if patterns.announced.search(text[max(0, before - _ANNOUNCED_WINDOW) : before]):
        return kind
    is_priced = patterns.currency_before.search(text[max(0, before - _CURRENCY_WINDOW) : before])
    is_priced = is_priced or patterns.currency_after.match(text, match.end())
    is_count = _COUNT.fullmatch(run) and patterns.counted.match(text, match.end())
    if _ORDINARY.fullmatch(run) or is_count or (is_priced and _PLAIN.fullmatch(run)):
        return run
    return kind


def _passes_luhn(digits: Sequence[int]) -> bool:
    """Tell whether the check digit of a card number is right (Luhn, US patent 2,950,048)."""
    doubled = [d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits), 1)]
    return sum(doubled) % 10 == 0


def load_names(language: Language | None = None) -> Callable[[Sequence[str]], list[list[str]]] | None:
    """Return a function that finds the names of people in texts, None without a spaCy model that can."""
    nlp, _ = load_parser(ENTITIES, language=language)
    if nlp is None:
        return None
    return lambda texts: [[e.text for e in doc.ents if e.label_ == "PERSON"] for doc in nlp.pipe(texts)]
