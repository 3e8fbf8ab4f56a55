"""What is said of the themes of a codebook that nobody names."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

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
    note_themes(run, model, read_codebook(tmp_path / "book.yaml"), Words([text]))
    assert [i["code"] for i in run.issues] == ["codebook-unsaid"] * is_warned
