"""What to record next: the missing entries that would settle most, and measures that were not confirmed for long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_service.analysis.columns import Ints
from graph_service.analysis.coverage import Coverage
from graph_service.analysis.overlap import CARRIER, Overlaps, Pairs
from graph_service.analysis.results import Basis
from graph_service.analysis.situation import Situation

CONFIRMATION = "confirmation"


@dataclass(frozen=True)
class Missing:
    """An entry that is not recorded: what of which measure, and what it would settle.

    `pairs`: undecided pairs that could be decided once it is known; `open_pairs`: undecided pairs in which it is among
    what is missing; `cells`: cells that are unknown only for want of this entry of this measure. `since`: the year of
    the newest source, where the measure is to be confirmed.
    """

    what: str
    measure: str
    pairs: int = 0
    open_pairs: int = 0
    cells: int = 0
    since: int | None = None


@dataclass(frozen=True, eq=False)
class RecordNext:
    """The entries to record next, the most telling first; measures to be confirmed lead.

    Entries are columns, as in `Missing`: `measure` is a row of the situation, `what` a place in `names`.
    """

    situation: Situation
    basis: Basis
    names: tuple[str, ...]
    what: Ints
    measure: Ints
    pairs: Ints
    open_pairs: Ints
    cells: Ints
    undecided: int
    unknown_cells: int

    def __len__(self) -> int:
        return len(self.what)

    @property
    def unconfirmed(self) -> int:
        """How many measures are to be confirmed: the first entries."""
        return int(self.situation.unconfirmed.sum())

    @property
    def telling(self) -> int:
        """How many entries would settle anything, each by itself: the first after those to be confirmed."""
        return int(np.count_nonzero(self.pairs + self.cells))

    def row(self, place: int) -> Missing:
        """An entry in full."""
        what, measure = self.names[int(self.what[place])], int(self.measure[place])
        return Missing(
            what=what,
            measure=self.situation.columns.measures.ids[measure],
            pairs=int(self.pairs[place]),
            open_pairs=int(self.open_pairs[place]),
            cells=int(self.cells[place]),
            since=_year(self.situation, measure) if what == CONFIRMATION else None,
        )

    def facts(self, row: Missing) -> tuple[str, ...]:
        """The measure, and the ids of the ties that say what is known of it."""
        return (row.measure, *self.situation.facts_of(self.situation.columns.measures.place[row.measure]))

    @cached_property
    def rows(self) -> tuple[Missing, ...]:
        """All entries in full."""
        return tuple(self.row(place) for place in range(len(self)))


def _year(situation: Situation, measure: int) -> int:
    return date.fromordinal(int(situation.columns.measures.seen[measure])).year


def record_next(overlaps: Overlaps, coverage: Coverage) -> RecordNext:
    """Missing facets ranked by how many undecided pairs and unknown cells each would settle (design/analysis.md §3).

    A pair is settled by a facet of one measure where the other one knows it, both have a carrier, and it lifts the
    comparison coverage to the threshold. A measure without a recorded end whose newest source is too old comes first.
    """
    situation = overlaps.comparison.situation
    names = tuple(sorted({CONFIRMATION, CARRIER, *overlaps.comparison.weights, *coverage.schemes}))
    settled, open_, cells = np.zeros((3, len(names), len(situation.running)), dtype=np.int64)
    for name, of_pairs in _pairs(overlaps):
        settled[names.index(name)], open_[names.index(name)] = of_pairs
    for name, of_cells in _cells(situation, coverage):
        cells[names.index(name)] = of_cells
    what, measure = np.nonzero(open_ + cells)
    gain = (settled + cells)[what, measure]
    order = np.lexsort((what, measure, -open_[what, measure], -gain))
    stale = _stale(situation)
    what = np.concatenate((np.full(len(stale), names.index(CONFIRMATION)), what[order]))
    measure = np.concatenate((stale, measure[order]))
    return RecordNext(
        situation=situation,
        basis=overlaps.basis,
        names=names,
        what=what,
        measure=measure,
        pairs=settled[what, measure],
        open_pairs=open_[what, measure],
        cells=cells[what, measure],
        undecided=len(overlaps.undecided),
        unknown_cells=int((coverage.states[coverage.relevant] == 2).sum()),
    )


def _pairs(overlaps: Overlaps) -> Iterator[tuple[str, tuple[Ints, Ints]]]:
    """For what may be missing, by measure: the pairs that it would settle, and those in which it is missing.

    What a measure knows is a code, its lowest bit for the carrier, so that pairs are counted once by who knows what.
    """
    comparison, carried = overlaps.comparison, overlaps.comparison.situation.carried
    codes, own = np.unique(comparison.masks * 2 + carried, return_inverse=True)
    met = _met(overlaps.undecided, own, len(codes))
    all_met = met.sum(axis=1)
    common, whole = comparison.coverage_of[(codes[:, None] & codes) >> 1], sum(comparison.weights.values()) or 1.0
    both_carried = (codes[:, None] & codes & 1).astype(np.bool_)
    for bit, (name, weight) in enumerate([(CARRIER, 0.0), *comparison.weights.items()]):
        knows = (codes >> bit & 1).astype(np.bool_)
        settles = ~knows[:, None] & knows & overlaps.thresholds.compared_enough(common + weight / whole)
        settles &= both_carried | (name == CARRIER)
        yield name, (np.where(settles[own], met, 0).sum(axis=1), np.where(knows[own], 0, all_met))


def _met(pairs: Pairs, own: Ints, width: int) -> Ints:
    """measure × code: with how many measures of the code it makes an undecided pair."""
    size = len(own) * width
    one = np.bincount(pairs.first * width + own[pairs.second], minlength=size)
    one += np.bincount(pairs.second * width + own[pairs.first], minlength=size)
    return one.reshape(len(own), width)


def _cells(situation: Situation, coverage: Coverage) -> Iterator[tuple[str, Ints]]:
    """For each measure that lacks one facet only: the unknown cells to which it could belong."""
    alone = (coverage.states == 2) & (coverage.possible == 1)
    unknown = (alone & coverage.relevant).reshape(coverage.shape).astype(np.int64)
    lacks = {name: situation.running & ~situation.facet(name).known for name in coverage.schemes}
    lacking = np.sum(list(lacks.values()), axis=0)
    for axis, name in enumerate(coverage.schemes):
        others = tuple(scheme for scheme in coverage.schemes if scheme != name)
        yield name, np.where(lacks[name] & (lacking == 1), situation.cells(others) @ unknown.sum(axis=axis).ravel(), 0)


def _stale(situation: Situation) -> Ints:
    """Running measures without a recorded end whose newest source is too old, the oldest first."""
    rows = np.flatnonzero(situation.unconfirmed)
    found: Ints = rows[np.lexsort((rows, situation.columns.measures.seen[rows]))]
    return found
