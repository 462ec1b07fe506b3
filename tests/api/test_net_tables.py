"""The tables beside a picture: beginning and parts of long ones, and what folded choices and ways say."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_service.web import net_tables
from tests.api.test_pages_and_api import plain


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in (("MOST_AT_ONCE", 4), ("FIRST_ROWS", 3), ("ROWS_OF_PART", 4)):
        monkeypatch.setattr(net_tables, name, count)


def rows(page: str) -> int:
    return page.count('<tr><th scope="row">')


@pytest.mark.usefixtures("few_rows")
def test_a_long_table_begins_on_the_page_and_says_where_all_of_it_stands(client: TestClient):
    page = client.get("/stadt/netz").text
    assert rows(page) == 6
    assert "Gezeigt sind die ersten 3 von 10 Zeilen" in plain(page)
    assert 'href="/stadt/netz?table=entries"' in page
    assert 'href="/stadt/netz?table=lines"' in page


@pytest.mark.usefixtures("few_rows")
def test_all_parts_of_a_table_together_hold_every_row_once(client: TestClient):
    parts = [client.get(f"/stadt/netz?table=entries&part={n}").text for n in (1, 2, 3)]
    assert [rows(part) for part in parts] == [4, 4, 2]
    assert "Zeilen 9 bis 10 von 10." in plain(parts[2])
    assert all("picture-data" not in part and "Zurück zum Bild" in part for part in parts)
    heads = [line for part in parts for line in part.splitlines() if line.strip().startswith("<tr><th")]
    assert len(set(heads)) == 10


def test_a_short_table_stands_whole_and_a_part_behind_the_last_is_the_last(client: TestClient):
    assert "Gezeigt sind die ersten" not in client.get("/stadt/netz").text
    assert rows(client.get("/stadt/netz?table=entries&part=9").text) == 10


def test_a_way_is_told_as_a_way_and_not_as_surroundings(client: TestClient):
    page = plain(client.get("/stadt/netz?view=path&node=actor/ki&to=actor/awo").text)
    assert "Von „Kommunales Integrationszentrum (KI)“ zu „Arbeiterwohlfahrt Kreisverband“ führ" in page
    assert "Schritt um" not in page


def test_no_way_is_said_as_such(client: TestClient):
    page = plain(client.get("/stadt/netz?view=path&node=actor/ki&to=actor/awo&tie=reports_to").text)
    assert "kein Weg erfasst" in page
    assert "Kein Weg erfasst: Das Bild zeigt nur die beiden Enden." in page
    assert "keine Beziehung erfasst" not in page


@pytest.mark.parametrize("path", ["akteure", "massnahmen", "ueberschneidungen"])
def test_the_choice_of_a_list_is_folded_until_something_is_chosen(client: TestClient, path: str):
    assert '<details class="filter-box">' in client.get(f"/stadt/{path}").text
    assert '<details class="filter-box" open>' in client.get(f"/stadt/{path}?field=D").text
