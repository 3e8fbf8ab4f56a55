"""Take a respondent out of a saved run: tables, typical texts, log of edits and all that is measured on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxtext import schema
from cxtext.errors import InputError
from cxtext.findings import outgoing
from cxtext.pipeline.edit import ThemeEdits
from cxtext.pipeline.revise import remeasure
from cxtext.pipeline.units import unique_texts
from cxtext.pipeline.voices import OF_VOICES, mark_voices
from cxtext.run import Analysis, Frames, ProgressCallback, RunLog
from cxtext.schema import Code, Level, Receipt, Stage
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd

#: Tables whose rows belong to opinions.
OF_UNITS = ("units", "assignments", "sentiment")
#: Tables that compare the themes with an earlier run, which is not measured again.
FROM_BEFORE = ("drift", "restated")
#: Characters of a text by which a message that quotes it is known.
_QUOTED = 12
#: Characters of the shortest id, and of the shortest text, that is struck from what people typed beside themes.
_LEAST_ID, _LEAST_QUOTE = 6, 20


@dataclass(frozen=True)
class Forgotten:
    """A run without a respondent.

    Parameters
    ----------
    analysis : Analysis
        Measured again.
    n_responses, n_units : int
        Responses and opinions that were taken out.
    remaining : tuple of str
        What could not be measured again, and what still depends on what was taken out.
    """

    analysis: Analysis
    n_responses: int
    n_units: int
    remaining: tuple[str, ...]


def forget(analysis: Analysis, respondent: str, *, progress: ProgressCallback | None = None) -> Forgotten | None:
    """Return a run without a respondent, or without one response; None where the run has neither.

    Parameters
    ----------
    analysis : Analysis
    respondent : str
        Id of a respondent or of a response, or what a report calls a response.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Raises
    ------
    InputError
        When nobody else said anything, or the run lacks what is needed to measure again.
    ModelError
        When an edit has to embed texts, and the embedder is not the one of the run.
    """
    responses = analysis.responses
    is_gone = _find(analysis, respondent)
    if not is_gone.any():
        return None
    if not (responses.loc[~is_gone, "status"] == "content").any():
        raise InputError("the run has no response of anybody else.\nDelete its folder instead.")
    model = analysis.require_model()
    ids = set(responses.loc[is_gone, "response_id"])
    of_gone = analysis.units["response_id"].isin(ids)
    others = set(analysis.units.loc[~of_gone, "text"]) | set(responses.loc[~is_gone, "text"])
    texts = (set(analysis.units.loc[of_gone, "text"]) | set(responses.loc[is_gone, "text"])) - others
    tables = _drop_rows(analysis, is_gone, of_gone)
    unique = unique_texts(tables["units"])
    tables["units"] = tables["units"].assign(repeats=unique.counts[unique.of_unit])
    join = analysis.manifest.setting("input", "copies", "join") == "join"
    tables["responses"], voices = mark_voices(tables["responses"], tables["units"], join=join)
    tables["issues"] = _clean_issues(analysis.issues, responses[is_gone], texts)
    log = RunLog(progress)
    log.issues += voices
    note = f"{plural(len(ids), 'response')} of one respondent {'was' if len(ids) == 1 else 'were'} taken out on request"
    with log.stage(Stage.READ):
        log.warn(Code.FORGOTTEN, note, level=Level.INFO)
    manifest = replace(analysis.manifest, input=_count_out(analysis.manifest.input, responses, is_gone))
    model = model.forget(texts, _list_quotes(analysis, responses[is_gone], texts))
    rest = replace(analysis, tables=tables, model=model, manifest=manifest, session=None)
    edits = ThemeEdits(rest)
    after = remeasure(rest, rest.require_model(), edits.unique, edits.fitted, edits.texts, log)
    return Forgotten(after, len(ids), int(of_gone.sum()), tuple(_list_remaining(analysis)))


def _find(analysis: Analysis, respondent: str) -> pd.Series:
    """Tell which responses are of a respondent, or are the one response that is meant."""
    responses, wanted = analysis.responses, respondent.strip()
    shown = outgoing(analysis).name_all(responses["response_id"].tolist())
    is_meant = responses["respondent_id"].astype(str).eq(wanted) | responses["response_id"].astype(str).eq(wanted)
    called_so = [one for one, name in zip(responses["response_id"], shown, strict=True) if name == wanted]
    return is_meant | responses["response_id"].isin(called_so)


def _count_out(receipt: Receipt, responses: pd.DataFrame, is_gone: pd.Series) -> Receipt:
    """Return the receipt with the records and responses counted as dropped."""
    gone = responses[is_gone]
    n_rows = len(set(gone["row"]) - set(responses.loc[~is_gone, "row"]))
    n_blank = int((gone["text"].fillna("").str.strip() == "").sum())
    return replace(
        receipt,
        n_kept=receipt.n_kept - n_rows,
        n_dropped=receipt.n_dropped + n_rows,
        n_responses=receipt.n_responses - len(gone),
        n_content=receipt.n_content - (len(gone) - n_blank),
        n_blank=receipt.n_blank - n_blank,
    )


def _drop_rows(analysis: Analysis, is_gone: pd.Series, of_gone: pd.Series) -> Frames:
    """Return the tables without the rows of responses and opinions."""
    units = set(analysis.units.loc[of_gone, "unit_id"])
    tables: Frames = dict(analysis.tables)
    tables["responses"] = analysis.responses[~is_gone].reset_index(drop=True)
    for name in OF_UNITS:
        frame = analysis.tables[name]
        tables[name] = frame[~frame["unit_id"].isin(units)].reset_index(drop=True)
    return tables


def _clean_issues(issues: pd.DataFrame, gone: pd.DataFrame, texts: set[str]) -> pd.DataFrame:
    """Return the issues without those of the responses, of voices, which are told anew, and without quotes of the texts."""
    ids, rows = set(gone["response_id"]) | set(gone["respondent_id"]), set(gone["row"])
    of_gone = issues["response_id"].isin(ids) | issues["row"].isin(rows)
    rest = issues[~of_gone & ~issues["code"].isin(OF_VOICES)]
    named = re.compile("|".join(rf"(?<!\w){re.escape(str(one))}(?!\w)" for one in sorted(ids, key=len, reverse=True)))
    starts = tuple(text[:_QUOTED] for text in texts if len(text) >= _QUOTED)
    messages = [
        "this note named a response that was taken out" if named.search(message) or any(s in message for s in starts) else message
        for message in rest["message"]
    ]
    return schema.conform("issues", rest.assign(message=messages))


def _list_quotes(analysis: Analysis, gone: pd.DataFrame, texts: set[str]) -> set[str]:
    """Return by what a name, description, owner or ticket quotes the responses: ids, personal data and longer texts."""
    words, whole = outgoing(analysis), dict(zip(gone["response_id"], gone["text"].fillna(""), strict=True))
    short = {str(one) for name in ("response_id", "respondent_id") for one in gone[name].dropna()}
    short |= {whole[one][span.start : span.end] for one in whole for span in words.response(one).spans}
    return {one for one in short if len(one) >= _LEAST_ID} | {text for text in texts if len(text) >= _LEAST_QUOTE and " " in text}


def _list_remaining(analysis: Analysis) -> list[str]:
    """Say what was not measured again, and what still depends on the responses."""
    remaining = ["which themes there are, and the directions in vector space that they were found by, stay"]
    if analysis.model is not None and analysis.model.lessons:
        remaining.append("what themes learnt of examples stays as numbers; the examples themselves are gone")
    remaining += [f"table {name!r} compares with an earlier run and stays" for name in FROM_BEFORE if len(analysis.tables[name])]
    if len(analysis.tables["rank_check"]):
        remaining.append("the rank check is left out, as it was of all responses")
    remaining.append("parts of what they wrote stay where somebody typed them into a name, a description, an owner or a ticket")
    return [*remaining, "the input file still has the responses: a new analysis of it would bring them back"]
