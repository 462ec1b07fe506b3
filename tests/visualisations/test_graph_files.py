"""Pictures as GraphML, GEXF and Cytoscape JSON: everything that is drawn, in files that other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from xml.dom import minidom
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from graph_service.model.network import Network
from loaders.graphs import load_graph
from tests import builders
from visualisations.graph_files import to_cytoscape, to_gexf, to_graphml
from visualisations.imprint import Imprint
from visualisations.network_view import draw
from visualisations.picture import Picture
from visualisations.svg import svg_file

IMPRINT = Imprint("Stadt: Akteure", date(2024, 5, 17), date(2020, 1, 31))
WRITERS = {"graphml": to_graphml, "gexf": to_gexf, "cytoscape": to_cytoscape}
EVERY_FORM = pytest.mark.parametrize("form", WRITERS)


def town(**more: Any) -> Picture:
    return draw(Network("stadt", builders.small_town(), 4), **more)


def read(form: str, content: bytes) -> Any:
    """The file as networkx reads it, with parallel lines."""
    if form == "cytoscape":
        return nx.cytoscape_graph(json.loads(content))
    if form == "gexf":
        return nx.read_gexf(BytesIO(content))
    return nx.read_graphml(BytesIO(content), force_multigraph=True)


def line(graph: Any, origin: str, target: str) -> Any:
    """What the one line between two says."""
    (found,) = [facts for one, other, facts in graph.edges(data=True) if (one, other) == (origin, target)]
    return found


def again(form: str, picture: Picture) -> Any:
    return read(form, WRITERS[form](picture, IMPRINT))


@EVERY_FORM
@pytest.mark.parametrize("view", ["all", "wheel", "measures", "actors", "levels"])
def test_every_view_can_be_read_again_with_all_its_nodes_and_lines(form: str, view: str) -> None:
    picture, found = town(view=view), again(form, town(view=view))
    assert {(node, facts["name"]) for node, facts in found.nodes(data=True)} == {(n.id, n.name) for n in picture.nodes}
    assert sorted(found.edges()) == sorted((edge.origin, edge.target) for edge in picture.edges)


@EVERY_FORM
def test_a_node_says_what_it_is_and_on_which_sources_it_rests(form: str) -> None:
    facts = again(form, town()).nodes["actor/ki"]
    known = {name: facts[name] for name in ("label", "type", "kind", "sector", "names", "mark", "shape", "alone")}
    assert known == {
        "label": "Kommunales Integrationszentrum (KI)",
        "type": "actor",
        "kind": "Kommunales Integrationszentrum",
        "sector": "Steuerung und Koordination",
        "names": "KI",
        "mark": "3",
        "shape": "dot",
        "alone": False,
    }
    assert facts["sources"] in ("1", [1])


@EVERY_FORM
def test_a_line_says_its_words_both_ways_its_role_its_basis_and_its_sources(form: str) -> None:
    found = line(again(form, town()), "actor/ki", "measure/m1")
    assert (found["kind"], found["role"], found["basis"]) == ("carries", "Federführung", "so angegeben")
    assert (found.get("forward", found.get("label")), found["backward"]) == ("wirkt mit an", "Mitwirkung von")
    assert found["sources"] in ("1", [1])


@pytest.mark.parametrize("form", ["graphml", "cytoscape"])
def test_places_sizes_and_colours_are_those_of_the_picture(form: str) -> None:
    node = next(node for node in town().nodes if node.id == "actor/ki")
    facts = again(form, town()).nodes["actor/ki"]
    assert (facts["x"], facts["y"], facts["size"], facts["colour"]) == (node.x, node.y, node.size, "#e69f00")


def test_gephi_finds_places_sizes_and_colours_where_it_looks_for_them() -> None:
    node = next(node for node in town().nodes if node.id == "actor/ki")
    drawn = again("gexf", town()).nodes["actor/ki"]["viz"]
    assert drawn["position"] == {"x": node.x, "y": -node.y, "z": 0.0}
    assert (drawn["size"], drawn["color"]) == (node.size, {"r": 230, "g": 159, "b": 0, "a": 1.0})


VIZ, GEXF = "{http://www.gexf.net/1.2draft/viz}", "{http://www.gexf.net/1.2draft}"


def drawn_in_gexf(tag: str, sign: str) -> dict[str | None, list[dict[str, str]]]:
    """For each node or line of the file by its label what one of its signs says."""
    tree = ElementTree.fromstring(to_gexf(town(), IMPRINT))
    return {part.get("label"): [found.attrib for found in part.iter(VIZ + sign)] for part in tree.iter(GEXF + tag)}


def test_gephi_finds_the_strokes_of_the_lines() -> None:
    assert drawn_in_gexf("edge", "thickness")["ist Mitglied in"] == [{"value": "1.8"}]
    assert drawn_in_gexf("edge", "color")["ist Mitglied in"] == [{"r": "63", "g": "84", "b": "104", "a": "1.0"}]
    assert drawn_in_gexf("edge", "shape")["ist Mitglied in"] == [{"value": "solid"}]


def test_shapes_stand_in_a_gexf_file_as_far_as_the_form_has_them() -> None:
    shapes = drawn_in_gexf("node", "shape")
    assert shapes["Moscheeverein"] == [{"value": "disc"}]
    assert shapes["Fachgruppe Integration"] == [{"value": "diamond"}]
    assert shapes["Deutschkurs"] == [{"value": "square"}]
    assert shapes["Sprache"] == []


def test_cytoscape_finds_the_places_where_it_looks_for_them() -> None:
    nodes = json.loads(to_cytoscape(town(), IMPRINT))["elements"]["nodes"]
    assert {node["data"]["id"]: node["position"] for node in nodes if not node["data"]["alone"]} == {
        node.id: {"x": node.x, "y": node.y} for node in town().drawn
    }


SAID = [
    "Stadt: Akteure",
    "Das Bild zeigt 5 Akteure, 3 Maßnahmen und 2 Handlungsfelder",
    "Angaben: Revision 4, Stand: 31. Januar 2020. Erstellt am 17. Mai 2024.",
    "Formen: Maßnahmen (3): Quadrat, #d5dee6",
    "Farben und Nummern: Bereiche: Steuerung und Koordination (2): #e69f00, 3",
    "Linien: Beziehungen: ist Mitglied in (2): durchgezogen, #3f5468, mit Pfeil",
    "[1] Vorlage 1",
]


@EVERY_FORM
@pytest.mark.parametrize("words", SAID)
def test_a_file_says_heading_days_revision_legend_and_sources(form: str, words: str) -> None:
    content = WRITERS[form](town(), IMPRINT).decode()
    assert words in content


@EVERY_FORM
def test_a_picture_over_all_times_names_no_day(form: str) -> None:
    content = WRITERS[form](town(), replace(IMPRINT, day=None)).decode()
    assert "Angaben: Revision 4, über alle Zeiten. Erstellt am 17. Mai 2024." in content
    assert "2020" not in content


@EVERY_FORM
def test_a_file_comes_in_the_language_of_the_picture(form: str) -> None:
    content = WRITERS[form](town(language="en"), IMPRINT).decode()
    assert "field of action" in content
    assert "square" in content


@EVERY_FORM
def test_the_same_picture_of_the_same_day_gives_the_same_bytes(form: str) -> None:
    turned = draw(Network("stadt", reversed(builders.small_town()), 4))
    assert WRITERS[form](turned, IMPRINT) == WRITERS[form](town(), IMPRINT)


@EVERY_FORM
def test_several_ties_between_two_stay_several_lines(form: str) -> None:
    records = [
        builders.actor("a"),
        builders.measure("m"),
        builders.carries("a", "m"),
        builders.carries("a", "m", "lead"),
    ]
    assert again(form, draw(builders.network(*records))).number_of_edges("actor/a", "measure/m") == 2


@pytest.mark.parametrize("form", ["graphml", "cytoscape"])
def test_those_without_a_tie_stand_below_the_drawing_each_in_a_place_of_its_own(form: str) -> None:
    crowd = [builders.actor(f"x{n}") for n in range(30)]
    picture = draw(builders.network(*builders.small_town()[1:], *crowd))
    facts = dict(again(form, picture).nodes(data=True))
    lowest = max(node.y for node in picture.drawn)
    places = {(facts[node.id]["x"], facts[node.id]["y"]) for node in picture.alone}
    assert len(places) == len(picture.alone) >= 30
    assert all(y > lowest for _, y in places)


@EVERY_FORM
def test_what_no_xml_file_may_hold_is_left_out_and_the_rest_stays(form: str) -> None:
    picture = town()
    bad = replace(picture.nodes[0], name='Wort\x00\x0b\ud800\ufffe<&">ÄÖ 👩🏽\u200d🏫')
    found = again(form, replace(picture, nodes=(bad, *picture.nodes[1:])))
    assert found.nodes[bad.id]["name"] == 'Wort<&">ÄÖ 👩🏽\u200d🏫'


@given(st.text(st.characters(exclude_categories=()), max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_name_breaks_a_file(name: str) -> None:
    picture = draw(builders.network(builders.actor("a"), builders.measure("m"), builders.carries("a", "m")))
    picture = replace(picture, nodes=(replace(picture.nodes[0], name=name, label=name), *picture.nodes[1:]))
    for form in WRITERS:
        assert len(again(form, picture)) == 2
    minidom.parseString(svg_file(picture, IMPRINT).encode())


@EVERY_FORM
def test_a_picture_of_nothing_is_a_sound_file(form: str) -> None:
    assert len(again(form, draw(Network("leer")))) == 0


@pytest.mark.browser
@pytest.mark.parametrize("write", [to_graphml, to_gexf, lambda *of: svg_file(*of).encode()])
def test_another_parser_finds_the_file_well_formed(
    chromium: Browser, write: Callable[[Picture, Imprint], bytes]
) -> None:
    picture = town()
    bad = replace(picture.nodes[0], name="A < & \"'>\x07 ]]>\n\t")
    words = write(replace(picture, nodes=(bad, *picture.nodes[1:])), IMPRINT).decode()
    page = chromium.new_page()
    faults = page.evaluate(
        "words => new DOMParser().parseFromString(words, 'application/xml').querySelectorAll('parsererror').length",
        words,
    )
    page.close()
    assert faults == 0


@pytest.mark.parametrize("form", WRITERS)
def test_a_picture_that_is_loaded_is_refused_in_one_sentence_that_names_what_can_be_loaded(form: str) -> None:
    [error] = load_graph(WRITERS[form](town(), IMPRINT), name="bild").report.errors
    assert "ein Bild aus diesem Programm" in str(error.message)
    assert "„Alle Angaben“" in str(error.message)
