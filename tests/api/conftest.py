"""A service over the small town, in memory and on a Neo4j server, for API and page tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.operations.service import Service
from graph_service.settings import Settings
from graph_service.stores.base import Store
from tests.builders import small_town
from tests.neo4j_servers import empty
from tools.neo4j_server import Server


@dataclass(frozen=True)
class Application:
    """The whole service on one store; it is made once, because its description takes a second."""

    app: FastAPI
    clear: Callable[[], None]

    @contextmanager
    def serving(self, **more: Any) -> Iterator[TestClient]:
        """A client of the service, whose store is empty."""
        self.clear()
        with TestClient(self.app, **more) as client:
            yield client


@pytest.fixture(scope="session", params=["memory", "neo4j"])
def application(request: pytest.FixtureRequest) -> Application:
    if request.param == "memory":
        return Application(create_app(Settings(store="memory:", network="stadt")), lambda: None)
    server: Server = request.getfixturevalue("neo4j_server")
    settings = Settings(store=server.url, store_password_file=server.password_file, network="stadt")
    return Application(create_app(settings), lambda: empty(server))


@pytest.fixture
def client(application: Application) -> Iterator[TestClient]:
    with application.serving() as client:
        fill(service_of(client).store)
        yield client


def service_of(client: TestClient) -> Service:
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    return service


def fill(store: Store) -> None:
    store.create("stadt", "Stadt")
    store.commit("stadt", ChangeSet(put=small_town()), author="Test", reason="Kleine Stadt")
    store.create("leer", "Leer")
