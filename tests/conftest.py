"""What many tests need: the shipped network, loaded once, and one Chromium."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from graph_service.operations.loading import LoadResult, load_shipped
from graph_service.operations.service import Service
from graph_service.stores import open_store
from tests.neo4j_servers import a_place, a_server, opened
from tests.operations.moves import moved
from tools.neo4j_server import Server


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


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store file with the shipped network as the first start leaves it; to be copied or only read."""
    path = tmp_path_factory.mktemp("shipped") / "netz.sqlite"
    with closing(open_store(f"sqlite:{path}")) as store:
        load_shipped(Service(store))
    return path


CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; without it browser tests fail and say what to do."""
    if not CHROMIUM.exists():
        pytest.fail("Chromium is missing: `make browser` installs it")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One Neo4j server for all tests that only ask or write; those that stop or change one take `mortal_server`."""
    with a_server(tmp_path_factory.mktemp("neo4j")) as server:
        yield server


@pytest.fixture(scope="session")
def mortal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One more for tests that stop it or want other settings; each begins by `begun_anew`."""
    with a_place(tmp_path_factory.mktemp("mortal")) as server:
        yield server


@pytest.fixture(scope="session")
def leverkusen_on_neo4j(leverkusen: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The same on a Neo4j server of its own, so that nobody empties it; tests only read it."""
    with a_server(tmp_path_factory.mktemp("leverkusen")) as server, closing(opened(server)) as store:
        assert moved(leverkusen.store, store)
        yield Service(store)
