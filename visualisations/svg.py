"""The picture as SVG with title, legend, date and sources: within a page where no script runs, and as a file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from graph_service.language import render
from graph_service.model.text import Text, text
from visualisations.crossings import Crossings, Curve
from visualisations.imprint import Imprint, as_of, cited, explained, signs, source_lines
from visualisations.labels import Box, Spot, placed
from visualisations.picture import LegendEntry, Picture, PictureEdge, PictureNode
from visualisations.shapes import path
from visualisations.style import INK, PAPER, TONES, paint
from visualisations.texts import ALONE, legend_groups, words_for_page
from visualisations.typesetting import printable, width_of, wrapped

WIDTH, MARGIN, TYPE, GAP = 1200.0, 48.0, 13.0, 24.0
PRINTED = 16.0  # the size of the type in a picture that is as wide as the text on a sheet of paper
ROOM = WIDTH - 2 * MARGIN
HIGHER = 1.35  # a sheet has room below, which gives the names more; levels and ways keep their rows
LEAST = 0.72  # the radius of a shape with a mark, as a share of the size of the type, so that the mark can be read
_LEGEND_COLUMNS, _SOURCE_COLUMNS, _PRINTED_COLUMNS = 4, 2, 3
_PRINT_FONTS = "Liberation Sans, Arial, DejaVu Sans, sans-serif"
_SWATCH = 26.0
Point = tuple[float, float]


def to_svg(picture: Picture, on: date | None = None) -> str:
    """The whole picture in light colours, for a page; names without room and sources are left to its tables."""
    return _svg(picture, picture.title, render(_as_of(picture, on), picture.language), ())


def svg_file(picture: Picture, imprint: Imprint) -> str:
    """The whole picture as a file of its own: with all sources, and with words for every node and line."""
    days = f"{as_of(picture, imprint)} {words_for_page(picture.language)['sources']}:"
    words = _svg(picture, imprint.heading, days, source_lines(picture), alone=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{words}\n'


@dataclass(frozen=True)
class OnPaper:
    """A drawing with the signs of its legend in large type, and the names that found no room in it."""

    svg: str
    unnamed: tuple[str, ...]


def svg_for_paper(picture: Picture) -> OnPaper:
    """The picture for a text that says all the rest itself."""
    drawing, foot = _Drawing.of(picture, PRINTED, 1.0), _Sheet()
    top = GAP - drawing.top
    foot.y = top + drawing.bottom + 2 * GAP
    _write_legend(foot, picture, _PRINTED_COLUMNS, PRINTED - 1)
    body = [f'<g transform="translate(0 {top:.1f})">', *drawing.parts(told=False), "</g>", *foot.parts]
    unnamed = (node.name for node in picture.drawn if node.id not in drawing.boxes)
    return OnPaper(_whole(picture, body, foot.y, _PRINT_FONTS, sized=True), tuple(sorted(unnamed, key=str.casefold)))


def _svg(picture: Picture, title: str, days: str, sources: Sequence[str], *, alone: bool = False) -> str:
    drawing, foot = _Drawing.of(picture), _Sheet()
    head = _Sheet()
    _write_head(head, picture, title)
    top = head.y + GAP - drawing.top
    foot.y = top + drawing.bottom + 2 * GAP
    _write_foot(foot, picture, days, sources)
    body = [*head.parts, f'<g transform="translate(0 {top:.1f})">', *drawing.parts(told=alone), "</g>", *foot.parts]
    return _whole(picture, body, foot.y + GAP, "system-ui, sans-serif", sized=alone)


def _whole(picture: Picture, body: Sequence[str], height: float, fonts: str, *, sized: bool) -> str:
    size = f' width="{WIDTH:.0f}" height="{height:.0f}"' if sized else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{size} viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" '
        f'aria-label={quoteattr(printable(picture.summary))} font-family="{fonts}" '
        f'font-size="{TYPE:.0f}"><rect width="100%" height="100%" fill="{PAPER["light"]}"/>' + "".join(body) + "</svg>"
    )


class _Sheet:
    """Words and signs that are written from above; every line is as long as there is room for."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = GAP

    def write(
        self, words: str, *, x: float = MARGIN, room: float = ROOM, size: float = TYPE, bold: bool = False
    ) -> None:
        for line in wrapped(printable(words), room / size / (1.06 if bold else 1)):
            self.parts.append(_words(x, self.y, line, size=size, bold=bold))
            self.y += round(size * 1.35)

    def columns(self, count: int, cells: Sequence[tuple[str, str]], *, size: float = TYPE) -> None:
        """Cells row by row, each with its sign at the left; a row is as high as its longest cell."""
        wide = ROOM / count
        for start in range(0, len(cells), count):
            top, ends = self.y, [self.y]
            for column, (sign, words) in enumerate(cells[start : start + count]):
                x, self.y, beside = MARGIN + column * wide, top, _SWATCH if sign else 0.0
                if sign:
                    self.parts.append(f'<g transform="translate({x:.1f} {top - 4:.1f})">{sign}</g>')
                self.write(words, x=x + beside, room=wide - beside - 10, size=size)
                ends.append(self.y)
            self.y = max(ends)


