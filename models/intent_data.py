"""What the intent heads learn: no set here has labels of intent, so each text gets probabilities from what is known of it.

Known are the sentiment that people gave it, the question it answers, and its form. A complaint put as a wish is an idea
more often than an issue, whatever its sentiment; what was asked for decides the rest. The numbers are set by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

from cxtext.sentiment import FORMS, INTENTS, form_features
from models.sentiment_data import DATA, DataSet

Target = Mapping[str, float]
#: A row of GoEmotions counts in full here: it is what people say who neither praise nor blame a product.
WEIGHTS = {"banking77": 0.5, "unmarked": 0.3}

BANKING = DataSet(
    "banking77.csv.gz",
    "ec1ae6942f713c12418c48f5cfe6b735f18772052572c1c2899143a2c2f109a3",
    "CC BY 4.0",
    "PolyAI-LDN/task-specific-datasets@57ec275d8078",
    lambda row: "asked a bank",
)
SETS = DATA | {"banking77": BANKING}

_PUT_AS_WISH = ("tells to do", "compares", "would be better", "says please", "needs", "wishes")


def targets(name: str, texts: list[str], labels: list[str]) -> list[Target | None]:
    """Return the probabilities of each text's intents, nothing for a text that teaches nothing."""
    known = _general if name == "goemotions" else _asked_a_bank if name == "banking77" else _by_label
    rows = form_features(texts)
    return [
        known(label, {form for form, has in zip(FORMS, row, strict=True) if has}) for label, row in zip(labels, rows, strict=True)
    ]


def as_row(target: Target) -> list[float]:
    """Return the probabilities in the order of the intents."""
    return [target.get(intent, 0.0) for intent in INTENTS]


def _general(label: str, forms: set[str]) -> Target:
    """Read a text about anything: what annoys is an issue less often than in feedback."""
    if "ends as a question" in forms:
        return {"question": 1.0 if "is a question" in forms else 0.8, "other": 0.0 if "is a question" in forms else 0.2}
    if label == "neutral":
        return {"other": 0.9, "idea": 0.05, "question": 0.05}
    return {"praise": 0.7, "other": 0.3} if label == "positive" else {"issue": 0.4, "other": 0.6}


def _asked_a_bank(_: str, forms: set[str]) -> Target | None:
    """Read what a customer asked: a question, or the fault he reports."""
    faulty = "has a fault" in forms
    if "is a question" in forms:
        return {"question": 0.85, "issue": 0.15} if faulty else {"question": 1.0}
    marked = "ends as a question" in forms or "has a question before its end" in forms
    return {"issue": 0.9, "question": 0.1} if faulty and not marked else None


def _by_label(label: str, forms: set[str]) -> Target | None:
    """Read feedback by its sentiment or by what was asked."""
    wish, faulty = not forms.isdisjoint(_PUT_AS_WISH), "has a fault" in forms
    if "wants no change" in forms and label != "negative":
        return {"praise": 0.95, "other": 0.05}
    if label == "positive":
        return {"praise": 0.5, "idea": 0.5} if "would be better" in forms else {"praise": 0.95, "idea": 0.05}
    if "ends as a question" in forms:
        return {"question": 0.65, "issue": 0.2, "idea": 0.15}
    if label == "negative":
        return {"idea": 0.7, "issue": 0.3} if wish else {"issue": 0.95, "idea": 0.05}
    if label == "neutral":
        return {"idea": 0.7, "other": 0.3} if wish else {"other": 0.8, "issue": 0.1, "idea": 0.05, "praise": 0.05}
    if label == "asked for difficulties":
        if wish and not faulty:
            return {"idea": 0.6, "issue": 0.35, "other": 0.05}
        return {"issue": 0.9 if faulty else 0.75, "idea": 0.05, "other": 0.05 if faulty else 0.2}
    if label == "asked for wishes":
        if faulty and not wish:
            return {"issue": 0.5, "idea": 0.45, "other": 0.05}
        return {"idea": 0.95, "other": 0.05} if wish else {"idea": 0.8, "issue": 0.1, "other": 0.1}
    return {"praise": 0.85, "other": 0.15} if label == "asked for praise" else {"other": 0.85, "idea": 0.1, "issue": 0.05}
