"""A network narrowed to some: to sectors and kinds of actors, fields, and kinds of ties."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Event
from graph_service.model.ties import Tie


@dataclass(frozen=True)
class Only:
    """What a picture is narrowed to; an empty choice means all. `fields` are ids of concepts, narrower ones count."""

    kinds: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    ties: frozenset[str] = frozenset()


def narrowed(network: Network, only: Only, always: str | None = None) -> Network:
    """The chosen actors with what they do, in the chosen fields, over the chosen ties; `always` this node.

    In chosen fields stay the measures that belong to them and the actors that take part in these or are tied to a
    field itself. With chosen actors stay the measures and fields that these reach. Documents and other concepts stay.
    """
    if only == Only():
        return network
    within = {field for chosen in only.fields & network.nodes.keys() for field in network.narrower(chosen)}
    measures = {node.id for node in network.measures if not only.fields or _in_fields(network, node.id, within)}
    actors = {actor.id for actor in network.actors if _is_chosen(actor, only)}
    if only.fields:
        actors = {actor for actor in actors if _reaches(network, actor, measures | within)}
    if only.kinds or only.sectors:
        measures = {measure for measure in measures if _reaches(network, measure, actors)}
    kept = actors | measures
    fields = (
        within
        if only.fields
        else {field.id for field in network.concepts("field") if _reaches(network, field.id, kept)}
    )
    kept |= {broader for field in fields for broader in (field, *network.broader(field))}
    kept |= {node.id for node in network.nodes.values() if _stays(network, node, kept)}
    kept |= {always, *network.broader(always)} if always else set()
    while new := {node.id for node in network.nodes.values() if node.about() and kept.issuperset(node.about())} - kept:
        kept |= new
    ties = [tie for tie in network.ties.values() if _is_between(tie, kept) and (not only.ties or tie.kind in only.ties)]
    return Network(network.id, [*(network.nodes[node] for node in sorted(kept)), *ties], network.revision)


def _is_chosen(actor: Actor, only: Only) -> bool:
    kind, sector = not only.kinds or actor.kind in only.kinds, not only.sectors or actor.sector in only.sectors
    return kind and sector


def _in_fields(network: Network, measure: str, within: set[str]) -> bool:
    return any(tie.target in within for tie in network.ties_from(measure, "addresses"))


def _reaches(network: Network, node: str, others: set[str]) -> bool:
    return any({tie.origin, tie.target} & others for tie in network.ties_of(node))


def _stays(network: Network, node: AnyNode, kept: set[str]) -> bool:
    """Documents and concepts stay, since others cite them; an event stays with whom it is about."""
    if isinstance(node, Event):
        return _reaches(network, node.id, kept)
    return isinstance(node, Document) or (isinstance(node, Concept) and node.scheme != "field")


def _is_between(tie: Tie, kept: set[str]) -> bool:
    return tie.origin in kept and tie.target in kept
