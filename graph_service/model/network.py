"""Nodes and ties that belong together: no loose ends, no circles of parents, every source at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from graph_service.model.change import ChangeSet
from graph_service.model.errors import LooseEnds, NotFound, Problem
from graph_service.model.identity import prefix_of
from graph_service.model.nearness import nearest
from graph_service.model.nodes import (
    Actor,
    AnyNode,
    Concept,
    Document,
    Event,
    Indicator,
    Measure,
    Need,
    NodeBase,
    Observation,
    Report,
)
from graph_service.model.provenance import Record
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary

_N = TypeVar("_N", bound=AnyNode)


@dataclass(frozen=True)
class Facet:
    """What is recorded of one facet of a measure: its ties to concepts, "none", or nothing (unknown)."""

    concepts: tuple[str, ...]
    recorded_none: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.concepts) or self.recorded_none


class Network:
    """An immutable network of one municipality at one revision.

    Raises LooseEnds, with every problem listed, where a tie, source, parent or need points to nothing,
    where an end is of a kind that the tie does not allow, or where parents form a circle. `trusted` leaves
    that check out: for a store that reads back what it has checked before.
    """

    def __init__(
        self, network: str, records: Iterable[AnyRecord] = (), revision: int = 0, *, trusted: bool = False
    ) -> None:
        self.id = network
        self.revision = revision
        self.nodes: dict[str, AnyNode] = {}
        self.ties: dict[str, Tie] = {}
        self.judgements: dict[str, Judgement] = {}
        problems = [_doubled(record) for record in records if not self._keeps(record)]
        problems += [] if trusted else _problems(self)
        if problems:
            raise loose_ends(problems)

    def _keeps(self, record: AnyRecord) -> bool:
        """Takes the record in, unless another one with the same id is there."""
        kept = self._shelf(record).setdefault(record.id, record)
        return kept is record or kept == record

    def _shelf(self, record: AnyRecord) -> dict[str, AnyRecord]:
        if isinstance(record, Tie):
            return self.ties  # type: ignore[return-value]
        return self.judgements if isinstance(record, Judgement) else self.nodes  # type: ignore[return-value]

    def records(self) -> Iterator[AnyRecord]:
        """Every node, then every tie, then every judgement."""
        yield from self.nodes.values()
        yield from self.ties.values()
        yield from self.judgements.values()

    def get(self, record_id: str) -> AnyRecord | None:
        return self.nodes.get(record_id) or self.ties.get(record_id) or self.judgements.get(record_id)

    def node(self, node_id: str) -> AnyNode:
        """The node with this id; NotFound names the nearest ids."""
        node = self.nodes.get(node_id)
        if node is None:
            raise not_found(node_id, self.nodes)
        return node

    def of_type(self, node_type: type[_N]) -> tuple[_N, ...]:
        """All nodes of one type, in the order of their ids."""
        return self._by_type.get(node_type, ())  # type: ignore[return-value]

    @cached_property
    def _by_type(self) -> Mapping[type, tuple[AnyNode, ...]]:
        shelves: dict[type, list[AnyNode]] = defaultdict(list)
        for node_id in sorted(self.nodes):
            node = self.nodes[node_id]
            shelves[type(node)].append(node)
        return {node_type: tuple(found) for node_type, found in shelves.items()}

    @property
    def actors(self) -> tuple[Actor, ...]:
        return self.of_type(Actor)

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.of_type(Measure)

    @property
    def documents(self) -> tuple[Document, ...]:
        return self.of_type(Document)

    @property
    def needs(self) -> tuple[Need, ...]:
        return self.of_type(Need)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return self.of_type(Indicator)

    def reports_of(self, measure_id: str) -> tuple[Report, ...]:
        """What was said of a measure, the newest first."""
        return self._reports.get(measure_id, ())

    @cached_property
    def _reports(self) -> Mapping[str, tuple[Report, ...]]:
        found: dict[str, list[Report]] = defaultdict(list)
        by_day = sorted(self.of_type(Report), key=lambda one: (one.date.last, one.date.first, one.id), reverse=True)
        for report in by_day:
            found[report.measure].append(report)
        return {measure: tuple(reports) for measure, reports in found.items()}

    def observations_of(self, indicator_id: str) -> tuple[Observation, ...]:
        """The values of an indicator, the oldest first."""
        return self._observations.get(indicator_id, ())

    @cached_property
    def _observations(self) -> Mapping[str, tuple[Observation, ...]]:
        found: dict[str, list[Observation]] = defaultdict(list)
        for one in sorted(self.of_type(Observation), key=lambda one: (one.date.last, one.id)):
            found[one.indicator].append(one)
        return {indicator: tuple(values) for indicator, values in found.items()}

    def concepts(self, scheme: str) -> tuple[Concept, ...]:
        """The concepts of one scheme in their own order, then by notation."""
        found = (concept for concept in self.of_type(Concept) if concept.scheme == scheme)
        return tuple(sorted(found, key=lambda concept: (concept.order is None, concept.order or 0, concept.notation)))

    def ties_from(self, node_id: str, kind: str | None = None) -> tuple[Tie, ...]:
        return tuple(tie for tie in self._outgoing.get(node_id, ()) if kind in (None, tie.kind))

    def ties_to(self, node_id: str, kind: str | None = None) -> tuple[Tie, ...]:
        return tuple(tie for tie in self._incoming.get(node_id, ()) if kind in (None, tie.kind))

    def ties_of(self, node_id: str) -> tuple[Tie, ...]:
        """Every tie with this node at one of its ends."""
        return self.ties_from(node_id) + self.ties_to(node_id)

    @cached_property
    def _outgoing(self) -> Mapping[str, list[Tie]]:
        return self._ties_by("origin")

    @cached_property
    def _incoming(self) -> Mapping[str, list[Tie]]:
        return self._ties_by("target")

    def _ties_by(self, end: str) -> Mapping[str, list[Tie]]:
        found: dict[str, list[Tie]] = defaultdict(list)
        for tie_id in sorted(self.ties):
            found[getattr(self.ties[tie_id], end)].append(self.ties[tie_id])
        return found

    def facet(self, measure: Measure, scheme: str) -> Facet:
        """What is recorded of this facet: never empty for unknown, never all for unknown."""
        kind = vocabulary().facet_kinds()[scheme]
        concepts = tuple(sorted(tie.target for tie in self.ties_from(measure.id, kind)))
        return Facet(concepts, recorded_none=not concepts and scheme in measure.none_recorded)

    def narrower(self, concept_id: str) -> frozenset[str]:
        """The concept itself and everything below it."""
        found, front = {concept_id}, [concept_id]
        while front:
            below = [child for child in self._children.get(front.pop(), ()) if child not in found]
            found.update(below)
            front.extend(below)
        return frozenset(found)

    def broader(self, concept_id: str) -> frozenset[str]:
        """The concept itself and everything above it."""
        found, front = {concept_id}, [concept_id]
        while front:
            node = self.node(front.pop())
            above = [up for up in (node.broader if isinstance(node, Concept) else ()) if up not in found]
            found.update(above)
            front.extend(above)
        return frozenset(found)

    def with_subjects(self, node_id: str) -> frozenset[str]:
        """The node itself and all that it is about, however far: a value's indicator, and the field of this."""
        found = {node_id}
        while new := {part for one in found for part in self.node(one).about()} - found:
            found |= new
        return frozenset(found)

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        children: dict[str, list[str]] = defaultdict(list)
        for concept in self.of_type(Concept):
            for above in concept.broader:
                children[above].append(concept.id)
        return children

    @cached_property
    def citing(self) -> Mapping[str, tuple[AnyRecord, ...]]:
        """For each document: the records that rest on it."""
        found: dict[str, list[AnyRecord]] = defaultdict(list)
        for record in self.records():
            for document in sorted({source.document for source in record.sources if source.document}):
                found[document].append(record)
        return {document: tuple(records) for document, records in found.items()}

    def apply(self, change: ChangeSet, revision: int | None = None, *, trusted: bool = False) -> Network:
        """The network after the change, in the order of ids, checked as a whole; this one stays as it is."""
        records: dict[str, AnyRecord] = {record.id: record for record in self.records()}
        for record_id in change.remove:
            if records.pop(record_id, None) is None:
                raise not_found(record_id, records)
        records.update((record.id, record) for record in change.put)
        ordered = [records[record_id] for record_id in sorted(records)]
        return Network(self.id, ordered, self.revision if revision is None else revision, trusted=trusted)


