"""Every route, asked for by everybody, in their own network and in one of others: made from the application itself."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph_service.access.roles import EVERY, LEAST, Grants, Right, Role
from graph_service.app import create_app
from graph_service.model.identity import RESERVED
from graph_service.serving.guard import routes_of
from graph_service.serving.rules import IMPERSONAL, PUBLIC, RULES, SIGNED_IN
from graph_service.settings import Settings
from tests.api.signed_in import (
    FOREIGN,
    NOWHERE,
    OWN,
    SAME_ORIGIN,
    Town,
    cookies,
    sign_in_settings,
    signed_in_town,
    with_csrf,
)

ADMITTED, UNASKED = 299, 298
PARTS = ("x/y", "x", "1", "actors")  # one of them is possible in every place of an address
PEOPLE = ("anyone", "expired", *(role.value for role in Role), "token", "writing token")
SAFE = {"GET", "HEAD"}
_SEAL = re.compile(r'name="csrf" value="[0-9a-f]+"')


class _Admitted:
    """Takes the place of all routes: whoever gets as far as this was let through, before any body was read."""

    def __init__(self, router: Any) -> None:
        self._router = router

    def __getattr__(self, name: str) -> Any:
        return getattr(self._router, name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._router(scope, receive, send)
        else:
            asked = scope["state"].get("asked")
            await Response(asked.key if asked else "", ADMITTED if asked else UNASKED)(scope, receive, send)


def _app() -> FastAPI:
    app = create_app(sign_in_settings())
    app.router = _Admitted(app.router)  # type: ignore[assignment]
    return app


DESCRIBED = create_app(Settings(store="memory:"))
ROUTES = {key: route for route, key in routes_of(DESCRIBED)}
REQUESTS = [
    (key, method)
    for key, route in ROUTES.items()
    if not key.startswith("static.")
    for method in sorted(route.methods - {"HEAD"})
]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with signed_in_town(_app()) as town:
        yield town


@pytest.fixture(scope="module")
def headers(town: Town) -> dict[str, dict[str, str]]:
    """How each of the people asks."""
    ended = town.session(Role.ADMINISTRATOR)
    town.access.sessions.end(ended)
    return {
        "anyone": SAME_ORIGIN,
        "expired": cookies(ended),
        **{role.value: with_csrf(town.session(role)) for role in Role},
        "token": town.token(Role.ADMINISTRATOR, writing=False),
        "writing token": town.token(Role.COORDINATOR, writing=True),
    }


GRANTS = {
    **{role.value: Grants({OWN: role}) for role in Role},
    "token": Grants({OWN: Role.ADMINISTRATOR}, writing=False),
    "writing token": Grants({OWN: Role.COORDINATOR}),
}


def address(route: RouteContext, network: str) -> str:
    """The route's address with this network, and with something in every other place."""
    values = {
        name: next(part for part in PARTS if re.fullmatch(convertor.regex, part) and (name != "number" or part == "1"))
        for name, convertor in route.param_convertors.items()
    }
    return str(route.path_format).format(**{**values, "n": network})


def expected(key: str, person: str, network: str) -> set[int]:
    """What the guard must answer, from the rule's demand and the grants alone."""
    demand, route = RULES[key].demand, ROUTES[key]
    stranger = {401, 303} if person in ("anyone", "expired") else None
    if demand is IMPERSONAL:
        return {UNASKED}
    if demand is PUBLIC:
        return {ADMITTED}
    if demand is SIGNED_IN:
        return stranger or ({403} if "token" in person else {ADMITTED})
    assert isinstance(demand, Right)
    if stranger:
        return stranger
    about = network if "n" in route.param_convertors else EVERY
    if about == FOREIGN:
        return {404}
    return {ADMITTED} if GRANTS[person].may(demand, about) else {403}


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert set(ROUTES) == set(RULES)


