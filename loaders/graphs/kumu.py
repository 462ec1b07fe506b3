"""Kumu JSON as nodes and edges with attributes: blueprints, and backups of projects with their attributes apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import text
from loaders.graphs.cytoscape import misshapen
from loaders.graphs.form import Direction, Edge, Graph, Item

_DIRECTIONS: dict[str, Direction] = {"undirected": "undirected", "mutual": "mutual"}
_ENDS = frozenset({"id", "_id", "from", "to", "direction"})


def read_kumu(whole: Mapping[str, Any], name: str) -> Graph:
    """The graph in what a Kumu file holds; a connection names its ends by id or by label."""
    graph = Graph(name)
    by_label: dict[str, list[str]] = defaultdict(list)
    for number, element in enumerate(_listed(whole, "elements", name), start=1):
        attributes = _attributes(element, "elements", name)
        label = str(attributes.get("label", ""))
        node_id = str(element.get("_id") or element.get("id") or label or number)
        by_label[label].append(node_id)
        graph.add(Item(node_id, attributes))
    ids = {node.id for node in graph.nodes}
    for number, connection in enumerate(_listed(whole, "connections", name), start=1):
        attributes = _attributes(connection, "connections", name)
        ends = (str(connection.get(end, "")) for end in ("from", "to"))
        origin, target = (end if end in ids else _by_label(end, by_label, name) for end in ends)
        edge_id = str(connection.get("_id") or connection.get("id") or number)
        direction = _DIRECTIONS.get(str(connection.get("direction", "")), "directed")
        graph.add(Edge(edge_id, attributes, None, origin, target, direction))
    for _ in _listed(whole, "loops", name):
        graph.lose(text("Regelkreise (Loops)"))
    for _ in _listed(whole, "maps", name):
        graph.lose(text("Farben, Formen, Größen und Lage im Bild"))
    return graph


def _by_label(end: str, by_label: Mapping[str, list[str]], name: str) -> str:
    found = by_label.get(end, [end])
    if len(found) > 1:
        raise UnreadableFile(
            text("Eine Verbindung nennt „{value}“, aber {n} Elemente heißen so.", value=end[:80], n=len(found)),
            place=name,
            value=end[:80],
            remedy=text("Bitte den Elementen Kennungen (id) geben und sie in den Verbindungen nennen."),
        )
    return found[0]


def _listed(whole: Mapping[str, Any], what: str, name: str) -> list[dict[str, Any]]:
    found = whole.get(what) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise misshapen(name, what, found)
    return found


def _attributes(element: dict[str, Any], what: str, name: str) -> dict[str, Any]:
    inner = element.get("attributes", element)
    if not isinstance(inner, dict):
        raise misshapen(name, what, inner)
    return {key: value for key, value in inner.items() if key not in _ENDS}
