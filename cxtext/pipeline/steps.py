"""The steps that need no other response: split, embed, classify and assign.

Each is a pure function: it reads and writes no file, changes none of its arguments, and can be pickled with them. It gives the
same for a response whatever others come with it, to the last bit, so that a survey can be cut into parts of any size, worked on
in other processes, and united.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cxtext.language import Language, SurveyLanguages, load_language, question_slant
from cxtext.pipeline.batch import Batch
from cxtext.pipeline.units import unique_texts
from cxtext.run import RunLog
from cxtext.schema import DTYPES, TABLES, Code, Level, Stage, issue
from cxtext.text import Boilerplate, describe_repeats, drop_repeats, find_units

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from cxtext.embed import Embedder
    from cxtext.pipeline.sentiment import SentimentReader, WordLogits
    from cxtext.settings import TextConfig
    from cxtext.themes import ThemeModel


#: What an issue says of a response that a machine sent.
AUTO_REPLY = "an automatic reply: it says nothing of what was asked and counts as a non-answer"
#: Responses of the first part: few, so that embedding begins early.
FIRST_PART = 125
#: Responses of the largest part: each has twice as many as the one before, up to this.
LARGEST_PART = 1000


def cut_responses(responses: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the responses in parts, small ones first; a table without rows is one part."""
    start, size = 0, FIRST_PART
    while start == 0 or start < len(responses):
        yield responses.iloc[start : start + size]
        start, size = start + size, min(2 * size, LARGEST_PART)


def split_responses(
    responses: pd.DataFrame,
    settings: TextConfig,
    *,
    language: Language | None = None,
    spoken: SurveyLanguages | None = None,
    boilerplate: Boilerplate | None = None,
) -> Batch:
    """Clean and split responses.

    Non-answers have a status and no units; an issue tells which of them a machine sent. What one response says twice in the same
    words is one unit, the first; an issue tells how many were left out.

    Parameters
    ----------
    responses : DataFrame
        Rows of table responses: ``response_id`` and ``text``.
    settings : TextConfig
    language : Language, optional
        Whose word lists are used; English by default.
    spoken : SurveyLanguages, optional
        The languages of the survey, see :func:`cxtext.language.find_languages`; by default that of the word lists alone.
    boilerplate : Boilerplate, optional
        What most responses of the survey share, see :func:`cxtext.text.find_boilerplate`: it is in no unit.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxtext.settings import TextConfig
    >>> batch = split_responses(pd.DataFrame({"response_id": ["r1"], "text": ["Search is slow. Great staff!"]}), TextConfig())
    >>> batch.units["unit_id"].tolist(), batch.unique.texts
    (['r1#0', 'r1#1'], ['Great staff!', 'Search is slow.'])
    """
    import pandas as pd

    ids: list[str] = responses["response_id"].tolist()
    questions = responses["question"].fillna("").tolist() if "question" in responses else []
    is_sided = [question_slant(question) != 0 for question in questions] or None
    split = find_units(responses["text"].tolist(), settings, language or load_language(), spoken, boilerplate, is_sided)
    log = RunLog()
    records = []
    for response_id, units, is_auto_reply in zip(ids, split.units, split.is_auto_reply, strict=True):
        if is_auto_reply:
            log.issues.append(issue(Stage.SPLIT, Code.AUTO_REPLY, AUTO_REPLY, level=Level.INFO, response_id=response_id))
        distinct = drop_repeats(units)
        if len(distinct) < len(units):
            note = describe_repeats(units)
            log.issues.append(issue(Stage.SPLIT, Code.REPEATED_UNIT, note, level=Level.INFO, response_id=response_id))
        for position, unit in enumerate(distinct):
            records.append((f"{response_id}#{position}", response_id, position, unit.start, unit.end, unit.text))
    dtypes = {name: DTYPES[column.kind] for name, column in TABLES["units"].items() if name != "repeats"}
    table = pd.DataFrame(records, columns=list(dtypes)).astype(dtypes)
    return Batch(ids, split.status, split.language, table, unique_texts(table), log)


def embed_units(batch: Batch, embedder: Embedder, *, batch_size: int = 32) -> Batch:
    """Return the batch with the vectors of its texts; ``batch_size`` is in texts and changes speed only.

    With an embedder that is not exact (:class:`cxtext.embed.Embedder`) vectors may differ in the last bit between parts.
    """
    return replace(batch, vectors=embedder.encode(batch.unique.texts, batch_size=batch_size))


def classify_units(
    batch: Batch, reader: SentimentReader, *, emotion: bool = False, word_logits: WordLogits | None = None
) -> Batch:
    """Return the batch with the sentiment of its texts; see :meth:`SentimentReader.classify`."""
    sentiment = reader.classify(batch.unique.texts, _vectors_of(batch), emotion=emotion, word_logits=word_logits)
    return replace(batch, sentiment=sentiment)


def assign_units(batch: Batch, model: ThemeModel) -> Batch:
    """Return the batch with the themes of its texts."""
    return replace(batch, assigned=model.assign(_vectors_of(batch), batch.unique.texts))


def _vectors_of(batch: Batch) -> NDArray[np.float32]:
    """Return the vectors of a batch; raise ValueError when it was not embedded."""
    if batch.vectors is None:
        raise ValueError("the batch has no vectors yet: call embed_units first")
    return batch.vectors
