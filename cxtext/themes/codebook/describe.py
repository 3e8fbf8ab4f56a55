"""Describe themes of which the first come from a codebook: these keep their name and what the codebook says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxtext.themes.codebook.codebook import Codebook
from cxtext.themes.naming import Describer, Description, TopicName, content_of


def describe_given(
    describer: Describer, theme_of: np.ndarray, codebook: Codebook, topics: Sequence[TopicName | None]
) -> list[Description]:
    """Describe the themes of one level, of which the first come from a codebook.

    Parameters
    ----------
    describer : Describer
        From now on it gives no label near to a name of the codebook.
    theme_of : ndarray of shape (n_texts,), int
        Theme of each text; a theme of the codebook may have no text at all.
    codebook : Codebook
    topics : sequence of TopicName or None
        Of each theme.

    Returns
    -------
    list of Description
        One per theme.
    """
    n_given = len(codebook.themes)
    for name in codebook.names:
        describer.taken.append((name, content_of(name, describer.language)))
    present = np.unique(theme_of[theme_of >= 0])
    place = np.full(int(present.max(initial=-1)) + 2, -1, dtype=np.int64)
    place[present] = np.arange(len(present))
    descriptions = describer.describe(
        place[theme_of], topics=[topics[k] for k in present.tolist()], propose_from=int((present < n_given).sum())
    )
    by_theme = dict(zip(present.tolist(), descriptions, strict=True))
    given = []
    for k, theme in enumerate(codebook.themes):
        own = by_theme.get(k, Description(theme.name, (), ()))
        given.append(
            replace(
                own,
                label=theme.name,
                description=theme.description,
                keyphrases=theme.keywords or own.keyphrases,
                label_rank=None,
                named_by="codebook",
            )
        )
    return given + [by_theme[k] for k in present.tolist() if k >= n_given]
