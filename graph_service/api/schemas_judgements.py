"""The shapes of judgements as the API takes and gives them."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from graph_service.api.schemas import SourceOut, Word

NodeId = Annotated[str, Field(max_length=200)]
_SAID = StringConstraints(strip_whitespace=True, min_length=1)  # blanks say nothing
_WHO = "Funktion oder Name; wer angemeldet ist, unterschreibt mit der Funktion des Kontos / needless when signed in"
Author = Annotated[str, _SAID, Field(max_length=200, description=_WHO)]
Reason = Annotated[str, _SAID, Field(max_length=2000, description="Begründung / reason")]


class JudgementSourceIn(BaseModel):
    """A document that a decision rests on, and the place in it."""

    model_config = ConfigDict(extra="forbid")

    document: NodeId
    locator: str | None = Field(default=None, max_length=200)


class JudgementIn(BaseModel):
    """A decision about two records; without a date it is of today."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(
        min_length=1, max_length=40, description="same_as, part_of (the part first), overlap, coordination"
    )
    subjects: tuple[NodeId, NodeId]
    decision: str = Field(min_length=1, max_length=40)
    author: Author | None = None
    reason: Reason
    decided_on: str | None = Field(default=None, max_length=10, description="2024, 2024-06, 2024-06-30")
    sources: list[JudgementSourceIn] = Field(default=[], max_length=50)


class JudgementOut(BaseModel):
    """A signed decision, the revision that made it, and which of the two records are different since then."""

    id: str
    kind: Word
    subjects: tuple[Word, Word]
    decision: Word
    author: str
    decided_on: str
    reason: str | None
    sources: list[SourceOut]
    revision: int
    changed_since: list[Word]


class WithdrawnOut(BaseModel):
    """A decision that was taken back: what it was, by whom and when it was taken back, and why."""

    id: str
    kind: Word
    subjects: tuple[Word, Word]
    decision: Word
    author: str
    decided_on: str
    reason: str | None
    withdrawn_by: str
    withdrawn_on: datetime.date
    withdrawn_why: str
    revision: int


class JudgementsOut(BaseModel):
    """The judgements of a network, what was decided last first, and those that were taken back."""

    items: list[JudgementOut]
    total: int
    withdrawn: list[WithdrawnOut]
    network: str
    revision: int
    date: datetime.date
