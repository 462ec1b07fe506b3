"""A picture as data: what is drawn, what it means, and what can be read about each node."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from markupsafe import Markup

from graph_service.model.text import Language
from visualisations.shapes import path

SWATCH = 7.0
NEARLY = 0.94  # of the room between two nodes, so that they do not touch


@dataclass(frozen=True)
class PictureNode:
    """A node as it is drawn; `groups` are the keys of the legend that show or hide it.

    The name of a `prominent` node is written before others; one that is `alone` is named in a list below the drawing.
    `room` is the radius that it may grow to where it would be too small for its mark.
    """

    id: str
    name: str
    label: str
    type: str
    kind: str
    sector: str
    look: str
    mark: str
    shape: str
    size: float
    x: float
    y: float
    rank: int
    groups: tuple[str, ...]
    names: tuple[str, ...] = ()
    anchor: str = ""
    href: str = ""
    prominent: bool = False
    alone: bool = False
    room: float = 0.0

    @property
    def brief(self) -> str:
        """The shortest of its other names, for where its name finds no room; a field has its mark."""
        return min(self.names, key=len, default="") if self.type != "field" else ""

    def radius(self, scale: float, least: float) -> float:
        """How large it is drawn at a scale: no smaller than its mark needs, as far as there is room."""
        return max(self.size * scale, min(least, self.room * scale * NEARLY))


@dataclass(frozen=True)
class PictureEdge:
    """A line as it is drawn, with its words for both ways; the `tag` is written on it, `proofs` are ties."""

    id: str
    origin: str
    target: str
    kind: str
    forward: str
    backward: str
    role: str
    basis: str
    dashes: tuple[float, ...]
    width: float
    tone: str
    arrow: bool
    bend: float
    groups: tuple[str, ...]
    sources: tuple[int, ...]
    tag: str = ""
    proofs: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegendEntry:
    """A shape, colour or line that occurs, with its words and how often."""

    key: str
    group: str
    words: str
    count: int
    shape: str = ""
    look: str = ""
    mark: str = ""
    tone: str = ""
    width: float = 0.0
    dashes: tuple[float, ...] = ()
    arrow: bool = False


@dataclass(frozen=True)
class Source:
    """A document that facts of the picture rest on."""

    title: str
    address: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Rest:
    """A part of what is left out: narrowed `by` a field or a kind of actor to this value, so many of it are hidden."""

    by: str
    value: str
    words: str
    count: int


@dataclass(frozen=True)
class TieLine:
    """The other end of a tie in the side panel: its name, role and basis, and the numbers of the sources."""

    other: str
    name: str
    note: str
    href: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Details:
    """What the side panel says about a node: facts, ties in words (by their words), sources by number."""

    facts: tuple[tuple[str, str], ...]
    ties: tuple[tuple[str, tuple[TieLine, ...]], ...]
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """A network drawn for one view, language and revision; its page needs nothing else.

    `frame` tells of the whole that this is a part of, so that it is seen from the same distance.
    """

    view: str
    title: str
    language: Language
    network: str
    revision: int
    nodes: tuple[PictureNode, ...]
    edges: tuple[PictureEdge, ...]
    legend: tuple[LegendEntry, ...]
    summary: str
    notes: tuple[str, ...]
    hidden: Mapping[str, int]
    rest: tuple[Rest, ...]
    details: Mapping[str, Details]
    sources: tuple[Source, ...]
    focus: str | None
    options: Mapping[str, Any]
    palettes: Mapping[str, Any]
    texts: Mapping[str, str]
    vis: Mapping[str, list[dict[str, Any]]] = field(repr=False)
    frame: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def drawn(self) -> tuple[PictureNode, ...]:
        """The nodes of the drawing: all but those without a tie in this view."""
        return tuple(node for node in self.nodes if not node.alone)

    @property
    def alone(self) -> tuple[PictureNode, ...]:
        """The nodes that have no tie in this view, by name."""
        return tuple(sorted((node for node in self.nodes if node.alone), key=lambda node: node.name.casefold()))

    def as_json(self) -> Markup:
        """Everything that the script reads, safe within a script element."""
        drawn = {node.id for node in self.nodes}
        data = {
            "title": self.title,
            "language": self.language,
            "network": self.network,
            "view": self.view,
            "revision": self.revision,
            "focus": self.focus,
            "summary": self.summary,
            "notes": self.notes,
            "nodes": self.vis["nodes"],
            "edges": self.vis["edges"],
            "options": self.options,
            "palettes": self.palettes,
            "texts": self.texts,
            "kinds": {edge.kind: {"words": (edge.forward, edge.backward), "tone": edge.tone} for edge in self.edges},
            "bases": {edge.groups[1].partition("/")[2]: edge.basis for edge in self.edges},
            "legend": [asdict(entry) | {"path": _swatch(entry)} for entry in self.legend],
            "sources": [asdict(source) for source in self.sources],
            "details": {node: _compact(about) for node, about in self.details.items()},
            "frame": self.frame,
            "others": dict(_others(self.details.values(), drawn)),
        }
        return as_script_data(data)


def as_script_data(data: object) -> Markup:
    """JSON that nothing in it can end the script element that holds it."""
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        words = words.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(words)  # noqa: S704 - the letters that could be markup are escaped above


def _swatch(entry: LegendEntry) -> str:
    return path(entry.shape, SWATCH) if entry.shape else ""


def _compact(about: Details) -> dict[str, object]:
    ties = [[words, [[line.other, line.note, line.sources] for line in lines]] for words, lines in about.ties]
    return {"facts": about.facts, "ties": ties, "sources": about.sources}


def _others(details: Iterable[Details], drawn: Container[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name and page of those that are named in the panel but not drawn."""
    for about in details:
        for _, lines in about.ties:
            yield from ((line.other, (line.name, line.href)) for line in lines if line.other not in drawn)
