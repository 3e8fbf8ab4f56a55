"""Codebooks: what a file may say, and what is said of one that cannot be used."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.errors import ConfigError
from cxtext.themes.codebook import MOST_BYTES, Codebook, CodebookTheme, number_on, read_codebook, render_codebook

FULL = """\
themes:
- name: Parking
  id: parking
  description: Finding and paying for a space
  keywords: [car park, 404, on]
  examples:
  - Nowhere to park
- name: No
  keywords:
"""


@pytest.fixture
def book_of(tmp_path):
    def read(content):
        file = tmp_path / "book.yaml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_codebook(file)

    return read


def test_everything_is_read_as_the_text_it_is(book_of):
    first, second = book_of(FULL).themes
    assert (first.name, first.id, first.description) == ("Parking", "parking", "Finding and paying for a space")
    assert (first.keywords, first.examples) == (("car park", "404", "on"), ("Nowhere to park",))
    assert (second.name, second.keywords, second.examples) == ("No", (), ())
    assert first.phrases() == ["Parking", "Finding and paying for a space", "car park", "404", "on"]


def test_a_byte_order_mark_and_json_are_fine(book_of):
    assert book_of(b"\xef\xbb\xbf" + FULL.encode()).names == ["Parking", "No"]
    assert book_of('{"themes": [{"name": " Slow \\n search "}]}').names == ["Slow search"]


def test_ids_follow_the_file_and_are_never_given_twice(book_of):
    book = book_of("themes:\n- name: a\n- {name: b, id: t001}\n- {name: c, id: T009}\n- name: d\n")
    assert book.ids == ["T002", "t001", "T009", "T003"]
    assert number_on(book.ids, 2) == ["T010", "T011"]


def test_the_fingerprint_is_of_what_it_says_not_of_its_layout(book_of):
    one = book_of("themes:\n- name: a\n  keywords: [x]\n").fingerprint
    assert book_of('themes: [{keywords: ["x"], name: "a"}]  # the same').fingerprint == one
    assert book_of("themes:\n- name: a\n  keywords: [y]\n").fingerprint != one


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty, not a mapping with the key 'themes'"),
        ("- name: a\n", "is a list, not a mapping"),
        ("Parking", "is text, not a mapping"),
        ("theme:\n- name: a\n", "'themes' in codebook"),
        ("themes:\n- name: a\nversion: 1\n", "unknown key 'version' in codebook"),
        ("themes:\n", "'themes' in codebook"),
        ("themes: Parking\n", "a list is expected"),
        ("themes: []\n", "it holds no theme"),
        ("themes:\n- Parking\n", "theme 1 of codebook"),
        ("themes:\n- description: a\n", "'name' in theme 1 of codebook"),
        ("themes:\n- name: a\n- name: '  '\n", "'name' in theme 2"),
        ('{"themes": [{"name": "\\u001c"}]}', "it is empty"),
        ("themes:\n- name: [a]\n", "text is expected"),
        ("themes:\n- {name: a, keyword: b}\n", "unknown key 'keyword' in theme 1 ('a')"),
        ("themes:\n- {name: a, keyword: b}\n", "Did you mean 'keywords'?"),
        ("themes:\n- {name: a, keywords: b}\n", "'keywords' in theme 1 ('a')"),
        ("themes:\n- {name: a, examples: [b, [c]]}\n", "'examples.2' in theme 1 ('a')"),
        ("themes:\n- {name: a, examples: [b, '']}\n", "it is empty"),
        ("themes:\n- {name: a, id: 7 up}\n", "an id is a letter followed by"),
        ("themes:\n- name: Slow Search\n- name: b\n- name: slow  search\n", "themes 1 and 3 of codebook"),
        ("themes:\n- {name: a, id: T1}\n- {name: b, id: t1}\n", "have the same id"),
        ("themes:\n- name: a\n  name: b\n", "line 3, column 3: the key 'name' is given twice"),
        ("themes:\n- name: 'a\n", "is not valid YAML at line"),
        ("themes:\n- name: *unknown\n", "is not valid YAML at line 2"),
        ("themes: !!python/object/apply:os.system [ls]\n", "theme 1 of codebook"),
        (b"themes:\n- name: caf\xe9\n", "is not UTF-8"),
        ("[" * 5000, "is nested too deeply"),
        ("themes:\n- name: " + "x" * 201, "longer than 200 characters"),
        ("themes:\n" + "".join(f"- name: n{i}\n" for i in range(301)), "301 entries, at most 300"),
        ("themes:\n- name: a\n  examples:\n" + "  - b\n" * 101, "101 entries, at most 100"),
        ("#" * (MOST_BYTES + 1), "at most 1,000,000 are read"),
    ],
)
def test_what_cannot_be_used_is_named(book_of, content, said):
    with pytest.raises(ConfigError) as error:
        book_of(content)
    message = str(error.value)
    assert said in message
    assert "book.yaml" in message
    assert len(message.splitlines()) <= 3


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(ConfigError, match="no codebook"):
        read_codebook(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_codebook(tmp_path)


TEXT = st.text(min_size=1, max_size=40).map(str.strip).filter(bool)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3)), min_size=1, max_size=4))
def test_what_is_written_reads_back(tmp_path_factory, themes):
    file = tmp_path_factory.mktemp("book") / "book.yaml"
    expected = [{"name": f"{i} {name}", "keywords": words, "examples": words} for i, (name, words) in enumerate(themes)]
    file.write_text(render_codebook(expected), encoding="utf-8", newline="")
    found = read_codebook(file)
    assert found == Codebook.model_validate({"themes": expected})


@pytest.mark.parametrize(
    ("name", "phrases"),
    [
        ("Parking problems", ["Parking problems", "Parking"]),
        ("Issues with the bill", ["Issues with the bill", "the bill"]),
        ("General issues", ["General issues"]),
        ("Problem", ["Problem"]),
        ("Problem solving", ["Problem solving"]),
    ],
)
def test_a_name_also_counts_without_the_word_that_it_is_a_complaint(name: str, phrases: list[str]):
    assert CodebookTheme(name=name).phrases() == phrases
