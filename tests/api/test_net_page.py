"""The page of the network picture: its views, what it is narrowed to, what it leaves out, and the same as tables."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.test_pages_and_api import plain


@pytest.mark.parametrize("view", ["all", "wheel", "measures", "actors", "coordination", "levels"])
def test_every_view_is_a_picture_a_sentence_and_two_tables(client: TestClient, view: str):
    page = client.get(f"/stadt/netz?view={view}").text
    assert 'id="picture-data"' in page
    assert "Das Bild zeigt" in page
    assert 'id="tabelle"' in page
    assert view == "coordination" or "als Tabelle</h2></summary>" in page  # nobody shares a cell here


def test_a_field_and_a_kind_narrow_the_picture_and_stay_chosen_in_the_form(client: TestClient):
    page = client.get("/stadt/netz?field=D&kind=refugee_aid_association").text
    assert "Das Bild zeigt 1 Akteur, 1 Maßnahme und 1 Handlungsfeld mit 2 Beziehungen." in plain(page)
    assert '<option value="D" selected>' in page
    assert '<option value="refugee_aid_association" selected>' in page


def test_a_kind_of_tie_is_the_only_one_drawn(client: TestClient):
    assert "mit 2 Beziehungen." in plain(client.get("/stadt/netz?view=actors&tie=member_of").text)


def test_the_sentence_of_an_empty_choice_offers_the_way_back(client: TestClient):
    page = client.get("/stadt/netz?view=levels&kind=refugee_aid_association").text
    assert "nichts erfasst" in plain(page)
    assert "Auswahl aufheben" in page


def test_what_is_left_out_is_said_and_offered_by_field_and_by_kind(client: TestClient):
    page = client.get("/stadt/netz?limit=3").text
    assert "Nicht gezeigt, weil am wenigsten verbunden" in page
    assert "field=D" in page
    assert "kind=religious_community" in page
    assert "Nicht alles ist gezeigt" not in client.get("/stadt/netz").text


def test_a_way_between_two_is_a_picture_too(client: TestClient):
    page = client.get("/stadt/netz?view=path&node=actor/ki&to=actor/awo").text
    assert "Wege von Kommunales Integrationszentrum (KI) zu Arbeiterwohlfahrt Kreisverband" in plain(page)
    assert "mit 2 Beziehungen." in plain(page)


def test_the_lines_of_a_summed_up_view_keep_their_sources(client: TestClient):
    page = client.get("/stadt/netz?view=wheel").text
    assert "trägt 1 Maßnahme im Feld" in page
    assert 'id="quelle-1"' in page


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("field=Q", 404, "Q"),
        ("kind=verein", 422, "verein"),
        ("sector=nix", 422, "nix"),
        ("tie=nix", 422, "nix"),
        ("size=nix", 422, "nix"),
        ("view=path&node=actor/ki", 422, "von wem zu wem"),
        ("view=path&node=actor/ki&to=actor/nix", 404, "„nix“"),
        ("node=actor/ki&steps=9", 422, "Schritte: „9“ ist zu groß"),
        ("limit=0", 422, "Höchstens gezeigt: „0“ ist zu klein"),
        ("limit=99999", 422, "Höchstens gezeigt: „99999“ ist zu groß"),
        ("at=31.06.2024", 422, "Stichtag: Den „31.06.2024“ gibt es nicht"),
        ("view=%3Cscript%3E", 422, "&lt;script&gt;"),
    ],
)
def test_what_is_not_known_is_refused_in_words(client: TestClient, query: str, status: int, told: str):
    answer = client.get(f"/stadt/netz?{query}")
    assert answer.status_code == status
    assert told in answer.text
    assert "<script>alert" not in answer.text


def test_an_empty_network_has_a_page_that_says_so(client: TestClient):
    for view in ("all", "wheel", "coordination", "levels"):
        answer = client.get(f"/leer/netz?view={view}")
        assert answer.status_code == 200
        assert "nichts erfasst" in plain(answer.text)
