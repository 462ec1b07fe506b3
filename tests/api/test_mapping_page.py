"""A list of one's own on the page and at the API: proposed, shown for approval, changed, checked, taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.settings import Settings
from graph_service.web import data
from tests.api.conftest import fill, service_of
from tests.loaders.test_spreadsheets import book_of

HEADING = ("Träger", "Angebot", "Handlungsfeld", "Zielgruppe", "Partner", "Besonderes")
ROWS = (("AWO", "Sprachcafé", "D", "Frauen", "KI", "dienstags"), ("Caritas", "Elterntreff", "D", "Familien", "", ""))
MEANINGS = ("carrier", "measure", "field", "target_group", "partner", "note")
LIST = "\n".join(";".join(row) for row in (HEADING, *ROWS)).encode()
API = "/api/v1/networks/stadt/imports"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def client(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(data, "PATIENCE", 30)
    monkeypatch.setattr("graph_service.web.data_mapping.PATIENCE", 30)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, base_url="http://127.0.0.1:8000", headers=headers) as client:
        fill(service_of(client).store)
        yield client


def shown(client: TestClient, content: bytes = LIST, name: str = "liste.csv", **more: Any) -> Any:
    """The page that a person sees after she sent her list."""
    return client.post("/stadt/daten", data={"author": "KI"}, files={"file": (name, content), **more})


def form(*meanings: str, **more: str) -> dict[str, str]:
    """The form with these meanings, filled in as a person does."""
    columns = {f"column-{number}": heading for number, heading in enumerate(HEADING)}
    return columns | {f"as-{number}": meaning for number, meaning in enumerate(meanings or MEANINGS)} | more


ALL = {"add-3": "true", "actor-0": "Caritas", "kind-0": "welfare_association"}


def revision(client: TestClient) -> int:
    return service_of(client).info("stadt").revision


def test_a_list_is_shown_column_by_column_with_examples_and_what_it_would_become(client: TestClient) -> None:
    answer = shown(client)
    assert (answer.status_code, answer.url.path.endswith("/zuordnung"), revision(client)) == (200, True, 1)
    assert "<q>Sprachcafé</q>" in answer.text
    chosen = re.findall(r'<option value="([^"]+)" selected', answer.text)
    assert chosen[:6] == ["carrier", "measure", "field", "target_group", "partner", "?"]
    assert "nicht übernehmen</option>" in answer.text
    assert all(word in answer.text for word in ("Frauen", "Familien", "Caritas"))
    assert "<script>" not in answer.text


def test_an_undecided_column_comes_back_with_what_was_typed(client: TestClient) -> None:
    page = shown(client).url.path
    answer = client.post(page, data=form(*MEANINGS[:5], "?", **ALL))
    assert (answer.status_code, "Noch nicht entschieden: Besonderes." in answer.text) == (422, True)
    assert '<option value="welfare_association" selected' in answer.text
    assert "Keine Spalte nennt die Maßnahme" in client.post(page, data=form("carrier", *["ignore"] * 5)).text


def test_two_columns_of_one_meaning_are_refused_in_words(client: TestClient) -> None:
    answer = client.post(shown(client).url.path, data=form("carrier", "measure", "measure", *["ignore"] * 3))
    assert (answer.status_code, "Mehrere Spalten bedeuten „Maßnahme“" in answer.text) == (422, True)


def test_what_is_open_is_told_row_by_row_then_said_and_taken_over(client: TestClient) -> None:
    page = shown(client).url.path
    text = client.post(page, data=form()).text
    assert "liste.csv, Zeile 2, Spalte „Zielgruppe“" in text
    assert "Zuordnung der Spalten ändern" in text
    answer = client.post(page, data=form(**ALL))
    assert ("Übernehmen</button>" in answer.text, revision(client)) == (True, 1)
    done = client.post(answer.url.path, data={"take": "1"})
    assert ("<h1>Übernommen: liste.csv</h1>" in done.text, revision(client)) == (True, 2)
    names = {measure.name for measure in service_of(client).network("stadt").measures}
    assert {"Sprachcafé", "Elterntreff"} <= names


def test_what_to_do_about_an_actor_names_the_fields_of_the_page(client: TestClient) -> None:
    page = client.post(shown(client).url.path, data=form(**{"add-3": "true"})).text
    assert "Für „Caritas“ ist keine Akteursart festgelegt." in page
    assert "bei „Art aller, bei denen nichts anderes gewählt ist“" in page
    assert "actor_kind" not in page


def test_an_actor_that_lacks_only_its_legal_form_is_told_and_not_asked_for(client: TestClient) -> None:
    asked = shown(client, LIST.replace(b"AWO", b"Moscheeverein e. V."))
    assert 'value="Moscheeverein e. V."' not in asked.text
    checked = client.post(asked.url.path, data=form(**ALL)).text
    assert "„Moscheeverein e. V.“ wurde als „Moscheeverein“ erkannt" in checked


def test_a_word_of_the_list_can_be_one_of_ours(client: TestClient) -> None:
    page = shown(client).url.path
    more = {"word-3-0": "Frauen", "ours-3-0": "target_group/gefluechtete", **ALL}
    client.post(page, data=form(**more))
    saved = client.get(f"{page}.yaml")
    assert yaml.safe_load(saved.text)["columns"]["Zielgruppe"]["words"] == {"Frauen": "target_group/gefluechtete"}
    assert '<option value="target_group/gefluechtete" selected' in client.get(page).text


def test_an_actor_of_the_list_can_be_one_that_is_recorded(client: TestClient) -> None:
    page = shown(client).url.path
    same = {"add-3": "true", "actor-0": "Caritas", "kind-0": "actor/awo"}
    answer = client.post(page, data=form(**same))
    assert "Übernehmen</button>" in answer.text
    assert "actor/caritas" not in answer.text


def test_the_approved_mapping_is_saved_and_given_with_the_next_list(client: TestClient) -> None:
    page = shown(client).url.path
    client.post(page, data=form(**ALL))
    saved = client.get(f"{page}.yaml")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="zuordnung.yaml"'
    answer = shown(client, mapping=("zuordnung.yaml", saved.content))
    assert (answer.url.path.endswith("/zuordnung"), "Übernehmen</button>" in answer.text) == (False, True)
    done = client.post(API, data={"author": "KI"}, files={"file": ("liste.csv", LIST), "mapping": ("m", saved.content)})
    assert (done.json()["state"], revision(client)) == ("taken", 2)


def test_a_bad_mapping_is_refused_in_words(client: TestClient) -> None:
    answer = shown(client, mapping=("m.yaml", b"columns: ["))
    assert (answer.status_code, "kein lesbares YAML" in answer.text, revision(client)) == (422, True, 1)
    bomb = b"columns: {a: &a [x, x], b: [*a, *a]}"
    assert "kein lesbares YAML" in shown(client, mapping=("m.yaml", bomb)).text


def test_the_sheet_of_a_workbook_is_chosen(client: TestClient) -> None:
    book = book_of(Notizen=[["Eins", "Zwei"], ["a", "b"]], Angebote=[list(HEADING), *map(list, ROWS)])
    page = shown(client, book, "liste.xlsx").url.path
    assert "Blatt, auf dem die Liste steht" in client.get(page).text
    assert "<q>Sprachcafé</q>" in client.get(page, params={"sheet": "Angebote"}).text
    answer = client.post(page, data=form(sheet="Angebote", **ALL))
    assert "Übernehmen</button>" in answer.text
    assert "gibt es nicht" in client.get(page, params={"sheet": "Foo"}).text


def test_what_is_no_single_table_cannot_be_mapped(client: TestClient) -> None:
    files = [("file", ("a.csv", LIST)), ("file", ("b.csv", LIST))]
    answer = client.post("/stadt/daten", data={"author": "KI"}, files=files)
    assert "braucht eine Zuordnung ihrer Spalten" in answer.text
    refused = client.get(f"{answer.url.path}/zuordnung")
    assert (refused.status_code, "einzelnen Tabelle" in refused.text) == (422, True)


def test_the_page_speaks_english(client: TestClient) -> None:
    answer = client.post("/stadt/daten?lang=en", data={"author": "KI"}, files={"file": ("liste.csv", LIST)})
    assert 'lang="en"' in answer.text
    assert ">target group</option>" in answer.text.lower()


def test_the_api_proposes_with_reasons_and_a_file_that_can_be_sent_back(client: TestClient) -> None:
    answer = client.post(f"{API}/mapping", data={"author": "KI"}, files={"file": ("liste.csv", LIST)})
    found = answer.json()
    assert (answer.status_code, revision(client)) == (200, 1)
    assert [column["meaning"]["id"] for column in found["columns"]] == [*MEANINGS[:5], "?"]
    assert (found["columns"][1]["samples"], found["actors"]) == (["Sprachcafé", "Elterntreff"], ["Caritas"])
    assert "ignore" in [word["id"] for word in found["meanings"]]
    mapping = yaml.safe_load(found["mapping"])
    mapping["columns"]["Besonderes"] = "note"
    mapping["columns"]["Zielgruppe"] = {"as": "target_group", "add": True}
    mapping["actor_kind"] = "association"
    files = {"file": ("liste.csv", LIST), "mapping": ("m.yaml", yaml.safe_dump(mapping).encode())}
    tried = client.post(API, params={"dry_run": True}, data={"author": "KI"}, files=files).json()
    assert (tried["state"], tried["needs_mapping"], tried["errors"]) == ("checked", False, 0)


def test_without_a_mapping_the_api_says_that_one_is_needed(client: TestClient) -> None:
    answer = client.post(API, params={"dry_run": True}, data={"author": "KI"}, files={"file": ("liste.csv", LIST)})
    assert (answer.json()["state"], answer.json()["needs_mapping"]) == ("refused", True)
    two = [("file", ("a.csv", LIST)), ("file", ("b.csv", LIST))]
    assert client.post(f"{API}/mapping", data={"author": "KI"}, files=two).status_code == 422
