"""The council paper of Leverkusen: every fact that the issue names, from the text itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import loaders
from graph_service.model.identity import tie_id
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Event
from graph_service.model.ties import Tie
from loaders.base import Loaded
from loaders.vorlage import load_paper
from loaders.vorlage.text import lines_of, plain

PAPER = Path(loaders.__file__).parent / "data" / "leverkusen" / "vorlage-2017-1900.txt"
DOCUMENT = "document/vorlage-2017-1900"
MEASURE = "measure/integrationskonzept-stadt-leverkusen"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_paper(PAPER)


@pytest.fixture(scope="module")
def network(loaded: Loaded) -> Network:
    return Network("leverkusen", loaded.records)


def ties(network: Network, kind: str, target: str) -> list[Tie]:
    return sorted(network.ties_to(target, kind), key=lambda tie: tie.order or 0)


def name_of(network: Network, node_id: str) -> str:
    return network.nodes[node_id].name


def test_the_document_has_number_subject_date_and_publisher(network: Network) -> None:
    (document,) = network.documents
    assert document.id == DOCUMENT
    assert (document.number, document.name, str(document.date)) == (
        "2017/1900",
        "Integrationskonzept Stadt Leverkusen",
        "2017-10-27",
    )
    assert (document.publisher, document.kind) == ("Stadt Leverkusen", "council_paper")
    assert document.note is not None
    assert document.note.startswith("Beschlussentwurf: Der Rat der Stadt Leverkusen beschließt die nachfolgenden")
    assert document.note.endswith("zu steuern und zu kontrollieren.")


def test_the_nine_stations_stand_in_order_with_date_role_and_publicity(network: Network) -> None:
    stations = ties(network, "consults", DOCUMENT) + ties(network, "decides", DOCUMENT)
    assert [
        (tie.order, name_of(network, tie.origin), str(tie.valid), tie.kind, tie.original, tie.public)
        for tie in stations
    ] == [
        (1, "Integrationsrat", "2017-11-14", "consults", "Beratung", True),
        (2, "Kinder- und Jugendhilfeausschuss", "2017-11-16", "consults", "Beratung", True),
        (3, "Ausschuss für Soziales, Gesundheit und Senioren", "2017-11-20", "consults", "Beratung", True),
        (4, "Schulausschuss", "2017-11-20", "consults", "Beratung", True),
        (5, "Bezirksvertretung für den Stadtbezirk I", "2017-11-27", "consults", "Beratung", True),
        (6, "Bezirksvertretung für den Stadtbezirk II", "2017-11-28", "consults", "Beratung", True),
        (7, "Bezirksvertretung für den Stadtbezirk III", "2017-11-30", "consults", "Beratung", True),
        (8, "Finanz- und Rechtsausschuss", "2017-12-04", "consults", "Beratung", True),
        (9, "Rat der Stadt Leverkusen", "2017-12-18", "decides", "Entscheidung", True),
    ]


def test_a_station_cites_its_row(network: Network) -> None:
    (row,) = network.ties_to(DOCUMENT, "decides")[0].sources
    assert (row.document, row.locator) == (DOCUMENT, "Beratungsfolge, Zeile 28")
    assert row.quote == "Rat der Stadt Leverkusen 18.12.2017 Entscheidung öffentlich"


def test_the_ten_fields_have_codes_and_order_and_concern_the_paper(network: Network) -> None:
    fields = network.concepts("field")
    assert [(field.id, field.notation, field.order, field.name) for field in fields] == [
        ("field/X1", "X1", 1, "Gesamtstädtische Steuerung und Kommunikation"),
        ("field/X2", "X2", 2, "Interkulturelle Öffnung der Verwaltung"),
        ("field/A", "A", 3, "Sprache/Sprachförderung"),
        ("field/B", "B", 4, "Erziehung und (institutionelle) Bildung"),
        ("field/C", "C", 5, "Qualifizierung, Ausbildung und Arbeit"),
        ("field/D", "D", 6, "Wohnen und Unterbringung"),
        ("field/E", "E", 7, "Gesundheit"),
        ("field/F", "F", 8, "Zivilgesellschaftliches/Bürgerschaftliches Engagement und Freizeit, Kultur und Sport"),
        ("field/G", "G", 9, "Interkultureller und interreligiöser Dialog"),
        ("field/H", "H", 10, "Altern in der Migrationsgesellschaft/Senioren"),
    ]
    concerned = {tie.target for tie in network.ties_from(DOCUMENT, "concerns")}
    assert concerned == {*(field.id for field in fields), MEASURE}


def test_the_bodies_and_offices_are_these_with_these_kinds(network: Network) -> None:
    assert {actor.name: actor.kind for actor in network.actors} == {
        "Integrationsrat": "integration_council",
        "Kinder- und Jugendhilfeausschuss": "committee",
        "Ausschuss für Soziales, Gesundheit und Senioren": "committee",
        "Schulausschuss": "committee",
        "Finanz- und Rechtsausschuss": "committee",
        "Bezirksvertretung für den Stadtbezirk I": "district_council",
        "Bezirksvertretung für den Stadtbezirk II": "district_council",
        "Bezirksvertretung für den Stadtbezirk III": "district_council",
        "Rat der Stadt Leverkusen": "council",
        "Oberbürgermeister": "mayor",
        "Dezernat III": "directorate",
        "Kommunales Integrationszentrum": "integration_centre",
        "Steuerungsgruppe Integration": "steering_group",
        "Koordinierungsgruppe Integration": "coordination_group",
        "Controllinggruppe Integrationskonzept": "controlling_group",
        "Fachgruppe Integration": "expert_group",
        "Institut für soziale Innovation": "research_institute",
    }


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Kommunales Integrationszentrum", "KI"),
        ("Kommunales Integrationszentrum", "Kommunales Integrationszentrum (KI)"),
        ("Dezernat III", "Dezernat für Bürger, Umwelt und Soziales"),
        ("Dezernat III", "Dezernat III für Bürger, Umwelt und Soziales"),
        ("Integrationsrat", "Integrationsrat der Stadt Leverkusen"),
        ("Bezirksvertretung für den Stadtbezirk II", "Bezirksvertretung Stadtbezirk II"),
    ],
)
def test_other_forms_of_a_name_lead_to_the_same_actor(network: Network, name: str, form: str) -> None:
    assert form in next(actor for actor in network.actors if actor.name == name).names


def test_the_directorate_says_why_its_two_names_are_one(network: Network, loaded: Loaded) -> None:
    directorate = next(actor for actor in network.actors if actor.kind == "directorate")
    assert "Aktenzeichen" in (directorate.note or "")
    assert [source.locator for source in directorate.sources] == ["Begründung, Zeile 88", "Begründung, Zeile 125"]
    assert any("„Dezernat III“ und „Dezernat für" in str(finding.message) for finding in loaded.report.findings)


def test_who_leads_steers_decides_and_takes_part_is_told(network: Network) -> None:
    parts = network.ties_to(MEASURE, "carries") + network.ties_to(MEASURE, "steers")
    assert {(name_of(network, tie.origin), tie.kind, tie.role, tie.original) for tie in parts} == {
        ("Dezernat III", "carries", "lead", "Federführung"),
        ("Kommunales Integrationszentrum", "carries", "lead", "Federführung"),
        ("Steuerungsgruppe Integration", "carries", "participant", "involviert"),
        ("Koordinierungsgruppe Integration", "carries", "participant", "involviert"),
        ("Institut für soziale Innovation", "carries", "process_support", "Begleitung und Moderation"),
        ("Dezernat III", "steers", None, "Steuerung"),
        ("Controllinggruppe Integrationskonzept", "carries", "participant", "Einbindung"),
        ("Fachgruppe Integration", "carries", "participant", "Einbindung"),
        ("Integrationsrat", "carries", "participant", "Einbindung"),
        ("Rat der Stadt Leverkusen", "carries", "decision", "beschließt"),
    }


def test_the_measure_has_the_name_of_the_subject_and_of_the_annex(network: Network) -> None:
    (measure,) = network.measures
    assert (measure.id, measure.name) == (MEASURE, "Integrationskonzept Stadt Leverkusen")
    assert measure.names == ("Integrationskonzept der Stadt Leverkusen",)


def events(loaded: Loaded) -> Iterator[Event]:
    return (record for record in loaded.records if isinstance(record, Event))


def test_the_eleven_steps_stand_in_order_with_kind_and_period(loaded: Loaded) -> None:
    *steps, _ = events(loaded)
    assert [(step.kind, str(step.valid), step.original, step.name) for step in steps] == [
        ("step", "2017-02-01/", "ab 01.02.2017", "Arbeitsaufnahme des Instituts für soziale Innovation"),
        (
            "step",
            "2017-03-02",
            "02.03.2017",
            "Vorstellung des Instituts in der Steuerungs- und Koordinierungsgruppe Integration",
        ),
        ("survey", "2017-03-10/2017-03-31", "10.03. – 31.03.2017", "Durchführung der Online-Befragungen"),
        (
            "information",
            "2017-03-21",
            "21.03.2017",
            "Informationsveranstaltung für die Mitglieder des Integrationsrates und der Vereine",
        ),
        ("workshop", "2017-05-08", "08.05.2017", "Workshop mit Fachakteuren"),
        (
            "information",
            "2017-05-18",
            "18.05.2017",
            "Informationsveranstaltung für Vertreterinnen und Vertreter der Fraktionen, Gruppen und Einzelvertreter "
            "im Rat",
        ),
        (
            "publication",
            "2017-06",
            "Juni 2017",
            "Veröffentlichung des „Sachstandsberichts Integrationskonzept“ als Zwischenbericht zum Prozess",
        ),
        ("conference", "2017-06-30", "30.06.2017", "Integrationskonferenz der Stadt Leverkusen"),
        ("publication", "2017-08", "Aug. 2017", "Veröffentlichung der Dokumentation der Integrationskonferenz"),
        ("step", "2017-08/2017-09", "Aug./Sept. 2017", "Erarbeitung des Konzeptentwurfs"),
        (
            "step",
            "2017-09/2017-10",
            "Sept./Okt 2017",
            "Abstimmung des Konzeptentwurfs mit der Steuerungs- und Koordinierungsgruppe Integration",
        ),
    ]


def test_the_bodies_that_a_step_names_take_part_in_it(network: Network) -> None:
    taking_part = {
        (tie.target.split("/")[1][:7], name_of(network, tie.origin))
        for tie in network.ties.values()
        if tie.kind == "takes_part_in"
    }
    assert taking_part == {
        ("2017-02", "Institut für soziale Innovation"),
        ("2017-03", "Institut für soziale Innovation"),
        ("2017-03", "Steuerungsgruppe Integration"),
        ("2017-03", "Koordinierungsgruppe Integration"),
        ("2017-03", "Integrationsrat"),
        ("2017-09", "Steuerungsgruppe Integration"),
        ("2017-09", "Koordinierungsgruppe Integration"),
        ("2016-06", "Rat der Stadt Leverkusen"),
    }


def test_the_earlier_resolution_is_an_event_of_the_council(network: Network, loaded: Loaded) -> None:
    *_, resolution = events(loaded)
    assert resolution.name == "Beschluss: Fortschreibung des Integrationskonzeptes"
    assert (resolution.kind, str(resolution.valid)) == ("meeting", "2016-06-27")
    (council,) = network.ties_to(resolution.id, "takes_part_in")
    assert council.origin == "actor/rat-der-stadt-leverkusen"


def test_every_record_cites_the_paper_with_locator_and_its_own_words(loaded: Loaded) -> None:
    whole = plain(" ".join(line.words for line in lines_of(PAPER.read_text("utf-8"))))
    for record in loaded.records:
        assert record.sources, record.id
        for source in record.sources:
            assert source.document == DOCUMENT
            assert source.locator
            assert "Zeile " in source.locator
            assert source.quote
            assert source.quote in whole


def test_the_line_of_a_locator_is_where_the_quote_begins(loaded: Loaded) -> None:
    lines = PAPER.read_text("utf-8").split("\n")
    for record in loaded.records:
        for source in record.sources:
            line = lines[int((source.locator or "").rsplit(" ", 1)[1]) - 1]
            assert (source.quote or "").split(" ")[0].split("-")[0] in line


@pytest.mark.parametrize("private", ["Peters", "Richrath", "Märtens", "Adomat", "Goetheplatz", "Frau "])
def test_no_person_and_no_address_is_taken(loaded: Loaded, private: str) -> None:
    assert not [record.id for record in loaded.records if private in record.model_dump_json()]
    assert not [finding for finding in loaded.report.findings if private in f"{finding.message} {finding.value}"]


def test_that_persons_were_left_out_is_reported(loaded: Loaded) -> None:
    assert any("Kontaktdaten von Personen wurden nicht" in str(found.message) for found in loaded.report.findings)


def test_groups_of_many_are_reported_and_are_no_actors(loaded: Loaded) -> None:
    (finding,) = [found for found in loaded.report.findings if "keine einzelnen Akteure" in str(found.message)]
    assert "Wohlfahrtsverbänden" in str(finding.message)
    assert not [actor for actor in loaded.records if isinstance(actor, Actor) and "Wohlfahrt" in actor.name]


def test_nothing_is_missing_and_the_counts_are_those_of_the_records(loaded: Loaded) -> None:
    assert [finding for finding in loaded.report.findings if finding.level != "note"] == []
    assert loaded.report.counts == {
        "document": 1,
        "actor": 17,
        "measure": 1,
        "concept": 10,
        "event": 12,
        "tie": 9 + 10 + 1 + 10 + 8,
    }
    assert loaded.suggested_name == "Stadt Leverkusen"


def test_reading_twice_gives_the_same_records_and_ids(loaded: Loaded) -> None:
    assert load_paper(PAPER).records == loaded.records
    station = tie_id("decides", "actor/rat-der-stadt-leverkusen", DOCUMENT, None)
    assert station in {record.id for record in loaded.records}