def _write_head(sheet: _Sheet, picture: Picture, title: str) -> None:
    sheet.write(title, size=16, bold=True)
    sheet.write(picture.summary)
    for note in picture.notes:
        sheet.write(note, size=12)


def _write_foot(sheet: _Sheet, picture: Picture, days: str, sources: Sequence[str]) -> None:
    if picture.alone:
        caption = f"{render(ALONE, picture.language)} ({len(picture.alone)}): "
        sheet.write(caption + "; ".join(node.name for node in picture.alone))
        sheet.y += 8
    _write_legend(sheet, picture, _LEGEND_COLUMNS, TYPE)
    sheet.write(days, bold=True)
    sheet.columns(_SOURCE_COLUMNS, [("", line) for line in sources], size=11)


def _write_legend(sheet: _Sheet, picture: Picture, columns: int, size: float) -> None:
    groups = legend_groups(picture.language)
    for group, entries in groupby(signs(picture), key=lambda entry: entry.group):
        sheet.write(groups[group], size=size - 1, bold=True)
        sheet.columns(columns, [(_sign(entry), explained(entry)) for entry in entries], size=size)
        sheet.y += 8


def _as_of(picture: Picture, on: date | None) -> Text:
    if on is None:
        return text("Angaben: Revision {revision}.", revision=str(picture.revision))
    return text("Angaben: Revision {revision}. Bild vom {date}.", revision=str(picture.revision), date=on)


@dataclass(frozen=True)
class _Drawing:
    """The nodes of a picture in the places that they have on the sheet, and the boxes of those names that have room."""

    picture: Picture
    at: Mapping[str, Point]
    radius: Mapping[str, float]
    spots: tuple[Spot, ...]
    boxes: Mapping[str, Box]
    size: float

    @classmethod
    def of(cls, picture: Picture, size: float = TYPE, higher: float = HIGHER) -> _Drawing:
        left, scale = _fitted(picture.drawn, size)
        higher = 1.0 if picture.view in {"levels", "path"} else higher
        at = {node.id: ((node.x - left) * scale + MARGIN, node.y * scale * higher) for node in picture.drawn}
        radius = {node.id: node.radius(scale, LEAST * size if node.mark else 3.0) for node in picture.drawn}
        spots = tuple(_spot(node, at[node.id], radius[node.id], picture.view) for node in picture.drawn)
        lines = Crossings([_curve(edge, at) for edge in picture.edges])
        return cls(picture, at, radius, spots, placed(spots, size, WIDTH, lines), size)

    @property
    def top(self) -> float:
        names = [box.top for box in self.boxes.values()]
        return min([*names, *(y - self.radius[node] for node, (_, y) in self.at.items())], default=0.0)

    @property
    def bottom(self) -> float:
        names = [box.bottom for box in self.boxes.values()]
        return max([*names, *(y + self.radius[node] for node, (_, y) in self.at.items())], default=0.0)

    def parts(self, *, told: bool) -> Iterator[str]:
        """Lines below nodes below names; where it is told, a pointer on a line reads what it says."""
        names = {node.id: node.name for node in self.picture.drawn}
        for edge in self.picture.edges:
            yield self._edge(edge, _told_of_edge(edge, names) if told else "")
        for node in reversed(self.picture.drawn):
            yield from self._node(node, _told_of_node(self.picture, node) if told else node.name)
        for spot in self.spots:
            if spot.id in self.boxes:
                yield from _name(spot, self.boxes[spot.id], self.size)

    def _edge(self, edge: PictureEdge, told: str) -> str:
        (x1, y1), bend, (x2, y2) = _curve(edge, self.at)
        course = f"M{x1:.1f} {y1:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {x2:.1f} {y2:.1f}"
        looks = f'fill="none" stroke="{TONES[edge.tone][0]}" stroke-width="{edge.width * 0.8:.1f}"'
        title = f"<title>{escape(printable(told))}</title>" if told else ""
        line = f'<path d="{course}" {looks}{_dashes(edge.dashes)}' + (f">{title}</path>" if title else "/>")
        if edge.arrow:
            line += f'<path d="{_arrow(bend, (x2, y2), self.radius[edge.target])}" {looks}/>'
        if edge.tag:
            middle = (x1 + 2 * bend[0] + x2) / 4, (y1 + 2 * bend[1] + y2) / 4
            line += _words(middle[0], middle[1] + 4, edge.tag, size=self.size - 2, at="middle", halo=True)
        return line

    def _node(self, node: PictureNode, told: str) -> Iterator[str]:
        (x, y), radius, look = self.at[node.id], self.radius[node.id], paint(node.look)
        yield (
            f'<path d="{path(node.shape, radius, x, y)}" fill="{look.fill}" stroke="{look.border}">'
            f"<title>{escape(printable(told))}</title></path>"
        )
        if node.mark and radius > LEAST * self.size / 2:
            size = max(radius * (1.15 if len(node.mark) == 1 else 0.95), LEAST * self.size)
            yield _words(x, y + size * 0.36, node.mark, size=size, bold=True, ink=look.ink, at="middle")


