"""Where a line of text may be cut: sentence ends, contrastive connectives, and, in need, any pause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cxtext.language import Language

Span = tuple[int, int]

# One set of characters in front, looked at again behind, lets the engine skip to the next stop. A run of stops is
# read once, from its first one, and never given back, or its length would be paid for squared.
_STOP = re.compile(
    r"[.!?。！？｡؟۔।](?:(?<=[؟۔।])[؟۔।]*+(?=\s)|(?<=[.!?])(?<![.!?]{2})[.!?]*+[\"')\]]*+(?=\s)|(?<=[。！？｡])[。！？｡]*[」』）]*"
    r"|(?<=[a-z]{3}[.!?])[.!?]*+(?=[A-Z][a-z]+\b)(?![A-Z]\w*\.\w)|(?<=[a-z]{2}[!?])[!?]*+(?=[A-Za-z]))"
)
# "p.m", "u.s", "e.g": what is before the last of their dots.
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_FIRST_WORD = re.compile(r"[\s\"'(]*([^\W\d_]+)")
#: Rows of dots that part statements when there are several.
_LEAST_ROWS_OF_DOTS = 2
_LAST_WORD = re.compile(r"[\w.]*$")

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CONTRAST_MARKS = (";", "—", "–", " -", "\n-")
#: Characters beside a connective that are looked at: what is farther off decides nothing.
_WINDOW = 200
#: Characters before a full stop in which the abbreviation stands that it may belong to.
_ABBREVIATION_WINDOW = 12
#: Characters of a clause in which it must show content of its own.
_HEAD = 80
#: Characters of the look beside a dash for a verb, and beside a "but" for a denial and for what follows it.
_VERB_WINDOW = 120
_DENIAL_WINDOW = 40
_REST_WINDOW = 60
#: Words after "except" from which it is a clause, and after "not ... but" up to which it is none.
_LEAST_EXCEPTION_WORDS = 4
_MOST_DENIED_WORDS = 3


@dataclass(frozen=True)
class _Patterns:
    """Where clauses of one language meet, and what keeps them together."""

    separator: re.Pattern[str]
    opener: re.Pattern[str]
    excepting: re.Pattern[str]
    fixed_before: re.Pattern[str]
    not_only: re.Pattern[str]
    denial: re.Pattern[str]
    verb_hint: re.Pattern[str]
    pauses: tuple[re.Pattern[str], ...]
    contrast_hints: tuple[str, ...]


@cache
def _patterns(language: Language) -> _Patterns:
    """Build the patterns of a language from its words."""
    w = language.clauses
    connectives = (w.contrasts, w.contrasts_after_comma, w.concessions, w.leading_concessions, w.exceptions)
    return _Patterns(
        # What a match consumes goes: the comma and the connective belong to neither side. "except ..." stays with
        # what it excepts, because "the login page" alone would not say that something is wrong with it.
        # The characters that any alternative can begin with come first: this avoids trying every alternative at each character.
        separator=re.compile(
            r"(?i)(?=[\s,;—])(?:"
            rf"(?:\s*;(?=\s)|\s+[-–—]{{1,2}}(?=\s)|\s*—)(?:\s*{w.contrasts_after_break}\b,?)?"
            rf"|(?:\s*,)?\s+(?:{w.conjunctions}\s+)?{w.contrasts}\b,?(?!\s+{w.no_contrast_before}\b)"
            rf"|\s*,\s*(?:{w.conjunctions}\s+)?{w.contrasts_after_comma}\b,?(?!\s+{w.no_contrast_after_comma_before}\b)"
            rf"|\s+{w.conjunctions}\s+{w.contrasts_after_comma}\b,?"
            rf"|(?:\s*,)?\s+(?:{w.emphasis}\s+)?{w.concessions}\b(?=\s)"
            rf"|(?:\s*,)?\s+(?={w.exceptions}\b(?:\s+{w.exception_follows})?\s))"
        ),
        opener=re.compile(rf"(?i)(?:{w.before_leading}\s+)?(?:{w.emphasis}\s+)?{w.leading_concessions}\s+(?=[^,;]{{6,200}},\s)"),
        excepting=re.compile(rf"(?i){w.exceptions} "),
        fixed_before=re.compile(rf"(?i)\b{w.fixed_before}\s*$"),
        not_only=re.compile(rf"(?i)\b{w.not_only}\b"),
        denial=re.compile(rf"(?i)(?:\b{w.denials}\b|{w.denial_endings}\b)"),
        verb_hint=re.compile(rf"(?i)\b{w.verb_hints}\b"),
        pauses=(
            re.compile(r"[.!?]+\s+"),
            re.compile(rf"[,;:)，、；：]\s*|\s[-–—]+\s|\s(?={w.pauses}\s)"),
            re.compile(r"\s+"),
        ),
        contrast_hints=(*_CONTRAST_MARKS, *(entry for words in connectives for entry in words.entries)),
    )


def count_words(text: str) -> int:
    """Count words; in scripts without spaces two characters count as one.

    >>> count_words("it's v1.2, really"), count_words("登录失败")
    (3, 2)
    """
    if text.isascii():
        return len(_WORD.findall(text))
    unspaced = len(_UNSPACED.findall(text))
    return (unspaced + 1) // 2 + len(_WORD.findall(_UNSPACED.sub(" ", text)))


def may_contrast(text: str, language: Language) -> bool:
    """Tell whether a text holds anything that clauses are cut at: a quick look that spares most texts the rest."""
    lowered = text.lower()
    return any(hint in lowered for hint in _patterns(language).contrast_hints)


def cut_sentences(text: str, span: Span, language: Language) -> list[Span]:
    """Return the spans of the sentences within ``span``."""
    start, end = span
    spans = []
    is_list = _lists_by_dots(text[start:end])
    for match in _STOP.finditer(text, start, end):
        dots = is_list and match.group() == "..."
        if match.end() >= end or not (dots or _ends_sentence(text, start, match, language)):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, end))
    return spans


def _lists_by_dots(text: str) -> bool:
    """Tell whether several rows of dots part statements, as "slow login... no dark mode... ads" has them."""
    if text.count("...") < _LEAST_ROWS_OF_DOTS:
        return False
    pieces = [piece for piece in text.split("...") if piece.strip(" .")]
    return len(pieces) > _LEAST_ROWS_OF_DOTS and all(_stands(piece) for piece in pieces[:-1])


def _ends_sentence(text: str, start: int, match: re.Match[str], language: Language) -> bool:
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
    last = _LAST_WORD.search(text, max(start, match.start() - _ABBREVIATION_WINDOW), match.start())
    word = last.group().lower() if last else ""
    if _DOTTED.fullmatch(word) and word not in language.clauses.abbreviations:
        opening = _FIRST_WORD.match(text, match.end())
        return following.isupper() and opening is not None and opening.group(1).lower() in language.common.words
    if word in language.clauses.abbreviations:
        return word in language.clauses.often_last and following.isupper()
    if len(word) == 1 and word.isalpha():
        return not following.isupper() or word in language.clauses.one_letter_words
    return not (word.isdigit() and match.start() - len(word) == start)


def cut_clauses(text: str, span: Span, language: Language) -> list[Span]:
    """Return the spans of the contrasted clauses within one sentence, connectives between them left out."""
    start, end = span
    if not may_contrast(text[start:end], language):
        return [span]
    patterns = _patterns(language)
    spans: list[Span] = []
    opener = patterns.opener.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()), end)
    if opener:
        comma = text.find(",", opener.end(), end)
        if _stands(text[opener.end() : comma]) and _stands(text[comma + 1 : end]):
            spans.append((opener.end(), comma))
            start = comma + 1
    for match in patterns.separator.finditer(text, start, end):
        if match.start() <= start:
            continue
        left = text[max(start, match.start() - _WINDOW) : match.start()]
        right = text[match.end() : min(end, match.end() + _WINDOW)]
        if _stands(left) and _stands(right) and not _belongs_together(left, right, match.group(), language):
            spans.append((start, match.start()))
            start = match.end()
    spans.append((start, end))
    return spans


def _stands(clause: str) -> bool:
    """Tell whether a clause has content of its own: two words, one of them longer than two letters."""
    head = clause[:_HEAD]
    return count_words(head) >= 2 and any(len(w) > 2 for w in _WORD.findall(head))


def _belongs_together(left: str, right: str, separator: str, language: Language) -> bool:
    """Tell fixed phrases and "not X but Y" from a contrast of two statements."""
    patterns, words = _patterns(language), language.clauses
    connective = separator.strip(" ,;-–—").lower()
    before, _, last = left.lower().rpartition(" ")
    if before and f"{last} {connective}" in words.comparing:
        return True
    if patterns.excepting.match(right):
        return count_words(right[:_REST_WINDOW]) < _LEAST_EXCEPTION_WORDS
    if not connective:
        has_verbs = patterns.verb_hint.search(left[-_VERB_WINDOW:]) and patterns.verb_hint.search(right[:_VERB_WINDOW])
        return not separator.strip().startswith(";") and not has_verbs
    if any(word in connective for word in words.joining_after_denial):
        if patterns.fixed_before.search(left) or patterns.not_only.search(left):
            return True
        is_short = count_words(right[:_REST_WINDOW]) <= _MOST_DENIED_WORDS
        return is_short and bool(patterns.denial.search(left[-_DENIAL_WINDOW:])) and not patterns.verb_hint.search(right)
    return False


def cut_long(text: str, span: Span, max_chars: int, language: Language) -> list[Span]:
    """Cut a span to pieces of at most ``max_chars``, at the best pause in the later half of each window."""
    start, end = span
    spans = []
    while end - start > max_chars:
        at = start + max_chars
        for pause in _patterns(language).pauses:
            ends = [match.end() for match in pause.finditer(text, start + max_chars // 2, start + max_chars)]
            if ends:
                at = ends[-1]
                break
        spans.append((start, at))
        start = at
    spans.append((start, end))
    return spans
