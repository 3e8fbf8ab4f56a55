"""The files of a trained head, and what the manifest says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors.numpy import save

from cxtext.embed import Embedder
from cxtext.sentiment import FORMAT, LinearHead
from models.sentiment_data import DataSet, describe
from models.sources import Entry

#: Embedder -> name of its heads.
HEADS = {"default": "bge_small_en", "fast": "potion_128"}


def write_head(
    target: Path,
    kind: type[LinearHead],
    key: str,
    embedder: Embedder,
    meta: Mapping[str, Any],
    tensors: Mapping[str, NDArray[Any]],
    *,
    built: str,
    sets: Iterable[DataSet],
) -> list[Entry]:
    """Write ``{kind}/{head}.json`` and ``.safetensors`` and return their entries.

    ``meta`` is what this kind adds to the description, and the language of the texts where it is not English.
    """
    folder, head = target / kind.kind, HEADS[key]
    folder.mkdir(parents=True, exist_ok=True)
    whole = {
        "format": FORMAT,
        "name": f"{head} {kind.kind} head",
        "classes": kind.classes,
        "embedder": {"name": embedder.name, "fingerprint": embedder.fingerprint},
        **meta,
    }
    document = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    (folder / f"{head}.json").write_text(document, "utf-8", newline="\n")
    (folder / f"{head}.safetensors").write_bytes(save(dict(tensors)))
    language = {"language": meta["language"]} if "language" in meta else {}
    learnt_from = list(sets)
    licences = sorted({data.licence.split(" (")[0] for data in learnt_from})
    return [
        {
            "name": f"{kind.kind}/{head}{suffix}",
            "licence": "Apache-2.0",
            "origin": f"trained here on texts under {', '.join(licences)}, attributed in README.md",
            "built": built,
            "built_from": [describe(data) for data in learnt_from],
            "facts": {"embedder_fingerprint": embedder.fingerprint, **language},
        }
        for suffix in (".json", ".safetensors")
    ]
