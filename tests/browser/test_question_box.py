"""The question box in a real Chromium: suggestions by keyboard and by mouse, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible

pytestmark = pytest.mark.browser


def test_a_suggestion_is_chosen_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/leverkusen/frage")
    box = page.get_by_role("combobox", name="Ihre Frage")
    box.press_sequentially("wer sitzt in steurungs")
    option = page.get_by_role("option")
    expect(option).to_have_text("Wer sitzt in: Steuerungsgruppe Integration?")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    accessible(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/leverkusen/steuerung/stg"))


def test_escape_closes_the_list_and_leaves_what_was_typed(visit: Visit) -> None:
    page = visit.open("/leverkusen/frage")
    box = page.get_by_role("combobox", name="Ihre Frage")
    box.press_sequentially("wer")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("wer")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_suggestion_is_chosen_by_mouse_in_the_head_of_every_page(visit: Visit) -> None:
    page = visit.open("/leverkusen/quellen")
    page.get_by_role("combobox", name="Frage oder Suche").press_sequentially("lücken in feld d")
    page.get_by_role("listbox").get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/leverkusen/abdeckung\?field=D"))


def test_a_misspelt_name_is_offered_back_as_a_question(visit: Visit) -> None:
    page = visit.open("/leverkusen/frage?q=Wer sitzt in der Steurungsgruppe?")
    page.get_by_role("main").get_by_role("link", name="Wer sitzt in: Steuerungsgruppe Integration?").click()
    expect(page).to_have_url(re.compile("/leverkusen/steuerung/stg"))


def test_the_list_fits_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.open("/leverkusen")
    for name in ("Ihre Frage", "Frage oder Suche"):
        page.get_by_role("combobox", name=name).press_sequentially("w")
        expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.keyboard.press("Escape")


def test_without_javascript_a_question_is_asked_all_the_same(chromium: Browser, address: str) -> None:
    page = chromium.new_page(java_script_enabled=False, locale="de-DE")
    page.goto(f"{address}/leverkusen")
    page.get_by_label("Ihre Frage").fill("Was hat sich seit 2020 geändert?")
    page.get_by_role("main").get_by_role("button", name="Fragen").click()
    expect(page).to_have_url(re.compile(r"/leverkusen/aenderungen\?from=2020"))
    page.close()
