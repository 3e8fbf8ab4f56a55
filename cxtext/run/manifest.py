"""The manifest of a run: what was used, what was counted, and what another command needs to measure again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cxtext.metrics import KINDS, Answers, Outcome, make_outcome
from cxtext.run.files import MANIFEST
from cxtext.run.submissions import Submissions
from cxtext.schema import VOLUME_METRIC, Receipt, active_themes, read_row, take, take_mapping
from cxtext.settings import Config, EmbeddingConfig, Metric, describe_invalid, recorded_config

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.run.log import RunLog

#: Sections of the config that outputs read.
SECTIONS = ("input", "embedding", "themes", "ranking", "groups", "privacy")
#: Fields that only some runs have.
OPTIONAL = ("taught", "n_edits", "efforts")
LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "graspologic-native", "onnxruntime", "tokenizers", "spacy")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted at each stage, all of it rows of the tables.

    ``n_responses = n_content + n_non_answer + n_blank`` and ``n_units = n_assigned + n_unassigned``; ``n_rows`` counts the
    records that were dropped too. ``n_voices`` are the people who gave those with content; None in a run of an early release.
    """

    n_rows: int
    n_rows_dropped: int
    n_responses: int
    n_content: int
    n_non_answer: int
    n_blank: int
    n_units: int
    n_unique_units: int
    n_assigned: int
    n_unassigned: int
    n_themes: int
    n_subthemes: int
    n_voices: int | None = None

    @property
    def n_rows_kept(self) -> int:
        """Records that became responses: submissions, as several questions give several responses."""
        return self.n_rows - self.n_rows_dropped

    @property
    def unassigned_share(self) -> float | None:
        """Share of the opinion units that are in no theme; None without units."""
        return self.n_unassigned / self.n_units if self.n_units else None


@dataclass(frozen=True, slots=True)
class Model:
    """A model by name and, where it has one, fingerprint."""

    name: str
    fingerprint: str | None = None

    def to_json(self) -> dict[str, str]:
        """Return it as JSON values."""
        return {"name": self.name, **({"fingerprint": self.fingerprint} if self.fingerprint is not None else {})}


