"""The shapes of answers to how far the measures are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from graph_service.api.schemas import Answer, PeriodOut, ReportOut, SourceOut, Word


class StandingOut(BaseModel):
    """One measure as of the day: the newest status that is stated, what was said last, what is not right about it.

    `over`: its recorded end has passed. `late` is "late", "perhaps_late" (status unknown) or null; `silence` is
    "silent", "never" (no report at all) or null. `new` is null where nothing was recorded when the span began.
    """

    measure: Word
    fields: list[Word]
    status: Word
    before: Word
    words: str
    stated_on: str | None
    valid: PeriodOut
    over: bool
    planned_end: str | None
    late: str | None
    silence: str | None
    started: bool
    ended: bool
    new: bool | None
    reports: int
    report: ReportOut | None
    contradicting: list[str]
    facts: list[str]
    sources: list[SourceOut]


class StatusCountOut(BaseModel):
    """How many measures there are of one status."""

    status: Word
    measures: int


class PortfolioOut(BaseModel):
    """How many measures there are of each status; of the unknown ones `over` have a passed end."""

    words: str
    measures: int
    by_status: list[StatusCountOut]
    over: int
    late: int
    perhaps_late: int
    silent: int
    never: int


class FieldProgressOut(PortfolioOut):
    """The measures of one field."""

    field: Word
    notation: str


class ValueOut(BaseModel):
    """A value of a series."""

    id: str
    time: PeriodOut
    value: Decimal
    words: str
    reported_by: str | None
    sources: list[SourceOut]


class SeriesOut(BaseModel):
    """The values of an indicator, or of one measure's part of it, the oldest first, and where they lead.

    `due`: what the newest value would be on the straight line to the target. `contested`: values of one time differ.
    """

    indicator: Word
    field: Word
    measure: Word | None
    unit: str | None
    direction: Word | None
    target_value: Decimal | None
    target_on: str | None
    values: list[ValueOut]
    course: Word
    due: Decimal | None
    contested: bool
    words: str
    sources: list[SourceOut]


class GroupOut(BaseModel):
    """Measures of which something is to be said."""

    name: Word
    total: int
    items: list[StandingOut]


class ProgressOut(Answer):
    """How far the measures are: fields by status, groups of measures, indicators, what was reported in the span."""

    parameters: dict[str, Any]
    since: date
    months: int
    total: int
    statuses: list[StatusCountOut]
    fields: list[FieldProgressOut]
    without_field: PortfolioOut
    groups: dict[str, GroupOut]
    indicators: list[SeriesOut]
    reports: list[ReportOut]
    reports_total: int
