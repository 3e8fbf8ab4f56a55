"""Take personal data out of text that leaves the run: addresses, numbers, keys, handles, and names of people."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import blake2b

from cxtext.language import Language, load_language
from cxtext.privacy.addresses import find_addresses
from cxtext.privacy.contexts import find_announced_names, find_births_and_secrets
from cxtext.privacy.names import NameFinder
from cxtext.privacy.numbers import find_numbers
from cxtext.privacy.patterns import find_fixed
from cxtext.privacy.spans import Masked, Search, Span, mask


class Redaction(StrEnum):
    """How much is taken out: nothing, what patterns find, or names of people as well."""

    OFF = "off"
    PATTERNS = "patterns"
    FULL = "full"


def key_text(text: str) -> str:
    """Return a hash of a text, 16 characters: what was found in it is kept under this name.

    >>> key_text("Mail jo@example.org") == key_text("Mail jo@example.org"), len(key_text(""))
    (True, 16)
    """
    return b64encode(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()).decode("ascii")


def find_personal(text: str, language: Language | None = None) -> list[Span]:
    """Return where a text points to a person, by patterns alone.

    E-mail addresses, links with and without a scheme, network addresses, keys of programs and secrets that are called one,
    IBANs, card and phone numbers, numbers of orders and accounts, codes of letters and digits, @handles, dates in figures and
    days of birth, postal addresses and codes, and names of people after a title, a role or an introduction. It finds too much
    rather than too little: five digits or more in a row, or with marks between them, are found, except prices and other
    amounts, counts such as 12000 users, years, hours and marks out of ten.

    Parameters
    ----------
    text : str
    language : Language, optional
        In which it is; English by default.

    Returns
    -------
    list of Span
        In order; two may overlap, as where an e-mail address ends a link.
    """
    return list(_search(text, language or load_language()))


@lru_cache(maxsize=2**15)
def _search(text: str, language: Language) -> tuple[Span, ...]:
    """Search one text; a program that writes several outputs of a run redacts the same texts again and again."""
    search = Search(text)
    find_fixed(search)
    find_births_and_secrets(search, language)
    find_addresses(search, language)
    find_numbers(search, language)
    find_announced_names(search, language)
    return tuple(sorted(search.spans))


@dataclass
class Redactor:
    """Redacts texts in one way, and remembers them.

    Parameters
    ----------
    redaction : Redaction
        How much is taken out.
    language : Language, optional
        Of the texts; English by default.
    earlier_spans : mapping of str to tuple of Span
        What was found in texts before by patterns, by :func:`key_text`; they are not searched again.

    >>> Redactor(Redaction.PATTERNS).redact("Mail jo@example.org, says Maria Lopez")
    'Mail [e-mail], says Maria Lopez'
    """

    redaction: Redaction
    language: Language | None = None
    earlier_spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, repr=False)
    _masked: dict[str, Masked] = field(default_factory=dict, init=False, repr=False)
    _keys: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    def mask(self, texts: Iterable[str]) -> list[Masked]:
        """Return each text redacted, with the places of what was taken out."""
        texts = list(texts)
        fresh = self._recall([text for text in dict.fromkeys(texts) if text not in self._masked])
        names = _finder(self.language).find(fresh) if self.redaction is Redaction.FULL else [[] for _ in fresh]
        for text, of_text in zip(fresh, names, strict=True):
            personal = [] if self.redaction is Redaction.OFF else find_personal(text, self.language)
            self._masked[text] = mask(text, [*personal, *of_text])
        return [self._masked[text] for text in texts]

    def _recall(self, texts: list[str]) -> list[str]:
        """Redact the texts of which it is known what is found in them; return the others."""
        if not self.earlier_spans or self.redaction is not Redaction.PATTERNS:
            return texts
        rest = []
        for text in texts:
            key = self._keys[text] = key_text(text)
            spans = self.earlier_spans.get(key)
            if spans is None:
                rest.append(text)
            else:
                self._masked[text] = mask(text, list(spans))
        return rest

    def list_found(self) -> dict[str, tuple[Span, ...]]:
        """Return what was found in each text so far, by :func:`key_text`."""
        return {self._keys.get(text) or key_text(text): masked.spans for text, masked in self._masked.items()}

    def mask_one(self, text: str) -> Masked:
        """Return one text redacted, with the places of what was taken out."""
        masked = self._masked.get(text)
        return self.mask([text])[0] if masked is None else masked

    def redact(self, text: str) -> str:
        """Return a text redacted."""
        return self.mask_one(text).text

    def redact_all(self, texts: Iterable[str]) -> list[str]:
        """Return texts redacted; names are found in all of them at once, which is faster."""
        return [masked.text for masked in self.mask(texts)]


@cache
def _finder(language: Language | None) -> NameFinder:
    """Return what finds names, once per process."""
    return NameFinder(language)


def redact(text: str, names: Sequence[str] = (), *, language: Language | None = None) -> str:
    """Replace what points to a person by its kind in brackets: what :func:`find_personal` finds, and the names given.

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
    spans = find_personal(text, language)
    for name in sorted({name.strip() for name in names if name.strip()}, key=lambda name: (-len(name), name)):
        spans += [Span(m.start(), m.end(), "name") for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return mask(text, spans).text


def load_names(language: Language | None = None) -> Callable[[Sequence[str]], list[list[str]]]:
    """Return a function that finds the names of people in texts."""
    finder = _finder(language)

    def find(texts: Sequence[str]) -> list[list[str]]:
        return [[text[s.start : s.end] for s in spans] for text, spans in zip(texts, finder.find(texts), strict=True)]

    return find
