"""Dates that are known to the year, the month or the day, and periods that may lack an end."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import total_ordering
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from graph_service.model.errors import BadValue
from graph_service.model.text import Text, text

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_GERMAN = re.compile(r"(?:([0-9]{1,2})\. ?)?([0-9]{1,2})[./] ?([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] ?[0-9]{2}")
_MONTHS = 12
_EITHER_WAY = re.compile(r"[0-9]{1,2}([/-])[0-9]{1,2}\1[0-9]{4}")


@total_ordering
class PartialDate:
    """A year, a month or a day ("2017", "2017-12", "2017-12-18"); it covers its whole span of days."""

    __slots__ = ("day", "month", "year")

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        self.year, self.month, self.day = year, month, day
        if day is not None and month is None:
            raise bad_date(f"{year}--{day}")
        try:
            date(year, 1 if month is None else month, 1 if day is None else day)
        except ValueError as error:
            raise bad_date(str(self)) from error

    @classmethod
    def parse(cls, words: str) -> PartialDate:
        """The date in ISO form, shortened where month or day is not known; anything else is refused."""
        match = _FORM.fullmatch(words.strip())
        if not match:
            raise bad_date(words)
        return cls(*(int(part) for part in match.groups() if part))

    @classmethod
    def written(cls, words: str) -> PartialDate:
        """The date as people write it: "31.12.2017", "1.3.2024", "03/2024", "2024", or in ISO form.

        A date that does not exist, a year of two figures and what can be read in two ways are refused with the reason.
        """
        words = words.strip()
        german = _GERMAN.fullmatch(words)
        if german:
            day, month, year = (int(part) if part else None for part in german.groups())
            return cls.existing(words, year or 0, month, day)
        iso = _FORM.fullmatch(words)
        if iso:
            return cls.existing(words, *(int(part) for part in iso.groups() if part))
        raise _unclear(words)

    @classmethod
    def existing(cls, words: str, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
        """The date of these parts, as written; where there is none, the reason is told."""
        try:
            return cls(year, month, day)
        except BadValue as error:
            reason = bad_date(words).message
            if month is not None and not 1 <= month <= _MONTHS:
                reason = text("Den Monat {month} gibt es nicht („{value}“).", month=f"{month}", value=words)
            elif month is not None and year:
                last = calendar.monthrange(year, month)[1]
                reason = text("Den „{value}“ gibt es nicht: dieser Monat hat {n} Tage.", value=words, n=last)
            raise _refused(words, reason) from error

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @property
    def first(self) -> date:
        """The first day of the span."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day of the span, itself included."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def short(self) -> str:
        """As people write it in German, and as `written` reads it: "18.12.2017", "12/2017", "2017"."""
        if self.day:
            return f"{self.day:02d}.{self.month:02d}.{self.year:04d}"
        return f"{self.month:02d}/{self.year:04d}" if self.month else f"{self.year:04d}"

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __repr__(self) -> str:
        return f"PartialDate({str(self)!r})"

    def _key(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and self._key() == other._key()

    def __lt__(self, other: object) -> bool:
        return self._key() < other._key() if isinstance(other, PartialDate) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._accept,
            json_schema_input_schema=core_schema.str_schema(pattern=rf"^{_FORM.pattern}$"),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def _accept(cls, value: object) -> PartialDate:
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise bad_date(str(value))


def bad_date(words: str) -> BadValue:
    return BadValue(
        text("„{value}“ ist kein Datum.", value=words[:80]),
        value=words[:80],
        remedy=text("Erlaubt sind Jahr, Monat oder Tag: 2017, 2017-12 oder 2017-12-18."),
    )


def _unclear(words: str) -> BadValue:
    """Why words are no date that is sure to be meant."""
    if _SHORT_YEAR.fullmatch(words):
        return _refused(words, text("„{value}“ ist nicht eindeutig: das Jahr braucht vier Ziffern.", value=words))
    if _EITHER_WAY.fullmatch(words):
        reason = text(
            "„{value}“ ist nicht eindeutig: es kann erst der Tag oder erst der Monat gemeint sein.", value=words
        )
        return _refused(words, reason)
    return _refused(words, bad_date(words).message)


def _refused(words: str, reason: Text) -> BadValue:
    return BadValue(
        reason,
        value=words[:80],
        remedy=text("Erlaubt sind zum Beispiel 31.12.2017, 2017-12-31, 12/2017 und 2017."),
    )


class Period(BaseModel):
    """A stretch of time in the world; an end that is None is not recorded.

    Both ends cover their whole span: from 2015 to 2018-12 means every day from 2015-01-01 to
    2018-12-31, as a half-open interval [2015-01-01, 2019-01-01).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: PartialDate | None = None
    end: PartialDate | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.start and self.end and self.end.last < self.start.first:
            raise BadValue(
                text("Das Ende {end} liegt vor dem Anfang {start}.", start=self.start, end=self.end),
                value=f"{self.start}/{self.end}",
                remedy=text("Bitte Anfang und Ende prüfen."),
            )
        return self

    @classmethod
    def parse(cls, words: str) -> Period:
        """A period as "2015/2018-12", with an end left empty where it is not recorded ("2015/", "/2018")."""
        start, _, end = words.partition("/")
        if "/" not in words:
            end = start
        return cls(start=PartialDate.parse(start) if start else None, end=PartialDate.parse(end) if end else None)

    @classmethod
    def on(cls, day: PartialDate) -> Period:
        """The period that is just this date."""
        return cls(start=day, end=day)

    @property
    def is_unknown(self) -> bool:
        return self.start is None and self.end is None

    def covers(self, day: date) -> bool:
        """Whether the period holds at the day; a start not recorded lies before it, an end not recorded after it."""
        return (self.start is None or self.start.first <= day) and (self.end is None or day <= self.end.last)

    def certainly_covers(self, day: date) -> bool:
        """Whether it holds at the day by recorded ends alone."""
        return self.start is not None and self.end is not None and self.covers(day)

    def __str__(self) -> str:
        if self.is_unknown:
            return ""
        return str(self.start) if self.start == self.end else f"{self.start or ''}/{self.end or ''}"


ALWAYS = Period()
