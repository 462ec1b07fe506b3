"""Room between nodes: points are pushed apart until no two are closer than a gap."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Position: TypeAlias = tuple[float, float]
Points: TypeAlias = NDArray[np.float64]

_LOOK_AGAIN_AFTER = 6  # rounds; pairs that may come close are looked for within 1.5 gaps meanwhile


def apart(points: Points, gap: float, rounds: int = 90, fixed: Points | None = None) -> Points:
    """The points with no two closer than the gap, nor any closer than 1.5 gaps to one that stays fixed."""
    for turn in range(rounds):
        if turn % _LOOK_AGAIN_AFTER == 0:
            pairs = close_pairs(points, 1.5 * gap)
        moved = _push(points, pairs, gap * 1.03)
        if fixed is not None:
            moved = _push_off(points, fixed, 1.5 * gap) or moved
        if not moved and turn % _LOOK_AGAIN_AFTER == 0:
            break
    nearest = closest(map(tuple, points))
    return points * (gap / nearest) if fixed is None and 0 < nearest < gap else points


def closest(points: Iterable[Position]) -> float:
    """The distance of the two points that are nearest to each other."""
    spots = np.array(list(points), dtype=float)
    nearest = math.inf
    for n in range(len(spots) - 1):
        away = spots[n + 1 :] - spots[n]
        nearest = min(nearest, float(np.min(np.einsum("ij,ij->i", away, away))))
    return math.sqrt(nearest)


def close_pairs(points: Points, reach: float) -> NDArray[np.int64]:
    """The pairs of points that are at most so far from each other in both directions."""
    order = np.argsort(points[:, 0], kind="stable")
    xs = points[order, 0]
    here = np.arange(len(xs))
    counts = np.searchsorted(xs, xs + reach, side="right") - here - 1
    first = np.repeat(here, counts)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    near = np.abs(points[order[first], 1] - points[order[second], 1]) <= reach
    return np.column_stack((order[first[near]], order[second[near]]))


def rooms(points: Points, radii: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """How large each point may be drawn before it touches another one that grows as well, or is as large as it is."""
    pairs = close_pairs(points, 2 * most)
    found = np.full(len(points), most)
    away = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    for one, other in ((0, 1), (1, 0)):
        np.minimum.at(found, pairs[:, one], np.minimum(away / 2, away - radii[pairs[:, other]]))
    kept: NDArray[np.float64] = np.maximum(found, 0.0)
    return kept


def sunflower(count: int) -> Points:
    """Evenly scattered points in a unit circle, so that equal nodes do not start on one spot."""
    n = np.arange(count) + 0.5
    turn = n * math.pi * (3 - math.sqrt(5))
    reach = np.sqrt(n / count)
    return np.column_stack((reach * np.cos(turn), reach * np.sin(turn)))


def _push(points: Points, pairs: NDArray[np.int64], gap: float) -> bool:
    away = points[pairs[:, 0]] - points[pairs[:, 1]]
    distance = np.maximum(np.linalg.norm(away, axis=1), 1e-6)
    lack = np.maximum(gap - distance, 0.0)
    push = away * (0.5 * lack / distance)[:, None]
    np.add.at(points, pairs[:, 0], push)
    np.add.at(points, pairs[:, 1], -push)
    return bool(lack.any())


def _push_off(points: Points, fixed: Points, gap: float) -> bool:
    away = points[:, None, :] - fixed[None, :, :]
    distance = np.maximum(np.linalg.norm(away, axis=2), 1e-6)
    lack = np.maximum(gap - distance, 0.0)
    points += (away * (lack / distance)[:, :, None]).sum(axis=1)
    return bool(lack.any())
