"""Settings as TOML text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxtext.settings import Config


#: Every setting of a metric, shown where none is declared.
METRIC_EXAMPLE = """\
# [[metrics]]  # one block for each outcome column
# column = "score"
# kind = "csat"  # nps, csat, ces, binary, number, duration or count
# name = ""  # what outputs call it; the column's name when empty
# direction = "higher"  # or "lower": which way is better; ces needs it
# scale = [1, 5]  # lowest and highest answer; csat and ces take it from the answers when it is not given
# top = 4  # lowest answer that counts as satisfied, for csat and ces
# words = { "Very good" = 5, "Good" = 4 }  # the number that an answer in words stands for
# exposure = ""  # for kind count: the column that it is out of; each is out of 1 without it
# unit = ""  # of a duration, when the column's name does not tell; of a count what the rate is called"""


def render_config(config: Config) -> str:
    """Return the config as TOML that reads back as the same config; an unset key is a comment.

    >>> from cxtext.settings.config import Config
    >>> render_config(Config()).splitlines()[0]
    'guess_metrics = true'
    """
    data = config.model_dump(mode="json")
    top = [_line(key, value) for key, value in data.items() if not isinstance(value, dict) and key != "metrics"]
    blocks = ["\n".join(top)]
    for section, values in data.items():
        if isinstance(values, dict):
            about = (getattr(config, section).__doc__ or "").strip().splitlines()[0]
            blocks.append("\n".join([f"[{section}]  # {about}", *(_line(k, v) for k, v in values.items())]))
    for metric in data["metrics"]:
        blocks.append("\n".join(["[[metrics]]", *(_line(k, v) for k, v in metric.items() if v not in (None, ""))]))
    if not data["metrics"]:
        blocks.append(METRIC_EXAMPLE)
    return "\n\n".join(blocks) + "\n"


def _line(key: str, value: Any) -> str:
    """Return one ``key = value`` line."""
    return f"# {key} =" if value is None else f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    """Return a TOML value; its strings are JSON's, with DEL escaped too."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(k)} = {_value(v)}' for k, v in value.items() if v is not None)} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
