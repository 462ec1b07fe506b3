"""A store that an older version made: copied before it is changed, and never changed without a copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_service.model.errors import OlderStore, ReadOnlyStore
from graph_service.operations.keeping import upgrade_kept
from graph_service.stores import (
    beside,
    open_backup,
    open_older,
    open_registry,
    registry_sqlite_file,
    sqlite_files,
    sqlite_migrations,
)
from graph_service.stores.neo4j_migrations import MIGRATIONS
from graph_service.stores.sqlite import SqliteStore
from tests.builders import actor
from tests.neo4j_servers import asked, emptied, opened
from tests.stores.acts import begin, put, put_back
from tools.neo4j_server import Server


def noted(connection: sqlite3.Connection) -> None:
    """A step as a later version might have it."""
    connection.execute("CREATE TABLE remarks (words TEXT)")


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program as a later version, whose store files have one more step."""
    steps = (*sqlite_migrations.MIGRATIONS, noted)
    for module in (sqlite_migrations, sqlite_files):
        monkeypatch.setattr(module, "MIGRATIONS", steps)


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.bak"))


class TestFile:
    def test_a_file_of_an_older_version_is_copied_and_then_brought_up_to_date(self, path: Path, newer: None) -> None:
        with closing(SqliteStore(path)) as store:
            assert store.check() == ()
            assert put(store, actor("new")).number == 2
        (copy,) = copies(path.parent)
        assert copy.name.startswith("store.sqlite.v1-")
        assert (version(path), version(copy)) == (2, 1)
        with open_backup(copy) as kept:
            assert kept.network("stadt").revision == 1

    def test_a_file_of_this_version_is_not_copied(self, path: Path) -> None:
        SqliteStore(path).close()
        assert copies(path.parent) == []

    def test_it_is_copied_once_whoever_opens_it(self, path: Path, newer: None) -> None:
        for _ in range(3):
            SqliteStore(path).close()
        assert len(copies(path.parent)) == 1

    def test_who_only_reads_changes_and_copies_nothing(self, path: Path, newer: None) -> None:
        with pytest.raises(ReadOnlyStore):
            SqliteStore(path, writable=False)
        assert (version(path), copies(path.parent)) == (1, [])

    def test_a_file_whose_copy_fails_stays_as_it_is(
        self, path: Path, newer: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*given: object, **more: object) -> None:
            raise sqlite3.OperationalError("disk full")

        monkeypatch.setattr(sqlite_files, "copy", full)
        with pytest.raises(sqlite3.OperationalError):
            SqliteStore(path)
        assert version(path) == 1

    def test_a_backup_of_an_older_version_is_restored_and_stays_as_it_is(self, path: Path, newer: None) -> None:
        before = path.read_bytes()
        put_back(path, f"sqlite:{path.parent / 'new.sqlite'}")
        assert path.read_bytes() == before
        with closing(SqliteStore(path.parent / "new.sqlite")) as store:
            assert store.view("stadt").counts()["actor"] > 0
        assert version(path.parent / "new.sqlite") == 2

    def test_an_upgrade_can_be_asked_for_with_a_backup_elsewhere(self, path: Path, newer: None) -> None:
        backup = path.parent / "davor.sqlite"
        with closing(open_older(f"sqlite:{path}")) as older:
            assert older.lacks_steps()
            assert upgrade_kept(older, None, backup).revisions == 1
            assert not older.lacks_steps()
        assert (version(path), version(backup), copies(path.parent)) == (2, 1, [])

    def test_the_services_own_data_are_copied_for_their_owner_only(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_registry(f"sqlite:{path}").close()
        monkeypatch.setattr(registry_sqlite_file, "MIGRATIONS", (*registry_sqlite_file.MIGRATIONS, noted))
        open_registry(f"sqlite:{path}").close()
        (copy,) = copies(path.parent)
        assert (copy.name.startswith("store-dienst.sqlite.v1-"), copy.stat().st_mode & 0o777) == (True, 0o600)


class TestServer:
    @pytest.fixture
    def older(self, neo4j_server: Server) -> Server:
        """The server with a database that lacks the last step, and something in it."""
        with closing(emptied(neo4j_server)) as store:
            begin(store, actor("a"))
            put(store, actor("b"))
        *earlier, _ = MIGRATIONS
        asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = $steps", steps=earlier)
        return neo4j_server

    def test_a_database_of_an_older_version_is_refused_and_stays_as_it_is(self, older: Server) -> None:
        for open_it in (opened, lambda server: open_registry(server.url, password=SecretStr(server.password))):
            with pytest.raises(OlderStore, match="älteren Version") as caught:
                open_it(older)
            assert "akteursnetz upgrade --backup" in str(caught.value.remedy)
        assert len(asked(older, "MATCH (s:Akteursnetz) UNWIND s.steps AS step RETURN step")) == len(MIGRATIONS) - 1

    def test_it_is_backed_up_and_then_brought_up_to_date(self, older: Server, tmp_path: Path) -> None:
        login = {"password": SecretStr(older.password)}
        backup = tmp_path / "davor.sqlite"
        with (
            closing(open_older(older.url, **login)) as store,
            closing(open_registry(older.url, older=True, **login)) as registry,
        ):
            kept = upgrade_kept(store, registry, backup)
        assert (kept.networks, kept.revisions, kept.lines) == (1, 2, 0)
        assert beside(backup).stat().st_mode & 0o777 == 0o600
        with closing(opened(older)) as store, open_backup(backup) as copy:
            assert store.revisions("stadt") == copy.revisions("stadt")
            assert put(store, actor("c")).number == 3

    def test_a_database_without_anything_in_it_is_made_without_asking(self, neo4j_server: Server) -> None:
        emptied(neo4j_server).close()
        *earlier, _ = MIGRATIONS
        asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = $steps", steps=earlier)
        with closing(opened(neo4j_server)) as store:
            assert store.networks() == ()
