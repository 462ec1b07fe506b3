"""Who brokers, within groups and between them."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.brokerage import (
    Bridging,
    GroupRoles,
    bridging,
    exclusive_brokerage,
    gould_fernandez,
    open_two_paths,
)
from graph_service.analysis.structure import Graph

STAR = open_two_paths(Graph.of(6, [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]))
NOTHING = GroupRoles(0, 0, 0, 0, 0)


@st.composite
def grouped(draw: st.DrawFn) -> tuple[Graph, list[str | None]]:
    n = draw(st.integers(1, 9))
    ends = st.integers(0, n - 1)
    groups = st.lists(st.sampled_from(["a", "b", "c", None]), min_size=n, max_size=n)
    return Graph.of(n, draw(st.lists(st.tuples(ends, ends), max_size=25))), draw(groups)


def test_a_two_path_whose_ends_know_each_other_is_not_open() -> None:
    paths = open_two_paths(Graph.of(4, [(0, 1), (1, 2), (0, 2), (2, 3)]))
    assert list(zip(paths.first, paths.broker, paths.last, strict=True)) == [(0, 2, 3), (1, 2, 3)]
    assert paths.exclusive.all()


def test_a_second_broker_ends_exclusiveness() -> None:
    # In the square 0–1–2–3 both pairs of opposite corners have two brokers; 4 hangs at 3.
    paths = open_two_paths(Graph.of(5, [(0, 1), (1, 2), (2, 3), (3, 0), (3, 4)]))
    assert exclusive_brokerage(paths) == (0, 0, 0, 2, 0)


def test_a_graph_without_edges_has_no_brokers() -> None:
    paths = open_two_paths(Graph.of(2, []))
    assert exclusive_brokerage(paths) == (0, 0)
    assert gould_fernandez(paths, ["a", "b"]) == (NOTHING, NOTHING)
    assert bridging(paths, ["a", "b"]) == (Bridging(0, 0, None), Bridging(0, 0, None))


def test_the_roles_in_a_star_are_as_counted_by_hand() -> None:
    # The centre and 1, 2 are of group a; 3, 4 of b; 5 of c. Of the ten pairs around the centre 1–2 lies within a,
    # 3–4 in another group, six lead from a to b or c, and 3–5, 4–5 lead from b to c; each counts in both directions.
    roles = gould_fernandez(STAR, ["a", "a", "a", "b", "b", "c"])
    assert roles[0] == GroupRoles(coordinator=2, itinerant=2, gatekeeper=6, representative=6, liaison=4)
    assert roles[1:] == (NOTHING,) * 5


def test_two_paths_to_unknown_groups_do_not_count() -> None:
    assert gould_fernandez(STAR, ["a", "a", "a", None, None, None])[0] == GroupRoles(2, 0, 0, 0, 0)


def test_a_broker_of_unknown_group_has_no_roles_but_bridges() -> None:
    groups = [None, "a", "a", "b", "b", "c"]
    assert gould_fernandez(STAR, groups)[0] is None
    assert bridging(STAR, groups)[0] == Bridging(activity=8, exclusivity=8, position="powerhouse")


@pytest.mark.parametrize("roles", [gould_fernandez, bridging])
def test_each_node_needs_its_group(roles) -> None:
    with pytest.raises(ValueError, match="2 groups are given for 6 nodes"):
        roles(STAR, ["a", "b"])


def test_positions_are_told_from_the_means() -> None:
    # 0, 1 and 2 each join 3 (group x) with 4, 5 and 6 (group y); 7 alone joins 8 (x) with 9 (y), 10 joins
    # 11, 12 (x) with 13, 14 (y); 15 is alone. 3 … 6 broker only between 0, 1, 2, who are all of group x.
    shared = [(broker, end) for broker in (0, 1, 2) for end in (3, 4, 5, 6)]
    graph = Graph.of(16, [*shared, (7, 8), (7, 9), (10, 11), (10, 12), (10, 13), (10, 14)])
    groups = ["x"] * 4 + ["y"] * 3 + ["x", "x", "y", "x", "x", "x", "y", "y", "x"]
    rows = bridging(open_two_paths(graph), groups)
    # Means over the 15 nodes with a contact: activity (3·3 + 1 + 4)/15 = .93, exclusivity (1 + 4)/15 = .33.
    assert rows[0] == Bridging(3, 0, "connector")
    assert rows[3] == Bridging(0, 0, "sideliner")
    assert rows[7] == Bridging(1, 1, "powerhouse")
    assert rows[10] == Bridging(4, 4, "powerhouse")
    assert rows[15] == Bridging(0, 0, None)


def test_little_but_exclusive_brokerage_makes_a_linchpin() -> None:
    # 0, 1 and 2 each join four of x with four of y (activity 16); 11 alone joins 12 (x) with 13 (y).
    shared = [(broker, end) for broker in (0, 1, 2) for end in range(3, 11)]
    graph = Graph.of(14, [*shared, (11, 12), (11, 13)])
    groups = ["x"] * 7 + ["y"] * 4 + ["x", "x", "y"]
    rows = bridging(open_two_paths(graph), groups)
    # Means over all 14 nodes: activity (3·16 + 1)/14 = 3.5, exclusivity 1/14.
    assert (rows[0], rows[11]) == (Bridging(16, 0, "connector"), Bridging(1, 1, "linchpin"))


def test_only_nodes_with_contacts_enter_the_mean() -> None:
    # 1 and 2 broker 0–3 (x–y) as 0 and 3 do 1–2 (x–y): all four are alike, none is above the mean; isolates do
    # not lower it.
    square = Graph.of(12, [(0, 1), (1, 3), (3, 2), (2, 0)])
    rows = bridging(open_two_paths(square), ["x", "x", "y", "y", *["x"] * 8])
    assert {row.position for row in rows[:4]} == {"sideliner"}


def naive(graph: Graph, groups: list[str | None], broker: int) -> Counter[str]:
    """The roles counted from their definition, over all ordered triples."""
    found: Counter[str] = Counter()
    around, own = graph.neighbours, groups[broker]
    for a, c in permutations(sorted(around[broker]), 2):
        if c in around[a] or None in (groups[a], groups[c]):
            continue
        same = (groups[a] == own, groups[c] == own, groups[a] == groups[c])
        found[ROLES[same]] += 1
    return found


ROLES = {
    (True, True, True): "coordinator",
    (False, False, True): "itinerant",
    (False, True, False): "gatekeeper",
    (True, False, False): "representative",
    (False, False, False): "liaison",
}


@given(grouped())
def test_roles_are_those_of_the_definition(case: tuple[Graph, list[str | None]]) -> None:
    graph, groups = case
    for node, roles in enumerate(gould_fernandez(open_two_paths(graph), groups)):
        counted = naive(graph, groups, node)
        expected = None if groups[node] is None else GroupRoles(**{role: counted[role] for role in ROLES.values()})
        assert roles == expected


@given(grouped())
def test_exclusive_brokers_are_the_only_common_contact(case: tuple[Graph, list[str | None]]) -> None:
    graph, groups = case
    near = graph.neighbours
    only = Counter(
        (next(iter(near[a] & near[c])), groups[a] != groups[c] and None not in (groups[a], groups[c]))
        for a in range(graph.n)
        for c in range(a + 1, graph.n)
        if c not in near[a] and len(near[a] & near[c]) == 1
    )
    paths = open_two_paths(graph)
    assert list(exclusive_brokerage(paths)) == [only[i, True] + only[i, False] for i in range(graph.n)]
    assert [row.exclusivity for row in bridging(paths, groups)] == [only[i, True] for i in range(graph.n)]


@given(grouped(), st.data())
def test_renumbering_the_nodes_carries_the_roles_along(
    case: tuple[Graph, list[str | None]], data: st.DataObject
) -> None:
    graph, groups = case
    place = data.draw(st.permutations(range(graph.n)))
    moved = open_two_paths(Graph.of(graph.n, [(place[i], place[j]) for i, j in graph.edges.tolist()]))
    moved_groups = [groups[place.index(i)] for i in range(graph.n)]
    paths = open_two_paths(graph)
    for measure in (gould_fernandez, bridging):
        after = measure(moved, moved_groups)
        assert [after[place[i]] for i in range(graph.n)] == list(measure(paths, groups))
