"""Which choices can change the picture of a view: by its kind, and by what is recorded in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_service.analysis.bodies import LINES
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode
from graph_service.model.vocabulary import TieKind, vocabulary
from graph_service.operations.service import Service
from visualisations.views import known_view, scene_of

_ACTORS = frozenset({"actor", "body"})
_ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "all": (_ACTORS | {"measure", "field"}, _ACTORS | {"measure", "field"}),
    "wheel": (_ACTORS, frozenset({"field"})),
    "measures": (_ACTORS | {"measure"}, _ACTORS | {"measure"}),
    "actors": (_ACTORS, _ACTORS),
}
_OF_LEVELS = frozenset({*LINES, "member_of", "advises"})
_UNDRAWN = "document"


def ties_in(view: str) -> frozenset[str]:
    """The kinds of ties that a view can draw one by one, so that it can be narrowed to some of them."""
    known_view(view)
    kinds = vocabulary().tie_kinds
    if view == "coordination":
        return frozenset()
    if view == "levels":
        return _OF_LEVELS
    if view in _ENDS:
        return frozenset(name for name, kind in kinds.items() if _joins(kind, *_ENDS[view]))
    return frozenset(name for name, kind in kinds.items() if view == "path" or not _reaches_papers(kind))


def _joins(kind: TieKind, origins: frozenset[str], targets: frozenset[str]) -> bool:
    return bool(origins.intersection(kind.origin) and targets.intersection(kind.target))


def _reaches_papers(kind: TieKind) -> bool:
    return {*kind.origin} == {_UNDRAWN} or {*kind.target} == {_UNDRAWN}


@dataclass(frozen=True)
class Choices:
    """What is recorded of what a view shows, as the words to narrow it by; empty where there is nothing to choose."""

    kinds: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    ties: frozenset[str] = frozenset()


def choices(service: Service, network: str, view: str, revision: int, around: Network | None = None) -> Choices:
    """The words that narrow a view of the whole, or what is `around` a node; those of a way are its kinds of ties."""
    whole = service.network(network, revision)
    if around is not None:
        return _choices(around, view, around.nodes.values())
    return service.answers.get((network, revision, "choices", view), lambda: _choices(whole, view, _shown(whole, view)))


def _shown(whole: Network, view: str) -> Iterable[AnyNode]:
    """The nodes of a view; of a view that rests on an analysis, every actor that it may show."""
    if view in {"coordination", "path"}:
        return whole.actors
    return scene_of(whole, view).nodes.values()


def _choices(network: Network, view: str, shown: Iterable[AnyNode]) -> Choices:
    there = {node.id: node for node in shown}
    actors = [node for node in there.values() if isinstance(node, Actor)]
    ties = frozenset(
        tie.kind for tie in network.ties.values() if view == "path" or (tie.origin in there and tie.target in there)
    )
    if view == "path":
        return Choices(ties=ties & ties_in(view))
    return Choices(
        kinds=frozenset(actor.kind for actor in actors),
        sectors=frozenset(actor.sector for actor in actors),
        fields=_fields_of(network, there),
        ties=ties & ties_in(view),
    )


def _fields_of(network: Network, there: Mapping[str, AnyNode]) -> frozenset[str]:
    """The fields that what is shown belongs to, with the broader ones."""
    fields = {field.id for field in network.concepts("field")}
    found = {field for field in fields if field in there}
    for tie in network.ties.values():
        if tie.target in fields and tie.origin in there:
            found.add(tie.target)
    measures = {tie.target for tie in network.ties.values() if tie.kind == "carries" and tie.origin in there}
    for measure in measures:
        found.update(tie.target for tie in network.ties_from(measure, "addresses"))
    return frozenset(broader for field in found for broader in (field, *network.broader(field)))
