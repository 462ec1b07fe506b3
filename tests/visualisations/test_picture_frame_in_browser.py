"""The shipped network in frames of every size: numbers, names and dashes that can be read."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from graph_service.operations.picturing import Wish, picture
from graph_service.operations.service import Service
from tests import builders
from visualisations.network_view import draw
from visualisations.page import write_page

pytestmark = pytest.mark.browser

STATE = "window.Netzbild.view"
SIZES = [(1440, 900), (768, 1000), (360, 740)]
VIEWS = ["wheel", "all", "measures", "actors", "coordination", "levels"]
SEEN = """() => {
  const view = Netzbild.view, nodes = Netzbild.labelled(view, view.placement());
  Netzbild.drawMarks(document.createElement('canvas').getContext('2d'), nodes, view.look());
  const boxes = view.placed.map(({ box }) => box);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const far = (node, box) => Math.hypot(node.x - Math.min(Math.max(node.x, box.left), box.right),
    node.y - Math.min(Math.max(node.y, box.top), box.bottom));
  return {
    names: boxes.length,
    unmarked: nodes.filter((node) => node.mark && !node.marked).map(({ id }) => id),
    over_names: boxes.flatMap((one, n) => boxes.slice(n + 1).filter((other) => meet(one, other)))
      .map(({ owner }) => owner),
    over_nodes: nodes.flatMap((node) => boxes.filter((box) => box.owner !== node.id && far(node, box) < node.radius)
      .map(({ owner }) => [owner, node.id])),
    touching: nodes.filter((node, n) => nodes.slice(n + 1).some((other) =>
      Math.hypot(node.x - other.x, node.y - other.y) < node.radius + other.radius)).map(({ id }) => id),
  };
}"""


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def folder(leverkusen: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("frames")
    for view in VIEWS:
        shown = picture(leverkusen, "leverkusen", Wish(view=view), "de", linked=False)
        (made / f"{view}.html").write_text(write_page(shown, title=view, date=date(2024, 5, 17)), encoding="utf-8")
    return made


def opened(tab: Page, address: str, size: tuple[int, int]) -> Page:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto(address)
    tab.wait_for_selector("figure[data-state=standing]", timeout=20_000)
    return tab


@pytest.mark.parametrize("size", SIZES, ids=[str(width) for width, _ in SIZES])
@pytest.mark.parametrize("view", VIEWS)
def test_every_number_is_written_and_no_name_covers_a_node_or_a_name(
    tab: Page, folder: Path, view: str, size: tuple[int, int]
):
    seen = opened(tab, (folder / f"{view}.html").as_uri(), size).evaluate(SEEN)
    assert seen.pop("names") >= 5
    assert seen == {"unmarked": [], "over_names": [], "over_nodes": [], "touching": []}


@pytest.mark.parametrize("size", SIZES, ids=[str(width) for width, _ in SIZES])
def test_every_field_of_the_wheel_is_named_at_first_sight(tab: Page, folder: Path, size: tuple[int, int]):
    page = opened(tab, (folder / "wheel.html").as_uri(), size)
    without = page.evaluate(
        f"""() => {{ const named = new Set({STATE}.placed.map(({{ node }}) => node.id));
          return {STATE}.data.nodes.filter((node) => node.type === 'field' && !named.has(node.id))
            .map(({{ mark }}) => mark); }}"""
    )
    assert without == []


def test_the_ring_of_the_wheel_takes_two_fifths_of_its_frame(tab: Page, folder: Path):
    page = opened(tab, (folder / "wheel.html").as_uri(), (1440, 900))
    share = page.evaluate(
        f"""() => {{ const xs = {STATE}.visibleNodes().filter((node) => node.type === 'field').map(({{ x }}) => x);
          return (Math.max(...xs) - Math.min(...xs)) * {STATE}.placement().scale / {STATE}.canvas.clientWidth; }}"""
    )
    assert share > 0.4


def test_on_a_phone_the_wheel_is_as_high_as_its_frame_and_all_of_it_is_seen(tab: Page, folder: Path):
    page = opened(tab, (folder / "wheel.html").as_uri(), (360, 740))
    wide, high, all_of_it = page.evaluate(
        f"""() => {{ const at = {STATE}.placement(), spots = {STATE}.visibleNodes();
          const span = (values) => (Math.max(...values) - Math.min(...values)) * at.scale;
          return [span(spots.map(({{ x }}) => x)), span(spots.map(({{ y }}) => y)), {STATE}.showsAll()]; }}"""
    )
    assert all_of_it
    assert wide > 200
    assert high > 400


def test_a_part_of_levels_is_said_to_be_a_part_and_the_whole_is_one_press_away(tab: Page, folder: Path):
    page = opened(tab, (folder / "levels.html").as_uri(), (360, 740))
    assert not page.evaluate(f"{STATE}.showsAll()")
    assert page.locator(".picture-status").inner_text() == "Gezeigt ist ein Ausschnitt. „Ganzes Bild“ zeigt alles."
    page.get_by_role("button", name="Ganzes Bild").click()
    assert page.evaluate(f"{STATE}.showsAll()")


def test_turning_the_phone_gives_the_picture_the_new_shape(tab: Page, folder: Path):
    page = opened(tab, (folder / "all.html").as_uri(), (360, 740))
    upright = page.evaluate(f"{STATE}.stretched.y")
    page.set_viewport_size({"width": 900, "height": 420})
    page.wait_for_timeout(400)
    assert page.evaluate(f"{STATE}.stretched.y") < upright
    assert page.evaluate(f"{STATE}.showsAll()")


def test_dashes_are_as_long_on_the_screen_at_every_zoom(tab: Page, folder: Path):
    page = opened(tab, (folder / "coordination.html").as_uri(), (1440, 900))
    drawn = page.evaluate(
        f"""() => {{ const edge = {STATE}.dashed.find((one) => one.kind === 'lacks_channel' && one.width < 1.6);
          return [1, 0.5, 0.25].map((scale) => {{
            {STATE}.fitShapes(scale);
            const [stroke, gap] = {STATE}.network.body.edges[edge.id].options.dashes;
            return [(stroke + edge.width) * scale, (gap - edge.width) * scale]; }}); }}"""
    )
    assert [[round(length) for length in each] for each in drawn] == [[9, 6]] * 3


def test_nobody_tied_stand_calmly_side_by_side_and_the_page_says_so(tab: Page, tmp_path: Path):
    network = builders.network(*(builders.actor(f"a{n}") for n in range(30)))
    page_file = tmp_path / "untied.html"
    page_file.write_text(
        write_page(draw(network, view="actors"), title="Akteure", date=date(2024, 5, 17)), encoding="utf-8"
    )
    page = opened(tab, page_file.as_uri(), (1440, 900))
    assert page.locator(".picture-summary").inner_text().endswith("zwischen ihnen ist keine Beziehung erfasst.")
    assert "Am stärksten verbunden" not in page.locator("aside").inner_text()
    seen = page.evaluate(SEEN)
    assert seen.pop("names") == 30
    assert not any(seen.values())


def test_a_move_of_a_heavy_picture_touches_no_shape(tab: Page, tmp_path: Path):
    nodes = [*(builders.actor(f"a{n}") for n in range(45)), *(builders.measure(f"m{n}") for n in range(45))]
    ties = [builders.carries(f"a{a}", f"m{m}") for a in range(45) for m in range(45)]
    page_file = tmp_path / "heavy.html"
    made = write_page(draw(builders.network(*nodes, *ties)), title="Groß", date=date(2024, 5, 17))
    page_file.write_text(made, encoding="utf-8")
    page = opened(tab, page_file.as_uri(), (1200, 900))
    page.wait_for_timeout(700)
    fitted = page.evaluate(
        f"""async () => {{
          const real = Netzbild.fitShapes; let calls = 0;
          Netzbild.fitShapes = (...given) => {{ calls += 1; real(...given); }};
          for (let n = 0; n < 8; n += 1) {{
            {STATE}.network.moveTo({{ scale: {STATE}.network.getScale() * 1.02, animation: false }});
            await new Promise((done) => requestAnimationFrame(done));
          }}
          Netzbild.fitShapes = real;
          return calls; }}"""
    )
    assert fitted == 0


def test_the_legend_of_a_page_shows_each_pattern_as_it_is_drawn(tab: Page, folder: Path):
    page = opened(tab, (folder / "wheel.html").as_uri(), (1440, 900))
    drawn = page.evaluate(f"JSON.stringify([...new Set({STATE}.dashed.map((one) => one.base))])")
    assert json.loads(drawn) == ["assigned"]
    swatch = page.locator('button[data-group="basis/assigned"] path')
    assert swatch.get_attribute("stroke-dasharray") == "1.5 3.5"
