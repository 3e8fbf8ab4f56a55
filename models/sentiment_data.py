"""The texts that the sentiment heads are trained on: pinned files of the folder ``CXTEXT_EVAL_DATA``.

Most sets carry a label a text. Two surveys carry none, but their questions say much about the answers: what somebody
names when asked for difficulties is hardly praise. Such an answer gets the probabilities of its question's kind.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cxtext.text import clean_texts, is_non_answer
from models.sources import DataFile

_POSITIVE = "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief"
_NEGATIVE = "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness"
GOEMOTIONS_POSITIVE, GOEMOTIONS_NEGATIVE = frozenset(_POSITIVE.split()), frozenset(_NEGATIVE.split())
#: A small share of a large set: what people say on Reddit is neutral in another way than feedback is.
GOEMOTIONS_SAMPLE = 4000

#: What a label says of negative, neutral, positive; the last four are kinds of questions, their numbers set by hand.
TARGETS = {
    "negative": (1.0, 0.0, 0.0),
    "neutral": (0.0, 1.0, 0.0),
    "positive": (0.0, 0.0, 1.0),
    "asked for difficulties": (0.75, 0.2, 0.05),
    "asked for wishes": (0.6, 0.35, 0.05),
    "asked for praise": (0.03, 0.17, 0.8),
    "asked for facts": (0.1, 0.8, 0.1),
}
QUESTIONS = {
    "difficult_aspects": "asked for difficulties",
    "hinderances": "asked for difficulties",
    "features_changes": "asked for wishes",
    "first_experience_enhancements": "asked for wishes",
    "workflow_needs_not_addressed": "asked for wishes",
    "pleasant_aspects": "asked for praise",
    "workflow_needs_addressed": "asked for facts",
    "integrations": "asked for facts",
    "Open feedback for problems/ pain points you didn't get to share.": "asked for difficulties",
    "Do you have challenges with the notebook UI?": "asked for difficulties",
    "Do you have challenges with collaboration in Jupyter? (other)": "asked for difficulties",
    "Do you experience these problems with data in Jupyter? (other)": "asked for difficulties",
    "Do you experience these problems with scale in Jupyter? (other)": "asked for difficulties",
    "Do you experience these problems with visualization in Jupyter? (other)": "asked for difficulties",
}

Row = dict[str, str]


@dataclass(frozen=True)
class DataSet:
    """One pinned file, how its rows are labelled, and how much a row counts.

    ``parts`` is what separates the parts of an answer, each a text of its own.
    """

    file: str
    sha256: str
    licence: str
    repository: str
    label: Callable[[Row], str | None]
    weight: float = 1.0
    sample: int | None = None
    parts: str | None = None


def by_sign(column: str, beyond: float = 0.0) -> Callable[[Row], str | None]:
    """Label by the sign of a number, neutral up to ``beyond`` on either side."""

    def label(row: Row) -> str | None:
        value = float(row[column])
        return "positive" if value > beyond else "negative" if value < -beyond else "neutral"

    return label


def by_emotions(row: Row) -> str | None:
    """Label by the emotions' side; rows with both or neither, such as surprise, are left out."""
    emotions = set(row["emotions"].split("|"))
    positive, negative = emotions & GOEMOTIONS_POSITIVE, emotions & GOEMOTIONS_NEGATIVE
    if bool(positive) != bool(negative):
        return "positive" if positive else "negative"
    return "neutral" if emotions == {"neutral"} else None


def by_name(row: Row) -> str | None:
    """Take the label as it is; unlabelled rows are left out."""
    return row["sentiment"] or None


def by_question(row: Row) -> str | None:
    """Label by what was asked; the 2020 survey's other questions end in "(other)" and ask for tools, uses, roles."""
    return QUESTIONS.get(row["question"], "asked for facts" if row["question"].endswith("(other)") else None)


