"""The part of each actor in the network, by hand in the made-up town, and in towns with next to nothing in them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.actor_graph import ActorGraph, actor_graph, situation_communities
from graph_service.analysis.brokerage import Bridging, GroupRoles
from graph_service.analysis.channels import Channels
from graph_service.analysis.coverage import cover
from graph_service.analysis.roles import ActorRole, GraphMode, Roles, roles
from graph_service.model.errors import BadValue, UnknownWord
from tests.analysis.small_towns import SmallTown, channels_of, on_the_day, small_towns, some_towns, together
from tests.builders import actor, addresses, carries, field, measure, member_of, tie
from tests.reference import kleinstadt

TOWN = on_the_day(kleinstadt())
FOUND = roles(TOWN)


def role(local: str, found: Roles = FOUND) -> ActorRole:
    return found.row(found.actors.ids.index(f"actor/{local}"))


def locals_(nodes: np.ndarray, found: Roles = FOUND) -> list[str]:
    return [found.actors.ids[node].removeprefix("actor/") for node in nodes]


def edges(found: ActorGraph) -> set[frozenset[str]]:
    return {frozenset(found.ids[node].removeprefix("actor/") for node in edge) for edge in found.graph.edges.tolist()}


def test_the_graph_of_the_town_joins_those_with_a_channel() -> None:
    expected = ["ki awo", "ki verein1", "ki vhs", "ki dez", "stg dez", "awo fg", "jobcenter fg", "awo jobcenter"]
    expected += ["ki stg", "awo stg", "caritas stg", "ki caritas", "awo caritas"]
    assert edges(FOUND.actors) == {frozenset(pair.split()) for pair in expected}


def test_the_graph_holds_only_channels_that_are_accepted() -> None:
    assert edges(actor_graph(TOWN, frozenset({"tie"}))) == {frozenset(("ki", "vhs")), frozenset(("ki", "verein1"))}


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(UnknownWord):
        roles(TOWN, accepted=frozenset({"telepathy"}))


def test_the_integration_centre_lies_between_15_of_36_pairs() -> None:
    # verein1 and vhs with 7 and 6 others, and half of dez with awo, caritas, fg, jobcenter: stg is as short.
    assert role("ki").betweenness == pytest.approx(15 / 36)
    assert role("stg").betweenness == pytest.approx(2 / 36)
    assert role("ki", roles(TOWN, normalized=False)).betweenness == 15


def test_two_mode_betweenness_counts_ways_over_common_measures() -> None:
    # vhs, verein1 … m2 – verein1 – m5 – ki – m8 – awo – m3 is one chain of seven nodes.
    raw = roles(TOWN, graph="two_mode", normalized=False)
    assert (raw.graph, raw.normalized) == ("two_mode", False)
    assert [role(local, raw).betweenness for local in ("verein1", "ki", "awo", "caritas", "vhs")] == [5, 9, 5, 1, 0]


@some_towns
@given(small_towns())
def test_two_mode_betweenness_equals_networkx(town: SmallTown) -> None:
    found = roles(town.channels(), graph="two_mode")
    graph = nx.Graph()
    graph.add_nodes_from([("a", i) for i in range(len(town.kinds))] + [("m", j) for j in range(town.measures)])
    graph.add_edges_from([(("a", i), ("m", j)) for i, j in town.carried])
    if len(town.kinds) > 1 and town.measures > 1:
        actors = [("a", i) for i in range(len(town.kinds))]
        expected = nx.bipartite.betweenness_centrality(graph, actors)
        assert found.betweenness == pytest.approx([expected[node] for node in actors], abs=1e-8)


def test_another_graph_is_refused_with_the_ones_there_are() -> None:
    mode: GraphMode = "three_mode"  # type: ignore[assignment]
    with pytest.raises(BadValue) as refused:
        roles(TOWN, graph=mode)
    assert refused.value.near == ("one_mode", "two_mode")


def test_constraint_and_effective_size_are_those_of_the_graph_of_actors() -> None:
    # awo: five contacts, four edges among them (caritas–stg, caritas–ki, ki–stg, fg–jobcenter): 5 − 2·4/5.
    assert role("awo").effective_size == pytest.approx(5 - 8 / 5)
    assert (role("vhs").degree, role("vhs").constraint, role("vhs").effective_size) == (1, 1, 1)


def test_roles_between_sectors_are_counted_by_hand() -> None:
    # awo between caritas, ki, stg and fg, jobcenter: 6 open pairs. ki–fg and stg–fg: both of coordination, itinerant;
    # caritas–fg and caritas–jobcenter: one inside; ki–jobcenter and stg–jobcenter: three sectors. Both directions.
    assert role("awo").brokerage == GroupRoles(0, 4, 2, 2, 4)
    assert role("awo").bridging == Bridging(activity=4, exclusivity=4, position="powerhouse")


def test_participation_counts_the_measures_in_each_field() -> None:
    assert (role("ki").participation, role("vhs").participation, role("dez").participation) == (0.5, 0, None)


def test_measures_and_cells_that_only_it_serves_are_counted() -> None:
    assert [(role(one).measures, role(one).sole_cells) for one in ("verein2", "caritas", "awo", "ki")] == [
        (1, 3),
        (2, 2),
        (2, 1),
        (2, 0),
    ]


def test_only_relevant_cells_count() -> None:
    refugees = cover(TOWN.situation, only={"target_group": frozenset({"target_group/gefluechtete"})})
    found = roles(TOWN, coverage=refugees)
    assert [role(one, found).sole_cells for one in ("verein2", "caritas", "awo")] == [1, 0, 1]


def test_the_result_says_on_how_much_it_stands() -> None:
    assert (FOUND.basis.actors, FOUND.basis.running, FOUND.basis.not_recorded["district"]) == (10, 8, 1)


def test_an_actor_without_contact_is_alone_and_has_no_position() -> None:
    lonely = role("verein2")
    assert (lonely.alone, lonely.degree, lonely.betweenness) == (True, 0, 0)
    assert (lonely.constraint, lonely.effective_size, lonely.bridging.position) == (None, None, None)
    assert not role("vhs").alone


def test_orders_put_bridges_or_what_depends_on_one_first() -> None:
    assert locals_(FOUND.by_bridging)[:4] == ["ki", "awo", "stg", "caritas"]
    assert locals_(FOUND.by_dependence)[:4] == ["verein2", "caritas", "awo", "ki"]


def test_betweenness_weighs_more_than_effective_size() -> None:
    # A hub h with two leaves at the end of a chain: the chain lies between more, the hub has more loose contacts.
    chain = ("kh", "lh", "hm", "mn", "no", "op", "pq", "qr")
    found = roles(channels_of(*(actor(name) for name in "hklmnopqr"), *(together(*pair) for pair in chain)))
    assert locals_(found.by_bridging, found)[:4] == ["n", "m", "o", "h"]
    assert (role("n", found).effective_size, role("h", found).effective_size) == (2, 3)


def test_a_row_rests_on_what_its_actor_carries_and_on_its_contacts() -> None:
    known = kleinstadt().ties
    said = {(known[fact].kind, known[fact].origin, known[fact].target) for fact in role("verein1").facts}
    assert ("carries", "actor/verein1", "measure/m5") in said
    assert ("carries", "actor/ki", "measure/m5") in said
    assert ("located_in", "measure/m2", "district/I") in said
    assert ("coordinates_with", "actor/ki", "actor/verein1") in said
    assert not any("actor/vhs" in ends for _, *ends in said)


def test_a_row_rests_on_the_seats_of_those_in_the_same_body() -> None:
    known = kleinstadt().ties
    seats = {known[fact].origin for fact in role("caritas").facts if known[fact].kind == "member_of"}
    assert seats == {"actor/ki", "actor/awo", "actor/caritas"}


def test_a_row_rests_on_the_whole_line_of_authority() -> None:
    line = [tie("part_of", f"actor/{one}", f"actor/{other}") for one, other in ("ab", "bc", "xb", "yc")]
    found = roles(channels_of(*(actor(one) for one in "abcxy"), *line))
    steps = {one.id: one.origin[-1] + one.target[-1] for one in line}
    assert {steps[fact] for fact in role("a", found).facts} == {"ab", "bc", "xb"}
    assert {steps[fact] for fact in role("c", found).facts} == {"ab", "bc", "xb", "yc"}


def test_the_community_of_an_actor_is_its_number_with_the_largest_first() -> None:
    grouped = situation_communities(FOUND.actors, seed=3, runs=2)
    assert grouped is not None
    assert (grouped.seed, grouped.runs, grouped.alone) == (3, 2, ("actor/verein2",))
    found = roles(TOWN, communities=grouped)
    assert {role(local, found).community for local in ("fg", "jobcenter")} == {2}
    assert (role("ki", found).community, role("verein2", found).community) == (1, None)
    assert role("ki").community is None


def test_nobody_in_touch_means_no_communities() -> None:
    assert situation_communities(actor_graph(channels_of(actor("a"), actor("b")))) is None


@pytest.mark.parametrize("runs", [1, 101])
def test_communities_need_a_sensible_number_of_runs(runs: int) -> None:
    with pytest.raises(BadValue):
        situation_communities(FOUND.actors, runs=runs)


@pytest.mark.parametrize("graph", ["one_mode", "two_mode"])
def test_an_empty_network_has_no_roles(graph: GraphMode) -> None:
    found = roles(channels_of(), graph=graph)
    assert (found.betweenness, found.by_bridging.tolist(), found.by_dependence.tolist()) == ((), [], [])


@pytest.mark.parametrize("graph", ["one_mode", "two_mode"])
def test_a_single_actor_without_anything_has_undefined_figures(graph: GraphMode) -> None:
    only = roles(channels_of(actor("a")), graph=graph).row(0)
    assert (only.betweenness, only.constraint, only.participation, only.alone, only.facts) == (
        None,
        None,
        None,
        True,
        (),
    )


def test_an_actor_that_is_not_there_on_the_day_has_no_row() -> None:
    ended = actor("b", valid={"end": "2020"})
    found = roles(channels_of(actor("a"), ended, actor("c"), together("a", "b"), together("a", "c")))
    assert found.actors.ids == ("actor/a", "actor/c")
    assert edges(found.actors) == {frozenset("ac")}


@some_towns
@given(small_towns(), st.data(), st.sampled_from(["one_mode", "two_mode"]))
def test_other_names_carry_the_figures_along(town: SmallTown, data: st.DataObject, graph: GraphMode) -> None:
    place = data.draw(st.permutations(range(len(town.kinds))))
    one, other = roles(town.channels(), graph=graph), roles(town.channels(place.__getitem__), graph=graph)
    for i in range(len(town.kinds)):
        assert figures(other, place[i]) == figures(one, i)


def figures(found: Roles, node: int) -> tuple[object, ...]:
    row = found.row(node)
    numbers = (row.betweenness, row.constraint, row.effective_size, row.participation)
    rounded = tuple(None if number is None else round(number, 7) for number in numbers)
    counts = (row.degree, row.measures, row.sole_cells, row.alone, len(row.facts))
    return (*rounded, *counts, row.brokerage, row.bridging, row.sector)


def lone_carrier() -> Channels:
    body = actor("g", kind="steering_group")
    carried = (field("A"), measure("m"), addresses("m", "A"), carries("a", "m"))
    return channels_of(actor("a"), body, member_of("a", "g"), *carried)


def test_a_body_is_a_contact_of_its_member() -> None:
    found = roles(lone_carrier())
    assert (role("a", found).degree, role("g", found).degree, role("a", found).sole_cells) == (1, 1, 1)
