"""Whom to invite, what if one stops, how two are connected, what changed: by mouse, by keyboard, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import inspect, unfold

pytestmark = pytest.mark.browser

PAGES = (
    "/leverkusen/abstimmung",
    "/leverkusen/abstimmung?actor=ki&level=cell&over=2018-01-01",
    "/leverkusen/abstimmung/was-waere-wenn",
    "/leverkusen/abstimmung/was-waere-wenn?without=ki&without=Café+Welt",
    "/leverkusen/abstimmung/was-waere-wenn?without=Carritas",
    "/leverkusen/abstimmung/weg?from=awo&to=ki",
    "/leverkusen/aenderungen?from=2015&to=2018",
    "/leverkusen/aenderungen?from_revision=1",
)


def test_a_coordinator_finds_whom_to_invite_and_takes_the_list_along(visit: Visit) -> None:
    page = visit.open("/leverkusen")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Abstimmung").click()
    page.get_by_role("link", name=re.compile("^Wen einladen")).click()
    table = page.get_by_role("table", name=re.compile("Ein neuer runder Tisch"))
    expect(table.get_by_role("rowheader").first).to_be_in_viewport()
    for row in table.get_by_role("row").all()[1:]:
        expect(row).to_contain_text("erreichen dieselben Menschen")
    page.get_by_role("button", name="Kopieren").click()
    expect(page.get_by_role("status").filter(has_text="Kopiert")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Als Textdatei").click()
    assert download.value.suggested_filename == "einladungsliste.txt"


def test_what_if_is_asked_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/leverkusen/abstimmung/was-waere-wenn")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "without":
            break
    page.keyboard.type("Carritas")
    page.keyboard.press("Enter")
    offer = page.get_by_role("alert").get_by_role("link").first
    offer.focus()  # where it stands among the links is not the point
    page.keyboard.press("Enter")
    expect(page.locator("#antwort")).to_contain_text("Ohne Caritasverband")
    expect(page.get_by_role("table", name="Kennzahlen vorher und nachher")).to_be_visible()
    assert [words for words in visit.complaints if "404" not in words] == []
    visit.complaints.clear()  # the name that is not known was answered with 404


def test_how_two_are_connected_is_asked_from_a_pair(visit: Visit) -> None:
    page = visit.open("/leverkusen/abstimmung")
    page.get_by_role("link", name=re.compile("^Wie sind sie verbunden")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie ist wer verbunden?")
    expect(page.locator("#antwort")).to_contain_text("Weg")


def test_what_changed_between_two_years_is_listed(visit: Visit) -> None:
    page = visit.open("/leverkusen/aenderungen")
    page.get_by_label(re.compile("^Von .Jahr")).fill("2015")
    page.get_by_role("button", name="Tage vergleichen").click()
    expect(page.locator("#antwort")).to_contain_text("Maßnahmen dazugekommen")
    expect(page.get_by_role("table", name="Änderungen in Zahlen")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_languages_and_fits_its_screen(tour: Visit, path: str) -> None:
    inspect(tour, path, unfold)
    if "Carritas" in path:
        assert all("404" in words for words in tour.complaints)
        tour.complaints.clear()  # the name that is not known was answered with 404


def test_all_is_there_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/leverkusen/abstimmung/was-waere-wenn")
    page.get_by_label("Akteur oder Maßnahme").fill("Caritas")
    page.get_by_role("button", name="Wegdenken").click()
    expect(page.locator("#antwort")).to_contain_text("Ohne Caritasverband")
    page.goto(f"{address}/leverkusen/abstimmung")
    expect(page.get_by_label("Einladungsliste zum Kopieren")).to_have_value(re.compile("^Einladungsliste"))
    context.close()
