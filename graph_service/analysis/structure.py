"""Measures of one undirected graph without weights: who lies between others, whose contacts are bound together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import rustworkx as rx
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

_DIGITS = 9

Values = tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """A simple undirected graph on the nodes 0 … n−1; each edge once, as (smaller, larger), in ascending order."""

    n: int
    edges: NDArray[np.int64]

    @classmethod
    def of(cls, n: int, pairs: Iterable[tuple[int, int]]) -> Graph:
        """The graph of these pairs: loops are dropped, repeated and reversed pairs count once.

        Raises ValueError for a pair that names a node outside 0 … n−1.
        """
        ends = np.sort(np.array(list(pairs), dtype=np.int64).reshape(-1, 2), axis=1)
        if ends.size and (ends.min() < 0 or ends.max() >= n):
            raise ValueError(f"a pair names a node outside 0 … {n - 1}")
        edges = np.unique(ends[ends[:, 0] < ends[:, 1]], axis=0)
        edges.flags.writeable = False
        return cls(n, edges)

    @cached_property
    def adjacency(self) -> csr_array:
        """The symmetric 0/1 matrix of the graph."""
        return _adjacency(self.n, self.edges)

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        return np.bincount(self.edges.ravel(), minlength=self.n).astype(np.int64)

    @cached_property
    def neighbours(self) -> tuple[frozenset[int], ...]:
        bounds = self.adjacency.indptr[1:-1]
        return tuple(frozenset(part.tolist()) for part in np.split(self.adjacency.indices, bounds)[: self.n])

    @cached_property
    def component(self) -> NDArray[np.int64]:
        """For each node, the number of the connected component it belongs to."""
        return _component(self.adjacency)

    @cached_property
    def cut_points(self) -> frozenset[int]:
        """The nodes without which some others would no longer reach each other."""
        return frozenset(rx.articulation_points(self.rustworkx))

    @cached_property
    def networkx(self) -> nx.Graph[int]:
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(self.n))
        graph.add_edges_from(self.edges.tolist())
        return graph

    @cached_property
    def rustworkx(self) -> rx.PyGraph[int, None]:
        graph: rx.PyGraph[int, None] = rx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(self.n))
        graph.add_edges_from_no_data([(i, j) for i, j in self.edges.tolist()])
        return graph


def betweenness(graph: Graph, *, normalized: bool = True) -> Values:
    """For each node, the share of shortest paths between two others that lead through it (Freeman 1977).

    b(v) = Σ σ(s,t|v)/σ(s,t) over unordered pairs s, t ≠ v; normalized: divided by (n−1)(n−2)/2, so 0 … 1. An
    isolate has 0. Undefined, None, for all nodes of a graph with fewer than three. Rests on design/analysis.md §6.
    """
    if graph.n < 3:
        return (None,) * graph.n
    # One thread: several would add up in changing order, and results would differ in their last digits.
    found = rx.graph_betweenness_centrality(graph.rustworkx, normalized=normalized, parallel_threshold=graph.n + 1)
    return _values(_by_node(graph, found), np.ones(graph.n, dtype=bool))


def closeness(graph: Graph) -> Values:
    """For each node, the inverse of its mean distance to those it reaches, times the share that it reaches.

    c(v) = r/(n−1) · r/Σ d(v,u) over the r nodes it reaches (Wasserman and Faust 1994), so 0 … 1; in a connected
    graph this is Freeman's closeness. Undefined, None, for an isolate. Rests on design/analysis.md §6.
    """
    found = rx.graph_closeness_centrality(graph.rustworkx, wf_improved=True)
    return _values(_by_node(graph, found), graph.degree > 0)


def constraint(graph: Graph) -> Values:
    """For each node, how far its contacts are invested in one another (Burt 1992); low is many structural holes.

    c(v) = Σ_u (p_vu + Σ_w p_vw·p_wu)² over its contacts u, where p_vu = 1/degree(v). It can exceed 1. Undefined,
    None, for an isolate. Rests on design/analysis.md §6.
    """
    shares = graph.adjacency.multiply(1 / np.maximum(graph.degree, 1)[:, np.newaxis]).tocsr()
    invested = (shares + shares @ shares).multiply(graph.adjacency)
    return _values(np.asarray(invested.power(2).sum(axis=1), dtype=np.float64), graph.degree > 0)


def effective_size(graph: Graph) -> Values:
    """For each node, its contacts less their mean number of ties to its other contacts (Burt 1992).

    e(v) = n − 2t/n with n contacts and t ties among them (Borgatti 1997), so 1 … n. Undefined, None, for an
    isolate. Rests on design/analysis.md §6.
    """
    adjacency, contacts = graph.adjacency, np.maximum(graph.degree, 1)
    doubled = np.asarray((adjacency @ adjacency).multiply(adjacency).sum(axis=1), dtype=np.float64)
    return _values(contacts - doubled / contacts, graph.degree > 0)


def articulation_points(graph: Graph) -> tuple[int, ...]:
    """The nodes without which some others would no longer reach each other, in ascending order."""
    return tuple(sorted(graph.cut_points))


def components(graph: Graph) -> tuple[tuple[int, ...], ...]:
    """The connected parts, isolates among them: largest first, then by their smallest node."""
    parts: dict[int, list[int]] = defaultdict(list)
    for node, number in enumerate(graph.component.tolist()):
        parts[number].append(node)
    return tuple(sorted(map(tuple, parts.values()), key=lambda part: (-len(part), part)))


def fragmentation(graph: Graph, *, without: int | None = None) -> float | None:
    """The share of pairs of nodes that do not reach each other, once the node `without` is gone (Borgatti 2006).

    F = 1 − Σ s_k(s_k−1) / (n(n−1)) over the sizes s_k of the components, where n counts the remaining nodes; 0 is
    connected, 1 is nobody with anybody. Undefined, None, for fewer than two remaining nodes. Raises ValueError
    for a node that the graph does not have. Rests on design/analysis.md §6.
    """
    if without is not None and not 0 <= without < graph.n:
        raise ValueError(f"the graph has no node {without}")
    remaining = graph.n - (without is not None)
    if remaining < 2:
        return None
    # The removed node stays behind as an isolate, which adds 0 to the sum.
    sizes = np.bincount(graph.component if without is None else _component_isolating(graph, without))
    return 1 - int((sizes * (sizes - 1)).sum()) / (remaining * (remaining - 1))


def participation(counts: NDArray[np.int64]) -> Values:
    """For each row of `counts` (actor × field), how evenly its measures spread over the fields.

    P = 1 − Σ (k_is/k_i)² (Guimerà and Amaral 2005), where k_i is the sum of the row: 0 is all in one field, near
    1 is many fields alike. Undefined, None, for an actor without measures. Rests on design/analysis.md §6.
    """
    totals = counts.sum(axis=1)
    squares = (counts**2).sum(axis=1)
    return _values(1 - squares / np.maximum(totals, 1) ** 2, totals > 0)


def _adjacency(n: int, edges: NDArray[np.int64]) -> csr_array:
    rows, columns = np.concatenate([edges, edges[:, ::-1]]).T
    ones = np.ones(rows.size, dtype=np.int64)
    matrix = coo_array((ones, (rows, columns)), shape=(n, n)).tocsr()
    matrix.sort_indices()
    return matrix


def _component(adjacency: csr_array) -> NDArray[np.int64]:
    return np.asarray(connected_components(adjacency, directed=False)[1], dtype=np.int64)


def _component_isolating(graph: Graph, node: int) -> NDArray[np.int64]:
    if node in graph.cut_points:
        return _component(_adjacency(graph.n, graph.edges[(graph.edges != node).all(axis=1)]))
    component = graph.component.copy()
    component[node] = graph.n
    return component


def _by_node(graph: Graph, found: rx.CentralityMapping) -> NDArray[np.float64]:
    return np.array([found[node] for node in range(graph.n)], dtype=np.float64)


def _values(values: NDArray[np.float64], defined: NDArray[np.bool_]) -> Values:
    """Plain numbers, None where undefined; rounded, so that nodes in equal positions have equal values."""
    rounded = (np.round(values, _DIGITS) + 0.0).tolist()
    return tuple(value if known else None for value, known in zip(rounded, defined.tolist(), strict=True))
