"""What readers call the nodes of a network: some have no name of their own, and are called by what they are about."""

from __future__ import annotations

from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode, Concept, Observation, Report
from graph_service.model.text import Value, text


def called(network: Network, node: AnyNode) -> Value:
    """A concept in both languages, a report and a value by when and of what they are, all others by their name."""
    if isinstance(node, Concept):
        return node.label
    if not isinstance(node, Report | Observation):
        return node.name
    about = _about(network, node)
    if node.has_own_name:
        return text("{name} ({about})", name=node.name, about=about)
    if isinstance(node, Report):
        return text("Bericht {day} ({about})", day=node.date, about=about)
    return text("Wert {time} ({about})", time=node.valid, about=about)


def _about(network: Network, node: Report | Observation) -> Value:
    """The names of what it is about; an id where the network does not hold it."""
    names = [network.nodes[one].name if one in network.nodes else one for one in node.about()]
    return names[0] if len(names) == 1 else text("{first}, {second}", first=names[0], second=names[1])
