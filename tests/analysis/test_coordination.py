"""Shared work and channels, gaps and chance (design/analysis.md §4)."""

from __future__ import annotations

from math import sqrt

import pytest

from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.coordination import (
    Coordination,
    CoordinationPair,
    UncoordinatedOverlaps,
    coordination,
    uncoordinated_overlaps,
)
from graph_service.analysis.coverage import cover
from graph_service.analysis.overlap import overlaps
from graph_service.model.ties import AnyRecord
from tests.builders import actor, member_of, tie
from tests.towns import FIELDS, PLACES, TYPES, acting, need, offer, seen


def found(*records: AnyRecord, accepted: frozenset[str] = ACCEPTED) -> Coordination:
    return coordination(Channels(seen(*FIELDS, *records)), accepted)


def pair(*records: AnyRecord) -> CoordinationPair:
    return found(*acting("a", "b", "c"), *records).row(0)


def loose(*records: AnyRecord) -> UncoordinatedOverlaps:
    situation = seen(*FIELDS, *PLACES, *TYPES, *records)
    return uncoordinated_overlaps(overlaps(situation), Channels(situation), cover(situation).needs)


def tied(one: str, other: str) -> AnyRecord:
    return tie("coordinates_with", f"actor/{one}", f"actor/{other}")


BOTH_IN_A = [*offer("m1", "a", facets="field/A"), *offer("m2", "b", facets="field/A")]
ALL_IN_A = [*acting("a", "b", "c"), *BOTH_IN_A, *offer("m3", "c", facets="field/A field/D")]


def test_gaps_are_listed_largest_first() -> None:
    wide = offer("m4", "b", facets="field/D")
    result = found(*ALL_IN_A, *wide, tied("a", "b"))
    rows = [result.row(int(place)) for place in result.gaps]
    assert [(row.first, row.second, row.weight) for row in rows] == [
        ("actor/b", "actor/c", 2),
        ("actor/a", "actor/c", 1),
    ]
    assert (result.closed, result.open, result.fit) == (1, 3, 0.25)


def test_chance_is_worked_out_over_those_who_carry_something() -> None:
    """Three actors, one of three pairs joined: p = 1/3; three weights of 1: E = 1, Var = 1/3 · 2/3 · 3."""
    null = found(*ALL_IN_A, tied("a", "b"), *acting("z"), tied("a", "z")).null
    assert null is not None
    assert (null.actors, null.density, null.expected) == (3, pytest.approx(1 / 3), pytest.approx(1))
    assert (null.deviation, null.z) == (pytest.approx(sqrt(2 / 3)), pytest.approx(0, abs=1e-12))


@pytest.mark.parametrize("ties", [[], [tied("a", "b")]], ids=["no channel", "all joined"])
def test_chance_tells_nothing_where_nothing_can_vary(ties: list[AnyRecord]) -> None:
    null = found(*acting("a", "b"), *BOTH_IN_A, *ties).null
    assert null is not None
    assert (null.deviation, null.z) == (0.0, None)


def test_where_nothing_is_shared_there_is_no_fit() -> None:
    result = found(*acting("a", "b"), *offer("m1", "a", facets="field/A"), *offer("m2", "b", facets="field/D"))
    assert (result.open, result.closed, result.fit) == (0, 0, None)


@pytest.mark.parametrize(
    "records", [[], acting("a"), [*acting("a"), *offer("m1", "a", facets="field/A")]], ids=["empty", "idle", "alone"]
)
def test_fewer_than_two_who_act_leave_nothing_to_compare_with(records: list[AnyRecord]) -> None:
    result = found(*records)
    assert (result.fit, result.null) == (None, None)


def test_bodies_and_third_parties_count_where_they_are_asked_for() -> None:
    seats = [actor("g", kind="network"), member_of("a", "g"), member_of("b", "g")]
    town = [*ALL_IN_A, *seats, tied("a", "c")]
    assert found(*town).closed == 2
    assert found(*town, accepted=ACCEPTED - {"common_body"}).closed == 1
    partners = [*ALL_IN_A, tied("a", "c"), tied("c", "b")]
    assert (found(*partners).closed, found(*partners, accepted=ACCEPTED | {"third_party"}).closed) == (2, 3)


def test_a_tie_is_its_own_evidence() -> None:
    row = pair(*BOTH_IN_A, tied("a", "b"))
    assert (row.channel, row.through) == ("tie", (tied("a", "b").id,))
    assert tied("a", "b").id in row.facts


