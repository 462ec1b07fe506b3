"""Records -> answers of the API, in the reader's language. Restricted fields (contacts) stay here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph_service.analysis.completeness import carriers
from graph_service.analysis.scope import Scope, lacks_end, runs, unconfirmed_since
from graph_service.api.schemas import (
    ActorOut,
    ConceptOut,
    DocumentOut,
    EventOut,
    FacetConcept,
    FacetOut,
    IndicatorOut,
    MeasureOut,
    NeedOut,
    NodeOut,
    ObservationOut,
    PeriodOut,
    ReportOut,
    RoleOut,
    SourceOut,
    TieOut,
    WholeOut,
    Word,
)
from graph_service.language import period, render
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
from graph_service.model.text import Label, Language
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.describing import tie_words
from graph_service.serving.reading import Reading


@dataclass(frozen=True)
class Presenter:
    """Puts the records of one network into words of one language, as seen on one day."""

    network: Network
    language: Language
    scope: Scope

    def word(self, word_id: str, table: Mapping[str, Any]) -> Word:
        entry = table[word_id]
        label = entry if isinstance(entry, Label) else getattr(entry, "one", None) or entry.forward
        return Word(id=word_id, label=label.in_language(self.language))

    def name(self, node_id: str) -> Word:
        """A node by id and name; the id alone where the node is not at hand."""
        node = self.network.nodes.get(node_id)
        return Word(id=node_id, label=self._name_of(node) if node else node_id)

    def _name_of(self, node: AnyNode) -> str:
        return render(called(self.network, node), self.language)

    def period(self, when: Period) -> PeriodOut:
        return PeriodOut(start=_iso(when.start), end=_iso(when.end), words=period(when, self.language))

    def source(self, source: Citation) -> SourceOut:
        document = self.network.nodes.get(source.document or "")
        return SourceOut(
            document=source.document,
            name=document.name if document else source.person or source.document or "",
            address=document.address if isinstance(document, Document) else None,
            locator=source.locator,
            quote=source.quote,
            retrieved=_iso(source.retrieved),
        )

    def _fact(self, record: Record) -> dict[str, Any]:
        words = vocabulary()
        return {
            "id": record.id,
            "basis": self.word(record.basis, words.bases),
            "confirmation": self.word(record.confirmation, words.confirmations),
            "valid": self.period(record.valid),
            "original": record.original,
            "note": record.note,
            "sources": [self.source(source) for source in record.sources],
        }

    def _node(self, node: AnyNode) -> dict[str, Any]:
        name = node.name if isinstance(node, Concept) else self._name_of(node)
        more = {"type": node.type, "name": name, "names": list(node.names), "links": list(node.links)}
        return self._fact(node) | more

    def node(self, node: AnyNode) -> NodeOut:
        """Any node with what all nodes have."""
        return NodeOut(**self._node(node))

    def actor(self, actor: Actor) -> ActorOut:
        words = vocabulary()
        places = self.network.ties_from(actor.id, "located_in")
        return ActorOut(
            **self._node(actor),
            kind=self.word(actor.kind, words.actor_kinds),
            sector=self.word(actor.sector, words.sectors),
            body=actor.is_body,
            website=actor.website,
            size=actor.size,
            districts=[self.name(tie.target) for tie in places],
            measures=len({tie.target for tie in self.network.ties_from(actor.id, "carries")}),
            ties=len(self.network.ties_of(actor.id)),
        )

    def measure(self, measure: Measure) -> MeasureOut:
        words = vocabulary()
        return MeasureOut(
            **self._node(measure),
            status=self.word(measure.status, words.statuses),
            status_on=_iso(measure.status_on),
            mandatory=measure.mandatory,
            funding_level=self.word(measure.funding_level, words.funding_levels) if measure.funding_level else None,
            funding_programme=measure.funding_programme,
            amount_eur=measure.amount_eur,
            capacity=measure.capacity,
            facets={scheme: self._facet(measure, scheme) for scheme in words.facet_kinds()},
            actors=self._roles(measure),
            runs=runs(measure, self.scope),
            lacks_end=lacks_end(measure),
            unconfirmed_since=unconfirmed_since(self.network, measure, self.scope),
        )

    def _facet(self, measure: Measure, scheme: str) -> FacetOut:
        ties = self.network.ties_from(measure.id, vocabulary().facet_kinds()[scheme])
        if ties:
            return FacetOut(state="known", concepts=[self._facet_concept(tie) for tie in ties])
        return FacetOut(state="none" if scheme in measure.none_recorded else "unknown", concepts=[])

    def _facet_concept(self, tie: Tie) -> FacetConcept:
        concept = self.network.nodes[tie.target]
        return FacetConcept(
            id=tie.target,
            notation=concept.notation if isinstance(concept, Concept) else "",
            label=self._name_of(concept),
            original=tie.original,
            basis=self.word(tie.basis, vocabulary().bases),
        )

    def _roles(self, measure: Measure) -> list[RoleOut]:
        ties = sorted(self.network.ties_to(measure.id, "carries"), key=lambda tie: (tie.rank, tie.origin))
        carrying = carriers(self.network, measure)
        return [
            RoleOut(
                actor=self.name(tie.origin),
                role=self.word(tie.role or "", vocabulary().roles),
                carries=tie.origin in carrying and tie.role in vocabulary().carrying_roles(),
            )
            for tie in ties
        ]

    def concept(self, concept: Concept) -> ConceptOut:
        below = self.network.narrower(concept.id)
        facet = vocabulary().facet_kinds()[concept.scheme]
        measures = {tie.origin for one in below for tie in self.network.ties_to(one, facet)}
        return ConceptOut(
            **self._node(concept),
            scheme=self.word(concept.scheme, vocabulary().schemes),
            notation=concept.notation,
            label=concept.label.in_language(self.language),
            broader=[self.name(above) for above in concept.broader],
            goals=list(concept.goals),
            approaches=list(concept.approaches),
            indicators=list(concept.indicators),
            measures=sum(1 for one in measures if isinstance(self.network.nodes[one], Measure)),
        )

    def need(self, need: Need) -> NeedOut:
        return NeedOut(
            **self._node(need),
            value=need.value,
            unit=need.unit,
            field=self.name(need.field) if need.field else None,
            target_group=self.name(need.target_group) if need.target_group else None,
            district=self.name(need.district) if need.district else None,
        )

    def document(self, document: Document) -> DocumentOut:
        citing = self.network.citing.get(document.id, ())
        ties = sum(1 for record in citing if isinstance(record, Tie))
        return DocumentOut(
            **self._node(document),
            kind=self.word(document.kind, vocabulary().document_kinds),
            number=document.number,
            date=_iso(document.date),
            publisher=document.publisher,
            address=document.address,
            retrieved=_iso(document.retrieved),
            nodes=len(citing) - ties,
            ties=ties,
        )

    def event(self, event: Event) -> EventOut:
        return EventOut(**self._node(event), kind=self.word(event.kind, vocabulary().event_kinds))

    def report(self, report: Report) -> ReportOut:
        return ReportOut(
            **self._node(report),
            measure=self.name(report.measure),
            date=str(report.date),
            status=self.word(report.status, vocabulary().statuses),
            done=report.done,
            planned_end=_iso(report.planned_end),
            reported_by=report.reported_by,
        )

    def indicator(self, indicator: Indicator) -> IndicatorOut:
        return IndicatorOut(
            **self._node(indicator),
            field=self.name(indicator.field),
            unit=indicator.unit,
            direction=self.word(indicator.direction, vocabulary().directions) if indicator.direction else None,
            target_value=indicator.target_value,
            target_on=_iso(indicator.target_on),
        )

    def observation(self, observation: Observation) -> ObservationOut:
        return ObservationOut(
            **self._node(observation),
            indicator=self.name(observation.indicator),
            value=observation.value,
            measure=self.name(observation.measure) if observation.measure else None,
            reported_by=observation.reported_by,
        )

    def whole(self, node: AnyNode) -> WholeOut:
        """A node with everything that its type has."""
        makers: dict[type, Any] = {
            Actor: self.actor,
            Measure: self.measure,
            Concept: self.concept,
            Document: self.document,
            Event: self.event,
            Need: self.need,
            Report: self.report,
            Indicator: self.indicator,
            Observation: self.observation,
        }
        made: WholeOut = makers[type(node)](node)
        return made

    def tie(self, tie: Tie) -> TieOut:
        words = vocabulary()
        return TieOut(
            **self._fact(tie),
            kind=self.word(tie.kind, words.tie_kinds),
            origin=self.name(tie.origin),
            target=self.name(tie.target),
            role=self.word(tie.role, words.roles) if tie.role else None,
            words=render(tie_words(tie, tie.origin), self.language),
            form=tie.form,
            frequency=tie.frequency,
            voting=tie.voting,
            order=tie.order,
            public=tie.public,
        )


def _iso(when: PartialDate | None) -> str | None:
    return str(when) if when else None


def presenter(reading: Reading) -> Presenter:
    """The presenter for what a request reads."""
    return Presenter(reading.network, reading.language, reading.scope)
