"""A config as TOML text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

from cxtext.settings.config import Config, MetricKind

if TYPE_CHECKING:
    from tomlkit.container import Container
    from tomlkit.items import Table

#: Every setting of a metric, shown where none is declared.
METRIC_EXAMPLE = f"""\
# [[metrics]]  # one block for each outcome column
# column = "score"
# kind = "csat"  # {", ".join(get_args(MetricKind)[:-1])} or {get_args(MetricKind)[-1]}
# name = ""  # what outputs call it; the column's name when empty
# direction = "higher"  # or "lower": which way is better; ces needs it
# scale = [1, 5]  # lowest and highest answer; csat and ces take it from the answers when it is not given
# top = 4  # lowest answer that counts as satisfied, for csat and ces
# words = {{ "Very good" = 5, "Good" = 4 }}  # the number that an answer in words stands for
# exposure = ""  # for kind count: the column that it is out of; each is out of 1 without it
# unit = ""  # of a duration, when the column's name does not tell; of a count what the rate is called
"""


def render_config(config: Config, *, comments: Mapping[str, str] | None = None) -> str:
    """Return the config as TOML that reads back as the same config; an unset key is a comment.

    Parameters
    ----------
    config : Config
    comments : mapping, optional
        What to write beside each dotted key.

    >>> from cxtext.settings import Config
    >>> render_config(Config(), comments={"seed": "of everything random"}).splitlines()[1]
    'seed = 0 # of everything random'
    """
    import tomlkit

    data = config.model_dump(mode="json", exclude={"metrics"})
    document = tomlkit.document()
    for key, value in data.items():
        if not isinstance(value, dict):
            _add(document, key, value, (comments or {}).get(key, ""))
    for name, values in data.items():
        if isinstance(values, dict):
            section = tomlkit.table()
            section.comment((getattr(config, name).__doc__ or "").strip().splitlines()[0].replace("``", ""))
            for key, value in values.items():
                _add(section, key, value, (comments or {}).get(f"{name}.{key}", ""))
            document.add(tomlkit.nl())
            document.add(name, section)
    text = tomlkit.dumps(document)
    if not config.metrics:
        return f"{text}\n{METRIC_EXAMPLE}"
    metrics = [metric.model_dump(mode="json", exclude_defaults=True) for metric in config.metrics]
    return f"{text}\n{tomlkit.dumps({'metrics': metrics})}"


def _add(table: Container | Table, key: str, value: object, comment: str) -> None:
    """Add one ``key = value``; TOML has no null, so that an unset key becomes a comment."""
    import tomlkit

    if value is None:
        table.add(tomlkit.comment(f"{key} =" + (f" # {comment}" if comment else "")))
        return
    if isinstance(value, list):
        value = [{k: v for k, v in row.items() if v is not None} if isinstance(row, dict) else row for row in value]
    item = tomlkit.item(value)
    if comment:
        item.comment(comment)
    table.add(key, item)
