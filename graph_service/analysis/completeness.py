"""What is recorded and what is not: how full each facet is, who stands alone, what rests on which source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from graph_service.analysis.scope import Scope, runs, unconfirmed_since
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Document, Measure
from graph_service.model.vocabulary import vocabulary


@dataclass(frozen=True)
class Completeness:
    """For how many of the measures something is recorded. `of` is their number; shares are known / of."""

    what: str
    known: int
    of: int

    @property
    def missing(self) -> int:
        return self.of - self.known


@dataclass(frozen=True)
class FieldLoad:
    """How much is recorded in one field on the day: running measures and the actors that carry them."""

    field: str
    measures: int
    carriers: int


@dataclass(frozen=True)
class Standing:
    """The state of the records of one network: counts, gaps in the records, loads of the fields."""

    counts: dict[str, int]
    running: int
    lacking_end: int
    unconfirmed: int
    facets: tuple[Completeness, ...]
    without_ties: tuple[Actor, ...]
    without_carrier: tuple[Measure, ...]
    fields: tuple[FieldLoad, ...]


def standing(network: Network, scope: Scope) -> Standing:
    """How complete the records are; facets that no measure of the network has recorded are shown with 0."""
    measures = network.measures
    running = [measure for measure in measures if runs(measure, scope)]
    return Standing(
        counts=_counts(network),
        running=len(running),
        lacking_end=sum(1 for measure in running if measure.valid.end is None),
        unconfirmed=sum(1 for measure in running if unconfirmed_since(network, measure, scope) is not None),
        facets=tuple(_facets(network, measures)),
        without_ties=tuple(actor for actor in network.actors if not _has_tie(network, actor)),
        without_carrier=tuple(measure for measure in measures if not carriers(network, measure)),
        fields=tuple(_field_load(network, concept.id, scope) for concept in network.concepts("field")),
    )


def _counts(network: Network) -> dict[str, int]:
    found: Counter[str] = Counter(node.type for node in network.nodes.values())
    return {kind: found[kind] for kind in vocabulary().node_types} | {"tie": len(network.ties)}


def not_judged(network: Network, facets: Iterable[str]) -> int:
    """How many measures a narrowing by these facets (schemes, or `status`) could not judge: one is not recorded."""
    wanted = tuple(facets)
    return sum(1 for measure in network.measures if any(not _is_known(network, measure, part) for part in wanted))


def _is_known(network: Network, measure: Measure, part: str) -> bool:
    return measure.status != "unknown" if part == "status" else network.facet(measure, part).is_known


def carriers(network: Network, measure: Measure) -> frozenset[str]:
    """The actors that carry a measure: lead, carrier, coordination or partner, at any time."""
    carrying = vocabulary().carrying_roles()
    return frozenset(tie.origin for tie in network.ties_to(measure.id, "carries") if tie.role in carrying)


def _facets(network: Network, measures: tuple[Measure, ...]) -> list[Completeness]:
    total = len(measures)
    found = [
        Completeness(scheme, sum(1 for m in measures if network.facet(m, scheme).is_known), total)
        for scheme in vocabulary().facet_kinds()
    ]
    found.append(Completeness("carrier", sum(1 for m in measures if carriers(network, m)), total))
    found.append(Completeness("start", sum(1 for m in measures if m.valid.start), total))
    found.append(Completeness("end", sum(1 for m in measures if m.valid.end), total))
    found.append(Completeness("status", sum(1 for m in measures if m.status != "unknown"), total))
    return found


def _has_tie(network: Network, actor: Actor) -> bool:
    return any(tie.kind != "located_in" for tie in network.ties_of(actor.id))


def _field_load(network: Network, field_id: str, scope: Scope) -> FieldLoad:
    ties = [tie for below in network.narrower(field_id) for tie in network.ties_to(below, "addresses")]
    nodes = (network.nodes[origin] for origin in {tie.origin for tie in ties if scope.admits(tie)})
    measures = [node for node in nodes if isinstance(node, Measure) and runs(node, scope)]
    who = {actor for measure in measures for actor in carriers(network, measure)}
    return FieldLoad(field_id, len(measures), len(who))


@dataclass(frozen=True)
class SourceUse:
    """A document and how many nodes and ties rest on it; `alone` counts those that have no other source."""

    document: Document
    nodes: int
    ties: int
    alone: int


def source_uses(network: Network) -> tuple[SourceUse, ...]:
    """Every document with what rests on it, most used first."""
    uses = [_use(network, document) for document in network.documents]
    return tuple(sorted(uses, key=lambda use: (-(use.nodes + use.ties), use.document.id)))


def _use(network: Network, document: Document) -> SourceUse:
    records = network.citing.get(document.id, ())
    ties = sum(1 for record in records if record.id in network.ties)
    alone = sum(1 for record in records if {source.document for source in record.sources} == {document.id})
    return SourceUse(document, len(records) - ties, ties, alone)
