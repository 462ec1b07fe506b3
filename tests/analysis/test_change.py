"""What changed between two days and between two revisions, on towns small enough to check by hand."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.change import GroupChange, WorldChange, record_change, world_change
from graph_service.analysis.scope import Scope
from graph_service.model.errors import BadValue
from graph_service.model.network import Network
from graph_service.model.period import PartialDate, Period
from graph_service.model.ties import AnyRecord, Judgement
from tests.builders import (
    PAPER,
    actor,
    addresses,
    carries,
    concept,
    document,
    event,
    field,
    measure,
    member_of,
    network,
    small_town,
    tie,
)

EARLY, LATE = date(2015, 1, 1), date(2020, 1, 1)


def changed(*records: AnyRecord, start: date = EARLY, end: date = LATE, **more: object) -> WorldChange:
    before, after = (Scope.model_validate({"at": day, **more}) for day in (start, end))
    return world_change(network(*records), before, after)


def locals_of(group: GroupChange) -> tuple[list[str], list[str], list[str]]:
    parts = (group.new, group.ended, group.kept)
    new, ended, kept = ([record_id.partition("/")[2] for record_id in part] for part in parts)
    return new, ended, kept


def test_measures_are_new_ended_or_kept_as_they_run_on_the_two_days() -> None:
    town = [measure("n", when="2017/"), measure("e", when="/2016"), measure("k", when="2010/2030"), measure("u")]
    found = changed(*town, measure("later", when="2021/")).measures
    assert locals_of(found) == (["n"], ["e"], ["k", "u"])
    assert (found.hamming, found.jaccard) == (2, 0.5)


def test_the_small_town_is_answered_as_counted_by_hand() -> None:
    found = world_change(Network("stadt", small_town()), Scope(at=EARLY), Scope(at=date(2021, 1, 1)))
    assert locals_of(found.measures) == (["m1", "m2"], ["m3"], [])
    assert [len(part) for part in locals_of(found.actors)] == [0, 0, 5]
    assert [len(part) for part in locals_of(found.ties)] == [4, 1, 1]
    assert [len(part) for part in locals_of(found.memberships)] == [0, 0, 2]
    assert [len(part) for part in locals_of(found.facets)] == [3, 1, 0]


def test_what_counts_as_kept_without_recorded_dates_is_named() -> None:
    dated, open_end, unknown = measure("d", when="2010/2030"), measure("o", when="2010/"), measure("u")
    found = changed(dated, open_end, unknown).measures
    assert found.undated == ("measure/o", "measure/u")


def test_a_status_report_of_one_day_does_not_date_the_other() -> None:
    reported = measure("r", when="2010/", status="running", status_on=PartialDate.parse("2020-01"))
    assert changed(reported).measures.undated == ("measure/r",)
    assert changed(reported, start=LATE).measures.undated == ()


def test_a_tie_of_a_measure_that_does_not_run_is_not_there() -> None:
    town = [actor("a"), field("D"), measure("m", when="2017/"), carries("a", "m"), addresses("m", "D")]
    found = changed(*town)
    assert found.ties.new == (carries("a", "m").id,)
    assert found.facets.new == (addresses("m", "D").id,)


def test_a_tie_of_an_actor_that_is_no_longer_there_has_ended() -> None:
    gone = actor("a", valid=Period.parse("/2017"))
    found = changed(gone, actor("fg", kind="expert_group"), member_of("a", "fg"))
    assert locals_of(found.actors) == ([], ["a"], ["fg"])
    assert found.memberships.ended == (member_of("a", "fg").id,)


def test_each_tie_stands_in_one_group_and_moments_in_none() -> None:
    grouped = {
        "ties": [
            tie("coordinates_with", "actor/a", "actor/fg"),
            carries("a", "m"),
            tie("responsible_for", "actor/a", "field/D"),
        ],
        "memberships": [member_of("a", "fg")],
        "facets": [
            addresses("m", "D"),
            tie("located_in", "measure/m", "district/x"),
            tie("located_in", "actor/a", "district/x"),
        ],
    }
    moments = [
        tie("takes_part_in", "actor/a", "event/e"),
        tie("located_in", "event/e", "district/x"),
        tie("consults", "actor/a", "document/paper"),
    ]
    nodes = [actor("a"), actor("fg", kind="expert_group"), measure("m"), field("D"), concept("district", "x")]
    found = changed(*nodes, event("e"), *moments, *(one for ties in grouped.values() for one in ties))
    kept = {group.group: set(group.kept) for group in (found.ties, found.memberships, found.facets)}
    assert kept == {name: {one.id for one in ties} for name, ties in grouped.items()}


def test_a_status_without_history_is_said() -> None:
    over = measure("over", when="2010/2016", status="completed")
    found = changed(over, measure("never", when="1990/1991", status="completed"))
    assert (found.measures.facts, found.by_status) == ((), ("measure/over",))


def test_planned_measures_count_where_they_are_asked_for() -> None:
    plan = measure("plan", when="2017/", status="planned")
    assert changed(plan).measures.new == ()
    asked = changed(plan, planned=True)
    assert (asked.measures.new, asked.by_status) == (("measure/plan",), ())


def test_what_began_and_ended_in_between_is_named() -> None:
    inside, touching = measure("in", when="2016/2018"), measure("touching", when="2016/2020")
    planned = measure("planned", when="2016/2018", status="planned")
    found = changed(inside, touching, planned)
    assert (found.passing, found.measures.new) == (("measure/in",), ("measure/touching",))


def test_what_is_missed_only_for_certainty_is_named() -> None:
    town = [measure("sure", when="2010/2030"), measure("open", when="2010/")]
    assert (changed(*town).uncertain, changed(*town).measures.kept) == ((), ("measure/open", "measure/sure"))
    certain = changed(*town, certain=True)
    assert (certain.uncertain, certain.measures.kept) == (("measure/open",), ("measure/sure",))


def test_only_documented_facts_count_where_that_is_asked_for() -> None:
    said = measure("said", when="2017/", confirmation="one_side")
    assert changed(said).measures.new == ("measure/said",)
    assert changed(said, documented=True).measures.new == ()


def test_a_day_before_every_recorded_start_is_said_with_the_earliest_one() -> None:
    town = [
        measure("m", when="2016/"),
        actor("a", valid=Period.parse("2012-05/")),
        event("e", valid=Period.parse("1990")),
    ]
    found = changed(*town, start=date(2012, 4, 30))
    assert (found.before_all_records, found.earliest_start) == (True, PartialDate.parse("2012-05"))
    assert not changed(*town, start=date(2012, 5, 1)).before_all_records


def test_without_any_start_no_day_lies_before_the_records() -> None:
    found = changed(measure("m"))
    assert (found.before_all_records, found.earliest_start) == (False, None)


def test_an_empty_network_has_no_likeness() -> None:
    assert [(group.hamming, group.jaccard) for group in changed().groups] == [(0, None)] * 5


def test_days_in_the_wrong_order_are_refused_in_words() -> None:
    with pytest.raises(BadValue, match="liegt nach dem zweiten") as caught:
        changed(start=LATE, end=EARLY)
    assert caught.value.place == "from"


def test_a_result_names_the_days_the_revision_and_its_facts() -> None:
    found = changed(measure("m"), actor("a"))
    assert (found.network, found.revision, found.before.at, found.after.at) == ("stadt", 1, EARLY, LATE)
    assert found.facts == ("actor/a", "measure/m")


DAYS = st.dates(date(2014, 1, 1), date(2021, 1, 1))


@st.composite
def dated_measures(draw: st.DrawFn) -> list[AnyRecord]:
    """Some measures, each carried by one actor, with starts and ends that may be missing."""
    town: list[AnyRecord] = [PAPER, actor("a")]
    for number in range(draw(st.integers(0, 4))):
        start = draw(st.none() | DAYS)
        end = draw(st.none() | st.integers(0, 1500))
        until = "" if end is None else ((start or EARLY) + timedelta(days=end)).isoformat()
        town += [measure(f"m{number}", when=f"{start or ''}/{until}"), carries("a", f"m{number}")]
    return town


@given(dated_measures(), DAYS)
def test_on_one_and_the_same_day_nothing_changes(town: list[AnyRecord], day: date) -> None:
    found = world_change(Network("stadt", town), Scope(at=day), Scope(at=day))
    assert [group.hamming for group in found.groups] == [0] * 5


@given(dated_measures(), st.tuples(DAYS, DAYS, DAYS))
def test_over_a_day_in_between_differences_do_not_grow(town: list[AnyRecord], days: tuple[date, date, date]) -> None:
    first, middle, last = (Scope(at=day) for day in sorted(days))
    known = Network("stadt", town)
    whole, before, after = (world_change(known, *pair) for pair in ((first, last), (first, middle), (middle, last)))
    for group, one, other in zip(whole.groups, before.groups, after.groups, strict=True):
        assert group.hamming <= one.hamming + other.hamming


@given(dated_measures(), DAYS, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(
    town: list[AnyRecord], one: date, two: date, shuffler: Random
) -> None:
    days = [Scope(at=day) for day in sorted((one, two))]
    mixed = list(town)
    shuffler.shuffle(mixed)
    assert world_change(Network("stadt", town), *days) == world_change(Network("stadt", mixed), *days)


def mirrored(record: AnyRecord) -> AnyRecord:
    """The record with its time running backwards around the first day of 2017."""
    start, end = (bound and turned(bound) for bound in (record.valid.end, record.valid.start))
    return record.model_copy(update={"valid": Period(start=start, end=end)})


def turned(day: PartialDate) -> PartialDate:
    return PartialDate.of(reflected(day.first))


def reflected(day: date) -> date:
    return date(2017, 1, 1) + (date(2017, 1, 1) - day)


@given(dated_measures(), DAYS, DAYS)
def test_when_time_runs_backwards_new_and_ended_change_places(town: list[AnyRecord], one: date, two: date) -> None:
    start, end = sorted((one, two))
    there = world_change(Network("stadt", town), Scope(at=start), Scope(at=end))
    turned_town = Network("stadt", [mirrored(record) for record in town])
    back = world_change(turned_town, Scope(at=reflected(end)), Scope(at=reflected(start)))
    for forth, again in zip(there.groups, back.groups, strict=True):
        assert (forth.new, forth.ended, forth.kept) == (again.ended, again.new, again.kept)


def test_records_are_added_changed_removed_or_kept() -> None:
    old = network(actor("gone"), actor("a", "Alt"), actor("same"), measure("m"), revision=1)
    new = network(actor("a", "Neu"), actor("same"), measure("m", when="2017/"), measure("x"), revision=3)
    found = record_change(old, new)
    by_type = {change.record_type: change for change in found.types if change.hamming}
    assert list(by_type) == ["actor", "measure"]
    actors, measures = by_type["actor"], by_type["measure"]
    assert (actors.added, actors.removed, actors.kept) == ((), ("actor/gone",), ("actor/same",))
    assert [(one.id, one.parts) for one in actors.changed] == [("actor/a", ("name",))]
    assert (measures.added, [one.parts for one in measures.changed]) == (("measure/x",), [("valid",)])
    assert (actors.hamming, actors.jaccard, found.hamming, found.jaccard) == (2, 1 / 3, 4, 2 / 6)
    assert (found.old, found.new) == (1, 3)
    assert found.facts == ("actor/a", "actor/gone", "measure/x", "measure/m")


def test_every_type_of_record_is_compared() -> None:
    ends = [actor("a"), actor("b")]
    more = [measure("m"), field("D"), document("d"), event("e"), tie("coordinates_with", "actor/a", "actor/b")]
    judged = Judgement.model_validate(
        {
            "kind": "same_as",
            "subjects": ("actor/a", "actor/b"),
            "decision": "different",
            "author": "Leitung",
            "decided_on": "2026",
        }
    )
    found = record_change(network(*ends), network(*ends, *more, judged))
    added = {change.record_type: len(change.added) for change in found.types}
    assert added == {
        "actor": 0, "measure": 1, "concept": 1, "need": 0, "document": 1, "event": 1, "tie": 1, "judgement": 1,
            "report": 0, "indicator": 0, "observation": 0,
    }  # fmt: skip


def test_ended_in_the_world_is_a_change_of_the_record_not_its_removal() -> None:
    old, new = network(measure("m", when="2010/")), network(measure("m", when="2010/2016"))
    [measures] = [change for change in record_change(old, new).types if change.record_type == "measure"]
    assert ([one.parts for one in measures.changed], measures.removed) == ([("valid",)], ())
    assert world_change(new, Scope(at=EARLY), Scope(at=LATE)).measures.ended == ("measure/m",)


def test_a_revision_compared_with_itself_has_not_changed() -> None:
    found = record_change(network(actor("a")), network(actor("a")))
    assert (found.hamming, found.jaccard, found.facts) == (0, 1.0, ())


def test_two_networks_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different networks"):
        record_change(network(name="hier"), network(name="dort"))


def test_revisions_in_the_wrong_order_are_refused_in_words() -> None:
    with pytest.raises(BadValue, match="Revision 2 ist neuer als Revision 1") as caught:
        record_change(network(revision=2), network(revision=1))
    assert caught.value.place == "from"
