"""Bodies on a day: seats in their order, levels by lines of authority, ways of papers in their order."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.bodies import Governance, governance
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.model.period import Period
from graph_service.model.ties import AnyRecord
from tests.builders import actor, document, field, member_of, network, tie

SCOPE = Scope(at=date(2020, 6, 1))


def town(*more: AnyRecord) -> Network:
    return network(
        actor("rat", "Rat", "council"),
        actor("dez", "Dezernat", "directorate"),
        actor("stg", "Steuerungsgruppe", "steering_group"),
        actor("ki", "KI", "integration_centre"),
        actor("awo", "AWO", "welfare_association"),
        *more,
    )


def levels(found: Governance) -> dict[str, tuple[int, str | None]]:
    return {place.actor.id[6:]: (place.level, place.above and place.above[6:]) for place in found.levels.places}


def test_seats_stand_by_role_then_name():
    seats = (member_of("awo", "stg"), member_of("dez", "stg", "chair"), member_of("ki", "stg", "advisory_member"))
    (body,) = [one for one in governance(town(*seats), SCOPE).bodies if one.actor.id == "actor/stg"]
    assert [tie.origin[6:] for tie in body.seats] == ["dez", "awo", "ki"]
    assert [tie.origin for tie in body.seats_as("chair")] == ["actor/dez"]


def test_a_body_without_a_recorded_seat_is_listed_all_the_same():
    found = governance(town(), SCOPE)
    assert [(body.actor.id, body.seats) for body in found.bodies] == [("actor/rat", ()), ("actor/stg", ())]


def test_a_seat_that_has_ended_and_a_body_that_has_ended_do_not_count():
    ended = Period.parse("2010/2019")
    old = actor("kog", "Koordinierungsgruppe", "coordination_group", valid=ended)
    found = governance(town(old, member_of("ki", "stg", valid=ended), member_of("ki", "kog")), SCOPE)
    assert found.seats == ()
    assert [one.id for one in found.absent] == ["actor/kog"]


def test_seats_without_recorded_dates_are_counted():
    certain = member_of("awo", "stg", valid=Period.parse("2015/2030"))
    assert governance(town(member_of("ki", "stg"), certain), SCOPE).undated == 1


def test_who_sits_in_several_bodies_is_told_with_the_seats():
    twice = (member_of("ki", "stg", "chair"), member_of("ki", "stg", "member"))
    found = governance(town(*twice, member_of("awo", "stg"), member_of("awo", "rat")), SCOPE)
    assert [(one.actor.id, len(one.seats)) for one in found.several] == [("actor/awo", 2)]


def test_each_stands_below_the_lowest_of_those_above_it():
    ties = (
        tie("part_of", "actor/ki", "actor/dez"),
        tie("part_of", "actor/stg", "actor/dez"),
        tie("steers", "actor/stg", "actor/ki", "lead"),
        tie("reports_to", "actor/dez", "actor/rat"),
    )
    assert levels(governance(town(*ties), SCOPE)) == {
        "rat": (0, None), "dez": (1, "rat"), "stg": (2, "dez"), "ki": (3, "stg"),
    }  # fmt: skip


def test_of_two_superiors_of_a_level_the_one_that_steers_comes_first():
    ties = (tie("part_of", "actor/stg", "actor/rat"), tie("steers", "actor/dez", "actor/stg", "lead"))
    assert levels(governance(town(*ties), SCOPE))["stg"] == (1, "dez")


def test_actors_above_each_other_share_a_level_and_are_named():
    ties = (tie("steers", "actor/stg", "actor/dez"), tie("steers", "actor/dez", "actor/stg"))
    found = governance(town(*ties, tie("part_of", "actor/ki", "actor/stg")), SCOPE)
    assert [[one.id for one in circle] for circle in found.levels.circles] == [["actor/dez", "actor/stg"]]
    assert levels(found) == {"rat": (0, None), "dez": (0, None), "stg": (0, None), "ki": (1, "stg")}


def test_actors_that_no_line_joins_to_a_body_are_not_listed():
    found = governance(town(tie("part_of", "actor/ki", "actor/dez"), member_of("awo", "stg")), SCOPE)
    assert levels(found) == {"rat": (0, None), "stg": (0, None)}


def test_who_came_before_is_told_though_it_is_not_there_any_more():
    old = actor("kog", "Koordinierungsgruppe", "coordination_group", valid=Period.parse("/2019"))
    found = governance(town(old, tie("follows", "actor/stg", "actor/kog")), SCOPE)
    assert [tie.kind for body in found.bodies for tie in body.ties] == ["follows"]


def test_fields_are_those_that_a_body_is_responsible_for_or_steers():
    ties = (tie("responsible_for", "actor/stg", "field/A"), tie("steers", "actor/stg", "field/B"))
    (body,) = [one for one in governance(town(field("A"), field("B"), *ties), SCOPE).bodies if one.fields]
    assert {tie.target for tie in body.fields} == {"field/A", "field/B"}


def paper(local: str, day: str) -> AnyRecord:
    return document(local, local, "council_paper", date=day)


def test_stations_stand_in_their_recorded_order_whatever_the_day_and_the_newest_paper_comes_first():
    ties = (
        tie("decides", "actor/rat", "document/a", order=2, valid=Period.parse("2021-01-10/2021-01-10")),
        tie("consults", "actor/stg", "document/a", order=1, valid=Period.parse("2021-01-20/2021-01-20")),
        tie("decides", "actor/rat", "document/b"),
    )
    found = governance(town(paper("a", "2019"), paper("b", "2020"), paper("c", "2021"), *ties), SCOPE).papers
    assert [way.paper.id for way in found] == ["document/b", "document/a"]
    assert [tie.origin for tie in found[1].stations] == ["actor/stg", "actor/rat"]


def test_only_documented_seats_and_stations_count_where_that_is_asked():
    told = {"confirmation": "one_side"}
    ties = (member_of("ki", "stg", **told), tie("decides", "actor/rat", "document/a", **told))
    found = governance(town(paper("a", "2019"), *ties), Scope(at=SCOPE.at, documented=True))
    assert (found.seats, found.papers) == ((), ())


def test_a_network_without_bodies_has_no_levels():
    found = governance(network(actor("awo")), SCOPE)
    assert (found.bodies, found.levels.places) == ((), ())


PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]), max_size=12)


@given(PAIRS)
def test_everyone_is_listed_once_after_the_one_above_it_whatever_steers_whom(pairs: list[tuple[int, int]]):
    bodies = [actor(f"b{n}", kind="network") for n in range(6)]
    ties = {(a, b): tie("steers", f"actor/b{a}", f"actor/b{b}") for a, b in pairs}
    places = governance(network(*bodies, *ties.values()), SCOPE).levels.places
    order = [place.actor.id for place in places]
    assert sorted(order) == [f"actor/b{n}" for n in range(6)]
    assert all(place.above is None or order.index(place.above) < order.index(place.actor.id) for place in places)
