"""Personal data that the words beside it give away: days of birth, secrets, and names after a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from cxtext.language import Language, RedactionWords
from cxtext.privacy.spans import Search

#: Last character of the alphabets whose capitals begin a name: Latin, Greek, Cyrillic.
_LAST_ALPHABET = 0x52F
#: A capital letter.
CAPITAL = f"[{''.join(chr(code) for code in range(_LAST_ALPHABET) if chr(code).isupper())}]"
# A word that begins with a capital, or an initial with its dot; hyphens and apostrophes join.
CAPITALISED = rf"(?:{CAPITAL}(?:\.|[\w'\u2019-]*[\w]|))"
# Small words within a name: Ludwig van Beethoven.
PARTICLE = r"(?:d[aeiou]s?|de[ilnr]|degli|dell[aeo]|van|von|te[nr]|al|bin|ibn|la|le|el|[ey])"
_FURTHER = rf"(?:[ \u00a0](?:{PARTICLE}[ \u00a0])*{CAPITALISED})"
#: A name in capitals: up to four words, with particles; and the same of two words or more.
NAME = rf"{CAPITALISED}{_FURTHER}{{0,3}}"
LONG_NAME = rf"{CAPITALISED}{_FURTHER}{{1,3}}"

# What a secret has at least one of.
_SECRET = re.compile(r"[\d_$#@!%*]")


@dataclass(frozen=True)
class _Contexts:
    """The patterns of one language, each built when it is used first; in those with a group ``found`` only that is personal."""

    words: RedactionWords

    @cached_property
    def births(self) -> re.Pattern[str]:
        """A day of birth."""
        return _make_births(self.words)

    @cached_property
    def secrets(self) -> tuple[re.Pattern[str], ...]:
        """What is called a password, a key or a code."""
        return _list_secrets(self.words)

    @cached_property
    def titled(self) -> re.Pattern[str]:
        """A name after a title."""
        return re.compile(rf"(?<!\w)(?i:{self.words.titles})\b\.?\s(?P<found>{NAME})")

    @cached_property
    def introduced(self) -> re.Pattern[str]:
        """A name that is introduced."""
        return re.compile(rf"(?<!\w)(?i:{self.words.introductions})\s{{1,4}}(?P<found>{NAME}|[a-z]{{3,}}(?=[.!]?\Z))")

    @cached_property
    def long_names(self) -> tuple[re.Pattern[str], ...]:
        """A name of several words, after a role or a verb of speaking."""
        return (
            re.compile(rf"(?<!\w)(?i:{self.words.roles})s?,?\s(?:(?i:called|named|is|was)\s)?(?P<found>{LONG_NAME})"),
            re.compile(rf"(?<!\w)(?i:{self.words.addressed})\s(?P<found>{LONG_NAME})"),
        )


@cache
def _contexts(language: Language) -> _Contexts:
    """Return the patterns of a language."""
    return _Contexts(language.redaction)


@cache
def capital_hint() -> re.Pattern[str]:
    """Return what each name after another word has: quicker to look for than titles and streets."""
    return re.compile(rf"\s{CAPITAL}")


@cache
def _long_name_hint() -> re.Pattern[str]:
    """Return what each name of several words has: quicker to look for than roles."""
    return re.compile(LONG_NAME)


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


def find_births_and_secrets(search: Search, language: Language) -> None:
    """Note days of birth, and what is called a password, a key or a code."""
    contexts = _contexts(language)
    if search.has_digits:
        search.take_all(contexts.births, "date", contexts.births.groupindex["found"])
    if not _SECRET.search(search.text):
        return
    linked, bare = contexts.secrets
    search.take_all(linked, "key", linked.groupindex["found"])
    if search.has_digits:
        search.take_all(bare, "key", bare.groupindex["found"])


def find_announced_names(search: Search, language: Language) -> None:
    """Note names of people that a title, a role or an introduction announces, but for ordinary words."""
    ordinary = language.common.words

    def name(match: re.Match[str]) -> str | None:
        words = re.findall(r"[^\W\d_]+", match["found"])
        return None if all(word.casefold() in ordinary or len(word) == 1 for word in words) else "name"

    contexts = _contexts(language)
    if capital_hint().search(search.left):
        search.take_all(contexts.titled, name, contexts.titled.groupindex["found"])
    search.take_all(contexts.introduced, name, contexts.introduced.groupindex["found"])
    if _long_name_hint().search(search.left):
        for pattern in contexts.long_names:
            search.take_all(pattern, name, pattern.groupindex["found"])
