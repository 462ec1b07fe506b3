"""Names beside nodes, as on a map: the most important first, none over another nor over a node."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from visualisations.typesetting import width_of

_CELL = 80.0
SIDES = ("below", "above", "right", "left", "below right", "below left", "above right", "above left")
OPPOSITE = {"below": "above", "above": "below", "right": "left", "left": "right"}


@dataclass(frozen=True, eq=False)  # looked up by identity: thousands are compared for each name
class Box:
    """A place on the picture that is taken, and whose it is."""

    left: float
    top: float
    right: float
    bottom: float
    owner: str
    weight: float = 0.0

    def overlaps(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Spot:
    """A node that wants a name: where it is, how large, in which lines."""

    id: str
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    anchor: str = ""
    cover: float = 0.0  # how much of other shapes the name may cover


class Room:
    """What is taken already; it answers quickly whether a place is free."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def take(self, box: Box) -> None:
        for cell in _cells(box):
            self._cells[cell].append(box)

    def cost(self, box: Box) -> float:
        """How much is covered there: 0 where it is free, infinity where another name stands."""
        met = {other for cell in _cells(box) for other in self._cells.get(cell, ()) if other.owner != box.owner}
        return sum(other.weight for other in met if box.overlaps(other))


def placed(spots: Sequence[Spot], size: float, width: float = math.inf) -> dict[str, Box]:
    """The boxes of the names that find room on the sheet, for spots that come in the order of their importance.

    A spot may let its name cover other nodes, as few as possible, but never another name.
    """
    room, found = Room(), {}
    for spot in spots:
        weight, x, y = 40.0 if spot.cover else 1.0, spot.x, spot.y
        room.take(Box(x - spot.radius, y - spot.radius, x + spot.radius, y + spot.radius, spot.id, weight))
    for spot in spots:
        choices = [box for box in _choices(spot, size) if width == math.inf or (box.left >= 0 and box.right <= width)]
        costs = [room.cost(box) for box in choices]
        least = min(costs, default=math.inf)
        if least <= spot.cover and least < math.inf:
            found[spot.id] = choices[costs.index(least)]
            room.take(replace(found[spot.id], weight=math.inf))
    return found


def _choices(spot: Spot, size: float) -> Iterator[Box]:
    wide = max(map(width_of, spot.lines)) * size
    high = len(spot.lines) * size * 1.2
    for away in (spot.radius + 2, spot.radius + 16, spot.radius + 34) if spot.cover else (spot.radius + 2,):
        slant = 0.75 * away
        around = {
            "below": (spot.x - wide / 2, spot.y + away),
            "above": (spot.x - wide / 2, spot.y - away - high),
            "right": (spot.x + away, spot.y - high / 2),
            "left": (spot.x - away - wide, spot.y - high / 2),
            "below right": (spot.x + slant, spot.y + slant - 0.3 * size),
            "below left": (spot.x - slant - wide, spot.y + slant - 0.3 * size),
            "above right": (spot.x + slant, spot.y - slant - high + 0.3 * size),
            "above left": (spot.x - slant - wide, spot.y - slant - high + 0.3 * size),
        }
        for left, top in (around[side] for side in _sides(spot.anchor)):
            yield Box(left - 1, top, left + wide + 1, top + high, spot.id)


def _sides(anchor: str) -> list[str]:
    """Where a name may stand, the best first; what is named outwards is never named inwards."""
    inwards = OPPOSITE.get(anchor)
    return sorted((side for side in SIDES if not inwards or inwards not in side), key=lambda side: side != anchor)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
            yield column, row
