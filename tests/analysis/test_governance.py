"""Which ways lead from one node to another, on towns small enough to check by hand."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.governance import AUTHORITY_KINDS, Paths, Reach, paths
from graph_service.analysis.scope import Scope
from graph_service.model.errors import BadValue, NotFound, UnknownWord
from graph_service.model.network import Network
from graph_service.model.period import Period
from graph_service.model.ties import AnyRecord, Tie
from tests.builders import PAPER, actor, carries, measure, member_of, network, tie

TODAY = Scope(at=date(2026, 11, 22))


def between(kind: str, origin: str, target: str, **more: object) -> Tie:
    return tie(kind, f"actor/{origin}", f"actor/{target}", **more)


def found(
    records: list[AnyRecord], origin: str = "a", target: str = "z", scope: Scope = TODAY, **more: object
) -> Paths:
    return paths(network(*records), f"actor/{origin}", f"actor/{target}", scope, **more)  # type: ignore[arg-type]


def ways(result: Paths) -> list[str]:
    return ["".join(node.id.partition("/")[2] for node in path.nodes) for path in result.paths]


def actors(names: str) -> list[AnyRecord]:
    return [actor(name) for name in names]


def test_the_shortest_way_follows_ties_from_end_to_end() -> None:
    result = found([*actors("abz"), between("part_of", "a", "b"), between("reports_to", "b", "z")])
    assert (result.steps, result.total, ways(result), result.reach) == (2, 1, ["abz"], None)
    assert [[one.forward for one in step.readings] for step in result.paths[0].steps] == [[True], [True]]


def test_a_tie_read_backwards_says_so() -> None:
    result = found([*actors("az"), between("part_of", "z", "a")])
    assert [one.forward for one in result.paths[0].steps[0].readings] == [False]


def test_where_direction_counts_a_tie_leads_one_way_only() -> None:
    town = [*actors("az"), between("part_of", "z", "a")]
    assert found(town, directed=True).steps is None
    assert found(town, "z", "a", directed=True).steps == 1


@pytest.mark.parametrize(("origin", "target"), [("a", "z"), ("z", "a")])
def test_a_tie_without_direction_goes_both_ways_and_is_never_backwards(origin: str, target: str) -> None:
    result = found([*actors("az"), between("coordinates_with", "a", "z")], origin, target, directed=True)
    assert [one.forward for one in result.paths[0].steps[0].readings] == [True]


def test_a_longer_way_is_not_listed() -> None:
    town = [*actors("abcz"), between("part_of", "a", "b"), between("part_of", "b", "z")]
    longer = [between("advises", "a", "c"), between("advises", "c", "b")]
    assert ways(found(town + longer)) == ["abz"]


def test_all_shortest_ways_come_by_the_names_along_them() -> None:
    town = [actor("a"), actor("z"), actor("b", "Übergang"), actor("c", "umweg"), actor("d", "Umweg"), actor("e", "Amt")]
    ties = [between("advises", "a", name) for name in "bcde"] + [between("advises", name, "z") for name in "bcde"]
    result = found(town + ties)
    assert (ways(result), result.total) == (["aez", "abz", "acz", "adz"], 4)


def test_parallel_ties_make_one_step() -> None:
    both = [between("part_of", "a", "z"), between("steers", "z", "a", role="lead")]
    result = found([*actors("az"), *both])
    assert (result.total, result.steps) == (1, 1)
    assert [(one.tie.kind, one.forward) for one in result.paths[0].steps[0].readings] == [
        ("part_of", True),
        ("steers", False),
    ]
    assert result.facts == (both[0].id, both[1].id)


def test_parallel_ties_against_the_direction_do_not_make_the_step() -> None:
    both = [between("part_of", "a", "z"), between("steers", "z", "a")]
    [path] = found([*actors("az"), *both], directed=True).paths
    assert path.facts == (both[0].id,)


def test_more_ways_than_the_limit_are_counted_without_being_listed() -> None:
    """Forty diamonds in a row make 2 to the power of forty ways."""
    town: list[AnyRecord] = []
    for n in range(40):
        town += [actor(f"k{n}"), actor(f"l{n}"), actor(f"r{n}")]
        town += [between("advises", f"k{n}", f"{side}{n}") for side in "lr"]
        town += [between("advises", f"{side}{n}", f"k{n + 1}") for side in "lr"]
    result = found([*town, actor("k40")], "k0", "k40", limit=3)
    assert (result.steps, result.total, len(result.paths)) == (80, 2**40, 3)


def test_only_the_chosen_kinds_are_searched() -> None:
    town = [*actors("az"), measure("m"), carries("a", "m"), carries("z", "m", "partner")]
    assert found(town).steps is None
    chosen = found(town, kinds={"carries"})
    assert (ways(chosen), chosen.kinds) == (["amz"], {"carries"})


def test_without_chosen_kinds_lines_of_authority_and_coordination_are_searched() -> None:
    assert found(actors("az")).kinds == found(actors("az"), kinds=()).kinds == AUTHORITY_KINDS


def test_a_measure_on_the_way_must_run() -> None:
    ties = [carries("a", "m"), carries("z", "m", "partner")]
    over = found([*actors("az"), measure("m", when="/2020"), *ties], kinds={"carries"})
    assert (over.steps, over.left_out) == (None, 2)


def test_a_paper_connects_on_the_day_on_which_it_was_dealt_with() -> None:
    day = Period.parse("2017-11-20")
    ties = [tie(kind, f"actor/{who}", PAPER.id, valid=day) for kind, who in (("consults", "a"), ("decides", "z"))]
    town = [actor("a", kind="committee"), actor("z", kind="council"), *ties]
    assert found(town).left_out == 2
    assert ways(found(town, scope=Scope(at=date(2017, 11, 20)))) == ["apaperz"]


def test_ties_that_do_not_hold_on_the_day_are_left_out_and_counted() -> None:
    result = found([*actors("az"), between("part_of", "a", "z", valid=Period.parse("/2020"))])
    assert (result.steps, result.left_out) == (None, 1)


def test_ties_that_count_for_want_of_a_date_are_named() -> None:
    thin = between("part_of", "a", "b")
    town = [*actors("abz"), thin, between("part_of", "b", "z", valid=Period.parse("2000/2030"))]
    assert found(town).undated == (thin.id,)


def test_an_end_that_is_not_there_on_the_day_is_named() -> None:
    gone = actor("z", valid=Period.parse("/2017"))
    result = found([actor("a"), gone, between("part_of", "a", "z")])
    assert (result.steps, result.absent, result.left_out) == (None, (gone,), 1)


def test_without_a_way_it_is_said_how_far_both_ends_reach() -> None:
    town = [*actors("abcz"), between("part_of", "a", "b"), between("part_of", "b", "c"), actor("y")]
    result = found([*town, between("advises", "y", "z")])
    assert (result.steps, result.paths, result.total, result.reach) == (None, (), 0, Reach(2, 1))


def test_where_direction_counts_reach_looks_forth_from_one_end_and_back_from_the_other() -> None:
    town = [*actors("abz"), between("part_of", "a", "b"), between("part_of", "z", "b")]
    assert found(town, directed=True).reach == Reach(1, 0)


def test_what_is_not_documented_does_not_lead_on_where_only_documented_facts_count() -> None:
    town = [*actors("az"), between("coordinates_with", "a", "z", confirmation="one_side")]
    assert found(town).steps == 1
    assert found(town, scope=Scope(at=TODAY.at, documented=True)).steps is None


def test_an_unknown_node_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(NotFound) as caught:
        found([actor("kim"), actor("z")], "kin")
    assert caught.value.near == ("actor/kim",)


def test_an_unknown_kind_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownWord) as caught:
        found(actors("az"), kinds={"part_off"})
    assert "part_of" in caught.value.near


def test_a_way_to_itself_is_refused() -> None:
    with pytest.raises(BadValue, match="zu sich selbst") as caught:
        found(actors("a"), "a", "a")
    assert (caught.value.place, caught.value.value) == ("to", "actor/a")


NAMES = "abcde"
PAIRS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] < pair[1])


@st.composite
def towns(draw: st.DrawFn) -> list[AnyRecord]:
    """Five actors with some ties, none of them in a circle."""
    pairs = draw(st.sets(st.tuples(st.sampled_from(["part_of", "advises", "coordinates_with"]), PAIRS)))
    return [PAPER, *actors(NAMES), *(between(kind, *pair) for kind, pair in sorted(pairs))]


@given(towns())
def test_read_without_direction_the_way_back_is_the_way_turned_round(town: list[AnyRecord]) -> None:
    known = Network("stadt", town)
    forth, back = paths(known, "actor/a", "actor/e", TODAY), paths(known, "actor/e", "actor/a", TODAY)
    assert (forth.steps, forth.total) == (back.steps, back.total)
    assert {path.nodes for path in forth.paths} == {path.nodes[::-1] for path in back.paths}


@given(towns(), st.booleans())
def test_as_many_ways_are_counted_as_can_be_listed(town: list[AnyRecord], directed: bool) -> None:
    result = paths(Network("stadt", town), "actor/a", "actor/e", TODAY, directed=directed, limit=1000)
    assert result.total == len(result.paths) == len({path.nodes for path in result.paths})
    assert {len(path.steps) for path in result.paths} <= {result.steps}


@given(towns())
def test_a_way_that_follows_directions_is_never_shorter(town: list[AnyRecord]) -> None:
    known = Network("stadt", town)
    either = paths(known, "actor/a", "actor/e", TODAY)
    strict = paths(known, "actor/a", "actor/e", TODAY, directed=True)
    assert strict.steps is None or (either.steps is not None and either.steps <= strict.steps)


@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(town: list[AnyRecord], shuffler: Random) -> None:
    mixed = list(town)
    shuffler.shuffle(mixed)
    one, other = (paths(Network("stadt", records), "actor/a", "actor/e", TODAY) for records in (town, mixed))
    assert one == other


def test_a_body_is_reached_by_its_members() -> None:
    town = [actor("a"), actor("z"), actor("fg", kind="expert_group"), member_of("a", "fg"), member_of("z", "fg")]
    assert ways(found(town)) == ["afgz"]
