"""The shapes of nodes as SVG paths, as vis-network draws them on its canvas."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping


def path(shape: str, radius: float, x: float = 0.0, y: float = 0.0) -> str:
    """The outline of a shape around a point."""
    return _PATHS[shape](radius, x, y)


def _dot(r: float, x: float, y: float) -> str:
    return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0Z"


def _ellipse(r: float, x: float, y: float) -> str:
    flat = r * 0.7
    return f"M{x - r:.1f} {y:.1f}a{r:.1f} {flat:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {flat:.1f} 0 1 0 {-2 * r:.1f} 0Z"


def _square(r: float, x: float, y: float) -> str:
    return _closed(((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)))


def _box(r: float, x: float, y: float) -> str:
    wide = r * 0.78
    return _closed(((x - wide, y - r), (x + wide, y - r), (x + wide, y + r), (x - wide, y + r)))


def _diamond(r: float, x: float, y: float) -> str:
    return _closed(((x, y + r), (x + r, y), (x, y - r), (x - r, y)))


def _hexagon(r: float, x: float, y: float) -> str:
    return _closed(_on_circle(6, r, x, y, 0.0))


def _triangle(r: float, x: float, y: float) -> str:
    return _closed(_on_circle(3, r * 1.15, x, y + 0.275 * r, -math.pi / 2))


def _triangle_down(r: float, x: float, y: float) -> str:
    return _closed(_on_circle(3, r * 1.15, x, y - 0.275 * r, math.pi / 2))


def _star(r: float, x: float, y: float) -> str:
    points = []
    for n in range(10):
        reach = r * (1.07 if n % 2 == 0 else 0.41)
        turn = math.pi * n / 5 - math.pi / 2
        points.append((x + reach * math.cos(turn), y + 0.08 * r + reach * math.sin(turn)))
    return _closed(points)


def _on_circle(corners: int, r: float, x: float, y: float, start: float) -> list[tuple[float, float]]:
    turns = (start + 2 * math.pi * n / corners for n in range(corners))
    return [(x + r * math.cos(turn), y + r * math.sin(turn)) for turn in turns]


def _closed(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


_PATHS: Mapping[str, Callable[[float, float, float], str]] = {
    "dot": _dot,
    "ellipse": _ellipse,
    "square": _square,
    "box": _box,
    "diamond": _diamond,
    "hexagon": _hexagon,
    "triangle": _triangle,
    "triangleDown": _triangle_down,
    "star": _star,
}
