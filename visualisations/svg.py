"""The picture as one SVG file with title, legend, date and sources: for print, and where no script runs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from graph_service.language import render
from graph_service.model.text import Text, text
from visualisations.labels import LETTER, Box, Spot, placed
from visualisations.picture import LegendEntry, Picture, PictureEdge, PictureNode
from visualisations.shapes import path
from visualisations.style import INK, PAPER, TONES, paint
from visualisations.texts import ALONE

WIDTH, MARGIN, TYPE = 1200.0, 48.0, 13.0
MOST_SOURCES = 120
COVER_OF_FIELDS, COVER = 1000.0, 5.0  # how many shapes a name may cover; a prominent one counts as forty
_LEGEND_COLUMNS, _SOURCE_COLUMNS = 4, 2


@dataclass(frozen=True)
class _Sheet:
    """Where the points of the picture lie on the sheet."""

    left: float
    top: float
    scale: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) * self.scale + MARGIN, (y - self.top) * self.scale + MARGIN + HEAD


HEAD = 88.0


def to_svg(picture: Picture, on: date | None = None) -> str:
    """The whole picture in light colours; names that find no room are left to the table."""
    sheet = _sheet(picture)
    body = [*_head(picture), *_edges(picture, sheet), *_nodes(picture, sheet), *_names(picture, sheet)]
    listed, top = _alone(picture, sheet.height + MARGIN + HEAD + 72)
    foot, height = _foot(picture, top, on)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" '
        f'aria-label={quoteattr(picture.summary)} font-family="system-ui, sans-serif" font-size="{TYPE:.0f}">'
        f'<rect width="100%" height="100%" fill="{PAPER["light"]}"/>' + "".join([*body, *listed, *foot]) + "</svg>"
    )


def _sheet(picture: Picture) -> _Sheet:
    xs = [node.x for node in picture.drawn] or [0.0]
    ys = [node.y for node in picture.drawn] or [0.0]
    names = {
        side: max((_wide(n) for n in picture.drawn if n.anchor == side), default=0.0) for side in ("left", "right")
    }
    room = WIDTH - 2 * MARGIN - names["left"] - names["right"]
    scale = min(1.2, room / max(max(xs) - min(xs), 1.0))
    spare = names["left"] / scale + (room / scale - (max(xs) - min(xs))) / 2
    return _Sheet(min(xs) - spare, min(ys), scale, (max(ys) - min(ys)) * scale)


def _wide(node: PictureNode) -> float:
    return max(len(line) for line in node.label.split("\n")) * TYPE * LETTER


def _head(picture: Picture) -> Iterator[str]:
    yield _words(MARGIN, 26, picture.title, size=16, bold=True)
    yield _words(MARGIN, 46, picture.summary, size=13)
    for n, note in enumerate(picture.notes):
        yield _words(MARGIN, 62 + 15 * n, note, size=12)


def _edges(picture: Picture, sheet: _Sheet) -> Iterator[str]:
    at = {node.id: sheet.at(node.x, node.y) for node in picture.drawn}
    for edge in picture.edges:
        yield _edge(edge, at[edge.origin], at[edge.target])


def _edge(edge: PictureEdge, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    bend_x, bend_y = (x1 + x2) / 2 - (y2 - y1) * edge.bend, (y1 + y2) / 2 + (x2 - x1) * edge.bend
    dashes = f' stroke-dasharray="{" ".join(map(str, edge.dashes))}"' if edge.dashes else ""
    return (
        f'<path d="M{x1:.1f} {y1:.1f}Q{bend_x:.1f} {bend_y:.1f} {x2:.1f} {y2:.1f}" fill="none" '
        f'stroke="{TONES[edge.tone][0]}" stroke-width="{edge.width * 0.8:.1f}"{dashes}/>'
    )


def _nodes(picture: Picture, sheet: _Sheet) -> Iterator[str]:
    for node in reversed(picture.drawn):
        x, y = sheet.at(node.x, node.y)
        radius, look = _radius(node.size, sheet), paint(node.look)
        yield (
            f'<path d="{path(node.shape, radius, x, y)}" fill="{look.fill}" stroke="{look.border}">'
            f"<title>{escape(node.name)}</title></path>"
        )
        if node.mark and radius > 4.5:
            size = max(radius * 0.95, 6.0)
            yield _words(x, y + size * 0.36, node.mark, size=size, bold=True, ink=look.ink, at="middle")


def _names(picture: Picture, sheet: _Sheet) -> Iterator[str]:
    spots = [
        Spot(
            node.id,
            *sheet.at(node.x, node.y),
            _radius(node.size, sheet),
            tuple(node.label.split("\n")),
            node.anchor,
            COVER_OF_FIELDS if node.type == "field" else COVER if node.prominent else 0.0,
        )
        for node in picture.drawn
    ]
    boxes = placed(spots, TYPE, WIDTH)
    for spot in spots:
        if spot.id in boxes:
            yield from _name(spot, boxes[spot.id])


def _name(spot: Spot, box: Box) -> Iterator[str]:
    for n, line in enumerate(spot.lines):
        x, at = (box.left, "start") if box.left > spot.x else (box.right, "end")
        if box.left <= spot.x <= box.right:
            x, at = (box.left + box.right) / 2, "middle"
        yield _words(x, box.top + (n + 0.9) * TYPE * 1.2, line, halo=True, at=at)


def _radius(size: float, sheet: _Sheet) -> float:
    return max(size * sheet.scale, 3.0)


def _alone(picture: Picture, top: float) -> tuple[list[str], float]:
    """Who has no tie in this view, by name, below the drawing."""
    if not picture.alone:
        return [], top
    caption = render(ALONE, picture.language)
    names = f"{caption} ({len(picture.alone)}): " + "; ".join(node.name for node in picture.alone)
    lines = textwrap.wrap(names, int((WIDTH - 2 * MARGIN) / (TYPE * LETTER)))
    return [_words(MARGIN, top + 17 * n, line) for n, line in enumerate(lines)], top + 17 * len(lines) + 14


def _foot(picture: Picture, top: float, on: date | None) -> tuple[list[str], float]:
    entries = [entry for entry in picture.legend if entry.group != "kind"]
    lines, y = [], top
    wide = (WIDTH - 2 * MARGIN) / _LEGEND_COLUMNS
    for n, entry in enumerate(entries):
        x, row = MARGIN + (n % _LEGEND_COLUMNS) * wide, n // _LEGEND_COLUMNS
        lines.append(_legend_entry(entry, x, y + row * 20))
    y += -(-len(entries) // _LEGEND_COLUMNS) * 20 + 12
    lines.append(_words(MARGIN, y, render(_as_of(picture, on), picture.language), bold=True))
    return _source_lines(picture, lines, y + 20)


def _as_of(picture: Picture, on: date | None) -> Text:
    if on is None:
        return text("Angaben: Revision {revision}. Quellen:", revision=str(picture.revision))
    return text("Angaben: Revision {revision}. Bild vom {date}. Quellen:", revision=str(picture.revision), date=on)


def _source_lines(picture: Picture, lines: list[str], y: float) -> tuple[list[str], float]:
    wide = (WIDTH - 2 * MARGIN) / _SOURCE_COLUMNS
    shown = picture.sources[:MOST_SOURCES]
    for n, source in enumerate(shown):
        words = textwrap.shorten(f"[{n + 1}] {source.title}", 86, placeholder=" …")
        lines.append(_words(MARGIN + (n % _SOURCE_COLUMNS) * wide, y + n // _SOURCE_COLUMNS * 16, words, size=11))
    y += -(-len(shown) // _SOURCE_COLUMNS) * 16
    if len(picture.sources) > MOST_SOURCES:
        more = text("… und {count} weitere Quellen.", count=len(picture.sources) - MOST_SOURCES)
        lines.append(_words(MARGIN, y, render(more, picture.language), size=11))
    return lines, y + MARGIN


def _legend_entry(entry: LegendEntry, x: float, y: float) -> str:
    words = _words(x + 26, y + 4, textwrap.shorten(f"{entry.words} ({entry.count})", 36, placeholder=" …"))
    if not entry.shape:
        dashes = f' stroke-dasharray="{" ".join(map(str, entry.dashes))}"' if entry.dashes else ""
        line = f'<path d="M{x} {y}h20" stroke="{TONES[entry.tone][0]}" stroke-width="{entry.width}"{dashes}/>'
        return line + words
    look = paint(entry.look) if entry.look else None
    fill, border, ink = (look.fill, look.border, look.ink) if look else ("none", INK["light"], INK["light"])
    shape = f'<path d="{path(entry.shape, 7, x + 9, y)}" fill="{fill}" stroke="{border}"/>'
    return shape + (_words(x + 9, y + 3, entry.mark, size=8, ink=ink, at="middle") if entry.mark else "") + words


def _words(
    x: float,
    y: float,
    words: str,
    *,
    size: float = TYPE,
    bold: bool = False,
    ink: str = "",
    at: str = "start",
    halo: bool = False,
) -> str:
    looks = f'font-size="{size:.1f}" fill="{ink or INK["light"]}"'
    looks += ' font-weight="600"' if bold else ""
    looks += f' text-anchor="{at}"' if at != "start" else ""
    looks += f' stroke="{PAPER["light"]}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"' if halo else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" {looks}>{escape(words)}</text>'
