"""Backups while people write, with and without the service's own data, and what comes back where nothing is yet."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_service.access.accounts import Accounts
from graph_service.access.audit import COMMAND_LINE, Audit, Event
from graph_service.access.roles import Role
from graph_service.access.sessions import Sessions
from graph_service.model.errors import Conflict, DamagedStore
from graph_service.operations.keeping import RegistryAt, back_up, compare, fill_server, restored
from graph_service.stores import beside, open_registry, open_store, put_copy
from graph_service.stores.base import Store
from graph_service.stores.registry import Registry
from graph_service.stores.sqlite import SqliteStore
from tests.builders import actor
from tests.neo4j_servers import empty
from tests.stores.acts import begin, put
from tools.neo4j_server import Server

WRITERS = 4


class House:
    """A store and the registry at its address."""

    def __init__(self, url: str, password: SecretStr | None = None) -> None:
        self.url = url
        self.open = partial(open_store, url, password=password)
        self.registry_at: RegistryAt = lambda writable: open_registry(url, password=password, writable=writable)

    def fill(self, source: SqliteStore) -> Store:
        if self.url.startswith("sqlite:"):
            put_copy(source, self.url)
            return self.open()
        return fill_server(source, self.open())


@pytest.fixture(params=["sqlite", "neo4j"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    if request.param == "sqlite":
        (tmp_path / "house").mkdir()
        return House(f"sqlite:{tmp_path / 'house' / 'netz.sqlite'}")
    server: Server = request.getfixturevalue("neo4j_server")
    empty(server)
    return House(server.url, SecretStr(server.password))


def people(registry: Registry) -> str:
    """An account with an open session, and some lines of the audit; the account's id."""
    accounts = Accounts(registry)
    account = accounts.make("koordination", "Koordination", SecretStr("Lange Wörter hinter Türen"), {"*": Role.READER})
    Sessions(registry, accounts).open(account)
    for _ in range(3):
        Audit(registry).note(Event.BACKED_UP, COMMAND_LINE)
    return account.id


def while_writing(store: Store, work: Callable[[], object]) -> int:
    """Does the work while several threads make revisions; how many they made meanwhile."""
    stop, made = threading.Event(), [0] * WRITERS

    def write(writer: int) -> None:
        while not stop.is_set():
            made[writer] += 1
            put(store, actor(f"w{writer}-{made[writer]}"))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        work()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    return sum(made)


def test_a_backup_during_writes_is_of_one_revision(house: House, tmp_path: Path) -> None:
    target = tmp_path / "sicherung.sqlite"
    with closing(house.open()) as store:
        begin(store, *(actor(f"a{number}") for number in range(20)))
        assert while_writing(store, lambda: back_up(store, target)) > 0
        with closing(SqliteStore(target, writable=False)) as copy:
            revision = copy.network("stadt").revision
            assert copy.view("stadt").counts()["actor"] == 20 + revision - 1
            assert copy.revisions("stadt") == store.revisions("stadt")[:revision]


def test_what_was_backed_up_comes_back_with_accounts_and_audit_but_without_sessions(
    house: House, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    target = tmp_path / "sicherung.sqlite"
    with closing(house.open()) as store, closing(house.registry_at(True)) as registry:
        begin(store, actor("a"))
        account = people(registry)
        before = registry.lines()
        assert back_up(store, target, registry).lines == 3
    assert beside(target).stat().st_mode & 0o777 == 0o600
    other = House(f"sqlite:{tmp_path / 'neu.sqlite'}")
    if house.url.startswith("bolt") or house.url.startswith("neo4j"):
        empty(request.getfixturevalue("neo4j_server"))
        other = house
    kept = restored(target, other.fill, other.registry_at)
    assert (kept.networks, kept.revisions, kept.lines) == (1, 1, 3)
    with closing(other.registry_at(True)) as registry:
        assert Accounts(registry).verify("koordination", SecretStr("Lange Wörter hinter Türen")) is not None
        assert registry.lines() == before
        assert (registry.check(), registry.count("session")) == ((), 0)
        assert Accounts(registry).named("koordination").id == account
        assert registry.append({"event": "signed_in", "who": account}).number == 4


def test_a_place_that_is_not_empty_is_refused_and_stays_as_it_is(house: House, tmp_path: Path) -> None:
    target = tmp_path / "sicherung.sqlite"
    with closing(house.open()) as store, closing(house.registry_at(True)) as registry:
        begin(store, actor("a"))
        people(registry)
        back_up(store, target, registry)
        put(store, actor("b"))
    with pytest.raises(Conflict):
        restored(target, house.fill)
    with pytest.raises(Conflict):
        restored(target, house.fill, house.registry_at)
    with closing(house.open()) as store, closing(house.registry_at(True)) as registry:
        assert store.network("stadt").revision == 2
        assert registry.count("session") == 1


def test_a_broken_chain_is_not_restored_and_nothing_is_written(tmp_path: Path) -> None:
    target, old, new = tmp_path / "s.sqlite", House(f"sqlite:{tmp_path / 'alt.sqlite'}"), tmp_path / "neu.sqlite"
    with closing(old.open()) as store, closing(old.registry_at(True)) as registry:
        begin(store, actor("a"))
        people(registry)
        back_up(store, target, registry)
    with closing(sqlite3.connect(beside(target))) as connection, connection:
        connection.execute("DELETE FROM journal WHERE number = 2")
    house = House(f"sqlite:{new}")
    with pytest.raises(DamagedStore, match="Protokoll") as caught:
        restored(target, house.fill, house.registry_at)
    assert caught.value.problems
    assert not new.exists()
    assert not beside(new).exists()


def test_a_copy_that_is_not_like_the_store_is_found(tmp_path: Path) -> None:
    with closing(open_store("memory:")) as store, closing(open_store("memory:")) as copy:
        begin(store, actor("a"))
        begin(copy, actor("a", "Anders"))
        with pytest.raises(DamagedStore, match="stadt"):
            compare(store, copy)


def test_a_backup_never_writes_over_the_services_data_of_another(tmp_path: Path) -> None:
    target, house = tmp_path / "s.sqlite", House(f"sqlite:{tmp_path / 'netz.sqlite'}")
    beside(target).write_text("wichtig")
    with closing(house.open()) as store, closing(house.registry_at(True)) as registry:
        begin(store, actor("a"))
        with pytest.raises(Conflict):
            back_up(store, target, registry)
    assert beside(target).read_text() == "wichtig"
    assert not target.exists()
