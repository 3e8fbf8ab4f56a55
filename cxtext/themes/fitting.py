"""The steps of a fit: which texts a codebook takes, and which themes are discovered among the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.errors import ConfigError
from cxtext.themes.assignment import Assigned, FitData, Fitted, fit_assigner
from cxtext.themes.catalogue import TopicMatcher
from cxtext.themes.codebook import Codebook, CodebookAssigner, Keywords
from cxtext.themes.corpus import Corpus
from cxtext.themes.discovery import LEFT_OUT, add_context, discover_themes
from cxtext.themes.naming import Describer, Proposer
from cxtext.themes.sampling import sample_texts
from cxtext.themes.subjects import join_nameless, join_subjects
from cxtext.themes.vectors import mean_row

if TYPE_CHECKING:
    from cxtext.settings import ThemesConfig
    from cxtext.themes.naming import Tone


@dataclass(frozen=True)
class GivenThemes:
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
    def fit(cls, corpus: Corpus, codebook: Codebook, hits: np.ndarray, max_fit_units: int) -> GivenThemes:
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


def find_keywords(corpus: Corpus, codebook: Codebook) -> np.ndarray:
    """Return which words of the themes of a codebook each text has; shape (n_texts, n_themes), int8."""
    language = None if corpus.words is None else corpus.words.language
    return Keywords.of(codebook, language).find(corpus.words or corpus.texts)


def discover(
    corpus: Corpus,
    given: GivenThemes | None,
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
    free = free[:0] if settings.only else free
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


def fit_named(
    data: FitData,
    given: GivenThemes | None,
    settings: ThemesConfig,
    tone: Tone | None,
    describer: Describer,
    matcher: TopicMatcher,
) -> tuple[FitData, Fitted]:
    """Train an assigner, and once more if two of its themes are named by the same tone; return what it was trained on as well."""
    fitted = fit_assigner(data, min_responses=settings.min_responses)
    if given is not None or tone is None or settings.n_themes is not None:
        return data, fitted
    joined = join_nameless(data, fitted.assigned.theme, describer, matcher)
    return joined, fitted if joined is data else fit_assigner(joined, min_responses=settings.min_responses)


def redraw(theme: np.ndarray, data: FitData, given: GivenThemes | None) -> np.ndarray:
    """Return the theme of each text as the trees of subsamples draw the themes; those of a codebook stay as they are."""
    n_given = 0 if given is None else given.assigner.n_themes
    free = np.arange(len(theme)) if given is None else np.flatnonzero(given.theme < 0)
    at = free[: len(data.texts)][data.sample]
    own = data.discovery.redraw(np.maximum(theme[at] - n_given, -1))
    redrawn = np.full((len(theme), own.shape[1]), LEFT_OUT, dtype=np.int64)
    is_given = (theme >= 0) & (theme < n_given)
    redrawn[is_given] = theme[is_given, None]
    redrawn[at] = np.where(own >= 0, own + n_given, np.where(own == LEFT_OUT, LEFT_OUT, theme[at, None]))
    return redrawn


def make_describer(corpus: Corpus, namer: Proposer | None, tone: Tone | None) -> Describer:
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
