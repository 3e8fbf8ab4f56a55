"""Tables in long format: a row for each question and respondent, whose scores and texts share one column."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxtext.language import load_column_words
from cxtext.readers.cells import Hint, RawTable, parse_number, unique_names
from cxtext.schema import Code, Stage, issue
from cxtext.settings import InputConfig, Metric
from cxtext.wording import is_blank, normalize, one_line, plural

#: Rows that a first look takes, spread over the table.
MOST_LOOKED_AT = 2_000
#: Questions that a survey may have.
MOST_QUESTIONS = 100
#: Rows per question and per respondent on average.
LEAST_ROWS_PER_QUESTION = 3
LEAST_ROWS_PER_RESPONDENT = 1.5
#: Share of the rows whose question the respondent answers once.
LEAST_SINGLE = 0.9
#: Share of the filled cells of a question that are numbers, from which and up to which its answers are scores or texts.
SCORES = 0.8
TEXTS = 0.2
#: Words per answer of a text.
LEAST_WORDS = 2.0
#: Between two answers of one respondent to one question.
BETWEEN = "; "
_QUESTIONS = load_column_words().tables.question_headers


@dataclass(frozen=True, slots=True)
class _Layout:
    """The places of the columns of respondents, questions and answers."""

    respondent: int
    question: int
    answer: int


def pivot_long(table: RawTable, config: InputConfig, metrics: Sequence[Metric]) -> None:
    """Make one record per respondent of a table in long format, with a column per question, in place.

    A column of few recurring questions, a column that repeats once per question, and a column that holds scores for one question
    and texts for another show the format. Columns that are the same in all rows of each respondent stay; the others are of
    single answers and are left out. Nothing is done when the user names the column of answers: then it is read as it stands.

    Parameters
    ----------
    table : RawTable
    config : InputConfig
    metrics : sequence of Metric
        Those that are declared.
    """
    named = {normalize(name) for name in (*config.text_columns, *(metric.column for metric in metrics))}
    step = len(table.rows) // MOST_LOOKED_AT + 1
    some = table.rows[::step]
    for question in range(len(table.columns)):
        if normalize(table.columns[question]) in named or not _may_ask(table.columns[question], some, question):
            continue
        layout = _find_layout(table, question)
        if layout is not None and normalize(table.columns[layout.answer]) not in named:
            _pivot(table, layout)
            return


def _may_ask(name: str, rows: Sequence[Sequence[str]], place: int) -> bool:
    """Tell whether a column may hold the questions: few that recur, under a header that says so or with question marks."""
    questions = {row[place].strip() for row in rows if not is_blank(row[place])}
    if not 2 <= len(questions) <= min(MOST_QUESTIONS, len(rows) / LEAST_ROWS_PER_QUESTION):
        return False
    return normalize(name).replace("_", " ") in _QUESTIONS or 2 * sum(one.endswith("?") for one in questions) >= len(questions)


def _find_layout(table: RawTable, question: int) -> _Layout | None:
    """Return the columns of respondents and answers beside that of the questions; None when there are none."""
    others = [i for i in range(len(table.columns)) if i != question]
    answer = next((i for i in others if _mixes(table, question, i)), None)
    if answer is None or any(is_blank(row[question]) and not is_blank(row[answer]) for row in table.rows):
        return None
    repeats = {i: _count_repeats(table, question, i) for i in others if i != answer}
    respondents = [i for i, n in repeats.items() if n is not None]
    # Whom the rows name most often apart: a date may be shared by several people.
    best = max(respondents, key=lambda i: (len({row[i] for row in table.rows}), -i), default=None)
    return None if best is None else _Layout(best, question, answer)


def _mixes(table: RawTable, question: int, answer: int) -> bool:
    """Tell whether a column holds scores for one question and texts for another."""
    cells: defaultdict[str, list[str]] = defaultdict(list)
    for row in table.rows:
        if not is_blank(row[answer]):
            cells[row[question].strip()].append(row[answer])
    has_scores = has_texts = False
    for own in cells.values():
        some = own[:: len(own) // MOST_LOOKED_AT + 1]
        numbers = sum(parse_number(cell) is not None for cell in some) / len(some)
        words = sum(len(cell.split()) for cell in some) / len(some)
        has_scores |= numbers >= SCORES
        has_texts |= numbers <= TEXTS and words >= LEAST_WORDS
    return has_scores and has_texts


def _count_repeats(table: RawTable, question: int, place: int) -> int | None:
    """Return how many rows repeat a question of the same respondent; None when the column does not name respondents."""
    pairs = Counter((row[place].strip(), row[question].strip()) for row in table.rows)
    people = {person for person, _ in pairs}
    n_single = sum(n for n in pairs.values() if n == 1)
    fits = (
        LEAST_ROWS_PER_RESPONDENT * len(people) <= len(table.rows) and len(people) >= LEAST_ROWS_PER_QUESTION and "" not in people
    )
    return len(table.rows) - n_single if fits and n_single >= LEAST_SINGLE * len(table.rows) else None


def _pivot(table: RawTable, layout: _Layout) -> None:
    """Replace the rows by one per respondent."""
    by_person: defaultdict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(table.rows):
        by_person[row[layout.respondent].strip()].append(i)
    questions = list(dict.fromkeys(row[layout.question].strip() for row in table.rows if not is_blank(row[layout.question])))
    same = [i for i in range(len(table.columns)) if i not in (layout.question, layout.answer) and _is_same(table, by_person, i)]
    others = [c for i, c in enumerate(table.columns) if i not in (*same, layout.question, layout.answer)]
    n_rows, source, names = len(table.rows), table.source, table.columns
    rows = [_join_rows([table.rows[i] for i in places], layout, same, questions) for places in by_person.values()]
    left_out = f"; of single answers and left out: {one_line(', '.join(map(repr, others)), 120)}" if others else ""
    asked = f"{plural(len(questions), 'question')} in {names[layout.question]!r}"
    made = f"{plural(n_rows, 'row')} are read as {plural(len(rows), 'record')} of {names[layout.respondent]!r}"
    note = f"{source!r} has a row for each question and respondent: {made}, with a column for each of {asked}{left_out}"
    table.issues.append(issue(Stage.READ, Code.LONG_FORMAT, note))
    table.numbers = [table.numbers[places[0]] for places in by_person.values()]
    table.columns = unique_names([*(names[i] for i in same), *questions])
    table.rows = rows
    table.labels = {c: label for c, label in table.labels.items() if c in table.columns}
    table.hints = {c: hint for c, hint in table.hints.items() if c in table.columns}
    table.hints[names[layout.respondent]] = Hint("id", "names the respondent of several rows, which are one record")


def _is_same(table: RawTable, by_person: Mapping[str, Sequence[int]], place: int) -> bool:
    """Tell whether a column has one value in all rows of each respondent, blanks aside."""
    return all(len({table.rows[i][place] for i in places} - {""}) <= 1 for places in by_person.values())


def _join_rows(rows: Sequence[Sequence[str]], layout: _Layout, same: Sequence[int], questions: Sequence[str]) -> list[str]:
    """Return the record of one respondent: what is the same in all rows, then the answer to each question."""
    answers: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if not is_blank(row[layout.answer]):
            answers[row[layout.question].strip()].append(row[layout.answer])
    return [*(next((row[i] for row in rows if row[i]), "") for i in same), *(BETWEEN.join(answers[q]) for q in questions)]
