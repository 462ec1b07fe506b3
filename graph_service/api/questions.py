"""Routes for questions: ask in words, who acts in a field, search, what is around, the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Query

from graph_service.analysis.acting import ActorInField
from graph_service.analysis.completeness import not_judged
from graph_service.analysis.partners import Partner, partners
from graph_service.api.changes import Span, changes, paths
from graph_service.api.coverage import gaps, record_next
from graph_service.api.findings import findings
from graph_service.api.governance import one_body
from graph_service.api.overlaps import Asked as Compared
from graph_service.api.overlaps import overlaps
from graph_service.api.present import Presenter, presenter
from graph_service.api.progress import Asked as Progressing
from graph_service.api.progress import progress
from graph_service.api.recommendations import recommendations
from graph_service.api.records import answer, profile
from graph_service.api.roles import what_if
from graph_service.api.schemas import (
    ActorInFieldOut,
    Answer,
    FieldActorsOut,
    MeasureInFieldOut,
    NeighbourhoodOut,
    PartnerOut,
    PartnersOut,
    SearchOut,
)
from graph_service.api.schemas_changes import PathsOut, WorldChangesOut
from graph_service.api.schemas_findings import GapsOut, OverlapsOut
from graph_service.api.schemas_questions import AskOut, OffersOut, SuggestionsOut
from graph_service.api.unfolding import CellsAsked
from graph_service.model.identity import fold, local_of
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import asking, describing, wording
from graph_service.operations.service import day_of
from graph_service.questions import MAX_LENGTH, Understood, concepts, examples, page_of, suggestions, understand
from graph_service.serving.filters import Facets, Limit, Words
from graph_service.serving.reading import JudgedOf, Reading, ReadingOf
from graph_service.stores.base import Selection

router = APIRouter(tags=["Fragen / questions"])

_ROWS = 20
_EVERY = 100_000


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
    named = [presenter(reading).name(one) for one in asked.ids]
    out: dict[str, Any] = {
        "question": q,
        "topic": asked.topic,
        "about": named[0] if named else None,
        "named": named,
        "address": page_of(f"/{reading.network_id}", asked),
        "near": list(asked.near),
        "offers": list(asked.offers),
        "examples": list(examples(reading.network, reading.language)) if asked.topic == "unknown" else [],
    }
    if asked.topic not in _ANSWERS:
        return AskOut(**answer(reading, wording.unknown_sentence(asked.near, asked.fault, asked.lacking)), **out)
    part, answered = _ANSWERS[asked.topic]
    content = answered(reading, asked)
    told = {name: getattr(content, name) for name in Answer.model_fields}
    return AskOut(**told, **out, **{part: content})


def _offers(reading: Reading, asked: Understood) -> OffersOut:
    """The recorded measures for those, there, in that field."""
    named, network, present = Facets(**concepts(asked)), reading.network, presenter(reading)
    chosen = named.chosen(network)
    found = reading.view.select(Selection("measure", asked.wanted, concepts=chosen, limit=_EVERY)).nodes
    unsure = not_judged(network, chosen)
    labels = [describing.label_of(network.nodes[one]) for one in asked.ids]
    labels += [f"„{asked.wanted}“"] if asked.wanted else []
    caveats = (*((asked.exchange,) if asked.exchange else ()), *wording.offers_caveats(unsure))
    return OffersOut(
        **answer(reading, wording.offers_sentence(labels, len(found)), caveats),
        items=[
            present.measure(node) for node in sorted(found, key=lambda one: fold(one.name)) if node.type == "measure"
        ],
        total=len(found),
        not_judged=unsure,
    )


def _gaps(reading: Reading, asked: Understood) -> GapsOut:
    """By field and target group, the broadest only, and in a place if one is named: as the page on coverage has it."""
    named = concepts(asked)
    over = ["field", "target_group", *(["district"] if "district" in named else [])]
    return gaps(findings(reading), Facets(**named), CellsAsked(folded=True), facet=over, limit=_ROWS)


def _overlaps(reading: Reading, asked: Understood) -> OverlapsOut:
    return overlaps(findings(reading), Facets(**concepts(asked)), Compared(), limit=_ROWS)


def _paths(reading: Reading, asked: Understood) -> PathsOut:
    origin, target = asked.ids
    return paths(reading, origin, target)


def _changes(reading: Reading, asked: Understood) -> WorldChangesOut:
    days = [str(day) for day in asked.span]
    found = changes(reading, Span(days[0], next(iter(days[1:]), None)), limit=_ROWS)
    assert isinstance(found, WorldChangesOut)  # noqa: S101 - days are given, no revisions
    return found


def _actors(reading: Reading) -> SearchOut:
    """All recorded actors."""
    present, found = presenter(reading), sorted(reading.network.actors, key=lambda one: fold(one.name))
    return SearchOut(
        **answer(reading, wording.actors_sentence(len(found))), items=[present.node(node) for node in found]
    )


_Answering: TypeAlias = Callable[[Reading, Understood], Answer]
_ANSWERS: Mapping[str, tuple[str, _Answering]] = {
    "field": ("field_actors", lambda reading, asked: field_actors(reading, local_of(asked.ids[0]))),
    "actor": ("profile", lambda reading, asked: profile(reading, asked.ids[0])),
    "measure": ("profile", lambda reading, asked: profile(reading, asked.ids[0])),
    "actors": ("search", lambda reading, asked: _actors(reading)),
    "surroundings": ("partners", lambda reading, asked: actor_partners(reading, local_of(asked.ids[0]))),
    "offers": ("measures", _offers),
    "gaps": ("gaps", _gaps),
    "overlaps": ("overlaps", _overlaps),
    "coordination": ("recommendations", lambda reading, asked: recommendations(findings(reading))),
    "path": ("paths", _paths),
    "members": ("body", lambda reading, asked: one_body(reading, local_of(asked.ids[0]))),
    "changes": ("changes", _changes),
    "progress": (
        "progress",
        lambda reading, asked: progress(reading, Progressing(field=concepts(asked).get("field")), _ROWS),
    ),
    "what_if": ("what_if", lambda reading, asked: what_if(findings(reading), Facets(), list(asked.ids), _ROWS)),
    "record_next": ("record_next", lambda reading, asked: record_next(findings(reading), Facets(), _ROWS)),
    "search": ("search", lambda reading, asked: search(reading, asked.words)),
}
"""For each topic, which part of the answer it fills, and how."""


@router.get("/networks/{n}/suggestions")
def suggested(reading: ReadingOf, q: Annotated[str, Query(max_length=MAX_LENGTH)] = "") -> SuggestionsOut:
    """Questions that go on as what is being typed began."""
    return SuggestionsOut(items=list(suggestions(reading.network, q, reading.language)))
