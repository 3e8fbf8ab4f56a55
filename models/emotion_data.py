"""What the emotion heads learn: GoEmotions' 27 emotions of Reddit comments, as the seven that are told apart in feedback."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cxtext.sentiment import EMOTIONS, NONE
from cxtext.text import clean_texts
from models.sentiment_data import DATA, DataSet

#: What is not named here (amusement, approval, caring, curiosity, desire, embarrassment, grief, optimism, pride, realization,
#: relief, remorse, neutral) is none: it is rare in feedback, or tells its reader little.
MAPPING = {
    "frustration": "anger annoyance disapproval disgust",
    "disappointment": "disappointment sadness",
    "worry": "fear nervousness",
    "confusion": "confusion",
    "surprise": "surprise",
    "delight": "admiration joy excitement love",
    "gratitude": "gratitude",
}
OF = {fine: emotion for emotion, listed in MAPPING.items() for fine in listed.split()}
TRAIN = DATA["goemotions"]
HELD = DataSet(
    "goemotions_devtest.csv.gz",
    "c1d2b8b2a5b52124869534aa62efe89eba5f7238fbefaa7c83145fbfab6e88e6",
    TRAIN.licence,
    TRAIN.repository,
    lambda row: row["emotions"],
)


def read_emotions(data: DataSet, split: str) -> tuple[list[str], NDArray[np.float64]]:
    """Return the cleaned texts of a split, and which emotions each shows, shape (n_texts, n_emotions), 0 or 1."""
    content = (Path(os.environ["CXTEXT_EVAL_DATA"]) / data.file).read_bytes()
    if (found := hashlib.sha256(content).hexdigest()) != data.sha256:
        raise ValueError(f"{data.file}: sha256 is {found}, expected {data.sha256}")
    rows = csv.DictReader(io.StringIO(gzip.decompress(content).decode("utf-8"), newline=""))
    kept = [row for row in rows if row["text"] and row["split"] == split]
    shown = np.zeros((len(kept), len(EMOTIONS)))
    for i, row in enumerate(kept):
        emotions = {OF[fine] for fine in row["emotions"].split("|") if fine in OF} or {NONE}
        shown[i, [EMOTIONS.index(emotion) for emotion in emotions]] = 1
    return [item.text for item in clean_texts([row["text"] for row in kept])], shown
