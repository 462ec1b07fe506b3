"""GEXF 1.1 to 1.3 as nodes and edges with attributes; the time in which they exist becomes their period."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.sax.handler import ContentHandler

from graph_service.model.errors import BadValue, UnreadableFile
from graph_service.model.period import PartialDate
from graph_service.model.text import text
from loaders.graphs.files import MAX_DEPTH, read_xml, too_deep
from loaders.graphs.form import Direction, Edge, Graph, Item

_TIMES_OF_DAYS = frozenset({"date", "datetime", "dateTime", "xsd:date", "xsd:dateTime"})
_ENDLESS = frozenset({"", "-infinity", "infinity", "+infinity"})
_LOOKS = frozenset({"color", "position", "size", "shape", "thickness"})
_DIRECTIONS: dict[str, Direction] = {"directed": "directed", "undirected": "undirected", "mutual": "mutual"}


def read_gexf(content: bytes, name: str) -> Graph:
    """The graph in a GEXF file; nodes within nodes are read as nodes beside one another."""
    handler = _Gexf(name)
    read_xml(content, name, handler)
    return handler.graph


@dataclass
class _Open:
    """A node or edge whose element is not closed yet."""

    given: dict[str, str]
    line: int
    attributes: dict[str, Any] = field(default_factory=dict)
    spells: list[tuple[str, str]] = field(default_factory=list)


class _Gexf(ContentHandler):
    """Builds the graph while the elements pass by."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.graph = Graph(name)
        self._path: list[str] = []
        self._names: dict[tuple[str, str], str] = {}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._class = "node"
        self._attribute = ""
        self._default: list[str] | None = None
        self._open: list[_Open] = []
        self._direction: Direction = "undirected"
        self._in_days = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the parser calls it so
        local = name.rpartition(":")[2]
        self._path.append(local)
        if len(self._path) > MAX_DEPTH:
            raise too_deep(self.graph.name)
        if local in ("node", "edge"):
            line = self._locator.getLineNumber() or 1  # type: ignore[attr-defined]
            self._open.append(_Open(dict(attrs.items()), line, dict(self._defaults[local])))
        elif local == "attvalue" and self._open:
            self._value(attrs)
        elif local in ("spell", "slice") and self._open:
            self._open[-1].spells.append((attrs.get("start", ""), attrs.get("end", "")))
        elif local in _LOOKS:
            self.graph.lose(text("Farben, Formen, Größen und Lage im Bild"))
        else:
            self._start_other(local, attrs)

    def _start_other(self, local: str, attrs: Any) -> None:
        if local == "graph":
            self._direction = _DIRECTIONS.get(attrs.get("defaultedgetype", ""), "undirected")
            self._in_days = (attrs.get("timeformat") or attrs.get("timetype") or "double") in _TIMES_OF_DAYS
        elif local == "attributes":
            self._class = attrs.get("class", "node")
        elif local == "attribute":
            self._attribute = attrs.get("title") or attrs.get("id", "")
            self._names[self._class, attrs.get("id", "")] = self._attribute
        elif local == "default":
            self._default = []

    def _value(self, attrs: Any) -> None:
        what = "edge" if "edges" in self._path else "node"
        key = attrs.get("for") or attrs.get("id", "")
        title = self._names.get((what, key), key)
        if title in self._open[-1].attributes and (attrs.get("start") or attrs.get("end")):
            self.graph.lose(text("Werte, die sich mit der Zeit ändern („{name}“)", name=title))
        self._open[-1].attributes[title] = attrs.get("value", "")

    def characters(self, content: str) -> None:
        if self._default is not None:
            self._default.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - the parser calls it so
        local = self._path.pop()
        if local == "default" and self._default is not None:
            if self._class in self._defaults:
                self._defaults[self._class][self._attribute] = "".join(self._default)
            self._default = None
        elif local in ("node", "edge"):
            self._close(local, self._open.pop())

    def _close(self, local: str, item: _Open) -> None:
        if "label" in item.given:
            item.attributes.setdefault("label", item.given["label"])
        self._settle_period(item)
        if local == "node":
            if item.given.get("pid") or self._open:
                self.graph.lose(text("Knoten innerhalb von Knoten: die Verschachtelung"))
            self.graph.add(Item(item.given.get("id", ""), item.attributes, item.line))
            return
        ends = item.given.get("source", ""), item.given.get("target", "")
        if "" in ends:
            raise UnreadableFile(
                text("In Zeile {number} fehlt einer Kante ein Ende (source, target).", number=str(item.line)),
                place=self.graph.name,
                remedy=text("Bitte die Datei neu ausgeben."),
            )
        for name in ("kind", "weight"):
            if name in item.given:
                item.attributes.setdefault(name, item.given[name])
        direction = _DIRECTIONS.get(item.given.get("type", ""), self._direction)
        self.graph.add(Edge(item.given.get("id", ""), item.attributes, item.line, *ends, direction))

    def _settle_period(self, item: _Open) -> None:
        """Its spell as start and end, unless the file has the very dates of which the spell was made."""
        spells = item.spells or [(item.given.get("start", ""), item.given.get("end", ""))]
        if len(spells) > 1:
            self.graph.lose(text("Mehrere Zeiträume an einem Knoten oder einer Kante"))
            return
        for name, written in zip(("start", "end"), spells[0], strict=True):
            if written.lower() in _ENDLESS:
                continue
            if not self._in_days:
                self.graph.lose(text("Zeiten, die keine Tage sind"))
            elif not _same_day(item.attributes.get(name, ""), written, name):
                item.attributes[name] = written.partition("T")[0]


def _same_day(recorded: str, written: str, name: str) -> bool:
    try:
        day = PartialDate.parse(recorded)
    except BadValue:
        return False
    return (day.first if name == "start" else day.last).isoformat() == written.partition("T")[0]
