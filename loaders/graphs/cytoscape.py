"""Cytoscape JSON as nodes and edges with attributes: elements in two lists or in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import text
from loaders.graphs.form import Edge, Graph, Item

_LEFT_OUT = {
    "position": text("Farben, Formen, Größen und Lage im Bild"),
    "style": text("Farben, Formen, Größen und Lage im Bild"),
    "parent": text("Knoten innerhalb von Knoten: die Verschachtelung"),
}


def read_cytoscape(whole: Mapping[str, Any], name: str) -> Graph:
    """The graph in what a Cytoscape file holds."""
    graph = Graph(name)
    for what, element in _elements(whole["elements"]):
        data = element.get("data") if isinstance(element, dict) else None
        if not isinstance(data, dict):
            raise misshapen(name, what, element)
        for key in (*element, *data):
            if key in _LEFT_OUT:
                graph.lose(_LEFT_OUT[key])
        attributes = {key: value for key, value in data.items() if key not in ("parent", "source", "target")}
        record_id = str(data.get("id", ""))
        if what == "edges" or {"source", "target"} <= data.keys():
            ends = str(data.get("source", "")), str(data.get("target", ""))
            direction = "undirected" if data.get("directed") is False else "directed"
            graph.add(Edge(record_id, attributes, None, *ends, direction))  # type: ignore[arg-type]
        else:
            graph.add(Item(record_id, attributes))
    return graph


def _elements(elements: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(elements, list):
        for element in elements:
            yield str(element.get("group", "") if isinstance(element, dict) else ""), element
        return
    for what in ("nodes", "edges"):
        listed = elements.get(what, [])
        for element in listed if isinstance(listed, list) else [listed]:
            yield what, element


def misshapen(name: str, what: str, value: Any) -> UnreadableFile:
    """The refusal of an element that is not made as the form says."""
    return UnreadableFile(
        text("Ein Eintrag unter „{what}“ hat nicht die erwartete Form.", what=what or "elements"),
        place=name,
        value=str(value)[:80],
        remedy=text("Bitte die Datei neu ausgeben."),
    )
