"""``cxtext demo``: the sample surveys that come with cxtext."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.analyze import analyze_into
from cxtext.cli.output import Output
from cxtext.cli.parameters import TableOptions, TableValues
from cxtext.errors import ConfigError, suggest


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample survey.

    Parameters
    ----------
    file : str
        Name of its file among the sample data.
    columns : dict of str to object
        What its columns are, as keywords of :func:`cxtext.analyze`.
    """

    file: str
    columns: dict[str, Any]


#: The sample surveys by what ``--survey`` calls them; the first one is analysed by default.
SAMPLES = {
    "nhs": Sample(
        "nhs_111.csv",
        {"text_column": ["why", "improve"], "id_column": "id", "date_column": "date", "metric": "rating:number"},
    ),
    "cncf": Sample(
        "cncf_nps.csv",
        {
            "text_column": "text",
            "id_column": "id",
            "date_column": "date",
            "group_column": "wave",
            "metric": ["nps:nps", "overall_satisfaction10:csat"],
        },
    ),
}
DEFAULT = next(iter(SAMPLES))


def name_survey(text: str) -> str:
    """Return the name of a sample survey; refuse one that there is not.

    >>> name_survey("cncf")
    'cncf'
    """
    if text not in SAMPLES:
        raise ConfigError(f"no sample survey {text!r}.{suggest(text, SAMPLES)}\nSurveys: {', '.join(SAMPLES)}")
    return text


def demo(
    *,
    survey: Annotated[
        str,
        typer.Option(metavar="NAME", help="Survey to analyse: nhs (NHS 111 callers) or cncf (maintainers).", parser=name_survey),
    ] = DEFAULT,
    output: o.NewRun = Path("cxtext-demo"),
    options: Annotated[TableValues, TableOptions("demo")],
    force: o.Force = False,
    strict: o.Strict = False,
    out: Output,
) -> None:
    """Analyse a sample survey."""
    from cxtext.settings import Config, resolve_config
    from cxtext.shipped import sample_path

    sample = SAMPLES[survey]
    config = resolve_config(Config(), options={**options, **sample.columns})
    analyze_into(out, [str(sample_path(sample.file))], config, output, force=force, strict=strict)
