"""Method and data quality: counts that add up, what was dropped or changed, and what the run was made with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from cxtext.findings import AnalysisLike, basis_of, explain_terms, limits_text, metric_title, records, value_text
from cxtext.metrics import MetricView
from cxtext.report.silence import describe_silence
from cxtext.run import Counts, Model, Models
from cxtext.schema import Code, JoinedSource, Source
from cxtext.wording import is_missing, number, one_line, percent, plural

_LEVELS = {"error": 0, "warning": 1, "info": 2}
_EXAMPLES = 3


def build_notes(analysis: AnalysisLike, views: Sequence[MetricView], counts: Counts) -> dict[str, Any]:
    """Return everything the method section shows."""
    manifest = analysis.manifest
    return {
        "counts": counts,
        "flow": _flow(counts),
        "terms": explain_terms(has_score=not (views and views[0].is_volume)),
        "sources": [_source(source) for source in (*manifest.input.sources, *manifest.input.joined)],
        "metrics": [_metric(view, analysis) for view in views if view.row and not is_missing(view.row["value"])],
        "issues": group_issues(analysis),
        "n_issues": len(analysis.tables["issues"]),
        "resolution": _resolution(analysis),
        "models": _models(manifest.models),
        "columns": records(analysis.tables["columns"])[:40],
        "config": json.dumps(dict(manifest.config), indent=1, ensure_ascii=False, sort_keys=True, default=str),
        "seed": manifest.seed,
        "version": manifest.version,
    }


def group_issues(analysis: AnalysisLike) -> list[dict[str, Any]]:
    """Return the issues by level, stage and code, the worst first, each with its count and first examples."""
    table = analysis.tables["issues"]
    groups = []
    for (level, stage, code), rows in table.groupby(["level", "stage", "code"], sort=True):
        examples = [_example(row) for row in records(rows.head(_EXAMPLES))]
        groups.append({"level": level, "stage": stage, "code": code, "count": len(rows), "examples": examples})
    return sorted(groups, key=lambda g: (_LEVELS.get(str(g["level"]), 3), -int(g["count"]), str(g["code"])))


def _example(row: Mapping[str, Any]) -> str:
    """Say where and what one issue is."""
    where = [f"row {row['row']}" if row["row"] is not None else f"response {row['response_id']}" if row["response_id"] else ""]
    where.append(f"column {row['column']}" if row["column"] else "")
    place = ", ".join(w for w in where if w)
    return one_line(f"{place}: {row['message']}" if place else row["message"], 200)


def _flow(c: Counts) -> list[dict[str, str]]:
    """Return the counts of each stage with the parts that they are the sum of."""
    dropped = c.n_rows - c.n_rows_kept
    rows = [
        {
            "total": plural(c.n_rows, "row") + " read",
            "parts": f"{c.n_rows_kept:,} kept" + (f" + {dropped:,} dropped, listed in the issues" if dropped else ""),
        },
        {
            "total": plural(c.n_responses, "response"),
            "parts": f"{c.n_content:,} with content + {c.n_non_answer:,} non-answers (“n/a”, “none”) + {c.n_blank:,} blank",
        },
    ]
    if c.n_units:
        rows.append(
            {
                "total": plural(c.n_units, "opinion unit"),
                "parts": f"{c.n_assigned:,} assigned to a theme + {c.n_unassigned:,} unassigned "
                f"({percent(c.n_unassigned / c.n_units)})",
            }
        )
    return rows


def _source(source: Source) -> dict[str, str]:
    """Return one input with its fingerprint."""
    facts = [source.encoding] if source.encoding else []
    if source.delimiter:
        facts.append(f"delimiter {source.delimiter!r}")
    if isinstance(source, JoinedSource):
        n = source.n_matched + source.n_unmatched
        facts.append(f"joined on {source.on}: {source.n_matched:,} of {plural(n, 'row')} have a row in it")
    return {"name": one_line(source.name, 120), "facts": ", ".join(facts), "sha256": source.sha256[:16]}


def left_out(analysis: AnalysisLike, view: MetricView) -> str:
    """Say how many answers a metric leaves out and which, as the issues have it; nothing when it takes all."""
    table = analysis.tables["issues"]
    rows = table[(table["code"] == Code.ANSWERS_LEFT_OUT) & (table["column"] == view.row.get("column"))]
    if len(rows):
        return one_line(rows["message"].iat[0], 300)
    n = view.row.get("n_excluded") or 0
    return f"{plural(n, 'answer')} left out as not valid, listed in the issues" if n else ""


def _metric(view: MetricView, analysis: AnalysisLike) -> dict[str, str]:
    """Return one metric's facts in words: the column, who answered, who commented, what was excluded."""
    row = view.row
    value = f"{value_text(view, row['value'])} {limits_text(view)}".rstrip()
    if view.is_volume:
        noun = basis_of(analysis).noun
        text = f"{value} of {plural(row['n'], noun)} with content say something negative, about a theme or not."
        return {"title": metric_title(view), "column": "", "text": text}
    what = f"{view.typical} " if view.typical else ""
    facts = [f"{what}{value} over {plural(row['n'], 'valid answer')}"]
    if row["n_excluded"]:
        facts.append(left_out(analysis, view))
    if not is_missing(row["r_squared"]):
        facts.append(f"the themes explain {percent(row['r_squared'])} of its variance")
    silence = "" if is_missing(row["commenters_value"]) else f" {describe_silence(analysis, view)}"
    return {"title": metric_title(view), "column": one_line(row["column"] or "", 80), "text": "; ".join(facts) + f".{silence}"}


