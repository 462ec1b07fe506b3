"""Changes as sets that are taken whole or not at all, and the revisions that they make."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from graph_service.model.ties import TypedRecord


class ChangeSet(BaseModel):
    """Records to put (new, or in place of those with the same id) and ids to remove (a mistake, not an end)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    put: tuple[TypedRecord, ...] = ()
    remove: tuple[str, ...] = ()


class Revision(BaseModel):
    """One change of a network: its number from 1, who made it, why, when (UTC) and how much it changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: str
    number: int
    author: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=1000)
    time: datetime
    added: int = 0
    changed: int = 0
    removed: int = 0


class HistoryEntry(BaseModel):
    """What one revision did to one record; `record` is None where it was removed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    revision: Revision
    action: Literal["added", "changed", "removed"]
    record: TypedRecord | None


class NetworkInfo(BaseModel):
    """One network: its id, name, and newest revision (0: nothing was loaded yet)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    revision: int = 0
