"""Postal addresses: a street with its number first, then what stands before and behind it.

Behind the street stand rooms, towns and codes in an order of the country. So small patterns find the street, and two others go on
from there in both directions.
"""

from __future__ import annotations

import re
from functools import cache, cached_property

from cxtext.language import Language, RedactionWords
from cxtext.privacy.contexts import CAPITAL, CAPITALISED, NAME, PARTICLE, capital_hint
from cxtext.privacy.spans import FILLER, Search

# Postal codes that no figure looks like: of the United Kingdom, Canada, Ireland and the Netherlands (no unit follows a number).
_POSTCODE = re.compile(
    r"(?<![\w-])(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d"
    r"|[AC-FHKNPRTV-Y]\d[\dW] [A-Z\d]{4}(?=[ ,.]|\Z)"
    r"|[1-9]\d{3} ?(?!(?:AM|PM|GB|MB|KB|HZ|KM|CM|MM|KG)\b)[A-Z]{2}(?=[ ,.]|\Z))(?![\w-])"
)
# Four or five digits after the name of a town, which are no year: "in Bjert 6091".
_TOWN_CODE = re.compile(rf"(?<=\bin )(?:{CAPITALISED}[ ]){{1,3}}(?!(?:19|20)\d\d\b)(?P<found>\d{{4,5}})(?![\w-]|[.,]\d)")
# Of the United States, after the state.
_ZIP_CODE = re.compile(r"(?<![\w-])[A-Z]{2}[ ,]{1,2}\d{5}(?:-\d{4})?(?![\w-])")
# Of the forces of the United States: PSC 3294, Box 9168, APO AA 61487.
_MILITARY = re.compile(r"(?i)(?:\b(?:psc|unit|usns|uss|uscgc|usnv)\s[^.!?]{1,40}?)?\b[afd]po,?\s[a-z]{2}\s\d{5}\b")
# What each of them has: quicker to look for.
_MILITARY_HINT = re.compile(r"(?i)[afd]po")
_GAP = r"[ \u00a0,]{1,3}"
# Between the lines of an address: blanks, commas, the marks of a reply, or a dash.
_LINES = r"(?:[\s,>?]{1,12}|\s[-\u2013]\s)"
# The number of a house, with a letter, a second number, or a stair and a door: "12", "12/3", "12 bis", "12 B 4".
_NUMBER = r"\d{1,6}[A-Za-z]?(?:[/-]\d{1,4}[A-Za-z]?)?(?:[ ](?:bis|ter)\b|[ ][A-H][ ]\d{1,3}\b)?"
# A name of a place, of several words; capitals and numbers are parts of codes. The increment sign stands for a delta in lists.
_WORD = rf"(?:{CAPITAL}[^\W\d_]*(?:['\u2019\u2206-][^\W\d_]*)*(?<=\w)|\u2206[^\W\d_]+)(?!\w)"
_SMALL_WORD = rf"(?:{PARTICLE}|a[mn]|im|nad|nan|o[bn]|op|sur|upon|[euvz])"
_PLACE = rf"{_WORD}(?:[ ](?:{_SMALL_WORD}[ ]){{0,2}}{_WORD}){{0,3}}"
# A code of digits, before or behind a town: "75001", "CH-1005", "392 48", "12345-678"; or of letters and digits.
_DIGIT_CODE = r"(?:(?:[A-Z]{1,2}-?)?\d{3,6}(?:[ -]\d{2,4})?|\d{2}-\d{3})(?![\w-]|[ ]\d)"
_CODE = (
    rf"(?:{_DIGIT_CODE}|[A-Z]{{1,2}}\d[A-Z\d]?[ ]?(?:\d[A-Z]{{2}}|[A-Z\d]{{4}})\b"
    r"|[A-Z]\d[A-Z][ -]?\d[A-Z]\d\b|\d{4}[ ]?[A-Z]{2}\b)"
)
#: Characters of an address that an announcing word leaves to be found.
_MOST_ADDRESS = 120
#: Characters before a street in which the rest of its address stands.
_MOST_BEFORE = 60


