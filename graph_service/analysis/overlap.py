"""Which measures of different carriers offer the same to the same people, as far as the records can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_service.analysis.candidates import candidate_pairs
from graph_service.analysis.columns import Bools, Floats, Ints
from graph_service.analysis.comparison import Comparison, SetFacet, compare
from graph_service.analysis.incidence import members
from graph_service.analysis.results import Basis
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.text import text

GRADES = ("possible_duplication", "overlap", "undecided")
CARRIER = "carrier"

_ROUNDING = 1e-12
"""Sums of weights in another order differ in the last digits; a pair on a threshold must not fall by that."""


@dataclass(frozen=True)
class Thresholds:
    """From which comparison coverage a pair is decided, and from which similarity it is an overlap or more."""

    coverage: float = 0.6
    overlap: float = 0.5
    duplication: float = 0.8

    def __post_init__(self) -> None:
        for name in ("coverage", "overlap", "duplication"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise BadValue(
                    text("„{value}“ ist keine mögliche Schwelle.", value=str(value)),
                    place=name,
                    value=str(value),
                    remedy=text("Erlaubt sind Zahlen von 0 bis 1."),
                )
        if self.duplication < self.overlap:
            raise BadValue(
                text("Die Schwelle für mögliche Doppelungen liegt unter der für Überschneidungen."),
                place="duplication",
                value=str(self.duplication),
                remedy=text("Bitte mindestens {n} angeben.", n=self.overlap),
            )

    def compared_enough(self, coverage: Floats) -> Bools:
        """At which comparison coverages a pair is decided."""
        enough: Bools = coverage >= self.coverage - _ROUNDING
        return enough


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of measures i < j as columns."""

    comparison: Comparison
    first: Ints
    second: Ints

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def similarity(self) -> Floats:
        """How alike the two are in what both know; undecided pairs are many, so only worked out when asked for."""
        return self.comparison.similarity(self.first, self.second)

    @cached_property
    def coverage(self) -> Floats:
        """The share of the weights that was compared."""
        return self.comparison.coverage(self.first, self.second)

    def take(self, which: Ints | Bools) -> Pairs:
        return Pairs(self.comparison, self.first[which], self.second[which])


@dataclass(frozen=True)
class FacetComparison:
    """One facet of a pair: its similarity and containment, None where a side is unknown; `missing` names the sides.

    Where the facet is made of concepts, `shared` are those that both serve, `first_only` and `second_only` what one
    is recorded for besides.
    """

    facet: str
    weight: float
    similarity: float | None
    containment: float | None
    missing: tuple[str, ...]
    shared: tuple[str, ...] = ()
    first_only: tuple[str, ...] = ()
    second_only: tuple[str, ...] = ()


@dataclass(frozen=True)
class OverlapPair:
    """Two measures, how alike they are and why, the cells that both serve, who carries them, the facts behind it."""

    first: str
    second: str
    grade: str
    similarity: float
    coverage: float
    facets: tuple[FacetComparison, ...]
    cells: tuple[tuple[str, ...], ...]
    carriers: tuple[tuple[str, ...], tuple[str, ...]]
    facts: tuple[str, ...]

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """The facets that would decide it, as (facet, measure), heaviest facet first."""
        found = [(facet.facet, side) for facet in self.facets for side in facet.missing]
        lone = [(CARRIER, side) for side, who in zip((self.first, self.second), self.carriers, strict=True) if not who]
        return tuple(lone + found)


