"""Edits as people and programs send them: several make one revision; they can be kept as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator

from graph_service.model.errors import BadValue
from graph_service.model.provenance import Citation
from graph_service.operations.editing_values import Plain

MOST_EDITS = 500
"""So many edits may make one revision; more are a load."""

Number = Annotated[int, Field(ge=0, le=2**53)]
RecordKey = Annotated[str, Field(max_length=200)]


def _located(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """A source; what is wrong with it says where it stands."""
    try:
        return read(value)
    except BadValue as error:
        raise BadValue(error.message, place="source", value=error.value, remedy=error.remedy) from error


Cited: TypeAlias = Annotated[
    Citation | None,
    WrapValidator(_located),
    Field(description="Dokument mit Stelle, oder eigene Kenntnis: person (Funktion) und retrieved (Tag) / source"),
]


def _ask_for_action(schema: dict[str, Any]) -> None:
    """Programs have to say what an edit does, though here its class says it."""
    schema["required"] = ["action", *schema.get("required", ())]


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_ask_for_action)

    source: Cited = None


class Make(_Edit):
    """A new record. Its id follows from type and name; another may be given where that one is taken."""

    action: Literal["make"] = "make"
    type: str = Field(max_length=40)
    values: dict[str, Plain]
    id: RecordKey | None = None


class Change(_Edit):
    """Other values of some fields. With `base`, the revision that they were read at, equal values count as left alone.

    Without values, the source alone is added to the record. `without` are sources that were cited by mistake.
    """

    action: Literal["change"] = "change"
    id: RecordKey
    values: dict[str, Plain] = {}
    without: tuple[Citation, ...] = Field(default=(), max_length=100)
    base: Number | None = None


class End(_Edit):
    """What stopped on a day; it stays in the network with its history."""

    action: Literal["end"] = "end"
    id: RecordKey
    day: str = Field(max_length=40)
    base: Number | None = None


class Remove(_Edit):
    """Takes a mistake out. The set of edits says why."""

    action: Literal["remove"] = "remove"
    id: RecordKey
    base: Number | None = None


Edit: TypeAlias = Annotated[Make | Change | End | Remove, Field(discriminator="action")]


class Edits(BaseModel):
    """Edits that become one revision or none. `source` and `base` hold for each edit that has none of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edits: tuple[Edit, ...] = Field(min_length=1, max_length=MOST_EDITS)
    reason: str = Field(default="", max_length=1000)
    source: Cited = None
    base: Number | None = None
