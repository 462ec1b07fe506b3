"""What a network shows first: what nobody coordinates, what is not offered, then what the records lack."""

from __future__ import annotations

from datetime import date

from graph_service.analysis.scope import Scope
from graph_service.language import render
from graph_service.model.change import ChangeSet
from graph_service.model.ties import AnyRecord, Judgement
from graph_service.operations.asking import overview
from graph_service.operations.highlights import MOST, Highlight, highlights
from graph_service.operations.service import Service
from graph_service.operations.study import Study
from graph_service.stores import open_store
from tests.builders import addresses, carries, concept, measure, small_town, tie

DAY = Scope(at=date(2025, 6, 30))


SERVED: tuple[AnyRecord, ...] = (
    measure("m4", "Sprachtreff", "2021/"),
    addresses("m4", "A"),
    carries("moschee", "m4"),
    *(tie("serves", f"measure/{m}", "target_group/gefluechtete") for m in ("m1", "m4")),
)


def told(*records: AnyRecord) -> tuple[Highlight, ...]:
    service = Service(open_store("memory:"))
    service.store.create("stadt", "Stadt")
    service.store.commit("stadt", ChangeSet(put=records), author="Test", reason="Test")
    return highlights(Study(service, "stadt", 1, DAY), service.network("stadt"), overview(service, "stadt", DAY))


def words(found: tuple[Highlight, ...]) -> list[str]:
    return [render(one.words, "de") for one in found]


def test_two_that_serve_the_same_people_without_a_channel_come_first():
    found = told(*small_town(), *SERVED)
    assert any("sind beide für eine Kombination da" in line for line in words(found)[:4])
    assert "abstimmung" in {one.page for one in found}


def test_a_pair_that_people_judged_comes_no_more_and_another_does():
    judged = Judgement(
        kind="coordination",
        subjects=("actor/awo", "actor/moschee"),
        decision="coordinated",
        author="KI",
        decided_on="2024",
    )
    line = "Arbeiterwohlfahrt Kreisverband und Moscheeverein sind beide für eine Kombination da"
    assert any(one.startswith(line) for one in words(told(*small_town(), *SERVED)))
    left = words(told(*small_town(), *SERVED, judged))
    assert not any(one.startswith(line) for one in left)
    assert any(one.startswith("Kommunales Integrationszentrum (KI) und Moscheeverein") for one in left)


def test_what_the_records_lack_fills_the_rest_and_each_leads_to_its_page():
    found = told(*small_town())
    assert len(found) == MOST
    assert "Im Feld D (Wohnen und Unterbringung) trägt nur ein erfasster Akteur laufende Maßnahmen." in words(found)
    assert {"missing": "end"} in [one.query for one in found]


def test_combinations_without_a_measure_are_counted():
    found = told(
        *small_town(), tie("serves", "measure/m1", "target_group/gefluechtete"), concept("target_group", "frauen")
    )
    assert any("Kombinationen aus Handlungsfeld und Zielgruppe ist keine" in line for line in words(found))


def test_only_the_broadest_concepts_make_combinations_and_what_serves_a_part_is_told():
    narrow = concept("target_group", "maedchen", broader=("target_group/frauen",))
    found = told(
        *small_town(),
        concept("target_group", "frauen"),
        narrow,
        *(tie("serves", f"measure/{m}", "target_group/maedchen") for m in ("m1", "m2", "m3")),
    )
    assert (
        "Für 3 von 4 Kombinationen aus Handlungsfeld und Zielgruppe ist keine laufende Maßnahme für das Ganze erfasst, "
        "für 2 davon aber Maßnahmen für Teile (engere Begriffe)."
    ) in words(found)


def test_an_empty_network_has_nothing_to_show():
    service = Service(open_store("memory:"))
    service.store.create("leer", "Leer")
    state = overview(service, "leer", DAY)
    assert highlights(Study(service, "leer", 0, DAY), service.network("leer"), state) == ()
