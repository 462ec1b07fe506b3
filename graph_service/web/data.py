"""Daten: files come in by a dry run and are taken over, revisions are taken back, everything can be had as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.access.roles import Right
from graph_service.api import imports
from graph_service.language import explain, render
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, Conflict, NotFound
from graph_service.model.identity import check_new_network_id
from graph_service.model.period import PartialDate
from graph_service.model.text import Language
from graph_service.operations import wording_loading as wording
from graph_service.operations.beginning import empty_network, id_of
from graph_service.operations.handing_out import FORMS
from graph_service.operations.loading import Options
from graph_service.operations.picturing import MOST_SHOWN, Wish
from graph_service.operations.service import Service, today
from graph_service.operations.sources import ENDINGS, LISTS
from graph_service.operations.undoing import plan_undo, undoable
from graph_service.operations.uploading import MAX_FILES, MAX_UPLOAD, Upload, Uploads, Wanted, wait_for
from graph_service.serving import faults
from graph_service.serving.reading import LanguageOf, NetworkId, Reading, ReadingOf, ServiceOf
from graph_service.serving.receiving import Received, received
from graph_service.serving.who import Person, PersonOf, person_of
from graph_service.serving.wishes import asked_in
from graph_service.serving.writing import OwnFileFormsOnly, Writing, writing_at
from graph_service.web.filled import FilledOf, told
from graph_service.web.judging import TypedOf
from graph_service.web.mapping_remedies import for_page
from graph_service.web.rendering import page, render_page

router = APIRouter(route_class=OwnFileFormsOnly)

_SHOWN_REVISIONS = 50
_SHOWN_ROWS = 200
PATIENCE = 1.0  # seconds to wait for what is quick, so that a small file needs no page in between
_REFRESH = 2  # seconds until a page about something unfinished asks again
Number: TypeAlias = Annotated[int, Path(ge=1, le=2**53)]
Shown: TypeAlias = Annotated[int, Query(ge=1, le=imports.MOST_SHOWN)]


@dataclass(frozen=True)
class Sent:
    """What stands in the form to send a file, as it was typed."""

    author: str = ""
    title: str = ""
    skip_bad_rows: str = ""
    end_missing: str = ""
    end_missing_on: str = ""

    def wanted(self, network: str, person: Person) -> Wanted:
        """What the form asks for, for whom; BadValue for a part that cannot be."""
        options = Options(skip_bad_rows=bool(self.skip_bad_rows), end_missing=self._end())
        title = " ".join(self.title.split())[:100] or None
        return Wanted(network, imports.signed_by(person, self.author), options, title)

    def _end(self) -> date | None:
        if not self.end_missing:
            return None
        try:
            return PartialDate.written(self.end_missing_on).last if self.end_missing_on else today()
        except BadValue as error:
            raise BadValue(error.message, place="end_missing_on", value=error.value, remedy=error.remedy) from error


@dataclass(frozen=True)
class Begun:
    """What stands in the form for an empty network, and what is wrong with it."""

    name: str = ""
    id: str = ""
    error: AkteursnetzError | None = None

    def faults(self, language: Language) -> dict[str, str]:
        """What is wrong, by the part of the form at which it stands."""
        return {self.error.place or "id": " ".join(told(self.error, language))} if self.error else {}


@dataclass(frozen=True)
class Sending:
    """A form with a file that was sent, or what was wrong with it before it could be read."""

    form: Received
    error: BadInput | None = None

    @property
    def sent(self) -> Sent:
        known = {field.name for field in fields(Sent)}
        return Sent(**{name: value for name, value in self.form.fields.items() if name in known})


async def sending(request: Request) -> AsyncIterator[Sending]:
    """The form of a request; what cannot be read is told on the page and not by an error page."""
    forms = received(request)
    try:
        form = await anext(forms)
    except BadInput as error:
        yield Sending(Received(), error)
        return
    try:
        yield Sending(form)
    finally:
        await forms.aclose()


def uploads_of(request: Request) -> Uploads:
    uploads: Uploads = request.app.state.uploads
    return uploads


UploadsOf = Annotated[Uploads, Depends(uploads_of)]
SendingOf = Annotated[Sending, Depends(sending)]


@router.get("/{n}/daten")
def data(request: Request, service: ServiceOf, language: LanguageOf, n: NetworkId) -> HTMLResponse:
    """The form to send a file, the history with what can be undone, and the files that can be had."""
    return _form(request, service, n, language, Sent())


@router.get("/{n}/daten/neu")
def begin(n: NetworkId, language: LanguageOf, id: Annotated[str, Query(max_length=200)] = "") -> Response:  # noqa: A002
    """Goes to the page on which the first file makes a network of this id."""
    tail = "?lang=en" if language == "en" else ""
    return RedirectResponse(f"/{check_new_network_id(id.strip().lower())}/daten{tail}", status_code=303)


@router.post("/{n}/daten/neu")
def make_empty(
    request: Request, service: ServiceOf, language: LanguageOf, person: PersonOf, n: NetworkId, sent: FilledOf
) -> Response:
    """Makes a network without any record, and goes to its first page; Forbidden for who may not edit there."""
    try:
        new = empty_network(sent["name"], sent["id"])
        person.grants.require(Right.EDIT, new.id)
        made = service.store.create(new.id, new.name)
    except (BadInput, Conflict) as error:
        begun = Begun(sent["name"], sent["id"] or id_of(sent["name"]), error)
        return _form(request, service, n, language, Sent(), begun=begun)
    return RedirectResponse(f"/{made.id}{'?lang=en' if language == 'en' else ''}", status_code=303)


@router.post("/{n}/daten")
def send(
    request: Request, service: ServiceOf, uploads: UploadsOf, language: LanguageOf, n: NetworkId, sending: SendingOf
) -> Response:
    """Keeps files and checks them; a form that cannot be taken comes back with what was typed."""
    try:
        if sending.error:
            raise sending.error
        wanted = sending.sent.wanted(n, person_of(request))
        upload = uploads.check(service, wanted, sending.form.sent(), sending.form.mapping)
    except BadInput as error:
        return _form(request, service, n, language, sending.sent, error)
    wait_for(upload, PATIENCE)
    return RedirectResponse(address_of(upload, language), status_code=303)


@router.get("/{n}/daten/laden/{token}")
def checked(
    request: Request,
    service: ServiceOf,
    uploads: UploadsOf,
    language: LanguageOf,
    n: NetworkId,
    token: str,
    limit: Shown = _SHOWN_ROWS,
) -> Response:
    """How far files have come; when they were checked, row by row what they would do; then what they did."""
    upload = uploads.find(token, n)
    answer, error = None, None
    finished = upload.is_done  # it may get done while the page is made
    if finished:
        try:
            result = for_page(upload.result()) if is_mappable(upload) else upload.result()
            answer = imports.shown(result, language, limit)
        except AkteursnetzError as failed:
            error = failed
    if answer and answer.needs_mapping and is_mappable(upload) and not upload.wanted.options.mapping:
        return RedirectResponse(address_of(upload, language, "/zuordnung"), status_code=303)
    shown = data_page(
        request,
        service,
        n,
        language,
        "data_load.html",
        upload=upload,
        finished=finished,
        answer=answer,
        problem=explain(error, language).splitlines() if error else [],
        stages=_stages(upload, language),
        options=upload.wanted.options,
        mappable=is_mappable(upload),
    )
    shown.headers["Cache-Control"] = "no-store"
    if not finished:
        shown.headers["Refresh"] = str(_REFRESH)
    shown.status_code = faults.status_of(error) if error else HTTPStatus.OK
    return shown


@router.post("/{n}/daten/laden/{token}")
def take(
    service: ServiceOf, uploads: UploadsOf, language: LanguageOf, person: PersonOf, n: NetworkId, token: str
) -> Response:
    """Takes over what was checked, once; then says what it did."""
    upload = uploads.find(token, n)
    uploads.take(service, upload, person.signature() if person.account else None)
    wait_for(upload, PATIENCE)
    return RedirectResponse(address_of(upload, language), status_code=303)


@router.get("/{n}/daten/zuruecknehmen/{number}")
def undo_form(request: Request, reading: ReadingOf, number: Number) -> HTMLResponse:
    """What it would mean to take a revision back, or why that cannot be."""
    return _undo_form(request, reading, number)


@router.post("/{n}/daten/zuruecknehmen/{number}")
def undo(
    request: Request,
    service: ServiceOf,
    language: LanguageOf,
    person: PersonOf,
    n: NetworkId,
    number: Number,
    typed: TypedOf,
) -> Response:
    """Takes a revision back, and goes back to the history."""
    try:
        writing = writing_at(service, n, language, typed.revision or "0", person)
        done = imports.undone(writing, number, typed.author)
    except (BadInput, Conflict) as error:
        return _undo_form(request, Writing(service, n, language, None, person).newest(), number, typed.author, error)
    tail = "&lang=en" if language == "en" else ""
    return RedirectResponse(f"/{n}/daten?undone={done.undone}{tail}", status_code=303)


def _undo_form(
    request: Request, reading: Reading, number: int, author: str = "", error: AkteursnetzError | None = None
) -> HTMLResponse:
    plan = None
    try:
        plan = plan_undo(reading.service, reading.network_id, number)
    except Conflict as refused:
        error = error or refused
    shown = page(
        request,
        reading,
        "data_undo.html",
        number=number,
        plan=plan,
        sentence=render(wording.undo_sentence(plan), reading.language) if plan else "",
        author=author,
        problem=explain(error, reading.language).splitlines() if error else [],
    )
    shown.status_code = faults.status_of(error) if error else HTTPStatus.OK
    return shown


def address_of(upload: Upload, language: Language, tail: str = "") -> str:
    """The page about files that were sent, or one below it."""
    return f"/{upload.wanted.network}/daten/laden/{upload.token}{tail}{'?lang=en' if language == 'en' else ''}"


def is_mappable(upload: Upload) -> bool:
    """Whether what was sent may be a list of one's own: one file with tables."""
    endings = {path.suffix.lower() for path in upload.paths}
    return len(upload.paths) == 1 and endings <= LISTS


