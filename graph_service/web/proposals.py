"""Proposals as pages: what waits, what became of each, and the form on which a coordinator decides."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.language import render
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, Conflict
from graph_service.model.text import text
from graph_service.operations.deciding import WHOLE, Keep, Ruling
from graph_service.operations.editing_conflicts import Clash
from graph_service.operations.proposal_lines import name_of, pieces
from graph_service.operations.proposals import Proposal
from graph_service.serving import faults
from graph_service.serving.proposing import Proposing, ProposingOf
from graph_service.serving.reading import Reading, ReadingOf, state_of
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing_sending import Sent, SentOf, address_of, problems_of, with_done
from graph_service.web.rendering import page, private

router = APIRouter(route_class=OwnFormsOnly)


@router.get("/{n}/vorschlaege")
def proposal_list(request: Request, reading: ReadingOf, acting: ProposingOf) -> HTMLResponse:
    """The proposals, the open ones first: a contributor's own, all for coordinators."""
    found = acting.all() if acting.decides or acting.person.account else ()
    return private(
        page(
            request,
            reading,
            "proposals.html",
            found=[(one, _summary(reading, one)) for one in found],
            function_of=acting.function_of,
            decides=acting.decides,
        )
    )


def _summary(reading: Reading, proposal: Proposal) -> list[str]:
    """What a proposal is about, in a few words."""
    names = (name_of(proposal, place, reading.network) for place in range(len(proposal.records)))
    told = (render(one, reading.language) for one in names)
    return [one for one in dict.fromkeys(told) if one not in proposal.records]  # what is gone has only an id left


@router.get("/{n}/vorschlaege/{proposal}")
def proposal_page(request: Request, reading: ReadingOf, acting: ProposingOf, proposal: str) -> HTMLResponse:
    """One proposal field by field, what was decided, and for coordinators the form to decide."""
    return _page(request, reading, acting, acting.get(proposal), Sent({}))


@router.post("/{n}/vorschlaege/{proposal}/entscheiden")
def decide(request: Request, reading: ReadingOf, acting: ProposingOf, proposal: str, sent: SentOf) -> Response:
    """Takes or refuses each edit of a proposal."""
    found = acting.get(proposal)
    try:
        rulings = _rulings(sent, len(found.edits.edits))
        acting.decide(proposal, rulings, sent.base, sent.one("author"))
    except (BadInput, Conflict) as error:
        return _page(request, reading, acting, acting.get(proposal), sent, error)
    return _to(reading, proposal, "decided")


def _rulings(sent: Sent, number: int) -> tuple[Ruling, ...]:
    """What a form says about each edit; BadValue where it does not say whether one is taken."""
    if any(sent.one(f"take_{place}") not in ("yes", "no") for place in range(number)):
        raise BadValue(
            text("Zu einer Änderung fehlt die Entscheidung.")
            if number == 1
            else text("Nicht zu jeder Änderung ist gesagt, ob sie übernommen oder abgelehnt wird."),
            remedy=text("Bitte „übernehmen“ oder „ablehnen“ wählen."),
        )
    return tuple(_ruling(sent, place) for place in range(number))


def _ruling(sent: Sent, place: int) -> Ruling:
    """What a form says about one edit."""
    head = f"keep_{place}_"
    keep: dict[str, Keep] = {
        name.removeprefix(head): "mine" if sent.one(name) == "mine" else "theirs"
        for name in sent.given
        if name.startswith(head) and sent.one(name) in ("mine", "theirs")
    }
    if sent.one(f"anyway_{place}"):
        keep[WHOLE] = "mine"
    return Ruling(sent.one(f"take_{place}") == "yes", sent.one(f"reason_{place}")[:600], keep)


@router.post("/{n}/vorschlaege/{proposal}/zurueckziehen")
def withdraw(request: Request, reading: ReadingOf, acting: ProposingOf, proposal: str) -> Response:
    """Withdraws an open proposal of one's own."""
    try:
        acting.withdraw(proposal)
    except Conflict as error:
        return _page(request, reading, acting, acting.get(proposal), Sent({}), error)
    return _to(reading, proposal, "withdrawn")


@router.post("/{n}/bestaetigen/tie/{local}")
def confirm(reading: ReadingOf, acting: ProposingOf, local: str) -> Response:
    """Confirms a relationship as its other side."""
    done = acting.confirm(f"tie/{local}")
    told = done.id if isinstance(done, Proposal) else f"r{done.revision.number}"
    return RedirectResponse(with_done(address_of(reading, f"tie/{local}"), told), HTTPStatus.SEE_OTHER)


def _to(reading: Reading, proposal: str, done: str) -> RedirectResponse:
    tail = "?lang=en" if reading.language == "en" else ""
    address = f"/{reading.network_id}/vorschlaege/{proposal}{tail}"
    return RedirectResponse(with_done(address, done), HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    reading: Reading,
    acting: Proposing,
    proposal: Proposal,
    sent: Sent,
    error: AkteursnetzError | None = None,
) -> HTMLResponse:
    account = acting.person.account
    answer = page(
        request,
        reading,
        "proposal.html",
        proposal=proposal,
        pieces=pieces(reading.service, proposal),
        function=acting.function_of(proposal.account),
        decider=acting.decider_of(proposal),
        decides=acting.decides and proposal.is_open,
        withdraws=account is not None and account.id == proposal.account and proposal.is_open,
        base=state_of(reading.view),
        sent=sent,
        faults=_faults(reading, error),
        clashing=isinstance(error, Clash),
        address=lambda record_id: address_of(reading, record_id),
    )
    answer.status_code = faults.status_of(error) if error else HTTPStatus.OK
    return private(answer)


def _faults(reading: Reading, error: AkteursnetzError | None) -> list[str]:
    if error is None:
        return []
    if isinstance(error, Clash):
        return [render(error.message, reading.language)]
    return list(dict.fromkeys(render(one.message, reading.language) for one in problems_of(error)))
