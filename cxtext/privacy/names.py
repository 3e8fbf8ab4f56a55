"""Names of people, by lists of names, by a model of names where one is installed, and by how they stand in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cxtext.language import ENTITIES, Language, load_language, load_ordinary_words, load_parser
from cxtext.privacy.contexts import PARTICLE
from cxtext.privacy.spans import Span
from cxtext.shipped import weight_path

# An initial with its dot before another name, a word with what joins it, or a letter.
_TOKEN = re.compile(r"[^\W\d_]\.(?=\s?[^\W\d_])|[^\W\d_][\w'\u2019-]*[^\W_]|[^\W\d_]")
_POSSESSIVE = re.compile(r"(?:['\u2019]s|(?<=s)['\u2019])\Z")
_PARTICLE = re.compile(PARTICLE)
# Between two people of one list: "Ann, Bob and Maria".
_AND = re.compile(r",? ?(?:and |or |& |)")
#: What a model calls a person, and what it calls things that are seldom one.
_PERSON = "PERSON"
_THINGS = frozenset({"FAC", "GPE", "LOC", "NORP", "PRODUCT"})
#: Letters of the longest word in capitals that is an abbreviation, where the text is not all in capitals.
_LONGEST_ABBREVIATION = 4
#: Part of the letters from which a text counts as written in capitals.
_SHOUTED_SHARE = 0.6
#: Words of the longest name that the model alone is believed.
_LONGEST_ALONE = 3
#: Letters of the shortest listed name that is one in small letters.
_LEAST_SMALL = 4


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a text, with its offsets, and what it is looked up by."""

    start: int
    end: int
    text: str
    key: str

    @property
    def is_initial(self) -> bool:
        return len(self.text.rstrip(".")) == 1

    @property
    def is_particle(self) -> bool:
        return _PARTICLE.fullmatch(self.text) is not None


@dataclass(frozen=True)
class NameLists:
    """Words of names, and ordinary words, all in small letters.

    Parameters
    ----------
    given, family, ordinary : frozenset of str
    """

    given: frozenset[str]
    family: frozenset[str]
    ordinary: frozenset[str]

    def __contains__(self, word: str) -> bool:
        return word in self.given or word in self.family


@cache
def load_lists() -> NameLists:
    """Return the lists that are shipped."""
    given, family = (frozenset(weight_path(f"names/{name}.txt").read_text("utf-8").split()) for name in ("given", "family"))
    return NameLists(given, family, load_ordinary_words())


