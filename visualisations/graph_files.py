"""The picture as a file for other programs: GraphML, GEXF (Gephi) and Cytoscape JSON, made of one networkx graph.

All three hold what is drawn with its places, sizes and colours, and the imprint: heading, days, revision, summary,
notes, legend in words and numbered sources. The same picture of the same day gives the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from xml.etree.ElementTree import SubElement, tostring

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from visualisations.imprint import Imprint, as_of, legend_lines, line_style, source_lines
from visualisations.picture import Picture, PictureEdge, PictureNode
from visualisations.style import TONES, paint
from visualisations.typesetting import printable

Facts: TypeAlias = dict[str, Any]
_Graph: TypeAlias = "nx.MultiDiGraph[str]"
_GEXF_LINES = frozenset({"solid", "dashed", "dotted"})
_GEXF_SHAPES: Mapping[str, str] = {"dot": "disc", "square": "square", "diamond": "diamond", "triangle": "triangle"}
_STEP = 60.0  # between nodes without a tie, which the picture only lists


def to_graphml(picture: Picture, imprint: Imprint) -> bytes:
    """GraphML; `y` grows downwards, as on a screen."""
    return _written(GraphMLWriter(_graph(picture, imprint)))


def to_gexf(picture: Picture, imprint: Imprint) -> bytes:
    """GEXF 1.2 with the picture's places, sizes, colours and shapes; the imprint stands in its description."""
    graph = _graph(picture, imprint)
    for _, facts in graph.nodes(data=True):
        facts["viz"] = _node_in_gephi(facts)
    for _, _, key, facts in graph.edges(data=True, keys=True):
        facts |= {"id": key, "label": facts.pop("forward"), "viz": _edge_in_gephi(facts)}
    writer = GEXFWriter(graph)
    meta = writer.xml.find("meta")
    meta.set("lastmodifieddate", imprint.made.isoformat())
    meta.find("creator").text = "Akteursnetz"
    SubElement(meta, "description").text = "\n".join(_described(graph.graph))
    return _written(writer)


def to_cytoscape(picture: Picture, imprint: Imprint) -> bytes:
    """Cytoscape's JSON; numbers of sources are lists, and `y` grows downwards."""
    graph = _graph(picture, imprint)
    nodes = [
        {"data": {"id": node, "value": node, **_listed(facts)}, "position": {"x": facts["x"], "y": facts["y"]}}
        for node, facts in graph.nodes(data=True)
    ]
    edges = [
        {"data": {"id": key, "key": key, "source": origin, "target": target, **_listed(facts)}}
        for origin, target, key, facts in graph.edges(data=True, keys=True)
    ]
    about = {name: told.split("\n") if name in _LISTS else told for name, told in graph.graph.items()}
    whole = {"data": about, "directed": True, "multigraph": True, "elements": {"nodes": nodes, "edges": edges}}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _written(writer: GraphMLWriter | GEXFWriter) -> bytes:
    writer.indent(writer.xml)
    words = tostring(writer.xml, encoding="unicode")  # the writers' own way, letter by letter to bytes, is slower
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{words}'.encode()


_LISTS = ("notes", "legend", "sources")


def _graph(picture: Picture, imprint: Imprint) -> _Graph:
    graph: _Graph = nx.MultiDiGraph()
    graph.graph.update(_told(_about(picture, imprint)))
    beside = dict(_beside(picture))
    for node in picture.nodes:
        graph.add_node(node.id, **_told(_node(picture, node, *beside.get(node.id, (node.x, node.y)))))
    for edge in picture.edges:
        graph.add_edge(edge.origin, edge.target, key=edge.id, **_told(_edge(edge)))
    return graph


def _told(facts: Facts) -> Facts:
    """What there is to say, in words that every file can hold."""
    return {name: printable(said) if isinstance(said, str) else said for name, said in facts.items() if said != ""}


def _about(picture: Picture, imprint: Imprint) -> Facts:
    return {
        "name": imprint.heading,
        "title": imprint.heading,
        "network": picture.network,
        "view": picture.view,
        "language": picture.language,
        "revision": picture.revision,
        "made": imprint.made.isoformat(),
        "day": imprint.day.isoformat() if imprint.day else "",
        "as_of": as_of(picture, imprint),
        "summary": picture.summary,
        "notes": "\n".join(picture.notes),
        "legend": "\n".join(legend_lines(picture)),
        "sources": "\n".join(source_lines(picture)),
    }


def _node(picture: Picture, node: PictureNode, x: float, y: float) -> Facts:
    look = paint(node.look)
    return {
        "label": node.name,
        "name": node.name,
        "names": "; ".join(node.names),
        "type": node.type,
        "kind": node.kind,
        "sector": node.sector,
        "mark": node.mark,
        "shape": node.shape,
        "size": round(float(node.size), 2),
        "x": float(x),
        "y": float(y),
        "colour": look.fill,
        "border": look.border,
        "alone": node.alone,
        "sources": _numbers(picture.details[node.id].sources),
    }


def _edge(edge: PictureEdge) -> Facts:
    return {
        "kind": edge.kind,
        "forward": edge.forward,
        "backward": edge.backward,
        "role": edge.role,
        "basis": edge.basis,
        "tag": edge.tag,
        "width": float(edge.width),
        "line": line_style(edge.dashes),
        "arrow": edge.arrow,
        "colour": TONES[edge.tone][0],
        "sources": _numbers(edge.sources),
    }


def _numbers(sources: tuple[int, ...]) -> str:
    return ", ".join(str(index + 1) for index in sources)


def _listed(facts: Facts) -> Facts:
    if "sources" not in facts:
        return facts
    return {**facts, "sources": [int(number) for number in facts["sources"].split(", ")]}


def _beside(picture: Picture) -> Iterator[tuple[str, tuple[float, float]]]:
    """Places below the drawing, in rows, for the nodes that the picture only lists."""
    left = min((node.x for node in picture.drawn), default=0.0)
    top = max((node.y for node in picture.drawn), default=0.0) + 2 * _STEP
    wide = max(math.isqrt(len(picture.alone)), 1) * 2
    for n, node in enumerate(picture.alone):
        yield node.id, (round(left + n % wide * _STEP, 1), round(top + n // wide * _STEP, 1))


def _described(about: Facts) -> Iterator[str]:
    for name in ("title", "summary", "notes", "as_of", "legend", "sources"):
        if name in about:
            yield about[name]


def _node_in_gephi(facts: Facts) -> Facts:
    """How Gephi draws a node, taken out of its facts: `y` grows upwards, and only some of our shapes are known."""
    x, y, size, colour = (facts.pop(name) for name in ("x", "y", "size", "colour"))
    drawn = {"color": _colour(colour), "size": size, "position": {"x": x, "y": -y, "z": 0.0}}
    return drawn | ({"shape": _GEXF_SHAPES[facts["shape"]]} if facts["shape"] in _GEXF_SHAPES else {})


def _edge_in_gephi(facts: Facts) -> Facts:
    """How Gephi draws a line, taken out of its facts."""
    colour, width, line = (facts.pop(name) for name in ("colour", "width", "line"))
    return {"color": _colour(colour), "thickness": width, "shape": line if line in _GEXF_LINES else "dotted"}


def _colour(written: str) -> Facts:
    return {"r": int(written[1:3], 16), "g": int(written[3:5], 16), "b": int(written[5:7], 16), "a": 1.0}
