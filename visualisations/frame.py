"""What a part of a picture knows of the whole: its outermost shapes, so that both are seen from the same distance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from visualisations.picture import Picture, PictureNode

MOST_OUTER = 6  # on each side; with their names they may reach farther than the very outermost
_TOLD = ("x", "y", "size", "room", "mark", "anchor", "label")
_SIDES: tuple[Callable[[PictureNode], float], ...] = (
    lambda node: node.x - node.size,
    lambda node: -node.x - node.size,
    lambda node: node.y - node.size,
    lambda node: -node.y - node.size,
)


def frame_of(whole: Picture) -> Mapping[str, Any] | None:
    """The outermost nodes of a picture, and the room of the shape whose mark is the hardest to read; None if empty."""
    if not whole.drawn:
        return None
    outer = {node.id: node for side in _SIDES for node in sorted(whole.drawn, key=side)[:MOST_OUTER]}
    return {
        "nodes": [{name: getattr(node, name) for name in _TOLD} for node in outer.values()],
        "least": min((max(node.size, node.room) for node in whole.drawn if node.mark), default=0.0),
    }
