"""A network that begins empty: who may make one, what its form says of what cannot be, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from graph_service.access.roles import EVERY, Role
from tests.web.house import Browser, Town, open_town

FORM = "/stadt/daten/neu"
API = "/api/v1/networks"


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


@pytest.fixture
def me(town: Town) -> Browser:
    return town.signed_in("koordination", Role.COORDINATOR, EVERY)


def ids(town: Town) -> set[str]:
    return {info.id for info in town.app.state.service.store.networks()}


def field(answer: Any, name: str) -> str:
    """The field of the form for an empty network."""
    found = re.search(rf'<input id="leer-{name}"[^>]*>', answer.text)
    assert found is not None
    return unescape(found[0])


def test_an_empty_network_is_made_with_an_id_from_its_name_and_its_first_page_helps(town: Town, me: Browser) -> None:
    answer = me.send(FORM, name="  Köln am   Rhein ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/koeln-am-rhein")
    assert town.app.state.service.info("koeln-am-rhein").name == "Köln am Rhein"
    page = me.get("/koeln-am-rhein")
    assert "In „Köln am Rhein“ ist noch nichts erfasst." in page.text
    for address in ("/koeln-am-rhein/neu/actor", "/koeln-am-rhein/daten"):
        assert f'href="{address}"' in page.text
        assert me.get(address).status_code == 200


def test_an_id_can_be_chosen_and_the_language_stays(town: Town, me: Browser) -> None:
    answer = me.send(f"{FORM}?lang=en", name="Köln", id=" Koeln ")
    assert answer.headers["Location"] == "/koeln?lang=en"


def test_a_network_that_is_not_there_yet_can_begin_empty(town: Town, me: Browser) -> None:
    page = me.get("/neuss/daten")
    assert 'action="/neuss/daten/neu"' in page.text
    assert 'value="neuss"' in field(page, "id")
    assert me.send("/neuss/daten/neu", name="Neuss", id="neuss").headers["Location"] == "/neuss"


@pytest.mark.parametrize(
    ("typed", "status", "place", "said"),
    [
        ({"name": "", "id": "neu"}, 422, "name", "Bitte einen Namen für das Netzwerk angeben."),
        ({"name": "x" * 101, "id": "neu"}, 422, "name", "höchstens 100 Zeichen"),
        ({"name": "Neu\x07", "id": "neu"}, 422, "name", "enthält Steuerzeichen"),
        ({"name": "Neu", "id": "Ö <b>"}, 422, "id", "ist keine gültige Kennung für ein Netzwerk."),
        ({"name": "東京", "id": ""}, 422, "id", "Aus „東京“ lässt sich keine Kennung bilden"),
        ({"name": "", "id": ""}, 422, "name", "Bitte einen Namen für das Netzwerk angeben."),
        ({"name": "Konto", "id": ""}, 422, "id", "ist eine Adresse dieses Dienstes"),
        ({"name": "Noch eine", "id": "stadt"}, 409, "id", "Ein Netzwerk „stadt“ gibt es schon."),
        ({"name": "Stadt", "id": ""}, 409, "id", "Ein Netzwerk „stadt“ gibt es schon."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    town: Town, me: Browser, typed: dict[str, str], status: int, place: str, said: str
) -> None:
    answer = me.send(FORM, **typed)
    assert answer.status_code == status
    assert said in unescape(answer.text)
    assert 'aria-invalid="true"' in field(answer, place)
    assert f'value="{typed["name"]}"' in field(answer, "name").replace("\N{NO-BREAK SPACE}", " ")
    assert ids(town) == {"stadt", "leer"}


def test_who_edits_one_network_makes_no_other(town: Town) -> None:
    here = town.signed_in("hier", Role.COORDINATOR)
    assert 'id="leer"' not in here.get("/stadt/daten").text
    for wanted in ("neu", "leer"):
        assert here.send(FORM, name="Neu", id=wanted).status_code == 403
    assert ids(town) == {"stadt", "leer"}


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_who_may_not_edit_makes_no_network(town: Town, role: Role) -> None:
    assert town.signed_in("andere", role, EVERY).send(FORM, name="Neu").status_code == 403
    assert ids(town) == {"stadt", "leer"}


def test_a_form_of_another_session_makes_no_network(town: Town, me: Browser) -> None:
    answer = me.client.post(FORM, data={"name": "Neu", "csrf": "0" * 64}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    assert ids(town) == {"stadt", "leer"}


def test_a_new_network_stands_in_the_audit(town: Town, me: Browser) -> None:
    me.send(FORM, name="Neu")
    assert me.account is not None
    assert town.notes()[-1] == ("changed", me.account.id, "neu", "web.data.make_empty:0")


def test_a_program_makes_an_empty_network() -> None:
    with open_town("off") as town:
        client = town.browser().client
        made = client.post(API, json={"id": "koeln", "name": "Köln"})
        assert (made.status_code, made.json()) == (201, {"id": "koeln", "name": "Köln", "revision": 0})
        assert client.get(made.headers["Location"]).status_code == 200
        assert client.post(API, json={"id": "koeln", "name": "Köln"}).status_code == 409
        assert client.post(API, json={"name": "Neu", "id": "api"}).json()["place"] == "id"
        assert client.post(f"{API}?x=1", json={"id": "neu", "name": "Neu"}).status_code == 422
        assert ids(town) == {"stadt", "leer", "koeln"}


def test_a_program_needs_the_right_to_edit_every_network(town: Town, me: Browser) -> None:
    here = town.signed_in("hier", Role.COORDINATOR)
    for browser, status in ((here, 403), (me, 201)):
        token = {"X-CSRF-Token": browser.token(), "Sec-Fetch-Site": "same-origin"}
        assert browser.client.post(API, json={"id": "neu", "name": "Neu"}, headers=token).status_code == status
