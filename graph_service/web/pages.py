"""The coordinators' pages: each is a sentence, a picture and a table at one address that holds the whole state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.access.roles import Right
from graph_service.analysis.bodies import steps_of
from graph_service.analysis.completeness import carriers, not_judged
from graph_service.analysis.partners import partners
from graph_service.analysis.presence import counted_on
from graph_service.analysis.progress import Statement
from graph_service.api.questions import actor_partners, field_actors
from graph_service.api.records import dated_view, profile
from graph_service.model.identity import local_of
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Measure
from graph_service.model.text import Label, Text, text
from graph_service.operations import asking, describing, wording
from graph_service.operations.highlights import highlights
from graph_service.operations.picturing import Wish
from graph_service.operations.progressing import stated_of
from graph_service.operations.service import day_of
from graph_service.operations.study import Study
from graph_service.operations.tallies import actors_tally, measures_tally, sources_tally
from graph_service.operations.wording_matching import proposal_words
from graph_service.operations.wording_progress import contradiction_words
from graph_service.questions import MAX_LENGTH, Understood, examples, nearest, page_of, understand
from graph_service.questions.exemplary import EXAMPLES
from graph_service.serving.filters import Facets, Some, known_kinds, known_sectors, known_words
from graph_service.serving.reading import JudgedOf, LanguageOf, Reading, ReadingOf, ServiceOf
from graph_service.serving.who import PersonOf, Way, not_signed_in
from graph_service.stores.base import Selection
from graph_service.web.annexes import page_or_annex, part
from graph_service.web.coverage import gaps_of_field
from graph_service.web.editing_history import history_of
from graph_service.web.editing_several import common_fields
from graph_service.web.forms import again, by_label
from graph_service.web.matching import proposals_of
from graph_service.web.narrowing import counted_in, narrowed_words
from graph_service.web.overlaps import overlaps_of_field
from graph_service.web.rendering import counted_out, drawn, page, render_page

router = APIRouter()

ALL = 100_000
_SHOWING_QUESTION: Mapping[str, str] = {
    **dict.fromkeys(("field", "actor", "measure", "surroundings", "members"), "q"),
    "offers": "asked",  # the list of measures searches for its q
}
SEARCHED = 100


@router.get("/")
def start(request: Request, service: ServiceOf, person: PersonOf, language: LanguageOf) -> Response:
    """The network that is shown first, or a list where there is a choice to make; only of those that may be read."""
    networks = [info for info in service.store.networks() if person.may(Right.READ, info.id)]
    if not networks and person.way is Way.ANYONE:
        raise not_signed_in()
    first = request.app.state.settings.network
    tail = "?lang=en" if language == "en" and "lang" in request.query_params else ""
    if any(info.id == first for info in networks):
        return RedirectResponse(f"/{first}{tail}", status_code=302)
    return HTMLResponse(render_page(request, "networks.html", language, None, networks=networks, first=first))


@router.get("/{n}")
def overview(request: Request, reading: JudgedOf) -> HTMLResponse:
    """What is in the network, how complete it is, and the question box."""
    state = asking.overview(reading.service, reading.network_id, reading.scope, reading.view.revision)
    study = Study(reading.service, reading.network_id, reading.view.revision, reading.scope)
    name = reading.service.info(reading.network_id).name
    return page(
        request,
        reading,
        "overview.html",
        state=state,
        sentence=wording.network_sentence(name, state),
        sentence_of_day=wording.network_on_day(name, counted_on(reading.network, reading.scope), reading.scope.at)
        if reading.dated
        else None,
        to_today=again(request, {"at": None}),
        findings=highlights(study, reading.network, state),
        examples=examples(reading.network, reading.language),
        facet_label=describing.facet_label,
        **drawn(reading, Wish(view="wheel")),
    )


@router.get("/{n}/frage")
def question(request: Request, reading: ReadingOf, q: Annotated[str, Query(max_length=1000)] = "") -> Response:
    """Goes to the page that answers; says with examples where a question is not understood."""
    asked = understand(reading.service, reading.network_id, q, reading.language)
    address = page_of(f"/{reading.network_id}", asked)
    if address:
        return RedirectResponse(_with_question(address, asked, reading), status_code=303)
    return page(
        request,
        reading,
        "question.html",
        asked=asked,
        typed=q[:MAX_LENGTH],
        sentence=wording.unknown_sentence(asked.near, asked.fault, asked.lacking) if asked.words else None,
        examples=examples(reading.network, reading.language),
    )


def _with_question(address: str, asked: Understood, reading: Reading) -> str:
    """The page that answers, with the day and the language of the question, and the question itself on top."""
    page, _, place = address.partition("#")
    query = {"lang": "en"} if reading.language == "en" else {}
    if asked.topic in _SHOWING_QUESTION:
        query[_SHOWING_QUESTION[asked.topic]] = asked.words
    if asked.at:
        query["at"] = day_of(asked.at).isoformat()
    return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}{'#' + place if place else ''}" if query else address


@router.get("/{n}/suche")
def search(request: Request, reading: ReadingOf, q: Annotated[str, Query(max_length=300)] = "") -> HTMLResponse:
    """Everything whose name, code or note holds the words."""
    found = reading.view.search(q, limit=SEARCHED)
    near = () if found else nearest(reading.network, q, language=reading.language)
    return page(
        request,
        reading,
        "search.html",
        q=q,
        found=found,
        near=near,
        sentence=wording.search_sentence(q, len(found), SEARCHED),
    )


@router.get("/{n}/felder")
def fields(request: Request, reading: JudgedOf) -> HTMLResponse:
    """The fields of action, each with how much is recorded in it."""
    state = asking.overview(reading.service, reading.network_id, reading.scope, reading.view.revision)
    return page(request, reading, "fields.html", state=state, **drawn(reading, Wish(view="wheel")))


@router.get("/{n}/felder/{code}")
def field(
    request: Request, reading: JudgedOf, code: str, q: Annotated[str, Query(max_length=MAX_LENGTH)] = ""
) -> Response:
    """Who acts in a field: the sentence, the picture, the table, the sources."""
    found = asking.field_actors(reading.service, reading.network_id, code, reading.scope, reading.view.revision)
    wish = Wish(focus=found.result.field.id, scope=reading.scope)
    gaps, alike = (
        gaps_of_field(request, reading, found.result.field.id),
        overlaps_of_field(reading, found.result.field.id),
    )
    return page_or_annex(
        request,
        reading,
        "field.html",
        lambda: [
            part(reading, q or _who_acts(reading, found.result.field), field_actors(reading, code), wish),
            part(reading, text("Lücken"), gaps["gaps"]),
            part(reading, text("Überschneidungen"), alike["overlaps"]),
        ],
        field=found.result.field,
        result=found.result,
        row_sources=describing.row_sources,
        sentence=wording.field_sentence(found.result),
        caveats=wording.field_caveats(found),
        papers=[
            (reading.network.nodes[tie.origin], tie)
            for tie in reading.network.ties_to(found.result.field.id, "concerns")
        ],
        **drawn(reading, wish),
        asked=q,
        history=history_of(reading, found.result.field.id),
        **gaps,
        **alike,
    )


def _who_acts(reading: Reading, field: Concept) -> str:
    """The question that the page of a field answers."""
    example = next(one for one in EXAMPLES if one.topic == "field")
    return example.about([field.notation], reading.language)


@router.get("/{n}/akteure")
def actors(
    request: Request,
    reading: ReadingOf,
    facets: Annotated[Facets, Depends()],
    q: Annotated[str, Query(max_length=300)] = "",
    kind: Some = None,
    sector: Some = None,
    missing: Annotated[Literal["", "ties"], Query()] = "",
) -> HTMLResponse:
    """The actors as a table that can be searched and narrowed."""
    concepts, kinds, sectors = facets.chosen(reading.network), known_kinds(kind), known_sectors(sector)
    wanted = Selection("actor", q, kinds, sectors, concepts=concepts, documented=reading.scope.documented, limit=ALL)
    found = _actors_found(reading, wanted, alone=bool(missing))
    there = counted_in(reading)
    narrowed = bool(q or kinds or sectors or concepts or missing)
    return page(
        request,
        reading,
        "actors.html",
        is_timeless=not reading.dated,
        found=sorted(found, key=lambda node: node.name.casefold()),
        missing=missing,
        q=q,
        kind=kind or [],
        narrowed=narrowed,
        sector=sector or [],
        facets=facets,
        used_kinds=by_label({actor.kind for actor in reading.network.actors}, "actor_kinds", reading.language),
        used_sectors=by_label({actor.sector for actor in reading.network.actors}, "sectors", reading.language),
        measures_of=describing.measures_of,
        there=there,
        narrowed_words=narrowed_words(
            reading,
            {"sector": sectors, "kind": kinds},
            facets.exactly(reading.network),
            q=q,
            missing=text("keine Beziehung erfasst") if missing else None,
        ),
        pick_fields=common_fields("actor"),
        **counted_out(
            request,
            actors_tally(there, found, sectors, narrowed=narrowed, dated=reading.dated) if found else None,
        ),
    )


def _actors_found(reading: Reading, wanted: Selection, *, alone: bool) -> list[Actor]:
    """The actors of a choice; `alone`: only those to which no tie is recorded."""
    found = [node for node in dated_view(reading).select(wanted).nodes if isinstance(node, Actor)]
    if not alone:
        return found
    state = asking.overview(reading.service, reading.network_id, reading.scope, reading.view.revision)
    lonely = {actor.id for actor in state.without_ties}
    return [node for node in found if node.id in lonely]


@router.get("/{n}/akteure/{local}")
def actor(
    request: Request, reading: ReadingOf, local: str, q: Annotated[str, Query(max_length=MAX_LENGTH)] = ""
) -> Response:
    """One actor: its measures, with whom it works, its ties in words, its picture, its sources."""
    local = local_of(describing.written_as(reading.network, f"actor/{local}"))
    found = asking.actor_profile(reading.service, reading.network_id, local, reading.view.revision)
    sentence, wish = wording.actor_sentence(found), Wish(focus=found.node.id)
    return page_or_annex(
        request,
        reading,
        "actor.html",
        lambda: [
            part(reading, q or found.node.name, profile(reading, found.node.id), wish, sentence),
            part(
                reading,
                text("Mit wem arbeitet {name} zusammen?", name=found.node.name),
                actor_partners(reading, local),
            ),
        ],
        actor=found.node,
        around=found.excerpt,
        sentence=sentence,
        measures=describing.measures_of(found.excerpt, found.node.id),
        partners=(rows := partners(reading.network, found.node.id, reading.scope)),
        sources_of=describing.sources_of,
        partners_sentence=wording.partners_sentence(found.node.name, rows),
        asked=q,
        ties=describing.other_ties(found.excerpt, found.node.id),
        tie_words=describing.tie_words,
        doubles=proposals_of(reading, found.node.id),
        proposal_words=proposal_words,
        history=history_of(reading, found.node.id),
        **drawn(reading, wish),
    )


@router.get("/{n}/massnahmen")
def measures(
    request: Request,
    reading: ReadingOf,
    facets: Annotated[Facets, Depends()],
    q: Annotated[str, Query(max_length=300)] = "",
    status: Some = None,
    missing: Annotated[str, Query(max_length=40)] = "",
    asked: Annotated[str, Query(max_length=MAX_LENGTH)] = "",
) -> HTMLResponse:
    """The measures as a table that can be searched and narrowed."""
    statuses = known_words(status, "statuses", Label(de="Stand", en="status"), "status")
    concepts = facets.chosen(reading.network)
    wanted = Selection(
        "measure", text=q, documented=reading.scope.documented, statuses=statuses, concepts=concepts, limit=ALL
    )
    found = [node for node in dated_view(reading).select(wanted).nodes if isinstance(node, Measure)]
    network, there, scope = reading.network, counted_in(reading), reading.scope
    found = [node for node in found if not missing or describing.lacks(there, node, missing, scope)]
    return page(
        request,
        reading,
        "measures.html",
        is_timeless=not reading.dated,
        found=sorted(found, key=lambda node: node.name.casefold()),
        missing=missing,
        missing_choices=describing.MISSING,
        q=q,
        status=status or [],
        narrowed=bool(q or statuses or concepts or missing),
        unsure=not_judged(network, [*concepts, *(["status"] if statuses else [])]),
        facets=facets,
        carriers=carriers,
        there=there,
        asked=asked,
        narrowed_words=narrowed_words(
            reading, {"status": statuses}, facets.exactly(network), q=q, missing=describing.MISSING.get(missing)
        ),
        pick_fields=common_fields("measure"),
        **counted_out(request, measures_tally(there, found, scope.at) if found else None),
    )


@router.get("/{n}/massnahmen/{local}")
def measure(
    request: Request, reading: ReadingOf, local: str, q: Annotated[str, Query(max_length=MAX_LENGTH)] = ""
) -> Response:
    """One measure: its actors, its facets with the source's own words, its picture, its sources."""
    local = local_of(describing.written_as(reading.network, f"measure/{local}"))
    found = asking.measure_profile(reading.service, reading.network_id, local, reading.view.revision)
    sentence, wish = wording.measure_sentence(found), Wish(focus=found.node.id)
    stated, contradicting = _stated(reading, found.node)
    return page_or_annex(
        request,
        reading,
        "measure.html",
        lambda: [part(reading, q or found.node.name, profile(reading, found.node.id), wish, sentence)],
        measure=found.node,
        around=found.excerpt,
        sentence=sentence,
        actors=sorted(found.excerpt.ties_to(found.node.id, "carries"), key=lambda tie: (tie.rank, tie.origin)),
        ties=describing.other_ties(found.excerpt, found.node.id),
        tie_words=describing.tie_words,
        asked=q,
        marks=describing.time_marks(reading.network, found.node, reading.scope)
        if isinstance(found.node, Measure)
        else (),
        stated=stated,
        contradicting=contradicting,
        history=history_of(reading, found.node.id),
        **drawn(reading, wish),
    )


