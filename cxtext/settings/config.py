"""The settings of a run: every section, its keys, defaults and limits.

A key that is also an option has its help in the table of options (``settings/options.py``); any other has a description here.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from cxtext.errors import suggest
from cxtext.language import list_languages
from cxtext.settings.colour import check_accent

#: The one list of kinds: help texts, messages and checks derive from it.
MetricKind = Literal["nps", "csat", "ces", "binary", "number", "duration", "count"]
Direction = Literal["higher", "lower"]
#: Units of a duration, each in seconds.
TIME_UNITS: dict[str, float] = {
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "days": 86_400.0,
    "weeks": 604_800.0,
    "months": 2_629_746.0,
    "years": 31_556_952.0,
}
#: What the declaration of a metric may hold beside its column, name, direction and words.
DECLARABLE: dict[MetricKind, frozenset[str]] = {
    "nps": frozenset({"scale", "top"}),
    "csat": frozenset({"scale", "top"}),
    "ces": frozenset({"scale", "top"}),
    "binary": frozenset({"scale", "top"}),
    "number": frozenset({"scale", "top"}),
    "duration": frozenset({"unit"}),
    "count": frozenset({"unit", "exposure"}),
}
#: Units to choose from, of the kinds that do not take any text.
_UNITS: dict[MetricKind, tuple[str, ...]] = {"duration": tuple(TIME_UNITS)}
#: What the names of ``themes.granularity`` multiply the usual number of themes by.
GRANULARITIES = {"coarse": 0.5, "default": 1.0, "fine": 2.0}
#: Limits of a ``themes.granularity`` that is a number; chosen wide, not measured.
LEAST_TIMES = 0.1
MOST_TIMES = 10.0


def _name_column(name: str) -> str:
    """Refuse an empty name of a column."""
    if not name.strip():
        raise ValueError(f"no column is named {name!r}; name one of the input")
    return name


ColumnName = Annotated[str, AfterValidator(_name_column)]
#: One character, or its name; a tab may be written as a backslash and a t, which a shell passes on as they are.
Delimiter = Annotated[str, AfterValidator(lambda text: text.replace("\\t", "\t"))]


class Contradiction(ValueError):
    """Values of one section that do not go together; ``keys`` are their names in it."""

    def __init__(self, message: str, keys: tuple[str, ...]) -> None:
        super().__init__(message)
        self.keys = keys


class Section(BaseModel):
    """A part of the config: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_flags(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, bool) and cls.model_fields[str(info.field_name)].annotation is not bool:
            raise ValueError(f"it takes a value, not yes or no (got {str(value).lower()})")
        return value


class Metric(Section):
    """One declared outcome column.

    Parameters
    ----------
    column : str
        Column of the input that holds the answers.
    kind : MetricKind
        Such as ``"nps"`` or ``"duration"``.
    name : str, optional
        How outputs call it; the column's name when empty.
    direction : {"higher", "lower"}, optional
        Which way is better. ``ces`` asks for it (effort: lower, ease: higher); ``duration`` defaults to lower, the others
        to higher unless the name of the column tells (churned, tickets: lower).
    scale : tuple of (float, float), optional
        Lowest and highest answer allowed: 0 to 10 for nps; csat and ces take it from 1-5, 1-7 or
        1-10 as the data show when it is not given, and say so.
    top : float, optional
        Lowest answer that counts as satisfied (top box) for csat and ces; by default the top two of five points,
        in proportion on other scales.
    words : mapping of str to float, optional
        Answers given in words and the number each stands for, such as ``{"Very satisfied": 5}``.
    exposure : str, optional
        For ``count``: the column that says how long (customer-months) or how much (orders) each count is out of; the metric
        is then a rate. Without it each count is out of 1.
    unit : str
        For ``duration``: seconds, minutes, hours, days, weeks, months or years, else taken from the column's name. For
        ``count``: what the rate is called, such as ``"tickets per customer-month"``.

    >>> Metric(column="score", kind="nps").label
    'score'
    """

    column: ColumnName
    kind: MetricKind
    name: str = ""
    direction: Direction | None = None
    scale: tuple[float, float] | None = None
    top: float | None = None
    words: dict[str, float] = {}
    exposure: str | None = None
    unit: str = ""

    @field_validator("exposure", mode="before")
    @classmethod
    def _read_empty(cls, value: Any) -> Any:
        return None if value == "" else value

    @model_validator(mode="after")
    def _fits_kind(self) -> Metric:
        allowed, units = DECLARABLE[self.kind], _UNITS.get(self.kind)
        if (self.scale is not None or self.top is not None) and not allowed >= {"scale", "top"}:
            raise ValueError(f"metric {self.label!r}: kind {self.kind} has no scale and no top")
        for key in ("exposure", "unit"):
            if getattr(self, key) and key not in allowed:
                kinds = [kind for kind, keys in DECLARABLE.items() if key in keys]
                noun = "kind" if len(kinds) == 1 else "kinds"
                raise ValueError(f"metric {self.label!r}: {key} is for {noun} {' and '.join(kinds)}, not {self.kind}")
        if self.unit and units is not None and self.unit not in units:
            raise ValueError(f"metric {self.label!r}: unit {self.unit!r} is none of {', '.join(units)}")
        return self

    @property
    def label(self) -> str:
        """The name that outputs use."""
        return self.name or self.column


