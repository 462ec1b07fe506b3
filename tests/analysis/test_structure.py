"""Measures of a graph, against published values and against networkx."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.structure import (
    Graph,
    Values,
    articulation_points,
    betweenness,
    closeness,
    components,
    constraint,
    effective_size,
    fragmentation,
    participation,
)

PATH = Graph.of(3, [(0, 1), (1, 2)])
TWO_PARTS = Graph.of(6, [(0, 1), (1, 2), (3, 4)])


def read(graph: nx.Graph) -> tuple[Graph, list]:
    """The graph on numbers, and the names in the order of the numbers."""
    names = sorted(graph)
    number = {name: i for i, name in enumerate(names)}
    return Graph.of(len(names), [(number[a], number[b]) for a, b in graph.edges]), names


FLORENCE, FAMILIES = read(nx.florentine_families_graph())
KITE, _ = read(nx.krackhardt_kite_graph())
DAVIS, DAVIS_NAMES = read(nx.davis_southern_women_graph())


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    n = draw(st.integers(0, 10))
    ends = st.integers(0, max(n - 1, 0))
    return Graph.of(n, draw(st.lists(st.tuples(ends, ends), max_size=30)) if n else [])


def of_family(values: Values, family: str) -> float | None:
    return values[FAMILIES.index(family)]


def like_networkx(values: dict[int, float], graph: Graph) -> list:
    return [pytest.approx(values[i], abs=1e-8) if graph.degree[i] else None for i in range(graph.n)]


def test_loops_are_dropped_and_repeated_pairs_count_once() -> None:
    graph = Graph.of(4, [(2, 1), (1, 2), (3, 3), (1, 0), (1, 2)])
    assert graph.edges.tolist() == [[0, 1], [1, 2]]
    assert graph.degree.tolist() == [1, 2, 1, 0]
    assert graph.neighbours == (frozenset({1}), frozenset({0, 2}), frozenset({1}), frozenset())


@pytest.mark.parametrize("pair", [(0, 3), (-1, 0)])
def test_a_pair_outside_the_graph_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"outside 0 … 2"):
        Graph.of(3, [pair])


@given(graphs())
def test_all_views_show_the_same_edges(graph: Graph) -> None:
    edges = {(i, j) for i, j in graph.edges.tolist()}
    assert {(i, j) for i in range(graph.n) for j in graph.neighbours[i] if i < j} == edges
    assert {tuple(sorted(edge)) for edge in graph.networkx.edges} == edges
    assert {tuple(sorted(edge)) for edge in graph.rustworkx.edge_list()} == edges
    assert len(graph.networkx) == graph.rustworkx.num_nodes() == graph.n


@pytest.mark.parametrize(("family", "expected"), [("Medici", 0.522), ("Guadagni", 0.255), ("Albizzi", 0.212)])
def test_betweenness_of_the_florentine_families_is_as_published(family: str, expected: float) -> None:
    assert of_family(betweenness(FLORENCE), family) == pytest.approx(expected, abs=0.0005)


def test_betweenness_of_the_kite_is_as_published() -> None:
    assert sorted(betweenness(KITE), reverse=True)[:4] == pytest.approx([0.3889, 0.2315, 0.2315, 0.2222], abs=0.00005)


def test_raw_betweenness_of_the_southern_women_is_as_published() -> None:
    raw = betweenness(DAVIS, normalized=False)
    assert raw[DAVIS_NAMES.index("Evelyn Jefferson")] == pytest.approx(42.98, abs=0.005)


@given(graphs(), st.booleans())
def test_betweenness_equals_networkx(graph: Graph, normalized: bool) -> None:
    expected = nx.betweenness_centrality(graph.networkx, normalized=normalized)
    if graph.n >= 3:
        assert betweenness(graph, normalized=normalized) == pytest.approx(list(expected.values()), abs=1e-8)


def test_betweenness_equals_networkx_where_rustworkx_would_use_several_threads() -> None:
    graph, _ = read(nx.gnm_random_graph(80, 200, seed=1))
    expected = nx.betweenness_centrality(graph.networkx)
    assert betweenness(graph) == pytest.approx([expected[i] for i in range(80)], abs=1e-8)


def test_betweenness_needs_three_nodes() -> None:
    assert betweenness(Graph.of(2, [(0, 1)])) == (None, None)
    assert betweenness(PATH) == (0, 1, 0)


def test_closeness_of_the_kite_is_as_published() -> None:
    assert max(closeness(KITE)) == pytest.approx(0.643, abs=0.0005)


def test_closeness_counts_the_share_that_a_node_reaches() -> None:
    # Node 1 reaches 2 of 5 others at distance 1; node 0 the same at distances 1 and 2; node 3 reaches one.
    assert closeness(TWO_PARTS) == pytest.approx((4 / 15, 2 / 5, 4 / 15, 1 / 5, 1 / 5, None))


@given(graphs())
def test_closeness_equals_networkx(graph: Graph) -> None:
    assert list(closeness(graph)) == like_networkx(nx.closeness_centrality(graph.networkx), graph)


def test_the_medici_are_least_constrained_as_published() -> None:
    assert of_family(constraint(FLORENCE), "Medici") == pytest.approx(0.2099, abs=0.00005)
    assert min(constraint(FLORENCE)) == of_family(constraint(FLORENCE), "Medici")


def test_constraint_and_effective_size_of_a_triangle_with_a_tail_are_as_counted_by_hand() -> None:
    # Node 0 has the contacts 1, 2 (who know each other) and 3: 2·(1/3 + 1/3·1/2)² + (1/3)² and 3 − 2·1/3.
    graph = Graph.of(5, [(0, 1), (0, 2), (1, 2), (0, 3)])
    assert constraint(graph)[0] == pytest.approx(2 * 0.25 + 1 / 9)
    assert effective_size(graph)[0] == pytest.approx(7 / 3)
    assert (constraint(graph)[3], effective_size(graph)[3]) == (1, 1)
    assert (constraint(graph)[4], effective_size(graph)[4]) == (None, None)


@given(graphs())
def test_constraint_equals_networkx(graph: Graph) -> None:
    # Node by node, as networkx divides by zero where it takes all at once and some are isolated.
    linked = [i for i in range(graph.n) if graph.degree[i]]
    assert list(constraint(graph)) == like_networkx(nx.constraint(graph.networkx, nodes=linked), graph)


@given(graphs())
def test_effective_size_equals_networkx(graph: Graph) -> None:
    linked = [i for i in range(graph.n) if graph.degree[i]]
    assert list(effective_size(graph)) == like_networkx(nx.effective_size(graph.networkx, nodes=linked), graph)


def test_the_cut_points_of_florence_are_as_published() -> None:
    found = [FAMILIES[i] for i in articulation_points(FLORENCE)]
    assert found == ["Albizzi", "Guadagni", "Medici", "Salviati"]


def test_the_cut_points_of_the_kite_are_as_published() -> None:
    assert articulation_points(KITE) == (7, 8)


def test_components_stand_largest_first_with_isolates_among_them() -> None:
    assert components(Graph.of(6, [(4, 5), (5, 3), (1, 2)])) == ((3, 4, 5), (1, 2), (0,))


def test_fragmentation_is_the_share_of_pairs_that_do_not_reach_each_other() -> None:
    # Sizes 3, 2, 1: 1 − (6 + 2)/30; without node 1: sizes 1, 1, 2, 1 among 5: 1 − 2/20.
    assert fragmentation(TWO_PARTS) == pytest.approx(22 / 30)
    assert fragmentation(TWO_PARTS, without=1) == pytest.approx(0.9)
    assert fragmentation(PATH) == 0
    assert fragmentation(PATH, without=1) == 1


def test_one_remaining_node_has_no_fragmentation() -> None:
    assert fragmentation(Graph.of(2, [(0, 1)]), without=0) is None
    assert fragmentation(Graph.of(1, [])) is None
    assert fragmentation(Graph.of(0, [])) is None


def test_only_a_node_of_the_graph_can_be_taken_out() -> None:
    with pytest.raises(ValueError, match="no node 3"):
        fragmentation(PATH, without=3)


@given(graphs())
def test_exactly_the_cut_points_split_their_component(graph: Graph) -> None:
    def split(node: int) -> bool:
        rest = graph.networkx.copy()
        rest.remove_node(node)
        return nx.number_connected_components(rest) > nx.number_connected_components(graph.networkx)

    assert articulation_points(graph) == tuple(i for i in range(graph.n) if graph.n > 1 and split(i))


@given(graphs(), st.data())
def test_fragmentation_equals_the_pairs_counted_one_by_one(graph: Graph, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from([None, *range(graph.n)]))
    rest = graph.networkx.subgraph(set(range(graph.n)) - {gone})
    apart = [not nx.has_path(rest, i, j) for i, j in combinations(rest, 2)]
    assert fragmentation(graph, without=gone) == (pytest.approx(sum(apart) / len(apart)) if apart else None)


def test_participation_is_zero_in_one_field_and_high_in_many() -> None:
    counts = np.array([[3, 0, 0, 0], [2, 2, 0, 0], [1, 1, 1, 1], [3, 1, 0, 0], [0, 0, 0, 0]])
    assert participation(counts) == (0, 0.5, 0.75, 0.375, None)


@given(graphs(), st.data())
def test_renumbering_the_nodes_carries_the_values_along(graph: Graph, data: st.DataObject) -> None:
    place = data.draw(st.permutations(range(graph.n)))
    pairs = data.draw(st.permutations([(place[i], place[j]) for i, j in graph.edges.tolist()]))
    moved = Graph.of(graph.n, pairs)
    for measure in (betweenness, closeness, constraint, effective_size):
        after = measure(moved)
        assert [after[place[i]] for i in range(graph.n)] == pytest.approx(list(measure(graph)), abs=1e-8)
    assert {place[i] for i in articulation_points(graph)} == set(articulation_points(moved))
    assert {frozenset(place[i] for i in part) for part in components(graph)} == set(map(frozenset, components(moved)))
    assert [fragmentation(moved, without=place[i]) for i in range(graph.n)] == [
        fragmentation(graph, without=i) for i in range(graph.n)
    ]
