"""What e-mail programs add to a comment: quoted lines, headers, signatures."""

from __future__ import annotations

import re

from cxtext.text.edits import Draft

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
_REGARDS = re.compile(
    r"(?i)(?:^|\n)[ \t]*"
    r"(?:(?:kind|best|warm)(?:est)?[ \t]+(?:regards|wishes)|regards|yours (?:sincerely|truly|faithfully)|sincerely)"
    r"[ \t]*[,.!]?(?:[ \t]*\n[^\n]{0,50}){0,4}\s*$"
)


def strip_mail(draft: Draft) -> None:
    """Remove quoted lines, what follows a reply header, and signatures, unless nothing would be left."""
    for remove in (_cut_reply, _drop_quotes):
        remove(draft)
    for pattern in (_REGARDS, _SENT_FROM):
        _drop(draft, [m.span() for m in pattern.finditer(draft.text)])
    match = _SIGNATURE.search(draft.text)
    if match:
        _drop(draft, [(match.start(), len(draft.text))])


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
