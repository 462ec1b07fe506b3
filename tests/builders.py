"""Small records for tests: each builder fills in what a test does not care about."""

from __future__ import annotations

from typing import Any

from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Event, Indicator, Measure, Observation, Report
from graph_service.model.period import Period
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord, Judgement, Tie

PAPER = Document(id="document/paper", kind="council_paper", name="Vorlage 1", number="1")
SOURCE = (Citation(document=PAPER.id),)


def actor(local: str, name: str = "", kind: str = "association", **more: Any) -> Actor:
    return Actor(**{"id": f"actor/{local}", "name": name or local, "kind": kind, "sources": SOURCE, **more})


def measure(local: str, name: str = "", when: str = "", **more: Any) -> Measure:
    valid = Period.parse(when) if when else Period()
    return Measure(**{"id": f"measure/{local}", "name": name or local, "valid": valid, "sources": SOURCE, **more})


def field(notation: str, name: str = "", **more: Any) -> Concept:
    return concept("field", notation, name, **more)


def concept(scheme: str, notation: str, name: str = "", **more: Any) -> Concept:
    given = {"id": f"{scheme}/{notation}", "scheme": scheme, "notation": notation, "name": name or notation}
    return Concept(**{**given, "sources": SOURCE, **more})


def document(local: str, name: str = "", kind: str = "press", **more: Any) -> Document:
    return Document(**{"id": f"document/{local}", "name": name or local, "kind": kind, **more})


def event(local: str, name: str = "", kind: str = "meeting", **more: Any) -> Event:
    return Event(**{"id": f"event/{local}", "name": name or local, "kind": kind, "sources": SOURCE, **more})


def report(measure_local: str, date: str, status: str = "unknown", **more: Any) -> Report:
    given = {"measure": f"measure/{measure_local}", "date": date, "status": status, "sources": SOURCE}
    return Report(**{**given, **more})


def indicator(local: str, notation: str, name: str = "", **more: Any) -> Indicator:
    given = {"id": f"indicator/{local}", "name": name or local, "field": f"field/{notation}", "sources": SOURCE}
    return Indicator(**{**given, **more})


def observation(indicator_local: str, when: str, value: str, **more: Any) -> Observation:
    given = {"indicator": f"indicator/{indicator_local}", "value": value, "valid": Period.parse(when)}
    return Observation(**{**given, "sources": SOURCE, **more})


def tie(kind: str, origin: str, target: str, role: str | None = None, **more: Any) -> Tie:
    return Tie(**{"kind": kind, "origin": origin, "target": target, "role": role, "sources": SOURCE, **more})


def carries(actor_local: str, measure_local: str, role: str = "carrier", **more: Any) -> Tie:
    return tie("carries", f"actor/{actor_local}", f"measure/{measure_local}", role, **more)


def addresses(measure_local: str, notation: str, **more: Any) -> Tie:
    return tie("addresses", f"measure/{measure_local}", f"field/{notation}", **more)


def member_of(actor_local: str, body_local: str, role: str = "member", **more: Any) -> Tie:
    return tie("member_of", f"actor/{actor_local}", f"actor/{body_local}", role, **more)


def same_as(one: str, other: str) -> Judgement:
    """A person's word that two records are the same."""
    return Judgement(kind="same_as", subjects=(one, other), decision="same", author="KI", decided_on="2024")


def network(*records: AnyRecord, name: str = "stadt", revision: int = 1) -> Network:
    """A network of the records and the paper that they cite."""
    return Network(name, (PAPER, *records), revision)


def small_town() -> tuple[AnyRecord, ...]:
    """Five actors, three measures, two fields: small enough to check every answer by hand."""
    nodes: tuple[AnyNode, ...] = (
        PAPER,
        field("A", "Sprache", order=1),
        field("D", "Wohnen und Unterbringung", order=2),
        concept("target_group", "alle", "Alle"),
        concept("target_group", "gefluechtete", "Geflüchtete", broader=("target_group/alle",)),
        actor("ki", "Kommunales Integrationszentrum (KI)", "integration_centre", names=("KI",)),
        actor("awo", "Arbeiterwohlfahrt Kreisverband", "welfare_association"),
        actor("fr", "Flüchtlingsrat Leverkusen e.V.", "refugee_aid_association"),
        actor("fg", "Fachgruppe Integration", "expert_group"),
        actor("moschee", "Moscheeverein", "religious_community"),
        measure("m1", "Deutschkurs", "2020/"),
        measure("m2", "Wohnraumvermittlung", "2016/"),
        measure("m3", "Auszugsberatung", "2010/2015"),
    )
    ties = (
        addresses("m1", "A"),
        addresses("m2", "D"),
        addresses("m3", "D"),
        tie("serves", "measure/m2", "target_group/gefluechtete"),
        carries("ki", "m1", "lead"),
        carries("awo", "m1", "partner"),
        carries("fr", "m2"),
        carries("ki", "m2", "funder"),
        carries("awo", "m3"),
        member_of("ki", "fg"),
        member_of("awo", "fg"),
        tie("responsible_for", "actor/fg", "field/D"),
    )
    return nodes + ties
