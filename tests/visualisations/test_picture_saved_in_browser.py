"""What a saved picture says when something is hidden, and what its keys do and say: one page for all of it."""

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from graph_service.model.network import Network
from tests import builders
from visualisations.network_view import draw
from visualisations.page import write_page

pytestmark = pytest.mark.browser

STATE = "window.Netzbild.view"
WRITTEN_BY = """(act) => {
  const [pen, sheet, written] = [CanvasRenderingContext2D.prototype, HTMLCanvasElement.prototype, []];
  const [fillText, toBlob] = [pen.fillText, sheet.toBlob];
  pen.fillText = function (words, ...where) { written.push(words); fillText.call(this, words, ...where); };
  sheet.toBlob = () => {};
  if (act === 'png') Netzbild.asPng(Netzbild.view);
  else Netzbild.view.snapshot();
  pen.fillText = fillText;
  sheet.toBlob = toBlob;
  return written;
}"""


@pytest.fixture(scope="module")
def tab(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    made = tmp_path_factory.mktemp("saved") / "town.html"
    picture = draw(Network("stadt", builders.small_town(), 4), view="actors")
    written = write_page(picture, title="Netz", date=date(2024, 5, 17))
    made.write_text(written, encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(made.as_uri())
    page.wait_for_selector("figure[data-state=standing]", timeout=15_000)
    yield page
    context.close()


@pytest.fixture
def town(tab: Page) -> Page:
    """All of the picture in its frame, nothing chosen."""
    tab.evaluate(f"{STATE}.showAll(); {STATE}.choose(null); {STATE}.fit(); document.activeElement.blur()")
    return tab


def png(page: Page) -> str:
    """The words on the sheet: above, in and below the drawing."""
    written: list[str] = page.evaluate(WRITTEN_BY, "png")
    return " ".join(written)


def said(page: Page) -> str:
    return page.locator("#picture").get_by_role("status").inner_text()


def test_a_png_of_the_whole_picture_tells_of_nothing_hidden(town: Page):
    words = png(town)
    assert "Das Bild zeigt 5 Akteure mit 2 Beziehungen." in words
    assert "Ausgeblendet" not in words
    assert "Ohne Beziehung in dieser Ansicht (2): Flüchtlingsrat Leverkusen e.V.; Moscheeverein" in words


def test_a_png_says_what_is_hidden_and_counts_what_is_seen(town: Page):
    town.locator('button[data-group="sector/civil_society"]').click()
    words = png(town)
    assert "Sichtbar sind 3 von 5 Einträgen und 2 von 2 Beziehungen." in words
    assert "Ausgeblendet: Zivilgesellschaft (2 Einträge)." in words
    assert "Akteure (2)" in words
    assert words.count("Zivilgesellschaft") == words.count("Ausgeblendet: Zivilgesellschaft")
    assert "Ohne Beziehung" not in words
    assert "Das Bild zeigt" not in words


def test_a_png_counts_what_was_hidden_one_by_one(town: Page):
    town.evaluate(f"{STATE}.hide('actor/fr')")
    words = png(town)
    assert "Ausgeblendet: 1 einzelner Eintrag (1 Eintrag)." in words
    assert "Ohne Beziehung in dieser Ansicht (1): Moscheeverein" in words


def test_a_png_has_the_heads_of_the_legend_and_whole_sources(town: Page):
    words = png(town)
    assert "Formen Akteure (4) Gremien (1) Farben und Nummern: Bereiche" in words
    assert "[1] Vorlage 1. 1" in words


def test_a_saved_svg_has_the_sources_below_all_else(town: Page):
    saved = town.evaluate(f"Netzbild.svgOf({STATE}, document.querySelector('#picture noscript'))")
    drawing = ElementTree.fromstring(saved)
    lines = [(float(one.get("y", 0)), one.text) for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert lines[-2:] == [(lines[-2][0], "Quellen (1)"), (lines[-1][0], "[1] Vorlage 1. 1")]
    assert max(y for y, _ in lines[:-2]) < lines[-2][0] < lines[-1][0] < float(drawing.attrib["viewBox"].split()[3])


def test_the_svg_button_says_that_it_saves_the_whole_picture_once_something_is_hidden(town: Page):
    button = town.locator("[data-act=svg]")
    assert button.inner_text() == "SVG speichern"
    town.evaluate(f"{STATE}.hide('actor/fr')")
    assert button.inner_text() == "SVG speichern (ganzes Bild)"


def test_t_leads_to_the_table_from_everywhere_on_the_page(town: Page):
    town.keyboard.press("t")
    assert town.evaluate("document.activeElement.id") == "tabelle"


@pytest.mark.parametrize("key", ["Control", "Alt", "Shift"])
def test_t_with_another_key_is_left_to_the_browser(town: Page, key: str):
    prevented = town.evaluate(
        """(key) => !document.body.dispatchEvent(new KeyboardEvent('keydown', {
          key: 't', bubbles: true, cancelable: true,
          ctrlKey: key === 'Control', altKey: key === 'Alt', shiftKey: key === 'Shift' }))""",
        key,
    )
    assert prevented is False


@pytest.mark.parametrize("field", ["input", "select", "textarea", "contenteditable"])
def test_t_is_a_letter_where_somebody_writes(town: Page, field: str):
    town.evaluate(
        """(field) => { const made = document.createElement(field === 'contenteditable' ? 'p' : field);
          made.id = 'field'; if (field === 'contenteditable') made.contentEditable = 'true';
          document.body.append(made); made.focus(); }""",
        field,
    )
    town.keyboard.press("t")
    assert town.evaluate("document.activeElement.id") == "field"
    town.evaluate("document.getElementById('field').remove()")


def test_a_walk_tells_which_neighbour_it_has_come_to_and_only_once(town: Page):
    town.evaluate(f"{STATE}.choose('actor/awo')")
    town.locator(".picture-canvas").focus()
    before = town.get_by_role("application").get_attribute("aria-label")
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        if town.evaluate(f"{STATE}.chosen") == "actor/awo":
            town.keyboard.press(key)
    assert said(town) == (
        "Fachgruppe Integration, Fachgruppe. Nachbar 1 von 1 von Arbeiterwohlfahrt Kreisverband, "
        "verbunden: ist Mitglied in."
    )
    canvas = town.get_by_role("application")
    assert canvas.get_attribute("aria-label") == before
    head = town.locator("aside [data-part=head]")
    assert head.get_attribute("aria-live") == "off"
    canvas.blur()
    assert canvas.get_attribute("aria-label") == "Netzbild: Fachgruppe Integration, Fachgruppe. Beziehungen: 3"
    town.evaluate(f"{STATE}.choose('actor/ki')")
    assert head.get_attribute("aria-live") == "polite"


def test_a_walk_that_begins_tells_where_it_begins(town: Page):
    town.locator(".picture-canvas").focus()
    town.keyboard.press("ArrowRight")
    assert said(town) == "Fachgruppe Integration, Fachgruppe. Beziehungen: 3"


@pytest.mark.parametrize(("radius", "marks"), [(5, ["3", "3", "4"]), (3.5, ["3", "3", "4"]), (1, [])])
def test_a_small_shape_grows_for_its_number_as_long_as_there_is_room(town: Page, radius: float, marks: list[str]):
    town.evaluate(f"{STATE}.network.moveTo({{ scale: {radius} / 14.7, animation: false }})")
    written = town.evaluate(WRITTEN_BY, "print")
    assert sorted(words for words in written if words.isdigit()) == marks
