"""Assign texts to themes."""

from __future__ import annotations

from cxtext.themes.assignment.assigner import MOST_ROWS, PENALTY, START_SCALE, Assigned, ThemeAssigner, fit_softmax
from cxtext.themes.assignment.fitting import FitData, Fitted, fit_assigner, fit_subthemes, keep_subthemes
from cxtext.themes.assignment.memory import TextMemory, hash_texts
from cxtext.themes.assignment.text_vectors import TextVectors, round_vectors

__all__ = [
    "MOST_ROWS",
    "PENALTY",
    "START_SCALE",
    "Assigned",
    "FitData",
    "Fitted",
    "TextMemory",
    "TextVectors",
    "ThemeAssigner",
    "fit_assigner",
    "fit_softmax",
    "fit_subthemes",
    "hash_texts",
    "keep_subthemes",
    "round_vectors",
]
