"""Routes for questions: ask in words, who acts in a field, search, what is around, the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query

from graph_service.analysis.acting import ActorInField
from graph_service.analysis.partners import Partner, partners
from graph_service.api.present import Presenter, presenter
from graph_service.api.records import answer, profile
from graph_service.api.schemas import (
    ActorInFieldOut,
    Answer,
    AskOut,
    FieldActorsOut,
    MeasureInFieldOut,
    NeighbourhoodOut,
    PartnerOut,
    PartnersOut,
    ProfileOut,
    SearchOut,
    SuggestionsOut,
)
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import asking, describing, wording
from graph_service.operations.service import day_of
from graph_service.questions import MAX_LENGTH, examples, suggestions, understand
from graph_service.serving.filters import Limit, Words
from graph_service.serving.reading import JudgedOf, Reading, ReadingOf

router = APIRouter(tags=["Fragen / questions"])


@router.get("/networks/{n}/fields/{code}/actors")
def field_actors(reading: JudgedOf, code: str) -> FieldActorsOut:
    """Who acts in a field: roles, measures, bodies, on whose word."""
    found = asking.field_actors(reading.service, reading.network_id, code, reading.scope, reading.view.revision)
    result, present = found.result, presenter(reading)
    return FieldActorsOut(
        **answer(reading, wording.field_sentence(result), wording.field_caveats(found)),
        field=present.concept(result.field),
        acting=[_actor_in_field(reading, row) for row in result.acting],
        supporting=[_actor_in_field(reading, row) for row in result.supporting],
        without_carrier=[present.name(entry.measure.id) for entry in result.without_carrier],
        measures=len(result.measures),
        lacking_end=result.lacking_end,
        unconfirmed=result.unconfirmed,
        assigned=result.assigned,
        not_judged=found.not_judged,
    )


def _actor_in_field(reading: Reading, row: ActorInField) -> ActorInFieldOut:
    present, words = presenter(reading), vocabulary()
    return ActorInFieldOut(
        actor=present.actor(row.actor),
        roles=[present.word(role, words.roles) for role in row.roles],
        measures=[
            MeasureInFieldOut(
                measure=present.name(part.measure.measure.id),
                roles=[present.word(role, words.roles) for role in part.roles],
                basis=present.word(part.measure.basis, words.bases),
                lacks_end=part.measure.lacks_end,
                unconfirmed_since=part.measure.unconfirmed_since,
            )
            for part in row.contributions
        ],
        responsible=bool(row.responsible),
        bodies=[present.name(tie.target) for tie in row.seats],
        facts=list(row.facts),
        sources=[present.source(source) for source in describing.row_sources(row)],
    )


@router.get("/networks/{n}/actors/{local}/partners")
def actor_partners(reading: ReadingOf, local: str) -> PartnersOut:
    """With whom an actor works: by recorded ties, and by measures that both carry."""
    actor_id, present = describing.written_as(reading.network, f"actor/{local}"), presenter(reading)
    name, rows = reading.network.node(actor_id).name, partners(reading.network, actor_id, reading.scope)
    return PartnersOut(
        **answer(reading, wording.partners_sentence(name, rows)),
        actor=present.name(actor_id),
        items=[_partner(present, row, actor_id) for row in rows],
    )


def _partner(present: Presenter, row: Partner, actor_id: str) -> PartnerOut:
    return PartnerOut(
        actor=present.name(row.actor.id),
        ties=[describing.tie_words(tie, actor_id).in_language(present.language) for tie in row.ties],
        measures=[present.name(measure.id) for measure, _ in row.measures],
        facts=[tie.id for tie in row.facts],
        sources=[present.source(source) for source in describing.sources_of(row.facts)],
    )


@router.get("/networks/{n}/search")
def search(reading: ReadingOf, q: Words, limit: Limit = 20) -> SearchOut:
    """Records whose names, codes or notes hold the words."""
    found = reading.view.search(q, limit=limit)
    present = presenter(reading)
    return SearchOut(
        **answer(reading, wording.search_sentence(q, len(found), limit)), items=[present.node(node) for node in found]
    )


@router.get("/networks/{n}/neighbourhood")
def neighbourhood(
    reading: ReadingOf,
    node: Annotated[str, Query(max_length=200, description="Kennung / id, e.g. actor/ki")],
    steps: Annotated[int, Query(ge=1, le=asking.MAX_STEPS)] = 1,
    limit: Limit = 300,
) -> NeighbourhoodOut:
    """What is within some steps of a node."""
    found = asking.neighbourhood(
        reading.service, reading.network_id, node, steps=steps, limit=limit, revision=reading.view.revision
    )
    present = presenter(reading)
    return NeighbourhoodOut(
        **answer(reading, wording.surroundings_sentence(found)),
        node=present.node(found.node),
        steps=steps,
        nodes=[present.node(one) for one in found.excerpt.nodes.values()],
        ties=[present.tie(tie) for tie in found.excerpt.ties.values()],
        left_out=found.left_out,
    )


@router.get("/networks/{n}/ask")
def ask(reading: JudgedOf, q: Annotated[str, Query(min_length=1, max_length=MAX_LENGTH)]) -> AskOut:
    """A question in plain words, its answer, and the address of the page that shows it."""
    asked = understand(reading.service, reading.network_id, q, reading.language)
    if asked.at and not reading.dated:
        reading = replace(reading, scope=reading.scope.model_copy(update={"at": day_of(asked.at)}), dated=True)
    base = f"/{reading.network_id}"
    out: dict[str, Any] = {
        "question": q,
        "topic": asked.topic,
        "about": presenter(reading).name(asked.about) if asked.about else None,
        "address": describing.page_of(base, asked.topic, asked.about, asked.words),
        "near": list(asked.near),
        "examples": list(examples(reading.network, reading.language)) if asked.topic == "unknown" else [],
    }
    part, content = _answer_to(reading, asked.topic, asked.about or "", asked.words)
    if content is None:
        return AskOut(**answer(reading, wording.unknown_sentence(asked.near)), **out)
    told = {name: getattr(content, name) for name in Answer.model_fields}
    return AskOut(**told, **out, **{part: content})


def _answer_to(
    reading: Reading, topic: str, about: str, words: str
) -> tuple[str, FieldActorsOut | ProfileOut | PartnersOut | SearchOut | None]:
    if topic == "field":
        return "field_actors", field_actors(reading, about.partition("/")[2])
    if topic in ("actor", "measure"):
        return "profile", profile(reading, about)
    if topic == "surroundings":
        return "partners", actor_partners(reading, about.partition("/")[2])
    return "search", search(reading, words) if topic == "search" else None


@router.get("/networks/{n}/suggestions")
def suggested(reading: ReadingOf, q: Annotated[str, Query(max_length=MAX_LENGTH)] = "") -> SuggestionsOut:
    """Questions that begin like what is being typed."""
    return SuggestionsOut(items=list(suggestions(reading.network, q, reading.language)))
