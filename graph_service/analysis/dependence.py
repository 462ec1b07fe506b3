"""On which single actors much depends: cells that only they serve, contacts that only they hold, funds that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_service.analysis.actor_graph import ActorGraph, actor_graph, facts_around
from graph_service.analysis.brokerage import exclusive_brokerage
from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import FAR_AHEAD, Bools, Floats, Ints
from graph_service.analysis.coverage import Coverage, cover
from graph_service.analysis.results import Basis
from graph_service.analysis.situation import Situation
from graph_service.analysis.structure import articulation_points, fragmentation


@dataclass(frozen=True)
class LimitedFunding:
    """A running measure with a single recorded funder, whose funding ends on a recorded day."""

    measure: str
    end: date
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Dependence:
    """What depends on one actor alone.

    `cells` that only it serves; `cut_point`: without it some others no longer reach each other; `fragmentation`: the
    share of pairs of the others that do not reach each other without it, None where fewer than two are left;
    `brokerage`: pairs of others whose only common contact it is; `funding`: measures that it alone funds, for a time.
    """

    actor: str
    cells: tuple[tuple[str, ...], ...]
    cut_point: bool
    fragmentation: float | None
    brokerage: int
    funding: tuple[LimitedFunding, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Dependences:
    """Single points of failure; the arrays hold one value for each node of `actors`.

    `sole` are the relevant cells with a single provider and the rows of those, `limited` the measures with a single
    funder for a time, each with its row. `brokerage` see Dependence; `fragmentation` is that of the whole graph.
    """

    coverage: Coverage
    actors: ActorGraph
    sole: tuple[Ints, Ints]
    limited: tuple[tuple[int, LimitedFunding], ...]
    cut_point: Bools
    brokerage: Ints

    @property
    def basis(self) -> Basis:
        return self.coverage.basis

    @cached_property
    def cells(self) -> Ints:
        """Of how many relevant cells each is the only provider."""
        return self._per_node(self.sole[1])

    @cached_property
    def funding(self) -> Ints:
        """How many measures each alone funds, for a time."""
        return self._per_node(np.array([funder for funder, _ in self.limited], dtype=np.int64))

    def _per_node(self, rows: Ints) -> Ints:
        counts: Ints = np.bincount(rows, minlength=self.actors.channels.size)[self.actors.places]
        return counts

    @property
    def fragmentation(self) -> float | None:
        return fragmentation(self.actors.graph)

    @cached_property
    def ranking(self) -> Ints:
        """All nodes: by cells, then cut points by the fragmentation that they leave, brokerage, funding, then id."""
        keys = (self.funding, self.brokerage, self._left_apart, self.cells)
        found: Ints = np.lexsort(tuple(-key for key in keys))
        return found

    @cached_property
    def order(self) -> Ints:
        """The nodes on which anything depends, in the order of `ranking`."""
        any_ = (self.cells > 0) | self.cut_point | (self.brokerage > 0) | (self.funding > 0)
        found: Ints = self.ranking[any_[self.ranking]]
        return found

    @cached_property
    def _left_apart(self) -> Floats:
        """What removing a cut point leaves, 0 for others: only there does the number say more than the size."""
        found = np.zeros(len(self.cells))
        for node in np.flatnonzero(self.cut_point).tolist():
            # Rounded, so that equal positions stay equal whatever the order of the sum.
            found[node] = round(fragmentation(self.actors.graph, without=node) or 0.0, 9)
        return found

    def row(self, node: int) -> Dependence:
        """What depends on one actor, in full."""
        actor = int(self.actors.places[node])
        cells, providers = self.sole
        funding = tuple(found for funder, found in self.limited if funder == actor)
        around = facts_around(self.actors.channels, actor)
        return Dependence(
            actor=self.actors.ids[node],
            cells=tuple(self.coverage.cell(int(cell)) for cell in cells[providers == actor]),
            cut_point=bool(self.cut_point[node]),
            fragmentation=fragmentation(self.actors.graph, without=node),
            brokerage=int(self.brokerage[node]),
            funding=funding,
            facts=tuple(dict.fromkeys([*around, *(fact for found in funding for fact in found.facts)])),
        )


def dependences(
    channels: Channels, coverage: Coverage | None = None, accepted: frozenset[str] = ACCEPTED
) -> Dependences:
    """What depends on single actors, over the relevant cells of `coverage`, all of them unless given.

    Ranked by, in this order: cells of which an actor is the only provider; whether it is an articulation point of the
    actor graph, and fragmentation 1 − Σ s_k(s_k−1)/(n(n−1)) without it; exclusive brokerage; measures that it alone
    funds until a recorded day (design/analysis.md §6).
    """
    situation, actors = channels.situation, actor_graph(channels, accepted)
    coverage = coverage or cover(situation)
    cut_point = np.zeros(len(actors.places), dtype=np.bool_)
    cut_point[list(articulation_points(actors.graph))] = True
    return Dependences(
        coverage=coverage,
        actors=actors,
        sole=sole_cells(situation, coverage),
        limited=tuple(limited_funding(situation)),
        cut_point=cut_point,
        brokerage=np.array(exclusive_brokerage(actors.two_paths), dtype=np.int64),
    )


def sole_cells(situation: Situation, coverage: Coverage) -> tuple[Ints, Ints]:
    """The relevant cells with a single provider, in their order, and the row of that actor for each."""
    cells = np.flatnonzero((coverage.providers == 1) & coverage.relevant)
    if not len(cells):
        return cells, np.zeros(0, dtype=np.int64)
    return cells, situation.providers(coverage.schemes)[:, cells].tocsc().indices.astype(np.int64)


def limited_funding(situation: Situation) -> Iterator[tuple[int, LimitedFunding]]:
    """Running measures with one funder whose ties all have a recorded end, each with the row of the funder.

    Where a funder has several ties to a measure, the last end counts.
    """
    links, actors = situation.columns.carries, situation.actors
    funds = np.array([role == "funder" for role in links.roles], dtype=np.bool_)
    counts = links.admitted(situation.scope) & funds & actors[links.origin] & situation.running[links.target]
    rows = np.flatnonzero(counts)
    for measure in np.unique(links.target[rows]).tolist():
        mine = rows[links.target[rows] == measure]
        end = int(links.last[mine].max())
        if len(np.unique(links.origin[mine])) == 1 and end < FAR_AHEAD:
            facts = tuple(links.ids[row] for row in mine)
            name = situation.columns.measures.ids[measure]
            yield int(links.origin[mine[0]]), LimitedFunding(name, date.fromordinal(end), facts)
