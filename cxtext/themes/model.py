"""The themes of one corpus as a model: fit, assign, save, load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import ConfigError
from cxtext.themes import storage
from cxtext.themes.asides import NO_ASIDE, Asides
from cxtext.themes.assignment import Assigned, FitData, Fitted, TextMemory, ThemeAssigner, fit_assigner, fit_subthemes
from cxtext.themes.build import add_asides, build_items, name_parents
from cxtext.themes.catalogue import TopicMatcher
from cxtext.themes.codebook import Codebook, CodebookAssigner, Keywords, LessonAssigner, describe_given
from cxtext.themes.corpus import Corpus
from cxtext.themes.curation import Curation, Edit, EditLog, Learnt, Teach, Texts, ThemeSet, refresh_items
from cxtext.themes.discovery import LEFT_OUT, add_context, discover_themes
from cxtext.themes.naming import Describer, Proposer, Words, judge_themes
from cxtext.themes.sampling import sample_texts
from cxtext.themes.subjects import join_subjects
from cxtext.themes.theme import ResolutionRow, Theme
from cxtext.themes.threads import single_threaded_blas
from cxtext.themes.vectors import mean_row, unit_rows

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.settings import ThemesConfig
    from cxtext.themes.naming import Tone


@dataclass(frozen=True)
class ThemeModel:
    """Themes with their names, and the function that labels any text with them.

    Parameters
    ----------
    items : tuple of Theme
        The themes of a codebook, in its order, the discovered ones by number of responses, then sub-themes.
    assigner : ThemeAssigner
        Its indices of themes and sub-themes count the discovered themes, and the sub-themes, of ``items``.
    memory : TextMemory
        The texts that the themes were found among, and their tree.
    embedder_fingerprint : str
        The embedder whose vectors it was fitted on.
    settings : dict
        The theme settings and the seed.
    curve : list of ResolutionRow
        Rows of table ``resolutions``.
    parser : str
        spaCy package that parsed the texts for phrases, ``"none"`` without one.
    codebook : CodebookAssigner, optional
        Takes the texts of the themes of a codebook before any other theme may have them.
    keywords : Keywords, optional
        Keywords and names of the themes of a codebook.
    answers : dict of str to str
        Replies of a namer, by a hash of the request.
    curation : Curation, optional
        The themes as the fit made them, and the edits that led from them to ``items``; None where nobody edited them.
    asides : Asides, optional
        Which texts are no feedback: no other theme may have them but one of a codebook that has a word of them, or one that was
        taught. Its rows are the last themes. Models of an early release have none.
    redrawn : ndarray of shape (n_memory_texts, n_refits), int32, optional
        Theme of each text of the memory as refits draw the themes, see :class:`~cxtext.themes.Assigned`; None in models of an
        earlier release.
    """

    items: tuple[Theme, ...]
    assigner: ThemeAssigner
    memory: TextMemory
    embedder_fingerprint: str
    settings: dict[str, Any] = field(default_factory=dict)
    curve: list[ResolutionRow] = field(default_factory=list)
    parser: str = "none"
    codebook: CodebookAssigner | None = None
    keywords: Keywords | None = None
    answers: dict[str, str] = field(default_factory=dict)
    curation: Curation | None = None
    asides: Asides | None = None
    redrawn: np.ndarray | None = None

    @property
    def theme_ids(self) -> list[str]:
        """Ids of the themes, in the order of the indices that :meth:`assign` returns."""
        return [t.theme_id for t in self.items if t.parent_id is None]

    @property
    def subtheme_ids(self) -> list[str]:
        """Ids of the sub-themes, in the order of the assigner's indices."""
        return [t.theme_id for t in self.items if t.parent_id is not None]

    @property
    def fitted(self) -> tuple[Theme, ...]:
        """The themes as the fit made them."""
        return self.items if self.curation is None else self.curation.fitted

    @property
    def edits(self) -> EditLog:
        """Every edit that people made of the themes."""
        return EditLog() if self.curation is None else self.curation.log

    @property
    def lessons(self) -> dict[str, list[str]]:
        """Examples that a theme was taught with, by its id."""
        return {} if self.curation is None else {name: list(texts) for name, texts in self.curation.themes.lessons.items()}

    @property
    def fingerprint(self) -> str:
        """Sha256 of everything that decides which theme a text gets, as 64 hexadecimal digits.

        That is the embedder, the ids of the themes, every array and keyword that :meth:`assign` reads, and the edits that move
        texts.
        Labels, descriptions, counts and settings are left out: renaming a theme does not move a text.
        """
        arrays = self._to_arrays()
        edits = [] if self.curation is None else self.curation.moving_lines
        ids = [item.theme_id for item in self.fitted]
        words = self.keywords.to_record() if self.keywords is not None else None
        record = [self.embedder_fingerprint, ids, edits, words, self._record_asides()]
        digest = hashlib.sha256(json.dumps(record, ensure_ascii=True).encode("ascii"))
        for name in sorted(arrays):
            array = np.ascontiguousarray(arrays[name])
            digest.update(f"\n{name} {array.dtype.str} {array.shape}\n".encode("ascii"))
            digest.update(array.tobytes())
        return digest.hexdigest()

    @property
    def fit_fingerprint(self) -> str:
        """The fingerprint before all edits: it says which fit the ids of the themes are of."""
        return replace(self, items=self.fitted, curation=None).fingerprint

    @property
    def themes(self) -> pd.DataFrame:
        """Table ``themes`` with the fit's numbers; ``exemplar_texts`` instead of unit ids."""
        import pandas as pd

        names = [name for name in Theme.__dataclass_fields__]
        return pd.DataFrame({name: [getattr(t, name) for t in self.items] for name in names}, columns=names)

    @property
    def resolutions(self) -> pd.DataFrame:
        """Table ``resolutions``: what was tried, how stable it was, and what was used."""
        import pandas as pd

        columns = ["level", "parent_id", "height", "n_themes", "stability", "coverage", "chosen", "reason"]
        return pd.DataFrame(self.curve, columns=columns)

    @classmethod
    def fit_assign(
        cls,
        corpus: Corpus,
        *,
        settings: ThemesConfig,
        random_state: int = 0,
        codebook: Codebook | None = None,
        namer: Proposer | None = None,
        tone: Tone | None = None,
        jobs: int = 0,
    ) -> tuple[ThemeModel, Assigned]:
        """Discover the themes of a corpus, name them, and learn to assign texts to them.

        Parameters
        ----------
        corpus : Corpus
        settings : ThemesConfig
        random_state : int
        codebook : Codebook, optional
            Its themes take their texts first; only the other texts are grouped.
        namer : Proposer, optional
            Proposes labels for discovered themes, not for sub-themes.
        tone : Tone, optional
            Polarity of the texts: a label must not be more extreme than its theme, and themes are to differ by subject.
        jobs : int
            Threads; 0 is one per core.

        Returns
        -------
        model : ThemeModel
            Without any theme when no texts form a group.
        assigned : Assigned
            The same as ``model.assign(corpus.vectors, corpus.texts)``.
        """
        hits = None if codebook is None else _find_keywords(corpus, codebook)
        asides, rows = Asides.fit(corpus, settings.min_responses, hits)
        feedback = np.flatnonzero(rows == NO_ASIDE)
        if tone is not None:
            tone = replace(tone, of_texts=tone.of_texts[feedback])
        fit = partial(cls._fit_feedback, settings=settings, random_state=random_state, codebook=codebook, namer=namer, jobs=jobs)
        model, own = fit(corpus.take(feedback), None if hits is None else hits[feedback], tone=tone)
        n_themes = len(model.theme_ids)
        model = replace(model, items=add_asides(model.items, asides, corpus, rows), asides=asides)
        assigned = asides.set_apart(own.spread(feedback, len(rows)), rows, n_themes)
        return model._remember_redraws(corpus.texts, assigned), assigned

    def _remember_redraws(self, texts: Sequence[str], assigned: Assigned) -> ThemeModel:
        """Return the model with the themes that refits gave to the texts of its memory."""
        if assigned.redrawn is None:
            return self
        leaf = self.memory.find_leaves(texts)
        redrawn = np.full((len(self.memory.keys), assigned.redrawn.shape[1]), LEFT_OUT, dtype=np.int32)
        redrawn[leaf[leaf >= 0]] = assigned.redrawn[leaf >= 0]
        return replace(self, redrawn=redrawn)

    def recall_redraws(self, texts: Sequence[str], assigned: Assigned) -> Assigned:
        """Return what :meth:`assign_fitted` gives for the texts of the fit, with the themes that refits gave them."""
        if self.redrawn is None:
            return assigned
        redrawn = np.vstack([self.redrawn, np.full((1, self.redrawn.shape[1]), LEFT_OUT)]).astype(np.int64)
        redrawn = redrawn[self.memory.find_leaves(texts)]
        n_given = 0 if self.codebook is None else self.codebook.n_themes
        n_asides = 0 if self.asides is None else len(self.asides.keys)
        n_themes = sum(item.parent_id is None for item in self.fitted)
        is_fixed = ((assigned.theme >= 0) & (assigned.theme < n_given)) | (assigned.theme >= n_themes - n_asides)
        return replace(assigned, redrawn=np.where(is_fixed[:, None], assigned.theme[:, None], redrawn))

    @classmethod
    def _fit_feedback(
        cls,
        corpus: Corpus,
        hits: np.ndarray | None,
        *,
        settings: ThemesConfig,
        random_state: int,
        codebook: Codebook | None,
        namer: Proposer | None,
        tone: Tone | None,
        jobs: int,
    ) -> tuple[ThemeModel, Assigned]:
        """Do what :meth:`fit_assign` does for texts that are all feedback, of which the words of the codebook are known."""
        with single_threaded_blas():
            least = {"min_responses": settings.min_responses}
            given = None if codebook is None or hits is None else _GivenThemes.fit(corpus, codebook, hits, settings.max_fit_units)
            describer, matcher = _make_describer(corpus, namer, tone), TopicMatcher.of(corpus)
            data = _discover(corpus, given, settings, tone, describer, matcher, random_state=random_state, threads=jobs)
            fitted = fit_assigner(data, **least)
            assigned = fitted.assigned if given is None else given.assign(corpus, fitted)
            topics = [matcher.match(assigned.theme, fitted.assigner.n_themes + (0 if codebook is None else len(codebook.themes)))]
            if codebook is None:
                top = describer.describe(assigned.theme, topics=topics[0], propose_from=0)
            else:
                top = describe_given(describer, assigned.theme, codebook, topics[0])
            fitted = fit_subthemes(fitted, data, **least)
            assigned = fitted.assigned if given is None else given.add_subthemes(assigned, corpus, fitted)
            topics.append(matcher.match(assigned.subtheme, fitted.assigner.n_subthemes))
            levels = [top, describer.describe(assigned.subtheme, topics=topics[1])]
        kinds = judge_themes(corpus.texts, corpus.counts, (assigned.theme, assigned.subtheme), corpus.words)
        items = build_items(corpus, describer.rows, assigned, fitted, levels, kinds, topics, codebook)
        model = cls(
            items,
            fitted.assigner,
            fitted.memory,
            corpus.embedder_fingerprint,
            settings={**settings.model_dump(), "random_state": random_state},
            curve=name_parents(fitted.curve, items),
            parser=corpus.parser,
            codebook=None if given is None else given.assigner,
            keywords=None if given is None else given.keywords,
        )
        return model, replace(assigned, redrawn=_redraw(assigned.theme, data, given))

    def assign(self, embeddings: np.ndarray, texts: Sequence[str]) -> Assigned:
        """Assign each row: asides first, then themes of a codebook, then others; edits then move what they are about.

        Parameters
        ----------
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        texts : sequence of str
            The texts that were embedded, one per row: a text that the themes were found among keeps its theme, themes of a
            codebook have keywords, and edits may name a text.

        Returns
        -------
        Assigned
            Indices of :attr:`theme_ids` and :attr:`subtheme_ids`.
        """
        assigned = self.assign_fitted(embeddings, texts)
        if self.curation is None:
            return assigned
        return self.curation.label(assigned, Texts(texts, vectors=embeddings, language=self.curation.get_language()))

    def assign_fitted(self, embeddings: np.ndarray, texts: Sequence[str]) -> Assigned:
        """Assign each row to the themes as the fit made them, before any edit: indices of the themes in :attr:`fitted`."""
        if len(texts) != len(embeddings):
            raise ConfigError(f"{len(embeddings):,} vectors but {len(texts):,} texts: give the text of each row.")
        keyword_hits = None if self.keywords is None else self.keywords.find(texts)
        with single_threaded_blas():
            assigned = self.assigner.assign(embeddings, self.memory.recall(texts))
            if self.codebook is not None:
                assigned = self.codebook.merge_codebook(*self.codebook.assign(embeddings, keyword_hits), assigned)
            if self.asides is not None:
                n_themes = sum(item.parent_id is None for item in self.fitted) - len(self.asides.keys)
                assigned = self.asides.set_apart(assigned, self.asides.find(texts, keyword_hits), n_themes)
            return assigned

    def edit(self, edit: Edit, assigned: Assigned, texts: Texts, *, at: str = "", by: str = "") -> ThemeModel:
        """Return the model with one more edit in its log; :meth:`refresh` then brings its themes up to date.

        Parameters
        ----------
        edit : Edit
        assigned : Assigned
            What :meth:`assign_fitted` gives for the texts.
        texts : Texts
            Those of the fit, in canonical order.
        at, by : str
            When and who, for the log.

        Raises
        ------
        ConfigError
            When the edit cannot be made.
        """
        language = texts.language.code if texts.language is not None else "en"
        curation = self.curation or Curation(self.items, language=language)
        return replace(self, curation=curation.add(edit, assigned, texts, at=at, by=by))

    def with_edits(self, log: EditLog) -> ThemeModel:
        """Return the model with a longer log, of which an undo or a redo is the end."""
        return self if self.curation is None else replace(self, curation=replace(self.curation, log=log))

    def refresh(self, assigned: Assigned, texts: Texts, words: Words, counts: np.ndarray) -> tuple[ThemeModel, Assigned]:
        """Return the model with its themes as the edits leave them, and the themes of the texts.

        Parameters
        ----------
        assigned : Assigned
            What :meth:`assign_fitted` gives for the texts.
        texts : Texts
            Those of the fit.
        words : Words
            Of the texts.
        counts : ndarray of shape (n_texts,), int
            Units that have each text.
        """
        if self.curation is None:
            return self, assigned
        edited = self.curation.label(assigned, texts)
        before = (ThemeSet.of(self.fitted), assigned)
        items = refresh_items(self.curation.themes, edited, before, words, list(texts.texts), counts)
        return replace(self, items=items), edited

    def find_nearest(self, theme_id: str, n: int = 3) -> list[tuple[str, float]]:
        """Return the themes whose centres are nearest to that of one theme, with the cosine; nearest first.

        None for asides and for themes that an edit made. A theme that was merged or split is where the fit put it.
        """
        fitted = [item.theme_id for item in self.fitted if item.parent_id is None]
        centres = {name: row for name, row in self.list_centres().items() if name in fitted}
        if theme_id not in centres:
            return []
        ids = list(centres)
        own = ids.index(theme_id)
        rows = np.array(list(centres.values()))
        cosines = np.round(rows @ rows[own], 6)
        order = [i for i in np.lexsort((np.arange(len(rows)), -cosines)).tolist() if i != own and ids[i] in self.theme_ids]
        return [(ids[i], float(cosines[i])) for i in order[:n]]

    def list_centres(self) -> dict[str, np.ndarray]:
        """Return the centre of each theme and sub-theme as the fit put it, of unit length; asides have none."""
        first = [] if self.codebook is None else list(self.codebook.weights)
        tops = [item.theme_id for item in self.fitted if item.parent_id is None]
        parts = [item.theme_id for item in self.fitted if item.parent_id is not None]
        rows = [*first, *self.assigner.centres], [*self.assigner.sub_centres]
        named = [*zip(tops, rows[0], strict=False), *zip(parts, rows[1], strict=True)]
        return {name: unit_rows(np.asarray(row, dtype=np.float64)[None])[0] for name, row in named}

    def save(self, folder: str | Path) -> None:
        """Write the model to a folder: ``model.json`` and ``arrays.safetensors``."""
        rest = {name: getattr(self, name) for name in storage.REST}
        rest["asides"] = self._record_asides()
        rest["spelling"] = self.keywords.to_record() if self.keywords is not None else {}
        if self.curation is not None:
            rest["curation"] = {**self.curation.to_record(), "fitted": [asdict(item) for item in self.fitted]}
        items = [asdict(item) for item in self.items]
        edits = self.edits.to_text()
        arrays = self._to_arrays() | ({} if self.redrawn is None else {"redrawn": self.redrawn})
        storage.write(Path(folder), storage.Parts(items, arrays, rest, self.answers, edits))

    def _record_asides(self) -> dict[str, Any]:
        """Return the asides as they are saved; empty where there are none."""
        return {} if self.asides is None else self.asides.to_record()

    def _to_arrays(self) -> dict[str, np.ndarray]:
        """Return every array of the model by name."""
        arrays = self.assigner.to_arrays() | self.memory.to_arrays("memory")
        arrays |= {} if self.codebook is None else self.codebook.to_arrays("given")
        return arrays | ({} if self.curation is None else self.curation.to_arrays())

    @classmethod
    def load(cls, folder: str | Path) -> ThemeModel:
        """Read a model that :meth:`save` wrote.

        Raises
        ------
        ModelNotFoundError
            When the folder holds no model.
        ModelFormatError
            When it is damaged or of another format version.
        """
        parts = storage.read(Path(folder))
        assigner = ThemeAssigner.from_arrays(parts.arrays)
        try:
            items = tuple(Theme.from_record(item) for item in parts.items)
            curation = _read_curation(parts, items, len(assigner.mean))
        except (KeyError, TypeError, ValueError) as error:
            raise storage.damaged(Path(folder) / storage.TEXT_FILE, f"themes: {storage.explain(error)}") from None
        lengths = {"dims": len(assigner.mean)}
        codebook = CodebookAssigner.from_arrays_if_any(parts.arrays, "given", **lengths)
        n_given = codebook.n_themes if codebook is not None else 0
        keywords = Keywords.from_record(parts.rest.pop("spelling"), n_given)
        asides = Asides.from_record(parts.rest.pop("asides"))
        model = cls(
            items,
            assigner,
            TextMemory.from_arrays(parts.arrays, "memory"),
            **parts.rest,
            codebook=codebook,
            keywords=keywords,
            asides=asides,
            answers=parts.answers,
            curation=curation,
            redrawn=parts.arrays.get("redrawn"),
        )
        n_parts = sum(item.parent_id is not None for item in model.fitted)
        records = (len(model.fitted) - n_parts, n_parts)
        n_themes = n_given + assigner.n_themes + (0 if asides is None else len(asides.keys))
        storage.check_counts(Path(folder), records, (n_themes, assigner.n_subthemes))
        if model.redrawn is not None and (model.redrawn.ndim != 2 or len(model.redrawn) != len(model.memory.keys)):
            raise storage.damaged(Path(folder) / storage.ARRAY_FILE, f"array 'redrawn' has shape {model.redrawn.shape}")
        return model


