"""From the text of a response to its status and its opinion units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.language import Language, SurveyLanguages, has_emoji
from cxtext.settings import TextConfig
from cxtext.text.boilerplate import Boilerplate
from cxtext.text.clauses import cut_long
from cxtext.text.clean import Cleaned, clean_texts
from cxtext.text.non_answers import is_non_answer
from cxtext.text.split import Unit, split_texts
from cxtext.text.wrappings import is_auto_reply
from cxtext.wording import is_blank, one_line


@dataclass(frozen=True)
class Split:
    """What responses are, and the opinion units of each.

    Parameters
    ----------
    status : list of str
        ``"blank"``, ``"non_answer"`` or ``"content"``.
    language : list of str or None
        ISO 639-1 code of what has content, else None.
    units : list of list of Unit
        None but for those with content.
    is_auto_reply : list of bool
        Whether a machine sent it because nobody was there: these are among the non-answers.
    """

    status: list[str]
    language: list[str | None]
    units: list[list[Unit]]
    is_auto_reply: list[bool]


def find_units(
    texts: Sequence[str],
    settings: TextConfig,
    language: Language,
    spoken: SurveyLanguages | None = None,
    boilerplate: Boilerplate | None = None,
    is_sided: Sequence[bool] | None = None,
) -> Split:
    """Clean responses, mark those that say nothing, and split the others.

    A response in another language than the survey's is not split, and its emoji are not written out, as the word lists are not
    of that language: it is one unit, or several where it is long, unless the settings keep all languages together.

    Parameters
    ----------
    texts : sequence of str
        Responses as they were written.
    settings : TextConfig
    language : Language
        Whose word lists are used.
    spoken : SurveyLanguages, optional
        The languages of the survey; by default that of the word lists alone.
    boilerplate : Boilerplate, optional
        Words that most responses of the survey share: they are in no unit.
    is_sided : sequence of bool, optional
        Of each response, whether it answers a question for what is good or for what is not, see :func:`clean_texts`.

    >>> from cxtext.language import load_language
    >>> split = find_units(["n/a", "Search is slow. Kind staff!", "Muy caro, la verdad."], TextConfig(), load_language())
    >>> split.status, split.language, [[unit.text for unit in units] for units in split.units]
    (['non_answer', 'content', 'content'], [None, 'en', 'es'], [[], ['Search is slow.', 'Kind staff!'], ['Muy caro, la verdad.']])
    """
    spoken = spoken or SurveyLanguages(language.code, lists=language.code)
    cleaned = clean_texts(texts, language=language, boilerplate=boilerplate, is_sided=is_sided)
    auto_replies = [is_auto_reply(text, language) for text in texts]
    status = [
        "blank" if is_blank(original) else "non_answer" if auto or is_non_answer(item.text, language=language) else "content"
        for original, item, auto in zip(texts, cleaned, auto_replies, strict=True)
    ]
    of_emoji = [i for i, mark in enumerate(status) if mark == "content" and has_emoji(texts[i])]
    plain = list(cleaned)
    for i in of_emoji:
        side = [is_sided[i]] if is_sided else None
        plain[i] = clean_texts([texts[i]], language=language, emoji=False, boilerplate=boilerplate, is_sided=side)[0]
    codes = [spoken.detect(item.text) if mark == "content" else None for item, mark in zip(plain, status, strict=True)]
    whole = [
        _leave_whole(before, after, settings.max_unit_chars, language)
        if code is not None and (_is_emoji(before, after) or (code != spoken.main and settings.other_languages == "apart"))
        else None
        for before, after, code in zip(plain, cleaned, codes, strict=True)
    ]
    content = [item for item, code, units in zip(cleaned, codes, whole, strict=True) if code is not None and units is None]
    split = iter(split_texts(content, clauses=settings.split_clauses, max_chars=settings.max_unit_chars, language=language))
    units = [[] if code is None else next(split) if units is None else units for code, units in zip(codes, whole, strict=True)]
    return Split(status, codes, units, auto_replies)


def _is_emoji(plain: Cleaned, cleaned: Cleaned) -> bool:
    """Tell whether emoji are all that a response has; ``plain`` is the text before they become words."""
    return plain is not cleaned and not any(map(str.isalnum, plain.text))


def _leave_whole(plain: Cleaned, cleaned: Cleaned, max_chars: int, language: Language) -> list[Unit]:
    """Return a response as one unit with its emoji, or as few as its length allows; emoji alone also have their words."""
    if _is_emoji(plain, cleaned):
        return [Unit(*plain.original_span(0, len(plain.text)), one_line(f"{plain.text} {cleaned.text}", max_chars))]
    spans = cut_long(plain.text, (0, len(plain.text)), max_chars, language)
    texts = [" ".join(plain.text[start:end].split()) for start, end in spans]
    return [Unit(*plain.original_span(*span), text) for span, text in zip(spans, texts, strict=True) if text]
