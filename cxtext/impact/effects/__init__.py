"""The effect of each theme on one metric, by several lenses."""

from __future__ import annotations

from cxtext.impact.effects.adjusted import adjust, df_between, leverage
from cxtext.impact.effects.asymmetry import LEAST_ANSWERS, asymmetry_rows
from cxtext.impact.effects.contrast import PRIOR_ANSWERS
from cxtext.impact.effects.controls import LEAST_LEVEL, make_controls
from cxtext.impact.effects.drivers import driver_shares, lmg_shares, relative_weights
from cxtext.impact.effects.ledger import comention_rows, ledger_rows
from cxtext.impact.effects.lens import Lens, wilson_limits
from cxtext.impact.effects.measure import Effects, measure_effects
from cxtext.impact.effects.observations import Observations, observe, share_sizes

__all__ = [
    "LEAST_ANSWERS",
    "LEAST_LEVEL",
    "PRIOR_ANSWERS",
    "Effects",
    "Lens",
    "Observations",
    "adjust",
    "asymmetry_rows",
    "comention_rows",
    "df_between",
    "driver_shares",
    "ledger_rows",
    "leverage",
    "lmg_shares",
    "make_controls",
    "measure_effects",
    "observe",
    "relative_weights",
    "share_sizes",
    "wilson_limits",
]