def _stages(upload: Upload, language: Language) -> list[dict[str, Any]]:
    """The stages that lie before a file, with the one that it is in."""
    labels = {name: label for name, label in wording.STAGE_LABELS.items() if upload.taking or name != "writing"}
    return [{"label": label.in_language(language), "now": name == upload.stage} for name, label in labels.items()]


def _form(
    request: Request,
    service: Service,
    n: str,
    language: Language,
    sent: Sent,
    error: BadInput | None = None,
    begun: Begun | None = None,
) -> HTMLResponse:
    words = (
        {error.place: " ".join(explain(error, language).removeprefix(f"{error.place}: ").splitlines())} if error else {}
    )
    places = ("file", "author", "end_missing_on")
    shown = data_page(
        request,
        service,
        n,
        language,
        "data.html",
        sent=sent,
        errors={place: said for place, said in words.items() if place in places},
        general=[said for place, said in words.items() if place not in places],
        limit=MAX_UPLOAD // 1_000_000,
        most=MAX_FILES,
        endings=ENDINGS,
        begun=begun,
        begun_faults=begun.faults(language) if begun else {},
    )
    refused = error or (begun.error if begun else None)
    shown.status_code = faults.status_of(refused) if refused else HTTPStatus.OK
    return shown


def data_page(
    request: Request, service: Service, n: str, language: Language, template: str, **values: Any
) -> HTMLResponse:
    """A page about a network at its newest revision, or about one that is not there yet."""
    try:
        reading = Writing(service, n, language, None, person_of(request)).newest()
    except NotFound:
        check_new_network_id(n)
        html = render_page(request, template, language, None, wanted=n, exists=False, **values)
        return HTMLResponse(html, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})
    revisions = service.store.revisions(n)[::-1][:_SHOWN_REVISIONS]
    undone = request.query_params.get("undone", "")
    shown = page(
        request,
        reading,
        template,
        wanted=n,
        exists=True,
        revisions=revisions,
        revisions_total=reading.view.revision,
        undoable=undoable(service, n, revisions),
        files=asked_in(Wish(limit=MOST_SHOWN)),
        forms=FORMS,
        undone=int(undone) if undone.isascii() and undone.isdigit() and len(undone) < 16 else 0,
        **values,
    )
    del shown.headers["ETag"]  # what was sent and is unfinished is no part of the revision
    return shown
