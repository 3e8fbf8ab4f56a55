"""Candidate names: short phrases that the texts themselves contain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from cxtext.language import Language, load_language
from cxtext.themes.naming.words import MASK, WORD, is_empty, picture_pattern, stem

if TYPE_CHECKING:
    from spacy.language import Language as Parser
    from spacy.tokens import Doc, Token

LONGEST = 4
#: Written for personal data that was taken out, so that the parser still reads a sentence: no name begins or ends with it.
PRONOUN = "it"
#: Parts of a verb phrase without which it is a fragment.
SUBJECTS = frozenset(("nsubj", "nsubjpass", "expl"))
COMPLEMENTS = frozenset(("dobj", "ccomp", "xcomp", "acomp", "attr", "oprd", "prt", "dative", "nsubj", "nsubjpass"))
#: What grammar costs a candidate name: a verb in it, one that does not say who or what, no noun at all, a superlative or
#: absolute, a number; a preposition, as in "love on Pinterest"; an adjective alone.
VERB, NO_SUBJECT, NO_NOUN, ABSOLUTE, NUMBER = 0.05, 0.25, 0.5, 0.3, 0.3
PREPOSITION, ADJECTIVE = 0.4, 0.6
HYPHENS = frozenset("-'\u2019\u2010\u2011")
UNNAMED = frozenset(("PRP", "PRP$", "WP", "WP$", "WDT", "WRB", "EX", "CC", "UH", "PDT", "MD", ","))


@dataclass(slots=True)
class Phrase:
    """A candidate name: how it was written, in how many exemplars, and how unlike a name its grammar is (0 is like one).

    A single noun is one as well, where its theme has nothing better that covers it.
    """

    forms: Counter[str] = field(default_factory=Counter)
    cost: float = 0.0

    def add(self, other: Phrase) -> None:
        """Count the occurrences of another one with the same words; the cost is the mean over all."""
        total = self.n_texts + other.n_texts
        self.cost = (self.cost * self.n_texts + other.cost * other.n_texts) / max(total, 1)
        self.forms.update(other.forms)

    @property
    def n_texts(self) -> int:
        """Number of occurrences."""
        return self.forms.total()

    @property
    def form(self) -> str:
        """The usual way of writing it."""
        return min(self.forms, key=lambda f: (-self.forms[f], f))


def find_phrases(texts: Sequence[str], nlp: Parser | None, language: Language | None = None) -> list[dict[str, Phrase]]:
    """Return the candidate phrases of each text, by their key (stemmed words joined by a space).

    With a parser these are connected pieces of the sentence of 2 to 4 words: noun phrases, verbs with their object,
    subjects with their verb; single nouns as well. Without a parser they are runs of 2 or
    3 words that all carry content.

    Parameters
    ----------
    texts : sequence of str
    nlp : spacy.language.Language or None
        As from :func:`cxtext.language.load_parser`.
    language : Language, optional
        Whose words decide where a phrase may begin and end; English by default.

    Returns
    -------
    list of dict
    """
    language = language or load_language()
    texts = [MASK.sub(PRONOUN, text) if "[" in text else text for text in texts]
    if nlp is None:
        return [_collect(_runs(text, language), language) for text in texts]
    return [_collect(_pieces(doc, language), language) for doc in nlp.pipe(texts, batch_size=64)]


def whole_texts(texts: Sequence[str], language: Language | None = None) -> dict[str, Phrase]:
    """Return the texts that are phrases of 2 to 4 words themselves, without those that begin or end as no name does."""
    language = language or load_language()
    names = language.names
    phrases: dict[str, Phrase] = {}
    for text in texts:
        words = text.strip(" .!?,;:-\u2013\"'").split(None, LONGEST)
        if not 2 <= len(words) <= LONGEST or not all(WORD.fullmatch(word) for word in words):
            continue
        first, last = words[0].lower(), words[-1].lower()
        opens = first not in names.stop | names.negations or first in names.openers | names.determiners
        closes = last not in names.stop | names.negations and not last.isdigit()
        if opens and closes and first not in names.articles:
            phrases.setdefault(key_of(words, language), Phrase()).forms[" ".join(words)] += 1
    return phrases


def key_of(words: Sequence[str], language: Language | None = None) -> str:
    """Return the key of a phrase.

    >>> key_of(["Long", "queues"])
    'long queue'
    """
    return " ".join(stem(w.lower().replace("\u2019", "'"), language) for w in words)


def _collect(pieces: Iterator[tuple[list[str], float]], language: Language) -> dict[str, Phrase]:
    """Gather phrases of one text by key, each form once."""
    phrases: dict[str, Phrase] = {}
    for words, cost in pieces:
        if picture_pattern(language).search(" ".join(words).lower()) or not _says_any(words, language):
            continue
        phrase = phrases.setdefault(key_of(words, language), Phrase())
        if not phrase.forms:
            phrase.forms[" ".join(words)] += 1
            phrase.cost = cost
    return phrases


def _says_any(words: Sequence[str], language: Language) -> bool:
    """Tell whether any word of a phrase is more than a letter and no stop word: "it d" and "that one" name nothing."""
    return any(len(word) > 1 and word.lower().replace("\u2019", "'") not in language.names.stop for word in words)


def _runs(text: str, language: Language) -> Iterator[tuple[list[str], float]]:
    """Yield runs of 2 or 3 content words."""
    spans = [(m.start(), m.end(), m.group()) for m in WORD.finditer(text)]
    for size in (2, 3):
        for i in range(len(spans) - size + 1):
            part = spans[i : i + size]
            words = [w for _, _, w in part]
            adjacent = all(text[a[1] : b[0]] == " " for a, b in pairwise(part))
            has_stop = any(w.lower() in language.names.stop for w in words)
            if adjacent and not has_stop and not is_empty(words[-1].lower(), language):
                yield words, 0.0


def _pieces(doc: Doc, language: Language) -> Iterator[tuple[list[str], float]]:
    """Yield single nouns, and the connected pieces of 2 to 4 words that could be a name, with what their grammar costs."""
    tokens = list(doc)
    pictures = [match.span() for match in picture_pattern(language).finditer(doc.text.lower())]
    n = len(tokens)
    heads = [token.head.i for token in tokens]
    joined = [_joins_previous(token) for token in tokens]
    pauses = [token.is_space or (token.is_punct and token.text not in HYPHENS) for token in tokens]
    may_end = [_may_end(token, language) for token in tokens]
    for start in range(n):
        if joined[start] or not _may_start(tokens[start], language):
            continue
        is_alone = start + 1 == n or not joined[start + 1] or pauses[start + 1]
        if is_alone and _is_name_alone(tokens[start]) and not any(a <= tokens[start].idx < b for a, b in pictures):
            yield [tokens[start].text], ADJECTIVE * (tokens[start].tag_ == "JJ")
        n_words = 0
        for stop in range(start + 1, min(n, start + LONGEST + 3) + 1):
            if pauses[stop - 1]:
                break
            n_words += not joined[stop - 1]
            if n_words > LONGEST:
                break
            if n_words < 2 or (stop < n and joined[stop] and not pauses[stop]):
                continue
            if (may_end[stop - 1] and _is_piece(doc, heads, start, stop, language)) or _is_pair(tokens[start:stop], language):
                yield _surface(doc, start, stop), _cost(tokens[start:stop], language)


def _cost(span: list[Token], language: Language) -> float:
    """Return how unlike a name the grammar of a span is."""
    first, last = span[0].i, span[-1].i
    root = next(t for t in span if t.head.i == t.i or not first <= t.head.i <= last)
    cost = 0.0
    if any(t.tag_.startswith("VB") for t in span):
        cost += VERB + NO_NOUN * all(t.tag_[:2] != "NN" for t in span)
    if root.tag_.startswith("VB"):
        cost += NO_SUBJECT * all(t.dep_ not in SUBJECTS for t in span)
    cost += PREPOSITION * any(t.tag_ == "IN" or t.tag_ == "TO" for t in span)
    cost += ABSOLUTE * any(t.tag_ in {"JJS", "RBS"} or t.lower_ in language.names.absolutes for t in span)
    return cost + NUMBER * any(t.like_num or t.text[0].isdigit() for t in span)


def _is_name_alone(token: Token) -> bool:
    """Tell whether a word may be a name by itself: a noun, a verb used as one, or an adjective that is said of something."""
    if token.tag_ == "VBG":
        return token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "conj", "ROOT"}
    return token.tag_ in {"NN", "NNS"} or (token.tag_ == "JJ" and token.dep_ in {"acomp", "ROOT", "conj"})


def _is_pair(span: list[Token], language: Language) -> bool:
    """Tell whether tokens are two joined adjectives, such as "kind and caring"."""
    if len(span) != 3 or span[1].lower_ != language.names.joining or span[0].tag_ != "JJ":
        return False
    return span[2].tag_ in {"JJ", "VBG", "VBN"} and span[2].head.i == span[0].i


def _joins_previous(token: Token) -> bool:
    """Tell whether a token is written without a space after the one before it."""
    return token.i > 0 and not token.doc[token.i - 1].whitespace_


def _surface(doc: Doc, start: int, stop: int) -> list[str]:
    """Return the written words of a span."""
    return doc[start:stop].text.split()


def _may_start(token: Token, language: Language) -> bool:
    """Tell whether a name can start with this token."""
    word = token.lower_
    if not (token.is_alpha or token.like_num or any(c.isalpha() for c in word)):
        return False
    names = language.names
    if word in names.negations or word in names.openers:
        return True
    return token.tag_[:2] in {"NN", "JJ", "VB"} and word not in names.stop and word not in names.light_verbs


def _may_end(token: Token, language: Language) -> bool:
    """Tell whether a name can end with this token."""
    word = token.lower_
    if word in language.names.stop or word in language.names.light_verbs or word in language.names.negations:
        return token.dep_ == "prt" and word not in {"to"}
    if token.tag_ in {"JJR", "RBR"}:
        return False
    return token.tag_[:2] in {"NN", "VB"} or (token.tag_[:2] == "JJ" and token.dep_ in {"acomp", "advmod", "oprd"})


def _is_piece(doc: Doc, heads: list[int], start: int, stop: int, language: Language) -> bool:
    """Tell whether a span hangs together, is not a fragment, and names something."""
    outside = [i for i in range(start, stop) if not start <= heads[i] < stop or heads[i] == i]
    if len(outside) != 1:
        return False
    tokens = [doc[i] for i in range(start, stop)]
    if any(t.tag_ in UNNAMED or (t.tag_ == "DT" and t.lower_ not in language.names.determiners) for t in tokens):
        return False
    if not all(WORD.fullmatch(word) for word in _surface(doc, start, stop)) or _disagrees(tokens):
        return False
    if any(t.tag_ == "RB" and t.lower_ in language.names.negations for t in tokens) and all(t.tag_[:2] != "VB" for t in tokens):
        return False  # "not the lounge"
    if any(t.tag_ == "POS" and t.head.tag_.startswith("NNP") for t in tokens):
        return False  # "Anna's slides": what one of its texts is about
    if any(one.tag_ == other.tag_ == "NNS" for one, other in pairwise(tokens)):
        return False  # a list without a comma: "magazines newspapers"
    root = doc[outside[0]]
    if _is_cut(doc, root, start, stop) or not any(t.tag_[:2] in {"NN", "VB"} for t in tokens):
        return False
    return not all(is_empty(w.lower(), language) for w in _surface(doc, start, stop))


def _disagrees(tokens: list[Token]) -> bool:
    """Tell whether a plural subject has a verb in the singular, as in "seats is hard"."""
    plural = [t for t in tokens if t.dep_ in SUBJECTS and t.tag_ == "NNS"]
    verbs = [t for s in plural for t in tokens if t.i == s.head.i or (t.head.i == s.head.i and t.dep_ in {"aux", "auxpass"})]
    return any(t.tag_ == "VBZ" or t.lower_ == "was" for t in verbs)


def _is_cut(doc: Doc, root: Token, start: int, stop: int) -> bool:
    """Tell whether a span cuts through a compound, leaves a verb without what it needs, or a negation behind."""
    before, last = doc[max(start - 1, 0)], doc[stop - 1]
    belongs = start > 0 and start <= before.head.i < stop and before.dep_ not in {"det", "poss"}
    if belongs and (before.head.i != root.i or before.dep_ in {"compound", "neg"}):
        return True
    if last.tag_ == doc[stop - 2].tag_ == "JJ":  # "seats are narrow hard"
        return True
    if last.dep_ in {"compound", "amod", "nummod", "npadvmod"} and last.head.i >= stop:
        return True
    verbs = (t for t in doc[start:stop] if t.tag_.startswith("VB") and t.dep_ != "amod")
    return any(c.dep_ in COMPLEMENTS and c.i >= stop for verb in verbs for c in verb.children)
