"""Patterns of personal data that read the same in every language: addresses on the net, accounts, keys and codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxtext.privacy.spans import Search

_URL = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>\"]+")
# Without a scheme: a host with a path of three characters or more or a query, or with an ending that is not a word.
_BARE = re.compile(
    r"(?i)(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,6}"
    r"(?:[a-z]{2,12}(?::\d{2,5})?(?:/[^\s<>\"]{3,}|/?\?[^\s<>\"]+)"
    r"|(?:com|org|net|edu|gov|io|biz|co\.[a-z]{2}|com\.[a-z]{2})\b(?:/[^\s<>\"]*)?)"
)
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
# What each link without a scheme has, and each key that has no digit: quicker to look for.
_DOT_WITHIN = re.compile(r"\.\w")
_CAMEL = re.compile(r"[a-z][A-Z]")
# Written out, so that no program reads it: "jo dot lee at example dot com".
_SPELLED_EMAIL = re.compile(
    r"(?i)(?<![\w.+%'-])[\w.+%'-]+(?:\s?[\[(]?dot[\])]?\s?[\w-]+){0,3}\s?[\[(]?\bat\b[\])]?\s?"
    r"[\w-]+(?:\s?[\[(]?\bdot\b[\])]?\s?[\w-]+)*\s?[\[(]?\bdot\b[\])]?\s?(?:com|org|net|edu|gov|io|co|uk|de|fr)\b"
)
_IP = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
    r"|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}(?![\w:])"
    r"|(?<![\w:])(?=[0-9A-Fa-f:]*\d)(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}(?![\w:])"
    r"|(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])"
)
# A spreadsheet function is none: @SUM(1).
_HANDLE = re.compile(r"(?<![\w@])@\w{2,}(?![\w(])")
_DATE = re.compile(
    r"(?<![\w/.-])(?!10/10/10(?![\w/]))(?:(?:19|20)\d\d([/.-])\d{1,2}\1\d{1,2}|\d{1,2}([/.-])\d{1,2}\2(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d\d)(?![\w/])"
)
# What an IBAN may be; the check digits decide how long it is.
_IBAN = re.compile(r"(?i)(?<![\w])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}(?![\w])")
_IBAN_SHAPE = re.compile(r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}")
#: Characters of the shortest and of the longest IBAN (ISO 13616).
_LEAST_IBAN = 15
_MOST_IBAN = 34
#: Digits that all of them have: with fewer, words pass the check by chance.
_LEAST_IBAN_DIGITS = 9
# Social security (US) and national insurance (UK) numbers.
_NATIONAL = re.compile(r"(?i)(?<![\w-])\d{3}([- ])\d{2}\1\d{4}(?![\w-])|(?<!\w)[a-z]{2}(?:\s?\d{2}){3}\s?[a-d](?!\w)")
# Keys of programs: with the prefix of their issuer, in three parts with dots (JWT), or a private key.
_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?<![\w-])(?:(?:sk|pk|rk|whsec|xox[abposr]|xapp|gh[pousr]|github_pat|glpat|hf|shpat|npm|pypi|dop_v1|sq0[a-z]{3}|SG|AC|key)"
    r"[-_.][\w.-]{8,}|A[KS]IA[A-Z0-9]{12,}|AIza[\w-]{20,}|ya29\.[\w.-]{10,}|eyJ[\w-]{8,}(?:\.[\w-]{4,}){1,2})(?![\w-])",
    re.DOTALL,
)
# A word of letters and digits too long to be one that people say, unless it is the name of a file.
_LONG = re.compile(r"(?<![\w/.-])[A-Za-z0-9_+/=-]{16,}(?![\w/-])(?!\.(?:csv|tsv|txt|xlsx|jsonl?|ndjson|parquet|zip|gz)\b)")
_UUID = re.compile(r"(?i)(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])")
#: Digits of a long word that make it a key where letters of both cases, or of hexadecimal numbers, stand beside them.
_KEY_DIGITS = 2


def find_fixed(search: Search) -> None:
    """Note what has a shape of its own: e-mail addresses, links, network addresses, keys, accounts, handles and dates."""
    has_at, lowered = "@" in search.text, search.text.casefold()
    if has_at:
        search.take_all(_EMAIL, "e-mail")
    if "dot" in lowered:
        search.take_all(_SPELLED_EMAIL, "e-mail")
    if "://" in lowered or "www." in lowered:
        search.take_all(_URL, "link")
    if _DOT_WITHIN.search(search.text):
        search.take_all(_BARE, "link")
    if search.has_digits:
        if _may_be_ip(search.left):
            search.take_all(_IP, "address")
        search.take_all(_UUID, "key")
    if search.has_digits or _CAMEL.search(search.text) or not search.text.isascii():
        search.take_all(_KEY, lambda match: "key" if _is_mixed(match.group()) else None)
    if search.has_digits:
        for start, end in _find_ibans(search.left):
            search.take(start, end, "account")
        search.take_all(_NATIONAL, "number")
        search.take_all(_LONG, lambda match: "key" if _is_random(match.group()) else None)
        search.take_all(_DATE, "date")
    if has_at:
        search.take_all(_HANDLE, "handle")


def _may_be_ip(text: str) -> bool:
    """Tell whether a text has as many marks as a network address: quicker to look for."""
    return text.count(".") >= 3 or text.count(":") >= 2 or text.count(":") + text.count("-") >= 5


def _find_ibans(text: str) -> list[tuple[int, int]]:
    """Return where IBANs stand: as far as the check digits are right, else where it looks like one in capitals."""
    places = []
    for match in _IBAN.finditer(text):
        run = match.group()
        ends = [i + 1 for i, c in enumerate(run) if c.isalnum()]
        whole = next((end for end in reversed(ends) if has_iban_check(run[:end])), None)
        if whole is None and (shape := _IBAN_SHAPE.match(run)):
            whole = shape.end()
        if whole is not None:
            places.append((match.start(), match.start() + whole))
    return places


def has_iban_check(text: str) -> bool:
    """Tell whether the check digits of an IBAN are right (ISO 7064, MOD 97-10).

    >>> has_iban_check("DE89 3704 0044 0532 0130 00"), has_iban_check("DE88 3704 0044 0532 0130 00")
    (True, False)
    """
    word = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    if not _LEAST_IBAN <= len(word) <= _MOST_IBAN or sum(c.isdigit() for c in word) < _LEAST_IBAN_DIGITS:
        return False
    return int("".join(str(int(c, 36)) for c in word[4:] + word[:4])) % 97 == 1


def passes_luhn(digits: Sequence[int]) -> bool:
    """Tell whether the check digit of a card number is right (Luhn, US patent 2,950,048)."""
    doubled = [d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits), 1)]
    return sum(doubled) % 10 == 0


def _is_mixed(word: str) -> bool:
    """Tell whether a word holds letters, and digits or capitals after small letters."""
    return any(c.isalpha() for c in word) and (any(c.isdigit() for c in word) or _CAMEL.search(word) is not None)


def _is_random(word: str) -> bool:
    """Tell whether a long word was drawn by a machine: digits among letters of both cases, or a hexadecimal number."""
    n_digits = sum(c.isdigit() for c in word)
    both = any(c.islower() for c in word) and any(c.isupper() for c in word)
    if n_digits >= _KEY_DIGITS and re.fullmatch(r"[0-9A-Fa-f-]+", word) and any(c.isalpha() for c in word):
        return True
    return n_digits >= _KEY_DIGITS and both and re.search(r"\d[A-Za-z]", word) is not None
