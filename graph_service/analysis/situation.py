"""What holds on a day: the columns of a network seen through a scope, for all analyses to share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from math import prod

import numpy as np

from graph_service.analysis.columns import (
    CELL_SCHEMES,
    FAR_AHEAD,
    LONG_AGO,
    Bools,
    Columns,
    Floats,
    Ints,
    Links,
    Matrix,
    Scheme,
)
from graph_service.analysis.incidence import (
    column_counts,
    members,
    no_matrix,
    ones,
    picked,
    product,
    row_product,
    transposed,
    within,
)
from graph_service.analysis.results import Basis
from graph_service.analysis.scope import ENDED, Scope
from graph_service.model.vocabulary import vocabulary


@dataclass(frozen=True, eq=False)
class Facet:
    """One facet of the running measures: `own` (measure × concept) as recorded, `known` where something is.

    `rows` are those of `ties` that count; `general` marks measures that name the root ("alle", "stadtweit"), which
    stands for every concept.
    """

    scheme: Scheme
    ties: Links
    rows: Ints
    own: Matrix
    known: Bools
    general: Bools

    @cached_property
    def links(self) -> Links:
        """The ties that count."""
        return self.ties.kept(self.rows)

    @cached_property
    def served(self) -> Matrix:
        """measure × concept below the root: what is recorded, and everything narrower."""
        return self._reached(self.scheme.above.T)

    @cached_property
    def everywhere(self) -> Bools:
        """Measures that serve every concept below the root, whether they name it or all of these."""
        found: Bools = (np.diff(self.served.indptr) == self.served.shape[1]) & self.known
        return found

    @cached_property
    def extended(self) -> Matrix:
        """measure × concept below the root: X*, what is recorded and everything broader."""
        return self._reached(self.scheme.above)

    @cached_property
    def touched(self) -> Matrix:
        """measure × concept below the root: what a measure serves wholly, and everything broader, a part of it."""
        return self._reached(self.scheme.above | self.scheme.above.T)

    def _reached(self, reach: Bools) -> Matrix:
        """measure × concept below the root: what the set of a measure reaches."""
        reached = self.set_reach(reach)
        sets = np.vstack((reached, np.zeros((1, reached.shape[1]), dtype=np.bool_)))  # last, the unknown: nothing
        measures, concepts = np.nonzero(sets[self.sets])
        return ones(measures, concepts, (len(self.sets), sets.shape[1]))

    def set_reach(self, reach: Bools) -> Bools:
        """set × concept below the root: what its concepts reach; the root stands for every concept."""
        reach = reach[:, self.scheme.below_root].astype(np.float64)
        if self.scheme.root is not None:
            reach[self.scheme.root] = 1
        found: Bools = self.set_concepts @ reach > 0
        return found

    @cached_property
    def sets(self) -> Ints:
        """For each measure the number of the set of concepts that it is recorded for, -1 where unknown."""
        return self._distinct[0]

    @cached_property
    def set_concepts(self) -> Floats:
        """set × concept: what each set holds."""
        examples = self._distinct[1]
        found = np.zeros((len(examples), self.own.shape[1]))
        found[picked(self.own, examples)] = 1
        return found

    @cached_property
    def _distinct(self) -> tuple[Ints, Ints]:
        """The sets, and for each set a measure that has it."""
        numbers: dict[bytes, int] = {}
        sets, examples = np.full(len(self.known), -1, dtype=np.int64), []
        starts, concepts = self.own.indptr.tolist(), self.own.indices.tobytes()
        width = self.own.indices.itemsize
        for row in np.flatnonzero(self.known).tolist():
            key = concepts[starts[row] * width : starts[row + 1] * width]
            if key not in numbers:
                numbers[key] = len(numbers)
                examples.append(row)
            sets[row] = numbers[key]
        return sets, np.array(examples, dtype=np.int64)

    @cached_property
    def fitting(self) -> Bools:
        """set × set: whether they share a concept or one is broader than the other; last, the unknown fits all."""
        related, root = self.scheme.above | self.scheme.above.T, self.scheme.root
        if root is not None:
            related[root, :] = related[:, root] = True
        own = self.set_concepts
        found = np.ones((len(own) + 1, len(own) + 1), dtype=np.bool_)
        found[:-1, :-1] = own @ related.astype(np.float64) @ own.T > 0
        return found


@dataclass(frozen=True, eq=False)
class Situation:
    """A network on a day, with actors or measures thought away where asked for.

    `roles` count as carrying a measure: lead, carrier, coordination and partner unless others are asked for.
    Rows are the rows of the columns; what does not count on the day has no entries.
    """

    columns: Columns
    scope: Scope
    roles: frozenset[str] = field(default_factory=lambda: vocabulary().carrying_roles())
    actors_away: frozenset[int] = frozenset()
    measures_away: frozenset[int] = frozenset()
    _facets: dict[str, Facet] = field(default_factory=dict, repr=False)
    _cells: dict[tuple[str, ...], Matrix] = field(default_factory=dict, repr=False)
    _providers: dict[tuple[str, ...], Matrix] = field(default_factory=dict, repr=False)
    _contacts: dict[str, Links] = field(default_factory=dict, repr=False)

    @cached_property
    def actors(self) -> Bools:
        """Which actors are there on the day."""
        return self.columns.actors.admitted(self.scope) & ~_marked(self.actors_away, len(self.columns.actors))

    @cached_property
    def running(self) -> Bools:
        """Which measures run on the day (see scope.runs)."""
        measures = self.columns.measures
        idle = ENDED if self.scope.planned else ENDED | {"planned"}
        found = self._there & ~np.array([status in idle for status in measures.status], dtype=np.bool_)
        return found & self._certain if self.scope.certain else found

    @cached_property
    def not_ended(self) -> Bools:
        """Which measures run, or are planned: two that carry one of them together are in touch."""
        measures, day = self.columns.measures, self.scope.at.toordinal()
        ended = np.array([status in ENDED for status in measures.status], dtype=np.bool_) | (measures.last < day)
        documented = measures.documented if self.scope.documented else True
        return ~ended & documented & ~_marked(self.measures_away, len(measures))

    @cached_property
    def _there(self) -> Bools:
        return self.columns.measures.admitted(self.scope) & ~_marked(self.measures_away, len(self.columns.measures))

    @cached_property
    def _certain(self) -> Bools:
        measures, day = self.columns.measures, self.scope.at.toordinal()
        dated = (
            (measures.first > LONG_AGO) & (measures.last < FAR_AHEAD) & (measures.first <= day) & (day <= measures.last)
        )
        return dated | ((measures.reported_first <= day) & (day <= measures.reported_last))

    @cached_property
    def carry_rows(self) -> Ints:
        """The rows of `columns.carries` that count: a carrying role, valid on the day, by an actor that is there."""
        links = self.columns.carries
        role = np.array([name in self.roles for name in links.roles], dtype=np.bool_)
        return np.flatnonzero(links.admitted(self.scope) & role & self.actors[links.origin])

    @cached_property
    def carrying(self) -> Links:
        """The ties that count by which actors carry measures."""
        return self.columns.carries.kept(self.carry_rows)

    @cached_property
    def carriers(self) -> Matrix:
        """actor × measure: who carries which running measure (B)."""
        return self._carriers(self.running)

    @cached_property
    def joint(self) -> Matrix:
        """actor × measure: who carries which measure that has not ended."""
        return self._carriers(self.not_ended)

    def _carriers(self, measures: Bools) -> Matrix:
        links, rows = self.columns.carries, self.carry_rows
        rows = rows[measures[links.target[rows]]]
        return ones(links.origin[rows], links.target[rows], (len(self.columns.actors), len(self.columns.measures)))

    @cached_property
    def carried(self) -> Bools:
        """Which measures have a carrying actor recorded."""
        return column_counts(self.carriers) > 0

    def facet(self, scheme: str) -> Facet:
        """What is recorded of one facet of the running measures."""
        if scheme not in self._facets:
            self._facets[scheme] = self._facet(scheme)
        return self._facets[scheme]

    def _facet(self, name: str) -> Facet:
        links, scheme, measures = self.columns.facets[name], self.columns.schemes[name], self.columns.measures
        rows = np.flatnonzero(links.admitted(self.scope) & self.running[links.origin])
        own = ones(links.origin[rows], links.target[rows], (len(measures), len(scheme.ids)))
        known = (np.diff(own.indptr) > 0) | (self.running & measures.none_recorded[name])
        general = np.zeros(len(measures), dtype=np.bool_)
        if scheme.root is not None:
            general[links.origin[rows[links.target[rows] == scheme.root]]] = True
        return Facet(scheme, links, rows, own, known, general)

    @cached_property
    def cell_schemes(self) -> tuple[str, ...]:
        """The facets that cells are made of: field, target group, place, those of them that have concepts."""
        return tuple(name for name in CELL_SCHEMES if len(self.columns.schemes[name].below_root))

    def shape(self, schemes: tuple[str, ...]) -> tuple[int, ...]:
        """How many concepts each facet of the cells has; without a facet there is no cell."""
        return tuple(len(self.columns.schemes[name].below_root) for name in schemes) or (0,)

    def cells(self, schemes: tuple[str, ...]) -> Matrix:
        """measure × cell: which cells a measure serves for certain (C), in the order of `schemes`."""
        if schemes not in self._cells:
            self._cells[schemes] = self._cells_of(schemes)
        return self._cells[schemes]

    def _cells_of(self, schemes: tuple[str, ...]) -> Matrix:
        if not schemes:
            rows = np.flatnonzero(self.running)
            return ones(rows, np.zeros_like(rows), (len(self.running), 1))
        return reduce(row_product, (self.facet(name).served for name in schemes))

    def providers(self, schemes: tuple[str, ...]) -> Matrix:
        """actor × cell: which actor serves which cell (P); without facets there are no cells."""
        if schemes not in self._providers:
            self._providers[schemes] = self._providers_of(schemes)
        return self._providers[schemes]

    def _providers_of(self, schemes: tuple[str, ...]) -> Matrix:
        actors = len(self.columns.actors)
        if not schemes:
            return no_matrix(actors)
        cells = self.cells(schemes)
        return ones(*product(self.carriers, cells), (actors, cells.shape[1]))

    def cell_concepts(self, schemes: tuple[str, ...], cell: int) -> tuple[str, ...]:
        """The ids of the concepts that make a cell."""
        listed = [self.columns.schemes[name] for name in schemes]
        places = np.unravel_index(cell, self.shape(schemes)) if schemes else ()
        return tuple(scheme.ids[scheme.below_root[at]] for scheme, at in zip(listed, places, strict=True))

    def carriers_of(self, measure: int) -> tuple[str, ...]:
        """The ids of the actors that carry a measure."""
        rows = members(self.carriers_by_measure, measure)
        return tuple(self.columns.actors.ids[row] for row in np.sort(rows))

    @cached_property
    def carriers_by_measure(self) -> Matrix:
        """measure × actor: by whom each running measure is carried."""
        return transposed(self.carriers)

    def facts_of(self, measure: int) -> tuple[str, ...]:
        """The ids of the ties that say who carries a measure and what it is for."""
        carrying, facets = self.carrying, [self.facet(name).links for name in self.columns.facets]
        found = [carrying.ids[row] for row in carrying.rows_to(measure)]
        return (*found, *(links.ids[row] for links in facets for row in links.rows_from(measure)))

    @cached_property
    def shared_cells(self) -> Matrix:
        """actor × actor: in how many cells both act (W)."""
        return self.cells_shared_in(frozenset())

    def cells_shared_in(self, fields: frozenset[str]) -> Matrix:
        """actor × actor: in how many cells of these fields both act; of all fields where none is named."""
        provided = self.providers(self.cell_schemes)
        if fields:
            provided = within(provided, self.cells_in(fields))
        return (provided @ provided.T).tocsr()

    def cells_in(self, fields: frozenset[str]) -> Bools:
        """Which cells lie in these fields, given by their ids; all of them where none is named."""
        shape = self.shape(self.cell_schemes)
        if not fields or "field" not in self.cell_schemes:
            return np.ones(prod(shape), dtype=np.bool_)
        scheme = self.columns.schemes["field"]
        named = [scheme.ids[place] in fields for place in scheme.below_root]
        place = np.unravel_index(np.arange(prod(shape)), shape)[self.cell_schemes.index("field")]
        found: Bools = np.array(named, dtype=np.bool_)[place]
        return found

    def contacts(self, kind: str) -> Links:
        """The ties of one kind that count."""
        if kind not in self._contacts:
            self._contacts[kind] = self.columns.contacts[kind].kept(self.contact_rows(kind))
        return self._contacts[kind]

    def contact_rows(self, kind: str) -> Ints:
        """The rows of the ties of one kind that count: valid on the day, between actors that are there."""
        links = self.columns.contacts[kind]
        return np.flatnonzero(links.admitted(self.scope) & self.actors[links.origin] & self.actors[links.target])

    def basis(self, facets: Iterable[str] = CELL_SCHEMES) -> Basis:
        """On what a result stands that looks at these facets."""
        measures, running = self.columns.measures, self.running
        lacks_end = running & (measures.last == FAR_AHEAD)
        missing = {name: int((running & ~self.facet(name).known).sum()) for name in facets}
        return Basis(
            network=self.columns.network,
            revision=self.columns.revision,
            scope=self.scope,
            running=int(running.sum()),
            actors=int(self.actors.sum()),
            lacking_end=int(lacks_end.sum()),
            undated=int((lacks_end & (measures.seen == LONG_AGO)).sum()),
            unconfirmed=int(self.unconfirmed.sum()),
            not_recorded={**missing, "carrier": int((running & ~self.carried).sum())},
            earliest=self._earliest,
        )

    @cached_property
    def unconfirmed(self) -> Bools:
        """Which running measures have no recorded end and a newest source that is too old."""
        measures, before = self.columns.measures, self.scope.stale_before.toordinal()
        stale = (measures.seen > LONG_AGO) & (measures.seen < before)
        found: Bools = self.running & (measures.last == FAR_AHEAD) & stale
        return found

    @cached_property
    def _earliest(self) -> date | None:
        dated = self.columns.measures.first[self.columns.measures.first > LONG_AGO]
        return date.fromordinal(int(dated.min())) if len(dated) else None


def _marked(rows: frozenset[int], size: int) -> Bools:
    found = np.zeros(size, dtype=np.bool_)
    found[list(rows)] = True
    return found
