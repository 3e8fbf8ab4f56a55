"""Teach a theme of a saved run by examples, and make the run again with what it then takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.embed import load_embedder
from cxtext.errors import ConfigError, ModelError
from cxtext.language import Language, load_language
from cxtext.pipeline.revise import remeasure
from cxtext.pipeline.units import UniqueTexts, unique_texts
from cxtext.run import Analysis, ProgressCallback, RunLog, find_theme
from cxtext.schema import Code, Level, Stage
from cxtext.settings import Config
from cxtext.text import clean_texts
from cxtext.themes import MOST_EXAMPLES, centre_rows
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder
    from cxtext.themes import Assigned, Theme, ThemeModel

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
    log = RunLog(progress)
    config = analysis.manifest.recorded_config
    model = analysis.require_model()
    theme_id = _find_theme(analysis.themes, theme)
    language = load_language(config.text.language)
    examples = _clean_examples(examples, language, len(model.lessons.get(theme_id, [])))
    unique = unique_texts(analysis.units)
    with log.stage(Stage.EMBED, total=len(unique.texts)) as advance:
        embedder = _load_same_embedder(config, model)
        vectors = embedder.encode(unique.texts, batch_size=config.embedding.batch_size, progress=advance)
    with log.stage(Stage.THEMES):
        before = model.assign(vectors, unique.texts)
        model = model.teach(theme_id, examples, vectors, embedder.encode, language)
        after = model.assign(vectors, unique.texts)
        model = replace(model, items=_keep_own_exemplars(model, unique, after))
        lesson = _Lesson(theme_id, examples, model, unique, before, after)
        message = _describe_moves(lesson, analysis.themes)
        if not lesson.arrivals.any():
            message += f". {_advise(lesson, embedder.encode(examples), vectors)}"
        log.warn(Code.TAUGHT, message, level=Level.INFO)
    return Taught(remeasure(analysis, model, unique, after, log), message)


@dataclass(frozen=True)
class _Lesson:
    """A theme, the examples it was taught with, and which theme each text of the survey had before and has now."""

    theme_id: str
    examples: list[str]
    model: ThemeModel
    unique: UniqueTexts
    before: Assigned
    after: Assigned

    @property
    def own(self) -> int:
        """Index of the theme."""
        return self.model.theme_ids.index(self.theme_id)

    @property
    def arrivals(self) -> np.ndarray:
        """Which texts came to the theme."""
        return np.asarray((self.after.theme == self.own) & (self.before.theme != self.own))


def _find_theme(themes: pd.DataFrame, wanted: str) -> str:
    """Return the id of the theme that is meant; a sub-theme cannot be taught."""
    is_part = themes["parent_id"].notna()
    return find_theme(themes[~is_part], wanted, parts=themes[is_part])


def _clean_examples(examples: Sequence[str], language: Language, n_before: int) -> list[str]:
    """Return the examples, cleaned as units are, each once."""
    cleaned = clean_texts(list(examples), language=language)
    texts = list(dict.fromkeys(one_line(c.text, 1000) for c in cleaned if c.text.strip()))
    if not texts:
        raise ConfigError("no example says anything.\nGive opinions that belong to the theme, one per line.")
    if len(texts) + n_before > MOST_EXAMPLES:
        raise ConfigError(f"{len(texts) + n_before} examples are more than the {MOST_EXAMPLES} that a theme can be taught with.")
    return texts


def _load_same_embedder(config: Config, model: ThemeModel) -> Embedder:
    """Return the embedder of the run."""
    embedder = load_embedder(config.embedding, jobs=config.jobs)
    if embedder.fingerprint != model.embedder_fingerprint:
        raise ModelError(
            f"embedder {embedder.name!r} is not the one that the run was made with (another fingerprint).\n"
            "Analyse again with the embedder of today, then teach."
        )
    return embedder


def _keep_own_exemplars(model: ThemeModel, unique: UniqueTexts, after: Assigned) -> tuple[Theme, ...]:
    """Return the themes with the typical texts that are still theirs; a theme that lost all of them shows its strongest text."""
    place = {text: i for i, text in enumerate(unique.texts)}
    index = {theme_id: k for ids in (model.theme_ids, model.subtheme_ids) for k, theme_id in enumerate(ids)}
    items = []
    for item in model.items:
        labels, own = after.theme if item.parent_id is None else after.subtheme, index[item.theme_id]
        exemplars = tuple(text for text in item.exemplar_texts if labels[place[text]] == own)
        members = np.flatnonzero(labels == own)
        if not exemplars and len(members):
            strongest = members[np.lexsort((members, -after.strength[members]))[0]]
            exemplars = (unique.texts[int(strongest)],)
        items.append(replace(item, exemplar_texts=exemplars))
    return tuple(items)


def _describe_moves(lesson: _Lesson, themes: pd.DataFrame) -> str:
    """Say how many units came to the theme, and from where."""
    moved = lesson.arrivals
    sources = Counter[int]()
    for theme, count in zip(lesson.before.theme[moved].tolist(), lesson.unique.counts[moved].tolist(), strict=True):
        sources[theme] += count
    names = [*lesson.model.theme_ids, "no theme"]
    label = themes.set_index("theme_id").loc[lesson.theme_id, "label"]
    ordered = sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"{count:,} from {names[theme]}" for theme, count in ordered[:SOURCES_SHOWN])
    more = ", ..." if len(ordered) > SOURCES_SHOWN else ""
    taught = f"{lesson.theme_id} ({one_line(label, 60)!r}) was taught with {plural(len(lesson.examples), 'example')}"
    return f"{taught}: {plural(sources.total(), 'opinion unit')} came to it" + (f" ({shown}{more})" if shown else "")


def _advise(lesson: _Lesson, rows: np.ndarray, survey: np.ndarray) -> str:
    """Explain why teaching changed nothing and what to try.

    Parameters
    ----------
    lesson : _Lesson
    rows : ndarray of shape (n_examples, n_dims), float32, rows of unit length
        Vectors of the examples.
    survey : ndarray of shape (n_texts, n_dims), float32, rows of unit length
        Vectors of the texts of the survey.

    Returns
    -------
    str
        How many texts like the examples the theme has already, what is nearest to the examples that lie apart, what to give.
    """
    model, own, now = lesson.model, lesson.own, lesson.after.theme
    if model.taught is None or model.lesson_assigner is None:
        return ""
    n_before = int(((model.lesson_assigner.assign(model.taught, survey)[0] == own) & (now == own)).sum())
    if n_before == len(survey):
        return "It has everything already."
    parts = []
    if n_before:
        parts.append(f"{plural(n_before, 'text')} like the examples {'was' if n_before == 1 else 'were'} in it before")
    cosines = centre_rows(rows, model.taught.mean) @ centre_rows(survey, model.taught.mean).T
    nearest = np.argmax(np.round(cosines, 6), axis=1)
    apart = [i for i in range(len(lesson.examples)) if now[nearest[i]] != own]
    if apart:
        pairs = zip(apart, nearest[apart].tolist(), strict=True)
        quoted = [_describe_nearest(lesson, i, j, float(cosines[i, j])) for i, j in pairs]
        more = f"; and {len(apart) - EXAMPLES_QUOTED} more" if len(apart) > EXAMPLES_QUOTED else ""
        parts.append(f"too far from it: {'; '.join(quoted[:EXAMPLES_QUOTED])}{more}")
    if len(model.lessons[lesson.theme_id]) >= ENOUGH_EXAMPLES:
        wanted = "examples that are more alike"
    else:
        wanted = f"{ENOUGH_EXAMPLES} to {2 * ENOUGH_EXAMPLES} examples of one subject"
    parts.append(f"give {wanted}, word for word as the survey has them")
    return ". ".join(part[:1].upper() + part[1:] for part in parts) + "."


def _describe_nearest(lesson: _Lesson, example: int, text: int, cosine: float) -> str:
    """Name the text that is nearest to an example that lies apart."""
    theme = int(lesson.after.theme[text])
    where = lesson.model.theme_ids[theme] if theme >= 0 else "no theme"
    quote, nearest = one_line(lesson.examples[example], 60), one_line(lesson.unique.texts[text], 60)
    return f"{quote!r}, to which {nearest!r} of {where} is nearest (cosine {cosine:.2f})"
