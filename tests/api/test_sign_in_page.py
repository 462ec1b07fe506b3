"""The page to sign in, tried as by somebody who means no good."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx2 import Response

from graph_service.access.audit import Event
from graph_service.access.roles import Role
from graph_service.app import create_app
from graph_service.web.signing_in import local_page
from tests.api.signed_in import GOOD, OWN, SAME_ORIGIN, Town, cookies, sign_in_settings, signed_in_town, with_csrf

NAME = "konto-coordinator"
COOKIE = re.compile(r"akteursnetz=([0-9a-f]{64}); HttpOnly; Path=/; SameSite=lax")


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(sign_in_settings())


@pytest.fixture
def town(app: FastAPI) -> Iterator[Town]:
    with signed_in_town(app) as town:
        assert town.accounts
        yield town


def sign_in(town: Town, *, headers: dict[str, str] | None = None, **form: str) -> Response:
    given = {"name": NAME, "password": GOOD, "next": f"/{OWN}"} | form
    town.client.cookies.clear()
    answer = town.client.post("/anmelden", data=given, headers={**SAME_ORIGIN, **(headers or {})})
    town.client.cookies.clear()
    return answer


def session_in(answer: Response) -> str:
    found = COOKIE.fullmatch(answer.headers["set-cookie"])
    assert found
    return found[1]


def test_name_and_password_open_a_session_and_lead_on(town: Town) -> None:
    answer = sign_in(town, next=f"/{OWN}/akteure?q=KI")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{OWN}/akteure?q=KI")
    page = town.client.get(f"/{OWN}", headers={"Cookie": f"akteursnetz={session_in(answer)}"})
    assert (page.status_code, "Stelle für Koordination" in page.text, "Abmelden" in page.text) == (200, True, True)


@pytest.mark.parametrize("wrong", [{"password": "falsch"}, {"name": "niemand"}, {"name": ""}, {"password": ""}])
def test_what_is_wrong_is_not_told(town: Town, wrong: dict[str, str]) -> None:
    answer = sign_in(town, **wrong)
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert "Kontoname und Kennwort passen nicht zusammen." in answer.text


def test_the_form_comes_back_with_the_name_and_without_the_password(town: Town) -> None:
    answer = sign_in(town, name='"><b>x', password="geheim-geheim")
    assert ("geheim-geheim" in answer.text, "<b>x" in answer.text, "&lt;b&gt;x" in answer.text) == (False, False, True)


def test_too_many_attempts_have_to_wait(town: Town) -> None:
    answers = [sign_in(town, password="falsch") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert sign_in(town).status_code == 429


def test_signing_in_makes_a_new_session_and_ends_the_one_that_was_brought(town: Town) -> None:
    planted = town.session(Role.READER)
    answer = sign_in(town, headers=with_csrf(planted))
    assert session_in(answer) != planted.get_secret_value()
    assert town.access.sessions.find(planted) is None


def test_a_session_id_of_ones_own_making_is_not_taken(town: Town) -> None:
    answer = sign_in(town, headers={"Cookie": f"akteursnetz={'a' * 64}"})
    assert session_in(answer) != "a" * 64


def test_a_form_of_another_site_signs_nobody_in(town: Town) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.org"}):
        answer = sign_in(town, headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " /stadt",
        "javascript:alert(1)",
        "stadt",
        "",
        "/stadt\r\nSet-Cookie: a=b",
        "/stadt\x00",
        "/stadt\u2028",
        "/" + "x" * 3_000,
        "/anmelden?next=/anmelden",
        "/abmelden",
        "http:stadt",
        "//[",
    ],
)
def test_what_comes_next_is_a_page_of_this_service(town: Town, address: str) -> None:
    answer = sign_in(town, next=address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert set(answer.headers.get_list("set-cookie")) == {answer.headers["set-cookie"]}


@pytest.mark.parametrize("address", ["/", "/stadt", "/stadt/akteure?q=a%2Fb&lang=en", "/stadt?x=//evil.example"])
def test_a_page_of_this_service_may_come_next(address: str) -> None:
    assert local_page(address) == address


def test_signing_out_ends_the_session_here_and_on_the_server(town: Town) -> None:
    session = town.session(Role.READER)
    word = with_csrf(session)["X-CSRF-Token"]
    answer = town.client.post("/abmelden", data={"csrf": word}, headers=cookies(session))
    assert (answer.status_code, 'akteursnetz=""' in answer.headers["set-cookie"]) == (303, True)
    assert town.access.sessions.find(session) is None


def test_another_site_signs_nobody_out(town: Town) -> None:
    session = town.session(Role.READER)
    assert town.client.post("/abmelden", data={}, headers=cookies(session)).status_code == 403
    assert town.access.sessions.find(session) is not None


def test_a_plain_link_signs_nobody_out(town: Town) -> None:
    session = town.session(Role.READER)
    assert town.client.get("/abmelden", headers=cookies(session)).status_code in (404, 405)
    assert town.access.sessions.find(session) is not None


def test_the_audit_tells_who_came_who_did_not_and_who_left(town: Town) -> None:
    sign_in(town, password="falsch")
    session = session_in(sign_in(town))
    town.client.post("/abmelden", data={}, headers={**SAME_ORIGIN, "Cookie": f"akteursnetz={session}"})
    told = [(note.event, note.who) for note in town.access.audit.notes(newest_first=False)]
    account = town.accounts[Role.COORDINATOR].id
    assert told[:2] == [(Event.SIGN_IN_FAILED, account), (Event.SIGNED_IN, account)]


def test_behind_https_the_cookie_is_for_this_name_and_for_https_only() -> None:
    with signed_in_town(address="https://netz.example.org") as town:
        assert town.accounts
        answer = sign_in(town)
    assert re.fullmatch(
        r"__Host-akteursnetz=[0-9a-f]{64}; HttpOnly; Path=/; SameSite=lax; Secure", answer.headers["set-cookie"]
    )


def test_an_expired_session_leads_to_the_form_and_back(town: Town) -> None:
    session = town.session(Role.COORDINATOR)
    town.access.sessions.end(session)
    answer = town.client.get(f"/{OWN}/daten", headers=cookies(session))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/anmelden?next=%2F{OWN}%2Fdaten")


def test_what_was_typed_when_a_session_ended_is_not_lost_to_a_redirect(town: Town) -> None:
    session = town.session(Role.COORDINATOR)
    town.access.sessions.end(session)
    answer = town.client.post(f"/{OWN}/urteile", data={"reason": "Lang überlegt"}, headers=cookies(session))
    assert (answer.status_code, 'href="/anmelden"' in answer.text) == (401, True)