@dataclass(frozen=True, eq=False)
class Overlaps:
    """The pairs of running measures that overlap, and those that the records do not let decide.

    `compared` pairs passed the gates: no carrying actor in common, compatible field, and compatible target group and
    place where both are known. `unused` are facets that the network never records and that were left out.
    """

    basis: Basis
    comparison: Comparison
    thresholds: Thresholds
    compared: int
    found: Pairs
    duplicates: Bools
    undecided: Pairs

    @property
    def unused(self) -> tuple[str, ...]:
        return self.comparison.unused

    @cached_property
    def order(self) -> Ints:
        """The found pairs, most alike first, then as the measures stand."""
        found: Ints = np.lexsort((self.found.second, self.found.first, -self.found.similarity, ~self.duplicates))
        return found

    def lacking(self, what: str) -> Bools:
        """Which undecided pairs lack an entry: one of the facets that are compared, or the carrier, of either side."""
        pairs, comparison = self.undecided, self.comparison
        known = comparison.situation.carried if what == CARRIER else comparison.facets[what].known
        found: Bools = ~(known[pairs.first] & known[pairs.second])
        return found

    @property
    def lackable(self) -> tuple[str, ...]:
        """What undecided pairs may lack."""
        return (CARRIER, *self.comparison.facets)

    @cached_property
    def undecided_order(self) -> Ints:
        """The undecided pairs: most of it compared first, then most alike."""
        pairs = self.undecided
        found: Ints = np.lexsort((pairs.second, pairs.first, -pairs.similarity, -pairs.coverage))
        return found

    def row(self, place: int) -> OverlapPair:
        """A found pair in full."""
        return self.explain(self.found, place, GRADES[0] if self.duplicates[place] else GRADES[1])

    def undecided_row(self, place: int) -> OverlapPair:
        """An undecided pair in full, with the facets that would decide it."""
        return self.explain(self.undecided, place, GRADES[2])

    def explain(self, pairs: Pairs, place: int, grade: str) -> OverlapPair:
        """A pair with its reasons."""
        i, j = int(pairs.first[place]), int(pairs.second[place])
        situation = self.comparison.situation
        ids, schemes = situation.columns.measures.ids, situation.cell_schemes
        cells = situation.cells(schemes)
        common = np.intersect1d(members(cells, i), members(cells, j))
        return OverlapPair(
            first=ids[i],
            second=ids[j],
            grade=grade,
            similarity=float(pairs.similarity[place]),
            coverage=float(pairs.coverage[place]),
            facets=tuple(_facets(self.comparison, i, j)),
            cells=tuple(situation.cell_concepts(schemes, int(cell)) for cell in common),
            carriers=(situation.carriers_of(i), situation.carriers_of(j)),
            facts=situation.facts_of(i) + situation.facts_of(j),
        )


def overlaps(
    situation: Situation, thresholds: Thresholds | None = None, weights: Mapping[str, float] | None = None
) -> Overlaps:
    """Pairs of measures with different carriers whose offers are alike (design/analysis.md §3).

    sim = Σ w δ s / Σ w δ over the facets that both know; coverage = Σ w δ / Σ w over the facets that the network
    uses. Below the coverage threshold, or where a carrier is not recorded, a pair is undecided. From there: an overlap
    at sim ≥ 0.5, a possible duplication at sim ≥ 0.8 with a type of offering in common.
    """
    limits, comparison = thresholds or Thresholds(), compare(situation, weights)
    places, kinds = (SetFacet(situation.facet(name)) for name in ("district", "offering_type"))
    found, undecided, compared = [], [], 0
    for block in candidate_pairs(situation):
        pairs = Pairs(comparison, *block)
        pairs = pairs.take(places.compatible(pairs.first, pairs.second))
        compared += len(pairs)
        open_ = _is_open(comparison, pairs, limits)
        undecided.append(pairs.take(np.flatnonzero(open_)))
        decided = pairs.take(np.flatnonzero(~open_))
        found.append(decided.take(decided.similarity >= limits.overlap - _ROUNDING))
    alike = _joined(comparison, found)
    alike = alike.take(np.lexsort((alike.second, alike.first)))
    twice = alike.similarity >= limits.duplication - _ROUNDING
    facets = (*comparison.facets, *comparison.unused)
    basis = situation.basis(name for name in facets if name in situation.columns.facets)
    return Overlaps(
        basis,
        comparison,
        limits,
        compared,
        alike,
        twice & kinds.share(alike.first, alike.second),
        _joined(comparison, undecided),
    )


def _is_open(comparison: Comparison, pairs: Pairs, limits: Thresholds) -> Bools:
    """Whether too little of the two is compared, or a carrier is not recorded: the lowest bit of what is known."""
    known = comparison.masks * 2 + comparison.situation.carried
    enough = np.repeat(limits.compared_enough(comparison.coverage_of), 2)
    enough[::2] = False
    found: Bools = ~enough[known[pairs.first] & known[pairs.second]]
    return found


def _joined(comparison: Comparison, parts: list[Pairs]) -> Pairs:
    nothing = np.zeros(0, dtype=np.int64)
    first = np.concatenate([nothing, *(part.first for part in parts)])
    return Pairs(comparison, first, np.concatenate([nothing, *(part.second for part in parts)]))


def _facets(comparison: Comparison, i: int, j: int) -> list[FacetComparison]:
    ids = comparison.situation.columns.measures.ids
    pair, other = np.array([i]), np.array([j])
    rows = []
    for name, facet in comparison.facets.items():
        missing = tuple(ids[side] for side in (i, j) if not facet.known[side])
        alike = None if missing else float(facet.similar(pair, other)[0])
        contained = None if missing else facet.containment(i, j)
        told = facet.told(i, j) if isinstance(facet, SetFacet) else ((), (), ())
        rows.append(FacetComparison(name, comparison.weights[name], alike, contained, missing, *told))
    return rows
