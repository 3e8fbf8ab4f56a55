"""Markup, escapes, code and logs in a comment: what programs write, and no customer says."""

from __future__ import annotations

import re

from cxtext.text.draft import SAME_LENGTH, Draft
from cxtext.wording import ENTITY, resolve_entity

# Escapes that an export wrote out: a line end as two characters, as Excel's XML has it, and entities escaped twice.
_WRITTEN_BLANK = re.compile(r"\\r\\n|\\n(?![a-z]{1,20}[{_^\\])|\\[rt](?![a-z])|_x00(?:0[9ADad]|20)_")
_WRITTEN_LETTER = re.compile(r"\\u([0-9a-fA-F]{4})")
# What has a backslash before another letter, a drive or two backslashes in front is a path.
_PATH = re.compile(r"(?<!\S)\S{0,300}?(?:\b[A-Za-z]:\\|\\[^nrtu\s\\]|(?<!\S)\\\\)\S*")
# The apostrophe of another encoding: "I?m", "can\ufffdt".
_LOST_APOSTROPHE = re.compile(r"(?<=[A-Za-z])[?\ufffd](?=(?:s|t|m|re|ll|ve|d)\b)")

_BLOCK = "br|p|div|li|ul|ol|tr|table|tbody|thead|hr|h[1-6]|blockquote|section|article|header|footer|pre|dl|dt|dd|body|html|head"
_INLINE = (
    "a|abbr|b|big|center|cite|code|del|em|font|i|img|ins|label|mark|meta|o:p|q|s|small|span|strike|strong|sub|sup|td|th|title"
    "|tt|u|var"
)
_HIDDEN = re.compile(
    r"(?i)<(script|style)\b[^<>]{0,500}>[^<]*+(?:<(?!/?\1\b)[^<]*+)*+</\1\s*>|<!--(?:[^-<]|-(?!->)|<(?!!--))*+-->"
)
_TAG = re.compile(rf"(?i)</?(?:({_BLOCK})|(?:{_INLINE}))(?:\s[^<>]{{0,2000}})?/?>")
# Tags of forums and game shops; those that begin a line or an item part what is beside them.
_FORUM_TAG = re.compile(
    r"(?i)\[/?(?:(h[1-6]|list|olist|\*|hr|table|tr|td|th|quote|code|p|center|spoiler)|(?:b|i|u|s|strike|url|img|color|size|font"
    r"|noparse|email))(?:=[^\[\]\n]{0,300})?\]"
)
_FORUM_LINK = re.compile(r"(?i)\[(url|img)(?:=[^\[\]\n]{0,300})?\]\s*(?:https?://|www\.)[^\s\[\]]*\s*\[/\1\]")

# Blocks of code between fences, as chat programs (whose back quotes have become quotes), trackers and wikis have them.
_FENCED = re.compile(
    r"(?s)'''.{0,20000}?(?:'''|\Z)|\{(code|noformat)(?::[^{}\n]{0,80})?\}.{0,20000}?\{\1\}"
    r"|(?i:\[code\].{0,20000}?\[/code\])"
)
_STAMP = r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?"
_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|SEVERE|CRITICAL)"
# Lines of a log or of a stack trace: a stamp and a level, a frame, what was raised, a line of a debugger or of SQL.
_LOG_LINE = re.compile(
    rf"(?m)^[ \t]*(?:{_STAMP}[ \t]*[-|:]?[ \t]*[\[(]?{_LEVEL}\b.*|[\[(]?{_LEVEL}[\])]?[ \t]*[:|-]?[ \t]+{_STAMP}.*"
    r"|at [\w$.<>/]+\([^()\n]{0,200}\).*|at [\w$.<>\[\] ]{1,80} \([^()\n]{1,200}:\d+(?::\d+)?\)"
    r"|\.{3} \d+ (?:more|common frames omitted)"
    r"|Traceback \(most recent call last\):|[ \t]*File \"[^\"\n]{1,300}\", line \d+.*|(?:Caused by|Exception in thread)\b.{0,300}"
    r"|(?:[a-z_][\w$]*\.)+[A-Z]\w*(?:Exception|Error)\b.{0,300}|[A-Z]\w*(?:Exception|Error): .{0,300}"
    r"|#\d+ +0x[0-9a-fA-F]+ .*"
    r"|(?:SELECT\b.{1,200}\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|(?:DROP|ALTER|CREATE) TABLE)\b.{0,300})[ \t]*$"
)
_HINTS = ("<", "&", "\\", "_x00", "```", "[/", "[*]", "{code", "{noformat", "Exception", "Traceback", "ERROR", "WARN", "\n")


def has_markup(text: str) -> bool:
    """Tell whether a text may hold markup, escapes or code: a quick look that spares most texts the rest."""
    for hint in _HINTS:  # half the time of any()
        if hint in text:
            return True
    return ("?" in text or "\ufffd" in text) and _LOST_APOSTROPHE.search(text) is not None


def resolve_escapes(draft: Draft) -> None:
    """Write line ends, entities and apostrophes that were escaped or lost on their way as what they stand for."""
    if "\\" in draft.text or "_x00" in draft.text:
        draft.substitute(_WRITTEN_LETTER, lambda match: chr(int(match.group(1), 16)).translate(SAME_LENGTH))
        paths = [match.span() for match in _PATH.finditer(draft.text)]
        draft.apply(
            [
                (match.start(), match.end(), _line_end(draft.text, match))
                for match in _WRITTEN_BLANK.finditer(draft.text)
                if not any(start <= match.start() < end for start, end in paths)
            ]
        )
    draft.substitute(_LOST_APOSTROPHE, "'")
    if "&" in draft.text:
        draft.substitute(ENTITY, lambda match: resolve_entity(match.group()).translate(SAME_LENGTH))


def _line_end(text: str, match: re.Match[str]) -> str:
    """Return a line end; a semicolon before it says that the line was not wrapped where one goes on in lower case."""
    return ";\n" if text[match.start() - 1 : match.start()].isalnum() and text[match.end() : match.end() + 1].islower() else "\n"


def drop_markup(draft: Draft) -> None:
    """Remove code, logs, HTML and the tags of forums."""
    _drop_code(draft)
    if "<" in draft.text:
        draft.substitute(_HIDDEN, " ")
        draft.substitute(_TAG, lambda match: "\n" if match.group(1) else "")
    if "[/" in draft.text or "[*]" in draft.text:
        draft.substitute(_FORUM_LINK, "")
        draft.substitute(_FORUM_TAG, lambda match: "\n" if match.group(1) else "")


def _drop_code(draft: Draft) -> None:
    """Remove fenced code and the lines of logs and stack traces, unless nothing would be left."""
    if "'''" in draft.text or "{code" in draft.text or "{noformat" in draft.text or "[/" in draft.text:
        draft.drop([match.span() for match in _FENCED.finditer(draft.text)], "\n")
    if "\n" in draft.text:
        draft.drop([match.span() for match in _LOG_LINE.finditer(draft.text)])
