"""Cells for which no measure is recorded: the greatest need and the fewest alternatives first, what is nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

import numpy as np

from graph_service.analysis.cells import part_counts
from graph_service.analysis.columns import Bools, Ints, Matrix
from graph_service.analysis.coverage import Coverage
from graph_service.analysis.situation import Situation

Finding = Literal["none_recorded", "unknown", "single_provider"]
FINDINGS: tuple[Finding, ...] = ("none_recorded", "unknown", "single_provider")
_LOOSENED = ("district", "target_group", "field")


@dataclass(frozen=True)
class NearMeasure:
    """A measure that would serve the cell but for one facet, and who carries it.

    `recorded`: False where nothing is recorded of that facet, so that the measure may well serve the cell.
    """

    measure: str
    differs_in: str
    recorded: bool
    carriers: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A cell, its need (1 where none is known), and how many measures are recorded for it but for one facet.

    `parts`: measures that are recorded for something narrower than the cell.
    """

    cell: tuple[str, ...]
    finding: Finding
    need: float
    need_known: bool
    special_need: bool
    offers: int
    possible: int
    parts: int
    alternatives: Mapping[str, int]
    nearest: tuple[NearMeasure, ...]
    providers: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Gaps:
    """The relevant cells of one finding, in the order in which they ask for attention."""

    situation: Situation
    coverage: Coverage
    finding: Finding
    order: Ints

    def __len__(self) -> int:
        return len(self.order)

    def row(self, cell: int, near: int = 3) -> Gap:
        """A cell in full, with up to `near` nearest measures for each facet that is loosened."""
        coverage, situation = self.coverage, self.situation
        measures = [one for scheme in self._loosened for one in islice(self._near(cell, scheme), near)]
        serving = _column(self._served, cell)
        named = [one for one, _ in measures] + serving.tolist()
        who = sorted({actor for measure in serving for actor in situation.carriers_of(int(measure))})
        return Gap(
            cell=coverage.cell(cell),
            finding=self.finding,
            need=float(coverage.needs.value[cell]),
            need_known=bool(coverage.needs.known[cell]),
            special_need=bool(coverage.needs.special[cell]),
            offers=int(coverage.offers[cell]),
            possible=int(coverage.possible[cell]),
            parts=int(self._parts[cell]),
            alternatives={
                scheme: int(_loose(coverage, self._counts[scheme], scheme)[cell]) for scheme in self._loosened
            },
            nearest=tuple(
                NearMeasure(
                    situation.columns.measures.ids[one],
                    scheme,
                    bool(situation.facet(scheme).known[one]),
                    situation.carriers_of(one),
                )
                for one, scheme in measures
            ),
            providers=tuple(who),
            facts=(*self._need(cell), *dict.fromkeys(fact for one in named for fact in situation.facts_of(int(one)))),
        )

    def _need(self, cell: int) -> tuple[str, ...]:
        source = int(self.coverage.needs.source[cell])
        return (self.situation.columns.needs.ids[source],) if source >= 0 else ()

    @property
    def _loosened(self) -> tuple[str, ...]:
        return tuple(
            scheme for scheme in _LOOSENED if scheme in self.coverage.schemes and len(self.coverage.schemes) > 1
        )

    @cached_property
    def _counts(self) -> Mapping[str, Ints]:
        return {scheme: _alternatives(self.situation, self.coverage, scheme) for scheme in self._loosened}

    @cached_property
    def _parts(self) -> Ints:
        return part_counts(self.situation, self.coverage)

    @cached_property
    def _served(self) -> Matrix:
        return self.situation.cells(self.coverage.schemes).tocsc()

    @cached_property
    def _served_but(self) -> Mapping[str, Matrix]:
        return {
            scheme: self.situation.cells(_without(self.coverage.schemes, scheme)).tocsc() for scheme in self._loosened
        }

    @cached_property
    def _general(self) -> Bools:
        """Measures for everyone or the whole town: in another field they are near to every cell, so to none."""
        found: Bools = np.any([self.situation.facet(name).everywhere for name in self.coverage.schemes], axis=0)
        return found

    def _near(self, cell: int, scheme: str) -> list[tuple[int, str]]:
        schemes = self.coverage.schemes
        where = np.delete(np.unravel_index(cell, self.coverage.shape), schemes.index(scheme))
        shape = self.situation.shape(_without(schemes, scheme))
        place = int(np.ravel_multi_index(tuple(where), shape))
        found = np.setdiff1d(_column(self._served_but[scheme], place), _column(self._served, cell))
        if scheme == "field":
            found = found[~self._general[found]]
        not_recorded_first = found[np.argsort(self.situation.facet(scheme).known[found], kind="stable")]
        return [(int(one), scheme) for one in not_recorded_first]


def gaps(situation: Situation, coverage: Coverage, finding: Finding = "none_recorded") -> Gaps:
    """The relevant cells of one finding (design/analysis.md §2).

    In order: a recorded special need, the known need, then how few measures serve the same field and group in other
    places, the same field and place for other groups, the same group and place in other fields.
    """
    cells = np.flatnonzero(_marked(coverage, finding) & coverage.relevant)
    keys = [
        _loose(coverage, _alternatives(situation, coverage, scheme), scheme)[cells]
        for scheme in reversed(_LOOSENED)
        if scheme in coverage.schemes and len(coverage.schemes) > 1
    ]
    needs = coverage.needs
    order = np.lexsort((cells, *keys, -needs.value[cells], ~needs.known[cells], ~needs.special[cells]))
    return Gaps(situation, coverage, finding, cells[order])


def _marked(coverage: Coverage, finding: Finding) -> Bools:
    single: Bools = coverage.providers == 1
    in_state: Bools = coverage.states == (1 if finding == "none_recorded" else 2)
    return single if finding == "single_provider" else in_state


def _without(schemes: tuple[str, ...], scheme: str) -> tuple[str, ...]:
    return tuple(name for name in schemes if name != scheme)


def _alternatives(situation: Situation, coverage: Coverage, scheme: str) -> Ints:
    """For each cell but for one facet: how many measures serve it, of those that have that facet recorded."""
    recorded = np.flatnonzero(situation.facet(scheme).known)
    found = situation.cells(_without(coverage.schemes, scheme))[recorded]
    return np.asarray(found.sum(axis=0), dtype=np.int64).ravel()


def _loose(coverage: Coverage, counts: Ints, scheme: str) -> Ints:
    """The counts without one facet, laid over the cells, less those that serve the cell itself."""
    axis = coverage.schemes.index(scheme)
    shape = tuple(size for place, size in enumerate(coverage.shape) if place != axis)
    spread = np.broadcast_to(np.expand_dims(counts.reshape(shape), axis), coverage.shape)
    found: Ints = spread.ravel() - coverage.offers
    return found


def _column(found: Matrix, column: int) -> Ints:
    rows: Ints = np.sort(found.indices[found.indptr[column] : found.indptr[column + 1]])
    return rows
