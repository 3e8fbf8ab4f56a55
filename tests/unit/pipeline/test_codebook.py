"""A codebook through the whole analysis: tables, ranking, report, exports, and back into the next run."""

from __future__ import annotations

import json
import textwrap

import numpy as np
import pandas as pd
import pytest
from fixtures.workbooks import read_cells

from cxtext import Analysis, analyze, plugins
from cxtext.errors import ConfigError
from cxtext.settings import Config

BOOK = """\
themes:
- name: Signing in
  id: signin
  description: Trouble with login and passwords
  keywords: [login, password, locked out]
- name: Penguins and icebergs
- name: Cost of the plan
  examples:
  - It is far too expensive for us
  - The price went up again
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    file = tmp_path_factory.mktemp("book") / "codebook.yaml"
    file.write_text(BOOK, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    from conftest import write_survey

    return pd.read_csv(write_survey(tmp_path_factory.mktemp("survey") / "survey.csv"), dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def analysis(table, book):
    return analyze(table, nps_column="score", codebook=book, bootstraps=60)


def test_units_of_given_themes_say_so(analysis):
    found = analysis.tables["assignments"].assign(text=analysis.units["text"].str.lower())
    given = found["theme_id"].isin(["signin", "T001", "T002"])
    assert (found["source"] == np.where(given, "codebook", "fit")).all()
    login = found["text"].str.contains("log in|login|password")
    assert (found.loc[login, "theme_id"] == "signin").mean() > 0.7
    assert (found.loc[found["theme_id"] == "signin", "text"].str.contains("log|password|code|lock|sign")).mean() > 0.8
    price, given = found["text"].str.contains("expensive|price|pay|costs"), found["theme_id"] == "T002"
    assert given.sum() >= 10
    assert price[given].mean() > 0.9


def test_what_nobody_mentions_is_ranked_with_nothing(analysis):
    theme = analysis.themes.set_index("theme_id").loc["T001"]
    assert (theme["label"], theme["n_units"], theme["n_responses"]) == ("Penguins and icebergs", 0, 0)
    row = analysis.scorecard.set_index("theme_id").loc["T001"]
    numbers = ["n_responses", "share", "polarity_mean", "negative_share", "positive_share", "priority", "tier", "rank"]
    assert row[numbers].notna().all()
    assert pd.isna(row["p_top5"])  # without an effect there is nothing to resample
    assert (row["n_responses"], row["share"], row["priority"]) == (0, 0, 0)
    assert row["rank"] == analysis.scorecard["rank"].max()
    notes = analysis.issues.set_index("code")["message"]
    assert (
        "1 theme of the codebook took no opinion: 'Penguins and icebergs' (its name is in no response)"
        in notes["codebook-unused"]
    )
    assert analysis.issues.set_index("code").loc["codebook-unused", "level"] == "warning"


SAID = {
    "wifi": ("The wifi was down again in my room", "Terribly slow internet upstairs", "They gave me a wifi password that failed"),
    "lift": ("The lift was broken all week", "We waited ages for the elevator", "Only one lift for ten floors"),
    "pool": ("The pool was ice cold", "Loved the rooftop pool", "No towels left at the pool"),
    "desk": ("The receptionist was charming", "Nobody at the front desk at night", "Helpful team at the front desk"),
}
TAILS = (".", ", sadly.", " and that was that.", " this time.", ", my wife agreed.", " on both nights.")


def test_a_keyword_that_stands_in_the_responses_finds_them_although_they_are_near_duplicates(tmp_path):
    said = [(topic, sentence + tail) for topic, sentences in SAID.items() for sentence in sentences for tail in TAILS]
    frame = pd.DataFrame({"comment": [text for _, text in said], "score": [i % 11 for i in range(len(said))]})
    book = "themes:\n- name: Connection problems\n  keywords: [wifi, internet]\n- name: Lift\n- name: Penguins\n"
    (tmp_path / "book.yaml").write_text(book, encoding="utf-8")
    found = analyze(frame, text_column="comment", nps_column="score", codebook=tmp_path / "book.yaml", bootstraps=60)
    units = found.units.merge(found.tables["assignments"], on="unit_id", suffixes=("", "_"))
    spelt = units["text"].str.lower()
    assert (units.loc[spelt.str.contains("wifi|internet"), "theme_id"] == "T001").all()
    assert spelt[units["theme_id"] == "T001"].str.contains("wifi|internet").all()
    assert (units.loc[spelt.str.contains("lift"), "theme_id"] == "T002").mean() > 0.9
    assert spelt[units["theme_id"] == "T002"].str.contains("lift|elevator").all()


def test_labels_are_unique_and_the_other_themes_are_found(analysis):
    top = analysis.themes[analysis.themes["parent_id"].isna()]
    assert top["origin"].tolist()[:3] == ["codebook"] * 3
    assert (top["origin"] == "found").any()
    assert analysis.themes["label"].str.lower().is_unique


def test_every_output_stands_it_and_says_no_nan(analysis, tmp_path):
    run = analysis.save(tmp_path / "run")
    outputs = {path.name: path.read_text("utf-8") for path in run.iterdir() if path.is_file()}
    for name in plugins.names("cxtext.exporters"):
        files = plugins.load("cxtext.exporters", name)().export(analysis)
        outputs |= {
            f"{name}/{file}": read_cells(content) if file.endswith(".xlsx") else content.decode()
            for file, content in files.items()
        }
    assert "Penguins and icebergs" in outputs["csv/themes.csv"]
    for name, content in outputs.items():
        assert not {"nan", "NaN"} & set(content.replace(",", " ").replace("<", " ").replace(">", " ").split()), name
    manifest = json.loads(outputs["manifest.json"])
    assert manifest["models"]["codebook"]["fingerprint"] == analysis.manifest.models.codebook.fingerprint


def test_applying_the_saved_model_to_the_fit_data_returns_the_fit(analysis, tmp_path):
    from cxtext.embed import load_embedder

    model = Analysis.load(analysis.save(tmp_path / "run")).model
    texts = analysis.units["text"].tolist()
    found = model.assign(load_embedder("default").encode(texts), texts)
    ids = np.array([*model.theme_ids, None], dtype=object)[found.theme]
    expected = analysis.tables["assignments"]["theme_id"].astype(object)
    assert ids.tolist() == expected.where(expected.notna(), None).tolist()
    named = analysis.tables["assignments"].assign(text=analysis.units["text"])
    assert (named.groupby("text")["theme_id"].nunique(dropna=False) == 1).all()


def test_row_order_changes_nothing(analysis, table, book):
    shuffled = table.sample(frac=1, random_state=3).reset_index(drop=True)
    again = analyze(shuffled, nps_column="score", codebook=book, bootstraps=60)
    pd.testing.assert_frame_equal(analysis.themes, again.themes)
    pd.testing.assert_frame_equal(analysis.scorecard, again.scorecard)


def test_an_exported_codebook_finds_the_same_themes_again(small_analysis, table, tmp_path):
    exported = plugins.load("cxtext.exporters", "codebook")().export(small_analysis)["codebook.yaml"]
    (tmp_path / "codebook.yaml").write_bytes(exported)
    again = analyze(table, nps_column="score", embedder="fast", codebook=tmp_path / "codebook.yaml", bootstraps=60)
    old = small_analysis.themes[small_analysis.themes["parent_id"].isna()].set_index("theme_id")["label"]
    given = again.themes[again.themes["origin"] == "codebook"].set_index("theme_id")["label"]
    assert given.to_dict() == old.to_dict()
    both = small_analysis.tables["assignments"].merge(again.tables["assignments"], on="unit_id").dropna(subset="theme_id_x")
    assert (both["theme_id_x"] == both["theme_id_y"]).mean() > 0.65
    assert plugins.load("cxtext.exporters", "codebook")().export(again, top=2)["codebook.yaml"].count(b"\n- id: ") == 2


def test_the_config_in_the_manifest_repeats_the_run(analysis, table):
    config = Config.model_validate(analysis.manifest.config)
    again = analyze(table, config=config)
    pd.testing.assert_frame_equal(analysis.themes, again.themes)


def test_a_codebook_is_checked_before_the_data(tmp_path):
    (tmp_path / "book.yaml").write_text("themes:\n- name: a\n  keyword: b\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="Did you mean 'keywords'"):
        analyze(tmp_path / "no such survey.csv", codebook=tmp_path / "book.yaml")


def test_owner_topic_and_marks_of_a_codebook_are_those_of_its_themes(table, tmp_path):
    book = """\
    version: 1
    themes:
    - {name: Signing in, id: signin, keywords: [login, password, '?!'], owner: Ann, topic: access, locked: yes}
    - {name: Cost of the plan, id: cost, keywords: [expensive], hidden: yes, merge: [T009], parts: [{name: Fees, id: T008}]}
    """
    (tmp_path / "book.yaml").write_text(textwrap.dedent(book), encoding="utf-8")
    found = analyze(table, nps_column="score", embedder="fast", codebook=tmp_path / "book.yaml", bootstraps=60)
    themes = found.themes.set_index("theme_id")
    columns = ["owner", "topic", "locked", "status"]
    assert themes.loc["signin", columns].tolist() == ["Ann", "access", True, "active"]
    assert themes.loc["cost", ["locked", "status"]].tolist() == [False, "hidden"]
    assert themes.loc["cost", "n_units"] > 0
    assert "cost" not in set(found.scorecard["theme_id"])
    note = found.issues.set_index("code").loc["codebook-unread", "message"]
    warned = found.issues.set_index("code").loc["keyword-empty"]
    assert (
        warned["level"] == "warning" and "line 3, theme signin ('Signing in'): the keyword '?!' has no word" in warned["message"]
    )
    assert note.startswith("the 'parts' of 1 theme and the 'merge' of 1 theme in the codebook were not used")
    text = plugins.load("cxtext.exporters", "codebook")().export(found)["codebook.yaml"].decode()
    assert "  name: Cost of the plan\n" in text and "  hidden: yes\n" in text and "  owner: Ann\n  topic: access\n" in text
