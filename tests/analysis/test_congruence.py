"""Congruence of shared work and channels (design/analysis.md §4)."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import Columns
from graph_service.analysis.congruence import Congruence, Level, congruence, congruence_over_time
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.period import Period
from graph_service.model.ties import AnyRecord
from tests.builders import actor, member_of, network, tie
from tests.towns import PLACES, acting, listed, offer, seen

FIELDS = listed("field", "A", "A1<A", "D")
ABC = [
    *acting("a", "b", "c"),
    *offer("m1", "a", facets="field/A district/I"),
    *offer("m2", "b", facets="field/A district/I"),
    *offer("m3", "c", facets="field/D district/I"),
]
TIED = tie("coordinates_with", "actor/a", "actor/b")
DEPENDS = tie("depends_on", "field/A", "field/D")
CELLS_TOO: tuple[Level, ...] = ("field", "cell")


def found(*records: AnyRecord, level: Level = "field", accepted: frozenset[str] = ACCEPTED) -> Congruence:
    return congruence(Channels(seen(*FIELDS, *PLACES, *records)), level, accepted)


def shares(result: Congruence) -> tuple[int, int, float | None]:
    return result.share.required, result.share.coordinated, result.value


@pytest.mark.parametrize("level", CELLS_TOO)
def test_those_who_work_on_the_same_need_a_channel(level: Level) -> None:
    assert shares(found(*ABC, level=level)) == (1, 0, 0.0)
    assert shares(found(*ABC, TIED, level=level)) == (1, 1, 1.0)


@pytest.mark.parametrize("level", CELLS_TOO)
def test_those_who_work_on_dependent_fields_need_a_channel_too(level: Level) -> None:
    assert shares(found(*ABC, TIED, DEPENDS, level=level)) == (3, 1, pytest.approx(1 / 3))


def test_cells_of_dependent_fields_depend_only_in_the_same_place() -> None:
    other = [*acting("d"), *offer("m4", "d", facets="field/D district/II")]
    assert shares(found(*ABC, *other, DEPENDS, level="cell"))[0] == 3
    assert shares(found(*ABC, *other, DEPENDS, level="field"))[0] == 6


def test_a_dependence_that_is_over_does_not_count() -> None:
    over = tie("depends_on", "field/A", "field/D", valid=Period.parse("/2020"))
    assert shares(found(*ABC, over))[0] == 1


def test_those_in_a_narrower_field_work_on_the_broader_too() -> None:
    below = [*acting("d"), *offer("m4", "d", facets="field/A1")]
    result = found(*ABC, *below)
    assert {one.field: one.share.required for one in result.fields} == {"field/A": 3, "field/A1": 0, "field/D": 0}
    assert [one.share.value for one in result.fields] == [0.0, None, None]


def test_fields_are_told_apart_only_where_tasks_are_fields() -> None:
    assert found(*ABC, level="cell").fields == ()


@pytest.mark.parametrize(
    "records",
    [[], acting("a"), [*acting("a", "b"), *offer("m1", "a"), *offer("m2", "b")]],
    ids=["empty", "one", "bare"],
)
@pytest.mark.parametrize("level", CELLS_TOO)
def test_where_no_pair_needs_coordination_there_is_no_congruence(level: Level, records: list[AnyRecord]) -> None:
    result = congruence(Channels(seen(*records)), level)
    assert (shares(result), result.fields, result.loads) == ((0, 0, None), (), ())


def test_loads_say_with_whom_most_is_unmet() -> None:
    """a and d share two fields, each of them one with b; a and b have a channel."""
    more = [*acting("d"), *offer("m4", "d", facets="field/A field/D"), *offer("m5", "a", facets="field/D")]
    result = found(*acting("a", "b"), *ABC[3:11], *more, TIED)
    loads = [(load.actor, load.required, load.coordinated, load.unmet, load.partners) for load in result.loads]
    assert loads == [
        ("actor/d", 2, 0, 3, ("actor/a", "actor/b")),
        ("actor/a", 2, 1, 2, ("actor/d",)),
        ("actor/b", 2, 1, 1, ("actor/d",)),
    ]


def test_bodies_and_third_parties_count_where_they_are_asked_for() -> None:
    seats = [actor("g", kind="network"), member_of("a", "g"), member_of("b", "g")]
    assert shares(found(*ABC, *seats))[1] == 1
    assert shares(found(*ABC, *seats, accepted=ACCEPTED - {"common_body"}))[1] == 0
    partners = [tie("coordinates_with", f"actor/{one}", "actor/c") for one in ("a", "b")]
    assert shares(found(*ABC, *partners))[1] == 0
    assert shares(found(*ABC, *partners, accepted=ACCEPTED | {"third_party"}))[1] == 1


def test_congruence_over_time_is_in_the_order_of_the_days() -> None:
    since = tie("coordinates_with", "actor/a", "actor/b", valid=Period.parse("2024/"))
    columns = Columns.of(network(*FIELDS, *PLACES, *ABC, since))
    days = [date(2025, 1, 1), date(2020, 1, 1)]
    moments = congruence_over_time(Channels(Situation(columns, Scope(at=date(2025, 1, 1)))), days)
    assert [(one.scope.at.year, one.share.value) for one in moments] == [(2020, 0.0), (2025, 1.0)]


def test_congruence_over_time_keeps_what_counts_as_a_channel() -> None:
    seats = [actor("g", kind="network"), *(member_of(one, "g") for one in ("a", "b", "c"))]
    columns, day = Columns.of(network(*FIELDS, *PLACES, *ABC, *seats)), date(2025, 1, 1)
    channels = Channels(Situation(columns, Scope(at=day)), max_body=2)
    [moment] = congruence_over_time(channels, [day])
    assert moment.share == congruence(channels).share
    assert moment.share.coordinated == 0


def test_another_level_is_refused() -> None:
    with pytest.raises(BadValue):
        found(*ABC, level="town")  # type: ignore[arg-type]


def test_towns_without_fields_have_cells_all_the_same() -> None:
    offers = [*offer("m1", "a", facets="district/I"), *offer("m2", "b", facets="district/I")]
    assert shares(congruence(Channels(seen(*PLACES, *acting("a", "b"), *offers)), "cell")) == (1, 0, 0.0)


@pytest.mark.parametrize("level", CELLS_TOO)
def test_in_one_field_only_those_who_act_in_it_need_a_channel(level: Level) -> None:
    channels = Channels(seen(*FIELDS, *PLACES, *ABC, TIED, DEPENDS))
    assert shares(congruence(channels, level, fields=frozenset({"field/A"}))) == (1, 1, 1.0)
    assert shares(congruence(channels, level, fields=frozenset({"field/D"}))) == (0, 0, None)
