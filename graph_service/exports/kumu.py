"""A network as a Kumu blueprint: elements and connections with the words that people read there.

Kumu gives its own ids on import, so that ours stand in a field of their own as well. What has no place among
elements, connections and short fields is left out and named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from graph_service.exports.canonical_json import ends, kept, listed
from graph_service.exports.exported import Exported, Losses, called
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Event, Indicator, Observation, Report
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation, Record
from graph_service.model.text import Label, text
from graph_service.model.ties import Judgement, Tie
from graph_service.model.vocabulary import vocabulary

_Fields: TypeAlias = "dict[str, str | list[str]]"
_FIELDS = {
    "names": "Weitere Namen",
    "note": "description",
    "notation": "Kürzel",
    "name_en": "Bezeichnung (englisch)",
    "status": "Stand",
    "website": "Website",
    "links": "Weitere Adressen",
    "number": "Nummer",
    "date": "Datum",
    "publisher": "Herausgeber",
    "address": "Adresse",
    "basis": "Grundlage",
    "confirmation": "Bestätigung",
    "original": "Wortlaut",
    "role": "Rolle",
    "form": "Form",
    "frequency": "Häufigkeit",
    "sources": "Quellen",
}
_TABLES = {"status": "statuses", "basis": "bases", "confirmation": "confirmations", "role": "roles"}
_ELSEWHERE = frozenset({"id", "type", "name", "kind", "scheme", "valid", "origin", "target"})


def as_kumu(network: Network, *, contacts: bool = False) -> Exported:
    """The network as a blueprint with German words; what it cannot carry is among the losses."""
    losses = Losses()
    elements: list[_Fields] = []
    connections: list[_Fields] = []
    for record in listed(network):
        if isinstance(record, Judgement):
            losses.add(text("Urteile über zwei Einträge"), record.id)
        elif isinstance(record, Report | Indicator | Observation):
            losses.add(text("{type}", type=vocabulary().node_types[record.type].many), record.id)
        elif isinstance(record, Tie):
            connections.append(_connection(record, losses))
        else:
            shown = kept(record, losses, contacts=contacts)
            elements.append(_element(shown, losses))
    whole = {"elements": elements, "connections": connections}
    return Exported(f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode(), losses.all())


def _element(node: AnyNode, losses: Losses) -> _Fields:
    words = vocabulary()
    named = words.schemes[node.scheme] if isinstance(node, Concept) else words.node_types[node.type]
    fields: _Fields = {"id": node.id, "label": node.name, "type": named.one.de, "Kennung": node.id}
    if isinstance(node, Actor):
        fields |= {"Art": words.actor_kind(node.kind).one.de, "Bereich": words.sectors[node.sector].de}
    elif isinstance(node, Document):
        fields["Art"] = words.document_kinds[node.kind].de
    elif isinstance(node, Event):
        fields["Art"] = words.event_kinds[node.kind].de
    return {**fields, **_common(node, losses)}


def _connection(tie: Tie, losses: Losses) -> _Fields:
    origin, target = ends(tie)
    kind = vocabulary().tie_kind(tie.kind)
    way = "directed" if kind.directed else "undirected"
    fixed: _Fields = {"id": tie.id, "from": origin, "to": target, "direction": way, "type": kind.forward.de}
    return {**fixed, **_common(tie, losses)}


def _common(record: Record, losses: Losses) -> _Fields:
    fields: _Fields = dict(_period(record))
    for name, value in record:
        if value is None or value == () or name in _ELSEWHERE:
            continue
        if name in _FIELDS:
            fields[_FIELDS[name]] = _shown(name, value)
        else:
            losses.add(text("Angabe „{field}“", field=called(name)), record.id)
    return fields


def _period(record: Record) -> Iterator[tuple[str, str]]:
    for heading, day in (("Von", record.valid.start), ("Bis", record.valid.end)):
        if day is not None:
            yield heading, str(day)


def _shown(name: str, value: Any) -> str | list[str]:
    if name in _TABLES:
        table: Mapping[str, Label] = getattr(vocabulary(), _TABLES[name])
        return table[value].de
    if isinstance(value, tuple):
        return [_cited(part) if isinstance(part, Citation) else part for part in value]
    return str(value) if isinstance(value, PartialDate) else value


def _cited(source: Citation) -> str:
    """A source in the writing of the workbook: document/a @ "S. 11" „its own words“ (abgerufen 2024-05-03)."""
    pieces = [source.document or f"Person: {_in_quotes(source.person or '')}"]
    if source.locator is not None:
        pieces.append(f"@ {_in_quotes(source.locator)}")
    if source.quote is not None:
        pieces.append(f"„{source.quote}“")
    if source.retrieved is not None:
        pieces.append(f"(abgerufen {source.retrieved})")
    return " ".join(pieces)


def _in_quotes(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
