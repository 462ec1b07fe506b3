"""What people decide about two records: forms to sign and to take back, and the list of all decisions."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from graph_service.api import judgements
from graph_service.api.schemas_judgements import JudgementIn
from graph_service.language import render
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, Conflict, NotFound, Problem
from graph_service.model.identity import fold
from graph_service.model.network import Network, not_found
from graph_service.model.nodes import Document
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations import judging
from graph_service.serving import faults
from graph_service.serving.filters import One
from graph_service.serving.reading import LanguageOf, NetworkId, Reading, ReadingOf, ServiceOf
from graph_service.serving.receiving import typed_form
from graph_service.serving.who import Person, PersonOf
from graph_service.serving.writing import OwnFormsOnly, Writing, writing_at
from graph_service.web.rendering import page

router = APIRouter(route_class=OwnFormsOnly)

_LONGEST_FORM = 100_000
_ASKED_AT = {"coordination": "abstimmung", "same_as": "daten/dubletten", "part_of": "daten/dubletten"}
_FIELDS = ("decision", "author", "reason", "document", "locator")


@dataclass(frozen=True)
class Typed:
    """What stands in a form about a judgement, as it was typed; `revision` is the one that the form was made for."""

    kind: str = ""
    first: str = ""
    second: str = ""
    judgement: str = ""
    decision: str = ""
    author: str = ""
    reason: str = ""
    document: str = ""
    locator: str = ""
    revision: str = ""
    back: str = ""


async def typed(request: Request) -> Typed:
    """The form that was sent, or the one that an address describes."""
    sent = list(request.query_params.multi_items())
    if request.method == "POST":
        sent = await typed_form(request, _LONGEST_FORM)
    known = {field.name for field in fields(Typed)}
    return Typed(**{name: value for name, value in sent if name in known})


TypedOf: TypeAlias = Annotated[Typed, Depends(typed)]


@router.get("/{n}/urteile")
def decisions(request: Request, reading: ReadingOf, kind: One = None) -> HTMLResponse:
    """Every decision with its history, and those that were taken back."""
    found = judgements.judgements(reading, kind or None)
    store = reading.service.store
    return page(
        request,
        reading,
        "judgements.html",
        answer=found,
        kind=kind or "",
        history={one.id: store.history(reading.network_id, one.id) for one in found.items},
    )


@router.get("/{n}/urteile/neu")
def judgement_form(request: Request, reading: ReadingOf, typed: TypedOf) -> HTMLResponse:
    """The form to decide about two records."""
    if not (typed.kind and typed.first and typed.second):
        raise BadInput(
            text("In dieser Adresse fehlt, worüber geurteilt werden soll."),
            remedy=text(
                "Ein Urteil wird dort festgehalten, wo die Frage steht: unter „Überschneidungen“ zu zwei Maßnahmen, "
                "unter „Abstimmung“ zu zwei Akteuren."
            ),
        )
    return _form(request, reading, typed)


@router.post("/{n}/urteile")
def sign(
    request: Request, service: ServiceOf, language: LanguageOf, person: PersonOf, n: NetworkId, typed: TypedOf
) -> Response:
    """Signs a decision and goes back; a form that cannot be taken comes back with what was typed."""
    try:
        writing = writing_at(service, n, language, typed.revision or "0", person)
        signed = judgements.sign(writing, Response(), _wanted(service.network(n), typed, person))
    except (BadInput, NotFound, Conflict) as error:
        return _form(request, Writing(service, n, language, None, person).newest(), typed, error)
    return _return(n, typed, language, signed.id)


@router.get("/{n}/urteile/zuruecknehmen")
def withdrawal_form(request: Request, reading: ReadingOf, typed: TypedOf) -> HTMLResponse:
    """The form to take a decision back."""
    return _withdrawal(request, reading, typed)


@router.post("/{n}/urteile/zuruecknehmen")
def withdraw(
    request: Request, service: ServiceOf, language: LanguageOf, person: PersonOf, n: NetworkId, typed: TypedOf
) -> Response:
    """Takes a decision back and goes back to where that was asked for."""
    try:
        writing = writing_at(service, n, language, typed.revision or "0", person)
        signed = _signed(typed, person)
        _refuse_gaps(signed, ("author", "reason"))
        judgements.take_back(writing, Response(), signed.judgement, signed.reason, signed.author)
    except (BadInput, Conflict) as error:
        return _withdrawal(request, Writing(service, n, language, None, person).newest(), typed, error)
    return _return(n, typed, language, "withdrawn")


def _wanted(network: Network, typed: Typed, person: Person) -> JudgementIn:
    """The decision that a form asks for; BadInput with every part of it that cannot be taken."""
    typed = _signed(typed, person)
    _refuse_gaps(typed, ("decision", "author", "reason"))
    document = _document(network, typed.document)
    sources = [{"document": document, "locator": typed.locator.strip() or None}] if document else []
    given = {name: getattr(typed, name) for name in ("kind", "decision", "author", "reason")}
    try:
        return JudgementIn.model_validate({**given, "subjects": (typed.first, typed.second), "sources": sources})
    except ValidationError as error:
        raise faults.validation_error(RequestValidationError(error.errors())) from error


def _signed(typed: Typed, person: Person) -> Typed:
    """The form as whoever has signed in signs it; what was typed counts only where nobody signs in."""
    return replace(typed, author=person.signature()) if person.account else typed


_GAPS = {
    "decision": text("Bitte ein Urteil wählen."),
    "author": text("Zu einem Urteil gehört, wer entschieden hat."),
    "reason": text("Zu einem Urteil gehört eine Begründung."),
}


def _refuse_gaps(typed: Typed, names: tuple[str, ...]) -> None:
    gaps = [Problem(_GAPS[name], place=name) for name in names if not getattr(typed, name).strip()]
    longest = {"author": 200, "reason": 2000}
    gaps += [
        Problem(text("Das ist zu lang; höchstens {limit} Zeichen.", limit=limit), place=name)
        for name, limit in longest.items()
        if name in names and len(getattr(typed, name)) > limit
    ]
    if gaps:
        raise BadInput(text("Das Formular ist noch nicht vollständig."), problems=gaps)


def _document(network: Network, words: str) -> str | None:
    """The id of the document that is named, by its id or its name; BadValue names what is near."""
    wanted = words.strip()
    if not wanted:
        return None
    documents = [node for node in network.nodes.values() if isinstance(node, Document)]
    for document in documents:
        if wanted in (document.id, document.id.partition("/")[2]) or fold(wanted) == fold(document.name):
            return document.id
    near = not_found(wanted, [document.name for document in documents]).near
    raise BadValue(
        text("Eine Quelle „{value}“ ist nicht erfasst.", value=wanted[:80]),
        place="document",
        value=wanted[:80],
        near=near,
        remedy=text("Bitte eine erfasste Quelle wählen oder das Feld leer lassen."),
    )


def _form(request: Request, reading: Reading, typed: Typed, error: AkteursnetzError | None = None) -> HTMLResponse:
    kind = look_up(typed.kind, vocabulary().judgement_kinds, Label(de="Urteilsart", en="kind of judgement"), "kind")
    network = reading.network
    one, other = (network.node(judging.subject_id(typed.kind, subject)) for subject in (typed.first, typed.second))
    known = judgements.judgements(reading, typed.kind).items
    current = next((item for item in known if {subject.id for subject in item.subjects} == {one.id, other.id}), None)
    return _shown(
        request, reading, "judgement_form.html", typed, error, words=kind, one=one, other=other, current=current
    )


def _withdrawal(
    request: Request, reading: Reading, typed: Typed, error: AkteursnetzError | None = None
) -> HTMLResponse:
    current = judgements.shown(reading, typed.judgement)
    return _shown(request, reading, "judgement_withdrawal.html", typed, error, current=current)


def _shown(
    request: Request, reading: Reading, template: str, typed: Typed, error: AkteursnetzError | None, **values: Any
) -> HTMLResponse:
    """A form with what was typed, what is wrong with it, and what happened since it was opened."""
    errors = _errors(reading, error)
    answer = page(
        request,
        reading,
        template,
        typed=typed,
        back=_back(reading.network_id, typed, reading.language),
        errors={place: told for place, told in errors.items() if place in _FIELDS},
        general=[told for place, told in errors.items() if place not in _FIELDS],
        since=_since(reading, typed.revision) if isinstance(error, Conflict) else None,
        **values,
    )
    answer.status_code = faults.status_of(error) if error else HTTPStatus.OK
    return answer


def _errors(reading: Reading, error: AkteursnetzError | None) -> dict[str, str]:
    """What is wrong, by the part of the form where it stands; what stands nowhere is named by its own place."""
    if error is None or isinstance(error, Conflict):
        return {}
    told: dict[str, str] = {}
    for problem in error.problems or (Problem(error.message, error.place, near=error.near),):
        words = [problem.message, error.remedy] if error.remedy and not error.problems else [problem.message]
        if problem.near:
            words.append(text("Gemeint ist vielleicht: {words}.", words=problem.near))
        place = str(problem.place).rpartition(".")[2]
        told[place] = " ".join(render(one, reading.language) for one in words)
    return told


def _since(reading: Reading, revision: str) -> list[Any]:
    """The revisions that were made after the one that a form was opened for, the last one first."""
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 16 else 0
    return [one for one in reading.service.store.revisions(reading.network_id) if one.number > number][::-1]


def _return(n: str, typed: Typed, language: str, done: str) -> RedirectResponse:
    """Back to the page where the form was, in the same state, which says what was done."""
    base = _back(n, typed, language)
    return RedirectResponse(f"{base}{'&' if '?' in base else '?'}{urlencode({'done': done})}", status_code=303)


def _back(n: str, typed: Typed, language: str) -> str:
    """The address to go back to, if it is one of this network's pages; always at the newest revision."""
    usual = f"/{n}/{_ASKED_AT.get(typed.kind, 'ueberschneidungen')}"
    address = urlsplit(typed.back if typed.back.startswith((f"/{n}/", f"/{n}?")) and "\\" not in typed.back else usual)
    query = [(name, value) for name, value in parse_qsl(address.query) if name not in ("done", "revision", "lang")]
    query += [("lang", "en")] if language == "en" else []
    return f"{address.path}?{urlencode(query)}" if query else address.path
