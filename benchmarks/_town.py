"""A drawn town, and both of its forms: columns straight from the drawn numbers, and a network of checked records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from graph_service.analysis.columns import (
    CELL_SCHEMES,
    FAR_AHEAD,
    LONG_AGO,
    Actors,
    Bools,
    Columns,
    Ints,
    Links,
    Measures,
    Needs,
    Scheme,
)
from graph_service.model.identity import tie_id
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Document, Measure, Need
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord, Tie
from graph_service.model.vocabulary import vocabulary


@dataclass(frozen=True, eq=False)
class Drawn:
    """Ties of one kind between nodes of two lists, as drawn."""

    kind: str
    origins: tuple[str, ...]
    targets: tuple[str, ...]
    origin: Ints
    target: Ints
    documented: Bools
    roles: tuple[str | None, ...]

    def links(self) -> Links:
        spans = np.full(len(self.origin), LONG_AGO), np.full(len(self.origin), FAR_AHEAD)
        return Links(*spans, self.documented, self.origin, self.target, self.roles, _TieIds(self))

    def records(self) -> Iterator[Tie]:
        for row, role in enumerate(self.roles):
            yield Tie.model_validate(
                {
                    "kind": self.kind,
                    "origin": self.origins[self.origin[row]],
                    "target": self.targets[self.target[row]],
                    "role": role,
                    "confirmation": _confirmation(self.documented[row]),
                    "sources": _SOURCES,
                }
            )


class _TieIds(Sequence[str]):
    """The ids of drawn ties, each worked out when it is looked at."""

    def __init__(self, drawn: Drawn) -> None:
        self._drawn = drawn

    def __len__(self) -> int:
        return len(self._drawn.origin)

    def __getitem__(self, row):  # type: ignore[no-untyped-def]
        drawn = self._drawn
        ends = drawn.origins[drawn.origin[row]], drawn.targets[drawn.target[row]]
        return tie_id(drawn.kind, *ends, drawn.roles[row])


@dataclass(frozen=True, eq=False)
class Town:
    """A drawn town. Days are ordinals, LONG_AGO and FAR_AHEAD where none is recorded."""

    name: str
    kinds: tuple[str, ...]
    measures: Measures
    parents: Mapping[str, tuple[int, ...]]
    facets: Mapping[str, Drawn]
    carries: Drawn
    contacts: Mapping[str, Drawn]
    duties: Drawn
    dependences: Drawn
    needs: Needs

    def columns(self) -> Columns:
        """The town as columns, straight from the drawn numbers; its links stand in the order of drawing."""
        return Columns(
            network=self.name,
            revision=1,
            actors=self._actors(),
            measures=self.measures,
            schemes={name: _scheme(name, parents) for name, parents in self.parents.items()},
            facets={name: drawn.links() for name, drawn in self.facets.items()},
            carries=self.carries.links(),
            contacts={kind: drawn.links() for kind, drawn in self.contacts.items()},
            duties=self.duties.links(),
            dependences=self.dependences.links(),
            needs=self.needs,
        )

    def _actors(self) -> Actors:
        size, words = len(self.kinds), vocabulary()
        spans = np.full(size, LONG_AGO), np.full(size, FAR_AHEAD), np.ones(size, dtype=np.bool_)
        sectors = tuple(words.sector_of(kind) for kind in self.kinds)
        bodies = np.array([words.actor_kind(kind).body for kind in self.kinds], dtype=np.bool_)
        return Actors(*spans, ids_of("actor", size), sectors, bodies)

    def network(self) -> Network:
        """The town as checked records."""
        return Network(self.name, [_PAPER, *self._nodes(), *self._ties()], 1)

    def _nodes(self) -> Iterator[AnyRecord]:
        for node, kind in zip(ids_of("actor", len(self.kinds)), self.kinds, strict=True):
            yield Actor(id=node, name=node, kind=kind, sources=_SOURCES)
        for scheme, parents in self.parents.items():
            ids = concepts_of(scheme, len(parents))
            for node, above in zip(ids, parents, strict=True):
                broader, notation = (ids[above],) if above >= 0 else (), node.partition("/")[2]
                yield Concept(id=node, name=node, scheme=scheme, notation=notation, broader=broader, sources=_SOURCES)
        yield from (self._measure(row) for row in range(len(self.measures)))
        yield from (self._need(row) for row in range(len(self.needs)))

    def _ties(self) -> Iterator[Tie]:
        alone = (self.carries, self.duties, self.dependences)
        for drawn in (*self.facets.values(), *self.contacts.values(), *alone):
            yield from drawn.records()

    def _measure(self, row: int) -> Measure:
        found = self.measures
        seen = _day(found.seen[row])
        return Measure(
            id=found.ids[row],
            name=found.ids[row],
            status=found.status[row],
            funding_level=found.funding[row],
            none_recorded=tuple(scheme for scheme, none in found.none_recorded.items() if none[row]),
            valid=Period(start=_day(found.first[row]), end=_day(found.last[row])),
            confirmation=_confirmation(found.documented[row]),
            sources=(Citation(document=_PAPER.id, retrieved=seen),),
        )

    def _need(self, row: int) -> Need:
        places = {scheme: int(self.needs.facets[scheme][row]) for scheme in CELL_SCHEMES}
        about = {name: concepts_of(name, len(self.parents[name]))[at] for name, at in places.items() if at >= 0}
        value = None if np.isnan(self.needs.value[row]) else str(self.needs.value[row])
        return Need.model_validate(
            {
                "id": self.needs.ids[row],
                "name": self.needs.ids[row],
                "value": value,
                "unit": self.needs.units[row],
                "sources": _SOURCES,
                **about,
            }
        )


_PAPER = Document(id="document/draw", kind="collection", name="Made up")
_SOURCES = (Citation(document=_PAPER.id),)


def _confirmation(documented: bool) -> str:
    return "documented" if documented else "one_side"


def _day(ordinal: int) -> PartialDate | None:
    return None if ordinal in (LONG_AGO, FAR_AHEAD) else PartialDate.of(date.fromordinal(int(ordinal)))


@lru_cache(maxsize=64)
def ids_of(prefix: str, size: int) -> tuple[str, ...]:
    """The ids of so many nodes, in their order."""
    return tuple(f"{prefix}/x{number:07d}" for number in range(size))


@lru_cache(maxsize=64)
def concepts_of(scheme: str, size: int) -> tuple[str, ...]:
    """The ids of a scheme in their order; the root, where there is one, comes first."""
    root = vocabulary().scheme(scheme).root
    notations = [*([root] if root else []), *(f"x{number:04d}" for number in range(size))]
    return tuple(f"{scheme}/{notation}" for notation in notations[:size])


@lru_cache(maxsize=64)
def _above(parents: tuple[int, ...]) -> Bools:
    above = np.eye(len(parents), dtype=np.bool_)
    for place, parent in enumerate(parents):
        if parent >= 0:
            above[place] |= above[parent]
    above.setflags(write=False)
    return above


def _scheme(name: str, parents: tuple[int, ...]) -> Scheme:
    root = 0 if vocabulary().scheme(name).root else None
    return Scheme(name, concepts_of(name, len(parents)), root, _above(parents))
