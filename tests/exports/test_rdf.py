"""The network as Turtle: it can be read again, says what W3C ORG, SKOS and PROV mean, and is always the same."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, PROV, RDF, SKOS, XSD

from graph_service.exports.rdf import WORDS, as_turtle
from graph_service.model.network import Network
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Citation
from tests.builders import actor, carries, concept, document, measure, member_of, network, same_as, small_town, tie
from tests.loaders.test_workbook_round_trip import full_records

TOWN = Namespace("urn:akteursnetz:stadt:")


def turtle(*records: Any, **more: Any) -> Graph:
    return Graph().parse(data=as_turtle(network(*records), **more).content, format="turtle")


def test_every_record_but_judgements_is_in_it() -> None:
    town = Network("voll", full_records())
    exported = as_turtle(town)
    graph = Graph().parse(data=exported.content, format="turtle")
    own = Namespace("urn:akteursnetz:voll:")
    assert all((own[one], RDF.type, None) in graph for one in (*town.nodes, *town.ties))
    assert [(str(loss.what), loss.count) for loss in exported.losses] == [
        ("Interne Notizen", 13),
        ("Kontakte", 1),
        ("Urteile über zwei Einträge", 1),
    ]


def test_an_actor_is_an_organisation_with_its_names() -> None:
    graph = turtle(actor("ki", "Zentrum", names=("KI",), website="https://ki.example/"))
    ki = TOWN["actor/ki"]
    assert (ki, RDF.type, ORG.Organization) in graph
    assert graph.value(ki, SKOS.prefLabel) == Literal("Zentrum", lang="de")
    assert graph.value(ki, SKOS.altLabel) == Literal("KI")
    assert graph.value(ki, FOAF.homepage) == URIRef("https://ki.example/")
    assert graph.value(ki, ORG.classification) == WORDS["actor_kinds/association"]


def test_a_membership_has_member_organisation_and_role() -> None:
    seat = member_of("ki", "fg", "chair")
    graph = turtle(actor("ki"), actor("fg", kind="expert_group"), seat)
    iri = TOWN[seat.id]
    assert (iri, RDF.type, ORG.Membership) in graph
    assert graph.value(iri, ORG.member) == TOWN["actor/ki"]
    assert graph.value(iri, ORG.organization) == TOWN["actor/fg"]
    assert graph.value(iri, ORG.role) == WORDS["roles/chair"]


def test_a_unit_is_a_sub_organisation_unless_it_has_ended() -> None:
    units = [actor(one) for one in "abc"]
    lasting = tie("part_of", "actor/a", "actor/b")
    ended = tie("part_of", "actor/b", "actor/c", valid=Period.parse("2015/2018"))
    graph = turtle(*units, lasting, ended)
    assert set(graph.subject_objects(ORG.subOrganizationOf)) == {(TOWN["actor/a"], TOWN["actor/b"])}
    assert graph.value(TOWN[ended.id], RDF.predicate) == ORG.subOrganizationOf


def test_lists_are_concept_schemes_in_both_languages() -> None:
    below = concept("target_group", "kinder", "Kinder", name_en="Children", broader=("target_group/alle",))
    graph = turtle(concept("target_group", "alle", "Alle"), below)
    children = TOWN["target_group/kinder"]
    labels = {Literal("Kinder", lang="de"), Literal("Children", lang="en")}
    assert set(graph.objects(children, SKOS.prefLabel)) == labels
    assert graph.value(children, SKOS.broader) == TOWN["target_group/alle"]
    assert graph.value(children, SKOS.notation) == Literal("kinder")
    scheme = graph.value(children, SKOS.inScheme)
    assert Literal("target groups", lang="en") in set(graph.objects(scheme, SKOS.prefLabel))
    assert graph.value(TOWN["target_group/alle"], SKOS.topConceptOf) == scheme


def test_dates_are_as_exact_as_they_were_recorded() -> None:
    graph = turtle(measure("m", when="2017/2018-02"))
    period = graph.value(TOWN["measure/m"], DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal("2017", datatype=XSD.gYear)
    assert graph.value(period, DCAT.endDate) == Literal("2018-02", datatype=XSD.gYearMonth)


def test_a_fact_names_its_document_and_the_place_in_it() -> None:
    cited = (Citation(document="document/paper", locator="S. 11", quote="voran"),)
    graph = turtle(actor("ki", sources=cited))
    ki = TOWN["actor/ki"]
    assert graph.value(ki, DCTERMS.source) == TOWN["document/paper"]
    source = graph.value(ki, PROV.qualifiedDerivation)
    assert graph.value(source, PROV.entity) == TOWN["document/paper"]
    assert graph.value(source, DCTERMS.bibliographicCitation) == Literal("S. 11")


def test_what_a_person_knows_is_attributed_to_the_function() -> None:
    graph = turtle(actor("ki", sources=(Citation(person="Leitung", retrieved=PartialDate(2024)),)))
    source = graph.value(TOWN["actor/ki"], PROV.qualifiedAttribution)
    assert (graph.value(source, PROV.agent), RDF.type, PROV.Agent) in graph


def test_the_caller_gives_the_namespace() -> None:
    graph = turtle(actor("ki"), namespace="https://daten.example/netz/")
    assert (URIRef("https://daten.example/netz/actor/ki"), RDF.type, ORG.Organization) in graph


@pytest.mark.parametrize("link", ['https://a.example/"x"', "https://a.example/<y>", "https://a.example/{z}|^`"])
def test_addresses_with_letters_that_no_iri_has_are_escaped(link: str) -> None:
    graph = turtle(document("d", address=link))
    (page,) = graph.objects(TOWN["document/d"], FOAF.page)
    assert str(page).startswith("https://a.example/%")


def test_words_that_look_like_turtle_stay_words() -> None:
    note = 'x" . <urn:a> <urn:b> """ \\ \n.'
    graph = turtle(actor("ki", note=note))
    assert graph.value(TOWN["actor/ki"], SKOS.note) == Literal(note)
    assert (URIRef("urn:a"), None, None) not in graph


def test_a_role_in_a_measure_stands_at_the_tie() -> None:
    held = carries("ki", "m", "lead")
    graph = turtle(actor("ki"), measure("m"), held)
    assert graph.value(TOWN[held.id], WORDS.role) == WORDS["roles/lead"]
    assert (TOWN["actor/ki"], WORDS.carries, TOWN["measure/m"]) in graph


def test_judgements_are_named_as_lost() -> None:
    (loss,) = as_turtle(network(actor("a"), actor("b"), same_as("actor/a", "actor/b"))).losses
    assert str(loss.what) == "Urteile über zwei Einträge"


_SCRIPT = (
    "import hashlib; from tests.builders import network, small_town; from graph_service.exports.rdf import as_turtle;"
    "print(hashlib.sha256(as_turtle(network(*small_town())).content).hexdigest())"
)


def test_neither_order_nor_process_changes_the_bytes() -> None:
    content = as_turtle(network(*small_town())).content
    assert as_turtle(network(*small_town()[::-1])).content == content
    found = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