def _fitted(nodes: Sequence[PictureNode], size: float) -> tuple[float, float]:
    """The left edge of the sheet and its scale, so that names beside the outermost nodes have room too."""
    xs = [node.x for node in nodes] or [0.0]
    left, right = (max((_wide(n) * size for n in nodes if n.anchor == side), default=0.0) for side in ("left", "right"))
    room, wide = max(ROOM - left - right, ROOM / 4), max(xs) - min(xs)
    scale = min(1.2, room / max(wide, 1.0))
    return min(xs) - left / scale - (room / scale - wide) / 2, scale


def _wide(node: PictureNode) -> float:
    return max(map(width_of, node.label.split("\n")))


def _spot(node: PictureNode, at: Point, radius: float, view: str) -> Spot:
    lines, foremost = tuple(node.label.split("\n")), view == "wheel" and node.type == "field"
    return Spot(node.id, *at, radius, lines, node.anchor, node.prominent, node.brief, foremost)


def _curve(edge: PictureEdge, at: Mapping[str, Point]) -> Curve:
    (x1, y1), (x2, y2) = at[edge.origin], at[edge.target]
    return (x1, y1), ((x1 + x2) / 2 - (y2 - y1) * edge.bend, (y1 + y2) / 2 + (x2 - x1) * edge.bend), (x2, y2)


def _told_of_node(picture: Picture, node: PictureNode) -> str:
    return f"{node.name} ({node.kind}) {cited(picture.details[node.id].sources)}".rstrip()


def _told_of_edge(edge: PictureEdge, names: Mapping[str, str]) -> str:
    said = f"{names[edge.origin]} {edge.forward} {names[edge.target]}"
    return f"{said} ({', '.join(filter(None, (edge.role, edge.basis)))}) {cited(edge.sources)}".rstrip()


def _arrow(start: Point, end: Point, radius: float) -> str:
    """A small open head where the line meets the outline of the node."""
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    x, y = end[0] - (radius + 2) * math.cos(along), end[1] - (radius + 2) * math.sin(along)
    wings = [(x - 6 * math.cos(along + turn), y - 6 * math.sin(along + turn)) for turn in (-0.5, 0.5)]
    (ax, ay), (bx, by) = wings
    return f"M{ax:.1f} {ay:.1f}L{x:.1f} {y:.1f}L{bx:.1f} {by:.1f}"


def _dashes(dashes: tuple[float, ...]) -> str:
    return f' stroke-dasharray="{" ".join(map(str, dashes))}"' if dashes else ""


def _name(spot: Spot, box: Box, size: float) -> Iterator[str]:
    for n, line in enumerate(box.lines):
        x, at = (box.left, "start") if box.left > spot.x else (box.right, "end")
        if box.left <= spot.x <= box.right:
            x, at = (box.left + box.right) / 2, "middle"
        yield _words(x, box.top + (n + 0.9) * size * 1.2, line, size=size, halo=True, at=at)


def _sign(entry: LegendEntry) -> str:
    """The shape or line of an entry, in a box of 20 by 14 around the point (10, 0); nothing where it has neither."""
    if not entry.shape and not entry.tone:
        return ""
    if not entry.shape:
        looks = f'stroke="{TONES[entry.tone][0]}" stroke-width="{entry.width}"'
        head = f'<path d="{_arrow((0, 0), (20, 0), -2)}" fill="none" {looks}/>' if entry.arrow else ""
        return f'<path d="M0 0h20" {looks}{_dashes(entry.dashes)}/>{head}'
    look = paint(entry.look) if entry.look else None
    fill, border, ink = (look.fill, look.border, look.ink) if look else ("none", INK["light"], INK["light"])
    shape = f'<path d="{path(entry.shape, 7, 9, 0)}" fill="{fill}" stroke="{border}"/>'
    return shape + (_words(9, 3, entry.mark, size=8, ink=ink, at="middle") if entry.mark else "")


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
    return f'<text x="{x:.1f}" y="{y:.1f}" {looks}>{escape(printable(words))}</text>'
