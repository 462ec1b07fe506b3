"""Routes for networks and their records: lists with filters and pages, one record with its ties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Depends, Query

from graph_service.access.roles import Right
from graph_service.analysis.completeness import not_judged
from graph_service.api.present import presenter
from graph_service.api.schemas import (
    ActorOut,
    ConceptOut,
    DocumentOut,
    EventOut,
    HistoryOut,
    IndicatorOut,
    Listing,
    MeasureOut,
    NeedOut,
    NetworkOut,
    NetworksOut,
    ObservationOut,
    OverviewOut,
    ProfileOut,
    ReportOut,
    RevisionOut,
)
from graph_service.language import render
from graph_service.model.change import Revision
from graph_service.model.errors import BadValue, NotFound
from graph_service.model.text import Label, Text, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import asking, describing, wording
from graph_service.serving.filters import (
    After,
    FacetsOf,
    Limit,
    One,
    Some,
    Words,
    known_kinds,
    known_sectors,
    known_words,
)
from graph_service.serving.reading import JudgedOf, Reading, ReadingOf, ServiceOf
from graph_service.serving.who import PersonOf
from graph_service.stores.base import Selection, View

router = APIRouter(tags=["Netzwerke / networks"])


@router.get("/networks")
def networks(service: ServiceOf, person: PersonOf) -> NetworksOut:
    """Every network that this service holds and that may be read."""
    readable = [info for info in service.store.networks() if person.may(Right.READ, info.id)]
    found = [NetworkOut(**info.model_dump()) for info in readable]
    return NetworksOut(items=found, total=len(found))


@router.get("/networks/{n}")
def one_network(reading: JudgedOf) -> OverviewOut:
    """What is recorded in a network and what is not."""
    name = reading.service.info(reading.network_id).name
    state = asking.overview(reading.service, reading.network_id, reading.scope, reading.view.revision)
    present = presenter(reading)
    return OverviewOut(
        **answer(reading, wording.network_sentence(name, state)),
        name=name,
        counts=state.counts,
        running=state.running,
        lacking_end=state.lacking_end,
        unconfirmed=state.unconfirmed,
        completeness=wording_of_completeness(reading, state.facets),
        without_ties=[present.name(actor.id) for actor in state.without_ties],
        without_carrier=[present.name(measure.id) for measure in state.without_carrier],
    )


def wording_of_completeness(reading: Reading, facets: Iterable[Any]) -> list[Any]:
    return [
        {"what": {"id": part.what, "label": describing.facet_label(part.what).in_language(reading.language)}}
        | {"known": part.known, "of": part.of}
        for part in facets
    ]


def answer(reading: Reading, sentence: Text, caveats: Iterable[Text] = ()) -> dict[str, Any]:
    """What every answer says of itself."""
    return {
        "sentence": render(sentence, reading.language),
        "caveats": [render(words, reading.language) for words in caveats],
        "network": reading.network_id,
        "revision": reading.view.revision,
        "date": reading.scope.at,
    }


def listing(reading: Reading, wanted: Selection, unsure: Iterable[str] = ()) -> dict[str, Any]:
    """The selected records as a page of the API; `unsure` names the facets that the list was narrowed by."""
    if wanted.after is not None and wanted.after not in reading.network.nodes:
        raise BadValue(
            text("„{value}“ ist kein Ende einer Seite.", value=wanted.after[:80]),
            place="after",
            value=wanted.after[:80],
            remedy=text("Bitte den Wert „next“ der vorigen Seite angeben."),
        )
    page = dated_view(reading).select(wanted)
    present = presenter(reading)
    return {
        "items": [present.whole(node) for node in page.nodes],
        "total": page.total,
        "next": page.next,
        "network": reading.network_id,
        "revision": reading.view.revision,
        "date": reading.scope.at,
        "not_judged": not_judged(reading.network, unsure),
    }


def dated_view(reading: Reading) -> View:
    """The view of what holds on the day that was asked for; of everything recorded where none was."""
    if not reading.dated:
        return reading.view
    return reading.service.store.view(reading.network_id, revision=reading.view.revision, at=reading.scope.at)


@dataclass(frozen=True)
class Paging:
    """Which page of which words."""

    q: Words = ""
    after: After = None
    limit: Limit = 100


PagingOf: TypeAlias = Annotated[Paging, Depends()]


def selection(reading: Reading, node_type: str, paging: Paging, **more: Any) -> Selection:
    """What a list asks the store for."""
    documented = reading.scope.documented
    return Selection(node_type, text=paging.q, after=paging.after, limit=paging.limit, documented=documented, **more)


@router.get("/networks/{n}/actors")
def actors(
    reading: ReadingOf, paging: PagingOf, facets: FacetsOf, kind: Some = None, sector: Some = None
) -> Listing[ActorOut]:
    """Actors, narrowed by words, kind, sector, or the facets of the measures that they take part in."""
    concepts = facets.chosen(reading.network)
    chosen = {"kinds": known_kinds(kind), "sectors": known_sectors(sector)}
    wanted = selection(reading, "actor", paging, concepts=concepts, **chosen)
    return Listing[ActorOut](**listing(reading, wanted, concepts))


@router.get("/networks/{n}/measures")
def measures(reading: ReadingOf, paging: PagingOf, facets: FacetsOf, status: Some = None) -> Listing[MeasureOut]:
    """Measures, narrowed by words, status and facets."""
    statuses = known_words(status, "statuses", Label(de="Stand", en="status"), "status")
    concepts = facets.chosen(reading.network)
    wanted = selection(reading, "measure", paging, statuses=statuses, concepts=concepts)
    return Listing[MeasureOut](**listing(reading, wanted, [*concepts, *(["status"] if statuses else [])]))


@router.get("/networks/{n}/fields")
def fields(reading: ReadingOf, paging: PagingOf) -> Listing[ConceptOut]:
    """The fields of action."""
    return Listing[ConceptOut](**listing(reading, selection(reading, "concept", paging, scheme="field")))


@router.get("/networks/{n}/concepts")
def concepts(reading: ReadingOf, paging: PagingOf, scheme: One = None) -> Listing[ConceptOut]:
    """The entries of the controlled lists."""
    if scheme is not None:
        vocabulary().scheme(scheme)
    return Listing[ConceptOut](**listing(reading, selection(reading, "concept", paging, scheme=scheme)))


@router.get("/networks/{n}/documents")
def documents(reading: ReadingOf, paging: PagingOf, kind: Some = None) -> Listing[DocumentOut]:
    """The sources, each with how many records rest on it."""
    kinds = known_words(kind, "document_kinds", Label(de="Quellenart", en="kind of source"), "kind")
    return Listing[DocumentOut](**listing(reading, selection(reading, "document", paging, kinds=kinds)))


@router.get("/networks/{n}/events")
def events(reading: ReadingOf, paging: PagingOf, kind: Some = None) -> Listing[EventOut]:
    """Meetings, workshops and steps of processes."""
    kinds = known_words(kind, "event_kinds", Label(de="Ereignisart", en="kind of event"), "kind")
    return Listing[EventOut](**listing(reading, selection(reading, "event", paging, kinds=kinds)))


@router.get("/networks/{n}/needs")
def needs(reading: ReadingOf, paging: PagingOf) -> Listing[NeedOut]:
    """Recorded needs."""
    return Listing[NeedOut](**listing(reading, selection(reading, "need", paging)))


@router.get("/networks/{n}/reports")
def reports(reading: ReadingOf, paging: PagingOf) -> Listing[ReportOut]:
    """What was said of measures, by date."""
    return Listing[ReportOut](**listing(reading, selection(reading, "report", paging)))


@router.get("/networks/{n}/indicators")
def indicators(reading: ReadingOf, paging: PagingOf) -> Listing[IndicatorOut]:
    """By what the effect of fields is seen."""
    return Listing[IndicatorOut](**listing(reading, selection(reading, "indicator", paging)))


@router.get("/networks/{n}/observations")
def observations(reading: ReadingOf, paging: PagingOf) -> Listing[ObservationOut]:
    """Values of indicators."""
    return Listing[ObservationOut](**listing(reading, selection(reading, "observation", paging)))


_SHELVES = {
    "actors": "actor",
    "measures": "measure",
    "fields": "field",
    "documents": "document",
    "events": "event",
    "needs": "need",
    "reports": "report",
    "indicators": "indicator",
    "observations": "observation",
}


def profile(reading: Reading, node_id: str) -> ProfileOut:
    """One record with all its ties, in words."""
    network, present = reading.network, presenter(reading)
    node = network.node(node_id)
    return ProfileOut(
        **answer(reading, wording.node_sentence(network, node)),
        node=present.whole(node),
        ties=[present.tie(tie) for tie in network.ties_of(node.id)],
    )


@router.get("/networks/{n}/concepts/{scheme}/{notation}")
def one_concept(reading: ReadingOf, scheme: str, notation: str) -> ProfileOut:
    """One entry of a controlled list, with its ties."""
    vocabulary().scheme(scheme)
    return profile(reading, f"{scheme}/{notation}")


@router.get("/networks/{n}/history")
def history(
    service: ServiceOf, reading: ReadingOf, record: Annotated[str | None, Query(max_length=200)] = None
) -> HistoryOut:
    """The revisions of the network, newest first, or what became of one record."""
    if record is None:
        revisions = service.store.revisions(reading.network_id)[::-1]
        return HistoryOut(network=reading.network_id, record=None, items=[_revision(r) for r in revisions], actions=[])
    entries = service.store.history(reading.network_id, record)[::-1]
    return HistoryOut(
        network=reading.network_id,
        record=record,
        items=[_revision(entry.revision) for entry in entries],
        actions=[entry.action for entry in entries],
    )


def _revision(revision: Revision) -> RevisionOut:
    return RevisionOut(**revision.model_dump(exclude={"network"}))


@router.get("/networks/{n}/{shelf}/{local}")
def one_record(reading: ReadingOf, shelf: str, local: str) -> ProfileOut:
    """One record of such a list, with all its ties; NotFound names the nearest ids."""
    if shelf not in _SHELVES:
        raise NotFound(
            text("Eine Liste „{value}“ gibt es nicht.", value=shelf[:80]),
            value=shelf[:80],
            near=tuple(_SHELVES),
            remedy=text("Erlaubt: {words}.", words=tuple(_SHELVES)),
        )
    return profile(reading, describing.written_as(reading.network, f"{_SHELVES[shelf]}/{local}"))
