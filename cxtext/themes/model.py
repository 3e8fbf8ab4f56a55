"""The themes of one corpus as a model: fit, assign, save, load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import ConfigError
from cxtext.themes import storage
from cxtext.themes.assign import Assigned, ThemeAssigner
from cxtext.themes.codebook import Codebook, number_on
from cxtext.themes.cohesion import sum_by_label
from cxtext.themes.describe import Describer, Description
from cxtext.themes.discover import count_responses, discover
from cxtext.themes.fitting import Fitted, fit_assigner
from cxtext.themes.given import GivenThemes, describe_given
from cxtext.themes.sampling import sample_texts
from cxtext.themes.threads import single_threaded_blas

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse
    from spacy.language import Language

    from cxtext.config import ThemesConfig
    from cxtext.themes.lexicon import Words


@dataclass(frozen=True)
class Theme:
    """One theme or sub-theme.

    Parameters
    ----------
    theme_id : str
        Stable id such as ``T007``.
    parent_id : str or None
        The theme it is part of.
    label, description : str
    keyphrases : tuple of str
    exemplar_texts : tuple of str
        Typical units, word for word.
    cohesion : float
        Mean cosine of its texts to their centre.
    stability : float or None
        Mean Jaccard index to its best match over refits on resamples; None for a sub-theme.
    n_units, n_responses : int
        In the fit data.
    origin, status : str
    """

    theme_id: str
    parent_id: str | None
    label: str
    description: str
    keyphrases: tuple[str, ...]
    exemplar_texts: tuple[str, ...]
    cohesion: float
    stability: float | None
    n_units: int
    n_responses: int
    origin: str = "found"
    status: str = "active"


@dataclass(frozen=True)
class ThemeModel:
    """Themes with their names, and the function that labels any text with them.

    Parameters
    ----------
    items : tuple of Theme
        Themes that were given, in the order of the codebook, those found by number of responses, then sub-themes.
    assigner : ThemeAssigner
        Its theme and sub-theme indices count within the themes found, and within the sub-themes, of ``items``.
    embedder_fingerprint : str
        The embedder whose vectors it was fitted on.
    settings : dict
        The theme settings and the seed.
    curve : list of dict
        Rows of table ``resolutions``.
    parser : str
        spaCy package that found the phrases, ``"none"`` without one.
    given : GivenThemes, optional
        Takes the texts of the themes that were given before any other theme may have them.
    """

    items: tuple[Theme, ...]
    assigner: ThemeAssigner
    embedder_fingerprint: str
    settings: dict[str, Any] = field(default_factory=dict)
    curve: list[dict[str, Any]] = field(default_factory=list)
    parser: str = "none"
    given: GivenThemes | None = None

    @property
    def theme_ids(self) -> list[str]:
        """Ids of the themes, in the order of the indices that :meth:`assign` returns."""
        return [t.theme_id for t in self.items if t.parent_id is None]

    @property
    def subtheme_ids(self) -> list[str]:
        """Ids of the sub-themes, in the order of the assigner's indices."""
        return [t.theme_id for t in self.items if t.parent_id is not None]

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

        columns = ["level", "parent_id", "resolution", "n_themes", "stability", "coverage", "chosen"]
        return pd.DataFrame(self.curve, columns=columns)

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        embeddings: np.ndarray,
        counts: np.ndarray,
        responses: sparse.csr_array,
        *,
        settings: ThemesConfig,
        random_state: int = 0,
        embedder_fingerprint: str = "",
        encode: Callable[[Sequence[str]], np.ndarray] | None = None,
        nlp: Language | None = None,
        parser: str = "none",
        words: Words | None = None,
        codebook: Codebook | None = None,
        jobs: int = 0,
    ) -> ThemeModel:
        """Find the themes of a corpus, name them, and learn to assign.

        Parameters
        ----------
        texts : sequence of str
            Unique texts in sorted order.
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
        counts : ndarray of shape (n,), int
            Units that have each text.
        responses : csr_array of shape (n, n_responses)
            Nonzero where the response has the text.
        settings : ThemesConfig
        random_state : int
        embedder_fingerprint : str
        encode : callable, optional
            Embeds phrases, so that names are chosen by meaning as well; a codebook needs it.
        nlp : Language, optional
            As from :func:`cxtext.themes.phrases.load_parser`.
        parser : str
            Its name.
        words : Words, optional
            Of the same texts, when they were split before.
        codebook : Codebook, optional
            Themes that are given: they take their texts first, and only what is left is grouped.
        jobs : int
            Threads; 0 is one a core.

        Returns
        -------
        ThemeModel
            Without any theme when nothing holds together. ``model.assign(embeddings)`` is the assignment of the fit.
        """
        with single_threaded_blas():
            given, free = None, np.arange(len(texts))
            if codebook is not None:
                if encode is None:
                    raise ConfigError("a codebook needs an embedder for its phrases: pass encode.")
                given = GivenThemes.fit(embeddings[sample_texts(texts, settings.max_fit_units)], codebook, encode)
                free = np.flatnonzero(given.assign(embeddings)[0] < 0)
            rows, members = embeddings[free], responses[free]
            sample = sample_texts([texts[i] for i in free.tolist()], settings.max_fit_units)
            found = discover(rows[sample], responses=members[sample], settings=settings, random_state=random_state, threads=jobs)
            fitted = fit_assigner(rows, sample, found, members, min_responses=settings.min_responses)
            assigned = fitted.assigned if given is None else given.put_first(embeddings, fitted.assigner.assign(embeddings))
            describer = Describer(texts, embeddings, counts, nlp=nlp, encode=encode, words=words)
            top = describe_given(describer, assigned.theme, codebook) if codebook else describer.describe(assigned.theme)
            levels = [top, describer.describe(assigned.subtheme)]
        items = _build_items(texts, describer.rows, assigned, fitted, counts, responses, levels, codebook)
        kept = {**settings.model_dump(), "random_state": random_state}
        return cls(items, fitted.assigner, embedder_fingerprint, kept, _name_parents(fitted.curve, items), parser, given)

    def assign(self, embeddings: np.ndarray) -> Assigned:
        """Label each row, given themes first; see :meth:`ThemeAssigner.assign`."""
        with single_threaded_blas():
            found = self.assigner.assign(embeddings)
            return found if self.given is None else self.given.put_first(embeddings, found)

    def save(self, folder: str | Path) -> None:
        """Write the model to a folder: ``model.json`` and ``arrays.safetensors``."""
        rest = {name: getattr(self, name) for name in storage.REST}
        arrays = self.assigner.to_arrays() | (self.given.to_arrays() if self.given is not None else {})
        storage.write(Path(folder), storage.Parts([asdict(item) for item in self.items], arrays, rest))

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
        items = tuple(Theme(**item) for item in parts.items)
        given = GivenThemes.from_arrays(parts.arrays)
        model = cls(items, ThemeAssigner.from_arrays(parts.arrays), **parts.rest, given=given)
        records = (len(model.theme_ids), len(model.subtheme_ids))
        n_themes = model.assigner.n_themes + (given.n_themes if given is not None else 0)
        storage.check_counts(Path(folder), records, (n_themes, model.assigner.n_subthemes))
        return model


