"""The shapes of answers to questions in plain words."""

from __future__ import annotations

from pydantic import BaseModel

from graph_service.api.schemas import (
    Answer,
    FieldActorsOut,
    MeasureOut,
    PartnersOut,
    ProfileOut,
    SearchOut,
    Word,
)
from graph_service.api.schemas_changes import PathsOut, WorldChangesOut
from graph_service.api.schemas_findings import GapsOut, OverlapsOut, RecordNextOut
from graph_service.api.schemas_governance import BodyAnswerOut
from graph_service.api.schemas_progress import ProgressOut
from graph_service.api.schemas_roles import RecommendationsOut, WhatIfOut


class OffersOut(Answer):
    """The recorded measures for a target group, in a place, in a field, by name; those not judged may belong to it."""

    items: list[MeasureOut]
    total: int
    not_judged: int


class AskOut(Answer):
    """The answer to a question: what was understood, where the whole answer stands, and the answer itself.

    `topic` says which of the parts below is set. Where a question is not understood none is: `near` holds names that
    may be meant, `offers` whole questions about them, `examples` what else can be asked.
    """

    question: str
    topic: str
    about: Word | None
    named: list[Word]
    address: str | None
    near: list[str]
    offers: list[str]
    examples: list[str]
    field_actors: FieldActorsOut | None = None
    profile: ProfileOut | None = None
    partners: PartnersOut | None = None
    measures: OffersOut | None = None
    gaps: GapsOut | None = None
    overlaps: OverlapsOut | None = None
    recommendations: RecommendationsOut | None = None
    paths: PathsOut | None = None
    body: BodyAnswerOut | None = None
    changes: WorldChangesOut | None = None
    progress: ProgressOut | None = None
    what_if: WhatIfOut | None = None
    record_next: RecordNextOut | None = None
    search: SearchOut | None = None

    @property
    def part(self) -> Answer | None:
        """The answer itself, whichever of the parts it is; None where the question is not understood."""
        parts = (getattr(self, name) for name in type(self).model_fields)
        return next((part for part in parts if isinstance(part, Answer)), None)


class SuggestionsOut(BaseModel):
    """Questions that go on as what was typed began."""

    items: list[str]
