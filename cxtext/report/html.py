"""The report as one self-contained HTML page, and the ranked table for notebooks."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from cxtext.findings import AnalysisLike
from cxtext.report.changes import flag_of
from cxtext.report.charts import Axes, Point, interval_bar, priority_chart, sentiment_bar, sparkline, stability_curve
from cxtext.report.document import build_document
from cxtext.wording import chance, interval, number, one_line, percent, tidy

_SIZES = (("wide", 700, 440), ("narrow", 340, 380))
NOTEBOOK_ROWS = 10


def render_html(analysis: AnalysisLike) -> str:
    """Return the report: one HTML file with no network request, whose scripts and styles are pinned by hash.

    Parameters
    ----------
    analysis : Analysis
        Read only.

    Returns
    -------
    str
        Encodable as UTF-8; the same analysis gives the same text.
    """
    document = build_document(analysis)
    for view in document["views"]:
        view["unit_title"] = _unit_title(view)
        view["noun"] = document["noun"]
    style, script = _static("report.css"), _static("report.js")
    labels = {theme["theme_id"]: theme["label"] for theme in document["themes"]}
    page = (
        _environment()
        .get_template("report.html.j2")
        .render(
            **document,
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
            data=embed_json({"quotes": document["search"]["quotes"], "labels": labels}),
        )
    )
    return tidy(page)


def render_notebook(analysis: AnalysisLike) -> str:
    """Return the ten first pain points as a small HTML table without scripts or styles."""
    document = build_document(analysis)
    view = document["views"][0] if document["views"] else None
    rows = (view["pains"] + view["candidates"])[:NOTEBOOK_ROWS] if view else []
    template = _environment().get_template("notebook.html.j2")
    page = template.render(
        title=document["title"],
        subtitle=document["subtitle"],
        headline=document["headline"],
        noun=document["noun"],
        rows=rows,
        unit=view["unit"] if view else "",
        volume=bool(view and view["is_volume"]),
    )
    return tidy(page)


def embed_json(value: Any) -> Markup:
    r"""Return ``value`` as JSON that no HTML parser can leave.

    >>> print(embed_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    """Return the template environment: everything escaped, every missing name an error."""
    loader = jinja2.PackageLoader("cxtext.report", "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    environment.filters |= {
        "number": number,
        "chance": chance,
        "percent": percent,
        "interval": interval,
        "shorten": one_line,
        "interval_bar": _interval_bar,
        "sentiment_bar": lambda row: sentiment_bar(row["negative_share"], row["positive_share"]),
        "sparkline": _sparkline,
        "stability_curve": stability_curve,
        "priority_chart": _priority_chart,
    }
    return environment


@lru_cache(maxsize=2)
def _static(name: str) -> str:
    """Return a style sheet or script of the page."""
    return files("cxtext.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(content: str) -> Markup:
    """Return the hash by which a content security policy allows ``content``."""
    return Markup("sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode())


def _unit_title(view: Mapping[str, Any]) -> str:
    """Return the heading of the column of effects."""
    if view["is_volume"]:
        return "Say it negatively"
    unit = str(view["unit"]).removeprefix("in ")
    title = unit[:1].upper() + unit[1:]
    return f"{title}, lower is better" if view["lower_is_better"] else title


def _interval_bar(row: Mapping[str, Any], view: Mapping[str, Any]) -> Markup:
    """Draw one row's effect on the scale of its metric."""
    return interval_bar(
        row["effect"], row["low"], row["high"], view["domain"], tone=row["tone"], label=f"{row['effect_text']} {view['unit']}"
    )


def _sparkline(row: Mapping[str, Any]) -> Markup:
    """Draw one theme's share over the waves."""
    waves = row["trend"]
    if not waves:
        return Markup("")
    first, last = waves[0], waves[-1]
    label = f"{percent(first['share'])} in {first['wave']}, {percent(last['share'])} in {last['wave']}"
    if last["partial"]:
        label += " (not complete)"
    word = flag_of(waves)
    label += "".join(f"; {event} in {w['wave']}" for w in waves for event in w["events"])
    marks = [i for i, w in enumerate(waves) if w["events"]]
    drawing = sparkline([w["share"] for w in waves], partial=bool(last["partial"]), label=label, marks=marks)
    return drawing + Markup("<small>{}</small>").format(word) if word else drawing


def _priority_chart(view: Mapping[str, Any]) -> Markup:
    """Draw the priority chart of one metric, for wide and for narrow screens."""
    suffix = "%" if view["chart_is_percent"] else ""
    metric = ("average " if view["is_typical"] else "") + one_line(view["title"], 28)
    y_label = "negative, % of what is said" if view["is_volume"] else f"{metric} of those who mention it"
    points = [
        Point(
            label=row["label"],
            anchor=row["anchor"],
            detail=f"{percent(row['share'])} of {view['noun']}s, {number(row['chart_y'], view['decimals'])}{suffix}",
            x=row["share"],
            y=row["chart_y"],
            size=row["size"],
            tone=row["tone"],
        )
        for row in view["chart"]
    ]
    charts, x_label = [], f"share of {view['noun']}s"
    for name, width, height in _SIZES:
        axes = Axes(
            name=f"{view['id']}-{name}",
            style=name,
            title=f"Priorities for {view['title']}",
            description=f"{len(points)} themes by {x_label} and {y_label}; the same numbers are in the table below.",
            x_label=x_label,
            y_label=one_line(y_label, 52),
            reference=None if view["is_volume"] or view["is_typical"] else view["value"],
            reference_label="" if view["is_volume"] else f"all answers {view['value_text']}",
            y_suffix=suffix,
            width=width,
            height=height,
        )
        charts.append(priority_chart(points, axes))
    return Markup("").join(charts)
