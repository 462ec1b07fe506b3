"""Answers to the questions of one network: who acts in a field, one actor, one measure, what is around, search."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.analysis.acting import FieldActors, who_acts
from graph_service.analysis.completeness import SourceUse, Standing, source_uses, standing
from graph_service.analysis.scope import Scope
from graph_service.model.errors import BadValue, NotFound
from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode, Concept, Document
from graph_service.model.text import text
from graph_service.operations.service import Service
from graph_service.stores.base import View

MAX_STEPS = 4
_WHOLE_SURROUNDINGS = 5000


@dataclass(frozen=True)
class FieldAnswer:
    """Who acts in a field, with the records that this rests on and how many measures could not be judged."""

    result: FieldActors
    excerpt: Network
    not_judged: int


def field_actors(service: Service, network: str, code: str, scope: Scope, revision: int | None = None) -> FieldAnswer:
    """Who acts in a field, named by its code ("D"), in capitals or not; NotFound names the fields there are."""
    view = service.view(network, revision)

    def answer() -> FieldAnswer:
        excerpt = _field_excerpt(service, network, code, view.revision)
        result = who_acts(excerpt, _field_in(excerpt, code).id, scope)
        return FieldAnswer(result, excerpt, view.unrecorded("field"))

    return service.answers.get((network, view.revision, "field", code, scope), answer)


def _field_excerpt(service: Service, network: str, code: str, revision: int) -> Network:
    view = service.view(network, revision)
    for written in dict.fromkeys((code, code.upper(), code.lower())):
        try:
            return view.field_excerpt(f"field/{written}")
        except NotFound:
            continue
    fields = service.network(network, revision).concepts("field")
    known = tuple(f"{field.notation} ({field.name})" for field in fields)
    raise NotFound(
        text("Ein Handlungsfeld „{value}“ ist in diesem Netzwerk nicht erfasst.", value=code[:80]),
        value=code[:80],
        near=tuple(field.notation for field in fields),
        remedy=text("Erfasst sind: {words}.", words=known) if known else None,
    )


def _field_in(excerpt: Network, code: str) -> Concept:
    return next(field for field in excerpt.concepts("field") if fold(field.notation) == fold(code))


@dataclass(frozen=True)
class Surroundings:
    """A node, and the network of what is within some steps of it."""

    node: AnyNode
    excerpt: Network
    steps: int
    left_out: int


def neighbourhood(
    service: Service, network: str, node_id: str, *, steps: int = 1, limit: int = 300, revision: int | None = None
) -> Surroundings:
    """What is within so many steps of a node; the nearest first, and how many nodes had to be left out."""
    if not 1 <= steps <= MAX_STEPS:
        raise BadValue(
            text("„{value}“ Schritte sind nicht möglich.", value=str(steps)),
            place="steps",
            value=str(steps),
            remedy=text("Erlaubt sind 1 bis {n} Schritte.", n=MAX_STEPS),
        )
    view = service.view(network, revision)
    key = (network, view.revision, "neighbourhood", node_id, steps, limit)
    return service.answers.get(key, lambda: _nearest(view, node_id, steps, limit))


def _nearest(view: View, node_id: str, steps: int, limit: int) -> Surroundings:
    whole = view.neighbourhood(node_id, steps, _WHOLE_SURROUNDINGS)
    reached = _drawn(whole)
    if reached <= limit:
        return Surroundings(whole.node(node_id), whole, steps, 0)
    near = view.neighbourhood(node_id, steps, limit)
    return Surroundings(near.node(node_id), near, steps, reached - _drawn(near))


def _drawn(network: Network) -> int:
    return sum(1 for node in network.nodes.values() if not isinstance(node, Document))


def actor_profile(service: Service, network: str, local: str, revision: int | None = None) -> Surroundings:
    """An actor with all its ties, and the ties of the measures that it takes part in."""
    return _profile(service, network, f"actor/{local}", revision)


def measure_profile(service: Service, network: str, local: str, revision: int | None = None) -> Surroundings:
    """A measure with its actors and facets, and what these are tied to."""
    return _profile(service, network, f"measure/{local}", revision)


def _profile(service: Service, network: str, node_id: str, revision: int | None) -> Surroundings:
    excerpt = service.view(network, revision).neighbourhood(node_id, 2, _WHOLE_SURROUNDINGS)
    return Surroundings(excerpt.node(node_id), excerpt, 2, 0)


def overview(service: Service, network: str, scope: Scope, revision: int | None = None) -> Standing:
    """How much is recorded in the network, and what is not."""
    whole = service.network(network, revision)
    return service.answers.get((network, whole.revision, "standing", scope), lambda: standing(whole, scope))


def sources(service: Service, network: str, revision: int | None = None) -> tuple[SourceUse, ...]:
    """Every source and what rests on it."""
    whole = service.network(network, revision)
    return service.answers.get((network, whole.revision, "sources"), lambda: source_uses(whole))
