"""Routes for bodies, who sits in them, who stands above whom, and the ways of papers through the committees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter

from graph_service.analysis.bodies import LINES, Body, Member, PaperWay, Place, superior
from graph_service.api.findings import Shown
from graph_service.api.present import Presenter, presenter
from graph_service.api.records import answer
from graph_service.api.schemas import Word
from graph_service.api.schemas_governance import (
    AbsentOut,
    BodyAnswerOut,
    BodyOut,
    GovernanceOut,
    LineOut,
    PaperOut,
    PaperStepOut,
    PlaceOut,
    SeatOut,
    SeveralOut,
    StationOut,
)
from graph_service.language import render
from graph_service.model.nodes import Event
from graph_service.model.provenance import Record
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import describing
from graph_service.operations import wording_governance as wording
from graph_service.operations.governing import body_named, governance_of
from graph_service.serving.reading import JudgedOf, Reading

router = APIRouter(tags=["Steuerung / governance"])


@router.get("/networks/{n}/governance")
def governance(reading: JudgedOf, limit: Shown = 50) -> GovernanceOut:
    """Bodies, who sits in them, who stands above whom, and the ways of papers through the committees."""
    found = governance_of(reading.service, reading.network_id, reading.scope, reading.view.revision)
    present = presenter(reading)
    return GovernanceOut(
        **answer(reading, wording.governance_sentence(found), wording.governance_caveats(found)),
        parameters=_parameters(reading),
        bodies=[_body(present, body) for body in found.bodies],
        total=len(found.bodies),
        levels=[_place(present, place) for place in found.levels.places],
        several=[_several(present, member) for member in found.several],
        absent=[AbsentOut(body=present.name(one.id), valid=present.period(one.valid)) for one in found.absent],
        papers=[_paper(present, way) for way in found.papers[:limit]],
        papers_total=len(found.papers),
    )


@router.get("/networks/{n}/governance/{body}")
def one_body(reading: JudgedOf, body: str, limit: Shown = 50) -> BodyAnswerOut:
    """Who sits in a body, in which role, since when, on whose word; and the papers that it dealt with."""
    actor = body_named(reading.network, body)
    found = governance_of(reading.service, reading.network_id, reading.scope, reading.view.revision)
    row = next((one for one in found.bodies if one.actor.id == actor.id), None)
    if row is None:
        told: dict[str, Any] = answer(reading, wording.absent_sentence(reading.network, actor, reading.scope))
    else:
        sentence = wording.body_sentence(reading.network, row, reading.scope)
        told = answer(reading, sentence, wording.body_caveats(row, reading.scope))
    present = presenter(reading)
    papers = [way for way in found.papers if any(tie.origin == actor.id for tie in way.stations)]
    return BodyAnswerOut(
        **told,
        parameters=_parameters(reading),
        body=present.name(actor.id),
        valid=present.period(actor.valid),
        item=_body(present, row) if row else None,
        papers=[_paper(present, way) for way in papers[:limit]],
        papers_total=len(papers),
    )


def _parameters(reading: Reading) -> dict[str, Any]:
    return reading.scope.model_dump(mode="json", exclude={"at"})


def _body(present: Presenter, body: Body) -> BodyOut:
    above = [tie for tie in body.ties if tie.kind in LINES and superior(tie)[1] == body.actor.id]
    often = (tie.frequency for tie in (*body.seats, *body.ties) if tie.frequency)
    return BodyOut(
        body=present.name(body.actor.id),
        kind=present.word(body.actor.kind, vocabulary().actor_kinds),
        valid=present.period(body.actor.valid),
        note=body.actor.note,
        words=render(wording.body_sentence(present.network, body, present.scope), present.language),
        members=len({tie.origin for tie in body.seats}),
        seats=[_seat(present, tie) for tie in body.seats],
        chairs=_sitting(present, body, "chair"),
        secretariat=_sitting(present, body, "secretariat"),
        frequency=list(dict.fromkeys(often)),
        above=[_line(present, tie, body.actor.id) for tie in above],
        ties=[_line(present, tie, body.actor.id) for tie in body.ties if tie not in above],
        fields=list({tie.target: present.name(tie.target) for tie in body.fields}.values()),
        **_rests_on(present, [body.actor, *body.seats, *body.ties, *body.fields]),
    )


def _sitting(present: Presenter, body: Body, role: str) -> list[Word]:
    return [present.name(tie.origin) for tie in body.seats_as(role)]


def _seat(present: Presenter, tie: Tie) -> SeatOut:
    return SeatOut(
        actor=present.name(tie.origin),
        body=present.name(tie.target),
        role=present.word(tie.role, vocabulary().roles) if tie.role else None,
        voting=tie.voting,
        valid=present.period(tie.valid),
        basis=present.word(tie.basis, vocabulary().bases),
        **_rests_on(present, [tie]),
    )


def _line(present: Presenter, tie: Tie, seen_from: str) -> LineOut:
    return LineOut(
        kind=present.word(tie.kind, vocabulary().tie_kinds),
        words=describing.tie_words(tie, seen_from).in_language(present.language),
        other=present.name(tie.target if tie.origin == seen_from else tie.origin),
        valid=present.period(tie.valid),
        **_rests_on(present, [tie]),
    )


def _place(present: Presenter, place: Place) -> PlaceOut:
    return PlaceOut(
        actor=present.name(place.actor.id),
        kind=present.word(place.actor.kind, vocabulary().actor_kinds),
        body=place.actor.is_body,
        level=place.level,
        above=present.name(place.above) if place.above else None,
        words=[words.in_language(present.language) for words in wording.place_words(place)],
        **_rests_on(present, place.ties or [place.actor]),
    )


def _several(present: Presenter, member: Member) -> SeveralOut:
    return SeveralOut(
        actor=present.name(member.actor.id),
        seats=[_seat(present, tie) for tie in member.seats],
        **_rests_on(present, member.seats),
    )


def _paper(present: Presenter, way: PaperWay) -> PaperOut:
    return PaperOut(
        paper=present.name(way.paper.id),
        number=way.paper.number,
        date=str(way.paper.date) if way.paper.date else None,
        words=render(wording.paper_sentence(present.network, way), present.language),
        stations=[_station(present, tie) for tie in way.stations],
        subjects=[present.name(tie.target) for tie in way.subjects],
        steps=[_step(present, event) for event in way.steps],
    )


def _station(present: Presenter, tie: Tie) -> StationOut:
    return StationOut(
        order=tie.order,
        body=present.name(tie.origin),
        task=Word(id=tie.kind, label=wording.STATION_LABELS[tie.kind].in_language(present.language)),
        date=present.period(tie.valid),
        public=tie.public,
        past=tie.valid.start.first <= present.scope.at if tie.valid.start else None,
        result=tie.note,
        **_rests_on(present, [tie]),
    )


def _step(present: Presenter, event: Event) -> PaperStepOut:
    takers = present.network.ties_to(event.id, "takes_part_in")
    return PaperStepOut(
        name=event.name,
        kind=present.word(event.kind, vocabulary().event_kinds),
        date=present.period(event.valid),
        actors=[present.name(tie.origin) for tie in takers],
        **_rests_on(present, [event, *takers]),
    )


def _rests_on(present: Presenter, records: Iterable[Record]) -> dict[str, Any]:
    found = list(records)
    sources = describing.sources_of(found)
    return {"facts": [record.id for record in found], "sources": [present.source(one) for one in sources]}
