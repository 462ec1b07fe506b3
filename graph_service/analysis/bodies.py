"""Bodies and who sits in them, who stands above whom, and the way of papers through the committees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx

from graph_service.analysis.presence import present
from graph_service.analysis.scope import Scope
from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Document, Event
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary

LINES = ("steers", "reports_to", "part_of")
STATIONS = ("consults", "decides")
_COVERS = ("responsible_for", "steers")
_Lines: TypeAlias = dict[tuple[str, str], list[Tie]]


@dataclass(frozen=True)
class Place:
    """Where an actor stands: its level from 0 at the top, and the ties to the one under whom it is listed."""

    actor: Actor
    level: int
    above: str | None
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Levels:
    """Who stands above whom, superiors before those under them; `circles` are actors that stand above each other."""

    places: tuple[Place, ...]
    circles: tuple[tuple[Actor, ...], ...]


@dataclass(frozen=True)
class Body:
    """A body: who sits in it, its other ties to actors, and the ties by which it covers fields."""

    actor: Actor
    seats: tuple[Tie, ...]
    ties: tuple[Tie, ...]
    fields: tuple[Tie, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the body and of the ties that its row rests on."""
        return (self.actor.id, *(tie.id for tie in (*self.seats, *self.ties, *self.fields)))

    def seats_as(self, role: str) -> tuple[Tie, ...]:
        """The seats with a role, as "chair"."""
        return tuple(tie for tie in self.seats if tie.role == role)


@dataclass(frozen=True)
class Member:
    """An actor and its seats."""

    actor: Actor
    seats: tuple[Tie, ...]


@dataclass(frozen=True)
class PaperWay:
    """A paper, its stations in their order, what it is about, and the dated steps that it tells of."""

    paper: Document
    stations: tuple[Tie, ...]
    subjects: tuple[Tie, ...]
    steps: tuple[Event, ...]


@dataclass(frozen=True)
class Governance:
    """The bodies on a day, their levels, who sits in several of them, and the ways of papers up to any day.

    `absent` are bodies that are recorded, but not there on the day; `undated` counts the seats that hold only because
    a start or an end is not recorded.
    """

    bodies: tuple[Body, ...]
    absent: tuple[Actor, ...]
    levels: Levels
    several: tuple[Member, ...]
    papers: tuple[PaperWay, ...]
    scope: Scope

    @property
    def seats(self) -> tuple[Tie, ...]:
        return tuple(tie for body in self.bodies for tie in body.seats)

    @property
    def undated(self) -> int:
        return sum(1 for tie in self.seats if not tie.valid.certainly_covers(self.scope.at))


def governance(network: Network, scope: Scope) -> Governance:
    """Bodies and seats that are there on the day, their levels, and every recorded way of a paper.

    Bodies are sorted by kind, then name; seats by role, then name; papers by date, the newest first. A body without a
    recorded seat has none here, which says nothing about who sits in it (design/interface.md, page 8).
    """
    there = present(network, scope)
    actors = [actor for actor in network.actors if actor.is_body]
    bodies = [_body(network, actor, there, scope) for actor in sorted(actors, key=_order) if actor.id in there]
    return Governance(
        bodies=tuple(bodies),
        absent=tuple(actor for actor in sorted(actors, key=_order) if actor.id not in there),
        levels=levels(network, there),
        several=_several(network, bodies),
        papers=paper_ways(network, scope),
        scope=scope,
    )


def _order(actor: Actor) -> tuple[int, str, str]:
    """Kinds in the order of the vocabulary, which goes from the council down."""
    return list(vocabulary().actor_kinds).index(actor.kind), fold(actor.name), actor.id


def _body(network: Network, actor: Actor, there: frozenset[str], scope: Scope) -> Body:
    ties = [tie for tie in network.ties_of(actor.id) if tie.id in there]
    ends = {tie.id: network.nodes[tie.target if tie.origin == actor.id else tie.origin] for tie in ties}
    seats = [tie for tie in ties if tie.kind == "member_of" and tie.target == actor.id]
    lines = [tie for tie in ties if isinstance(ends[tie.id], Actor) and tie not in seats]
    lines += [tie for tie in _successions(network, actor) if tie.id not in there and scope.admits(tie)]
    return Body(
        actor=actor,
        seats=tuple(sorted(seats, key=lambda tie: (tie.rank, fold(ends[tie.id].name), tie.id))),
        ties=tuple(sorted(lines, key=lambda tie: (tie.kind, tie.id))),
        fields=tuple(tie for tie in ties if tie.kind in _COVERS and ends[tie.id].type == "concept"),
    )


def _successions(network: Network, actor: Actor) -> list[Tie]:
    """Who came before or after: one of the two is mostly not there any more."""
    return [tie for tie in network.ties_of(actor.id) if tie.kind == "follows"]


def _several(network: Network, bodies: list[Body]) -> tuple[Member, ...]:
    seats: dict[str, list[Tie]] = defaultdict(list)
    for body in bodies:
        for tie in body.seats:
            seats[tie.origin].append(tie)
    found = [(actor, its) for actor, its in seats.items() if len({tie.target for tie in its}) > 1]
    members = [Member(actor, tuple(its)) for key, its in found if isinstance(actor := network.nodes[key], Actor)]
    return tuple(sorted(members, key=lambda one: (-len({tie.target for tie in one.seats}), _order(one.actor))))


