"""Values of indicators over time, and whether they lead to the target; worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.indicators import COURSES, Series, series_of
from graph_service.analysis.scope import Scope
from graph_service.model.ties import AnyRecord
from tests.builders import field, indicator, measure, network, observation

AIM: dict[str, Any] = {"direction": "higher", "target_value": "200", "target_on": "2028"}


def series(*values: AnyRecord, at: date = date(2026, 11, 23), documented: bool = False, **more: Any) -> Series:
    town = network(field("D"), measure("m"), indicator("i", "D", **more), *values)
    return series_of(town, ["field/D"], Scope(at=at, documented=documented))[0]


def yearly(*values: str, first: int = 2024) -> list[AnyRecord]:
    return [observation("i", str(first + n), value) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "course"),
    [
        (("100", "200"), "reached"),
        (("100", "150"), "on_way"),
        (("100", "125.1"), "on_way"),
        (("100", "124.9"), "off_way"),
        (("100", "90"), "off_way"),
        (("250",), "reached"),
        (("100",), "unknown"),
        ((), "unknown"),
    ],
)
def test_the_course_is_measured_by_the_straight_line_to_the_target(values: tuple[str, ...], course: str) -> None:
    assert series(*yearly(*values), **AIM).course == course


def test_what_is_due_lies_on_the_straight_line() -> None:
    due = series(*yearly("100", "150"), **AIM).due
    assert due is not None
    assert due == Decimal(100) + Decimal(100) * 365 / 1461


def test_from_the_date_of_the_target_on_the_target_itself_is_due() -> None:
    found = series(*yearly("100", "190", first=2024), **{**AIM, "target_on": "2025-06"})
    assert (found.due, found.course) == (Decimal(200), "off_way")


def test_where_less_is_better_the_line_falls() -> None:
    aim = {"direction": "lower", "target_value": "20", "target_on": "2028"}
    assert series(*yearly("100", "70"), **aim).course == "on_way"
    assert series(*yearly("100", "95"), **aim).course == "off_way"
    assert series(*yearly("100", "20"), **aim).course == "reached"


def test_without_a_date_of_the_target_the_direction_alone_counts() -> None:
    aim = {"direction": "higher", "target_value": "200"}
    assert series(*yearly("100", "101"), **aim).course == "on_way"
    assert series(*yearly("100", "100"), **aim).course == "off_way"
    assert series(*yearly("100", "101"), **aim).due is None


@pytest.mark.parametrize("lacking", ["direction", "target_value"])
def test_without_direction_or_target_nothing_is_judged(lacking: str) -> None:
    assert series(*yearly("100", "150"), **{**AIM, lacking: None}).course == "unknown"


def test_where_neither_way_is_better_nothing_is_judged() -> None:
    assert series(*yearly("100", "150"), **{**AIM, "direction": "neutral"}).course == "unknown"


def test_different_values_of_one_time_are_contested_and_not_judged() -> None:
    other = observation("i", "2025", "180", id="observation/other")
    found = series(*yearly("100", "150"), other, **AIM)
    assert (found.contested, found.course, len(found.values)) == (True, "unknown", 3)


def test_the_same_value_told_twice_is_not_contested() -> None:
    again = observation("i", "2025", "150.0", id="observation/other")
    assert series(*yearly("100", "150"), again, **AIM).course == "on_way"


def test_parts_of_measures_are_series_of_their_own_and_not_judged() -> None:
    part = [observation("i", year, "500", measure="measure/m") for year in ("2024", "2025")]
    town = network(field("D"), measure("m"), indicator("i", "D", **AIM), *yearly("100", "150"), *part)
    own, of_measure = series_of(town, ["field/D"], Scope(at=date(2026, 1, 1)))
    assert (own.measure, own.course, len(own.values)) == (None, "on_way", 2)
    assert (of_measure.measure, of_measure.course, len(of_measure.values)) == ("measure/m", "unknown", 2)


def test_values_of_a_time_after_the_day_are_left_out() -> None:
    assert len(series(*yearly("1", "2", "3"), at=date(2025, 6, 1)).values) == 2


def test_only_documented_values_count_where_that_is_asked() -> None:
    assert series(observation("i", "2024", "1", confirmation="one_side"), documented=True).values == ()


def test_indicators_of_other_fields_are_left_out() -> None:
    town = network(field("D"), field("E"), indicator("i", "E"))
    assert series_of(town, ["field/D"], Scope(at=date(2026, 1, 1))) == ()


@given(st.lists(st.decimals(-1000, 1000, places=1), max_size=5), st.decimals(-1000, 1000, places=1))
def test_turning_everything_around_changes_no_course(values: list[Decimal], target: Decimal) -> None:
    def course(sign: int) -> str:
        aim = {"direction": "higher" if sign > 0 else "lower", "target_value": sign * target, "target_on": "2030"}
        return series(*yearly(*(str(sign * value) for value in values), first=2020), **aim).course

    assert course(1) == course(-1)
    assert course(1) in COURSES
