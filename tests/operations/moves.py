"""What tests of moving share: a network with a past, and all that is told of one."""

from __future__ import annotations

from graph_service.model.canonical import checksum
from graph_service.model.change import Revision
from graph_service.operations.moving import Move, Moved, networks_to_move
from graph_service.stores.base import Store
from tests.builders import actor, carries
from tests.stores.acts import begin, everything, put


def lived(store: Store, network: str = "stadt") -> Store:
    """The store with a network of four revisions: records of each type, changed, removed, there again."""
    begin(store, *everything(), network=network)
    put(store, actor("c", "O\u0308l 🏛️"), actor("b", "Verein, neu"), remove=[carries("a", "m").id], network=network)
    put(store, remove=["actor/c"], network=network)
    put(store, actor("c", "Wieder da"), carries("a", "m", note="Vertrag"), network=network)
    return store


def told(store: Store, network: str = "stadt") -> tuple[str, tuple[Revision, ...], list[str]]:
    """The name of a network, its revisions, and the checksum of the records at each of them."""
    info = store.network(network)
    views = (store.view(network, revision=number) for number in range(info.revision + 1))
    return info.name, store.revisions(network), [checksum(view.load().records()) for view in views]


def moved(source: Store, target: Store, *named: str, every: bool = False) -> list[Moved]:
    return list(Move(source, target, every).run(networks_to_move(source, named)))
