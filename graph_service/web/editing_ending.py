"""What stopped is ended with a day; only what was a mistake is removed, with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from graph_service.language import render
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, Conflict, Problem
from graph_service.model.network import references
from graph_service.model.nodes import Measure
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.operations.edits import Change, Edit, Edits, End, Remove
from graph_service.operations.picturing import PAGES
from graph_service.operations.service import today
from graph_service.operations.wording_change import record_words
from graph_service.serving import faults
from graph_service.serving.proposing import put
from graph_service.serving.reading import Reading, ReadingOf, state_of
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing import finished
from graph_service.web.editing_forms import own_record, part_words, title_of
from graph_service.web.editing_parts import written_day
from graph_service.web.editing_sending import (
    SOURCE_PARTS,
    Sent,
    SentOf,
    address_of,
    author_of,
    back_of,
    document_names,
    faults_of,
    first_source,
    gathered,
    problems_of,
    source_of,
    why_of,
)
from graph_service.web.rendering import page, private

router = APIRouter(route_class=OwnFormsOnly)

_ENDED = ("completed", "discontinued")
_SHOWN_RESTING = 30
_OWN_PARTS = (*SOURCE_PARTS, "author", "why", "day")


@router.get("/{n}/beenden/{shelf}/{local}")
def end_form(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> HTMLResponse:
    """The form to say that something stopped, and when."""
    return _end_page(request, reading, own_record(reading, shelf, local), sent)


@router.post("/{n}/beenden/{shelf}/{local}")
def end(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> Response:
    """Ends a record; it stays with its history."""
    record = own_record(reading, shelf, local)
    try:
        done = put(request, reading, _ending(reading, record, sent), author_of(reading, sent))
    except (BadInput, Conflict) as error:
        return _end_page(request, reading, record, sent, error)
    return finished(reading, sent, done, address_of(reading, record.id))


def _ending(reading: Reading, record: AnyRecord, sent: Sent) -> Edits:
    """The end of a record and, of a measure, what its status is then."""
    day, source, why, _ = gathered(
        lambda: _day(sent),
        lambda: source_of(reading, sent, needed=record.needs_source()),
        lambda: why_of(sent),
        lambda: author_of(reading, sent),
    )
    edits: list[Edit] = [End(id=record.id, day=day, base=sent.base)]
    if isinstance(record, Measure) and sent.one("status") in _ENDED:
        edits.append(Change(id=record.id, values={"status": sent.one("status"), "status_on": day}))
    return Edits(edits=tuple(edits), reason=why, source=source)


def _day(sent: Sent) -> str:
    if not sent.one("day").strip():
        raise BadValue(text("Bitte sagen, wann es endete."), place="day")
    return sent.one("day")


def _end_page(
    request: Request, reading: Reading, record: AnyRecord, sent: Sent, error: AkteursnetzError | None = None
) -> HTMLResponse:
    day = sent.one("day") if "day" in sent.given else written_day(today().isoformat(), reading.language)
    statuses = _ENDED if isinstance(record, Measure) else ()
    return _shown(request, reading, record, sent, error, "editing_end.html", day=day, statuses=statuses)


@router.get("/{n}/entfernen/{shelf}/{local}")
def removal_form(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> HTMLResponse:
    """The form to take a mistake out, with what goes with it."""
    return _removal_page(request, reading, own_record(reading, shelf, local), sent)


@router.post("/{n}/entfernen/{shelf}/{local}")
def remove(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> Response:
    """Removes a record that was a mistake, and its relationships where that is ticked."""
    record = own_record(reading, shelf, local)
    try:
        why, author = gathered(lambda: why_of(sent, needed=True), lambda: author_of(reading, sent))
        with_ties = [tie.id for tie in _ties(reading, record)] if sent.one("ties") else []
        edits = (*(Remove(id=one) for one in with_ties), Remove(id=record.id, base=sent.base))
        done = put(request, reading, Edits(edits=edits, reason=why), author)
    except (BadInput, Conflict) as error:
        return _removal_page(request, reading, record, sent, error)
    usual = address_of(reading, record.origin) if isinstance(record, Tie) else _list(reading, record.id)
    back = sent.one("back")
    kept = sent if record.id.partition("/")[2] not in back else sent.but(back="")
    return finished(reading, kept, done, usual)


def _list(reading: Reading, record_id: str) -> str:
    return f"/{reading.network_id}/{PAGES.get(record_id.partition('/')[0], 'eintraege')}"


def _ties(reading: Reading, record: AnyRecord) -> tuple[Tie, ...]:
    return () if isinstance(record, (Tie, Judgement)) else reading.network.ties_of(record.id)


def _removal_page(
    request: Request, reading: Reading, record: AnyRecord, sent: Sent, error: AkteursnetzError | None = None
) -> HTMLResponse:
    ties = _ties(reading, record)
    return _shown(
        request,
        reading,
        record,
        sent,
        error,
        "editing_removal.html",
        ties=[render(record_words(reading.network, tie.id), reading.language) for tie in ties[:_SHOWN_RESTING]],
        ties_total=len(ties),
        resting=list(_resting(reading, record)),
    )


def _resting(reading: Reading, record: AnyRecord) -> Iterator[str]:
    """What else refers to a record: it has to be changed first."""
    own = {tie.id for tie in _ties(reading, record)}
    found = 0
    for other in reading.network.records():
        if other.id not in own and other.id != record.id and record.id in references(other):
            found += 1
            if found <= _SHOWN_RESTING:
                yield render(record_words(reading.network, other.id), reading.language)


def _shown(
    request: Request,
    reading: Reading,
    record: AnyRecord,
    sent: Sent,
    error: AkteursnetzError | None,
    template: str,
    **more: Any,
) -> HTMLResponse:
    told = faults_of(_at_the_day(error), reading.language)
    answer = page(
        request,
        reading,
        template,
        record=record,
        name=title_of(reading, record),
        back=back_of(reading, sent, address_of(reading, record.id)),
        base=sent.one("base") or state_of(reading.view),
        action=request.url.path,
        sent=sent,
        faults={place: words for place, words in told.items() if place in _OWN_PARTS},
        general=[words for place, words in told.items() if place not in _OWN_PARTS],
        labels={**part_words(reading.language), "day": render(text("Tag des Endes"), reading.language)},
        source=first_source(reading, sent),
        document_names=document_names(reading),
        focus="",
        **more,
    )
    answer.status_code = faults.status_of(error) if error else HTTPStatus.OK
    return private(answer)


def _at_the_day(error: AkteursnetzError | None) -> AkteursnetzError | None:
    """What is wrong with the end stands at the day that was typed."""
    if not isinstance(error, BadInput):
        return error
    moved = [
        Problem(one.message, "day" if str(one.place).rpartition(".")[2] in ("end", "status_on") else one.place)
        for one in problems_of(error)
    ]
    return BadInput(error.message, problems=moved)
