"""A writer that lost its turn on a Neo4j server, and another that took it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from graph_service.model.errors import StoreError
from graph_service.stores.base import Store
from tests.builders import actor
from tests.neo4j_servers import asked, emptied, opened
from tests.stores.acts import WHO, WHY, begin, ids, put
from tools.neo4j_server import Server

END_ALL = """
SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery AS query WHERE NOT query CONTAINS 'TERMINATE'
TERMINATE TRANSACTIONS id YIELD message RETURN message
"""


@pytest.fixture
def stores(neo4j_server: Server) -> Iterator[tuple[Store, Store]]:
    """Two programs at one network with one actor."""
    with closing(emptied(neo4j_server)) as one, closing(opened(neo4j_server)) as other:
        yield begin(one, actor("a")), other


def test_a_writer_that_lost_its_turn_takes_nothing_from_the_next(
    stores: tuple[Store, Store], neo4j_server: Server
) -> None:
    one, other = stores
    with pytest.raises(StoreError) as caught, one.writer("stadt", author=WHO, reason=WHY) as writer:  # noqa: PT012
        writer.put([actor("late")])
        asked(neo4j_server, END_ALL)
        put(other, actor("b"), remove=["actor/a"])
        writer.put([actor("later")])
    assert caught.value.remedy is not None
    assert ids(other.view("stadt").load().actors) == ["actor/b"]
    assert (other.network("stadt").revision, other.check()) == (2, ())


def test_a_writer_that_lost_its_turn_publishes_nothing(stores: tuple[Store, Store], neo4j_server: Server) -> None:
    one, other = stores
    with pytest.raises(StoreError), one.writer("stadt", author=WHO, reason=WHY) as writer:  # noqa: PT012
        writer.put([actor("late")])
        asked(neo4j_server, END_ALL)
    assert ids(other.view("stadt").load().actors) == ["actor/a"]
    assert put(other, actor("b")).number == 2
    assert ids(other.view("stadt").load().actors) == ["actor/a", "actor/b"]


def test_a_plain_graph_that_was_half_laid_is_laid_without_doubles(
    stores: tuple[Store, Store], neo4j_server: Server
) -> None:
    one, _ = stores
    asked(neo4j_server, "MATCH (n:Network) SET n.shown = 0 WITH n MATCH (t:Turn) SET t.laying = true RETURN 1")
    put(one, actor("b"))
    assert asked(neo4j_server, "MATCH (:Actor)-[way:CITES]->(:Document) RETURN count(way)") == [2]
    assert asked(neo4j_server, "MATCH (t:Turn) RETURN t.laying") == [None]
