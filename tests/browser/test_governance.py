"""Steuerung in a real Chromium: who sits in a body, who stands above it, which way a paper takes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import inspect

pytestmark = pytest.mark.browser

PAGES = (
    "/leverkusen/steuerung",
    "/leverkusen/steuerung?at=2017-11-20",
    "/leverkusen/steuerung/ctrl",
    "/leverkusen/steuerung/rat",
    "/leverkusen/steuerung/kog",
)


def test_a_coordinator_finds_who_sits_in_the_monitoring_group_and_on_whose_word(visit: Visit) -> None:
    page = visit.open("/leverkusen")
    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Steuerung").click()
    expect(page.locator("#antwort")).to_contain_text("12 Gremien erfasst")
    table = page.get_by_role("table", name="Gremien mit Mitgliedern")
    table.get_by_role("link", name="Controllinggruppe Integrationskonzept").click()
    expect(page.locator("#antwort")).to_contain_text("6 Akteure: Arbeiterwohlfahrt")
    seats = page.get_by_role("table", name="Wer sitzt darin?")
    expect(seats.get_by_role("link", name="Flüchtlingsrat Leverkusen e.V.")).to_be_visible()
    seats.get_by_role("link", name="Quelle 1", exact=True).first.click()
    expect(page.locator("#quelle-1")).to_be_in_viewport()
    visit.wait_for_picture()


def test_the_same_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/leverkusen/steuerung")
    visit.wait_for_picture()
    page.get_by_role("link", name="Wer sitzt wo?").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#gremien")).to_be_in_viewport()
    members = page.locator("details", has_text="6 Mitglieder")
    members.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(members.get_by_role("link", name=re.compile("Arbeiterwohlfahrt"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/akteure/awo$"))


def test_the_way_of_the_paper_stands_in_order_and_a_day_shows_what_lies_ahead(visit: Visit) -> None:
    page = visit.open("/leverkusen/steuerung")
    stations = page.locator(".paper > .way > li")
    expect(stations).to_have_count(9)
    expect(stations.first).to_contain_text("14. November 2017")
    expect(stations.last).to_contain_text("Beschluss")
    page.get_by_label("Stichtag").fill("2017-11-20")
    page.get_by_role("button", name="Anwenden").click()
    expect(page).to_have_url(re.compile("at=2017-11-20"))
    expect(page.locator(".way-ahead")).to_have_count(5)


def test_a_body_of_the_past_leads_to_its_time(visit: Visit) -> None:
    page = visit.open("/leverkusen/steuerung/stg")
    expect(page.locator("#antwort")).to_contain_text("zählt für den")
    page.get_by_role("link", name="An einem Tag ansehen, an dem dieses Gremium zählt").click()
    expect(page).to_have_url(re.compile(r"/steuerung/stg\?at=2017-12-31$"))
    expect(page.locator("#antwort")).to_contain_text("kein Mitglied erfasst")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_languages_and_fits_its_screen(tour: Visit, path: str) -> None:
    inspect(tour, path, Visit.wait_for_picture)


def test_levels_table_and_way_are_there_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/leverkusen/steuerung")
    expect(page.locator(".levels .levels").first).to_contain_text("Schulausschuss")
    expect(page.locator("noscript svg, figure svg").first).to_be_visible()
    page.locator("summary", has_text="6 Mitglieder").click()
    expect(page.get_by_role("table").get_by_role("link", name=re.compile("Arbeiterwohlfahrt"))).to_be_visible()
    context.close()
