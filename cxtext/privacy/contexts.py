"""Personal data that the words beside it give away: postal addresses, days of birth, secrets, and names after a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cxtext.language import Language, RedactionWords
from cxtext.privacy.spans import Search

#: Last character of the alphabets whose capitals begin a name: Latin, Greek, Cyrillic.
_LAST_ALPHABET = 0x52F
_CAPITAL = f"[{''.join(chr(code) for code in range(_LAST_ALPHABET) if chr(code).isupper())}]"
# A word that begins with a capital, or an initial with its dot; hyphens and apostrophes join.
CAPITALISED = rf"(?:{_CAPITAL}(?:\.|[\w'\u2019-]*[\w]|))"
# Small words within a name: Ludwig van Beethoven.
PARTICLE = r"(?:d[aeiou]s?|del|della|van|von|den|der|ter|al|bin|ibn|la|le|el|y)"
_FURTHER = rf"(?:[ \u00a0](?:{PARTICLE}[ \u00a0])*{CAPITALISED})"
#: A name in capitals: up to four words, with particles; and the same of two words or more.
NAME = rf"{CAPITALISED}{_FURTHER}{{0,3}}"
LONG_NAME = rf"{CAPITALISED}{_FURTHER}{{1,3}}"
# Postal codes that no figure looks like: of the United Kingdom, Canada and the Netherlands, where no unit follows a number.
_POSTCODE = re.compile(
    r"(?<![\w-])(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d"
    r"|[1-9]\d{3} ?(?!(?:AM|PM|GB|MB|KB|HZ|KM|CM|MM|KG)\b)[A-Z]{2}(?=[ ,.]|\Z))(?![\w-])"
)
# Four or five digits after the name of a town, which are no year: "in Bjert 6091".
_TOWN_CODE = re.compile(rf"(?<=\bin )(?:{CAPITALISED}[ ]){{1,3}}(?!(?:19|20)\d\d\b)(?P<found>\d{{4,5}})(?![\w-]|[.,]\d)")
# Of the United States, after the state.
_ZIP_CODE = re.compile(r"(?<![\w-])[A-Z]{2}[ ,]{1,2}\d{5}(?:-\d{4})?(?![\w-])")
# Of the forces of the United States: PSC 3294, Box 9168, APO AA 61487.
_MILITARY = re.compile(r"(?i)(?:\b(?:psc|unit|usns|uss|uscgc|usnv)\s[^.!?]{1,40}?)?\b[afd]po,?\s[a-z]{2}\s\d{5}\b")
_GAP = r"[ \u00a0,]{1,3}"
# Between the lines of an address: blanks, commas, the marks of a reply.
_LINES = r"[\s,>?]{1,12}"
_NUMBER = r"\d{1,6}[A-Za-z]?(?:[/-]\d{1,4}[A-Za-z]?)?"
#: Characters of an address that an announcing word leaves to be found.
_MOST_ADDRESS = 120


@dataclass(frozen=True)
class _Contexts:
    """The patterns of one language; in those with a group ``found`` only that is personal data."""

    addresses: tuple[re.Pattern[str], ...]
    births: re.Pattern[str]
    secrets: tuple[re.Pattern[str], ...]
    names: tuple[re.Pattern[str], ...]


@cache
def _contexts(language: Language) -> _Contexts:
    """Build the patterns of a language from its words."""
    words = language.redaction
    return _Contexts(_list_addresses(words), _make_births(words), _list_secrets(words), _list_names(words))


def _list_addresses(words: RedactionWords) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of postal addresses, each with what follows it: rooms, towns, codes."""
    room = rf"(?:(?i:\b{words.rooms})\.?\s?#?\d{{1,5}}[A-Za-z]?\b)"
    before = rf"(?<![\w.,])(?:{_NUMBER}{_GAP}){{0,2}}"
    # As many words and lines as lead to a postal code, else towns after commas.
    town = rf"(?:{CAPITALISED}|{PARTICLE}|nan|\({CAPITALISED}\))"
    to_code = rf"(?:{_LINES}{town}){{0,7}}{_LINES}\d{{3,6}}(?:[ -]\d{{2,4}})?(?![\w-])"
    # Behind a room a town needs no comma.
    towns = rf"(?:[\s,>]{{1,12}}(?!\w*\d){town}(?!\w)){{1,6}}"
    after_commas = rf"(?:,\s{{1,3}}{CAPITALISED}(?:[ ]{CAPITALISED}){{0,2}}){{0,3}}"
    rest = rf"(?:(?:{_LINES}{room}){{1,2}}(?:{to_code}|{towns}|{after_commas})|{to_code}|{after_commas})"
    own_name = rf"(?!(?i:{words.rooms})\b){CAPITALISED}"
    # What stands before a room without a comma: the street, in words that begin with capitals.
    token = rf"(?:{CAPITALISED}|{PARTICLE}|\d{{1,6}}\.?)"
    before_room = rf"(?<![\w.])(?:\d{{1,6}}[ ])?(?:(?i:p\.?o\.? ?box)[ ])?(?:{token}[ \u00a0]){{0,8}}{token}"
    small_article = rf"(?:{PARTICLE}\.?[ '\u2019]|[dl]['\u2019])*"
    streets = (
        # 221B Canary Street, Springfield
        rf"{before}{_NUMBER}{_GAP}(?:{CAPITALISED}[ ]){{1,4}}(?i:{words.streets})\b\.?{rest}",
        # 2274 Via delle Coste 41, Rue de la Paix 12
        rf"{before}(?i:\b{words.street_openings})[ ]{small_article}{NAME}{_GAP}{_NUMBER}\b{rest}",
        # 26 rue des Lions, before a room or a town
        rf"{before}{_NUMBER}{_GAP}(?i:{words.street_openings})[ ]{small_article}"
        rf"(?:[^\W\d_]{{3,}}[ ])?{own_name}(?:[ ]{own_name}){{0,2}}{rest}",
        # Király u. 15., Árpád fejedelem útja 62.
        rf"{before}{CAPITALISED}(?:[ ][^\W\d_]{{3,}}){{0,2}}[ ](?i:{words.street_endings}|u\.){_GAP}{_NUMBER}\b\.?{rest}",
        # the corner of Bygget 64 and Wood Lane
        rf"\b(?i:{words.corners})[ ](?:[^\s.!?]+\.?[ ]){{1,6}}and[ ](?:{PARTICLE}[ ])?{NAME}",
        # Kiannonkatu 98
        rf"{before}(?:{CAPITALISED}[ ]){{0,2}}(?:{_CAPITAL}\w+{words.street_endings}"
        rf"|{CAPITALISED}[ ](?i:{words.street_endings})){_GAP}{_NUMBER}\b{rest}",
        # 6750 Pagari 18 Apt. 864, and in small letters
        rf"(?i)(?<![\w.,])(?:\d{{1,6}}{_GAP}){{1,2}}(?:[^\W\d]['\w.\u2019-]*[ ]){{1,5}}(?:\d{{1,4}}[a-z]?\.?)?{_LINES}{room}"
        rf"(?-i:(?={_LINES}{room}|.{{0,60}}\d){rest}|(?:{_LINES}{town}){{0,3}})",
        # 1317 Kimberly Way Laidlaw Green Apt. 962 Grand Rapids
        rf"{before_room}(?={_LINES}{room}){rest}",
        # 19902 Dobrovskeho 1394, Trancoso
        rf"(?<![\w.,])\d{{3,6}}[ ](?:{CAPITALISED}[ ]){{1,4}}\d{{1,4}}\b(?={_LINES}(?:{CAPITALISED}|{room})|\s*\Z){rest}",
        # 12 high street
        rf"(?i)(?<![\w.,])\d{{1,4}}[a-z]?[ ,]{{1,2}}(?!(?:{words.units}|{words.counted}|way|more|other|of|in|on|to|the|a)\b)"
        rf"\w{{3,}}(?: \w{{3,}})? {words.plain_streets}\b",
        # Flat 4
        rf"(?i)(?<!\w)(?!{words.weak_rooms}\b){words.rooms}\.?\s?#?\d{{1,5}}[a-z]?\b"
        rf"(?!\s?(?:%|{words.units}|{words.counted})\b){rest}",
    )
    code = r"(?=[A-Za-z -]{0,4}\d)[A-Za-z0-9]{2,5}(?:[ -]\d[A-Za-z0-9]{1,3}|[ -][A-Z]{2})?"
    sentence = rf"(?=[^.!?\n]{{0,40}}[\d\ue000])[A-Z0-9\ue000][^!?;]{{3,{_MOST_ADDRESS}}}?"
    return (
        _MILITARY,
        *(re.compile(pattern) for pattern in streets),
        _POSTCODE,
        re.compile(rf"(?i:{words.postcodes})(?:\s?(?:is|was|:|=|\())?\s?:?\s?(?P<found>{code})\b"),
        _ZIP_CODE,
        _TOWN_CODE,
        # What is called an address, up to the end of the sentence or of the clause.
        re.compile(
            rf"(?i:\b{words.address_hints})\s?:?\s{{0,6}}(?P<found>{sentence})"
            r"(?=[.!?;](?:\s|\Z)|\n\n|\Z|\s(?i:and|but|because|for|where|since)\s)"
        ),
    )


