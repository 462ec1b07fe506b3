"""How things look, as data: a colour for each sector, a shape for each type of node, a line for each kind of tie.

Colour never speaks alone: sectors also have numbers, types have shapes, bases have dots and dashes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from graph_service.model.nodes import Actor, AnyNode, Concept
from graph_service.model.text import Label
from graph_service.model.vocabulary import vocabulary

PAPER = {"light": "#ffffff", "dark": "#12181f"}
INK = {"light": "#16202a", "dark": "#eef3f7"}
DARK_INK, LIGHT_INK = "#10161c", "#ffffff"


@dataclass(frozen=True)
class Paint:
    """The fill of a shape, its outline, and what is written on it."""

    fill: str
    border: str
    ink: str


@dataclass(frozen=True)
class TieLook:
    """The line of a kind of tie: its tone, its width, whether an arrow shows the direction, and its own dashes.

    Without dashes of its own, a line has those of its basis. Strokes and gaps are those of a line of usual width.
    """

    tone: str
    width: float
    arrow: bool = False
    dashes: tuple[float, ...] | None = None


# Okabe and Ito's and Tol's muted colours: told apart by most colour-blind people, in light and in dark.
SECTOR_FILLS: Mapping[str, tuple[str, str]] = {
    "politics": ("#882255", "#d9709f"),
    "administration": ("#0072b2", "#56a8e0"),
    "coordination": ("#e69f00", "#f2b743"),
    "welfare": ("#cc6677", "#e8929f"),
    "civil_society": ("#117733", "#4fb56d"),
    "education": ("#88ccee", "#a9dff6"),
    "culture": ("#aa4499", "#d583ca"),
    "economy": ("#999933", "#c4c45c"),
    "health": ("#44aa99", "#66cfbd"),
    "housing": ("#ddcc77", "#eadd98"),
    "higher_authority": ("#332288", "#978eea"),
    "research": ("#7f7f7f", "#b0b0b0"),
    "funder": ("#d55e00", "#f28440"),
}
TYPE_FILLS: Mapping[str, tuple[str, str]] = {
    "measure": ("#d5dee6", "#3c4a58"),
    "field": ("#1d3b57", "#dfe9f2"),
    "target_group": ("#c9a66b", "#d8bb87"),
    "district": ("#7fa08a", "#93b79e"),
    "offering_type": ("#a28fb8", "#b9a8cc"),
    "phase": ("#8fa3b8", "#a6b8ca"),
    "language": ("#b88f9b", "#ccaab4"),
    "event": ("#8c7fb0", "#a99dcb"),
    "document": ("#f4f6f8", "#26313c"),
    "need": ("#f0d9d3", "#5c3f38"),
    "report": ("#e8eef3", "#3a4754"),
    "indicator": ("#cfe3d6", "#375544"),
    "observation": ("#e3efe7", "#2f4638"),
}
SHAPES: Mapping[str, str] = {
    "actor": "dot",
    "body": "diamond",
    "measure": "square",
    "field": "hexagon",
    "target_group": "star",
    "district": "triangleDown",
    "offering_type": "star",
    "phase": "star",
    "language": "star",
    "event": "triangle",
    "document": "box",
    "need": "ellipse",
    "report": "box",
    "indicator": "ellipse",
    "observation": "ellipse",
}
USUAL_WIDTH = 1.6
BODY = (Label(de="Gremium", en="body"), Label(de="Gremien", en="bodies"))

# Each pattern means one thing in all views: dashed is what is missing, dotted and dash-dotted are bases.
DASHED: tuple[float, ...] = (9, 6)
DOTTED: tuple[float, ...] = (1.5, 3.5)
DASH_DOT: tuple[float, ...] = (9, 3.5, 1.5, 3.5)
DASH_DOT_DOT: tuple[float, ...] = (9, 3.5, 1.5, 3.5, 1.5, 3.5)
TONES: Mapping[str, tuple[str, str]] = {
    "strong": ("#3f5468", "#b9c6d2"),
    "plain": ("#7d8b98", "#8393a1"),
    "soft": ("#a9b4be", "#566471"),
    "accent": ("#b45309", "#ffb86b"),
}
TIE_LOOKS: Mapping[str, TieLook] = {
    "carries": TieLook("plain", 1.2),
    "addresses": TieLook("soft", 1.0),
    "part_of": TieLook("strong", 1.4, arrow=True),
    "member_of": TieLook("strong", 1.8, arrow=True),
    "steers": TieLook("strong", 2.4, arrow=True),
    "advises": TieLook("strong", 1.6, arrow=True),
    "reports_to": TieLook("strong", 1.6, arrow=True),
    "coordinates_with": TieLook("strong", 2.4),
    "responsible_for": TieLook("strong", 2.0),
    "acts_in": TieLook("plain", 1.2),
    "has_channel": TieLook("plain", 1.0, dashes=()),
    "lacks_channel": TieLook("accent", 1.4, dashes=DASHED),
    "settled": TieLook("soft", 1.2, dashes=DASH_DOT_DOT),
}
OTHER_TIE = TieLook("soft", 1.0, arrow=True)
DASHES: Mapping[str, tuple[float, ...]] = {"stated": (), "assigned": DOTTED, "inferred": DASH_DOT}


@cache
def paint(look: str, mode: str = "light") -> Paint:
    """The paint of a sector or type in light or dark; its outline and its ink stand out enough."""
    light, dark = SECTOR_FILLS.get(look) or TYPE_FILLS[look]
    fill = dark if mode == "dark" else light
    ink = max((DARK_INK, LIGHT_INK), key=lambda colour: contrast(colour, fill))
    return Paint(fill, _outline(fill, mode), ink)


def palette(looks: set[str], mode: str) -> dict[str, object]:
    """Everything that has a colour, for one mode."""
    tone = 1 if mode == "dark" else 0
    return {
        "paper": PAPER[mode],
        "ink": INK[mode],
        "looks": {look: vars(paint(look, mode)) for look in sorted(looks)},
        "tones": {name: both[tone] for name, both in TONES.items()},
    }


def look_type(node: AnyNode) -> str:
    """The type as the picture tells it: a body apart from other actors, a concept by its list."""
    if isinstance(node, Concept):
        return node.scheme
    return "body" if isinstance(node, Actor) and node.is_body else node.type


def look_of(node: AnyNode) -> str:
    """Whose colour a node has: its sector's, or its type's."""
    return node.sector if isinstance(node, Actor) else look_type(node)


def mark_of(node: AnyNode) -> str:
    """What is written in the shape: the number of the sector, or a field's notation."""
    if isinstance(node, Actor):
        return sector_mark(node.sector)
    return node.notation[:4] if isinstance(node, Concept) and node.scheme == "field" else ""


