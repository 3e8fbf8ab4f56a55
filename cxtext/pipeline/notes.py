"""What the reader of a run must know of its themes and models: notes among its issues."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxtext.language import Language, SurveyLanguages, name_language
from cxtext.schema import Code, Level
from cxtext.themes import Keywords, tokenize
from cxtext.wording import one_line, percent, plural

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from cxtext.pipeline.sentiment import SentimentReader
    from cxtext.run import RunLog
    from cxtext.sentiment import Emotions
    from cxtext.settings import TextConfig
    from cxtext.text import Boilerplate
    from cxtext.themes import Codebook, Namer, ThemeModel, Words

#: What is given up for speed, as measured on the labelled sets.
FAST_NOTE = (
    "the fast embedder is for a first look: up to twice as many units end up in no theme as with the default one, "
    "and about a fifth of the sentiment labels differ"
)

#: What it means that the fast embedder reads sentiment, as measured on the 1,908 opinions of the sample surveys.
FAST_READS = (
    ", whose labels agree with those of the default embedder in 80% of opinions; setting sentiment.embedder = 'default' has the "
    "default one read it, and embeds every opinion once more"
)

#: What an emotion is worth, as measured on units labelled by hand.
EMOTION_NOTE = (
    "emotions are a hint: on 240 units labelled by hand the default embedder's F1 is .75 for delight, .39 for "
    "frustration and .32 for disappointment; worry, confusion, surprise and gratitude are too rare there to tell"
)

#: Themes that a note names at most.
THEMES_SHOWN = 5

#: Languages that a note names at most.
LANGUAGES_SHOWN = 8

#: Shared words that a note quotes at most.
PIECES_SHOWN = 4

#: Endings of English words that leave a root of four letters or more.
_ENDING = re.compile(r"(?<=\w{4})(?:liness|ness|ments?|ings?|ions?|ers?|ed|es|ly|s|e|y)$")


def note_embedder(log: RunLog, name: str) -> None:
    """Say what the fast embedder costs."""
    if name == "fast":
        log.warn(Code.FAST_EMBEDDER, FAST_NOTE, level=Level.INFO)


def note_reader(log: RunLog, reader: SentimentReader, stand_in: str) -> None:
    """Say that sentiment is read with another embedder than themes, and what that does to its labels."""
    if not reader.is_shared:
        cost = FAST_READS if stand_in == "fast" else ""
        note = f"no sentiment heads are trained on this embedder: sentiment and intent are read with the {stand_in} one{cost}"
        log.warn(Code.FOREIGN_EMBEDDER, f"{note}; names of themes are not checked for their tone", level=Level.INFO)


def note_languages(log: RunLog, languages: Sequence[str | None], spoken: SurveyLanguages, settings: TextConfig) -> None:
    """Say which languages the responses with content are in, and what becomes of them."""
    counts = Counter(code for code in languages if code is not None)
    main = name_language(spoken.main)
    if spoken.main != settings.language:
        lists = name_language(settings.language)
        note = f"most responses are in {main}, while word lists, sentiment and the shipped embedders are for {lists}"
        log.warn(Code.MAIN_LANGUAGE, f"{note}: labels and sentiment are not reliable")
    others = sorted(((n, code) for code, n in counts.items() if code != spoken.main), key=lambda pair: (-pair[0], pair[1]))
    if others:
        named = [f"{name_language(code)} {n:,}" for n, code in others[:LANGUAGES_SHOWN]]
        listed = ", ".join(named) + (", ..." if len(others) > LANGUAGES_SHOWN else "")
        share = f"{sum(n for n, _ in others):,} of {plural(counts.total(), 'response')} with content are not in {main} ({listed})"
        if settings.other_languages == "together":
            where = "they are in the themes with the others, as text.other_languages says"
        else:
            where = "they are in no theme; for a multilingual embedder set text.other_languages to 'together'"
        log.warn(Code.OTHER_LANGUAGES, f"{share}: {where}", level=Level.INFO)


def note_wrappings(log: RunLog, boilerplate: Boilerplate) -> None:
    """Say which words most responses share and are in no opinion, and how many responses are automatic replies."""
    shared = boilerplate.describe()
    if shared:
        named = [f"{one_line(words, 60)!r} in {n:,}" for words, n in shared[:PIECES_SHOWN]]
        listed = ", ".join(named) + (", ..." if len(shared) > PIECES_SHOWN else "")
        note = f"words that most of the {boilerplate.n_texts:,} responses share are left out of the opinions: {listed}"
        log.warn(Code.BOILERPLATE, note)
    n_replies = sum(one.code == Code.AUTO_REPLY for one in log.issues)
    if n_replies:
        are = "is an automatic reply" if n_replies == 1 else "are automatic replies"
        note = f"{plural(n_replies, 'response')} {are} (out of office, not delivered): counted as non-answers"
        log.warn(Code.AUTO_REPLY, note)


def note_emotions(log: RunLog, emotions: Emotions | None) -> None:
    """Say what emotions are worth, when they were read."""
    if emotions is not None:
        log.warn(Code.EMOTIONS, EMOTION_NOTE, level=Level.INFO)


def note_themes(
    log: RunLog, model: ThemeModel, codebook: Codebook | None, words: Words, members: csr_array, n_units: int
) -> None:
    """Say what the reader of the themes must know; ``members`` tells which text is in which response, of ``n_units`` opinions."""
    if model.parser == "none":
        note = "no parser for the language is installed: labels are runs of words, not phrases"
        log.warn(Code.NO_PARSER, note, level=Level.INFO)
    if codebook is not None:
        _note_unused(log, model, codebook, words, members)
        _note_wordless(log, model, codebook, words)
        _note_unread(log, codebook)
    min_responses = model.settings["min_responses"]
    tops = [theme for theme in model.items if theme.parent_id is None]
    themes = [theme for theme in tops if theme.kind != "aside"]
    if not themes:
        note = f"no {min_responses} responses state opinions similar enough to make a theme"
        log.warn(Code.NO_THEMES, note, level=Level.INFO)
        return
    wanted = model.settings["n_themes"]
    n_discovered = sum(theme.origin != "codebook" for theme in themes)
    if wanted and n_discovered < wanted:
        log.warn(Code.FEWER_THEMES, f"you asked for {plural(wanted, 'theme')}; the responses support {n_discovered}")
    n_assigned = sum(theme.n_units for theme in tops)
    if n_assigned < n_units / 2:
        share = f"{percent(1 - n_assigned / n_units)} of the opinion units are in no theme"
        reason = f"the list has what {min_responses} or more responses say in much the same way, and may miss the rest"
        log.warn(Code.MOSTLY_UNASSIGNED, f"{share}: {reason}; a codebook counts what you look for")


def _note_unread(log: RunLog, codebook: Codebook) -> None:
    """Say what of the codebook is for edits of a run, not for an analysis."""
    parts, merges = (sum(bool(getattr(theme, key)) for theme in codebook.themes) for key in ("parts", "merge"))
    unread = [f"the {key!r} of {plural(n, 'theme')}" for key, n in (("parts", parts), ("merge", merges)) if n]
    if unread:
        note = f"{' and '.join(unread)} in the codebook were not used: parts are found anew, and only a run can be edited"
        log.warn(Code.CODEBOOK_UNREAD, note, level=Level.INFO)


def _note_unused(log: RunLog, model: ThemeModel, codebook: Codebook, words: Words, members: csr_array) -> None:
    """Name the themes of the codebook that took nothing, and in how many responses their words stand all the same."""
    empty = {theme.label for theme in model.items if theme.origin == "codebook" and not theme.n_units}
    unused = [k for k, name in enumerate(codebook.names) if name in empty]
    if not unused:
        return
    keywords = Keywords.of(codebook, words.language)
    n_responses = ((keywords.find(words)[:, unused] > 0).T @ (members > 0)).astype(bool).sum(axis=1).tolist()
    parts = []
    for n, k in sorted(zip(n_responses, unused, strict=True), key=lambda pair: -pair[0])[:THEMES_SHOWN]:
        of = " or ".join(["its name"] * bool(keywords.names[k]) + ["a keyword"] * bool(keywords.keywords[k]))
        where = f"{of} is in {plural(n, 'response') if n else 'no response'}" if of else "its name names nothing"
        parts.append(f"{one_line(codebook.names[k], 60)!r} ({where})")
    names = ", ".join(parts) + _ellipsis(unused)
    hint = "; give opinions of it as examples" if max(n_responses) else ""
    log.warn(Code.CODEBOOK_UNUSED, f"{plural(len(unused), 'theme')} of the codebook took no opinion: {names}{hint}")


def _note_wordless(log: RunLog, model: ThemeModel, codebook: Codebook, words: Words) -> None:
    """Name the themes of the codebook that took something, though no response has a word of theirs."""
    used = {theme.label for theme in model.items if theme.n_units}
    roots = {_root(word) for word in words.stem_of}
    wordless = [
        theme.name
        for theme in codebook.themes
        if theme.name in used and not theme.examples and roots.isdisjoint(_roots(words.language, theme.name, *theme.keywords))
    ]
    if wordless:
        names = ", ".join(repr(one_line(name, 60)) for name in wordless[:THEMES_SHOWN]) + _ellipsis(wordless)
        note = f"no response has a word of {plural(len(wordless), 'theme')} of the codebook: {names}"
        log.warn(
            Code.CODEBOOK_UNSAID, f"{note}; opinions went there because they mean something similar: check them and add examples"
        )


def _ellipsis(themes: Sequence[object]) -> str:
    """Return what ends a list of themes that is cut."""
    return ", ..." if len(themes) > THEMES_SHOWN else ""


def _roots(language: Language, *phrases: str) -> set[str]:
    """Return the roots of the words of phrases, without stop words."""
    return {_root(word) for phrase in phrases for word in tokenize(phrase) if word not in language.names.stop}


def _root(word: str) -> str:
    """Return the rough root that the forms of a word share; it decides only whether to warn.

    >>> [_root(word) for word in ("crowding", "crowded", "price", "pricing", "cleanliness", "bus")]
    ['crowd', 'crowd', 'pric', 'pric', 'clean', 'bus']
    """
    return _ENDING.sub("", word)


def note_namer(log: RunLog, namer: Namer | None) -> None:
    """Say what came of asking for names."""
    if namer is None:
        return
    sent = f"redacted quotes of {plural(namer.n_sent, 'theme')} were sent to {namer.endpoint}"
    log.warn(Code.NAMER_SENT, f"{sent}; {plural(namer.n_known, 'answer')} came from an earlier run", level=Level.INFO)
    if not namer.knows_names:
        note = "no model that finds names in the language is installed: the namer's quotes may hold names of people"
        log.warn(Code.NAMER_NAMES, note)
    if namer.failures:
        share = f"{len(namer.failures):,} of {plural(namer.n_asked, 'theme')}"
        first = one_line(namer.failures[0], 120)
        log.warn(Code.NAMER_FAILED, f"the namer at {namer.endpoint} gave no label for {share}, whose own words stay: {first}")
    if namer.refused:
        reasons = "; ".join(f"{n:,} {reason}" for reason, n in sorted(namer.refused.items()))
        level = Level.WARNING if namer.refused.total() > namer.n_asked / 2 else Level.INFO
        log.warn(
            Code.NAMER_REFUSED, f"answers of the namer that are not used, the responses' own words stay: {reasons}", level=level
        )


def note_edits(log: RunLog, model: ThemeModel) -> None:
    """Note how many edits the figures contain."""
    kinds = Counter(entry.edit.kind for entry in model.edits.effective)
    if kinds:
        named = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
        note = f"the themes have {plural(kinds.total(), 'edit')} by people ({named}): cxtext themes RUN log lists them"
        log.warn(Code.EDITED, note, level=Level.INFO)
