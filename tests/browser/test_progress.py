"""Fortschritt in a real Chromium: the bars, the charts, a report made in a form, paper, phone, axe."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graph_service.model.change import ChangeSet
from graph_service.stores import open_store
from tests.api.test_progress import RECORDS
from tests.browser.inspecting import accessible, fits
from tests.builders import small_town
from tests.serving import free_port, wait_for

pytestmark = pytest.mark.browser

PAGE = "/stadt/fortschritt?at=2026-11-23"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service answers with a small town of which something was reported."""
    store = f"sqlite:{tmp_path_factory.mktemp('netz') / 'netz.sqlite'}"
    with closing(open_store(store)) as opened:
        opened.create("stadt", "Stadt")
        opened.commit("stadt", ChangeSet(put=(*small_town(), *RECORDS)), author="Test", reason="Berichte")
    port = free_port()
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port), "--store", store]
    with subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def page(chromium: Browser, town: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE", base_url=town)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def test_bars_and_charts_are_drawn_without_scripts(chromium: Browser, town: str) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=town)
    page = context.new_page()
    page.goto(PAGE)
    bar = page.locator(".status-bar rect").first.bounding_box()
    assert bar is not None
    assert bar["width"] > 20
    expect(page.get_by_role("img", name="Teilnehmende", exact=True)).to_be_visible()
    expect(page.locator("#antwort")).to_contain_text("3 Maßnahmen")
    context.close()


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PAGE)
    fits(page, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in (PAGE, f"{PAGE}&lang=en"):
        page.goto(path)
        accessible(page)


def test_it_prints_on_a4(page: Page, tmp_path: Path) -> None:
    page.goto(PAGE)
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 6


def test_a_report_made_in_the_form_is_on_the_page(page: Page) -> None:
    page.goto("/stadt/massnahmen/m3")
    page.get_by_role("link", name="Bericht hinzufügen").click()
    expect(page.locator('input[name="measure"]').first).to_have_value("Auszugsberatung")
    page.locator('input[name="date"]').fill("15.11.2026")
    page.locator('select[name="status"]').select_option("completed")
    page.locator('[name="done"]').fill("Abschlussbericht liegt vor")
    page.locator('input[name="src"][value="own"]').check()
    page.locator('input[name="src_person"]').fill("Leitung KI")
    page.locator('input[name="src_retrieved"]').fill("23.11.2026")
    page.locator('input[name="author"]').fill("Leitung KI")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#berichte")).to_be_visible()
    expect(page.locator(".reports")).to_contain_text("Abschlussbericht liegt vor")
