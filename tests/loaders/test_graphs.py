"""Graph files of other programs: what becomes of their attributes, and what is refused with place and remedy."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph_service.exports.graphs import as_gexf, as_graphml
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.ties import Tie
from loaders.base import Finding, Loaded
from loaders.graphs import Choices, load_graph
from loaders.graphs import files as limits
from loaders.graphs.words import words
from loaders.tables import key
from tests.builders import actor, measure, network, small_town, tie

KEYS = """<key id="k" for="node" attr.name="Type"/><key id="l" for="node" attr.name="label"/>
<key id="r" for="edge" attr.name="relation"/><key id="p" for="node" attr.name="pagerank"/>
<key id="o" for="edge" attr.name="role"/>"""


def graphml(nodes: str, edges: str = "", default: str = "directed") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    return f'{head}{KEYS}<graph edgedefault="{default}">\n{nodes}\n{edges}</graph></graphml>'.encode()


def node(node_id: str, label: str, kind: str = "Verein", more: str = "") -> str:
    return f'<node id="{node_id}"><data key="l">{label}</data><data key="k">{kind}</data>{more}</node>'


def edge(origin: str, target: str, relation: str, more: str = "") -> str:
    return f'<edge source="{origin}" target="{target}"{more}><data key="r">{relation}</data></edge>'


def gexf(nodes: str, edges: str = "", graph: str = 'mode="dynamic" timeformat="date"') -> bytes:
    attributes = '<attributes class="node"><attribute id="0" title="kind" type="string"/></attributes>'
    body = f"<graph {graph}>{attributes}<nodes>{nodes}</nodes><edges>{edges}</edges></graph>"
    return f'<gexf xmlns="http://gexf.net/1.2draft" version="1.2">{body}</gexf>'.encode()


def verein(node_id: str, more: str = "", inner: str = "") -> str:
    values = '<attvalues><attvalue for="0" value="Verein"/></attvalues>'
    return f'<node id="{node_id}" label="{node_id}" {more}>{values}{inner}</node>'


def kumu(elements: list[dict[str, Any]], connections: list[dict[str, Any]] | None = None) -> bytes:
    return json.dumps({"elements": elements, "connections": connections or []}).encode()


def only_error(content: bytes, **more: Any) -> Finding:
    result = load_graph(content, name="netz", **more)
    assert result.records == ()
    assert len(result.report.errors) == 1, [str(error.message) for error in result.report.errors]
    return result.report.errors[0]


def notes(result: Loaded) -> list[str]:
    assert result.report.errors == []
    return [str(finding.message) for finding in result.report.findings]


def test_a_graphml_of_others_becomes_actors_that_cite_the_file() -> None:
    content = graphml(node("n0", "Neue Heimat e. V.") + node("n1", "AWO", "Wohlfahrtsverband"))
    result = load_graph(content, name="partner.graphml")
    assert notes(result) == []
    file, first, second = result.records
    assert (file.id, file.name) == ("document/partner-graphml", "partner.graphml")  # type: ignore[union-attr]
    assert isinstance(first, Actor)
    assert (first.id, first.name, first.kind) == ("actor/neue-heimat-e-v", "Neue Heimat e. V.", "association")
    assert first.sources[0].document == file.id
    assert first.sources[0].locator == "Knoten „n0“"
    assert second.id == "actor/awo"


def test_the_same_file_gives_the_same_records_twice() -> None:
    content = graphml(node("n0", "A") + node("n1", "B"), edge("n0", "n1", "arbeitet zusammen mit"))
    assert load_graph(content, name="x").records == load_graph(content, name="x").records


@pytest.mark.parametrize("word", ["Verein", "vereine", "ASSOCIATION", "association"])
def test_kinds_are_understood_in_both_languages(word: str) -> None:
    (_, found) = load_graph(graphml(node("n0", "A", word))).records
    assert isinstance(found, Actor)
    assert found.kind == "association"


def test_an_unknown_kind_is_reported_with_place_value_and_the_nearest() -> None:
    error = only_error(graphml(node("n0", "A", "Verien")))
    assert (str(error.place), error.value, error.near) == ("Knoten „n0“ (Zeile 5)", "Verien", ("Verein",))


def test_a_word_with_two_meanings_is_not_guessed() -> None:
    assert "nicht eindeutig" in str(only_error(graphml(node("n0", "A", "concept"))).message)


def test_a_node_without_a_kind_is_refused_unless_a_person_says_the_kind() -> None:
    content = graphml('<node id="n0"><data key="l">A</data></node>')
    assert "Art des Knotens" in str(only_error(content).message)
    (_, found) = load_graph(content, choices=Choices(node_kind="Verein")).records
    assert isinstance(found, Actor)


def test_a_person_can_put_words_of_the_file_into_ours() -> None:
    content = kumu([{"label": "A", "type": "Organization"}, {"label": "B", "type": "Organization"}], [])
    (_, first, _) = load_graph(content, choices=Choices(words={"organization": "Verein"})).records
    assert isinstance(first, Actor)
    assert first.kind == "association"


def test_concepts_get_their_list_and_a_notation() -> None:
    (_, found) = load_graph(graphml(node("n0", "Wohnen", "Handlungsfeld"))).records
    assert isinstance(found, Concept)
    assert (found.id, found.scheme, found.notation) == ("field/wohnen", "field", "Wohnen")


def test_edges_become_ties() -> None:
    content = graphml(node("n0", "A") + node("n1", "Kurs", "Maßnahme"), edge("n0", "n1", "wirkt mit an"))
    error = only_error(content)
    assert "Rolle" in str(error.message)
    with_role = content.replace(b"</data></edge>", '</data><data key="o">Träger</data></edge>'.encode())
    (found,) = (record for record in load_graph(with_role).records if isinstance(record, Tie))
    assert (found.kind, found.origin, found.target, found.role) == ("carries", "actor/a", "measure/kurs", "carrier")


def test_an_unknown_kind_of_edge_is_reported_with_the_nearest() -> None:
    error = only_error(graphml(node("n0", "A") + node("n1", "B"), edge("n0", "n1", "arbeitet zusamen mit")))
    assert error.near[0] == "arbeitet zusammen mit"
    assert "Kante" in str(error.place)


def test_an_edge_without_direction_cannot_say_who_steers() -> None:
    content = graphml(node("n0", "A") + node("n1", "B"), edge("n0", "n1", "steuert"), "undirected")
    assert "keine Richtung" in str(only_error(content).message)
    both = graphml(node("n0", "A") + node("n1", "B"), edge("n0", "n1", "arbeitet zusammen mit"), "undirected")
    assert notes(load_graph(both)) == []


def test_a_mutual_connection_of_a_directed_kind_is_two_ties() -> None:
    elements = [{"label": "A", "type": "Verein"}, {"label": "B", "type": "Verein"}]
    result = load_graph(kumu(elements, [{"from": "A", "to": "B", "type": "berät", "direction": "mutual"}]))
    ties = {(one.origin, one.target) for one in result.records if isinstance(one, Tie)}
    assert ties == {("actor/a", "actor/b"), ("actor/b", "actor/a")}


def test_what_is_not_taken_over_is_named_once() -> None:
    rank = '<data key="p">0.5</data>'
    result = load_graph(graphml(node("n0", "A", more=rank) + node("n1", "B", more=rank)))
    assert notes(result) == ["Nicht übernommen: das Attribut „pagerank“ (2-mal, zum Beispiel „0.5“)."]


def test_nodes_of_one_name_are_told_apart() -> None:
    result = load_graph(graphml(node("n0", "Chor") + node("n1", "Chor")))
    assert [record.id for record in result.records[1:]] == ["actor/chor-n0", "actor/chor-n1"]


def test_a_missing_name_is_the_id_and_that_is_said() -> None:
    result = load_graph(graphml('<node id="Chor"><data key="k">Verein</data></node>'))
    assert notes(result) == ["Bei 1 Knoten steht die Kennung für den fehlenden Namen."]


def test_yed_keeps_labels_in_shapes_and_groups_in_graphs() -> None:
    shape = '<data key="d"><y:ShapeNode xmlns:y="u"><y:NodeLabel>\n Chor</y:NodeLabel></y:ShapeNode></data>'
    inner = f'<node id="a"><data key="k">Verein</data>{shape}</node>'
    outer = f'<node id="g"><data key="l">Gruppe</data><data key="k">Verein</data><graph id="h">{inner}</graph></node>'
    result = load_graph(graphml(outer))
    assert {record.name for record in result.records if isinstance(record, Actor)} == {"Chor", "Gruppe"}
    assert any("Verschachtelung" in note for note in notes(result))


def test_an_edge_may_lead_to_what_is_known() -> None:
    known = {"actor/awo": actor("awo")}
    content = graphml(node("n0", "A"), edge("n0", "actor/awo", "berät"))
    assert notes(load_graph(content, known)) == []


def test_a_spell_becomes_the_period() -> None:
    (_, found) = load_graph(gexf(verein("A", 'start="2017-03-01" end="2018-12-31T00:00:00"'))).records
    assert isinstance(found, Actor)
    assert str(found.valid) == "2017-03-01/2018-12-31"


def test_a_date_of_ours_stays_as_exact_as_it_was() -> None:
    content = as_gexf(network(measure("m", when="2017/2018"))).content
    (found,) = (record for record in load_graph(content).records if isinstance(record, Measure))
    assert str(found.valid) == "2017/2018"
    moved = content.replace(b'start="2017-01-01"', b'start="2016-05-01"')
    (found,) = (record for record in load_graph(moved).records if isinstance(record, Measure))
    assert str(found.valid) == "2016-05-01/2018"


@pytest.mark.parametrize(
    ("content", "lost"),
    [
        (gexf(verein("A", 'start="3.5"'), graph='mode="dynamic"'), "Zeiten, die keine Tage sind"),
        (gexf(verein("A", inner='<spells><spell end="2015-01-01"/><spell start="2017-01-01"/></spells>')), "Mehrere"),
        (gexf(verein("A", inner='<viz:color xmlns:viz="v" r="1"/>')), "Farben"),
    ],
)
def test_times_and_looks_that_have_no_place_are_named(content: bytes, lost: str) -> None:
    result = load_graph(content)
    (_, found) = result.records
    assert isinstance(found, Actor)
    assert found.valid.is_unknown
    assert any(lost in note for note in notes(result))


def test_defaults_count_where_a_node_says_nothing() -> None:
    default = '<attribute id="0" title="kind" type="string"><default>Verein</default></attribute>'
    attributes = f'<attributes class="node">{default}</attributes>'
    content = f'<gexf><graph>{attributes}<nodes><node id="1" label="A"/></nodes></graph></gexf>'.encode()
    assert isinstance(load_graph(content).records[1], Actor)
    keys = '<key id="k" for="node" attr.name="kind"><default>Verein</default></key>'
    content = f'<graphml>{keys}<graph><node id="A"/></graph></graphml>'.encode()
    assert isinstance(load_graph(content).records[1], Actor)


@pytest.mark.parametrize(
    ("content", "lost"),
    [
        (gexf(verein("A", inner=f"<nodes>{verein('B')}</nodes>")), "Knoten innerhalb"),
        (graphml(node("n0", "A", more='<port name="p"/>')), "Anschlusspunkte"),
        (graphml(node("n0", "A") + "<hyperedge/>"), "mehr als zwei Knoten"),
        (
            gexf(verein("A", inner='<attvalues><attvalue for="0" value="Verein" start="2017"/></attvalues>')),
            "Zeit ändern",
        ),
    ],
)
def test_what_a_network_of_ours_does_not_know_is_named(content: bytes, lost: str) -> None:
    assert any(lost in note for note in notes(load_graph(content)))


def test_the_json_of_a_network_is_checked_entry_by_entry() -> None:
    error = only_error(
        json.dumps({"records": [{"type": "actor", "id": "actor/a", "name": "A", "kind": "Verien"}]}).encode()
    )
    assert str(error.place) == "Eintrag 1"
    assert only_error(b'{"records": [3]}').place


def test_a_kumu_backup_keeps_its_attributes_apart() -> None:
    whole = {
        "elements": [{"_id": "e1", "attributes": {"label": "AWO", "element type": "Wohlfahrtsverband", "tags": ["x"]}}],
        "connections": [],
        "maps": [{"_id": "m"}],
    }
    result = load_graph(json.dumps(whole).encode())
    assert result.records[1].id == "actor/awo"
    assert len(notes(result)) == 2


def test_a_label_that_two_elements_have_names_no_end() -> None:
    elements = [{"id": "1", "label": "A", "type": "Verein"}, {"id": "2", "label": "A", "type": "Verein"}]
    error = only_error(kumu(elements, [{"from": "A", "to": "1", "type": "berät"}]))
    assert "2 Elemente" in str(error.message)


def test_cytoscape_elements_may_stand_in_one_list() -> None:
    elements = [
        {"data": {"id": "a", "name": "A", "kind": "Verein"}, "position": {"x": 1}},
        {"data": {"id": "b", "name": "B", "kind": "Verein"}},
        {"data": {"id": "e", "source": "a", "target": "b", "interaction": "fördert"}},
    ]
    result = load_graph(json.dumps({"elements": elements}).encode())
    assert result.report.counts == {"document": 1, "actor": 2, "tie": 1}
    assert any("Lage im Bild" in note for note in notes(result))


def test_a_source_that_is_not_recorded_is_reported_and_the_file_cited() -> None:
    result = load_graph(kumu([{"label": "A", "type": "Verein", "Quellen": "Amtsblatt"}]))
    assert [finding.level for finding in result.report.findings] == ["warning"]
    assert result.records[1].sources[0].document == "document/datei"


def test_no_attribute_fills_two_fields() -> None:
    for table in (words().node, words().edge):
        names = [key(name) for spellings in table.values() for name in spellings]
        assert len(names) == len(set(names))


BOMB = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "xxxxxxxxxx">{}]><graphml>&j;</graphml>'.format(
    "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
).encode()
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/hostname">]><graphml>&x;</graphml>'
WHOLE = as_graphml(network(*small_town())).content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (b" \n", "leer"),
        (BOMB, "Ersatztexte"),
        (OUTSIDE, "Ersatztexte"),
        (WHOLE[: len(WHOLE) // 2], "kein gültiges XML"),
        (WHOLE.decode().encode("cp1252"), "kein gültiges XML"),
        (b"<html><body>Fehler 500</body></html>", "keine Netzwerkdatei"),
        (b"Name;Art\n", "kein gültiges JSON"),
        (b'{"elements": [', "kein gültiges JSON"),
        (b'{"elements": [], "elements": []}', "elements"),
        (b'{"elements": [NaN]}', "NaN"),
        ('{"elements": "ä"}'.encode("cp1252"), "UTF-8"),
        (b'{"elements": ' + b"[" * 100_000, "verschachtelt"),
        (b'{"some": 1}', "keine Netzwerkdatei"),
        (b'{"elements": [1]}', "nicht die erwartete Form"),
        (b'{"elements": {"nodes": [1]}}', "nicht die erwartete Form"),
        (b"<graphml>" + b"<x>" * 5_000, "verschachtelt"),
        (b"<graphml><edge/></graphml>", "Ende"),
        (b"<gexf><edge/></gexf>", "Ende"),
        (b"<gexf>" + b"<x>" * 5_000, "verschachtelt"),
        (b'{"elements": [], "connections": [1]}', "nicht die erwartete Form"),
        (b"[" + b"9" * 5_000 + b"]", "JSON"),
    ],
)
def test_a_file_that_is_no_graph_is_refused_in_words(content: bytes, says: str) -> None:
    error = only_error(content)
    assert says in str(error.message)
    assert "netz" in str(error.place)


def test_a_graph_of_a_million_nodes_is_refused_quickly() -> None:
    content = b"<graphml><graph>" + b"".join(b'<node id="n%d"/>' % n for n in range(1_000_000)) + b"</graph></graphml>"
    begun = time.perf_counter()
    assert "200000 Knoten" in str(only_error(content).message)
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf])
def test_what_networkx_writes_is_read(write: Any) -> None:
    graph = nx.DiGraph()
    graph.add_node("a", label="AWO", kind="Wohlfahrtsverband")
    graph.add_node("b", label="Rat", kind="Rat")
    graph.add_edge("a", "b", relation="berät", weight=2)
    stream = io.BytesIO()
    write(graph, stream)
    result = load_graph(stream.getvalue())
    assert {record.id for record in result.records if isinstance(record, Actor)} == {"actor/awo", "actor/rat"}
    assert [(one.kind, one.origin) for one in result.records if isinstance(one, Tie)] == [("advises", "actor/awo")]
    assert any("weight" in note for note in notes(result))


def test_a_file_that_is_too_big_is_not_read_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 1_000_000)
    path = tmp_path / "gross.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    result = load_graph(path)
    assert "größer als 1 MB" in str(result.report.errors[0].message)


def test_a_missing_file_is_an_answer_in_words(tmp_path: Path) -> None:
    assert "öffnen" in str(load_graph(tmp_path / "fehlt.gexf").report.errors[0].message)


def test_an_edge_to_nobody_is_refused_in_its_place() -> None:
    error = only_error(graphml(node("n0", "A"), edge("n0", "n9", "berät")))
    assert error.value == "n9"
    assert "Zeile 6" in str(error.place)


def test_an_id_that_stands_twice_is_refused() -> None:
    assert "zwei Knoten" in str(only_error(graphml(node("n0", "A") + node("n0", "B"))).message)


def test_ties_that_stand_twice_are_refused() -> None:
    twice = edge("n0", "n1", "berät") * 2
    assert "steht schon" in str(only_error(graphml(node("n0", "A") + node("n1", "B"), twice)).message)


def test_units_that_contain_one_another_are_refused() -> None:
    circle = edge("n0", "n1", "ist Teil von") + edge("n1", "n0", "ist Teil von")
    assert "im Kreis" in str(only_error(graphml(node("n0", "A") + node("n1", "B"), circle)).message)


def test_an_end_of_the_wrong_kind_is_refused() -> None:
    content = graphml(node("n0", "A") + node("n1", "Kurs", "Maßnahme"), edge("n1", "n0", "berät"))
    assert "darf nicht an dieser Stelle" in str(only_error(content).message)


def test_the_good_part_can_be_taken_and_the_rest_is_reported() -> None:
    nodes = node("n0", "A") + node("n1", "B") + node("n2", "C", "Verien")
    content = graphml(nodes, edge("n0", "n1", "berät") + edge("n0", "n2", "berät"))
    result = load_graph(content, skip_bad_rows=True)
    assert result.report.counts == {"document": 1, "actor": 2, "tie": 1}
    assert len(result.report.errors) == 2


def test_a_file_of_another_kind_is_given_up_after_a_thousand_faults() -> None:
    content = graphml("".join(node(f"n{n}", "A", "Teilchen") for n in range(3_000)))
    errors = load_graph(content, skip_bad_rows=True).report.errors
    assert len(errors) == 1_001
    assert "1000 Fehler" in str(errors[-1].message)


def test_a_changed_file_of_ours_is_checked_like_any_other() -> None:
    town = network(actor("a"), actor("b"), tie("advises", "actor/a", "actor/b"))
    content = as_graphml(town).content.replace(b">advises<", b">adwises<")
    error = only_error(content)
    assert error.near[0] == "advises"
