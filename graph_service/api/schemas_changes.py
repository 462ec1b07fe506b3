"""The shapes of changes and paths as the API gives them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Field

from graph_service.api.schemas import Answer, SourceOut, TieOut, Word


class ChangedOut(BaseModel):
    """A record that is new, ended or different, in words; `parts` are those that differ between two revisions."""

    record: Word
    parts: list[Word]
    sources: list[SourceOut]


class GroupChangeOut(BaseModel):
    """What became of one group between two days; `undated` are kept only as far as a start or an end is recorded."""

    group: Word
    new: int
    ended: int
    kept: int
    undated: int
    hamming: int
    jaccard: float | None
    new_records: list[ChangedOut]
    ended_records: list[ChangedOut]


class WorldChangesOut(Answer):
    """What changed in the world between two days, as one revision tells it."""

    kind: Literal["world"]
    start: date
    end: date
    parameters: dict[str, Any]
    groups: list[GroupChangeOut]
    details: list[str]


class TypeChangeOut(BaseModel):
    """What became of the records of one type between two revisions."""

    group: Word
    added: int
    changed: int
    removed: int
    kept: int
    hamming: int
    jaccard: float | None
    added_records: list[ChangedOut]
    changed_records: list[ChangedOut]
    removed_records: list[ChangedOut]


class RecordChangesOut(Answer):
    """What changed in the records between two revisions; nothing of it need have changed in the world."""

    kind: Literal["records"]
    start: int
    end: int
    groups: list[TypeChangeOut]
    details: list[str]


ChangesOut: TypeAlias = Annotated[WorldChangesOut | RecordChangesOut, Field(discriminator="kind")]


class StepOut(BaseModel):
    """A step of a way: its words as read along the way, and the ties that make it."""

    words: str
    ties: list[TieOut]


class PathOut(BaseModel):
    """One shortest way: its nodes in their order, and the step between each two of them."""

    words: str
    nodes: list[Word]
    steps: list[StepOut]
    facts: list[str]
    sources: list[SourceOut]


class ReachOut(BaseModel):
    """Where there is no way: how many nodes the one end leads to, and how many lead to the other."""

    from_origin: int
    to_target: int


class PathsOut(Answer):
    """The shortest ways between two nodes; `steps` is null where none is recorded, and `reach` is told instead."""

    parameters: dict[str, Any]
    origin: Word
    target: Word
    steps: int | None
    items: list[PathOut]
    total: int
    reach: ReachOut | None
    absent: list[Word]
    left_out: int
    undated: int
