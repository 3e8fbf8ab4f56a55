"""The one door for what customers wrote: reports, exports, sheets, questions and terminals get their words here, redacted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cxtext.findings.masks import read_masks, write_masks
from cxtext.language import load_language
from cxtext.privacy import Masked, Redaction, Redactor
from cxtext.run import recall
from cxtext.wording import neutralise

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.findings.rows import AnalysisLike

#: Characters of the shortest part of a response that is looked for in its opinions once it was found in the response.
_LEAST_KNOWN = 4
# Ids that are personal data themselves: with an address, a telephone number, a name of two words.
_PERSONAL_ID = (
    r"@|://|^\s*\+|\d[ ()./]\d|[^\W\d_]{2}\s+[^\W\d_]{2}|(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)|^[A-Za-z]{2}\d{2}[ A-Z0-9]{11,30}$"
)


class Outgoing:
    """What customers wrote, as it may leave a run.

    Parameters
    ----------
    analysis : Analysis
        Read only; its settings say how much is taken out.

    Notes
    -----
    A response is redacted as a whole, so that what its words announce in one sentence is found in the next; quotes are cut from
    that.
    """

    def __init__(self, analysis: AnalysisLike) -> None:
        manifest = analysis.manifest
        language = load_language(str(manifest.setting("text", "language", "en")))
        redaction = Redaction(manifest.setting("privacy", "redact", Redaction.PATTERNS))
        earlier_spans = read_masks(analysis, language) if redaction is Redaction.PATTERNS else {}
        self.redactor = Redactor(redaction, language, earlier_spans)
        self._tables = analysis.tables

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        """The text of each response."""
        responses = self._tables["responses"]
        return dict(zip(responses["response_id"].tolist(), responses["text"].tolist(), strict=True))

    @cached_property
    def _units(self) -> Mapping[str, tuple[str, str]]:
        """The response and the text of each opinion."""
        columns = (self._tables["units"][name].tolist() for name in ("unit_id", "response_id", "text"))
        return {unit: (response, text) for unit, response, text in zip(*columns, strict=True)}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """What ids that are personal data are called: by the number of their record, which only the run can tell."""
        return {} if self.redactor.redaction is Redaction.OFF else name_personal_ids(self._tables["responses"])

    @cached_property
    def _unit_ids(self) -> Mapping[str, str]:
        """The ids of opinions by what they are called, also as a spreadsheet has it."""
        return {neutralise(self.name_unit(unit)).lstrip("'"): unit for unit in self._units}

    def prepare(self, response_ids: Iterable[str]) -> None:
        """Redact many responses at once, which is faster where names are looked for."""
        self.redactor.mask(self._texts[one] or "" for one in response_ids)

    def response(self, response_id: str) -> Masked:
        """Return a response, with the places of what was taken out."""
        return self.redactor.mask_one(self._texts[response_id] or "")

    def unit(self, unit_id: str) -> str:
        """Return the text of an opinion; what was found in its response is not in it either."""
        response_id, text = self._units[unit_id]
        masked = self.response(response_id)
        whole = self._texts[response_id]
        for span in masked.spans:
            personal = whole[span.start : span.end]
            if len(personal) >= _LEAST_KNOWN:
                text = re.sub(rf"(?<!\w){re.escape(personal)}(?!\w)", f"[{span.kind}]", text)
        return self.text(text)

    def text(self, text: str) -> str:
        """Return other words of customers."""
        return self.redactor.redact(text)

    def name(self, response_id: str) -> str:
        """Return what a response is called: its id, or its record where the id is an address or another personal date."""
        return self._names.get(response_id, response_id)

    def name_unit(self, unit_id: str) -> str:
        """Return what an opinion is called: the name of its response and its position."""
        response_id, mark, position = unit_id.rpartition("#")
        return f"{self.name(response_id)}{mark}{position}"

    def name_units(self, unit_ids: Sequence[str]) -> Sequence[str]:
        """Return what opinions are called."""
        return [self.name_unit(one) for one in unit_ids] if self._names else unit_ids

    def recall_unit(self, name: str) -> str:
        """Return the id of the opinion that :meth:`name_unit` called so."""
        return name if name in self._units else self._unit_ids.get(name, name)

    def name_all(self, response_ids: Sequence[str]) -> list[str]:
        """Return what responses are called."""
        return [self._names.get(one, one) for one in response_ids]


def name_personal_ids(responses: pd.DataFrame) -> dict[str, str]:
    """Return what responses are called whose id is personal data, such as an address: by the number of their record.

    Parameters
    ----------
    responses : DataFrame
        Columns ``response_id`` and ``row``.
    """
    ids = responses["response_id"].astype(str)
    personal = ids.str.contains(_PERSONAL_ID, regex=True)
    if not personal.any():
        return {}
    taken, names = set(ids.tolist()), {}
    for response_id, row in responses.loc[personal, ["response_id", "row"]].itertuples(index=False):
        name = f"record-{row}"
        while name in taken:
            name += "+"
        taken.add(name)
        names[str(response_id)] = name
    return names


def outgoing(analysis: AnalysisLike) -> Outgoing:
    """Return the door of an analysis; within ``read_once`` the same one, which remembers what it has redacted."""
    return recall(analysis, "outgoing", lambda: Outgoing(analysis))


def render_masks(analysis: AnalysisLike) -> str:
    """Return what the outputs of an analysis took out of its texts, as JSON, within ``read_once`` after they were written."""
    return write_masks(outgoing(analysis).redactor)
