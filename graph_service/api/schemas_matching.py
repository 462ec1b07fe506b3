"""The shapes of proposals for actors that may be the same."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from graph_service.api.schemas import Answer, SourceOut, Word


class ReasonOut(BaseModel):
    """What one field says, in words; what it adds to the score or takes away."""

    field: Word
    words: str
    weight: float


class MatchOut(BaseModel):
    """Two actors that a person should look at: as one, or the first as a part of the second.

    `score` is from 0 to 1; the sources of each say where it comes from. To accept or to reject it, sign a
    judgement of the kind of its relation about the two; that it is a part is recorded as a tie in the same revision.
    """

    first: Word
    second: Word
    relation: Word
    score: float
    words: str
    reasons: list[ReasonOut]
    first_sources: list[SourceOut]
    second_sources: list[SourceOut]


class MatchesOut(Answer):
    """What is proposed for the actors of a network, the surest first; `settled` counts the pairs already judged."""

    items: list[MatchOut]
    total: int
    actors: int
    settled: int


RelationWord = Literal["same_as", "part_of"]
