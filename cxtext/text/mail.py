"""What letters and e-mail programs put around a comment: salutations, closings, quoted lines, headers, signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cxtext.language import Language
from cxtext.text.draft import Draft

# "> 10 minutes to load" is a comment; a quoted line goes on with a letter.
_QUOTED = re.compile(r"(?m)^[ \t]*>(?:[ \t]*>)*(?:[ \t]*$|[ \t]*[^\W\d].*$)")
_SIGNATURE = re.compile(r"(?m)^--[ \t]?$")
# A name as it is signed: "Anna", "Tom K.", "Dr. Meyer"; case matters here.
_NAMES = r"(?-i:(?:[A-ZÀ-ÞŒŠŽ](?:[^\W\d_A-Z][\w'’-]{0,20})?\.?[ \t]*){1,3})"
#: Characters at the end of a text that a closing takes at most.
_LONGEST_CLOSING = 260
#: Characters at the end of a text in which the quick look searches for a closing.
_CLOSING_WINDOW = 80
#: Characters at the end of a text in which the quick look searches for a word of a closing.
_HINT_WINDOW = 60


@dataclass(frozen=True)
class _Patterns:
    """What shows that a text is a letter or mail, in one language."""

    wrote: re.Pattern[str]
    forwarded: re.Pattern[str]
    sent_from: re.Pattern[str]
    greeting: re.Pattern[str]
    closing: re.Pattern[str]
    plea: re.Pattern[str]
    closing_hint: re.Pattern[str]
    first_letters: frozenset[str]


@cache
def _patterns(language: Language) -> _Patterns:
    """Build the patterns of a language from its words."""
    words = language.mail
    wrote = "|".join(rf"(?<=\b{end})|(?<=\b{end} )" for end in map(re.escape, words.quote_ends))
    addressed = rf"(?:[ \t/]+(?:{words.addressed}\b|{_NAMES}))"
    in_line = rf"[ \t]+(?=(?-i:{words.closing_starts})\b[\w \t]{{0,24}},\s*{_NAMES}\s*\Z)"
    letters = {entry[0] for entry in words.hellos.entries + words.salutations.entries}
    return _Patterns(
        # Possessive, so that a long line is read once.
        wrote=re.compile(
            rf"(?m)^[ \t]*(?:>[ \t]*)*+{words.quote_starts}\b(?=[^\n]{{0,300}}\d)(?:[^\n]*+(?:\n[^\n]*+)??(?:{wrote})$"
            rf"|(?=[^\n]{{0,300}}\b{words.quote_verbs}(?!\w))[^\n]{{0,400}}:[ \t]*$)"
        ),
        forwarded=re.compile(
            rf"(?mi)^[ \t]*(?:-{{2,}}[ \t]*{words.reply_marks}[ \t]*-*|_{{12,}}[ \t]*$"
            rf"|{words.header_from}:[^\n]{{1,200}}\n[ \t]*{words.header_next}:)"
        ),
        sent_from=re.compile(rf"(?i)(?:^|(?<=[\n.!?]))[ \t]*{words.sent_from}(?: [^\n]{{0,60}})?(?=\n|$)"),
        greeting=re.compile(
            rf"(?i)\A\s*(?:{words.hellos}{addressed}{{0,4}}|{words.salutations}{addressed}{{1,6}})"
            r"[ \t]*(?:[,!:.]+(?=\s)|[-–—](?=\s)|(?=\n))\s*"
        ),
        # After the end of a sentence or on a line of its own, at the very end: "Regards, Anna", "Thanks,", "Best, Tom K.".
        closing=re.compile(
            rf"(?i)(?:(?<=[.!?…)])[ \t]+|(?:^|\n)[ \t]*|{in_line}){words.closings}"
            rf"(?:[ \t]*[.!]?\s*\Z|[ \t]*[,!.–—-]+\s*{_NAMES}\s*\Z|[ \t]*,\s*\Z"
            r"|[ \t]*[,!.]?(?:[ \t]*\n[^\n]{0,50}){1,4}\s*\Z)"
            rf"|(?<=[.!?…)\n])[ \t]*{words.firm_closings}[ \t]+{_NAMES}\s*\Z"
        ),
        plea=re.compile(rf"(?i)(?:(?<=[.!?…)])[ \t]+|\n[ \t]*){words.pleas}[ \t]*[.!]*\s*\Z"),
        closing_hint=re.compile(str(words.closing_hints)),
        first_letters=frozenset({*letters, *map(str.upper, letters), " "}),
    )


def has_mail(text: str, language: Language) -> bool:
    """Tell whether a text may hold anything of a letter: a quick look that spares most texts the rest."""
    if "\n" in text or any(hint in text for hint in language.mail.sent_from_hints):
        return True
    patterns = _patterns(language)
    if text[:1] in patterns.first_letters and patterns.greeting.match(text):
        return True
    if not patterns.closing_hint.search(text[-_HINT_WINDOW:].lower()):
        return False
    start = max(0, len(text) - _CLOSING_WINDOW)
    return bool(patterns.closing.search(text, start) or patterns.plea.search(text, start))


def strip_mail(draft: Draft, language: Language) -> None:
    """Remove quoted lines, what follows a reply header, salutations, closings and signatures, unless nothing would be left."""
    patterns = _patterns(language)
    _cut_reply(draft, patterns)
    draft.drop([m.span() for m in _QUOTED.finditer(draft.text)])
    draft.drop([m.span() for m in patterns.sent_from.finditer(draft.text)])
    match = _SIGNATURE.search(draft.text)
    if match:
        draft.drop([(match.start(), len(draft.text))])
    greeting = patterns.greeting.match(draft.text)
    if greeting:
        draft.drop([greeting.span()])
    for pattern in (patterns.closing, patterns.plea, patterns.closing):  # "Please help. Regards, Anna" has one below the other
        closing = pattern.search(draft.text, max(0, len(draft.text) - _LONGEST_CLOSING))
        if closing:
            draft.drop([closing.span()])


def _cut_reply(draft: Draft, patterns: _Patterns) -> None:
    """Cut the message that a reply carries below itself; a reply below it keeps its own lines."""
    match = patterns.forwarded.search(draft.text)
    if match:
        draft.drop([(match.start(), len(draft.text))])
    match = patterns.wrote.search(draft.text)
    if match:
        quoted = _QUOTED.search(draft.text, match.end())
        above = draft.text[: match.start()].strip()
        end = len(draft.text) if above and not quoted else match.end()
        draft.drop([(match.start(), end)])
