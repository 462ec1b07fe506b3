"""The networks whose figures are known beforehand: a made-up town, and a published one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_service.model.network import Network
from graph_service.model.ties import AnyRecord
from tests.builders import actor, addresses, carries, concept, field, measure, network, tie

KINDS = {
    "dezernat": "directorate",
    "ki": "integration_centre",
    "wohlfahrtsverband": "welfare_association",
    "bildungstraeger": "education_provider",
    "verein": "association",
    "religionsgemeinschaft": "religious_community",
    "behoerde": "jobcentre",
    "steuerungsgruppe": "steering_group",
    "fachgruppe": "expert_group",
}
FACETS = {
    "fields": ("addresses", "field"),
    "target_groups": ("serves", "target_group"),
    "districts": ("located_in", "district"),
    "offering_types": ("offers", "offering_type"),
}
TOWN = Path(__file__).parent / "data" / "kleinstadt.json"
WETLANDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "reference" / "ml_net.json"


def kleinstadt() -> Network:
    """The town that is small enough to check by hand; a facet that is null is not recorded."""
    town = json.loads(TOWN.read_text(encoding="utf-8"))
    records = [_concept(one) for one in town["concepts"]]
    records += [record for one in town["actors"] for record in _actor(one)]
    records += [record for one in town["measures"] for record in _measure(one)]
    records += [tie(one["kind"], f"actor/{one['from']}", f"actor/{one['to']}") for one in town["ties"]]
    return network(*records, name="kleinstadt")


def _concept(entry: dict[str, Any]) -> AnyRecord:
    scheme, above = entry["scheme"], entry["broader"]
    return concept(scheme, entry["notation"], entry["label"], broader=(f"{scheme}/{above}",) if above else ())


def _actor(entry: dict[str, Any]) -> list[AnyRecord]:
    covered = entry.get("covers_fields", ())
    duties = (tie("responsible_for", f"actor/{entry['id']}", f"field/{code}") for code in covered)
    return [actor(entry["id"], entry["name"], KINDS[entry["kind"]]), *duties]


def _measure(entry: dict[str, Any]) -> list[AnyRecord]:
    assert (entry["status"], entry["valid_to"]) == ("laufend", None)
    carried = [carries(one, entry["id"]) for one in entry["carriers"]]
    facets = [
        tie(kind, f"measure/{entry['id']}", f"{scheme}/{value}")
        for key, (kind, scheme) in FACETS.items()
        for value in entry[key] or ()
    ]
    return [measure(entry["id"], entry["title"], f"{entry['valid_from']}/", status="running"), *carried, *facets]


def swiss_wetlands() -> Network:
    """The Swiss wetlands network of the R package motifr: 80 actors, 52 tasks.

    A task is a field. Each edge of an actor and a task is a measure of its own that this actor alone carries, so that
    two actors share as many cells as tasks. Edges of two actors are ties of cooperation; edges of two tasks play no
    part in the motifs that were published and are left out.
    """
    if not WETLANDS.exists():
        pytest.skip("ml_net.json is not part of this repository: the published motifs of motifr were NOT checked")
    drawn = json.loads(WETLANDS.read_text(encoding="utf-8"))
    is_actor = {name: level == 1 for name, level in drawn["nodes"]}
    records: list[AnyRecord] = [actor(name) if is_actor[name] else field(name) for name in is_actor]
    for one, other in drawn["edges"]:
        if is_actor[one] and is_actor[other]:
            records.append(tie("coordinates_with", f"actor/{one}", f"actor/{other}"))
        elif is_actor[one] or is_actor[other]:
            records += _work_on(*sorted((one, other), key=lambda name: not is_actor[name]))
    return network(*records, name="feuchtgebiete")


def _work_on(worker: str, task: str) -> list[AnyRecord]:
    local = f"{worker}-{task}"
    return [measure(local), carries(worker, local), addresses(local, task)]
