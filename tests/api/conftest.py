"""A service over the small town for API and page tests, in memory and where they write also on a Neo4j server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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


class Application:
    """The whole service on one store; it is made once, because its description takes a second."""

    def __init__(self, app: FastAPI, clear: Callable[[], None]) -> None:
        self.app = app
        self._clear = clear
        self._open = ExitStack()
        self._held: tuple[str, ...] = ()

    @contextmanager
    def serving(self, **more: Any) -> Iterator[TestClient]:
        """A client of the service, whose store is empty."""
        self.close()
        self._clear()
        with TestClient(self.app, **more) as client:
            yield client

    def over_the_town(self) -> TestClient:
        """A client of the service over the small town, which is filled in anew where a test has changed it."""
        if not self._held or self._holds() != self._held:
            fill(service_of(self._open.enter_context(self.serving())).store)
            self._held = self._holds()
        return TestClient(self.app)

    def close(self) -> None:
        """Ends the service that is kept for the tests that only read."""
        self._held = ()
        self._open.close()

    def _holds(self) -> tuple[str, ...]:
        service: Service = self.app.state.service
        views = (service.view(info.id) for info in service.store.networks())
        return tuple(f"{view.network} {view.revision} {view.stamp}" for view in views)


@pytest.fixture(scope="session")
def on_memory() -> Iterator[Application]:
    made = Application(create_app(Settings(store="memory:", network="stadt")), lambda: None)
    yield made
    made.close()


@pytest.fixture(scope="session")
def on_neo4j(neo4j_server: Server) -> Iterator[Application]:
    settings = Settings(store=neo4j_server.url, store_password_file=neo4j_server.password_file, network="stadt")
    made = Application(create_app(settings), lambda: empty(neo4j_server))
    yield made
    made.close()


@pytest.fixture(scope="session", params=["memory", "neo4j"])
def application(request: pytest.FixtureRequest) -> Application:
    """For tests that write; what is read, test_same_answers compares on every store letter by letter."""
    made: Application = request.getfixturevalue(f"on_{request.param}")
    return made


@pytest.fixture
def client(on_memory: Application) -> TestClient:
    return on_memory.over_the_town()


def service_of(client: TestClient) -> Service:
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    return service


def fill(store: Store) -> None:
    store.create("stadt", "Stadt")
    store.commit("stadt", ChangeSet(put=small_town()), author="Test", reason="Kleine Stadt")
    store.create("leer", "Leer")
