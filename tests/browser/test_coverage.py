"""Where nothing is recorded, and who could act: found by mouse, by keyboard, without scripts, on a phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible, inspect

pytestmark = pytest.mark.browser

PAGES = (
    "/leverkusen/abdeckung",
    "/leverkusen/abdeckung?columns=district&open=district/stadtbezirk-i",
    "/leverkusen/abdeckung?row=field/E&column=target_group/frauen#zelle",
    "/leverkusen/abdeckung/luecken",
    "/leverkusen/abdeckung/erfassen",
    "/leverkusen/felder/E",
)


def expect_the_cell_of_health_for_women(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"row=field%2FE&column=target_group%2Ffrauen#zelle$"))
    expect(page.get_by_role("heading", name="Gesundheit · Frauen")).to_be_in_viewport()
    detail = page.locator(".cell-detail")
    expect(detail).to_contain_text("ist am")
    expect(detail).to_contain_text("keine laufende Maßnahme erfasst")
    who = detail.get_by_role("table", name="Wer könnte hier etwas tun?")
    expect(who.get_by_role("link", name=re.compile("Gesundheitsamt"))).to_be_visible()


def test_a_coordinator_finds_where_nothing_is_recorded_and_who_could_act(visit: Visit) -> None:
    page = visit.open("/leverkusen")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Abdeckung").click()
    expect(page.locator("#antwort")).to_contain_text("Kombinationen aus Handlungsfeld und Zielgruppe")
    page.get_by_role("link", name=re.compile("^Gesundheit, Frauen: keine")).click()
    expect_the_cell_of_health_for_women(page)


def test_the_same_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/leverkusen/abdeckung#tabelle")
    page.get_by_role("group", name="Tabelle der Abdeckung").focus()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith("Gesundheit, Frauen:"):
            break
    page.keyboard.press("Enter")
    expect_the_cell_of_health_for_women(page)
    page.keyboard.press("Tab")
    expect(page.locator(".cell-detail :focus")).to_have_count(1)


def test_narrower_groups_open_and_close_where_they_stand(visit: Visit) -> None:
    page = visit.open("/leverkusen/abdeckung?row=field/E&column=target_group/frauen")
    page.get_by_role("link", name=re.compile("engere.*: Familien")).click()
    expect(page.get_by_role("columnheader", name=re.compile("Eltern"))).to_be_visible()
    expect(page.get_by_role("heading", name="Gesundheit · Frauen")).to_be_visible()
    page.get_by_role("link", name=re.compile("zuklappen.*Familien")).click()
    expect(page.get_by_role("columnheader", name=re.compile("Eltern"))).to_have_count(0)


def test_the_choice_of_a_form_stands_in_the_address(visit: Visit) -> None:
    page = visit.open("/leverkusen/abdeckung")
    page.get_by_role("link", name="Handlungsfelder und Orte").click()
    page.get_by_label("Zielgruppe").select_option(label="Geflüchtete")
    page.get_by_label("nur Belegtes").check()
    page.get_by_role("button", name="Anwenden").click()
    expect(page).to_have_url(re.compile(r"columns=district.*target_group=gefluechtete.*documented=true"))
    expect(page.get_by_role("main")).to_contain_text("Eingeschränkt auf: Geflüchtete.")


def test_what_is_missing_leads_to_the_measure(visit: Visit) -> None:
    page = visit.open("/leverkusen/abdeckung")
    page.get_by_role("link", name="Als Nächstes erfassen").click()
    page.get_by_role("table").get_by_role("link", name="Beratungsstelle des Flüchtlingsrats").first.click()
    expect(page).to_have_url(re.compile("/leverkusen/massnahmen/"))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_languages_and_fits_its_screen(tour: Visit, path: str) -> None:
    inspect(tour, path, widths=(360, 720))


def test_the_dark_table_is_accessible_too(chromium: Browser, address: str) -> None:
    page = chromium.new_page(color_scheme="dark")
    page.goto(f"{address}/leverkusen/abdeckung?row=field/A&column=target_group/gefluechtete&columns=target_group")
    accessible(page)
    page.close()


def test_the_table_works_without_scripts_on_a_phone(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/leverkusen/abdeckung")
    expect(page.locator(".column-name", has_text="Frauen").first).to_be_visible()
    page.get_by_role("link", name=re.compile("^Gesundheit, Frauen: keine")).click()
    expect_the_cell_of_health_for_women(page)
    context.close()