def paper_ways(network: Network, scope: Scope) -> tuple[PaperWay, ...]:
    """Each paper that any body deliberated or decided on, the newest first, those without a date last."""
    found = [
        PaperWay(paper, stations, network.ties_from(paper.id, "concerns"), steps_of(network, paper.id))
        for paper in network.documents
        if (stations := tuple(tie for tie in stations_of(network, paper.id) if _counts(tie, scope)))
    ]
    found.sort(key=lambda way: fold(way.paper.name))
    return tuple(sorted(found, key=lambda way: str(way.paper.date or ""), reverse=True))


def _counts(tie: Tie, scope: Scope) -> bool:
    """A station counts whenever it was."""
    return tie.basis != "inferred" and not (scope.documented and tie.confirmation != "documented")


def stations_of(network: Network, document_id: str) -> tuple[Tie, ...]:
    """The ties of the bodies that deliberated or decided on a paper, in their order."""
    ties = [tie for tie in network.ties_to(document_id) if tie.kind in STATIONS]
    return tuple(sorted(ties, key=lambda tie: (tie.order is None, tie.order or 0, str(tie.valid), tie.id)))


def steps_of(network: Network, document_id: str) -> tuple[Event, ...]:
    """The dated steps that a document tells of, in the order of time."""
    found = [record for record in network.citing.get(document_id, ()) if isinstance(record, Event)]
    return tuple(sorted(found, key=lambda event: (event.valid.start is None, str(event.valid), event.name)))


def levels(network: Network, there: frozenset[str]) -> Levels:
    """Who stands above whom by LINES, for every body and whoever is joined to one by them.

    The level of an actor is the length of the longest line from the top down to it; actors in a circle share one. It
    is listed under one of its superiors, of the lowest level: who steers it before whom it reports to or belongs to.
    """
    ties = _lines(network, there)
    graph: nx.DiGraph[str] = nx.DiGraph(ties.keys())
    graph.add_nodes_from(actor.id for actor in network.actors if actor.is_body and actor.id in there)
    joined = [part for part in nx.weakly_connected_components(graph) if any(_is_body(network, one) for one in part)]
    graph = graph.subgraph(set().union(*joined))
    rings = nx.condensation(graph)
    circles = [sorted((_actor(network, one) for one in its), key=_order) for its in _circles(rings)]
    return Levels(_top_down(_places(network, graph, rings, ties)), tuple(map(tuple, circles)))


def _places(network: Network, graph: nx.DiGraph[str], rings: nx.DiGraph[int], ties: _Lines) -> dict[str, Place]:
    ring_of: Mapping[str, int] = rings.graph["mapping"]
    depth: dict[int, int] = {}
    for ring in nx.topological_sort(rings):
        depth[ring] = max((depth[above] + 1 for above in rings.predecessors(ring)), default=0)
    places = {}
    for node in graph:
        outside = [above for above in graph.predecessors(node) if ring_of[above] != ring_of[node]]
        ranks = {above: _nearest(network, above, depth[ring_of[above]], ties[above, node]) for above in outside}
        above = min(outside, key=ranks.__getitem__, default=None)
        by = tuple(ties[above, node]) if above else ()
        places[node] = Place(_actor(network, node), depth[ring_of[node]], above, by)
    return places


def _lines(network: Network, there: frozenset[str]) -> _Lines:
    found: _Lines = defaultdict(list)
    for kind in LINES:
        for tie in network.ties.values():
            ends = network.nodes[tie.origin], network.nodes[tie.target]
            if tie.kind == kind and tie.id in there and all(isinstance(end, Actor) for end in ends):
                found[superior(tie)].append(tie)
    return found


def superior(tie: Tie) -> tuple[str, str]:
    """Who stands above and who below by a tie of LINES."""
    return (tie.origin, tie.target) if tie.kind == "steers" else (tie.target, tie.origin)


def _is_body(network: Network, node_id: str) -> bool:
    return _actor(network, node_id).is_body


def _actor(network: Network, node_id: str) -> Actor:
    node = network.nodes[node_id]
    assert isinstance(node, Actor)  # noqa: S101 - lines lead from actors to actors
    return node


def _nearest(network: Network, above: str, depth: int, ties: list[Tie]) -> tuple[int, int, tuple[int, str, str]]:
    return -depth, min(LINES.index(tie.kind) for tie in ties), _order(_actor(network, above))


def _circles(rings: nx.DiGraph[int]) -> list[set[str]]:
    return [set(rings.nodes[ring]["members"]) for ring in rings if len(rings.nodes[ring]["members"]) > 1]


def _top_down(places: Mapping[str, Place]) -> tuple[Place, ...]:
    """Everyone before those who are listed under it, siblings by kind and name."""
    below: dict[str | None, list[Place]] = defaultdict(list)
    for place in sorted(places.values(), key=lambda one: _order(one.actor), reverse=True):
        below[place.above].append(place)
    found, waiting = [], list(below[None])
    while waiting:
        place = waiting.pop()
        found.append(place)
        waiting += below[place.actor.id]
    return tuple(found)
