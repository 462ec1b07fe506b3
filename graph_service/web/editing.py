"""Records made and changed in the browser, and nothing typed is lost."""

from __future__ import annotations

from http import HTTPStatus
from itertools import count

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.model.errors import BadInput, Conflict, NotFound
from graph_service.model.identity import node_id
from graph_service.operations.editing import Saved
from graph_service.operations.editing_conflicts import Clash
from graph_service.operations.edits import Edits, Make
from graph_service.operations.near import near_records
from graph_service.operations.own_records import refuse_new
from graph_service.operations.proposals import Proposal
from graph_service.serving.proposing import own_records, put
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing_conflict import conflict_page, decided, gone_page, undecided
from graph_service.web.editing_forms import (
    asked_fields,
    drafted,
    drafted_new,
    edit_page,
    new_page,
    own_record,
    read,
    record_named,
)
from graph_service.web.editing_sending import Sent, SentOf, address_of, author_of, back_of, with_done

router = APIRouter(route_class=OwnFormsOnly)


@router.get("/{n}/neu/{what}")
def new_form(request: Request, reading: ReadingOf, what: str, sent: SentOf) -> HTMLResponse:
    """The form for a new record; an address may fill it in."""
    if own_records(reading) is not None:
        refuse_new(what)
    return new_page(request, reading, what, sent)


@router.post("/{n}/neu/{what}")
def make(request: Request, reading: ReadingOf, what: str, sent: SentOf) -> Response:
    """Makes a record, unless one of a similar name is there that nobody has looked at yet."""
    draft = drafted_new(reading, what)
    try:
        values, edits = read(reading, draft, sent)
        name = str(values.get("name", ""))
        near = () if sent.one("anyway") else near_records(reading.service, reading.network_id, what, name)
        if near:
            return new_page(request, reading, what, sent, near=near)
        edits = beside(reading, what, name, edits) if sent.one("anyway") else edits
        done = put(request, reading, edits, author_of(reading, sent))
    except (BadInput, Conflict) as error:
        return new_page(request, reading, what, sent, error)
    return finished(reading, sent, done, address_of(reading, done.records[0]))


def beside(reading: Reading, what: str, name: str, edits: Edits) -> Edits:
    """The same edits with an id of its own for a new record whose name another one has, as somebody wants both."""
    taken, wanted = reading.network.nodes, node_id(what, name)
    [edit] = edits.edits
    if wanted not in taken or not isinstance(edit, Make) or edit.type in ("concept", "report", "observation"):
        return edits
    free = next(f"{wanted}-{number}" for number in count(2) if f"{wanted}-{number}" not in taken)
    return edits.model_copy(update={"edits": (edit.model_copy(update={"id": free}),)})


def finished(reading: Reading, sent: Sent, done: Saved | Proposal, usual: str) -> RedirectResponse:
    """To the page that a form leads back to, which says in which revision its edits are, or that they are proposed."""
    if isinstance(done, Proposal):
        return went_back(reading, sent, f"/{reading.network_id}/vorschlaege", done.id)
    return went_back(reading, sent, usual, f"r{done.revision.number}" if done.made else "same")


def went_back(reading: Reading, sent: Sent, usual: str, done: str) -> RedirectResponse:
    """To the page that a form leads back to, which says what was done."""
    return RedirectResponse(with_done(back_of(reading, sent, usual), done), HTTPStatus.SEE_OTHER)


@router.get("/{n}/bearbeiten/{shelf}/{local}")
def edit_form(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> HTMLResponse:
    """The form to change a record."""
    return edit_page(request, reading, own_record(reading, shelf, local), sent)


@router.post("/{n}/bearbeiten/{shelf}/{local}")
def change(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> Response:
    """Saves a record; where somebody else changed the same since the form was opened, both versions are shown."""
    try:
        record = record_named(reading, shelf, local)
    except NotFound:
        return gone_page(request, reading, f"{shelf}/{local}", sent)
    still = undecided(sent)
    asked = sent.but(base=sent.one("was")) if still else sent
    chosen = decided(asked)
    if sent.one("answer") == "form":
        return edit_page(request, reading, record, chosen)
    try:
        edits = read(reading, drafted(reading, record, asked_fields(chosen)), chosen)[1]
        done = put(request, reading, edits, author_of(reading, sent))
    except Clash as error:
        if error.comparison.gone:
            return gone_page(request, reading, record.id, sent)
        return conflict_page(request, reading, record, asked, error, incomplete=bool(still))
    except (BadInput, Conflict) as error:
        return edit_page(request, reading, record, chosen, error)
    return finished(reading, sent, done, address_of(reading, record.id))
