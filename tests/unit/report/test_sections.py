"""The sections of the page come from one tuple."""

from __future__ import annotations

import re

import pytest
from fixtures.analysis import make_analysis

from cxtext.report import Method, Responses, Search, ThemePages, build_document, render_html

SECTION_NAMES = ("responses", "changes", "map", "bridge", "groups", "heat", "themes", "search", "method")


def test_the_page_has_the_sections_of_the_document_in_their_order() -> None:
    analysis = make_analysis()
    document = build_document(analysis)
    ids = re.findall(r'<section class="card"(?: id="(\w+)")?(?: data-test="([\w-]+)")?', render_html(analysis))
    shown = [name or test for name, test in ids]
    below = [name for name in shown if name in set(SECTION_NAMES)]
    assert below == [section.template.removesuffix(".html.j2") for section in document.sections]


def test_a_section_with_nothing_to_show_is_left_out() -> None:
    document = build_document(make_analysis(n=12, themes=False))
    assert document.section(ThemePages) is None and document.section(Search) is None
    assert document.section(Responses) is not None and document.section(Method) is not None


def test_a_new_section_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    from cxtext.report import document

    def list_some(material: document.Material) -> Responses:
        return Responses(tuple(material.quotes.sample(3)), 3)

    analysis = make_analysis()
    assert 'data-test="responses"' not in render_html(analysis)
    monkeypatch.setattr(document, "SECTIONS", (*document.SECTIONS, list_some))
    page = render_html(analysis)
    assert page.index('data-test="responses"') > page.index('data-test="method"')