def not_found(record_id: str, known: Iterable[str]) -> NotFound:
    """The error for an id that is not there, with the nearest ids of the same type; without a type, of any."""
    prefix, typed, local = record_id.partition("/")
    fitting = (other for other in sorted(known) if not typed or prefix_of(other) == prefix)
    near = nearest(local if typed else record_id, {other.partition("/")[2]: other for other in fitting})
    return NotFound(
        text("„{value}“ ist in diesem Netzwerk nicht erfasst.", value=record_id[:120]),
        value=record_id[:120],
        near=near,
        remedy=text("Gemeint ist vielleicht: {words}.", words=near) if near else None,
    )


def loose_ends(problems: Iterable[Problem]) -> LooseEnds:
    """The error for records that do not belong together, with each problem."""
    return LooseEnds(
        text("Die Angaben passen nicht zusammen."),
        problems=tuple(problems),
        remedy=text("Bitte die genannten Stellen berichtigen; es wurde nichts übernommen."),
    )


def _problems(network: Network) -> Iterator[Problem]:
    for record in network.records():
        yield from _missing_references(network, record)
    for tie in network.ties.values():
        yield from unfit_ends(tie, network.nodes)
    yield from circles({c.id: list(c.broader) for c in network.of_type(Concept)}, "broader")
    for kind, words in vocabulary().tie_kinds.items():
        if words.acyclic:
            parents: dict[str, list[str]] = defaultdict(list)
            for tie in network.ties.values():
                if tie.kind == kind:
                    parents[tie.origin].append(tie.target)
            yield from circles(parents, kind)


