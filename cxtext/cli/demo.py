"""``cxtext demo``: the sample survey that comes with cxtext."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cxtext.cli import options as o
from cxtext.cli.analyze import analyze_into
from cxtext.cli.output import Output
from cxtext.cli.parameters import TableOptions, TableValues

#: The sample of the demo.
DEMO = "cncf_nps.csv"
#: What its columns are.
DEMO_COLUMNS: dict[str, Any] = {
    "text_column": "text",
    "id_column": "id",
    "date_column": "date",
    "group_column": "wave",
    "metric": ["nps:nps", "overall_satisfaction10:csat"],
}


def demo(
    *,
    output: o.NewRun = Path("cxtext-demo"),
    options: Annotated[TableValues, TableOptions("demo")],
    force: o.Force = False,
    strict: o.Strict = False,
    out: Output,
) -> None:
    """Analyse the sample survey."""
    from cxtext.settings import Config, resolve_config
    from cxtext.shipped import sample_path

    config = resolve_config(Config(), options={**options, **DEMO_COLUMNS})
    analyze_into(out, [str(sample_path(DEMO))], config, output, force=force, strict=strict)
