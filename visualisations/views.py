"""What each view shows: which nodes, which lines between them, and what was left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from graph_service.analysis.bodies import LINES, levels
from graph_service.model.errors import BadValue
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Indicator, Measure, Need, Observation, Report
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import unknown_word, vocabulary

VIEWS: Mapping[str, Label] = {
    "all": Label(de="Akteure, Maßnahmen und Felder", en="Actors, measures and fields"),
    "wheel": Label(de="Akteure und Felder", en="Actors and fields"),
    "measures": Label(de="Akteure und Maßnahmen", en="Actors and measures"),
    "actors": Label(de="Nur Akteure", en="Actors only"),
    "coordination": Label(de="Abstimmung", en="Coordination"),
    "levels": Label(de="Steuerung in Ebenen", en="Governance in levels"),
    "focus": Label(de="Umgebung", en="Surroundings"),
    "path": Label(de="Wege", en="Ways"),
}

_ABOUT_OTHERS = (Need, Report, Indicator, Observation)


@dataclass(frozen=True)
class Line:
    """One line of the picture: a tie, or several that a projection draws as one; `tag` is written on it."""

    id: str
    kind: str
    origin: str
    target: str
    forward: Value
    backward: Value
    basis: str
    role: str = ""
    weight: int = 1
    ties: tuple[Tie, ...] = ()
    tag: str = ""


@dataclass(frozen=True)
class Scene:
    """The nodes and lines of a view; `steps` says how far each node is from the focus, where there is one.

    `above` names for each node of a view in levels the one that it stands under, in the order of the levels; `notes`
    are what only this scene has to say of itself; `sentence` stands for the count of what is shown.
    """

    nodes: Mapping[str, AnyNode]
    lines: tuple[Line, ...]
    hidden: tuple[AnyNode, ...] = ()
    steps: Mapping[str, int] | None = None
    above: Mapping[str, str | None] | None = None
    notes: tuple[Text, ...] = ()
    sentence: Text | None = None

    def degrees(self) -> Counter[str]:
        """For each node the number of its lines."""
        ends = Counter(line.origin for line in self.lines)
        ends.update(line.target for line in self.lines)
        return Counter({node: ends[node] for node in self.nodes})

    def limited(self, limit: int) -> Scene:
        """The most connected nodes, those near the focus first; the others are named as hidden."""
        if len(self.nodes) <= limit:
            return self
        degrees, steps = self.degrees(), self.steps or {}
        ranked = sorted(self.nodes, key=lambda node: (steps.get(node, 0), -degrees[node], node))
        kept = {node: self.nodes[node] for node in sorted(ranked[:limit])}
        lines = tuple(line for line in self.lines if line.origin in kept and line.target in kept)
        return replace(self, nodes=kept, lines=lines, hidden=tuple(self.nodes[node] for node in ranked[limit:]))


def scene_of(network: Network, view: str, focus: str | None = None) -> Scene:
    """What a view shows of a network by itself; what rests on an analysis is made by `coordination` and `ways`."""
    known_view(view)
    if view == "focus":
        return _around(network, focus)
    if view in {"wheel", "levels"}:
        return _wheel(network) if view == "wheel" else _levels(network)
    shown: Callable[[AnyNode], bool] = {"all": _in_overview, "measures": _acts_or_is_done, "actors": _acts}[view]
    return _scene(
        {node_id: network.nodes[node_id] for node_id in sorted(network.nodes) if shown(network.nodes[node_id])}, network
    )


def known_view(view: str) -> None:
    """Refuses a view that does not exist, with those that do."""
    if view not in VIEWS:
        raise unknown_word(view, VIEWS, Label(de="Ansicht", en="view"), "view")


def _acts(node: AnyNode) -> bool:
    return isinstance(node, Actor)


def _acts_or_is_done(node: AnyNode) -> bool:
    return isinstance(node, (Actor, Measure))


def _in_overview(node: AnyNode) -> bool:
    return isinstance(node, (Actor, Measure)) or (isinstance(node, Concept) and node.scheme == "field")


def _scene(nodes: Mapping[str, AnyNode], network: Network) -> Scene:
    lines = (line_of(network.ties[tie_id]) for tie_id in sorted(network.ties))
    return Scene(nodes, tuple(line for line in lines if line.origin in nodes and line.target in nodes))


def line_of(tie: Tie) -> Line:
    """A tie as a line, with its words both ways."""
    forth, back = (vocabulary().way(tie.kind, tie.role, forth=way) for way in (True, False))
    return Line(tie.id, tie.kind, tie.origin, tie.target, forth, back, tie.basis, tie.role or "", ties=(tie,))


def _around(network: Network, focus: str | None) -> Scene:
    if focus is None:
        raise BadValue(
            text("Zur Ansicht „{view}“ fehlt der Eintrag, um den es geht.", view=VIEWS["focus"]),
            value="focus",
            remedy=text("Bitte einen Eintrag nennen, zum Beispiel „actor/ki“."),
        )
    centre = network.node(focus)
    nodes = {
        node_id: network.nodes[node_id]
        for node_id in sorted(network.nodes)
        if node_id == focus or not isinstance(network.nodes[node_id], (Document, *_ABOUT_OTHERS))
    }
    scene = _scene(nodes, network)
    if isinstance(centre, _ABOUT_OTHERS):
        nodes |= {node_id: network.nodes[node_id] for node_id in centre.about()}
        scene = replace(scene, lines=(*scene.lines, *_lines_about(centre)))
    steps = _steps(scene, focus)
    reached = {node_id: node for node_id, node in nodes.items() if node_id in steps}
    return replace(scene, nodes=reached, lines=tuple(x for x in scene.lines if x.origin in steps), steps=steps)


def _levels(network: Network) -> Scene:
    """Bodies, those who stand above and below them, and under each body who sits in it but stands nowhere else."""
    everything = frozenset((*network.nodes, *network.ties))
    above = {place.actor.id: place.above for place in levels(network, everything).places}
    for body in tuple(above):
        for tie in sorted(network.ties_to(body, "member_of"), key=lambda tie: (tie.rank, tie.origin)):
            above.setdefault(tie.origin, body)
    shown = _scene({node: network.nodes[node] for node in sorted(above)}, network)
    kinds = {*LINES, "member_of", "advises"}
    return replace(shown, lines=tuple(line for line in shown.lines if line.kind in kinds), above=above)


def _lines_about(node: AnyNode) -> list[Line]:
    about, of = text("betrifft"), text("hat den Bedarf") if isinstance(node, Need) else text("dazu")
    return [Line(f"{node.type}:{end}", "concerns", node.id, end, about, of, node.basis) for end in node.about()]


def _steps(scene: Scene, focus: str) -> dict[str, int]:
    neighbours: dict[str, list[str]] = defaultdict(list)
    for line in scene.lines:
        neighbours[line.origin].append(line.target)
        neighbours[line.target].append(line.origin)
    steps, front = {focus: 0}, [focus]
    while front:
        found = sorted({other for node in front for other in neighbours[node]} - steps.keys())
        steps |= dict.fromkeys(found, steps[front[0]] + 1)
        front = found
    return steps


def _wheel(network: Network) -> Scene:
    """Actors and fields: an actor is tied to a field where it carries a measure of it, or is responsible."""
    fields = {field.id: field for field in network.concepts("field")}
    nodes: dict[str, AnyNode] = {**fields, **{actor.id: actor for actor in network.actors}}
    direct = [line_of(tie) for _, tie in sorted(network.ties.items()) if tie.origin in nodes and tie.target in fields]
    return Scene(nodes, (*_acting(network), *(line for line in direct if line.origin not in fields)))


def _acting(network: Network) -> list[Line]:
    proofs: dict[tuple[str, str], dict[str, tuple[Tie, ...]]] = defaultdict(dict)
    carrying = vocabulary().carrying_roles()
    for measure in network.measures:
        carriers = [tie for tie in network.ties_to(measure.id, "carries") if tie.role in carrying]
        for tie in carriers:
            for field in network.ties_from(measure.id, "addresses"):
                found = proofs[tie.origin, field.target]
                found[measure.id] = (*found.get(measure.id, ()), tie, field)
    return [_acting_line(actor, field, proofs[actor, field]) for actor, field in sorted(proofs)]


def _acting_line(actor: str, field: str, proofs: Mapping[str, tuple[Tie, ...]]) -> Line:
    count = len(proofs)
    stated = any(all(tie.basis == "stated" for tie in ties) for ties in proofs.values())
    return Line(
        id=f"acts_in:{actor}|{field}",
        kind="acts_in",
        origin=actor,
        target=field,
        forward=counted("trägt {n} Maßnahme im Feld", "trägt {n} Maßnahmen im Feld", count),
        backward=counted("umfasst {n} Maßnahme von", "umfasst {n} Maßnahmen von", count),
        basis="stated" if stated else "assigned",
        weight=count,
        ties=tuple(tie for ties in proofs.values() for tie in ties),
    )
