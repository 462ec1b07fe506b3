"""How much of the lines of a drawing runs through a place, so that a name can stand where least does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from visualisations.spacing import Points, Position

Curve: TypeAlias = tuple[Position, Position, Position]  # from, bent towards, to
_CELL = 6.0


class Crossings:
    """The lengths of all curves, summed up over a grid: one look tells what lies within a box."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        points = _sampled(np.array(curves, dtype=float).reshape(-1, 3, 2))
        start = points.min(axis=0) if len(points) else np.zeros(2)
        self._start: Position = (float(start[0]), float(start[1]))
        cells = np.floor((points - start) / _CELL).astype(np.int64)
        counts = np.zeros(cells.max(axis=0, initial=0) + 2)
        np.add.at(counts, (cells[:, 0] + 1, cells[:, 1] + 1), _CELL)
        self._sums: list[list[float]] = counts.cumsum(axis=0).cumsum(axis=1).tolist()

    def within(self, left: float, top: float, right: float, bottom: float) -> float:
        """The length of all curves in a box, to the precision of the grid."""
        (x0, y0), sums = self._start, self._sums
        x1, x2 = (_clipped((x - x0) / _CELL, len(sums)) for x in (left, right))
        y1, y2 = (_clipped((y - y0) / _CELL, len(sums[0])) for y in (top, bottom))
        return sums[x2][y2] - sums[x1][y2] - sums[x2][y1] + sums[x1][y1]


def _clipped(value: float, count: int) -> int:
    return min(max(round(value), 0), count - 1)


def _sampled(curves: Points) -> Points:
    """A point for about every cell that a curve runs through."""
    long = np.linalg.norm(curves[:, 2] - curves[:, 0], axis=1)
    counts = np.maximum(np.ceil(long / _CELL).astype(np.int64), 1)
    which = np.repeat(np.arange(len(curves)), counts)
    step = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    t = ((step + 0.5) / counts[which])[:, None]
    start, bend, end = (curves[which, n] for n in range(3))
    sampled: Points = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    return sampled