class _Patterns:
    """The patterns of addresses in one language, each built from its words when it is used first: most texts have no digits."""

    def __init__(self, words: RedactionWords) -> None:
        self._words = words

    @cached_property
    def streets(self) -> tuple[re.Pattern[str], ...]:
        """Streets with their number."""
        return _list_streets(self._words)

    @cached_property
    def behind(self) -> re.Pattern[str]:
        """What stands behind a street."""
        return _make_behind(self._words)

    @cached_property
    def before(self) -> re.Pattern[str]:
        """7910 Szeged, before a street; a room, a word for a house and a number before them."""
        words = self._words
        return re.compile(
            rf"(?:(?<![\w.,-])\d{{4,6}}[ ]{_PLACE},[ ]|(?<!\w)(?i:{words.rooms})\.?\s?#?(?:\d{{1,5}}[A-Za-z]?[,\s]{{1,3}})?"
            r"|(?<!\w)(?i:p\.? ?o\.? )"
            rf"|(?<!\w)(?:(?i:{words.house_numbers})[ ]?)?\d{{1,5}}[A-Za-z]?,[ ]|(?<!\w)(?i:{words.house_numbers})[ ]?)\Z"
        )

    @cached_property
    def crossing(self) -> re.Pattern[str]:
        """The first street of two that cross."""
        return re.compile(rf"(?<!\w){NAME} and \Z")

    @cached_property
    def small_towns(self) -> re.Pattern[str]:
        """Behind a room, in texts without capitals: parts between commas and line ends, up to a code."""
        letters = r"(?:[^\W\d]|[()\u2206])+"
        return re.compile(
            rf"(?:[\s,]{{0,12}}[,\n][\s,]{{0,12}}{letters}(?:[ ]{letters}){{0,2}}){{1,3}}[\s,]{{1,3}}\d{{4,6}}(?![\w-])"
        )

    @cached_property
    def codes(self) -> tuple[re.Pattern[str], ...]:
        """Postal codes that stand alone."""
        return _list_codes(self._words)

    @cached_property
    def unnumbered(self) -> tuple[re.Pattern[str], ...]:
        """Addresses that need no number of a house."""
        return _list_unnumbered(self._words)


@cache
def _patterns(language: Language) -> _Patterns:
    """Return the patterns of a language."""
    return _Patterns(language.redaction)


