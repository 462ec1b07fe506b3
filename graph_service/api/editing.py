"""Routes that edit records: make, change, end, remove, several at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_service.api.editing_forms import SHELVES, Local, named
from graph_service.api.errors import documented
from graph_service.api.imports import signed_by
from graph_service.api.schemas import Word
from graph_service.api.schemas_editing import (
    EditsIn,
    RecordChangeIn,
    RecordIn,
    SavedOut,
    Shelf,
    Signed,
    Why,
)
from graph_service.language import render
from graph_service.operations import editing
from graph_service.operations.edits import Change, Edits, Make, Remove
from graph_service.operations.wording_change import record_words
from graph_service.serving.editing import BoundedJson, ConditionalOf, Editing, EditingOf
from graph_service.serving.reading import API

router = APIRouter(tags=["Bearbeiten / editing"], route_class=BoundedJson)
_REFUSALS = documented(
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
)
_CONDITIONAL = _REFUSALS | documented(HTTPStatus.PRECONDITION_REQUIRED)


@router.post("/networks/{n}/changes", responses=_REFUSALS)
def edit(asked: EditingOf, response: Response, wanted: EditsIn) -> SavedOut:
    """Makes several edits one revision, whole or not at all; If-Match names the revision that they were made from."""
    edits = Edits(**{name: getattr(wanted, name) for name in Edits.model_fields})
    return _saved(asked, response, edits, wanted.author)


@router.post("/networks/{n}/{shelf:shelf}", status_code=HTTPStatus.CREATED, responses=_REFUSALS)
def make(asked: EditingOf, response: Response, shelf: Shelf, wanted: RecordIn) -> SavedOut:
    """Makes a record; 409 with the nearest ids where its id is taken."""
    new = Make(type=SHELVES[shelf], values=wanted.values, id=wanted.id)
    made = _saved(asked, response, Edits(edits=(new,), source=wanted.source, reason=wanted.reason), wanted.author)
    local = made.records[0].id if shelf == "concepts" else made.records[0].id.partition("/")[2]
    response.headers["Location"] = f"{API}/networks/{made.network}/{shelf}/{local}/values"
    return made


@router.patch("/networks/{n}/{shelf:shelf}/{local}", responses=_CONDITIONAL)
def change(asked: ConditionalOf, response: Response, shelf: Shelf, local: Local, wanted: RecordChangeIn) -> SavedOut:
    """Changes fields of a record; 412 with both versions where somebody else changed the same fields meanwhile."""
    return _change(asked, response, named(shelf, local), wanted)


@router.patch("/networks/{n}/concepts/{scheme}/{notation}", responses=_CONDITIONAL)
def change_concept(
    asked: ConditionalOf, response: Response, scheme: Local, notation: Local, wanted: RecordChangeIn
) -> SavedOut:
    """Changes fields of an entry of a controlled list."""
    return _change(asked, response, f"{scheme}/{notation}", wanted)


@router.delete("/networks/{n}/{shelf:shelf}/{local}", responses=_CONDITIONAL)
def remove(
    asked: ConditionalOf,
    response: Response,
    shelf: Shelf,
    local: Local,
    reason: Annotated[Why, Query()],
    author: Annotated[Signed, Query()] = "",
) -> SavedOut:
    """Removes a mistake; 409 with the names where others rest on it. What stopped is ended by its field `end`."""
    return _remove(asked, response, named(shelf, local), (reason, author))


@router.delete("/networks/{n}/concepts/{scheme}/{notation}", responses=_CONDITIONAL)
def remove_concept(
    asked: ConditionalOf,
    response: Response,
    scheme: Local,
    notation: Local,
    reason: Annotated[Why, Query()],
    author: Annotated[Signed, Query()] = "",
) -> SavedOut:
    """Removes an entry of a controlled list that is a mistake."""
    return _remove(asked, response, f"{scheme}/{notation}", (reason, author))


def _change(asked: Editing, response: Response, record_id: str, wanted: RecordChangeIn) -> SavedOut:
    changed = Change(id=record_id, values=wanted.values, without=tuple(wanted.without))
    edits = Edits(edits=(changed,), source=wanted.source, reason=wanted.reason)
    return _saved(asked, response, edits, wanted.author)


def _remove(asked: Editing, response: Response, record_id: str, signed: tuple[str, str]) -> SavedOut:
    reason, author = signed
    return _saved(asked, response, Edits(edits=(Remove(id=record_id),), reason=reason), author)


def _saved(asked: Editing, response: Response, edits: Edits, author: str) -> SavedOut:
    writing = asked.writing
    based = edits if edits.base is not None else edits.model_copy(update={"base": asked.base})
    signed = signed_by(writing.person, author)
    saved = editing.save(writing.service, writing.network_id, based, author=signed)
    writing.reading(response, saved.revision.number)
    return SavedOut(
        network=writing.network_id,
        revision=saved.revision.number,
        made=saved.made,
        records=_words(asked, saved.records),
    )


def _words(asked: Editing, records: tuple[str, ...]) -> list[Word]:
    network = asked.writing.newest().network
    language = asked.writing.language
    return [Word(id=one, label=render(record_words(network, one), language)) for one in records]
