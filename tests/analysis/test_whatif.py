"""What would be otherwise without some actors or measures: by hand, and by the rules that must hold everywhere."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph_service.analysis.channels import Channels
from graph_service.analysis.columns import representatives
from graph_service.analysis.dependence import dependences
from graph_service.analysis.situation import Situation
from graph_service.analysis.whatif import BeforeAfter, Gone, WhatIf, what_if
from graph_service.model.errors import BadValue, NotFound
from tests.analysis.small_towns import SmallTown, channels_of, on_the_day, small_towns, some_towns, together
from tests.builders import actor, addresses, carries, concept, field, measure, member_of, network, same_as, tie
from tests.reference import kleinstadt

TOWN = on_the_day(kleinstadt())
COLUMNS = TOWN.situation.columns
EVERYONE = (*COLUMNS.actors.ids, *COLUMNS.measures.ids)


def without(*ids: str, channels: Channels = TOWN) -> WhatIf:
    return what_if(channels, Gone.of(channels.situation.columns, ids))


def cells(found: WhatIf, places: np.ndarray) -> dict[tuple[str, ...], tuple[str, str]]:
    rows = [found.row(int(place)) for place in places]
    return {tuple(part.partition("/")[2] for part in row.cell): (row.before, row.after) for row in rows}


def figure(found: BeforeAfter) -> tuple[Fraction | None, ...]:
    both = (found.before, found.after)
    return tuple(None if one is None else Fraction(one).limit_denominator(100) for one in both)


def test_measures_whose_carriers_are_all_gone_stop() -> None:
    found = without("actor/awo")
    assert [(one.measure, one.named, one.carriers) for one in found.stopped] == [("measure/m3", False, ("actor/awo",))]
    assert [one.measure for one in without("actor/awo", "actor/ki").stopped] == ["measure/m3", "measure/m8"]


def test_a_measure_whose_carrier_is_not_recorded_goes_on() -> None:
    found = without("actor/a", channels=channels_of(actor("a"), measure("m"), measure("n"), carries("a", "n")))
    assert [one.measure for one in found.stopped] == ["measure/n"]


def test_a_measure_that_is_named_stops_though_its_carriers_stay() -> None:
    stopped = without("measure/m8").stopped
    assert [(one.measure, one.named, one.carriers) for one in stopped] == [
        ("measure/m8", True, ("actor/awo", "actor/ki"))
    ]
    assert stopped[0].facts == TOWN.situation.facts_of(7)


def test_cells_lose_their_only_provider() -> None:
    found = without("actor/caritas")
    assert cells(found, found.lost) == {
        ("E", "senioren", "I"): ("offered", "none_recorded"),
        ("E", "senioren", "II"): ("offered", "none_recorded"),
    }
    row = found.row(int(found.lost[0]))
    assert (row.providers, row.measures) == (("actor/caritas",), ("measure/m6",))
    assert row.facts == TOWN.situation.facts_of(5)


def test_a_cell_that_could_have_been_served_is_no_longer_unknown() -> None:
    found = without("measure/m8")
    assert len(found.lost) == 0
    assert cells(found, found.changed) == {
        ("E", group, place): ("unknown", "none_recorded")
        for group in ("gefluechtete", "unterkunft")
        for place in ("I", "II")
    }
    assert found.row(int(found.changed[0])).measures == ("measure/m8",)


def test_a_cell_that_another_measure_may_serve_becomes_unknown() -> None:
    places = (concept("district", "I"), concept("district", "II"))
    known = (measure("m"), carries("a", "m"), addresses("m", "A"), tie("located_in", "measure/m", "district/I"))
    thin = (measure("n"), carries("b", "n"), addresses("n", "A"))
    found = without("actor/a", channels=channels_of(actor("a"), actor("b"), field("A"), *places, *known, *thin))
    assert cells(found, found.changed) == {("A", "I"): ("offered", "unknown")}
    assert found.row(int(found.changed[0])).measures == ("measure/m",)


def test_a_cell_can_lose_its_provider_and_still_be_offered() -> None:
    offers = (measure("m"), measure("n"), addresses("m", "A"), addresses("n", "A"), carries("a", "m"))
    found = without("actor/a", channels=channels_of(actor("a"), field("A"), *offers))
    assert cells(found, found.lost) == {("A",): ("offered", "offered")}
    assert len(found.changed) == 0


def test_only_relevant_cells_are_lost() -> None:
    gone = Gone.of(COLUMNS, ["actor/caritas"])
    found = what_if(TOWN, gone, only={"district": frozenset({"district/I"})})
    assert list(cells(found, found.lost)) == [("E", "senioren", "I")]


def test_figures_stand_before_and_after() -> None:
    # Without caritas 10 of 18 cells are served, 5 of the 10 by one; of 6 pairs that act in one field 2 have a channel.
    found = without("actor/caritas")
    assert figure(found.rate) == (Fraction(12, 18), Fraction(10, 18))
    assert figure(found.vulnerability) == (Fraction(1, 2), Fraction(1, 2))
    assert figure(found.congruence) == (Fraction(4, 9), Fraction(2, 6))
    assert found.rate.difference == pytest.approx(-2 / 18)
    assert found.basis.running == 8


def test_actors_whose_contacts_are_all_gone_become_alone() -> None:
    found = without("actor/ki")
    assert [one.actor for one in found.alone] == ["actor/verein1", "actor/vhs"]
    ties = [kleinstadt().ties[fact] for fact in found.alone[1].facts]
    assert ("coordinates_with", {"actor/vhs", "actor/ki"}) in [(one.kind, {one.origin, one.target}) for one in ties]


def test_who_was_alone_before_does_not_become_alone() -> None:
    assert "actor/verein2" not in [one.actor for one in without(*COLUMNS.actors.ids[:-3]).alone]


def test_a_body_that_is_gone_joins_nobody() -> None:
    town = channels_of(
        actor("a"), actor("b"), actor("g", kind="steering_group"), member_of("a", "g"), member_of("b", "g")
    )
    found = without("actor/g", channels=town)
    assert ([one.actor for one in found.alone], found.bodies) == (["actor/a", "actor/b"], ())


def test_bodies_that_fall_below_two_members_are_named() -> None:
    found = without("actor/awo", "actor/ki")
    assert [(one.body, one.before, one.after, len(one.facts)) for one in found.bodies] == [
        ("actor/fg", 2, 1, 2),
        ("actor/stg", 3, 1, 3),
    ]


def test_a_body_that_had_one_member_before_has_not_fallen() -> None:
    town = channels_of(actor("a"), actor("g", kind="steering_group"), member_of("a", "g"))
    assert without("actor/a", channels=town).bodies == ()


def test_nothing_named_is_refused() -> None:
    with pytest.raises(BadValue, match="nichts genannt"):
        Gone.of(COLUMNS, [])


def test_what_is_neither_actor_nor_measure_is_refused() -> None:
    with pytest.raises(BadValue, match="weder ein Akteur noch eine Maßnahme"):
        Gone.of(COLUMNS, ["field/A"])


def test_what_is_not_recorded_is_not_found() -> None:
    with pytest.raises(NotFound) as missing:
        Gone.of(COLUMNS, ["actor/caritass"])
    assert missing.value.near[0] == "actor/caritas"


def test_a_record_that_is_the_same_as_another_stands_for_both() -> None:
    town = network(actor("a"), actor("b"), together("b", "c"), actor("c"), same_as("actor/a", "actor/b"))
    columns = on_the_day(town).situation.columns
    assert Gone.of(columns, ["actor/b"], representatives(town)) == Gone.of(columns, ["actor/a"])


def test_what_does_not_count_on_the_day_changes_nothing_and_is_said() -> None:
    town = channels_of(actor("a"), measure("m", when="2010/2015"), measure("n"), carries("a", "m"), carries("a", "n"))
    found = without("measure/m", channels=town)
    assert (found.measures, found.absent, found.stopped) == (("measure/m",), ("measure/m",), ())


def test_without_everything_the_figures_are_undefined() -> None:
    found = without(*EVERYONE)
    assert (found.rate.after, found.vulnerability.after, found.congruence.after) == (0, None, None)
    assert found.congruence.difference is None
    assert (len(found.lost), found.alone, found.bodies) == (12, (), ())


def test_a_network_with_one_actor_and_nothing_else_can_do_without_it() -> None:
    found = without("actor/a", channels=channels_of(actor("a")))
    assert (found.rate, found.stopped, found.lost.tolist(), found.changed.tolist()) == (
        BeforeAfter(None, None),
        (),
        [],
        [],
    )


def test_an_empty_situation_has_nothing_to_lose() -> None:
    found = what_if(channels_of(), Gone())
    assert (found.actors, found.measures, found.congruence) == ((), (), BeforeAfter(None, None))


def test_what_was_thought_away_before_stays_away() -> None:
    rest = Channels(Situation(COLUMNS, TOWN.situation.scope, actors_away=Gone.of(COLUMNS, ["actor/awo"]).actors))
    found = without("actor/ki", channels=rest)
    assert [one.measure for one in found.stopped] == ["measure/m8"]
    assert figure(found.rate) == (Fraction(11, 18), Fraction(11, 18))
    assert (
        not found.channels[1].situation.actors[[COLUMNS.actors.place[one] for one in ("actor/awo", "actor/ki")]].any()
    )


@some_towns
@given(small_towns(), st.data())
def test_removing_an_actor_uncovers_exactly_the_cells_that_only_it_serves(town: SmallTown, data: st.DataObject) -> None:
    assume(town.kinds)
    channels, node = town.channels(), data.draw(st.integers(0, len(town.kinds) - 1))
    found = what_if(channels, Gone(frozenset({node})))
    assert tuple(found.before.cell(int(cell)) for cell in found.lost) == dependences(channels).row(node).cells


@some_towns
@given(small_towns(), st.data())
def test_thinking_away_is_the_same_as_never_recording(town: SmallTown, data: st.DataObject) -> None:
    assume(town.kinds)
    gone = data.draw(st.integers(0, len(town.kinds) - 1))
    left = [i for i in range(len(town.kinds)) if i != gone]
    orphans = {j for _, j in town.carried} - {j for i, j in town.carried if i != gone}
    rest = SmallTown(
        tuple(kind for i, kind in enumerate(town.kinds) if i != gone),
        town.measures,
        frozenset((left.index(i), j) for i, j in town.carried if i != gone),
        town.fields,
        town.groups,
        frozenset((left.index(i), left.index(j)) for i, j in town.tied if gone not in (i, j)),
        frozenset((left.index(i), left.index(j)) for i, j in town.seats if gone not in (i, j)),
    )
    found = what_if(town.channels(), Gone(frozenset({gone})))
    bare = what_if(rest.channels(), Gone(measures=frozenset(orphans)))
    assert found.after.states.tolist() == bare.after.states.tolist()
    assert found.after.providers.tolist() == bare.after.providers.tolist()
    assert (found.rate.after, found.vulnerability.after) == (bare.rate.after, bare.vulnerability.after)
    assert found.congruence.after == bare.congruence.after


@some_towns
@given(small_towns(), st.data())
def test_other_names_carry_the_losses_along(town: SmallTown, data: st.DataObject) -> None:
    assume(town.kinds)
    place = data.draw(st.permutations(range(len(town.kinds))))
    gone = data.draw(st.frozensets(st.integers(0, len(town.kinds) - 1), min_size=1))
    one = what_if(town.channels(), Gone(gone))
    other = what_if(town.channels(place.__getitem__), Gone(frozenset(place[i] for i in gone)))
    assert other.lost.tolist() == one.lost.tolist()
    assert other.changed.tolist() == one.changed.tolist()
    assert {row.actor for row in other.alone} == {f"actor/a{place[int(row.actor[7:])]}" for row in one.alone}
    assert (other.rate, other.vulnerability, other.congruence) == (one.rate, one.vulnerability, one.congruence)
