"""Overlaps against a second, plain working-out of design/analysis.md §3 that compares every pair of small towns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from math import log
from typing import TypeAlias

import pytest

from benchmarks._synthetic import AT, Shares, town
from graph_service.analysis import candidates
from graph_service.analysis.columns import Columns
from graph_service.analysis.overlap import GRADES, Overlaps, Pairs, overlaps
from graph_service.analysis.scope import Scope, runs
from graph_service.analysis.situation import Situation
from graph_service.model.network import Network
from graph_service.model.nodes import Concept, Measure
from graph_service.model.ties import AnyRecord
from graph_service.model.vocabulary import vocabulary

WEIGHTS = {
    "offering_type": 3,
    "field": 2,
    "target_group": 2,
    "district": 2,
    "phase": 1,
    "language": 1,
    "period": 1,
}
SCOPE = Scope(at=AT)
Found: TypeAlias = dict[tuple[str, str], tuple[str, float, float]]

FEW_KNOWN = Shares()
MOST_KNOWN = Shares(
    unknown={"field": 0.1, "target_group": 0.1, "district": 0.2, "offering_type": 0.1, "phase": 0.2, "language": 0.9},
    no_start=0.1,
    no_end=0.3,
    none_recorded=0.3,
    joint=0.5,
)
NO_PHASES = Shares(unknown={"target_group": 0.1, "district": 0.1, "phase": 1.0, "language": 1.0}, none_recorded=0.0)
NO_CARRIERS = Shares(unknown={"district": 0.2}, uncarried=1.0, joint=0.0)


class ByHand:
    """What §3 says, word for word, for one pair after the other."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.running = [measure for measure in network.measures if runs(measure, SCOPE)]
        self.roots = {name: f"{name}/{scheme.root}" for name, scheme in vocabulary().schemes.items() if scheme.root}
        self.used = {name for name in WEIGHTS if any(self.knows(one, name) for one in network.measures)}
        self.counts = {name: self.count(name) for name in self.used - {"period"}}

    def count(self, name: str) -> Counter[str]:
        return Counter(v for one in self.running for v in self.wider(one, name))

    def recorded(self, measure: Measure, name: str) -> frozenset[str]:
        return frozenset(self.network.facet(measure, name).concepts)

    def knows(self, measure: Measure, name: str) -> bool:
        if name == "period":
            return measure.valid.start is not None and measure.valid.end is not None
        return self.network.facet(measure, name).is_known

    def wider(self, measure: Measure, name: str) -> frozenset[str]:
        """X*."""
        recorded, root = self.recorded(measure, name), self.roots.get(name)
        if root in recorded:
            return frozenset(concept.id for concept in self.network.concepts(name) if concept.id != root)
        return frozenset(v for one in recorded for v in self.network.broader(one) if v != root)

    def compatible(self, one: Measure, other: Measure, name: str) -> bool:
        root, broader = self.roots.get(name), self.network.broader
        return any(
            root in (x, y) or x in broader(y) or y in broader(x)
            for x in self.recorded(one, name)
            for y in self.recorded(other, name)
        )

    def carriers(self, measure: Measure) -> set[str]:
        roles = vocabulary().carrying_roles()
        return {tie.origin for tie in self.network.ties_to(measure.id, "carries") if tie.role in roles}

    def passes(self, one: Measure, other: Measure) -> bool:
        if self.carriers(one) & self.carriers(other) or not self.compatible(one, other, "field"):
            return False
        unknown = (not (self.knows(one, name) and self.knows(other, name)) for name in ("target_group", "district"))
        fits = (self.compatible(one, other, name) for name in ("target_group", "district"))
        return all(open_ or fit for open_, fit in zip(unknown, fits, strict=True))

    def alike(self, one: Measure, other: Measure, name: str) -> float:
        if name == "period":
            return period_in_common(one, other)
        x, y = self.wider(one, name), self.wider(other, name)
        if not x | y:
            return float(self.recorded(one, name) == self.recorded(other, name))
        known = sum(self.knows(measure, name) for measure in self.running)
        idf = {v: log((1 + known) / (1 + self.counts[name][v])) + 1 for v in x | y}
        return sum(idf[v] for v in x & y) / sum(idf.values())

    def judge(self, one: Measure, other: Measure) -> tuple[str | None, float, float]:
        both = [name for name in self.used if self.knows(one, name) and self.knows(other, name)]
        weight = sum(WEIGHTS[name] for name in both)
        similarity = sum(WEIGHTS[name] * self.alike(one, other, name) for name in both) / weight if weight else 0.0
        coverage = weight / sum(WEIGHTS[name] for name in self.used)
        return self.grade(one, other, similarity, coverage), similarity, coverage

    def grade(self, one: Measure, other: Measure, similarity: float, coverage: float) -> str | None:
        if coverage < 0.6 - 1e-9 or not self.carriers(one) or not self.carriers(other):
            return "undecided"
        common = self.recorded(one, "offering_type") & self.recorded(other, "offering_type")
        if similarity >= 0.8 - 1e-9 and common:
            return "possible_duplication"
        return "overlap" if similarity >= 0.5 - 1e-9 else None

    def pairs(self) -> Iterator[tuple[tuple[str, str], tuple[str | None, float, float]]]:
        for one, other in combinations(self.running, 2):
            if self.passes(one, other):
                yield (one.id, other.id), self.judge(one, other)


