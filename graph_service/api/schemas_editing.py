"""The shapes of edits as the API takes them, of their answers, and of the history of a record."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from graph_service.api.schemas import SourceOut, Word
from graph_service.model.provenance import Citation
from graph_service.operations.editing_values import Plain
from graph_service.operations.edits import Cited, Edits, RecordKey
from graph_service.operations.fields import RECORD_TYPES, fields_of

Shelf: TypeAlias = Literal[
    "actors",
    "measures",
    "concepts",
    "needs",
    "documents",
    "events",
    "reports",
    "indicators",
    "observations",
    "ties",
]
FormType: TypeAlias = Literal[
    "actor", "measure", "concept", "need", "document", "event", "report", "indicator", "observation", "tie"
]


def _described() -> str:
    """The fields of each type, as the description of the API lists them."""
    lines = (f"{one}: {', '.join(field.name for field in fields_of(one))}" for one in RECORD_TYPES)
    return "Werte nach Feld / values by field (GET …/forms/{type}). " + "; ".join(lines)


Values = Annotated[dict[str, Plain], Field(max_length=100, description=_described())]
Signed = Annotated[
    str, Field(max_length=200, description="Funktion, die unterschreibt, solange niemand sich anmeldet / who signs")
]
Why = Annotated[str, Field(max_length=1000, description="Grund / reason")]


class RecordIn(BaseModel):
    """A new record. Its id follows from type and name; another one may be given."""

    model_config = ConfigDict(extra="forbid")

    values: Values
    id: RecordKey | None = None
    source: Cited = None
    author: Signed = ""
    reason: Why = ""


class RecordChangeIn(BaseModel):
    """Other values of some fields of a record; without values, a source is added to it.

    `without` are sources that were cited by mistake.
    """

    model_config = ConfigDict(extra="forbid")

    values: Values = {}
    source: Cited = None
    without: list[Citation] = Field(default=[], max_length=100)
    author: Signed = ""
    reason: Why = ""


class EditsIn(Edits):
    """Several edits that become one revision, or none."""

    author: Signed = ""


class SavedOut(BaseModel):
    """The revision that holds the edits, whether it was made by them, and the records that they are about."""

    network: str
    revision: int
    made: bool
    records: list[Word]


class FieldOut(BaseModel):
    """One field of a form: how it is filled in, and what may be chosen."""

    name: str
    label: str
    input: str
    choices: list[Word]
    of: list[str]
    required: bool
    can_be_unknown: bool
    can_be_none: bool
    fixed: bool
    restricted: bool
    longest: int | None
    help: str | None


class FormOut(BaseModel):
    """The fields of a type of record, in the order of its form."""

    type: str
    items: list[FieldOut]


class ValuesOut(BaseModel):
    """The values of one record as a form shows them; the ETag of this answer is for the If-Match of a change."""

    id: str
    type: str
    values: dict[str, Plain]
    sources: list[SourceOut]
    network: str
    revision: int
    date: datetime.date


class NearRecordOut(BaseModel):
    """A record that may be meant: its name that is near, and how near (100: the same)."""

    id: str
    name: str
    score: float


class NearOut(BaseModel):
    """What is recorded already under a name like this one, the nearest first."""

    items: list[NearRecordOut]
    network: str
    revision: int


class ToldOut(BaseModel):
    """What one revision did with a record, in sentences."""

    revision: int
    author: str
    reason: str
    time: datetime.datetime
    sentences: list[str]
    sources: list[SourceOut]


class RecordHistoryOut(BaseModel):
    """The history of one record and its ties, newest first."""

    network: str
    record: Word
    items: list[ToldOut]
