"""What letters and e-mail programs put around a comment: salutations, closings, quoted lines, headers, signatures."""

from __future__ import annotations

import re

from cxtext.text.draft import Draft

# "> 10 minutes to load" is a comment; a quoted line goes on with a letter.
_QUOTED = re.compile(r"(?m)^[ \t]*>(?:[ \t]*>)*(?:[ \t]*$|[ \t]*[^\W\d].*$)")
# Possessive, so that a long line is read once.
_WROTE = re.compile(r"(?m)^[ \t]*(?:>[ \t]*)*+On\b(?=[^\n]{0,300}\d)[^\n]*+(?:\n[^\n]*+)??(?:(?<=\bwrote:)|(?<=\bwrote: ))$")
_FORWARDED = re.compile(
    r"(?mi)^[ \t]*(?:-{2,}[ \t]*(?:original message|forwarded message|reply above this line)[ \t]*-*|_{12,}[ \t]*$"
    r"|from:[^\n]{1,200}\n[ \t]*(?:sent|date|to):)"
)
_SIGNATURE = re.compile(r"(?m)^--[ \t]?$")
_SENT_FROM = re.compile(
    r"(?i)(?:^|(?<=[\n.!?]))[ \t]*(?:sent (?:from|via) (?:my |mail for |yahoo |outlook |samsung )|get outlook for )"
    r"[^\n]{0,60}(?=\n|$)"
)
# A name as it is signed: "Anna", "Tom K.", "Dr. Meyer"; case matters here.
_NAMES = r"(?-i:(?:[A-ZÀ-ÞŒŠŽ](?:[^\W\d_A-Z][\w'’-]{0,20})?\.?[ \t]*){1,3})"
_ADDRESSED = (
    r"(?:sirs?|madam|ma'am|mr|mrs|ms|team|all|there|everyone|everybody|folks|guys|devs?|developers?|support|customer service"
    r"|service team|support team|friends|colleagues|both|again|or|and|to|the|concern|whom|it|may|damen|herren|und"
    r"|zusammen|frau|herr|madame|monsieur|à tous|señores?|señora|equipo|hallo)"
)
_HELLO = r"(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening|day)|greetings|guten (?:tag|morgen)|bonjour|hola|buenos días)"
_DEAR = r"(?:dear|to whom|sehr geehrte[rs]?|liebe[rs]?|cher|chère|chers|estimad[oa]s?)"
_GREETING = re.compile(
    rf"(?i)\A\s*(?:{_HELLO}(?:[ \t]+(?:{_ADDRESSED}\b|{_NAMES})){{0,4}}|{_DEAR}(?:[ \t]+(?:{_ADDRESSED}\b|{_NAMES})){{1,6}})"
    r"[ \t]*(?:[,!:.]+(?=\s)|[-–—](?=\s)|(?=\n))\s*"
)
_CLOSING_WORDS = (
    r"(?:(?:with )?(?:kind|best|warm|many)(?:est)? (?:regards|wishes|thanks|greetings)|regards"
    r"|yours (?:sincerely|truly|faithfully)|(?:sincerely|respectfully)(?: yours)?|cheers|best"
    r"|thanks(?: again| in advance| so much| a lot)?|thx"
    r"|thank you in advance"
    r"|mit freundlichen grüßen|mfg|(?:viele|beste|liebe|freundliche) grüße|cordialement|bien à vous"
    r"|(?:un )?saludos?(?: cordiales)?|atentamente)"
)
# After the end of a sentence or on a line of its own, at the very end: "Regards, Anna", "Thanks,", "Best, Tom K.".
_CLOSING = re.compile(
    r"(?i)(?:(?<=[.!?…)])[ \t]+|(?:^|\n)[ \t]*"
    rf"|[ \t]+(?=(?-i:Kind|Best|Warm|Regards|Sincerely|Mit|Viele|Beste)\b[\w \t]{{0,24}},\s*{_NAMES}\s*\Z)){_CLOSING_WORDS}"
    rf"(?:[ \t]*[.!]?\s*\Z|[ \t]*[,!.–—-]+\s*{_NAMES}\s*\Z|[ \t]*,\s*\Z|[ \t]*[,!.]?(?:[ \t]*\n[^\n]{{0,50}}){{1,4}}\s*\Z)"
)
_PLEA = re.compile(
    r"(?i)(?:(?<=[.!?…)])[ \t]+|\n[ \t]*)(?:please|pls|kindly) (?:help|advise|assist)(?: me| us)?(?: asap)?[ \t]*[.!]*\s*\Z"
)
# One of these is in every closing and plea.
_CLOSING_HINT = re.compile(
    "regards|wishes|greetings|sincerely|truly|faithfully|respectfully|cheers|best|thank|thx|please|pls|kindly|grüße|mfg"
    "|cordialement|bien à vous|saludo|atentamente"
)
_FIRST_LETTERS = frozenset("hHgGbBdDtTsSlLcCeE ")
#: A closing takes no more of the end of a text than this.
_LONGEST_CLOSING = 260


def has_mail(text: str) -> bool:
    """Tell whether a text may hold anything of a letter: a quick look that spares most texts the rest."""
    if "\n" in text or "ent " in text or "Get Outlook" in text:
        return True
    if text[:1] in _FIRST_LETTERS and _GREETING.match(text):
        return True
    if not _CLOSING_HINT.search(text[-60:].lower()):
        return False
    return bool(_CLOSING.search(text, max(0, len(text) - 80)) or _PLEA.search(text, max(0, len(text) - 80)))


def strip_mail(draft: Draft) -> None:
    """Remove quoted lines, what follows a reply header, salutations, closings and signatures, unless nothing would be left."""
    for remove in (_cut_reply, _drop_quotes):
        remove(draft)
    _drop(draft, [m.span() for m in _SENT_FROM.finditer(draft.text)])
    match = _SIGNATURE.search(draft.text)
    if match:
        _drop(draft, [(match.start(), len(draft.text))])
    greeting = _GREETING.match(draft.text)
    if greeting:
        _drop(draft, [greeting.span()])
    for pattern in (_CLOSING, _PLEA, _CLOSING):  # "Please help. Regards, Anna" has one below the other
        closing = pattern.search(draft.text, max(0, len(draft.text) - _LONGEST_CLOSING))
        if closing:
            _drop(draft, [closing.span()])


def _cut_reply(draft: Draft) -> None:
    """Cut the message that a reply carries below itself; a reply below it keeps its own lines."""
    match = _FORWARDED.search(draft.text)
    if match:
        _drop(draft, [(match.start(), len(draft.text))])
    match = _WROTE.search(draft.text)
    if match:
        quoted = _QUOTED.search(draft.text, match.end())
        above = draft.text[: match.start()].strip()
        end = len(draft.text) if above and not quoted else match.end()
        _drop(draft, [(match.start(), end)])


def _drop_quotes(draft: Draft) -> None:
    """Drop lines that begin with ``>``."""
    _drop(draft, [m.span() for m in _QUOTED.finditer(draft.text)])


def _drop(draft: Draft, spans: list[tuple[int, int]]) -> None:
    """Delete the spans when letters or digits remain without them."""
    rest, done = [], 0
    for start, end in spans:
        rest.append(draft.text[done:start])
        done = end
    rest.append(draft.text[done:])
    if spans and any(c.isalnum() for piece in rest for c in piece):
        draft.apply([(start, end, "") for start, end in spans])
