"""What the side panel says about each node, so that it needs no further request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph_service.language import render
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
from graph_service.model.provenance import Citation, Record
from graph_service.model.text import Language, Value, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from visualisations.picture import Details, Source, TieLine


@dataclass(frozen=True)
class Numbered:
    """The sources of some records, in the order of their titles, and their numbers."""

    sources: tuple[Source, ...]
    numbers: Mapping[str, int]

    def of(self, records: Iterable[Record]) -> tuple[int, ...]:
        """The numbers of all sources that these records cite."""
        return tuple(sorted({self.numbers[_key(source)] for record in records for source in record.sources}))


def numbered_sources(network: Network, records: Iterable[Record], language: Language) -> Numbered:
    """Every source that the records cite, each once."""
    cited = {_key(citation): citation for record in records for citation in record.sources}
    found = {key: _source(network, citation, language) for key, citation in cited.items()}
    keys = sorted(found, key=lambda key: (found[key].title.casefold(), key))
    return Numbered(tuple(found[key] for key in keys), {key: number for number, key in enumerate(keys)})


def name_of(node: AnyNode, language: Language) -> str:
    """The name in the language, where there is one."""
    return node.label.in_language(language) if isinstance(node, Concept) else node.name


def kind_of(node: AnyNode, language: Language) -> str:
    """What a node is, in a word or two."""
    words = vocabulary()
    if isinstance(node, Actor):
        return words.actor_kind(node.kind).one.in_language(language)
    if isinstance(node, Concept):
        return words.scheme(node.scheme).one.in_language(language)
    if isinstance(node, (Document, Event)):
        table = words.document_kinds if isinstance(node, Document) else words.event_kinds
        return table[node.kind].in_language(language)
    return words.node_types[node.type].one.in_language(language)


def details_of(
    network: Network, node: AnyNode, sources: Numbered, language: Language, href: Callable[[str], str] | None
) -> Details:
    """Facts, ties in words and sources of one node."""
    ties = network.ties_of(node.id)
    groups: dict[str, list[TieLine]] = defaultdict(list)
    for tie in sorted(ties, key=lambda tie: _order(tie, node.id)):
        way = vocabulary().way(tie.kind, tie.role, forth=tie.origin == node.id)
        other = network.nodes[tie.target if tie.origin == node.id else tie.origin]
        groups[way.in_language(language)].append(_tie_line(tie, other, sources, language, href))
    facts = tuple((render(term, language), render(value, language)) for term, value in _facts(node) if value)
    return Details(facts, tuple((words, tuple(lines)) for words, lines in groups.items()), sources.of((node, *ties)))


def _order(tie: Tie, node_id: str) -> tuple[int, bool, int, str]:
    other = tie.target if tie.origin == node_id else tie.origin
    return list(vocabulary().tie_kinds).index(tie.kind), tie.origin != node_id, tie.rank, other


def _tie_line(
    tie: Tie, other: AnyNode, sources: Numbered, language: Language, href: Callable[[str], str] | None
) -> TieLine:
    role = vocabulary().roles[tie.role] if tie.role else None
    parts: list[Value] = [role] if role and not role.backward else []
    parts += [part for part in (tie.form, tie.frequency) if part]
    parts += [vocabulary().bases[tie.basis]] if tie.basis != "stated" else []
    parts += [tie.valid] if not tie.valid.is_unknown else []
    note = " · ".join(render(part, language) for part in parts)
    return TieLine(other.id, name_of(other, language), note, href(other.id) if href else "", sources.of((tie,)))


def _facts(node: AnyNode) -> Iterator[tuple[Value, Value]]:
    words = vocabulary()
    if isinstance(node, Actor):
        yield text("Bereich"), words.sectors[node.sector]
    if isinstance(node, Measure):
        yield text("Stand"), words.statuses[node.status]
    if isinstance(node, Concept):
        yield text("Kürzel"), node.notation
    if isinstance(node, Need):
        yield text("Wert"), text("{number} {unit}", number=node.value, unit=node.unit or "") if node.value else ""
    if isinstance(node, Document):
        yield from _document_facts(node)
    yield from _progress_facts(node)
    yield text("Weitere Namen"), node.names
    yield text("Zeitraum"), "" if node.valid.is_unknown else node.valid
    yield text("Notiz"), node.note or ""


def _progress_facts(node: AnyNode) -> Iterator[tuple[Value, Value]]:
    words = vocabulary()
    if isinstance(node, Report):
        yield text("Datum"), node.date
        yield text("Stand"), words.statuses[node.status]
        yield text("Was getan wurde"), node.done or ""
        yield text("Geplantes Ende"), node.planned_end or ""
    if isinstance(node, Indicator):
        yield text("Einheit"), node.unit or ""
        yield text("Richtung"), words.directions[node.direction] if node.direction else ""
        yield text("Zielwert"), "" if node.target_value is None else node.target_value
        yield text("Ziel bis"), node.target_on or ""
    if isinstance(node, Observation):
        yield text("Wert"), node.value
    if isinstance(node, (Report, Observation)):
        yield text("Berichtet von"), node.reported_by or ""


def _document_facts(document: Document) -> Iterator[tuple[Value, Value]]:
    yield text("Nummer"), document.number or ""
    yield text("Herausgegeben von"), document.publisher or ""
    yield text("Datum"), document.date or ""


def _key(citation: Citation) -> str:
    return citation.document or f"{citation.person} {citation.retrieved}"


def _source(network: Network, citation: Citation, language: Language) -> Source:
    if citation.document is None:
        detail = render(text("eigene Kenntnis, {when}", when=citation.retrieved or ""), language)
        return Source(citation.person or "", "", detail)
    document = network.nodes[citation.document]
    if not isinstance(document, Document):
        return Source(document.name)
    parts: list[Value] = [part for part in (document.number, document.publisher, document.date) if part]
    return Source(document.name, document.address or "", " · ".join(render(part, language) for part in parts))
