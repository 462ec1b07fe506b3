"""The shapes of proposals: as they are sent, as they are shown, and how coordinators decide about them."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from graph_service.api.schemas import SourceOut, Word
from graph_service.api.schemas_editing import Signed
from graph_service.operations.edits import MOST_EDITS

Reason = Annotated[str, Field(max_length=600, description="Grund; bei einer Ablehnung nötig / reason")]
Choices = Annotated[
    dict[Annotated[str, Field(max_length=60)], Literal["mine", "theirs"]],
    Field(
        max_length=100,
        description="Je Feld, das andere inzwischen änderten: mine = der Vorschlag, theirs = was jetzt erfasst ist;"
        " „id“: mine, wenn ein Eintrag trotzdem entfernt wird / which version counts, by field",
    ),
]


class RulingIn(BaseModel):
    """The decision about one edit: whether it is taken, why, and which version counts where others changed the same."""

    model_config = ConfigDict(extra="forbid")

    take: bool
    reason: Reason = ""
    keep: Choices = {}


class RulingsIn(BaseModel):
    """One decision for each edit, in their order; `revision` is the one at which versions were chosen."""

    model_config = ConfigDict(extra="forbid")

    answers: list[RulingIn] = Field(min_length=1, max_length=MOST_EDITS)
    revision: Annotated[int | None, Field(ge=0, le=2**53)] = None
    author: Signed = ""


class LineOut(BaseModel):
    """One field: what stood there, what is proposed, what is recorded by now; `state` "clash" has to be chosen."""

    field: str
    label: str
    before: str
    proposed: str
    now: str
    state: Literal["mine", "theirs", "both", "clash"]


class PieceOut(BaseModel):
    """One edit in words, and what was decided about it."""

    action: Literal["make", "change", "end", "remove"]
    record: str
    words: str
    lines: list[LineOut]
    source: SourceOut | None
    problem: str | None
    changed: bool
    taken: bool | None
    reason: str | None


class ProposalOut(BaseModel):
    """A proposal: who wants what and why, and what became of it."""

    id: str
    network: str
    state: Word
    function: str
    message: str
    made: datetime.datetime
    base: int
    pieces: list[PieceOut]
    decided: datetime.datetime | None
    decided_by: str | None
    revision: int | None


class ProposalsOut(BaseModel):
    """Proposals, the open ones first: a contributor's own, all for coordinators."""

    items: list[ProposalOut]
    open: int
    total: int
    network: str


class ConfirmedOut(BaseModel):
    """What a confirmation led to: a revision that says so at once, or a proposal."""

    network: str
    tie: str
    revision: int | None
    proposal: str | None
