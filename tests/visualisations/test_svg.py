"""The picture as an SVG file: complete, sound, and with nothing cut off or written over the edge."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from graph_service.model.network import Network
from graph_service.operations.picturing import Wish
from graph_service.operations.picturing import picture as of_leverkusen
from graph_service.operations.service import Service
from tests import builders
from visualisations.imprint import Imprint, legend_lines
from visualisations.network_view import draw
from visualisations.picture import LegendEntry, Picture
from visualisations.svg import _Drawing, svg_file, to_svg
from visualisations.typesetting import width_of, wrapped

IMPRINT = Imprint("Stadt: Akteure und Felder", date(2024, 5, 17), date(2020, 1, 31))
WIDE = "WMWMWMWM " * 33
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 7


def town(**more: Any) -> Picture:
    return draw(Network("stadt", builders.small_town(), 4), **more)


def crowded() -> Picture:
    """A picture with everything that is too long for its place."""
    actors = [builders.actor(f"a{n}", name) for n, name in enumerate((WIDE, LONG, "Kurz", WIDE, LONG))]
    ties = [builders.carries(f"a{n}", "m") for n in range(4)]
    picture = draw(builders.network(*actors, builders.measure("m", LONG), *ties))
    legend = tuple(replace(entry, words=f"{WIDE} {LONG}") for entry in picture.legend)
    return replace(picture, legend=legend, notes=(WIDE, LONG), summary=LONG + WIDE)


def spoken(svg: str) -> str:
    return " ".join("".join(part.itertext()) for part in ElementTree.fromstring(svg.encode()).iter() if part.text)


def test_the_file_stands_for_itself() -> None:
    words = svg_file(town(), IMPRINT)
    assert words.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="1200"'
    )
    assert not to_svg(town()).startswith("<?xml")


def test_the_file_says_heading_days_revision_and_sources() -> None:
    words = spoken(svg_file(town(), IMPRINT))
    assert "Stadt: Akteure und Felder" in words
    assert "Angaben: Revision 4, Stand: 31. Januar 2020. Erstellt am 17. Mai 2024." in words
    assert "[1] Vorlage 1" in words


def test_the_file_lists_every_source() -> None:
    documents = [builders.document(f"d{n}", f"Quelle {n}") for n in range(130)]
    actors = [builders.actor(f"a{n}", sources=[{"document": d.id}]) for n, d in enumerate(documents)]
    words = spoken(svg_file(draw(builders.network(*documents, *actors)), IMPRINT))
    assert all(f"] Quelle {n}" in words for n in range(130))


def test_every_node_and_line_of_the_file_names_its_sources() -> None:
    words = spoken(svg_file(town(), IMPRINT))
    assert "Fachgruppe Integration (Fachgruppe) [1]" in words
    assert "Arbeiterwohlfahrt Kreisverband ist Mitglied in Fachgruppe Integration" in words
    assert "(so angegeben) [1]" in words


def test_the_legend_is_said_in_full() -> None:
    long = "trägt Maßnahmen im Feld, die mehrere Jahre und mehrere Träger zusammenfassen"
    picture = town()
    words = spoken(svg_file(replace(picture, legend=(replace(picture.legend[0], words=long),)), IMPRINT))
    assert all(word in words for word in long.split())
    assert "…" not in words


def test_what_the_legend_only_says_in_words_has_no_sign_and_no_number() -> None:
    words = LegendEntry("size/lines", "size", "Linien im Bild", 0)
    only = replace(town(), legend=(words,))
    assert "Größe" in spoken(svg_file(only, IMPRINT))
    assert ">Linien im Bild</text>" in svg_file(only, IMPRINT)
    assert legend_lines(only) == ["Größe: Linien im Bild"]


def test_what_is_directed_has_an_arrow() -> None:
    picture = town()
    drawing = svg_file(picture, IMPRINT).split("<g transform")[1]
    assert 0 < sum(edge.arrow for edge in picture.edges) < len(picture.edges)
    assert drawing.count('<path d="M') == len(picture.drawn) + sum(1 + edge.arrow for edge in picture.edges)


def test_what_is_written_on_a_line_stands_in_the_file() -> None:
    picture = town()
    tagged = replace(picture, edges=(replace(picture.edges[0], tag="17 ×"), *picture.edges[1:]))
    assert ">17 ×</text>" in svg_file(tagged, IMPRINT)


def test_a_long_note_pushes_the_drawing_down() -> None:
    high = [
        float(svg_file(replace(town(), notes=notes), IMPRINT).split('height="')[1].split('"')[0])
        for notes in ((), (LONG * 9,))
    ]
    assert high[1] > high[0] + 60


@pytest.mark.parametrize("words", [WIDE, LONG, "a " * 200, "", "漢字" * 80])
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(words: str) -> None:
    lines = wrapped(words, 20)
    assert max(map(width_of, lines)) <= 20
    assert "".join("".join(lines).split()) == "".join(words.split())


@pytest.fixture(scope="module")
def wheel(leverkusen: Service) -> Picture:
    return of_leverkusen(leverkusen, "leverkusen", Wish(view="wheel"), "de")


def test_no_name_of_the_shipped_wheel_stands_over_a_node_or_another_name(wheel: Picture) -> None:
    drawing = _Drawing.of(wheel)
    assert len(drawing.boxes) > 50
    assert not [pair for pair in combinations(drawing.boxes.values(), 2) if pair[0].overlaps(pair[1])]
    for box in drawing.boxes.values():
        for node, (x, y) in drawing.at.items():
            nearest = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
            assert node == box.owner or math.dist((x, y), nearest) >= drawing.radius[node], (box.lines, node)


def test_every_node_of_the_shipped_wheel_bears_its_number_in_type_that_can_be_read(wheel: Picture) -> None:
    drawing = svg_file(wheel, IMPRINT).split("<g transform")[1]
    marks = re.findall(r'font-size="([\d.]+)"[^>]* font-weight="600" text-anchor="middle">([^<]+)</text>', drawing)
    assert Counter(mark for _, mark in marks) == Counter(node.mark for node in wheel.drawn)
    assert min(float(size) for size, _ in marks) >= 9


def test_every_prominent_name_of_the_shipped_wheel_is_written_in_full_or_in_brief(wheel: Picture) -> None:
    assert {node.id for node in wheel.drawn if node.prominent} <= _Drawing.of(wheel).boxes.keys()


@pytest.mark.browser
@pytest.mark.parametrize("view", ["all", "wheel", "levels", "actors", "crowded"])
def test_nothing_is_written_over_the_edge_of_the_sheet(chromium: Browser, view: str) -> None:
    picture = crowded() if view == "crowded" else town(view=view)
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.set_content(to_page(svg_file(picture, IMPRINT)))
    outside = page.evaluate(
        """() => {
          const sheet = document.querySelector("svg").getBoundingClientRect();
          return [...document.querySelectorAll("svg text, svg path")].filter((part) => {
            const box = part.getBoundingClientRect();
            return box.left < sheet.left || box.right > sheet.right || box.top < sheet.top || box.bottom > sheet.bottom;
          }).map((part) => part.textContent.slice(0, 60));
        }"""
    )
    page.close()
    assert outside == []


def to_page(svg: str) -> str:
    return f"<!DOCTYPE html><body style='margin:0'>{svg.partition('?>')[2]}"
