"""A network as RDF (Turtle): W3C ORG for who belongs to whom, SKOS for the lists, PROV and Dublin Core for sources.

Each record has an IRI under the namespace that the caller gives, each tie as well: it is a statement with its role,
period and sources, and holds as a plain triple besides, unless its end is recorded. Nothing is a blank node, so that
the same network gives the same bytes.
"""

from __future__ import annotations

import hashlib
from typing import TypeAlias
from urllib.parse import quote

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, PROV, RDF, RDFS, SKOS, XSD

from graph_service.exports.exported import Exported, Losses
from graph_service.language import render
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import (
    Actor,
    AnyNode,
    Concept,
    Document,
    Event,
    Indicator,
    Measure,
    Need,
    Observation,
    Report,
)
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Citation, Record
from graph_service.model.text import Label, text
from graph_service.model.ties import Judgement, Tie
from graph_service.model.vocabulary import vocabulary

WORDS = Namespace("urn:akteursnetz:words:")
_SAFE = "/:?#[]@!$&'()*+,;=%~"
_TYPES = {
    "actor": (ORG.Organization, FOAF.Agent),
    "measure": (WORDS.Measure,),
    "concept": (SKOS.Concept,),
    "need": (WORDS.Need,),
    "document": (FOAF.Document, PROV.Entity),
    "event": (PROV.Activity, WORDS.Event),
    "report": (WORDS.Report,),
    "indicator": (WORDS.Indicator,),
    "observation": (WORDS.Observation,),
}
_PREDICATES = {"part_of": ORG.subOrganizationOf, "follows": DCTERMS.replaces, "member_of": ORG.memberOf}
_PLAIN = {
    Measure: ("status_on", "mandatory", "funding_programme", "amount_eur", "capacity"),
    Need: ("value", "unit"),
    Actor: ("size",),
    Event: (),
    Report: ("date", "done", "planned_end", "reported_by"),
    Indicator: ("unit", "target_value", "target_on"),
    Observation: ("value", "reported_by"),
}
_Plain: TypeAlias = Actor | Measure | Need | Event | Report | Indicator | Observation


def as_turtle(network: Network, namespace: str = "") -> Exported:
    """The network as Turtle; without a namespace the IRIs begin with urn:akteursnetz: and the network's id."""
    losses = Losses()
    writing = _Writing(Namespace(namespace or f"urn:akteursnetz:{network.id}:"), losses)
    for record in network.records():
        if isinstance(record, Judgement):
            losses.add(text("Urteile über zwei Einträge"), record.id)
        elif isinstance(record, Tie):
            writing.tie(record)
        else:
            writing.node(record, render(called(network, record)))
    return Exported(writing.graph.serialize(format="longturtle", encoding="utf-8"), losses.all())


