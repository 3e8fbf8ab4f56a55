"""What is read of texts without their vectors, while these are computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxtext.language import Language, load_parser
from cxtext.themes import Words

if TYPE_CHECKING:
    from spacy.language import Language as Parser

    from cxtext.pipeline.sentiment import WordLogits
    from cxtext.sentiment import Heads


@dataclass(frozen=True)
class TextWords:
    """The words of texts, and the parser for phrases.

    Parameters
    ----------
    words : Words
        The words of each text.
    logits : tuple of ndarray
        What they add to the logits of the heads for polarity and intent.
    nlp : spacy.language.Language or None
        The parser that reads phrases for names of themes.
    parser : str
        Its name, ``"none"`` without one.
    """

    words: Words
    logits: WordLogits
    nlp: Parser | None
    parser: str


def read_words(texts: Sequence[str], heads: Heads, language: Language | None = None) -> TextWords:
    """Return what is read of texts without their vectors. Run it on a thread: embedding leaves the interpreter free."""
    nlp, parser = load_parser(language=language)
    return TextWords(Words(texts, language=language), heads.read_words(texts), nlp, parser)
