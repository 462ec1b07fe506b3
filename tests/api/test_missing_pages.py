"""What pages say where an entry is not there, an address is written otherwise, or nothing is recorded."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.operations.service import Service
from graph_service.settings import Settings
from tests.api.applications import town_app
from tests.api.conftest import fill, service_of


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """One service for all of these tests, which only read."""
    with TestClient(town_app()) as client:
        fill(service_of(client).store)
        yield client


@pytest.fixture(scope="module")
def city(leverkusen: Service) -> Iterator[TestClient]:
    """The shipped network."""
    with TestClient(create_app(Settings(store="memory:", network="leverkusen"))) as client:
        client.app.state.service = leverkusen  # type: ignore[attr-defined]
        yield client


def told(client: TestClient, address: str, status: int = 200) -> str:
    """The main part of a page, with its links."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return unescape(answer.text[answer.text.index("<main") : answer.text.index("</main>")])


@pytest.mark.parametrize(
    ("address", "listed", "searched"),
    [
        ("akteure/nix", "/stadt/akteure", "/stadt/suche?q=nix"),
        ("massnahmen/m999", "/stadt/massnahmen", "/stadt/suche?q=m999"),
        ("quellen/nix", "/stadt/quellen", "/stadt/suche?q=nix"),
        ("netz?node=actor/nix", "/stadt/akteure", "/stadt/suche?q=nix"),
    ],
)
def test_an_entry_that_is_not_there_leads_to_its_list_and_to_the_search(
    client: TestClient, address: str, listed: str, searched: str
) -> None:
    page = told(client, f"/stadt/{address}", 404)
    assert f'href="{listed}"' in page
    assert f'href="{searched}"' in page
    assert not re.search(r"(actor|measure|document)/", re.sub(r"<[^>]+>", " ", page))


def test_entries_near_by_name_are_linked_and_told_once(client: TestClient) -> None:
    page = told(client, "/stadt/akteure/arbeiterwohlfahrt", 404)
    assert 'href="/stadt/akteure/awo"' in page
    assert page.count("Gemeint ist vielleicht") == 1


def test_a_near_entry_in_the_picture_stays_in_the_picture(client: TestClient) -> None:
    page = told(client, "/stadt/netz?node=actor/awoo", 404)
    assert 'href="/stadt/netz?node=actor%2Fawo"' in page


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("akteure/abd", "/leverkusen/akteure/adb"),
        ("netz?node=actor/cra", "/leverkusen/netz?node=actor%2Fcar"),
        ("netz?node=cra", "/leverkusen/netz?node=actor%2Fcar"),
        ("netz?node=car", "/leverkusen/netz?node=actor%2Fcar"),
        ("abstimmung/weg?from=cra", "/leverkusen/abstimmung/weg?from=Caritasverband+Leverkusen+e.V."),
    ],
)
def test_of_an_id_with_two_letters_exchanged_the_entry_is_offered_first(
    city: TestClient, address: str, link: str
) -> None:
    _, _, offered = city.get(f"/leverkusen/{address}").text.partition("Gemeint ist vielleicht")
    assert unescape(re.findall(r'<li><a href="([^"]+)"', offered)[0]) == link


def test_capitals_in_the_name_of_a_network_lead_to_it(client: TestClient) -> None:
    answer = client.get("/STADT/akteure?lang=en", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/stadt/akteure?lang=en")
    assert client.get("/STADTT", follow_redirects=False).status_code == 404


@pytest.mark.parametrize(
    ("address", "status", "words", "not_words"),
    [
        ("steuerung/awo", 404, "ist kein Gremium.", "actor/"),
        ("daten/zuruecknehmen/abc", 422, "Revision: „abc“ ist keine ganze Zahl.", "number"),
        ("urteile/neu", 422, "Ein Urteil wird dort festgehalten, wo die Frage steht", "„“"),
    ],
)
def test_a_fault_is_told_without_words_of_the_machine(
    client: TestClient, address: str, status: int, words: str, not_words: str
) -> None:
    page = re.sub(r"<[^>]+>", " ", told(client, f"/stadt/{address}", status))
    assert words in page
    assert not_words not in page


def test_a_way_over_common_measures_is_told_and_linked(city: TestClient) -> None:
    page = told(city, "/leverkusen/abstimmung/weg?from=actor/car&to=actor/bayer")
    assert "Über gemeinsame Maßnahmen führt ein Weg mit 5 Schritten." in page
    link = re.search(r'href="([^"]+)">Auch über gemeinsame Maßnahmen suchen', page)
    assert link
    assert "kind=carries" in link[1]
    assert "kürzeste" in told(city, link[1])


def test_the_overview_of_a_day_counts_what_is_there_on_that_day(city: TestClient) -> None:
    page = told(city, "/leverkusen?at=1999&lang=de")
    lead = re.search(r'<p class="lead">(.*?)</p>', page)
    assert lead
    assert "Für den 31. Dezember 1999 sind im Netzwerk Leverkusen" in lead[1].replace("\N{NO-BREAK SPACE}", " ")
    assert "98 Maßnahmen" not in lead[1]
    assert 'href="/leverkusen?lang=de">Zum heutigen Stand' in lead[1]
    assert "Zum heutigen Stand" not in told(city, "/leverkusen")


def test_an_answer_that_rests_on_undated_entries_says_so_beside_the_sentence(city: TestClient) -> None:
    page = told(city, "/leverkusen/abstimmung?at=1900")
    note = re.search(r'<p class="lead" id="antwort">.*?</p>\s*<p class="note">(.*?)</p>', page)
    assert note
    assert "es zählen nur Maßnahmen ohne erfassten Beginn" in note[1]
    assert '<p class="note">Der' not in told(city, "/leverkusen/abstimmung")


@pytest.mark.parametrize("page", ["frage?q=Was macht die AWO?", "urteile", "aenderungen"])
def test_an_empty_network_is_said_to_be_empty_first(client: TestClient, page: str) -> None:
    lead = re.search(r'<p class="lead"[^>]*>(.*?)</p>', told(client, f"/leer/{page}"))
    assert lead
    assert lead[1].startswith("In „Leer“ ist noch nichts erfasst.")


@pytest.mark.parametrize("page", ["massnahmen", "abdeckung/erfassen"])
def test_english_labels_begin_with_a_capital(client: TestClient, page: str) -> None:
    labels = re.findall(r"<label>([^<]+)<", told(client, f"/stadt/{page}?lang=en"))
    assert "Field of action " in labels
    assert all(label[0].isupper() for label in labels if label.strip())
