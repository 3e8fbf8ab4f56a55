"""Where a line of text may be cut: sentence ends, contrastive connectives, and, in need, any pause."""

from __future__ import annotations

import re

Span = tuple[int, int]

_ABBREVIATED = """
e.g i.e eg ie etc vs cf ca al approx esp dr mr mrs ms prof st sr jr inc ltd co corp dept no nr fig vol ed eds est min max
resp incl excl ex z.b bzw usw p.s a.k.a w.r.t jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_OFTEN_LAST = frozenset(("etc", "no", "al", "min", "max", "ed", "st", "co", "est", "sun", "sat", "mar"))
# One set of characters in front, looked at again behind, lets the engine skip to the next stop. A run of stops is
# read once, from its first one, and never given back, or its length would be paid for squared.
_STOP = re.compile(
    r"[.!?。！？｡](?:(?<=[.!?])(?<![.!?]{2})[.!?]*+[\"')\]]*+(?=\s)|(?<=[。！？｡])[。！？｡]*[」』）]*"
    r"|(?<=[a-z]{3}[.!?])[.!?]*+(?=[A-Z][a-z]+\b)(?![A-Z]\w*\.\w)|(?<=[a-z]{2}[!?])[!?]*+(?=[A-Za-z]))"
)
_LAST_WORD = re.compile(r"[\w.]*$")

# What a match consumes goes: the comma and the connective belong to neither side. "except ..." stays with
# what it excepts, because "the login page" alone would not say that something is wrong with it.
_SEPARATOR = re.compile(
    r"(?i)(?=[\s,;—])(?:"  # every alternative begins with one of these; the engine is spared a try at every letter
    r"(?:\s*;(?=\s)|\s+[-–—]{1,2}(?=\s)|\s*—)(?:\s*(?:but|however|yet|although|though|whereas)\b,?)?"
    r"|(?:\s*,)?\s+(?:and\s+)?(?:but|however)\b,?(?!\s+(?:for|to|also|then again|of course)\b)"
    r"|\s*,\s*(?:and\s+)?yet\b,?(?!\s+(?:to|another|again)\b)|\s+and\s+yet\b,?"
    r"|(?:\s*,)?\s+(?:even\s+)?(?:although|though|whereas)\b(?=\s)"
    r"|(?:\s*,)?\s+(?=except\b(?:\s+(?:for|that|when|if|the|on|in))?\s))"
)
_OPENER = re.compile(r"(?i)(?:but\s+)?(?:even\s+)?(?:although|though|whereas|while|whilst)\s+(?=[^,;]{6,200},\s)")
_FIXED_BEFORE = re.compile(
    r"(?i)\b(?:nothing|all|anything|none|nobody|no one|everyone|everybody|everything|last|one|can(?:no|')t|cannot|can't help"
    r"|no choice|no option|slowly|as|even|not only [^,;.]{0,80})\s*$"
)
_NOT_ONLY = re.compile(r"(?i)\bnot\s+(?:only|just|merely|simply)\b")
_NEGATION = re.compile(r"(?i)(?:\b(?:not|never|less|so much)\b|n't\b)")
_VERB_HINT = re.compile(
    r"(?i)\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|can|could|will|would|should|may|might|must"
    r"|i|we|you|they|he|she|it|there|this"
    r"|that|\w+n't|\w+'(?:s|m|re|ve|d|ll)|keeps?|needs?|\w{3,}(?:ed|ing))\b"
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_PAUSES = (
    re.compile(r"[.!?]+\s+"),
    re.compile(r"[,;:)，、；：]\s*|\s[-–—]+\s|\s(?=(?:and|or|because|so|which|that|when|where|then|since|if)\s)"),
    re.compile(r"\s+"),
)
_CONTRASTS = (";", "—", "–", " -", "\n-", "but", "however", "though", "yet", "whereas", "while", "whilst", "except")


def count_words(text: str) -> int:
    """Count words; in scripts without spaces two characters count as one.

    >>> count_words("it's v1.2, really"), count_words("登录失败")
    (3, 2)
    """
    if text.isascii():
        return len(_WORD.findall(text))
    unspaced = len(_UNSPACED.findall(text))
    return (unspaced + 1) // 2 + len(_WORD.findall(_UNSPACED.sub(" ", text)))


def may_contrast(text: str) -> bool:
    """Tell whether a text holds anything that clauses are cut at: a quick look that spares most texts the rest."""
    lowered = text.lower()
    return any(mark in lowered for mark in _CONTRASTS)


def cut_sentences(text: str, span: Span) -> list[Span]:
    """Return the spans of the sentences within ``span``."""
    start, end = span
    spans = []
    for match in _STOP.finditer(text, start, end):
        if match.end() >= end or not _ends_sentence(text, start, match):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, end))
    return spans


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell a full stop from an abbreviation, an initial or an ellipsis that goes on."""
    mark = match.group().rstrip("\"')]")
    before = text[max(start, match.start() - 30) : match.start()].rpartition(" ")[2]
    if mark == "." and text[match.end()].isupper() and "." in before:  # foo.bar.Baz
        return False
    following = text[match.end() : match.end() + 3].lstrip()[:1]
    if len(mark) >= 2 and set(mark) == {"."}:
        return following.isupper() or not following.isalnum()
    if mark != ".":
        return mark[-1:] not in "?!" or not (match.group()[-1] == ")" and following.islower())
    found = _LAST_WORD.search(text, max(start, match.start() - 12), match.start())
    word = found.group().lower() if found else ""
    if word in _ABBREVIATIONS:
        return word in _OFTEN_LAST and following.isupper()
    if len(word) == 1 and word.isalpha():
        return not following.isupper() or word == "i"
    return not (word.isdigit() and match.start() - len(word) == start)


