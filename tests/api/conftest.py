"""A service over the small town, in memory, for API and page tests."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.operations.service import Service
from graph_service.settings import Settings
from graph_service.stores.base import Store
from tests.builders import small_town


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store="memory:", network="stadt"))) as client:
        fill(service_of(client).store)
        yield client


def service_of(client: TestClient) -> Service:
    service: Service = client.app.state.service  # type: ignore[attr-defined]
    return service


def fill(store: Store) -> None:
    store.create("stadt", "Stadt")
    store.commit("stadt", ChangeSet(put=small_town()), author="Test", reason="Kleine Stadt")
    store.create("leer", "Leer")