def _stated(reading: Reading, node: AnyNode) -> tuple[Statement | None, tuple[Text, ...]]:
    """The status that counts for a measure on the day, and what contradicts it, in words."""
    if not isinstance(node, Measure):
        return None, ()
    found, contradicting = stated_of(reading.service, reading.network_id, node, reading.scope, reading.view.revision)
    return found, contradiction_words(reading.network, node, contradicting)


@router.get("/{n}/quellen")
def sources(request: Request, reading: ReadingOf) -> HTMLResponse:
    """Every source, what rests on it, how old it is."""
    uses = asking.sources(reading.service, reading.network_id, reading.view.revision)
    return page(
        request,
        reading,
        "sources.html",
        uses=uses,
        sentence=wording.sources_sentence(uses),
        pick_fields=common_fields("document"),
        **counted_out(request, sources_tally(uses) if uses else None),
    )


@router.get("/{n}/quellen/{local}")
def source(request: Request, reading: ReadingOf, local: str) -> HTMLResponse:
    """One source and every record that rests on it, with place and quoted words."""
    document = reading.network.node(f"document/{local}")
    assert isinstance(document, Document)  # noqa: S101 - ids of this prefix are documents
    return page(
        request,
        reading,
        "source.html",
        document=document,
        citing=reading.network.citing.get(document.id, ()),
        stations=describing.stations(reading.network, document.id),
        steps=steps_of(reading.network, document.id),
        sentence=wording.node_sentence(reading.network, document),
        tie_words=describing.tie_words,
        history=history_of(reading, document.id),
    )
