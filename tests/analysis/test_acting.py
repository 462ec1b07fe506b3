"""Who acts in a field: each rule of design/analysis.md §1 on a town small enough to check by hand."""

from datetime import date

import pytest

from graph_service.analysis.acting import FieldActors, who_acts
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.model.period import Period
from graph_service.model.ties import AnyRecord
from tests.builders import PAPER, actor, addresses, carries, document, field, measure, member_of, small_town, tie

TODAY = date(2026, 11, 22)


def acting(*records: AnyRecord, code: str = "D", **scope: object) -> FieldActors:
    asked = Scope.model_validate({"at": TODAY, **scope})
    return who_acts(Network("stadt", [PAPER, *records]), f"field/{code}", asked)


def names(result: FieldActors) -> list[str]:
    return [row.actor.id.removeprefix("actor/") for row in result.acting]


def test_the_small_town_is_answered_as_counted_by_hand() -> None:
    result = who_acts(Network("stadt", small_town()), "field/D", Scope(at=TODAY))
    assert names(result) == ["fr", "fg", "ki", "awo"]
    assert [row.rank for row in result.acting] == [2, 5, 6, 6]
    assert (len(result.measures), len(result.idle), result.lacking_end) == (1, 1, 1)
    assert result.supporting == ()


def test_a_funder_alone_supports_and_does_not_act() -> None:
    result = acting(field("D"), measure("m1"), actor("a"), addresses("m1", "D"), carries("a", "m1", "funder"))
    assert names(result) == []
    assert [row.actor.id for row in result.supporting] == ["actor/a"]
    assert [entry.measure.id for entry in result.without_carrier] == ["measure/m1"]


def test_roles_come_before_numbers_and_numbers_before_names() -> None:
    town = [field("D"), *(measure(f"m{n}") for n in (1, 2)), *(addresses(f"m{n}", "D") for n in (1, 2))]
    town += [actor("z", "Zebra"), actor("b", "Bär"), actor("a", "Ärzte"), actor("c", "Chef")]
    town += [carries("z", "m1"), carries("z", "m2"), carries("b", "m1"), carries("a", "m1"), carries("c", "m2", "lead")]
    assert names(acting(*town)) == ["c", "z", "a", "b"]


def test_narrower_fields_count() -> None:
    below = field("D1", broader=("field/D",))
    result = acting(field("D"), below, measure("m1"), actor("a"), addresses("m1", "D1"), carries("a", "m1"))
    assert names(result) == ["a"]
    assert acting(field("D"), below, measure("m1"), actor("a"), addresses("m1", "D"), code="D1").acting == ()


def test_inferred_classifications_never_count() -> None:
    guessed = addresses("m1", "D", basis="inferred")
    assert names(acting(field("D"), measure("m1"), actor("a"), guessed, carries("a", "m1"))) == []


def test_a_measure_stated_once_is_stated() -> None:
    town = (field("D"), field("D1", broader=("field/D",)), measure("m1"))
    ties = (addresses("m1", "D", basis="assigned"), addresses("m1", "D1"))
    assert [entry.basis for entry in acting(*town, *ties).measures] == ["stated"]
    assert [entry.basis for entry in acting(*town, ties[0]).measures] == ["assigned"]


@pytest.mark.parametrize(
    ("when", "status", "runs"),
    [
        ("", "unknown", True),
        ("2027/", "unknown", False),
        ("/2026-10", "unknown", False),
        ("2026/2026", "unknown", True),
        ("2020/", "planned", False),
        ("2020/", "discontinued", False),
        ("2020/", "completed", False),
        ("2020/", "running", True),
    ],
)
def test_a_measure_counts_when_its_period_and_status_allow_it(when: str, status: str, runs: bool) -> None:
    town = (field("D"), measure("m1", when=when, status=status), actor("a"), addresses("m1", "D"), carries("a", "m1"))
    assert names(acting(*town)) == (["a"] if runs else [])


def test_planned_measures_count_when_asked_for() -> None:
    town = (field("D"), measure("m1", status="planned"), actor("a"), addresses("m1", "D"), carries("a", "m1"))
    assert names(acting(*town, planned=True)) == ["a"]


def test_only_what_is_certain_counts_when_asked_for() -> None:
    town = (field("D"), actor("a"), addresses("m1", "D"), carries("a", "m1"))
    assert names(acting(*town, measure("m1", when="2020/"), certain=True)) == []
    assert names(acting(*town, measure("m1", when="2020/2027"), certain=True)) == ["a"]
    assert [one.measure.id for one in acting(*town, measure("m1", when="2020/"), certain=True).uncertain] == [
        "measure/m1"
    ]
    reported = measure("m1", when="2020/", status="running", status_on="2026-11")
    assert names(acting(*town, reported, certain=True)) == ["a"]


def test_only_documented_ties_count_when_asked_for() -> None:
    told = carries("a", "m1", confirmation="one_side")
    town = (field("D"), measure("m1"), actor("a"), addresses("m1", "D"), told)
    assert names(acting(*town)) == ["a"]
    assert names(acting(*town, documented=True)) == []


def test_a_seat_that_has_ended_does_not_count() -> None:
    body = actor("fg", kind="expert_group")
    town = (field("D"), actor("a"), body, tie("responsible_for", "actor/fg", "field/D"))
    assert names(acting(*town, member_of("a", "fg"))) == ["fg", "a"]
    assert names(acting(*town, member_of("a", "fg", valid=Period.parse("/2020")))) == ["fg"]


def test_each_row_names_the_ties_that_it_rests_on() -> None:
    carried, placed = carries("a", "m1"), addresses("m1", "D")
    [row] = acting(field("D"), measure("m1"), actor("a"), placed, carried).acting
    assert set(row.facts) == {carried.id, placed.id}


@pytest.mark.parametrize(
    ("dated", "since"), [("2017-10-27", 2017), ("2021-11-21", 2021), ("2021-11-22", None), (None, None)]
)
def test_an_open_measure_with_old_sources_is_marked(dated: str | None, since: int | None) -> None:
    page = document("page", date=dated)
    offer = measure("m1", when="2015/", sources=({"document": page.id},))
    town = (page, field("D"), offer, actor("a"), addresses("m1", "D"), carries("a", "m1"))
    assert [entry.unconfirmed_since for entry in acting(*town).measures] == [since]


def test_a_measure_with_an_end_is_never_marked_as_unconfirmed() -> None:
    page = document("page", date="2010")
    offer = measure("m1", when="2015/2030", sources=({"document": page.id},))
    assert acting(page, field("D"), offer, addresses("m1", "D")).unconfirmed == 0


def test_a_day_before_all_records_gives_an_empty_answer() -> None:
    town = (field("D"), measure("m1", when="2015/"), actor("a"), addresses("m1", "D"), carries("a", "m1"))
    result = acting(*town, at=date(1900, 1, 1))
    assert (result.acting, result.measures, len(result.idle)) == ((), (), 1)


def test_a_leap_day_has_a_day_years_before() -> None:
    page = document("page", date="2019-01")
    offer = measure("m1", when="2015/", sources=({"document": page.id},))
    result = acting(page, field("D"), offer, addresses("m1", "D"), at=date(2024, 2, 29))
    assert result.measures[0].unconfirmed_since == 2019


def test_what_is_not_a_field_is_refused() -> None:
    with pytest.raises(TypeError):
        who_acts(Network("stadt", small_town()), "actor/ki", Scope(at=TODAY))
