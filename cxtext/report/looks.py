"""How the report of a run looks: what its settings say, checked again where they are read."""

from __future__ import annotations

from cxtext.findings import AnalysisLike
from cxtext.settings import ReportConfig, lighten, recorded_config


def read_looks(analysis: AnalysisLike) -> ReportConfig:
    """Return the settings of the report that a run has recorded.

    Raises
    ------
    ConfigError
        When one of them cannot be used, as after an edit of the manifest by hand.
    """
    return recorded_config({"report": analysis.manifest.config.get("report", {})}).report


def accent_css(looks: ReportConfig) -> str:
    """Return the style of the accent, lighter in dark mode; nothing for the usual one."""
    if not looks.accent:
        return ""
    usual = f":root {{ --accent: {looks.accent}; }}"
    dark = f":root {{ --accent: {lighten(looks.accent)}; }}"
    return f"{usual}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n@media print {{ {usual} }}\n"
