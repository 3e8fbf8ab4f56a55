"""Score the handed cases: comments, and files, each with the answer that is right.

``CXTEXT_CASES=FOLDER python -m tests.bench.cases`` reads ``text.csv`` (what, kind, text, right) and ``files.csv`` (file, kind,
situation, right) with the folder ``files``, and prints how many of each kind are right. A kind of comments that is "right today"
is a guard. Of files what is written as a value (a kind of outcome, its value, the number of responses, the first and last day) is
compared; what is written as a sentence is printed with what was read, for a reader to judge.
"""

from __future__ import annotations

import ast
import csv
import os
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("CXTEXT_CASES", ""))
_PARTS = re.compile(r"keep (\[.*\]) drop (\[.*\])\Z", re.DOTALL)
_NPS = re.compile(r"24 responses, NPS 12\.5|right text, NPS 12\.5, 24 dates")


def read_cases(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of cases."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judge_texts(cases: list[dict[str, str]]) -> list[tuple[bool, Any]]:
    """Return for each comment whether it is read right, and how it was read."""
    from cxtext.embed import load_embedder
    from cxtext.language import load_language
    from cxtext.sentiment import load_heads
    from cxtext.settings import TextConfig
    from cxtext.text import clean_texts, find_units

    texts = [case["text"] for case in cases]
    split = find_units(texts, TextConfig(), load_language())
    cleaned = [item.text for item in clean_texts(texts)]
    embedder = load_embedder(os.environ.get("CXTEXT_EMBEDDER", "default"))
    labels = load_heads(embedder.fingerprint, "en").polarity.score(cleaned, embedder.encode(cleaned)).label
    judged: list[tuple[bool, Any]] = []
    for case, status, units, label in zip(cases, split.status, split.units, labels, strict=True):
        parts = [_bare(unit.text) for unit in units]
        judged.append(_judge_text(case, "non_answer" if status == "blank" else status, parts, str(label)))
    return judged


def _judge_text(case: dict[str, str], status: str, parts: list[str], label: str) -> tuple[bool, Any]:
    """Return whether one comment is read right, and how it was read."""
    right = case["right"]
    if case["what"] == "non_answer":
        return status == right, status
    if case["what"] == "sentiment":
        return label in right.replace("[", "").replace("]", "").replace("'", "").replace(", ", "/").split("/"), label
    if case["what"] == "boilerplate" and (match := _PARTS.match(right)):
        keep, drop = (ast.literal_eval(part) for part in match.groups())
        whole = "\n".join(parts)
        return all(part in whole for part in keep) and not any(part in whole for part in drop), parts
    expected = ast.literal_eval(right)
    return (bool(parts) if expected == [None] else parts == [_bare(part) for part in expected]), parts


def _bare(text: str) -> str:
    """Return a unit without the marks at its end."""
    return text.strip().strip(".!?,;").strip()


def judge_file(case: dict[str, str]) -> tuple[bool | None, str]:
    """Return whether a file is read right, None where a reader has to tell, and what was read."""
    from cxtext.errors import CxtextError
    from cxtext.readers import read_responses
    from cxtext.settings import InputConfig

    path = FOLDER / "files" / case["file"]
    config = {"date_column": "Date"} if case["file"].startswith("d") else {}
    try:
        try:
            result = read_responses(path, config=InputConfig.model_validate(config))
        except CxtextError as error:
            if not config or "no column" not in str(error).lower():
                raise
            result = read_responses(path)
    except CxtextError as error:
        return None, f"{type(error).__name__}: {str(error).splitlines()[0]}"
    frame = result.responses
    read = {
        "n": len(frame),
        "kind": result.metrics[0].kind if result.metrics else None,
        "value": _value(result),
        "first": str(frame["created_at"].min())[:10] if frame["created_at"].notna().any() else None,
        "last": str(frame["created_at"].max())[:10] if frame["created_at"].notna().any() else None,
        "n_dates": int(frame["created_at"].notna().sum()),
        "text": list(result.columns.loc[result.columns["role"] == "text", "column"]),
    }
    notes = " | ".join(f"[{one.code}] {one.message}" for one in result.issues[:6])
    return _compare(case["right"], read, " ".join(frame["text"])), f"{read} {notes}"


def _value(result: Any) -> float | None:
    """Return the value of the first outcome of a file."""
    from cxtext.metrics import make_outcome

    if not result.metrics:
        return None
    metric = result.metrics[0]
    outcome = make_outcome(metric)
    answers, _ = outcome.validate(outcome.plain_cells(str(cell) for cell in result.raw_metrics[metric.column]))
    return round(float(outcome.summarize(answers).value), 1)


def _compare(right: str, read: dict[str, Any], text: str) -> bool | None:
    """Return whether what was read is right; None when the answer is a sentence."""
    if _NPS.match(right):
        is_right = read["n"] == 24 and read["kind"] == "nps" and read["value"] == 12.5
        return is_right and (read["n_dates"] == 24 or "dates" not in right)
    if not right.startswith("{"):
        return None
    expected = ast.literal_eval(right)
    checks = {
        "n": lambda value: read["n"] == int(value),
        "kind": lambda value: read["kind"] in str(value).split("|"),
        "value": lambda value: value is None or read["value"] == value,
        "first": lambda value: read["first"] == value,
        "last": lambda value: value == "None" or read["last"] == value,
        "contains": lambda value: value in text,
        "text": lambda value: value in read["text"],
    }
    return all(checks[key](value) for key, value in expected.items())


def main() -> int:
    """Print the counts, and each case that is not right."""
    cases = read_cases("text.csv")
    n_right: dict[str, Counter[bool]] = defaultdict(Counter)
    for case, (is_right, read) in zip(cases, judge_texts(cases), strict=True):
        guard = "guard" if case["kind"].startswith("right today") else "case"
        n_right[f"{case['what']}, {guard}"][is_right] += 1
        if not is_right:
            print(f"{case['what']}, {guard}: {case['text']!r}: {read}, right is {case['right']}")
    for name, counts in sorted(n_right.items()):
        print(f"{name}: {counts[True]} of {counts.total()}")
    print(f"texts: {sum(c[True] for c in n_right.values())} of {len(cases)}")
    files = read_cases("files.csv")
    of_files: Counter[bool | None] = Counter()
    for case in files:
        is_right, read = judge_file(case)
        of_files[is_right] += 1
        if is_right is not True:
            print(f"{case['file']}: {'to judge' if is_right is None else 'WRONG'}: {case['right']}\n    {read}")
    print(f"files: {of_files[True]} right, {of_files[False]} wrong, {of_files[None]} to judge, of {len(files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
