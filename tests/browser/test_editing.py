"""Editing in real browsers: mouse, keyboard alone, two people at once, accessible, on a phone, without scripts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.inspecting import accessible, inspect, unfold
from tests.serving import free_port, wait_for

pytestmark = pytest.mark.browser

ACTOR = "/leverkusen/akteure/fr"
PAGES = (
    "/leverkusen/neu/actor",
    "/leverkusen/neu/measure",
    "/leverkusen/neu/document",
    "/leverkusen/neu/target_group",
    "/leverkusen/bearbeiten/measure/m04",
    "/leverkusen/bearbeiten/actor/ki",
    "/leverkusen/bearbeiten/actor/ki?only=sources",
    "/leverkusen/beziehung/actor/ki",
    "/leverkusen/beziehung/actor/ki?way=member_of-to",
    "/leverkusen/beenden/measure/m04",
    "/leverkusen/entfernen/actor/ki",
    "/leverkusen/dasselbe/actor/ki",
    "/leverkusen/abdeckung/erfassen/naechste",
    "/leverkusen/gemeinsam/actor",
    "/leverkusen/revisionen/1",
    "/leverkusen/eintraege",
    "/leverkusen/eintrag/target_group/alle",
    "/leverkusen/akteure",
    ACTOR,
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service of its own with the shipped network, as these tests write into it."""
    store = tmp_path_factory.mktemp("bearbeiten") / "netz.sqlite"
    port = free_port()
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port), "--store", f"sqlite:{store}"]
    with subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def other(chromium: Browser, address: str) -> Iterator[Page]:
    """A second person at another machine."""
    context = chromium.new_context(base_url=address, locale="de-DE")
    yield context.new_page()
    context.close()


def sign(page: Page, author: str = "Koordination") -> None:
    """Says where it comes from and who changes it."""
    page.get_by_label("eigene Kenntnis").check()
    page.get_by_label("Wer ändert?").fill(author)


def saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text="Gespeichert als Revision")).to_be_visible()


