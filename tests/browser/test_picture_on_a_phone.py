"""The network page on a phone: the picture comes early, long lists are folded and nothing of them is lost."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

WIDTH, HEIGHT, SCREENS = 360, 740, 8
NET = "/leverkusen/netz"


def phone(visit: Visit, path: str) -> Page:
    visit.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page = visit.open(path)
    visit.wait_for_picture()
    return page


@pytest.mark.parametrize("view", ["all", "wheel", "measures", "actors", "coordination", "levels"])
def test_the_picture_begins_on_the_first_screen_and_the_page_ends_after_eight(visit: Visit, view: str) -> None:
    page = phone(visit, f"{NET}?view={view}")
    box = page.locator(".picture-canvas").bounding_box()
    assert box
    assert box["y"] < HEIGHT
    assert box["height"] > 0.7 * HEIGHT
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * HEIGHT
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH


def test_the_table_begins_with_some_rows_and_a_button_shows_all(visit: Visit) -> None:
    page = phone(visit, f"{NET}?view=wheel")
    rows = page.locator("section[aria-labelledby=tabelle] tbody tr:visible")
    expect(rows).to_have_count(6)
    page.get_by_role("button", name="Alle 104 Zeilen zeigen").click()
    expect(rows).to_have_count(104)
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 7


def test_a_filter_searches_all_rows_of_a_folded_table(visit: Visit) -> None:
    page = phone(visit, f"{NET}?view=wheel")
    page.locator("section[aria-labelledby=tabelle]").get_by_label("Tabelle filtern").fill("flüchtlingsrat")
    expect(page.locator("section[aria-labelledby=tabelle] tbody tr:visible")).to_have_count(1)


def test_a_source_that_an_address_names_is_shown(visit: Visit) -> None:
    page = phone(visit, f"{NET}?view=wheel#quelle-40")
    expect(page.locator("#quelle-40")).to_be_visible()
    page = phone(visit, f"{NET}?view=wheel")
    expect(page.locator("#quelle-40")).to_be_hidden()
    page.get_by_role("button", name=re.compile(r"Alle \d+ Quellen zeigen")).click()
    expect(page.locator("#quelle-40")).to_be_visible()


def test_on_a_wide_screen_nothing_is_folded(visit: Visit) -> None:
    page = visit.open(f"{NET}?view=wheel")
    expect(page.locator("section[aria-labelledby=tabelle] tbody tr:visible")).to_have_count(104)
    expect(page.locator(".unfold-all").first).to_be_hidden()
    expect(page.get_by_label("Stichtag")).to_be_visible()


def test_the_choice_is_folded_and_opens_without_scripts_too(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{NET}")
    expect(page.get_by_label("Stichtag")).to_be_hidden()
    page.get_by_text("Auswahl und Stichtag").click()
    expect(page.get_by_label("Stichtag")).to_be_visible()
    expect(page.locator("section[aria-labelledby=tabelle] tbody tr").last).to_be_visible()
    context.close()
