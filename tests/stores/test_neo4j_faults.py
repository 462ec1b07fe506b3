"""What may happen to a Neo4j server: each fault is said in words, and nothing is half there."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadInput, Conflict, ReadOnlyStore, StoreError
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.builders import actor
from tests.neo4j_servers import a_server, emptied, free_port, opened
from tests.stores.acts import WHO, WHY, assert_helpful, begin, ids, put
from tools.neo4j_server import Server


@pytest.fixture
def store(neo4j_server: Server) -> Iterator[Store]:
    with closing(emptied(neo4j_server)) as store:
        yield begin(store)


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(store: Store) -> None:
    told: list[object] = []

    def write(name: str) -> None:
        try:
            told.append(store.commit("stadt", ChangeSet(put=(actor(name),)), author=WHO, reason=WHY, expected=1).number)
        except Conflict as error:
            told.append(type(error))

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(map(str, told)) == sorted(["2", str(Conflict)])
    assert store.view("stadt").counts()["actor"] == 1


def test_a_wrong_password_is_refused_and_not_repeated(neo4j_server: Server) -> None:
    with pytest.raises(StoreError, match="Anmeldung") as caught:
        open_store(neo4j_server.url, password=SecretStr("ganz-falsch"))
    assert "ganz-falsch" not in str(caught.value)
    assert_helpful(caught.value, Path(neo4j_server.url.removeprefix("bolt://")))


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadInput, match="Kennwort") as caught:
        open_store("neo4j://neo4j:geheim@127.0.0.1")
    assert "geheim" not in str(caught.value)


def test_a_server_that_is_not_there_is_said_in_words() -> None:
    with pytest.raises(StoreError, match="antwortet nicht"):
        open_store(f"bolt://127.0.0.1:{free_port()}", timeout=0.5)


def test_a_server_that_ends_while_one_writes_leaves_the_revision_before(tmp_path: Path) -> None:
    with a_server(tmp_path) as server:
        with closing(opened(server, timeout=1)) as store:
            begin(store)
            with pytest.raises(StoreError), store.writer("stadt", author=WHO, reason=WHY) as writer:  # noqa: PT012
                writer.put(actor(f"a{number}") for number in range(1500))
                server.stop(signal.SIGKILL)
                writer.put([actor("late")])
            with pytest.raises(StoreError, match="antwortet nicht"):
                store.networks()
        server.start()
        with closing(opened(server)) as store:
            assert store.network("stadt").revision == 1
            assert store.view("stadt").load().actors == ()
            assert put(store, actor("b")).number == 2
            assert ids(store.view("stadt").load().actors) == ["actor/b"]
            assert store.check() == ()
        server.stop(signal.SIGKILL)
        server.start("server.databases.default_to_read_only=true")
        with closing(opened(server)) as store:
            assert ids(store.view("stadt").load().actors) == ["actor/b"]
            with pytest.raises(ReadOnlyStore, match="nicht ändern"):
                put(store, actor("c"))
