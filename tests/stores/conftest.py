"""The stores and registries that must keep the same promises, each new and empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_service.stores import open_registry, open_store
from graph_service.stores.base import Store
from graph_service.stores.registry import Registry
from graph_service.stores.sqlite import SqliteStore
from tests.builders import small_town
from tests.neo4j_servers import emptied, empty
from tests.stores.acts import begin
from tests.stores.registries import Clock
from tools.neo4j_server import Server

BACKENDS: dict[str, Callable[[pytest.FixtureRequest], Store]] = {
    "memory": lambda request: open_store("memory:"),
    "sqlite": lambda request: open_store(f"sqlite:{request.getfixturevalue('tmp_path') / 'store.sqlite'}"),
    "neo4j": lambda request: emptied(request.getfixturevalue("neo4j_server")),
}


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with closing(BACKENDS[request.param](request)) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store file with a small town at revision 1."""
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        begin(store, *small_town())
    return path


@pytest.fixture
def opened(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path, timeout=0.05)) as store:
        yield store


def registry_on_server(request: pytest.FixtureRequest, clock: Clock) -> Registry:
    server: Server = request.getfixturevalue("neo4j_server")
    empty(server)
    return open_registry(server.url, password=SecretStr(server.password), clock=clock)


REGISTRIES: dict[str, Callable[[pytest.FixtureRequest, Clock], Registry]] = {
    "memory": lambda request, clock: open_registry("memory:", clock=clock),
    "sqlite": lambda request, clock: open_registry(
        f"sqlite:{request.getfixturevalue('tmp_path') / 'store.sqlite'}", clock=clock
    ),
    "neo4j": registry_on_server,
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=REGISTRIES)
def registry(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Registry]:
    with closing(REGISTRIES[request.param](request, clock)) as opened:
        yield opened
