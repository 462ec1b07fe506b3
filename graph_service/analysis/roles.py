"""Which part each actor has in the network: who lies between others, who stands in many fields, who is alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from graph_service.analysis.actor_graph import ActorCommunities, ActorGraph, facts_around
from graph_service.analysis.brokerage import Bridging, GroupRoles, bridging, gould_fernandez
from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import Bools, Floats, Ints
from graph_service.analysis.coverage import Coverage
from graph_service.analysis.dependence import Dependences, dependences
from graph_service.analysis.results import Basis
from graph_service.analysis.structure import Graph, Values, betweenness, constraint, effective_size, participation
from graph_service.model.errors import BadValue
from graph_service.model.text import text

GraphMode = Literal["one_mode", "two_mode"]


@dataclass(frozen=True)
class ActorRole:
    """The figures of one actor; None where one is not defined for it.

    `betweenness` is as Roles says; `degree`, `constraint`, `effective_size`, `brokerage` and `bridging` (by sector) are
    of the graph of actors; `participation` spreads its measures over the fields as recorded; `sole_cells` have no other
    provider; `alone`: no contact to anyone is recorded.
    """

    actor: str
    sector: str
    betweenness: float | None
    degree: int
    constraint: float | None
    effective_size: float | None
    brokerage: GroupRoles | None
    bridging: Bridging
    participation: float | None
    community: int | None
    measures: int
    sole_cells: int
    alone: bool
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Roles:
    """The roles of the actors on the day; one value for each node of `actors`.

    `graph` says on which graph betweenness stands: actors and accepted channels, or actors, running measures and who
    carries what; `normalized` whether it is a share of the most that is possible there, or a count of paths.
    """

    actors: ActorGraph
    graph: GraphMode
    normalized: bool
    dependences: Dependences
    communities: ActorCommunities | None
    betweenness: Values
    constraint: Values
    effective_size: Values
    brokerage: tuple[GroupRoles | None, ...]
    bridging: tuple[Bridging, ...]
    participation: Values
    measures: Ints
    alone: Bools

    @property
    def basis(self) -> Basis:
        return self.dependences.basis

    @cached_property
    def by_bridging(self) -> Ints:
        """The nodes by betweenness, then effective size, largest first, then id."""
        found: Ints = np.lexsort((-_numbers(self.effective_size), -_numbers(self.betweenness)))
        return found

    @property
    def by_dependence(self) -> Ints:
        """The nodes by what depends on them alone, see Dependences."""
        return self.dependences.ranking

    def row(self, node: int) -> ActorRole:
        """The figures of one actor, and the ties that they rest on."""
        channels, actor = self.actors.channels, self.actors.ids[node]
        place = int(self.actors.places[node])
        return ActorRole(
            actor=actor,
            sector=channels.situation.columns.actors.sectors[place],
            betweenness=self.betweenness[node],
            degree=int(self.actors.graph.degree[node]),
            constraint=self.constraint[node],
            effective_size=self.effective_size[node],
            brokerage=self.brokerage[node],
            bridging=self.bridging[node],
            participation=self.participation[node],
            community=self.communities.number.get(actor) if self.communities else None,
            measures=int(self.measures[node]),
            sole_cells=int(self.dependences.cells[node]),
            alone=bool(self.alone[node]),
            facts=facts_around(channels, place),
        )


def roles(
    channels: Channels,
    *,
    graph: GraphMode = "one_mode",
    normalized: bool = True,
    accepted: frozenset[str] = ACCEPTED,
    communities: ActorCommunities | None = None,
    coverage: Coverage | None = None,
) -> Roles:
    """The roles of the actors of a situation (design/analysis.md §6).

    Betweenness b(v) = Σ σ(s,t|v)/σ(s,t); normalized by (n−1)(n−2)/2 for n actors, or for two modes by the most that
    an actor can have (see two_mode_betweenness). Participation P = 1 − Σ (k_is/k_i)², k_is = measures of an actor in
    field s as recorded. Cells are those of `coverage`, all unless given; BadValue for another graph.
    """
    if graph not in get_args(GraphMode):
        raise BadValue(
            text("„{value}“ ist kein Netz, auf dem sich Rollen bestimmen lassen.", value=str(graph)[:80]),
            place="graph",
            value=str(graph)[:80],
            near=get_args(GraphMode),
            remedy=text("Erlaubt: {words}.", words=get_args(GraphMode)),
        )
    dependent = dependences(channels, coverage, accepted)
    actors, situation = dependent.actors, channels.situation
    sectors = [situation.columns.actors.sectors[place] for place in actors.places]
    between = two_mode_betweenness if graph == "two_mode" else _one_mode_betweenness
    carried = situation.carriers[actors.places]
    return Roles(
        actors=actors,
        graph=graph,
        normalized=normalized,
        dependences=dependent,
        communities=communities,
        betweenness=between(actors, normalized=normalized),
        constraint=constraint(actors.graph),
        effective_size=effective_size(actors.graph),
        brokerage=gould_fernandez(actors.two_paths, sectors),
        bridging=bridging(actors.two_paths, sectors),
        participation=participation((carried @ situation.facet("field").own).toarray().astype(np.int64)),
        measures=np.diff(carried.indptr).astype(np.int64),
        alone=np.isin(actors.places, channels.alone),
    )


def _one_mode_betweenness(actors: ActorGraph, *, normalized: bool) -> Values:
    return betweenness(actors.graph, normalized=normalized)


def two_mode_betweenness(actors: ActorGraph, *, normalized: bool = True) -> Values:
    """The betweenness of each actor in the graph of the actors on the day and the running measures that they carry.

    Normalized by the most that one of n actors can have beside m measures (Borgatti and Halgin 2011): with
    s = (n−1) div m, t = (n−1) mod m, ½(m²(s+1)² + m(s+1)(2t−s−1) − t(2s−t+3)). None where nothing can lie between.
    """
    situation = actors.channels.situation
    measures = np.flatnonzero(situation.running)
    n, m = len(actors.places), len(measures)
    carried = situation.carriers[actors.places][:, measures].tocoo()
    both = Graph.of(n + m, np.stack((carried.row, carried.col + n), axis=1).tolist())
    found, most = betweenness(both, normalized=False)[:n], _most_between(n, m)
    if not most:
        return (None,) * n
    return tuple(None if b is None else round(b / most, 9) if normalized else b for b in found)


def _most_between(n: int, m: int) -> float:
    """The betweenness of the centre of the most central two-mode graph, among the n nodes of its side."""
    if not n or not m:
        return 0
    s, t = divmod(n - 1, m)
    return (m**2 * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2


def _numbers(values: Values) -> Floats:
    """Plain numbers to sort by: what is not defined comes after everything else."""
    return np.array([-np.inf if value is None else value for value in values], dtype=np.float64)
