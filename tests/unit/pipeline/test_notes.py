"""What is said of the themes of a codebook that nobody names."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.pipeline import note_themes
from cxtext.run import RunLog
from cxtext.themes.codebook import read_codebook
from cxtext.themes.naming import Words


def a_model(sizes, *, origin="codebook", n_themes=None):
    """Return what is looked at of a model: themes with so many units."""
    items = [SimpleNamespace(label=label, origin=origin, kind="cause", n_units=n, parent_id=None) for label, n in sizes.items()]
    return SimpleNamespace(parser="spacy", items=items, settings={"min_responses": 5, "n_themes": n_themes})


@pytest.mark.parametrize(
    ("name", "text", "is_warned"),
    [
        ("Crowding", "It was far too crowded in there", False),
        ("Pricing", "The price went up", False),
        ("Cleanliness", "the rooms were clean", False),
        ("Parking", "The soup was cold", True),
        ("Being on the", "It is on the table", True),
        ("Crowding", "A crow sat on the roof", True),
    ],
)
def test_a_theme_whose_words_nobody_says_in_any_form_is_pointed_out(tmp_path, name, text, is_warned):
    (tmp_path / "book.yaml").write_text(f"themes:\n- name: {name}\n", encoding="utf-8")
    model = a_model({name: 3})
    run = RunLog()
    note_themes(run, model, read_codebook(tmp_path / "book.yaml"), Words([text]), csr_array(np.ones((1, 1))), 1)
    assert [i.code for i in run.issues] == ["codebook-unsaid"] * is_warned


def test_a_theme_that_took_nothing_is_a_warning_that_says_where_its_words_stand(tmp_path):
    book = "themes:\n- {name: Penguins}\n- {name: Wifi problems, keywords: [internet]}\n- {name: Noise}\n- {name: Other}\n"
    (tmp_path / "book.yaml").write_text(book, encoding="utf-8")
    sizes = {"Penguins": 0, "Wifi problems": 0, "Noise": 4, "Other": 0}
    model = a_model(sizes)
    texts = ["internet is slow", "no wifi here", "other penguin-like noise"]
    members = csr_array(np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]))  # three responses speak of it, one of them twice
    run = RunLog()
    note_themes(run, model, read_codebook(tmp_path / "book.yaml"), Words(texts), members, members.nnz)
    assert [(i.code, i.level) for i in run.issues] == [("codebook-unused", "warning")]
    assert run.issues[0].message == (
        "3 themes of the codebook took no opinion: 'Wifi problems' (its name or a keyword is in 3 responses), "
        "'Penguins' (its name is in no response), 'Other' (its name names nothing); give opinions of it as examples"
    )


@pytest.mark.parametrize(("n_units", "share"), [(10, ""), (5, ""), (4, "60%"), (1, "90%")])
def test_a_list_that_covers_less_than_half_of_what_is_said_says_so(n_units, share):
    run = RunLog()
    note_themes(run, a_model({"Slow": n_units}, origin="found"), None, Words(["a"] * 10), csr_array(np.eye(10)), 10)
    assert [i.code for i in run.issues] == ["mostly-unassigned"] * bool(share)
    assert all(str(i.message).startswith(f"{share} of the opinion units are in no theme") for i in run.issues)


@pytest.mark.parametrize(("asked", "is_warned"), [(None, False), (2, False), (3, True)])
def test_fewer_themes_than_asked_for_are_a_warning(asked, is_warned):
    run, model = RunLog(), a_model({"Slow": 5, "Dear": 5}, origin="found", n_themes=asked)
    note_themes(run, model, None, Words(["a"] * 10), csr_array(np.eye(10)), 10)
    assert [i.code for i in run.issues] == ["fewer-themes"] * is_warned
