"""What platforms, chats, forms and mail gateways put around a comment: badges, turns of agents, fields, disclaimers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cxtext.language import Language
from cxtext.text.draft import Draft

Span = tuple[int, int]

#: Characters at the end of a text that one line of a platform takes at most.
_LONGEST_END = 400
#: Characters at both ends of a text in which the quick look searches for words of a platform.
_EDGE = 60
#: Characters of the longest sentence of a disclaimer, to both sides of what tells it.
_LONGEST_SENTENCE = 600
#: Lines of a platform at one end of a text: badge, date, votes, link.
_MOST_ENDS = 4
#: Characters of the longest label of a field or of a turn, and of the longest question that a survey writes before an answer.
_LONGEST_LABEL = 45
_LONGEST_QUESTION = 200
#: Fields of a form, and questions of a survey, that make a text one that was filled in.
_LEAST_FIELDS = 2
_LEAST_QUESTIONS = 2
#: Turns that make a text a chat.
_LEAST_TURNS = 2

_TIME = (
    r"[\[(]?(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ T])?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[APap]\.?[Mm]\.?)?[\])]?"
    r"[ \t]*[-–—]?[ \t]*"
)
_STOP = re.compile(r"[.!?](?=\s|$)|[:\n]")
_LABEL = re.compile(
    rf"(?m)^[ \t]*(?:[#*>•-]+[ \t]*)*(?P<label>[^\n:?]{{1,{_LONGEST_LABEL}}}?)[ \t*]*(?:[:?]|$)[ \t*]*(?P<value>[^\n]*)$"
)


@dataclass(frozen=True)
class _Patterns:
    """What surrounds comments, in the words of one language."""

    start: re.Pattern[str]
    end: re.Pattern[str]
    translated: re.Pattern[str]
    original: re.Pattern[str]
    turn: re.Pattern[str]
    agent: re.Pattern[str]
    customer: re.Pattern[str]
    agent_phrase: re.Pattern[str]
    record_field: re.Pattern[str]
    text_field: re.Pattern[str]
    question: re.Pattern[str]
    disclaimer: re.Pattern[str]
    auto_reply: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    """Build the patterns of a language from its words."""
    words = language.wrappings
    # A role, alone or with a name, a number or both: "Agent Kim", "User4711", "Support (Anna)".
    named = r"(?:[ \t]*[#\d]+|[ \t]+(?-i:[A-Z])[\w.'-]{0,20}|[ \t]*\([^()\n]{1,30}\)){0,2}"
    return _Patterns(
        start=re.compile(rf"(?i)\A\W{{0,4}}{words.platform_starts}\b[ \t]*(?:[|:.·•-]+|\n)\s*"),
        # After the end of a sentence, on a line of its own, or in a line with the capital or figure that a new text begins with.
        end=re.compile(
            rf"(?i)(?:(?<=[.!?…|\n])[ \t]*|\n[ \t]*|[ \t]*[|·•][ \t]*|[ \t]+(?-i:(?=[A-Z\d(]))|[ \t]*(?=\.{{3}}))"
            rf"[(\[]?{words.platform_ends}[)\]]?[\s.|]*\Z"
        ),
        translated=re.compile(rf"(?i)[(\[]{words.translated}[)\]][:\s]*"),
        original=re.compile(rf"(?i)[(\[]{words.original}[)\]][:\s]*"),
        turn=re.compile(
            rf"(?m)(?:^[ \t]*(?P<time>{_TIME})?(?P<who>[^\W\d_][^:\n]{{0,{_LONGEST_LABEL}}}?)"
            rf"|(?<=[.!?])[ \t]+(?P<role>(?i:{words.agents}|{words.customers}){named}))[ \t]*:[ \t]+(?=\S)"
        ),
        agent=re.compile(rf"(?i)(?:[\w.]{{1,20}}[ \t]+)?{words.agents}{named}|[\w. ]{{1,30}}\((?:{words.agents})\)"),
        customer=re.compile(rf"(?i){words.customers}{named}"),
        agent_phrase=re.compile(rf"(?i)\b{words.agent_phrases}\b"),
        record_field=re.compile(rf"(?i){words.record_fields}"),
        text_field=re.compile(rf"(?i){words.text_fields}"),
        question=re.compile(
            rf"(?mi)^[ \t]*(?:q?\d{{1,2}}[.):][ \t]*|q:[ \t]*)?(?=[^?\n]{{0,{_LONGEST_QUESTION}}}\b{words.asked}\b)"
            rf"{words.question_starts}\b[^?\n]{{0,{_LONGEST_QUESTION}}}\?[ \t]*[:-]?[ \t]*"
        ),
        disclaimer=re.compile(rf"(?i)\b{words.disclaimers}(?!\w)"),
        auto_reply=re.compile(rf"(?i)\A\W*(?:(?:dear|hello|hi)\b[^,\n]{{0,40}}[,!\n]\s*)?{words.auto_replies}"),
    )


def has_wrapping(text: str, language: Language) -> bool:
    """Tell whether a text may have anything around the comment: a quick look that spares most texts the rest."""
    if ": " in text or ("?" in text and "\n" in text):
        return True
    words = language.wrappings
    return _has_any(words.edge_hints, text[:_EDGE] + " " + text[-_EDGE:]) or _has_any(words.disclaimer_hints, text)


def _has_any(hints: tuple[str, ...], text: str) -> bool:
    """Tell whether a text has one of the hints, in any case."""
    lowered = text.lower()
    for hint in hints:  # noqa: SIM110 - half the time of any()
        if hint in lowered:
            return True
    return False


def is_auto_reply(text: str, language: Language) -> bool:
    """Tell whether a machine sent a text because nobody was there to answer.

    >>> from cxtext.language import load_language
    >>> is_auto_reply("I am out of the office until Monday with limited access to e-mail.", load_language())
    True
    >>> is_auto_reply("I am often out of office and the app does not work there", load_language())
    False
    """
    return _has_any(language.wrappings.auto_reply_hints, text) and _patterns(language).auto_reply.match(text) is not None


def drop_wrappings(draft: Draft, language: Language) -> None:
    """Remove what is around a comment, unless nothing would be left."""
    patterns = _patterns(language)
    _drop_original(draft, patterns)
    if ":" in draft.text:
        _drop_agents(draft, patterns)
        _drop_fields(draft, patterns)
    if "?" in draft.text and "\n" in draft.text:
        _drop_questions(draft, patterns)
    _drop_disclaimers(draft, patterns, language)
    for _ in range(_MOST_ENDS):
        match = patterns.end.search(draft.text, max(0, len(draft.text) - _LONGEST_END))
        if match is None:
            break
        draft.drop([match.span()])
    match = patterns.start.match(draft.text)
    if match:
        draft.drop([match.span()])


def _drop_original(draft: Draft, patterns: _Patterns) -> None:
    """Keep the translation of a text that stands there twice."""
    translated, original = patterns.translated.search(draft.text), patterns.original.search(draft.text)
    if translated is None:
        return
    if original is None:
        draft.drop([translated.span()])
    elif original.start() > translated.start():
        draft.drop([translated.span(), (original.start(), len(draft.text))])
    else:
        draft.drop([(original.start(), translated.end())])


def _drop_agents(draft: Draft, patterns: _Patterns) -> None:
    """Keep what the customer says in a chat, without the labels of the turns."""
    turns = list(patterns.turn.finditer(draft.text))
    if len(turns) < _LEAST_TURNS:
        return
    names = [(turn["who"] or turn["role"]).strip() for turn in turns]
    ends = [*(turn.start() for turn in turns[1:]), len(draft.text)]
    is_agent = [patterns.agent.fullmatch(name) is not None for name in names]
    is_customer = [patterns.customer.fullmatch(name) is not None for name in names]
    timed = sum(turn["time"] is not None for turn in turns) >= _LEAST_TURNS
    if not any(is_agent) and timed:
        phrases = [patterns.agent_phrase.search(draft.text, turn.end(), end) for turn, end in zip(turns, ends, strict=True)]
        agents = {name for name, phrase in zip(names, phrases, strict=True) if phrase}
        is_agent = [name in agents for name in names]
    if not any(is_agent) or not (timed or any(is_customer)):
        return
    draft.drop(
        [(turn.start(), end if agent else turn.end()) for turn, end, agent in zip(turns, ends, is_agent, strict=True)],
        "\n",
    )


def _drop_fields(draft: Draft, patterns: _Patterns) -> None:
    """Keep what was written into the fields of a form that hold a comment."""
    spans: list[Span] = []
    n_fields = 0
    for match in _LABEL.finditer(draft.text):
        label = match["label"].strip(" *#_")
        if patterns.text_field.fullmatch(label):
            n_fields += 1
            spans.append((match.start(), match.start("value")))
        elif match["value"] and patterns.record_field.fullmatch(label) and ":" in match.group():
            n_fields += 1
            spans.append(match.span())
    if n_fields >= _LEAST_FIELDS:
        draft.drop(spans)


def _drop_disclaimers(draft: Draft, patterns: _Patterns, language: Language) -> None:
    """Remove the sentences of a disclaimer."""
    if not _has_any(language.wrappings.disclaimer_hints, draft.text):
        return
    spans: list[Span] = []
    for match in patterns.disclaimer.finditer(draft.text):
        if spans and match.start() < spans[-1][1]:
            continue
        least = max(spans[-1][1] if spans else 0, match.start() - _LONGEST_SENTENCE)
        before = [stop.end() for stop in _STOP.finditer(draft.text, least, match.start())]
        after = _STOP.search(draft.text, match.end(), match.end() + _LONGEST_SENTENCE)
        spans.append((before[-1] if before else least, after.end() if after else len(draft.text)))
    draft.drop(spans)


def _drop_questions(draft: Draft, patterns: _Patterns) -> None:
    """Remove the questions of a survey from the answers that follow them."""
    spans = [match.span() for match in patterns.question.finditer(draft.text)]
    if len(spans) >= _LEAST_QUESTIONS:
        draft.drop(spans)
