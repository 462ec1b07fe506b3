"""A network in HSDS 3.0: the tables, the JSON, what comes back, and what is named as lost."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest

from graph_service.exports.exported import Exported
from graph_service.exports.hsds import as_hsds_json, as_hsds_zip
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.ties import AnyRecord, Tie
from loaders.hsds import load_hsds
from tests.builders import actor, carries, concept, document, event, measure, member_of, network, same_as, tie

FACETS = (
    concept("field", "D", "Wohnen", note="Alles zum Wohnen"),
    concept("target_group", "alle", "Alle"),
    concept("target_group", "kinder", "Kinder", broader=("target_group/alle",)),
    concept("district", "nord", "Nordstadt"),
    concept("language", "ar", "Arabisch"),
)
TIES = (
    tie("addresses", "measure/m1", "field/D"),
    tie("serves", "measure/m1", "target_group/kinder"),
    tie("located_in", "measure/m1", "district/nord"),
    tie("in_language", "measure/m1", "language/ar"),
    carries("awo", "m1"),
    carries("ki", "m2", "lead"),
    tie("part_of", "actor/awo", "actor/ki"),
)
TOWN = (
    actor("awo", "AWO", "welfare_association", names=("Arbeiterwohlfahrt",), website="https://awo.example/"),
    actor("ki", "Zentrum", "integration_centre", note="im Rathaus"),
    measure("m1", "Deutschkurs", status="running", note="jeden Tag", links=("https://kurs.example/",)),
    measure("m2", "Beratung", status="planned", status_on="2024-05-03"),
    measure("m3", "Chor"),
    *FACETS,
    *TIES,
)


def tables(exported: Exported) -> Mapping[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(exported.content)) as package:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(package.read(name).decode(), newline="")))
            for name in package.namelist()
            if name.endswith(".csv")
        }


def back(exported: Exported) -> Mapping[str, Any]:
    loaded = load_hsds(exported.content, name="verzeichnis")
    assert [str(finding.message) for finding in loaded.report.findings] == []
    return {record.id: record for record in loaded.records}


def losses(*records: AnyRecord, export: Callable[[Network], Exported] = as_hsds_zip) -> dict[str, int]:
    return {str(loss.what): loss.count for loss in export(network(*records)).losses}


def test_actors_are_organizations_and_measures_services() -> None:
    written = tables(as_hsds_zip(network(*TOWN)))
    awo, ki = written["organizations"]
    assert (awo["name"], awo["alternate_name"], awo["website"]) == ("AWO", "Arbeiterwohlfahrt", "https://awo.example/")
    assert awo["parent_organization_id"] == ki["id"]
    assert awo["uri"] == "urn:akteursnetz:stadt:actor/awo"
    course = written["services"][0]
    assert (course["organization_id"], course["status"], course["url"]) == (
        awo["id"],
        "active",
        "https://kurs.example/",
    )
    assert all(UUID(row["id"]) for rows in written.values() for row in rows)


def test_ids_are_unique_within_a_table_and_the_same_next_time() -> None:
    first, second = as_hsds_zip(network(*TOWN)), as_hsds_zip(network(*TOWN[::-1]))
    assert first.content == second.content
    for rows in tables(first).values():
        assert len({row["id"] for row in rows}) == len(rows)


def test_every_reference_leads_somewhere() -> None:
    written = tables(as_hsds_zip(network(*TOWN)))
    ids = {row["id"] for rows in written.values() for row in rows} | {""}
    references = ("organization_id", "service_id", "location_id", "taxonomy_id", "taxonomy_term_id", "link_id")
    for rows in written.values():
        for row in rows:
            assert {row.get(name, "") for name in (*references, "parent_id", "parent_organization_id")} <= ids


def test_a_status_that_nobody_knows_is_not_made_up() -> None:
    chor = next(row for row in tables(as_hsds_zip(network(*TOWN)))["services"] if row["name"] == "Chor")
    assert (chor["status"], chor["alert"]) == ("inactive", "Stand nicht erfasst")
    assert back(as_hsds_zip(network(*TOWN)))["measure/m3"].status == "unknown"


def test_a_package_describes_its_tables() -> None:
    with zipfile.ZipFile(io.BytesIO(as_hsds_zip(network(*TOWN)).content)) as package:
        described = json.loads(package.read("datapackage.json"))
        assert {one["path"] for one in described["resources"]} == set(package.namelist()) - {"datapackage.json"}


def test_json_nests_organization_terms_and_places() -> None:
    course = next(one for one in json.loads(as_hsds_json(network(*TOWN)).content) if one["name"] == "Deutschkurs")
    assert course["organization"]["name"] == "AWO"
    assert course["service_at_locations"][0]["location"]["name"] == "Nordstadt"
    terms = {(one["taxonomy_term"]["taxonomy"], one["taxonomy_term"]["name"]) for one in course["attributes"]}
    assert {("Handlungsfeld", "Wohnen"), ("Zielgruppe", "Kinder")} <= terms


@pytest.mark.parametrize("export", [as_hsds_zip, as_hsds_json])
def test_what_it_carries_comes_back(export: Callable[[Network], Exported]) -> None:
    found = back(export(network(*TOWN)))
    course, awo = found["measure/m1"], found["actor/awo"]
    assert isinstance(course, Measure)
    assert isinstance(awo, Actor)
    assert (course.name, course.status, course.note, course.links) == (
        "Deutschkurs",
        "running",
        "jeden Tag",
        ("https://kurs.example/",),
    )
    assert (awo.kind, awo.names, awo.note) == ("welfare_association", ("Arbeiterwohlfahrt",), None)
    assert {tie.id for tie in TIES[:5]} <= found.keys()
    assert found["measure/m2"].status == "planned"
    assert str(found["measure/m2"].status_on) == "2024-05-03"


def test_the_tables_carry_the_lists_and_the_levels_too() -> None:
    found = back(as_hsds_zip(network(*TOWN)))
    assert {one.id for one in FACETS} <= found.keys()
    assert TIES[-1].id in found
    children, field = found["target_group/kinder"], found["field/D"]
    assert isinstance(children, Concept)
    assert (children.broader, field.note) == (("target_group/alle",), "Alles zum Wohnen")


def test_a_lead_comes_back_as_a_carrier_and_that_is_named() -> None:
    (role,) = (
        one.role
        for one in back(as_hsds_zip(network(*TOWN))).values()
        if isinstance(one, Tie) and one.origin == "actor/ki"
    )
    assert role == "carrier"
    assert losses(*TOWN)["Rolle der Organisation an einer Maßnahme"] == 1


def test_what_has_no_place_is_named() -> None:
    extra = (
        document("d"),
        event("e"),
        actor("p", kind="person"),
        actor("fg", kind="expert_group", size=3),
        member_of("ki", "fg"),
        same_as("actor/ki", "actor/awo"),
        carries("ki", "m1", "partner"),
    )
    found = losses(*TOWN, *extra)
    assert found["Quellen"] == 2
    assert found["Ereignisse"] == found["Personen in einer Funktion"] == found["Angabe „Größe“"] == 1
    assert found["Beziehungen „ist Mitglied in“"] == found["Beziehungen „wirkt mit an“"] == 1
    assert found["Urteile über zwei Einträge"] == 1
    assert found["Maßnahmen ohne erfassten Träger (HSDS verlangt einen)"] == 1
    assert losses(*TOWN, *extra, export=as_hsds_json)["Akteure ohne Maßnahme (nur in den Tabellen enthalten)"] == 1


def test_cells_that_look_like_formulas_are_neutralised_and_read_again() -> None:
    exported = as_hsds_zip(network(actor("a", '=HYPERLINK("http://x")', note="+49 171")))
    (row,) = tables(exported)["organizations"]
    assert (row["name"][:2], row["description"]) == ("'=", "'+49 171")
    assert back(exported)["actor/a"].name == '=HYPERLINK("http://x")'
