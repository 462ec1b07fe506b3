"""The ways from one entry to another, as a picture: step by step from left to right."""

from __future__ import annotations

from graph_service.analysis.governance import Paths
from graph_service.model.nodes import AnyNode
from graph_service.model.text import text
from graph_service.model.ties import Tie
from visualisations.views import Scene, line_of


def ways_scene(found: Paths) -> Scene:
    """Everyone on the shortest ways, and the ties that make them; the two ends alone where there is no way."""
    nodes: dict[str, AnyNode] = {found.origin.id: found.origin, found.target.id: found.target}
    steps = {found.origin.id: 0, found.target.id: found.steps or 1}
    ties: dict[str, Tie] = {}
    for way in found.paths:
        nodes |= {node.id: node for node in way.nodes}
        steps |= {node.id: step for step, node in enumerate(way.nodes)}
        ties |= {reading.tie.id: reading.tie for step in way.steps for reading in step.readings}
    return Scene(
        nodes,
        tuple(line_of(tie) for _, tie in sorted(ties.items())),
        steps=steps,
        sentence=None if found.paths else text("Kein Weg erfasst: Das Bild zeigt nur die beiden Enden."),
    )
