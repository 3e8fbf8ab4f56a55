"""Ask a person about single opinions, and make edits of the answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from cxtext.errors import ConfigError, InputError
from cxtext.pipeline.edit import ThemeEdits
from cxtext.pipeline.suggest import find_little_named
from cxtext.pipeline.theme_facts import ThemeFacts
from cxtext.run import Analysis, ProgressCallback, RunLog
from cxtext.schema import Stage
from cxtext.themes import (
    LEAST_GAIN,
    UNLABELLED,
    Asked,
    Asking,
    Assigned,
    Confirm,
    Correction,
    Edit,
    Either,
    LearnLabels,
    Move,
    QuestionPool,
    ThemeSet,
    round_vectors,
    sample_texts,
    text_key,
)

#: Different texts that questions are chosen from at most; of a larger survey an even choice.
MOST_TEXTS = 4000
#: Themes that a question offers beside the one that the opinion has.
OFFERED = 5


class Verdict(StrEnum):
    """What a person may say of an opinion."""

    RIGHT = "right"
    THEME = "theme"
    NONE = "none"
    EITHER = "either"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Question:
    """One opinion, the theme that it has, and why it is asked about.

    Parameters
    ----------
    unit_id, text : str
    theme_id : str or None
    asked : Asked
    offered : tuple of str
        Other themes, the most probable first; five at most.
    """

    unit_id: str
    text: str
    theme_id: str | None
    asked: Asked
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of the opinion of a question: ``theme_ids`` has the theme, or both of two."""

    verdict: Verdict
    theme_ids: tuple[str, ...] = ()


