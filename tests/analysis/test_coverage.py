"""Coverage of cells, one rule at a time (design/analysis.md §2)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from graph_service.analysis.coverage import Coverage, cover, fragility
from graph_service.model.errors import BadValue, NotFound
from tests.builders import concept
from tests.towns import FIELDS, GROUPS, PLACES, acting, need, offer, seen

CONCEPTS = [*FIELDS, *GROUPS, *PLACES]


def at(found: Coverage, *cell: str) -> tuple[int, int, int, int]:
    place = found.place(*cell)
    return tuple(int(column[place]) for column in (found.offers, found.possible, found.general, found.providers))


def test_an_offer_for_a_group_serves_the_narrower_ones_and_not_the_broader() -> None:
    town = seen(*CONCEPTS, *offer("m1", facets="field/A target_group/gefluechtete district/I"))
    found = cover(town, ("target_group",))
    served = [cell for cell, offers in zip(found.concepts[0], found.offers, strict=True) if offers]
    assert served == ["target_group/gefluechtete", "target_group/unterkunft"]


def test_an_offer_for_the_whole_town_counts_everywhere_and_is_shown_as_general() -> None:
    town = seen(*CONCEPTS, *acting("a"), *offer("m1", "a", facets="field/A district/stadtweit"))
    found = cover(town, ("field", "district"))
    assert at(found, "field/A", "district/I") == at(found, "field/A", "district/II") == (1, 0, 1, 1)


def test_a_cell_is_unknown_where_a_facet_that_is_not_recorded_could_lead_there() -> None:
    town = seen(*CONCEPTS, *offer("m1", facets="field/A district/I"))
    found = cover(town)
    assert found.counts == {"offered": 0, "none_recorded": 9, "unknown": 3}
    assert at(found, "field/A", "target_group/senioren", "district/I") == (0, 1, 0, 0)


def test_a_measure_that_lacks_two_facets_may_belong_to_all_their_cells() -> None:
    assert cover(seen(*CONCEPTS, *offer("m1", facets="field/A"))).counts["unknown"] == 6


def test_a_measure_recorded_as_having_no_place_belongs_to_no_cell() -> None:
    town = seen(*CONCEPTS, *offer("m1", facets="field/A target_group/alle", none_recorded=("district",)))
    assert cover(town).counts == {"offered": 0, "none_recorded": 12, "unknown": 0}


def test_two_facets_are_enough_for_a_matrix() -> None:
    town = seen(*CONCEPTS, *offer("m1", facets="field/A district/I"))
    assert cover(town, ("field", "district")).counts == {"offered": 1, "none_recorded": 3, "unknown": 0}


def test_only_the_wanted_concepts_are_relevant() -> None:
    town = seen(*CONCEPTS, *acting("a"), *offer("m1", "a", facets="field/A district/I"))
    only = {"field": frozenset({"field/A"}), "district": frozenset({"district/I", "district/II"})}
    found = cover(town, ("field", "district"), only=only)
    assert (found.total, found.counts["offered"], found.rate()) == (2, 1, 0.5)


def test_the_root_makes_all_of_a_facet_relevant() -> None:
    only = {"district": frozenset({"district/stadtweit"})}
    assert cover(seen(*CONCEPTS), ("district",), only=only).total == 2


def test_a_concept_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound) as refused:
        cover(seen(*CONCEPTS), only={"field": frozenset({"field/Aa"})})
    assert refused.value.near == ("field/A",)


def test_a_restriction_on_a_facet_that_the_cells_lack_is_refused() -> None:
    with pytest.raises(BadValue):
        cover(seen(*CONCEPTS), ("field",), only={"district": frozenset({"district/I"})})


@pytest.mark.parametrize("schemes", [("offering_type",), ("field", "field")])
def test_cells_over_other_facets_are_refused(schemes: tuple[str, ...]) -> None:
    with pytest.raises(BadValue):
        cover(seen(*CONCEPTS), schemes)


def test_carriers_are_counted_once_however_many_measures_they_carry() -> None:
    town = seen(*FIELDS, *acting("a", "b"), *offer("m1", "a b", facets="field/A"), *offer("m2", "a", facets="field/A"))
    found = cover(town)
    assert at(found, "field/A") == (2, 0, 0, 2)
    assert [found.rate(k) for k in (1, 2, 3)] == [0.5, 0.5, 0.0]


def test_an_offer_that_nobody_carries_is_an_offer_without_provider() -> None:
    found = cover(seen(*FIELDS, *offer("m1", facets="field/A")))
    assert (found.counts["offered"], found.rate(), found.fragility) == (1, 0.0, None)


def test_the_rate_weighs_cells_by_their_need() -> None:
    town = seen(
        *FIELDS, *acting("a"), *offer("m1", "a", facets="field/A"), need("x", 30, "field/A"), need("y", 10, "field/D")
    )
    assert cover(town).rate() == pytest.approx(0.75)


def test_a_need_of_nothing_gives_no_rate() -> None:
    town = seen(*FIELDS, need("x", 0, "field/A"), need("y", 0, "field/D"))
    assert cover(town).rate() is None


def test_cells_with_equally_many_carriers_have_no_over_redundancy() -> None:
    found = fragility(np.array([2, 2, 0]))
    assert found is not None
    assert (found.redundancy, found.over_redundancy, found.vulnerability, found.covered) == (2.0, 0.0, 0.0, 2)


def test_a_measure_that_is_over_gives_no_offer() -> None:
    town = [*FIELDS, *offer("m1", when="2010/2012", facets="field/A")]
    assert cover(seen(*town)).counts["offered"] == 0
    assert cover(seen(*town, at=date(2011, 1, 1))).counts["offered"] == 1


def test_the_basis_says_what_could_not_be_judged() -> None:
    town = seen(*CONCEPTS, *acting("a"), *offer("m1", "a", facets="field/A"), *offer("m2", facets="district/I"))
    missing = cover(town).basis.not_recorded
    assert missing == {"field": 1, "target_group": 2, "district": 1, "carrier": 1}


@pytest.mark.parametrize(
    "records",
    [[], acting("a"), [*acting("a", "b"), *offer("m1", "a"), *offer("m2", "b")], [concept("district", "stadtweit")]],
    ids=["empty", "one actor", "nothing recorded", "only a root"],
)
def test_without_concepts_there_are_no_cells(records: list) -> None:
    found = cover(seen(*records))
    assert (found.total, found.rate(), found.fragility) == (0, None, None)
    assert sum(found.counts.values()) == len(found.states) == len(found.needs.value) == len(found.possible) == 0


def test_a_day_before_all_records_has_cells_without_offers() -> None:
    town = [*FIELDS, *acting("a"), *offer("m1", "a", when="2020/", facets="field/A")]
    found = cover(seen(*town, at=date(1900, 1, 1)))
    assert (found.counts, found.rate()) == ({"offered": 0, "none_recorded": 2, "unknown": 0}, 0.0)