def _read_curation(parts: storage.Parts, items: tuple[Theme, ...], n_dims: int) -> Curation | None:
    """Return the edits of a saved model; lessons of an early release, which had no other edits, as edits."""
    record, lessons = parts.rest.pop("curation"), parts.rest.pop("lessons")
    if record:
        fitted = tuple(Theme.from_record(item) for item in record["fitted"])
        log = EditLog.from_text(parts.edits, storage.EDIT_FILE)
        return Curation.from_record(record, fitted, log, parts.arrays, n_dims)
    if not lessons:
        return None
    limits = LessonAssigner.from_arrays(parts.arrays, "reach", dims=n_dims)
    log = EditLog()
    for theme_id, texts in sorted(lessons.items()):
        log = log.add(Teach(theme_id, tuple(texts)))
    tops = tuple(item.theme_id for item in items if item.parent_id is None)
    learnt = Learnt(tops, frozenset(lessons), CodebookAssigner.from_arrays(parts.arrays, "taught", dims=n_dims), limits)
    return Curation(items, log, {entry.number: learnt for entry in log.entries})


@dataclass(frozen=True)
class _GivenThemes:
    """The themes of a codebook, and which texts of a corpus they take.

    Parameters
    ----------
    assigner : CodebookAssigner
    keywords : Keywords
    theme : ndarray of shape (n_texts,), int64
        Theme of each text, -1 for none of the codebook.
    strength : ndarray of shape (n_texts,), float64
    """

    assigner: CodebookAssigner
    keywords: Keywords
    theme: np.ndarray
    strength: np.ndarray

    @classmethod
    def fit(cls, corpus: Corpus, codebook: Codebook, hits: np.ndarray, max_fit_units: int) -> _GivenThemes:
        """Learn the themes of a codebook on a corpus; raise ConfigError when the corpus cannot embed phrases."""
        if corpus.encode is None:
            raise ConfigError("a codebook needs an embedder for its phrases: give the corpus encode.")
        language = None if corpus.words is None else corpus.words.language
        keywords = Keywords.of(codebook, language)
        sample = sample_texts(corpus.texts, max_fit_units)
        assigner = CodebookAssigner.fit(corpus.vectors[sample], codebook, corpus.encode, hits[sample], language=language)
        return cls(assigner, keywords, *assigner.assign(corpus.vectors, hits))

    def assign(self, corpus: Corpus, discovered: Fitted) -> Assigned:
        """Return the themes of the texts: those of the codebook first, then the discovered ones."""
        others = discovered.assigner.assign(corpus.vectors, discovered.memory.recall(corpus.texts))
        return self.assigner.merge_codebook(self.theme, self.strength, others)

    def add_subthemes(self, assigned: Assigned, corpus: Corpus, discovered: Fitted) -> Assigned:
        """Return what :meth:`assign` returned, with the sub-themes of the discovered themes."""
        theme = assigned.theme - self.assigner.n_themes
        _, remembered = discovered.memory.recall(corpus.texts)
        remembered = np.where(theme >= 0, remembered, -1)
        subtheme = discovered.assigner.assign_subthemes(corpus.vectors, theme, remembered)
        return replace(assigned, subtheme=subtheme)


