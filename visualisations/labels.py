"""Names beside nodes, as on a map: the most important first, none over another nor over a node."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from visualisations.crossings import Crossings
from visualisations.typesetting import width_of

_CELL = 80.0
_APART = 0.5  # between a name and a node that is not its own
_FARTHER = (0.0, 8.0, 18.0, 30.0)
_FARTHEST = (*_FARTHER, 43.0, 57.0, 73.0, 89.0)  # for the fields of a wheel, which stand out by their letters
_CLEAR = 6.0  # … and whose names keep at least so far from other shapes, if not nearer to their own
_PER_STEP, _ASIDE = 4.0, 60.0  # in lengths of line: each step away, and any side but the one that is wished for
SIDES = ("below", "above", "right", "left", "below right", "below left", "above right", "above left")
OPPOSITE = {"below": "above", "above": "below", "right": "left", "left": "right"}


@dataclass(frozen=True, eq=False)  # looked up by identity: thousands are compared for each name
class Box:
    """A place on the picture that is taken, and whose it is; that of a name has its `lines`."""

    left: float
    top: float
    right: float
    bottom: float
    owner: str
    lines: tuple[str, ...] = ()

    def wider(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by, self.owner)

    def overlaps(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Spot:
    """A node that wants a name: where it is, how large, in which lines, or `brief` where these find no room.

    A `prominent` name may stand farther away, a `foremost` one farther still, and with its last lines left out.
    """

    id: str
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    anchor: str = ""
    prominent: bool = False
    brief: str = ""
    foremost: bool = False

    @property
    def distances(self) -> tuple[float, ...]:
        """How much farther away than next to the node a name may stand."""
        if self.foremost:
            return _FARTHEST
        return _FARTHER if self.prominent else _FARTHER[:1]

    def clearance(self, more: float) -> float:
        """How far a name at this distance keeps from the shapes of others."""
        return min(more, _CLEAR) if self.foremost else more

    def ways_to_name(self) -> Iterator[tuple[str, ...]]:
        yield self.lines
        if self.foremost:
            yield from ((*self.lines[: n - 1], f"{self.lines[n - 1]} …") for n in range(len(self.lines) - 1, 0, -1))
        if self.brief:
            yield (self.brief,)


class Room:
    """What is taken already; it answers quickly whether a place is free."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def take(self, box: Box) -> None:
        for cell in _cells(box):
            self._cells[cell].append(box)

    def is_free(self, box: Box) -> bool:
        """Whether nothing else stands there; a name may touch its own node."""
        near = (other for cell in _cells(box) for other in self._cells.get(cell, ()))
        return not any(other.owner != box.owner and box.overlaps(other) for other in near)


def placed(
    spots: Sequence[Spot], size: float, width: float = math.inf, lines: Crossings | None = None
) -> dict[str, Box]:
    """The boxes of the names that find room on the sheet, for spots that come in the order of their importance.

    No name stands over another one or over a node, nor nearer to a node than to its own; of the places that are left it
    takes the one that fewest lines run through.
    """
    shapes, names, found = Room(), Room(), {}
    for spot in spots:
        shapes.take(
            Box(spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius, spot.id)
        )

    def is_free(spot: Spot, box: Box, more: float) -> bool:
        within = width == math.inf or (box.left >= 0 and box.right <= width)
        return within and names.is_free(box) and shapes.is_free(box.wider(spot.clearance(more) + _APART))

    for spot in spots:
        for words in spot.ways_to_name():
            free = [
                (effort + _crossed(box, lines), n, box)
                for n, (effort, more, box) in enumerate(_choices(spot, words, size))
                if is_free(spot, box, more)
            ]
            if free:
                *_, found[spot.id] = min(free)
                names.take(found[spot.id])
                break
    return found


def _crossed(box: Box, lines: Crossings | None) -> float:
    return lines.within(box.left, box.top, box.right, box.bottom) if lines else 0.0


def _choices(spot: Spot, words: tuple[str, ...], size: float) -> Iterator[tuple[float, float, Box]]:
    """Places beside the spot with their distance, and how much worse than the best each is, in lengths of line."""
    wide = max(map(width_of, words)) * size
    high = len(words) * size * 1.2
    for more in spot.distances:
        around = _around(spot, spot.radius + 4 + more, wide, high, size)
        for side in _sides(spot):
            effort = _PER_STEP * more + (_ASIDE if spot.anchor and side != spot.anchor else 0.0)
            for left, top in around[side] if spot.prominent else around[side][:1]:
                yield effort, more, Box(left - 1, top, left + wide + 1, top + high, spot.id, words)


def _around(spot: Spot, away: float, wide: float, high: float, size: float) -> dict[str, list[tuple[float, float]]]:
    """Left and top of a name on each side of its spot: first in the middle of the side, then shifted along it."""
    slant = 0.75 * away
    right, left = spot.x + slant, spot.x - slant - wide
    below, above = spot.y + slant - 0.3 * size, spot.y - slant - high + 0.3 * size
    along = [spot.x - wide / 2 + share * wide for share in (0.0, 0.25, -0.25)]
    upright = [spot.y - high / 2 + share * high for share in (0.0, 0.3, -0.3)]
    return {
        "below": [(x, spot.y + away) for x in along],
        "above": [(x, spot.y - away - high) for x in along],
        "right": [(spot.x + away, y) for y in upright],
        "left": [(spot.x - away - wide, y) for y in upright],
        "below right": [(right, below)],
        "below left": [(left, below)],
        "above right": [(right, above)],
        "above left": [(left, above)],
    }


def _sides(spot: Spot) -> list[str]:
    """Where a name may stand, the best first; what is named outwards is named inwards only if it is foremost."""
    inwards = None if spot.foremost else OPPOSITE.get(spot.anchor)
    return sorted((side for side in SIDES if not inwards or inwards not in side), key=lambda side: side != spot.anchor)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
            yield column, row
