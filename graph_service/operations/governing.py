"""Answers to how a network is steered: its bodies, their levels, the ways of papers."""

from __future__ import annotations

import difflib

from graph_service.analysis.bodies import Governance, governance
from graph_service.analysis.scope import Scope
from graph_service.model.errors import NotFound
from graph_service.model.network import Network
from graph_service.model.nodes import Actor
from graph_service.model.text import text
from graph_service.operations.describing import written_as
from graph_service.operations.service import Service


def governance_of(service: Service, network: str, scope: Scope, revision: int | None = None) -> Governance:
    """The bodies on a day, who stands above whom, and every recorded way of a paper."""
    whole = service.network(network, revision)
    key = (network, whole.revision, "governance", scope)
    return service.answers.get(key, lambda: governance(whole, scope))


def body_named(network: Network, words: str) -> Actor:
    """The body with this id, in capitals or not, with or without "actor/"; NotFound names bodies that are near."""
    found = network.node(written_as(network, words if "/" in words else f"actor/{words}"))
    if isinstance(found, Actor) and found.is_body:
        return found
    bodies = {actor.name: actor.id for actor in network.actors if actor.is_body}
    alike = difflib.get_close_matches(found.name, bodies, n=3, cutoff=0.3)
    named = tuple(alike or list(bodies)[:5])
    raise NotFound(
        text("„{name}“ ist kein Gremium.", name=found.name),
        value=found.id,
        near=tuple(bodies[name] for name in alike),
        remedy=text("Gremien sind zum Beispiel: {words}.", words=named) if named else None,
    )
