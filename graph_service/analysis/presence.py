"""What is there on a day: nodes that hold, and ties with both their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graph_service.analysis.scope import Scope, runs
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode, Document, Measure


def holds(node: AnyNode, scope: Scope) -> bool:
    """Whether a node is there on the day: a measure that runs, anything else that is admitted, a document always."""
    if isinstance(node, Measure):
        return runs(node, scope)
    return isinstance(node, Document) or scope.admits(node)


def present(network: Network, scope: Scope) -> frozenset[str]:
    """The ids of the nodes that are there on the day, and of the admitted ties whose two ends are there."""
    nodes = frozenset(node.id for node in network.nodes.values() if holds(node, scope))
    ties = (tie for tie in network.ties.values() if tie.origin in nodes and tie.target in nodes)
    return nodes.union(tie.id for tie in ties if scope.admits(tie))


def counted_on(network: Network, scope: Scope) -> Mapping[str, int]:
    """How many nodes of each type, and ties, are there on the day; what has no recorded period counts."""
    nodes = network.nodes
    return Counter(nodes[one].type if one in nodes else "tie" for one in present(network, scope))
