"""A server that gives a transaction little memory: what is larger is written in smaller batches, still as one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import LiteralString

import pytest
from pydantic import SecretStr

from graph_service.model.errors import StoreError
from graph_service.model.nodes import Actor
from graph_service.stores.base import Store
from graph_service.stores.neo4j_connection import Login, Server
from tests.builders import actor
from tests.neo4j_servers import asked, begun_anew, opened
from tests.stores.acts import WHO, WHY, begin, ids, put
from tools import neo4j_server

COUNT = 1100
TOO_MUCH: LiteralString = "UNWIND range(1, 2000000) AS number RETURN collect($network + toString(number))"


@pytest.fixture(scope="module")
def cramped(mortal_server: neo4j_server.Server) -> neo4j_server.Server:
    return begun_anew(mortal_server, "db.memory.transaction.max=15m")


@pytest.fixture
def store(cramped: neo4j_server.Server) -> Iterator[Store]:
    with closing(opened(cramped)) as store:
        yield store


def long_notes() -> Iterator[Actor]:
    """More than one transaction may hold there, in two batches."""
    return (actor(f"a{number}", note=f"Wort{number} " * 350) for number in range(COUNT))


def test_a_load_that_is_too_large_for_one_transaction_is_seen_whole_or_not_at_all(
    cramped: neo4j_server.Server, store: Store
) -> None:
    begin(store, actor("first"))
    seen: set[tuple[int, int]] = set()
    with closing(opened(cramped)) as reading:
        load = threading.Thread(target=lambda: loaded(store))
        load.start()
        while load.is_alive():
            view = reading.view("stadt")
            seen.add((view.revision, view.counts()["actor"]))
            time.sleep(0.2)
        load.join()
    assert (1, 1) in seen
    assert seen <= {(1, 1), (2, COUNT + 1)}
    state = store.view("stadt").load()
    assert {one.note for one in state.actors} == {None, *(one.note for one in long_notes())}
    assert "actor/a77" in ids(store.view("stadt").search("Wort77"))
    assert store.check() == ()
    assert asked(cramped, "MATCH (n:Network {network: 'stadt'}) RETURN [n.revision, n.shown]") == [[2, 2]]
    assert asked(cramped, "MATCH (n:Actor {network: 'stadt'}) RETURN count(n)") == [COUNT + 1]


def loaded(store: Store) -> None:
    with store.writer("stadt", author=WHO, reason=WHY) as writer:
        writer.put(long_notes())


def test_a_load_that_ends_in_the_middle_leaves_nothing_even_where_it_was_cut_up(
    cramped: neo4j_server.Server, store: Store
) -> None:
    begin(store, actor("first"), network="dorf")
    with pytest.raises(KeyboardInterrupt), store.writer("dorf", author=WHO, reason=WHY) as writer:  # noqa: PT012
        writer.put(long_notes())
        raise KeyboardInterrupt
    assert store.view("dorf").counts()["actor"] == 1
    assert asked(cramped, "MATCH (v:Version {network: 'dorf'}) RETURN count(v)") == [2]
    assert put(store, actor("b"), network="dorf").number == 2
    assert store.check() == ()


def test_what_needs_more_memory_than_there_is_is_refused_at_once(cramped: neo4j_server.Server) -> None:
    server = Server(cramped.url, Login(password=SecretStr(cramped.password)), timeout=30)
    with closing(server):
        for ask in (server.read, server.write):
            begun = time.monotonic()
            with pytest.raises(StoreError, match="Arbeitsspeicher") as caught:
                ask("stadt", lambda scope: scope.rows(TOO_MUCH))
            assert time.monotonic() - begun < 10
            assert "db.memory.transaction.max" in str(caught.value.remedy)
