"""How alike two measures are, facet by facet, where both sides are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from graph_service.analysis.columns import FAR_AHEAD, LONG_AGO, Bools, Floats, Ints
from graph_service.analysis.situation import Facet, Situation
from graph_service.model.errors import BadValue
from graph_service.model.text import text
from graph_service.model.vocabulary import vocabulary

WEIGHTS: Mapping[str, float] = {
    "offering_type": 3,
    "field": 2,
    "target_group": 2,
    "district": 2,
    "phase": 1,
    "funding_level": 0,
    "language": 1,
    "period": 1,
}
"""How much each facet counts in a comparison, unless other weights are asked for."""


def checked_weights(wanted: Mapping[str, float]) -> dict[str, float]:
    """The weights of all facets, the wanted ones in place of the usual; BadValue for other facets or amounts."""
    for name, weight in wanted.items():
        if name not in WEIGHTS:
            raise BadValue(
                text("Ein Merkmal „{value}“ wird nicht verglichen.", value=name[:80]),
                place="weight",
                value=name[:80],
                near=tuple(WEIGHTS),
                remedy=text("Erlaubt: {words}.", words=tuple(WEIGHTS)),
            )
        if not 0 <= weight <= 1000:
            raise BadValue(
                text("„{value}“ ist kein mögliches Gewicht für „{name}“.", value=str(weight), name=name),
                place="weight",
                value=str(weight),
                remedy=text("Erlaubt sind Zahlen von 0 bis 1000."),
            )
    return {**WEIGHTS, **wanted}


Told: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Concepts by their ids: of both measures of a pair, of the first only, of the second only."""


class SetFacet:
    """A facet that is a set of concepts, compared by the distinct sets that occur.

    With X* = X and all its broader concepts, s = Σ idf over X* ∩ Y* / Σ idf over X* ∪ Y*, where idf(v) =
    ln((1 + N) / (1 + N_v)) + 1, N = measures with the facet known, N_v = those whose X* contains v. Where both X* are
    empty (no concept below the root, or recorded as having none), s = 1 for the same set.
    """

    def __init__(self, facet: Facet) -> None:
        self.known, self.sets = facet.known, facet.sets
        self._facet = facet

    def similar(self, i: Ints, j: Ints) -> Floats:
        """s for pairs of measures that both know the facet."""
        found: Floats = self._similarity[self.sets[i], self.sets[j]]
        return found

    def compatible(self, i: Ints, j: Ints) -> Bools:
        """Whether they share a concept or one is broader than the other; True where one side is not known."""
        found: Bools = self._facet.fitting[self.sets[i], self.sets[j]]
        return found

    def share(self, i: Ints, j: Ints) -> Bools:
        """Whether both are recorded for one and the same concept."""
        own = self._facet.set_concepts
        shared = np.zeros((len(own) + 1, len(own) + 1), dtype=np.bool_)
        shared[:-1, :-1] = own @ own.T > 0
        found: Bools = shared[self.sets[i], self.sets[j]]
        return found

    def containment(self, i: int, j: int) -> float | None:
        """|X* ∩ Y*| / min(|X*|, |Y*|); None where one of them is empty."""
        one, other = self._extended[self.sets[i]] > 0, self._extended[self.sets[j]] > 0
        least = min(int(one.sum()), int(other.sum()))
        return int((one & other).sum()) / least if least else None

    def told(self, i: int, j: int) -> Told:
        """What both serve for certain, and what each is recorded for besides; of a concept and narrower ones only the
        broadest. Of a side that is not known nothing is told."""
        one, other = self._own(i), self._own(j)
        serves_one, serves_other = (self._below[:, side].any(axis=1) for side in (one, other))
        both: Bools = np.logical_and(serves_one, serves_other)
        return self._broadest(both), self._broadest(one & ~both), self._broadest(other & ~both)

    def _own(self, measure: int) -> Bools:
        """For what a measure is recorded."""
        if not self.known[measure]:
            return np.zeros(len(self._below), dtype=np.bool_)
        found: Bools = self._facet.set_concepts[self.sets[measure]] > 0
        return found

    @cached_property
    def _below(self) -> Bools:
        """Whether a concept v is w or narrower; everything is narrower than the root."""
        found = self._facet.scheme.above.copy()
        if self._facet.scheme.root is not None:
            found[:, self._facet.scheme.root] = True
        return found

    def _broadest(self, concepts: Bools) -> tuple[str, ...]:
        places = np.flatnonzero(concepts)
        within = self._below[np.ix_(places, places)].sum(axis=1) == 1
        return tuple(self._facet.scheme.ids[place] for place in places[within])

    @cached_property
    def _extended(self) -> Floats:
        """set × concept below the root: X*."""
        return self._facet.set_reach(self._facet.scheme.above).astype(np.float64)

    @cached_property
    def _similarity(self) -> Floats:
        having = np.bincount(self.sets[self.known], minlength=len(self._extended)) @ self._extended
        idf = np.log((1 + self.known.sum()) / (1 + having)) + 1
        common = (self._extended * idf) @ self._extended.T
        size = np.diag(common)
        union = size[:, None] + size[None, :] - common
        same = np.eye(len(common))
        found: Floats = np.divide(common, union, out=same, where=union > 0)
        return found