class Join(Section):
    """A file of outcomes or cohorts whose rows are looked up for every response by a key that both have.

    Parameters
    ----------
    file : str
    on : str
        Column of the key in both; ``LEFT=RIGHT`` when the file calls it differently.
    encoding, delimiter, sheet : str, optional
        As for the input; guessed when not given.

    >>> Join(file="crm.csv", on="customer_id=id").keys
    ('customer_id', 'id')
    """

    file: str = Field(min_length=1)
    on: str = Field(min_length=1)
    encoding: str | None = None
    delimiter: Delimiter | None = None
    sheet: str | None = None

    @property
    def keys(self) -> tuple[str, str]:
        """The key's column in the input and in the file."""
        left, _, right = self.on.partition("=")
        return left.strip(), (right or left).strip()


class InputConfig(Section):
    """Which columns are what, and how the file is read. Empty means: guess and say why.

    ``time_zone`` (``Europe/Berlin``, ``+09:00``) is the one whose clocks decide days and waves, and that of times without a zone.

    ``events`` is a file of dates and labels to mark in the trends; ``since_run`` is a run to which new responses are added.
    """

    text_columns: tuple[ColumnName, ...] = ()
    id_column: str | None = None
    respondent_column: str | None = None
    date_column: str | None = None
    time_zone: str | None = None
    wave_column: str | None = None
    weight_column: str | None = None
    value_column: str | None = None
    consent_column: str | None = None
    group_columns: tuple[ColumnName, ...] = ()
    events: str | None = None
    encoding: str | None = None
    delimiter: Delimiter | None = None
    sheet: str | None = None
    limit: int | None = Field(None, ge=1)
    since_run: str | None = None
    copies: Literal["join", "count"] = "join"
    deduplicate: bool = False
    join: tuple[Join, ...] = ()


class TextConfig(Section):
    """How responses become opinion units."""

    language: str = Field("en", description="Language of the responses: its word lists, and heads trained on it, are used.")
    other_languages: Literal["apart", "together"] = Field(
        "apart",
        description="Comments in other languages than the survey's main one: apart, one row per language, or together in the "
        "themes, for a multilingual embedder.",
    )
    stop_words: tuple[str, ...] = Field(
        (), description="Words that name nothing by themselves, such as your company's name: no theme is called after them."
    )
    split_clauses: bool = Field(True, description="Split a sentence that states several opinions.")
    max_unit_chars: int = Field(600, ge=80, description="Longest opinion unit, in characters; a longer one is cut.")

    @field_validator("language")
    @classmethod
    def _has_word_lists(cls, value: str) -> str:
        languages = list_languages()
        if value not in languages:
            raise ValueError(f"no word lists for {value!r}.{suggest(value, languages)}\nLanguages: {', '.join(languages)}")
        return value


class EmbeddingConfig(Section):
    """Which model turns texts into vectors: a registered name, a local path, or a sentence-transformers name."""

    embedder: str = Field("default", min_length=1)
    batch_size: int = Field(32, ge=1)


