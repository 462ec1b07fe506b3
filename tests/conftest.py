"""What many tests need: the shipped network, loaded once."""

from collections.abc import Iterator

import pytest

from graph_service.operations.loading import LoadResult, load_shipped
from graph_service.operations.service import Service
from graph_service.stores import open_store


@pytest.fixture(scope="session")
def leverkusen() -> Iterator[Service]:
    """A service with the shipped network in memory; tests only read it."""
    store = open_store("memory:")
    service = Service(store)
    load_shipped(service)
    yield service
    store.close()


@pytest.fixture(scope="session")
def shipped_results() -> dict[str, LoadResult]:
    """What loading the shipped network reported."""
    store = open_store("memory:")
    results = dict(load_shipped(Service(store)))
    store.close()
    return results
