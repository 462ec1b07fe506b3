"""Word annexes over the API and from the pages: what a committee reads is what the answers say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from fastapi.testclient import TestClient

from graph_service.model.text import text
from graph_service.operations import annexing
from graph_service.questions.exemplary import EXAMPLES
from tests.api.applications import town_app
from tests.api.conftest import fill
from visualisations.png import CannotDraw

API = "/api/v1/networks/stadt"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACTS = "Wer handelt in Feld D?"
NAMES = {
    "field": "D",
    "actor": "KI",
    "measure": "Deutschkurs",
    "body": "Fachgruppe Integration",
    "target_group": "Geflüchtete",
    "district": "Opladen",
    "date": "2016",
}
QUESTIONS = sorted(
    {
        one.about([NAMES[kind] for kind in one.kinds], "de")
        for one in EXAMPLES
        if "district" not in one.kinds and one.kinds != ("actor", "actor")
    }
    | {"Wie ist KI mit Flüchtlingsrat verbunden?"}
)
PAGES = (
    "felder/D",
    "akteure/ki",
    "massnahmen/m1",
    "abdeckung",
    "abdeckung?row=field/D&column=target_group/gefluechtete",
    "abdeckung/luecken",
    "abdeckung/erfassen",
    "ueberschneidungen",
    "abstimmung",
    "abstimmung/was-waere-wenn?without=KI",
    "abstimmung/weg?from=KI&to=AWO",
    "steuerung",
    "steuerung/fg",
    "aenderungen?from=2016",
    "netz?view=wheel",
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """One service for all tests: none of them writes."""
    with TestClient(town_app()) as client:
        store = client.app.state.service.store  # type: ignore[attr-defined]
        fill(store)
        yield client


def got(client: TestClient, address: str, **query: Any) -> Any:
    response = client.get(address, params=query or None)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == WORD
    return response


def read(client: TestClient, address: str, **query: Any) -> Any:
    return Document(io.BytesIO(got(client, address, **query).content))


def lines(document: Any) -> list[str]:
    return [paragraph.text.replace("\xa0", " ") for paragraph in document.paragraphs]


def plain(words: str) -> str:
    return words.replace("\xa0", " ")


def beneath(page: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}format=docx"


def alternatives(document: Any) -> list[str | None]:
    return [found.get("descr") for found in document.element.body.iter(qn("wp:docPr"))]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_annex_has_the_sentence_of_the_api(client: TestClient, question: str) -> None:
    answer = client.get(f"{API}/ask", params={"q": question}).json()
    assert answer["topic"] != "unknown"
    said = lines(read(client, f"{API}/annex", question=question))
    assert question in said
    assert any(line.startswith(plain(answer["sentence"])) for line in said)
    assert {plain(words) for words in answer["caveats"]} <= set(said)


def test_an_annex_says_day_network_and_revision(client: TestClient) -> None:
    said = lines(read(client, f"{API}/annex", question=ACTS, at="2020-01-31"))
    assert said[:2] == ["Anlage aus dem Akteursnetz Stadt", "Stand 31. Januar 2020, Netzwerk „Stadt“, Revision 1"]


def test_each_row_stands_in_a_table_whose_heading_repeats(client: TestClient) -> None:
    tables = read(client, f"{API}/annex", question=ACTS).tables
    rows = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert rows[0] == ["Akteur", "Rolle", "Maßnahmen", "Quellen"]
    assert ["Flüchtlingsrat Leverkusen e.\xa0V." in row[0] or "Flüchtlingsrat" in row[0] for row in rows[1:]].count(
        True
    )
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_rows_cite_the_sources_at_the_end(client: TestClient) -> None:
    document = read(client, f"{API}/annex", question=ACTS)
    assert document.tables[0].rows[1].cells[-1].text == "[1]"
    assert lines(document)[-2:] == ["Quellen", "[1]\tVorlage 1"]


def test_the_picture_has_words_for_those_who_do_not_see_it_and_a_legend(client: TestClient) -> None:
    document = read(client, f"{API}/annex", question=ACTS)
    (told,) = alternatives(document)
    assert told
    assert told.startswith("Das Bild zeigt")
    assert any(line.startswith("Formen: Kreis = Akteure") for line in lines(document))


def test_one_file_holds_several_questions_in_their_order(client: TestClient) -> None:
    asked = [ACTS, "Wer sitzt in Fachgruppe Integration?", ACTS]
    document = read(client, f"{API}/annex", question=asked)
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [*asked, "Quellen"]


def test_the_same_question_gives_the_same_bytes(client: TestClient) -> None:
    assert got(client, f"{API}/annex", question=ACTS).content == got(client, f"{API}/annex", question=ACTS).content


def test_a_file_says_what_it_is(client: TestClient) -> None:
    response = got(client, f"{API}/annex", question=ACTS, at="2020-01-31")
    name = "akteursnetz-stadt-anlage-wer-handelt-in-feld-d-revision-1-2020-01-31.docx"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert response.headers["etag"]


def test_a_question_of_another_day_says_so(client: TestClient) -> None:
    said = lines(read(client, f"{API}/annex", question="Wer handelte 2012 in Feld D?"))
    assert "Diese Antwort gilt für den 31. Dezember 2012." in said


def test_what_was_counted_is_said(client: TestClient) -> None:
    said = lines(read(client, f"{API}/annex", question=ACTS, planned=True, documented=True, certain=True))
    assert {
        "Geplante Maßnahmen sind mitgezählt.",
        "Gezählt ist nur, was belegt ist.",
        "Gezählt sind nur Maßnahmen, die sicher laufen.",
    } <= set(said)


def test_an_english_annex_is_english(client: TestClient) -> None:
    document = read(client, f"{API}/annex", question="Who acts in field D?", lang="en")
    assert "Finding" in lines(document)
    assert document.core_properties.language == "en-GB"


@pytest.mark.parametrize("question", ["Wer handelt in Feld Wohnnen?", "Xyzzy, sieh nach dem Wetter!"])
def test_a_question_that_is_not_understood_is_refused_with_suggestions(client: TestClient, question: str) -> None:
    refused = client.get(f"{API}/annex", params={"question": [ACTS, question]})
    assert refused.status_code == 422
    told = refused.json()
    assert question in told["detail"]
    assert "Wer handelt in Feld" in refused.text


@pytest.mark.parametrize("questions", [[], [ACTS] * 11, [""], ["x" * 301]], ids=["none", "many", "empty", "long"])
def test_too_few_too_many_and_too_long_questions_are_refused(client: TestClient, questions: list[str]) -> None:
    assert client.get(f"{API}/annex", params={"question": questions}).status_code == 422


def test_no_contact_is_in_it(client: TestClient) -> None:
    content = got(client, f"{API}/annex", question="Was macht KI?").content
    assert b"@" not in "".join(lines(Document(io.BytesIO(content)))).encode()


def test_without_a_font_the_annex_comes_without_its_picture_and_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fontless(*_: object) -> bytes:
        raise CannotDraw(text("keine Schrift"), remedy=text("Bitte eine einrichten."))

    monkeypatch.setattr(annexing, "to_png", fontless)
    document = read(client, f"{API}/annex", question=ACTS)
    assert alternatives(document) == []
    assert {"Das Bild fehlt: keine Schrift.", "Bitte eine einrichten."} <= set(lines(document))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_with_a_result_offers_its_annex(client: TestClient, page: str) -> None:
    shown = client.get(f"/stadt/{page}")
    assert shown.status_code == 200
    assert "Als Word-Anlage" in shown.text
    assert "format=docx" in shown.text
    document = read(client, f"/stadt/{beneath(page)}")
    assert any(paragraph.style.name == "Heading 2" for paragraph in document.paragraphs)


@pytest.mark.parametrize("page", ["", "akteure", "quellen", "hilfe", "aenderungen", "abstimmung/was-waere-wenn"])
def test_a_page_without_a_result_offers_none(client: TestClient, page: str) -> None:
    assert "format=docx" not in client.get(f"/stadt/{page}").text


@pytest.mark.parametrize("page", ["abdeckung", "ueberschneidungen", "abstimmung", "steuerung", "abdeckung/luecken"])
def test_the_annex_of_a_page_has_the_sentence_of_its_answer(client: TestClient, page: str) -> None:
    routes = {"abdeckung": "coverage", "ueberschneidungen": "overlaps", "abstimmung": "coordination"}
    routes |= {"steuerung": "governance", "abdeckung/luecken": "gaps?facet=field&facet=target_group&folded=true"}
    answer = client.get(f"{API}/{routes[page]}").json()
    said = lines(read(client, f"/stadt/{page}?format=docx"))
    assert page == "abdeckung" or any(line.startswith(plain(answer["sentence"])) for line in said)


def test_the_annex_of_a_page_keeps_its_choices_and_language(client: TestClient) -> None:
    page = "/stadt/abdeckung?rows=target_group&columns=field&at=2020-01-31&lang=en&format=docx"
    document = read(client, page)
    assert lines(document)[1] == "As of 31 January 2020, network “Stadt”, revision 1"
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["target group", "A", "D"]


def test_warnings_of_a_page_are_given_once(client: TestClient) -> None:
    bullets = [p.text for p in read(client, "/stadt/abstimmung?format=docx").paragraphs if "Bullet" in p.style.name]
    assert len(bullets) == len(set(bullets))


def test_the_coverage_is_a_table_with_its_signs_explained(client: TestClient) -> None:
    document = read(client, "/stadt/abdeckung?format=docx")
    assert any("●" in cell.text for row in document.tables[0].rows for cell in row.cells)
    assert any("● " in line and "○ " in line for line in lines(document))


def test_a_long_table_says_what_is_left_out(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.api.annexes._MOST_ROWS", 1)
    document = read(client, f"{API}/annex", question="Was hat sich seit 2012 geändert?")
    assert len(document.tables[0].rows) == 2
    assert any(line.startswith("Gezeigt: 1 von") and "als Antwort auf diese Frage" in line for line in lines(document))
