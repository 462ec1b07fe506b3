"""Which networks anyone may read; none, unless an administrator says so."""

from __future__ import annotations

from graph_service.access.drawer import Drawer, Kept
from graph_service.access.roles import Grants, Role
from graph_service.model.identity import check_network_id
from graph_service.stores.registry import Registry


class _Open(Kept):
    network: str


class Openness:
    """The networks that are open for reading without an account."""

    def __init__(self, registry: Registry) -> None:
        self._drawer = Drawer(registry, "open", _Open)

    def is_open(self, network: str) -> bool:
        return self._drawer.get(network) is not None

    def open(self, network: str) -> None:
        self._drawer.change(check_network_id(network), lambda _: _Open(network=network))

    def close(self, network: str) -> None:
        self._drawer.remove(check_network_id(network))

    def grants(self) -> Grants:
        """What everybody may."""
        return Grants({kept.network: Role.READER for kept in self._drawer.all()}, writing=False)
