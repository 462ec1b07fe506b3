"""The pages of Leverkusen in Chromium: weight, time to the table, time to the standing picture; and how it moves.

Compared with what an analyst would hand out instead: plain pyvis of the same graph, one file that holds everything.
A frame is the time between two drawings while the mouse drags the picture or turns its wheel; Chromium draws without
a graphics card here. Where pyvis never stands, it has no frames.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks._measuring import chromium, get, median_and_p95, row, served
from benchmarks.pictures import LIMIT, leverkusen, made_up_picture, plain, stands
from graph_service.operations.service import today
from visualisations.network_view import draw
from visualisations.page import write_page

PAGES = (
    "", "netz", "netz?view=coordination", "felder", "felder/D", "akteure", "akteure/ki", "massnahmen", "massnahmen/m38",
    "abdeckung", "ueberschneidungen", "abstimmung", "steuerung", "fortschritt", "quellen", "hilfe",
)  # fmt: skip
STANDING = "(performance.getEntriesByName('picture-standing')[0] || {startTime: 0}).startTime / 1000"
STEPS = 120
PYVIS = "typeof network !== 'undefined' && network.physics && network.physics.stabilized && performance.now() / 1000"
INTERACTIVE = "performance.getEntriesByType('navigation')[0].domInteractive / 1000"
RECORD = """() => { window.frames_ = []; let last = performance.now();
  const next = (now) => { window.frames_.push(now - last); last = now; requestAnimationFrame(next); };
  requestAnimationFrame(next); }"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for _ in range(2):
            pages(browser, Path(folder))
        for _ in range(2):
            movement(browser, Path(folder))


def pages(browser: Browser, folder: Path) -> None:
    row("page of Leverkusen", "weight", "table after", "picture")
    with served(folder / "netz.sqlite", 8767) as (address, _):
        for path in PAGES:
            get(f"{address}/leverkusen/{path}".rstrip("/"))
            row(f"/{path}", *visit(browser, f"{address}/leverkusen/{path}".rstrip("/")))
    theirs = folder / "pyvis.html"
    plain(draw(leverkusen()), theirs)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(theirs.as_uri(), wait_until="commit")
    row("plain pyvis of the same graph", f"{theirs.stat().st_size / 1e6:.2f} MB", "no table", told(stands(page, PYVIS)))
    page.close()


def visit(browser: Browser, address: str) -> tuple[str, str, str]:
    """What is sent for a page to a browser that was never here, and when its table and its picture are there."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, sent = context.new_page(), [0.0]
    listener = context.new_cdp_session(page)
    listener.send("Network.enable")
    listener.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(address)
    drawn = page.query_selector("#picture figure") is not None
    standing = told(stands(page, STANDING)) if drawn else "none"
    table = float(page.evaluate(INTERACTIVE))
    context.close()
    return f"{sum(sent) / 1e3:.0f} kB", f"{table:.2f} s", standing


def told(time: float | None) -> str:
    return f"{time:.2f} s" if time else f"not in {LIMIT} s"


def movement(browser: Browser, folder: Path) -> None:
    """Frames while a picture is dragged and zoomed: of the shipped network, and of 2,000 nodes with 10,000 ties."""
    row("picture moved in Chromium", "dragged", "zoomed", "frames")
    for name, picture in (("Leverkusen", draw(leverkusen())), ("2,000 nodes, 10,000 ties", made_up_picture())):
        ours, theirs = folder / "ours.html", folder / "pyvis.html"
        ours.write_text(write_page(picture, title=name, date=today()), encoding="utf-8")
        plain(picture, theirs)
        row(f"{name}: akteursnetz", *moved(browser, ours, STANDING))
        row(f"{name}: plain pyvis", *moved(browser, theirs, PYVIS))


def moved(browser: Browser, file: Path, condition: str) -> tuple[str, str, str]:
    """Median and 95th of a hundred of the frames of a drag and of a zoom, and how many there were."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    try:
        page.goto(file.as_uri(), wait_until="commit")
        if stands(page, condition) is None:
            return "never stood", "", ""
        canvas = page.locator("canvas").first
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        if box is None:
            raise SystemExit(f"{file.name}: no canvas")
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        dragged, zoomed = frames(page, lambda: drag(page, middle)), frames(page, lambda: zoom(page, middle))
        return words(dragged), words(zoomed), f"{len(dragged)}/{len(zoomed)}"
    finally:
        page.close()


def frames(page: Page, act: Callable[[], None]) -> list[float]:
    """The milliseconds between two drawings while something is done."""
    page.evaluate(RECORD)
    act()
    return [float(one) for one in page.evaluate("window.frames_.slice(2)")]


def drag(page: Page, middle: tuple[float, float]) -> None:
    x, y = middle
    page.mouse.move(x, y + 200)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + 3 * step % 240, y + 200 - 2 * step % 160)
    page.mouse.up()


def zoom(page: Page, middle: tuple[float, float]) -> None:
    page.mouse.move(*middle)
    page.mouse.click(*middle)
    for step in range(STEPS // 2):
        page.mouse.wheel(0, -60 if step < STEPS // 4 else 60)


def words(samples: list[float]) -> str:
    middle, slow = median_and_p95(samples)
    return f"{middle:.0f} / {slow:.0f} ms"


if __name__ == "__main__":
    main()
