"""What every graph file comes down to: nodes and edges with attributes, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from graph_service.model.text import Text, text
from loaders.graphs.files import MAX_EDGES, MAX_NODES, too_many

Direction: TypeAlias = Literal["directed", "undirected", "mutual"]


@dataclass(frozen=True)
class Item:
    """A node or edge as its file has it; `line` is None where the form has no lines."""

    id: str
    attributes: Mapping[str, Any]
    line: int | None = None

    @property
    def what(self) -> Text:
        return text("Knoten „{id}“", id=self.id[:80])

    @property
    def place(self) -> Text:
        """Where it stands, as people look it up."""
        return text("{what} (Zeile {line})", what=self.what, line=str(self.line)) if self.line else self.what


@dataclass(frozen=True)
class Edge(Item):
    """An edge with its ends; without a direction in the file it is what the graph says of all its edges."""

    origin: str = ""
    target: str = ""
    direction: Direction = "directed"

    @property
    def what(self) -> Text:
        return text("Kante „{id}“", id=(self.id or f"{self.origin} → {self.target}")[:80])


@dataclass
class Graph:
    """The nodes and edges of one file, and how often it holds what has no place in a network of ours."""

    name: str
    nodes: list[Item] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    lost: dict[str, tuple[Text, int]] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        """Takes a node or an edge in, up to the limit."""
        if isinstance(item, Edge):
            self.edges.append(item)
            if len(self.edges) > MAX_EDGES:
                raise too_many(self.name, MAX_EDGES)
            return
        self.nodes.append(item)
        if len(self.nodes) > MAX_NODES:
            raise too_many(self.name, MAX_NODES)

    def lose(self, what: Text) -> None:
        """Counts something that will not be taken over."""
        self.lost[str(what)] = (what, self.lost.get(str(what), (what, 0))[1] + 1)
