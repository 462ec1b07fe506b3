"""What became of records, in sentences, and the way back: a page per revision, undone as a whole or in part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from graph_service.language import explain, render
from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import AkteursnetzError, BadInput, Conflict, NotFound
from graph_service.model.text import text
from graph_service.model.ties import Judgement, Tie
from graph_service.operations.undoing import undo, undoable
from graph_service.operations.wording_change import record_words
from graph_service.operations.wording_history import Told, told
from graph_service.serving import faults
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing import went_back
from graph_service.web.editing_sending import Sent, SentOf, address_of, author_of, back_of, faults_of
from graph_service.web.rendering import page

router = APIRouter(route_class=OwnFormsOnly)

Number: TypeAlias = Annotated[int, Path(ge=1, le=2**53)]
_LISTED, _IN_SENTENCES = 300, 20


def history_of(reading: Reading, record_id: str) -> tuple[Told, ...]:
    """The history of a record up to the revision that is shown, newest first; none for one that never was there."""
    restricted = reading.sees_restricted
    try:
        return told(reading.service, reading.network_id, record_id, reading.view.revision, restricted=restricted)
    except NotFound:
        return ()


@dataclass(frozen=True)
class Changed:
    """What a revision did with one record: in sentences where there are few, else by a word."""

    id: str
    label: str
    action: str
    address: str | None
    sentences: tuple[str, ...]


@router.get("/{n}/revisionen/{number}")
def revision(request: Request, reading: ReadingOf, number: Number, sent: SentOf) -> HTMLResponse:
    """What one revision changed, record by record, and how to take all or some of it back."""
    return _page(request, reading, number, sent)


@router.post("/{n}/revisionen/{number}")
def undo_some(request: Request, reading: ReadingOf, number: Number, sent: SentOf) -> Response:
    """Takes back what a revision did with some records, or all of it, by a new revision."""
    try:
        chosen, author = _chosen(sent), author_of(reading, sent)
        done = undo(reading.service, reading.network_id, number, author=author, records=chosen)
    except (BadInput, Conflict) as error:
        return _page(request, reading, number, sent, error)
    return went_back(reading, sent, f"/{reading.network_id}/revisionen/{done.number}", f"r{done.number}")


def _chosen(sent: Sent) -> tuple[str, ...]:
    """The records whose changes are taken back, none for all; BadInput where nothing is ticked."""
    if sent.one("all"):
        return ()
    if not sent.all("record"):
        raise BadInput(text("Bitte ankreuzen, was zurückgenommen werden soll."), place="record")
    return sent.all("record")


def _page(
    request: Request, reading: Reading, number: int, sent: Sent, error: AkteursnetzError | None = None
) -> HTMLResponse:
    made = _revision(reading, number)
    change = reading.service.store.change(reading.network_id, number)
    shown = list(_changed(reading, made, change))
    answer = page(
        request,
        reading,
        "revision.html",
        made=made,
        changed=shown,
        total=len(change.put) + len(change.remove),
        undoable=number in undoable(reading.service, reading.network_id, [made]),
        problem=explain(error, reading.language).splitlines() if error else [],
        faults={place: words for place, words in faults_of(error, reading.language).items() if place == "author"},
        sent=sent,
        chosen=sent.all("record"),
        back=back_of(reading, sent, f"/{reading.network_id}/daten"),
        passed_on=("record", "back"),
    )
    if error:
        answer.status_code = faults.status_of(error)
        del answer.headers["ETag"]
    return answer


def _revision(reading: Reading, number: int) -> Revision:
    found = next((one for one in reading.service.store.revisions(reading.network_id) if one.number == number), None)
    if found is None:
        newest = str(reading.view.revision)
        raise NotFound(
            text("Eine Revision {value} von „{network}“ gibt es nicht.", value=str(number), network=reading.network_id),
            value=str(number),
            remedy=text("Die neueste Revision ist {newest}.", newest=newest),
        )
    return found


def _changed(reading: Reading, made: Revision, change: ChangeSet) -> Iterator[Changed]:
    """The records that a revision changed; ties only where neither end is among them."""
    service, network_id = reading.service, reading.network_id
    before, after = (service.network(network_id, number) for number in (made.number - 1, made.number))
    nodes = {one.id for one in change.put if not isinstance(one, Tie | Judgement)}
    nodes |= {one for one in change.remove if one in before.nodes}
    ids = [one.id for one in change.put] + list(change.remove)
    ties = {**before.ties, **after.ties}
    apart = [one for one in ids if one not in ties or not {ties[one].origin, ties[one].target} & nodes]
    for at, record_id in enumerate(apart[:_LISTED]):
        known = after if after.get(record_id) else before
        action = "removed" if after.get(record_id) is None else "added" if before.get(record_id) is None else "changed"
        sentences = _sentences(reading, record_id, made.number) if at < _IN_SENTENCES else ()
        label = render(record_words(known, record_id), reading.language)
        is_there = reading.network.get(record_id) is not None and not record_id.startswith("judgement/")
        yield Changed(record_id, label, action, address_of(reading, record_id) if is_there else None, sentences)


def _sentences(reading: Reading, record_id: str, number: int) -> tuple[str, ...]:
    restricted = reading.sees_restricted
    found = told(reading.service, reading.network_id, record_id, number, restricted=restricted)
    latest = next((one for one in found if one.revision.number == number), None)
    return tuple(render(one, reading.language) for one in latest.sentences) if latest else ()
