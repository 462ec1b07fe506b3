"""The pages as a reader gets them, without a browser: what they say, keep and refuse."""

import pytest
from fastapi.testclient import TestClient
from markupsafe import Markup

from graph_service.model.change import ChangeSet
from graph_service.web.rendering import unbroken
from tests.api.conftest import service_of
from tests.builders import actor, tie

PAGES = (
    *("", "/netz", "/felder", "/akteure", "/massnahmen", "/quellen", "/suche", "/suche?q=x", "/frage", "/hilfe"),
    *("/abdeckung", "/abdeckung/luecken", "/abdeckung/erfassen", "/ueberschneidungen", "/urteile", "/abstimmung"),
    *("/abstimmung/was-waere-wenn", "/abstimmung/weg", "/aenderungen", "/steuerung", "/daten"),
)


@pytest.mark.parametrize("network", ["stadt", "leer"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages(client: TestClient, network: str, page: str) -> None:
    for language in ("de", "en"):
        answer = client.get(f"/{network}{page}", params={"lang": language} if "?" not in page else None)
        assert answer.status_code == 200
        assert "<h1>" in answer.text


def test_a_form_sent_as_it_stands_is_answered(client: TestClient) -> None:
    for address in (
        "/stadt/netz?view=all&at=",
        "/stadt/felder/D?at=",
        "/stadt/akteure?q=&sector=&kind=&field=",
        "/stadt/massnahmen?q=&field=&target_group=&district=&missing=",
    ):
        assert client.get(address).status_code == 200, address


def test_the_question_stands_on_the_page_that_answers_it(client: TestClient) -> None:
    answer = client.get("/stadt/frage", params={"q": "Wer handelt in Feld D?"})
    assert answer.url.path == "/stadt/felder/D"
    assert "<q>Wer handelt in Feld D</q>" in answer.text


def test_a_question_about_a_day_is_answered_for_that_day(client: TestClient) -> None:
    answer = client.get("/stadt/frage", params={"q": "Wer handelte 2012 in Feld D?"})
    assert answer.url.params["at"] == "2012-12-31"
    assert "Auszugsberatung" in answer.text


def test_with_whom_an_actor_works_is_said_with_a_table(client: TestClient) -> None:
    answer = client.get("/stadt/frage", params={"q": "Mit wem arbeitet das KI zusammen?"})
    assert answer.url.path == "/stadt/akteure/ki"
    assert "erfasst sind gemeinsame Maßnahmen oder Beziehungen mit 2 Akteuren" in answer.text


def test_what_is_not_certain_is_not_said_to_be_over(client: TestClient) -> None:
    text = client.get("/stadt/felder/D?certain=true").text
    assert "Bei einer weiteren Maßnahme ist nicht sicher, ob sie an diesem Tag läuft." in text
    assert "Eine weitere Maßnahme des Feldes läuft an diesem Tag nicht." in text


def test_an_empty_network_says_what_to_do(client: TestClient) -> None:
    assert 'class="button" href="/leer/daten"' in client.get("/leer").text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/stadt/akteure/kii", 404, "/stadt/akteure/ki"),
        ("/stadt/felder/Z", 404, "Erfasst sind: A (Sprache)"),
        ("/stadt/gibt-es-nicht", 404, "Seite nicht gefunden"),
        ("/stadtt", 404, "stadt"),
        ("/stadt/felder/D?at=gestern", 422, "gestern"),
        ("/stadt/netz?view=xyz", 422, "xyz"),
        ("/stadt/netz?node=actor/nix", 404, "„nix“"),
        ("/stadt/massnahmen?missing=foo", 422, "district"),
    ],
)
def test_what_cannot_be_shown_is_said_within_the_network(
    client: TestClient, address: str, status: int, said: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.text
    assert ("Hauptmenü" in answer.text) == address.startswith("/stadt/")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "x" * 5000, '"><img src=x onerror=alert(1)>'])
