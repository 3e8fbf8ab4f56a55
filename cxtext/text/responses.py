"""From the text of a response to its status and its opinion units."""

from __future__ import annotations

from collections.abc import Sequence

from cxtext.language import Language
from cxtext.settings import TextConfig
from cxtext.text.clean import clean_texts
from cxtext.text.non_answers import is_non_answer
from cxtext.text.split import Unit, split_texts
from cxtext.wording import is_blank


def find_units(texts: Sequence[str], settings: TextConfig, language: Language) -> tuple[list[str], list[list[Unit]]]:
    """Clean responses, mark those that say nothing, and split the others.

    Parameters
    ----------
    texts : sequence of str
        Responses as they were written.
    settings : TextConfig
    language : Language
        In which they are.

    Returns
    -------
    status : list of str
        ``"blank"``, ``"non_answer"`` or ``"content"`` for each response.
    units : list of list of Unit
        Opinion units of each response; none but for those with content.

    >>> from cxtext.language import load_language
    >>> status, units = find_units(["n/a", "Search is slow. Kind staff!"], TextConfig(), load_language())
    >>> status, [[unit.text for unit in of_one] for of_one in units]
    (['non_answer', 'content'], [[], ['Search is slow.', 'Kind staff!']])
    """
    cleaned = clean_texts(texts, language=language)
    status = [
        "blank" if is_blank(original) else "non_answer" if is_non_answer(item.text, language=language) else "content"
        for original, item in zip(texts, cleaned, strict=True)
    ]
    content = [item for item, mark in zip(cleaned, status, strict=True) if mark == "content"]
    split = split_texts(content, clauses=settings.split_clauses, max_chars=settings.max_unit_chars, language=language)
    units = iter(split)
    return status, [next(units) if mark == "content" else [] for mark in status]
