"""Where nodes stand: computed here, the same for the same network, nothing on top of anything else."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import rustworkx as rx

from visualisations.spacing import Points, Position, apart, sunflower

Positions: TypeAlias = dict[str, Position]
Pair: TypeAlias = tuple[str, str]
Part: TypeAlias = tuple[Sequence[str], Points]

GAP = 58.0  # between two nodes, so that a line of text fits under each
EDGE = 96.0  # the usual length of a tie
WIDER = 1.35  # the wheel is wider than high
SHAPE = 1.45  # width by height, as most screens have it
ROOM, MUCH_ROOM = 1.5, 2.0  # gaps of width for each node of a row, where a component is crowded
BETWEEN = 3.2  # gaps between components of a row
MOST_ON_RING, MOST_ON_ARCS = 14, 28  # above that a ring falls into arcs on the left and right, where names fit
LIST_STEP, LIST_ROW = 6.4, 0.8  # gaps between columns and rows of a list, so that a name fits beside each node
LEVEL_STEP, LEVEL_ROW = 11.2, 1.15  # gaps between levels and between their rows, for names in one line
COLUMN_STEP = 5.2  # gaps between the columns of a way, for the name below each node
WORK = 28_000_000  # steps of the springs: a large component gets fewer rounds, so that nobody waits
SEED = 7


def spread(nodes: Iterable[str], ties: Iterable[Pair], gap: float = GAP) -> Positions:
    """Tied nodes near each other, each component by itself, nodes without ties in a block below."""
    order = sorted(set(nodes))
    graph = _graph(order, ties)
    parts = sorted((sorted(part) for part in rx.connected_components(graph)), key=lambda part: (-len(part), part))
    tied = [graph.subgraph(part) for part in parts if len(part) > 1]
    places = _pack([(part.nodes(), _component(part, gap)) for part in tied], gap)
    alone = [order[part[0]] for part in parts if len(part) == 1]
    return places | block(alone, places, gap)


def block(nodes: Sequence[str], above: Mapping[str, Position], gap: float = GAP) -> Positions:
    """Nodes in a tidy list below everything that is placed already, with room for a name beside each."""
    if not nodes:
        return {}
    left, right, low = _extent(above)
    columns = max(2, min(math.ceil(len(nodes) / 4), int((right - left) / (LIST_STEP * gap)) + 1))
    rows = math.ceil(len(nodes) / columns)
    start = (left + right) / 2 - (math.ceil(len(nodes) / rows) - 0.5) * LIST_STEP * gap / 2
    return _list(nodes, rows, (start, low + 2.4 * gap if above else 0.0), (LIST_STEP * gap, LIST_ROW * gap))


def grid(nodes: Sequence[str], gap: float = GAP) -> Positions:
    """Nodes in columns in their order, about as wide as a screen, with room for a name beside each."""
    columns = max(1, round(math.sqrt(len(nodes) * SHAPE * LIST_ROW / LIST_STEP)))
    return _list(nodes, math.ceil(len(nodes) / columns), (0.0, 0.0), (LIST_STEP * gap, LIST_ROW * gap)) if nodes else {}


def column(nodes: Sequence[str], beside: Mapping[str, Position], gap: float = GAP) -> Positions:
    """Nodes in a tidy list to the right of everything that is placed already, with room for a name beside each."""
    if not nodes:
        return {}
    _, right, low = _extent(beside)
    top = min((y for _, y in beside.values()), default=0.0)
    columns = math.ceil(len(nodes) / max(8, int((low - top) / (LIST_ROW * gap))))
    start = (right + 3.6 * gap if beside else 0.0, top)
    return _list(nodes, math.ceil(len(nodes) / columns), start, (LIST_STEP * gap, LIST_ROW * gap))


def _list(nodes: Sequence[str], rows: int, start: Position, step: Position) -> Positions:
    return {
        node: (round(start[0] + n // rows * step[0], 1), round(start[1] + n % rows * step[1], 1))
        for n, node in enumerate(nodes)
    }


def wheel(hubs: Sequence[str], strengths: Mapping[Pair, float], others: Iterable[str], gap: float = GAP) -> Positions:
    """Hubs on a ring in their order; who is tied to one hub stands outside by it, to several between them.

    `strengths` says how strongly (other, hub) belong together. Others without any hub stand in a block below.
    """
    radius = max(6.4 * gap, len(hubs) * 3.8 * gap / (2 * math.pi))
    places = {hub: _at(radius, _turn(n, len(hubs))) for n, hub in enumerate(hubs)}
    belonging: dict[str, dict[str, float]] = {other: {} for other in sorted(others)}
    for (other, hub), strength in sorted(strengths.items()):
        belonging[other][hub] = strength
    for n, hub in enumerate(hubs):
        only = [other for other, its in belonging.items() if list(its) == [hub]]
        places |= _fan(only, _turn(n, len(hubs)), 2 * math.pi / max(len(hubs), 1), radius, gap)
    places |= _between({other: its for other, its in belonging.items() if len(its) > 1}, places, hubs, gap)
    places = {node: (round(x * WIDER, 1), round(y * 1.2, 1)) for node, (x, y) in places.items()}
    return places | column([other for other, its in belonging.items() if not its], places, gap)


def levels(above: Mapping[str, str | None], gap: float = GAP) -> Positions:
    """Levels from left to right: each node right of the one that it stands under, halfway down those under itself.

    Nodes without anyone under them stand in rows of their own, so that a name fits beside each.
    """
    below: dict[str | None, list[str]] = defaultdict(list)
    for node, over in above.items():
        below[over if over in above else None].append(node)
    places: Positions = {}
    row = 0.0
    waiting = [(node, 0, False) for node in reversed(below[None])]
    while waiting:
        node, level, done = waiting.pop()
        if done:
            middle = (places[below[node][0]][1] + places[below[node][-1]][1]) / 2
            places[node] = (round(level * LEVEL_STEP * gap, 1), round(middle, 1))
        elif below[node]:
            waiting += [(node, level, True), *((one, level + 1, False) for one in reversed(below[node]))]
        else:
            places[node] = (round(level * LEVEL_STEP * gap, 1), round(row, 1))
            row += LEVEL_ROW * gap
    return places


def columns(steps: Mapping[str, int], gap: float = GAP) -> Positions:
    """The nodes of step 0 at the left, those of each further step in a column right of it, around one middle line."""
    places: Positions = {}
    for step in sorted(set(steps.values())):
        nodes = sorted(node for node, its in steps.items() if its == step)
        for n, node in enumerate(nodes):
            places[node] = (round(step * COLUMN_STEP * gap, 1), round((n - (len(nodes) - 1) / 2) * 1.9 * gap, 1))
    return places


def rings(steps: Mapping[str, int], ties: Iterable[Pair], gap: float = GAP) -> Positions:
    """The nodes of step 0 in the middle, those of each further step on a ring around it, near whom they know."""
    neighbours: dict[str, list[str]] = {node: [] for node in steps}
    for one, other in sorted(ties):
        neighbours[one].append(other)
        neighbours[other].append(one)
    turns: dict[str, float] = {}
    places: Positions = {}
    radius = 0.0
    for step in range(max(steps.values(), default=0) + 1):
        ring = sorted(node for node in steps if steps[node] == step)
        if step == 0 and len(ring) == 1:
            turns[ring[0]], places[ring[0]] = 0.0, (0.0, 0.0)
            continue
        ring.sort(key=lambda node: (_mean_turn(node, neighbours, turns), node))
        if len(ring) > MOST_ON_RING:
            places |= _on_arcs(ring, radius + 2.6 * gap, turns, gap)
            radius = max(math.hypot(*places[node]) for node in ring)
            continue
        radius = max(radius + 3.2 * gap, len(ring) * 0.72 * gap / (2 * math.pi) * 1.9)
        places |= _on_ring(ring, radius, turns, gap)
    return {node: (round(x * 1.25, 1), y) for node, (x, y) in places.items()}


def _graph(order: Sequence[str], ties: Iterable[Pair]) -> rx.PyGraph[str, None]:
    graph: rx.PyGraph[str, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(list(order))
    at = {node: n for n, node in enumerate(order)}
    pairs = sorted({(min(at[a], at[b]), max(at[a], at[b])) for a, b in ties if a != b})
    graph.add_edges_from([(a, b, None) for a, b in pairs])
    return graph


def _component(graph: rx.PyGraph[str, None], gap: float) -> Points:
    """One connected component: distances first, springs then, nothing closer than the gap."""
    count = graph.num_nodes()
    gap *= (
        1.3 if count <= 5 else 1.7 if count <= 30 else 1.25 if count <= 80 else 1.0
    )  # where few stand, all names find room
    if count == 2:
        return np.array([[0.0, 0.0], [2.2 * gap, 0.0]])
    start = _by_distance(graph)
    found = rx.spring_layout(
        graph,
        pos={n: (float(x), float(y)) for n, (x, y) in enumerate(start)},
        k=1.0 / math.sqrt(count),
        num_iter=int(np.clip(WORK / count**2, 8, 120)),
        seed=SEED,
    )
    points = _evened(np.array([found[n] for n in range(count)], dtype=float))
    room = (ROOM if count <= 600 else MUCH_ROOM) * gap * math.sqrt(count)
    points *= max(_usual(EDGE * gap / GAP, points, graph), room / float(np.ptp(points, axis=0).max()))
    points[:, 0] *= math.sqrt(SHAPE)
    points[:, 1] /= math.sqrt(SHAPE)
    return apart(points, gap)


def _by_distance(graph: rx.PyGraph[str, None], pivots: int = 24) -> Points:
    """Positions from the steps to some far-off nodes (pivot MDS, Brandes and Pich 2007), in a unit square."""
    count = graph.num_nodes()
    steps: list[Points] = []
    nearest = np.full(count, np.inf)
    pivot = max(range(count), key=lambda n: (graph.degree(n), -n))
    for _ in range(min(pivots, count)):
        steps.append(_steps_from(graph, pivot))
        nearest = np.minimum(nearest, steps[-1])
        pivot = int(np.argmax(nearest))
    squared = np.array(steps).T ** 2
    centred = squared - squared.mean(0) - squared.mean(1, keepdims=True) + squared.mean()
    _, axes = np.linalg.eigh(centred.T @ centred)
    flat: Points = centred @ axes[:, :-3:-1]
    flat *= np.where(flat[np.argmax(np.abs(flat), axis=0), [0, 1]] < 0, -1.0, 1.0)
    flat = flat / (float(np.abs(flat).max()) or 1.0)
    return flat + sunflower(count) * 0.08


def _steps_from(graph: rx.PyGraph[str, None], start: int) -> Points:
    reached = rx.dijkstra_shortest_path_lengths(graph, start, lambda _: 1.0)
    steps: Points = np.zeros(graph.num_nodes())
    for node, length in reached.items():
        steps[node] = length
    return steps


def _evened(points: Points) -> Points:
    """Crowds thinned and outliers drawn in: each coordinate halfway between its value and its rank."""
    size = np.maximum(np.ptp(points, axis=0), 1e-9)
    values = (points - points.min(axis=0)) / size
    ranks = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0) / max(len(points) - 1, 1)
    evened: Points = size * (values + ranks) / 2
    return evened


def _usual(length: float, points: Points, graph: rx.PyGraph[str, None]) -> float:
    ends = np.array(graph.edge_list())
    lengths = np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)
    return float(length / (np.median(lengths) or 1.0))


def _pack(parts: Sequence[Part], gap: float) -> Positions:
    """Components in rows, each row in the middle, none over another; one with nearly all nodes has its own."""
    places: Positions = {}
    y = 0.0
    for row in _rows(parts, gap):
        sizes = [np.ptp(points, axis=0) for _, points in row]
        height = max(float(size[1]) for size in sizes)
        x = -(sum(float(size[0]) for size in sizes) + BETWEEN * gap * (len(row) - 1)) / 2
        for (names, points), size in zip(row, sizes, strict=True):
            moved = points - points.min(axis=0) + (x, y + (height - float(size[1])) / 2)
            places |= _rounded(names, moved)
            x += float(size[0]) + BETWEEN * gap
        y += height + 2.2 * gap
    return places


def _rows(parts: Sequence[Part], gap: float) -> list[list[Part]]:
    if not parts:
        return []
    areas = [np.prod(np.ptp(points, axis=0) + 2.4 * gap) for _, points in parts]
    first, whole = parts[0], sum(len(names) for names, _ in parts)
    main = len(first[0]) > 0.7 * whole
    widest = float(np.ptp(first[1], axis=0)[0])
    widest = widest if main else max(widest, math.sqrt(SHAPE * float(sum(areas))) * 1.2)
    rows: list[list[Part]] = [[first]] if main else []
    room = 0.0
    for part in parts[1:] if main else parts:
        wide = float(np.ptp(part[1], axis=0)[0])
        if wide > room:
            rows, room = [*rows, []], widest
        rows[-1].append(part)
        room -= wide + BETWEEN * gap
    return rows


def _rounded(names: Sequence[str], points: Points) -> Positions:
    return {name: (round(float(x), 1), round(float(y), 1)) for name, (x, y) in zip(names, points, strict=True)}


def _extent(places: Mapping[str, Position]) -> tuple[float, float, float]:
    xs = [x for x, _ in places.values()] or [0.0]
    return min(xs), max(xs), max((y for _, y in places.values()), default=0.0)


def _turn(n: int, count: int) -> float:
    return 2 * math.pi * n / max(count, 1) - math.pi / 2


def _at(radius: float, turn: float) -> Position:
    return round(radius * math.cos(turn), 1), round(radius * math.sin(turn), 1)


def _fan(nodes: Sequence[str], turn: float, width: float, radius: float, gap: float) -> Positions:
    """Nodes in arcs outside a hub; the hub's own name runs between them, or below them at top and bottom."""
    places: Positions = {}
    beside = abs(math.cos(turn)) > 0.3
    radius += (1.8 if beside else 2.6) * gap
    rest = list(nodes)
    while rest:
        room = max(2, int(radius * width * 0.9 / (1.25 * gap)))
        row, rest = rest[:room], rest[room:]
        for n, node in enumerate(row):
            side = n % 2 * 2 - 1
            off = side * (1.3 + 1.25 * (n // 2)) if beside else 1.25 * (n - (len(row) - 1) / 2)
            places[node] = _at(radius, turn + off * gap / radius)
        radius += 1.05 * gap
    return places


def _between(
    belonging: Mapping[str, Mapping[str, float]], places: Mapping[str, Position], hubs: Sequence[str], gap: float
) -> Positions:
    """Nodes at the weighted middle of their hubs, pushed apart inside the ring."""
    if not belonging:
        return {}
    names = list(belonging)
    middles = []
    for its in belonging.values():
        whole = sum(its.values())
        middles.append([sum(places[hub][axis] * s for hub, s in its.items()) / whole for axis in (0, 1)])
    inside = np.array(middles) * 0.78 + sunflower(len(names)) * 0.2 * gap
    fixed = np.array([places[hub] for hub in hubs])
    settled = apart(inside, gap * 1.05, rounds=160, fixed=fixed)
    return _rounded(names, settled)


def _mean_turn(node: str, neighbours: Mapping[str, Sequence[str]], turns: Mapping[str, float]) -> float:
    known = [turns[other] for other in neighbours[node] if other in turns]
    if not known:
        return 0.0
    return math.atan2(sum(map(math.sin, known)), sum(map(math.cos, known)))


def _on_arcs(ring: Sequence[str], inner: float, turns: dict[str, float], gap: float) -> Positions:
    """Down on the right and up on the left, in one or more arcs, with room for a name outside each node."""
    arcs = math.ceil(len(ring) / MOST_ON_ARCS)
    half = math.ceil(len(ring) / 2)
    high = (0.95 if arcs == 1 else 1.45) * gap
    places: Positions = {}
    for side, nodes in ((1, ring[:half]), (-1, ring[half:][::-1])):
        rows = math.ceil(len(nodes) / arcs)
        for n, node in enumerate(nodes):
            arc = n % arcs
            y = (n // arcs - (rows - 1) / 2 + arc / arcs - (arcs - 1) / arcs / 2) * high
            bow = 1.6 * gap * (2 * y / max(rows * high, high)) ** 2
            places[node] = (round(side * (inner + arc * 3.6 * gap - bow), 1), round(y, 1))
            turns[node] = math.atan2(y, places[node][0])
    return places


def _on_ring(ring: Sequence[str], radius: float, turns: dict[str, float], gap: float) -> Positions:
    places: Positions = {}
    for n, node in enumerate(ring):
        turns[node] = _turn(n, len(ring))
        crowded = len(ring) * 1.2 * gap > 2 * math.pi * radius
        places[node] = _at(radius + (0.75 * gap if crowded and n % 2 else 0.0), turns[node])
    return places
