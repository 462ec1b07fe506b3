"""Recorded needs over the cells, and how the supply is shared out against them (design/analysis.md §2)."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from graph_service.analysis.coverage import cover
from graph_service.analysis.needs import CellNeeds, cell_needs, inequity, supply_shares
from graph_service.model.errors import BadValue
from graph_service.model.period import Period
from graph_service.model.ties import AnyRecord
from tests.towns import FIELDS, PLACES, need, offer, seen

BOTH = ("field", "district")


def known(*values: float | None) -> CellNeeds:
    """Needs of a row of places, None where none is known."""
    told = np.array([value is not None for value in values], dtype=np.bool_)
    numbers = np.array([1 if value is None else value for value in values], dtype=np.float64)
    return CellNeeds("Personen", numbers, told, np.zeros(len(values), dtype=np.bool_), np.full(len(values), -1), (), ())


def values(*records: AnyRecord, unit: str | None = None) -> list[float]:
    return cell_needs(seen(*FIELDS, *PLACES, *records), BOTH, unit).value.tolist()


def test_the_need_of_a_district_lies_on_all_its_cells() -> None:
    assert values(need("x", 40, "district/I")) == [40, 1, 40, 1]


def test_the_more_specific_need_counts() -> None:
    newer = Period.parse("2024/")
    assert values(need("x", 40, "district/I", valid=newer), need("y", 7, "field/A district/I")) == [7, 1, 40, 1]


def test_of_two_needs_for_the_same_cells_the_newer_counts() -> None:
    old, new = Period.parse("2020/"), Period.parse("2024/")
    assert values(need("x", 40, "district/I", valid=old), need("a", 7, "district/I", valid=new)) == [7, 1, 7, 1]


def test_of_two_needs_of_the_same_time_the_greater_counts_whatever_their_ids() -> None:
    assert values(need("x", 7, "district/I"), need("a", 40, "district/I")) == [40, 1, 40, 1]


def test_the_root_of_a_facet_makes_a_need_no_more_specific() -> None:
    rooted = need("x", 7, "field/A district/stadtweit", valid=Period.parse("2020/"))
    assert values(rooted, need("y", 40, "field/A", valid=Period.parse("2024/"))) == [40, 40, 1, 1]


def test_a_need_about_another_facet_or_none_tells_nothing() -> None:
    town = seen(*FIELDS, *PLACES, need("x", 40, "district/I"), need("y", 9))
    found = cell_needs(town, ("field",))
    assert (found.value.tolist(), found.is_known, found.facts) == ([1, 1], False, ())


def test_a_need_without_a_number_is_special() -> None:
    found = cell_needs(seen(*FIELDS, *PLACES, need("x", None, "field/A district/I")), BOTH)
    assert (found.special.tolist(), found.is_known, found.facts) == ([True, False, False, False], False, ("need/x",))


def test_units_are_not_mixed() -> None:
    town = [
        need("a", 40, "district/I", unit="Personen"),
        need("b", 50, "district/II", unit="Personen"),
        need("c", 3, "district/I", unit="Plätze"),
        need("d", 5, "district/I"),
    ]
    found = cell_needs(seen(*FIELDS, *PLACES, *town), ("district",))
    assert (found.unit, found.value.tolist(), found.left_out) == ("Personen", [40, 50], (None, "Plätze"))
    assert values(*town, unit="Plätze") == [3, 1, 3, 1]


def test_a_unit_that_no_need_has_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadValue) as refused:
        values(need("a", 40, "district/I", unit="Personen"), unit="Köpfe")
    assert refused.value.near == ("Personen",)


def test_a_unit_is_refused_where_no_need_has_a_number() -> None:
    with pytest.raises(BadValue) as refused:
        values(unit="Köpfe")
    assert "kein Bedarf mit Zahl" in str(refused.value.remedy)


def test_a_need_that_is_over_does_not_count() -> None:
    assert values(need("x", 40, "district/I", valid=Period.parse("/2020"))) == [1, 1, 1, 1]


def test_quotients_are_those_worked_out_by_hand() -> None:
    """Ten offers, half of the need each: five expected; 9 and 1 are too many and too few."""
    high, low = supply_shares(np.array([9, 1]), known(50, 50), (2,))
    assert (high.expected, high.quotient, low.quotient) == (5.0, 1.8, pytest.approx(0.2))
    assert low.p == pytest.approx(2 * exp(-5) * (1 + 5))
    assert (low.finding, high.finding) == ("low", "as_expected")


def test_many_offers_where_few_are_expected_are_high() -> None:
    found = supply_shares(np.array([9, 1]), known(20, 80), (2,))[0]
    rest = sum(2.0**k / np.prod(range(1, k + 1)) for k in range(9))
    assert (found.expected, found.finding) == (2.0, "high")
    assert found.p == pytest.approx(2 * (1 - exp(-2) * rest))


def test_where_less_than_one_offer_is_expected_there_is_too_little_data() -> None:
    findings = [one.finding for one in supply_shares(np.array([0, 1]), known(50, 50), (2,))]
    assert findings == ["too_little_data", "too_little_data"]


def test_places_without_known_need_or_with_none_are_left_out() -> None:
    assert [one.cell for one in supply_shares(np.array([4, 4, 4]), known(10, None, 0), (3,))] == [0]


def test_each_row_of_cells_is_shared_out_by_itself() -> None:
    shares = supply_shares(np.array([2, 2, 0, 0]), known(1, 1, 1, 1), (2, 2))
    assert [(one.cell, one.expected) for one in shares] == [(0, 2.0), (1, 2.0)]


@pytest.mark.parametrize(
    "records", [[], [*FIELDS, *PLACES, *offer("m1", facets="field/A district/I")]], ids=["empty", "no needs"]
)
def test_without_need_data_nothing_is_compared(records: list[AnyRecord]) -> None:
    found = cover(seen(*records))
    assert supply_shares(found.offers, found.needs, found.shape) == ()
    assert inequity(found.offers, found.needs) is None


def test_inequity_is_the_share_of_offers_that_would_have_to_move() -> None:
    assert inequity(np.array([8, 2]), known(50, 50)) == pytest.approx(0.3)
    assert inequity(np.array([5, 5]), known(50, 50)) == 0.0
    assert inequity(np.array([5, 0, 9]), known(0, 70, None)) == 1.0


@pytest.mark.parametrize(
    ("offers", "needs"), [([3], known(5)), ([0, 0], known(1, 1)), ([1, 1], known(0, 0)), ([], known())]
)
def test_inequity_is_undefined_without_offers_need_or_a_second_place(offers: list[int], needs: CellNeeds) -> None:
    assert inequity(np.array(offers, dtype=np.int64), needs) is None
