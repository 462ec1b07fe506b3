"""Overlaps in a real Chromium: found, judged and taken back, by mouse, by keyboard alone and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import inspect, unfold

pytestmark = pytest.mark.browser

OVERLAPS = "/leverkusen/ueberschneidungen"
PAGES = (
    OVERLAPS,
    f"{OVERLAPS}?uncoordinated=true&coverage=0.5&weight=district:0",
    f"{OVERLAPS}?missing=carrier&limit=5",
    "/leverkusen/urteile",
    "/leverkusen/urteile/neu?kind=coordination&first=awo&second=ki",
)


def card(page: Page) -> Locator:
    """The pair of the bicycle workshop and the international café."""
    return page.get_by_role("article").filter(has_text="Fahrradwerkstatt im Familienseminar")


def test_a_coordinator_finds_what_overlaps_uncoordinated_and_decides(visit: Visit) -> None:
    page = visit.open("/leverkusen")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Überschneidungen").click()
    page.get_by_role("link", name="Ohne erfasste Abstimmung", exact=True).click()
    expect(page.locator("#antwort")).to_contain_text("ohne dass ein Weg der Abstimmung erfasst ist")
    page.locator("select[name=district]").select_option(label="Opladen")
    page.get_by_role("button", name="Anwenden").click()
    expect(card(page)).to_contain_text("keine Abstimmung erfasst")
    card(page).locator(".judge > summary").click()
    card(page).get_by_label("verzahnen").check()
    card(page).get_by_label("Funktion oder Stelle").fill("Koordination")
    card(page).get_by_label("Begründung").fill("Gemeinsamer Kalender")
    card(page).get_by_role("button", name="Urteil speichern").click()
    expect(page.locator("p.done")).to_contain_text("Festgehalten: verzahnen (Koordination).")
    expect(page).to_have_url(re.compile(r"\?district=opladen&uncoordinated=true&.*done=judgement"))
    apart = page.get_by_role("region", name=re.compile("Worüber schon geurteilt ist"))
    expect(apart).to_contain_text("Gemeinsamer Kalender")
    apart.get_by_role("link", name=re.compile("Zurücknehmen")).click()
    page.get_by_label("Funktion oder Stelle").fill("Koordination")
    page.get_by_label("Begründung").fill("Nur geprüft")
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.locator("p.done")).to_contain_text("die Frage ist wieder offen")
    expect(card(page)).to_be_visible()


def test_the_same_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open(f"{OVERLAPS}?district=opladen")
    summary = card(page).locator(".judge > summary")
    _tab_to(page, summary)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(card(page).get_by_label("behalten")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Tastatur")
    page.keyboard.press("Tab")
    page.keyboard.type("Beide werden gebraucht")
    _tab_to(page, card(page).get_by_role("button", name="Urteil speichern"))
    page.keyboard.press("Enter")
    expect(page.locator("p.done")).to_contain_text("Festgehalten: behalten (Tastatur).")
    _tab_to(page, page.get_by_role("link", name=re.compile("^Zurücknehmen")))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_label("Funktion oder Stelle"))
    page.keyboard.type("Tastatur")
    page.keyboard.press("Tab")
    page.keyboard.type("Nur geprüft")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("p.done")).to_contain_text("die Frage ist wieder offen")


def _tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(400):
        page.keyboard.press("Tab")
        if wanted.evaluate("node => node === document.activeElement"):
            return
    pytest.fail("not reached by the Tab key")


def test_a_decision_is_given_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/leverkusen/urteile/neu?kind=overlap&first=m34&second=m35&back={OVERLAPS}")
    page.get_by_label("behalten").check()
    page.get_by_label("Funktion oder Stelle").fill("   ")
    page.get_by_label("Begründung").fill("Beide werden gebraucht")
    page.get_by_role("button", name="Urteil speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("wer entschieden hat")
    expect(page.get_by_label("Begründung")).to_have_value("Beide werden gebraucht")
    expect(page.get_by_label("behalten")).to_be_checked()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_languages_and_fits_its_screen(tour: Visit, path: str) -> None:
    inspect(tour, path, unfold)
