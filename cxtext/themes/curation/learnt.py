"""What an edit by examples learnt: which texts are like the examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxtext.errors import ModelFormatError
from cxtext.language import Language
from cxtext.themes.codebook import CodebookAssigner, LessonAssigner, learn_lessons
from cxtext.themes.theme import Theme
from cxtext.themes.threads import single_threaded_blas

Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Learnt:
    """Themes learnt from their names, phrases and typical texts, and the limits of those with examples.

    Parameters
    ----------
    theme_ids : tuple of str
        The themes, in the order of the indices.
    lessons : frozenset of str
        Ids of the themes that have examples.
    taught : CodebookAssigner
    limits : LessonAssigner
    """

    theme_ids: tuple[str, ...]
    lessons: frozenset[str]
    taught: CodebookAssigner
    limits: LessonAssigner

    @classmethod
    def fit(
        cls,
        themes: Sequence[Theme],
        lessons: Mapping[str, Sequence[str]],
        embeddings: np.ndarray,
        encode: Encode,
        language: Language | None = None,
    ) -> Learnt:
        """Learn from examples.

        Parameters
        ----------
        themes : sequence of Theme
            Those that compete for texts.
        lessons : mapping of str to sequence of str
            Examples by id of the theme, one at least.
        embeddings : ndarray of shape (n, n_dims), float32, rows of unit length
            The texts that may move.
        encode : callable
            Embeds texts with the model that the themes were fitted with.
        language : Language, optional
        """
        own = {item.theme_id: lessons[item.theme_id] for item in themes if item.theme_id in lessons}
        with single_threaded_blas():
            taught, limits = learn_lessons(themes, own, embeddings, encode, language)
        return cls(tuple(item.theme_id for item in themes), frozenset(own), taught, limits)

    def take(self, embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the theme by examples of each text, an index or -1, and how certain that is."""
        with single_threaded_blas():
            return self.limits.assign(self.taught, embeddings)

    def to_arrays(self, prefix: str) -> dict[str, np.ndarray]:
        """Return the arrays by name."""
        return self.taught.to_arrays(f"{prefix}_taught") | self.limits.to_arrays(f"{prefix}_limits")

    def to_record(self) -> dict[str, list[str]]:
        """Return the ids as JSON values."""
        return {"themes": list(self.theme_ids), "lessons": sorted(self.lessons)}

    @classmethod
    def from_arrays(
        cls, arrays: Mapping[str, np.ndarray], prefix: str, record: Mapping[str, Sequence[str]], **lengths: int
    ) -> Learnt:
        """Build from what :meth:`to_arrays` and :meth:`to_record` gave.

        Raises
        ------
        ModelFormatError
            When they do not belong together.
        """
        taught = CodebookAssigner.from_arrays(arrays, f"{prefix}_taught", **lengths)
        limits = LessonAssigner.from_arrays(arrays, f"{prefix}_limits", **lengths)
        theme_ids = tuple(str(name) for name in record["themes"])
        if len(theme_ids) != taught.n_themes or int(limits.theme.max()) >= len(theme_ids):
            raise ModelFormatError(
                f"{prefix!r} of the theme model has {len(theme_ids)} ids for {taught.n_themes} themes.\nFit it again."
            )
        return cls(theme_ids, frozenset(record["lessons"]), taught, limits)
