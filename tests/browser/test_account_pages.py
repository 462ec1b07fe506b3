"""The pages of accounts in a real browser: accessible in both languages, on a phone, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Page, expect

from graph_service.access.accounts import Account
from graph_service.access.roles import EVERY, Role
from graph_service.operations.service import today
from tests.access.house import GOOD
from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible, fits
from tests.serving import free_port, wait_for
from tests.web.house import Town, open_town

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
PAGES = (
    "/konto",
    "/verwaltung",
    "/verwaltung/konten/{account}",
    "/verwaltung/protokoll",
    "/stadt/protokoll",
    "/stadt/links",
    "/stadt/vorschlaege",
    "/stadt/akteure",
)
END = (today() + timedelta(days=30)).isoformat()


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A town in which every kind of entry that the pages list is there."""
    with open_town() as town:
        town.account("traeger", Role.CONTRIBUTOR)
        me = town.signed_in("koordination", Role.COORDINATOR)
        me.send(
            "/konto/schluessel", purpose="Abgleich mit der Fachanwendung", network="stadt", role="reader", until=END
        )
        me.send("/stadt/links", address="/stadt/abdeckung?field=D", purpose="Rat im März", until=END)
        yield town


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    """Where that town is served."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(town.app, port=port, lifespan="off", log_config=None))
    thread = Thread(target=server.run)
    thread.start()
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def administrator(town: Town) -> Account:
    return town.account("leitung", Role.ADMINISTRATOR, EVERY)


@pytest.fixture
def me(tour: Visit, town: Town, administrator: Account) -> Visit:
    """An administrator at a phone, signed in."""
    session = town.access.sessions.open(administrator).id.get_secret_value()
    tour.page.context.add_cookies([{"name": "akteursnetz", "value": session, "url": tour.address}])
    tour.resize(**PHONE)
    return tour


def fits_and_is_clean(page: Page) -> None:
    fits(page, PHONE["width"])
    accessible(page)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_accounts_is_accessible_and_fits_a_phone(
    me: Visit, administrator: Account, path: str, language: str
) -> None:
    page, where = me.page, f"{me.address}{path.format(account=administrator.id)}?lang={language}"
    answer = page.goto(where)
    assert answer
    assert (answer.status, page.url, page.locator("html").get_attribute("lang")) == (200, where, language)
    fits_and_is_clean(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sign_in_page_is_accessible_and_fits_a_phone_before_and_after_a_mistake(
    visit: Visit, language: str
) -> None:
    visit.resize(**PHONE)
    page = visit.open(f"/anmelden?lang={language}")
    fits_and_is_clean(page)
    page.locator("[name=name]").fill("leitung")
    page.locator("[name=password]").fill("falsch")
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    fits_and_is_clean(page)
    visit.complaints.clear()  # the browser notes the status of the refusal


def test_one_signs_in_and_out_with_the_keyboard_alone(visit: Visit, administrator: Account) -> None:
    page = visit.open("/konto")
    keyboard = page.keyboard
    for _ in range(20):
        keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "name":
            break
    keyboard.type("leitung")
    keyboard.press("Tab")
    keyboard.type(GOOD)
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    expect(page.locator("header .session")).to_contain_text(administrator.function)
    page.locator("header .session button").focus()
    keyboard.press("Enter")
    expect(page.get_by_role("link", name="Anmelden")).to_be_visible()


def test_what_was_typed_before_the_session_ended_is_sent_after_signing_in_beside_it(
    tour: Visit, town: Town, address: str
) -> None:
    account = town.account("vertretung", Role.COORDINATOR)
    page, context = tour.page, tour.page.context
    sign_in_at(page, address, account)
    page.goto(f"{address}/stadt/bearbeiten/actor/awo")
    page.fill("#f-website", "https://neu.example")
    page.check("input[name=src][value=own]")
    context.clear_cookies()
    page.click("#formular button[type=submit]")
    with context.expect_page() as beside:
        page.locator("main").get_by_role("link", name="Anmelden").click()
    sign_in_at(beside.value, None, account)
    page.go_back()
    expect(page.locator("#f-website")).to_have_value("https://neu.example")
    page.click("#formular button[type=submit]")
    expect(page.locator("main")).to_contain_text("https://neu.example")
    beside.value.close()
    tour.complaints.clear()  # the browser complains of the refusal that this is about


def sign_in_at(page: Page, address: str | None, account: Account) -> None:
    if address:
        page.goto(f"{address}/anmelden")
    page.fill("#anmelden-name", account.name or "")
    page.fill("input[type=password]", GOOD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
