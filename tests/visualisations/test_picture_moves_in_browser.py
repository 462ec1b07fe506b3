"""How a large picture moves, and how fingers move it."""

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
FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def written(folder: Path, network: Network) -> str:
    made = folder / f"{network.id}.html"
    made.write_text(write_page(draw(network), title="Netz", date=date(2024, 5, 17)), encoding="utf-8")
    return made.as_uri()


@pytest.fixture(scope="module")
def large(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    actors = [builders.actor(f"a{n}") for n in range(45)]
    measures = [builders.measure(f"m{n}") for n in range(45)]
    ties = [builders.carries(f"a{a}", f"m{m}") for a in range(45) for m in range(45)]
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(written(tmp_path_factory.mktemp("large"), builders.network(*actors, *measures, *ties)))
    page.wait_for_selector("figure[data-state=standing]", timeout=15_000)
    yield page
    context.close()


def test_a_large_picture_moves_as_a_bitmap_and_is_drawn_anew_at_rest(large: Page):
    large.evaluate(f"{STATE}.version += 1; {STATE}.network.redraw()")
    large.evaluate(f"{STATE}.network.moveTo({{ offset: {{ x: 40, y: 0 }}, animation: false }})")
    large.evaluate(FRAME)
    assert large.evaluate(f"{STATE}.moving.on") is True
    large.wait_for_timeout(400)
    assert large.evaluate(f"{STATE}.moving.on") is False
    assert large.evaluate(f"{STATE}.moving.still.stands({STATE}.placement())") is True


def test_a_choice_in_a_large_picture_is_drawn_at_once(large: Page):
    large.evaluate(f"{STATE}.choose('actor/a7')")
    large.evaluate(FRAME)
    assert large.evaluate(f"{STATE}.moving.still.isCurrent()") is True


@pytest.fixture(scope="module")
def phone(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(written(tmp_path_factory.mktemp("phone"), Network("stadt", builders.small_town(), 4)))
    page.wait_for_selector("figure[data-state=standing]", timeout=15_000)
    yield page
    context.close()


def swipe(page: Page, fingers: int) -> None:
    """Fingers on the picture that go 120 pixels up."""
    page.locator(".picture-canvas").scroll_into_view_if_needed()
    box = page.locator(".picture-canvas").bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    for step in range(7):
        points = [{"x": box["x"] + 100 + 90 * n, "y": box["y"] + 200 - 20 * step, "id": n} for n in range(fingers)]
        kind = "touchMove" if step else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)


def test_one_finger_scrolls_the_page_and_two_move_the_picture(phone: Page):
    place, scrolled = f"{STATE}.placement().y", "window.scrollY"
    phone.locator(".picture-canvas").scroll_into_view_if_needed()
    before = phone.evaluate(place), phone.evaluate(scrolled)
    swipe(phone, 1)
    assert phone.evaluate(place) == before[0]
    assert phone.evaluate(scrolled) > before[1] + 50
    phone.locator(".picture-canvas").scroll_into_view_if_needed()
    there = phone.evaluate(scrolled)
    swipe(phone, 2)
    assert phone.evaluate(place) == pytest.approx(before[0] - 120, abs=25)
    assert phone.evaluate(scrolled) == there


def test_one_finger_moves_the_picture_when_asked_to(phone: Page):
    phone.get_by_role("button", name="Bild bewegen").tap()
    before = phone.evaluate(f"{STATE}.placement().y"), phone.evaluate("window.scrollY")
    swipe(phone, 1)
    assert phone.evaluate(f"{STATE}.placement().y") < before[0] - 50
    phone.get_by_role("button", name="Bild bewegen").tap()


def test_every_button_is_large_enough_for_a_finger_and_the_panel_stands_below(phone: Page):
    phone.evaluate(f"{STATE}.choose('actor/ki')")
    small = phone.evaluate(
        """[...document.querySelectorAll('#picture button')].filter((one) => one.offsetParent)
          .filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.textContent)"""
    )
    assert small == []
    figure, panel = phone.locator("figure").bounding_box(), phone.locator("aside").bounding_box()
    assert figure
    assert panel
    assert panel["y"] >= figure["y"] + figure["height"]
