"""Edit the themes of a finished analysis, and measure again what depends on them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

import numpy as np

from cxtext.errors import ConfigError
from cxtext.pipeline.conceal import list_clean
from cxtext.pipeline.revise import remeasure, rename_only
from cxtext.pipeline.run_texts import RunTexts
from cxtext.pipeline.units import UniqueTexts
from cxtext.run import Analysis, ProgressCallback, RunLog, find_theme
from cxtext.text import clean_texts
from cxtext.themes import (
    AddTheme,
    Assigned,
    ChangeKeywords,
    Describe,
    Edit,
    EditLog,
    Hide,
    Label,
    Lock,
    Merge,
    Move,
    MovePart,
    Rename,
    SetKind,
    SetOwner,
    SetStatus,
    SetTicket,
    SetTopic,
    Split,
    SplitByExamples,
    SplitByWords,
    Teach,
    Texts,
    ThemeModel,
    ThemeSet,
    Words,
    check_run,
    open_codebook,
    plan_edits,
    text_key,
    warn_of_keywords,
)
from cxtext.wording import one_line

if TYPE_CHECKING:
    from cxtext.embed import Embedder
    from cxtext.language import Language


@dataclass(frozen=True)
class ThemeEdits:
    """Edits of the themes of an analysis, one after the other: each method returns the edits with one more.

    Themes are named by id or label. Ids are permanent: a theme that is merged into another one stays as its part, one that is
    split off gets an id that no theme had. :meth:`apply` measures again what depends on the edits and returns a new analysis.

    Parameters
    ----------
    analysis : Analysis
        A run that was made, or loaded. It is never changed.
    by : str
        Who edits, for the log.
    notes : tuple of str
        What a codebook that was read says or leaves out, and makes no edit.

    Raises
    ------
    InputError
        When the analysis has no theme model.

    Examples
    --------
    >>> edited = analysis.edit().merge("T003", "T007").rename("T003", "Broadband not connected").apply()  # doctest: +SKIP
    """

    analysis: Analysis
    by: str = ""
    notes: tuple[str, ...] = ()
    _model: ThemeModel | None = None
    _run: RunTexts | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Let all edits of an analysis read its texts once."""
        if self._run is None:
            object.__setattr__(self, "_run", RunTexts(self.analysis))

    @property
    def model(self) -> ThemeModel:
        """The model with the edits so far; its counts, phrases and typical texts are those before them."""
        return self._model or self.analysis.require_model()

    def rename(self, theme: str, name: str) -> Self:
        """Give a theme or sub-theme another name."""
        return self.add(Rename(self.find(theme, parts=True), name))

    def describe(self, theme: str, description: str) -> Self:
        """Say in a sentence what belongs to a theme; an empty text takes it back."""
        return self.add(Describe(self.find(theme, parts=True), description))

    def set_owner(self, theme: str, owner: str) -> Self:
        """Say who looks after a theme; an empty name takes it back."""
        return self.add(SetOwner(self.find(theme, parts=True), owner))

    def status(self, theme: str, status: str) -> Self:
        """Say how far people are with a theme: open, planned, in progress, done or won't do; an empty word takes it back."""
        return self.add(SetStatus(self.find(theme, parts=True), status))

    def ticket(self, theme: str, ticket: str) -> Self:
        """Say where people work on a theme, by the key of a ticket or an address; an empty text takes it back."""
        return self.add(SetTicket(self.find(theme, parts=True), ticket))

    def set_topic(self, theme: str, topic: str) -> Self:
        """Say which topic a theme is about; an empty one takes it back."""
        return self.add(SetTopic(self.find(theme, parts=True), topic))

    def set_kind(self, theme: str, kind: str) -> Self:
        """Say whether a theme gives a reason (``cause``, which is ranked) or tells how content people are (``verdict``)."""
        return self.add(SetKind(self.find(theme), kind))

    def lock(self, theme: str, *, on: bool = True) -> Self:
        """Protect the texts of a theme from other edits and from discovery, or no longer."""
        return self.add(Lock(self.find(theme), on))

    def hide(self, theme: str, *, on: bool = True) -> Self:
        """Take a theme out of the ranking and the report, or put it back."""
        return self.add(Hide(self.find(theme), on))

    def merge(self, into: str, *others: str) -> Self:
        """Make one theme of several: the first, of which the others become parts."""
        target, *rest = (self.find(theme) for theme in (into, *others))
        return self.add(Merge((target, *rest), target))

    def split(self, theme: str, *parts: str) -> Self:
        """Make themes of sub-themes of a theme; of all of them when none is named. What is in none stays."""
        theme_id = self.find(theme)
        own = [item.theme_id for item in self.themes.parts_of(theme_id)]
        return self.add(Split(theme_id, tuple(self.find(part, parts=True) for part in parts) or tuple(own)))

    def split_by_words(self, theme: str, name: str, words: Sequence[str]) -> Self:
        """Make a new theme of those opinions of a theme that have one of some words or phrases."""
        edit = SplitByWords(self.find(theme), self.themes.new_id(), name, tuple(_to_list(words)))
        edit.change(self.themes)
        members = np.flatnonzero(self.label().theme == self.themes.theme_ids.index(edit.theme))
        if not self.texts.contain(edit.words, members).any():
            listed = ", ".join(repr(one_line(word, 60)) for word in edit.words)
            raise ConfigError(f"no opinion of {edit.theme!r} has any of the words {listed}: the new theme would be empty.")
        return self.add(edit)

    def split_by_examples(self, theme: str, name: str, examples: Sequence[str]) -> Self:
        """Make a new theme of those opinions of a theme that are like some examples."""
        return self.add(SplitByExamples(self.find(theme), self.themes.new_id(), name, self._clean(examples)))

    def move(self, what: str | Sequence[str], to: str | None) -> Self:
        """Give a sub-theme, or opinions by their ``unit_id``, to another theme; opinions to none with ``to=None``.

        All opinions with the same text go together.
        """
        names = _to_list(what)
        units = self.analysis.units
        chosen = units[units["unit_id"].isin(names)]
        if len(names) == 1 and chosen.empty and to is not None:
            return self.add(MovePart(self.find(names[0], parts=True), self.find(to)))
        missing = sorted(set(names) - set(chosen["unit_id"]))
        if missing and missing[0] in {item.theme_id for item in self.themes.items}:
            raise ConfigError(
                f"{missing[0]!r} is a theme, or a part of one: one part at a time moves, and only to a theme.\n"
                "Opinions are named such as r12#0."
            )
        if missing:
            raise ConfigError(
                f"{missing[0]!r} is neither an opinion of this run nor a sub-theme.\nOpinions are named such as r12#0."
            )
        keys = tuple(sorted({text_key(text) for text in chosen["text"]}))
        return self.add(Move(keys, None if to is None else self.find(to, parts=True)))

    def teach(self, theme: str, examples: Sequence[str]) -> Self:
        """Give a theme what is like some examples, from whatever theme it is in."""
        return self.add(Teach(self.find(theme), self._clean(examples)))

    def add_theme(self, name: str, *, keywords: Sequence[str] = (), examples: Sequence[str] = ()) -> Self:
        """Make a new theme of all opinions, of whatever theme or none, that have a keyword or are like an example."""
        new = self.themes.new_id()
        edits = self.add(AddTheme(new, name))
        edits = edits.add(ChangeKeywords(new, tuple(_to_list(keywords)))) if keywords else edits
        return edits.add(Teach(new, self._clean(examples))) if examples else edits

    def change_keywords(self, theme: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Self:
        """Give a theme keywords and all opinions that have one of them; take keywords back, which moves nothing."""
        return self.add(ChangeKeywords(self.find(theme), tuple(_to_list(add)), tuple(_to_list(remove))))

    def read_codebook(self, path: str | os.PathLike[str]) -> Self:
        """Add the edits that lead from today's themes to what a codebook says.

        What was changed in the file since it was exported makes an edit, unless the themes have it already: the same file makes
        none the second time. What the file lacks stays as it is; ``notes`` of the result name it.

        Parameters
        ----------
        path : path-like
            A file that ``cxtext themes RUN export`` wrote, edited, or one that a person wrote.

        Raises
        ------
        ConfigError
            For a mistake in the file, or an edit that cannot be made; the message names file, line and theme.
        """
        file = open_codebook(path)
        check_run(file, self.model.fit_fingerprint, len(self.model.edits.entries))
        plan = plan_edits(file, self.themes, recall_exported(self, file.book.edits), lambda text: "".join(self._clean([text])))
        edits = self._with(self.model, notes=(*warn_of_keywords(file, self.texts.language), *plan.notes))
        for planned in plan.edits:
            edits = edits.add(planned.edit)
        return edits

    def undo(self) -> Self:
        """Take the last edit back."""
        return self._with(self.model.with_edits(self.model.edits.undo(**self._stamp())))

    def redo(self) -> Self:
        """Make the edit that was taken back last hold again."""
        return self._with(self.model.with_edits(self.model.edits.redo(**self._stamp())))

    def add(self, edit: Edit) -> Self:
        """Add an edit whose themes are named by id.

        Raises
        ------
        ConfigError
            When it cannot be made.
        """
        fitted = self.fitted if edit.learns else None
        return self._with(self.model.edit(edit, fitted, self.texts, **self._stamp()))

    def apply(self, *, progress: ProgressCallback | None = None) -> Analysis:
        """Return the analysis with the edits: all that depends on them is measured again, and nothing else.

        Parameters
        ----------
        progress : callable, optional
            Called as ``progress(stage, done, total)``.
        """
        log, clean = RunLog(progress), list_clean(self.analysis)
        renamed = rename_only(self.analysis, self.model, self.language, log, clean=clean)
        if renamed is not None:
            return renamed
        return remeasure(self.analysis, self.model, self.unique, self.fitted, self.texts, log, clean=clean)

    def label(self) -> Assigned:
        """Return the themes of the texts after the edits so far."""
        curation = self.model.curation
        return self.fitted if curation is None else curation.label(self.fitted, self.texts)

    def with_vectors(self, vectors: np.ndarray) -> Self:
        """Return the edits with the vectors of all texts, shape (n_texts, n_dims), so that none is embedded again."""
        texts = replace(self.texts, vectors=np.asarray(vectors, dtype=np.float32))
        return replace(self, _run=RunTexts(self.analysis, texts))

    def find(self, theme: str, *, parts: bool = False) -> str:
        """Return the id of the theme that an id or a label names, after the edits so far.

        Parameters
        ----------
        theme : str
        parts : bool
            Whether a sub-theme may be meant.

        Raises
        ------
        ConfigError
            When there is none, or several have the label.
        """
        import pandas as pd

        if not isinstance(theme, str):
            raise ConfigError(f"a theme is named by its id or its label, not by a {type(theme).__name__}.")
        themes = self.themes
        rows = [(item.theme_id, item.parent_id, item.label) for item in themes.items]
        table = pd.DataFrame(rows, columns=["theme_id", "parent_id", "label"])
        if theme in themes.retired:
            themes.get(theme)
        is_part = table["parent_id"].notna()
        return find_theme(table, theme) if parts else find_theme(table[~is_part], theme, parts=table[is_part])

    @property
    def run_texts(self) -> RunTexts:
        """The texts of the run."""
        assert self._run is not None
        return self._run

    @property
    def unique(self) -> UniqueTexts:
        """The different texts of the run."""
        return self.run_texts.unique

    @property
    def fitted(self) -> Assigned:
        """The themes that the fit gave the texts, before any edit."""
        return self.run_texts.fitted

    @property
    def texts(self) -> Texts:
        """The texts as edits see them."""
        return self.run_texts.texts

    @property
    def language(self) -> Language:
        """The language of the texts."""
        return self.run_texts.language

    @property
    def embedder(self) -> Embedder:
        """The embedder of the run, loaded when it is needed first."""
        return self.run_texts.embedder

    @property
    def themes(self) -> ThemeSet:
        """The themes after the edits so far."""
        curation = self.model.curation
        return ThemeSet.of(self.model.items) if curation is None else curation.themes

    @property
    def labels(self) -> tuple[Label, ...]:
        """What people said of single opinions, after the edits so far."""
        curation = self.model.curation
        return () if curation is None else curation.labels

    def _with(self, model: ThemeModel, *, notes: tuple[str, ...] | None = None) -> Self:
        """Return the edits with another model, and other notes if given; what was computed of the run stays."""
        return replace(self, _model=model, notes=self.notes if notes is None else notes)

    def _stamp(self) -> dict[str, str]:
        """Return when and who, for the log."""
        return {"at": datetime.now(UTC).isoformat(timespec="seconds"), "by": self.by}

    def _clean(self, examples: Sequence[str]) -> tuple[str, ...]:
        """Return the examples, cleaned as units are, each once."""
        cleaned = clean_texts(_to_list(examples), language=self.texts.language)
        return tuple(dict.fromkeys(one_line(c.text, 1000) for c in cleaned if c.text.strip()))


def _to_list(texts: str | Sequence[str]) -> list[str]:
    """Return texts as a list: a single one is one text, and not its letters."""
    return [texts] if isinstance(texts, str) else list(texts)


def recall_exported(edits: ThemeEdits, n_edits: int | None) -> ThemeSet:
    """Return the themes as they were exported, with the key phrases and typical texts that they had then.

    Parameters
    ----------
    edits : ThemeEdits
    n_edits : int, optional
        Lines that the log of edits had then; today's themes without it.
    """
    saved, curation = edits.analysis.model, edits.model.curation
    if saved is None or curation is None or n_edits is None:
        return edits.themes
    past = edits.model.with_edits(EditLog(curation.log.entries[:n_edits]))
    if n_edits == len(saved.edits.entries):
        items = saved.items
    elif n_edits == 0:
        items = past.fitted
    else:
        words = Words(edits.unique.texts, language=edits.texts.language)
        items = past.refresh(edits.fitted, replace(edits.texts, words=words), words, edits.unique.counts)[0].items
    assert past.curation is not None
    return replace(past.curation.themes, items=items)
