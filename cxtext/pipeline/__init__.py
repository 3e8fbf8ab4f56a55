"""The order of work: from a source to an :class:`Analysis`."""

from __future__ import annotations

from cxtext.pipeline.answers import validate_metrics
from cxtext.pipeline.encode import HeadStart
from cxtext.pipeline.flow import analyze
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.notes import note_themes
from cxtext.pipeline.preflight import check_config
from cxtext.pipeline.tables import summarize_polarity
from cxtext.pipeline.teach import Taught, teach_theme
from cxtext.pipeline.units import UniqueTexts, index_members, split_responses, unique_texts

__all__ = [
    "HeadStart",
    "ImpactInputs",
    "Taught",
    "UniqueTexts",
    "analyze",
    "check_config",
    "index_members",
    "measure_impact",
    "note_themes",
    "split_responses",
    "summarize_polarity",
    "teach_theme",
    "unique_texts",
    "validate_metrics",
]
