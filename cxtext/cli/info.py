"""``cxtext info``: what is installed."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec

from cxtext.cli.output import Output, render_table

#: Extra -> a module that tells whether it is installed.
_EXTRAS = {"sentence-transformers": "sentence_transformers"}


@dataclass(frozen=True, slots=True)
class Installation:
    """What is installed: versions, extras, the shipped files and the registered parts, each by name."""

    version: str
    python: str
    platform: str
    libraries: Mapping[str, str | None]
    extras: Mapping[str, bool]
    models: Mapping[str, Mapping[str, object]]
    parts: Mapping[str, list[str]]


def info(out: Output) -> None:
    """Show versions, models and parts."""
    data = _collect()
    models = [[name, str(m.get("licence", "")), str(m.get("sha256", ""))[:12]] for name, m in data.models.items()]
    lines = [
        f"cxtext {data.version}, Python {data.python}, {data.platform}",
        "",
        render_table(["library", "version"], [[k, v or "missing"] for k, v in data.libraries.items()]),
        "",
        render_table(["extra", "installed"], [[k, "yes" if v else "no"] for k, v in data.extras.items()]),
        "",
        render_table(["model file", "licence", "sha256"], models),
        "",
        *(f"{group.removeprefix('cxtext.')}: {', '.join(names)}" for group, names in data.parts.items()),
        "guide: cxtext guide",
    ]
    out.result("\n".join(lines), asdict(data))


def _collect() -> Installation:
    """Gather what there is."""
    from cxtext import __version__, plugins, shipped
    from cxtext.run import library_versions

    return Installation(
        version=__version__,
        python=platform.python_version(),
        platform=platform.platform(terse=True),
        libraries=library_versions(),
        extras={extra: find_spec(module) is not None for extra, module in _EXTRAS.items()},
        models=shipped.manifest()["files"],
        parts={group: plugins.names(group) for group in plugins.PARTS},
    )
