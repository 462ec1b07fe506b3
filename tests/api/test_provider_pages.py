"""The pages about signing in with an identity provider: there and back, and both doors while it does not answer."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from graph_service.access.provider import Provider
from graph_service.access.roles import Role
from graph_service.app import create_app
from graph_service.model.errors import BadValue
from graph_service.settings import Settings
from tests.access.fake_provider import CLIENT, ISSUER, SECRET, FakeProvider
from tests.access.house import GOOD

HERE = "https://netz.example"
SIGN_OUT = 'action="/abmelden'
SESSION, UNDER_WAY = "__Host-akteursnetz", "__Host-anmeldung"


def settings(tmp_path: Path, **given: Any) -> Settings:
    file = tmp_path / "geheimnis"
    file.write_text(SECRET + "\n")
    provider = {"provider": ISSUER, "provider_client": CLIENT, "provider_secret_file": file}
    roles = {"provider_roles": "integration=stadt:coordinator"}
    return Settings(**{"store": "memory:", "sign_in": "on", "address": HERE, **provider, **roles, **given})


class Town:
    """The service with a provider in memory, and a browser that goes nowhere by itself."""

    def __init__(self, client: TestClient, set_up: Settings) -> None:
        self.client, self.state = client, client.app.state  # type: ignore[attr-defined]
        now = int(time.time())
        self.fake = FakeProvider(claims={"iat": now, "exp": now + 60})
        trust = set_up.trust()
        assert trust is not None
        self.state.provider = Provider(
            trust, self.state.access.registry, self.state.access.accounts, transport=self.fake.transport
        )

    def get(self, address: str) -> httpx2.Response:
        answer: httpx2.Response = self.client.get(address)  # type: ignore[assignment]
        return answer

    def depart(self, query: str = "") -> str:
        answer = self.get(f"/anmelden/anbieter{query}")
        assert answer.status_code == 303
        return str(answer.headers["location"])

    def come_back(self, address: str, **more: str) -> httpx2.Response:
        answer: httpx2.Response = self.client.get(  # type: ignore[assignment]
            "/anmelden/zurueck", params=self.fake.approve(address, **more)
        )
        return answer

    def signed_in(self, query: str = "") -> httpx2.Response:
        return self.come_back(self.depart(query))


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Made once, because its description takes a second; its store begins empty each time."""
    return create_app(settings(tmp_path_factory.mktemp("settings")))


@pytest.fixture
def town(application: FastAPI) -> Iterator[Town]:
    with TestClient(application, base_url=HERE, follow_redirects=False) as client:
        yield Town(client, application.state.settings)


def test_the_page_to_sign_in_has_both_doors(town: Town) -> None:
    page = town.get("/anmelden?next=/stadt").text
    assert 'href="/anmelden/anbieter?next=%2Fstadt"' in page
    assert "Mit dem Konto der Stadt anmelden" in page
    assert 'type="password"' in page


def test_without_a_provider_there_is_one_door(tmp_path: Path) -> None:
    with TestClient(create_app(settings(tmp_path, provider=None)), base_url=HERE) as client:
        assert "Konto der Stadt" not in client.get("/anmelden").text
        assert client.get("/anmelden/anbieter").status_code == 404
        assert client.get("/anmelden/zurueck?state=a&code=b").status_code == 404


def test_the_way_there_and_back_ends_signed_in_on_the_page_that_was_asked_for(town: Town) -> None:
    answer = town.signed_in("?next=/stadt/felder?at=2026-01-01")
    assert (answer.status_code, answer.headers["location"]) == (303, "/stadt/felder?at=2026-01-01")
    (account,) = town.state.access.accounts.all()
    assert account.roles == {"stadt": Role.COORDINATOR}
    assert SIGN_OUT in town.get("/anmelden").text


def test_cookies_are_for_this_site_only_and_the_short_one_is_gone_after_use(town: Town) -> None:
    left = town.get("/anmelden/anbieter").headers["set-cookie"]
    assert left.startswith(f"{UNDER_WAY}=")
    assert all(part in left for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=600"))
    answer = town.signed_in()
    cookies = answer.headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith(SESSION))
    assert all(part in session for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    assert UNDER_WAY not in town.client.cookies


def test_signing_in_gives_a_new_session_and_ends_the_one_before(town: Town) -> None:
    town.signed_in()
    before = town.client.cookies[SESSION]
    town.signed_in()
    after = town.client.cookies[SESSION]
    assert before != after
    assert town.state.access.sessions.find(SecretStr(before)) is None


def test_neither_the_provider_nor_the_way_back_may_be_kept_by_a_browser_or_told_to_others(town: Town) -> None:
    answers = [town.get("/anmelden/anbieter"), town.signed_in(), town.get("/anmelden/zurueck?state=x&code=y")]
    assert all("no-store" in answer.headers["cache-control"] for answer in answers)
    assert {answer.headers["referrer-policy"] for answer in answers} == {"no-referrer"}


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "/%0d%0aSet-Cookie:a=b", "javascript:x"]
)
def test_the_way_back_leads_nowhere_else(town: Town, address: str) -> None:
    answer = town.signed_in(f"?next={address}")
    assert answer.headers["location"] in ("/", "/%0d%0aSet-Cookie:a=b")
    assert "a" not in town.client.cookies


