"""Forms that were open while somebody was erased: nothing of before comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.operations.erasing import erase
from graph_service.operations.persons import ERASED
from graph_service.operations.privacy import sought
from graph_service.settings import Settings
from tests.api.conftest import service_of
from tests.builders import actor, event, small_town
from tests.web.sending import Form, form_at, form_in
from tests.web.test_editing_pages import words

PERSON = "Frieda Beispiel"
KNOWN = {"author": "Koordination", "src": "own"}
EDIT_AWO, EDIT_M2, EDIT_FRIEDA = (f"/stadt/bearbeiten/{one}" for one in ("actor/awo", "measure/m2", "actor/frieda"))


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """The small town, in which a note of the AWO names somebody, who is an actor too."""
    told = actor("awo", "AWO", kind="welfare_association", note=f"Ansprechbar: {PERSON}", website="https://awo.example")
    own = actor("frieda", PERSON, kind="person")
    with TestClient(app, base_url="http://127.0.0.1:8000", headers={"Sec-Fetch-Site": "same-origin"}) as client:
        store = service_of(client).store
        store.create("stadt", "Stadt")
        more = (told, own, event("e1", "Konferenz"))
        store.commit("stadt", ChangeSet(put=(*small_town(), *more)), author="Test", reason="Kleine Stadt")
        yield client


def erase_person(client: TestClient) -> None:
    """What `akteursnetz privacy erase` does."""
    service = service_of(client)
    access = client.app.state.access  # type: ignore[attr-defined]
    erase(service, access, sought(service.store, PERSON), reason="Antrag nach Art. 17 DSGVO")


def everything(client: TestClient) -> str:
    network = service_of(client).network("stadt")
    return "\n".join(record.model_dump_json() for record in network.records())


def revision(client: TestClient) -> int:
    return service_of(client).info("stadt").revision


def is_refused(client: TestClient, answer: Response, before: int) -> None:
    assert answer.status_code == 412, answer.headers.get("location", answer.text)
    assert "Dieses Formular gilt nicht mehr" in words(answer)
    assert (revision(client), PERSON in everything(client)) == (before, False)


def test_a_form_from_before_an_erasure_does_not_write_the_name_back(client: TestClient) -> None:
    form = form_at(client, EDIT_AWO)
    assert PERSON in form.value("note")
    erase_person(client)
    answer = form.send(client, **KNOWN, website="https://neu.example")
    is_refused(client, answer, 1)
    assert ERASED in everything(client)


def test_what_was_typed_stands_there_to_copy_and_cannot_be_sent_again(client: TestClient) -> None:
    form = form_at(client, f"{EDIT_AWO}?back=%2Fstadt%2Fakteure")
    erase_person(client)
    answer = form.send(client, **KNOWN, website="https://neu.example", why="Neue Adresse")
    told = words(answer)
    assert "https://neu.example" in told
    assert "Grund Neue Adresse" in told
    assert "Name AWO" not in told  # it is recorded just so
    assert 'name="base"' not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'href="{EDIT_AWO}?back=%2Fstadt%2Fakteure"' in answer.text


def test_a_form_that_is_opened_anew_is_taken(client: TestClient) -> None:
    erase_person(client)
    assert form_at(client, EDIT_AWO).send(client, **KNOWN, website="https://neu.example").status_code == 303
    assert "https://neu.example" in everything(client)


def test_the_erased_person_cannot_be_made_anew_from_an_old_form(client: TestClient) -> None:
    form = form_at(client, EDIT_FRIEDA)
    erase_person(client)
    answer = form.send(client, **KNOWN, website="https://neu.example")
    is_refused(client, answer, 1)
    assert "Als neuen Eintrag anlegen" not in words(answer)
    assert ">Formular neu öffnen</a>" not in answer.text


def ending(client: TestClient) -> Form:
    return form_at(client, "/stadt/beenden/measure/m2")


def removal(client: TestClient) -> Form:
    return form_at(client, "/stadt/entfernen/event/e1")


def conflict(client: TestClient) -> Form:
    """Both versions of the name, with the old note carried along."""
    mine, theirs = form_at(client, EDIT_AWO), form_at(client, EDIT_AWO)
    theirs.send(client, **KNOWN, name="AWO Kreisverband")
    return form_in(mine.send(client, **KNOWN, name="AWO Stadt", note=f"Neu: {PERSON}"))


def gone(client: TestClient) -> Form:
    """What was typed for a record that somebody removed, to make it anew."""
    mine = form_at(client, EDIT_AWO)
    form_at(client, "/stadt/entfernen/actor/awo").send(client, author="KI", why="Fehler", ties="1")
    return form_in(mine.send(client, **KNOWN, website="https://neu.example"))


def preview(client: TestClient) -> Form:
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    asked = form_in(client.post("/stadt/gemeinsam/measure", content="pick=m2&field=status", headers=head))
    return form_in(asked.send(client, **KNOWN, status="running"))


def following(client: TestClient) -> Form:
    return form_at(client, "/stadt/abdeckung/erfassen/naechste")


OPENED = (ending, removal, conflict, gone, preview, following)
FILLED = {"day": "1.3.2024", "why": "Fehler", "keep_name": "mine", "keep_note": "mine", **KNOWN}


@pytest.mark.parametrize("opened", OPENED)
def test_every_form_that_is_about_a_record_is_refused_after_an_erasure(
    client: TestClient, opened: Callable[[TestClient], Form]
) -> None:
    form = opened(client)
    before = revision(client)
    erase_person(client)
    is_refused(client, form.send(client, **FILLED), before)


@pytest.mark.parametrize("base", ["1", "1.", "1.anders", "99.x", "x", "1" * 30, "²"])
def test_a_form_that_names_no_revision_as_it_is_now_is_refused(client: TestClient, base: str) -> None:
    answer = form_at(client, EDIT_M2).send(client, **KNOWN, base=base, name="Anders")
    assert (answer.status_code, revision(client)) == (412, 1)
    assert ">Formular neu öffnen</a>" in answer.text


def test_an_address_cannot_say_what_a_form_is_made_from(client: TestClient) -> None:
    form = form_at(client, f"{EDIT_AWO}?base=0")
    assert form.send(client, **KNOWN, name="AWO Stadt").status_code == 303
