"""The shapes of loads and their undoing as the API gives them."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from graph_service.api.schemas import RevisionOut, Word
from graph_service.api.schemas_judgements import Author


class ImportRowOut(BaseModel):
    """One record of the source: where it stands there, what it is, what becomes of it.

    `parts` are those that change; `known_as` is the entry that it was recognised as, `written` its name in the source
    if that is another; `reopened`: it had ended for being missing, and goes on.
    """

    place: str
    record: Word
    type: Word
    action: Word
    parts: list[Word]
    known_as: str | None
    written: str | None
    reopened: bool


class JoinedOut(BaseModel):
    """A name of the source, and the known entry or entries that it fits."""

    id: str
    name: str
    known: list[Word]


class MissingOut(BaseModel):
    """A record that the source brought on a day and does not name any more, and what becomes of it."""

    record: Word
    type: Word
    loaded_on: datetime.date
    state: Word


class FindingOut(BaseModel):
    """A place of the source that is wrong or worth knowing, with the value there and what may be meant."""

    level: Word
    place: str
    value: str
    message: str
    near: list[str]


class ImportOut(BaseModel):
    """What a load would do or has done; lists are limited, and a number of the same name with `_total` says of what.

    `checked`: a dry run; `refused`: a dry run of a source with errors; `taken`: it made a revision; `unchanged`: it
    says nothing new. `revision` is where the network stands now, 0 where it is not there yet. `needs_mapping`: a
    file holds a list that only a mapping of its columns can tell. `files`: the same for each file, where there are
    several; they are taken over together or not at all.
    """

    state: Literal["checked", "refused", "taken", "unchanged"]
    sentence: str
    caveats: list[str]
    network: str
    source: str
    revision: int
    made: RevisionOut | None
    new: int
    changed: int
    unchanged: int
    rows: list[ImportRowOut]
    rows_total: int
    reopened: int
    joined: list[JoinedOut]
    joined_total: int
    ambiguous: list[JoinedOut]
    ambiguous_total: int
    near: list[str]
    near_total: int
    missing: list[MissingOut]
    missing_total: int
    ended: int
    errors: int
    findings: list[FindingOut]
    findings_total: int
    needs_mapping: bool
    files: list[ImportOut]


class UndoIn(BaseModel):
    """Who takes a revision back; with records, only what it did with these."""

    model_config = ConfigDict(extra="forbid")

    author: Author | None = None
    records: list[Annotated[str, Field(max_length=200)]] = Field(default=[], max_length=100)


class UndoneOut(BaseModel):
    """What the undoing of a revision did, and the revision that did it."""

    sentence: str
    network: str
    revision: int
    undone: int
    removed: int
    restored: int


class NetworkIn(BaseModel):
    """A network that begins empty, with the id that its addresses have."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,59}$", examples=["beispielstadt"])]
    name: Annotated[str, Field(max_length=100)]


class ColumnOut(BaseModel):
    """What a column of a list may mean, how sure that is (0 to 1), why, and a few of its cells.

    `split` are the signs that part its cells. The meaning `?` must be decided by a person.
    """

    heading: str
    meaning: Word
    confidence: float
    reason: str
    samples: list[str]
    split: list[str]


class MappingOut(BaseModel):
    """A mapping proposed for a list: what each column may mean, what it can mean, and which actors have no kind yet.

    `mapping` is the same as a file (YAML), to be changed and given with the list.
    """

    source: str
    columns: list[ColumnOut]
    meanings: list[Word]
    actors: list[str]
    sheets: list[str]
    mapping: str
