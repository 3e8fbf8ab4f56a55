"""Codebooks: what a file may say, and what is said of one that cannot be used."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.errors import ConfigError
from cxtext.themes.codebook import (
    MOST_BYTES,
    CodebookTheme,
    Exported,
    number_on,
    parse_codebook,
    read_codebook,
    render_codebook,
)

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
def book_of(tmp_path, monkeypatch):
    def read(content):
        (tmp_path / "book.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
        monkeypatch.chdir(tmp_path)
        return read_codebook("book.yaml")

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


LINE_2 = "codebook 'book.yaml', line 2, "


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty, not a mapping with the key 'themes'"),
        ("# only a comment\n", "is empty"),
        ("- name: a\n", "is a list, not a mapping"),
        ("Parking", "is text, not a mapping"),
        ("theme:\n- name: a\n", "line 1: unknown key 'theme'. Did you mean 'themes'?"),
        ("themes:\n- name: a\nversoin: 1\n", "line 3: unknown key 'versoin'. Did you mean 'version'?"),
        ("version: 2\nthemes:\n- name: a\n", "line 1: it has version '2', this cxtext reads 1"),
        ("edits: many\nthemes:\n- name: a\n", "line 1: 'edits': a whole number is expected"),
        ("themes:\n", "'themes': a list is expected"),
        ("themes: Parking\n", "a list is expected"),
        ("themes: {name: a}\n", "a list is expected"),
        ("themes: []\n", "it holds no theme"),
        ("themes:\n- Parking\n", "line 2, theme 1: it is text, not a mapping with a name"),
        ("themes:\n- description: a\n", LINE_2 + "theme 1: 'name': it is missing"),
        ("themes:\n- name: a\n- name: '  '\n", "line 3, theme 2: 'name': it is empty"),
        ('{"themes": [{"name": "\\u001c"}]}', "it is empty"),
        ("themes:\n- name: [a]\n", "text is expected"),
        ("themes:\n- {name: a, keyword: b}\n", LINE_2 + "theme 'a': unknown key 'keyword'. Did you mean 'keywords'?"),
        ("themes:\n- {name: a, keywords: b}\n", LINE_2 + "theme 'a': 'keywords': a list is expected"),
        ("themes:\n- name: a\n  examples:\n  - b\n  - [c]\n", "line 5, theme 'a': 'examples', entry 2: text is expected"),
        ("themes:\n- {name: a, examples: [b, '']}\n", "entry 2: it is empty"),
        ("themes:\n- {name: a, id: 7 up}\n", "an id is a letter followed by"),
        ("themes:\n- name: a\n  hidden: perhaps\n", "line 3, theme 'a': 'hidden': yes or no is expected"),
        ("themes:\n- name: a\n  merge: [T1, 7]\n", "'merge', entry 2: an id is a letter"),
        ("themes:\n- name: a\n  parts:\n  - nam: b\n", "line 4, theme 1: unknown key 'nam'. Did you mean 'name'?"),
        (
            "themes:\n- name: Slow Search\n- name: b\n- name: slow  search\n",
            "line 4, theme 'slow search': the theme of line 2 has",
        ),
        ("themes:\n- {name: a, id: T1}\n- {name: b, id: t1}\n", "line 3, theme t1 ('b'): the theme of line 2 has the same id"),
        ("themes:\n- name: a\n  id: T1\n  parts:\n  - {name: b, id: T1}\n", "line 5, theme T1 ('b'): the theme of line 3"),
        ("themes:\n- name: a\n  name: b\n", "line 3: the key 'name' is given twice, in line 2 before"),
        ("themes:\n- name: 'a\n- name: b\n", "line 2: it is not valid YAML: a quote or bracket is not closed"),
        ("themes:\n- name: a: b\n", "line 2: it is not valid YAML: a text holds ': '; put it in quotes"),
        ("themes:\n- name: @a\n", "line 2: it is not valid YAML: a text begins with a character"),
        ("themes:\n- name: a\n   id: b\n", "line 3: it is not valid YAML"),
        ("themes:\n- name: a\n\tid: b\n", "line 3: the line starts with a tab; indent with spaces"),
        ("themes:\n- name: *unknown\n", "line 2: '*unknown' stands for another place"),
        ("themes:\n- name: &a b\n", "line 2: '&a' marks a place"),
        ("themes: !!python/object/apply:os.system [ls]\n", "line 1: the tag"),
        ("themes:\n- name: a\n---\nthemes:\n- name: b\n", "line 3: a second document begins"),
        ("themes:\n- ? [a]\n  : b\n", "line 2: a list or mapping stands where a key is expected"),
        (b"themes:\n- name: caf\xe9\n", "line 2: it is not UTF-8"),
        (b"themes:\n- name: a\x07b\n", "line 2: a character that no text file has"),
        ("[" * 50_000, "nested too deeply"),
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


@settings(max_examples=100)
@given(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3)), min_size=1, max_size=4))
def test_what_is_written_reads_back(themes):
    expected = tuple(
        CodebookTheme(name=f"{i} {name}", id=f"T{i}", keywords=words, examples=words, owner=name)
        for i, (name, words) in enumerate(themes)
    )
    assert parse_codebook(render_codebook(Exported(expected)), "book").book.themes == expected


def test_what_other_programs_write_for_nothing_is_nothing(book_of):
    (theme,) = book_of("themes:\n- name: a\n  owner: null\n  topic: ~\n  description:\n  hidden:\n  parts:\n").themes
    assert theme == CodebookTheme(name="a")


def test_ids_to_merge_may_stand_on_a_line(book_of):
    assert book_of("themes:\n- name: a\n  merge: T1, T2\n").themes[0].merge == ("T1", "T2")


def test_owners_change_the_fingerprint_and_their_absence_does_not(book_of):
    one = book_of("themes:\n- name: a\n").fingerprint
    assert book_of("version: 1\nrun: ab\nedits: 3\nthemes:\n- name: a\n  owner:\n  hidden: no\n").fingerprint == one
    assert book_of("themes:\n- name: a\n  owner: Ann\n").fingerprint != one


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


def test_a_name_that_yaml_would_cut_is_named(book_of):
    with pytest.raises(ConfigError, match=r"line 2, theme 'Rank': the name is 'Rank' here: YAML takes '#1' for a comment"):
        book_of("themes:\n- name: Rank #1\n")
    for name in ('"Rank #1"', "'Rank #1'", "Rank#1", "Rank # the first", "Rank  # the first #1"):
        assert book_of(f"themes:\n- name: {name}\n").names[0].startswith("Rank")
