"""Texts a second of polarity and intent together, rules included and embedding not: ``python -m tests.bench.heads``.

The texts are units of the sample survey, and of more real surveys when ``CXTEXT_EVAL_DATA`` names a folder that holds them.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from tests.bench.embedding import real_units

N_TEXTS, ROUNDS = 6000, 7


def measure() -> dict[str, Any]:
    """Return the number of texts, and for each shipped embedder the median of the texts a second over the rounds."""
    from cxtext.embed import load_embedder
    from cxtext.sentiment import load_heads

    texts = real_units(N_TEXTS)
    result: dict[str, Any] = {"n_texts": len(texts), "n_rounds": ROUNDS}
    for name in ("default", "fast"):
        embedder = load_embedder(name)
        vectors, heads, seconds = embedder.encode(texts), load_heads(embedder.fingerprint), []
        for _ in range(ROUNDS + 1):
            start = time.perf_counter()
            for_polarity, for_intent = heads.read_words(texts)
            heads.polarity.score(texts, vectors, words=for_polarity)
            heads.intent.label(texts, vectors, words=for_intent)
            seconds.append(time.perf_counter() - start)
        result[f"{name}_texts_per_s"] = round(len(texts) / statistics.median(seconds[1:]))
    return result


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