def _build_items(
    texts: Sequence[str],
    rows: np.ndarray,
    assigned: Assigned,
    fitted: Fitted,
    counts: np.ndarray,
    responses: sparse.csr_array,
    levels: list[list[Description]],
    codebook: Codebook | None,
) -> tuple[Theme, ...]:
    """Put together what is known of each theme and sub-theme."""
    items: list[Theme] = []
    assigner = fitted.assigner
    ids = codebook.ids if codebook is not None else []
    n_given = len(ids)
    ids += number_on(ids, assigner.n_themes + assigner.n_subthemes)
    stability = np.concatenate([np.ones(n_given), fitted.stability])  # what is given does not depend on the sample
    for level, (labels, described) in enumerate(zip((assigned.theme, assigned.subtheme), levels, strict=True)):
        n = len(described)
        n_responses = count_responses(labels, responses, n)
        n_units = np.bincount(labels[labels >= 0], weights=counts[labels >= 0], minlength=n)
        sums = sum_by_label(rows, labels, n)
        size = np.bincount(labels[labels >= 0], minlength=n)
        # a single text is one with itself, though it may be all there is and so at the origin
        cohesion = np.where(size == 1, 1.0, np.linalg.norm(sums, axis=1) / np.maximum(size, 1))
        for i, what in enumerate(described):
            parent = ids[n_given + int(assigner.sub_parent[i])] if level else None
            items.append(
                Theme(
                    ids[len(items)],
                    parent,
                    what.label,
                    what.description,
                    what.keyphrases,
                    tuple(texts[e] for e in what.exemplars),
                    float(np.round(cohesion[i], 6)),
                    None if level else float(np.round(stability[i], 6)),
                    int(n_units[i]),
                    int(n_responses[i]),
                    origin="codebook" if i < n_given and not level else "found",
                )
            )
    return tuple(items)


def _name_parents(curve: list[dict[str, Any]], items: tuple[Theme, ...]) -> list[dict[str, Any]]:
    """Put theme ids where the curve has indices."""
    ids = [t.theme_id for t in items if t.parent_id is None and t.origin == "found"]
    return [{**row, "parent_id": None if row["parent_id"] is None else ids[row["parent_id"]]} for row in curve]
