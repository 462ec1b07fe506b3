"""The letters T and B can be switched off, as WCAG 2.1.4 asks; the choice is kept where the browser keeps one."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from graph_service.model.network import Network
from tests import builders
from visualisations.network_view import draw
from visualisations.page import write_page

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.id"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("letters") / "town.html"
    page = write_page(draw(Network("stadt", builders.small_town(), 4)), title="Netz", date=date(2024, 5, 17))
    made.write_text(page, encoding="utf-8")
    return made.as_uri()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context()
    yield made
    made.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("figure[data-state=standing]", timeout=15_000)
    return page


def test_switched_off_the_letters_do_nothing_and_the_words_no_longer_promise_them(
    context: BrowserContext, address: str
):
    page = opened(context, address)
    assert page.locator("[data-act=table]").inner_text() == "Zur Tabelle (T)"
    page.get_by_label("Tasten T und B benutzen").press("Space")
    assert page.locator(".picture-status").inner_text() == "Die Tasten T und B sind ausgeschaltet."
    assert page.locator("[data-act=table]").inner_text() == "Zur Tabelle"
    assert page.locator(".picture-return a").inner_text() == "Zum Bild"
    page.locator(".picture-canvas").focus()
    page.keyboard.press("t")
    assert page.evaluate(FOCUSED) != "tabelle"
    page.locator("[data-act=table]").click()
    assert page.evaluate(FOCUSED) == "tabelle"
    page.keyboard.press("b")
    assert page.evaluate(FOCUSED) == "tabelle"


def test_the_choice_is_kept_and_can_be_taken_back(context: BrowserContext, address: str):
    opened(context, address).get_by_label("Tasten T und B benutzen").uncheck()
    page = opened(context, address)
    box = page.get_by_label("Tasten T und B benutzen")
    assert not box.is_checked()
    box.check()
    page.locator(".picture-canvas").focus()
    page.keyboard.press("t")
    assert page.evaluate(FOCUSED) == "tabelle"


def test_where_a_browser_keeps_nothing_the_switch_holds_for_the_page(context: BrowserContext, address: str):
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page = opened(context, address)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.get_by_label("Tasten T und B benutzen").uncheck()
    page.locator(".picture-canvas").focus()
    page.keyboard.press("t")
    assert page.evaluate(FOCUSED) != "tabelle"
    assert errors == []
