"""Personal data that the words beside it give away: postal addresses, days of birth, secrets, and names after a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cxtext.language import Language
from cxtext.privacy.spans import Search

#: Last character of the alphabets whose capitals begin a name: Latin, Greek, Cyrillic.
_LAST_ALPHABET = 0x52F
_CAPITAL = f"[{''.join(chr(code) for code in range(_LAST_ALPHABET) if chr(code).isupper())}]"
# A word that begins with a capital, or an initial with its dot; hyphens and apostrophes join.
CAPITALISED = rf"(?:{_CAPITAL}(?:\.|[\w'\u2019-]*[\w]|))"
# Small words within a name: Ludwig van Beethoven.
PARTICLE = r"(?:d[aeiou]s?|del|della|van|von|den|der|ter|al|bin|ibn|la|le|el|y)"
#: A name in capitals: up to four words, with particles.
NAME = rf"{CAPITALISED}(?:[ \u00a0](?:{PARTICLE}[ \u00a0])*{CAPITALISED}){{0,3}}"
#: The same of two words or more.
LONG_NAME = rf"{CAPITALISED}(?:[ \u00a0](?:{PARTICLE}[ \u00a0])*{CAPITALISED}){{1,3}}"
# Postal codes that no figure looks like: of the United Kingdom, Canada and the Netherlands.
_POSTCODE = re.compile(
    r"(?<![\w-])(?:(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})|[A-Z]\d[A-Z][ -]?\d[A-Z]\d|[1-9]\d{3} ?(?!(?:AM|PM|GB|MB|KB|HZ|KM|CM|MM|KG)\b)[A-Z]{2}(?=[ ,.]|\Z))(?![\w-])"
)
_GAP = r"[ \u00a0,]{1,3}"
# Between the lines of an address: blanks, commas, the marks of a reply.
_LINES = r"[\s,>?]{1,12}"
#: Characters of an address that an announcing word leaves to be found.
_MOST_ADDRESS = 120


@dataclass(frozen=True)
class _Contexts:
    """The patterns of one language."""

    addresses: tuple[re.Pattern[str], ...]
    announced_address: re.Pattern[str]
    births: re.Pattern[str]
    secrets: re.Pattern[str]
    names: tuple[re.Pattern[str], ...]


@cache
def _contexts(language: Language) -> _Contexts:
    """Build the patterns of a language from its words."""
    words = language.redaction
    number = r"\d{1,6}[A-Za-z]?(?:[/-]\d{1,4}[A-Za-z]?)?"
    start = rf"(?<![\w.,])(?:{number}{_GAP})?{number}{_GAP}"
    named = rf"(?:{CAPITALISED}[ ]){{1,4}}"
    room = rf"(?:(?i:\b{words.rooms})\.?\s?#?\d{{1,5}}[A-Za-z]?\b)"
    # What follows the street: rooms, then towns after commas, or as many words and lines as lead to a postal code.
    town = rf"(?:{CAPITALISED}|{PARTICLE}|nan|\({CAPITALISED}\))"
    rest = (
        rf"(?:{_LINES}{room}){{0,2}}"
        rf"(?:(?:{_LINES}{town}){{0,7}}{_LINES}\d{{3,6}}(?:[ -]\d{{2,4}})?(?![\w-])|(?:,\s{{1,3}}{CAPITALISED}(?:[ ]{CAPITALISED}){{0,2}}){{0,3}})"
    )
    streets = (
        # PSC 3294, Box 9168, APO AA 61487
        r"(?i)(?:\b(?:psc|unit|usns|uss|uscgc|usnv)\s[^.!?]{1,40}?)?\b[afd]po,?\s[a-z]{2}\s\d{5}\b",
        # 221B Canary Street, Springfield
        rf"{start}{named}(?i:{words.streets})\b\.?{rest}",
        # 2274 Via delle Coste 41, Rue de la Paix 12
        rf"(?<![\w.,])(?:{number}{_GAP}){{0,2}}(?i:\b{words.street_openings})[ ](?:{PARTICLE}\.?[ '\u2019]|[dl]['\u2019])*{CAPITALISED}"
        rf"(?:[ ](?:{PARTICLE}[ ])*{CAPITALISED}){{0,3}}{_GAP}{number}\b{rest}",
        # Kiannonkatu 98
        rf"(?<![\w.,])(?:{number}{_GAP}){{0,2}}(?:{CAPITALISED}[ ]){{0,2}}"
        rf"(?:{_CAPITAL}\w+{words.street_endings}|{CAPITALISED}[ ](?i:{words.street_endings})){_GAP}{number}\b{rest}",
        # 6750 Pagari 18 Apt. 864, and in small letters
        rf"(?i)(?<![\w.,])(?:\d{{1,6}}{_GAP}){{1,2}}(?:[^\W\d]['\w.\u2019-]*[ ]){{1,5}}(?:\d{{1,4}}[a-z]?\.?)?{_LINES}{room}"
        rf"(?-i:(?={_LINES}{room}|.{{0,60}}\d){rest}|(?:{_LINES}{town}){{0,3}})",
        # 19902 Dobrovskeho 1394, Trancoso
        rf"(?<![\w.,])\d{{3,6}}[ ]{named}\d{{1,4}}\b(?={_LINES}(?:{CAPITALISED}|{room})|\s*\Z){rest}",
        # 12 high street
        rf"(?i)(?<![\w.,])\d{{1,4}}[a-z]?[ ,]{{1,2}}(?!(?:{words.units}|{words.counted}|way|more|other|of|in|on|to)\b)"
        rf"(?!the\b|a\b)\w{{3,}}(?: \w{{3,}})? {words.plain_streets}\b",
        rf"(?i)(?<!\w)(?!{words.weak_rooms}\b){words.rooms}\.?\s?#?\d{{1,5}}[a-z]?\b(?!\s?(?:%|{words.units}|{words.counted})\b){rest}",
    )
    announced = rf"(?i:{words.postcodes})(?:\s?(?:is|was|:|=|\())?\s?:?\s?"
    written = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{words.months}|{words.months}\s\d{{1,2}}(?:st|nd|rd|th)?),?(?:\s(?:19|20)?\d\d)?"
    figures = r"\d{1,4}[ ./-]{1,3}\d{1,2}[ ./-]{1,3}\d{1,4}"
    return _Contexts(
        addresses=(
            *(re.compile(pattern) for pattern in streets),
            _POSTCODE,
            re.compile(rf"{announced}(?P<found>(?=[A-Za-z -]{{0,4}}\d)[A-Za-z0-9]{{2,5}}(?:[ -]\d[A-Za-z0-9]{{1,3}}|[ -][A-Z]{{2}})?)\b"),
            re.compile(r"(?<![\w-])[A-Z]{2}[ ,]{1,2}\d{5}(?:-\d{4})?(?![\w-])"),
        ),
        announced_address=re.compile(
            rf"(?i:\b{words.address_hints})\s?:?\s{{0,6}}(?P<found>(?=[^.!?\n]{{0,40}}[\d\ue000])[A-Z0-9\ue000][^!?;]{{3,{_MOST_ADDRESS}}}?)(?=[.!?;](?:\s|\Z)|\n\n|\Z|\s(?i:and|but|because|for|where|since)\s)"
        ),
        births=re.compile(rf"(?i)\b{words.births}\b[^.!?\n]{{0,24}}?(?P<found>{written}|{figures}|(?<=in )(?:19|20)\d\d)(?!\w)"),
        secrets=re.compile(
            rf"(?i)\b{words.secrets}\b['\"]?(?:\s?(?:is|was|:|=|->)){{1,2}}\s?['\"]?(?P<found>(?=\S*[\d_$#@!%*])[^\s'\",]{{3,}}[^\s'\",.;:!?)])"
            rf"|\b{words.secrets}\s(?P<alone>(?=\S*\d)(?=\S*[a-z])[\w$#@%*-]{{6,}})"
        ),
        names=(
            re.compile(rf"(?<!\w)(?i:{words.titles})\b\.?\s(?P<found>{NAME}|[a-z]{{3,}}(?=\s(?:was|is|has|had|and|from|who|for|at)\b))"),
            re.compile(rf"(?<!\w)(?i:{words.introductions})\s{{1,4}}(?P<found>{NAME}|[a-z]{{3,}}(?=[.!]?\Z))"),
            re.compile(rf"(?<!\w)(?i:{words.roles})s?,?\s(?:(?i:called|named|is|was)\s)?(?P<found>{LONG_NAME})"),
            re.compile(rf"(?<!\w)(?i:{words.addressed})\s(?P<found>{LONG_NAME})"),
        ),
    )


def find_addresses(search: Search, language: Language) -> None:
    """Note postal addresses and codes, days of birth and secrets."""
    contexts = _contexts(language)
    search.take_all(contexts.births, "date", contexts.births.groupindex["found"])
    for name in ("found", "alone"):
        search.take_all(contexts.secrets, "key", contexts.secrets.groupindex[name])
    for pattern in contexts.addresses:
        search.take_all(pattern, "address", pattern.groupindex.get("found", 0))
    search.take_all(contexts.announced_address, "address", contexts.announced_address.groupindex["found"])


def find_announced_names(search: Search, language: Language) -> None:
    """Note names of people that a title, a role or an introduction announces, but for ordinary words."""
    ordinary = language.common.words
    for pattern in _contexts(language).names:

        def kind(match: re.Match[str]) -> str | None:
            words = re.findall(r"[^\W\d_]+", match["found"])
            return None if all(word.casefold() in ordinary for word in words) else "name"

        search.take_all(pattern, kind, pattern.groupindex["found"])
