"""Which Latin code page a text is in, by how many of its characters make sense where they stand."""

from __future__ import annotations

import re

# Letters beside a to z of the languages that are written in a code page; a line is held against each language alone.
_WESTERN = (
    "äöüßéàèê",  # German
    "àâæçéèêëîïôœùûüÿñ",  # French
    "áéíñóúüçàèòïªº",  # Spanish, Catalan
    "áâãàçéêíóôõúªº",  # Portuguese
    "àèéìíîòóù",  # Italian
    "åäöéüà",  # Swedish, Finnish
    "æøåäöéèêóòôü",  # Danish, Norwegian
    "áäéèêëíïóöúüç",  # Dutch
)
_CENTRAL = (
    "ąćęłńóśźżé",  # Polish
    "áäčďéěíĺľňóôöŕřšťúůüýž",  # Czech, Slovak
    "áéíóöőúüű",  # Hungarian
    "áâăéîșşțţ",  # Romanian
    "äčćđöšüž",  # Croatian, Slovene
)
#: Of two that read equally well the first is taken.
PAGES = {"cp1252": _WESTERN, "cp1250": _CENTRAL, "mac_roman": _WESTERN, "cp850": _WESTERN}
#: Share of characters that make sense from which a reading needs no other opinion.
READS_WELL = 0.9
#: What most exports that are not UTF-8 are in; another page has to read otherwise, and to leave at most this share of its
#: misplaced characters.
USUAL, EVIDENCE = "cp1252", 0.5

_SIGNS = frozenset("“”„‘’‚«»‹›–—…•·°€£¥§©®™¡¿²³½¼µ×÷±´¯†\u00a0\u00ad")
_LETTER = r"[^\W\d_]"
# No place for a character: a capital behind a small letter, a sign in a word, an opening sign at its end; õ and œ have one
# neighbour in Portuguese and French (õe, œu) and several where they stand for the ő and ś of cp1250.
_MISPLACED = re.compile(
    rf"(?<=[a-zß-öø-ÿąćęłńóśźżčďěňřšťůőűœ])(?:[À-ÖØ-Þ]|[ĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽŐŰŒŸ])"
    rf"|(?<={_LETTER})(?:[§¡¿]|[^\w\s’‘´·–—\u00a0\u00ad\x00-\x7f](?={_LETTER})|[²³](?={_LETTER}))"
    r"|õ(?!e)|œ(?!u)"
)


def best_latin(data: bytes) -> tuple[str, float]:
    """Return the Latin code page that ``data`` reads best in, and the share (0 to 1) of its characters that make sense.

    Parameters
    ----------
    data : bytes
        Not ASCII alone.

    Returns
    -------
    page : str
    share : float
        Of the characters outside ASCII; a byte that the page leaves open makes no sense.

    >>> best_latin("C’est très cher à l’année…".encode("cp1252"))
    ('cp1252', 1.0)
    """
    texts = {page: data.decode(page, "replace") for page in PAGES}
    shares = {page: _share(texts[page], alphabets) for page, alphabets in PAGES.items()}
    best = max(shares, key=lambda page: shares[page])
    if texts[best] == texts[USUAL] or 1 - shares[best] > EVIDENCE * (1 - shares[USUAL]):
        best = USUAL
    return best, shares[best]


def _share(text: str, alphabets: tuple[str, ...]) -> float:
    """Return the share of characters outside ASCII that are letters of a line's language, or signs, in their place."""
    fit = total = 0
    for line in text.splitlines():
        if line.isascii():
            continue
        total += sum(c > "\x7f" for c in line)
        signs = sum(c in _SIGNS for c in line)
        letters = [c for c in line.lower() if c > "\x7f" and c not in _SIGNS]
        best = max(sum(c in alphabet for c in letters) for alphabet in alphabets)
        fit += max(signs + best - len(_MISPLACED.findall(line)), 0)
    return fit / total if total else 0.0