def _find_keywords(corpus: Corpus, codebook: Codebook) -> np.ndarray:
    """Return which words of the themes of a codebook each text has; shape (n_texts, n_themes), int8."""
    language = None if corpus.words is None else corpus.words.language
    return Keywords.of(codebook, language).find(corpus.words or corpus.texts)


def _discover(
    corpus: Corpus,
    given: _GivenThemes | None,
    settings: ThemesConfig,
    tone: Tone | None,
    describer: Describer,
    matcher: TopicMatcher,
    *,
    random_state: int,
    threads: int,
) -> FitData:
    """Discover themes among the texts that no theme of a codebook takes."""
    free = np.arange(len(corpus.texts)) if given is None else np.flatnonzero(given.theme < 0)
    rows, responses = corpus.vectors[free], corpus.responses[free]
    texts = [corpus.texts[i] for i in free.tolist()]
    sample = sample_texts(texts, settings.max_fit_units)
    subjects = corpus.vectors if tone is None else tone.damp(corpus.vectors, mean_row(corpus.vectors))
    discovery = discover_themes(
        rows[sample],
        texts=[texts[i] for i in sample.tolist()],
        context=add_context(subjects, corpus.responses)[free[sample]],
        responses=responses[sample],
        settings=settings,
        random_state=random_state,
        threads=threads,
    )
    if tone is not None and settings.n_themes is None:
        discovery = join_subjects(discovery, corpus, free[sample], tone, describer, matcher)
    return FitData(texts, rows, responses, sample, discovery)


def _redraw(theme: np.ndarray, data: FitData, given: _GivenThemes | None) -> np.ndarray:
    """Return the theme of each text as the trees of subsamples draw the themes; those of a codebook stay as they are."""
    n_given = 0 if given is None else given.assigner.n_themes
    free = np.arange(len(theme)) if given is None else np.flatnonzero(given.theme < 0)
    at = free[data.sample]
    own = data.discovery.redraw(np.maximum(theme[at] - n_given, -1))
    redrawn = np.full((len(theme), own.shape[1]), LEFT_OUT, dtype=np.int64)
    redrawn[theme < n_given] = theme[theme < n_given, None]
    redrawn[at] = np.where(own >= 0, own + n_given, np.where(own == LEFT_OUT, LEFT_OUT, theme[at, None]))
    return redrawn


def _make_describer(corpus: Corpus, namer: Proposer | None, tone: Tone | None) -> Describer:
    """Return the describer of the texts of a corpus."""
    return Describer(
        corpus.texts,
        corpus.vectors,
        corpus.counts,
        nlp=corpus.nlp,
        encode=corpus.encode,
        words=corpus.words,
        namer=namer,
        tone=tone,
    )
