"""Who should sit at one table: by hand in the made-up town, by brute force and by doing it in random ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import Columns
from graph_service.analysis.coordination import Coordination, coordination
from graph_service.analysis.recommendation import (
    ClosedPair,
    Gain,
    RecommendedInvitations,
    RecommendedTable,
    recommended_invitations,
    recommended_options,
    recommended_table,
    recommended_ties,
)
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.ties import AnyRecord
from tests.builders import actor, member_of, tie
from tests.reference import kleinstadt
from tests.towns import TODAY, acting, listed, offer, seen, towns

TOWN = coordination(Channels(Situation(Columns.of(kleinstadt()), Scope(at=TODAY))))
often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

Pair = frozenset[str]


def coordinated(*records: AnyRecord, max_body: int = 25) -> Coordination:
    return coordination(Channels(seen(*records), max_body))


def names(pairs: tuple[ClosedPair, ...]) -> list[tuple[str, str, int]]:
    return [(pair.first.partition("/")[2], pair.second.partition("/")[2], pair.weight) for pair in pairs]


def invited(found: RecommendedInvitations) -> list[tuple[str, str, int]]:
    return [(row.actor.partition("/")[2], row.body.partition("/")[2], row.gain.closes) for row in found.rows]


def tied(coordination: Coordination, priorities: Mapping[tuple[str, str], float] | None = None, **more: Any) -> list:
    return [(row.pair.first, row.pair.second) for row in recommended_ties(coordination, priorities or {}, **more).rows]


def seated(found: RecommendedTable) -> list[str]:
    return [seat.actor.partition("/")[2] for seat in found.seats]


# The made-up town


def test_the_ties_that_close_most() -> None:
    found = recommended_ties(TOWN, {})
    rows = [(row.pair.first, row.pair.second, row.pair.weight, row.partners) for row in found.rows]
    assert rows == [
        ("actor/awo", "actor/verein1", 2, ()),
        ("actor/verein1", "actor/vhs", 2, ("actor/ki",)),
    ]
    assert (found.exact, found.settled, found.basis.network) == (True, 0, "kleinstadt")


def test_a_tie_that_closes_two_of_ten_raises_the_fit_by_a_fifth_and_the_congruence_by_one_of_five() -> None:
    found = recommended_ties(TOWN, {})
    assert found.rows[0].gain == Gain(closes=2, pairs=1, fit=pytest.approx(0.2), congruence=pytest.approx(0.2))
    assert found.gain == Gain(closes=4, pairs=2, fit=pytest.approx(0.4), congruence=pytest.approx(0.4))


def test_a_tie_names_the_cells_and_facts_that_it_rests_on() -> None:
    first = recommended_ties(TOWN, {}).rows[0]
    assert first.pair.cells == (
        ("field/D", "target_group/gefluechtete", "district/I"),
        ("field/D", "target_group/unterkunft", "district/I"),
    )
    assert set(first.facts) >= {one.id for one in kleinstadt().ties.values() if one.target == "measure/m3"}


@pytest.mark.parametrize("pair", [("actor/vhs", "actor/verein1"), ("actor/verein1", "actor/vhs")])
def test_of_equally_large_gaps_the_one_with_the_higher_priority_comes_first(pair: tuple[str, str]) -> None:
    found = recommended_ties(TOWN, {pair: 1.5})
    assert [(row.pair.second, row.priority) for row in found.rows] == [("actor/vhs", 1.5), ("actor/verein1", None)]


def test_a_larger_gap_comes_before_a_higher_priority() -> None:
    offers = [*offer("m1", "a", facets="field/A"), *offer("m2", "b", facets="field/A field/D")]
    wide = coordinated(
        *listed("field", "A", "D"), *acting("a", "b", "c"), *offers, *offer("m3", "c", facets="field/A field/D")
    )
    assert tied(wide, {("actor/a", "actor/b"): 9.0})[0] == ("actor/b", "actor/c")


def test_with_a_load_of_one_the_club_gets_one_tie_only() -> None:
    assert tied(TOWN, load=1) == [("actor/awo", "actor/verein1")]
    assert tied(TOWN, load=2) == [("actor/awo", "actor/verein1"), ("actor/verein1", "actor/vhs")]


@pytest.mark.parametrize("pair", [("actor/awo", "actor/verein1"), ("actor/verein1", "actor/awo")])
def test_a_settled_pair_is_left_out_and_counted(pair: tuple[str, str]) -> None:
    without_gap = {("actor/unknown", "actor/awo"), ("actor/ki", "actor/awo")}
    found = recommended_ties(TOWN, {}, settled=frozenset({pair, *without_gap}))
    assert [(row.pair.first, row.pair.second) for row in found.rows] == [("actor/verein1", "actor/vhs")]
    assert found.settled == 1


def test_the_club_in_the_steering_or_expert_group_closes_its_gap_with_the_awo() -> None:
    found = recommended_invitations(TOWN)
    (row,) = found.rows
    assert (row.actor, row.body, row.instead, row.members) == ("actor/verein1", "actor/fg", ("actor/stg",), 2)
    assert (names(row.pairs), row.repeated, row.gain.closes) == ([("awo", "verein1", 2)], (), 2)
    assert (found.candidates, found.guarantee, found.gain.closes) == (2, 1.0, 2)


def test_an_invitation_names_the_seats_of_the_others_and_what_the_body_covers() -> None:
    (row,) = recommended_invitations(TOWN).rows
    ties = kleinstadt().ties
    told = {(ties[fact].kind, ties[fact].origin, ties[fact].target) for fact in row.facts}
    assert told == {("member_of", "actor/awo", "actor/fg"), ("responsible_for", "actor/fg", "field/D")}


def test_a_settled_pair_is_no_reason_to_invite() -> None:
    found = recommended_invitations(TOWN, settled=frozenset({("actor/awo", "actor/verein1")}))
    assert (found.rows, found.settled, found.candidates) == ((), 1, 0)


def test_nobody_is_invited_to_a_body_without_room() -> None:
    channels = Channels(TOWN.channels.situation, max_body=3)
    assert invited(recommended_invitations(coordination(channels))) == [("verein1", "fg", 2)]
    assert recommended_invitations(coordination(channels)).rows[0].instead == ()


def test_a_round_table_of_three_closes_both_gaps() -> None:
    found = recommended_table(TOWN, 3)
    assert [(seat.actor, names(seat.pairs), seat.gain.closes) for seat in found.seats] == [
        ("actor/awo", [("awo", "verein1", 2)], 2),
        ("actor/verein1", [("awo", "verein1", 2), ("verein1", "vhs", 2)], 4),
        ("actor/vhs", [("verein1", "vhs", 2)], 2),
    ]
    assert (names(found.pairs), found.coordinated) == ([("awo", "verein1", 2), ("verein1", "vhs", 2)], ())
    assert (found.exact, found.gain.closes, found.gain.fit) == (True, 4, pytest.approx(0.4))


def test_a_pair_at_the_table_is_explained_in_full() -> None:
    found = recommended_table(TOWN, 3)
    assert found.explain(found.pairs[1]).through == ("actor/ki",)


def test_a_round_table_without_a_settled_pair() -> None:
    found = recommended_table(TOWN, 3, frozenset({("actor/vhs", "actor/verein1")}))
    assert (seated(found), found.settled, found.gain.closes) == (["awo", "verein1"], 1, 2)


def test_a_seat_in_a_body_comes_before_a_new_table_that_costs_three_times_as_much() -> None:
    options = recommended_options(recommended_invitations(TOWN), recommended_table(TOWN, 3))
    told = [(one.kind, one.cost, one.per_cost, one.gain.closes, one.adds.closes) for one in options]
    assert told == [("invitation", 1, 2.0, 2, 2), ("table", 3, pytest.approx(4 / 3), 4, 2)]


# Small cases


def shared_field(*locals_: str) -> list[AnyRecord]:
    """Actors who all offer something in field A, each alone."""
    offers = [record for one in locals_ for record in offer(f"m-{one}", one, facets="field/A")]
    return [*listed("field", "A", "D"), *acting(*locals_), *offers]


def body(local: str, *sitting: str, covers: str = "") -> list[AnyRecord]:
    found: list[AnyRecord] = [actor(local, kind="expert_group"), *(member_of(one, local) for one in sitting)]
    return found + ([tie("responsible_for", f"actor/{local}", f"field/{covers}")] if covers else [])


def test_pairs_at_the_table_that_have_a_channel_are_told_apart() -> None:
    found = recommended_table(coordinated(*shared_field("a", "b", "c"), tie("coordinates_with", "actor/a", "actor/b")))
    assert (names(found.pairs), names(found.coordinated)) == ([("a", "c", 1), ("b", "c", 1)], [("a", "b", 1)])


def test_a_table_that_closes_more_than_three_times_as_much_comes_before_a_seat() -> None:
    found = coordinated(*shared_field("a", "b", "c", "d", "e"), *body("g", "a"))
    options = recommended_options(recommended_invitations(found, k=1), recommended_table(found, 5))
    assert [(one.kind, one.gain.closes, one.adds.closes) for one in options] == [
        ("table", 10, 10),
        ("invitation", 1, 0),
    ]


def test_a_body_that_covers_another_field_closes_nothing() -> None:
    assert recommended_invitations(coordinated(*shared_field("a", "b"), *body("g", "a", covers="D"))).rows == ()


def test_a_body_without_members_that_covers_the_field_joins_only_those_who_share_with_itself() -> None:
    empty = body("g", covers="A")
    assert recommended_invitations(coordinated(*shared_field("a"), *empty)).rows == ()
    own = offer("m-g", "g", facets="field/A")
    assert invited(recommended_invitations(coordinated(*shared_field("a"), *empty, *own))) == [("a", "g", 1)]


def test_a_body_keeps_its_room_for_those_who_close_most() -> None:
    more = [*offer("m-b2", "b", facets="field/D"), *offer("m-c2", "c", facets="field/D")]
    found = recommended_invitations(coordinated(*shared_field("a", "b", "c"), *more, *body("g", "b"), max_body=2))
    assert invited(found) == [("c", "g", 2)]
    assert found.guarantee == pytest.approx(1 / 2)


def test_an_actor_is_not_invited_more_often_than_its_load() -> None:
    records = [*shared_field("a", "b", "c"), *body("g", "a"), *body("h", "b")]
    assert invited(recommended_invitations(coordinated(*records))) == [("a", "h", 1), ("c", "g", 1), ("c", "h", 1)]
    found = recommended_invitations(coordinated(*records), load=1)
    assert invited(found) == [("a", "h", 1), ("c", "g", 1)]
    assert found.guarantee == pytest.approx(1 / 2)


def test_a_pair_that_an_earlier_invitation_closes_is_told_as_repeated() -> None:
    records = [*shared_field("a", "b", "c", "d"), *body("g", "a", "d"), *body("h", "b", "c")]
    ties = (("a", "d"), ("b", "c"), ("b", "d"))
    found = recommended_invitations(
        coordinated(*records, *(tie("coordinates_with", f"actor/{i}", f"actor/{j}") for i, j in ties))
    )
    assert [(names(row.pairs), names(row.repeated)) for row in found.rows] == [
        ([("a", "b", 1), ("a", "c", 1)], []),
        ([("c", "d", 1)], [("a", "c", 1)]),
    ]


def test_those_invited_to_the_same_body_meet_there_too() -> None:
    found = recommended_invitations(coordinated(*shared_field("a", "b", "c"), *body("g", "a")))
    assert invited(found) == [("b", "g", 1), ("c", "g", 1)]
    assert (names(found.among), found.gain.closes) == ([("b", "c", 1)], 3)


def test_what_the_coordination_does_not_accept_is_not_recommended() -> None:
    found = coordination(TOWN.channels, ACCEPTED - {"tie", "common_body"})
    assert (
        recommended_ties(found, {}).rows == recommended_invitations(found).rows == recommended_table(found).seats == ()
    )


@pytest.mark.parametrize("records", [[], acting("a"), offer("m1", "a", facets="field/A") + listed("field", "A")])
def test_where_nobody_shares_anything_nothing_is_recommended_and_the_gain_is_unknown(records: list[AnyRecord]) -> None:
    found = coordinated(*{record.id: record for record in [*acting("a"), *records] if records}.values())
    ties, seats, table = recommended_ties(found, {}, load=1), recommended_invitations(found), recommended_table(found)
    assert (ties.rows, seats.rows, table.seats, recommended_options(seats, table)) == ((), (), (), ())
    assert ties.gain == seats.gain == table.gain == Gain(closes=0, pairs=0, fit=None, congruence=None)
    assert (ties.exact, seats.guarantee, table.exact) == (True, 1.0, True)


def test_where_everything_is_coordinated_there_is_nothing_to_gain() -> None:
    found = coordinated(*shared_field("a", "b"), tie("coordinates_with", "actor/a", "actor/b"), *body("g", "a"))
    ties, seats, table = recommended_ties(found, {}), recommended_invitations(found), recommended_table(found)
    assert ties.gain == seats.gain == table.gain == Gain(closes=0, pairs=0, fit=0.0, congruence=0.0)


@pytest.mark.parametrize(
    ("ask", "place", "allowed"),
    [
        (lambda: recommended_ties(TOWN, {}, k=0), "k", "1 bis 100"),
        (lambda: recommended_ties(TOWN, {}, k=101), "k", "1 bis 100"),
        (lambda: recommended_ties(TOWN, {}, load=0), "load", "1 bis 100"),
        (lambda: recommended_invitations(TOWN, k=0), "k", "1 bis 100"),
        (lambda: recommended_invitations(TOWN, load=101), "load", "1 bis 100"),
        (lambda: recommended_table(TOWN, 1), "size", "2 bis 25"),
        (lambda: recommended_table(TOWN, 26), "size", "2 bis 25"),
    ],
)
def test_numbers_out_of_range_are_refused_with_what_is_allowed(
    ask: Callable[[], object], place: str, allowed: str
) -> None:
    with pytest.raises(BadValue) as refused:
        ask()
    assert refused.value.place == place
    assert allowed in str(refused.value.remedy)


# Doing what is recommended


@often
@given(towns(), st.integers(1, 4), st.sampled_from((None, 1, 2)))
def test_making_the_recommended_ties_closes_exactly_what_was_promised(town: Any, k: int, load: int | None) -> None:
    before = coordinated(*town)
    found = recommended_ties(before, {}, k, load)
    made = [tie("coordinates_with", row.pair.first, row.pair.second) for row in found.rows]
    assert coordinated(*town, *made).closed == before.closed + found.gain.closes


@often
@given(towns(), st.integers(1, 4), st.sampled_from((None, 1)), st.sampled_from((2, 3, 25)))
def test_following_the_invitations_closes_exactly_what_was_promised(
    town: Any, k: int, load: int | None, max_body: int
) -> None:
    before = coordinated(*town, max_body=max_body)
    found = recommended_invitations(before, k, load)
    made = [tie("member_of", row.actor, row.body, "member") for row in found.rows]
    after = coordinated(*town, *made, max_body=max_body)
    assert after.closed == before.closed + found.gain.closes
    assert (after.fit or 0) == pytest.approx((before.fit or 0) + (found.gain.fit or 0))


@often
@given(towns(), st.integers(2, 5))
def test_convening_the_table_closes_exactly_what_was_promised(town: Any, size: int) -> None:
    before = coordinated(*town)
    found = recommended_table(before, size)
    convened = [actor("tisch", kind="expert_group")] if found.seats else []
    seats = [tie("member_of", seat.actor, "actor/tisch", "member") for seat in found.seats]
    assert coordinated(*town, *convened, *seats).closed == before.closed + found.gain.closes


# Against every possible set of invitations


@dataclass(frozen=True)
class Offices:
    """Who acts in which fields, sits in which bodies that cover which field, and has ties: all by hand."""

    acts: dict[str, frozenset[str]]
    seats: dict[str, frozenset[str]]
    covers: dict[str, str]
    ties: frozenset[Pair]
    max_body: int

    def coordination(self) -> Coordination:
        records: list[AnyRecord] = [*listed("field", *"ABCD"), *acting(*self.acts)]
        for one, fields in self.acts.items():
            records += [
                record for name in sorted(fields) for record in offer(f"{one}-{name}", one, facets=f"field/{name}")
            ]
        for name, sitting in self.seats.items():
            records += body(name, *sorted(sitting), covers=self.covers[name])
        records += [tie("coordinates_with", *(f"actor/{one}" for one in sorted(pair))) for pair in self.ties]
        return coordinated(*records, max_body=self.max_body)

    def weight(self, pairs: frozenset[Pair]) -> int:
        return sum(len(frozenset.intersection(*(self.acts[one] for one in pair))) for pair in pairs)

    def joins(self, body: str, pair: Pair) -> bool:
        shared = frozenset.intersection(*(self.acts[one] for one in pair))
        return bool(shared) and (not self.covers[body] or self.covers[body] in shared)

    def is_open(self, pair: Pair) -> bool:
        bodies = (name for name, sitting in self.seats.items() if pair <= sitting and len(sitting) <= self.max_body)
        return pair not in self.ties and not any(self.joins(name, pair) for name in bodies)

    def closes(self, guest: str, body: str) -> frozenset[Pair]:
        if guest in self.seats[body]:
            return frozenset()
        pairs = (frozenset({guest, host}) for host in self.seats[body])
        return frozenset(pair for pair in pairs if self.joins(body, pair) and self.is_open(pair))

    def sets(self, k: int, load: int | None) -> Iterator[frozenset[Pair]]:
        """What each allowed set of invitations closes with those who sit in the bodies."""
        every = [(guest, name) for guest in self.acts for name in self.seats if self.closes(guest, name)]
        for count in range(k + 1):
            for some in combinations(every, count):
                if self.is_allowed(some, load):
                    yield frozenset().union(*(self.closes(*one) for one in some))

    def is_allowed(self, some: tuple[tuple[str, str], ...], load: int | None) -> bool:
        guests, bodies = [guest for guest, _ in some], [name for _, name in some]
        fits = all(len(self.seats[name]) + bodies.count(name) <= self.max_body for name in bodies)
        return fits and (load is None or all(guests.count(guest) <= load for guest in guests))


@st.composite
def offices(draw: st.DrawFn) -> Offices:
    actors = [f"a{number}" for number in range(draw(st.integers(2, 6)))]
    bodies = [f"g{number}" for number in range(draw(st.integers(1, 3)))]
    pairs = [frozenset(pair) for pair in combinations(actors, 2)]
    return Offices(
        acts={one: draw(st.frozensets(st.sampled_from("ABCD"), min_size=1)) for one in actors},
        seats={name: draw(st.frozensets(st.sampled_from(actors), min_size=1, max_size=3)) for name in bodies},
        covers={name: draw(st.sampled_from(("", "", "A", "B"))) for name in bodies},
        ties=draw(st.frozensets(st.sampled_from(pairs), max_size=3)),
        max_body=draw(st.sampled_from((2, 3, 4, 25))),
    )


@often
@given(offices())
def test_the_first_invitation_is_the_best_of_all(town: Offices) -> None:
    found = recommended_invitations(town.coordination(), k=1)
    assert found.gain.closes == max(town.weight(closed) for closed in town.sets(1, None))
    assert found.guarantee == 1.0


@often
@given(offices(), st.integers(2, 3), st.sampled_from((None, 1, 2)))
def test_the_invitations_reach_the_share_of_the_best_set_that_they_promise(
    town: Offices, k: int, load: int | None
) -> None:
    found = recommended_invitations(town.coordination(), k, load)
    closed = sum(row.gain.closes for row in found.rows)
    best = max(town.weight(closed) for closed in town.sets(k, load))
    assert found.guarantee * best <= closed <= best


@often
@given(offices(), st.integers(1, 6), st.sampled_from((1, 2)))
def test_load_and_room_hold(town: Offices, k: int, load: int) -> None:
    rows = recommended_invitations(town.coordination(), k, load).rows
    assert len(rows) <= k
    assert town.is_allowed(tuple((row.actor[6:], row.body[6:]) for row in rows), load)
    assert all(row.gain.closes > 0 for row in rows)


def test_for_one_field_no_body_of_another_field_is_offered() -> None:
    """The steering and the expert group cover field D, so that neither helps in field A."""
    channels = TOWN.channels
    in_d = recommended_invitations(coordination(channels, fields=frozenset({"field/D"})))
    assert {row.body for row in in_d.rows} <= {"actor/fg", "actor/stg"}
    fields = frozenset(one for one in channels.situation.columns.schemes["field"].ids if one != "field/D")
    bodies = {row.body for row in recommended_invitations(coordination(channels, fields=fields)).rows}
    assert "actor/fg" not in bodies
