"""GraphML as nodes and edges with attributes: ours, and that of networkx, igraph, Gephi, Cytoscape and yEd."""

from __future__ import annotations

from typing import Any
from xml.sax.handler import ContentHandler

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import text
from loaders.graphs.files import MAX_DEPTH, read_xml, too_deep
from loaders.graphs.form import Direction, Edge, Graph, Item

_LABELS = frozenset({"NodeLabel", "EdgeLabel"})  # yEd keeps the words of a node within its shape
_LEFT_OUT = {
    "hyperedge": text("Kanten zwischen mehr als zwei Knoten"),
    "port": text("Anschlusspunkte an Knoten"),
    "locator": text("Verweise auf andere Dateien"),
}


def read_graphml(content: bytes, name: str) -> Graph:
    """The graph in a GraphML file; graphs within nodes are read as one."""
    handler = _GraphML(name)
    read_xml(content, name, handler)
    return handler.graph


class _GraphML(ContentHandler):
    """Builds the graph while the elements pass by."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.graph = Graph(name)
        self._path: list[str] = []
        self._keys: dict[str, str] = {}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._key: tuple[str, str] = ("", "")
        self._undirected: list[bool] = []
        self._open: list[tuple[dict[str, Any], dict[str, str], int]] = []
        self._words: list[str] | None = None
        self._data = ""

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the parser calls it so
        local = name.rpartition(":")[2]
        self._path.append(local)
        if len(self._path) > MAX_DEPTH:
            raise too_deep(self.graph.name)
        if local in ("node", "edge"):
            self._open.append((dict(attrs.items()), dict(self._defaults[local]), self._line()))
        elif local == "data" or local in _LABELS or local == "default":
            self._words = []
            self._data = attrs.get("key", "") if local == "data" else self._data
        elif local in _LEFT_OUT:
            self.graph.lose(_LEFT_OUT[local])
        else:
            self._start_other(local, attrs)

    def _start_other(self, local: str, attrs: Any) -> None:
        if local == "key":
            self._key = (attrs.get("id", ""), attrs.get("for", "all"))
            self._keys[self._key[0]] = attrs.get("attr.name") or attrs.get("yfiles.type") or self._key[0]
        elif local == "graph":
            self._undirected.append(attrs.get("edgedefault") == "undirected")
            if len(self._undirected) > 1:
                self.graph.lose(text("Graphen innerhalb von Knoten: die Verschachtelung"))

    def _line(self) -> int:
        return self._locator.getLineNumber() or 1  # type: ignore[attr-defined]

    def characters(self, content: str) -> None:
        if self._words is not None:
            self._words.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - the parser calls it so
        local = self._path.pop()
        if local in ("node", "edge"):
            self._close(local)
        elif local == "graph":
            self._undirected.pop()
        elif self._words is not None and local in ("data", "default", *_LABELS):
            self._keep(local, "".join(self._words))
            self._words = None

    def _keep(self, local: str, words: str) -> None:
        if local == "default":
            for what in ("node", "edge"):
                if self._key[1] in (what, "all"):
                    self._defaults[what][self._keys[self._key[0]]] = words
        elif self._open:
            name = "label" if local in _LABELS else self._keys.get(self._data, self._data)
            self._open[-1][1][name] = words.strip() if local in _LABELS else words

    def _close(self, local: str) -> None:
        given, attributes, line = self._open.pop()
        if local == "node":
            self.graph.add(Item(given.get("id", ""), attributes, line))
            return
        ends = given.get("source", ""), given.get("target", "")
        if "" in ends:
            raise UnreadableFile(
                text("In Zeile {number} fehlt einer Kante ein Ende (source, target).", number=str(line)),
                place=self.graph.name,
                remedy=text("Bitte die Datei neu ausgeben."),
            )
        self.graph.add(Edge(given.get("id", ""), attributes, line, *ends, self._direction(given.get("directed"))))

    def _direction(self, directed: str | None) -> Direction:
        undirected = self._undirected[-1] if self._undirected else False
        if directed is not None:
            undirected = directed.lower() == "false"
        return "undirected" if undirected else "directed"
