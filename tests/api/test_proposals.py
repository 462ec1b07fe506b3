"""Proposals through the API: who may do what, and that foreign proposals sound like none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from pydantic import SecretStr

from graph_service.access.roles import Role
from graph_service.access.sessions import csrf_token
from graph_service.app import create_app
from tests.api.signed_in import FOREIGN, GOOD, OWN, Town, sign_in_settings, signed_in_town

ALL = f"/api/v1/networks/{OWN}/proposals"
NAME = {
    "edits": [{"action": "change", "id": "actor/awo", "values": {"name": "AWO Leverkusen"}}],
    "reason": "Neuer Name",
}
TAKE = {"answers": [{"take": True}]}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(sign_in_settings())


@pytest.fixture
def town(app: FastAPI) -> Iterator[Town]:
    with signed_in_town(app) as town:
        yield town


class Caller:
    """Somebody with a session."""

    def __init__(self, town: Town, name: str, role: Role, actor: str = "", network: str = OWN) -> None:
        account = town.access.accounts.make(name, f"Leitung {name}", SecretStr(GOOD), {network: role})
        if actor:
            account = town.access.accounts.set_actors(account.id, network, (actor,))
        session = town.access.sessions.open(account).id
        cookie = f"akteursnetz={session.get_secret_value()}"
        self.client = town.client
        self.head = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": csrf_token(session)}

    def get(self, address: str) -> Response:
        return self.client.get(address, headers=self.head)

    def post(self, address: str, content: Any = None) -> Response:
        return self.client.post(address, json=content, headers=self.head)


@pytest.fixture
def awo(town: Town) -> Caller:
    return Caller(town, "awo-konto", Role.CONTRIBUTOR, "actor/awo")


@pytest.fixture
def koordination(town: Town) -> Caller:
    return Caller(town, "koordination", Role.COORDINATOR)


def proposed(awo: Caller) -> str:
    answer = awo.post(ALL, NAME)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def test_a_contributor_proposes_a_coordinator_takes_and_the_contributor_sees_it(
    town: Town, awo: Caller, koordination: Caller
) -> None:
    address = proposed(awo)
    assert koordination.get(ALL).json()["open"] == 1
    taken = koordination.post(f"{address}/decide", TAKE)
    assert taken.status_code == 200, taken.text
    seen = awo.get(address).json()
    assert (seen["state"]["id"], seen["revision"], seen["decided_by"]) == ("taken", 2, "Leitung koordination")
    assert town.app.state.service.network(OWN).node("actor/awo").name == "AWO Leverkusen"


def test_the_audit_tells_of_proposals_and_decisions(town: Town, awo: Caller, koordination: Caller) -> None:
    koordination.post(f"{proposed(awo)}/decide", {"answers": [{"take": False, "reason": "Noch nicht beschlossen"}]})
    noted = [note.event.value for note in town.access.audit.notes(newest_first=False) if note.event]
    assert noted == ["proposed", "proposal_refused"]


def test_a_refusal_says_why_to_who_proposed(awo: Caller, koordination: Caller) -> None:
    address = proposed(awo)
    missing = koordination.post(f"{address}/decide", {"answers": [{"take": False}]})
    assert (missing.status_code, missing.json()["problems"][0]["place"]) == (422, "answers.0.reason")
    koordination.post(f"{address}/decide", {"answers": [{"take": False, "reason": "Noch nicht beschlossen"}]})
    [piece] = awo.get(address).json()["pieces"]
    assert (piece["taken"], piece["reason"]) == (False, "Noch nicht beschlossen")


def test_a_contributor_of_another_carrier_may_neither_propose_nor_see_it(town: Town, awo: Caller) -> None:
    other = Caller(town, "ki-konto", Role.CONTRIBUTOR, "actor/ki")
    refused = other.post(ALL, NAME)
    assert (refused.status_code, refused.json()["place"]) == (403, "edits.0")
    address = proposed(awo)
    assert other.get(ALL).json()["total"] == 0
    assert [other.get(address).status_code, other.post(f"{address}/withdraw").status_code] == [404, 404]


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_who_does_not_coordinate_decides_nothing(town: Town, awo: Caller, role: Role) -> None:
    somebody = Caller(town, "jemand", role, "actor/awo")
    assert somebody.post(f"{proposed(awo)}/decide", TAKE).status_code == 403


def test_a_reader_proposes_nothing(town: Town) -> None:
    reader = Caller(town, "leserin", Role.READER, "actor/awo")
    assert [reader.post(ALL, NAME).status_code, reader.get(ALL).status_code] == [403, 403]


def test_a_contributor_edits_nothing_directly(town: Town, awo: Caller) -> None:
    answer = awo.post(f"/api/v1/networks/{OWN}/changes", NAME | {"source": None})
    assert (answer.status_code, town.store.network(OWN).revision) == (403, 1)


def test_a_proposal_is_no_proposal_in_another_network(town: Town, awo: Caller) -> None:
    identifier = proposed(awo).rpartition("/")[2]
    stranger = Caller(town, "dorfkoordination", Role.COORDINATOR, network=FOREIGN)
    assert stranger.get(f"/api/v1/networks/{FOREIGN}/proposals/{identifier}").status_code == 404
    assert stranger.post(f"{ALL}/{identifier}/decide", TAKE).status_code == 404
    assert stranger.get(ALL).status_code == 404


def test_both_versions_are_told_and_one_is_chosen(town: Town, awo: Caller, koordination: Caller) -> None:
    address = proposed(awo)
    change = {"edits": [{"action": "change", "id": "actor/awo", "values": {"name": "AWO Kreisverband"}}]}
    source = {"person": "Koordination", "retrieved": "2026-03-03"}
    koordination.post(f"/api/v1/networks/{OWN}/changes", change | {"source": source})
    clash = koordination.post(f"{address}/decide", TAKE)
    assert clash.status_code == 412
    assert [one["mine"] for one in clash.json()["versions"]] == ["AWO Leverkusen"]
    chosen = {"answers": [{"take": True, "keep": {"name": "mine"}}], "revision": 2}
    assert koordination.post(f"{address}/decide", chosen).json()["revision"] == 3


def test_a_withdrawn_proposal_is_not_decided(awo: Caller, koordination: Caller) -> None:
    address = proposed(awo)
    assert awo.post(f"{address}/withdraw").json()["state"]["id"] == "withdrawn"
    assert koordination.post(f"{address}/decide", TAKE).status_code == 409


def test_a_tie_is_confirmed_by_who_speaks_for_it_only(town: Town, awo: Caller) -> None:
    ties = town.app.state.service.network(OWN).ties_of("actor/awo")
    tie = next(one.id for one in ties if one.kind == "member_of")
    done = awo.post(f"/api/v1/networks/{OWN}/ties/{tie.partition('/')[2]}/confirm").json()
    assert done["revision"] is None  # a document says so, not the other side
    assert (
        awo.get(f"{ALL}/{done['proposal']}").json()["pieces"][0]["lines"][0]["proposed"]
        == "von beiden Seiten bestätigt"
    )
    other = Caller(town, "moschee", Role.CONTRIBUTOR, "actor/moschee")
    assert other.post(f"/api/v1/networks/{OWN}/ties/{tie.partition('/')[2]}/confirm").status_code == 403


@pytest.mark.parametrize("content", [{}, {"edits": []}, {"edits": [{"action": "tanzen"}]}, {"edits": "x"}])
def test_what_is_no_proposal_is_refused_with_a_clear_message(awo: Caller, content: Any) -> None:
    answer = awo.post(ALL, content)
    assert (answer.status_code, bool(answer.json()["problems"] or answer.json()["message"])) == (422, True)