@dataclass(frozen=True, slots=True)
class Models:
    """Every model that a run used.

    Parameters
    ----------
    embedder, sentiment_reads : Model
        ``sentiment_reads`` is the word table that the sentiment heads read.
    parser : str or None
        The parser of the language; None when there is none.
    codebook, namer : Model or None
        Only where one was given.
    """

    embedder: Model
    sentiment_reads: Model
    parser: str | None = None
    codebook: Model | None = None
    namer: Model | None = None

    def to_json(self) -> dict[str, dict[str, str] | str | None]:
        """Return them as JSON values."""
        optional = {"codebook": self.codebook, "namer": self.namer}
        return {
            "embedder": self.embedder.to_json(),
            "sentiment_reads": self.sentiment_reads.to_json(),
            "parser": self.parser,
            **{role: model.to_json() for role, model in optional.items() if model is not None},
        }

    @classmethod
    def from_json(cls, data: object, path: str) -> Models:
        """Read what :meth:`to_json` gave."""
        values: Mapping[str, Any] = take(data, dict, path)
        roles = ("embedder", "sentiment_reads", "codebook", "namer")
        return read_row(
            cls, values, path, **{role: read_row(Model, values[role], f"{path}.{role}") for role in roles if role in values}
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run says about itself.

    Parameters
    ----------
    version, created_at : str
        Of cxtext; when, as ISO 8601 in UTC.
    libraries : mapping of str to str
        Versions of the libraries that numbers depend on.
    config : mapping
        The config in force, as JSON values.
    seed : int
    input : Receipt
        Sources and record counts.
    counts : Counts
    timings : mapping of str to float
        Seconds by stage.
    models : Models
    primary_metric : str
        The metric that themes are ranked by first.
    outcomes : tuple of Metric
        Every metric with the scale and direction that it was read with.
    taught : mapping of str to int
        Examples by theme, of a run that was taught.
    n_edits : int
        Edits of themes that its figures contain.
    efforts : mapping of str to float
        Effort by theme id, where it is not 1; of the themes before edits.
    """

    version: str
    created_at: str
    libraries: Mapping[str, str]
    config: Mapping[str, Any]
    seed: int
    input: Receipt
    counts: Counts
    timings: Mapping[str, float]
    models: Models
    primary_metric: str
    outcomes: tuple[Metric, ...]
    taught: Mapping[str, int] = field(default_factory=dict)
    n_edits: int = 0
    efforts: Mapping[str, float] = field(default_factory=dict)

    def setting(self, section: str, name: str, default: Any = None) -> Any:
        """Return one setting of the config; ``default`` where an earlier version had none."""
        return self.config.get(section, {}).get(name, default)

    @property
    def recorded_config(self) -> Config:
        """The config in force, without settings that this version does not have."""
        return recorded_config(self.config)

    @property
    def embedding(self) -> EmbeddingConfig:
        """How texts were embedded, without settings that this version does not have."""
        section = self.config.get("embedding", {})
        return EmbeddingConfig(**{name: value for name, value in section.items() if name in EmbeddingConfig.model_fields})

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values, in the order of the file."""
        return {
            "version": self.version,
            "created_at": self.created_at,
            "libraries": dict(self.libraries),
            "config": dict(self.config),
            "seed": self.seed,
            "input": self.input.to_json(),
            "counts": asdict(self.counts),
            "timings": dict(self.timings),
            "models": self.models.to_json(),
            "primary_metric": self.primary_metric,
            "outcomes": [metric.model_dump(mode="json") for metric in self.outcomes],
            **({"taught": dict(self.taught)} if self.taught else {}),
            **({"n_edits": self.n_edits} if self.n_edits else {}),
            **({"efforts": dict(self.efforts)} if self.efforts else {}),
        }

    @classmethod
    def from_json(cls, data: object) -> Manifest:
        """Read what :meth:`to_json` gave.

        Raises
        ------
        ValueError
            When a value is missing or of the wrong type; the message names the first.
        """
        values: Mapping[str, Any] = take(data, dict, MANIFEST)
        missing = next((one.name for one in fields(cls) if one.name not in (*OPTIONAL, *values)), None)
        if missing:
            raise ValueError(f"{MANIFEST} lacks {missing!r}")
        at = {one.name: f"{MANIFEST}: {one.name}" for one in fields(cls)}
        config = take(values["config"], dict, at["config"])
        for section in SECTIONS:
            take(config.get(section, {}), dict, f"{at['config']}.{section}")
        outcomes = take(values["outcomes"], list, at["outcomes"])
        return cls(
            version=take(values["version"], str, at["version"]),
            created_at=take(values["created_at"], str, at["created_at"]),
            libraries=take_mapping(values["libraries"], str, at["libraries"]),
            config=config,
            seed=take(values["seed"], int, at["seed"]),
            input=Receipt.from_json(values["input"], at["input"]),
            counts=read_row(Counts, values["counts"], at["counts"]),
            timings=take_mapping(values["timings"], float, at["timings"]),
            models=Models.from_json(values["models"], at["models"]),
            primary_metric=take(values["primary_metric"], str, at["primary_metric"]),
            outcomes=tuple(_read_outcome(metric, f"{at['outcomes']}.{place}") for place, metric in enumerate(outcomes)),
            taught=take_mapping(values.get("taught", {}), int, at["taught"]),
            n_edits=take(values.get("n_edits", 0), int, at["n_edits"]),
            efforts=take_mapping(values.get("efforts", {}), float, at["efforts"]),
        )


def _read_outcome(data: object, path: str) -> Metric:
    """Read one metric as it was recorded."""
    try:
        return Metric.model_validate(data)
    except ValidationError as error:
        raise ValueError(f"{path}: {describe_invalid(error, data)}") from None


def build_manifest(
    config: Config,
    receipt: Receipt,
    tables: Mapping[str, pd.DataFrame],
    run: RunLog,
    *,
    models: Models,
    outcomes: Sequence[Metric],
) -> Manifest:
    """Return the manifest; every count in it is a count of table rows.

    Parameters
    ----------
    config : Config
        The config in force.
    receipt : Receipt
        What the reader read: sources and record counts.
    tables : mapping of str to DataFrame
        All tables of the analysis.
    run : RunLog
        Timings of the stages.
    models : Models
    outcomes : sequence of Metric
        The metrics as they were read, see :func:`record_outcomes`.
    """
    import cxtext

    return Manifest(
        version=cxtext.__version__,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        libraries={name: number or "unknown" for name, number in library_versions().items()},
        config=config.model_dump(mode="json"),
        seed=config.seed,
        input=receipt,
        counts=count_rows(tables, receipt),
        timings=run.timings,
        models=models,
        primary_metric=choose_primary(config, tables["metrics"]),
        outcomes=tuple(outcomes),
    )


def count_rows(tables: Mapping[str, pd.DataFrame], receipt: Receipt) -> Counts:
    """Return the counts of every stage; they add up."""
    status = tables["responses"]["status"].value_counts()
    assigned = tables["assignments"]["theme_id"].notna()
    themes = active_themes(tables["themes"])["theme_id"]
    return Counts(
        n_rows=receipt.n_read,
        n_rows_dropped=receipt.n_dropped,
        n_responses=len(tables["responses"]),
        n_content=int(status.get("content", 0)),
        n_non_answer=int(status.get("non_answer", 0)),
        n_blank=int(status.get("blank", 0)),
        n_units=len(tables["units"]),
        n_unique_units=int(tables["units"]["text"].nunique()),
        n_assigned=int(assigned.sum()),
        n_unassigned=int((~assigned).sum()),
        n_themes=len(themes),
        n_voices=int(tables["responses"].loc[tables["responses"]["status"] == "content", "voice_id"].nunique()),
        n_subthemes=int(tables["themes"]["parent_id"].isin(themes).sum()),
    )


def choose_primary(config: Config, metrics: pd.DataFrame) -> str:
    """Return the metric that the report leads with.

    That is the one asked for, else the first one declared, else, of those guessed, NPS or the one with most answers.
    """
    if metrics.empty:
        return VOLUME_METRIC
    names = metrics["metric"].tolist()
    for name in (config.ranking.primary_metric, *(metric.label for metric in config.metrics)):
        if name in names:
            return str(name)
    leads = metrics["kind"].isin([kind for kind, outcome in KINDS.items() if outcome.leads])
    order = metrics.assign(leads=leads).sort_values(["leads", "n"], ascending=False, kind="stable")
    return str(order["metric"].iat[0])


def library_versions() -> dict[str, str | None]:
    """Return the installed version of each library that decides results; None for one that is missing."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str | None:
    """Return the installed version of a library, None when it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def record_outcomes(outcomes: Sequence[Outcome]) -> list[Metric]:
    """Return what the manifest holds of the metrics: each with the scale and direction that it was read with."""
    return [one.declaration for one in outcomes]


def recorded_outcomes(manifest: Manifest) -> list[Outcome]:
    """Return the metrics of a run as they were read."""
    return [make_outcome(metric) for metric in manifest.outcomes]


def turned_round(manifest: Manifest, metrics: pd.DataFrame) -> list[str]:
    """Return the metrics that are recorded the other way round than answers were read.

    Earlier versions recorded every metric of kind csat as one whose high answers are the good ones. The table metrics says which
    answers a point stands for, and the config what was declared.
    """
    units = dict(zip(metrics["metric"], metrics["unit"], strict=True))
    declared = {metric.label: metric.direction for metric in manifest.recorded_config.metrics}
    found = []
    for metric in manifest.outcomes:
        if metric.kind == "csat" and metric.direction == "higher":
            other = make_outcome(metric.model_copy(update={"direction": "lower"}))
            if declared.get(metric.label) == "lower" or units.get(metric.label) == other.unit != make_outcome(metric).unit:
                found.append(metric.label)
    return found


def recorded_exclusions(metrics: pd.DataFrame) -> dict[str, int]:
    """Return how many answers to each metric were not valid, from the table metrics."""
    return dict(zip(metrics["metric"], metrics["n_excluded"].tolist(), strict=True))


def recorded_answers(manifest: Manifest, tables: Mapping[str, pd.DataFrame], submissions: Submissions) -> dict[str, Answers]:
    """Return the answers to each metric of a run, one per response."""
    answers = submissions.answers(recorded_outcomes(manifest), recorded_exclusions(tables["metrics"]))
    return {one.outcome.label: one for one in answers}
