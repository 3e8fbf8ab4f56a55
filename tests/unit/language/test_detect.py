"""The language of a text: the survey's own without clear evidence of another."""

from __future__ import annotations

import random

import pytest

from cxtext.language import SurveyLanguages, find_languages, name_language
from cxtext.language import detect as module
from cxtext.language.load import load_language

SPANISH = [
    "El personal fue muy amable pero la habitación estaba sucia",
    "La aplicación se cierra cada vez que intento pagar",
    "El envío llegó tarde y el paquete estaba roto",
    "No puedo iniciar sesión desde la última actualización",
    "Tardaron dos semanas en contestar mi correo de queja",
    "Me gusta mucho la nueva versión de la aplicación",
]
ENGLISH = ["The staff was kind but the room was dirty", "The app crashes when I pay", "Good wifi", "ok", "Kubernetes", "UI"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "10",
        "👍👍",
        "??? !!!",
        "ok",
        "Good wifi",
        "Kubernetes",
        "Jean-Pierre Dubois, Maria Garcia",
        "https://www.ejemplo.es/pagina/de/prueba",
        "juan@ejemplo.es @maria #muybueno",
        "lol thx u r gr8",
        "no no no no",
        "I love the tapas y la sangria that they have",
        "El servicio was good and the food was very rico",
        "Ochen horoshiy servis, spasibo bolshoe",
        "Bahut accha service hai yaar",
        "München Zürich",
        "kube-apiserver etcd kubelet",
        "了",
        "μ",
        "\ud83d",
        "\x00\x01",
    ],
)
def test_without_clear_evidence_a_text_is_in_the_main_language(text: str):
    assert SurveyLanguages("en").detect(text) == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SPANISH[0], "es"),
        ("Die Lieferung kam zwei Wochen zu spät 😡😡😡", "de"),
        ("O ATENDIMENTO É PÉSSIMO E NINGUÉM RESPONDE", "pt"),
        ("Trop cher ! Voir https://example.com/en/the/and/of", "fr"),
        ("送货太慢", "zh"),
        ("アプリがすぐに落ちる", "ja"),
        ("Слишком дорого", "ru"),
        ("직원은 친절했지만 방이 더러웠어요", "ko"),
        ("التطبيق يتعطل دائما عند الدفع", "ar"),
    ],
)
def test_clear_evidence_of_another_language(text: str, code: str):
    assert SurveyLanguages("en", ("fr",)).detect(text) == code


def test_two_words_are_read_in_the_languages_of_the_survey_only():
    assert SurveyLanguages("en").detect("zu teuer") == "en"
    assert SurveyLanguages("en", ("de",)).detect("zu teuer") == "de"


def test_the_main_language_is_that_of_the_word_lists_unless_another_is_far_more_common():
    assert find_languages(ENGLISH) == SurveyLanguages("en")
    assert find_languages([*ENGLISH, *SPANISH]) == SurveyLanguages("en", ("es",))
    assert find_languages([*ENGLISH[:1], *SPANISH]) == SurveyLanguages("es")
    assert find_languages([]) == find_languages([" ", "n/a"]) == SurveyLanguages("en")


def test_the_order_of_texts_and_repeats_do_not_matter(monkeypatch: pytest.MonkeyPatch):
    texts = [*ENGLISH, *SPANISH, *SPANISH]
    random.Random(1).shuffle(texts)
    assert find_languages(texts) == find_languages([*SPANISH, *ENGLISH])
    monkeypatch.setattr(module, "TEXTS_READ", 6)
    assert find_languages(texts).main == "en"


def test_most_english_texts_do_not_ask_the_detector(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_probabilities", lambda text: pytest.fail(f"asked about {text!r}"))
    assert SurveyLanguages("en").detect("The room was dirty and nobody came") == "en"
    assert SurveyLanguages("en").detect("Dirty bathroom, broken lift") == "en"  # hardly a common word


def test_english_words_alone_make_no_text_english_where_the_survey_has_other_languages():
    assert SurveyLanguages("en", ("de",)).detect("Hotel war super") == "de"


def test_every_language_has_a_name_and_variants_lead_to_one():
    names, variants = module._names()
    assert set(variants.values()) <= names.keys() and not names.keys() & variants.keys()
    assert (names.keys() | variants.keys()) <= set(module._identifier().labels)
    assert name_language("pt") == "Portuguese" and name_language("xx") == "xx"
    assert len(load_language().common.words) > 100
