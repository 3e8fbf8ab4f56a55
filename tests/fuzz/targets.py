"""What is fuzzed: six functions of bytes, each of which checks what holds for every input.

An error of ours with a short message is an answer; any other exception, and any check that fails, is a finding.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from cxtext.errors import CxtextError
from cxtext.language import load_language
from cxtext.privacy import find_personal, redact
from cxtext.readers import read_responses
from cxtext.settings import load_config, render_config
from cxtext.text import clean_texts, split_texts
from cxtext.themes.codebook.read import parse_codebook

#: Lines of the longest message.
MOST_LINES = 3
#: Characters of the longest unit that splitting may give.
LONGEST_UNIT = 600
SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".parquet", ".csv.gz", ".zip")
#: Personal data that is put behind every text that is redacted.
PLANTED = "jo.doe@example.org"

_folder = tempfile.TemporaryDirectory(prefix="cxtext-fuzz-")


def read_file(data: bytes) -> None:
    """Read the bytes as a file of the kind that the first byte names: no record is lost without a line in issues."""
    path = Path(_folder.name, f"survey{SUFFIXES[data[0] % len(SUFFIXES)] if data else '.csv'}")
    path.write_bytes(data[1:])
    try:
        result = read_responses(path)
    except CxtextError as error:
        _check_message(error)
        return
    receipt, responses = result.receipt, result.responses
    assert receipt.n_read == receipt.n_kept + receipt.n_dropped
    assert responses["row"].nunique() == receipt.n_kept
    assert responses["response_id"].is_unique
    assert len({one.row for one in result.issues if one.row} - set(responses["row"])) == receipt.n_dropped
    "".join(responses["text"]).encode()


def clean(data: bytes) -> None:
    """Clean the text: each character keeps a place in the original."""
    text = _decode(data)
    (item,) = clean_texts([text])
    assert len(item.offsets) == len(item.text) + 1
    assert len(item.ends) == len(item.text)
    assert (item.offsets[1:] >= item.offsets[:-1]).all()
    assert (item.ends >= item.offsets[:-1]).all()
    assert item.offsets[0] >= 0
    assert item.offsets[-1] <= len(text)
    assert "  " not in item.text
    assert item.text == item.text.strip()


def split(data: bytes) -> None:
    """Split the cleaned text: units are in order, apart, and in the original; words give at least one."""
    text = _decode(data)
    (item,) = clean_texts([text])
    (units,) = split_texts([item], max_chars=LONGEST_UNIT)
    assert bool(units) >= any(map(str.isalnum, item.text))
    end = 0
    for unit in units:
        assert end <= unit.start <= unit.end <= len(text)
        assert 0 < len(unit.text) <= LONGEST_UNIT
        end = unit.end


def hide(data: bytes) -> None:
    """Redact the text: spans are in order and in the text, and what was planted is gone."""
    text = f"{_decode(data)} {PLANTED}"
    spans = find_personal(text, load_language())
    assert spans == sorted(spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert PLANTED not in redact(text)


def parse(data: bytes) -> None:
    """Parse the text as a codebook: what it gives has names and different ids."""
    try:
        book = parse_codebook(_decode(data), "codebook.yaml").book
    except CxtextError as error:
        _check_message(error)
        return
    assert all(name.strip() for name in book.names)
    assert len(set(book.ids)) == len(book.ids)


def configure(data: bytes) -> None:
    """Load the text as settings: written out and loaded again they are the same."""
    path = Path(_folder.name, "cxtext.toml")
    path.write_bytes(data)
    try:
        config = load_config(path, environ={})
    except CxtextError as error:
        _check_message(error)
        return
    path.write_text(render_config(config), encoding="utf-8")
    assert load_config(path, environ={}) == config


def _decode(data: bytes) -> str:
    """Return the text of a cell: a reader hands out no lone surrogates."""
    return data.decode("utf-8", "replace")


def _check_message(error: CxtextError) -> None:
    """Check that an error says something, in three lines at most."""
    assert str(error).strip()
    assert str(error).count("\n") < MOST_LINES


#: Name -> what is run on each input.
TARGETS: dict[str, Callable[[bytes], None]] = {
    "reading": read_file,
    "cleaning": clean,
    "splitting": split,
    "redaction": hide,
    "codebook": parse,
    "config": configure,
}
