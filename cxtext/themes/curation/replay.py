"""The themes and the labels after a log of edits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from cxtext.errors import ConfigError, ModelFormatError
from cxtext.language import Language, load_language
from cxtext.themes.assignment import Assigned, hash_texts
from cxtext.themes.curation.answers import Confirm, Either, LearnLabels
from cxtext.themes.curation.correction import Correction, LearntLabels
from cxtext.themes.curation.edits import AddTheme, Edit, Move, SplitByExamples, SplitByWords, Teach
from cxtext.themes.curation.labels import Labels, Texts, hash_keys
from cxtext.themes.curation.learnt import Learnt
from cxtext.themes.curation.log import EditLog, Entry
from cxtext.themes.curation.theme_set import ThemeSet
from cxtext.themes.theme import Theme

#: Edits that give a new id.
STARTING = (AddTheme, SplitByWords, SplitByExamples)


@dataclass(frozen=True, slots=True)
class Label:
    """What a person said of one opinion.

    Parameters
    ----------
    key : str
        Hash of the text, see :func:`text_key`.
    theme_ids : tuple of str
        Its theme, of the upper level as the themes are today; none where it fits none, two where it could be of either.
    asked : str
        The kind of question that was asked; empty where nobody asked, as for an opinion that was moved.
    was : str or None
        The theme that it had when it was asked about, as the themes are today.
    """

    key: str
    theme_ids: tuple[str, ...]
    asked: str
    was: str | None

    @property
    def is_clear(self) -> bool:
        """Whether one theme is right, or none."""
        return len(self.theme_ids) < 2


@dataclass(frozen=True)
class Curation:
    """The themes of a fit, and the edits that people made of them.

    Parameters
    ----------
    fitted : tuple of Theme
        Themes and sub-themes as the fit made them.
    log : EditLog
    learnt : mapping of int to Learnt or LearntLabels
        What edits by examples or labels learnt, by the number of the edit; that of an edit that was taken back stays, for a redo.
    language : str
        Code of the language of the texts.
    """

    fitted: tuple[Theme, ...]
    log: EditLog = field(default_factory=EditLog)
    learnt: Mapping[int, Learnt | LearntLabels] = field(default_factory=dict)
    language: str = "en"

    @property
    def themes(self) -> ThemeSet:
        """The themes after all edits that hold; counts, phrases and typical texts are not brought up to date."""
        new = (entry.edit.new for entry in self.log.entries if isinstance(entry.edit, STARTING))
        themes = self._steps[-1]
        return replace(themes, used=themes.used | set(new))

    def list_labels(self) -> set[str]:
        """Return every label that a theme or sub-theme has, or had after any edit that holds or was taken back."""
        given = {str(value) for entry in self.log.entries if (value := getattr(entry.edit, "name", None)) is not None}
        return given | {item.label for themes in self._steps for item in themes.items}

    @property
    def moving_lines(self) -> list[str]:
        """The edits that hold and move texts, as the log writes them, without who and when."""
        return [Entry(entry.number, entry.edit).to_line() for _, entry in self._list_moves()]

    @property
    def labels(self) -> tuple[Label, ...]:
        """What people said of single opinions, the last word on each, in the order of the hashes."""
        themes = self.themes
        last: dict[str, Label] = {}
        for entry in self.log.effective:
            match entry.edit:
                case Confirm(keys=keys, theme=theme, asked=asked):
                    said, was = (theme,), theme
                case Move(keys=keys, to=theme, asked=asked, was=was):
                    said = (theme,)
                case Either(keys=keys, themes=said, asked=asked, was=was):
                    pass
                case _:
                    continue
            ids = dict.fromkeys(own for own in map(themes.trace, said) if own is not None)
            last |= {key: Label(key, tuple(ids), asked, themes.trace(was)) for key in keys}
        return tuple(label for _, label in sorted(last.items()))

    def add(self, edit: Edit, assigned: Assigned | None, texts: Texts, *, at: str = "", by: str = "") -> Curation:
        """Return the curation with one more edit.

        Parameters
        ----------
        edit : Edit
        assigned : Assigned, optional
            What the fit assigns to the texts, as indices of its themes and sub-themes; only an edit that learns needs it.
        texts : Texts
            Those of the fit; an edit by examples embeds what it needs of them.
        at, by : str
            When and who, for the log.

        Raises
        ------
        ConfigError
            When the edit cannot be made.
        """
        before = self.themes
        after = edit.change(before)
        log = self.log.add(edit, at=at, by=by)
        learnt = dict(self.learnt)
        if edit.learns:
            assert assigned is not None
            learnt[log.entries[-1].number] = self._learn(edit, before, after, assigned, texts)
        longer = replace(self, log=log, learnt=learnt)
        # the edits before are not made again; ids that undone edits gave are no part of what the log gives
        undone = before.used - self._steps[-1].used
        longer.__dict__["_steps"] = [*self._steps, replace(after, used=after.used - undone)]
        return longer

    def label(self, assigned: Assigned, texts: Texts) -> Assigned:
        """Return the labels of texts after all edits that hold.

        Parameters
        ----------
        assigned : Assigned
            What the fit assigns to them, as indices of its themes and sub-themes.
        texts : Texts

        Returns
        -------
        Assigned
            Indices of :attr:`themes`.
        """
        steps, moves = self._steps, self._list_moves()
        labels = Labels.of(assigned, steps[0].theme_ids, steps[0].subtheme_ids, texts)
        for i, (place, entry) in enumerate(moves):
            if isinstance(entry.edit, Teach) and i + 1 < len(moves) and isinstance(moves[i + 1][1].edit, Teach):
                continue  # the lesson that follows has the examples of both
            assert isinstance(entry.edit, Edit)
            entry.edit.route(labels, steps[place], self.learnt.get(entry.number))
        return labels.to_assigned(assigned, steps[-1].theme_ids, steps[-1].subtheme_ids)

    def forget(self, texts: Collection[str], quotes: Collection[str] = ()) -> Curation:
        """Return the same without texts: they are neither typical nor an example, and no edit names their hash or a quote."""
        return replace(self, fitted=tuple(item.forget(texts, quotes) for item in self.fitted), log=self.log.forget(texts, quotes))

    def to_record(self) -> dict[str, Any]:
        """Return what :meth:`from_record` needs beside the log, the themes and the arrays."""
        return {"language": self.language, "learnt": {str(n): one.to_record() for n, one in sorted(self.learnt.items())}}

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Return the arrays of what edits learnt, by name."""
        return {name: array for n, one in self.learnt.items() for name, array in one.to_arrays(f"edit{n}").items()}

    @classmethod
    def from_record(
        cls, record: Mapping[str, Any], fitted: tuple[Theme, ...], log: EditLog, arrays: Mapping[str, np.ndarray], n_dims: int
    ) -> Curation:
        """Build from a saved model.

        Raises
        ------
        KeyError, TypeError, ValueError, ModelFormatError
            When the parts do not belong together.
        """
        learnt = {int(n): _read_learnt(arrays, f"edit{n}", one, n_dims) for n, one in record["learnt"].items()}
        curation = cls(fitted, log, learnt, str(record["language"]))
        missing = [e.number for e in log.entries if isinstance(e.edit, Edit) and e.edit.learns and e.number not in learnt]
        if missing:
            raise ValueError(f"what edit {missing[0]} learnt is missing")
        curation._replay()
        return curation

    @cached_property
    def _steps(self) -> list[ThemeSet]:
        """The themes before each edit that holds, and after the last."""
        return self._replay()

    def _replay(self) -> list[ThemeSet]:
        """Make all edits that hold, one after the other."""
        steps = [ThemeSet.of(self.fitted)]
        for entry in self.log.effective:
            assert isinstance(entry.edit, Edit)
            try:
                steps.append(entry.edit.change(steps[-1]))
            except ConfigError as error:
                raise ModelFormatError(
                    f"edit {entry.number} does not fit the themes: {str(error).splitlines()[0]}\n"
                    "Restore the log of edits, or make the run again."
                ) from None
        return steps

    def _list_moves(self) -> list[tuple[int, Entry]]:
        """Return the edits that hold and move texts, each with its place among those that hold."""
        return [(i, e) for i, e in enumerate(self.log.effective) if isinstance(e.edit, Edit) and e.edit.moves_texts]

    def _learn_labels(self, assigned: Assigned, texts: Texts) -> LearntLabels:
        """Learn from all labels so far."""
        ids, theme = self.themes.theme_ids, self.label(assigned, texts).theme
        clear = [label for label in self.labels if label.is_clear]
        answer_of = {int(label.key, 16): ids.index(label.theme_ids[0]) if label.theme_ids else -1 for label in clear}
        hashes = hash_texts(texts.texts)
        rows = np.flatnonzero(np.isin(hashes, hash_keys([label.key for label in clear])))
        answers = np.array([answer_of[key] for key in hashes[rows].tolist()], dtype=np.int64)
        if not len(rows):
            raise ConfigError("none of the labels is of an opinion of this run.")
        embeddings = texts.embed(np.arange(len(texts.texts)))
        pinned = hash_keys([label.key for label in self.labels])
        start = Correction.start(embeddings, theme, len(ids))
        return LearntLabels(tuple(ids), start.learn(embeddings, theme, rows, answers, pinned))

    def _learn(self, edit: Edit, before: ThemeSet, after: ThemeSet, assigned: Assigned, texts: Texts) -> Learnt | LearntLabels:
        """Learn what an edit by examples or by labels needs, from the texts that it may move."""
        if isinstance(edit, LearnLabels):
            return self._learn_labels(assigned, texts)
        if texts.encode is None:
            raise ConfigError("an edit that learns needs the embedder of the run.")
        if isinstance(edit, SplitByExamples):
            rivals = [after.get(edit.theme), after.get(edit.new)]
            rows = np.flatnonzero(self.label(assigned, texts).theme == before.theme_ids.index(edit.theme))
        else:
            rivals = [item for item in after.items if item.parent_id is None]
            rows = np.arange(len(texts.texts))
        return Learnt.fit(rivals, after.lessons, texts.embed(rows), texts.encode, self.get_language())

    def get_language(self) -> Language:
        """Return the language of the texts."""
        return load_language(self.language)


def _read_learnt(arrays: Mapping[str, np.ndarray], prefix: str, record: Mapping[str, Any], n_dims: int) -> Learnt | LearntLabels:
    """Return what a saved edit learnt."""
    kind = LearntLabels if "labelled" in record else Learnt
    return kind.from_arrays(arrays, prefix, record, dims=n_dims)