@dataclass
class Review:
    """A session of questions about the opinions of a run.

    Parameters
    ----------
    edits : ThemeEdits
        The themes that are asked about, after the edits so far.
    pool : QuestionPool
    positions : ndarray of shape (n_pool,), int64
        The text of the run that each row of the pool is.

    Examples
    --------
    >>> review = Review.of(analysis)  # doctest: +SKIP
    >>> review.answer(review.ask(), Answer(Verdict.RIGHT))  # doctest: +SKIP
    >>> edited = review.to_edits().apply()  # doctest: +SKIP
    """

    edits: ThemeEdits
    pool: QuestionPool
    positions: np.ndarray
    answers: list[tuple[Question, Answer]] = field(default_factory=list)
    _asking: Asking | None = None

    @classmethod
    def of(cls, analysis: Analysis, *, by: str = "", progress: ProgressCallback | None = None) -> Review:
        """Begin a session; texts whose vectors the run does not keep are embedded.

        Parameters
        ----------
        analysis : Analysis
            With a theme model.
        by : str
            Who answers, for the log of edits.
        progress : callable, optional
            Called as ``progress(stage, done, total)`` while texts are embedded.

        Raises
        ------
        InputError
            When the run has no theme model, or too few themes.
        ModelError
            When the embedder is not the one that the run was made with.
        """
        edits = ThemeEdits(analysis, by=by)
        facts = ThemeFacts(edits)
        themes, unique = edits.themes, edits.unique
        if len(themes.theme_ids) < 2:
            raise InputError("this run has fewer than two themes: there is nothing to choose between.")
        positions = sample_texts(unique.texts, MOST_TEXTS)
        texts = [unique.texts[i] for i in positions.tolist()]
        if edits.texts.find_vectors() is None:
            with RunLog(progress).stage(Stage.EMBED, total=len(positions)) as advance:
                vectors = round_vectors(edits.embedder.encode(texts, progress=advance))
        else:
            vectors = edits.texts.embed(positions)
        theme = facts.labels.theme[positions]
        closed = [k for k, name in enumerate(themes.theme_ids) if not facts.is_open(themes.get(name))]
        placed = {label.key for label in edits.labels}
        pool = QuestionPool(
            correction=Correction.start(vectors, theme, len(themes.theme_ids)),
            embeddings=vectors,
            theme=theme,
            counts=unique.counts[positions],
            is_open=~np.isin(theme, closed),
            is_answered=np.array([text_key(text) in placed for text in texts], dtype=bool),
            is_either=_find_either(facts.labels)[positions],
            is_unnamed=find_little_named(facts)[positions],
        )
        return cls(edits, pool, positions)

    def ask(self) -> Question | None:
        """Return the next question, the same one until it is answered; None when there is none left."""
        if self._asking is None:
            self._asking = self.pool.ask()
        return None if self._asking is None else self._make_question(self._asking)

    def answer(self, question: Question, answer: Answer) -> None:
        """Note the answer to the question that :meth:`ask` returned.

        Raises
        ------
        ConfigError
            When it names a theme that is not there, or another number of themes than its verdict needs.
        """
        if self._asking is None or question != self._make_question(self._asking):
            raise ConfigError("this question is not the next one.\nAnswer the one that ask() returns.")
        needed = {Verdict.THEME: 1, Verdict.EITHER: 2}.get(answer.verdict, 0)
        ids = tuple(dict.fromkeys(self.edits.find(name) for name in answer.theme_ids))
        if len(ids) != needed:
            raise ConfigError(f"the answer {answer.verdict.value!r} names {needed} themes, not {len(ids)}.")
        self.pool.answer(self._asking, self._to_index(question, answer.verdict, ids))
        self.answers.append((question, Answer(answer.verdict, ids)))
        self._asking = None

    def undo(self) -> Question | None:
        """Take the last answer back; its question is the next one again. None where nothing was answered."""
        if not self.answers:
            return None
        question, _ = self.answers.pop()
        self._asking = self.pool.take_back()
        return question

    def expect_gain(self) -> float | None:
        """Return the share of the opinions that forty more answers would put right, as far as can be told; None before forty."""
        return self.pool.expect_gain()

    @property
    def is_enough(self) -> bool:
        """Whether forty more answers would put less than 2% of the opinions right."""
        gain = self.expect_gain()
        return gain is not None and gain < LEAST_GAIN

    def to_edits(self, *, learn: bool = True) -> ThemeEdits:
        """Return the edits with the answers: what was confirmed and corrected, and what that teaches of all other opinions.

        Parameters
        ----------
        learn : bool
            Whether opinions like those that were answered move, too.
        """
        edits = self.edits
        for edit in self._list_edits():
            edits = edits.add(edit)
        n_labels = sum(label.is_clear for label in edits.labels)
        has_labels = any(answer.verdict not in (Verdict.SKIP, Verdict.EITHER) for _, answer in self.answers)
        return edits.add(LearnLabels(n_labels)) if learn and has_labels else edits

    def carry_to(self, analysis: Analysis) -> tuple[Review, int]:
        """Return the answers as a session on the run as somebody else saved it meanwhile, and how many answers are left out.

        An answer is left out when its opinion or a theme of it is not there any more, or when it says that a theme is right that
        the opinion does not have any more. Of an opinion that both said something of, the later word counts, which is this one.

        Raises
        ------
        InputError
            When the run is of another fit, whose ids mean other themes.
        """
        edits, mine = ThemeEdits(analysis, by=self.edits.by), self.edits
        if edits.model.fit_fingerprint != mine.model.fit_fingerprint:
            raise InputError("the run was made again: its themes are others than those that the answers are about.")
        place = {text: i for i, text in enumerate(edits.unique.texts)}
        positions = np.array([place.get(mine.unique.texts[i], -1) for i in self.positions.tolist()], dtype=np.int64)
        ids, theme = [*edits.themes.theme_ids, None], edits.label().theme
        units = analysis.units.groupby("text")["unit_id"].min()
        answers = []
        for question, answer in self.answers:
            if question.text not in place:
                continue
            now = ids[theme[place[question.text]]]
            carried = _carry(question, answer, now, edits.themes)
            if carried is not None:
                answers.append((replace(carried[0], unit_id=units[question.text]), carried[1]))
        return replace(self, edits=edits, positions=positions, answers=answers), len(self.answers) - len(answers)

    def _list_edits(self) -> list[Edit]:
        """Return the answers as edits, those that say the same together."""
        random = {self.positions[i] for i in self.pool.find_random()} - {-1}  # those that the run has no more
        texts = self.edits.unique.texts
        keys_at_random = {text_key(texts[position]) for position in random}
        groups: dict[tuple[Verdict, tuple[str, ...], str | None, str], set[str]] = defaultdict(set)
        for question, answer in self.answers:
            if answer.verdict is not Verdict.SKIP:
                key = text_key(question.text)
                asked = Asked.RANDOM if key in keys_at_random else question.asked
                groups[(answer.verdict, answer.theme_ids, question.theme_id, asked.value)].add(key)
        return [
            *self._mark_random(keys_at_random),
            *(_make_edit(*group, tuple(sorted(keys))) for group, keys in sorted(groups.items(), key=lambda pair: repr(pair[0]))),
        ]

    def _mark_random(self, keys: set[str]) -> list[Edit]:
        """Return earlier answers that turn out to be part of the random sample, said once more as such."""
        groups: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
        for label in self.edits.labels:
            if label.key in keys and label.is_clear and label.asked not in ("", Asked.RANDOM):
                groups[(next(iter(label.theme_ids), None), label.was)].add(label.key)
        ordered = sorted(groups.items(), key=lambda pair: repr(pair[0]))
        return [Move(tuple(sorted(own)), theme, Asked.RANDOM.value, was) for (theme, was), own in ordered]

    def _make_question(self, asking: Asking) -> Question:
        """Return a question with ids in place of indices."""
        ids, units = self.edits.themes.theme_ids, self.edits.analysis.units
        own = int(self.pool.theme[asking.position])
        text = self.edits.unique.texts[int(self.positions[asking.position])]
        themes = self.edits.themes
        others = [ids[k] for k in asking.ranked if k != own and not themes.get(ids[k]).locked and themes.is_shown(ids[k])]
        unit_id = min(units.loc[units["text"] == text, "unit_id"])
        return Question(unit_id, text, ids[own] if own >= 0 else None, asking.asked, tuple(others[:OFFERED]))

    def _to_index(self, question: Question, verdict: Verdict, ids: tuple[str, ...]) -> int:
        """Return the index of the theme that an answer gives, -1 for none."""
        if verdict in (Verdict.SKIP, Verdict.EITHER):
            return UNLABELLED
        theme_id = question.theme_id if verdict is Verdict.RIGHT else next(iter(ids), None)
        return -1 if theme_id is None else self.edits.themes.theme_ids.index(theme_id)


