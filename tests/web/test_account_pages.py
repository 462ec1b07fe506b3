"""One's own account: what it says, another password, tokens, signing out everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from graph_service.access.roles import Role
from graph_service.operations.service import today
from tests.access.house import GOOD, OTHER
from tests.web.house import Browser, Town, open_town

END = (today() + timedelta(days=30)).isoformat()
TOKEN = {"purpose": "Abgleich", "network": "stadt", "role": "reader", "until": END}


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


@pytest.fixture
def me(town: Town) -> Browser:
    return town.signed_in("koordination", Role.COORDINATOR)


def secret_of(page: str) -> str:
    found = re.search(r"akn_[0-9a-f]{12}_[0-9a-f]{64}", page)
    assert found is not None
    return found[0]


def test_the_page_says_function_and_roles(me: Browser) -> None:
    page = me.get("/konto")
    assert "Angemeldet als Funktion koordination." in page.text
    assert "stadt: Koordination" in page.text
    assert "no-store" in page.headers["cache-control"]
    assert "stadt: coordinator" in me.get("/konto?lang=en").text


def test_who_is_not_signed_in_is_led_to_the_form(town: Town) -> None:
    answer = town.browser().get("/konto")
    assert (answer.status_code, answer.headers["location"]) == (303, "/anmelden?next=%2Fkonto")


def test_the_header_leads_to_the_account_and_only_administrators_to_the_administration(town: Town, me: Browser) -> None:
    page = me.get("/stadt").text
    assert 'href="/konto"' in page
    assert 'href="/verwaltung"' not in page
    assert 'href="/verwaltung"' in town.administrator().get("/stadt").text


def test_another_password_ends_this_session_and_opens_the_next(town: Town, me: Browser) -> None:
    answer = me.send("/konto/kennwort", current=GOOD, password=OTHER, again=OTHER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/anmelden")
    assert me.get("/konto").status_code == 303
    assert town.access.accounts.verify("koordination", SecretStr(OTHER)) is not None


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"current": OTHER, "password": OTHER, "again": OTHER}, "Das bisherige Kennwort stimmt nicht."),
        ({"current": GOOD, "password": OTHER, "again": OTHER + "x"}, "nicht gleich"),
        ({"current": GOOD, "password": "Qx7Qx7", "again": "Qx7Qx7"}, "zu kurz"),
        ({"current": GOOD, "password": "koordination123", "again": "koordination123"}, "leicht zu erraten"),
    ],
)
def test_a_password_that_cannot_be_taken_changes_nothing(
    town: Town, me: Browser, parts: dict[str, str], said: str
) -> None:
    answer = me.send("/konto/kennwort", **parts)
    assert answer.status_code in (401, 422)
    assert said in answer.text
    assert not any(word in answer.text for word in parts.values())
    assert town.access.accounts.verify("koordination", SecretStr(GOOD)) is not None


def test_the_present_password_cannot_be_tried_out(me: Browser) -> None:
    wrong = {"current": OTHER, "password": OTHER, "again": OTHER}
    answers = [me.send("/konto/kennwort", **wrong) for _ in range(7)]
    assert "Pause" in answers[-1].text


def test_a_token_is_shown_this_once_and_works(town: Town, me: Browser) -> None:
    answer = me.send("/konto/schluessel", **TOKEN)
    secret = secret_of(answer.text)
    assert secret not in me.get("/konto").text
    program = town.browser().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).json()
    assert (program["way"], program["roles"]["stadt"]["id"], program["writing"]) == ("token", "reader", False)


def test_a_token_is_revoked(town: Town, me: Browser) -> None:
    secret = secret_of(me.send("/konto/schluessel", **TOKEN).text)
    [token] = town.access.tokens.all()
    assert me.send("/konto/schluessel/widerrufen", token=token.id).headers["location"] == "/konto?done=revoked"
    answer = town.browser().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_the_token_of_another_account_is_not_there(town: Town, me: Browser) -> None:
    town.signed_in("andere", Role.COORDINATOR).send("/konto/schluessel", **TOKEN)
    [token] = town.access.tokens.all()
    answer = me.send("/konto/schluessel/widerrufen", token=token.id)
    assert (answer.status_code, len(town.access.tokens.all())) == (404, 1)


@pytest.mark.parametrize(
    ("parts", "status", "said"),
    [
        ({"role": "administrator"}, 403, "nicht mehr als das Konto"),
        ({"network": "*"}, 403, "nicht mehr als das Konto"),
        ({"network": "nix"}, 404, "nix"),
        ({"until": "2100-01-01"}, 422, "nicht im nächsten Jahr"),
        ({"until": "31.02."}, 422, "ist kein Tag"),
        ({"purpose": ""}, 422, "Der Zweck muss genannt sein."),
        ({"role": "könig"}, 422, "Rolle: „könig“"),
    ],
)
def test_a_token_that_cannot_be_keeps_what_was_typed(
    me: Browser, parts: dict[str, str], status: int, said: str
) -> None:
    answer = me.send("/konto/schluessel", **{**TOKEN, "purpose": "Abgleich <b>", **parts})
    assert answer.status_code == status
    assert said in answer.text
    assert parts.get("purpose") == "" or "Abgleich &lt;b&gt;" in answer.text
    assert "akn_" not in answer.text


def test_signing_out_everywhere_ends_every_session(town: Town, me: Browser) -> None:
    assert me.account is not None
    elsewhere = town.browser(town.access.accounts.get(me.account.id))
    assert elsewhere.get("/konto").status_code == 200
    assert me.send("/konto/abmelden").headers["location"] == "/anmelden"
    assert (me.get("/konto").status_code, elsewhere.get("/konto").status_code) == (303, 303)
    assert town.notes()[-1] == ("sessions_ended", me.account.id, None, me.account.id)


@pytest.mark.parametrize("address", ["/konto/abmelden", "/konto/schluessel", "/konto/kennwort"])
def test_a_form_without_its_token_is_refused(me: Browser, address: str) -> None:
    answer = me.client.post(address, data=TOKEN, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    assert answer.status_code == 403
    assert me.get("/konto").status_code == 200


def test_without_sign_in_the_page_says_so() -> None:
    with open_town("off") as town:
        page = town.browser().get("/konto").text
    assert "die Anmeldung ist ausgeschaltet" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
