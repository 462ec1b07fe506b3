"""One cell from near: measures for it, for parts of it, that could belong to it, nearest ones, and who could."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from graph_service.analysis.columns import Bools, Ints, Matrix
from graph_service.analysis.coverage import Coverage
from graph_service.analysis.incidence import column_counts, row_product, rows_of
from graph_service.analysis.situation import Situation


@dataclass(frozen=True)
class CellMeasure:
    """A measure at a cell: what it is recorded for in the facets of the cell, and who carries it.

    `general`: it names the root of a facet ("alle", "stadtweit"). `missing`: facets of which nothing is recorded.
    `differs_in`: the facet that keeps a near measure from the cell.
    """

    measure: str
    named: tuple[str, ...]
    general: bool
    missing: tuple[str, ...]
    differs_in: str | None
    carriers: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class CloseActor:
    """An actor that carries no measure for the cell, and what brings it close: measures, or that it is responsible."""

    actor: str
    parts: tuple[str, ...]
    possible: tuple[str, ...]
    near: Mapping[str, tuple[str, ...]]
    responsible: bool
    facts: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, ...]:
        """Who carries more for parts of the cell comes first, then who could, then who is nearest by which facet."""
        near = (-len(found) for found in self.near.values())
        return -len(self.parts), -len(self.possible), *near, 1 - self.responsible


@dataclass(frozen=True, eq=False)
class AroundCell:
    """A cell by its place in the coverage, the measures at it, and the actors that are close to it."""

    coverage: Coverage
    place: int
    serving: tuple[CellMeasure, ...]
    parts: tuple[CellMeasure, ...]
    possible: tuple[CellMeasure, ...]
    near: tuple[CellMeasure, ...]
    close: tuple[CloseActor, ...]

    @property
    def cell(self) -> tuple[str, ...]:
        return self.coverage.cell(self.place)

    @property
    def providers(self) -> tuple[str, ...]:
        """The carriers of the measures for the cell, each once."""
        return tuple(dict.fromkeys(actor for one in self.serving for actor in one.carriers))


def part_counts(situation: Situation, coverage: Coverage) -> Ints:
    """For each cell how many measures serve a part of it only: they are recorded for something narrower."""
    if not coverage.schemes:
        return np.zeros_like(coverage.offers)
    touched = reduce(row_product, (situation.facet(name).touched for name in coverage.schemes))
    found: Ints = column_counts(touched) - coverage.offers
    return found


def around_cell(situation: Situation, coverage: Coverage, place: int) -> AroundCell:
    """The measures at a cell in four groups, and the actors close to it (design/analysis.md §2).

    For the cell: they serve each of its concepts. For parts: recorded for the concept or something narrower in each
    facet, for something narrower in one at least. Possible: they serve the concepts of the facets that are recorded,
    others are not. Near: they serve the cell but for one facet that is recorded, place before group before field, those
    first whose concept there has most broader concepts in common; what is for everyone or the whole town is not near
    in another field. Close actors carry no measure for the cell; in the order of how many for parts, possible and near
    ones they carry, then those responsible for the field.
    """
    seen = _Seen(situation, coverage, place)
    serving = seen.told(seen.serving)
    parts, possible = seen.told(seen.parts), seen.told(seen.possible)
    near = tuple(one for scheme in reversed(coverage.schemes) for one in seen.near(scheme))
    close = _close(seen, {actor for one in serving for actor in one.carriers}, parts, possible, near)
    return AroundCell(coverage, place, serving, parts, possible, near, close)


class _Seen:
    """The running measures as seen from one cell, as marks."""

    def __init__(self, situation: Situation, coverage: Coverage, place: int) -> None:
        self.situation, self.schemes = situation, coverage.schemes
        self.where = dict(
            zip(coverage.schemes, (int(at) for at in np.unravel_index(place, coverage.shape)), strict=True)
        )
        self.serves = {name: self._at(name, situation.facet(name).served) for name in self.schemes}
        self.touches = {name: self._at(name, situation.facet(name).touched) for name in self.schemes}
        self.unknown = {name: situation.running & ~situation.facet(name).known for name in self.schemes}
        self.serving = _all(self.serves.values())
        self.parts = _all(self.touches.values()) & ~self.serving
        self.possible = _all(self.serves[name] | self.unknown[name] for name in self.schemes) & ~self.serving

    def _at(self, name: str, found: Matrix) -> Bools:
        marks = np.zeros_like(self.situation.running)
        marks[rows_of(found)[found.indices == self.where[name]]] = True
        return marks

    def near(self, scheme: str) -> tuple[CellMeasure, ...]:
        """Measures that serve the cell but for this facet, the most akin first; of one facet alone all would be."""
        others = [self.serves[name] for name in self.schemes if name != scheme]
        if not others:
            return ()
        facet = self.situation.facet(scheme)
        marks = _all(others) & facet.known & ~self.touches[scheme]
        if scheme == "field":
            for name in self.schemes:
                marks &= ~self.situation.facet(name).everywhere
        found = np.flatnonzero(marks)
        above = facet.scheme.above[self.concept(scheme)][facet.scheme.below_root].astype(np.int64)
        akin = (facet.extended @ above)[found]
        return self._rows(found[np.argsort(-akin, kind="stable")], scheme)

    def concept(self, scheme: str) -> int:
        """The row of the cell's concept in its list."""
        return int(self.situation.columns.schemes[scheme].below_root[self.where[scheme]])

    def told(self, marks: Bools) -> tuple[CellMeasure, ...]:
        return self._rows(np.flatnonzero(marks), None)

    def _rows(self, rows: Ints, differs_in: str | None) -> tuple[CellMeasure, ...]:
        return tuple(self._row(int(row), differs_in) for row in rows)

    def _row(self, row: int, differs_in: str | None) -> CellMeasure:
        facets = {name: self.situation.facet(name) for name in self.schemes}
        return CellMeasure(
            measure=self.situation.columns.measures.ids[row],
            named=tuple(
                facet.scheme.ids[at]
                for facet in facets.values()
                for at in np.sort(facet.own.indices[facet.own.indptr[row] : facet.own.indptr[row + 1]])
            ),
            general=any(bool(facet.general[row]) for facet in facets.values()),
            missing=tuple(name for name in self.schemes if self.unknown[name][row]),
            differs_in=differs_in,
            carriers=self.situation.carriers_of(row),
            facts=self.situation.facts_of(row),
        )

    def responsible(self) -> dict[str, str]:
        """The actors that are responsible for the field of the cell or a broader one, by the tie that says so."""
        if "field" not in self.schemes:
            return {}
        duties, above = self.situation.columns.duties, self.situation.columns.schemes["field"].above
        counts = duties.admitted(self.situation.scope) & self.situation.actors[duties.origin]
        counts &= above[self.concept("field")][duties.target]
        actors = self.situation.columns.actors.ids
        return {actors[duties.origin[row]]: duties.ids[row] for row in np.flatnonzero(counts).tolist()}


