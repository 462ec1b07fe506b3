"""Reports of measures, indicators of fields and their values, as records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from graph_service.language import render
from graph_service.model.errors import BadValue, LooseEnds, UnknownWord
from graph_service.model.naming import called
from graph_service.model.network import Network, references
from graph_service.model.nodes import Indicator, Observation, Report
from graph_service.model.period import PartialDate, Period
from tests.builders import PAPER, SOURCE, field, indicator, measure, network, observation, report


def test_the_id_of_a_report_follows_from_measure_and_date_and_its_name_from_the_date() -> None:
    made = report("m04", "2026-03-09")
    assert (made.id, made.name) == ("report/m04-2026-03-09", "Bericht 09.03.2026")


def test_a_name_that_followed_from_a_date_follows_from_a_new_one_and_one_of_its_own_stays() -> None:
    made, own = report("m04", "2026-03"), report("m04", "2026-03", name="Sachstand")
    later = [Report(**one.model_dump() | {"date": "2026-04"}).name for one in (made, own)]
    assert later == ["Bericht 04/2026", "Sachstand"]


def test_a_report_and_a_value_are_called_by_what_they_are_about_as_it_is_called_now() -> None:
    parts = (report("m", "2026-03"), report("m", "2025", name="Sachstand"), observation("i", "2024/2025", "3"))
    part = observation("i", "2025", "3", measure="measure/m")
    town = network(field("D"), measure("m", "Café"), indicator("i", "D", "Plätze"), *parts, part)
    assert [render(called(town, one)) for one in (*parts, part)] == [
        "Bericht März 2026 (Café)",
        "Sachstand (Café)",
        "Wert 2024 bis 2025 (Plätze)",
        "Wert 2025 (Plätze, Café)",
    ]


def test_what_a_report_is_about_is_named_by_its_id_where_it_is_not_at_hand() -> None:
    assert render(called(network(), report("m", "2026"))) == "Bericht 2026 (measure/m)"


def test_a_report_may_have_an_id_and_a_name_of_its_own() -> None:
    made = report("m04", "2026-03", id="report/x", name="Sachstand")
    assert (made.id, made.name) == ("report/x", "Sachstand")


def test_the_id_of_a_value_names_indicator_measure_and_time() -> None:
    assert observation("i", "2024/2025", "3").id == "observation/i-2025"
    assert observation("i", "2025", "3", measure="measure/m").id == "observation/i-m-2025"


def test_an_id_that_would_be_too_long_is_cut() -> None:
    assert len(report("m" * 100, "2026-03-01").id) < 120


def test_a_report_is_about_a_measure_only() -> None:
    with pytest.raises(BadValue, match="field/D"):
        Report(measure="field/D", date="2026", sources=SOURCE)


@pytest.mark.parametrize(
    ("cls", "given"),
    [
        (Indicator, {"id": "indicator/i", "name": "I", "field": "district/x"}),
        (Observation, {"indicator": "measure/m", "value": "1", "valid": Period.parse("2024")}),
        (Observation, {"indicator": "indicator/i", "value": "1", "valid": Period.parse("2024"), "measure": "actor/a"}),
    ],
)
def test_what_a_record_is_about_must_be_of_the_right_kind(cls: type, given: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        cls(**given, sources=SOURCE)


def test_a_value_without_its_time_is_refused() -> None:
    with pytest.raises(BadValue, match="von wann"):
        observation("i", "/", "1")


@pytest.mark.parametrize("when", ["2024/", "/2024", "2024"])
def test_a_value_of_which_one_date_is_told_is_of_that_date(when: str) -> None:
    assert observation("i", when, "1").valid == Period.parse("2024")


def test_a_report_without_a_source_is_refused() -> None:
    with pytest.raises(BadValue, match="Quelle"):
        report("m", "2024", sources=())


def test_a_report_without_its_date_says_so() -> None:
    with pytest.raises(BadValue) as caught:
        Report(measure="measure/m", sources=SOURCE)
    assert [problem.place for problem in caught.value.problems] == ["date"]


def test_an_unknown_direction_names_those_that_there_are() -> None:
    with pytest.raises(UnknownWord, match="sideways"):
        indicator("i", "D", direction="sideways")


def test_a_value_may_lie_below_nought_and_a_direction_may_be_unknown() -> None:
    assert observation("i", "2024", "-1.5").value == Decimal("-1.5")
    assert indicator("i", "D").direction is None


def test_a_report_points_to_its_measure_and_a_value_to_its_indicator_and_measure() -> None:
    assert list(references(report("m", "2024"))) == [PAPER.id, "measure/m"]
    value = observation("i", "2024", "1", measure="measure/m")
    assert list(references(value)) == [PAPER.id, "indicator/i", "measure/m"]


def test_a_report_of_a_measure_that_is_not_there_is_a_loose_end() -> None:
    with pytest.raises(LooseEnds, match="passen nicht"):
        Network("stadt", [PAPER, report("m", "2024")])


def test_a_network_knows_reports_newest_first_and_values_oldest_first() -> None:
    reports, values = (report("m", year) for year in ("2023", "2025-02", "2024")), ("2025", "2023", "2024")
    town = network(
        measure("m"), *reports, field("D"), indicator("i", "D"), *(observation("i", year, "1") for year in values)
    )
    assert [one.date for one in town.reports_of("measure/m")] == list(
        map(PartialDate.parse, ("2025-02", "2024", "2023"))
    )
    assert [str(one.date) for one in town.observations_of("indicator/i")] == ["2023", "2024", "2025"]
    assert town.reports_of("measure/none") == ()