DATA = {
    "goemotions": DataSet(
        "goemotions_train.csv.gz",
        "60b5f0d3a00e741d187c6e80b0da81a2d1e734cda69534d523a6633fb1ffab7c",
        "Apache-2.0",
        "monologg/GoEmotions-pytorch@b75f9d3a8b76",
        by_emotions,
        weight=0.1,
        sample=GOEMOTIONS_SAMPLE,
    ),
    "kotzias_yelp": DataSet(
        "kotzias_yelp.csv.gz",
        "c13a0aea8ea50636d1733c4c71a7f92b52182553df5c82784cdb71fec0d0a13e",
        "CC BY 4.0 (UCI), as carried by an MIT package",
        "trinker/sentimentr@f85d63a15edc",
        by_sign("sentiment"),
    ),
    "kotzias_amazon": DataSet(
        "kotzias_amazon.csv.gz",
        "58911a6ddb4e625c104d413052f2b08c64874953de02a4984e8fd21fed969a25",
        "CC BY 4.0 (UCI), as carried by an MIT package",
        "trinker/sentimentr@f85d63a15edc",
        by_sign("sentiment"),
    ),
    "course_evaluations": DataSet(
        "course_evaluations.csv.gz",
        "ba76662284de15a3edea920a039ec7b2b5395624c60e826082e4b151322d40e8",
        "MIT",
        "trinker/sentimentr@f85d63a15edc",
        by_sign("sentiment"),
    ),
    "vader_amazon_valence": DataSet(
        "vader_amazon_valence.csv.gz",
        "e79881b37fc21a229038c4d49c29d46f2a70fe8fc6b2dfe6bde7031086a976b8",
        "MIT",
        "cjhutto/vaderSentiment@44fc044cd877",
        by_sign("valence", beyond=0.5),
    ),
    "nhs_fft": DataSet(
        "nhs_fft_themes.csv.gz",
        "e5df120ce7848af607da4a489a649e92619b8f0aa667db772f4f357344722462",
        "MIT",
        "The-Strategy-Unit/pxtextmining@ba6c0a2f10ca",
        by_name,
    ),
    "jupyter_ux2015": DataSet(
        "jupyter_ux2015.csv.gz",
        "ef04d2594b592d7d4e55c80aac22af92f56ade6ecaaa8e69a2e205d804f38788",
        "CC0 1.0",
        "jupyter/surveys@8f0765524859",
        by_question,
        parts=" ; ",
    ),
    "jupyter2020_open": DataSet(
        "jupyter2020_open.csv.gz",
        "425e58e73493f68822662108eabdf5dfdf3964b29b686482308ad023503c59cc",
        "CC0 1.0",
        "jupyter/surveys@8f0765524859",
        by_question,
    ),
}


def read_set(data: DataSet) -> tuple[list[str], list[str]]:
    """Return the cleaned texts of a set and their labels; non-answers, which never get a sentiment, are left out."""
    folder = os.environ.get("CXTEXT_EVAL_DATA")
    if not folder:
        raise ValueError("set CXTEXT_EVAL_DATA to the folder of the labelled sets that the heads learn from (models/README.md)")
    content = (Path(folder) / data.file).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != data.sha256:
        raise ValueError(f"{data.file}: sha256 is {found}, expected {data.sha256}")
    rows = csv.DictReader(io.StringIO(gzip.decompress(content).decode("utf-8"), newline=""))
    labelled = [(row["text"], label) for row in rows if row["text"] and (label := data.label(row))]
    if data.parts:
        labelled = [(part.strip(), label) for text, label in labelled for part in text.split(data.parts) if part.strip()]
    if data.sample:
        labelled = sorted(labelled, key=lambda pair: hashlib.sha256(pair[0].encode()).digest())[: data.sample]
    texts = [item.text for item in clean_texts([text for text, _ in labelled])]
    kept = [i for i, text in enumerate(texts) if not is_non_answer(text)]
    return [texts[i] for i in kept], [labelled[i][1] for i in kept]


def describe(data: DataSet) -> DataFile:
    """Return the provenance of a set, for the manifest."""
    return {"repository": data.repository, "licence": data.licence, "member": data.file, "member_sha256": data.sha256}
