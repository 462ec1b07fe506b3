"""Daten in a real Chromium: a file is looked at, taken over and taken back, by mouse, by keyboard, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible, fits
from tests.loaders.folders import SMALL
from tests.uploads import zipped

pytestmark = pytest.mark.browser

START = "/leverkusen/daten"
WRONG = SMALL["massnahmen"].replace("m1,Deutschkurs,D", "m1,Deutschkurs,Q7")


def zip_file(**changed: str) -> Any:
    return {"name": "stadt.zip", "mimeType": "application/zip", "buffer": zipped(**changed)}


def check(page: Page, network: str = "leverkusen", **changed: str) -> None:
    page.goto(re.sub(r"(//[^/]+)/.*", rf"\1/{network}/daten", page.url))
    page.get_by_label("Datei oder mehrere Dateien", exact=True).set_input_files([zip_file(**changed)])
    page.get_by_label("Funktion oder Stelle").fill("Koordination")
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.get_by_role("heading", name=re.compile("Probelauf: stadt.zip"))).to_be_visible(timeout=20_000)


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit.open(START)


def test_a_coordinator_looks_at_a_file_takes_it_over_and_takes_it_back(page: Page) -> None:
    expect(page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Daten")).to_be_visible()
    check(page)
    table = page.get_by_role("table", name="Zeile für Zeile")
    expect(table.get_by_role("row", name=re.compile("Tagblatt")).get_by_text("neu")).to_be_visible()
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_role("heading", name="Übernommen: stadt.zip")).to_be_visible(timeout=20_000)
    page.reload()
    expect(page.get_by_role("heading", name="Übernommen: stadt.zip")).to_be_visible()
    page.get_by_role("link", name="Rückgängig machen").click()
    page.get_by_label("Funktion oder Stelle").fill("Rat")
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(page.get_by_role("status").first).to_contain_text("ist zurückgenommen")


def test_the_same_by_keyboard_alone(page: Page) -> None:
    page.get_by_label("Datei oder mehrere Dateien", exact=True).set_input_files([zip_file()])
    page.get_by_label("Funktion oder Stelle").focus()
    page.keyboard.type("Koordination")
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Übernehmen")
    expect(button).to_be_visible(timeout=20_000)
    button.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Übernommen: stadt.zip")).to_be_visible(timeout=20_000)
    link = page.get_by_role("link", name="Rückgängig machen")
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Funktion oder Stelle").focus()
    page.keyboard.type("Rat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("ist zurückgenommen")


def test_a_wrong_word_is_named_with_its_place(page: Page) -> None:
    check(page, massnahmen=WRONG)
    table = page.get_by_role("table", name="Fehler, Warnungen und Hinweise")
    expect(table.get_by_text("Q7").first).to_be_visible()
    expect(page.get_by_role("button", name="Übernehmen")).to_have_count(0)


def shown(page: Page) -> Iterator[str]:
    """Every state of the pages, one after the other."""
    yield "start"
    check(page)
    yield "checked"
    check(page, massnahmen=WRONG)
    yield "refused"
    page.goto(re.sub(r"(//[^/]+)/.*", r"\1/leverkusen/daten/zuruecknehmen/1", page.url))
    yield "undo"
    page.goto(re.sub(r"(//[^/]+)/.*", r"\1/leverkusen/daten/dubletten", page.url))
    yield "duplicates"
    page.goto(re.sub(r"(//[^/]+)/.*", r"\1/neue-stadt/daten", page.url))
    yield "new"


def test_axe_finds_nothing_and_a_phone_shows_everything(visit: Visit) -> None:
    for _ in shown(visit.open(START)):
        for width in (1280, 360):
            visit.resize(width)
            fits(visit.page, width)
            accessible(visit.page)
    assert all("status of 4" in words for words in visit.complaints)
    visit.complaints.clear()  # what is refused and what is not there yet is answered with such a status


def test_it_all_works_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + START)
    check(page)
    expect(page.get_by_role("button", name="Übernehmen")).to_be_visible()
    context.close()
