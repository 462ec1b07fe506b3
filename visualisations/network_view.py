"""The network picture: nodes and ties with their looks and places, built with pyvis, drawn by vis-network."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graph_service.language import render
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode
from graph_service.model.text import Language, Text, text
from graph_service.model.vocabulary import vocabulary
from visualisations import layout
from visualisations.details import Numbered, details_of, kind_of, name_of, numbered_sources
from visualisations.layout import Positions
from visualisations.legend import groups_of, groups_of_line, legend_of
from visualisations.picture import Picture, PictureEdge, PictureNode
from visualisations.rest import rest_of
from visualisations.spacing import Position, rooms
from visualisations.style import SHAPES, dashes_of, look_of, look_type, mark_of, paint, palette, size_of, tie_look
from visualisations.texts import hidden_by_type, notes, summary, words_for_script
from visualisations.views import VIEWS, Line, Scene, scene_of

Href = Callable[[str], str]
LINES = text("so viele Linien hat ein Eintrag im Bild")
LABEL_WIDTH, LABEL_LINES = 22, 3
LEVELS_WIDTH = 38  # in levels a name stands in one line beside its node
MOST_PROMINENT = 12  # of the most connected, beside all fields; around a focus all actors, if they are not more than:
MOST_PROMINENT_ACTORS = 30
OPTIONS: Mapping[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "keyboard": {"enabled": False},
        "multiselect": False,
        "navigationButtons": False,
        "selectConnectedEdges": True,
        "tooltipDelay": 3600000,
    },
    "nodes": {"borderWidth": 1.4, "borderWidthSelected": 4, "labelHighlightBold": False, "shadow": False},
    "edges": {
        "smooth": False,
        "shadow": False,
        "hoverWidth": 0.6,
        "selectionWidth": 1.2,
        "arrows": {"to": {"enabled": False, "scaleFactor": 0.5}},
    },
}


@dataclass(frozen=True)
class Sizes:
    """What the sizes of the shapes mean, and the number for each node."""

    words: Text
    of: Mapping[str, float]

    @property
    def note(self) -> Text:
        return text("Größe der Formen: {what}.", what=self.words)


def draw(  # noqa: PLR0913 - all but the network are named, and have defaults
    network: Network,
    *,
    view: str = "all",
    language: Language = "de",
    focus: str | None = None,
    limit: int = 300,
    positions: Mapping[str, Position] | None = None,
    sizes: Sizes | None = None,
    href: Href | None = None,
    whole: Network | None = None,
    scene: Scene | None = None,
) -> Picture:
    """The picture of a network: the most connected nodes up to the limit, and what was left out, said in words.

    `positions` keep nodes where they stood; `sizes` are those of the nodes (else the number of their lines); `href`
    gives the address of a node's page; `whole` is the network that the side panel tells about where `network` is a
    part of it; `scene` is what a view shows that rests on an analysis.
    """
    scene = (scene or scene_of(network, view, focus)).limited(limit)
    places = kept_places(scene, view, positions or {})
    known, sizes = whole or network, sizes or Sizes(LINES, scene.degrees())
    sources = numbered_sources(known, _told(known, scene), language)
    nodes = _nodes(scene, view, places, sizes.of, language, href, focus)
    edges = _edges(scene, sources, language)
    return Picture(
        view=view,
        title=VIEWS[view].in_language(language),
        language=language,
        network=network.id,
        revision=network.revision,
        nodes=nodes,
        edges=edges,
        legend=legend_of(scene.nodes.values(), scene.lines, language),
        summary=render(summary(scene), language),
        notes=tuple(render(note, language) for note in (*notes(scene, view), *([sizes.note] if nodes else []))),
        hidden=hidden_by_type(scene),
        rest=rest_of(known, scene.hidden, language),
        details={node.id: details_of(known, known.node(node.id), sources, language, href) for node in nodes},
        sources=sources.sources,
        focus=focus if focus in scene.nodes else None,
        options=OPTIONS,
        palettes={mode: palette({node.look for node in nodes}, mode) for mode in ("light", "dark")},
        texts=words_for_script(language),
        vis=_vis(nodes, edges),
    )


def kept_places(scene: Scene, view: str, positions: Mapping[str, Position]) -> Positions:
    """The places where nodes of a scene stood already; who had none stands in a list below them."""
    kept = {node: spot for node, spot in positions.items() if node in scene.nodes}
    if not kept:
        return place(scene, view)
    return kept | _below(scene, scene.nodes.keys() - kept.keys() - alone(scene, view), kept)


def everywhere(scene: Scene, view: str) -> Positions:
    """Where all nodes of a scene stand: those that it does not draw have a place too, for when another day does."""
    places = place(scene, view)
    return places | _below(scene, scene.nodes.keys() - places.keys(), places)


def _below(scene: Scene, nodes: Set[str], places: Positions) -> Positions:
    return layout.block(sorted(nodes, key=lambda node: _by_sector(scene.nodes[node])), places)


def place(scene: Scene, view: str) -> Positions:
    """Where the nodes of a scene stand in a view; those without ties are not drawn where others have some."""
    away = alone(scene, view)
    scene = replace(scene, nodes={node: about for node, about in scene.nodes.items() if node not in away})
    return _placed(scene, view)


def alone(scene: Scene, view: str) -> set[str]:
    """Who has no tie in this view; where nobody has one all are drawn, on the wheel all fields, in levels all."""
    if not scene.lines or scene.above is not None:
        return set()
    free = {node for node, degree in scene.degrees().items() if degree == 0}
    return {node for node in free if view != "wheel" or look_type(scene.nodes[node]) != "field"}


def _placed(scene: Scene, view: str) -> Positions:
    if not scene.lines and scene.above is None and view not in {"wheel", "focus", "path"}:
        return layout.grid(sorted(scene.nodes, key=lambda node: _by_sector(scene.nodes[node])))
    pairs = [(line.origin, line.target) for line in scene.lines]
    if view == "path" and scene.steps is not None:
        return layout.columns(scene.steps)
    if view == "focus" and scene.steps is not None:
        return layout.rings({node: scene.steps[node] for node in scene.nodes}, pairs)
    if scene.above is not None:
        return layout.levels({node: over for node, over in scene.above.items() if node in scene.nodes})
    if view == "wheel":
        hubs = [node for node in scene.nodes if look_type(scene.nodes[node]) == "field"]
        strengths: Counter[tuple[str, str]] = Counter()
        for line in scene.lines:
            strengths[line.origin, line.target] += line.weight
        return layout.wheel(hubs, strengths, [node for node in scene.nodes if node not in hubs])
    return layout.spread(scene.nodes, pairs)


def _by_sector(node: AnyNode) -> tuple[int, int, str, str]:
    """Fields, actors by their sectors, then all else; each by name."""
    if isinstance(node, Actor):
        return 1, list(vocabulary().sectors).index(node.sector), name_of(node, "de").casefold(), node.id
    return (0 if look_type(node) == "field" else 2), 0, name_of(node, "de").casefold(), node.id


def _anchor(scene: Scene, view: str, node: str, degree: int, spot: Position) -> str:
    """Where the name stands: beside those of a list, outwards on a ring, else where there is room."""
    if scene.above is not None:
        return "right"
    if not scene.lines and len(scene.nodes) > 1 and look_type(scene.nodes[node]) != "field":
        return "right"
    if view == "wheel" and degree > 1 and look_type(scene.nodes[node]) != "field":
        return ""  # it stands within the wheel
    if view not in {"wheel", "focus"} or node == min(
        scene.steps or {}, key=(scene.steps or {}).__getitem__, default=""
    ):
        return ""
    reach = math.hypot(*spot) or 1.0
    if abs(spot[0]) > 0.3 * reach:
        return "right" if spot[0] > 0 else "left"
    return "below" if spot[1] > 0 else "above"


def short(name: str, most: int = LABEL_LINES, width: int = LABEL_WIDTH) -> str:
    """A name in few short lines, as it fits beside a node; only very long words are cut, and no ending is torn off."""
    found = [""]
    for piece in re.findall(r"[^\s/-]{1,32}(?:/\w{1,3}\b)?[/-]*\s*|\S", name):
        if found[-1] and len((found[-1] + piece).rstrip()) > width:
            found.append("")
        found[-1] += piece
    return "\n".join(line.strip() for line in found[:most]) + (" …" if len(found) > most else "")


def _told(network: Network, scene: Scene) -> list[Any]:
    ties = [tie for node in scene.nodes for tie in network.ties_of(node)]
    proofs = [tie for line in scene.lines for tie in line.ties]
    return [*(network.node(node) for node in scene.nodes), *ties, *proofs]


def _nodes(
    scene: Scene,
    view: str,
    places: Positions,
    sizes: Mapping[str, float],
    language: Language,
    href: Href | None,
    focus: str | None,
) -> tuple[PictureNode, ...]:
    degrees = scene.degrees()
    ranked = sorted(
        scene.nodes, key=lambda node: (node != focus, _named_after(scene.nodes[node], view), -degrees[node], node)
    )
    foremost, away = _prominent(ranked, scene, view), alone(scene, view)
    free = _rooms(scene, [node for node in ranked if node not in away], places, sizes)
    lines = {"most": 1, "width": LEVELS_WIDTH} if scene.above is not None else {}
    return tuple(
        replace(
            _node(scene.nodes[node], rank, sizes.get(node, 0), places.get(node, (0.0, 0.0)), language, **lines),
            anchor=_anchor(scene, view, node, degrees[node], places[node]) if node not in away else "",
            href=href(node) if href else "",
            prominent=node in foremost,
            alone=node in away,
            room=free.get(node, 0.0),
        )
        for rank, node in enumerate(ranked, start=1)
    )


def _rooms(scene: Scene, nodes: Sequence[str], places: Positions, sizes: Mapping[str, float]) -> dict[str, float]:
    points = np.array([places.get(node, (0.0, 0.0)) for node in nodes], dtype=float).reshape(-1, 2)
    radii = np.array([size_of(look_type(scene.nodes[node]), sizes.get(node, 0)) for node in nodes])
    return {node: round(float(room), 1) for node, room in zip(nodes, rooms(points, radii, layout.GAP), strict=True)}


def _named_after(node: AnyNode, view: str) -> int:
    """Fields are named first; around a focus the actors follow, elsewhere all others by their ties alone."""
    if look_type(node) == "field":
        return 0
    return 1 if isinstance(node, Actor) or view != "focus" else 2


def _prominent(ranked: Sequence[str], scene: Scene, view: str) -> set[str]:
    fields = {node for node in ranked if look_type(scene.nodes[node]) == "field"}
    others = [node for node in ranked if node not in fields and (view == "focus" or not _is_measure(scene, node))]
    actors = [node for node in others if isinstance(scene.nodes[node], Actor)]
    if scene.above is not None:
        return set(ranked)
    most = MOST_PROMINENT if view != "focus" or len(actors) > MOST_PROMINENT_ACTORS else len(actors) + 1
    return fields | set(others[:most])


def _is_measure(scene: Scene, node: str) -> bool:
    return look_type(scene.nodes[node]) == "measure"


def _node(
    node: AnyNode,
    rank: int,
    measure: float,
    spot: Position,
    language: Language,
    most: int = 0,
    width: int = LABEL_WIDTH,
) -> PictureNode:
    kind = look_type(node)
    most = most or (LABEL_LINES if kind != "field" else 2 * LABEL_LINES)
    return PictureNode(
        id=node.id,
        name=name_of(node, language),
        label=short(name_of(node, language), most, width),
        type=kind,
        kind=kind_of(node, language),
        sector=vocabulary().sectors[node.sector].in_language(language) if isinstance(node, Actor) else "",
        look=look_of(node),
        mark=mark_of(node),
        shape=SHAPES[kind],
        size=size_of(kind, measure),
        x=spot[0],
        y=spot[1],
        rank=rank,
        groups=groups_of(node),
        names=node.names,
    )


def _edges(scene: Scene, sources: Numbered, language: Language) -> tuple[PictureEdge, ...]:
    seen: Counter[frozenset[str]] = Counter()
    edges = []
    for line in scene.lines:
        ends = frozenset((line.origin, line.target))
        edges.append(_edge(line, seen[ends], sources, language))
        seen[ends] += 1
    return tuple(edges)


def _edge(line: Line, beside: int, sources: Numbered, language: Language) -> PictureEdge:
    look, words = tie_look(line.kind), vocabulary()
    width = round(look.width * (1 + 0.8 * math.log2(line.weight)), 1)
    return PictureEdge(
        id=line.id,
        origin=line.origin,
        target=line.target,
        kind=line.kind,
        forward=render(line.forward, language),
        backward=render(line.backward, language),
        role=words.roles[line.role].in_language(language) if line.role else "",
        basis=words.bases[line.basis].in_language(language),
        dashes=dashes_of(line.kind, line.basis, width),
        width=width,
        tone=look.tone,
        arrow=look.arrow,
        bend=round(0.14 * beside, 2),
        groups=groups_of_line(line),
        sources=sources.of(line.ties),
        tag=line.tag,
        proofs=tuple(tie.id for tie in line.ties),
    )


def _vis(nodes: tuple[PictureNode, ...], edges: tuple[PictureEdge, ...]) -> dict[str, list[dict[str, Any]]]:
    """Nodes and edges in vis-network's own words, the most important last so that they lie on top."""
    from pyvis.edge import Edge  # noqa: PLC0415 - pyvis costs 0.4 s, and not every program draws
    from pyvis.network import Network as Canvas  # noqa: PLC0415

    canvas = Canvas(directed=True)
    canvas.set_options(json.dumps(OPTIONS))
    for node in reversed(nodes):
        canvas.add_node(node.id, **_vis_node(node))
    # not add_edge: it looks both ends up in a list, which takes longer than all the rest of a large picture
    ends = ((number, edge, edge.origin, edge.target) for number, edge in enumerate(edges))
    canvas.edges.extend(Edge(a, b, directed=True, id=n, **_vis_edge(edge)).options for n, edge, a, b in ends)
    return {"nodes": canvas.nodes, "edges": canvas.edges}


