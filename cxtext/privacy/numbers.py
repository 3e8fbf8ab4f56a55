"""Numbers that point to a person: what a run of digits is, by the words beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial

from cxtext.language import Language
from cxtext.privacy.patterns import passes_luhn
from cxtext.privacy.spans import Search

_CODE = re.compile(r"(?<!\w)#?(?=[A-Za-z-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?!\w)")
# A word with its year is a name: "survey2024".
_WORD_AND_YEAR = re.compile(r"[A-Za-z]?[a-z]{3,}-?(?:19|20)\d\d")
#: What is a number of a card, a telephone, an account or an order by its shape alone, without a word beside it: no part of an
#: opinion, so that texts are read without it. A million is a quantity. All of it is personal data too (a test says so); what
#: else is, the words beside it tell.
LONG_NUMBER = re.compile(
    r"(?<![\w.])(?:(?!(?:19|20)\d\d[ -](?:19|20)\d\d)\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?|3\d{3}[ -]\d{6}[ -]\d{5}"  # cards
    r"|\+(?=(?:[ ().-]{0,2}\d){8})\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?<=\d{2})"  # telephones
    r"|\(\d{2,5}\)[ .-]?\d{3,4}[ .-]?\d{3,4}"
    r"|(?:1[ .-])?\d{3}([ .-])\d{3}\1\d{4}|0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,4}|0\d(?:[ .-]\d\d){4}|\d{3}-\d\d-\d{4}"
    r"|[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?)(?![\w-])"  # accounts
    r"|\+?(?<!\d)\d{7,}(?!\d)(?<!000)"
)
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
    # A number after such a word has a digit, and three characters or more; a mark of a number lets one digit do. Without one a
    # year, or an amount of something, stays.
    after_mark, alone = (
        rf"(?:\d{{1,3}}(?:[,.]\d{{3}})+|(?=[\w-]{{0,40}}\d)[\w-]{{{least},}})(?![\w:]|[,.]\d)" for least in (1, 3)
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
            rf"|\.?\s?{being}{no_figure}{alone}{no_unit})|(?<![\w#&])#\d{{3,}}\b|\b{words.short_identifiers}\.?\s?\d{{2,}}\b"
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


def find_numbers(search: Search, language: Language) -> None:
    """Note numbers of orders, accounts, cards and telephones, and codes of letters and digits."""
    if not search.has_digits:
        return
    patterns = _patterns(language)
    search.take_all(patterns.numbered, "number")
    search.take_all(patterns.digits, partial(_name_digits, patterns=patterns))
    search.take_all(_CODE, lambda match: "number" if _is_code(match.group(), patterns) else None)


def _is_code(word: str, patterns: _Patterns) -> bool:
    """Tell whether letters and digits are a code: four digits or more, or three by turns; figures with units are not."""
    shape = re.sub(r"\d+", "0", re.sub(r"[^\d-]+", "a", word.replace("-", "")))
    if "a" not in shape or patterns.measure.fullmatch(word) or _WORD_AND_YEAR.fullmatch(word):
        return False
    n_digits = sum(c.isdigit() for c in word)
    return n_digits >= _CODE_DIGITS or (n_digits >= _MIXED_CODE_DIGITS and "0a0" in shape)


def _name_digits(match: re.Match[str], patterns: _Patterns) -> str | None:
    """Say what a run of digits is; None for an ordinary figure."""
    run, text, before = match.group(), match.string, match.start()
    digits = [int(c) for c in run if c.isdigit()]
    kind = "phone" if _LEAST_PHONE_DIGITS <= len(digits) <= _MOST_PHONE_DIGITS else "number"
    if _LEAST_CARD_DIGITS <= len(digits) <= _MOST_CARD_DIGITS and passes_luhn(digits):
        return "card"
    if patterns.announced.search(text[max(0, before - _ANNOUNCED_WINDOW) : before]):
        return kind
    is_priced = patterns.currency_before.search(text[max(0, before - _CURRENCY_WINDOW) : before])
    is_priced = is_priced or patterns.currency_after.match(text, match.end())
    is_count = _COUNT.fullmatch(run) and patterns.counted.match(text, match.end())
    if _ORDINARY.fullmatch(run) or is_count or (is_priced and _PLAIN.fullmatch(run)):
        return None
    return kind
