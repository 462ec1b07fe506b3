"""A whole network as graph file: what other programs read in it, that it comes back the same, and what is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import networkx as nx
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.exports.canonical_json import as_json
from graph_service.exports.exported import Exported, without_formulas
from graph_service.exports.graphs import as_cytoscape, as_gexf, as_graphml
from graph_service.exports.kumu import as_kumu
from graph_service.model.canonical import checksum
from graph_service.model.errors import BadInput
from graph_service.model.network import Network
from graph_service.model.nodes import Measure
from graph_service.model.period import Period
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from loaders.graphs import load_graph
from tests.builders import actor, document, measure, network, same_as, small_town, tie
from tests.loaders.test_workbook_round_trip import DATES, SOURCES, WORDS, full_records

LOSSLESS = [as_graphml, as_gexf, as_cytoscape, as_json]
GEXF = {"g": "http://gexf.net/1.3"}


def back(exported: Exported) -> tuple[AnyRecord, ...]:
    loaded = load_graph(exported.content, name="netz")
    assert [str(finding.message) for finding in loaded.report.findings] == []
    return loaded.records


@pytest.mark.parametrize("export", LOSSLESS)
def test_every_field_of_every_record_comes_back(export: Callable[..., Exported]) -> None:
    exported = export(Network("voll", full_records()), contacts=True)
    assert exported.losses == ()
    assert checksum(back(exported)) == checksum(full_records())


@pytest.mark.parametrize("export", LOSSLESS)
@settings(deadline=None, max_examples=25)
@given(
    name=WORDS,
    note=WORDS | st.sampled_from(["a\r\nb\tc", " <&>\"' ", "=1+1", "]]>"]),
    when=st.lists(st.none() | DATES, min_size=2, max_size=2),
    sources=st.lists(SOURCES, min_size=1, max_size=3).map(tuple),
    amount=st.decimals(0, 10**12 - 1, places=2),
    order=st.none() | st.integers(-5, 5),
)
def test_any_words_dates_and_numbers_come_back(
    export: Callable[..., Exported],
    name: str,
    note: str,
    when: list[Any],
    sources: tuple[Citation, ...],
    amount: Decimal,
    order: int | None,
) -> None:
    ends = sorted((one for one in when if one), key=lambda one: one.last)
    valid = Period(start=ends[0], end=ends[1]) if len(ends) > 1 else Period(start=ends[0] if ends else None)
    more: dict[str, Any] = {"note": note, "valid": valid, "sources": sources}
    records = (
        document("a"),
        measure("m", name, amount_eur=amount, **more),
        actor("b", name, names=(name,), **more),
        tie("carries", "actor/b", "measure/m", "lead", order=order, **more),
        same_as("actor/b", "measure/m"),
    )
    exported = export(Network("n", records))
    assert checksum(back(exported)) == checksum(records)


@pytest.mark.parametrize("export", [*LOSSLESS, as_kumu])
def test_the_order_of_the_records_does_not_change_the_bytes(export: Callable[..., Exported]) -> None:
    records = small_town()
    assert export(Network("n", records)).content == export(Network("n", records[::-1])).content


@pytest.mark.parametrize("export", [*LOSSLESS, as_kumu])
def test_contacts_stay_here_unless_asked_for(export: Callable[..., Exported]) -> None:
    town = network(actor("ki", contact="Zimmer 1, ki@example.org"))
    exported = export(town)
    assert b"ki@example.org" not in exported.content
    assert [(loss.count, loss.examples) for loss in exported.losses] == [(1, ("actor/ki",))]


def test_words_that_xml_cannot_hold_are_refused() -> None:
    town = network(actor("a").model_copy(update={"note": "x\ufffey"}))
    with pytest.raises(BadInput, match="XML"):
        as_graphml(town)


def test_another_program_reads_the_graphml() -> None:
    graph = nx.read_graphml(io.BytesIO(as_graphml(network(*small_town())).content))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (13, 12)
    assert graph.nodes["actor:awo"]["name"] == "Arbeiterwohlfahrt Kreisverband"
    assert graph.nodes["actor:awo"]["sector"] == "welfare"
    assert graph.edges["actor:ki", "measure:m1"]["role"] == "lead"


def test_gexf_is_dynamic_and_a_year_is_its_first_and_last_day() -> None:
    town = network(measure("m", when="2017/2018-02"), actor("a"))
    root = fromstring(as_gexf(town).content)
    graph = root.find("g:graph", GEXF)
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    spells = {node.get("id"): (node.get("start"), node.get("end")) for node in root.iterfind(".//g:node", GEXF)}
    assert spells["measure/m"] == ("2017-01-01", "2018-02-28")
    assert spells["actor/a"] == (None, None)


def test_gexf_keeps_the_dates_as_they_were_recorded() -> None:
    content = as_gexf(network(measure("m", when="2017/2018-02"))).content
    assert b'<attvalue for="start" value="2017"/><attvalue for="end" value="2018-02"/>' in content


def test_gexf_says_which_ties_have_no_direction() -> None:
    town = network(actor("a"), actor("b"), tie("coordinates_with", "actor/a", "actor/b"))
    edge = fromstring(as_gexf(town).content).find(".//g:edge", GEXF)
    assert edge is not None
    assert (edge.get("type"), edge.get("label")) == ("undirected", "arbeitet zusammen mit")


def test_labels_of_ties_come_in_english_too() -> None:
    town = network(actor("a"), actor("b"), tie("coordinates_with", "actor/a", "actor/b"))
    whole = json.loads(as_cytoscape(town, "en").content)
    assert whole["elements"]["edges"][0]["data"]["label"] == "works together with"


def test_kumu_gets_the_words_that_people_read() -> None:
    whole = json.loads(as_kumu(network(*small_town())).content)
    by_id = {element["id"]: element for element in whole["elements"]}
    assert by_id["actor/awo"] == {
        "id": "actor/awo",
        "label": "Arbeiterwohlfahrt Kreisverband",
        "type": "Akteur",
        "Kennung": "actor/awo",
        "Art": "Wohlfahrtsverband",
        "Bereich": "Wohlfahrt und Beratung",
        "Quellen": ["document/paper"],
        "Grundlage": "so angegeben",
        "Bestätigung": "belegt",
    }
    assert by_id["field/D"]["type"] == "Handlungsfeld"
    connection = next(one for one in whole["connections"] if one["to"] == "measure/m1" and one["from"] == "actor/ki")
    assert (connection["type"], connection["direction"], connection["Rolle"]) == (
        "wirkt mit an",
        "directed",
        "Federführung",
    )


def test_kumu_names_what_it_cannot_carry() -> None:
    same = same_as("measure/m", "measure/n")
    town = network(measure("m", amount_eur=5), measure("n", amount_eur=6, capacity=3), same)
    losses = {str(loss.what): (loss.count, loss.examples) for loss in as_kumu(town).losses}
    assert losses == {
        "Angabe „Betrag (EUR)“": (2, ("measure/m", "measure/n")),
        "Angabe „Plätze“": (1, ("measure/n",)),
        "Urteile über zwei Einträge": (1, (same.id,)),
    }


def test_what_kumu_carries_comes_back() -> None:
    lost = {"broader", "order", "amount_eur", "capacity", "mandatory", "funding_level", "funding_programme"}
    lost |= {"status_on", "none_recorded", "goals", "approaches", "indicators", "size", "contact", "retrieved"}
    lost |= {"value", "unit", "field", "target_group", "district", "voting", "public", "internal_note"}
    apart = {"judgement", "report", "indicator", "observation"}
    records = {record.id: record for record in full_records() if record.type not in apart}
    found = {record.id: record for record in back(as_kumu(Network("voll", full_records())))}
    assert found.keys() == records.keys()
    for record_id, record in found.items():
        assert record.model_dump(exclude=lost) == records[record_id].model_dump(exclude=lost)


def test_a_plain_town_comes_back_from_kumu_whole() -> None:
    plain = {"order": None, "broader": ()}
    town = [one.model_copy(update=plain) if one.type == "concept" else one for one in small_town()]
    assert checksum(back(as_kumu(Network("n", town)))) == checksum(town)


def test_the_json_of_a_network_is_in_the_order_of_ids() -> None:
    whole = json.loads(as_json(network(*small_town(), revision=7)).content)
    ids = [record["id"] for record in whole["records"]]
    assert (whole["network"], whole["revision"], ids) == ("stadt", 7, sorted(ids))


def test_cells_that_look_like_formulas_are_neutralised() -> None:
    assert without_formulas(["=1", "+2", "-3", "@x", "a=b", "'=1", ""]) == [
        "'=1",
        "'+2",
        "'-3",
        "'@x",
        "a=b",
        "''=1",
        "",
    ]


def test_a_measure_without_a_status_does_not_get_one() -> None:
    (found,) = (record for record in back(as_graphml(network(measure("m")))) if isinstance(record, Measure))
    assert found.status == "unknown"
