"""Cells that ask for attention, in order, with what is nearest (design/analysis.md §2)."""

from __future__ import annotations

from graph_service.analysis.coverage import cover
from graph_service.analysis.gaps import Finding, Gaps, gaps
from graph_service.analysis.situation import Situation
from tests.towns import FIELDS, GROUPS, PLACES, acting, need, offer, seen


def found_in(town: Situation, finding: Finding = "none_recorded") -> Gaps:
    return gaps(town, cover(town), finding)


def cells(found: Gaps) -> list[str]:
    parts = [found.row(int(place)).cell for place in found.order]
    return [" ".join(concept.partition("/")[2] for concept in cell) for cell in parts]


def test_a_special_need_comes_first_then_the_greatest_known() -> None:
    town = seen(
        *FIELDS,
        *PLACES,
        need("x", 9, "field/A district/II"),
        need("y", 5, "field/D district/I"),
        need("z", None, "field/D district/II"),
    )
    assert cells(found_in(town)) == ["D II", "A II", "D I", "A I"]


def test_a_known_need_comes_before_an_unknown_one_even_if_it_is_small() -> None:
    assert cells(found_in(seen(*FIELDS, need("x", 0, "field/D")))) == ["D", "A"]


def test_of_equal_needs_the_one_with_fewer_alternatives_comes_first() -> None:
    town = seen(*FIELDS, *PLACES, *acting("a"), *offer("m1", "a", facets="field/A district/I"))
    assert cells(found_in(town)) == ["D II", "D I", "A II"]


def test_a_gap_names_the_measures_that_lack_one_facet_only_and_who_carries_them() -> None:
    town = seen(
        *FIELDS,
        *PLACES,
        *acting("a", "b"),
        *offer("m1", "a b", facets="field/A district/I"),
        *offer("m2", facets="field/D district/II"),
        *offer("m3", facets="field/D district/I"),
    )
    found = found_in(town)
    [row] = [found.row(int(place)) for place in found.order]
    assert row.cell == ("field/A", "district/II")
    assert [(one.measure, one.differs_in, one.recorded, one.carriers) for one in row.nearest] == [
        ("measure/m1", "district", True, ("actor/a", "actor/b")),
        ("measure/m2", "field", True, ()),
    ]
    assert row.alternatives == {"district": 1, "field": 1}


def test_a_measure_whose_place_is_not_recorded_is_near_and_no_alternative() -> None:
    town = seen(*FIELDS, *PLACES, *acting("a"), *offer("m1", "a", facets="field/A"))
    found = found_in(town, "unknown")
    row = found.row(int(found.order[0]))
    assert [(one.measure, one.differs_in, one.recorded) for one in row.nearest] == [("measure/m1", "district", False)]
    assert (row.alternatives, row.possible, len(found)) == ({"district": 0, "field": 0}, 1, 2)
    assert set(row.facts) == set(town.facts_of(0))


def test_no_more_measures_are_named_than_asked_for() -> None:
    offers = [record for n in range(5) for record in offer(f"m{n}", facets="field/A district/I")]
    found = found_in(seen(*FIELDS, *PLACES, *offers))
    place = found.coverage.place("field/A", "district/II")
    assert [len(found.row(place, near=near).nearest) for near in (0, 3, 9)] == [0, 3, 5]


def test_cells_with_a_single_carrier_are_found_with_its_name() -> None:
    town = seen(*FIELDS, *acting("a", "b"), *offer("m1", "a", facets="field/A"), *offer("m2", "a b", facets="field/D"))
    found = found_in(town, "single_provider")
    assert [(row.cell, row.providers, row.offers) for row in map(found.row, found.order.tolist())] == [
        (("field/A",), ("actor/a",), 1)
    ]


def test_cells_that_do_not_matter_are_no_gaps() -> None:
    town = seen(*FIELDS, *PLACES)
    only = {"district": frozenset({"district/I"})}
    assert cells(gaps(town, cover(town, ("field", "district"), only=only))) == ["A I", "D I"]


def test_an_empty_network_has_no_gaps() -> None:
    assert [len(found_in(seen(), finding)) for finding in ("none_recorded", "unknown", "single_provider")] == [0, 0, 0]


def test_places_are_loosened_before_groups_and_groups_before_fields() -> None:
    town = seen(
        *FIELDS,
        *GROUPS,
        *PLACES,
        *offer("m1", facets="field/A target_group/senioren district/II"),
        *offer("m2", facets="field/A target_group/gefluechtete district/I"),
        *offer("m3", facets="field/D target_group/senioren district/I"),
    )
    found = found_in(town)
    row = found.row(found.coverage.place("field/A", "target_group/senioren", "district/I"))
    assert [(one.measure, one.differs_in) for one in row.nearest] == [
        ("measure/m1", "district"),
        ("measure/m2", "target_group"),
        ("measure/m3", "field"),
    ]