def cut_clauses(text: str, span: Span) -> list[Span]:
    """Return the spans of the contrasted clauses within one sentence, connectives between them left out."""
    start, end = span
    if not may_contrast(text[start:end]):
        return [span]
    spans: list[Span] = []
    opener = _OPENER.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()), end)
    if opener:
        comma = text.find(",", opener.end(), end)
        if _stands(text[opener.end() : comma]) and _stands(text[comma + 1 : end]):
            spans.append((opener.end(), comma))
            start = comma + 1
    for match in _SEPARATOR.finditer(text, start, end):
        if match.start() <= start:
            continue
        left = text[max(start, match.start() - 200) : match.start()]
        right = text[match.end() : min(end, match.end() + 200)]
        if _stands(left) and _stands(right) and not _belongs_together(left, right, match.group()):
            spans.append((start, match.start()))
            start = match.end()
    spans.append((start, end))
    return spans


def _stands(clause: str) -> bool:
    """Tell whether a clause has content of its own: two words, one of them longer than two letters."""
    head = clause[:80]
    return count_words(head) >= 2 and any(len(w) > 2 for w in _WORD.findall(head))


def _belongs_together(left: str, right: str, separator: str) -> bool:
    """Tell fixed phrases and "not X but Y" from a contrast of two statements."""
    connective = separator.strip(" ,;-–—").lower()
    if connective == "though" and left[-3:].lower() == " as":
        return True
    if right[:7].lower() == "except ":
        return count_words(right[:60]) < 4
    if not connective:
        return not separator.strip().startswith(";") and not (_VERB_HINT.search(left[-120:]) and _VERB_HINT.search(right[:120]))
    if "but" in connective:
        if _FIXED_BEFORE.search(left) or _NOT_ONLY.search(left):
            return True
        return count_words(right[:60]) <= 3 and bool(_NEGATION.search(left[-40:])) and not _VERB_HINT.search(right)
    return False


def cut_long(text: str, span: Span, max_chars: int) -> list[Span]:
    """Cut a span to pieces of at most ``max_chars``, at the best pause in the later half of each window."""
    start, end = span
    spans = []
    while end - start > max_chars:
        at = start + max_chars
        for pause in _PAUSES:
            ends = [match.end() for match in pause.finditer(text, start + max_chars // 2, start + max_chars)]
            if ends:
                at = ends[-1]
                break
        spans.append((start, at))
        start = at
    spans.append((start, end))
    return spans
