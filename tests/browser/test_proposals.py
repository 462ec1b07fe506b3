"""A proposal in two real browsers: the carrier proposes, the coordination takes it, the carrier sees that."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.access.house import GOOD
from tests.browser.inspecting import accessible
from tests.serving import free_port, wait_for

pytestmark = pytest.mark.browser

LIST = "/leverkusen/vorschlaege"
PEOPLE = (("traeger", "Leitung Flüchtlingsrat", "contributor"), ("koordination", "Koordination", "coordinator"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service on which a carrier and a coordinator can sign in."""
    folder = tmp_path_factory.mktemp("vorschlaege")
    port = free_port()
    environment = os.environ | {
        "AKTEURSNETZ_STORE": f"sqlite:{folder / 'netz.sqlite'}",
        "AKTEURSNETZ_SIGN_IN": "on",
    }
    for name, function, role in PEOPLE:
        _account(folder, environment, name, "--function", function, "--role", f"leverkusen:{role}")
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _account(folder: Path, environment: dict[str, str], name: str, *more: str) -> None:
    password = folder / "kennwort"
    password.write_text(GOOD)
    password.chmod(0o600)
    actor = ["--actor", "actor/fr", "--network", "leverkusen"] if name == "traeger" else []
    command = [sys.executable, "-m", "graph_service.cli", "accounts", "add", name, *more, *actor]
    command += ["--password-file", str(password)]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr + made.stdout


@pytest.fixture
def people(chromium: Browser, address: str) -> Iterator[tuple[Page, Page]]:
    """The carrier and the coordinator, each at a machine of their own, signed in."""
    contexts = [chromium.new_context(base_url=address, locale="de-DE") for _ in PEOPLE]
    pages = [_signed_in(context.new_page(), name) for context, (name, _, _) in zip(contexts, PEOPLE, strict=True)]
    yield pages[0], pages[1]
    for context in contexts:
        context.close()


def _signed_in(page: Page, name: str) -> Page:
    page.goto("/anmelden")
    page.locator("input[name=name]").fill(name)
    page.locator("input[type=password]").fill(GOOD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "anmelden" not in url)
    return page


def test_a_carrier_proposes_the_coordination_takes_it_and_the_carrier_sees_it(people: tuple[Page, Page]) -> None:
    carrier, coordinator = people
    carrier.goto("/leverkusen/akteure/fr")
    carrier.get_by_role("link", name="Änderung vorschlagen").click()
    carrier.get_by_label("Name (nötig)").fill("Flüchtlingsrat Leverkusen")
    carrier.get_by_label("eigene Kenntnis").check()
    carrier.get_by_label("Warum?").fill("So heißen wir jetzt")
    accessible(carrier)
    carrier.get_by_role("button", name="Vorschlagen").click()
    expect(carrier.get_by_role("status").filter(has_text="Der Vorschlag ist gesendet")).to_be_visible()

    coordinator.goto("/leverkusen")
    coordinator.get_by_role("link", name="Vorschläge (eine offen)").click()
    accessible(coordinator)
    coordinator.locator("tbody a").first.click()
    expect(coordinator.get_by_role("cell", name="Flüchtlingsrat Leverkusen", exact=True)).to_be_visible()
    accessible(coordinator)
    coordinator.get_by_label("übernehmen").check()
    coordinator.get_by_label("Grund").fill("Steht so im Register")
    coordinator.get_by_role("button", name="Entscheidung speichern").click()
    expect(coordinator.get_by_role("status").filter(has_text="Die Entscheidung ist gespeichert")).to_be_visible()

    carrier.goto(LIST)
    carrier.locator("tbody a").first.click()
    expect(carrier.get_by_text("Übernommen: Steht so im Register")).to_be_visible()
    accessible(carrier)
    carrier.goto("/leverkusen/akteure/fr")
    expect(carrier.get_by_role("heading", level=1)).to_have_text("Flüchtlingsrat Leverkusen")
