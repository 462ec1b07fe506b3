"""By which ties one node of a network leads to another: shortest ways over lines of authority and coordination."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from graph_service.analysis.columns import representatives
from graph_service.analysis.folding import folded
from graph_service.analysis.presence import holds, present
from graph_service.analysis.scope import Scope
from graph_service.model.errors import BadValue
from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode
from graph_service.model.text import text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary

AUTHORITY_KINDS = frozenset(
    {
        "part_of",
        "member_of",
        "steers",
        "advises",
        "reports_to",
        "coordinates_with",
        "funds",
        "follows",
        "consults",
        "decides",
    }
)


@dataclass(frozen=True)
class Reading:
    """A tie as a path reads it: `forward` in its own direction; ties without a direction always."""

    tie: Tie
    forward: bool


@dataclass(frozen=True)
class Step:
    """One step of a path: every tie of the chosen kinds that makes it."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Path:
    """The nodes of a way in their order, and the step between each two of them."""

    nodes: tuple[AnyNode, ...]
    steps: tuple[Step, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the ties that the path rests on."""
        return tuple(reading.tie.id for step in self.steps for reading in step.readings)


@dataclass(frozen=True)
class Reach:
    """Where there is no path: how many nodes the origin leads to, and how many lead to the target."""

    from_origin: int
    to_target: int


@dataclass(frozen=True)
class Paths:
    """All shortest paths between two nodes, or how far each of them reaches where there is none.

    `steps` is None and `reach` is told where there is no path. `total` counts every shortest path, `paths` holds
    the first ones. `absent` are those of the two nodes that are not there on the day; `left_out` counts the ties
    of the chosen kinds that are not.
    """

    origin: AnyNode
    target: AnyNode
    steps: int | None
    paths: tuple[Path, ...]
    total: int
    reach: Reach | None
    absent: tuple[AnyNode, ...]
    left_out: int
    kinds: frozenset[str]
    directed: bool
    scope: Scope
    revision: int

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the ties that the shown paths rest on, each once."""
        return tuple(dict.fromkeys(fact for path in self.paths for fact in path.facts))

    @property
    def undated(self) -> tuple[str, ...]:
        """Those of them that count on the day only because a start or an end is not recorded."""
        readings = (reading for path in self.paths for step in path.steps for reading in step.readings)
        ties = (reading.tie for reading in readings)
        return tuple(dict.fromkeys(tie.id for tie in ties if not tie.valid.certainly_covers(self.scope.at)))


_Readings = Mapping[tuple[str, str], list[Reading]]


def paths(
    network: Network,
    origin_id: str,
    target_id: str,
    scope: Scope,
    kinds: Iterable[str] | None = None,
    *,
    directed: bool = False,
    limit: int = 20,
) -> Paths:
    """All shortest paths over ties of the chosen kinds that are there on the day; the first `limit` are listed.

    No kinds given means lines of authority and coordination (AUTHORITY_KINDS). `directed` reads ties in their
    direction only; kinds without a direction go both ways. Parallel ties make one step, and records that people
    called the same are one node. Sorted by the names along the way, then ids. Raises NotFound for an unknown
    node, UnknownWord for an unknown kind, BadValue for the same node at both ends (design/analysis.md §9).
    """
    same = representatives(network)
    origin_id, target_id = (same.get(end, end) for end in (network.node(origin_id).id, network.node(target_id).id))
    network = folded(network)
    origin, target = network.node(origin_id), network.node(target_id)
    if origin is target:
        raise _same_end(origin)
    chosen = _known(kinds)
    there = present(network, scope)
    ties = [tie for tie in network.ties.values() if tie.kind in chosen]
    readings = _readings((tie for tie in ties if tie.id in there), directed)
    graph: nx.DiGraph[str] = nx.DiGraph(readings.keys())
    graph.add_nodes_from((origin_id, target_id))
    ahead = _ahead(network, graph, target_id)
    first = next(_ways(ahead, origin_id, target_id), None)
    return Paths(
        origin=origin,
        target=target,
        steps=len(first) - 1 if first else None,
        paths=tuple(_path(network, way, readings) for way in islice(_ways(ahead, origin_id, target_id), limit)),
        total=_count(ahead, target_id).get(origin_id, 0),
        reach=None if first else _reach(graph, origin_id, target_id),
        absent=tuple(end for end in (origin, target) if not holds(end, scope)),
        left_out=sum(1 for tie in ties if tie.id not in there),
        kinds=chosen,
        directed=directed,
        scope=scope,
        revision=network.revision,
    )


def _same_end(node: AnyNode) -> BadValue:
    return BadValue(
        text("Ein Weg von „{name}“ zu sich selbst ist nicht möglich.", name=node.name),
        place="to",
        value=node.id,
        remedy=text("Bitte zwei verschiedene Einträge nennen."),
    )


def _known(kinds: Iterable[str] | None) -> frozenset[str]:
    chosen = frozenset(kinds or AUTHORITY_KINDS)
    for kind in sorted(chosen):
        vocabulary().tie_kind(kind)
    return chosen


def _readings(ties: Iterable[Tie], directed: bool) -> _Readings:
    found: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for tie in sorted(ties, key=lambda tie: (tie.kind, tie.rank, tie.id)):
        one_way = vocabulary().tie_kind(tie.kind).directed
        found[tie.origin, tie.target].append(Reading(tie, forward=True))
        if not (directed and one_way):
            found[tie.target, tie.origin].append(Reading(tie, forward=not one_way))
    return found


def _ahead(network: Network, graph: nx.DiGraph[str], target_id: str) -> dict[str, list[str]]:
    """For each node that leads to the target, nearest first: the next nodes of its shortest ways, by name."""
    distances = nx.single_source_shortest_path_length(graph.reverse(copy=False), target_id)
    return {
        node: sorted(
            (following for following in graph[node] if distances.get(following) == distance - 1),
            key=lambda node_id: (fold(network.nodes[node_id].name), node_id),
        )
        for node, distance in distances.items()
    }


def _ways(ahead: Mapping[str, list[str]], origin_id: str, target_id: str) -> Iterator[tuple[str, ...]]:
    """Every shortest way, first the one whose names come first."""
    begun: list[tuple[str, ...]] = [(origin_id,)] if origin_id in ahead else []
    while begun:
        way = begun.pop()
        if way[-1] == target_id:
            yield way
        begun.extend((*way, following) for following in reversed(ahead[way[-1]]))


def _count(ahead: Mapping[str, list[str]], target_id: str) -> Mapping[str, int]:
    """How many shortest ways lead from each node to the target, added up from the nearest outwards."""
    counts = {target_id: 1}
    for node, following in ahead.items():
        counts.setdefault(node, sum(counts[key] for key in following))
    return counts


def _path(network: Network, way: tuple[str, ...], readings: _Readings) -> Path:
    steps = tuple(Step(tuple(readings[ends])) for ends in pairwise(way))
    return Path(tuple(network.nodes[node_id] for node_id in way), steps)


def _reach(graph: nx.DiGraph[str], origin_id: str, target_id: str) -> Reach:
    return Reach(len(nx.descendants(graph, origin_id)), len(nx.ancestors(graph, target_id)))
