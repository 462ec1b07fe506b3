"""German dates and periods: what is understood, and what is refused rather than guessed."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate, Period
from loaders.vorlage.dates import parse_day, parse_period

MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
days = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("27.10.17", "2017-10-27"),
        ("1.2.98", "1998-02-01"),
        ("18.12.2017", "2017-12-18"),
        ("18. 12. 2017", "2017-12-18"),
        ("10.03. – 31.03.2017", "2017-03-10/2017-03-31"),
        ("10.03.-31.03.2017", "2017-03-10/2017-03-31"),
        ("10. – 12.03.2017", "2017-03-10/2017-03-12"),
        ("10.03.2017 bis 31.03.", "2017-03-10/2017-03-31"),
        ("vom 10.03. bis zum 31.03.2017", "2017-03-10/2017-03-31"),
        ("28.12.2017 – 03.01.2018", "2017-12-28/2018-01-03"),
        ("Aug./Sept. 2017", "2017-08/2017-09"),
        ("Sept./Okt 2017", "2017-09/2017-10"),
        ("März – Mai 2017", "2017-03/2017-05"),
        ("Dez. 2017/Jan. 2018", "2017-12/2018-01"),
        ("Juni 2017", "2017-06"),
        ("Aug. 2017", "2017-08"),
        ("im Juni 2017", "2017-06"),
        ("03/2017", "2017-03"),
        ("4. März 2019", "2019-03-04"),
        ("2017", "2017"),
        ("im Jahr 2017", "2017"),
        ("2017/2018", "2017/2018"),
        ("2017/18", "2017/2018"),
        ("2017-2018", "2017/2018"),
        ("1999/00", "1999/2000"),
        ("2017-12-18", "2017-12-18"),
        ("ab 01.02.2017", "2017-02-01/"),
        ("seit 2016", "2016/"),
        ("bis 31.12.2018", "/2018-12-31"),
        ("bis zum 31.12.2018", "/2018-12-31"),
        ("Montag, den 18.12.2017", "2017-12-18"),
        ("Mo., 18.12.2017, 17:00 Uhr", "2017-12-18"),
        ("am 18.12.2017 um 17 Uhr", "2017-12-18"),
        ("(Juni 2017)", "2017-06"),
    ],
)
def test_german_dates_become_periods(words: str, period: str) -> None:
    assert str(parse_period(words)) == period


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Herbst 2017",
        "Sommer 2017",
        "Mitte 2017",
        "Anfang 2017",
        "ca. 2017",
        "demnächst",
        "Juni",
        "10.03.",
        "10.03. – 31.03.",
        "ab sofort",
        "bis auf Weiteres",
        "2. Quartal 2018",
        "2017/25",
        "KW 12/2017/3",
        "Foo/Sept. 2017",
        "1" * 5000,
        "18.12.2017 " * 40,
    ],
)
def test_what_is_not_certain_is_not_understood(words: str) -> None:
    with pytest.raises(BadValue, match="nicht verstanden"):
        parse_period(words)


@pytest.mark.parametrize("words", ["31.06.2017", "30.02.2016", "00.01.2017", "31.03. – 10.03.2017", "Dez./Jan. 2018"])
def test_what_the_calendar_does_not_have_is_refused(words: str) -> None:
    with pytest.raises(BadValue, match="nicht") as refused:
        parse_period(words)
    assert "gibt es im Kalender nicht" in str(refused.value)
    assert refused.value.value == words


def test_one_day_is_asked_for_and_a_period_refused() -> None:
    assert parse_day("27.10.17") == PartialDate(2017, 10, 27)
    for words in ("ab 27.10.2017", "2017/2018"):
        with pytest.raises(BadValue, match="nicht verstanden"):
            parse_day(words)


@given(days)
def test_every_day_is_read_in_every_spelling(day: date) -> None:
    expected = Period.on(PartialDate.of(day))
    named = f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
    for words in (f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}", f"{day.day}.{day.month}.{day.year}", f"{day:%Y-%m-%d}", named):
        assert parse_period(words) == expected


@given(days, days)
def test_two_days_in_order_are_a_period_and_out_of_order_none(one: date, other: date) -> None:
    first, last = sorted((one, other))
    spelled = f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"
    assert parse_period(spelled) == Period(start=PartialDate.of(first), end=PartialDate.of(last))
    if first < last:
        with pytest.raises(BadValue):
            parse_period(f"{last:%d.%m.%Y} – {first:%d.%m.%Y}")


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1000, 9999))
def test_a_month_without_year_takes_the_year_of_the_other(one: int, other: int, year: int) -> None:
    first, last = sorted((one, other))
    words = f"{MONTHS[first - 1]}/{MONTHS[last - 1]} {year}"
    assert parse_period(words) == Period(start=PartialDate(year, first), end=PartialDate(year, last))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 9999))
def test_a_day_is_read_exactly_if_the_calendar_has_it(day: int, month: int, year: int) -> None:
    has_it = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    words = f"{day:02d}.{month:02d}.{year:04d}"
    if has_it:
        assert parse_period(words) == Period.on(PartialDate(year, month, day))
    else:
        with pytest.raises(BadValue):
            parse_period(words)


@given(st.text(max_size=120))
def test_any_words_give_a_period_or_an_error_that_quotes_them(words: str) -> None:
    try:
        period = parse_period(words)
    except BadValue as error:
        refused = error
    else:
        assert not period.is_unknown
        return
    assert refused.value == words[:80]
    assert refused.remedy is not None
