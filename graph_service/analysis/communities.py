"""Groups of nodes with many edges inside and few between them: an aid for reading a picture, not a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from statistics import fmean

import networkx as nx

from graph_service.analysis.structure import Graph

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Communities:
    """Groups found by Louvain, largest first, with all that is needed to find them again.

    `alone` are the nodes without any edge: they belong to no group. `stability` is the mean adjusted Rand index
    over all pairs of `runs` runs with the seeds from `seed` on: 1 is the same groups each time, 0 is chance.
    """

    groups: Groups
    alone: tuple[int, ...]
    modularity: float
    resolution: float
    seed: int
    runs: int
    stability: float


def communities(graph: Graph, *, seed: int = 1, resolution: float = 1.0, runs: int = 10) -> Communities | None:
    """Communities by Louvain (Blondel et al. 2008): the groups of the run with `seed`, and how stable they are.

    Modularity Q = Σ_c (m_c/m − resolution·(k_c/2m)²) over the groups, with m_c edges inside and degree sum k_c.
    Groups stand largest first, then by their smallest node. The same graph and seed give the same groups, in
    whatever order the edges came. Undefined, None, for a graph without edges. Raises ValueError for fewer than
    two runs, which say nothing about stability. A reading aid. Rests on design/analysis.md §6.
    """
    if runs < 2:
        raise ValueError("stability needs at least two runs")
    if not graph.edges.size:
        return None
    connected = graph.networkx.copy()
    connected.remove_nodes_from(list(nx.isolates(graph.networkx)))
    found = [_louvain(connected, seed + run, resolution) for run in range(runs)]
    return Communities(
        groups=found[0],
        alone=tuple(nx.isolates(graph.networkx)),
        modularity=nx.community.modularity(connected, map(set, found[0]), resolution=resolution),
        resolution=resolution,
        seed=seed,
        runs=runs,
        stability=_stability(found),
    )


def adjusted_rand(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """How far two partitions of the same things agree, corrected for chance (Hubert and Arabie 1985).

    Both give a label for each thing. With C(x) = x(x−1)/2, S = Σ C(n_ij), A = Σ C(a_i), B = Σ C(b_j), N = C(n):
    ARI = (S − AB/N) / ((A+B)/2 − AB/N); 1 is the same partition, 0 is chance, below 0 is worse than chance. Both
    all in one or all single: 1. Reckoned in whole numbers with one division. Raises ValueError for unequal length.
    """
    both = _pairs(Counter(zip(one, other, strict=True)))
    a, b, total = _pairs(Counter(one)), _pairs(Counter(other)), comb(len(one), 2)
    spread = total * (a + b) - 2 * a * b
    return 2 * (total * both - a * b) / spread if spread else 1.0


def _pairs(sizes: Counter[Hashable]) -> int:
    return sum(comb(size, 2) for size in sizes.values())


def _louvain(graph: nx.Graph[int], seed: int, resolution: float) -> Groups:
    found = nx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    return tuple(sorted((tuple(sorted(group)) for group in found), key=lambda group: (-len(group), group)))


def _stability(found: Sequence[Groups]) -> float:
    labels = [_labels(groups) for groups in found]
    return fmean(adjusted_rand(one, other) for one, other in combinations(labels, 2))


def _labels(groups: Groups) -> list[int]:
    label = {node: number for number, group in enumerate(groups) for node in group}
    return [label[node] for node in sorted(label)]
