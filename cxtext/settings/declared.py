"""What a user declares about the data: outcome columns, and files to join."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

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


class Section(BaseModel):
    """A part of the config: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_flags(cls, data: Any) -> Any:
        for name, value in data.items() if isinstance(data, Mapping) else ():
            if isinstance(value, bool) and name in cls.model_fields and cls.model_fields[name].annotation is not bool:
                raise ValueError(f"{name} is not yes or no (got {value})")
        return data


class Metric(Section):
    """One declared outcome column.

    Parameters
    ----------
    column : str
        Column of the input that holds the answers.
    kind : {"nps", "csat", "ces", "binary", "number", "duration", "count"}
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

    column: str
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
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def keys(self) -> tuple[str, str]:
        """The key's column in the input and in the file."""
        left, _, right = self.on.partition("=")
        return left.strip(), (right or left).strip()
