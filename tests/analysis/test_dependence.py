"""Single points of failure: by hand in the made-up town, and against the rules that must hold in every town."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.channels import Channels
from graph_service.analysis.coverage import cover
from graph_service.analysis.dependence import Dependence, Dependences, dependences
from graph_service.analysis.incidence import members
from graph_service.model.ties import AnyRecord
from tests.analysis.small_towns import SmallTown, channels_of, on_the_day, small_towns, some_towns, together
from tests.builders import actor, addresses, carries, field, measure, same_as
from tests.reference import kleinstadt

TOWN = on_the_day(kleinstadt())
FOUND = dependences(TOWN)


def rows(found: Dependences) -> dict[str, Dependence]:
    return {row.actor.removeprefix("actor/"): row for row in map(found.row, found.order.tolist())}


def test_the_only_providers_come_first_then_the_cut_points() -> None:
    ranked = [(name, len(row.cells), row.cut_point, row.brokerage) for name, row in rows(FOUND).items()]
    assert ranked == [("verein2", 3, False, 0), ("caritas", 2, False, 0), ("awo", 1, True, 6), ("ki", 0, True, 9)]


def test_cells_of_which_an_actor_is_the_only_provider_are_named() -> None:
    seniors = "field/E", "target_group/senioren"
    assert rows(FOUND)["caritas"].cells == ((*seniors, "district/I"), (*seniors, "district/II"))


def test_fragmentation_without_an_actor_is_the_share_of_pairs_left_apart() -> None:
    # Nine actors and verein2 apart: 1 − 72/90. Without ki: {awo, caritas, dez, fg, jobcenter, stg} and three alone.
    assert FOUND.fragmentation is not None
    assert round(FOUND.fragmentation, 9) == 0.2
    without = rows(FOUND)["ki"].fragmentation
    assert without is not None
    assert round(without, 9) == round(1 - 30 / 72, 9)


def test_only_relevant_cells_count() -> None:
    seniors = cover(TOWN.situation, only={"target_group": frozenset({"target_group/senioren"})})
    found = rows(dependences(TOWN, seniors))
    assert [(name, len(row.cells)) for name, row in found.items() if row.cells] == [("caritas", 2), ("verein2", 1)]


def test_of_two_cut_points_the_one_that_leaves_more_apart_comes_first() -> None:
    # a – b – c – d – e: the middle leaves 2 + 2 (4 of 6 pairs apart), its neighbours 1 + 3 (3 of 6).
    chain = channels_of(*(actor(name) for name in "abcde"), *(together(*pair) for pair in ("ab", "bc", "cd", "de")))
    assert list(rows(dependences(chain))) == ["c", "b", "d"]


def test_a_cut_point_comes_before_one_who_brokers_more() -> None:
    # v and w stand at the ends of three ways of two: each brokers three pairs and can be gone around; q cannot.
    ways = ("va", "vb", "vc", "ad", "be", "cf", "dw", "ew", "fw", "pq", "qr")
    town = channels_of(*(actor(name) for name in "abcdefpqrvw"), *(together(*pair) for pair in ways))
    found = rows(dependences(town))
    assert [(name, found[name].brokerage) for name in list(found)[:3]] == [("q", 1), ("v", 3), ("w", 3)]


def test_channels_that_are_not_accepted_hold_nothing_together() -> None:
    found = dependences(TOWN, accepted=frozenset({"joint_measure"}))
    assert [name for name, row in rows(found).items() if row.cut_point] == ["ki"]


def funded(*ties: AnyRecord, more: tuple[AnyRecord, ...] = ()) -> Dependences:
    nodes = (actor("bund"), actor("land"), actor("awo"), measure("m", when="2020/"))
    return dependences(channels_of(*nodes, *more, carries("awo", "m"), *ties))


def funds(local: str, end: str | None = None, start: str | None = None) -> AnyRecord:
    return carries(local, "m", "funder", valid={"start": start, "end": end})


def test_a_measure_with_a_single_funder_for_a_time_depends_on_it() -> None:
    grant = funds("bund", "2026")
    found = rows(funded(grant))
    assert list(found) == ["bund"]
    assert [(one.measure, one.end, one.facts) for one in found["bund"].funding] == [
        ("measure/m", date(2026, 12, 31), (grant.id,))
    ]
    assert grant.id in found["bund"].facts


def test_funding_without_a_recorded_end_is_not_called_limited() -> None:
    assert rows(funded(funds("bund"))) == {}


def test_a_second_funder_carries_on() -> None:
    assert rows(funded(funds("bund", "2026"), funds("land", "2027"))) == {}


def test_two_records_of_the_same_funder_are_one_and_its_last_end_counts() -> None:
    same = same_as("actor/bund", "actor/land")
    found = rows(funded(funds("bund", "2027"), funds("land", "2026"), more=(same,)))
    assert [one.end for one in found["bund"].funding] == [date(2027, 12, 31)]


def test_a_funder_whose_time_is_over_does_not_count() -> None:
    assert list(rows(funded(funds("bund", "2026"), funds("land", "2024")))) == ["bund"]


def test_funding_of_a_measure_that_does_not_run_is_left_out() -> None:
    ended = measure("m", when="2010/2015")
    found = dependences(channels_of(actor("bund"), ended, carries("bund", "m", "funder", valid={"end": "2030"})))
    assert len(found.order) == 0


def test_cells_weigh_more_than_funding() -> None:
    offer = (field("A"), addresses("m", "A"))
    assert list(rows(funded(funds("bund", "2026"), more=offer))) == ["awo", "bund"]


def test_an_empty_network_depends_on_nobody() -> None:
    found = dependences(channels_of())
    assert (found.order.tolist(), found.fragmentation, found.basis.actors) == ([], None, 0)


def test_a_single_actor_leaves_nothing_to_be_apart() -> None:
    found = dependences(channels_of(actor("a")))
    assert (found.order.tolist(), found.row(0).fragmentation, found.row(0).facts) == ([], None, ())


@some_towns
@given(small_towns())
def test_only_cells_with_one_provider_are_anyones_alone(town: SmallTown) -> None:
    channels = town.channels()
    found = dependences(channels)
    provided = channels.situation.providers(found.coverage.schemes)
    for node, actor_row in enumerate(found.actors.places.tolist()):
        mine = {found.coverage.cell(int(cell)) for cell in members(provided, actor_row)}
        others = {
            found.coverage.cell(int(cell))
            for cell in provided[[r for r in range(channels.size) if r != actor_row]].indices
        }
        assert set(found.row(node).cells) == mine - others


@some_towns
@given(small_towns(), st.data())
def test_other_names_carry_the_figures_along(town: SmallTown, data: st.DataObject) -> None:
    place = data.draw(st.permutations(range(len(town.kinds))))
    one, other = dependences(town.channels()), dependences(town.channels(place.__getitem__))
    for i in range(len(town.kinds)):
        before, after = one.row(i), other.row(place[i])
        assert (after.cells, after.cut_point, after.brokerage) == (before.cells, before.cut_point, before.brokerage)
        assert after.fragmentation == before.fragmentation


@some_towns
@given(small_towns())
def test_every_fact_is_a_recorded_tie(town: SmallTown) -> None:
    channels: Channels = town.channels()
    columns = channels.situation.columns
    links = (columns.carries, *columns.facets.values(), *columns.contacts.values())
    known = {fact for link in links for fact in link.ids}
    found = dependences(channels)
    assert all(known.issuperset(found.row(node).facts) for node in range(len(found.actors.ids)))
