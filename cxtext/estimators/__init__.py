"""Themes as features: a transformer for pipelines of scikit-learn."""

from __future__ import annotations

from cxtext.estimators.transformer import ThemeTransformer

__all__ = ["ThemeTransformer"]
