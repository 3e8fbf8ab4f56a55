"""Build step: vectors of the topics of the catalogue, for every shipped embedder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import save

from cxtext.embed import load_embedder
from cxtext.themes.catalogue import ARRAY, FOLDER, embed_topics, load_catalogue
from models.head_files import HEADS
from models.sources import Entry, Sources

LANGUAGE = "en"


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``catalogue/{embedder}.safetensors``: a vector per topic, as float16."""
    catalogue = load_catalogue(LANGUAGE)
    assert catalogue is not None
    (target / FOLDER).mkdir(parents=True, exist_ok=True)
    entries: list[Entry] = []
    for key, file in HEADS.items():
        embedder = load_embedder(key, jobs=0)
        vectors = embed_topics(catalogue, embedder.encode).astype(np.float16)
        name = f"{FOLDER}/{file}.safetensors"
        (target / name).write_bytes(save({ARRAY: vectors}))
        entries.append(
            {
                "name": name,
                "licence": "Apache-2.0",
                "origin": "the topics in cxtext/themes/catalogue/topics, written for cxtext",
                "built": "mean vector of the names, definition, words and examples of each topic, as float16",
                "built_from": [],
                "facts": {"embedder_fingerprint": embedder.fingerprint, "catalogue_fingerprint": catalogue.fingerprint},
            }
        )
    return entries
