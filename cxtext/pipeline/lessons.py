"""Say why a lesson moved nothing, and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxtext.themes import centre_rows
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    from cxtext.themes import ThemeModel

#: So many examples a lesson should have, and at most so many of them are quoted.
ENOUGH, QUOTED = 10, 3


def advise(
    model: ThemeModel, theme_id: str, examples: Sequence[str], rows: np.ndarray, texts: Sequence[str], survey: np.ndarray
) -> str:
    """Return what to do when nothing came to a theme that was taught.

    Parameters
    ----------
    model : ThemeModel
        After the lesson.
    theme_id : str
    examples : sequence of str
    rows : ndarray of shape (n_examples, n_dims), float32, rows of unit length
        Their vectors.
    texts : sequence of str
        Those of the survey.
    survey : ndarray of shape (n, n_dims), float32, rows of unit length
        Their vectors.

    Returns
    -------
    str
        How much of what is like the examples the theme has already, what is nearest to the examples that lie apart, what to give.
    """
    if model.taught is None or model.lesson_assigner is None:
        return ""
    own, now = model.theme_ids.index(theme_id), model.assign(survey, texts).theme
    had = int(((model.lesson_assigner.assign(model.taught, survey)[0] == own) & (now == own)).sum())
    if had == len(texts):
        return "It has everything already."
    parts = [f"{plural(had, 'text')} like the examples {'was' if had == 1 else 'were'} in it before"] if had else []
    cosines = centre_rows(rows, model.taught.mean) @ centre_rows(survey, model.taught.mean).T
    nearest = np.argmax(np.round(cosines, 6), axis=1)
    apart = [i for i in range(len(examples)) if now[nearest[i]] != own]
    if apart:
        pairs = zip(apart, nearest[apart].tolist(), strict=True)
        quoted = [_compare(model, examples[i], texts[j], int(now[j]), float(cosines[i, j])) for i, j in pairs]
        more = f"; and {len(apart) - QUOTED} more" if len(apart) > QUOTED else ""
        parts.append(f"too far from it: {'; '.join(quoted[:QUOTED])}{more}")
    enough = len(model.lessons[theme_id]) >= ENOUGH
    wanted = "examples that are more alike" if enough else f"{ENOUGH} to {2 * ENOUGH} examples of one subject"
    parts.append(f"give {wanted}, word for word as the survey has them")
    return ". ".join(part[:1].upper() + part[1:] for part in parts) + "."


def _compare(model: ThemeModel, example: str, text: str, theme: int, cosine: float) -> str:
    """Say what is nearest to an example that lies apart."""
    where = model.theme_ids[theme] if theme >= 0 else "no theme"
    return f"{one_line(example, 60)!r}, to which {one_line(text, 60)!r} of {where} is nearest (cosine {cosine:.2f})"
