"""Routes for proposals: make one, see what became of it, withdraw it, decide; and confirm a tie of one's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Response

from graph_service.api.errors import documented
from graph_service.api.present import Presenter
from graph_service.api.schemas import Word
from graph_service.api.schemas_proposals import (
    ConfirmedOut,
    LineOut,
    PieceOut,
    ProposalOut,
    ProposalsOut,
    RulingsIn,
)
from graph_service.language import render
from graph_service.model.text import Value
from graph_service.operations.deciding import Ruling
from graph_service.operations.edits import Edits
from graph_service.operations.proposal_lines import Piece, pieces
from graph_service.operations.proposals import Proposal
from graph_service.operations.service import scope
from graph_service.serving.editing import BoundedJson
from graph_service.serving.proposing import ApiProposingOf, OwnProposingOf, Proposing
from graph_service.serving.reading import API

router = APIRouter(tags=["Vorschläge / proposals"], route_class=BoundedJson)
_REFUSALS = documented(
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
)
ProposalId = Annotated[str, Path(max_length=60, description="Kennung des Vorschlags / id of the proposal")]


@router.get("/networks/{n}/proposals")
def proposals(acting: ApiProposingOf, response: Response) -> ProposalsOut:
    """Proposals, the open ones first: a contributor's own, all for coordinators."""
    response.headers["Cache-Control"] = "no-store"
    found = acting.all()
    return ProposalsOut(
        items=[shown(acting, one) for one in found],
        open=sum(one.is_open for one in found),
        total=len(found),
        network=acting.network,
    )


@router.post("/networks/{n}/proposals", status_code=HTTPStatus.CREATED, responses=_REFUSALS)
def propose(acting: OwnProposingOf, response: Response, wanted: Edits) -> ProposalOut:
    """Proposes changes to records of the actors for which this account speaks; `reason` is the message."""
    proposal = acting.propose(wanted)
    response.headers.update(
        {"Location": f"{API}/networks/{acting.network}/proposals/{proposal.id}", "Cache-Control": "no-store"}
    )
    return shown(acting, proposal)


@router.get("/networks/{n}/proposals/{proposal}")
def one_proposal(acting: ApiProposingOf, response: Response, proposal: ProposalId) -> ProposalOut:
    """One proposal, with what is recorded by now, and what was decided."""
    response.headers["Cache-Control"] = "no-store"
    return shown(acting, acting.get(proposal))


@router.post("/networks/{n}/proposals/{proposal}/decide", responses=_REFUSALS)
def decide(acting: ApiProposingOf, response: Response, proposal: ProposalId, wanted: RulingsIn) -> ProposalOut:
    """Takes or refuses each edit; what is taken becomes one revision, whole or not at all.

    412 with both versions where somebody changed the same fields meanwhile: the same again with `keep` and `revision`.
    """
    response.headers["Cache-Control"] = "no-store"
    rulings = tuple(Ruling(one.take, one.reason, one.keep) for one in wanted.answers)
    return shown(acting, acting.decide(proposal, rulings, wanted.revision, wanted.author))


@router.post("/networks/{n}/proposals/{proposal}/withdraw", responses=_REFUSALS)
def withdraw(acting: ApiProposingOf, response: Response, proposal: ProposalId) -> ProposalOut:
    """Withdraws an open proposal of one's own."""
    response.headers["Cache-Control"] = "no-store"
    return shown(acting, acting.withdraw(proposal))


@router.post("/networks/{n}/ties/{tie}/confirm", responses=_REFUSALS)
def confirm(
    acting: ApiProposingOf,
    response: Response,
    tie: Annotated[str, Path(max_length=200, description="Kennung ohne „tie/“ / id without `tie/`")],
) -> ConfirmedOut:
    """Confirms a tie as its other side: at once where that side alone has said so, else as a proposal."""
    response.headers["Cache-Control"] = "no-store"
    done = acting.confirm(f"tie/{tie}")
    if isinstance(done, Proposal):
        return ConfirmedOut(network=acting.network, tie=f"tie/{tie}", revision=None, proposal=done.id)
    return ConfirmedOut(network=acting.network, tie=f"tie/{tie}", revision=done.revision.number, proposal=None)


def shown(acting: Proposing, proposal: Proposal) -> ProposalOut:
    """A proposal in the words of its reader; who decided is a function, as in the history."""
    present = Presenter(acting.service.network(acting.network), acting.language, scope())
    found = enumerate(pieces(acting.service, proposal))
    return ProposalOut(
        id=proposal.id,
        network=proposal.network,
        state=Word(id=proposal.state.value, label=proposal.state.label.in_language(acting.language)),
        function=acting.function_of(proposal.account),
        message=proposal.message,
        made=proposal.made,
        base=proposal.base,
        pieces=[_piece(acting, proposal, place, one, present) for place, one in found],
        decided=proposal.decided,
        decided_by=acting.decider_of(proposal),
        revision=proposal.revision,
    )


def _piece(acting: Proposing, proposal: Proposal, place: int, piece: Piece, present: Presenter) -> PieceOut:
    answer = proposal.answers[place] if proposal.answers else None
    return PieceOut(
        action=proposal.edits.edits[place].action,
        record=piece.record,
        words=render(piece.what, acting.language),
        lines=[
            LineOut(
                field=line.field,
                label=line.label.in_language(acting.language),
                before=_said(acting, line.before),
                proposed=_said(acting, line.proposed),
                now=_said(acting, line.now),
                state=line.state,
            )
            for line in piece.lines
        ],
        source=present.source(piece.source) if piece.source else None,
        problem=render(piece.problem, acting.language) if piece.problem else None,
        changed=piece.changed,
        taken=answer.take if answer else None,
        reason=answer.reason if answer else None,
    )


def _said(acting: Proposing, value: Value) -> str:
    return render(value, acting.language)
