"""Towns on a Neo4j server, asked by this program and by other tools: the shipped one, and a small one that was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from neo4j import READ_ACCESS, Driver

from graph_service.analysis.scope import Scope
from graph_service.model.change import ChangeSet
from graph_service.model.network import Network
from graph_service.model.period import Period
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from graph_service.operations.loading import load_shipped
from graph_service.operations.service import Service
from graph_service.operations.study import Study
from graph_service.stores.base import Store
from tests.builders import (
    PAPER,
    SOURCE,
    actor,
    addresses,
    carries,
    concept,
    document,
    event,
    field,
    measure,
    member_of,
    tie,
)
from tests.stores.acts import begin, everything

TOWN = "leverkusen"
SCOPE = Scope(at=date(2024, 5, 1))


@dataclass(frozen=True)
class Asked:
    """A town on a server: the program's door to it, and the way that other tools go."""

    service: Service
    driver: Driver

    def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        with self.driver.session(default_access_mode=READ_ACCESS) as session:
            return session.execute_read(lambda transaction: transaction.run(query, parameters).data())

    @property
    def network(self) -> Network:
        return self.service.network(TOWN)

    @property
    def study(self) -> Study:
        return Study(self.service, TOWN, self.network.revision, SCOPE)

    def name(self, node_id: str) -> str:
        return self.network.node(node_id).name


def shipped(store: Store) -> None:
    load_shipped(Service(store))
    known = (Citation(person="Leitung KI", retrieved="2024"),)
    begin(store, *everything(), actor("wissen", sources=known), network="nachbarstadt")


def made(store: Store) -> None:
    """A small town with what the shipped one lacks: periods of ties, duties, planned, derived and none."""
    begin(store, *everything_asked_for(), network=TOWN)
    change = ChangeSet(
        put=(measure("m01", "Konzept", "2017/", note="Neu"), actor("neu")), remove=(carries("alt", "m01").id,)
    )
    store.commit(TOWN, change, author="KI", reason="Korrektur")


def everything_asked_for() -> tuple[AnyRecord, ...]:
    now, over = Period.parse("2020/"), Period.parse("/2024-04")
    return (
        field("D", "Wohnen"),
        field("D1", "Umzug", broader=("field/D",)),
        field("E", "Gesundheit"),
        field("F", "Freizeit", indicators=("Zahl der Feste",)),
        concept("target_group", "alle", "Alle"),
        concept("target_group", "zugewanderte", "Zugewanderte", broader=("target_group/alle",)),
        concept("target_group", "gefluechtete", "Geflüchtete", broader=("target_group/zugewanderte",)),
        concept("target_group", "kinder", "Kinder", broader=("target_group/alle",)),
        concept("district", "stadtweit", "Stadtweit"),
        concept("district", "wiesdorf", "Wiesdorf", broader=("district/stadtweit",)),
        concept("district", "opladen", "Opladen", broader=("district/stadtweit",)),
        actor("ki", "KI", "integration_centre"),
        actor("car", "Caritas", "welfare_association", note="früher Caritas Opladen"),
        actor("fr", "Flüchtlingsrat", names=("Caritaskreis",)),
        actor("alt", "Altverein", valid=over),
        actor("verein", "Verein"),
        actor("ctrl", "Controllinggruppe", "controlling_group"),
        actor("amt", "Amt", "department"),
        measure("m01", "Konzept", "2017/"),
        measure("m02", "Umzugshilfe", "/2024", status="running"),
        measure("m03", "Kindertreff", "2024-05"),
        measure("m04", "Später", "2024-05-02/"),
        measure("m05", "Geplant", status="planned"),
        measure("m06", "Beendet", "2010/2024-04-30"),
        measure("m07", "Ohne Zielgruppe", "2015/"),
        measure("m08", "Für niemanden", none_recorded=("target_group",)),
        measure("m09", "Wohnberatung", "2019"),
        measure("m10", "Wohnlotsen"),
        addresses("m01", "D"),
        addresses("m02", "D1"),
        addresses("m03", "F"),
        addresses("m04", "D"),
        addresses("m05", "D"),
        addresses("m06", "D"),
        addresses("m07", "F"),
        addresses("m08", "E"),
        addresses("m09", "D1"),
        addresses("m10", "D1"),
        *(
            tie("serves", f"measure/{one}", "target_group/gefluechtete")
            for one in ("m02", "m04", "m05", "m06", "m09", "m10")
        ),
        tie("serves", "measure/m01", "target_group/alle"),
        tie("serves", "measure/m03", "target_group/kinder"),
        tie("located_in", "measure/m01", "district/stadtweit"),
        *(
            tie("located_in", f"measure/{one}", "district/wiesdorf")
            for one in ("m02", "m04", "m05", "m06", "m09", "m10")
        ),
        tie("located_in", "measure/m03", "district/opladen"),
        carries("ki", "m01", "lead"),
        carries("alt", "m01"),
        carries("car", "m02", valid=now),
        carries("fr", "m02", valid=over),
        carries("fr", "m02", "funder"),
        carries("verein", "m03"),
        carries("fr", "m07"),
        carries("amt", "m06"),
        carries("ki", "m06"),
        carries("amt", "m08", "coordinator"),
        carries("amt", "m09"),
        carries("amt", "m10"),
        tie("responsible_for", "actor/amt", "field/D1", valid=now),
        tie("responsible_for", "actor/car", "field/D", valid=over),
        tie("steers", "actor/ctrl", "field/D"),
        tie("steers", "actor/amt", "actor/ctrl", "secretariat"),
        member_of("ki", "ctrl"),
        member_of("fr", "ctrl", valid=over),
        member_of("verein", "ctrl", "advisory_member", voting=False),
        tie("coordinates_with", "actor/car", "actor/verein"),
        tie("coordinates_with", "actor/ki", "actor/verein", basis="inferred"),
        tie("advises", "actor/alt", "actor/ki"),
        tie("consults", "actor/ctrl", PAPER.id, order=1, public=True, valid=Period.parse("2024-05-01")),
        tie("refers_to", "measure/m02", "measure/m01", sources=(*SOURCE, Citation(person="KI", retrieved="2024"))),
        tie("takes_part_in", "actor/ki", "event/e"),
        event("e", "Caritasfest"),
        document("d", "Bericht", date="2024", sources=SOURCE),
    )


TOWNS: Mapping[str, Callable[[Store], None]] = {"shipped": shipped, "made": made}
