"""``cxtext config``: show, check and write the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxtext.cli import options as o
from cxtext.cli.output import Output
from cxtext.errors import ConfigError


def show(*, config: o.ConfigFile = None, out: Output) -> None:
    """Print the settings in force."""
    from cxtext.settings import load_config, render_config

    loaded = load_config(config)
    out.result(render_config(loaded), loaded.model_dump(mode="json"))


def validate(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Config file; ./cxtext.toml by default.")] = None,
    *,
    out: Output,
) -> None:
    """Check a config file."""
    from cxtext.pipeline import check_inputs
    from cxtext.settings import load_config

    name = str(file or "cxtext.toml")
    config = load_config(name, environ={})
    try:
        check_inputs(config)
    except ConfigError as error:
        raise ConfigError(f"{name}: {error}") from None
    out.result(f"{name} is valid", {"file": name})


def init(
    *,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="File to write; - is stdout.", parser=o.name_output)
    ] = "cxtext.toml",
    force: o.Force = False,
    out: Output,
) -> None:
    """Write a config file with every default."""
    from cxtext.cli.files import check_free, to_stdout, write_files
    from cxtext.settings import Config, describe_keys, render_config

    text = render_config(Config(), comments=describe_keys())
    if output == "-":
        to_stdout(out, text.encode("utf-8"))
        return
    target = Path(output)
    check_free(target, force=force)
    write_files(target.parent, {target.name: text.encode("utf-8")})
    out.result(str(target), {"files": [str(target)]})
    out.note(f"Next: edit it, then cxtext config validate {target}")