def sector_mark(sector: str) -> str:
    """The number that stands for a sector where colour cannot be told."""
    return str(list(vocabulary().sectors).index(sector) + 1)


def tie_look(kind: str) -> TieLook:
    return TIE_LOOKS.get(kind, OTHER_TIE)


def dashes_of(kind: str, basis: str, width: float) -> tuple[float, ...]:
    """The dashes of a line: its kind's own, else those of its basis; as long as its width asks for."""
    own = tie_look(kind).dashes
    longer = max(1.0, width / USUAL_WIDTH)
    return tuple(round(length * longer, 1) for length in (DASHES[basis] if own is None else own))


def size_of(kind: str, measure: float) -> float:
    """The radius of a node: its area grows with the measure, fields are hubs."""
    if kind == "field":
        return 26 + min(12.0, 1.5 * math.sqrt(measure))
    base = 11.0 if kind in {"actor", "body"} else 7.5
    growth = 2.6 if kind in {"actor", "body"} else 1.2
    return round(base + min(20.0, growth * math.sqrt(max(measure, 0.0))), 1)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _outline(fill: str, mode: str) -> str:
    towards, border = INK[mode], fill
    for share in range(4, 21):
        border = _mix(fill, towards, share / 20)
        if contrast(border, PAPER[mode]) >= 3 and contrast(border, fill) >= 1.25:
            break
    return border


def _mix(one: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