def test_an_answer_that_was_used_opens_nothing_again(town: Town) -> None:
    answer = town.fake.approve(town.depart())
    assert town.client.get("/anmelden/zurueck", params=answer).status_code == 303
    town.client.cookies.delete(SESSION)
    again = town.client.get("/anmelden/zurueck", params=answer)
    assert again.status_code == 401
    assert SESSION not in town.client.cookies
    assert 'type="password"' in again.text


@pytest.mark.parametrize(
    "query", ["", "?state=x", "?state=x&code=y", "?state=x&state=y&code=z", "?error=access_denied"]
)
def test_an_answer_that_nobody_asked_for_is_refused(town: Town, query: str) -> None:
    assert town.get(f"/anmelden/zurueck{query}").status_code == 401


def test_words_of_the_provider_stand_on_no_page(town: Town) -> None:
    answer = town.come_back(town.depart(), error="access_denied", error_description="<script>alert(1)</script>")
    assert answer.status_code == 401
    assert "alert(1)" not in answer.text
    assert "abgebrochen" in answer.text


def test_links_of_a_refusal_do_not_lead_back_to_the_answer(town: Town) -> None:
    page = town.get("/anmelden/zurueck?state=x&code=y").text
    assert 'href="/anmelden?lang=en"' in page
    assert "zurueck" not in page


def test_who_may_nothing_here_is_told_so(town: Town) -> None:
    town.fake.claims["groups"] = ["sport"]
    answer = town.signed_in()
    assert answer.status_code == 401
    assert "in keiner Gruppe, die hier etwas darf" in answer.text


def test_a_closed_account_stays_out(town: Town) -> None:
    town.signed_in()
    (account,) = town.state.access.accounts.all()
    town.state.access.accounts.set_disabled(account.id, True)
    answer = town.signed_in()
    assert answer.status_code == 401
    assert "gesperrt" in answer.text


def test_while_the_provider_is_down_a_page_says_so_and_the_other_door_is_open(town: Town) -> None:
    town.fake.answers["openid-configuration"] = httpx2.Response(503)
    answer = town.get("/anmelden/anbieter?next=/stadt")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert "Identitätsanbieter" in answer.text
    assert 'value="/stadt"' in answer.text
    town.state.access.accounts.make("koordination", "Koordination", SecretStr(GOOD), {"stadt": Role.READER})
    sent = town.client.post(
        "/anmelden", data={"name": "koordination", "password": GOOD}, headers={"sec-fetch-site": "same-origin"}
    )
    assert sent.status_code == 303


def test_a_page_in_english_stays_so_on_the_way_back(town: Town) -> None:
    assert town.signed_in("?lang=en").headers["location"] == "/?lang=en"
    address = town.depart("?lang=en")
    assert 'lang="en"' in town.come_back(address, error="access_denied").text


def sign_out(town: Town) -> httpx2.Response:
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', town.get("/anmelden").text)
    answer: httpx2.Response = town.client.post(  # type: ignore[assignment]
        "/abmelden", data={"csrf": token[1] if token else ""}, headers={"sec-fetch-site": "same-origin"}
    )
    return answer


def test_signing_out_goes_on_to_the_provider(town: Town) -> None:
    town.signed_in()
    page = sign_out(town)
    assert page.status_code == 200
    onward = re.search(r'<meta http-equiv="refresh" content="0;url=([^"]+)"', page.text)
    assert onward is not None
    address = onward[1].replace("&amp;", "&")
    assert address.startswith(f"{ISSUER}/logout?")
    assert dict(parse_qsl(urlsplit(address).query))["post_logout_redirect_uri"] == f"{HERE}/anmelden"
    assert SESSION not in town.client.cookies
    assert SIGN_OUT not in town.get("/anmelden").text


def test_signing_out_works_while_the_provider_is_down(town: Town) -> None:
    town.signed_in()
    town.state.provider._directory._metadata._answer = None
    town.fake.answers["openid-configuration"] = httpx2.Response(503)
    assert sign_out(town).status_code == 303
    assert SESSION not in town.client.cookies


def test_a_provider_is_refused_at_the_start_where_nobody_signs_in_or_its_roles_are_wrong(tmp_path: Path) -> None:
    for given in ({"sign_in": "off"}, {"provider_roles": "a=stadt:chef"}, {"provider": "http://id.example"}):
        with pytest.raises(BadValue) as caught:
            create_app(settings(tmp_path, **given))
        assert str(caught.value).startswith("AKTEURSNETZ_")


def test_a_secret_that_cannot_be_read_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadValue) as caught:
        create_app(settings(tmp_path, provider_secret_file=tmp_path / "nicht-da"))
    assert str(caught.value).startswith("AKTEURSNETZ_PROVIDER_SECRET_FILE: ")
