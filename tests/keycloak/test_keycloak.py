"""Signing in at a real Keycloak server: in, out, roles of groups, new keys, people who left, and tricks.

All in one file, so that tests that run side by side start one server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser as Chromium

from graph_service.access.assembly import Access
from graph_service.access.audit import Event
from graph_service.access.roles import Role
from graph_service.app import create_app
from graph_service.settings import Settings
from tests.keycloak.people import HERE, PASSWORD, Administrator, Browser
from tests.serving import free_port, wait_for
from tools.keycloak_server import Server

SECRET = "nur-im-test-geheim"
ROLES = "integration-koordination=leverkusen:coordinator; integration-lesen=leverkusen:reader; leitung=*:administrator"


def made(server: Server, folder: Path, secret: str = SECRET, **given: Any) -> FastAPI:
    """The service, at which people sign in with this server's accounts."""
    file = folder / "geheimnis"
    file.write_text(secret)
    provider = {"provider": server.issuer, "provider_client": "akteursnetz", "provider_secret_file": file}
    settings = {"store": "memory:", "sign_in": "on", "address": HERE, "provider_roles": ROLES, **provider, **given}
    return create_app(Settings(**settings))


@contextmanager
def before(service: FastAPI) -> Iterator[Browser]:
    """The service begun anew in this process, and a browser before it."""
    client = TestClient(service, base_url=HERE, follow_redirects=False)
    with client, closing(Browser(client)) as browser:
        yield browser


@contextmanager
def a_service(server: Server, folder: Path, secret: str = SECRET, **given: Any) -> Iterator[Browser]:
    """A service with settings of its own."""
    with before(made(server, folder, secret, **given)) as browser:
        yield browser


