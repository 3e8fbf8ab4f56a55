"""Surveys in several languages, with chatter: what is apart, what is counted, and that nothing else moves."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from cxtext import Analysis, analyze

PARTS = {
    "en": (["The staff", "The room", "The app"], ["was friendly and helpful", "was dirty when we came", "crashes when I pay"]),
    "es": (
        ["El personal", "La habitación", "La aplicación"],
        ["fue muy amable", "estaba sucia al llegar", "se cierra cuando pago"],
    ),
    "fr": (
        ["Le personnel", "La chambre", "Le site"],
        ["était très gentil", "était sale à notre arrivée", "plante quand je paie"],
    ),
    "de": (
        ["Das Personal", "Das Zimmer", "Die App"],
        ["war sehr freundlich", "war bei Ankunft schmutzig", "stürzt beim Bezahlen ab"],
    ),
    "pt": (["A equipe", "O quarto", "O aplicativo"], ["foi muito simpática", "estava sujo na chegada", "fecha quando eu pago"]),
}
WHEN = {
    "en": ["in March", "last week", "again", "on Monday", "this year"],
    "es": ["en marzo", "la semana pasada", "otra vez", "el lunes", "este año"],
    "fr": ["en mars", "la semaine dernière", "encore", "lundi", "cette année"],
    "de": ["im März", "letzte Woche", "schon wieder", "am Montag", "in diesem Jahr"],
    "pt": ["em março", "na semana passada", "de novo", "na segunda", "este ano"],
}
CHATTER = [
    "STOP",
    "unsubscribe",
    "Opt out",
    "stop texting me",
    "Please stop",
    *["👍", "😡😡", "👍 👍", "❤️", "🎉"],
    "n/a",
    "none",
    "Hello",
]


def say(code: str, n: int, seed: int = 1) -> list[str]:
    """Return comments in a language, half of them in two sentences."""
    draw = random.Random(f"{code} {seed}")
    subjects, predicates = PARTS[code]
    texts = []
    for i in range(n):
        said = [f"{subjects[k]} {predicates[k]} {draw.choice(WHEN[code])}" for k in (i % 3, (i + 1) % 3)]
        texts.append(". ".join(said[: 1 + i % 2]))
    return texts


def run(texts: list[str], **settings: str) -> Analysis:
    """Analyse comments with scores."""
    frame = pd.DataFrame(
        {"id": [f"r{i:04d}" for i in range(len(texts))], "comment": texts, "nps": [i % 11 for i in range(len(texts))]}
    )
    config = {"text": settings, "embedding": {"embedder": "fast"}, "ranking": {"bootstraps": 50}}
    return analyze(frame, config=config, text_column="comment", nps_column="nps", id_column="id", min_responses=4)


def members_of(analysis: Analysis, label: str) -> set[str]:
    """Return the ids of the responses of a theme."""
    theme_id = analysis.themes.set_index("label").loc[label, "theme_id"]
    own = analysis.tables["assignments"]
    return set(own.loc[own["theme_id"] == theme_id, "unit_id"].str.split("#").str[0])


@pytest.fixture(scope="module")
def mixed() -> Analysis:
    """Return a survey of five languages in equal parts, with chatter."""
    return run([text for code in PARTS for text in say(code, 24)] + CHATTER)


def test_five_languages_in_equal_parts(mixed: Analysis):
    language = mixed.responses.set_index("response_id")["language"]
    assert language.value_counts().drop("en").to_dict() == {"es": 24, "fr": 24, "de": 24, "pt": 24}
    names = {"es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese"}
    for code, name in names.items():
        assert members_of(mixed, f"Comments in {name}") == set(language.index[language == code])
    assert len(members_of(mixed, "Opt-outs")) == len(members_of(mixed, "Emoji alone")) == 5
    apart = mixed.themes[mixed.themes["kind"] == "aside"]
    assert len(apart) == 6 and apart["stability"].isna().all()
    themes = mixed.themes[(mixed.themes["kind"] != "aside") & mixed.themes["parent_id"].isna()]
    assert len(themes) >= 1
    for label in themes["label"]:
        assert set(language[list(members_of(mixed, label))]) == {"en"}
    issues = mixed.tables["issues"].set_index("code")["message"]
    assert issues["other-languages"].startswith("96 of 130 responses with content are not in English (German 24, Spanish 24,")


def test_a_response_in_another_language_is_one_unit_and_quoted_whole(mixed: Analysis):
    responses = mixed.responses.set_index("response_id")
    foreign = responses.index[~responses["language"].isin(["en"]) & responses["language"].notna()]
    units = mixed.units[mixed.units["response_id"].isin(foreign)]
    assert len(units) == len(foreign)
    for unit in units.itertuples():
        assert responses.loc[unit.response_id, "text"][unit.start : unit.end] == unit.text


def test_what_is_apart_is_never_a_pain_point(mixed: Analysis):
    card = mixed.scorecard.merge(mixed.themes[["theme_id", "kind"]], on="theme_id")
    assert (card.loc[card["kind"] == "aside", "trust"] == 0).all()


def test_the_order_of_rows_does_not_matter(mixed: Analysis):
    texts = mixed.responses["text"].tolist()
    frame = pd.DataFrame({"id": mixed.responses["response_id"], "comment": texts, "nps": mixed.responses["metric.nps"]})
    config = {"embedding": {"embedder": "fast"}, "ranking": {"bootstraps": 50}}
    turned = analyze(
        frame.sample(frac=1, random_state=3),
        config=config,
        text_column="comment",
        nps_column="nps",
        id_column="id",
        min_responses=4,
    )
    columns = ["unit_id", "theme_id", "strength"]
    ours, theirs = (one.tables["assignments"].sort_values("unit_id")[columns].reset_index(drop=True) for one in (mixed, turned))
    pd.testing.assert_frame_equal(ours, theirs)
    assert mixed.themes["label"].tolist() == turned.themes["label"].tolist()


def test_a_model_labels_its_own_texts_as_the_fit_did(mixed: Analysis):
    from cxtext.embed import load_embedder

    assert mixed.model is not None
    units = mixed.units.drop_duplicates("text")
    vectors = load_embedder("fast").encode(units["text"].tolist())
    ids = [*mixed.model.theme_ids, None]
    applied = [ids[t] for t in mixed.model.assign(vectors, units["text"].tolist()).theme]
    fitted = mixed.tables["assignments"].set_index("unit_id")["theme_id"][units["unit_id"]]
    assert applied == [None if pd.isna(theme) else theme for theme in fitted]


def test_together_keeps_all_languages_in_the_themes():
    together = run([*say("en", 24), *say("de", 24)], other_languages="together")
    assert set(together.responses["language"]) == {"en", "de"}
    assert not together.themes["label"].str.startswith("Comments in").any()
    n_units = together.units.groupby("response_id").size()
    assert n_units.max() == 2
    message = together.tables["issues"].set_index("code").loc["other-languages", "message"]
    assert message.endswith("they are in the themes with the others, as text.other_languages says")


def test_a_survey_in_another_language_has_its_themes_and_a_warning():
    german = run([*say("de", 30), *say("en", 6)])
    assert (german.themes["kind"] != "aside").any()
    assert len(members_of(german, "Comments in English")) == 6
    issues = german.tables["issues"].set_index("code")
    assert issues.loc["main-language", "level"] == "warning"
    assert issues.loc["main-language", "message"].startswith("most responses are in German, while word lists")


def test_few_comments_of_many_languages_share_a_row():
    texts = [text for code in ("es", "fr", "de") for text in say(code, 3)]
    few = run([*say("en", 24), *texts])
    assert len(members_of(few, "Comments in other languages")) == 9


@pytest.mark.parametrize(
    "texts", [["El envío llegó tarde"], ["STOP"], ["👍"], ["El envío llegó tarde", "STOP", "👍", "Good wifi"]]
)
def test_the_smallest_surveys_have_no_theme_and_no_error(texts: list[str]):
    assert len(run(texts).themes) == 0
