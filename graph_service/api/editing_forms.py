"""Routes around editing that only read: the fields of forms, values, near names, the history of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.convertors import StringConvertor, register_url_convertor

from graph_service.api.present import presenter
from graph_service.api.schemas import Word
from graph_service.api.schemas_editing import (
    FieldOut,
    FormOut,
    FormType,
    NearOut,
    NearRecordOut,
    RecordHistoryOut,
    Shelf,
    ToldOut,
    ValuesOut,
)
from graph_service.language import render
from graph_service.model.errors import BadValue
from graph_service.model.text import Language, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.editing_draft import recorded_values
from graph_service.operations.fields import Field, field_of, fields_of, type_of
from graph_service.operations.near import near_records
from graph_service.operations.wording_change import record_words
from graph_service.operations.wording_history import Told, told
from graph_service.serving.reading import Reading, ReadingOf

SHELVES: Mapping[Shelf, str] = {
    "actors": "actor",
    "measures": "measure",
    "concepts": "concept",
    "needs": "need",
    "documents": "document",
    "events": "event",
    "reports": "report",
    "indicators": "indicator",
    "observations": "observation",
    "ties": "tie",
}


class _ShelfConvertor(StringConvertor):
    """The part of an address that names a type of record, so that no other list takes what is meant for these."""

    regex = "|".join(SHELVES)


register_url_convertor("shelf", _ShelfConvertor())
router = APIRouter(tags=["Bearbeiten / editing"])
Local = Annotated[str, Path(max_length=200, description="Kennung ohne Art / id without its type")]


def named(shelf: Shelf, local: str) -> str:
    """The id of a record by its list and the rest; a concept's is its scheme and notation."""
    return f"{SHELVES[shelf]}/{local}"


@router.get("/networks/{n}/forms/{record_type}")
def form(reading: ReadingOf, record_type: FormType) -> FormOut:
    """The fields of a type of record: what they are called, how they are filled in, what may be chosen."""
    return FormOut(type=record_type, items=[_field(field, reading.language) for field in fields_of(record_type)])


def _field(field: Field, language: Language) -> FieldOut:
    choices = [Word(id=word, label=label.in_language(language)) for word, label in field.choices.items()]
    return FieldOut(
        name=field.name,
        label=field.label.in_language(language),
        input=field.input.value,
        choices=choices,
        of=list(field.of),
        required=field.required,
        can_be_unknown=field.can_be_unknown,
        can_be_none=field.can_be_none,
        fixed=field.fixed,
        restricted=field.restricted,
        longest=field.longest,
        help=render(field.help, language) if field.help else None,
    )


@router.get("/networks/{n}/near")
def near(
    reading: ReadingOf,
    record_type: Annotated[str, Query(alias="type", max_length=40, description="Art oder Liste / type or scheme")],
    name: Annotated[str, Query(max_length=300)],
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> NearOut:
    """Records whose names are like the one that is being typed, the nearest first."""
    if record_type not in {**vocabulary().node_types, **vocabulary().schemes}:
        raise BadValue(
            text("Eine Art „{value}“ gibt es nicht.", value=record_type),
            place="type",
            value=record_type,
            remedy=text("Erlaubt: {words}.", words=(*vocabulary().node_types, *vocabulary().schemes)),
        )
    found = near_records(reading.service, reading.network_id, record_type, name, limit)
    return NearOut(
        items=[NearRecordOut(id=one.id, name=one.name, score=one.score) for one in found],
        network=reading.network_id,
        revision=reading.view.revision,
    )


@router.get("/networks/{n}/{shelf:shelf}/{local}/values")
def values(reading: ReadingOf, shelf: Shelf, local: Local) -> ValuesOut:
    """The values of a record as its form shows them; the ETag is what a change names in If-Match."""
    return _values(reading, named(shelf, local))


@router.get("/networks/{n}/concepts/{scheme}/{notation}/values")
def concept_values(reading: ReadingOf, scheme: Local, notation: Local) -> ValuesOut:
    """The values of an entry of a controlled list."""
    return _values(reading, f"{scheme}/{notation}")


def _values(reading: Reading, record_id: str) -> ValuesOut:
    record = reading.view.get(record_id)
    found = recorded_values(reading.view, record_id)
    record_type = type_of(record_id)
    return ValuesOut(
        id=record_id,
        type=record_type,
        values={
            name: value
            for name, value in found.items()
            if reading.sees_restricted or not field_of(record_type, name).restricted
        },
        sources=[presenter(reading).source(source) for source in record.sources],
        network=reading.network_id,
        revision=reading.view.revision,
        date=reading.scope.at,
    )


@router.get("/networks/{n}/{shelf:shelf}/{local}/history")
def record_history(reading: ReadingOf, shelf: Shelf, local: Local) -> RecordHistoryOut:
    """What became of a record, in sentences, newest first."""
    return _history(reading, named(shelf, local))


@router.get("/networks/{n}/concepts/{scheme}/{notation}/history")
def concept_history(reading: ReadingOf, scheme: Local, notation: Local) -> RecordHistoryOut:
    """What became of an entry of a controlled list."""
    return _history(reading, f"{scheme}/{notation}")


def _history(reading: Reading, record_id: str) -> RecordHistoryOut:
    restricted = reading.sees_restricted
    found = told(reading.service, reading.network_id, record_id, reading.view.revision, restricted=restricted)
    return RecordHistoryOut(
        network=reading.network_id,
        record=Word(id=record_id, label=_called(reading, record_id)),
        items=[_told(reading, one) for one in found],
    )


def _called(reading: Reading, record_id: str) -> str:
    return render(record_words(reading.network, record_id), reading.language)


def _told(reading: Reading, one: Told) -> ToldOut:
    return ToldOut(
        revision=one.revision.number,
        author=one.revision.author,
        reason=one.revision.reason,
        time=one.revision.time,
        sentences=[render(words, reading.language) for words in one.sentences],
        sources=[presenter(reading).source(source) for source in one.sources],
    )
