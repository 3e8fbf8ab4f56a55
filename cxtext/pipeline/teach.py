"""Teach a theme of a saved run by examples, and make the run again with what it then takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.findings import outgoing
from cxtext.pipeline.edit import ThemeEdits
from cxtext.run import Analysis, ProgressCallback, RunLog
from cxtext.schema import Stage
from cxtext.themes import Learnt, Teach, centre_rows
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.themes import Assigned

#: Examples that a lesson should have: more than the 4, and fewer than the 20, measured in tests/bench/teaching.md, where 20 were
#: right more often (two sets, drawn from all texts: 48 and 81% of what came, against 40 and 69%).
ENOUGH_EXAMPLES = 10
#: Examples that the advice quotes at most.
EXAMPLES_QUOTED = 3
#: Themes that the note on a lesson names at most.
SOURCES_SHOWN = 5


@dataclass(frozen=True)
class Taught:
    """What teaching a theme gave: the run measured again, and a sentence on what moved."""

    analysis: Analysis
    message: str


def teach_theme(analysis: Analysis, theme: str, examples: Sequence[str], *, progress: ProgressCallback | None = None) -> Taught:
    """Return the analysis with one theme that also takes what is like the examples.

    All other themes keep their texts, except those that the theme takes; ids, labels, sentiment and settings stay. Everything
    that is counted or measured per theme is computed again.

    Parameters
    ----------
    analysis : Analysis
        A run that was made, or loaded.
    theme : str
        Id or label of one of its themes, not of a sub-theme.
    examples : sequence of str
        Opinions that belong to the theme, up to 100. Five help, twenty more.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Returns
    -------
    Taught

    Raises
    ------
    ConfigError
        When there is no such theme, or no example that says anything.
    InputError
        When the run lacks what is needed to measure again.
    ModelError
        When the embedder is not the one that the run was made with.
    """
    log, edits = RunLog(progress), ThemeEdits(analysis)
    theme_id, unique = edits.find(theme), edits.unique
    if edits.texts.find_vectors() is None:
        with log.stage(Stage.EMBED, total=len(unique.texts)) as advance:
            batch_size = analysis.manifest.recorded_config.embedding.batch_size
            edits = edits.with_vectors(edits.embedder.encode(unique.texts, batch_size=batch_size, progress=advance))
    taught = edits.teach(theme_id, examples)
    edit = taught.model.edits.entries[-1].edit
    assert isinstance(edit, Teach)
    lesson = _Lesson(theme_id, list(edit.examples), taught, edits.label(), taught.label())
    message = _describe_moves(lesson, analysis.themes)
    if not lesson.arrivals.any():
        message += f". {_advise(lesson)}"
    return Taught(taught.apply(progress=progress), message)


@dataclass(frozen=True)
class _Lesson:
    """A theme, the examples it was taught with, and which theme each text of the survey had before and has now."""

    theme_id: str
    examples: list[str]
    edits: ThemeEdits
    before: Assigned
    after: Assigned

    @property
    def theme_ids(self) -> list[str]:
        """The themes, in the order of the indices."""
        return self.edits.themes.theme_ids

    @property
    def own(self) -> int:
        """Index of the theme."""
        return self.theme_ids.index(self.theme_id)

    @property
    def learnt(self) -> Learnt:
        """What was learnt of the examples."""
        curation = self.edits.model.curation
        assert curation is not None
        learnt = curation.learnt[curation.log.entries[-1].number]
        assert isinstance(learnt, Learnt)
        return learnt

    @property
    def arrivals(self) -> np.ndarray:
        """Which texts came to the theme."""
        return np.asarray((self.after.theme == self.own) & (self.before.theme != self.own))


def _describe_moves(lesson: _Lesson, themes: pd.DataFrame) -> str:
    """Say how many units came to the theme, and from where."""
    moved = lesson.arrivals
    sources = Counter[int]()
    for theme, count in zip(lesson.before.theme[moved].tolist(), lesson.edits.unique.counts[moved].tolist(), strict=True):
        sources[theme] += count
    names = [*lesson.theme_ids, "no theme"]
    label = themes.set_index("theme_id").loc[lesson.theme_id, "label"]
    ordered = sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"{count:,} from {names[theme]}" for theme, count in ordered[:SOURCES_SHOWN])
    more = ", ..." if len(ordered) > SOURCES_SHOWN else ""
    taught = f"{lesson.theme_id} ({one_line(label, 60)!r}) was taught with {plural(len(lesson.examples), 'example')}"
    return f"{taught}: {plural(sources.total(), 'opinion unit')} came to it" + (f" ({shown}{more})" if shown else "")


def _advise(lesson: _Lesson) -> str:
    """Explain why teaching changed nothing and what to try.

    Returns
    -------
    str
        How many texts like the examples the theme has already, what is nearest to the examples that lie apart, what to give.
    """
    learnt, own, now = lesson.learnt, lesson.own, lesson.after.theme
    texts, mean = lesson.edits.texts, lesson.learnt.taught.mean
    survey = texts.embed(np.arange(len(now)))
    n_before = int(((learnt.take(survey)[0] == own) & (now == own)).sum())
    if n_before == len(survey):
        return "It has everything already."
    parts = []
    if n_before:
        parts.append(f"{plural(n_before, 'text')} like the examples {'was' if n_before == 1 else 'were'} in it before")
    rows = np.asarray(lesson.edits.embedder.encode(lesson.examples), dtype=np.float32)
    cosines = centre_rows(rows, mean) @ centre_rows(survey, mean).T
    nearest = np.argmax(np.round(cosines, 6), axis=1)
    apart = [i for i in range(len(lesson.examples)) if now[nearest[i]] != own]
    if apart:
        pairs = zip(apart, nearest[apart].tolist(), strict=True)
        quoted = [_describe_nearest(lesson, i, j, float(cosines[i, j])) for i, j in pairs]
        more = f"; and {len(apart) - EXAMPLES_QUOTED} more" if len(apart) > EXAMPLES_QUOTED else ""
        parts.append(f"too far from it: {'; '.join(quoted[:EXAMPLES_QUOTED])}{more}")
    if len(lesson.edits.themes.lessons[lesson.theme_id]) >= ENOUGH_EXAMPLES:
        wanted = "examples that are more alike"
    else:
        wanted = f"{ENOUGH_EXAMPLES} to {2 * ENOUGH_EXAMPLES} examples of one subject"
    parts.append(f"give {wanted}, word for word as the survey has them")
    return ". ".join(part[:1].upper() + part[1:] for part in parts) + "."


def _describe_nearest(lesson: _Lesson, example: int, text: int, cosine: float) -> str:
    """Name the text that is nearest to an example that lies apart."""
    theme = int(lesson.after.theme[text])
    where = lesson.theme_ids[theme] if theme >= 0 else "no theme"
    words = outgoing(lesson.edits.analysis)
    quote, nearest = (one_line(words.text(one), 60) for one in (lesson.examples[example], lesson.edits.unique.texts[text]))
    return f"{quote!r}, to which {nearest!r} of {where} is nearest (cosine {cosine:.2f})"
