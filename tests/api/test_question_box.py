"""The question box: each form leads to a page and is answered by the API in the same words."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.app import create_app
from graph_service.operations.loading import load_shipped
from graph_service.questions import examples, suggestions
from graph_service.settings import Settings
from tests.api.applications import town_app
from tests.api.conftest import fill, service_of


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """One service for all of these tests, which only read."""
    with TestClient(town_app()) as client:
        fill(service_of(client).store)
        yield client


FORMS = {
    "Was gibt es für Geflüchtete?": ("measures", "/stadt/massnahmen"),
    "Wo sind Lücken in Feld D?": ("gaps", "/stadt/abdeckung"),
    "Wo sind Lücken?": ("gaps", "/stadt/abdeckung"),
    "Welche Angebote überschneiden sich in Feld D?": ("overlaps", "/stadt/ueberschneidungen"),
    "Wer stimmt sich mit dem KI ab?": ("partners", "/stadt/akteure/ki"),
    "Wie ist das KI mit dem Arbeiterwohlfahrt Kreisverband verbunden?": ("paths", "/stadt/abstimmung/weg"),
    "Wer sitzt in der Fachgruppe Integration?": ("body", "/stadt/steuerung/fg"),
    "Was hat sich seit 2018 geändert?": ("changes", "/stadt/aenderungen"),
    "Was wäre, wenn das KI aufhört?": ("what_if", "/stadt/abstimmung/was-waere-wenn"),
    "Was sollten wir als Nächstes erfassen?": ("record_next", "/stadt/abdeckung/erfassen"),
    "Wer sollte sich abstimmen?": ("recommendations", "/stadt/abstimmung"),
}


def ask(client: TestClient, question: str, network: str = "stadt", **more: str) -> dict:  # type: ignore[type-arg]
    answer = client.get(f"/api/v1/networks/{network}/ask", params={"q": question, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(("question", "part", "page"), [(asked, *told) for asked, told in FORMS.items()])
def test_a_question_is_answered_with_its_part_alone(client: TestClient, question: str, part: str, page: str) -> None:
    found = ask(client, question)
    parts = {name for name, value in found.items() if isinstance(value, dict) and name != "about"}
    assert parts == {part}
    assert found["address"].partition("?")[0].partition("#")[0] == page
    assert found["sentence"] == found[part]["sentence"]


@pytest.mark.parametrize("question", FORMS)
def test_the_page_of_a_question_answers(client: TestClient, question: str) -> None:
    answer = client.get("/stadt/frage", params={"q": question})
    assert answer.url.path == FORMS[question][1]
    assert answer.status_code == 200


def test_what_there_is_for_a_group_is_said_with_what_could_not_be_judged(client: TestClient) -> None:
    found = ask(client, "Was gibt es für Geflüchtete?")
    assert found["sentence"] == "Zu Geflüchtete ist eine Maßnahme erfasst."
    assert found["caveats"] == ["2 weitere Maßnahmen könnten dazugehören: bei ihnen ist davon etwas nicht erfasst."]
    assert [one["name"] for one in found["measures"]["items"]] == ["Wohnraumvermittlung"]


def test_two_dates_are_the_ends_of_the_comparison(client: TestClient) -> None:
    found = ask(client, "Was hat sich zwischen 2010 und 2015 geändert?")
    assert (found["changes"]["start"], found["changes"]["end"]) == ("2010-01-01", "2015-12-31")


def test_the_language_is_kept_on_the_way(client: TestClient) -> None:
    answer = client.get("/stadt/frage", params={"q": "What is there for Geflüchtete?", "lang": "en"})
    asked = "What is there for Geflüchtete"
    assert dict(answer.url.params) == {"target_group": "gefluechtete", "lang": "en", "asked": asked}


def test_a_question_that_is_not_understood_offers_questions_and_examples(client: TestClient) -> None:
    text = client.get("/stadt/frage", params={"q": "Was wäre, wenn der Flüchtlingsrad aufhört?"}).text
    assert ">Was wäre, wenn Flüchtlingsrat Leverkusen e.V. aufhört?</a>" in text
    assert ">Wer sitzt in: Fachgruppe Integration?</a>" in text


@pytest.mark.parametrize(
    "question", ["<script>alert(1)</script>", "Was macht <b>?", "x" * 300, "Wer sitzt in " + "in " * 90]
)
def test_markup_and_long_words_come_back_as_words(client: TestClient, question: str) -> None:
    answer = client.get("/stadt/frage", params={"q": question})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<b>?" not in answer.text


def test_an_empty_network_has_no_examples_and_says_so_quietly(client: TestClient) -> None:
    assert ask(client, "Wer handelt in Feld D?", "leer")["examples"] == []
    text = client.get("/leer/frage", params={"q": "Was macht die Caritas?"}).text
    assert "Beispiele" not in text
    assert '<p class="lead" id="antwort">In „Leer“ ist noch nichts erfasst.' in text


@pytest.mark.parametrize(
    "question", ["Wo sind Lücken?", "Welche Angebote überschneiden sich?", "Wer sollte sich abstimmen?"]
)
def test_an_empty_network_is_asked_without_a_fault(client: TestClient, question: str) -> None:
    assert ask(client, question, "leer")["address"]
    assert client.get("/leer/frage", params={"q": question}).status_code == 200


@pytest.fixture(scope="module")
def town() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store="memory:", network="leverkusen"))) as client:
        load_shipped(service_of(client))
        yield client


def asked(client: TestClient) -> st.SearchStrategy[tuple[str, str]]:
    network = service_of(client).network("leverkusen")
    known = {
        (question, language)
        for language in ("de", "en")
        for typed in ("w", "e", "h")
        for question in (*examples(network, language), *suggestions(network, typed, language, limit=300))
    }
    return st.sampled_from(sorted(known))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_each_question_that_is_offered_has_a_page(town: TestClient, data: st.DataObject) -> None:
    question, language = data.draw(asked(town))
    answer = town.get("/leverkusen/frage", params={"q": question, "lang": language})
    assert answer.status_code == 200, question
    assert "/frage" not in answer.url.path
    found = town.get("/api/v1/networks/leverkusen/ask", params={"q": question, "lang": language}).json()
    assert found["address"] is not None


def test_another_word_than_the_one_asked_for_is_told_on_the_page_and_by_the_api(town: TestClient) -> None:
    told = "Gefragt ist nach „Sprachkurse“; gesucht ist hier „Deutschkurs“."
    page = town.get("/leverkusen/frage", params={"q": "Wer bietet Sprachkurse an?"})
    found = town.get("/api/v1/networks/leverkusen/ask", params={"q": "Wer bietet Sprachkurse an?"}).json()
    assert told in page.text
    assert found["caveats"][0].startswith(told)
    assert told not in town.get(str(page.url.copy_set_param("q", "Kurs"))).text


def test_who_acts_in_the_town_is_answered_with_all_actors(client: TestClient) -> None:
    found = ask(client, "Wer handelt in Stadt?")
    assert (found["topic"], found["address"], found["sentence"]) == (
        "actors",
        "/stadt/akteure",
        "Erfasst sind 5 Akteure.",
    )
    assert len(found["search"]["items"]) == 5
