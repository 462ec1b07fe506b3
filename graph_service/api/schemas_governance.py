"""The shapes of bodies, seats, levels and ways of papers as the API gives them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from graph_service.api.schemas import Answer, PeriodOut, Word
from graph_service.api.schemas_findings import Finding


class SeatOut(Finding):
    """A seat: who sits in which body in which role, and since when."""

    actor: Word
    body: Word
    role: Word | None
    voting: bool | None
    valid: PeriodOut
    basis: Word


class LineOut(Finding):
    """Another tie of a body in words, as read from the body."""

    kind: Word
    words: str
    other: Word
    valid: PeriodOut


class BodyOut(Finding):
    """A body: who sits in it in words and as seats, who chairs, who stands above it, what it covers.

    `above` are ties to those who steer it, whom it reports to or belongs to; `ties` all others. `frequency` is how
    often it meets, where a tie says so.
    """

    body: Word
    kind: Word
    valid: PeriodOut
    note: str | None
    words: str
    members: int
    seats: list[SeatOut]
    chairs: list[Word]
    secretariat: list[Word]
    frequency: list[str]
    above: list[LineOut]
    ties: list[LineOut]
    fields: list[Word]


class PlaceOut(Finding):
    """An actor among the levels: its level from 0 at the top, and under whom it is listed by which words."""

    actor: Word
    kind: Word
    body: bool
    level: int
    above: Word | None
    words: list[str]


class SeveralOut(Finding):
    """An actor that sits in several bodies."""

    actor: Word
    seats: list[SeatOut]


class AbsentOut(BaseModel):
    """A body that is recorded, but not there on the day."""

    body: Word
    valid: PeriodOut


class StationOut(Finding):
    """A station of a paper; `past` where its date is not after the day, null where no date is recorded."""

    order: int | None
    body: Word
    task: Word
    date: PeriodOut
    public: bool | None
    past: bool | None
    result: str | None


class PaperStepOut(Finding):
    """A dated step that a paper tells of, and who took part."""

    name: str
    kind: Word
    date: PeriodOut
    actors: list[Word]


class PaperOut(BaseModel):
    """A paper and its way through the committees, in its order."""

    paper: Word
    number: str | None
    date: str | None
    words: str
    stations: list[StationOut]
    subjects: list[Word]
    steps: list[PaperStepOut]


class GovernanceOut(Answer):
    """Bodies on a day, their levels, who sits in several of them, and the ways of papers."""

    parameters: dict[str, Any]
    bodies: list[BodyOut]
    total: int
    levels: list[PlaceOut]
    several: list[SeveralOut]
    absent: list[AbsentOut]
    papers: list[PaperOut]
    papers_total: int


class BodyAnswerOut(Answer):
    """Who sits in a body, and the papers that it dealt with; `item` is null where it is not there on the day."""

    parameters: dict[str, Any]
    body: Word
    valid: PeriodOut
    item: BodyOut | None
    papers: list[PaperOut]
    papers_total: int