def test_a_coordinator_makes_an_actor_and_is_shown_what_there_is_already(visit: Visit) -> None:
    page = visit.open("/leverkusen/akteure")
    page.get_by_role("link", name="Neu anlegen").click()
    page.get_by_label("Name (nötig)").press_sequentially("Flüchtlingsra")
    near = page.get_by_role("status").filter(has_text="Vielleicht schon erfasst")
    # The first question to the API waits for its description, which takes seconds on a busy machine.
    expect(near.get_by_role("link", name=re.compile("Flüchtlingsrat"))).to_be_visible(timeout=30_000)
    page.get_by_label("Name (nötig)").fill("Nachbarschaftstreff Sonnenhof")
    page.get_by_label("Art (nötig)").select_option("Initiative")
    sign(page)
    page.get_by_role("button", name="Speichern").click()
    saved(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nachbarschaftstreff Sonnenhof")
    expect(page.get_by_role("region", name="Verlauf")).to_contain_text("hat die Koordination")


def test_a_measure_is_changed_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/leverkusen/bearbeiten/measure/m05")
    reach(page, "name")
    page.keyboard.press("End")
    page.keyboard.type(" (neu)")
    reach(page, "start")
    page.keyboard.type("2019")
    reach(page, "src")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("eigene Kenntnis")).to_be_checked()
    reach(page, "author")
    page.keyboard.type("Koordination")
    page.keyboard.press("Enter")
    saved(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("(neu)")


def reach(page: Page, name: str) -> None:
    """Goes on to a part of the form as the keyboard does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached")


def test_what_is_wrong_is_told_where_the_focus_is_and_the_text_stays(visit: Visit) -> None:
    visit.page.on("console", lambda _: visit.complaints.clear())  # the form is answered with 422
    page = visit.open("/leverkusen/neu/measure")
    page.get_by_label("Titel (nötig)").fill("Lesepaten im Park")
    page.get_by_label("Beginn", exact=True).fill("irgendwann")
    page.get_by_role("button", name="Speichern").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Beginn", exact=True)).to_have_value("irgendwann")
    expect(page.get_by_label("Beginn", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Beginn", exact=True)).to_have_accessible_description(re.compile("kein Datum"))
    summary.get_by_role("link", name="Beginn").click()
    expect(page.get_by_label("Beginn", exact=True)).to_be_focused()
    accessible(page)


def test_two_people_on_one_record_choose_between_both_versions(visit: Visit, other: Page) -> None:
    visit.page.on("console", lambda _: visit.complaints.clear())  # a conflict is answered with 412
    page = visit.open("/leverkusen/bearbeiten/actor/awo")
    other.goto("/leverkusen/bearbeiten/actor/awo")
    other.get_by_label("Name (nötig)").fill("AWO der anderen")
    sign(other, "Andere")
    other.get_by_role("button", name="Speichern").click()
    saved(other)
    page.get_by_label("Name (nötig)").fill("AWO von hier")
    page.get_by_label("Website").fill("https://awo.example")
    sign(page)
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zwei Fassungen")
    expect(page.get_by_role("alert")).to_be_focused()
    accessible(page)
    page.get_by_label("Ihre Fassung").check()
    page.get_by_role("button", name="So speichern").click()
    saved(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("AWO von hier")
    other.goto("/leverkusen/akteure/awo")
    other.get_by_role("link", name=re.compile("ansehen oder zurücknehmen")).first.click()
    other.get_by_label("Wer ändert?").fill("Andere")
    other.get_by_role("button", name="Ganze Revision zurücknehmen").click()
    saved(other)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("AWO der anderen")


def test_rows_are_picked_and_given_a_value_together(visit: Visit) -> None:
    page = visit.open("/leverkusen/akteure?filter=moschee")
    page.get_by_role("button", name="Alle gezeigten ankreuzen").click()
    expect(page.get_by_text("2 angekreuzt")).to_be_visible()
    page.get_by_label("Den angekreuzten Zeilen geben:").select_option("Orte")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("group", name="Orte").get_by_role("checkbox").first.check()
    expect(page.get_by_role("radio", name="diese:")).to_be_checked()
    sign(page)
    page.get_by_role("button", name="Vorschau").click()
    accessible(page)
    page.get_by_role("button", name="Für 2 Einträge speichern").click()
    saved(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Akteure")


def test_one_missing_entry_follows_the_other(visit: Visit) -> None:
    page = visit.open("/leverkusen/abdeckung/erfassen")
    page.get_by_role("link", name="Der Reihe nach erfassen").click()
    first = page.locator("p.lead").inner_text()
    page.get_by_role("link", name="Überspringen").first.click()
    expect(page.locator("p.lead")).not_to_have_text(first)
    for _ in range(40):
        if page.get_by_role("group").get_by_role("radio", name="diese:").count():
            break
        page.get_by_role("link", name="Überspringen").first.click()
    assert page.evaluate("document.activeElement.form?.id") == "formular"
    second = page.locator("p.lead").inner_text()
    page.locator("[data-choice] [type=checkbox]").first.check()
    sign(page)
    page.get_by_role("button", name="Speichern und weiter").click()
    saved(page)
    expect(page.locator("p.lead")).not_to_have_text(second)
    expect(page.get_by_label("Wer ändert?")).to_have_value("Koordination")


def test_ticking_and_typing_keep_unknown_in_step(visit: Visit) -> None:
    page = visit.open("/leverkusen/neu/measure")
    start = page.get_by_label("Beginn", exact=True)
    start.fill("2020")
    page.get_by_label("unbekannt (Beginn)").check()
    expect(start).to_have_value("")
    start.fill("2021")
    expect(page.get_by_label("unbekannt (Beginn)")).not_to_be_checked()
    places = page.get_by_role("group", name="Orte")
    places.get_by_role("checkbox").first.check()
    expect(places.get_by_label("diese:")).to_be_checked()
    places.get_by_label("keine (so erfasst)").check()
    expect(places.get_by_role("checkbox").first).not_to_be_checked()
    page.get_by_role("button", name="Noch eine Zeile").click()
    expect(page.get_by_label("Akteur 3")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_languages_and_fits_its_screen(tour: Visit, path: str) -> None:
    inspect(tour, path, unfold)


@pytest.mark.parametrize("path", ["/leverkusen/neu/measure", "/leverkusen/bearbeiten/actor/ki"])
def test_forms_are_accessible_in_the_dark(visit: Visit, path: str) -> None:
    visit.page.emulate_media(color_scheme="dark")
    accessible(visit.open(path))


def test_a_record_is_made_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=address, locale="de-DE")
    page = context.new_page()
    page.goto("/leverkusen/neu/actor")
    page.get_by_label("Name (nötig)").fill("Flüchtlingsrat Leverkusen")
    page.get_by_label("Art (nötig)").select_option("Verein")
    sign(page)
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Gibt es das schon?")).to_be_visible()
    page.get_by_role("button", name="Trotzdem anlegen").click()
    saved(page)
    context.close()


@pytest.mark.parametrize("path", ["/leverkusen/akteure/awo", "/leverkusen/massnahmen/m04"])
def test_on_a_phone_the_content_of_an_entry_comes_before_what_can_be_done_with_it(visit: Visit, path: str) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.open(path)
    removal = page.get_by_role("link", name="Als Fehler entfernen")
    expect(page.locator("dl.facts")).to_be_in_viewport()
    expect(removal).to_be_hidden()
    page.get_by_text("Eintrag bearbeiten").press("Enter")
    expect(removal).to_be_visible()
    page.set_viewport_size({"width": 1024, "height": 740})
    page.reload()
    expect(removal).to_be_visible()


def test_nothing_to_edit_is_printed(visit: Visit) -> None:
    page = visit.open(ACTOR)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Als Fehler entfernen")).to_be_hidden()
    page.emulate_media(media="screen")
    visit.open("/leverkusen/akteure")
    page.emulate_media(media="print")
    expect(page.locator(".picker").first).to_be_hidden()