@pytest.fixture(scope="module")
def service(keycloak: Server, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The service that most tests need; each of them begins it anew, with an empty store and nobody signed in."""
    return made(keycloak, tmp_path_factory.mktemp("service"))


@pytest.fixture
def browser(service: FastAPI) -> Iterator[Browser]:
    with before(service) as browser:
        yield browser


@pytest.fixture
def administrator(keycloak: Server) -> Iterator[Administrator]:
    with closing(Administrator(keycloak)) as administrator:
        yield administrator


@pytest.fixture
def other(browser: Browser) -> Iterator[Browser]:
    """Another browser before the same service."""
    with closing(Browser(TestClient(browser.service.app, base_url=HERE, follow_redirects=False))) as other:
        yield other


def access(browser: Browser) -> Access:
    found: Access = browser.service.app.state.access  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize(
    ("name", "roles", "function"),
    [
        ("koordination", {"leverkusen": Role.COORDINATOR}, "integration-koordination"),
        ("leserin", {"leverkusen": Role.READER}, "integration-lesen"),
        ("leitung", {"*": Role.ADMINISTRATOR}, "leitung"),
    ],
)
def test_who_signs_in_there_is_signed_in_here_with_the_roles_of_their_groups(
    browser: Browser, name: str, roles: dict[str, Role], function: str
) -> None:
    answer = browser.sign_in(name, "/anmelden/anbieter?next=/leverkusen/felder")
    assert (answer.status_code, answer.headers["location"]) == (303, "/leverkusen/felder")
    assert browser.is_signed_in
    (account,) = access(browser).accounts.all()
    assert (account.roles, account.function) == (roles, function)


def test_roles_of_the_realm_may_count_instead_of_groups(keycloak: Server, tmp_path: Path) -> None:
    given = {"provider_groups_claim": "realm_access.roles", "provider_roles": "netz-administration=*:administrator"}
    service = made(keycloak, tmp_path, **given)
    with before(service) as browser:
        assert browser.sign_in("leitung").status_code == 303
        assert browser.is_signed_in
    with before(service) as browser:
        assert browser.sign_in("koordination").status_code == 401


@pytest.mark.parametrize("name", ["fremd", "ohne"])
def test_who_is_in_no_group_that_counts_stays_out(browser: Browser, name: str) -> None:
    answer = browser.sign_in(name)
    assert answer.status_code == 401
    assert "in keiner Gruppe" in answer.text
    assert access(browser).accounts.all() == ()


def test_no_name_of_a_person_is_kept(browser: Browser) -> None:
    browser.sign_in("koordination")
    registry = access(browser).registry
    kinds = ("account", "login", "session", "provider_pending", "provider_farewell")
    kept = repr([registry.entries(kind) for kind in kinds]) + repr(registry.lines())
    assert "integration-koordination" in kept
    assert not [word for word in ("Ada", "Beispiel", "stadt.example") if word in kept]


def test_signing_out_here_ends_it_there_too(browser: Browser) -> None:
    browser.sign_in("koordination")
    assert browser.log_in(browser.depart(), "koordination").is_redirect  # there, one is known already
    browser.come_back(browser.elsewhere.get(browser.depart()))
    answer = browser.sign_out()
    assert (answer.status_code, answer.headers["location"]) == (302, f"{HERE}/anmelden")
    assert not browser.is_signed_in
    assert "<form" in browser.elsewhere.get(browser.depart()).text


def test_the_same_person_keeps_one_account(browser: Browser) -> None:
    browser.sign_in("koordination")
    browser.sign_out()
    browser.sign_in("koordination")
    (account,) = access(browser).accounts.all()
    noted = [note.event for note in access(browser).audit.notes(newest_first=False) if note.who == account.id]
    assert noted == [Event.ACCOUNT_MADE, Event.SIGNED_IN, Event.SIGNED_OUT, Event.SIGNED_IN]


def test_new_keys_of_the_provider_need_nothing_here(browser: Browser, administrator: Administrator) -> None:
    browser.sign_in("leserin")
    administrator.rotate_keys()
    browser.service.app.state.provider._directory._keys._asked -= 60  # type: ignore[attr-defined]
    browser.elsewhere.cookies.clear()
    assert browser.sign_in("leserin").status_code == 303


def test_who_was_closed_there_does_not_get_in(browser: Browser, administrator: Administrator) -> None:
    administrator.change_user("leserin", enabled=False)
    try:
        refused = browser.log_in(browser.depart(), "leserin")
    finally:
        administrator.change_user("leserin", enabled=True)
    assert refused.status_code == 200  # Keycloak's own page says no and sends nobody back
    assert not browser.is_signed_in


def test_who_left_their_groups_loses_their_session_at_the_next_sign_in(
    browser: Browser, other: Browser, administrator: Administrator
) -> None:
    assert browser.sign_in("gehend").status_code == 303
    (account,) = access(browser).accounts.all()
    administrator.leave_groups("gehend")
    assert other.sign_in("gehend").status_code == 401
    assert access(browser).accounts.get(account.id).roles == {}
    assert not browser.is_signed_in


def test_a_code_opens_the_door_once(browser: Browser) -> None:
    sent = browser.log_in(browser.depart(), "koordination")
    assert browser.come_back(sent).status_code == 303
    browser.service.cookies.delete("akteursnetz")
    assert browser.come_back(sent).status_code == 401
    assert not browser.is_signed_in


def test_a_code_that_was_stolen_on_its_way_opens_nothing_elsewhere(browser: Browser, other: Browser) -> None:
    sent = browser.log_in(browser.depart(), "koordination")
    own = parse_qs(urlsplit(other.depart()).query)["state"][0]
    assert other.come_back(sent).status_code == 401
    stolen = parse_qs(urlsplit(sent.headers["location"]).query)["code"][0]
    answer = other.service.get("/anmelden/zurueck", params={"state": own, "code": stolen, "iss": "x"})
    assert answer.status_code == 401
    answer = other.service.get("/anmelden/zurueck", params={"state": own, "code": stolen})
    assert answer.status_code == 401
    assert not other.is_signed_in


def test_an_answer_with_the_nonce_of_another_sign_in_is_refused(browser: Browser) -> None:
    address = browser.depart()
    forged = re.sub(r"nonce=[0-9a-f]+", f"nonce={'0' * 64}", address)
    assert forged != address
    assert browser.come_back(browser.log_in(forged, "koordination")).status_code == 401
    assert not browser.is_signed_in


def test_a_code_without_its_verifier_is_refused_there(browser: Browser) -> None:
    address = browser.depart()
    forged = re.sub(r"code_challenge=[^&]+", f"code_challenge={'A' * 43}", address)
    assert browser.come_back(browser.log_in(forged, "koordination")).status_code == 401


def test_a_wrong_secret_is_said_and_the_other_door_stays_open(keycloak: Server, tmp_path: Path) -> None:
    with a_service(keycloak, tmp_path, secret="falsch") as browser:
        answer = browser.sign_in("koordination")
        assert answer.status_code == 503
        assert "Zugangsdaten dieses Dienstes" in answer.text
        assert 'type="password"' in answer.text


def test_another_realm_of_the_same_server_is_another_provider(keycloak: Server, tmp_path: Path) -> None:
    for issuer in (f"{keycloak.url}/realms/gibt-es-nicht", f"{keycloak.issuer}/", f"{keycloak.url}/realms/master"):
        with a_service(keycloak, tmp_path, provider=issuer) as browser:
            answer = browser.service.get("/anmelden/anbieter")
            leads = urlsplit(answer.headers.get("location", "")).path
            assert answer.status_code == 503 or leads.startswith("/realms/master/")


@pytest.mark.parametrize("names_itself", [True, False])
def test_who_stops_there_reads_so_but_only_keycloak_itself_can_say_it(
    browser: Browser, keycloak: Server, names_itself: bool
) -> None:
    state = parse_qs(urlsplit(browser.depart()).query)["state"][0]
    iss = {"iss": keycloak.issuer} if names_itself else {}
    answer = browser.service.get("/anmelden/zurueck", params={"state": state, "error": "access_denied", **iss})
    assert answer.status_code == 401
    assert ("abgebrochen" if names_itself else "gehört nicht zu dieser Anmeldung") in answer.text


# In a real browser, at the real service


@pytest.fixture
def address(keycloak: Server, shipped: Path, tmp_path: Path) -> Iterator[str]:
    """Where the service answers as its own process."""
    shutil.copy(shipped, tmp_path)
    port, secret = free_port(), tmp_path / "geheimnis"
    secret.write_text(SECRET)
    settings = {
        "AKTEURSNETZ_SIGN_IN": "on",
        "AKTEURSNETZ_PROVIDER": keycloak.issuer,
        "AKTEURSNETZ_PROVIDER_CLIENT": "akteursnetz",
        "AKTEURSNETZ_PROVIDER_SECRET_FILE": str(secret),
        "AKTEURSNETZ_PROVIDER_ROLES": ROLES,
    }
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port)]
    store = ["--store", f"sqlite:{tmp_path / 'netz.sqlite'}"]
    with subprocess.Popen([*command, *store], env=os.environ | settings, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.browser
def test_in_and_out_in_a_browser_and_back_to_the_page_that_was_asked_for(chromium: Chromium, address: str) -> None:
    context = chromium.new_context(locale="de-DE")
    page = context.new_page()
    page.goto(f"{address}/leverkusen/felder")
    page.get_by_role("link", name="Mit dem Konto der Stadt anmelden").click()
    page.fill("#username", "koordination")
    page.fill("#password", PASSWORD.format(name="koordination"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/leverkusen/felder")
    assert page.get_by_text("integration-koordination").first.is_visible()
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(f"{address}/anmelden")
    page.get_by_role("link", name="Mit dem Konto der Stadt anmelden").click()
    page.wait_for_selector("#password")
    context.close()


def test_a_role_for_a_network_that_is_not_there_stops_the_start(
    keycloak: Server, shipped: Path, tmp_path: Path
) -> None:
    shutil.copy(shipped, tmp_path)
    settings = {
        "AKTEURSNETZ_SIGN_IN": "on",
        "AKTEURSNETZ_PROVIDER": keycloak.issuer,
        "AKTEURSNETZ_PROVIDER_CLIENT": "akteursnetz",
        "AKTEURSNETZ_PROVIDER_ROLES": "a=leverkuse:reader",
    }
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(free_port())]
    store = ["--store", f"sqlite:{tmp_path / 'netz.sqlite'}"]
    done = subprocess.run(
        [*command, *store], check=False, env=os.environ | settings, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert "Ein Netzwerk „leverkuse“ gibt es nicht." in done.stderr
    assert "leverkusen" in done.stderr
    assert "Traceback" not in done.stderr


def test_where_the_provider_is_gone_the_page_says_so_at_once(keycloak: Server, tmp_path: Path) -> None:
    with a_service(keycloak, tmp_path, provider=f"http://127.0.0.1:{free_port()}/realms/stadt") as browser:
        answer: httpx2.Response = browser.service.get("/anmelden/anbieter")  # type: ignore[assignment]
        assert answer.status_code == 503
        assert "nicht erreichbar" in answer.text
