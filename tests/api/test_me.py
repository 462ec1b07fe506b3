"""What a town's own programs ask: who they are, and the read links of a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph_service.access.roles import Role
from graph_service.operations.service import today
from tests.web.house import HERE, Town, open_town

BASE = "/api/v1/networks/stadt/links"
LINK = {
    "address": "/stadt/abdeckung?field=D",
    "purpose": "Rat",
    "until": (today() + timedelta(days=30)).isoformat(),
}


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


class Program:
    """A program with a token of an account."""

    def __init__(self, town: Town, role: Role, *, writing: bool = True) -> None:
        self.account = town.account("programm", role)
        until = datetime.now(UTC) + timedelta(days=9)
        issued = town.access.tokens.issue(self.account, "Abgleich", "stadt", role, until, writing=writing)
        self.token, self._client = issued.token, town.browser().client
        self._client.headers["Authorization"] = f"Bearer {issued.secret.get_secret_value()}"

    def __call__(self, method: str, address: str, **more: Any) -> Any:
        return self._client.request(method, address, **more)


def test_a_program_hears_who_it_is_and_what_it_may(town: Town) -> None:
    program = Program(town, Role.COORDINATOR, writing=False)
    assert program("GET", "/api/v1/me").json() == {
        "way": "token",
        "account": program.account.id,
        "function": "Funktion programm",
        "via": program.token.id,
        "roles": {"stadt": {"id": "coordinator", "label": "Koordination"}},
        "actors": {},
        "writing": False,
    }


def test_a_stranger_hears_what_anyone_may(town: Town) -> None:
    town.access.openness.open("stadt")
    told = town.browser().get("/api/v1/me?lang=en").json()
    assert (told["way"], told["account"], told["roles"]) == (
        "anyone",
        None,
        {"stadt": {"id": "reader", "label": "reader"}},
    )


def test_without_sign_in_one_person_may_everything() -> None:
    with open_town("off") as town:
        told = town.browser().get("/api/v1/me").json()
    assert (told["way"], told["roles"]["*"]["id"], told["writing"]) == ("machine", "administrator", True)


def test_a_link_is_made_listed_opened_and_taken_back(town: Town) -> None:
    program = Program(town, Role.COORDINATOR)
    answer = program("POST", BASE, json=LINK)
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{BASE}/{made['id']}")
    assert program("GET", BASE).json() == {"items": [made], "total": 1}
    assert made["address"].startswith(f"{HERE}/stadt/abdeckung?field=D&link=")
    assert town.browser().get(made["address"].removeprefix(HERE)).status_code == 200
    assert program("DELETE", f"{BASE}/{made['id']}").status_code == 204
    assert program("DELETE", f"{BASE}/{made['id']}").status_code == 404
    assert [note[0] for note in town.notes()] == ["link_made", "link_opened", "link_revoked"]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"address": "/leer"}, 422),
        ({"until": "2100-01-01"}, 422),
        ({"until": "x"}, 422),
        ({"purpose": " "}, 422),
        ({"revision": 99}, 404),
    ],
)
def test_a_link_that_cannot_be_is_refused(town: Town, parts: dict[str, Any], status: int) -> None:
    answer = Program(town, Role.COORDINATOR)("POST", BASE, json=LINK | parts)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(("role", "writing"), [(Role.CONTRIBUTOR, True), (Role.COORDINATOR, False)])
def test_only_who_may_share_makes_links(town: Town, role: Role, writing: bool) -> None:
    assert Program(town, role, writing=writing)("POST", BASE, json=LINK).status_code == 403
    assert town.access.links.of("stadt") == ()


def test_a_token_opens_no_page_about_accounts(town: Town) -> None:
    program = Program(town, Role.COORDINATOR)
    assert program("GET", "/konto").status_code == 403
    assert program("GET", "/verwaltung").status_code == 403
