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
    from cxtext.embed import Embeddings
    from cxtext.errors import CxtextError, CxtextWarning
    from cxtext.estimators import ThemeTransformer
    from cxtext.metrics import nps
    from cxtext.pipeline import analyze
    from cxtext.readers import read_responses
    from cxtext.run import Analysis
    from cxtext.settings import Config, Metric
    from cxtext.studies import Comparison, compare, draw_audit, measure_fix, score_audit
    from cxtext.themes import ThemeModel

__version__ = "0.1.0"

__all__ = [
    "Analysis",
    "Comparison",
    "Config",
    "CxtextError",
    "CxtextWarning",
    "Embeddings",
    "Metric",
    "ThemeModel",
    "ThemeTransformer",
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
    "Analysis": "cxtext.run",
    "Comparison": "cxtext.studies",
    "Config": "cxtext.settings",
    "CxtextError": "cxtext.errors",
    "CxtextWarning": "cxtext.errors",
    "Embeddings": "cxtext.embed",
    "Metric": "cxtext.settings",
    "ThemeModel": "cxtext.themes",
    "ThemeTransformer": "cxtext.estimators",
    "analyze": "cxtext.pipeline",
    "compare": "cxtext.studies",
    "draw_audit": "cxtext.studies",
    "measure_fix": "cxtext.studies",
    "nps": "cxtext.metrics",
    "read_responses": "cxtext.readers",
    "score_audit": "cxtext.studies",
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