def test_hostile_words_stay_words(client: TestClient, words: str) -> None:
    for path in ("/stadt/frage", "/stadt/suche", "/stadt/akteure"):
        answer = client.get(path, params={"q": words})
        assert answer.status_code in (200, 422)
        assert words not in answer.text or words.isalpha()


def test_a_source_shows_its_way_through_the_committees_and_its_steps(client: TestClient) -> None:
    assert "Was auf dieser Quelle beruht" in client.get("/stadt/quellen/paper").text


LONG = "Verein für " + "x" * 289
MARKED = "<img src=x onerror=alert(1)> & „Söhne“"


def test_names_with_markup_and_very_long_ones_stand_as_they_are_written(client: TestClient) -> None:
    records = (
        actor("lang", name=LONG),
        actor("zeichen", name=MARKED),
        tie("coordinates_with", "actor/lang", "actor/ki"),
    )
    service_of(client).store.commit("stadt", ChangeSet(put=records), author="Test", reason="Namen")
    for page in ("/akteure", "/akteure/lang", "/akteure/zeichen", "/abstimmung", "/netz", "/suche?q=verein"):
        text = client.get(f"/stadt{page}").text
        assert "<img src=x" not in text, page
        assert LONG in text or "lang" not in page, page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; „Söhne“" in client.get("/stadt/akteure/zeichen").text


@pytest.mark.parametrize("page", ["", "/felder/D", "/akteure/ki", "/abdeckung", "/ueberschneidungen", "/abstimmung"])
def test_an_older_revision_says_so_and_leads_to_the_newest(client: TestClient, page: str) -> None:
    assert "Sie sehen Revision" not in client.get(f"/stadt{page}?revision=1").text
    service_of(client).store.commit("stadt", ChangeSet(put=(actor("neu"),)), author="Test", reason="Neu")
    older = client.get(f"/stadt{page}?revision=1&documented=true").text
    assert "Sie sehen Revision 1; die neueste ist 2." in older
    assert f'href="/stadt{page}?documented=true"' in older
    assert "Sie sehen Revision" not in client.get(f"/stadt{page}").text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("at=31.06.2024", 422, "Den „31.06.2024“ gibt es nicht"),
        ("at=9999-99-99", 422, "Den Monat 99 gibt es nicht"),
        ("revision=999999", 404, "Die neueste Revision ist 1."),
        ("revision=-1", 422, "mindestens 0"),
        ("documented=vielleicht", 422, "erlaubt: true (ja), false (nein)"),
        ("lang=fr", 422, "fr"),
    ],
)
@pytest.mark.parametrize("page", ["/felder/D", "/akteure", "/abdeckung", "/steuerung"])
def test_a_link_with_a_part_that_cannot_be_offers_the_page_without_it(
    client: TestClient, page: str, query: str, status: int, said: str
) -> None:
    answer = client.get(f"/stadt{page}?{query}&certain=true")
    assert answer.status_code == status
    assert said in answer.text
    assert f'href="/stadt{page}?certain=true"' in answer.text
    assert "Traceback" not in answer.text


def test_what_may_be_meant_is_offered_by_name(client: TestClient) -> None:
    german, english = client.get("/stadt/akteure/kii").text, client.get("/stadt/akteure/kii?lang=en").text
    assert '<a href="/stadt/akteure/ki">Kommunales Integrationszentrum (KI)</a>' in german
    assert '<a href="/stadt/akteure/ki?lang=en">Kommunales Integrationszentrum (KI)</a>' in english


def test_a_number_stays_beside_its_unit_and_a_date_on_one_line() -> None:
    words = "Am 3. Mai 2024 sind 92,9 % erfasst, in May 2024 or on 3 May 2024: 5 Paare."
    assert unbroken(words) == "Am 3.~Mai~2024 sind 92,9~% erfasst, in May~2024 or on 3~May~2024: 5 Paare.".replace(
        "~", "\N{NO-BREAK SPACE}"
    )


def test_only_words_are_kept_together() -> None:
    assert unbroken(2024) == 2024
    assert unbroken(Markup("45 %")) == "45 %"