def _vis_node(node: PictureNode) -> dict[str, Any]:
    colours = paint(node.look)
    told = {key: getattr(node, key) for key in _TOLD_OF_NODES if getattr(node, key)}
    drawn = {"label": node.label, "shape": node.shape, "size": node.size, "x": node.x, "y": node.y}
    if node.shape in {"box", "ellipse"}:
        drawn |= {"widthConstraint": 1.6 * node.size, "heightConstraint": 1.8 * node.size}
    return {**told, **drawn, "color": {"background": colours.fill, "border": colours.border}}


def _vis_edge(edge: PictureEdge) -> dict[str, Any]:
    """Only what differs from edge to edge; what follows from kind and basis is told once for all."""
    told: dict[str, Any] = {"kind": edge.kind, "base": edge.groups[1].partition("/")[2], "width": edge.width}
    told |= {key: getattr(edge, key) for key in ("role", "sources", "tag") if getattr(edge, key)}
    if edge.dashes:
        told["dashes"] = edge.dashes
    if edge.bend:
        told["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": edge.bend}
    if not edge.id.startswith("tie/"):
        told["words"] = (edge.forward, edge.backward)
    return {**told, "arrows": "to" if edge.arrow else ""}


_TOLD = ("name", "names", "type", "kind", "sector", "look", "mark", "rank", "groups", "anchor", "href")
_TOLD_OF_NODES = (*_TOLD, "prominent", "alone", "room")
