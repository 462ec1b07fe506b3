"""Who brokers between others that have no contact themselves, within groups and between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.structure import Graph

Position = Literal["powerhouse", "connector", "linchpin", "sideliner"]

_UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class TwoPaths:
    """All open two-paths of a graph: first – broker – last, where first and last have no contact themselves.

    Each once, with first < last. `exclusive` marks those whose two ends have no other broker.
    """

    graph: Graph
    first: NDArray[np.int64]
    broker: NDArray[np.int64]
    last: NDArray[np.int64]
    exclusive: NDArray[np.bool_]

    def per_broker(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of the marked two-paths each node of the graph brokers."""
        return np.bincount(self.broker[which], minlength=self.graph.n).astype(np.int64)


@dataclass(frozen=True)
class GroupRoles:
    """How many directed open two-paths a → broker → c a node brokers, by the groups of the three.

    coordinator: all of one group; itinerant: a and c of one group, the broker of another; gatekeeper: only c of
    the broker's group; representative: only a; liaison: three groups.
    """

    coordinator: int
    itinerant: int
    gatekeeper: int
    representative: int
    liaison: int


@dataclass(frozen=True)
class Bridging:
    """What a node brokers between groups: all open two-paths, those that only it brokers, and its position."""

    activity: int
    exclusivity: int
    position: Position | None


def open_two_paths(graph: Graph) -> TwoPaths:
    """All pairs of contacts of a node that have no contact themselves, for every node.

    Looks at pairs of neighbours only; time and memory grow with Σ degree². Rests on design/analysis.md §6.
    """
    around = [_pairs_around(graph, node) for node in range(graph.n)]
    pairs = np.concatenate([np.empty((0, 3), dtype=np.int64), *around])
    key = pairs[:, 0] * graph.n + pairs[:, 2]
    is_open = ~np.isin(key, graph.edges[:, 0] * graph.n + graph.edges[:, 1])
    first, broker, last = pairs[is_open].T
    _, pair, brokers = np.unique(key[is_open], return_inverse=True, return_counts=True)
    return TwoPaths(graph, first, broker, last, brokers[pair] == 1)


def exclusive_brokerage(paths: TwoPaths) -> tuple[int, ...]:
    """For each node, how many pairs without contact have it as their only common contact, whatever their groups.

    Unordered pairs; an isolate has 0. Rests on design/analysis.md §6.
    """
    return tuple(paths.per_broker(paths.exclusive).tolist())


def gould_fernandez(paths: TwoPaths, groups: Sequence[str | None]) -> tuple[GroupRoles | None, ...]:
    """For each node, its brokerage roles by group (Gould and Fernandez 1989).

    Counts ordered open two-paths a → b → c, where a and c have no contact: each in both directions, as
    sna::brokerage in R does for a symmetric matrix. So gatekeeper and representative are always equal. Two-paths
    with an end whose group is not known (None) do not count; a broker whose group is not known has None. Raises
    ValueError unless there is one group for each node. Rests on design/analysis.md §6.
    """
    code = _codes(paths.graph, groups)
    a, b, c = code[paths.first], code[paths.broker], code[paths.last]
    known = (a != _UNKNOWN) & (c != _UNKNOWN)
    coordinator = 2 * paths.per_broker(known & (a == b) & (b == c))
    itinerant = 2 * paths.per_broker(known & (a == c) & (a != b))
    one_inside = paths.per_broker(known & ((a == b) != (c == b)))
    liaison = 2 * paths.per_broker(known & (a != b) & (b != c) & (a != c))
    counts = np.stack([coordinator, itinerant, one_inside, one_inside, liaison], axis=1).tolist()
    return tuple(None if group is None else GroupRoles(*row) for group, row in zip(groups, counts, strict=True))


def bridging(paths: TwoPaths, groups: Sequence[str | None]) -> tuple[Bridging, ...]:
    """For each node, its brokerage between different groups (Hamilton, Hileman and Bodin 2020).

    activity: open two-paths (unordered pairs) whose ends are of different groups; exclusivity: those of them that
    have only this broker. position, against the means over all nodes with a contact: powerhouse (both above),
    connector (activity only), linchpin (exclusivity only), sideliner; undefined, None, for an isolate. Two-paths
    with an end whose group is not known (None) do not count. Raises ValueError unless there is one group for each
    node. Rests on design/analysis.md §6.
    """
    code = _codes(paths.graph, groups)
    a, c = code[paths.first], code[paths.last]
    between = (a != _UNKNOWN) & (c != _UNKNOWN) & (a != c)
    activity = paths.per_broker(between)
    exclusivity = paths.per_broker(between & paths.exclusive)
    connected = paths.graph.degree > 0
    positions = zip(_above_mean(activity, connected), _above_mean(exclusivity, connected), strict=True)
    rows = zip(activity.tolist(), exclusivity.tolist(), positions, connected.tolist(), strict=True)
    return tuple(Bridging(x, y, _position(*above) if linked else None) for x, y, above, linked in rows)


def _pairs_around(graph: Graph, node: int) -> NDArray[np.int64]:
    start, stop = graph.adjacency.indptr[node : node + 2]
    contacts = graph.adjacency.indices[start:stop].astype(np.int64)
    i, j = np.triu_indices(contacts.size, k=1)
    return np.stack([contacts[i], np.full(i.size, node, dtype=np.int64), contacts[j]], axis=1)


def _codes(graph: Graph, groups: Sequence[str | None]) -> NDArray[np.int64]:
    if len(groups) != graph.n:
        raise ValueError(f"{len(groups)} groups are given for {graph.n} nodes")
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))} | {None: _UNKNOWN}
    return np.array([numbers[group] for group in groups], dtype=np.int64)


def _above_mean(counts: NDArray[np.int64], among: NDArray[np.bool_]) -> list[bool]:
    total, size = int(counts[among].sum()), int(among.sum())
    return [count * size > total for count in counts.tolist()]


def _position(active: bool, exclusive: bool) -> Position:
    if active:
        return "powerhouse" if exclusive else "connector"
    return "linchpin" if exclusive else "sideliner"
