"""What a user may set, and where each value came from."""

from __future__ import annotations

from cxtext.settings.config import Config, InputConfig, TextConfig, ThemesConfig, build_config, config_keys, load_config
from cxtext.settings.declared import TIME_UNITS, Direction, Join, Metric
from cxtext.settings.options import OPTIONS, OTHER_OPTIONS, parse_metric, resolve_config

__all__ = [
    "OPTIONS",
    "OTHER_OPTIONS",
    "TIME_UNITS",
    "Config",
    "Direction",
    "InputConfig",
    "Join",
    "Metric",
    "TextConfig",
    "ThemesConfig",
    "build_config",
    "config_keys",
    "load_config",
    "parse_metric",
    "resolve_config",
]
