"""Who is in touch with whom on the day, as a graph of the actors that are there, and its communities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_service.analysis.brokerage import TwoPaths, open_two_paths
from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import ACTOR_TIES, Bools, Ints, Links, Matrix
from graph_service.analysis.communities import communities
from graph_service.analysis.incidence import members
from graph_service.analysis.structure import Graph
from graph_service.model.errors import BadValue
from graph_service.model.text import text


@dataclass(frozen=True, eq=False)
class ActorGraph:
    """The actors on the day and the pairs that an accepted channel joins; node v stands for row `places[v]`."""

    channels: Channels
    accepted: frozenset[str]
    places: Ints
    graph: Graph

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of the actors, node by node."""
        listed = self.channels.situation.columns.actors.ids
        return tuple(listed[place] for place in self.places)

    @cached_property
    def two_paths(self) -> TwoPaths:
        """Who could broker between whom."""
        return open_two_paths(self.graph)


def actor_graph(channels: Channels, accepted: frozenset[str] = ACCEPTED) -> ActorGraph:
    """The one-mode graph of a situation; UnknownWord for a channel that there is not (design/analysis.md §6)."""
    places, joined = np.flatnonzero(channels.situation.actors), channels.joined(accepted)
    size = max(channels.size, 1)
    ends = np.searchsorted(places, np.stack((joined // size, joined % size), axis=1))
    return ActorGraph(channels, accepted, places, Graph.of(len(places), ends.tolist()))


@dataclass(frozen=True)
class ActorCommunities:
    """Groups of actors with many contacts inside, largest first, and how stable they are: an aid for reading.

    `alone` have no contact and belong to no group; for the other figures see communities.Communities.
    """

    groups: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...]
    modularity: float
    resolution: float
    seed: int
    runs: int
    stability: float

    @cached_property
    def number(self) -> Mapping[str, int]:
        """For each actor in a group the number of the group, the largest being 1."""
        return {actor: number for number, group in enumerate(self.groups, start=1) for actor in group}


def situation_communities(actors: ActorGraph, *, seed: int = 1, runs: int = 10) -> ActorCommunities | None:
    """Communities of the actors by Louvain; None where no two are in touch (design/analysis.md §6).

    Slow beside the other analyses: it grows with `runs`, so a caller keeps what it found. BadValue for fewer than two
    or more than 100 runs.
    """
    if not 2 <= runs <= 100:
        raise BadValue(
            text("„{value}“ ist keine mögliche Zahl von Durchläufen.", value=str(runs)),
            place="runs",
            value=str(runs),
            remedy=text("Erlaubt sind 2 bis 100 Durchläufe."),
        )
    found = communities(actors.graph, seed=seed, runs=runs)
    if found is None:
        return None
    return ActorCommunities(
        groups=tuple(tuple(actors.ids[node] for node in group) for group in found.groups),
        alone=tuple(actors.ids[node] for node in found.alone),
        modularity=found.modularity,
        resolution=found.resolution,
        seed=found.seed,
        runs=found.runs,
        stability=found.stability,
    )


def facts_around(channels: Channels, actor: int) -> tuple[str, ...]:
    """The ids of the ties that say what an actor carries, what for and with whom, and with whom it is in touch."""
    situation = channels.situation
    columns, measures = situation.columns, members(situation.joint, actor)
    carries = columns.carries
    found = _ids(carries, situation.carry_rows, np.isin(carries.target[situation.carry_rows], measures))
    for name, links in columns.facets.items():
        rows = situation.facet(name).rows
        found += _ids(links, rows, np.isin(links.origin[rows], measures))
    for kind in ACTOR_TIES:
        links, rows = columns.contacts[kind], situation.contact_rows(kind)
        found += _ids(links, rows, _bears_on(channels, kind, actor, rows))
    return tuple(found)


def _ids(links: Links, rows: Ints, which: Bools) -> list[str]:
    return [links.ids[row] for row in rows[which]]


def _bears_on(channels: Channels, kind: str, actor: int, rows: Ints) -> Bools:
    """Which of these ties of one kind make a channel between the actor and others, or are part of its way up."""
    links = channels.situation.columns.contacts[kind]
    origin, target = links.origin[rows], links.target[rows]
    found: Bools = (origin == actor) | (target == actor)
    if kind == "member_of":
        seats = members(channels.membership, actor)
        found |= np.isin(target, seats[channels.sizes[seats] <= channels.max_body])
    if kind == "part_of":
        found |= np.isin(target, members(channels.parents, actor))
        found |= np.isin(origin, _reached(channels.parents, actor))
        found |= np.isin(target, _reached(channels.parents.T.tocsr(), actor))
    return found


def _reached(steps: Matrix, start: int) -> Ints:
    """Everything that can be reached from a row, step by step."""
    found, front = np.zeros(0, dtype=np.int64), members(steps, start)
    while len(front):
        found = np.concatenate((found, front))
        front = np.setdiff1d(steps[front].indices, found)
    return found