def _list_streets(words: RedactionWords) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of streets with their number."""
    room = rf"(?:(?i:\b{words.rooms})\.?\s?#?\d{{1,5}}[A-Za-z]?\b)"
    before = rf"(?<![\w.,])(?:{_NUMBER}{_GAP}){{0,2}}"
    own_name = rf"(?!(?i:{words.rooms})\b){CAPITALISED}"
    mark = rf"(?:(?i:{words.house_numbers})[ ]?)?"
    # What stands before a room without a comma: the street, in words that begin with capitals.
    token = rf"(?:{CAPITALISED}|{PARTICLE}|\d{{1,6}}\.?)"
    before_room = rf"(?<![\w.])(?:\d{{1,6}}[ ])?(?:(?i:p\.?o\.? ?box)[ ])?(?:{token}[ \u00a0]){{0,8}}{token}"
    small_article = rf"(?:{PARTICLE}\.?[ '\u2019]|[dl]['\u2019])*"
    compass = r"(?:[ ](?:(?i:north|south|east|west)|[NS][EW]?|[EW])\b)?"
    # Where a list of words is long, what is quicker to look for stands before it.
    streets = (
        # the corner of Bygget 64 and Wood Lane
        rf"\b(?i:{words.corners})[ ](?:(?:[^\s.!?]+\.?[ ]){{1,6}}and[ ](?:{PARTICLE}[ ])?{NAME}"
        r"|(?:[^\s.!?]+[ ]){1,3}\d{1,4}[ ]and[ ]\w+(?:[ ]\w+)?)",
        # Aqqusinersuaq 176 Pinto Hill, before a room
        rf"(?<![\w.])(?:{CAPITALISED}[ ]){{1,3}}\d{{1,4}}[ ](?:{CAPITALISED}[ ]){{0,3}}{CAPITALISED}(?={_LINES}{room})",
        # 221B Canary Street, 12 Devon Street West, 4 Clementi Avenue 2
        rf"{before}{_NUMBER}{_GAP}(?:(?:{CAPITALISED}|\d{{1,3}}(?:st|nd|rd|th))[ ]){{1,4}}(?i:{words.streets})\b\.?{compass}"
        r"(?:[ ]\d{1,3}(?=,))?",
        # 26 rue des Lions, 2274 Via delle Coste 41
        rf"{before}{_NUMBER}{_GAP}(?i:{words.street_openings})[ ]{small_article}"
        rf"(?:[^\W\d_]{{3,}}[ ])?{own_name}(?:[ ](?:{PARTICLE}[ ])*{own_name}){{0,3}}"
        rf"(?:[ ](?:\d{{1,3}}[A-Za-z]?\b|\d{{4}}\b(?![ ]{CAPITAL}\w{{2}})))?",
        # Rue de la Paix 12, Jl. Merdeka No. 7; and in small letters
        rf"{before}(?:(?i:(?<!\w){words.street_openings})|(?<!\w){words.street_prepositions})[ ]{small_article}{NAME}"
        rf"{_GAP}{mark}{_NUMBER}\b",
        rf"(?i){before}(?<!\w){words.plain_street_openings}[ ](?:[^\W\d_]+[ '\u2019]){{1,4}}\d{{1,4}}[a-z]?\b",
        # Moi Avenue 22
        rf"(?<!\w)(?:{CAPITALISED}[ ]){{1,3}}{words.named_streets}[ ]\d{{1,4}}[A-Za-z]?\b"
        rf"(?!\s?(?:%|{words.units}|{words.counted})\b)",
        # Carrera 7 No. 71-21
        rf"(?i)(?<!\w)(?=[\w./]{{1,20}}[ ]\d){words.street_openings}[ ]\d{{1,3}}[A-Za-z]?[ ](?:{words.house_numbers}|#)"
        r"[ ]?\d{1,3}[A-Za-z]?[ -]{1,3}\d{1,3}\b",
        # Király u. 15., Árpád fejedelem útja 62.
        rf"{before}{CAPITALISED}(?:[ ][^\W\d_]{{3,}}){{0,2}}[ ](?i:{words.street_endings}|[gu]\.){_GAP}{mark}{_NUMBER}\b\.?",
        # Kiannonkatu 98
        rf"{before}(?:{CAPITALISED}[ ]){{0,2}}(?:{CAPITAL}\w+{words.street_endings}"
        rf"|{CAPITALISED}[ ](?i:{words.street_endings})){_GAP}{mark}{_NUMBER}\b",
        # The same in small letters, by endings that no English word has
        rf"(?i){before}(?=\w{{3,}}(?:[ ]\w+)?{_GAP}\d)\w{{3,}}[ ]?{words.plain_street_endings}{_GAP}\d{{1,4}}[a-z]?\b\.?",
        # 6750 Pagari 18 Apt. 864, and in small letters
        rf"(?i)(?<![\w.,])(?:\d{{1,6}}{_GAP}){{1,2}}(?:[^\W\d]['\w.\u2019-]*[ ]){{1,5}}(?:\d{{1,4}}[a-z]?\.?)?(?={_LINES}{room})",
        # 1317 Kimberly Way Laidlaw Green Apt. 962 Grand Rapids
        rf"{before_room}(?={_LINES}{room})",
        # 19902 Dobrovskeho 1394, Trancoso
        rf"(?<![\w.,])\d{{3,6}}[ ](?:{CAPITALISED}[ ]){{1,4}}\d{{1,4}}\b(?={_LINES}(?:{CAPITALISED}|{room})|\s*\Z)",
        # 12 high street
        rf"(?i)(?<![\w.,])\d{{1,4}}[a-z]?[ ,]{{1,2}}(?!(?:{words.units}|{words.counted}|way|more|other|of|in|on|to|the|a)\b)"
        rf"\w{{3,}}(?: \w{{3,}})? {words.plain_streets}\b",
        # Flat 4
        rf"(?i)(?<!\w)(?!{words.weak_rooms}\b){words.rooms}\.?\s?#?\d{{1,5}}[a-z]?\b"
        rf"(?!\s?(?:%|{words.units}|{words.counted})\b)",
    )
    return tuple(re.compile(pattern) for pattern in streets)


def _make_behind(words: RedactionWords) -> re.Pattern[str]:
    """Return the pattern of what stands behind a street: rooms, then a code and a town, towns and a code, or towns."""
    room = rf"(?:{_LINES}(?:(?i:\b{words.rooms})\.?\s?#?\d{{1,5}}[A-Za-z]?\b|(?i:{words.room_writings})(?!\w)))"
    no_room = rf"(?!(?i:{words.rooms})\b)"
    town = rf"{no_room}(?:{_WORD}|{CAPITAL}\.|Col\.|{_SMALL_WORD}|\({_WORD}\))"
    code_town = rf"(?:{_LINES}|(?:{_LINES}{town}){{0,4}},\s){_CODE}[ \u00a0]{no_room}{_PLACE}(?![ ]\d)"
    to_code = rf"(?:{_LINES}{town}){{0,7}}{_LINES}{_CODE}"
    # Behind a room a town needs no comma.
    towns = rf"(?:[\s,>]{{1,12}}{town}(?!\w)){{1,6}}"
    after_commas = rf"(?:,\s{{1,3}}(?:Col\.[ ])?{_WORD}(?:[ ]{_WORD}){{0,2}}(?:[ ]\({_WORD}\))?){{0,3}}"
    return re.compile(
        rf"(?:(?P<rooms>{room}{{1,2}})(?:{code_town}|{to_code}|{towns}|{after_commas})|{code_town}|{to_code}|){after_commas}"
    )


def _list_codes(words: RedactionWords) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of postal codes that stand alone."""
    code = r"(?=[A-Za-z -]{0,4}\d)[A-Za-z0-9]{2,5}(?:[ -]\d[A-Za-z0-9]{1,3}|[ -][A-Z]{2})?"
    return (
        _POSTCODE,
        re.compile(rf"(?i:{words.postcodes})(?:\s?(?:is|was|:|=|\())?\s?:?\s?(?P<found>{code})\b"),
        _ZIP_CODE,
        _TOWN_CODE,
    )


