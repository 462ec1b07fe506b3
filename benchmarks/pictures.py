"""Time to a standing picture in Chromium: our picture against the same graph through plain pyvis with its defaults.

pyvis is given the same nodes and edges with their labels, and its libraries in the page itself, so that neither waits
for a network. It stands when its physics has stabilised; after LIMIT seconds we stop waiting and say so.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from benchmarks._measuring import chromium, get, row, seconds, served
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Document, Measure
from graph_service.model.ties import AnyRecord, Tie
from graph_service.operations.loading import load_shipped
from graph_service.operations.service import Service, today
from graph_service.stores import open_store
from visualisations.network_view import draw
from visualisations.page import write_page
from visualisations.picture import Picture

LIMIT = 120


def main() -> None:
    row("standing picture in Chromium", "akteursnetz", "plain pyvis", "ratio")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for _ in range(2):
            compare(browser, "Leverkusen", draw(leverkusen()), Path(folder))
        compare(browser, "made up", made_up_picture(), Path(folder))
        for _ in range(2):
            served_page(browser, Path(folder) / "netz.sqlite")


def leverkusen() -> Network:
    service = Service(open_store("memory:"))
    load_shipped(service)
    return service.network("leverkusen")


def made_up_picture() -> Picture:
    """2,000 nodes and 10,000 ties, all shown: far above what a page shows at first."""
    network = made_up(400, 1590, 10_000)
    return draw(network, limit=2000)


def made_up(actors: int, measures: int, ties: int) -> Network:
    chance = random.Random(1)
    source = [{"document": "document/d"}]
    records: list[AnyRecord] = [Document(id="document/d", kind="press", name="Made up")]
    records += [_field(number, source) for number in range(10)]
    records += [
        Actor.model_validate({"id": f"actor/a{n}", "kind": "association", "name": f"Verein {n}", "sources": source})
        for n in range(actors)
    ]
    records += [
        Measure.model_validate({"id": f"measure/m{n}", "name": f"Angebot {n}", "sources": source})
        for n in range(measures)
    ]
    found: dict[str, AnyRecord] = {}
    while len(found) < ties:
        who, what = int(chance.paretovariate(0.7)) % actors, chance.randrange(measures)
        tie = {"kind": "carries", "origin": f"actor/a{who}", "target": f"measure/m{what}", "role": "carrier"}
        if chance.random() < measures / ties:
            tie = {"kind": "addresses", "origin": f"measure/m{what}", "target": f"field/F{chance.randrange(10)}"}
        made = Tie.model_validate({**tie, "sources": source})
        found[made.id] = made
    return Network("made-up", [*records, *found.values()])


def _field(number: int, source: list[dict[str, str]]) -> Concept:
    given = {"id": f"field/F{number}", "scheme": "field", "notation": f"F{number}", "name": f"Feld {number}"}
    return Concept.model_validate({**given, "sources": source})


def compare(browser: Browser, name: str, picture: Picture, folder: Path) -> None:
    ours, theirs = folder / "ours.html", folder / "pyvis.html"
    made = seconds(lambda: ours.write_text(write_page(picture, title=name, date=today()), encoding="utf-8"))
    plain(picture, theirs)
    what = f"{name}: {len(picture.nodes)} nodes, {len(picture.edges)} edges"
    mine, other = standing(browser, ours, _OURS), standing(browser, theirs, _PYVIS)
    ratio = f"{other / mine:.0f}x" if mine and other else (f">{LIMIT / mine:.0f}x" if mine else "")
    row(what, _told(mine), _told(other), ratio)
    row("  file size", f"{ours.stat().st_size / 1e6:.2f} MB", f"{theirs.stat().st_size / 1e6:.2f} MB")
    row("  page written in", f"{made * 1e3:.0f} ms")


def _told(time: float | None) -> str:
    return f"{time:.2f} s" if time else f"not in {LIMIT} s"


def plain(picture: Picture, target: Path) -> None:
    from pyvis.network import Network as Plain  # noqa: PLC0415

    graph: Any = Plain(cdn_resources="in_line")
    for node in picture.nodes:
        graph.add_node(node.id, label=node.name)
    for edge in picture.edges:
        graph.add_edge(edge.origin, edge.target)
    target.write_text(graph.generate_html(), encoding="utf-8")


_OURS = "(performance.getEntriesByName('picture-standing')[0] || {startTime: 0}).startTime / 1000"
_PYVIS = "typeof network !== 'undefined' && network.physics && network.physics.stabilized && performance.now() / 1000"


def standing(browser: Browser, file: Path, condition: str) -> float | None:
    """Seconds from the start of loading until the picture stands; None where it does not within LIMIT."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    try:
        page.goto(file.as_uri(), wait_until="commit")
        return stands(page, condition)
    finally:
        page.close()


def stands(page: Page, condition: str) -> float | None:
    """When the condition held; asked from outside, because our pages allow no evaluation of words within."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        try:
            found = page.evaluate(condition)
        except BrowserError:
            found = None
        if found:
            return float(found)
        time.sleep(0.02)
    return None


def served_page(browser: Browser, store: Path) -> None:
    with served(store, 8766) as (address, _):
        get(f"{address}/leverkusen/netz")
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/leverkusen/netz", wait_until="commit")
        stood = stands(page, _OURS)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000")
        row("page /leverkusen/netz: first text; picture stands", f"{paint:.2f}; {_told(stood)}")
        page.close()


if __name__ == "__main__":
    main()
