"""Examples that teach a theme: one per line, or a column of a table."""

from __future__ import annotations

import sys
from pathlib import Path

from cxtext.errors import UnreadableFileError
from cxtext.readers.read import read_responses
from cxtext.settings import InputConfig

#: Endings of files that are read as tables, with a column of texts; any other holds one example per line.
TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")


def read_examples(file: str, text_column: str | None = None) -> list[str]:
    """Return the examples of a file, or of standard input for ``-``.

    Parameters
    ----------
    file : str
        A table, told by its ending, or text with one example per line.
    text_column : str, optional
        Column of the table that holds the examples; guessed without it.

    Raises
    ------
    UnreadableFileError
        When the file cannot be read, or is not UTF-8 text.
    """
    if text_column is not None or file.lower().endswith(TABLE_ENDINGS):
        config = InputConfig(text_columns=(text_column,) if text_column else ())
        return read_responses([file], config=config, guess_metrics=False).responses["text"].tolist()
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise UnreadableFileError(f"examples {file!r} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"examples {file!r} are not UTF-8 text (byte {error.start}).\nSave the file as UTF-8."
        ) from None
