"""What can befall a store file, and that each is said with place and remedy and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.model.errors import (
    BadInput,
    Conflict,
    DamagedStore,
    ForeignStore,
    LockedStore,
    NewerStore,
    NotFound,
    ReadOnlyStore,
    StoreError,
)
from graph_service.stores import open_store, sqlite_connection, sqlite_migrations
from graph_service.stores.base import Selection, Store
from graph_service.stores.sqlite import SqliteStore
from tests.builders import PAPER, actor, small_town
from tests.stores.acts import WHO, WHY, assert_helpful, begin, meddle, put, put_back, records

NOBODY = 65534
ROOT = Path(__file__).parents[2]


class TestAddresses:
    def test_an_address_with_slashes_is_a_file_too(self, path: Path) -> None:
        for url in (f"sqlite:{path}", f"sqlite:///{path}"):
            with closing(open_store(url)) as store:
                assert store.network("stadt").revision == 1

    @pytest.mark.parametrize("url", ["", "sqlite:", "postgres://x", "file.sqlite", "memory:x"])
    def test_an_address_of_no_store_says_what_is_allowed(self, url: str) -> None:
        with pytest.raises(BadInput, match="sqlite:PFAD") as caught:
            open_store(url)
        assert caught.value.value == url

    def test_a_home_folder_may_be_written_short(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(path.parent))
        with closing(open_store("sqlite:~/store.sqlite")) as store:
            assert len(store.networks()) == 1


class TestPlaces:
    def test_a_name_with_special_signs_is_a_name(self, tmp_path: Path) -> None:
        path = tmp_path / "Netz für Köln? #1 100%.sqlite"
        for _ in range(2):
            with closing(SqliteStore(path)) as store:
                assert store.networks() == ()
        assert [found.name for found in tmp_path.iterdir()] == [path.name]

    def test_an_empty_file_becomes_a_store(self, tmp_path: Path) -> None:
        path = tmp_path / "empty"
        path.touch()
        with closing(SqliteStore(path)) as store:
            assert store.networks() == ()

    def test_a_folder_is_no_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="Ordner") as caught:
            SqliteStore(tmp_path)
        assert_helpful(caught.value, tmp_path)

    def test_a_missing_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="gibt es nicht") as caught:
            SqliteStore(tmp_path / "none" / "store.sqlite")
        assert_helpful(caught.value, tmp_path / "none")

    def test_a_file_that_vanished_is_said_to_be_gone(self, opened: SqliteStore, path: Path) -> None:
        with closing(SqliteStore(path)) as other:
            path.unlink()
            with pytest.raises(StoreError, match="ersetzt oder verschoben"):
                opened.networks()
            assert other is not None

    def test_a_closed_store_says_so(self, opened: SqliteStore) -> None:
        opened.close()
        with pytest.raises(StoreError, match="geschlossen"):
            opened.networks()

    def test_the_log_of_another_store_is_not_taken_over(self, tmp_path: Path) -> None:
        (tmp_path / "store.sqlite-wal").write_bytes(b"of another file")
        with pytest.raises(Conflict):
            SqliteStore(tmp_path / "store.sqlite")


FOREIGN: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("Liste der Vereine\n" * 50),
    "short": lambda path: path.write_bytes(b"SQLite format 3\x00"),
    "zip": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(500)),
    "database": lambda path: meddle(path, "CREATE TABLE t (x)"),
    "database with a log": lambda path: meddle(path, "PRAGMA journal_mode = WAL", "CREATE TABLE t (x)"),
    "marked database": lambda path: meddle(path, "PRAGMA application_id = 7", "CREATE TABLE t (x)"),
}


class TestForeignAndNewer:
    @pytest.mark.parametrize("kind", FOREIGN)
    def test_a_foreign_file_is_refused_and_untouched(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "file"
        FOREIGN[kind](path)
        before = path.read_bytes()
        with pytest.raises(ForeignStore) as caught:
            SqliteStore(path)
        assert_helpful(caught.value, path)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]

    def test_a_newer_store_is_refused_and_untouched(self, path: Path) -> None:
        meddle(path, "PRAGMA user_version = 99")
        before = path.read_bytes()
        with pytest.raises(NewerStore) as caught:
            SqliteStore(path)
        assert_helpful(caught.value, path)
        assert path.read_bytes() == before

    def test_a_newer_store_is_noticed_while_another_program_has_it_open(self, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA user_version = 99")
            with pytest.raises(NewerStore):
                SqliteStore(path)


class TestMigrations:
    def test_the_version_says_how_many_steps_ran(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            assert sqlite_migrations.version(connection) == len(sqlite_migrations.MIGRATIONS)

    def test_a_missing_step_is_taken_when_the_store_is_opened(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def second(connection: sqlite3.Connection) -> None:
            connection.execute("CREATE TABLE later (x)")

        steps = (*sqlite_migrations.MIGRATIONS, second)
        monkeypatch.setattr(sqlite_migrations, "MIGRATIONS", steps)
        monkeypatch.setattr("graph_service.stores.sqlite_files.MIGRATIONS", steps)
        with closing(SqliteStore(path)) as store, store._pool.connection() as connection:
            assert sqlite_migrations.version(connection) == 2
            assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)
            assert store.network("stadt").revision == 1

    def test_a_step_that_fails_leaves_everything_as_it_was(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE networks SET revision = 9")
            connection.execute("CREATE TABLE later (x)")
            raise RuntimeError("half way")

        monkeypatch.setattr(sqlite_migrations, "MIGRATIONS", (*sqlite_migrations.MIGRATIONS, broken))
        with pytest.raises(RuntimeError):
            SqliteStore(path)
        monkeypatch.undo()
        with closing(SqliteStore(path)) as store:
            assert store.check() == ()


class TestLocked:
    def test_a_writer_gives_up_after_the_timeout(self, opened: SqliteStore, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LockedStore) as caught:
                put(opened, actor("new"))
            assert_helpful(caught.value, path)
            assert opened.view("stadt").counts()["actor"] == 5
        assert put(opened, actor("new")).number == 2

    def test_a_writer_waits_as_long_as_it_may(self, path: Path) -> None:
        with (
            closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
            closing(SqliteStore(path, timeout=10)) as store,
        ):
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(0.2, other.execute, ["ROLLBACK"])
            release.start()
            assert put(store, actor("new")).number == 2
            release.join()

    def test_a_store_that_is_wholly_locked_cannot_be_opened(self, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(LockedStore):
                SqliteStore(path, timeout=0.05)

    def test_two_processes_take_turns_and_both_end_whole(self, path: Path) -> None:
        script = """
