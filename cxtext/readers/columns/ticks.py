"""Columns of tick boxes: one column per option of a question with several answers, such as "What do you use? [Search]"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxtext.language import load_column_words
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.wording import normalize

#: Different values of the cells of a tick box: chosen, not chosen, each in two spellings at most.
MOST_VALUES = 4
#: Options from which columns are those of one question.
LEAST_OPTIONS = 2

_WORDS = load_column_words()
_ANSWERS = _WORDS.answers
_YES = _ANSWERS.yes | _ANSWERS.ticked | _ANSWERS.chosen
_NO = _ANSWERS.no | _ANSWERS.not_ticked | _ANSWERS.not_chosen
_SEVERAL = re.compile(rf"\b{_WORDS.headers.several}\b")
_BRACKETED = re.compile(r"(?P<question>.*\S)\s*\[(?P<option>[^\[\]]+)\]\s*\Z", re.DOTALL)
_SIGNS = re.compile(r": | [-\u2013\u2014|>] |(?<=\S)/(?=\S)")
_JOINS = re.compile(
    rf"\s*[-\u2013\u2014:]\s*(?:{'|'.join(map(re.escape, sorted(_WORDS.headers.option_joins)))})\Z", re.IGNORECASE
)
#: The number that stands for an option.
_CODE = re.compile(r"\d{1,3}\Z")
#: The code of a question with the number of an option, as Qualtrics and SPSS write them.
_NUMBERED = re.compile(r"(?P<question>.*[^\W_])_\d{1,3}\Z")


@dataclass(frozen=True, slots=True)
class TickBox:
    """The column of one option.

    Parameters
    ----------
    question : str
        That the option belongs to; empty where no header says it.
    option : str
    chosen : frozenset of str
        Cells of those who chose it.
    not_chosen : frozenset of str
        Cells of those who did not; without any a blank says so in a row that has another option of the question.
    columns : tuple of str
        Of all options of the question.
    """

    question: str
    option: str
    chosen: frozenset[str]
    not_chosen: frozenset[str]
    columns: tuple[str, ...]

    @property
    def group(self) -> str:
        """What the group of the option is called."""
        return f"{self.question}: {self.option}" if self.question else self.option

    def answer(self, cell: str, *, is_answered: bool) -> bool | None:
        """Return whether an answer chose the option; None where the question was not answered.

        Parameters
        ----------
        cell : str
        is_answered : bool
            Whether any option of the question has a cell that is filled.
        """
        cell = cell.strip()
        if cell in self.chosen:
            return True
        return False if cell in self.not_chosen or (is_answered and not self.not_chosen) else None


def find_tick_boxes(profiles: Mapping[str, ColumnProfile]) -> dict[str, TickBox]:
    """Return the tick box of each column that is one.

    Columns are the options of one question when their headers begin alike and go on with an option, and their cells hold
    nothing but that option, or yes and no; without a question, when neighbours hold nothing but their own header.

    >>> from cxtext.readers.columns.profile import profile_column
    >>> cells = {"Used? [Search]": ["Yes", "", "Yes"], "Used? [Export]": ["", "Yes", "Yes"], "Why?": ["slow", "", "dear"]}
    >>> boxes = find_tick_boxes({name: profile_column(name, column) for name, column in cells.items()})
    >>> [box.group for box in boxes.values()]
    ['Used?: Search', 'Used?: Export']
    """
    few = {column: profile for column, profile in profiles.items() if 0 < profile.n_distinct <= MOST_VALUES}
    options = {column: dict(_list_splits(profile)) for column, profile in few.items()}
    columns_of: defaultdict[str, list[str]] = defaultdict(list)
    for column, splits in options.items():
        for question in splits:
            columns_of[question].append(column)
    boxes: dict[str, TickBox] = {}
    # First the question that most columns share, and of two the longer one.
    for question in sorted(columns_of, key=lambda name: (-len(columns_of[name]), -len(name), name)):
        free = [column for column in columns_of[question] if column not in boxes]
        boxes |= _read_question(question, {column: options[column][question] for column in free}, few)
    return boxes | _read_named([[] if column in boxes else [profile] for column, profile in profiles.items()])


def asks_several(box: TickBox) -> bool:
    """Tell whether the question of a tick box says that several options may be chosen.

    >>> asks_several(TickBox("Which do you use?", "Search", frozenset({"1"}), frozenset({"0"}), ("a", "b")))
    True
    """
    return bool(_SEVERAL.search(box.question.lower()))


def _list_splits(profile: ColumnProfile) -> Iterator[tuple[str, str]]:
    """Yield each way to read a header as a question and an option of it; a numbered code has the option in its cells."""
    header = " ".join((profile.label or profile.name).split())
    if match := _BRACKETED.match(header):
        yield match["question"], match["option"].strip()
    for sign in _SIGNS.finditer(header):
        question, option = header[: sign.start()].strip(), header[sign.end() :].strip()
        if question and option and normalize(option) not in _WORDS.headers.option_joins:
            yield _JOINS.sub("", question), option
    if not profile.label and (match := _NUMBERED.match(header)) and profile.n_distinct == 1:
        cell = next(iter(profile.counts))
        if not cell.isdigit() and normalize(cell) not in _YES | _NO:
            yield match["question"], cell


def _read_question(question: str, options: Mapping[str, str], profiles: Mapping[str, ColumnProfile]) -> dict[str, TickBox]:
    """Return the tick boxes among columns whose headers begin with one question; none when fewer than two are left."""
    cells = {column: sides for column, option in options.items() if (sides := _read_cells(option, profiles[column])) is not None}
    codes = Counter(next(iter(chosen)) for chosen, _, is_code in cells.values() if is_code)
    columns = tuple(column for column, (chosen, _, is_code) in cells.items() if not is_code or codes[next(iter(chosen))] == 1)
    if len({normalize(options[column]) for column in columns}) < max(LEAST_OPTIONS, len(columns)):
        return {}
    return {column: TickBox(question, options[column], cells[column][0], cells[column][1], columns) for column in columns}


def _read_cells(option: str, profile: ColumnProfile) -> tuple[frozenset[str], frozenset[str], bool] | None:
    """Return the cells that choose an option, those that do not, and whether a code says so; None for other cells."""
    names = {normalize(name) for name in (option, profile.name, profile.label) if name}
    chosen = frozenset(cell for cell in profile.counts if normalize(cell) in _YES or normalize(cell) in names)
    not_chosen = frozenset(cell for cell in profile.counts if normalize(cell) in _NO and cell not in chosen)
    if chosen and len(chosen) + len(not_chosen) == profile.n_distinct:
        return chosen, not_chosen, False
    is_code = profile.n_distinct == 1 and all(_CODE.match(cell) for cell in profile.counts)
    return (frozenset(profile.counts), frozenset(), True) if is_code else None


def _read_named(runs: Sequence[Sequence[ColumnProfile]]) -> dict[str, TickBox]:
    """Return the tick boxes among neighbours whose cells hold nothing but their own header, as Typeform writes them."""
    boxes: dict[str, TickBox] = {}
    run: list[ColumnProfile] = []
    for profiles in [*runs, []]:
        named = [p for p in profiles if p.n_distinct and {normalize(p.name)} == set(map(normalize, p.counts))]
        if named:
            run += named
            continue
        if len(run) >= LEAST_OPTIONS:
            names = tuple(p.name for p in run)
            boxes |= {p.name: TickBox("", p.name, frozenset(p.counts), frozenset(), names) for p in run}
        run = []
    return boxes
