"""Method and data quality: counts that add up, what was dropped or changed, and what the run was made with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cxtext.findings import AnalysisLike, basis_of, explain_terms, limits_text, metric_title, records, top_themes, value_text
from cxtext.metrics import MetricView
from cxtext.report.silence import describe_silence
from cxtext.schema import Code
from cxtext.wording import is_missing, number, one_line, percent, plural

_LEVELS = {"error": 0, "warning": 1, "info": 2}
_EXAMPLES = 3


def count_stages(analysis: AnalysisLike) -> dict[str, int]:
    """Count rows, responses, units and themes at every stage, from the tables themselves."""
    tables = analysis.tables
    status = tables["responses"]["status"].value_counts()
    assigned = int(tables["assignments"]["theme_id"].notna().sum())
    top = top_themes(analysis)
    kept = int(tables["responses"]["row"].nunique())
    return {
        "n_rows": int(analysis.manifest.get("counts", {}).get("n_rows", kept)),
        "n_kept_rows": kept,
        "n_responses": len(tables["responses"]),
        "n_content": int(status.get("content", 0)),
        "n_non_answer": int(status.get("non_answer", 0)),
        "n_blank": int(status.get("blank", 0)),
        "n_units": len(tables["units"]),
        "n_assigned": assigned,
        "n_unassigned": len(tables["units"]) - assigned,
        "n_themes": len(top),
        "n_subthemes": int(tables["themes"]["parent_id"].isin(list(top)).sum()),
    }


def build_notes(analysis: AnalysisLike, views: Sequence[MetricView], counts: Mapping[str, int]) -> dict[str, Any]:
    """Return everything the method section shows."""
    manifest = analysis.manifest
    return {
        "counts": dict(counts),
        "flow": _flow(counts),
        "terms": explain_terms(has_score=not (views and views[0].is_volume)),
        "sources": [_source(source) for key in ("sources", "joined") for source in manifest.get("input", {}).get(key, [])],
        "metrics": [_metric(view, analysis) for view in views if view.row and not is_missing(view.row["value"])],
        "issues": group_issues(analysis),
        "n_issues": len(analysis.tables["issues"]),
        "resolution": _resolution(analysis),
        "models": _models(manifest.get("models", {})),
        "columns": records(analysis.tables["columns"])[:40],
        "notes": [one_line(note, 400) for note in manifest.get("notes", [])],
        "config": json.dumps(manifest.get("config", {}), indent=1, ensure_ascii=False, sort_keys=True, default=str),
        "seed": manifest.get("seed", 0),
        "version": str(manifest.get("version", "")),
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


def _flow(c: Mapping[str, int]) -> list[dict[str, str]]:
    """Return the counts of each stage with the parts that they are the sum of."""
    dropped = c["n_rows"] - c["n_kept_rows"]
    rows = [
        {
            "total": plural(c["n_rows"], "row") + " read",
            "parts": f"{c['n_kept_rows']:,} kept" + (f" + {dropped:,} dropped, listed in the issues" if dropped else ""),
        },
        {
            "total": plural(c["n_responses"], "response"),
            "parts": f"{c['n_content']:,} with content + {c['n_non_answer']:,} non-answers (“n/a”, “none”) "
            f"+ {c['n_blank']:,} blank",
        },
    ]
    if c["n_units"]:
        rows.append(
            {
                "total": plural(c["n_units"], "opinion unit"),
                "parts": f"{c['n_assigned']:,} assigned to a theme + {c['n_unassigned']:,} unassigned "
                f"({percent(c['n_unassigned'] / c['n_units'])})",
            }
        )
    return rows


def _source(source: Mapping[str, Any]) -> dict[str, str]:
    """Return one input with its fingerprint."""
    facts = [f"{source[key]}" for key in ("encoding",) if source.get(key)]
    if source.get("delimiter"):
        facts.append(f"delimiter {source['delimiter']!r}")
    if source.get("on"):
        n = int(source.get("n_matched", 0)) + int(source.get("n_unmatched", 0))
        facts.append(f"joined on {source['on']}: {source.get('n_matched', 0):,} of {plural(n, 'row')} have a row in it")
    fingerprint = str(source.get("sha256") or "")
    return {"name": one_line(source.get("name", ""), 120), "facts": ", ".join(facts), "sha256": fingerprint[:16]}


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


def _models(models: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the models by role."""
    rows = []
    for role, model in models.items():
        known = model if isinstance(model, Mapping) else {"name": model}
        fingerprint = str(known.get("fingerprint") or "")[:12]
        rows.append({"role": str(role), "name": one_line(known.get("name") or "", 80), "fingerprint": fingerprint})
    return rows
