"""cxtext turns a dump of open-text feedback into a ranked, evidence-backed list of pain points.

``analyze`` does all of it and returns an ``Analysis``. Every name is loaded on first use, so that
``import cxtext`` costs nothing.

>>> import cxtext
>>> cxtext.nps([10, 9, 8, 3]).value
25.0
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it; loading typing would double the time of ``cxtext --help``
if TYPE_CHECKING:
    from cxtext.run.analysis import Analysis
    from cxtext.studies.comparison.runs import Comparison, compare
    from cxtext.settings.config import Config, Metric
    from cxtext.errors import CxtextError
    from cxtext.metrics.nps import nps
    from cxtext.pipeline.flow import analyze
    from cxtext.readers import read_responses
    from cxtext.themes.model import ThemeModel
    from cxtext.studies.audit.audit import draw_audit, score_audit
    from cxtext.studies.fixes.fix import measure_fix

__version__ = "0.1.0"

__all__ = [
    "Analysis",
    "Comparison",
    "Config",
    "CxtextError",
    "Metric",
    "ThemeModel",
    "__version__",
    "analyze",
    "compare",
    "draw_audit",
    "measure_fix",
    "nps",
    "read_responses",
    "score_audit",
]

_HOME = {
    "Analysis": "cxtext.run.analysis",
    "Comparison": "cxtext.studies.comparison.runs",
    "Config": "cxtext.settings.config",
    "CxtextError": "cxtext.errors",
    "Metric": "cxtext.settings.config",
    "ThemeModel": "cxtext.themes.model",
    "analyze": "cxtext.pipeline.flow",
    "compare": "cxtext.studies.comparison.runs",
    "draw_audit": "cxtext.studies.audit.audit",
    "measure_fix": "cxtext.studies.fixes.fix",
    "nps": "cxtext.metrics.nps",
    "read_responses": "cxtext.readers",
    "score_audit": "cxtext.studies.audit.audit",
}


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