def _find_either(labels: Assigned) -> np.ndarray:
    """Tell which texts have no theme because they could be of either of two."""
    if labels.either is None:
        return np.zeros(len(labels.theme), dtype=bool)
    return np.asarray((labels.either >= 0).all(axis=1))


def _carry(question: Question, answer: Answer, now: str | None, themes: ThemeSet) -> tuple[Question, Answer] | None:
    """Return a question and its answer as the themes are after edits of somebody else; None where it holds no longer.

    Parameters
    ----------
    question : Question
    answer : Answer
    now : str or None
        The theme that the opinion has now.
    themes : ThemeSet
        The themes now.
    """
    was = themes.trace(question.theme_id)
    ids = tuple(dict.fromkeys(themes.trace(name) for name in answer.theme_ids))
    named = tuple(name for name in ids if name is not None and not themes.get(name).locked)
    if len(named) != len(answer.theme_ids) or (answer.verdict is Verdict.RIGHT and was != now):
        return None
    return replace(question, theme_id=was), Answer(answer.verdict, named)


def _make_edit(verdict: Verdict, ids: tuple[str, ...], was: str | None, asked: str, keys: tuple[str, ...]) -> Edit:
    """Return the edit that some answers are."""
    if verdict is Verdict.EITHER:
        return Either(keys, ids, asked, was)
    to = next(iter(ids), None)
    if verdict is Verdict.RIGHT or to == was:
        return Confirm(keys, was, asked)
    return Move(keys, to, asked, was)
