"""Characters that an export escaped for HTML are put back in what is shown; ids stay, and personal data is found in them."""

from __future__ import annotations

import pandas as pd

import cxtext
from cxtext.findings import outgoing
from cxtext.readers import read_responses
from cxtext.settings import InputConfig


def test_texts_and_groups_are_put_back_and_told_and_ids_stay():
    texts = ["It&#39;s &quot;slow&quot; &amp;amp; dear", "AT&T and R&D; are fine", "The export never works for me"]
    frame = pd.DataFrame({"id": ["a&amp;b", "2", "3"], "comment": texts, "plan": ["Pro &amp; Plus"] * 2 + ["Free"]})
    read = read_responses(frame, config=InputConfig(group_columns=["plan"]))
    assert read.responses["text"].tolist() == ['It\'s "slow" & dear', *texts[1:]]
    assert read.responses["response_id"].tolist() == ["a&amp;b", "2", "3"]
    (note,) = [one.message for one in read.issues if one.code == "escaped-text"]
    assert note.startswith("1 text of column 'comment'")
    assert read.responses["group.plan"].tolist() == ["Pro & Plus", "Pro & Plus", "Free"]


def test_personal_data_behind_escapes_is_found():
    texts = [f"Please write to joe{i}&#64;example.org about the slow export" for i in range(12)]
    run = cxtext.analyze(pd.DataFrame({"comment": texts}), embedder="fast")
    shown = outgoing(run).response(str(run.responses["response_id"].iat[0])).text
    assert "example.org" not in shown and "&#64;" not in shown
