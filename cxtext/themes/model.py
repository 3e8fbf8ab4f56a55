"""The themes of one corpus as a model: fit, assign, save, load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import ConfigError
from cxtext.themes import storage
from cxtext.themes.asides import NO_ASIDE, Asides
from cxtext.themes.assignment import Assigned, TextMemory, TextVectors, ThemeAssigner, fit_subthemes, hash_texts, keep_subthemes
from cxtext.themes.build import add_asides, build_items, name_parents
from cxtext.themes.catalogue import TopicMatcher
from cxtext.themes.codebook import Codebook, CodebookAssigner, Keywords, LessonAssigner, describe_given
from cxtext.themes.corpus import Corpus
from cxtext.themes.curation import Curation, Edit, EditLog, Learnt, Teach, Texts, ThemeSet, refresh_items
from cxtext.themes.discovery import LEFT_OUT
from cxtext.themes.fitting import GivenThemes, discover, find_keywords, fit_named, make_describer, redraw
from cxtext.themes.later import Places, find_own, find_same, fits_none, join_items, relabel, renumber
from cxtext.themes.naming import Proposer, Words, judge_themes
from cxtext.themes.sampling import sample_texts
from cxtext.themes.theme import ResolutionRow, Theme, ThemeKind
from cxtext.themes.threads import single_threaded_blas
from cxtext.themes.vectors import require_unit_length, unit_rows

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.settings import ThemesConfig
    from cxtext.themes.naming import Tone


#: Begins the name of the folder of the themes of each later wave.
LATER = "later-"


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
    left_out : ndarray of shape (n_left_out,), uint64, optional
        Hashes of the texts of the fit that fit none of the themes, sorted: they were judged, and are no news in a later wave.
    later : tuple of ThemeModel
        Themes that later waves added, each found among what fits none of the themes before; nobody edited them there.
    same_as : mapping of str to str or None
        Themes of later waves that are an earlier one, by their ids, as they had its label; None for those that take no text.
    n_taken_over : int
        Themes of ``fitted`` that an earlier run gave to the run of this model; 0 for a run that found its own.
    vectors : TextVectors, optional
        Of all texts of the run, so that no edit embeds them again; None in models of an earlier release.
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
    left_out: np.ndarray | None = None
    later: tuple[ThemeModel, ...] = ()
    same_as: Mapping[str, str | None] = field(default_factory=dict)
    n_taken_over: int = 0
    vectors: TextVectors | None = None

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
        """The themes as the fit made them, and those that later waves added."""
        return self.items if self.curation is None else self.curation.fitted

    @property
    def n_own(self) -> tuple[int, int]:
        """Number of themes and sub-themes of the first fit."""
        given = 0 if self.codebook is None else self.codebook.n_themes
        asides = 0 if self.asides is None else len(self.asides.keys)
        return given + self.assigner.n_themes + asides, self.assigner.n_subthemes

    @property
    def _own_items(self) -> tuple[Theme, ...]:
        """The themes and sub-themes of the first fit, as it made them."""
        tops, parts = ([item for item in self.fitted if (item.parent_id is not None) is sub] for sub in (False, True))
        n_tops, n_parts = self.n_own
        return (*tops[:n_tops], *parts[:n_parts])

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
        record += [model.fingerprint for model in self.later]
        digest = hashlib.sha256(json.dumps(record, ensure_ascii=True).encode("ascii"))
        for name in sorted(arrays):
            array = np.ascontiguousarray(arrays[name])
            digest.update(f"\n{name} {array.dtype.str} {array.shape}\n".encode("ascii"))
            digest.update(array.tobytes())
        return digest.hexdigest()

    @property
    def fit_fingerprint(self) -> str:
        """The fingerprint before all edits and later waves: it says which fit the ids of the themes are of."""
        return replace(self, items=self._own_items, curation=None, later=()).fingerprint

    def follows(self, earlier: ThemeModel) -> bool:
        """Tell whether this is an earlier model with more waves or edits: an id that both have means the same theme in both."""
        if self.fit_fingerprint != earlier.fit_fingerprint:
            return False
        waves = [[model.fingerprint for model in one.later] for one in (earlier, self)]
        lines = [[entry.to_line() for entry in one.edits.entries] for one in (earlier, self)]
        return all(long[: len(short)] == short for short, long in (waves, lines))

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
        hits = None if codebook is None else find_keywords(corpus, codebook)
        asides, rows = Asides.fit(corpus, settings.min_responses, hits)
        feedback = np.flatnonzero(rows == NO_ASIDE)
        if tone is not None:
            tone = replace(tone, of_texts=tone.of_texts[feedback])
        fit = partial(cls._fit_feedback, settings=settings, random_state=random_state, codebook=codebook, namer=namer, jobs=jobs)
        model, own = fit(corpus.take(feedback), None if hits is None else hits[feedback], tone=tone)
        n_themes = len(model.theme_ids)
        model = replace(model, items=add_asides(model.items, asides, corpus, rows), asides=asides)
        assigned = asides.set_apart(own.spread(feedback, len(rows)), rows, n_themes)
        texts = list(compress(corpus.texts, fits_none(assigned)))
        model = replace(model, left_out=np.sort(hash_texts(texts)))
        return model._remember_redraws(corpus.texts, assigned), assigned

    def forget(self, texts: Collection[str], quotes: Collection[str] = ()) -> ThemeModel:
        """Return the model without texts: no typical text, no example of an edit and no hash is one of them.

        Quotes are struck from what people typed: names, descriptions, owners, topics and tickets, also in the log of edits.
        Vectors that were learnt from them among others stay.
        """
        gone, rest = frozenset(texts), self.left_out
        keys = hash_texts(sorted(gone))
        return replace(
            self,
            items=tuple(item.forget(gone, quotes) for item in self.items),
            memory=self.memory.forget(keys),
            left_out=None if rest is None else rest[~np.isin(rest, keys)],
            curation=None if self.curation is None else self.curation.forget(gone, quotes),
            later=tuple(model.forget(gone, quotes) for model in self.later),
        )

    def extend(
        self,
        corpus: Corpus,
        fitted: Assigned,
        *,
        settings: ThemesConfig,
        random_state: int = 0,
        tone: Tone | None = None,
        namer: Proposer | None = None,
        again: bool = False,
        jobs: int = 0,
    ) -> tuple[ThemeModel, Assigned]:
        """Look for new themes among the texts that fit none of the themes; those that are there, and their ids, stay.

        Parameters
        ----------
        corpus : Corpus
            The texts of a later wave.
        fitted : Assigned
            What :meth:`assign_fitted` gives for them.
        settings : ThemesConfig
            How many themes there are to be in all does not matter here.
        random_state : int
        tone : Tone, optional
            Of the texts.
        namer : Proposer, optional
        again : bool
            Whether texts that an earlier fit left out may join a theme, too. Where fewer units than make a theme are new, none
            is looked for.
        jobs : int

        Returns
        -------
        model : ThemeModel
            With the new themes, if there are any, under new ids.
        fitted : Assigned
            What :meth:`assign_fitted` of that model gives for the texts.
        """
        taken = self.take_over()
        hashes, is_free = hash_texts(corpus.texts), fits_none(fitted)
        if self.curation is not None:
            texts = Texts(corpus.texts, vectors=corpus.vectors, language=self.curation.get_language())
            is_free &= fits_none(self.curation.label(fitted, texts))
        is_new = is_free & self.is_unseen(corpus.texts)
        rows = np.flatnonzero(is_free if again else is_new)
        if corpus.counts[is_new].sum() < settings.min_responses:
            return taken, replace(fitted, redrawn=None)
        among = np.union1d(rows, self.pick_background(corpus.texts, fitted, len(rows), settings.max_fit_units))
        tone = None if tone is None else replace(tone, of_texts=tone.of_texts[among])
        settings = settings.model_copy(update={"n_themes": None})
        fit = partial(ThemeModel.fit_assign, settings=settings, random_state=random_state, namer=namer, tone=tone, jobs=jobs)
        found, own = fit(corpus.take(among))
        n_found = len(found.theme_ids)
        is_own = find_own(own.theme, corpus.take(among), np.isin(among, rows), n_found, settings.min_responses)
        own = own.take(np.searchsorted(among, rows))
        if not is_own.any():
            return replace(taken, left_out=np.union1d(self._list_left_out(), hashes[rows])), replace(fitted, redrawn=None)
        extended = taken._join(found, is_own)
        places = extended._place_later(extended.later[-1])
        joined = places.put(fitted, rows, own)
        return extended, replace(joined, redrawn=places.redraw(joined.theme, rows, own.redrawn, taken.n_taken_over))

    def pick_background(self, texts: Sequence[str], fitted: Assigned, n_free: int, at_most: int) -> np.ndarray:
        """Return positions of texts that have a theme, beside which new themes are looked for: what is alike to them is not new.

        Parameters
        ----------
        texts : sequence of str
        fitted : Assigned
            Of the texts.
        n_free : int
            Texts that fit none.
        at_most : int
            Texts that themes are discovered on, unless half of them fit none.
        """
        asides = [item.theme_id for item in self.fitted if item.kind is ThemeKind.ASIDE]
        places = [k for k, name in enumerate(self._list_fitted()[0]) if name in asides]
        themed = np.flatnonzero((fitted.theme >= 0) & ~np.isin(fitted.theme, places))
        chosen = sample_texts([texts[i] for i in themed.tolist()], max(at_most - n_free, n_free, 1))
        return np.asarray(themed[chosen])

    def take_over(self) -> ThemeModel:
        """Return the model for a later run, whose themes it gives: they are not drawn anew there."""
        return replace(self, n_taken_over=len(self._list_fitted()[0]))

    def _join(self, found: ThemeModel, is_own: np.ndarray) -> ThemeModel:
        """Return the model with themes that a wave added, under ids and labels that none had; edits of the others stay.

        A new theme that has the label of one that is there is the same: its texts are that theme's.

        Parameters
        ----------
        found : ThemeModel
        is_own : ndarray of shape (n_themes,), bool
            Which of its themes are of texts that fit none; the others take no text.
        """
        used, labels = {item.theme_id for item in self.fitted}, {item.label for item in (*self.fitted, *self.items)}
        if self.curation is not None:
            used, labels = used | self.curation.themes.used, labels | self.curation.list_labels()
        items, curve = renumber(found.items, found.curve, used)
        found = replace(found, items=items, curve=curve)
        themes = ThemeSet.of(self.items) if self.curation is None else self.curation.themes
        now = {item.theme_id: item.label for item in themes.items if not item.locked}
        same: dict[str, str | None] = {name: None for name, own in zip(found.theme_ids, is_own.tolist(), strict=True) if not own}
        same |= find_same([item for item in found.items if item.theme_id not in same], self.fitted, now)
        added = [item for item in found.items if item.theme_id not in same and item.parent_id not in same]
        added = relabel(added, labels)
        new = {item.theme_id: item for item in added}
        found = replace(found, items=tuple(new.get(item.theme_id, item) for item in found.items))
        both = replace(self, later=(*self.later, found), same_as={**self.same_as, **same})
        if self.curation is None:
            return replace(both, items=join_items(self.items, added))
        curation = replace(self.curation, fitted=join_items(self.fitted, added))
        refreshed = {item.theme_id: item for item in self.items}
        return replace(both, curation=curation, items=tuple(refreshed.get(item.theme_id, item) for item in curation.themes.items))

    def _place_later(self, model: ThemeModel) -> Places:
        """Return where the themes of a later wave stand among the fitted ones."""
        return Places.of((model.theme_ids, model.subtheme_ids), self._list_fitted(), self.same_as)

    def _list_fitted(self) -> tuple[list[str], list[str]]:
        """Return the ids of the themes and the sub-themes before edits."""
        tops, parts = ([i.theme_id for i in self.fitted if (i.parent_id is not None) is sub] for sub in (False, True))
        return tops, parts

    def is_unseen(self, texts: Sequence[str]) -> np.ndarray:
        """Tell which texts are not among those that a fit judged and left out; shape (n_texts,), bool."""
        return ~np.isin(hash_texts(texts), self._list_left_out())

    def _list_left_out(self) -> np.ndarray:
        """Return the hashes of all texts that a fit judged and left out, shape (n,), uint64."""
        hashes = [one.left_out for one in (self, *self.later) if one.left_out is not None]
        return np.concatenate([np.zeros(0, dtype=np.uint64), *hashes])

    def _remember_redraws(self, texts: Sequence[str], assigned: Assigned) -> ThemeModel:
        """Return the model with the themes that refits gave to the texts of its memory."""
        if assigned.redrawn is None:
            return self
        leaf = self.memory.find_leaves(texts)
        redrawn = np.full((len(self.memory.keys), assigned.redrawn.shape[1]), LEFT_OUT, dtype=np.int32)
        redrawn[leaf[leaf >= 0]] = assigned.redrawn[leaf >= 0]
        return replace(self, redrawn=redrawn)

    def recall_redraws(self, texts: Sequence[str], assigned: Assigned) -> Assigned:
        """Return what :meth:`assign_fitted` gives for the texts of the run, with the themes that refits gave them.

        Themes that an earlier run gave are the same in every refit.
        """
        if self.n_taken_over:
            return self._recall_later(texts, assigned)
        if self.redrawn is None:
            return assigned
        redrawn = np.vstack([self.redrawn, np.full((1, self.redrawn.shape[1]), LEFT_OUT)]).astype(np.int64)
        redrawn = redrawn[self.memory.find_leaves(texts)]
        n_given = 0 if self.codebook is None else self.codebook.n_themes
        n_asides = 0 if self.asides is None else len(self.asides.keys)
        n_themes = sum(item.parent_id is None for item in self.fitted)
        is_fixed = ((assigned.theme >= 0) & (assigned.theme < n_given)) | (assigned.theme >= n_themes - n_asides)
        return replace(assigned, redrawn=np.where(is_fixed[:, None], assigned.theme[:, None], redrawn))

    def _recall_later(self, texts: Sequence[str], assigned: Assigned) -> Assigned:
        """Return the themes of the texts with the refits of the themes that their own wave added."""
        if len(self._list_fitted()[0]) == self.n_taken_over:
            return assigned
        found, n_before = self.later[-1], self.n_taken_over
        places = self._place_later(found)
        rows = np.flatnonzero((assigned.theme >= self.n_taken_over) | fits_none(assigned))
        back = {place: k for k, place in enumerate(places.themes.tolist()) if place >= n_before}
        theme = np.array([back.get(one, -1) for one in assigned.theme[rows].tolist()], dtype=np.int64)
        own = Assigned(theme, assigned.strength[rows], np.full(len(rows), -1))
        redrawn = found.recall_redraws([texts[i] for i in rows.tolist()], own).redrawn
        return replace(assigned, redrawn=places.redraw(assigned.theme, rows, redrawn, n_before))

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
            given = None if codebook is None or hits is None else GivenThemes.fit(corpus, codebook, hits, settings.max_fit_units)
            describer, matcher = make_describer(corpus, namer, tone), TopicMatcher.of(corpus)
            data = discover(corpus, given, settings, tone, describer, matcher, random_state=random_state, threads=jobs)
            data, fitted = fit_named(data, given, settings, tone, describer, matcher)
            assigned = fitted.assigned if given is None else given.assign(corpus, fitted)
            topics = [matcher.match(assigned.theme, fitted.assigner.n_themes + (0 if codebook is None else len(codebook.themes)))]
            if codebook is None:
                top = describer.describe(assigned.theme, topics=topics[0], propose_from=0)
            else:
                top = describe_given(describer, assigned.theme, codebook, topics[0])
            fitted = fit_subthemes(fitted, data, **least)
            assigned = fitted.assigned if given is None else given.add_subthemes(assigned, corpus, fitted)
            topics.append(matcher.match(assigned.subtheme, fitted.assigner.n_subthemes))
            parts = describer.describe(assigned.subtheme, topics=topics[1])
            fitted, remaining = keep_subthemes(fitted, data, np.array([part.has_name for part in parts], dtype=bool))
            assigned = fitted.assigned if given is None else given.add_subthemes(assigned, corpus, fitted)
            topics[1] = [topics[1][i] for i in remaining.tolist()]
            levels = [top, [parts[i] for i in remaining.tolist()]]
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
        return model, replace(assigned, redrawn=redraw(assigned.theme, data, given))

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

        Raises
        ------
        ConfigError
            When a row is not of unit length: similarities would be of another size than those of the fit.
        """
        require_unit_length(embeddings)
        assigned = self.assign_fitted(embeddings, texts)
        if self.curation is None:
            return assigned
        return self.curation.label(assigned, Texts(texts, vectors=embeddings, language=self.curation.get_language()))

    def assign_fitted(self, embeddings: np.ndarray, texts: Sequence[str]) -> Assigned:
        """Assign each row to the themes as the fit made them, before any edit: indices of the themes in :attr:`fitted`."""
        if len(texts) != len(embeddings):
            raise ConfigError(f"{len(embeddings):,} vectors but {len(texts):,} texts: give the text of each row.")
        with single_threaded_blas():
            assigned = self._assign_own(embeddings, texts)
            for model in self.later:
                rows = np.flatnonzero(fits_none(assigned))
                if len(rows):
                    more = model.assign_fitted(embeddings[rows], [texts[i] for i in rows.tolist()])
                    assigned = self._place_later(model).put(assigned, rows, more)
            return assigned

    def _assign_own(self, embeddings: np.ndarray, texts: Sequence[str]) -> Assigned:
        """Assign each row to the themes of the first fit."""
        keyword_hits = None if self.keywords is None else self.keywords.find(texts)
        with single_threaded_blas():
            assigned = self.assigner.assign(embeddings, self.memory.recall(texts))
            if self.codebook is not None:
                assigned = self.codebook.merge_codebook(*self.codebook.assign(embeddings, keyword_hits), assigned)
            if self.asides is not None:
                n_themes = self.n_own[0] - len(self.asides.keys)
                assigned = self.asides.set_apart(assigned, self.asides.find(texts, keyword_hits), n_themes)
            return assigned

    def edit(self, edit: Edit, assigned: Assigned | None, texts: Texts, *, at: str = "", by: str = "") -> ThemeModel:
        """Return the model with one more edit in its log; :meth:`refresh` then brings its themes up to date.

        Parameters
        ----------
        edit : Edit
        assigned : Assigned, optional
            What :meth:`assign_fitted` gives for the texts; only an edit that learns needs it.
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
            Those of the run. Where an earlier run gave the themes, one that has no text here stays as it is.
        words : Words
            Of the texts.
        counts : ndarray of shape (n_texts,), int
            Units that have each text.
        """
        if self.curation is None and not self.n_taken_over:
            return self, assigned
        themes = ThemeSet.of(self.items) if self.curation is None else self.curation.themes
        edited = assigned if self.curation is None else self.curation.label(assigned, texts)
        before = (ThemeSet.of(self.fitted), assigned)
        items = refresh_items(themes, edited, before, words, list(texts.texts), counts, lasting=bool(self.n_taken_over))
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
        tops, parts = ([i.theme_id for i in self._own_items if (i.parent_id is not None) is sub] for sub in (False, True))
        rows = [*first, *self.assigner.centres], [*self.assigner.sub_centres]
        named = [*zip(tops, rows[0], strict=False), *zip(parts, rows[1], strict=True)]
        own = {name: unit_rows(np.asarray(row, dtype=np.float64)[None])[0] for name, row in named}
        return own | {name: row for model in self.later for name, row in model.list_centres().items()}

    def save(self, folder: str | Path) -> None:
        """Write the model to a folder: ``model.json``, ``arrays.safetensors``, and a folder of the same kind per later wave."""
        rest = {name: getattr(self, name) for name in storage.REST}
        rest |= {"n_taken_over": self.n_taken_over, "same_as": dict(self.same_as)}
        rest["asides"] = self._record_asides()
        rest["n_later"] = len(self.later)
        rest["spelling"] = self.keywords.to_record() if self.keywords is not None else {}
        if self.curation is not None:
            rest["curation"] = {**self.curation.to_record(), "fitted": [asdict(item) for item in self.fitted]}
        items = [asdict(item) for item in self.items]
        edits = self.edits.to_text()
        optional = {"redrawn": self.redrawn, "left_out": self.left_out}
        arrays = self._to_arrays() | {name: array for name, array in optional.items() if array is not None}
        vectors = {} if self.vectors is None else self.vectors.to_arrays()
        storage.write(Path(folder), storage.Parts(items, arrays, rest, self.answers, edits, vectors))
        for number, model in enumerate(self.later, start=1):
            model.save(Path(folder) / f"{LATER}{number}")

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
        n_later = int(parts.rest.pop("n_later"))
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
            left_out=parts.arrays.get("left_out"),
            vectors=TextVectors.from_arrays_if_any(parts.vectors, "", **lengths),
            later=tuple(cls.load(Path(folder) / f"{LATER}{number}") for number in range(1, n_later + 1)),
        )
        added = [item for one in model.later for item in one.items if not {item.theme_id, item.parent_id} & set(model.same_as)]
        n_added = sum(item.parent_id is None for item in added)
        arrays = model.n_own[0] + n_added, model.n_own[1] + len(added) - n_added
        records = model._list_fitted()
        storage.check_counts(Path(folder), (len(records[0]), len(records[1])), arrays)
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
