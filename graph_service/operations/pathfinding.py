"""Answers to how one entry of a network leads to another."""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.analysis.governance import Paths, paths
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.operations.describing import written_as
from graph_service.operations.service import Service


def paths_between(
    service: Service,
    network: str,
    origin: str,
    target: str,
    scope: Scope,
    kinds: Iterable[str] | None = None,
    directed: bool = False,
    revision: int | None = None,
) -> Paths:
    """All shortest paths between two entries, in capitals or not; without a type ("ki"), an actor is meant."""
    whole = service.network(network, revision)
    ends = _end(whole, origin), _end(whole, target)
    chosen = frozenset(kinds or ())
    key = (network, whole.revision, "paths", *ends, scope, chosen, directed)
    return service.answers.get(key, lambda: paths(whole, *ends, scope, chosen, directed=directed))


def _end(network: Network, words: str) -> str:
    return written_as(network, words if "/" in words else f"actor/{words}")
