"""Networks go to a Neo4j server and come back with their whole past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.model.errors import Conflict
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.builders import actor
from tests.neo4j_servers import emptied
from tests.operations.moves import lived, moved, told
from tests.operations.test_moving import Ending
from tests.stores.acts import put
from tools.neo4j_server import Server


@pytest.fixture
def server(neo4j_server: Server) -> Iterator[Store]:
    with closing(emptied(neo4j_server)) as store:
        yield store


@pytest.fixture(params=["memory", "sqlite"])
def embedded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = {"memory": "memory:", "sqlite": f"sqlite:{tmp_path / 'netz.sqlite'}"}[request.param]
    with closing(open_store(url)) as store:
        yield store


def test_there_and_back_every_revision_is_the_same(embedded: Store, server: Store) -> None:
    lived(embedded)
    embedded.create("leer", "Noch leer")
    moved(embedded, server, every=True)
    back = open_store("memory:")
    moved(server, back, every=True)
    for network in ("stadt", "leer"):
        assert told(server, network) == told(back, network) == told(embedded, network)
    assert server.check() == ()


def test_after_an_interruption_the_rest_follows(embedded: Store, server: Store) -> None:
    lived(embedded)
    with pytest.raises(KeyboardInterrupt):
        moved(embedded, Ending(server, 2, KeyboardInterrupt()))  # type: ignore[arg-type]
    (report,) = moved(embedded, server)
    assert (report.made, told(server)) == (2, told(embedded))


def test_a_server_that_has_moved_on_is_left_as_it_is(embedded: Store, server: Store) -> None:
    lived(embedded)
    moved(embedded, server)
    put(server, actor("neu"))
    before = told(server)
    with pytest.raises(Conflict):
        moved(embedded, server)
    assert told(server) == before