def _make_births(words: RedactionWords) -> re.Pattern[str]:
    """Return the pattern of a day of birth."""
    day, year = r"\d{1,2}(?:st|nd|rd|th)?", r",?(?:\s(?:19|20)?\d\d)?"
    written = rf"(?:{day}\s(?:of\s)?{words.months}|{words.months}\s{day}){year}"
    figures = r"\d{1,4}[ ./-]{1,3}\d{1,2}[ ./-]{1,3}\d{1,4}"
    return re.compile(rf"(?i)\b{words.births}\b[^.!?\n]{{0,24}}?(?P<found>{written}|{figures}|(?<=in )(?:19|20)\d\d)(?!\w)")


def _list_secrets(words: RedactionWords) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of what is called a password, a key or a code."""
    link = r"['\"]?(?:\s?(?:is|was|:|=|->)){1,2}\s?['\"]?"
    return (
        re.compile(rf"(?i)\b{words.secrets}\b{link}(?P<found>(?=\S*[\d_$#@!%*])[^\s'\",]{{3,}}[^\s'\",.;:!?)])"),
        re.compile(rf"(?i)\b{words.secrets}\s(?P<found>(?=\S*\d)(?=\S*[a-z])[\w$#@%*-]{{6,}})"),
    )


def _list_names(words: RedactionWords) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of names that are announced."""
    return (
        re.compile(rf"(?<!\w)(?i:{words.titles})\b\.?\s(?P<found>{NAME})"),
        re.compile(rf"(?<!\w)(?i:{words.introductions})\s{{1,4}}(?P<found>{NAME}|[a-z]{{3,}}(?=[.!]?\Z))"),
        re.compile(rf"(?<!\w)(?i:{words.roles})s?,?\s(?:(?i:called|named|is|was)\s)?(?P<found>{LONG_NAME})"),
        re.compile(rf"(?<!\w)(?i:{words.addressed})\s(?P<found>{LONG_NAME})"),
    )


def find_addresses(search: Search, language: Language) -> None:
    """Note postal addresses and codes, days of birth and secrets."""
    contexts = _contexts(language)
    search.take_all(contexts.births, "date", contexts.births.groupindex["found"])
    for pattern in contexts.secrets:
        search.take_all(pattern, "key", pattern.groupindex["found"])
    for pattern in contexts.addresses:
        search.take_all(pattern, "address", pattern.groupindex.get("found", 0))


def find_announced_names(search: Search, language: Language) -> None:
    """Note names of people that a title, a role or an introduction announces, but for ordinary words."""
    ordinary = language.common.words

    def name(match: re.Match[str]) -> str | None:
        words = re.findall(r"[^\W\d_]+", match["found"])
        return None if all(word.casefold() in ordinary or len(word) == 1 for word in words) else "name"

    for pattern in _contexts(language).names:
        search.take_all(pattern, name, pattern.groupindex["found"])