class PeriodFacet:
    """The period, compared where both ends of both are recorded: s = common days / days of the shorter one."""

    def __init__(self, situation: Situation) -> None:
        measures = situation.columns.measures
        self._first, self._last = measures.first, measures.last
        self.known = situation.running & (measures.first > LONG_AGO) & (measures.last < FAR_AHEAD)

    def similar(self, i: Ints, j: Ints) -> Floats:
        first, last = self._first, self._last
        common = np.minimum(last[i], last[j]) - np.maximum(first[i], first[j]) + 1
        shorter = np.minimum(last[i] - first[i], last[j] - first[j]) + 1
        found: Floats = np.maximum(common, 0) / shorter
        return found

    def containment(self, i: int, j: int) -> float | None:
        return float(self.similar(np.array([i]), np.array([j]))[0])


class LevelFacet:
    """The level of funding, compared where both are recorded: s = 1 where it is the same, else 0."""

    def __init__(self, situation: Situation) -> None:
        levels = list(vocabulary().funding_levels)
        self._level = np.array([levels.index(one) if one else -1 for one in situation.columns.measures.funding])
        self.known = situation.running & (self._level >= 0)

    def similar(self, i: Ints, j: Ints) -> Floats:
        found: Floats = (self._level[i] == self._level[j]).astype(np.float64)
        return found

    def containment(self, i: int, j: int) -> float | None:
        return float(self._level[i] == self._level[j])


AnyFacet: TypeAlias = SetFacet | PeriodFacet | LevelFacet


@dataclass(frozen=True, eq=False)
class Comparison:
    """The facets that are compared, with their weights; `unused` are those that no measure of the network records."""

    situation: Situation
    facets: Mapping[str, AnyFacet]
    weights: Mapping[str, float]
    unused: tuple[str, ...]

    @cached_property
    def masks(self) -> Ints:
        """For each measure the facets that are known, as bits in the order of `facets`."""
        found = np.zeros(len(self.situation.running), dtype=np.int64)
        for bit, facet in enumerate(self.facets.values()):
            found |= facet.known.astype(np.int64) << bit
        return found

    @cached_property
    def coverage_of(self) -> Floats:
        """For each set of bits: the share of the weights that it compares, Σ w δ / Σ w."""
        return self._weight_of / (sum(self.weights.values()) or 1.0)

    @cached_property
    def _weight_of(self) -> Floats:
        bits = np.arange(2 ** len(self.facets))
        found: Floats = np.zeros(len(bits))
        for bit, weight in enumerate(self.weights.values()):
            found += weight * ((bits >> bit) & 1)
        return found

    def coverage(self, i: Ints, j: Ints) -> Floats:
        """The share of the weights that pairs of measures compare."""
        found: Floats = self.coverage_of[self.masks[i] & self.masks[j]]
        return found

    def similarity(self, i: Ints, j: Ints) -> Floats:
        """sim = Σ w δ s / Σ w δ, δ = 0 where either side is unknown; 0 where nothing can be compared."""
        mask = self.masks[i] & self.masks[j]
        found = np.zeros(len(i), dtype=np.float64)
        for bit, (name, facet) in enumerate(self.facets.items()):
            both = np.flatnonzero((mask >> bit) & 1)
            found[both] += self.weights[name] * facet.similar(i[both], j[both])
        weight = self._weight_of[mask]
        alike: Floats = np.divide(found, weight, out=np.zeros_like(found), where=weight > 0)
        return alike


def compare(situation: Situation, weights: Mapping[str, float] | None = None) -> Comparison:
    """The comparison of the running measures of a situation; BadValue where no facet has a weight."""
    wanted = checked_weights(weights or {})
    if not any(wanted.values()):
        raise BadValue(
            text("Kein Merkmal hat ein Gewicht; so lässt sich nichts vergleichen."),
            place="weight",
            remedy=text("Mindestens ein Gewicht ist größer als 0."),
        )
    weighed = {name: weight for name, weight in wanted.items() if weight}
    used = {name for name in weighed if _is_used(situation, name)}
    facets = {name: _facet(situation, name) for name in weighed if name in used}
    unused = tuple(name for name in weighed if name not in used)
    return Comparison(situation, facets, {name: weighed[name] for name in facets}, unused)


def _is_used(situation: Situation, name: str) -> bool:
    """Whether any measure of the network, at any time, has something recorded of the facet."""
    columns, measures = situation.columns, situation.columns.measures
    if name == "period":
        return bool(((measures.first > LONG_AGO) & (measures.last < FAR_AHEAD)).any())
    if name == "funding_level":
        return any(measures.funding)
    return len(columns.facets[name]) > 0 or bool(measures.none_recorded[name].any())


def _facet(situation: Situation, name: str) -> AnyFacet:
    if name == "period":
        return PeriodFacet(situation)
    return LevelFacet(situation) if name == "funding_level" else SetFacet(situation.facet(name))