import sys
from tests.stores.acts import assert_helpful, meddle, put
from tests.builders import actor
from graph_service.stores import open_store
store = open_store("sqlite:" + sys.argv[1], timeout=30)
for number in range(10):
    put(store, actor(f"{sys.argv[2]}{number}"))
store.close()
"""
        both = [
            subprocess.Popen([sys.executable, "-c", script, str(path), name], cwd=ROOT) for name in ("eins", "zwei")
        ]
        assert [process.wait(60) for process in both] == [0, 0]
        with closing(SqliteStore(path)) as store:
            assert [revision.number for revision in store.revisions("stadt")] == list(range(1, 22))
            assert store.view("stadt").counts()["actor"] == 25
            assert store.check() == ()

    def test_two_threads_may_make_one_store_at_once(self, tmp_path: Path) -> None:
        stores: list[Store] = []
        threads = [
            threading.Thread(target=lambda: stores.append(SqliteStore(tmp_path / "store.sqlite"))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        begin(stores[0])
        assert [store.network("stadt").revision for store in stores] == [1, 1, 1, 1]
        for store in stores:
            store.close()
        assert [found.name for found in tmp_path.iterdir()] == ["store.sqlite"]


AS_NOBODY = """
import os, sys
import graph_service.stores.sqlite
from graph_service.model.errors import AkteursnetzError
from graph_service.stores import open_store
from tests.builders import actor, small_town
from tests.stores.acts import assert_helpful, meddle, put
small_town()
os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
try:
    store = open_store("sqlite:" + sys.argv[1])
    assert len(store.view("stadt").load().actors) == 5
    assert store.view("stadt").search("fluchtlingsrat")
    print("read")
    put(store, actor("new"))
except AkteursnetzError as error:
    assert sys.argv[1] in error.place and error.remedy
    print(type(error).__name__, error.message)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
