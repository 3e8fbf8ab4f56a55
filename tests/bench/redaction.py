"""Measure what redaction finds on synthetic texts with marked personal data, and what it takes out of real surveys.

``CXTEXT_EVAL_DATA=FOLDER python -m tests.bench.redaction`` prints the tables of ``redaction.md``.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

from cxtext.privacy import Redaction, Redactor, Span

DATA = Path(os.environ.get("CXTEXT_EVAL_DATA", ""))
#: Kinds that point to a person; the others (organisations, countries, years, ages, titles) are not looked for.
PERSONAL = (
    "PERSON", "STREET_ADDRESS", "CREDIT_CARD", "PHONE_NUMBER", "EMAIL_ADDRESS", "ZIP_CODE", "DOMAIN_NAME", "IBAN_CODE",
    "US_SSN", "IP_ADDRESS", "US_DRIVER_LICENSE",
)  # fmt: skip
#: Surveys and reviews by real people: in the first ones the shipped list of ordinary words was counted, the others are new to it.
COUNTED = (
    "jupyter2020_open",
    "jupyter_ux2015",
    "nhs_fft_themes",
    "kotzias_yelp",
    "kotzias_amazon",
    "course_evaluations",
    "banking77",
)
OTHERS = (
    "cncf_nps", "cncf_maintainers_long", "mybinder_survey", "skytrax_seat", "skytrax_lounge", "is22_feature_sentiment",
    "app_review_types", "acos_rest16",
)  # fmt: skip
#: Texts of a set that are looked at.
MOST_TEXTS = 1_500


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a set that have a text."""
    csv.field_size_limit(10**9)
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["text"]]


def covers(spans: list[Span] | tuple[Span, ...], text: str, start: int, end: int) -> bool:
    """Tell whether every letter and digit of a part of a text is in a span."""
    return all(any(s.start <= i < s.end for s in spans) for i in range(start, end) if text[i].isalnum())


def measure_recall(redaction: Redaction) -> dict[str, tuple[int, int]]:
    """Return, for each kind, how many are whole in what is taken out, and how many there are."""
    rows = read_rows("presidio_pii_synth")
    masked = Redactor(redaction).mask(row["text"] for row in rows)
    n: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for row, one in zip(rows, masked, strict=True):
        for start, end, kind in json.loads(row["spans"]):
            n[kind] += 1
            hit[kind] += covers(one.spans, row["text"], start, end)
    return {kind: (hit[kind], n[kind]) for kind in n}


def measure_loss(name: str, redaction: Redaction) -> tuple[int, int, float, Counter[str]]:
    """Return the words of a set, those that are taken out, the texts per second, and what is taken out by kind."""
    texts = [row["text"] for row in read_rows(name)]
    texts = texts[:: max(1, len(texts) // MOST_TEXTS)][:MOST_TEXTS]
    redactor = Redactor(redaction)
    redactor.redact_all(texts[:1])
    start = time.perf_counter()
    masked = redactor.mask(texts)
    seconds = time.perf_counter() - start
    words = sum(len(re.findall(r"\w+", text)) for text in texts)
    lost: Counter[str] = Counter()
    for text, one in zip(texts, masked, strict=True):
        for span in one.spans:
            lost[span.kind] += max(1, len(re.findall(r"\w+", text[span.start : span.end])))
    return words, sum(lost.values()), len(texts) / seconds, lost


def main() -> None:
    """Print both tables."""
    recalls = {redaction: measure_recall(redaction) for redaction in (Redaction.PATTERNS, Redaction.FULL)}
    print("| kind | marked | found whole: patterns | full |\n|---|---|---|---|")
    for kind in PERSONAL:
        shares = " | ".join(f"{hits / n:.3f}" for hits, n in (recalls[redaction][kind] for redaction in recalls))
        print(f"| {kind} | {recalls[Redaction.FULL][kind][1]} | {shares} |")
    print("\n| set | words | taken out: patterns | full | by kind (full) | texts per second: patterns | full |")
    print("|---|---|---|---|---|---|---|")
    totals: Counter[str] = Counter()
    for name in (*COUNTED, *OTHERS):
        words, by_patterns, fast, _ = measure_loss(name, Redaction.PATTERNS)
        _, by_all, slow, lost = measure_loss(name, Redaction.FULL)
        totals.update({"words": words, "patterns": by_patterns, "full": by_all})
        kinds = ", ".join(f"{kind} {n}" for kind, n in lost.most_common())
        print(f"| {name} | {words:,} | {by_patterns / words:.2%} | {by_all / words:.2%} | {kinds} | {fast:,.0f} | {slow:,.0f} |")
    shares = " | ".join(f"{totals[name] / totals['words']:.2%}" for name in ("patterns", "full"))
    print(f"| all | {totals['words']:,} | {shares} | | | |")


if __name__ == "__main__":
    sys.exit(main())
