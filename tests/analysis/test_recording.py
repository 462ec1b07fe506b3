"""What to record next, counted by hand (design/analysis.md §3)."""

from __future__ import annotations

from graph_service.analysis.coverage import cover
from graph_service.analysis.overlap import overlaps
from graph_service.analysis.recording import Missing, RecordNext, record_next
from graph_service.model.ties import AnyRecord
from tests.builders import document
from tests.towns import FIELDS, PLACES, TYPES, acting, offer, seen

WORDS = [*FIELDS, *PLACES, *TYPES, *acting("a", "b", "c", "d")]


def next_for(*records: AnyRecord) -> RecordNext:
    situation = seen(*WORDS, *records)
    return record_next(overlaps(situation), cover(situation, ("field", "district")))


def test_a_district_settles_the_pairs_and_the_cells_that_hang_on_it() -> None:
    """Field 2 of 7 is compared; with the district 4 of 7, still below 0.6; with the type 5 of 7."""
    town = next_for(
        *offer("m1", "a", facets="field/A offering_type/kurs district/I"),
        *offer("m2", "b", facets="field/A district/I"),
        *offer("m3", "c", facets="field/A offering_type/kurs"),
    )
    rows = {(row.what, row.measure): (row.pairs, row.open_pairs, row.cells) for row in town.rows}
    assert rows == {
        ("offering_type", "measure/m2"): (2, 2, 0),
        ("district", "measure/m3"): (0, 1, 1),
    }
    assert (town.undecided, town.unknown_cells) == (2, 1)


def test_the_entry_that_settles_most_comes_first() -> None:
    town = next_for(
        *offer("m1", "a", facets="field/A offering_type/kurs district/I"),
        *offer("m2", "b", facets="field/A district/I"),
        *offer("m3", "c", facets="field/D offering_type/kurs"),
    )
    assert [(row.what, row.measure, row.pairs, row.cells) for row in town.rows] == [
        ("district", "measure/m3", 0, 2),
        ("offering_type", "measure/m2", 1, 0),
    ]


def test_what_both_sides_lack_is_open_but_settled_by_neither_alone() -> None:
    town = next_for(
        *offer("m1", "a", facets="field/A district/I"),
        *offer("m2", "b", facets="field/A district/I"),
        *offer("m3", "c", facets="field/D district/I offering_type/kurs"),
    )
    assert town.rows == (
        Missing("offering_type", "measure/m1", pairs=0, open_pairs=1),
        Missing("offering_type", "measure/m2", pairs=0, open_pairs=1),
    )


def test_a_carrier_that_is_not_recorded_settles_its_pairs() -> None:
    town = next_for(*offer("m1", facets="field/A district/I"), *offer("m2", "b", facets="field/A district/I"))
    assert town.rows == (Missing("carrier", "measure/m1", pairs=1, open_pairs=1),)


def test_measures_that_nobody_confirmed_for_long_lead_the_list() -> None:
    old, older, new = (document(f"d{year}", date=str(year)) for year in (2018, 2015, 2024))
    town = next_for(
        old,
        older,
        new,
        *offer("m1", "a", facets="field/A", sources=({"document": old.id},)),
        *offer("m2", "a", facets="field/A district/I", sources=({"document": older.id},)),
        *offer("m3", "a", facets="field/A district/I", sources=({"document": new.id},)),
        *offer("m4", "a", when="2010/2030", facets="field/A district/I", sources=({"document": older.id},)),
    )
    assert [(row.what, row.measure, row.since) for row in town.rows] == [
        ("confirmation", "measure/m2", 2015),
        ("confirmation", "measure/m1", 2018),
        ("district", "measure/m1", None),
    ]


def test_a_complete_town_has_nothing_to_record_next() -> None:
    full = "field/A district/I offering_type/kurs"
    assert next_for(*offer("m1", "a", facets=full), *offer("m2", "b", facets=full)).rows == ()


def test_an_empty_network_has_nothing_to_record_next() -> None:
    situation = seen()
    assert record_next(overlaps(situation), cover(situation)).rows == ()