class TestReadOnly:
    def as_nobody(self, path: Path) -> list[str]:
        """What somebody sees who opens the store, reads and writes."""
        for folder in (path.parent, *path.parent.parents):
            if folder.stat().st_uid == 0 and folder.name.startswith(("pytest-", "popen-", "test_")):
                folder.chmod(folder.stat().st_mode | 0o055)
        command = [sys.executable, "-c", AS_NOBODY.format(nobody=NOBODY), str(path)]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()

    def test_a_file_in_a_folder_that_may_not_be_written_can_be_read(self, path: Path) -> None:
        path.chmod(0o644)
        before = path.read_bytes()
        assert self.as_nobody(path) == ["read", "ReadOnlyStore Der Speicher lässt sich lesen, aber nicht ändern."]
        assert path.read_bytes() == before

    def test_a_file_that_may_not_be_written_can_be_read(self, path: Path) -> None:
        path.chmod(0o444)
        path.parent.chmod(0o777)
        assert self.as_nobody(path) == ["read", "ReadOnlyStore Der Speicher lässt sich lesen, aber nicht ändern."]

    def test_it_can_be_read_while_somebody_else_writes(self, path: Path, opened: SqliteStore) -> None:
        put(opened, actor("ki", "KI neu", "integration_centre"))
        for part in path.parent.glob(f"{path.name}*"):
            part.chmod(0o644)
        assert self.as_nobody(path) == ["read", "ReadOnlyStore Der Speicher lässt sich lesen, aber nicht ändern."]

    def test_a_file_that_may_not_be_read_is_said_to_be_so(self, path: Path) -> None:
        path.chmod(0o600)
        assert self.as_nobody(path) == ["StoreError Auf die Datei kann nicht zugegriffen werden: keine Berechtigung."]


