"""Which measures overlap, what decides it and what is left open (design/analysis.md §3)."""

from __future__ import annotations

from math import log

import pytest

from graph_service.analysis.overlap import FacetComparison, OverlapPair, Thresholds, overlaps
from graph_service.model.errors import BadValue
from graph_service.model.ties import AnyRecord
from tests.builders import carries
from tests.towns import FIELDS, GROUPS, PLACES, TYPES, acting, listed, offer, seen

WORDS = [*FIELDS, *GROUPS, *PLACES, *TYPES, *acting("a", "b")]
ANYTHING = Thresholds(coverage=0, overlap=0, duplication=0)
FULL = "field/A target_group/gefluechtete district/I offering_type/kurs"


def found(*records: AnyRecord, thresholds: Thresholds = ANYTHING, **weights: float) -> list[OverlapPair]:
    result = overlaps(seen(*WORDS, *records), thresholds, weights)
    return [result.row(int(place)) for place in result.order]


def grades(*records: AnyRecord, **weights: float) -> list[str]:
    result = overlaps(seen(*WORDS, *records), None, weights)
    return [row.grade for row in map(result.row, result.order.tolist())] + [
        row.grade for row in map(result.undecided_row, result.undecided_order.tolist())
    ]


def alike(row: OverlapPair, facet: str) -> float | None:
    return next(one.similarity for one in row.facets if one.facet == facet)


def two(first: str, second: str, **more: object) -> list[AnyRecord]:
    return [*offer("m1", "a", facets=first, **more), *offer("m2", "b", facets=second, **more)]


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        ("field/A", "field/A", 1),
        ("field/A", "field/D", 0),
        ("field/A", "", 0),
        ("field/A target_group/gefluechtete", "field/A target_group/unterkunft", 1),
        ("field/A target_group/alle", "field/A target_group/senioren", 1),
        ("field/A target_group/gefluechtete", "field/A target_group/senioren", 0),
        ("field/A target_group/gefluechtete", "field/A", 1),
        ("field/A district/I", "field/A district/II", 0),
        ("field/A district/stadtweit", "field/A district/II", 1),
        ("field/A district/I", "field/A", 1),
    ],
)
def test_only_compatible_measures_are_compared(first: str, second: str, pairs: int) -> None:
    assert len(found(*two(first, second))) == pairs


def test_a_narrower_field_is_compatible_with_the_broader() -> None:
    below = listed("field", "A1<A")
    assert len(found(*below, *two("field/A1 target_group/alle", "field/A target_group/senioren"))) == 1


def test_measures_with_a_carrier_in_common_are_not_compared() -> None:
    assert found(*two(FULL, FULL), carries("a", "m2", "partner")) == []


def test_a_common_funder_does_not_keep_measures_from_being_compared() -> None:
    assert len(found(*two(FULL, FULL), carries("a", "m2", "funder"))) == 1


def test_the_same_offer_twice_is_a_possible_duplication() -> None:
    assert grades(*two(FULL, FULL)) == ["possible_duplication"]


def test_another_type_of_offering_is_never_a_duplication() -> None:
    other = FULL.replace("kurs", "beratung")
    assert grades(*two(FULL, other)) == ["overlap"]
    assert grades(*two(FULL, other), offering_type=0.1) == ["overlap"]


def test_a_duplication_needs_a_common_type_of_offering_whatever_its_weight() -> None:
    assert grades(*two(FULL, FULL), offering_type=0) == ["possible_duplication"]


def test_different_places_are_no_overlap_whatever_their_weight() -> None:
    assert grades(*two(FULL, FULL.replace("/I ", "/II ")), district=0) == []


def test_a_facet_that_is_not_recorded_leaves_a_pair_undecided_and_is_named() -> None:
    others = offer("m3", facets="district/I target_group/alle offering_type/kurs")
    result = overlaps(seen(*WORDS, *others, *two("field/A offering_type/kurs", "field/A")))
    row = result.undecided_row(0)
    assert (row.grade, row.coverage, len(result.found)) == ("undecided", pytest.approx(2 / 9), 0)
    assert row.missing == (
        ("offering_type", "measure/m2"),
        ("target_group", "measure/m1"),
        ("target_group", "measure/m2"),
        ("district", "measure/m1"),
        ("district", "measure/m2"),
    )


def test_a_pair_without_a_recorded_carrier_is_undecided() -> None:
    result = overlaps(seen(*WORDS, *offer("m1", facets=FULL), *offer("m2", "b", facets=FULL)))
    assert (len(result.found), result.undecided_row(0).missing) == (0, (("carrier", "measure/m1"),))


def test_facets_that_the_network_does_not_use_are_left_out_and_named() -> None:
    result = overlaps(seen(*WORDS, *two("field/A", "field/A")))
    assert result.unused == ("offering_type", "target_group", "district", "phase", "language", "period")
    assert (len(result.found), result.row(0).coverage) == (1, 1.0)


def test_a_narrower_group_is_alike_by_the_weight_of_what_both_share() -> None:
    """N = 2; gefluechtete in both: idf 1; unterkunft in one: ln(3/2) + 1."""
    [row] = found(*two("field/A target_group/gefluechtete", "field/A target_group/unterkunft"))
    assert alike(row, "target_group") == pytest.approx(1 / (1 + 1 + log(3 / 2)))
    assert next(one.containment for one in row.facets if one.facet == "target_group") == 1.0


