"""What a user may set, and where each value came from."""

from __future__ import annotations

from cxtext.settings.config import Config, InputConfig, TextConfig, ThemesConfig, build_config, config_keys, load_config
from cxtext.settings.declared import DECLARABLE, TIME_UNITS, Direction, Join, Metric, MetricKind
from cxtext.settings.options import METRIC_OPTIONS, OPTIONS, OTHER_OPTIONS, parse_metric, resolve_config

__all__ = [
    "DECLARABLE",
    "METRIC_OPTIONS",
    "OPTIONS",
    "OTHER_OPTIONS",
    "TIME_UNITS",
    "Config",
    "Direction",
    "InputConfig",
    "Join",
    "Metric",
    "MetricKind",
    "TextConfig",
    "ThemesConfig",
    "build_config",
    "config_keys",
    "load_config",
    "parse_metric",
    "resolve_config",
]