class NameFinder:
    """Find names of people in texts.

    Parameters
    ----------
    language : Language, optional
        English by default.
    """

    def __init__(self, language: Language | None = None) -> None:
        self.language = language or load_language()
        self.lists = load_lists()
        self.parser, self.parser_name = load_parser(ENTITIES, language=self.language)
        self._ending = re.compile(rf"{self.language.redaction.surname_endings}\Z")

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return where names stand in each text, in order."""
        if self.parser is None:
            entities: Iterator[list[Span]] = ([] for _ in texts)
        else:
            docs = self.parser.pipe(texts)
            entities = ([Span(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs)
        return [self._find(text, of_text) for text, of_text in zip(texts, entities, strict=True)]

    def _find(self, text: str, entities: Sequence[Span]) -> list[Span]:
        """Return the names of one text, given what the model makes of it."""
        n_letters = sum(c.isalpha() for c in text)
        is_shouted = sum(c.isupper() for c in text) > _SHOUTED_SHARE * n_letters
        names: list[list[_Token]] = []
        others: list[list[_Token]] = []
        for run in _list_runs(text):
            for part in self._cut(run):
                (names if self._is_name(part, entities, is_shouted=is_shouted) else others).append(part)
        if not any(c.isupper() for c in text):
            names += self._find_small(text)
        _add_neighbours(text, names, others)
        return sorted(Span(part[0].start, part[-1].end, "name") for part in names)

    def _cut(self, run: Sequence[_Token]) -> Iterator[list[_Token]]:
        """Yield the parts of a run between ordinary words; after a given name an ordinary word may be a surname."""
        part: list[_Token] = []
        for token in [*run, None]:
            is_plain = token is not None and not (token.is_initial or token.is_particle) and token.key in self.lists.ordinary
            if token is not None and not (is_plain and not any(one.key in self.lists.given for one in part)):
                part.append(token)
                continue
            part = _trim(part)
            if part:
                yield part
            part = []

    def _is_name(self, part: Sequence[_Token], entities: Sequence[Span], *, is_shouted: bool) -> bool:
        """Tell whether words with capitals that stand together are a name."""
        words = [token for token in part if not (token.is_initial or token.is_particle)]
        if not is_shouted:
            words = [t for t in words if not (t.text.isupper() and len(t.text) <= _LONGEST_ABBREVIATION)]
        keys = [token.key for token in words]
        labels = {one.kind for one in entities if one.start < part[-1].end and part[0].start < one.end}
        n_given = sum(key in self.lists.given for key in keys)
        n_listed = sum(key in self.lists for key in keys)
        n_formed = sum(self._ending.search(key) is not None or not key.isascii() for key in keys)
        if len(keys) > 1:
            by_lists = n_given > 0 or n_listed > 1 or (n_formed > 0 and (n_listed > 0 or bool(labels)))
            return by_lists or (_PERSON in labels and (n_listed > 0 or len(keys) <= _LONGEST_ALONE))
        is_no_thing = bool(labels - _THINGS)
        return n_given > 0 or (n_listed > 0 and is_no_thing) or (n_formed > 0 and is_no_thing)

    def _find_small(self, text: str) -> list[list[_Token]]:
        """Return the listed names of a text in small letters."""
        names: list[list[_Token]] = []
        for token in _list_tokens(text):
            follows = bool(names) and token.start - names[-1][-1].end == 1
            if len(token.key) >= _LEAST_SMALL and (token.key in self.lists.given or (follows and token.key in self.lists.family)):
                names.append([token])
        return names


def _list_tokens(text: str) -> Iterator[_Token]:
    """Yield the words of a text."""
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        yield _Token(match.start(), match.start() + len(word), word, word.casefold())


def _list_runs(text: str) -> Iterator[list[_Token]]:
    """Yield the words with capitals that stand together, with the particles between them."""
    run: list[_Token] = []
    for token in _list_tokens(text):
        gap = text[run[-1].end : token.start] if run else ""
        joined = bool(run) and (gap in (" ", "\u00a0", "  ") or (gap == "" and run[-1].is_initial))
        if joined and (token.text[0].isupper() or token.is_particle):
            run.append(token)
            continue
        if run:
            yield run
        run = [token] if token.text[0].isupper() else []
    if run:
        yield run


def _trim(part: list[_Token]) -> list[_Token]:
    """Return a part without particles at its ends, empty when only initials are left."""
    while part and part[0].is_particle and part[0].text.islower():
        part = part[1:]
    while part and part[-1].is_particle and part[-1].text.islower():
        part = part[:-1]
    return part if any(not token.is_initial for token in part) else []


def _add_neighbours(text: str, names: list[list[_Token]], others: list[list[_Token]]) -> None:
    """Move to ``names`` what shares a word with one of them, or is listed beside one."""
    is_changed = True
    while is_changed:
        is_changed = False
        words = {token.key for part in names for token in part if not (token.is_initial or token.is_particle)}
        for part in list(others):
            start, end = part[0].start, part[-1].end
            gaps = [
                text[name[-1].end : start] if name[-1].end < start else text[end : name[0].start] if end < name[0].start else None
                for name in names
            ]
            if any(token.key in words for token in part) or any(gap and _AND.fullmatch(gap) for gap in gaps):
                names.append(part)
                others.remove(part)
                is_changed = True
