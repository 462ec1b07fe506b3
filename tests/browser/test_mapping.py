"""The columns of a list of one's own in a real Chromium: mapped and checked by keyboard alone, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible

pytestmark = pytest.mark.browser

LIST = "\n".join(
    (
        "Träger;Angebot;Handlungsfeld;Zielgruppe;Besonderes",
        "Verein am Wasserturm;Sprachcafé am Turm;D;Frauen vom Turm;dienstags",
        "Verein am Wasserturm;Elterntreff am Turm;D;Frauen vom Turm;",
    )
).encode()


def choose(page: Page, selector: str, value: str) -> None:
    """Chooses an option with the arrow keys, as a person does who has no mouse."""
    box = page.locator(selector)
    box.focus()
    page.keyboard.press("Home")
    for _ in range(box.locator("option").count()):
        if box.input_value() == value:
            break
        page.keyboard.press("ArrowDown")
    assert box.input_value() == value


@pytest.mark.parametrize("language", ["de", "en"])
def test_columns_are_mapped_by_keyboard_and_axe_finds_nothing(visit: Visit, language: str) -> None:
    page = visit.open(f"/leverkusen/daten?lang={language}")
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST}
    page.locator("input[type=file][name=file]").set_input_files([file])  # type: ignore[list-item]
    page.locator("input[name=author]").focus()
    page.keyboard.type("Koordination")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/zuordnung"), timeout=20_000)
    assert page.locator("html").get_attribute("lang") == language
    accessible(page)
    choose(page, "select[name=as-4]", "ignore")
    choose(page, "select[name=actor_kind]", "association")
    for box in page.locator("input[type=checkbox][name^=add-]").all():
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    page.locator("form.mapping button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Übernehmen" if language == "de" else "Take over")).to_be_visible(
        timeout=20_000
    )
    accessible(page)
    assert page.locator("html").get_attribute("lang") == language
