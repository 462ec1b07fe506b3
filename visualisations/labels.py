"""Names beside nodes, as on a map: the most important first, none over another nor over a node."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_CELL = 80.0
LETTER = 0.57  # the usual width of a letter, as a share of the size of the type


@dataclass(frozen=True)
class Box:
    """A place on the picture that is taken, and whose it is."""

    left: float
    top: float
    right: float
    bottom: float
    owner: str
    name: bool = False

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
    hub: bool = False


class Room:
    """What is taken already; it answers quickly whether a place is free."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def take(self, box: Box) -> None:
        for cell in _cells(box):
            self._cells[cell].append(box)

    def is_free(self, box: Box, *, of_names: bool = False) -> bool:
        """Whether nothing else stands there, or at least no other name."""
        others = (other for cell in _cells(box) for other in self._cells.get(cell, ()) if other.owner != box.owner)
        return not any(box.overlaps(other) for other in others if other.name or not of_names)


def placed(spots: Sequence[Spot], size: float, width: float = math.inf) -> dict[str, Box]:
    """The boxes of the names that find room on the sheet, for spots that come in the order of their importance.

    The name of a hub may cover a node, but never another name.
    """
    room, found = Room(), {}
    for spot in spots:
        room.take(Box(spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius, spot.id))
    for spot in spots:
        choices = [box for box in _choices(spot, size) if width == math.inf or (box.left >= 0 and box.right <= width)]
        free = next((box for box in choices if room.is_free(box)), None)
        if free is None and spot.hub:
            free = next((box for box in choices if room.is_free(box, of_names=True)), None)
        if free:
            room.take(replace(free, name=True))
            found[spot.id] = free
    return found


def _choices(spot: Spot, size: float) -> Iterator[Box]:
    wide = max(len(line) for line in spot.lines) * size * LETTER
    high = len(spot.lines) * size * 1.2
    away = spot.radius + 2
    around = {
        "below": (spot.x - wide / 2, spot.y + away),
        "above": (spot.x - wide / 2, spot.y - away - high),
        "right": (spot.x + away, spot.y - high / 2),
        "left": (spot.x - away - wide, spot.y - high / 2),
    }
    order = ["right"] if spot.anchor == "list" else sorted(around, key=lambda side: side != spot.anchor)
    for left, top in (around[side] for side in order):
        yield Box(left - 1, top, left + wide + 1, top + high, spot.id)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
            yield column, row
