"""What is hidden is counted above the picture, a narrowed picture keeps its place, and a misspelt name is offered."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from graph_service.model.network import Network
from graph_service.operations.narrowing import Only
from graph_service.operations.picturing import Wish, picture
from graph_service.operations.service import Service
from tests import builders
from visualisations.network_view import draw
from visualisations.page import write_page

pytestmark = pytest.mark.browser

STATE = "window.Netzbild.view"
CAMERA = f"[{STATE}.stretched.x, {STATE}.stretched.y, ...Object.values({STATE}.placement())]"
LONG = "Zivilgesellschaftliches/Bürgerschaftliches Engagement"


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def folder(leverkusen: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("choice")
    narrowed = Wish(only=Only(sectors=frozenset({"education"})))
    for name, wish in (("whole", Wish()), ("narrowed", narrowed)):
        shown = picture(leverkusen, "leverkusen", wish, "de", linked=False)
        (made / f"{name}.html").write_text(write_page(shown, title=name, date=date(2024, 5, 17)), encoding="utf-8")
    town = Network("stadt", [*builders.small_town(), builders.field("F", LONG)], 4)
    page = write_page(draw(town), title="Netz", date=date(2024, 5, 17))
    (made / "town.html").write_text(page, encoding="utf-8")
    return made


def opened(tab: Page, address: str) -> Page:
    tab.goto("about:blank")
    tab.goto(address)
    tab.wait_for_selector("figure[data-state=standing]", timeout=20_000)
    return tab


def test_what_an_address_hides_is_counted_above_the_picture_and_taken_back_there(tab: Page, folder: Path):
    page = opened(tab, (folder / "town.html").as_uri() + "#aus=actor/ki,actor/fg")
    line = page.locator("[data-part=out]")
    assert line.inner_text() == "2 Einträge ausgeblendet"
    assert line.get_attribute("aria-live") == "polite"
    assert page.evaluate(
        "document.querySelector('[data-part=out]').getBoundingClientRect().bottom"
        " <= document.querySelector('.picture-canvas').getBoundingClientRect().top"
    )
    page.get_by_role("button", name="Zurücknehmen", exact=True).click()
    assert line.inner_text() == ""
    assert page.evaluate(f"{STATE}.off.size") == 0


def test_who_is_hidden_is_not_among_the_most_connected(tab: Page, folder: Path):
    page = opened(tab, (folder / "town.html").as_uri())
    listed = page.locator("aside ul")
    assert "Kommunales Integrationszentrum" in listed.inner_text()
    page.evaluate(f"{STATE}.hide('actor/ki')")
    assert "Kommunales Integrationszentrum" not in listed.inner_text()
    page.evaluate(f"{STATE}.showAll()")
    assert "Kommunales Integrationszentrum" in listed.inner_text()


def test_hidden_ties_alone_are_counted_as_ties(tab: Page, folder: Path):
    page = opened(tab, (folder / "town.html").as_uri() + "#aus=tie/member_of")
    assert page.locator("[data-part=out]").inner_text() == "2 Beziehungen ausgeblendet"


@pytest.mark.parametrize("words", ["Flüchtlinksrat", "Moscheferein"])
def test_a_misspelt_name_offers_those_near_it(tab: Page, folder: Path, words: str):
    page = opened(tab, (folder / "town.html").as_uri())
    page.get_by_role("combobox").fill(words)
    offered = page.get_by_role("option").all_inner_texts()
    assert offered[0].endswith("Einträgen dieses Bilds nicht gefunden. Vielleicht gemeint:")
    assert len(offered) == 2
    page.keyboard.press("Enter")
    assert page.evaluate(f"{STATE}.chosen") in {"actor/fr", "actor/moschee"}


def test_karitas_finds_caritas(tab: Page, folder: Path):
    page = opened(tab, (folder / "whole.html").as_uri())
    page.get_by_role("combobox").fill("Karitas")
    assert "Caritas" in page.get_by_role("option").nth(1).inner_text()


def test_a_narrowed_picture_is_seen_from_the_same_place_until_it_is_fitted(tab: Page, folder: Path):
    whole = opened(tab, (folder / "whole.html").as_uri())
    before = whole.evaluate(CAMERA)
    assert whole.get_by_role("button", name="Auswahl einpassen").is_hidden()
    page = opened(tab, (folder / "narrowed.html").as_uri())
    assert page.evaluate(CAMERA) == pytest.approx(before, rel=0.01)
    scale = page.evaluate(f"{STATE}.placement().scale")
    page.get_by_role("button", name="Auswahl einpassen").click()
    assert page.evaluate(f"{STATE}.placement().scale") > scale
    page.get_by_role("button", name="Ganzes Bild").click()
    assert page.evaluate(CAMERA) == pytest.approx(before, rel=0.01)


def test_t_leads_to_the_table_and_from_there_back_to_the_picture(tab: Page, folder: Path):
    page = opened(tab, (folder / "town.html").as_uri())
    page.locator(".picture-canvas").focus()
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.id") == "tabelle"
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.className") == "picture-canvas"


def test_a_long_name_breaks_after_its_slash_and_stays_in_the_panel(tab: Page, folder: Path):
    page = opened(tab, (folder / "town.html").as_uri())
    page.evaluate(f"{STATE}.choose('field/F')")
    assert page.locator("aside h3 wbr").count() == 1
    assert page.locator("aside h3").inner_text() == LONG
    assert page.evaluate(
        "(() => { const a = document.querySelector('aside'); return a.scrollWidth <= a.clientWidth; })()"
    )
