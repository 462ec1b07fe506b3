"""Partial dates cover their whole span, periods both ends; what is not recorded stays unknown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate, Period

DAYS = st.dates(max_value=date(9999, 12, 30))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    return draw(
        st.sampled_from(
            [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
        )
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    ends = sorted([draw(partial_dates()), draw(partial_dates())])
    start, end = (draw(st.sampled_from([part, None])) for part in ends)
    return Period(start=start, end=end)


@given(partial_dates())
def test_a_date_written_and_read_again_is_the_same(when: PartialDate) -> None:
    assert PartialDate.parse(str(when)) == when


@given(periods())
def test_a_period_written_and_read_again_is_the_same(when: Period) -> None:
    assert Period.parse(str(when)) == when


@given(periods())
def test_a_period_survives_json(when: Period) -> None:
    assert Period.model_validate_json(when.model_dump_json()) == when


@given(partial_dates())
def test_the_first_day_of_a_date_is_not_after_its_last(when: PartialDate) -> None:
    assert when.first <= when.last


@given(partial_dates(), DAYS)
def test_a_date_as_a_period_covers_exactly_its_span(when: PartialDate, day: date) -> None:
    assert Period.on(when).covers(day) == (when.first <= day <= when.last)


@given(periods(), DAYS)
def test_inclusive_ends_are_a_half_open_interval_of_days(when: Period, day: date) -> None:
    begins = when.start.first if when.start else date.min
    stops = when.end.last + timedelta(days=1) if when.end and when.end.year < 9999 else date.max
    assert when.covers(day) == (begins <= day < stops)


@given(periods(), DAYS)
def test_what_is_certainly_covered_is_covered(when: Period, day: date) -> None:
    assert when.covers(day) or not when.certainly_covers(day)


@given(partial_dates(), partial_dates())
def test_dates_are_ordered_like_their_first_days(one: PartialDate, other: PartialDate) -> None:
    assert not one < other or one.first <= other.first
    assert (one == other) == (not one < other and not other < one)


@given(partial_dates(), partial_dates())
def test_equal_dates_have_equal_hashes(one: PartialDate, other: PartialDate) -> None:
    assert one != other or hash(one) == hash(other)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("2017-12-18", date(2017, 12, 18), date(2017, 12, 18)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
        (" 2017 ", date(2017, 1, 1), date(2017, 12, 31)),
    ],
)
def test_a_date_covers_its_span(words: str, first: date, last: date) -> None:
    when = PartialDate.parse(words)
    assert (when.first, when.last) == (first, last)


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "0000", "10000", "17", "2017-", "2017-13", "2017-00", "2017-12-00", "2017-1", "2017-02-30",
        "2017-12-18T00:00", "18.12.2017", "12/2017", "2017/2018", "-2017", "2019-02-29", "٢٠١٧", "２０１７",
        "2017\n2018", "heute",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_is_allowed(words: str) -> None:
    with pytest.raises(BadValue) as refused:
        PartialDate.parse(words)
    assert "2017-12-18" in str(refused.value.remedy)


def test_a_day_needs_a_month() -> None:
    with pytest.raises(BadValue):
        PartialDate(2017, day=18)


@pytest.mark.parametrize("value", [2017, 2017.5, None, date(2017, 1, 1), ["2017"]])
def test_a_date_in_a_record_is_text(value: object) -> None:
    with pytest.raises(BadValue):
        Period.model_validate({"start": 0 if value is None else value})


def test_a_very_long_word_is_named_shortened() -> None:
    with pytest.raises(BadValue) as refused:
        PartialDate.parse("x" * 10_000)
    assert len(str(refused.value)) < 200


def test_a_date_is_not_compared_with_something_else() -> None:
    with pytest.raises(TypeError):
        assert PartialDate(2017) < 2018  # type: ignore[operator]
    assert PartialDate(2017) != "2017"


def test_the_year_comes_before_its_months_and_days() -> None:
    words = ["2018", "2017-01-01", "2017", "2017-01"]
    assert [str(when) for when in sorted(map(PartialDate.parse, words))] == ["2017", "2017-01", "2017-01-01", "2018"]


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(BadValue) as refused:
        Period.parse("2018-05/2018-04")
    assert str(refused.value).startswith("Das Ende 2018-04 liegt vor dem Anfang 2018-05.")


def test_an_end_may_be_less_exact_than_the_start() -> None:
    assert Period.parse("2018-05/2018").covers(date(2018, 12, 31))


@pytest.mark.parametrize(("words", "start", "end"), [("2015/", "2015", None), ("/2018", None, "2018")])
def test_an_end_that_is_not_recorded_stays_unknown(words: str, start: str | None, end: str | None) -> None:
    when = Period.parse(words)
    assert (when.start and str(when.start), when.end and str(when.end)) == (start, end)


@pytest.mark.parametrize("words", ["", "/"])
def test_a_period_without_both_ends_is_unknown_and_covers_every_day(words: str) -> None:
    when = Period.parse(words)
    assert when.is_unknown
    assert when.covers(date(1, 1, 1))
    assert not when.certainly_covers(date(2017, 1, 1))


@pytest.mark.parametrize("words", ["2015/2016/2017", "2015//", "heute/", "/morgen", " / "])
def test_what_is_no_period_is_refused(words: str) -> None:
    with pytest.raises(BadValue):
        Period.parse(words)


def test_the_date_of_a_day_is_that_day() -> None:
    assert PartialDate.of(date(2017, 12, 18)) == PartialDate.parse("2017-12-18")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("31.12.2017", "2017-12-31"),
        ("1.3.2024", "2024-03-01"),
        ("1. 3. 2024", "2024-03-01"),
        (" 03/2024 ", "2024-03"),
        ("3.2024", "2024-03"),
        ("2024", "2024"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_as_people_write_it_is_read(written: str, iso: str) -> None:
    assert str(PartialDate.written(written)) == iso


@given(partial_dates())
def test_a_date_in_iso_form_is_also_read_as_written(when: PartialDate) -> None:
    assert PartialDate.written(str(when)) == when


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31.06.2024", "dieser Monat hat 30 Tage"),
        ("29.2.2023", "dieser Monat hat 28 Tage"),
        ("0.1.2023", "dieser Monat hat 31 Tage"),
        ("1.13.2023", "Den Monat 13 gibt es nicht"),
        ("1.3.24", "das Jahr braucht vier Ziffern"),
        ("24-03-01", "das Jahr braucht vier Ziffern"),
        ("1/3/2024", "nicht eindeutig"),
        ("01-03-2024", "nicht eindeutig"),
        ("2024-3-1", "ist kein Datum"),
        ("1.1.0000", "ist kein Datum"),
        ("١.٣.٢٠٢٤", "ist kein Datum"),
        ("gestern", "ist kein Datum"),
        ("", "ist kein Datum"),
    ],
)
def test_what_is_no_sure_date_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        PartialDate.written(written)
