"""The picture in a real Chromium: from a file, and from a server with a strict policy."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from graph_service.model.network import Network
from tests import builders
from tests.visualisations.conftest import Watched
from visualisations.network_view import draw
from visualisations.page import SCRIPTS, STYLES, VIS_SCRIPT, partial, static_folder, vis_folder, write_page

pytestmark = pytest.mark.browser

BAD = "<img src=x onerror=alert(1)><script>alert('x')</script>\"'> " + "sehr lang " * 20
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
STATE = "window.Netzbild.view"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    town = Network("stadt", builders.small_town(), 4)
    odd = builders.network(
        builders.actor("a", BAD, names=(BAD[:200],)), builders.measure("m", BAD), builders.carries("a", "m")
    )
    for name, network in (("town", town), ("odd", odd), ("empty", Network("leer"))):
        page = write_page(draw(network), title=f"Netz {name}", date=date(2024, 5, 17))
        (made / f"{name}.html").write_text(page, encoding="utf-8")
    return made


@pytest.fixture
def town(watched: Watched, folder: Path) -> Iterator[Page]:
    yield watched.open((folder / "town.html").as_uri())
    assert watched.complaints == []
    assert all(address.startswith(("file://", "blob:", "data:")) for address in watched.requests)


def chosen(page: Page) -> str | None:
    found: str | None = page.evaluate(f"{STATE}.chosen")
    return found


def test_it_stands_still_at_once_without_any_request(town: Page, watched: Watched):
    assert len([address for address in watched.requests if not address.startswith(("data:", "blob:"))]) == 1
    assert town.evaluate("performance.getEntriesByName('picture-standing').length") == 1
    before = town.evaluate(f"JSON.stringify({STATE}.network.getPositions())")
    town.wait_for_timeout(300)
    assert town.evaluate(f"JSON.stringify({STATE}.network.getPositions())") == before


@pytest.mark.parametrize("words", ["Fluchtlingsrat", "FLÜCHTLINGSRAT", "fluechtlings", "rat lever"])
def test_search_finds_names_without_umlauts_and_shows_the_facts(town: Page, words: str):
    town.get_by_role("combobox").fill(words)
    assert town.get_by_role("option").first.inner_text().startswith("Flüchtlingsrat Leverkusen e.V.")
    town.keyboard.press("Enter")
    assert chosen(town) == "actor/fr"
    label = "Netzbild: Flüchtlingsrat Leverkusen e.V., Verein der Flüchtlingshilfe. Beziehungen: 1"
    assert town.get_by_role("application").get_attribute("aria-label") == label
    panel = town.locator("aside")
    assert panel.get_by_role("heading", level=3).inner_text() == "Flüchtlingsrat Leverkusen e.V."
    assert "wirkt mit an" in panel.inner_text()
    assert "Wohnraumvermittlung" in panel.inner_text()
    assert "Vorlage 1" in panel.inner_text()


def test_search_finds_other_names_and_says_when_there_is_none(town: Page):
    box = town.get_by_role("combobox")
    box.fill("KI")
    assert town.get_by_role("option").first.inner_text().startswith("Kommunales Integrationszentrum")
    box.fill("Feuerwehr")
    assert town.get_by_role("listbox").inner_text().endswith("Einträgen dieses Bilds nicht gefunden.")
    assert town.get_by_role("status").inner_text().endswith("Einträgen dieses Bilds nicht gefunden.")
    assert box.get_attribute("aria-activedescendant") is None


def test_the_keyboard_walks_from_neighbour_to_neighbour_opens_and_returns(town: Page):
    town.locator(".picture-canvas").focus()
    town.keyboard.press("ArrowRight")
    first = chosen(town)
    assert first
    seen = {first}
    for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"] * 3:
        before = chosen(town)
        town.keyboard.press(key)
        now = chosen(town)
        assert now
        seen.add(now)
        assert before
    assert len(seen) > 2
    town.keyboard.press("Enter")
    assert town.evaluate("document.activeElement.tagName") == "H3"
    town.keyboard.press("Escape")
    assert town.evaluate("document.activeElement.className") == "picture-canvas"
    town.keyboard.press("Escape")
    assert chosen(town) is None
    assert "Nichts ausgewählt" in town.locator("aside").inner_text()


def test_every_node_that_is_tied_can_be_reached_by_arrows(town: Page):
    reached = town.evaluate(
        """() => {
          const view = Netzbild.view, canvas = view.canvas, found = new Set();
          view.choose('actor/ki');
          const open = ['actor/ki'];
          while (open.length) {
            const id = open.pop();
            for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown']) {
              view.choose(id);
              canvas.dispatchEvent(new KeyboardEvent('keydown', { key }));
              if (!found.has(view.chosen)) { found.add(view.chosen); open.push(view.chosen); }
            }
          }
          return found.size;
        }"""
    )
    assert reached >= 9


def test_a_legend_entry_hides_and_shows_what_it_stands_for(town: Page):
    button = town.locator('button[data-group="type/measure"]')
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert town.get_by_role("status").inner_text() == "Ausgeblendet: Maßnahmen. 7 von 10 Einträgen sichtbar."
    hidden = town.evaluate(f"{STATE}.nodes.get({{filter: n => n.hidden}}).map(n => n.id)")
    assert sorted(hidden) == ["measure/m1", "measure/m2", "measure/m3"]
    assert town.evaluate(f"{STATE}.edges.get({{filter: e => !e.hidden}}).length") == 3
    town.get_by_role("button", name="Alle wieder einblenden").click()
    assert button.get_attribute("aria-pressed") == "true"
    assert town.evaluate(f"{STATE}.nodes.get({{filter: n => n.hidden}}).length") == 0


SHOWN = f"{STATE}.data.nodes.filter(n => {STATE}.isShown(n)).map(n => n.id)"


def test_of_a_hidden_group_only_who_is_searched_for_is_shown_and_that_is_said(town: Page):
    button = town.locator('button[data-group="sector/civil_society"]')
    button.click()
    before = set(town.evaluate(SHOWN))
    town.get_by_role("combobox").fill("Moschee")
    town.keyboard.press("Enter")
    assert chosen(town) == "actor/moschee"
    assert set(town.evaluate(SHOWN)) - before == {"actor/moschee"}
    assert button.get_attribute("aria-pressed") == "false"
    assert town.get_by_role("status").inner_text().startswith("Wieder eingeblendet: Moscheeverein.")
    town.get_by_role("button", name="Ausblenden zurücknehmen").click()
    button.click()
    assert set(town.evaluate(SHOWN)) == before


def test_an_address_keeps_who_is_shown_of_a_hidden_group(town: Page):
    town.locator('button[data-group="sector/civil_society"]').click()
    town.evaluate(f"{STATE}.reveal('actor/moschee')")
    shown = town.evaluate(SHOWN)
    town.reload()
    town.wait_for_selector("figure[data-state=standing]", timeout=20_000)
    assert town.evaluate(SHOWN) == shown


def test_the_panel_leads_on_to_neighbours(town: Page):
    town.evaluate(f"{STATE}.choose('actor/fg')")
    town.locator("aside").get_by_role("button", name="Arbeiterwohlfahrt Kreisverband").click()
    assert chosen(town) == "actor/awo"


def test_a_click_on_a_node_and_on_a_tie_tells_about_them(town: Page):
    at = town.evaluate(f"{STATE}.onScreen({STATE}.network.getPosition('field/D'))")
    town.locator(".picture-canvas").click(position=at)
    assert chosen(town) == "field/D"
    town.evaluate(f"{STATE}.chooseTie(0)")
    assert "so angegeben" in town.locator("aside").inner_text()


def test_zoom_buttons_work_and_the_whole_picture_comes_back(town: Page):
    scale = f"{STATE}.network.getScale()"
    before = town.evaluate(scale)
    town.get_by_role("button", name="Vergrößern").click()
    assert town.evaluate(scale) == pytest.approx(before * 1.25)
    town.get_by_role("button", name="Verkleinern").click()
    town.get_by_role("button", name="Verkleinern").click()
    town.get_by_role("button", name="Ganzes Bild").click()
    assert town.evaluate(scale) == pytest.approx(before)


def test_the_picture_can_be_saved_as_png_and_svg(town: Page, tmp_path: Path):
    for button, kind, start in (("PNG speichern", "png", b"\x89PNG"), ("SVG speichern", "svg", b"<svg")):
        with town.expect_download() as waiting:
            town.get_by_role("button", name=button).click()
        target = tmp_path / f"picture.{kind}"
        waiting.value.save_as(target)
        assert waiting.value.suggested_filename == f"stadt-all.{kind}"
        assert target.read_bytes().startswith(start)


def test_names_with_markup_do_nothing(watched: Watched, folder: Path):
    page = watched.open((folder / "odd.html").as_uri())
    page.get_by_role("combobox").fill("onerror")
    page.get_by_role("option").first.click()
    page.wait_for_timeout(200)
    assert page.locator("aside img, aside script, .picture-search img").count() == 0
    assert page.locator("aside").get_by_role("heading", level=3).inner_text().startswith("<img src=x")
    assert watched.complaints == []


def test_an_empty_network_stands_too(watched: Watched, folder: Path):
    page = watched.page
    page.goto((folder / "empty.html").as_uri())
    page.wait_for_timeout(200)
    assert page.locator("#picture").inner_text().startswith("Das Bild ist leer")
    assert watched.complaints == []


@pytest.fixture
def focused(watched: Watched, tmp_path: Path) -> Page:
    picture = draw(Network("stadt", builders.small_town(), 4), view="focus", focus="field/D")
    page_file = tmp_path / "focus.html"
    page_file.write_text(write_page(picture, title="D", date=date(2024, 5, 17)), encoding="utf-8")
    return watched.open(page_file.as_uri())


def test_a_focus_is_told_of_but_nothing_steps_back_on_load(focused: Page):
    assert focused.locator("aside h3").inner_text() == "Wohnen und Unterbringung"
    assert chosen(focused) is None
    assert focused.evaluate(f"{STATE}.nodes.get({{filter: n => n.opacity < 1}}).length") == 0


def test_only_the_canvas_itself_is_a_tab_stop(town: Page):
    assert town.locator(".vis-network").get_attribute("tabindex") == "-1"


def test_who_is_not_drawn_is_chosen_from_the_list_and_found_by_search(watched: Watched, tmp_path: Path):
    page_file = tmp_path / "actors.html"
    picture = draw(Network("stadt", builders.small_town(), 4), view="actors")
    page_file.write_text(write_page(picture, title="Akteure", date=date(2024, 5, 17)), encoding="utf-8")
    page = watched.open(page_file.as_uri())
    page.locator(".picture-alone").get_by_role("button", name="Flüchtlingsrat Leverkusen e.V.").click()
    assert chosen(page) == "actor/fr"
    assert page.evaluate(f"{STATE}.nodes.get({{filter: n => n.opacity < 1}}).length") == 0
    page.get_by_role("combobox").fill("Moschee")
    page.keyboard.press("Enter")
    assert chosen(page) == "actor/moschee"
    assert watched.complaints == []


@pytest.mark.parametrize("width", [360, 1200])
def test_the_whole_picture_is_in_the_frame_on_load_and_after_a_change_of_width(
    watched: Watched, folder: Path, width: int
):
    watched.page.set_viewport_size({"width": 1560 - width, "height": 740})
    page = watched.open((folder / "town.html").as_uri())
    page.set_viewport_size({"width": width, "height": 740})
    page.wait_for_timeout(400)
    out = page.evaluate(
        f"""() => {{ const view = {STATE}, {{ clientWidth, clientHeight }} = view.canvas;
          return view.visibleNodes().map(n => view.onScreen(n))
            .filter(({{ x, y }}) => x < 0 || y < 0 || x > clientWidth || y > clientHeight).length; }}"""
    )
    assert out == 0


def test_a_picture_with_thousands_of_ties_can_be_chosen_filtered_and_saved(watched: Watched, tmp_path: Path):
    actors = [builders.actor(f"a{n}") for n in range(45)]
    measures = [builders.measure(f"m{n}") for n in range(45)]
    ties = [builders.carries(f"a{a}", f"m{m}") for a in range(45) for m in range(45)]
    page_file = tmp_path / "large.html"
    picture = draw(builders.network(*actors, *measures, *ties))
    page_file.write_text(write_page(picture, title="Groß", date=date(2024, 5, 17)), encoding="utf-8")
    page = watched.open(page_file.as_uri())
    assert page.evaluate(f"{STATE}.large") is True
    page.evaluate(f"{STATE}.choose('actor/a7')")
    page.locator('button[data-group="tie/carries"]').click()
    page.emulate_media(color_scheme="dark")
    with page.expect_download():
        page.get_by_role("button", name="PNG speichern").click()
    assert watched.complaints == []


def test_printing_takes_the_picture_along(town: Page):
    town.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert town.locator("canvas.picture-print").count() == 1
    town.emulate_media(media="print")
    assert town.locator("canvas.picture-print").is_visible()
    assert town.locator(".picture-tools").is_hidden()
    town.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert town.locator("canvas.picture-print").count() == 0


def test_the_page_is_as_wide_as_a_phone(watched: Watched, folder: Path):
    watched.page.set_viewport_size({"width": 360, "height": 740})
    page = watched.open((folder / "town.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_dark_colours_follow_the_readers_setting(watched: Watched, folder: Path):
    page = watched.open((folder / "town.html").as_uri())
    page.emulate_media(color_scheme="dark")
    for _ in range(50):  # not wait_for_function: the page's policy forbids what it needs
        if page.evaluate(f"{STATE}.mode") == "dark":
            break
        page.wait_for_timeout(100)
    assert page.evaluate(f"{STATE}.nodes.get('field/D').color.background") == "#dfe9f2"


def test_without_scripts_there_are_picture_tables_and_sources(chromium: Browser, folder: Path):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "town.html").as_uri())
    assert page.locator("figure svg").is_visible()
    assert page.locator(".picture-tools").is_hidden()
    assert page.locator(".picture-canvas").is_hidden()
    assert page.locator(".picture-keys").is_hidden()
    assert page.get_by_role("cell", name="Flüchtlingsrat Leverkusen e.V.").first.is_visible()
    context.close()


def test_axe_finds_nothing(watched: Watched, folder: Path, tmp_path: Path):
    lax = (folder / "town.html").read_text("utf-8").replace("Content-Security-Policy", "X-Off")
    (tmp_path / "town.html").write_text(lax, encoding="utf-8")
    page = watched.open((tmp_path / "town.html").as_uri())
    page.evaluate(f"{STATE}.choose('actor/ki')")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, json.dumps(found.response["violations"], indent=1)[:4000]


@pytest.fixture
def server() -> Iterator[str]:
    """A web page that carries the picture under a policy that allows files of its own origin only."""
    part = partial(draw(Network("stadt", builders.small_town(), 4), view="wheel", href=lambda node: f"/{node}"))
    styles = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in STYLES)
    scripts = "".join(f'<script src="/static/{name}" defer></script>' for name in (VIS_SCRIPT, *SCRIPTS))
    page = f'<!DOCTYPE html><html lang="de"><head><title>Netz</title>{styles}{scripts}</head><body>{part}</body></html>'

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            kind, body = "text/html; charset=utf-8", page.encode()
            if self.path.startswith("/static/"):
                root = vis_folder() if name == VIS_SCRIPT else static_folder()
                kind, body = "text/css" if name.endswith("css") else "text/javascript", (root / name).read_bytes()
            elif self.path == "/favicon.ico":
                kind, body = "image/x-icon", b""
            self.send_response(200)
            for header, value in (("Content-Type", kind), ("Content-Security-Policy", POLICY)):
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests speak for themselves."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}/"
    running.shutdown()
    running.server_close()
    thread.join()


def test_it_runs_under_a_policy_without_inline_script_or_style(watched: Watched, server: str):
    page = watched.open(server)
    page.get_by_role("combobox").fill("Fluchtlingsrat")
    page.keyboard.press("Enter")
    assert chosen(page) == "actor/fr"
    page.locator('button[data-group="tie/acts_in"]').click()
    with page.expect_download():
        page.get_by_role("button", name="PNG speichern").click()
    assert watched.complaints == []
    assert all(address.startswith((server, "blob:")) for address in watched.requests)


def test_enter_leads_to_the_page_of_the_chosen_node(watched: Watched, server: str):
    page = watched.open(server)
    page.get_by_role("combobox").fill("Sprache")
    page.keyboard.press("Enter")
    page.locator(".picture-canvas").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/field/A"
