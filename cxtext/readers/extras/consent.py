"""Records of people who did not consent to their use: they are left out before anything else is read of them."""

from __future__ import annotations

from cxtext.language import load_column_words
from cxtext.readers.cells import RawTable, locate_column
from cxtext.schema import Code, Level, Stage, issue
from cxtext.wording import is_blank, normalize, plural


def withhold(table: RawTable, column: str | None) -> None:
    """Leave out the records whose cell in a column of consent does not say yes; how many is noted.

    A blank cell, or one that says neither yes nor no, is no consent. The notes of records that are left out go as well.

    Parameters
    ----------
    table : RawTable
        Changed in place.
    column : str, optional
        None where nobody was asked.

    Raises
    ------
    ColumnNotFoundError
        When the table has no such column.
    """
    if column is None:
        return
    place = locate_column(table.columns, [column], table.source)
    answers = load_column_words().answers
    yes, no = answers.yes | answers.ticked, answers.no | answers.not_ticked
    words = [normalize(row[place]) for row in table.rows]
    keep = [i for i, word in enumerate(words) if word in yes]
    unclear = sum(not is_blank(word) and word not in yes and word not in no for word in words)
    n_withheld = len(words) - len(keep)
    if not n_withheld:
        return
    numbers = {table.numbers[i] for i in keep}
    verb = "is" if n_withheld == 1 else "are"
    note = f"{plural(n_withheld, 'record')} without consent in {table.columns[place]!r} {verb} in no output"
    note += f"; {unclear:,} of them say neither yes nor no" if unclear else ""
    level = Level.WARNING if unclear else Level.INFO
    table.rows, table.numbers = [table.rows[i] for i in keep], [table.numbers[i] for i in keep]
    table.issues = [one for one in table.issues if one.row is None or one.row in numbers]
    table.issues.append(issue(Stage.READ, Code.WITHHELD, note, level=level, column=table.columns[place]))
    table.n_dropped += n_withheld
