"""The spaCy model that is installed for a language: sentences with grammar, and names of people."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language as Parser

    from cxtext.language.lists import Language

#: Parts of a model that cost time and that hardly anyone needs all of.
PIPES = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "ner")
#: Parts that phrases are read with.
GRAMMAR = ("tagger", "parser")
#: Parts that find names of people, places and firms.
ENTITIES = ("ner",)


def load_parser(pipes: Sequence[str] = GRAMMAR, *, language: Language | None = None) -> tuple[Parser | None, str]:
    """Return the first installed model of a language that has the parts asked for, and its name.

    Parameters
    ----------
    pipes : sequence of str
        Of :data:`PIPES`: parts to load; the others are left out.
    language : Language, optional
        Whose word lists name the models; English by default.

    Returns
    -------
    nlp : spacy.language.Language or None
        None when no such model is installed.
    name : str
        Package name, or ``"none"``.
    """
    from importlib import import_module
    from importlib.util import find_spec

    from cxtext.language.load import load_language

    for name in (language or load_language()).names.parsers:
        if find_spec(name) is not None:
            with _without_torch():
                nlp: Parser = import_module(name).load(exclude=[pipe for pipe in PIPES if pipe not in pipes])
            if all(nlp.has_pipe(pipe) for pipe in pipes):
                return nlp, name
    return None, "none"


def spare_torch() -> None:
    """Let spaCy not load torch in this process: that takes seconds, and none of the models here needs it.

    For a process of our own, such as a command. In a caller's process spaCy may have to run models that need torch.
    """
    global _spares_torch
    _spares_torch = True


_spares_torch = False


@contextmanager
def _without_torch() -> Iterator[None]:
    """Hide torch from spaCy while that is imported, if it is to be spared and nothing has loaded it."""
    if not _spares_torch or "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]  # an import of it fails as if it were not installed
    try:
        yield
    finally:
        del sys.modules["torch"]
