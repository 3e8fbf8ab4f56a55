"""Take personal data out of text that leaves the run: addresses, numbers, keys, handles, and names where a model finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cxtext.language import Language, load_language
from cxtext.privacy.contexts import find_addresses, find_announced_names
from cxtext.privacy.numbers import find_numbers
from cxtext.privacy.patterns import find_fixed
from cxtext.privacy.spans import Masked, Search, Span, mask


def find_personal(text: str, language: Language | None = None) -> list[Span]:
    """Return where a text points to a person, by its patterns alone; in order, none in another."""
    language = language or load_language()
    search = Search(text)
    find_fixed(search)
    find_addresses(search, language)
    find_numbers(search, language)
    find_announced_names(search, language)
    return sorted(search.spans)


def redact(text: str, names: Sequence[str] = (), *, language: Language | None = None) -> str:
    spans = find_personal(text, language)
    for name in sorted({name.strip() for name in names if name.strip()}, key=lambda name: (-len(name), name)):
        spans += [Span(m.start(), m.end(), "name") for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return mask(text, spans).text


def load_names(language: Language | None = None) -> Callable[[Sequence[str]], list[list[str]]] | None:
    from cxtext.language import ENTITIES, load_parser
    nlp, _ = load_parser(ENTITIES, language=language)
    if nlp is None:
        return None
    return lambda texts: [[e.text for e in doc.ents if e.label_ == "PERSON"] for doc in nlp.pipe(texts)]
