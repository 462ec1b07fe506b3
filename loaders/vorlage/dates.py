"""German dates and periods, as council papers write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate, Period
from graph_service.model.text import text

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jänner",
            "februar feb feber",
            "märz mär mrz",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
_LONGEST = 80
_NAME = r"(?P<name>[A-Za-zÄä]{3,9})\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?",
        r"(?P<day>\d{1,2})\.",
        rf"(?P<day>\d{{1,2}})\.\s?{_NAME}(?:\s(?P<year>\d{{4}}))?",
        rf"{_NAME}(?:\s(?P<year>\d{{4}}))?",
        r"(?P<month>\d{1,2})/(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
        r"(?P<year>\d{4})",
    )
)
_WEEKDAY = re.compile(
    r"(?:Mo|Di|Mi|Do|Fr|Sa|So|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend)\.?,?\s(?:den\s|dem\s)?(?=\d)",
    re.IGNORECASE,
)
_TIME = re.compile(r",?\s(?:um\s)?\d{1,2}(?:[:.]\d{2})?\sUhr$")
_ON = re.compile(r"(?:am|im Jahre?|im|in|den)\s(?=\S)", re.IGNORECASE)
_SINCE = re.compile(r"(?:ab|seit)(?: dem)?\s(?=\S)", re.IGNORECASE)
_UNTIL = re.compile(r"bis(?: zum| einschließlich)?\s(?=\S)", re.IGNORECASE)
_FROM = re.compile(r"vo[nm]\s(?=\S)", re.IGNORECASE)
_SEPARATORS = tuple(
    re.compile(sign) for sign in (r"\sbis(?: zum)?\s", r"\s?[–—]\s?", r"\s-\s", r"(?<=[.\d])-", r"\s?/\s?")
)
_SCHOOL_YEAR = re.compile(r"(\d{4})/(\d{2})")
SPELLED_DATE = r"(?:\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})|\d{1,2}\.\s?[A-ZÄa-zä]{3,9}\.?\s\d{4})(?!\d)"


@dataclass(frozen=True)
class _Part:
    day: int | None = None
    month: int | None = None
    year: int | None = None


def parse_period(words: str) -> Period:
    """The period that the words give; BadValue where they are not understood or the calendar has no such day."""
    settled = " ".join(words.split()).strip(" ()") if len(words) <= _LONGEST else ""
    try:
        period = _read(_TIME.sub("", _WEEKDAY.sub("", settled, count=1)))
    except BadValue as error:
        raise _impossible(words) from error
    if period is None:
        raise _not_understood(words)
    return period


def _read(words: str) -> Period | None:
    for opening, end in ((_SINCE, "start"), (_UNTIL, "end")):
        match = opening.match(words)
        if match:
            date = _one(words[match.end() :])
            return Period(**{end: date}) if date else None
    for opening in (_FROM, _ON):
        words = opening.sub("", words, count=1) if opening.match(words) else words
    return _single(words) or _range(words)


def parse_day(words: str) -> PartialDate:
    """The one date that the words give; BadValue for a period or anything else."""
    period = parse_period(words)
    if period.start is None or period.start != period.end:
        raise _not_understood(words)
    return period.start


def _one(words: str) -> PartialDate | None:
    part = _part(words)
    return _date(part) if part and part.year is not None else None


def _single(words: str) -> Period | None:
    date = _one(words)
    return Period.on(date) if date else None


def _range(words: str) -> Period | None:
    school_year = _SCHOOL_YEAR.fullmatch(words)
    if school_year:
        return _school_year(*(int(part) for part in school_year.groups()))
    for separator in _SEPARATORS:
        ends = separator.split(words)
        if len(ends) == 2:
            return _between(_part(ends[0].strip()), _part(ends[1].strip()))
    return None


def _school_year(first: int, second: int) -> Period | None:
    if (first + 1) % 100 != second:
        return None
    return Period(start=PartialDate(first), end=PartialDate(first + 1))


def _between(first: _Part | None, last: _Part | None) -> Period | None:
    if first is None or last is None:
        return None
    first = _completed(first, last)
    last = _completed(last, first)
    if first.year is None:
        return None
    return Period(start=_date(first), end=_date(last))


def _completed(part: _Part, other: _Part) -> _Part:
    """The part with the month and year of the other end, where it leaves them out."""
    month = other.month if part.month is None and part.day is not None else part.month
    return replace(part, month=month, year=part.year if part.year is not None else other.year)


def _part(words: str) -> _Part | None:
    match = next((found for form in _FORMS if (found := form.fullmatch(words))), None)
    if match is None:
        return None
    given = match.groupdict()
    named = given.get("name")
    month = _MONTHS.get(named.lower()) if named else _number(given.get("month"))
    if named and month is None:
        return None
    return _Part(_number(given.get("day")), month, _year(given.get("year")))


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _year(digits: str | None) -> int | None:
    if digits is None or len(digits) == 4:
        return _number(digits)
    return int(digits) + (1900 if int(digits) >= 70 else 2000)


def _date(part: _Part) -> PartialDate:
    return PartialDate(part.year or 0, part.month, part.day)


def _impossible(words: str) -> BadValue:
    return BadValue(
        text("Die Zeitangabe „{value}“ gibt es im Kalender nicht.", value=words[:_LONGEST]),
        value=words[:_LONGEST],
        remedy=text("Bitte Tag, Monat und Reihenfolge prüfen."),
    )


def _not_understood(words: str) -> BadValue:
    return BadValue(
        text("Die Zeitangabe „{value}“ wurde nicht verstanden.", value=words[:_LONGEST]),
        value=words[:_LONGEST],
        remedy=text("Verstanden werden etwa 18.12.2017, Juni 2017, Aug./Sept. 2017 oder ab 01.02.2017."),
    )
