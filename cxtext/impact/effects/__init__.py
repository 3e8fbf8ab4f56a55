"""The effect of each theme on one metric, by several lenses."""

from __future__ import annotations

from cxtext.impact.effects.adjusted import adjust, df_between, leverage
from cxtext.impact.effects.asymmetry import Asymmetry, measure_asymmetry
from cxtext.impact.effects.bounded import BoundedModel, fit_bounded
from cxtext.impact.effects.contrast import PRIOR_ANSWERS
from cxtext.impact.effects.controls import LEAST_LEVEL, make_controls
from cxtext.impact.effects.decomposition import GapPart, Term, decompose_metric, split_gaps
from cxtext.impact.effects.design import SIMPLE, Design, Mentions, Subthemes
from cxtext.impact.effects.drivers import driver_shares, lmg_shares, relative_weights
from cxtext.impact.effects.lens import Lens, wilson_limits
from cxtext.impact.effects.measure import Effects, Formula, measure_effects
from cxtext.impact.effects.observations import Observations, observe, share_sizes
from cxtext.impact.effects.redrawn import Redraw, measure_redrawn
from cxtext.impact.effects.split import Split, SubthemeRow, list_subthemes, split_effects, split_themes, split_volume
from cxtext.impact.effects.true_mentions import Cells, lay_counts

__all__ = [
    "LEAST_LEVEL",
    "PRIOR_ANSWERS",
    "SIMPLE",
    "Asymmetry",
    "BoundedModel",
    "Cells",
    "Design",
    "Effects",
    "Formula",
    "GapPart",
    "Lens",
    "Mentions",
    "Observations",
    "Redraw",
    "Split",
    "SubthemeRow",
    "Subthemes",
    "Term",
    "adjust",
    "decompose_metric",
    "df_between",
    "driver_shares",
    "fit_bounded",
    "lay_counts",
    "leverage",
    "list_subthemes",
    "lmg_shares",
    "make_controls",
    "measure_asymmetry",
    "measure_effects",
    "measure_redrawn",
    "observe",
    "relative_weights",
    "share_sizes",
    "split_effects",
    "split_gaps",
    "split_themes",
    "split_volume",
    "wilson_limits",
]
