"""One cell from near: what is for it, for parts of it, possible, nearest, and who could (design/analysis.md §2)."""

from __future__ import annotations

from hypothesis import given

from graph_service.analysis.cells import AroundCell, CellMeasure, around_cell, part_counts
from graph_service.analysis.coverage import cover
from graph_service.analysis.situation import Situation
from graph_service.model.ties import AnyRecord
from tests.analysis.small_towns import some_towns
from tests.builders import tie
from tests.towns import FIELDS, GROUPS, acting, listed, offer, seen, towns

REFUGEES = ("field/A", "target_group/gefluechtete")


def around(town: Situation, *cell: str) -> AroundCell:
    covered = cover(town, tuple(concept.partition("/")[0] for concept in cell))
    return around_cell(town, covered, covered.place(*cell))


def names(rows: tuple[CellMeasure, ...]) -> list[str]:
    return [row.measure.partition("/")[2] for row in rows]


def test_a_measure_for_a_narrower_group_is_for_a_part_and_one_for_everyone_for_the_whole() -> None:
    town = seen(
        *FIELDS,
        *GROUPS,
        *offer("eng", facets="field/A target_group/unterkunft"),
        *offer("alle", facets="field/A target_group/alle"),
        *offer("genau", facets="field/A target_group/gefluechtete"),
    )
    found = around(town, *REFUGEES)
    assert (names(found.serving), names(found.parts)) == (["alle", "genau"], ["eng"])
    assert [row.general for row in found.serving] == [True, False]


def test_a_measure_whose_group_is_not_recorded_could_belong_to_the_cell() -> None:
    found = around(seen(*FIELDS, *GROUPS, *offer("offen", facets="field/A")), *REFUGEES)
    assert [(row.measure, row.missing) for row in found.possible] == [("measure/offen", ("target_group",))]


def test_near_are_the_same_field_for_others_then_the_same_group_elsewhere() -> None:
    town = seen(
        *FIELDS,
        *GROUPS,
        *offer("anderswo", facets="field/D target_group/gefluechtete"),
        *offer("andere", facets="field/A target_group/senioren"),
        *offer("fern", facets="field/D target_group/senioren"),
    )
    near = around(town, *REFUGEES).near
    assert [(row.measure, row.differs_in) for row in near] == [
        ("measure/andere", "target_group"),
        ("measure/anderswo", "field"),
    ]


def test_what_is_for_everyone_in_another_field_is_not_near() -> None:
    assert not around(seen(*FIELDS, *GROUPS, *offer("fest", facets="field/D target_group/alle")), *REFUGEES).near


def test_of_the_near_ones_those_for_a_kindred_group_come_first() -> None:
    town = seen(
        *FIELDS,
        *listed(
            "target_group", "alle", "gefluechtete<alle", "unterkunft<gefluechtete", "jung<gefluechtete", "alt<alle"
        ),
        *offer("a", facets="field/A target_group/alt"),
        *offer("b", facets="field/A target_group/jung"),
    )
    assert names(around(town, "field/A", "target_group/unterkunft").near) == ["b", "a"]


def test_close_are_those_with_a_part_then_those_near_then_the_responsible_and_never_who_acts_already() -> None:
    town = seen(
        *FIELDS,
        *GROUPS,
        *acting("da", "nah", "teil", "amt"),
        *offer("m1", "da", facets="field/A target_group/gefluechtete"),
        *offer("m2", "da nah", facets="field/A target_group/senioren"),
        *offer("m3", "teil", facets="field/A target_group/unterkunft"),
        tie("responsible_for", "actor/amt", "field/A"),
    )
    found = around(town, *REFUGEES)
    assert [(one.actor, one.responsible) for one in found.close] == [
        ("actor/teil", False),
        ("actor/nah", False),
        ("actor/amt", True),
    ]
    assert found.providers == ("actor/da",)
    assert all(one.facts for one in found.close)


@some_towns
@given(records=towns())
def test_the_counts_of_the_coverage_are_the_measures_that_are_named(records: tuple[AnyRecord, ...]) -> None:
    town = seen(*records)
    covered = cover(town)
    parts = part_counts(town, covered)
    for place in range(0, len(covered.offers), 5):
        found = around_cell(town, covered, place)
        assert (len(found.serving), len(found.parts), len(found.possible)) == (
            covered.offers[place],
            parts[place],
            covered.possible[place],
        )
        assert not {row.measure for row in found.near} & {row.measure for row in (*found.serving, *found.parts)}
