"""Hilfe in a real Chromium: from a figure to its meaning, and from a question to the page that answers it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import inspect

pytestmark = pytest.mark.browser


def test_a_link_beside_a_figure_leads_to_what_it_means(visit: Visit) -> None:
    page = visit.open("/leverkusen/steuerung")
    page.get_by_role("link", name="Was heißt das? (Ebenen der Steuerung)").click()
    expect(page).to_have_url(re.compile("/leverkusen/hilfe#levels$"))
    meaning = page.locator("#levels")
    expect(meaning).to_be_in_viewport()
    expect(meaning).to_contain_text("Was sie nicht sagt")
    expect(meaning.locator("code").first).to_contain_text("level(v)")


def test_a_question_leads_to_its_page_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/leverkusen/hilfe")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Wo finde ich was?")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("table", name="Zehn Fragen").get_by_role("link", name="Felder").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/leverkusen/felder$"))


def test_the_page_is_accessible_in_both_languages_and_fits_its_screen(tour: Visit) -> None:
    inspect(tour, "/leverkusen/hilfe")


def test_everything_is_there_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/leverkusen/hilfe#fit")
    expect(page.locator("#fit")).to_contain_text("Passung")
    expect(page.locator("#fit code").first).to_be_visible()
    context.close()
