"""Names and tables of themes without personal data: they are shown everywhere, and made of customers' words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cxtext.findings import name_personal_ids
from cxtext.language import load_language
from cxtext.privacy import Redaction, Redactor, find_personal, mask
from cxtext.run import Frames

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.readers import ReadResult
    from cxtext.settings import Config
    from cxtext.themes import Theme, ThemeModel

#: Columns of tables that outputs show and that hold words of customers, besides the names of themes.
WORDS = {
    "drift": ("words_more", "words_less"),
    "new_topics": ("topic",),
    "phrases": ("phrase",),
    "rank_check": ("matched_label",),
    "restated": ("earlier_label",),
}
#: Roles of columns whose typical value is no word of a customer.
FIGURES = frozenset({"date", "metric", "weight", "value", "exposure", "wave"})
#: Kinds of personal data that no message needs: ids are such.
ANYWHERE = frozenset({"account", "card", "e-mail"})
#: Responses with text that a preview may show.
SHOWN_RESPONSES = 50
# What a message quotes: a cell, an answer, the start of a text.
_QUOTED = re.compile(r"(?<!\w)(['\"\u201c])(?=\S)(.+?)(['\"\u201d])(?!\w)", re.DOTALL)


def make_redactor(config: Config) -> Redactor:
    """Return what takes personal data out under these settings."""
    return Redactor(Redaction(config.privacy.redact), load_language(config.text.language))


def conceal_names(model: ThemeModel, redactor: Redactor) -> ThemeModel:
    """Return a model whose themes have no personal data in what they are called; what people named stays as they wrote it."""
    if redactor.redaction is Redaction.OFF:
        return model
    taken = {item.label for item in model.items}
    items = tuple(_conceal(item, redactor, taken) for item in model.items)
    return replace(model, items=items) if items != model.items else model


def _conceal(item: Theme, redactor: Redactor, taken: set[str]) -> Theme:
    """Return a theme without personal data in its key phrases and, where no person named it, in its label."""
    phrases = tuple(phrase for phrase in item.keyphrases if redactor.redact(phrase) == phrase)
    label = item.label
    if item.named_by in ("responses", "namer") and redactor.redact(label) != label:
        masked = redactor.redact(label)
        free = (phrase[:1].upper() + phrase[1:] for phrase in phrases)
        label = next((name for name in free if name not in taken), masked if masked not in taken else f"{masked} {item.theme_id}")
        taken.add(label)
    return replace(item, keyphrases=phrases, label=label)


def conceal_tables(tables: Mapping[str, pd.DataFrame], redactor: Redactor) -> Frames:
    """Return the tables without personal data in the words that outputs show of them; responses and units stay as they are."""
    import pandas as pd

    if redactor.redaction is Redaction.OFF:
        return dict(tables)
    new = dict(tables)
    for name, columns in WORDS.items():
        for column in columns:
            if name in new and len(new[name]):
                new[name] = new[name].copy()
                cells = [_redact_cell(cell, redactor) for cell in new[name][column]]
                new[name][column] = pd.Series(cells, index=new[name].index, dtype="object")
    new["columns"] = _conceal_columns(new["columns"], redactor)
    names = name_personal_ids(new["responses"])
    new["issues"] = new["issues"].assign(
        message=[redact_message(text, redactor) for text in new["issues"]["message"]],
        response_id=[names.get(one, one) for one in new["issues"]["response_id"]],
    )
    return new


def _conceal_columns(columns: pd.DataFrame, redactor: Redactor) -> pd.DataFrame:
    """Return the table ``columns`` without personal data in the examples of answers, and in what reasons quote."""
    pairs = zip(columns["role"], columns["example"], strict=True)
    examples = [example if role in FIGURES else redactor.redact(example) for role, example in pairs]
    return columns.assign(example=examples, reason=[redact_message(reason, redactor) for reason in columns["reason"]])


def conceal_read(read: ReadResult, redactor: Redactor) -> ReadResult:
    """Return what was read as it may be shown: no personal data in the first responses, examples, reasons and messages.

    The responses after the first :data:`SHOWN_RESPONSES` with text stay as they are, to be counted.
    """
    if redactor.redaction is Redaction.OFF:
        return read
    role = dict(zip(read.columns["column"], read.columns["role"], strict=True))
    responses = read.responses.copy()
    names = name_personal_ids(responses)
    for name in ("response_id", "respondent_id"):
        responses[name] = [names.get(one, one) for one in responses[name]]
    with_text = responses["text"].fillna("").str.strip() != ""
    shown = sorted({*range(min(SHOWN_RESPONSES, len(responses))), *with_text.to_numpy().nonzero()[0][:SHOWN_RESPONSES].tolist()})
    texts = responses["text"].tolist()
    for place in shown:
        texts[place] = redactor.redact(texts[place]) if isinstance(texts[place], str) else texts[place]
    return replace(
        read,
        responses=responses.assign(text=texts),
        columns=_conceal_columns(read.columns, redactor),
        issues=[replace(one, message=redact_message(one.message, redactor)) for one in read.issues],
        first_values={c: one if role.get(c) in FIGURES else redactor.redact(one) for c, one in read.first_values.items()},
    )


def redact_message(message: str, redactor: Redactor) -> str:
    """Return a message without personal data in what it quotes, and without addresses and accounts anywhere.

    Dates, of which it says how they were read, stay.

    >>> redact_message("2 cells are no number, such as 'jo@x.org'", Redactor(Redaction.PATTERNS))
    "2 cells are no number, such as '[e-mail]'"
    """

    def redact(match: re.Match[str]) -> str:
        begin, quoted, end = match.groups()
        shown = redactor.redact(quoted)
        return match.group() if shown in (quoted, "[date]", "[number]") else f"{begin}{shown}{end}"

    if redactor.redaction is Redaction.OFF:
        return message
    quoted = _QUOTED.sub(redact, message)
    return mask(quoted, [span for span in find_personal(quoted, redactor.language) if span.kind in ANYWHERE]).text


def _redact_cell(cell: object, redactor: Redactor) -> object:
    """Return a cell of words, or of a list of words, redacted."""
    if isinstance(cell, Iterable) and not isinstance(cell, str):
        return [redactor.redact(str(word)) for word in cell]
    return redactor.redact(cell) if isinstance(cell, str) else cell