class TestNeverWritten:
    def test_a_store_opened_for_reading_is_not_written(self, path: Path) -> None:
        with closing(SqliteStore(path, writable=False)) as store:
            assert store.network("stadt").revision == 1
            with pytest.raises(ReadOnlyStore):
                put(store, actor("new"))

    def test_a_store_opened_for_reading_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            SqliteStore(tmp_path / "none.sqlite", writable=False)

    def test_a_file_without_a_log_gets_one_where_it_may_be_written(self, path: Path, tmp_path: Path) -> None:
        with closing(SqliteStore(path)) as store:
            store.backup(tmp_path / "copy.sqlite")
        with closing(SqliteStore(tmp_path / "copy.sqlite", writable=False)) as copy:
            assert copy.view("stadt").counts()["actor"] == 5
        with closing(SqliteStore(tmp_path / "copy.sqlite")), closing(sqlite3.connect(tmp_path / "copy.sqlite")) as raw:
            assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)

    def test_a_file_without_a_log_is_used_without_while_somebody_else_has_it(self, path: Path, tmp_path: Path) -> None:
        with closing(SqliteStore(path)) as store:
            store.backup(tmp_path / "copy.sqlite")
        with closing(sqlite3.connect(tmp_path / "copy.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM networks").fetchone()
            with closing(SqliteStore(tmp_path / "copy.sqlite", timeout=0.05)) as copy:
                assert copy.view("stadt").counts()["actor"] == 5


def small_disk(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    plain = sqlite_connection.connect

    def connect(*args: object) -> sqlite3.Connection:
        connection = plain(*args)  # type: ignore[arg-type]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    for module in ("sqlite_connection", "sqlite_files"):
        monkeypatch.setattr(f"graph_service.stores.{module}.connect", connect)


class TestFullDisk:
    def test_a_commit_is_refused_whole(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        small_disk(monkeypatch, path.stat().st_size // 4096 + 5)
        with closing(SqliteStore(path)) as store:
            with pytest.raises(StoreError, match="kein Platz") as caught:
                put(store, *(actor(f"a{number}", note="x" * 3000) for number in range(100)))
            assert_helpful(caught.value, path)
            assert store.network("stadt").revision == 1
            assert records(store.view("stadt").load()).keys() == {record.id for record in small_town()}
            assert store.check() == ()
            assert put(store, actor("ki", "KI", "integration_centre")).number == 2

    def test_a_bulk_load_is_refused_whole(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        small_disk(monkeypatch, path.stat().st_size // 4096 + 5)
        with closing(SqliteStore(path)) as store:
            with pytest.raises(StoreError, match="kein Platz"), store.writer("stadt", author=WHO, reason=WHY) as writer:
                writer.put(actor(f"a{number}", note="x" * 3000) for number in range(3000))
            assert store.network("stadt").revision == 1
            assert store.check() == ()

    def test_a_backup_leaves_nothing_half(self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with closing(SqliteStore(path)) as store:
            small_disk(monkeypatch, 5)
            with pytest.raises(StoreError, match="kein Platz"):
                store.backup(tmp_path / "backup.sqlite")
        assert list(tmp_path.iterdir()) == [path]


def damage(path: Path) -> None:
    """Overwrites all but the first pages: it opens, but it cannot be read."""
    content = bytearray(path.read_bytes())
    content[8 * 4096 :] = bytes(len(content) - 8 * 4096)
    path.write_bytes(content)


class TestDamaged:
    @pytest.mark.parametrize("start", [4096, 200])
    def test_a_damaged_file_is_said_to_be_so(self, path: Path, start: int) -> None:
        content = bytearray(path.read_bytes())
        content[start:] = os.urandom(len(content) - start)
        path.write_bytes(content)
        with pytest.raises(DamagedStore, match="beschädigt") as caught, closing(SqliteStore(path)) as store:
            store.view("stadt").load()
        assert_helpful(caught.value, path)

    def test_the_remedy_can_be_followed_word_for_word(self, path: Path, tmp_path: Path) -> None:
        with closing(SqliteStore(path)) as store:
            store.backup(tmp_path / "SICHERUNG")
        damage(path)
        with pytest.raises(DamagedStore) as caught, closing(SqliteStore(path)) as store:
            store.view("stadt").load()
        remedy = str(caught.value.remedy)
        assert f"mv '{path}' '{path}.beschaedigt'" in remedy
        assert f"akteursnetz restore SICHERUNG --store 'sqlite:{path}'" in remedy
        path.rename(f"{path}.beschaedigt")
        put_back(tmp_path / "SICHERUNG", f"sqlite:{path}")
        with closing(SqliteStore(path)) as store:
            assert store.check() == ()

    def test_a_backup_of_a_damaged_store_blames_the_store(self, path: Path, tmp_path: Path) -> None:
        damage(path)
        with pytest.raises(DamagedStore) as caught, closing(SqliteStore(path)) as store:
            store.backup(tmp_path / "copy.sqlite")
        assert caught.value.place == str(path)
        assert not (tmp_path / "copy.sqlite").exists()

    def test_the_check_names_place_and_remedy(self, path: Path) -> None:
        damage(path)
        with closing(SqliteStore(path, writable=False)) as store:
            found = " ".join(map(str, store.check()))
        assert f"{path}: Die Datei ist beschädigt." in found
        assert "restore SICHERUNG" in found

    def test_a_damaged_backup_is_not_put_back(self, path: Path, tmp_path: Path) -> None:
        damage(path)
        with pytest.raises(DamagedStore, match="ältere Sicherung") as caught:
            put_back(path, f"sqlite:{tmp_path / 'new.sqlite'}")
        assert_helpful(caught.value, path)
        assert not (tmp_path / "new.sqlite").exists()

    def test_a_truncated_file_is_said_to_be_damaged(self, path: Path) -> None:
        path.write_bytes(path.read_bytes()[:8192])
        with pytest.raises(DamagedStore), closing(SqliteStore(path)) as store:
            store.view("stadt").load()

    def test_a_body_that_is_no_record_is_said_to_be_damaged(self, path: Path) -> None:
        meddle(path, "UPDATE versions SET body = '{}' WHERE type = 'measure'")
        with closing(SqliteStore(path)) as store:
            with pytest.raises(DamagedStore):
                store.view("stadt").load()
            with pytest.raises(DamagedStore):
                store.view("stadt").select(Selection("measure"))
            with pytest.raises(DamagedStore):
                store.history("stadt", "measure/m1")

    def test_an_error_of_the_program_itself_is_not_dressed_up(self, opened: SqliteStore) -> None:
        with pytest.raises(sqlite3.OperationalError), opened._pool.connection() as connection:
            connection.execute("SELECT nonsense")


def test_networks_are_apart_by_the_tables_themselves(opened: SqliteStore) -> None:
    begin(opened, PAPER, network="andere")
    crossing = "UPDATE versions SET origin = (SELECT key FROM identities WHERE network = 2) WHERE type = 'tie'"
    with pytest.raises(sqlite3.IntegrityError), opened._pool.transaction() as connection:
        connection.execute(crossing)
