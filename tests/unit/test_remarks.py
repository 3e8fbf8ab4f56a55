"""What is said of the themes of a codebook that nobody names."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.record import RunRecord
from cxtext.remarks import note_themes
from cxtext.themes.codebook import read_codebook
from cxtext.themes.lexicon import Words


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
    theme = SimpleNamespace(label=name, origin="codebook", n_units=3)
    model = SimpleNamespace(parser="spacy", items=[theme], theme_ids=["T001"], settings={"min_responses": 5})
    run = RunRecord()
    note_themes(run, model, read_codebook(tmp_path / "book.yaml"), Words([text]), csr_array(np.ones((1, 1))))
    assert [i["code"] for i in run.issues] == ["codebook-unsaid"] * is_warned


def test_a_theme_that_took_nothing_is_a_warning_that_says_where_its_words_stand(tmp_path):
    book = "themes:\n- {name: Penguins}\n- {name: Wifi problems, keywords: [internet]}\n- {name: Noise}\n- {name: Other}\n"
    (tmp_path / "book.yaml").write_text(book, encoding="utf-8")
    sizes = {"Penguins": 0, "Wifi problems": 0, "Noise": 4, "Other": 0}
    items = [SimpleNamespace(label=label, origin="codebook", n_units=n) for label, n in sizes.items()]
    model = SimpleNamespace(parser="spacy", items=items, theme_ids=["T001"], settings={"min_responses": 5})
    texts = ["internet is slow", "no wifi here", "other penguin-like noise"]
    members = csr_array(np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]))  # three responses speak of it, one of them twice
    run = RunRecord()
    note_themes(run, model, read_codebook(tmp_path / "book.yaml"), Words(texts), members)
    assert [(i["code"], i["level"]) for i in run.issues] == [("codebook-unused", "warning")]
    assert run.issues[0]["message"] == (
        "3 themes of the codebook took no opinion: 'Wifi problems' (its name or a keyword is in 3 responses), "
        "'Penguins' (its name is in no response), 'Other' (its name names nothing); give opinions of it as examples"
    )