def period_in_common(one: Measure, other: Measure) -> float:
    spans = [(measure.valid.start, measure.valid.end) for measure in (one, other)]
    days = [(start.first.toordinal(), end.last.toordinal()) for start, end in spans if start and end]
    common = min(last for _, last in days) - max(first for first, _ in days) + 1
    return max(common, 0) / (min(last - first for first, last in days) + 1)


def told(found: Overlaps) -> Found:
    grades = [GRADES[0] if twice else GRADES[1] for twice in found.duplicates]
    return {**rows(found, found.found, grades), **rows(found, found.undecided, [GRADES[2]] * len(found.undecided))}


def rows(found: Overlaps, pairs: Pairs, grades: list[str]) -> Found:
    ids = found.comparison.situation.columns.measures.ids
    parts = zip(pairs.first, pairs.second, grades, pairs.similarity, pairs.coverage, strict=True)
    return {(ids[i], ids[j]): (grade, float(alike), float(covered)) for i, j, grade, alike, covered in parts}


def with_nested_fields(network: Network) -> Network:
    """The same town with three levels of fields: each but the first two is part of an earlier one."""
    fields = [concept.id for concept in network.concepts("field")]

    def nested(record: AnyRecord) -> AnyRecord:
        if not isinstance(record, Concept) or record.id not in fields[2:]:
            return record
        return record.model_copy(update={"broader": (fields[fields.index(record.id) // 3],)})

    return Network(network.id, [nested(record) for record in network.records()], 1)


@pytest.mark.parametrize("nested", [False, True], ids=["flat fields", "nested fields"])
@pytest.mark.parametrize("shares", [FEW_KNOWN, MOST_KNOWN, NO_PHASES, NO_CARRIERS])
@pytest.mark.parametrize("seed", range(3))
def test_overlaps_are_those_that_comparing_every_pair_finds(seed: int, shares: Shares, nested: bool) -> None:
    network = town(seed, 70, 25, shares).network()
    network = with_nested_fields(network) if nested else network
    expected = dict(ByHand(network).pairs())
    found = overlaps(Situation(Columns.of(network), SCOPE))
    assert found.compared == len(expected)
    graded = {pair: judged for pair, judged in expected.items() if judged[0]}
    assert {pair: judged[0] for pair, judged in told(found).items()} == {
        pair: judged[0] for pair, judged in graded.items()
    }
    for pair, judged in told(found).items():
        assert judged[1:] == pytest.approx(graded[pair][1:])


def test_the_towns_compared_hold_every_grade() -> None:
    networks = [town(seed, 70, 25, shares).network() for shares in (MOST_KNOWN, NO_PHASES) for seed in range(3)]
    grades = {grade for network in networks for _, (grade, *_) in ByHand(network).pairs()}
    assert grades == {*GRADES, None}


def test_pairs_that_come_in_many_small_blocks_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = town(1, 120, 40, MOST_KNOWN).columns()
    whole = told(overlaps(Situation(columns, SCOPE)))
    monkeypatch.setattr(candidates, "_BLOCK", 30)
    assert told(overlaps(Situation(columns, SCOPE))) == whole