def test_the_root_stands_for_every_concept() -> None:
    [row] = found(*two("field/A district/stadtweit", "field/A district/I"))
    assert alike(row, "district") == pytest.approx(1 / (1 + 1 + log(3 / 2)))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2025-06-01/2025-06-30", "2025-06-21/2026-06-30", 1 / 3),
        ("2025/2025", "2024/2026", 1.0),
        ("2025/", "2025/2025", None),
    ],
)
def test_periods_are_alike_by_the_common_part_of_the_shorter(first: str, second: str, expected: float | None) -> None:
    offers = [*offer("m1", "a", when=first, facets="field/A"), *offer("m2", "b", when=second, facets="field/A")]
    [row] = found(*offers)
    assert alike(row, "period") == (None if expected is None else pytest.approx(expected))


def test_the_level_of_funding_counts_only_where_it_has_a_weight() -> None:
    offers = [
        *offer("m1", "a", facets="field/A", funding_level="state"),
        *offer("m2", "b", facets="field/A", funding_level="own"),
    ]
    assert [row.similarity for row in found(*offers)] == [1.0]
    assert [row.similarity for row in found(*offers, funding_level=2)] == [0.5]


def test_planned_and_past_measures_are_not_compared() -> None:
    assert found(*two(FULL, FULL, status="planned")) == []
    assert found(*two(FULL, FULL, when="2010/2011")) == []


def test_a_pair_names_the_common_cells_the_carriers_and_the_facts() -> None:
    [row] = found(*two(FULL, FULL))
    assert [cell[1] for cell in row.cells] == ["target_group/gefluechtete", "target_group/unterkunft"]
    assert (row.carriers, len(row.facts)) == ((("actor/a",), ("actor/b",)), 10)


@pytest.mark.parametrize(
    "limits", [{"coverage": 1.1}, {"overlap": -0.1}, {"duplication": 0.4}, {"overlap": float("nan")}]
)
def test_thresholds_that_make_no_sense_are_refused(limits: dict[str, float]) -> None:
    with pytest.raises(BadValue):
        Thresholds(**limits)


@pytest.mark.parametrize("weight", [{"colour": 1.0}, {"field": -1.0}, {"field": 1e9}, {"field": float("nan")}])
def test_weights_that_make_no_sense_are_refused(weight: dict[str, float]) -> None:
    with pytest.raises(BadValue):
        overlaps(seen(*WORDS), weights=weight)


def test_some_facet_must_have_a_weight() -> None:
    names = ("offering_type", "field", "target_group", "district", "phase", "language", "period")
    with pytest.raises(BadValue):
        overlaps(seen(*WORDS), weights=dict.fromkeys(names, 0.0))


def test_where_no_weighed_facet_is_recorded_pairs_are_undecided() -> None:
    names = ("offering_type", "field", "target_group", "district", "language", "period")
    result = overlaps(seen(*WORDS, *two("field/A", "field/A")), weights=dict.fromkeys(names, 0.0))
    assert (result.compared, len(result.found), result.undecided.coverage.tolist()) == (1, 0, [0.0])


@pytest.mark.parametrize(
    "records",
    [[], acting("a"), [*acting("a", "b"), *offer("m1", "a"), *offer("m2", "b")]],
    ids=["empty", "one", "bare"],
)
def test_without_anything_to_compare_there_is_no_pair(records: list[AnyRecord]) -> None:
    result = overlaps(seen(*records))
    assert (result.compared, len(result.found), len(result.undecided)) == (0, 0, 0)


def facet_of(row: OverlapPair, name: str) -> FacetComparison:
    return next(one for one in row.facets if one.facet == name)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("gefluechtete", "gefluechtete", (("gefluechtete",), (), ())),
        ("gefluechtete", "unterkunft", (("unterkunft",), ("gefluechtete",), ())),
        ("alle", "senioren", (("senioren",), ("alle",), ())),
        ("alle", "alle", (("alle",), (), ())),
        ("gefluechtete unterkunft", "unterkunft senioren", (("unterkunft",), ("gefluechtete",), ("senioren",))),
        ("gefluechtete unterkunft", "", ((), ("gefluechtete",), ())),
    ],
)
def test_a_facet_tells_what_both_serve_and_what_only_one_names(
    first: str, second: str, told: tuple[tuple[str, ...], ...]
) -> None:
    groups = [" ".join(f"target_group/{one}" for one in side.split()) for side in (first, second)]
    [row] = found(*two(f"field/A {groups[0]}", f"field/A {groups[1]}"))
    facet = facet_of(row, "target_group")
    sides = (facet.shared, facet.first_only, facet.second_only)
    assert tuple(tuple(one.partition("/")[2] for one in side) for side in sides) == told


def test_undecided_pairs_are_told_by_what_they_lack() -> None:
    records = [*offer("m1", "a", facets="field/A target_group/alle"), *offer("m2", facets="field/A target_group/alle")]
    result = overlaps(seen(*WORDS, *records), Thresholds(coverage=0.5))
    assert result.lackable == ("carrier", "field", "target_group")
    assert [result.lacking(what).tolist() for what in result.lackable] == [[True], [False], [False]]