def _doubled(record: AnyRecord) -> Problem:
    message = text("Die Kennung „{value}“ steht für zwei verschiedene Einträge.", value=record.id)
    return Problem(message, place=describe(record), value=record.id)


def references(record: Record) -> Iterator[str]:
    """The ids that a record points to: sources, ends, parents, what it is about, the subjects of a judgement."""
    yield from (source.document for source in record.sources if source.document)
    if isinstance(record, Tie):
        yield from (record.origin, record.target)
    elif isinstance(record, Concept):
        yield from record.broader
    elif isinstance(record, Judgement):
        yield from record.subjects
    elif isinstance(record, NodeBase):
        yield from record.about()


def _missing_references(network: Network, record: AnyRecord) -> Iterator[Problem]:
    for reference in references(record):
        if reference not in network.nodes:
            yield missing(describe(record), reference, network.nodes)


def missing(place: str, reference: str, known: Iterable[str]) -> Problem:
    """The problem of a reference to a record that is not there."""
    near = not_found(reference, known).near
    message: Text = text("„{value}“ ist nicht erfasst.", value=reference)
    if near:
        message = text("„{value}“ ist nicht erfasst. Gemeint ist vielleicht: {words}.", value=reference, words=near)
    return Problem(message, place=place, value=reference, near=near)


def describe(record: AnyRecord) -> str:
    """A record as a person can find it: its id, or the ends of a tie."""
    return f"{record.origin} → {record.kind} → {record.target}" if isinstance(record, Tie) else record.id


def unfit_ends(tie: Tie, nodes: Mapping[str, AnyNode]) -> Iterator[Problem]:
    """A problem for each end of the tie at which such a node may not stand."""
    words = vocabulary().tie_kind(tie.kind)
    for end, allowed in ((tie.origin, words.origin), (tie.target, words.target)):
        node = nodes.get(end)
        if node is not None and not fits(node, allowed):
            yield Problem(
                text("„{value}“ darf nicht an dieser Stelle von „{kind}“ stehen.", value=end, kind=words.forward),
                place=describe(tie),
                value=end,
            )


def fits(node: AnyNode, allowed: tuple[str, ...]) -> bool:
    """Whether a node may stand at an end that allows these types, schemes or bodies."""
    return may_stand(node.type, kind_of(node), allowed)


def kind_of(node: AnyNode) -> str | None:
    """The kind of an actor, document or event, the scheme of a concept; other nodes have none."""
    if isinstance(node, Concept):
        return node.scheme
    return node.kind if isinstance(node, Actor | Document | Event) else None


def may_stand(node_type: str, kind: str | None, allowed: tuple[str, ...]) -> bool:
    """Whether a node of this type and kind may stand at an end that allows these types, schemes or bodies."""
    if node_type == "concept":
        return kind in allowed
    is_body = node_type == "actor" and "body" in allowed and vocabulary().actor_kind(kind or "").body
    return node_type in allowed or is_body


def circles(parents: Mapping[str, list[str]], kind: str) -> Iterator[Problem]:
    """The problem of parents that run in a circle, if they do."""
    done: set[str] = set()
    for start in sorted(parents):
        circle = _circle_from(start, parents, done)
        if circle:
            way = " → ".join(circle)
            yield Problem(text("Die Zuordnung läuft im Kreis: {way}.", way=way), place=kind, value=way)
            return


def _circle_from(start: str, parents: Mapping[str, list[str]], done: set[str]) -> list[str]:
    trail: list[str] = []
    stack: list[tuple[str, bool]] = [(start, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            done.add(trail.pop())
        elif node in trail:
            return [*trail[trail.index(node) :], node]
        elif node not in done:
            trail.append(node)
            stack.append((node, True))
            stack.extend((above, False) for above in sorted(parents.get(node, ())))
    return []
