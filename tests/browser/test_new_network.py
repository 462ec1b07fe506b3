"""A network that begins empty, in a real Chromium: what is wrong is said at its field, then the first page helps."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def faults(page: Page) -> list[tuple[str, str]]:
    return [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("language", "name"), [("de", "neustadt-am-see"), ("en", "neustadt-am-fluss")])
def test_an_id_that_is_taken_is_said_at_its_field_and_mended_there(visit: Visit, language: str, name: str) -> None:
    page = visit.open(f"/leverkusen/daten?lang={language}")
    page.locator("#leer-name").fill("Leverkusen")
    page.locator("#leer-name").press("Enter")
    expect(page.locator("#leer-id")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#leer-id")).to_have_value("leverkusen")
    expect(page.locator("#leer-name")).to_have_value("Leverkusen")
    assert faults(page) == []
    visit.complaints.clear()  # Chromium complains about any answer 409
    page.locator("#leer-id").fill(name)
    page.locator("#leer-id").press("Enter")
    expect(page).to_have_url(f"{visit.address}/{name}{'?lang=en' if language == 'en' else ''}")
    expect(page.locator(f'main a[href^="/{name}/neu/actor"]')).to_be_visible()
    expect(page.locator(f'main a[href^="/{name}/daten"]').first).to_be_visible()
    assert faults(page) == []
