"""Which cells are asked about: of long lists only the broadest concepts, and what is opened below them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Query

from graph_service.analysis.columns import CELL_SCHEMES
from graph_service.analysis.coverage import no_facet
from graph_service.model.network import Network
from graph_service.model.nodes import Concept
from graph_service.operations.study import broadest
from graph_service.serving.filters import Facets, One


@dataclass(frozen=True)
class CellsAsked:
    """How many carriers are enough, in which unit need is counted, and which concepts make cells of their own.

    All of them do, unless the list is `folded`: then those that are named, else the broadest ones, and what is
    directly below a concept in `open`.
    """

    enough: Annotated[int, Query(ge=1, le=100, description="so viele Träger genügen / carriers that are enough")] = 2
    unit: One = None
    folded: Annotated[bool, Query(description="nur die weitesten Begriffe / the broadest concepts only")] = False
    open: Annotated[
        list[str] | None,
        Query(max_length=200, description="deren engere Begriffe auch / concepts whose narrower ones are told, too"),
    ] = None

    @property
    def is_folded(self) -> bool:
        return self.folded or any(self.open or ())

    def opened(self, network: Network) -> frozenset[str]:
        """The concepts that are opened; NotFound names the nearest, BadValue what cells can be made of."""
        ids = frozenset(one for one in self.open or () if one)
        for one in sorted(ids):
            if network.node(one).type != "concept" or one.partition("/")[0] not in CELL_SCHEMES:
                raise no_facet(one, CELL_SCHEMES, "open")
        return ids

    def relevant(self, network: Network, facets: Facets, schemes: Iterable[str]) -> dict[str, frozenset[str]]:
        """For each facet the concepts that are told of, none for a facet of which all are."""
        if not self.is_folded:
            return {scheme: frozenset(ids) for scheme, ids in facets.exactly(network).items()}
        named, opened = facets.exactly(network), self.opened(network)
        found = {scheme: _unfolded(network, scheme, named.get(scheme, ()), opened) for scheme in schemes}
        return {scheme: ids for scheme, ids in found.items() if ids}


CellsAskedOf: TypeAlias = Annotated[CellsAsked, Depends()]


def _unfolded(network: Network, scheme: str, named: Collection[str], opened: frozenset[str]) -> frozenset[str]:
    """The named concepts, or the broadest ones, and what is opened below them."""
    concepts = network.concepts(scheme)
    roots = {one.id for one in concepts if one.is_root}
    listed = [one for one in named if one not in roots]
    found = set(listed or broadest(network, scheme))
    front = found & opened
    while front:
        below = {one.id for one in concepts if front & set(one.broader)} - found
        found |= below
        front = below & opened
    return frozenset(found)


@dataclass(frozen=True)
class Place:
    """A concept in a list: how far below the others that are told, how many are directly below it, whether told."""

    concept: Concept
    level: int
    narrower: int
    open: bool


def in_order(network: Network, scheme: str, told: Collection[str]) -> tuple[Place, ...]:
    """The concepts in the order of their list, each below the first of its broader ones that is told."""
    concepts = network.concepts(scheme)
    below: dict[str, list[Concept]] = defaultdict(list)
    for one in concepts:
        for above in one.broader:
            below[above].append(one)
    found: dict[str, Place] = {}
    tops = [one for one in concepts if one.id in told and not any(above in told for above in one.broader)]
    waiting = [(one, 0) for one in reversed(tops)]
    while waiting:
        concept, level = waiting.pop()
        if concept.id not in found:
            inside = [one for one in below[concept.id] if one.id in told]
            found[concept.id] = Place(concept, level, len(below[concept.id]), bool(inside))
            waiting += [(one, level + 1) for one in reversed(inside)]
    return tuple(found.values())
