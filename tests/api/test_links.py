"""Addresses that people hand on, type or keep: what they say holds, and what cannot hold is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from graph_service.operations.service import today
from tests.api.conftest import Application, service_of
from tests.api.test_pages_and_api import plain
from tests.builders import PAPER, actor, member_of, small_town

EMPTY_PAGES = (
    "",
    "/netz",
    "/felder",
    "/akteure",
    "/massnahmen",
    "/abdeckung",
    "/abdeckung/luecken",
    "/abdeckung/erfassen",
    "/ueberschneidungen",
    "/abstimmung",
    "/abstimmung/weg",
    "/abstimmung/was-waere-wenn",
    "/steuerung",
    "/quellen",
    "/frage",
)


def shown(client: TestClient, address: str) -> str:
    """The words of a page, dates and numbers with plain blanks."""
    return plain(unescape(client.get(address).text)).replace("\N{NO-BREAK SPACE}", " ")


def offered(client: TestClient, address: str, name: str) -> list[str]:
    """The words that a choice of the form offers."""
    found = re.search(rf'<select name="{name}">(.*?)</select>', client.get(address).text, re.DOTALL)
    return [word for word in re.findall(r'value="([^"]*)"', found[1]) if word] if found else []


@pytest.mark.parametrize(
    ("view", "ties"),
    [
        ("all", ["addresses", "member_of", "responsible_for", "carries"]),
        ("wheel", ["responsible_for"]),
        ("measures", ["member_of", "carries"]),
        ("actors", ["member_of"]),
        ("coordination", []),
        ("levels", ["member_of"]),
    ],
)
def test_a_view_offers_only_the_kinds_of_ties_that_it_draws(client: TestClient, view: str, ties: list[str]):
    assert sorted(offered(client, f"/stadt/netz?view={view}", "tie")) == sorted(ties)


def test_a_view_offers_only_kinds_sectors_and_fields_of_what_it_shows(client: TestClient):
    assert offered(client, "/stadt/netz?view=levels", "kind") == [
        "expert_group",
        "integration_centre",
        "welfare_association",
    ]
    assert offered(client, "/stadt/netz?node=measure/m2", "kind") == ["integration_centre", "refugee_aid_association"]
    assert offered(client, "/stadt/netz?node=measure/m2", "field") == ["D"]
    assert offered(client, "/stadt/netz?view=path&node=actor/ki&to=actor/awo", "field") == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "view=wheel&tie=carries",
            "Art der Beziehung (wirkt mit an) wirkt in dieser Ansicht nicht: „Akteure und Felder“.",
        ),
        ("view=coordination&tie=carries", "(wirkt mit an) wirkt in dieser Ansicht nicht: „Abstimmung“."),
        ("view=actors&steps=2", "Schritte (2) wirkt in dieser Ansicht nicht: „Nur Akteure“."),
        (
            "view=path&node=actor/ki&to=actor/awo&field=D",
            "Handlungsfeld (Wohnen und Unterbringung) wirkt in dieser Ansicht",
        ),
        ("to=actor/awo", "(Arbeiterwohlfahrt Kreisverband) wirkt in dieser Ansicht nicht"),
        ("node=actor/ki&view=wheel", "Ansicht (Akteure und Felder) wirkt in dieser Ansicht nicht: „Umgebung“."),
    ],
)
def test_a_choice_that_changes_nothing_in_a_view_is_said_to(client: TestClient, query: str, told: str):
    assert told in shown(client, f"/stadt/netz?{query}")


def test_a_choice_that_changes_nothing_changes_nothing(client: TestClient):
    whole, idle = (shown(client, f"/stadt/netz?view=wheel{more}") for more in ("", "&tie=carries"))
    (sentence,) = set(re.findall(r"Das Bild zeigt \d[^.]*\.", whole))
    assert sentence in idle


def test_a_program_is_refused_a_choice_that_changes_nothing(client: TestClient):
    refused = client.get("/api/v1/networks/stadt/graph?view=wheel&tie=carries")
    assert (refused.status_code, refused.json()["place"]) == (422, "tie")
    assert "wirkt in der Ansicht „Akteure und Felder“ nicht" in refused.json()["detail"]


def test_the_node_in_the_middle_stays_whatever_is_chosen_around_it(client: TestClient):
    for query in ("node=actor/ki&sector=welfare", "node=actor/ki&kind=association", "node=field/D&field=A"):
        answer = client.get(f"/stadt/netz?{query}")
        assert (answer.status_code, "Umgebung von" in answer.text) == (200, True)


@pytest.mark.parametrize("page", ["netz?feld=D", "akteure?feld=D", "abdeckung?feld=D"])
def test_a_part_of_the_address_that_a_page_does_not_know_is_said(client: TestClient, page: str):
    told = "„feld“ kennt diese Seite nicht, es ändert hier nichts. Gemeint ist vielleicht „Handlungsfeld“ (field)."
    assert told in shown(client, f"/stadt/{page}")


def test_a_day_on_a_page_of_all_times_is_said_to_change_nothing(client: TestClient):
    assert "Stichtag (31. Dezember 2017) wirkt auf dieser Seite nicht." in shown(client, "/stadt/quellen?at=2017-12-31")


def test_a_list_on_a_day_holds_what_held_then_and_says_so(client: TestClient):
    text = shown(client, "/stadt/massnahmen?at=2014-01-01")
    assert "Auszugsberatung" in text
    assert "Deutschkurs" not in text
    assert "Stand der Angaben: Revision 1, gezeigt für den 1. Januar 2014." in text


def links(html: str) -> Iterator[str]:
    """The addresses of pages that a page links to."""
    for address in re.findall(r'href="(/stadt[^"#]*)', html):
        if ".txt" not in address and "format=docx" not in address:
            yield unescape(address)


def kind_of(address: str) -> tuple[str, ...]:
    """The page that an address is of, whichever record it is about, and the names of its parameters."""
    path, _, query = address.partition("?")
    parts = path.split("/")
    own = parts[3:4] if parts[2:3] in (["abdeckung"], ["abstimmung"]) else [str(len(parts))]
    return (*parts[:3], *own, *sorted({one.partition("=")[0] for one in query.split("&")} - {"lang"}))


def test_no_link_of_our_own_carries_what_its_page_does_not_know(client: TestClient):
    waiting, known, kinds = ["/stadt", "/stadt?lang=en"], {}, set()
    while waiting:
        address = waiting.pop()
        kind = kind_of(address)
        if kind in kinds:
            continue
        kinds.add(kind)
        answer = client.get(address)
        known[address] = "kennt diese Seite nicht" in answer.text or "wirkt auf dieser Seite nicht" in answer.text
        waiting += links(answer.text)
    assert [address for address, faulty in known.items() if faulty] == []


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("netz?field=&sector=&at=&view=wheel", "netz?view=wheel"),
        ("akteure?q=&sector=&kind=&field=", "akteure"),
        ("ueberschneidungen?weight=&weight=phase:2&grade=", "ueberschneidungen?weight=phase%3A2"),
        ("frage?q=", "frage"),
    ],
)
def test_empty_parts_of_an_address_are_dropped(client: TestClient, given: str, clean: str):
    answer = client.get(f"/stadt/{given}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/stadt/{clean}")
    assert client.get(f"/stadt/{given}").status_code == 200


def test_the_form_of_a_page_of_an_older_revision_stays_there(client: TestClient):
    service_of(client).store.commit("stadt", ChangeSet(put=[actor("neu")]), author="Test", reason="Neu")
    for page in ("netz", "akteure", "massnahmen", "felder/D", "steuerung"):
        html = client.get(f"/stadt/{page}?revision=1").text
        assert '<input type="hidden" name="revision" value="1">' in html
        assert "Sie sehen Revision 1; die neueste ist 2." in html
    assert 'name="revision"' not in client.get("/stadt/netz").text


@pytest.mark.parametrize(
    ("page", "dated"),
    [
        ("netz", False),
        ("netz?at=2019-05-01", True),
        ("netz?view=coordination", True),
        ("netz?view=path&node=actor/ki&to=actor/awo", True),
        ("felder/D", True),
    ],
)
def test_a_file_is_linked_with_its_revision_and_its_day(client: TestClient, page: str, dated: bool):
    addresses = re.findall(r'href="(/api/v1/networks/stadt/graph[^"]*)', client.get(f"/stadt/{page}").text)
    assert addresses
    for address in map(unescape, addresses):
        assert "&revision=1&" in address
        assert ("&at=" in address) == dated
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("netz", "gezeigt ist alles, was je erfasst wurde, unabhängig vom Tag."),
        ("netz?at=2019-05-01", "gezeigt für den 1. Mai 2019."),
        ("akteure", "gezeigt ist alles, was je erfasst wurde, unabhängig vom Tag."),
        ("quellen", "gezeigt ist alles, was je erfasst wurde, unabhängig vom Tag."),
        ("steuerung?at=2019-05-01", "gezeigt für den 1. Mai 2019."),
    ],
)
def test_the_foot_of_a_page_says_the_time_that_it_shows(client: TestClient, page: str, told: str):
    assert f"Stand der Angaben: Revision 1{',' if 'für' in told else ';'} {told}" in shown(client, f"/stadt/{page}")


def test_a_picture_says_its_own_time(client: TestClient):
    everything = "Das Bild zeigt alles, was je erfasst wurde, unabhängig vom Tag."
    assert everything in shown(client, "/stadt/akteure/ki")
    assert everything not in shown(client, "/stadt/felder/D?at=2019-05-01")
    assert "Das Bild gilt für den 1. Mai 2019." in shown(client, "/stadt/felder/D?at=2019-05-01")


@pytest.mark.parametrize("written", ["31.12.2017", "2017-12-31", "12/2017", "2017"])
@pytest.mark.parametrize("address", ["/stadt/felder/D", "/api/v1/networks/stadt/fields/D/actors"])
def test_a_day_may_be_written_in_german_and_in_iso(client: TestClient, address: str, written: str):
    answer = client.get(address, params={"at": written})
    assert answer.status_code == 200
    assert "31. Dezember 2017" in plain(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def test_a_year_that_is_not_over_means_today(client: TestClient):
    answer = client.get("/api/v1/networks/stadt/fields/D/actors", params={"at": str(today().year)})
    assert answer.json()["date"] == today().isoformat()


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31.06.2024", "Den „31.06.2024“ gibt es nicht: dieser Monat hat 30 Tage."),
        ("2024-13", "Den Monat 13 gibt es nicht („2024-13“)."),
        ("1.3.24", "„1.3.24“ ist nicht eindeutig: das Jahr braucht vier Ziffern."),
        ("1/3/2024", "„1/3/2024“ ist nicht eindeutig: es kann erst der Tag oder erst der Monat gemeint sein."),
        ("gestern", "„gestern“ ist kein Datum."),
    ],
)
def test_a_day_that_is_none_is_refused_with_the_reason_and_what_helps(client: TestClient, written: str, reason: str):
    html = client.get("/stadt/netz", params={"at": written})
    told = client.get("/api/v1/networks/stadt/graph", params={"at": written}).json()
    assert html.status_code == 422
    for words in (unescape(html.text), told["detail"]):
        assert reason in words
        assert "Erlaubt sind zum Beispiel 31.12.2017, 2017-12-31, 12/2017 und 2017." in words
    assert "Stichtag: " in html.text
    assert told["problems"][0]["place"] == "at"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("netz?view=quatsch", "Ansicht: „quatsch“ ist nicht bekannt."),
        ("netz?view=quatsch", "Erlaubt: Nur Akteure (actors), Akteure, Maßnahmen und Felder (all), "),
        ("netz?tie=zz", "Beziehungsart: „zz“ ist nicht bekannt."),
        ("netz?tie=zz", "Erlaubt: gehört zum Feld (addresses), "),
        ("akteure?kind=verein", "Gemeint ist vielleicht: Verein (association)"),
        ("massnahmen?status=laufent", "Stand: „laufent“ ist nicht bekannt."),
        ("netz?field=zz", "Handlungsfeld: „zz“ ist in diesem Netzwerk nicht erfasst."),
        ("netz?field=zz", "Erfasst sind: Sprache (A) und Wohnen und Unterbringung (D)."),
        ("massnahmen?target_group=Gefluechtete", "Zielgruppe: „Gefluechtete“ ist in diesem Netzwerk nicht erfasst."),
        ("netz?steps=9&node=actor/ki", "Schritte: „9“ ist zu groß; höchstens 4."),
        ("netz?lang=fr", "Sprache: „fr“ ist nicht möglich; erlaubt: de und en."),
    ],
)
def test_a_filter_that_cannot_be_is_named_as_readers_know_it(client: TestClient, page: str, told: str):
    assert told in shown(client, f"/stadt/{page}")


@pytest.mark.parametrize(
    "page", ["netz?view=quatsch", "akteure/zz", "netz?node=actor/zz", "massnahmen?target_group=zz"]
)
def test_nothing_is_guessed_from_nonsense(client: TestClient, page: str):
    assert "Gemeint ist vielleicht" not in shown(client, f"/stadt/{page}")


def test_a_word_that_may_be_meant_leads_to_the_same_page_with_it(client: TestClient):
    html = client.get("/stadt/netz?view=wheel&field=Whonen+und+Unterbringung").text
    assert '<a href="/stadt/netz?view=wheel&amp;field=D">Wohnen und Unterbringung (D)</a>' in html
    assert '<a class="button" href="/stadt/netz?view=wheel">' in html


@pytest.mark.parametrize("page", EMPTY_PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_of_an_empty_network_says_what_is_missing_and_what_to_do(
    client: TestClient, page: str, language: str
):
    html = client.get(f"/leer{page}?lang={language}").text
    assert ("ist noch nichts erfasst" in html) == (language == "de")
    assert re.search(r'class="button" href="/leer/daten(\?lang=en)?"', html)
    assert 'id="spaeter"' in html
    assert 'class="filters"' not in html
    assert "akteursnetz load" not in html
    assert "format=docx" not in html


def test_a_service_without_a_network_leads_to_the_data(application: Application):
    with application.serving() as client:
        html = client.get("/").text
        assert "Es ist noch kein Netzwerk geladen." in html
        assert client.get(re.findall(r'class="button" href="([^"]*)"', html)[0]).status_code == 200


def test_a_body_whose_seats_are_over_tells_who_sat_there_last(client: TestClient):
    seats = (
        member_of("ki", "alt", "chair", valid={"start": "2010", "end": "2019-12"}),
        member_of("awo", "alt", valid={"start": "2010", "end": "2019-12"}),
        member_of("moschee", "alt", valid={"start": "2010", "end": "2012"}),
    )
    service_of(client).store.commit(
        "stadt", ChangeSet(put=[actor("alt", "Runde", "expert_group"), *seats]), author="Test", reason="Runde"
    )
    names = "Kommunales Integrationszentrum (KI) (Vorsitz) und Arbeiterwohlfahrt Kreisverband"
    last = f"Zuletzt erfasst: {names}, bis Dezember 2019."
    assert last in shown(client, "/stadt/steuerung/alt")
    assert last not in shown(client, "/stadt/steuerung/alt?at=2015-01-01")


def test_a_body_that_is_over_tells_its_last_members(client: TestClient):
    over = actor("alt", "Runde", "expert_group", valid={"end": "2017"})
    service_of(client).store.commit(
        "stadt", ChangeSet(put=[over, member_of("ki", "alt")]), author="Test", reason="Runde"
    )
    text = shown(client, "/stadt/steuerung/alt?at=2019-01-01")
    assert (
        "besteht dieses Gremium dann nicht. Zuletzt erfasst: Kommunales Integrationszentrum (KI), Ende nicht erfasst."
        in text
    )


def test_what_the_words_of_a_tie_say_already_is_not_said_twice(client: TestClient):
    text = shown(client, "/stadt/akteure/fg")
    assert "Mitglied" in text
    assert "(Mitglied)" not in text


@pytest.mark.parametrize("name", ["<b onclick='x'>Verein</b> & Söhne", "Donau" * 60])
def test_a_name_with_markup_or_of_300_letters_stays_a_name_on_every_page(client: TestClient, name: str):
    records = [one for one in small_town() if one.id not in ("actor/awo", PAPER.id)]
    service_of(client).store.create("namen", "Namen")
    put = ChangeSet(put=[PAPER, actor("awo", name, "welfare_association"), *records])
    service_of(client).store.commit("namen", put, author="Test", reason="Namen")
    for page in ("", "/netz", "/akteure", "/akteure/awo", "/steuerung/fg", "/abstimmung", "/suche?q=Verein"):
        answer = client.get(f"/namen{page}")
        assert answer.status_code == 200
        assert "<b onclick" not in answer.text