def test_a_common_body_is_named_with_both_seats() -> None:
    seats = (member_of("a", "g"), member_of("b", "g"))
    row = pair(*BOTH_IN_A, actor("g", kind="network"), *seats)
    assert (row.channel, row.through) == ("common_body", ("actor/g",))
    assert {seat.id for seat in seats} <= set(row.facts)


def test_a_common_superior_is_named_with_both_ties() -> None:
    up = (tie("part_of", "actor/a", "actor/c"), tie("part_of", "actor/b", "actor/c"))
    row = pair(*BOTH_IN_A, *up)
    assert (row.channel, row.through) == ("governance", ("actor/c",))
    assert {one.id for one in up} <= set(row.facts)


def test_the_levels_between_two_actors_are_named() -> None:
    up = (tie("part_of", "actor/a", "actor/c"), tie("part_of", "actor/c", "actor/b"))
    row = pair(*BOTH_IN_A, *up)
    assert (row.channel, row.through) == ("governance", ("actor/c",))
    assert {one.id for one in up} <= set(row.facts)


def test_common_partners_are_counted_and_named() -> None:
    row = pair(*BOTH_IN_A, tied("a", "c"), tied("b", "c"))
    assert (row.channel, row.through, row.partners) == ("third_party", ("actor/c",), 1)


def test_a_pair_names_the_cells_that_it_shares_and_its_measures_there() -> None:
    row = pair(*BOTH_IN_A, *offer("m4", "a", facets="field/D"))
    assert (row.cells, row.measures) == ((("field/A",),), (("measure/m1",), ("measure/m2",)))


FULL = "field/A district/I offering_type/kurs"
TWINS = [*acting("a", "b"), *offer("m1", "a", facets=FULL), *offer("m2", "b", facets=FULL)]


def test_overlaps_are_uncoordinated_without_an_accepted_channel() -> None:
    assert [loose(*TWINS).row(0).channel] == ["none"]
    assert len(loose(*TWINS, tied("a", "b")).first) == 0


def test_those_with_a_common_partner_are_marked() -> None:
    result = loose(*TWINS, *acting("c"), tied("a", "c"), tied("b", "c"))
    assert result.third.tolist() == [True]


def test_priority_adds_up_similarity_times_need() -> None:
    """Two equal pairs of measures of similarity 1 in a cell with a need of 40."""
    town = [*TWINS, *offer("m3", "b", facets=FULL), need("x", 40, "field/A district/I")]
    result = loose(*town)
    assert (result.priority.tolist(), [len(pairs) for pairs in result.pairs]) == ([pytest.approx(80.0)], [2])


def test_without_need_data_every_need_is_one() -> None:
    assert loose(*TWINS).priority.tolist() == [pytest.approx(1.0)]


def test_the_highest_priority_comes_first() -> None:
    town = [*TWINS, *acting("c"), *offer("m3", "c", facets=FULL), *offer("m4", "c", facets=FULL)]
    result = loose(*town)
    rows = [result.row(int(place)) for place in result.order]
    assert [(row.first, row.second) for row in rows] == [
        ("actor/a", "actor/c"),
        ("actor/b", "actor/c"),
        ("actor/a", "actor/b"),
    ]


def test_actors_without_any_recorded_concept_share_no_cells() -> None:
    town = seen(*acting("a", "b"), *offer("m1", "a"), *offer("m2", "b"))
    result = coordination(Channels(town))
    assert (result.open, result.closed, result.fit) == (0, 0, None)


def test_in_one_field_only_its_cells_count() -> None:
    """b and c share field D besides field A, which a, b and c share."""
    records = [*FIELDS, *ALL_IN_A, *offer("m4", "b", facets="field/D")]
    within = coordination(Channels(seen(*records)), fields=frozenset({"field/D"}))
    (row,) = (within.row(int(place)) for place in within.gaps)
    assert (row.first, row.second, row.weight, row.cells) == ("actor/b", "actor/c", 1, (("field/D",),))
    assert row.measures == (("measure/m4",), ("measure/m3",))
    assert (within.open, within.closed) == (1, 0)


def test_all_fields_together_are_as_no_choice() -> None:
    channels = Channels(seen(*FIELDS, *ALL_IN_A))
    every = coordination(channels, fields=frozenset({"field/A", "field/D"}))
    assert every.weight.tolist() == coordination(channels).weight.tolist()