def _list_unnumbered(words: RedactionWords) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of addresses that need no number of a house."""
    sentence = rf"(?=[^.!?\n]{{0,40}}[\d\ue000])[A-Z0-9\ue000][^!?;]{{3,{_MOST_ADDRESS}}}?"
    return (
        # on Berg Hills Street
        re.compile(rf"\b(?i:{words.street_places})[ ](?P<found>(?:{CAPITALISED}[ ]){{1,3}}{words.named_streets})\b"),
        # What is called an address, up to the end of the sentence or of the clause.
        re.compile(
            rf"(?i:\b{words.address_hints})\s?:?\s{{0,6}}(?P<found>{sentence})"
            r"(?=[.!?;](?:\s|\Z)|\n\n|\Z|\s(?i:and|but|because|for|where|since)\s)"
        ),
    )


def find_addresses(search: Search, language: Language) -> None:
    """Note postal addresses and postal codes."""
    patterns = _patterns(language)
    if search.has_digits:
        if _MILITARY_HINT.search(search.left):
            search.take_all(_MILITARY, "address")
        for pattern in patterns.streets:
            _take_streets(search, pattern, patterns, language)
        for pattern in patterns.codes:
            search.take_all(pattern, "address", pattern.groupindex.get("found", 0))
    named, announced = patterns.unnumbered
    if capital_hint().search(search.left):
        search.take_all(named, "address", named.groupindex["found"])
    if search.has_digits or FILLER in search.left:
        search.take_all(announced, "address", announced.groupindex["found"])


def _take_streets(search: Search, pattern: re.Pattern[str], patterns: _Patterns, language: Language) -> None:
    """Note every street that a pattern finds, with the rest of its address."""
    at = 0
    while match := pattern.search(search.left, at):
        start, end = match.span()
        if behind := patterns.behind.match(search.left, end):
            end = behind.end()
            if behind["rooms"] and (towns := patterns.small_towns.match(search.left, end)):
                end = towns.end()
        while before := patterns.before.search(search.left, max(0, start - _MOST_BEFORE), start):
            start = before.start()
        crossing = patterns.crossing.search(search.left, max(0, start - _MOST_BEFORE), start)
        if crossing and not all(word.casefold() in language.common.words for word in crossing.group().split()):
            start = crossing.start()
        search.take(start, end, "address")
        at = end
