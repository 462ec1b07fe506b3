"""From one missing entry to the next: each is asked for by itself, saved or skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.analysis.overlap import CARRIER
from graph_service.analysis.recording import CONFIRMATION
from graph_service.api.coverage import record_next
from graph_service.api.findings import FindingsOf
from graph_service.api.schemas_findings import MissingOut
from graph_service.model.errors import AkteursnetzError, BadInput, Conflict, Problem
from graph_service.model.identity import local_of
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord
from graph_service.operations.editing import save
from graph_service.operations.editing_conflicts import Clash
from graph_service.operations.editing_values import values_of
from graph_service.operations.edits import Change, Edits
from graph_service.serving.filters import FacetsOf
from graph_service.serving.reading import Reading, state_of
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing_conflict import conflict_page
from graph_service.web.editing_forms import drafted, form_page, read
from graph_service.web.editing_sending import SOURCE_PARTS, Sent, SentOf, author_of, incomplete, with_done
from graph_service.web.rendering import page

router = APIRouter(route_class=OwnFormsOnly)

_LOOKED_AT = 500
_MOST_SKIPPED = 200
_FIELDS = {CARRIER: ("carriers",), CONFIRMATION: ("status", "status_on", "end")}
_STATE = ("field", "target_group", "district", "role", "at", "documented", "planned", "certain")
_KEPT = (*SOURCE_PARTS, "author")


def fields_for(what: str) -> tuple[str, ...]:
    """The fields of a measure in which a missing entry is recorded."""
    return _FIELDS.get(what, (what,))


@router.get("/{n}/abdeckung/erfassen/naechste")
def next_form(request: Request, findings: FindingsOf, facets: FacetsOf, sent: SentOf) -> HTMLResponse:
    """The form for the entry that would settle most, of those that nobody has skipped."""
    reading = findings.reading
    waiting = list(_waiting(record_next(findings, facets, _LOOKED_AT).items, sent))
    if not waiting:
        back = _list(reading, sent)
        return page(request, reading, "editing_next_done.html", back=back, passed_on=(*_STATE, *_KEPT, "skip"))
    return _form(request, reading, waiting[0], sent, left=len(waiting))


def _waiting(items: list[MissingOut], sent: Sent) -> Iterator[MissingOut]:
    skipped = set(sent.all("skip"))
    return (row for row in items if _key(row.measure.id, row.what.id) not in skipped)


def _key(measure: str, what: str) -> str:
    return f"{local_of(measure)}:{what}"


@router.post("/{n}/abdeckung/erfassen/naechste")
def record(request: Request, findings: FindingsOf, facets: FacetsOf, sent: SentOf) -> Response:
    """Saves what was missing and goes on to the next entry."""
    reading = findings.reading
    measure, what = reading.network.node(f"measure/{sent.one('measure')}"), sent.one("missing")
    try:
        edits = _edits(reading, measure, what, sent)
        saved = save(reading.service, reading.network_id, edits, author=author_of(reading, sent))
    except Clash as error:
        action, back = f"/{reading.network_id}/bearbeiten/{measure.id}", _here(request, sent)
        alone = sent.but(only=",".join(fields_for(what)), back=back)
        return conflict_page(request, reading, measure, alone, error, action=action)
    except (BadInput, Conflict) as error:
        found = record_next(findings, facets, _LOOKED_AT).items
        row = next((one for one in found if (one.measure.id, one.what.id) == (measure.id, what)), None)
        if row is None:
            raise
        return _form(request, reading, row, sent, error, left=len(list(_waiting(found, sent))))
    return RedirectResponse(with_done(_here(request, sent), f"r{saved.revision.number}"), 303)


def _edits(reading: Reading, measure: AnyRecord, what: str, sent: Sent) -> Edits:
    """What was typed; to confirm a measure its source is enough, all else has to say something."""
    draft = drafted(reading, measure, fields_for(what))
    values, edits = read(reading, draft, sent)
    known = values_of(reading.network, measure)
    if any(value != known[name] for name, value in values.items()):
        return edits
    if what != CONFIRMATION:
        gap = Problem(text("Bitte etwas angeben oder überspringen."), place=fields_for(what)[0])
        raise incomplete([gap])
    [edit] = edits.edits
    return Edits(edits=(Change(id=measure.id, source=edit.source),), reason=edits.reason)


def _form(
    request: Request,
    reading: Reading,
    row: MissingOut,
    sent: Sent,
    error: AkteursnetzError | None = None,
    *,
    left: int,
) -> HTMLResponse:
    measure = reading.network.node(row.measure.id)
    names = fields_for(row.what.id)
    draft = drafted(reading, measure, names)
    key = _key(row.measure.id, row.what.id)
    return form_page(
        request,
        reading,
        replace(draft, fields=tuple(replace(one, help=None) if one.tie else one for one in draft.fields)),
        sent,
        error,
        heading=text("Als Nächstes erfassen: {what}", what=row.what.label),
        record=measure,
        lead=_question(row),
        next_left=left,
        skip=_here(request, sent, key),
        back=_list(reading, sent),
        base=sent.one("base") or state_of(reading.view),
        focus=names[0],
        kept=[("measure", local_of(measure.id)), ("missing", row.what.id)],
        action=_here(request, sent, query=_STATE_AND_SKIPPED),
        submit=text("Speichern und weiter"),
        passed_on=(*_STATE, *_KEPT, "skip"),
    )


def _question(row: MissingOut) -> Any:
    if row.what.id == CONFIRMATION:
        return text("Läuft „{measure}“ noch? Zuletzt belegt {year}.", measure=row.measure.label, year=str(row.since))
    return text("Zu „{measure}“ ist nicht erfasst: {what}.", measure=row.measure.label, what=row.what.label)


_STATE_AND_SKIPPED = (*_STATE, "skip")


def _here(request: Request, sent: Sent, *skipped: str, query: tuple[str, ...] = ()) -> str:
    """The address of the next entry: the choice, what was skipped, and the source and signature to use again."""
    names = query or (*_STATE_AND_SKIPPED, *_KEPT)
    known = request.query_params
    pairs = [(name, value) for name in names if name in _STATE_AND_SKIPPED for value in known.getlist(name) if value]
    pairs += [("skip", one) for one in skipped]
    pairs = [one for one in pairs if one[0] != "skip"] + [one for one in pairs if one[0] == "skip"][-_MOST_SKIPPED:]
    pairs += [(name, sent.one(name)) for name in _KEPT if name in names and sent.one(name)]
    pairs += [("lang", "en")] if known.get("lang") == "en" else []
    return f"{request.url.path}?{urlencode(pairs)}" if pairs else request.url.path


def _list(reading: Reading, sent: Sent) -> str:
    """The list of what is missing, in the same choice."""
    pairs = [(name, value) for name in _STATE for value in sent.all(name) if value and name != "role"]
    pairs += [("lang", "en")] if reading.language == "en" else []
    base = f"/{reading.network_id}/abdeckung/erfassen"
    return f"{base}?{urlencode(pairs)}" if pairs else base