class _Writing:
    """Adds the triples of one record after the other."""

    def __init__(self, namespace: Namespace, losses: Losses) -> None:
        self._namespace, self._losses = namespace, losses
        self._said: set[URIRef] = set()  # words and lists that the graph has already: most facts name the same few
        self.graph = Graph(bind_namespaces="none")
        for prefix, bound in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("org", ORG), ("prov", PROV)):
            self.graph.bind(prefix, bound)
        for prefix, other in (("rdf", RDF), ("rdfs", RDFS), ("skos", SKOS), ("xsd", XSD), ("word", WORDS)):
            self.graph.bind(prefix, other)

    def node(self, node: AnyNode, name: str) -> None:
        iri = self._iri(node.id)
        for kind in _TYPES[node.type]:
            self._add(iri, RDF.type, kind)
        self._add(iri, SKOS.prefLabel if node.type in ("actor", "concept") else DCTERMS.title, _german(name))
        for other in node.names:
            self._add(iri, SKOS.altLabel, Literal(other))
        for link in node.links:
            self._add(iri, RDFS.seeAlso, _address(link))
        self._details(iri, node)
        self._provenance(iri, node)

    def _details(self, iri: URIRef, node: AnyNode) -> None:
        if isinstance(node, Concept):
            self._concept(iri, node)
        elif isinstance(node, Document):
            self._document(iri, node)
        else:
            self._actor_or_offer(iri, node)

    def _actor_or_offer(self, iri: URIRef, node: _Plain) -> None:
        for name in _PLAIN[type(node)]:
            if (value := getattr(node, name)) is not None:
                self._add(iri, WORDS[name], _day(value) if isinstance(value, PartialDate) else Literal(value))
        if isinstance(node, Actor):
            self._add(iri, ORG.classification, self._word("actor_kinds", node.kind))
            self._add(iri, WORDS.sector, self._word("sectors", node.sector))
            self._about_actor(iri, node)
        elif isinstance(node, Measure):
            self._about_measure(iri, node)
        elif isinstance(node, Event):
            self._add(iri, DCTERMS.type, self._word("event_kinds", node.kind))
        else:
            self._about_others(iri, node)

    def _about_others(self, iri: URIRef, node: Need | Report | Indicator | Observation) -> None:
        for part in node.about():
            self._add(iri, DCTERMS.subject, self._iri(part))
        if isinstance(node, Report):
            self._add(iri, WORDS.status, self._word("statuses", node.status))
        if isinstance(node, Indicator) and node.direction:
            self._add(iri, WORDS.direction, self._word("directions", node.direction))

    def _about_actor(self, iri: URIRef, actor: Actor) -> None:
        if actor.website:
            self._add(iri, FOAF.homepage, _address(actor.website))
        if actor.contact is not None:
            self._losses.add(text("Kontakte"), actor.id)

    def _about_measure(self, iri: URIRef, measure: Measure) -> None:
        self._add(iri, WORDS.status, self._word("statuses", measure.status))
        if measure.funding_level:
            self._add(iri, WORDS.funding_level, self._word("funding_levels", measure.funding_level))
        for scheme in measure.none_recorded:
            self._add(iri, WORDS.none_recorded, self._scheme(scheme))

    def _concept(self, iri: URIRef, concept: Concept) -> None:
        if concept.name_en:
            self._add(iri, SKOS.prefLabel, Literal(concept.name_en, lang="en"))
        self._add(iri, SKOS.notation, Literal(concept.notation))
        self._add(iri, SKOS.inScheme, self._scheme(concept.scheme))
        if not concept.broader:
            self._add(iri, SKOS.topConceptOf, self._scheme(concept.scheme))
        for above in concept.broader:
            self._add(iri, SKOS.broader, self._iri(above))
        for name in ("goals", "approaches", "indicators"):
            for words in getattr(concept, name):
                self._add(iri, WORDS[name], Literal(words))
        if concept.order is not None:
            self._add(iri, WORDS.order, Literal(concept.order))

    def _document(self, iri: URIRef, document: Document) -> None:
        self._add(iri, DCTERMS.type, self._word("document_kinds", document.kind))
        for predicate, words in ((DCTERMS.identifier, document.number), (DCTERMS.publisher, document.publisher)):
            if words:
                self._add(iri, predicate, Literal(words))
        for predicate, day in ((DCTERMS.issued, document.date), (WORDS.retrieved, document.retrieved)):
            if day:
                self._add(iri, predicate, _day(day))
        if document.address:
            self._add(iri, FOAF.page, _address(document.address))

    def tie(self, tie: Tie) -> None:
        """A tie as a statement about its ends; a membership is one of ORG as well."""
        iri, origin, target = self._iri(tie.id), self._iri(tie.origin), self._iri(tie.target)
        predicate = _PREDICATES.get(tie.kind, WORDS[tie.kind])
        for part, what in ((RDF.type, RDF.Statement), (RDF.subject, origin), (RDF.object, target)):
            self._add(iri, part, what)
        self._add(iri, RDF.predicate, predicate)
        if tie.valid.end is None:
            self._add(origin, predicate, target)
        if tie.kind == "member_of":
            for part, what in ((RDF.type, ORG.Membership), (ORG.member, origin), (ORG.organization, target)):
                self._add(iri, part, what)
        if tie.role:
            role = self._word("roles", tie.role)
            self._add(iri, ORG.role if tie.kind == "member_of" else WORDS.role, role)
            self._add(role, RDF.type, ORG.Role)
        for name in ("form", "frequency", "voting", "order", "public"):
            if (value := getattr(tie, name)) is not None:
                self._add(iri, WORDS[name], Literal(value))
        self._provenance(iri, tie)

    def _provenance(self, iri: URIRef, record: Record) -> None:
        self._add(iri, WORDS.basis, self._word("bases", record.basis))
        self._add(iri, WORDS.confirmation, self._word("confirmations", record.confirmation))
        for predicate, words in ((SKOS.note, record.note), (WORDS.original, record.original)):
            if words is not None:
                self._add(iri, predicate, Literal(words))
        if record.internal_note is not None:
            self._losses.add(text("Interne Notizen"), record.id)
        if not record.valid.is_unknown:
            self._add(iri, DCTERMS.temporal, self._period(record.valid))
        for source in record.sources:
            self._source(iri, source)

    def _source(self, iri: URIRef, source: Citation) -> None:
        """Where a fact comes from: a derivation from a document, or an attribution to who knows it."""
        known = hashlib.sha256(source.model_dump_json().encode()).hexdigest()[:20]
        cited = self._iri(f"source/{known}")
        if source.document:
            document = self._iri(source.document)
            self._add(iri, DCTERMS.source, document)
            self._add(iri, PROV.qualifiedDerivation, cited)
            self._add(cited, RDF.type, PROV.Derivation)
            self._add(cited, PROV.entity, document)
        else:
            person = self._iri(f"agent/{hashlib.sha256((source.person or '').encode()).hexdigest()[:20]}")
            self._add(iri, PROV.qualifiedAttribution, cited)
            self._add(cited, RDF.type, PROV.Attribution)
            self._add(cited, PROV.agent, person)
            self._add(person, RDF.type, PROV.Agent)
            self._add(person, RDFS.label, _german(source.person or ""))
        for predicate, words in ((DCTERMS.bibliographicCitation, source.locator), (WORDS.quote, source.quote)):
            if words is not None:
                self._add(cited, predicate, Literal(words))
        if source.retrieved:
            self._add(cited, WORDS.retrieved, _day(source.retrieved))

    def _period(self, valid: Period) -> URIRef:
        iri = self._iri(f"period/{valid.start or ''}_{valid.end or ''}")
        self._add(iri, RDF.type, DCTERMS.PeriodOfTime)
        for predicate, day in ((DCAT.startDate, valid.start), (DCAT.endDate, valid.end)):
            if day:
                self._add(iri, predicate, _day(day))
        return iri

    def _scheme(self, scheme: str) -> URIRef:
        iri = WORDS[f"schemes/{scheme}"]
        if iri in self._said:
            return iri
        self._said.add(iri)
        self._add(iri, RDF.type, SKOS.ConceptScheme)
        self._labelled(iri, vocabulary().schemes[scheme].many)
        return iri

    def _word(self, table: str, entry: str) -> URIRef:
        """A word of the vocabulary as a concept of its own list."""
        iri, scheme = WORDS[f"{table}/{entry}"], WORDS[table]
        if iri in self._said:
            return iri
        self._said.add(iri)
        named = getattr(vocabulary(), table)[entry]
        self._add(iri, RDF.type, SKOS.Concept)
        self._add(iri, SKOS.inScheme, scheme)
        self._add(scheme, RDF.type, SKOS.ConceptScheme)
        self._labelled(iri, named if isinstance(named, Label) else named.one)
        return iri

    def _labelled(self, iri: URIRef, label: Label) -> None:
        self._add(iri, SKOS.prefLabel, _german(label.de))
        self._add(iri, SKOS.prefLabel, Literal(label.en, lang="en"))

    def _iri(self, record_id: str) -> URIRef:
        return self._namespace[record_id]

    def _add(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self.graph.add((subject, predicate, value))


def _german(words: str) -> Literal:
    return Literal(words, lang="de")


def _day(day: PartialDate) -> Literal:
    kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    return Literal(str(day), datatype=kinds[len(str(day))], normalize=False)


def _address(link: str) -> URIRef:
    """An address without the letters that no IRI may have."""
    return URIRef(quote(link, safe=_SAFE))
