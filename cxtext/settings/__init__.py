"""What a user may set, and where each value came from."""

from __future__ import annotations

from cxtext.settings.colour import contrast, lighten
from cxtext.settings.complaints import describe_expected, describe_invalid
from cxtext.settings.config import (
    DECLARABLE,
    TIME_UNITS,
    Config,
    Direction,
    EmbeddingConfig,
    InputConfig,
    Join,
    Metric,
    MetricKind,
    ReportConfig,
    TextConfig,
    ThemesConfig,
    config_keys,
)
from cxtext.settings.jobs import count_workers
from cxtext.settings.load import build_config, load_config, recorded_config, variable_name
from cxtext.settings.options import METRIC_OPTIONS, OPTION_TABLE, OPTIONS, OTHER_NAMES, Option, describe_keys
from cxtext.settings.resolve import parse_metric, resolve_config
from cxtext.settings.toml import render_config

__all__ = [
    "DECLARABLE",
    "METRIC_OPTIONS",
    "OPTIONS",
    "OPTION_TABLE",
    "OTHER_NAMES",
    "TIME_UNITS",
    "Config",
    "Direction",
    "EmbeddingConfig",
    "InputConfig",
    "Join",
    "Metric",
    "MetricKind",
    "Option",
    "ReportConfig",
    "TextConfig",
    "ThemesConfig",
    "build_config",
    "config_keys",
    "contrast",
    "count_workers",
    "describe_expected",
    "describe_invalid",
    "describe_keys",
    "lighten",
    "load_config",
    "parse_metric",
    "recorded_config",
    "render_config",
    "resolve_config",
    "variable_name",
]
