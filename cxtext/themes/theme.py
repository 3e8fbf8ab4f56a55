"""One theme, as the model keeps it. Imports nothing of cxtext."""

from __future__ import annotations

from dataclasses import dataclass


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
        Mean Jaccard index to its best match over refits on resamples; None for a sub-theme and for one of a codebook.
    focus : float
        How far its units share a subject, 0 to 1: the share that have one of the words which set it apart, times the share
        that name anything at all.
    scope : str
        ``topic``, or ``general`` when its focus is too low for its units to have a subject in common.
    label_rank : int or None
        Place of its label among all labels of its level by nearness to units kept back from naming; 1 is right.
    n_units, n_responses : int
        In the fit data.
    origin, status : str
    named_by : str
        Where its label comes from: ``responses``, ``namer`` or ``codebook``.
    """

    theme_id: str
    parent_id: str | None
    label: str
    description: str
    keyphrases: tuple[str, ...]
    exemplar_texts: tuple[str, ...]
    cohesion: float
    stability: float | None
    focus: float
    scope: str
    label_rank: int | None
    n_units: int
    n_responses: int
    origin: str = "found"
    status: str = "active"
    named_by: str = "responses"