def test_what_begins_an_address_of_the_service_is_the_id_of_no_network() -> None:
    beginnings = {str(route.path_format).split("/")[1] for route in ROUTES.values()}
    assert beginnings - {"{n}", ""} == RESERVED


@pytest.mark.parametrize("person", PEOPLE)
def test_a_method_that_an_address_does_not_know_is_told_which_it_does(
    town: Town, headers: dict[str, dict[str, str]], person: str
) -> None:
    for path, known in (
        ("/stadt/links", "GET, HEAD, POST"),
        ("/stadt/links/zurueckziehen", "POST"),
        ("/healthz", "GET, HEAD"),
    ):
        for method in ("TRACE", "PUT", "BREW"):
            answer = town.client.request(method, path, headers=headers[person])
            assert (answer.status_code, answer.headers["Allow"]) == (405, known)
        assert town.client.request("PUT", "/gibt/es/nicht", headers=headers[person]).status_code == UNASKED


@pytest.mark.parametrize("network", [OWN, FOREIGN])
@pytest.mark.parametrize("person", PEOPLE)
def test_each_gets_as_far_as_the_rules_say(
    town: Town, headers: dict[str, dict[str, str]], person: str, network: str
) -> None:
    wrong = {}
    for key, method in REQUESTS:
        answer = town.client.request(method, address(ROUTES[key], network), headers=headers[person])
        reached = answer.status_code != ADMITTED or answer.text == key
        if not reached or answer.status_code not in expected(key, person, network):
            wrong[key, method] = (answer.status_code, answer.text[:80], expected(key, person, network))
    assert not wrong


@pytest.mark.parametrize("person", [each for each in PEOPLE if each not in ("anyone", "expired")])
def test_a_network_of_others_sounds_like_one_that_is_not_there(
    town: Town, headers: dict[str, dict[str, str]], person: str
) -> None:
    for key, method in REQUESTS:
        if "n" in ROUTES[key].param_convertors:
            foreign, nowhere = (
                town.client.request(method, address(ROUTES[key], network), headers=headers[person])
                for network in (FOREIGN, NOWHERE)
            )
            assert _SEAL.sub("", foreign.text.replace(FOREIGN, NOWHERE)) == _SEAL.sub("", nowhere.text), key
            assert foreign.headers.items() >= {"content-type": nowhere.headers["content-type"]}.items()


def test_a_route_that_changes_something_demands_more_than_reading() -> None:
    open_to_all = {"web.signing_in.sign_in", "web.signing_in.sign_out"}
    loose = {
        key
        for key, method in REQUESTS
        if method not in SAFE
        and RULES[key].demand not in {SIGNED_IN, *(right for right in Right if LEAST[right] != Role.READER)}
    }
    assert loose == open_to_all


def test_a_route_without_a_rule_is_refused_to_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.serving.guard.RULES", {})
    with signed_in_town(_app()) as town:
        for path in ("/healthz", "/api/v1/networks", f"/{OWN}", "/static/app/app.css"):
            assert town.client.get(path, headers=with_csrf(town.session(Role.ADMINISTRATOR))).status_code == 403


@pytest.mark.parametrize(("key", "method"), [one for one in REQUESTS if one[1] not in SAFE])
def test_a_session_changes_nothing_without_the_word_of_its_pages(town: Town, key: str, method: str) -> None:
    address_of = address(ROUTES[key], OWN)
    session, other = town.session(Role.ADMINISTRATOR), town.session(Role.ADMINISTRATOR)
    for headers in (
        cookies(session),
        cookies(session) | {"X-CSRF-Token": ""},
        cookies(session) | {"X-CSRF-Token": with_csrf(other)["X-CSRF-Token"]},
    ):
        answer = town.client.request(method, address_of, headers=headers)
        no_right = isinstance(RULES[key].demand, Right) and "n" not in ROUTES[key].param_convertors
        assert (answer.status_code, "Formular gehört nicht" in answer.text or no_right) == (403, True)
