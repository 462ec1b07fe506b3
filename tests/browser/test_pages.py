"""The main job in a real Chromium: ask, read the sentence, the table and the picture, follow the sources."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import inspect

pytestmark = pytest.mark.browser

PAGES = (
    "/leverkusen",
    "/leverkusen/netz",
    "/leverkusen/netz?view=actors",
    "/leverkusen/netz?node=actor/fr&steps=2",
    "/leverkusen/felder",
    "/leverkusen/felder/D",
    "/leverkusen/felder/H",
    "/leverkusen/akteure",
    "/leverkusen/akteure/ki",
    "/leverkusen/akteure/nasch",
    "/leverkusen/massnahmen",
    "/leverkusen/massnahmen/m04",
    "/leverkusen/quellen",
    "/leverkusen/quellen/vorlage-2017-1900",
    "/leverkusen/suche?q=Moschee",
    "/leverkusen/frage?q=Wetter",
    "/leverkusen/frage",
)


def test_a_coordinator_asks_who_acts_in_field_d(visit: Visit) -> None:
    page = visit.open("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_label("Ihre Frage").fill("Wer handelt in Feld D?")
    page.get_by_role("main").get_by_role("button", name="Fragen").click()
    expect(page).to_have_url(re.compile(r"/leverkusen/felder/D(\?|$)"))
    expect(page.locator("#antwort")).to_contain_text("handeln nach den erfassten Quellen")
    table = page.get_by_role("table", name="Wer handelt in diesem Feld?")
    expect(table.get_by_role("link", name="Flüchtlingsrat Leverkusen e.V.")).to_be_visible()
    visit.wait_for_picture()
    table.get_by_role("link", name="Quelle 1", exact=True).first.click()
    source = page.locator("#quelle-1")
    expect(source).to_be_in_viewport()
    expect(source.locator("a.address")).to_have_attribute("href", re.compile("^https?://"))


def test_the_same_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/leverkusen")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Ihre Frage")).to_be_focused()
    page.keyboard.type("Wer handelt in Feld E?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gesundheit")


def test_questions_are_suggested_while_typing(visit: Visit) -> None:
    page = visit.open("/leverkusen")
    page.get_by_label("Ihre Frage").press_sequentially("wohnen")
    expect(page.get_by_role("option").first).to_have_text(
        "Wer handelt in Feld D (Wohnen und Unterbringung)?", timeout=20_000
    )


def test_a_node_of_the_picture_is_found_and_opens_its_page(visit: Visit) -> None:
    page = visit.open("/leverkusen/netz")
    visit.wait_for_picture()
    page.get_by_role("combobox", name=re.compile("suchen")).fill("Fluchtlingsrat")
    page.keyboard.press("Enter")
    panel = page.locator(".picture-panel")
    expect(panel).to_contain_text("Flüchtlingsrat Leverkusen e.V.")
    panel.get_by_role("link", name=re.compile("Zur Seite")).click()
    expect(page).to_have_url(re.compile("/akteure/fr$"))


def test_tables_sort_by_a_click_on_their_head(visit: Visit) -> None:
    table = visit.open("/leverkusen/akteure").locator("table[data-sortable]")
    head = table.get_by_role("columnheader", name="Maßnahmen")
    for _ in range(2):
        head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(table.locator("tbody tr").first).to_contain_text("Kommunales Integrationszentrum")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_languages_and_fits_its_screen(tour: Visit, path: str) -> None:
    inspect(tour, path, widths=(360, 720))


def test_links_keep_the_language(visit: Visit) -> None:
    page = visit.open("/leverkusen?lang=en")
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Fields").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Housing and accommodation").click()
    expect(page.locator("#antwort")).to_contain_text("In the field of action D")


def test_sentence_and_table_are_there_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/leverkusen/felder/D")
    expect(page.locator("#antwort")).to_contain_text("handeln")
    expect(page.get_by_role("table", name="Wer handelt in diesem Feld?")).to_be_visible()
    expect(page.locator("noscript svg, figure svg").first).to_be_visible()
    context.close()


def test_what_is_not_there_is_said_on_a_page(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{address}/leverkusen/felder/Z")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("alert")).to_contain_text("Erfasst sind: X1")
    page.close()


@pytest.mark.parametrize("narrowed", ["sector=civil_society", "sector=welfare"])
def test_a_filter_moves_no_node_though_it_lets_others_in(visit: Visit, narrowed: str) -> None:
    def places(query: str) -> dict[str, dict[str, float]]:
        page = visit.open(f"/leverkusen/netz?{query}")
        visit.wait_for_picture()
        found: dict[str, dict[str, float]] = page.evaluate("window.Netzbild.view.network.getPositions()")
        return found

    whole, part = places("view=actors"), places(f"view=actors&{narrowed}")
    common = whole.keys() & part.keys()
    assert len(common) > 1
    assert {name: part[name] for name in common} == {name: whole[name] for name in common}
