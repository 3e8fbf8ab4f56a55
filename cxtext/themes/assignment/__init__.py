"""Assign texts to themes."""

from __future__ import annotations

from cxtext.themes.assignment.assigner import Assigned, ThemeAssigner
from cxtext.themes.assignment.fitting import FitData, Fitted, fit_assigner, fit_subthemes

__all__ = [
    "Assigned",
    "FitData",
    "Fitted",
    "ThemeAssigner",
    "fit_assigner",
    "fit_subthemes",
]