class ThemesConfig(Section):
    """How themes are found.

    ``source`` is a run whose themes are used, or a codebook; with ``only`` no others are discovered.
    ``n_themes``, or ``granularity`` (times as many themes), overrides the usual choice; ``codebook`` is a file of given
    themes; ``namer`` is the address of a language model that proposes labels, ``namer_model`` its
    name there, ``namer_run`` an earlier run whose answers are used again.
    """

    source: str | None = None
    only: bool = False
    codebook: str | None = None
    n_themes: int | None = Field(None, ge=2, le=500)
    granularity: str | float = "default"
    namer: str | None = None
    namer_model: str = Field("default", min_length=1, max_length=200)
    namer_run: str | None = Field(None, description="Earlier run whose answers of the namer are used again.")
    min_responses: int = Field(5, ge=2)
    max_fit_units: int = Field(6_000, ge=100, description="Largest sample of opinion units that themes are discovered on.")
    stability_refits: int = Field(6, ge=2, description="Refits on resamples that measure how stable a theme is.")

    @property
    def detail(self) -> float:
        """Factor on the usual number of themes."""
        return GRANULARITIES[self.granularity] if isinstance(self.granularity, str) else self.granularity

    @field_validator("granularity", mode="before")
    @classmethod
    def _read_granularity(cls, value: Any) -> str | float:
        if isinstance(value, str) and value in GRANULARITIES:
            return value
        with suppress(TypeError, ValueError):
            if not isinstance(value, bool) and LEAST_TIMES <= float(value) <= MOST_TIMES:
                return float(value)
        raise ValueError(f"expected {', '.join(GRANULARITIES)}, or a number from {LEAST_TIMES} to {MOST_TIMES} (got {value!r})")

    @model_validator(mode="after")
    def _one_way_to_override(self) -> ThemesConfig:
        if self.n_themes is not None and self.granularity != "default":
            raise Contradiction("both say how many themes there are; give one of them", ("n_themes", "granularity"))
        return self


class SentimentConfig(Section):
    """How sentiment is read, and what besides polarity and intent: emotion is off by default because it is often wrong."""

    emotion: bool = False
    embedder: Literal["fast", "default"] = Field(
        "fast",
        description="Which shipped embedder reads sentiment where that of the themes has no sentiment heads: fast, or default, "
        "which is more often right and embeds every opinion once more.",
    )


class RankingConfig(Section):
    """How themes are ranked.

    ``effort`` is a CSV file with the columns theme and effort; with ``controls`` the adjusted lens also holds the declared
    group columns and the wave constant; ``check`` ranks again with other choices (table ``rank_check``).
    """

    bootstraps: int = Field(500, ge=50)
    primary_metric: str | None = None
    effort: str | None = None
    controls: bool = False
    check: bool = False


class GroupsConfig(Section):
    """How groups are compared: a group of fewer than ``min_cell`` respondents is not shown by name.

    Below 3 is refused: one of two people would know what the other one said.
    """

    min_cell: int = Field(5, ge=3)


class PrivacyConfig(Section):
    """What may leave a run: the tables of the run itself hold the responses as they were read.

    ``redact`` is what reports, exports, sheets, questions and messages hold of customers' words: off, as they are; patterns,
    without what points to a person; full, without names of people as well.
    """

    redact: Literal["off", "patterns", "full"] = "patterns"


class ReportConfig(Section):
    """How the report looks: its title and the words of a logo, an accent colour, and how numbers are written.

    Empty means: the names of the input, no logo, and the usual accent. ``numbers`` is how 1,234.5 is written.
    """

    title: str = Field("", max_length=200)
    logo: str = Field("", max_length=60)
    accent: Annotated[str, AfterValidator(check_accent)] = ""
    numbers: Literal["1,234.5", "1.234,5", "1 234,5", "1234.5"] = "1,234.5"


class Config(Section):
    """All settings of one analysis.

    >>> Config().themes.min_responses
    5
    """

    input: InputConfig = InputConfig()
    text: TextConfig = TextConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    themes: ThemesConfig = ThemesConfig()
    sentiment: SentimentConfig = SentimentConfig()
    ranking: RankingConfig = RankingConfig()
    groups: GroupsConfig = GroupsConfig()
    privacy: PrivacyConfig = PrivacyConfig()
    report: ReportConfig = ReportConfig()
    metrics: tuple[Metric, ...] = Field((), description="Outcome columns, one [[metrics]] block each.")
    guess_metrics: bool = Field(True, description="Guess the outcome columns when none is declared.")
    seed: int = Field(0, ge=0, lt=2**31)
    jobs: int = Field(0, ge=0)

    @field_validator("metrics")
    @classmethod
    def _check_metrics(cls, metrics: tuple[Metric, ...]) -> tuple[Metric, ...]:
        for metric in metrics:
            if metric.scale is not None and metric.scale[0] >= metric.scale[1]:
                ends = " to ".join(f"{end:g}" for end in metric.scale)
                raise ValueError(f"scale {ends} of metric {metric.label!r} must run from low to high")
        names = [metric.label for metric in metrics]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two metrics are named {twice[0]!r}; give one another name")
        return metrics


#: The sections of the config by name; its other keys stand alone.
SECTIONS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Config.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def config_keys() -> list[str]:
    """Return every dotted key of the config, ``metrics`` as one key."""
    keys = []
    for name in Config.model_fields:
        keys += [f"{name}.{key}" for key in SECTIONS[name].model_fields] if name in SECTIONS else [name]
    return keys
