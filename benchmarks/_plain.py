"""What an analyst would write instead: cells and overlapping pairs with networkx, by comparing all pairs.

It finds the same cells and the same overlapping pairs, from the same weights, thresholds and gates, with sets and
frequencies made once. It does nothing else: no needs, no channels, no undecided pairs, no reasons.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from math import log
from typing import TypeAlias

import networkx as nx

from benchmarks._synthetic import AT
from graph_service.model.network import Network
from graph_service.model.nodes import Concept

Graph: TypeAlias = "nx.MultiDiGraph[str]"
Sets: TypeAlias = dict[str, dict[str, frozenset[str]]]

WEIGHTS = {"offering_type": 3, "field": 2, "target_group": 2, "district": 2, "phase": 1, "language": 1, "period": 1}
CELLS = ("field", "target_group", "district")
ROOTS = {"target_group": "target_group/alle", "district": "district/stadtweit"}
CARRYING = {"lead", "carrier", "coordinator", "partner"}


def graph_of(network: Network) -> Graph:
    """The network as an analyst has it: nodes with attributes, ties as edges."""
    graph: Graph = nx.MultiDiGraph()
    for measure in network.measures:
        idle = measure.status in ("planned", "completed", "discontinued")
        start, end = measure.valid.start, measure.valid.end
        days = (start.first.toordinal(), end.last.toordinal()) if start and end else None
        runs = measure.valid.covers(AT) and not idle
        graph.add_node(measure.id, runs=runs, days=days, none=measure.none_recorded)
    for concept in network.of_type(Concept):
        graph.add_node(concept.id)
        graph.add_edges_from((concept.id, above, {"kind": "broader"}) for above in concept.broader)
    for tie in network.ties.values():
        graph.add_edge(tie.origin, tie.target, kind=tie.kind, role=tie.role)
    return graph


def plain(graph: Graph) -> tuple[int, int]:
    """The number of cells with an offer, and of pairs of measures that overlap."""
    measures = [node for node, runs in graph.nodes(data="runs") if runs]
    above = _above(graph)
    recorded = {scheme: _recorded(graph, measures, scheme) for scheme in WEIGHTS if scheme != "period"}
    carriers = {one: _carriers(graph, one) for one in measures}
    cells = Counter(cell for one in measures for cell in _cells(recorded, above, one))
    wider = {name: {one: _wider(own, name, above) for one, own in sets.items()} for name, sets in recorded.items()}
    rarity = {name: _rarity(sets) for name, sets in wider.items()}
    days = {one: graph.nodes[one]["days"] for one in measures}
    found = 0
    for one, other in combinations(measures, 2):
        if carriers[one] and carriers[other] and carriers[one].isdisjoint(carriers[other]):
            fits = all(_fit(recorded[name], above, one, other, name) for name in CELLS)
            found += fits and _alike(wider, rarity, days, one, other)
    return len(cells), found


def _above(graph: Graph) -> dict[str, set[str]]:
    """Every concept with itself and everything broader."""
    broader = nx.DiGraph((one, above) for one, above, tie in graph.edges(data=True) if tie["kind"] == "broader")
    return {node: nx.descendants(broader, node) | {node} if node in broader else {node} for node in graph}


def _recorded(graph: Graph, measures: list[str], scheme: str) -> dict[str, frozenset[str]]:
    """What is recorded, nothing where "none" is; a measure that is not in it does not know the facet."""
    found = {}
    for one in measures:
        concepts = frozenset(target for target in graph.successors(one) if target.startswith(f"{scheme}/"))
        if concepts or scheme in graph.nodes[one]["none"]:
            found[one] = concepts
    return found


def _carriers(graph: Graph, measure: str) -> frozenset[str]:
    return frozenset(who for who, _, tie in graph.in_edges(measure, data=True) if tie["role"] in CARRYING)


def _cells(recorded: Sets, above: dict[str, set[str]], measure: str) -> set[tuple[str, ...]]:
    """What is recorded for a concept serves everything narrower."""
    parts = []
    for scheme in CELLS:
        own = recorded[scheme].get(measure, frozenset())
        narrower = {concept for concept, up in above.items() if not own.isdisjoint(up)}
        parts.append(narrower - {ROOTS.get(scheme, "")})
    return set(product(*parts))


def _wider(own: frozenset[str], scheme: str, above: dict[str, set[str]]) -> frozenset[str]:
    root = ROOTS.get(scheme)
    if root in own:
        return frozenset(concept for concept, up in above.items() if root in up and concept != root)
    return frozenset(up for one in own for up in above[one] if up != root)


def _rarity(sets: dict[str, frozenset[str]]) -> dict[str, float]:
    counts = Counter(concept for found in sets.values() for concept in found)
    return {concept: log((1 + len(sets)) / (1 + count)) + 1 for concept, count in counts.items()}


def _fit(own: dict[str, frozenset[str]], above: dict[str, set[str]], one: str, other: str, scheme: str) -> bool:
    x, y = own.get(one), own.get(other)
    if x is None or y is None:
        return scheme != "field"
    return any(a in above[b] or b in above[a] for a in x for b in y)


def _alike(
    wider: Sets, rarity: dict[str, dict[str, float]], days: dict[str, tuple[int, int] | None], one: str, other: str
) -> bool:
    known = alike = 0.0
    for scheme, sets in wider.items():
        x, y = sets.get(one), sets.get(other)
        if x is not None and y is not None:
            known += WEIGHTS[scheme]
            whole = sum(rarity[scheme][concept] for concept in x | y)
            common = sum(rarity[scheme][concept] for concept in x & y)
            alike += WEIGHTS[scheme] * (common / whole if whole else 1)
    mine, theirs = days[one], days[other]
    if mine and theirs:
        common_days = max(0, min(mine[1], theirs[1]) - max(mine[0], theirs[0]) + 1)
        known += WEIGHTS["period"]
        alike += WEIGHTS["period"] * common_days / (min(mine[1] - mine[0], theirs[1] - theirs[0]) + 1)
    return known >= 0.6 * sum(WEIGHTS.values()) - 1e-9 and alike >= 0.5 * known - 1e-9
