"""What the picture hides and shows, by address, key and button: one page of the shared Chromium for all of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from graph_service.model.network import Network
from tests import builders
from visualisations.network_view import draw
from visualisations.page import write_page

pytestmark = pytest.mark.browser

STATE = "window.Netzbild.view"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("state") / "town.html"
    page = write_page(draw(Network("stadt", builders.small_town(), 4)), title="Netz", date=date(2024, 5, 17))
    made.write_text(page, encoding="utf-8")
    return made.as_uri()


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def town(tab: Page, file: str) -> Page:
    return opened(tab, file)


def opened(tab: Page, address: str) -> Page:
    tab.goto("about:blank")  # another hash alone would not load the page again
    tab.goto(address)
    tab.wait_for_selector("figure[data-state=standing]", timeout=15_000)
    return tab


def chosen(page: Page) -> str | None:
    found: str | None = page.evaluate(f"{STATE}.chosen")
    return found


def hidden(page: Page) -> list[str]:
    found: list[str] = page.evaluate(f"[...{STATE}.off]")
    return found


def said(page: Page) -> str:
    return page.locator("#picture").get_by_role("status").inner_text()


def test_a_link_shows_what_was_hidden_and_chosen(tab: Page, file: str):
    page = opened(tab, f"{file}#aus=type/measure,actor/fr&wahl=actor/ki")
    assert (hidden(page), chosen(page)) == (["type/measure", "actor/fr"], "actor/ki")
    assert page.locator('button[data-group="type/measure"]').get_attribute("aria-pressed") == "false"
    assert page.evaluate(f"{STATE}.nodes.get('actor/fr').hidden") is True


def test_a_chosen_tie_comes_back_with_its_link(town: Page, file: str):
    town.evaluate(f"{STATE}.chooseTie(0)")
    told = town.locator("aside h3").inner_text()
    page = opened(town, town.url)
    assert page.locator("aside h3").inner_text() == told


def test_back_and_forward_undo_and_redo_what_was_hidden_and_chosen(town: Page):
    town.locator('button[data-group="type/measure"]').click()
    town.wait_for_timeout(200)  # what comes faster is one held key, and one entry
    town.evaluate(f"{STATE}.choose('actor/ki')")
    town.wait_for_function("location.hash.includes('wahl=')")
    town.go_back()
    assert (hidden(town), chosen(town)) == (["type/measure"], None)
    town.go_back()
    assert (hidden(town), chosen(town)) == ([], None)
    town.go_forward()
    town.go_forward()
    assert (hidden(town), chosen(town)) == (["type/measure"], "actor/ki")


def test_a_place_on_the_page_changes_nothing_and_survives_a_reload(town: Page):
    town.evaluate(f"{STATE}.choose('actor/ki')")
    town.locator('nav a[href="#tabelle"]').click()
    assert town.url.endswith("#tabelle")
    assert chosen(town) == "actor/ki"
    town.reload()
    town.wait_for_selector("figure[data-state=standing]")
    assert chosen(town) == "actor/ki"


@pytest.mark.parametrize(
    "words",
    ["aus=actor/niemand", "doch=actor/niemand", "wahl=actor/niemand", "farbe=rot", "wahl=a~b~c", "aus=%E0%A4%A"],
)
def test_what_the_address_names_in_vain_is_said_and_ignored(tab: Page, file: str, words: str):
    page = opened(tab, f"{file}#{words}")
    assert (hidden(page), chosen(page)) == ([], None)
    assert said(page).startswith("Aus der Adresse nicht beachtet")


def test_a_node_is_hidden_by_the_delete_key_and_comes_back_by_ctrl_z(town: Page):
    town.evaluate(f"{STATE}.choose('actor/ki')")
    town.locator(".picture-canvas").focus()
    town.keyboard.press("Delete")
    assert said(town) == "Ausgeblendet: Kommunales Integrationszentrum (KI). 9 von 10 Einträgen sichtbar."
    assert town.evaluate(f"{STATE}.nodes.get('actor/ki').hidden") is True
    town.keyboard.press("Control+z")
    assert hidden(town) == []
    assert said(town).startswith("Wieder eingeblendet: Kommunales Integrationszentrum (KI).")


def test_that_nothing_is_chosen_is_said_once(town: Page):
    canvas = town.locator(".picture-canvas")
    canvas.focus()
    town.keyboard.press("Enter")
    assert said(town) == "Nichts ausgewählt."
    town.keyboard.press("ArrowRight")
    assert said(town) != "Nichts ausgewählt."
    town.keyboard.press("Escape")
    assert said(town) == "Nichts ausgewählt."
    assert town.locator("aside [data-part=head]").get_attribute("aria-live") == "off"


def test_enter_leads_to_a_chosen_tie(town: Page):
    town.evaluate(f"{STATE}.chooseTie(0)")
    town.locator(".picture-canvas").focus()
    town.keyboard.press("Enter")
    assert town.evaluate("document.activeElement.tagName") == "H3"


def test_of_many_ties_the_first_fifty_are_shown_and_a_button_shows_all(tab: Page, tmp_path: Path):
    local = [f"m{n}" for n in range(60)]
    records = (builders.actor("a"), *map(builders.measure, local), *(builders.carries("a", one) for one in local))
    page = write_page(draw(builders.network(*records)), title="Netz", date=date(2024, 5, 17))
    (tmp_path / "many.html").write_text(page, encoding="utf-8")
    many = opened(tab, (tmp_path / "many.html").as_uri())
    many.evaluate(f"{STATE}.choose('actor/a')")
    ties = many.locator("aside [data-part=body] ul > li")
    assert ties.count() == 50
    many.get_by_role("button", name="Alle 60 Beziehungen zeigen").click()
    assert ties.count() == 60
    assert many.evaluate("document.activeElement.closest('li') === document.querySelectorAll('aside ul > li')[50]")
    many.evaluate(f"{STATE}.choose('measure/m7')")
    assert ties.count() == 1


def test_a_node_is_hidden_and_shown_again_by_buttons(town: Page):
    town.evaluate(f"{STATE}.choose('actor/ki')")
    town.locator("aside").get_by_role("button", name="Ausblenden").click()
    assert hidden(town) == ["actor/ki"]
    undo = town.get_by_role("button", name="Ausblenden zurücknehmen")
    undo.click()
    assert hidden(town) == []
    assert undo.is_hidden()


def test_the_table_is_one_key_away_and_so_is_the_way_back(town: Page):
    town.locator(".picture-canvas").focus()
    town.keyboard.press("t")
    assert town.evaluate("document.activeElement.id") == "tabelle"
    assert said(town).startswith("In der Tabelle.")
    town.keyboard.press("b")
    assert town.evaluate("document.activeElement.className") == "picture-canvas"
    town.get_by_role("link", name="Zur Tabelle (T)").click()
    assert town.evaluate("document.activeElement.id") == "tabelle"
    town.get_by_role("link", name="Zum Bild (B)").click()
    assert town.evaluate("document.activeElement.className") == "picture-canvas"


def test_a_table_that_is_folded_away_is_unfolded(town: Page):
    town.evaluate(
        """() => { const fold = document.createElement('details'), table = document.getElementById('tabelle');
          table.before(fold); fold.append(table); }"""
    )
    town.locator(".picture-canvas").focus()
    town.keyboard.press("t")
    assert town.locator("#tabelle").is_visible()


def test_names_never_lie_on_another_at_any_zoom_or_place(town: Page):
    for scale, x in ((0.3, 0), (1, 0), (2, 0), (1, 170)):
        town.evaluate(f"{STATE}.network.moveTo({{ scale: {scale}, position: {{ x: {x}, y: {x} }}, animation: false }})")
        town.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        boxes = town.evaluate(f"{STATE}.placed.map(({{ box }}) => [box.left, box.right, box.top, box.bottom])")
        assert boxes
        assert not [
            (one, other)
            for n, one in enumerate(boxes)
            for other in boxes[:n]
            if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
        ]


def test_a_tag_stands_in_the_middle_of_a_line_that_is_long_enough(town: Page):
    town.evaluate(f"{STATE}.tagged = {STATE}.data.edges.map((edge) => Object.assign(edge, {{ tag: '7' }}))")
    town.evaluate(f"{STATE}.network.moveTo({{ scale: 2, animation: false }}); {STATE}.network.redraw()")
    assert town.evaluate(f"{STATE}.tags.map((tag) => tag.words)")
    town.evaluate(f"{STATE}.network.moveTo({{ scale: 0.05, animation: false }}); {STATE}.network.redraw()")
    assert town.evaluate(f"{STATE}.tags.length") == 0