def _all(marks: Iterable[Bools]) -> Bools:
    found: Bools = np.logical_and.reduce(list(marks))
    return found


def _close(seen: _Seen, providers: set[str], *groups: tuple[CellMeasure, ...]) -> tuple[CloseActor, ...]:
    duties = seen.responsible()
    actors = sorted({actor for group in groups for one in group for actor in one.carriers} | set(duties))
    found = [_close_actor(seen, actor, duties, groups) for actor in actors if actor not in providers]
    return tuple(sorted(found, key=lambda one: one.rank))


def _close_actor(
    seen: _Seen, actor: str, duties: Mapping[str, str], groups: tuple[tuple[CellMeasure, ...], ...]
) -> CloseActor:
    parts, possible, near = ([one for one in group if actor in one.carriers] for group in groups)
    facts = [fact for one in (*parts, *possible, *near) for fact in one.facts]
    return CloseActor(
        actor=actor,
        parts=tuple(one.measure for one in parts),
        possible=tuple(one.measure for one in possible),
        near={
            scheme: tuple(one.measure for one in near if one.differs_in == scheme) for scheme in reversed(seen.schemes)
        },
        responsible=actor in duties,
        facts=tuple(dict.fromkeys([*facts, *([duties[actor]] if actor in duties else [])])),
    )
