"""Routes for signed judgements: what people decided about two records, to read, sign and take back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from starlette.convertors import PathConvertor, register_url_convertor

from graph_service.api.errors import documented
from graph_service.api.present import presenter
from graph_service.api.records import dated_view
from graph_service.api.schemas_judgements import Author, JudgementIn, JudgementOut, JudgementsOut, Reason, WithdrawnOut
from graph_service.model.network import not_found
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.ties import Judgement
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import judging
from graph_service.serving.filters import One
from graph_service.serving.reading import API, Reading, ReadingOf
from graph_service.serving.writing import OwnPagesOnly, WritingOf


class _Anything(PathConvertor):
    """The rest of a path, whatever it holds: `path` takes no line breaks, so another route would answer them."""

    regex = "(?s:.*)"


# Starlette has no other way to give a path a form of its own.
register_url_convertor("anything", _Anything())
router = APIRouter(tags=["Urteile / judgements"], route_class=OwnPagesOnly)
_REFUSALS = documented(HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED)


@router.get("/networks/{n}/judgements")
def judgements(reading: ReadingOf, kind: One = None) -> JudgementsOut:
    """What people decided about two records, of one kind where one is named; the last decision first."""
    network = dated_view(reading).load() if reading.dated else reading.network
    items = [shown(reading, judgement.id) for judgement in judging.judgements_of(network, kind)]
    withdrawn = judging.withdrawn_judgements(reading.service, reading.network_id, reading.view.revision)
    return JudgementsOut(
        items=items,
        total=len(items),
        withdrawn=[_withdrawn(reading, entry) for entry in withdrawn if kind in (None, entry.judgement.kind)],
        network=reading.network_id,
        revision=reading.view.revision,
        date=reading.scope.at,
    )


@router.get("/networks/{n}/judgements/{judgement_id:anything}")
def one_judgement(reading: ReadingOf, judgement_id: str) -> JudgementOut:
    """One signed judgement."""
    return shown(reading, judgement_id)


@router.post("/networks/{n}/judgements", status_code=HTTPStatus.CREATED, responses=_REFUSALS)
def sign(writing: WritingOf, response: Response, wanted: JudgementIn) -> JudgementOut:
    """Signs a decision about two records; it takes the place of an earlier one of this kind about the same two."""
    verdict = _verdict(wanted, writing.person.signature(wanted.author or ""))
    judgement, revision = judging.judge(writing.service, writing.network_id, verdict, expected=writing.expected)
    response.headers["Location"] = f"{API}/networks/{writing.network_id}/judgements/{judgement.id}"
    return shown(writing.reading(response, revision.number), judgement.id)


@router.delete(
    "/networks/{n}/judgements/{judgement_id:anything}", status_code=HTTPStatus.NO_CONTENT, responses=_REFUSALS
)
def take_back(
    writing: WritingOf,
    response: Response,
    judgement_id: str,
    reason: Annotated[Reason, Query()],
    author: Annotated[Author | None, Query()] = None,
) -> None:
    """Takes a judgement back, so that the question is open again; the history keeps it."""
    signed = writing.person.signature(author or "")
    revision = judging.withdraw(
        writing.service, writing.network_id, judgement_id, author=signed, reason=reason, expected=writing.expected
    )
    writing.reading(response, revision.number)


def _withdrawn(reading: Reading, entry: judging.Withdrawn) -> WithdrawnOut:
    return WithdrawnOut(
        **_decided(reading, entry.judgement),
        withdrawn_by=entry.revision.author,
        withdrawn_on=entry.revision.time.date(),
        withdrawn_why=entry.why,
        revision=entry.revision.number,
    )


def _verdict(wanted: JudgementIn, author: str) -> judging.Verdict:
    return judging.Verdict(
        kind=wanted.kind,
        subjects=wanted.subjects,
        decision=wanted.decision,
        author=author,
        reason=wanted.reason,
        decided_on=PartialDate.written(wanted.decided_on) if wanted.decided_on else None,
        sources=tuple(Citation(document=source.document, locator=source.locator) for source in wanted.sources),
    )


def shown(reading: Reading, judgement_id: str) -> JudgementOut:
    """A judgement in words, with what is different since it was made; NotFound names the nearest ids."""
    states = judging.judgement_states(reading.service, reading.network_id, reading.view.revision)
    if judgement_id not in states:
        raise not_found(judgement_id, states)
    state, present = states[judgement_id], presenter(reading)
    state, present = states[judgement_id], presenter(reading)
    return JudgementOut(
        **_decided(reading, state.judgement),
        sources=[present.source(source) for source in state.judgement.sources],
        revision=state.revision,
        changed_since=[present.name(subject) for subject in state.changed_since],
    )


def _decided(reading: Reading, judgement: Judgement) -> dict[str, Any]:
    """What was decided about whom, by whom, when and why."""
    present, kind = presenter(reading), vocabulary().judgement_kinds[judgement.kind]
    first, second = judgement.subjects
    return {
        "id": judgement.id,
        "kind": present.word(judgement.kind, vocabulary().judgement_kinds),
        "subjects": (present.name(first), present.name(second)),
        "decision": present.word(judgement.decision, kind.decisions),
        "author": judgement.author,
        "decided_on": str(judgement.decided_on),
        "reason": judgement.reason,
    }
