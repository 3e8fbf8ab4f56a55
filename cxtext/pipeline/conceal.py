"""Names and tables of themes without personal data: they are shown everywhere, and made of customers' words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from cxtext import __version__
from cxtext.findings import count_descriptions, name_personal_ids
from cxtext.language import load_language, load_ordinary_words
from cxtext.privacy import Redaction, Redactor, find_personal, mask
from cxtext.run import Frames

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.readers import ReadResult
    from cxtext.run import Analysis
    from cxtext.settings import Config
    from cxtext.themes import Theme, ThemeModel

#: Columns of tables that outputs show and that hold words of customers, besides the names of themes.
WORDS = (
    ("drift", "words_more"),
    ("drift", "words_less"),
    ("new_topics", "topic"),
    ("rank_check", "matched_label"),
    ("restated", "earlier_label"),
)
#: Who made the names of themes that hold words of customers.
NAMED_BY_WORDS = ("responses", "namer")
#: Roles of columns whose typical value is no word of a customer.
FIGURES = frozenset({"date", "metric", "weight", "value", "exposure", "wave"})
#: Texts with a phrase that are looked at to tell whether it is a part of personal data.
TEXTS_LOOKED_AT = 9
#: What a whole quote may be and stay: how a date was read, a figure out of range, the address of a file.
STAYING = ("[date]", "[number]", "[link]")
#: Kinds of personal data that no message needs: ids are such.
ANYWHERE = frozenset({"account", "card", "e-mail"})
#: Responses with text that a preview may show.
SHOWN_RESPONSES = 50
# What a message quotes: a cell, an answer, the start of a text.
_QUOTED = re.compile(r"(?<!\w)(['\"\u201c])(?=\S)(.+?)(['\"\u201d])(?!\w)", re.DOTALL)


def make_redactor(config: Config) -> Redactor:
    """Return what takes personal data out under these settings."""
    return Redactor(Redaction(config.privacy.redact), load_language(config.text.language))


def conceal_names(
    model: ThemeModel, texts: Sequence[str], redactor: Redactor, clean: Collection[str] = frozenset()
) -> ThemeModel:
    """Return a model whose themes have no personal data in what they are called; what people named stays as they wrote it.

    Parameters
    ----------
    model : ThemeModel
    texts : sequence of str
        The opinions: a phrase is personal data as well where it is a part of it there, as the surname after a title.
    redactor : Redactor
    clean : collection of str
        Phrases that were looked at among the same texts before, and are no personal data, see :func:`list_clean`.
    """
    if redactor.redaction is Redaction.OFF:
        return model
    labels = {item.label for item in model.items if item.named_by in NAMED_BY_WORDS}
    phrases = labels.union(*(item.keyphrases for item in model.items)).difference(clean)
    personal = _find_personal_phrases(phrases, texts, redactor)
    taken = {item.label for item in model.items}
    items = tuple(_conceal(item, personal, redactor, taken) for item in model.items)
    return replace(model, items=items) if items != model.items else model


def list_clean(analysis: Analysis) -> set[str]:
    """Return the phrases of the names and tables of a run that were looked at when it was measured: no personal data is left.

    Nothing for a run of another version, whose patterns may have been others.
    """
    if analysis.manifest.version != __version__ or analysis.model is None:
        return set()
    items = analysis.model.items
    named = {item.label for item in items if item.named_by in NAMED_BY_WORDS}
    shown = {word for name, column in WORDS for cell in analysis.tables[name][column] for word in _list_words(cell)}
    return named.union(shown, *(item.keyphrases for item in items))


def _find_personal_phrases(phrases: Collection[str], texts: Sequence[str], redactor: Redactor) -> set[str]:
    """Return the phrases that are personal data, by themselves or in most of the texts that have them."""
    ordinary = load_ordinary_words()
    lowered = [text.lower() if text.isascii() else None for text in texts]
    personal = {phrase for phrase in phrases if redactor.redact(phrase) != phrase}
    for phrase in sorted(set(phrases) - personal):
        if all(word in ordinary for word in re.findall(r"[^\W\d_]+", phrase.casefold())):
            continue
        pattern = re.compile(rf"(?i)(?<!\w){re.escape(phrase)}(?!\w)")
        needle = phrase.lower() if phrase.isascii() else ""
        may_have = (text for text, low in zip(texts, lowered, strict=True) if low is None or needle in low)
        having = list(islice(filter(pattern.search, may_have), TEXTS_LOOKED_AT))
        masked = redactor.mask(having)
        n_gone = sum(pattern.search(one.text) is None for one in masked)
        if having and 2 * n_gone > len(having):
            personal.add(phrase)
    return personal


def _conceal(item: Theme, personal: Collection[str], redactor: Redactor, taken: set[str]) -> Theme:
    """Return a theme without personal data in its key phrases and, where no person named it, in its label."""
    phrases = tuple(phrase for phrase in item.keyphrases if phrase not in personal)
    label = item.label
    if item.named_by in NAMED_BY_WORDS and label in personal:
        free = (phrase[:1].upper() + phrase[1:] for phrase in phrases)
        masked = redactor.redact(label)
        masked = "[name]" if masked == label else masked
        label = next((name for name in free if name not in taken), masked if masked not in taken else f"{masked} {item.theme_id}")
        taken.add(label)
    return replace(item, keyphrases=phrases, label=label)


def conceal_tables(
    tables: Mapping[str, pd.DataFrame],
    redactor: Redactor,
    clean: Collection[str] = frozenset(),
    *,
    earlier: Mapping[str, pd.DataFrame] | None = None,
) -> Frames:
    """Return the tables without personal data in the words that outputs show of them; responses and units stay as they are.

    Parameters
    ----------
    tables : dict of str to DataFrame
    redactor : Redactor
    clean : collection of str
        Phrases that were looked at before, see :func:`list_clean`.
    earlier : dict of str to DataFrame, optional
        Tables that this version concealed before: ``columns`` and messages that they have are as they may be shown.
    """
    import pandas as pd

    if redactor.redaction is Redaction.OFF:
        return dict(tables)
    new = dict(tables)
    shown = {word for name, column in WORDS for cell in new[name][column] for word in _list_words(cell)}.difference(clean)
    personal = _find_personal_phrases(shown, new["units"]["text"].tolist(), redactor)
    for name, column in WORDS if personal else ():
        cells = [_redact_cell(cell, personal, redactor) for cell in new[name][column]]
        new[name] = new[name].assign(**{column: pd.Series(cells, index=new[name].index, dtype="object")})
    done = frozenset() if earlier is None else frozenset(earlier["issues"]["message"])
    if earlier is None or new["columns"] is not earlier["columns"]:
        new["columns"] = _conceal_columns(new["columns"], redactor)
    names = name_personal_ids(new["responses"]) if new["issues"]["response_id"].notna().any() else {}
    new["issues"] = new["issues"].assign(
        message=[text if text in done else redact_message(text, redactor) for text in new["issues"]["message"]],
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


def redacted_as(analysis: Analysis, redact: str | None) -> Analysis:
    """Return the analysis with another redaction of what leaves it; the one of its run for None.

    What the redaction of the run took out of names of themes does not come back.
    """
    if redact is None:
        return analysis
    config = dict(analysis.manifest.config)
    config["privacy"] = {**config.get("privacy", {}), "redact": Redaction(redact).value}
    manifest = replace(analysis.manifest, config=config)
    redactor = make_redactor(manifest.recorded_config)
    model, tables = analysis.model, conceal_tables(analysis.tables, redactor)
    if model is not None:
        model = conceal_names(model, analysis.units["text"].tolist(), redactor)
        tables |= _rename(tables, model)
    return replace(analysis, tables=tables, manifest=manifest, model=model)


def _rename(tables: Mapping[str, pd.DataFrame], model: ThemeModel) -> Frames:
    """Return the tables ``themes`` and ``phrases`` with what a model calls its themes."""
    import pandas as pd

    called = {item.theme_id: item for item in model.items}
    themes = tables["themes"].copy()
    ids = themes["theme_id"].tolist()
    labels = zip(ids, themes["label"], strict=True)
    themes["label"] = [called[one].label if one in called else label for one, label in labels]
    phrases = [list(called[one].keyphrases) if one in called else own for one, own in zip(ids, themes["keyphrases"], strict=True)]
    themes["keyphrases"] = pd.Series(phrases, index=themes.index, dtype="object")
    had = {phrase for own in tables["themes"]["keyphrases"] for phrase in own}
    gone = had - {phrase for own in phrases for phrase in own}
    new: Frames = {"themes": themes, "phrases": tables["phrases"][~tables["phrases"]["phrase"].isin(gone)].reset_index(drop=True)}
    counted = zip(themes["description"], count_descriptions(tables), count_descriptions({**tables, **new}), strict=True)
    new["themes"] = themes.assign(description=[now if own == before else own for own, before, now in counted])
    return new


def redact_message(message: str, redactor: Redactor) -> str:
    """Return a message without personal data in what it quotes, and without addresses and accounts anywhere.

    Dates, of which it says how they were read, stay.

    >>> redact_message("2 cells are no number, such as 'jo@x.org'", Redactor(Redaction.PATTERNS))
    "2 cells are no number, such as '[e-mail]'"
    """

    def redact(match: re.Match[str]) -> str:
        begin, quoted, end = match.groups()
        shown = redactor.redact(quoted)
        return match.group() if shown in (quoted, *STAYING) else f"{begin}{shown}{end}"

    if redactor.redaction is Redaction.OFF:
        return message
    quoted = _QUOTED.sub(redact, message)
    return mask(quoted, [span for span in find_personal(quoted, redactor.language) if span.kind in ANYWHERE]).text


def _list_words(cell: object) -> list[str]:
    """Return the words or phrases of a cell: itself, or those of its list."""
    if isinstance(cell, str):
        return [cell]
    return [str(word) for word in cell] if isinstance(cell, Iterable) else []


def _redact_cell(cell: object, personal: Collection[str], redactor: Redactor) -> object:
    """Return a cell of words, or of a list of words, without those that are personal data."""

    def redact(word: str) -> str:
        masked = redactor.redact(word)
        return word if word not in personal else "[name]" if masked == word else masked

    if isinstance(cell, str):
        return redact(cell)
    return [redact(word) for word in cell] if isinstance(cell, Iterable) else cell
