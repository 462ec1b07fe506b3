"""How far the measures are: stated status, lateness, silence, what changed; worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.progress import Progress, Span, Standing, months_before, progress
from graph_service.analysis.scope import Scope
from graph_service.model.errors import BadValue
from graph_service.model.nodes import Document, Measure
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from tests.builders import addresses, field, measure, network, report

DAY = date(2026, 11, 23)
STATUSES = ("planned", "running", "completed", "discontinued", "unknown")


def found_of(*records: AnyRecord, months: int = 6, since: date = date(2026, 5, 23), **scope: Any) -> Progress:
    before = frozenset({"measure/m"})
    return progress(network(*records), Scope(**{"at": DAY, **scope}), Span(months, since, before))


def standing(*records: AnyRecord, **more: Any) -> Standing:
    """What is found of the only measure."""
    (one,) = found_of(*records, **more).standings
    return one


def test_a_measure_of_which_nobody_said_anything_is_unknown_and_not_running() -> None:
    one = standing(measure("m"))
    assert (one.status, one.stated, one.silence, one.lateness) == ("unknown", None, "never", None)


def test_the_newest_report_states_the_status() -> None:
    one = standing(measure("m"), report("m", "2026-01", "planned"), report("m", "2026-10", "running"))
    assert (one.status, one.facts) == ("running", ("measure/m", "report/m-2026-10"))


def test_a_report_after_the_day_is_not_known_yet() -> None:
    records = (measure("m"), report("m", "2026-01", "planned"), report("m", "2026-10", "running"))
    assert standing(*records, at=date(2026, 6, 1)).status == "planned"


def test_a_report_of_this_month_or_year_counts() -> None:
    assert standing(measure("m"), report("m", "2026", "running")).status == "running"


def test_a_report_that_states_no_status_leaves_the_one_before_it() -> None:
    one = standing(measure("m"), report("m", "2026-01", "running"), report("m", "2026-10", done="Ein Kurs"))
    assert (one.status, one.silence) == ("running", None)


def test_the_measures_own_status_counts_by_its_date() -> None:
    older = report("m", "2026-01", "planned")
    assert standing(measure("m", status="running", status_on="2026-02"), older).status == "running"
    assert standing(measure("m", status="running", status_on="2025"), older).status == "planned"


def test_an_own_status_without_a_date_counts_only_where_no_other_is_stated() -> None:
    undated = measure("m", status="running")
    assert standing(undated).status == "running"
    one = standing(undated, report("m", "2026-01", "completed"))
    assert one.status == "completed"
    assert {statement.status for statement in one.contradicting} == {"completed", "running"}


def test_two_reports_of_one_day_that_differ_contradict_one_another() -> None:
    reports = report("m", "2026-10-01", "running"), report("m", "2026-10-01", "completed", id="report/b")
    assert {one.record for one in standing(measure("m"), *reports).contradicting} == {one.id for one in reports}


def test_statements_of_different_days_do_not_contradict_one_another() -> None:
    one = standing(measure("m", status="running", status_on="2026-02"), report("m", "2026-10", "completed"))
    assert one.contradicting == ()


def test_to_run_after_the_recorded_end_is_a_contradiction_and_not_an_end() -> None:
    one = standing(measure("m", when="2020/2024"), report("m", "2026-10", "running"))
    assert (one.is_over, one.status, len(one.contradicting)) == (False, "running", 1)


def test_a_measure_whose_recorded_end_has_passed_is_over_though_its_status_is_unknown() -> None:
    found = found_of(field("D"), measure("m", when="2020/2024"), addresses("m", "D"))
    assert (found.fields[0].by_status["unknown"], found.fields[0].over) == (1, 1)
    assert found.standings[0].silence is None


def test_late_is_what_has_not_ended_by_its_planned_end() -> None:
    planned = report("m", "2026-10", "running", planned_end="2026-09")
    assert standing(measure("m"), planned).lateness == "late"
    assert standing(measure("m"), planned, report("m", "2026-11", "completed")).lateness is None


def test_a_planned_end_covers_its_whole_span() -> None:
    assert standing(measure("m"), report("m", "2026-10", "running", planned_end="2026-11")).lateness is None
    assert standing(measure("m"), report("m", "2026-10", "running", planned_end="2026-11-22")).lateness == "late"
    assert standing(measure("m"), report("m", "2026-10", "running", planned_end="2026-11-23")).lateness is None


def test_late_of_unknown_status_stands_apart() -> None:
    assert standing(measure("m"), report("m", "2025", planned_end="2025-12")).lateness == "perhaps_late"


def test_the_newest_report_that_names_an_end_tells_the_planned_end() -> None:
    reports = (
        report("m", "2025", "running", planned_end="2025-12"),
        report("m", "2026-02", "running", planned_end="2027"),
        report("m", "2026-10", "running"),
    )
    one = standing(measure("m"), *reports)
    assert (str(one.planned_end), one.lateness) == ("2027", None)


@pytest.mark.parametrize(("when", "silence"), [("2026-05-22", "silent"), ("2026-05-23", None), ("2026-05", None)])
def test_silent_is_what_nobody_reported_on_for_so_many_months(when: str, silence: str | None) -> None:
    assert standing(measure("m"), report("m", when, "running")).silence == silence


def test_what_has_ended_needs_no_report() -> None:
    assert standing(measure("m"), report("m", "2020", "completed")).silence is None


def test_a_change_of_status_within_the_span_is_told() -> None:
    one = standing(measure("m"), report("m", "2026-01", "planned"), report("m", "2026-10", "running"))
    assert (one.before, one.status, one.has_moved, one.started) == ("planned", "running", True, True)


def test_an_end_within_the_span_is_told_once() -> None:
    ended = report("m", "2026-10", "completed")
    assert standing(measure("m"), ended).ended
    assert not standing(measure("m"), report("m", "2026-01", "completed"), ended).ended
    assert standing(measure("m", when="2020/2026-08")).ended


def test_new_is_what_was_not_recorded_when_the_span_began() -> None:
    found = found_of(measure("m"), measure("neu"))
    assert {one.measure.id: one.new for one in found.standings} == {"measure/m": False, "measure/neu": True}
    unknown = progress(network(measure("m")), Scope(at=DAY), Span(6, date(2026, 1, 1)))
    assert unknown.standings[0].new is None


def test_a_measure_that_has_not_begun_counts_only_where_it_is_planned() -> None:
    assert found_of(measure("m", when="2027/")).standings == ()
    assert len(found_of(measure("m", when="2027/"), report("m", "2026-10", "planned")).standings) == 1


def test_a_measure_of_two_fields_counts_in_both_and_once_in_all() -> None:
    found = found_of(field("A"), field("B"), measure("m"), addresses("m", "A"), addresses("m", "B"))
    assert [len(one.standings) for one in found.fields] == [1, 1]
    assert len(found.standings) == 1


def test_a_narrower_field_counts_in_the_broader_one() -> None:
    found = found_of(field("A"), field("A1", broader=("field/A",)), measure("m"), addresses("m", "A1"))
    assert [(one.field.id, len(one.standings)) for one in found.fields] == [("field/A", 1), ("field/A1", 1)]


def test_fields_stand_in_the_order_of_the_paper() -> None:
    found = found_of(field("A", order=3), field("X2", order=2), field("X1", order=1))
    assert [one.field.notation for one in found.fields] == ["X1", "X2", "A"]


def test_measures_without_a_field_are_counted_apart_and_only_where_all_fields_are_asked_for() -> None:
    records = (field("A"), field("B"), measure("m"), measure("n"), addresses("n", "A"))
    assert [one.measure.id for one in found_of(*records).without_field.standings] == ["measure/m"]
    narrowed = progress(network(*records), Scope(at=DAY), Span(6, DAY), ["field/A"])
    assert ([one.measure.id for one in narrowed.standings], narrowed.without_field.standings) == (["measure/n"], ())


def test_only_documented_records_count_where_that_is_asked() -> None:
    told = report("m", "2026-10", "running", confirmation="one_side")
    assert standing(measure("m"), told, documented=True).status == "unknown"


def test_a_span_that_begins_after_the_day_is_refused() -> None:
    with pytest.raises(BadValue, match="nach dem Stichtag"):
        found_of(since=date(2027, 1, 1))


@pytest.mark.parametrize("months", [0, 121])
def test_an_impossible_number_of_months_is_refused(months: int) -> None:
    with pytest.raises(BadValue, match="Monaten"):
        found_of(months=months)


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 11, 23), 6, date(2026, 5, 23)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
        (date(1, 2, 1), 120, date.min),
    ],
)
def test_months_are_counted_back_to_the_same_day(day: date, months: int, earlier: date) -> None:
    assert months_before(day, months) == earlier


@given(st.lists(st.tuples(st.integers(2000, 2026), st.sampled_from(STATUSES)), max_size=6), st.integers(1, 120))
def test_every_measure_has_one_status_and_more_months_never_make_more_silent(
    said: list[tuple[int, str]], months: int
) -> None:
    reports = [report("m", str(year), status, id=f"report/r{n}") for n, (year, status) in enumerate(said)]
    records = (field("D"), measure("m"), addresses("m", "D"), *reports)
    found = found_of(*records, months=months)
    assert sum(found.fields[0].by_status.values()) == 1
    assert len(found_of(*records, months=120).silent()) <= len(found.silent())


def test_of_reports_whose_dates_overlap_the_later_last_day_counts_and_both_are_shown() -> None:
    year, month = report("m", "2025", "running"), report("m", "2025-03", "completed")
    for records in ((year, month), (month, year)):
        one = standing(measure("m"), *records)
        assert one.status == "running"
        assert {statement.record for statement in one.contradicting} == {year.id, month.id}


def test_of_dates_that_end_on_one_day_the_more_precise_counts() -> None:
    year, day = report("m", "2025", "running", id="report/z"), report("m", "2025-12-31", "completed")
    one = standing(measure("m"), year, day)
    assert (one.status, one.newest, len(one.contradicting)) == ("completed", day, 2)


def test_reports_of_times_that_follow_one_another_do_not_contradict() -> None:
    assert standing(measure("m"), report("m", "2024", "planned"), report("m", "2025", "running")).contradicting == ()


def known(from_day: str, **more: Any) -> Measure:
    """A measure of which somebody knew from a day on, with a status that has no date."""
    source = Citation(person="Koordination", retrieved=PartialDate.parse(from_day))
    return measure("m", **{"status": "running", "sources": (source,), **more})


@pytest.mark.parametrize(("year", "status"), [(1990, "unknown"), (2023, "unknown"), (2024, "running")])
def test_an_own_status_without_a_date_is_unknown_before_its_sources(year: int, status: str) -> None:
    day = date(year, 6, 1)
    assert standing(known("2024"), at=day, since=day).status == status


def test_what_a_document_says_was_said_on_the_day_of_the_document() -> None:
    paper = Document(id="document/d", kind="council_paper", name="Vorlage", date=PartialDate(2015))
    source = Citation(document=paper.id, retrieved=PartialDate(2025))
    for year, status in ((2014, "unknown"), (2015, "running")):
        day = date(year, 6, 1)
        assert standing(paper, measure("m", status="running", sources=(source,)), at=day, since=day).status == status


def test_of_several_sources_the_newest_tells_from_when_an_undated_status_counts() -> None:
    sources = tuple(Citation(person="Koordination", retrieved=PartialDate(year)) for year in (2017, 2024))
    day = date(2020, 6, 1)
    assert standing(measure("m", status="running", sources=sources), at=day, since=day).status == "unknown"


def test_a_recorded_period_tells_what_an_undated_status_was_on_a_day_within_it() -> None:
    day = date(2020, 6, 1)
    assert standing(known("2024", when="2018/"), at=day, since=day).status == "running"
    assert standing(known("2024", when="2018/2019", status="completed"), at=day, since=day).status == "completed"
    assert standing(known("2024", when="2018/2021", status="completed"), at=day, since=day).status == "unknown"


def test_what_has_no_date_at_all_was_told_by_the_first_revision_and_not_earlier() -> None:
    for day, status in ((date(2025, 1, 1), "unknown"), (date(2026, 1, 1), "running")):
        span = Span(6, day, None, kept_from=date(2026, 1, 1))
        (one,) = progress(network(measure("m", status="running")), Scope(at=day), span).standings
        assert one.status == status


def test_an_undated_status_tells_of_no_change() -> None:
    one = standing(known("2026-10"))
    assert (one.status, one.before, one.has_moved) == ("running", "running", False)
