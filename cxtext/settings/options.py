"""The one table of options: what the command line, ``analyze(...)``, ``cxtext config init`` and the guide say of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from cxtext.errors import suggest
from cxtext.settings.config import SECTIONS, Config, MetricKind, config_keys

#: What messages call the origin of a value that no single option sets.
OPTIONS_ORIGIN = "the options"
#: Commands that an option may belong to; an option of none of them is for Python and the config file.
INPUT = ("analyze", "inspect", "apply")
ANALYZE = ("analyze",)
WAVES = ("analyze", "apply")
RUNS = ("analyze", "demo")
LOOKS = ("analyze", "demo", "report")
EVERY_RUN = ("analyze", "demo", "apply")
EVERY = ("analyze", "inspect", "demo", "apply")


@dataclass(frozen=True)
class Option:
    """One option: a keyword of ``analyze`` in Python, a flag of the commands it belongs to.

    Parameters
    ----------
    name : str
        Keyword in Python, such as ``"text_column"``; the flag is made of it.
    key : str
        Dotted config key that it sets; empty for the options that make metrics and joins.
    metavar : str
        What help texts call the value, such as ``"NAME"``; empty for a switch.
    help : str
        One line for help texts, the config file and the guide (``cxtext/guide/settings.md``).
    commands : tuple of str
        Commands that have it as a flag.
    value_type : {str, int, bool}
        Type of one value.
    repeats : bool
        Whether it takes several values: a flag given more than once, a list in Python.
    flag : str
        Flag where it is not the name with dashes.

    >>> Option("text_column", "input.text_columns", "NAME", "Column of answers.").flag
    '--text-column'
    """

    name: str
    key: str
    metavar: str
    help: str
    commands: tuple[str, ...] = ()
    value_type: type[str] | type[int] | type[bool] = str
    repeats: bool = False
    flag: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "flag", self.flag or f"--{self.name.replace('_', '-')}")

    @property
    def limits(self) -> tuple[int | None, int | None]:
        """Least and greatest value that the setting allows, None where there is no limit.

        >>> next(option for option in OPTION_TABLE if option.name == "n_themes").limits
        (2, 500)
        """
        least = most = None
        for limit in field_of(self.key).metadata if self.key and self.value_type is int else ():
            least = getattr(limit, "ge", least)
            most = getattr(limit, "le", most)
        return least, most


OPTION_TABLE: tuple[Option, ...] = (
    Option("text_column", "input.text_columns", "NAME", "Column of answers; one for each question.", INPUT, repeats=True),
    Option("nps_column", "", "NAME", "Column of 0-10 answers to 'would you recommend'.", INPUT, repeats=True),
    Option("csat_column", "", "NAME", "Column of satisfaction ratings.", INPUT, repeats=True),
    Option("ces_column", "", "NAME", "Column of effort or ease ratings.", INPUT, repeats=True),
    Option(
        "metric",
        "",
        "COLUMN:KIND[:DIRECTION]",
        f"Any outcome column. Kinds: {', '.join(get_args(MetricKind))}; directions: higher, lower (is better).",
        INPUT,
        repeats=True,
    ),
    Option("exposure_column", "", "NAME", "Column that count metrics are out of, such as months or orders.", INPUT),
    Option("primary_metric", "ranking.primary_metric", "NAME", "The metric that leads; else the first declared.", WAVES),
    Option("date_column", "input.date_column", "NAME", "Column of the date of each response.", INPUT),
    Option("time_zone", "input.time_zone", "ZONE", "Time zone of days and waves, such as Europe/Berlin or +09:00.", INPUT),
    Option("wave_column", "input.wave_column", "NAME", "Column of survey waves, instead of calendar periods.", INPUT),
    Option(
        "group_column", "input.group_columns", "NAME", "Column of cohorts to compare; there may be several.", INPUT, repeats=True
    ),
    Option("id_column", "input.id_column", "NAME", "Column that identifies a response.", INPUT),
    Option("respondent_column", "input.respondent_column", "NAME", "Column that identifies the respondent.", INPUT),
    Option("copies", "input.copies", "HOW", "Responses with the same long text: join, as one person's, or count each.", ANALYZE),
    Option("deduplicate", "input.deduplicate", "", "Leave out records that equal an earlier one in every column.", INPUT, bool),
    Option("weight_column", "input.weight_column", "NAME", "Column of survey weights.", INPUT),
    Option("value_column", "input.value_column", "NAME", "Column of what the respondent is worth, such as revenue.", INPUT),
    Option(
        "consent_column",
        "input.consent_column",
        "NAME",
        "Column of consent: records that do not say yes are in no output.",
        INPUT,
    ),
    Option("join", "input.join", "FILE", "File with more columns, such as a CRM export.", INPUT, repeats=True),
    Option("on", "", "KEY", "Column of the key in both, or LEFT=RIGHT.", INPUT, repeats=True),
    Option("events", "input.events", "FILE", "CSV of date and label: what happened, to mark in the trends.", WAVES),
    Option("encoding", "input.encoding", "NAME", "Encoding of the input, when it is guessed wrong.", INPUT),
    Option("delimiter", "input.delimiter", "CHAR", r"Field delimiter, when it is guessed wrong; \t is a tab.", INPUT),
    Option("sheet", "input.sheet", "NAME", "Sheet of a workbook; the first that fits by default.", INPUT),
    Option("limit", "input.limit", "N", "Read only the first N records.", EVERY, int),
    Option("embedder", "embedding.embedder", "NAME", "default, fast, or a sentence-transformers model by path or name.", RUNS),
    Option("n_themes", "themes.n_themes", "N", "Number of themes; chosen by default.", RUNS, int, flag="--themes"),
    Option(
        "granularity",
        "themes.granularity",
        "LEVEL",
        "coarse, default, fine, or a number: times the usual number of themes.",
        RUNS,
    ),
    Option("codebook", "themes.codebook", "FILE", "YAML file of themes that are given; others are found as usual.", ANALYZE),
    Option(
        "effort",
        "ranking.effort",
        "FILE",
        "Table of themes (label or id) and the effort each takes; priority is divided by it.",
        ANALYZE,
    ),
    Option(
        "since_run",
        "input.since_run",
        "RUN",
        "Run to which the new responses of the input are added; those that it has are not read again.",
        WAVES,
    ),
    Option(
        "themes_from",
        "themes.source",
        "RUN|FILE",
        "Run whose themes and edits are used, or a codebook; others are found among what fits none.",
        ANALYZE,
    ),
    Option("only", "themes.only", "", "Discover no themes beside those of the run or the codebook.", WAVES, bool),
    Option(
        "namer",
        "themes.namer",
        "URL",
        "OpenAI-compatible endpoint that proposes labels from redacted quotes; off by default.",
        ANALYZE,
    ),
    Option("namer_model", "themes.namer_model", "NAME", "The model that the namer's endpoint is asked for.", ANALYZE),
    Option(
        "rank_check",
        "ranking.check",
        "",
        "Rank again with other seeds, cuts, embedder and formulas; takes several times as long.",
        RUNS,
        bool,
    ),
    Option("emotion", "sentiment.emotion", "", "Read emotions as well; off by default.", ANALYZE, bool),
    Option(
        "redact",
        "privacy.redact",
        "HOW",
        "Personal data in what leaves the run: patterns (the default) are taken out; full: names as well; off: nothing.",
        EVERY,
    ),
    Option("title", "report.title", "TEXT", "Title of the report, instead of the names of the input.", LOOKS),
    Option("logo", "report.logo", "TEXT", "Words above the title, such as the name of a company.", LOOKS),
    Option("accent", "report.accent", "#RRGGBB", "Accent colour of the report, dark enough to be read on white.", LOOKS),
    Option("numbers", "report.numbers", "STYLE", "How numbers are written: 1,234.5 (default), 1.234,5, 1 234,5, 1234.5.", LOOKS),
    Option("seed", "seed", "N", "Seed of everything random; 0 by default.", EVERY_RUN, int),
    Option("jobs", "jobs", "N", "Worker threads; 0, the default, is one per core.", EVERY_RUN, int),
    Option("batch_size", "embedding.batch_size", "N", "Texts that the embedder takes at once.", value_type=int),
    Option("min_responses", "themes.min_responses", "N", "Fewest responses that make a theme.", value_type=int),
    Option("bootstraps", "ranking.bootstraps", "N", "Resamples that rank certainty is measured on.", value_type=int),
    Option(
        "min_cell", "groups.min_cell", "N", "Fewest respondents of a group that is shown by name; at least 3.", value_type=int
    ),
    Option(
        "controls",
        "ranking.controls",
        "",
        "Hold group columns and wave constant as well in the adjusted lens; off by default.",
        value_type=bool,
    ),
)

#: Option name -> dotted config key, for those that set one key.
OPTIONS: dict[str, str] = {option.name: option.key for option in OPTION_TABLE if option.key}
#: Options that declare a column as a metric of the kind they name.
METRIC_OPTIONS: dict[str, MetricKind] = {"nps_column": "nps", "csat_column": "csat", "ces_column": "ces"}
#: What other libraries call an option -> its name here.
OTHER_NAMES = {"random_state": "seed", "n_clusters": "n_themes", "nr_topics": "n_themes", "n_topics": "n_themes"}


def suggest_option(name: str) -> str:
    """Return `` Did you mean 'x'?`` for the option that an unknown keyword stands for, or an empty string.

    >>> suggest_option("nr_topics")
    " Did you mean 'n_themes'?"
    """
    return suggest(OTHER_NAMES.get(name, name), [option.name for option in OPTION_TABLE])


def describe_keys() -> dict[str, str]:
    """Return what every dotted config key is for: the help of its option, or else its description.

    >>> describe_keys()["themes.n_themes"]
    'Number of themes; chosen by default.'
    """
    help_texts = {option.key: option.help for option in OPTION_TABLE if option.key}
    return {key: help_texts.get(key) or field_of(key).description or "" for key in config_keys()}


def name_option(key: str) -> str:
    """Return what messages call the option that sets a dotted key.

    >>> name_option("themes.n_themes"), name_option("themes.min_responses")
    ('the option n_themes (--themes)', 'the option min_responses')
    """
    option = next((option for option in OPTION_TABLE if option.key == key), None)
    if option is None:
        return OPTIONS_ORIGIN
    return f"the option {option.name}" + (f" ({option.flag})" if option.commands else "")


def takes_text(key: str) -> bool:
    """Tell whether the value of a dotted key is text, and nothing but text.

    >>> takes_text("input.sheet"), takes_text("themes.granularity"), takes_text("seed")
    (True, False, False)
    """
    annotation = field_of(key).annotation
    kinds = [get_origin(kind) or kind for kind in get_args(annotation) or (annotation,)]
    return all(kind in (str, type(None), Annotated) for kind in kinds)


def field_of(key: str) -> Any:
    """Return the pydantic field of a dotted config key."""
    section, _, name = key.rpartition(".")
    return (SECTIONS[section] if section else Config).model_fields[name]
