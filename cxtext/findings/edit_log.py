"""The log of edits for people: the opinions that an edit names by their hashes, as ids of responses and redacted excerpts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxtext.findings.release import outgoing
from cxtext.themes import Redo, Rename, Undo, text_key
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    from cxtext.findings.rows import AnalysisLike
    from cxtext.themes import EditLog, Entry, ThemeModel

#: Opinions of an edit that are named, and most characters of each.
OPINIONS_NAMED = 2
EXCERPT_LENGTH = 60
#: Most characters of the name of a theme.
LABEL_LENGTH = 40
#: Fields of edits that hold ids of themes.
_THEMES = ("theme", "themes", "into", "part", "parts", "to", "was", "new")


@dataclass(frozen=True, slots=True)
class NamedOpinion:
    """An opinion that an edit is about: what it and its response are called, and its redacted words."""

    unit_id: str
    response_id: str
    text: str


class LogWords:
    """What the entries of a log of edits are about, in words that may be shown.

    Parameters
    ----------
    analysis : Analysis
        Its opinions are those that are named; what the log says of texts of an earlier run is counted.
    log : EditLog
    """

    def __init__(self, analysis: AnalysisLike, log: EditLog) -> None:
        self.words = outgoing(analysis)
        themes = analysis.tables["themes"]
        self._labels = dict(zip(themes["theme_id"].tolist(), themes["label"].tolist(), strict=True))
        self._given = log
        self.log = log.change_words(self.words.text).change_fields(_THEMES, self._name_theme)
        self._units = analysis.tables["units"]
        self._model: ThemeModel | None = getattr(analysis, "model", None)

    @cached_property
    def _first_labels(self) -> dict[str, str]:
        """The names that the analysis gave themes, before any edit."""
        fitted = () if self._model is None else self._model.fitted
        return self._labels | {item.theme_id: item.label for item in fitted}

    @cached_property
    def _units_of_key(self) -> dict[str, list[tuple[str, str]]]:
        """Opinion and response of each text that an edit names, by its hash."""
        wanted = {key for entry in self.log.entries for key in entry.keys}
        opinions_of: dict[str, list[tuple[str, str]]] = {}
        keys: dict[str, str] = {}
        columns = (self._units[name].tolist() for name in ("unit_id", "response_id", "text"))
        for unit_id, response_id, text in zip(*columns, strict=True):
            if text not in keys:
                keys[text] = text_key(text)
            if keys[text] in wanted:
                opinions_of.setdefault(keys[text], []).append((unit_id, response_id))
        return opinions_of

    def describe(self, entry: Entry) -> str:
        """Return what an entry is about, in a few words; of a new name, also the one before."""
        match entry.edit:
            case Rename(theme=theme_id, name=name):
                return f"theme {theme_id}, {self._quote(self._name_before(entry, theme_id))} → {self._quote(name)}"
            case Undo(of=number) | Redo(of=number) if isinstance(self.log.entries[number - 1].edit, Rename):
                return f"of {number} (rename: {self.describe(self._given.entries[number - 1])})"
        return self.log.describe(entry, self.name_texts)

    def _name_before(self, entry: Entry, theme_id: str) -> str:
        """Return the name that a theme had before an entry: the one that an earlier edit or the analysis had given it."""
        return self._given.name_before(entry, theme_id) or self._first_labels.get(theme_id, "")

    def _quote(self, name: str) -> str:
        """Return a name as it may be shown, in quotation marks."""
        return f"“{one_line(self.words.text(name), LABEL_LENGTH)}”"

    def name_texts(self, keys: Sequence[str]) -> str:
        """Return how many opinions have texts of these hashes, and the first of them."""
        units = [unit for key in keys for unit in self._units_of_key.get(key, ())]
        n_gone = sum(key not in self._units_of_key for key in keys)
        parts = []
        if units:
            named = [self._name(*unit) for unit in units[:OPINIONS_NAMED]]
            left = len(units) - len(named)
            excerpts = "; ".join(f"{one.response_id} “{one_line(one.text, EXCERPT_LENGTH)}”" for one in named)
            more = f"; {left} more" if left else ""
            parts.append(f"{plural(len(units), 'opinion')} ({excerpts}{more})")
        parts += [f"{plural(n_gone, 'text')} that this run does not have"] if n_gone else []
        return " and ".join(parts)

    def to_record(self, entry: Entry) -> dict[str, Any]:
        """Return an entry as JSON values, with the opinions that it names; examples are redacted."""
        record = entry.to_record()
        if record.get("examples"):
            record = {**record, "examples": [self.words.text(one) for one in record["examples"]]}
        if entry.keys:
            units = [self._name(*unit) for key in entry.keys for unit in self._units_of_key.get(key, ())]
            record["opinions"] = [{"unit_id": one.unit_id, "response_id": one.response_id, "text": one.text} for one in units]
        return record

    def _name_theme(self, theme_id: str) -> str:
        """Return the id of a theme with its name, where the run has it."""
        label = self._labels.get(theme_id)
        return theme_id if label is None else f"{theme_id} {self._quote(label)}"

    def _name(self, unit_id: str, response_id: str) -> NamedOpinion:
        """Return an opinion as it may be shown."""
        return NamedOpinion(self.words.name_unit(unit_id), self.words.name(response_id), self.words.unit(unit_id))
