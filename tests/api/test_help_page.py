"""Hilfe as a reader gets it: where each question is answered, and every measure with formula, source and limits."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graph_service import web
from graph_service.model.errors import NotFound
from graph_service.operations.explaining import measure_name, methods
from tests.test_methods import ENTRIES, part, said
from visualisations.texts import words_for_page

TEMPLATES = Path(web.__file__).parent / "templates"


def text_of(html: str) -> str:
    """The words of a page without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def plain(words: str) -> str:
    return " ".join(words.replace("`", " ").split())


@pytest.fixture(scope="module", params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.mark.parametrize("measure", ENTRIES)
def test_a_measure_of_the_documentation_is_taken_over_whole(measure: str) -> None:
    told, entry = methods().measures[measure], ENTRIES[measure]
    assert (told.says.de, told.says.en, told.formula) == (
        part(entry, "Deutsch"),
        part(entry, "English"),
        part(entry, "Formel / formula"),
    )
    assert f"{told.not_said.de} · {told.not_said.en}" == part(entry, "Sagt nicht / does not say")
    assert f"{told.undefined.de} · {told.undefined.en}" == part(entry, "Nicht definiert / undefined")
    assert told.source.de in part(entry, "Quelle / source")


def test_every_measure_stands_on_the_page_under_its_id(client: TestClient, language: str) -> None:
    html = client.get("/stadt/hilfe", params={"lang": language}).text
    words = text_of(html)
    for one in methods().measures.values():
        assert html.count(f'id="{one.id}"') == 1
        assert plain(one.says.in_language("en" if language == "en" else "de")) in plain(words)


def test_ids_on_the_page_are_unique_and_links_within_it_lead_somewhere(client: TestClient) -> None:
    html = client.get("/stadt/hilfe").text
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_no_markup_of_the_documentation_is_left_over(client: TestClient) -> None:
    words = text_of(client.get("/stadt/hilfe").text.partition("<main")[2])
    assert [sign for sign in ("**", "](", "`", "{{") if sign in words] == []


def test_values_and_terms_are_those_of_the_documentation(client: TestClient, language: str) -> None:
    words = text_of(client.get("/stadt/hilfe", params={"lang": language}).text)
    assert {one.id: float(one.value) for one in methods().fixed} == said()
    assert ("0,6" if language == "de" else "0.6") in words
    assert len(methods().ideas) == 45
    assert all(one.means.de != one.means.en for one in methods().ideas)


def test_each_of_the_ten_questions_leads_to_a_page_that_answers(client: TestClient, language: str) -> None:
    html = client.get("/stadt/hilfe", params={"lang": language}).text
    table = html.partition('id="fragen"')[2].partition("</table>")[0]
    assert table.count("<tr>") == 11
    for address in set(re.findall(r'href="(/stadt[^"#]*)"', table)):
        assert client.get(unescape(address)).status_code == 200, address


def test_files_in_and_out_are_listed_with_the_forms_that_there_are(client: TestClient, language: str) -> None:
    html = client.get("/stadt/hilfe", params={"lang": language}).text
    into, _, out = html.partition('id="dateien-hinein"')[2].partition("</section>")[0].partition('id="dateien-heraus"')
    assert [form for form in ("ODS", "OParl", "HSDS", "GEXF", "Kumu") if form not in into] == []
    assert [form for form in ("XLSX", "Turtle", "HSDS", "GEXF", "Word") if form not in out] == []


def test_the_switch_for_letters_is_named_as_the_picture_names_it(client: TestClient) -> None:
    words = text_of(client.get("/stadt/hilfe").text)
    assert f"„{words_for_page('de')['letters']}“" in words


def test_the_empty_network_has_help_too(client: TestClient) -> None:
    assert client.get("/leer/hilfe").status_code == 200


def test_what_other_pages_link_to_is_explained() -> None:
    used = {
        found
        for template in TEMPLATES.glob("*.html")
        for found in re.findall(r'm\.explained\(_, "(\w+)"\)', template.read_text("utf-8"))
    }
    assert {"seats", "levels", "paper_way"} <= used <= set(ENTRIES)


def test_a_link_to_what_is_not_explained_is_refused() -> None:
    with pytest.raises(NotFound, match="nicht erklärt"):
        measure_name("unsinn")
