"""What the reader of a run must know of its themes and models: notes among its issues."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxtext.language import load_language
from cxtext.schema import Code, Level
from cxtext.wording import one_line, percent, plural

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from cxtext.run import RunRecord
    from cxtext.sentiment import Emotions
    from cxtext.themes import Codebook, Namer, ThemeModel, Words

#: What is given up for speed, as measured on the labelled sets.
FAST_NOTE = (
    "the fast embedder is for a first look: up to twice as many units end up in no theme as with the default one, "
    "and about a fifth of the sentiment labels differ"
)


#: What an emotion is worth, as measured on units labelled by hand.
EMOTION_NOTE = (
    "emotions are a hint: on 240 units labelled by hand the default embedder's F1 is .75 for delight, .39 for "
    "frustration and .32 for disappointment; worry, confusion, surprise and gratitude are too rare there to tell"
)

#: Endings of English words that leave a root of four letters or more.
_ENDING = re.compile(r"(?<=\w{4})(?:liness|ness|ments?|ings?|ions?|ers?|ed|es|ly|s|e|y)$")


def note_embedder(run: RunRecord, name: str) -> None:
    """Say what the fast embedder costs."""
    if name == "fast":
        run.warn(Code.FAST_EMBEDDER, FAST_NOTE, level=Level.INFO)


def note_emotions(run: RunRecord, emotions: Emotions | None) -> None:
    """Say what emotions are worth, when they were read."""
    if emotions is not None:
        run.warn(Code.EMOTIONS, EMOTION_NOTE, level=Level.INFO)


def note_themes(run: RunRecord, model: ThemeModel, codebook: Codebook | None, words: Words, members: csr_array) -> None:
    """Say what the reader of the themes must know; ``members`` tells which text is in which response."""
    if model.parser == "none":
        run.warn(Code.NO_PARSER, "no English parser is installed: labels are runs of words, not phrases", level=Level.INFO)
    if codebook is not None:
        _note_unused(run, model, codebook, words, members)
    taken = {t.label for t in model.items if t.n_units}
    given = codebook.themes if codebook is not None else ()
    said = {_root(word) for word in words.terms} if given else set()
    unsaid = [t.name for t in given if t.name in taken and not t.examples and said.isdisjoint(_roots(t.name, *t.keywords))]
    if unsaid:
        names = ", ".join(repr(one_line(label, 60)) for label in unsaid[:5]) + (", ..." if len(unsaid) > 5 else "")
        note = f"no response has a word of {plural(len(unsaid), 'theme')} of the codebook: {names}"
        run.warn(Code.CODEBOOK_UNSAID, f"{note}; what they took is near in meaning at best: read it, and give examples")
    least, tops = model.settings["min_responses"], [t for t in model.items if t.parent_id is None]
    if not tops:
        run.warn(
            Code.NO_THEMES, f"no opinion is shared by {least} or more responses alike enough to call it a theme", level=Level.INFO
        )
        return
    wanted, found = model.settings["n_themes"], sum(t.origin != "codebook" for t in tops)
    if wanted and found < wanted:
        run.warn(Code.FEWER_THEMES, f"{plural(wanted, 'theme')} were asked for; the responses hold together in {found} only")
    n_units, n_taken = members.nnz, sum(t.n_units for t in tops)
    if n_taken < n_units / 2:
        lost = f"{percent(1 - n_taken / n_units)} of the opinion units are in no theme"
        what = f"the list has what {least} or more responses say in much the same way, and may miss the rest"
        run.warn(Code.MOSTLY_UNASSIGNED, f"{lost}: {what}; a codebook counts what you look for")


def _note_unused(run: RunRecord, model: ThemeModel, codebook: Codebook, words: Words, members: csr_array) -> None:
    """Say which themes of the codebook took nothing, and in how many responses their words stand all the same."""
    from cxtext.themes import Keywords

    empty = {t.label for t in model.items if t.origin == "codebook" and not t.n_units}
    unused = [k for k, name in enumerate(codebook.names) if name in empty]
    if not unused:
        return
    spelling = Keywords.of(codebook)
    n_responses = ((spelling.find(words)[:, unused] > 0).T @ (members > 0)).astype(bool).sum(axis=1).tolist()
    parts = []
    for n, k in sorted(zip(n_responses, unused, strict=True), key=lambda pair: -pair[0])[:5]:
        of = " or ".join(["its name"] * bool(spelling.names[k]) + ["a keyword"] * bool(spelling.keywords[k]))
        where = f"{of} is in {plural(n, 'response') if n else 'no response'}" if of else "its name names nothing"
        parts.append(f"{one_line(codebook.names[k], 60)!r} ({where})")
    names = ", ".join(parts) + (", ..." if len(unused) > 5 else "")
    hint = "; give opinions of it as examples" if max(n_responses) else ""
    run.warn(Code.CODEBOOK_UNUSED, f"{plural(len(unused), 'theme')} of the codebook took no opinion: {names}{hint}")


def _roots(*phrases: str) -> set[str]:
    """Return the roots of the words of phrases that say something."""
    from cxtext.themes import stem, tokenize

    stop = load_language().names.stop
    return {_root(word) for phrase in phrases for word in map(stem, tokenize(phrase)) if word not in stop}


def _root(word: str) -> str:
    """Return what the forms of a word have in common, roughly: it decides only whether to warn.

    >>> [_root(word) for word in ("crowding", "crowded", "price", "pricing", "cleanliness", "bus")]
    ['crowd', 'crowd', 'pric', 'pric', 'clean', 'bus']
    """
    return _ENDING.sub("", word)


def note_namer(run: RunRecord, namer: Namer | None) -> None:
    """Say what came of asking for names."""
    if namer is None:
        return
    sent = f"redacted quotes of {plural(namer.n_sent, 'theme')} were sent to {namer.endpoint}"
    run.warn(Code.NAMER_SENT, f"{sent}; {plural(namer.n_known, 'answer')} came from an earlier run", level=Level.INFO)
    if not namer.knows_names:
        run.warn(Code.NAMER_NAMES, "no English model with entities is installed: the namer's quotes may hold names of people")
    if namer.failures:
        lost = f"{len(namer.failures):,} of {plural(namer.n_asked, 'theme')}"
        first = one_line(namer.failures[0], 120)
        run.warn(Code.NAMER_FAILED, f"the namer gave no label for {lost}, whose own words stay: {first}")
    if namer.refused:
        why = "; ".join(f"{n:,} {reason}" for reason, n in sorted(namer.refused.items()))
        level = Level.WARNING if namer.refused.total() > namer.n_asked / 2 else Level.INFO
        run.warn(Code.NAMER_REFUSED, f"answers of the namer that are not used, the responses' own words stay: {why}", level=level)
