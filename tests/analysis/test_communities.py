"""Groups of nodes, and how far two partitions agree."""

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.communities import adjusted_rand, communities
from graph_service.analysis.structure import Graph

# Three on the nodes 0, 2, 4, four on 1, 3, 5, 6, one edge between them; 7 is alone.
CLIQUES = [*combinations((0, 2, 4), 2), *combinations((1, 3, 5, 6), 2), (0, 1)]
RANDOM = list(nx.gnm_random_graph(15, 30, seed=3).edges)
LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=12)


def test_two_cliques_are_two_groups_largest_first() -> None:
    found = communities(Graph.of(8, CLIQUES))
    assert found is not None
    assert found.groups == ((1, 3, 5, 6), (0, 2, 4))
    assert found.alone == (7,)
    assert found.stability == 1


def test_modularity_is_as_reckoned_by_hand() -> None:
    found = communities(Graph.of(8, CLIQUES))
    assert found is not None
    # Ten edges: six and three inside, degree sums 13 and 7.
    assert found.modularity == pytest.approx(0.9 - 0.65**2 - 0.35**2)


def test_seed_runs_and_resolution_are_kept_with_the_result() -> None:
    found = communities(Graph.of(8, CLIQUES), seed=7, resolution=0.1, runs=3)
    assert found is not None
    assert (found.seed, found.resolution, found.runs) == (7, 0.1, 3)
    assert found.groups == ((0, 1, 2, 3, 4, 5, 6),)
    assert found.modularity == pytest.approx(0.9)


def test_a_graph_without_edges_has_no_communities() -> None:
    assert communities(Graph.of(3, [])) is None


def test_one_run_says_nothing_about_stability() -> None:
    with pytest.raises(ValueError, match="at least two runs"):
        communities(Graph.of(8, CLIQUES), runs=1)


def test_a_graph_without_structure_has_unstable_groups() -> None:
    random = nx.gnm_random_graph(60, 180, seed=1)
    found = communities(Graph.of(60, random.edges))
    assert found is not None
    assert 0 < found.stability < 0.9


@given(st.permutations(RANDOM), st.lists(st.booleans(), min_size=30, max_size=30))
def test_the_order_in_which_edges_come_is_irrelevant(edges: list[tuple[int, int]], turned: list[bool]) -> None:
    pairs = [(j, i) if turn else (i, j) for (i, j), turn in zip(edges, turned, strict=True)]
    assert communities(Graph.of(15, pairs), runs=2) == communities(Graph.of(15, RANDOM), runs=2)


@given(st.permutations(range(8)))
def test_renumbering_clear_groups_carries_them_along(place: list[int]) -> None:
    found = communities(Graph.of(8, [(place[i], place[j]) for i, j in CLIQUES]), runs=2)
    assert found is not None
    assert [set(group) for group in found.groups] == [{place[i] for i in g} for g in ((1, 3, 5, 6), (0, 2, 4))]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("aabb", "xxyy", 1),
        ("aabb", "yyxx", 1),
        # S = 0, A = B = 2, N = 6: (0 − 4/6) / (2 − 4/6)
        ("aabb", "xyxy", -0.5),
        # S = 1, A = 2, B = 1, N = 6: (1 − 2/6) / (1.5 − 2/6)
        ("aabb", "xxyz", 4 / 7),
        # S = 2, A = 6, B = 3, N = 15: (2 − 18/15) / (4.5 − 18/15)
        ("aaabbb", "xxyyzz", 8 / 33),
        ("aaaa", "xxxx", 1),
        ("abcd", "wxyz", 1),
        ("aaaa", "wxyz", 0),
        ("a", "x", 1),
    ],
)
def test_the_adjusted_rand_index_is_as_reckoned_by_hand(one: str, other: str, expected: float) -> None:
    assert adjusted_rand(one, other) == pytest.approx(expected)


def test_partitions_of_different_things_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        adjusted_rand("aab", "xx")


@given(LABELS)
def test_agreement_is_mutual_and_at_most_one(labels: list[tuple[int, int]]) -> None:
    one, other = zip(*labels, strict=True)
    assert adjusted_rand(one, other) == adjusted_rand(other, one) <= 1


@given(LABELS)
def test_agreement_is_full_for_exactly_the_same_partition(labels: list[tuple[int, int]]) -> None:
    one, other = zip(*labels, strict=True)
    same = all((a == c) == (b == d) for (a, b), (c, d) in combinations(labels, 2))
    assert (adjusted_rand(one, other) == 1) == same