def _resolution(analysis: AnalysisLike) -> dict[str, Any] | None:
    """Return the resolution chosen for the themes and how many were tried."""
    table = analysis.tables["resolutions"]
    tried = table[table["level"] == "theme"]
    chosen = records(tried[tried["chosen"]])
    if not chosen:
        return None
    how = chosen[0]["reason"] or "the finest of the most stable ones"
    usual = records(tried[~tried["chosen"] & tried["reason"].notna()])
    if usual:
        how += f" ({plural(usual[0]['n_themes'], 'theme')} there, agreement {number(usual[0]['stability'], 2)}),"
    tries = f"of {len(tried)} levels of detail tried, {how} was taken" if len(tried) > 1 else "one level of detail was tried"
    agreement = f"agreement over resamples {number(chosen[0]['stability'], 2)} of 1"
    return {
        **chosen[0],
        "n_tried": len(tried),
        "text": f"{tries}; {agreement}{_label_check(analysis)}",
        "curve": [(row["n_themes"], row["stability"], bool(row["chosen"])) for row in records(tried)] if len(tried) > 1 else [],
        "curve_note": _curve_note(chosen[0]["reason"]),
    }


def _curve_note(reason: str | None) -> str:
    """Say what the stability curve shows and why its filled dot was taken."""
    note = "Each dot is a level of detail: how many themes it gives, and how far they agree with themes found on parts of "
    note += "the data (adjusted Rand index, 1 is the same themes). The filled one was taken"
    if reason in (None, "the finest of the most stable ones"):
        return (
            f"{note}: the finest that agrees about as well as the best (within 0.1 to 0.2), where more or fewer themes than "
            "this much text can bear count against a level."
        )
    return f"{note}: {reason}."


def _label_check(analysis: AnalysisLike) -> str:
    """Say how many labels are nearest to their own theme among units that naming has not seen."""
    themes = analysis.tables["themes"]
    places = themes.loc[themes["parent_id"].isna(), "label_rank"].dropna()
    right = int((places == 1).sum())
    if not len(places):
        return ""
    kept_back = "opinion units of their own theme kept back from naming"
    return f"; of {plural(len(places), 'label')} {right} are the nearest of all to {kept_back}"


def _models(models: Models) -> list[dict[str, str]]:
    """Return the models by role."""
    roles = {field.name: getattr(models, field.name) for field in fields(models)}
    parser = Model(models.parser or "")
    return [
        {"role": role, "name": one_line(model.name, 80), "fingerprint": (model.fingerprint or "")[:12]}
        for role, model in (roles | {"parser": parser}).items()
        if model is not None
    ]
