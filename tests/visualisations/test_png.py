"""A drawing as PNG: large enough, with its letters, and refused in words where it cannot be drawn."""

from __future__ import annotations

import struct
import subprocess
from typing import Any

import pytest

from graph_service.language import explain
from graph_service.model.network import Network
from tests.builders import small_town
from visualisations import png
from visualisations.network_view import draw
from visualisations.png import CannotDraw, to_png
from visualisations.png_writer import letters_show
from visualisations.svg import svg_for_paper

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"><rect width="10" height="20"/></svg>'


def size(content: bytes) -> tuple[int, int]:
    """Width and height as the head of a PNG says them."""
    assert content.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


def test_it_is_as_wide_as_asked() -> None:
    assert size(to_png(SQUARE, 100)) == (100, 200)


def test_the_same_drawing_gives_the_same_bytes() -> None:
    drawing = svg_for_paper(draw(Network("stadt", small_town(), 1))).svg
    assert to_png(drawing, 300) == to_png(drawing, 300)


def test_letters_are_missed_where_there_is_no_font() -> None:
    assert letters_show()
    assert not letters_show(skip_system_fonts=True)


@pytest.mark.parametrize(
    ("code", "why"), [(png.NO_FONTS, "keine Schrift eingerichtet"), (-9, "das Zeichnen ist gescheitert")], ids=str
)
def test_what_cannot_be_drawn_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, code: int, why: str) -> None:
    def failed(*_: object, **__: object) -> Any:
        return subprocess.CompletedProcess([], code, b"")

    monkeypatch.setattr(png.subprocess, "run", failed)
    with pytest.raises(CannotDraw) as refused:
        to_png(SQUARE, 100)
    assert why in explain(refused.value)


def test_a_drawing_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "_SECONDS", 0.001)
    with pytest.raises(CannotDraw, match="länger"):
        to_png(SQUARE, 100)


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(CannotDraw):
        to_png("<svg", 100)
